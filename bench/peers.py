"""The core of the model compared with two system dynamics tools: first that the numbers agree, then the time each takes."""

import dataclasses
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import core
import numpy as np
from timing import Row, Stopwatch, Timing, format_ratio, milliseconds

HERE = pathlib.Path(__file__).parent
# An environment of its own, because the tools need other versions of shared packages.
PEERS = pathlib.Path(sys.prefix) / "peers" / "bin" / "python"
DRAWS = 1_000
EQUAL = 1e-9  # allowed difference, relative to the largest number of a draw


def _peer(name, rows, stopwatch):
    """Output of one tool; raises `RuntimeError` if it fails or its numbers differ from ours."""
    given = {
        "constants": core.GIVEN,
        "months": core.MONTHS,
        "stopwatch": dataclasses.asdict(stopwatch),
        "draws": {key: values.tolist() for key, values in rows.items()},
    }
    with tempfile.TemporaryDirectory() as folder:  # PySD writes its translation next to the model
        path = shutil.copy(HERE / "core.xmile", folder)
        done = subprocess.run(
            [PEERS, HERE / "peer.py", name, path],
            input=json.dumps(given),
            check=False,
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr}")
    output = json.loads(done.stdout.splitlines()[-1])
    theirs, ours = np.array(output["cash"])[:, 1:], core.run(rows, DRAWS)
    apart = np.abs(theirs - ours).max(axis=1) / np.abs(ours).max(axis=1)
    if theirs.shape != ours.shape or apart.max() > EQUAL:
        raise RuntimeError(
            f"{output['version']} and the engine differ by {apart.max():.1e}: this is not the same model"
        )
    return output


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Rows of the table: one run and a thousand draws, here and in each tool, with the ratio of processor times."""
    if not PEERS.exists():
        yield Row(
            "the core of the model in other tools", "not measured: `make bench` installs them"
        )
        return
    drawn = core.draws(DRAWS)
    first_draw = {key: values[:1] for key, values in drawn.items()}
    ours = {
        "run": stopwatch.time(lambda: core.run(first_draw, 1)),
        "draws": stopwatch.time(lambda: core.run(drawn, DRAWS)),
    }
    words = {"run": "one run", "draws": f"{DRAWS:,} draws"}
    what = f"the model's core ({len(core.EQUATIONS)} quantities × {core.MONTHS} months)"
    for key, timing in ours.items():
        yield timing.row(f"{what}, {words[key]}")
    for name in ("pysd", "bptk"):
        output = _peer(name, drawn, stopwatch)
        for key, timing in ours.items():
            theirs = Timing(**output[key])
            yield Row(
                f"the same core in {output['version']}, {words[key]}",
                milliseconds(theirs.seconds),
                str(theirs.calls),
                f"{format_ratio(theirs.seconds / timing.seconds)} × here",
            )
