"""The core of the model beside the same core in two tools for system dynamics: equal numbers first, then the time each takes."""

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
)  # apart, since they want other versions of what we use
DRAWS, TIMES = 1_000, 25
EQUAL = 1e-9  # of the largest number of a draw


def _peer(name, rows):
    """What one tool says, once its numbers are known to be ours."""
    given = {
        "constants": core.GIVEN,
        "months": core.MONTHS,
        "times": TIMES,
        "draws": {key: values.tolist() for key, values in rows.items()},
    }
    with tempfile.TemporaryDirectory() as folder:  # PySD writes its translation beside the model
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
    told = json.loads(done.stdout.splitlines()[-1])
    theirs, ours = np.array(told["cash"])[:, 1:], core.run(rows, DRAWS)
    apart = np.abs(theirs - ours).max(axis=1) / np.abs(ours).max(axis=1)
    if theirs.shape != ours.shape or apart.max() > EQUAL:
        raise RuntimeError(
            f"{told['version']} and the engine differ by {apart.max():.1e}: this is not the same model"
        )
    return told


def rows():
    """The table's rows: one run and a thousand draws, here and there, and how many times as long it takes there."""
    if not PEERS.exists():
        return [
            ("the core of the model in other tools", "not measured: `make bench` installs them", "")
        ]
    drawn = core.draws(DRAWS)
    one = {key: values[:1] for key, values in drawn.items()}
    told = [_peer(name, drawn) for name in ("pysd", "bptk")]
    single, many = (
        median(lambda: core.run(one, 1), TIMES),
        median(lambda: core.run(drawn, DRAWS), TIMES),
    )
    what = f"the model's core ({len(core.EQUATIONS)} quantities × {core.MONTHS} months)"
    table = [
        (f"{what}, one run", milliseconds(single), ""),
        (f"{what}, {DRAWS:,} draws", milliseconds(many), ""),
    ]
    for each in told:
        for words, theirs, ours in (
            ("one run", each["run"], single),
            (f"{DRAWS:,} draws", each["draws"], many),
        ):
            measured = f"{milliseconds(theirs)} (ratio {theirs / ours:,.1f})"
            table.append((f"the same core in {each['version']}, {words}", measured, ""))
    return table
