"""Speed of the model and the app, as a Markdown table: `python bench/bench.py [--only model|futures|peers|browser|sessions]`."""

import argparse
import importlib
import importlib.metadata
import os
import pathlib
import platform
import sys

import numpy as np
from serving import ROOT, median, milliseconds

sys.path.insert(0, str(ROOT))
PARTS = {
    "model": "bench",
    "futures": "futures",
    "peers": "peers",
    "browser": "repaint",
    "sessions": "sessions",
}
PACKAGES = ("streamlit", "numpy", "pandas", "altair", "pydantic")


def machine():
    """Processor, load and versions of this measurement, in one line."""
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
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores{load}; "
        f"Python {platform.python_version()}; {versions}."
    )


def drawn(case, scenario, draws):
    """One value per draw, between low and high, for every assumption about the world that has a range."""
    random = np.random.default_rng(1)
    rows = {}
    for key in case.keys():
        believed = case.belief(key, scenario.preset)
        assumption = case.assumption_of(key)
        if (
            assumption.kind == "world"
            and not assumption.options
            and None not in (believed.low, believed.high)
        ):
            rows[key] = random.uniform(believed.low, believed.high, draws)
    return rows


def model():
    """Rows of the table about the model."""
    import econ
    from econ.allocator import keep_freed_memory
    from econ.decisions import price_cut
    from econ.roofline import prediction

    path = ROOT / "assumptions.toml"
    case = econ.load(path)
    scenario = case.scenario()
    table = [
        ("load and check assumptions.toml", milliseconds(median(lambda: econ.load(path), 5)), ""),
        (
            "one run, every quantity",
            milliseconds(median(lambda: econ.run(scenario), 25)),
            "≤ 30 ms",
        ),
    ]
    for draws, times, target in ((1_000, 7, ""), (10_000, 5, "≤ 500 ms")):
        rows = drawn(case, scenario, draws)
        taken = median(lambda rows=rows: econ.run(scenario, rows, keep=("cash", "runway")), times)
        table.append(
            (
                f"{draws:,} draws of all assumptions, cash and runway kept",
                milliseconds(taken),
                target,
            )
        )
    many = 10_000
    given = {
        "context_length": np.geomspace(1e3, 1e6, many),
        "latency_promise": np.linspace(10.0, 100.0, many),
    }
    keep = ("decode_throughput", "prefill_throughput")

    def grid():
        return prediction.evaluate_roofline(
            scenario, ["ascend_950dt"] * many, ["v4_pro"] * many, given, keep
        )

    table.append(
        (f"{many:,} operating points of the roofline", milliseconds(median(grid, 9)), "≤ 100 ms")
    )
    keep_freed_memory()  # as the app does; the rows above are measured without it
    for name, keys in case.story.uncertain.items():
        count = price_cut.draws_per_map(scenario, keys)
        for words, objective in (
            ("gross profit and shares", price_cut.NPV),
            ("cash and runway too", price_cut.RUNWAY),
        ):
            beside = price_cut.objectives_at_no_cost(objective)
            fill = lambda: [None for _ in price_cut.fill_cut_maps(scenario, keys, beside, count)]  # noqa: B023, E731
            table.append(
                (
                    f"map of {price_cut.CUT_MONTHS} × {len(price_cut.DEPTHS)} cells × {count} futures of {name}, {words}",
                    milliseconds(median(fill, 5)),
                    "≤ 2,500 ms",
                )
            )
    return table


def main():
    """Measure the requested parts and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append")
    wanted = parser.parse_args().only or PARTS
    print(machine(), end="\n\n")
    print("| What | Measured | Aim |\n|---|---|---|", flush=True)
    for part in wanted:
        rows = model if part == "model" else importlib.import_module(PARTS[part]).rows
        for row in rows():
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
