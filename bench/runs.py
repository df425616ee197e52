"""The model: reading a case, one run, many draws, the roofline and the map of cuts."""

import functools
from collections.abc import Iterator

import numpy as np
from serving import ROOT
from timing import Row, Stopwatch

import econ
from econ.allocator import keep_freed_memory
from econ.decisions import price_cut
from econ.decisions.cut_sensitivity import keys_of_map
from econ.roofline import prediction

POINTS = 10_000


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


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Rows of the table about the model, each as soon as it is measured."""
    path = ROOT / "assumptions.toml"
    case = econ.load(path)
    scenario = case.scenario()

    def one_run():
        return econ.run(scenario)

    one_run()  # orders the equations
    yield stopwatch.time(one_run).row("one run, every quantity", "≤ 130 ms")
    loading = stopwatch.time(lambda: econ.load(path), one_run)
    yield loading.row("load and check assumptions.toml")
    for draws, aim in ((1_000, ""), (10_000, "≤ 500 ms")):
        values = drawn(case, scenario, draws)
        many_runs = functools.partial(econ.run, scenario, values, keep=("cash", "runway"))
        yield stopwatch.time(many_runs, one_run).row(
            f"{draws:,} draws of all assumptions, cash and runway kept", aim
        )
    given = {
        "context_length": np.geomspace(1e3, 1e6, POINTS),
        "latency_promise": np.linspace(10.0, 100.0, POINTS),
    }
    keep = ("decode_throughput", "prefill_throughput")

    def grid():
        return prediction.evaluate_roofline(
            scenario, ["ascend_950dt"] * POINTS, ["v4_pro"] * POINTS, given, keep
        )

    yield stopwatch.time(grid, one_run).row(
        f"{POINTS:,} operating points of the roofline", "≤ 100 ms"
    )
    keep_freed_memory()  # as the app does; the rows above are measured without it
    name = next(iter(case.story.uncertain))  # the set with which the page opens
    keys = keys_of_map(case, name)
    count = price_cut.draws_per_map(scenario, keys)

    def fill():
        for _ in price_cut.fill_cut_maps(scenario, keys, price_cut.OBJECTIVES.values(), count):
            pass

    yield stopwatch.time(fill, one_run).row(
        f"map of {price_cut.CUT_MONTHS} × {len(price_cut.DEPTHS)} cells × {count} futures of {name}, "
        f"all objectives, {price_cut.THREADS} threads together",
        "≤ 2,500 ms",
    )
