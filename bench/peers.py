"""The core of the model compared with two system dynamics tools: first that the numbers agree, then the time each takes."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import core
import numpy as np
from serving import median, milliseconds

HERE = pathlib.Path(__file__).parent
PEERS = (
    pathlib.Path(sys.prefix) / "peers" / "bin" / "python"
)  # an environment of its own, because the tools need other versions of shared packages
DRAWS, TIMES = 1_000, 25
EQUAL = 1e-9  # allowed difference, relative to the largest number of a draw


def _peer(name, rows):
    """Output of one tool; raises `RuntimeError` if it fails or its numbers differ from ours."""
    given = {
        "constants": core.GIVEN,
        "months": core.MONTHS,
        "times": TIMES,
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


def rows():
    """Rows of the table: one run and a thousand draws, here and in each tool, with the ratio of times."""
    if not PEERS.exists():
        return [
            ("the core of the model in other tools", "not measured: `make bench` installs them", "")
        ]
    drawn = core.draws(DRAWS)
    first_draw = {key: values[:1] for key, values in drawn.items()}
    outputs = [_peer(name, drawn) for name in ("pysd", "bptk")]
    single, many = (
        median(lambda: core.run(first_draw, 1), TIMES),
        median(lambda: core.run(drawn, DRAWS), TIMES),
    )
    what = f"the model's core ({len(core.EQUATIONS)} quantities × {core.MONTHS} months)"
    table = [
        (f"{what}, one run", milliseconds(single), ""),
        (f"{what}, {DRAWS:,} draws", milliseconds(many), ""),
    ]
    for output in outputs:
        for words, theirs, ours in (
            ("one run", output["run"], single),
            (f"{DRAWS:,} draws", output["draws"], many),
        ):
            measured = f"{milliseconds(theirs)} (ratio {theirs / ours:,.1f})"
            table.append((f"the same core in {output['version']}, {words}", measured, ""))
    return table
