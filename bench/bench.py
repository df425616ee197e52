"""Speed of the model and the app, as a Markdown table; each row is printed as soon as it is measured.

Times of the model are processor time; those of pages and sessions are what somebody waits.
"""

import argparse
import importlib
import importlib.metadata
import os
import pathlib
import platform
import sys
import time

from serving import ROOT
from timing import Row, Stopwatch

sys.path.insert(0, str(ROOT))
PARTS = {
    "model": "runs",
    "twin": "generated",
    "futures": "futures",
    "peers": "peers",
    "browser": "repaint",
    "sessions": "sessions",
}
HEADS = Row("What", "Median", "Calls", "Ratio", "Aim")
PACKAGES = ("streamlit", "numpy", "pandas", "altair", "pydantic")


def machine():
    """Processor and versions of this measurement, in one line."""
    info = pathlib.Path("/proc/cpuinfo")
    names = (
        [
            line.split(":")[1].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        if (info.exists())
        else []
    )
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return (
        f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores; "
        f"Python {platform.python_version()}; {versions}."
    )


def load():
    """Return the average number of processes that wanted a processor in the last minute, as text."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def print_row(row):
    """Print one row of the table, at once also into a pipe."""
    print("| " + " | ".join(row) + " |", flush=True)


def main():
    """Measure the requested parts, print each row as soon as it is measured, and say what each part took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part only")
    parser.add_argument("--calls", type=int, help="calls of each row, at any speed")
    arguments = parser.parse_args()
    calls = arguments.calls
    if calls is not None and calls < 1:
        parser.error("--calls must be at least 1")
    stopwatch = Stopwatch() if calls is None else Stopwatch(fewest=calls, most=calls)
    print(machine(), end="\n\n")
    print_row(HEADS)
    print_row(["---"] * len(HEADS))
    taken = []
    for part in arguments.only or PARTS:
        begun, busy = time.perf_counter(), load()
        for row in importlib.import_module(PARTS[part]).rows(stopwatch):
            print_row(row)
        taken.append(f"{part} {time.perf_counter() - begun:.0f} (load {busy} before)")
    print(f"\nSeconds taken: {', '.join(taken)}; load {load()} at the end.", flush=True)


if __name__ == "__main__":
    main()
