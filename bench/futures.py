"""Many futures: the fan, the tornado, Sobol indices, and draws of an ensemble per second of one core."""

from collections.abc import Iterator

from serving import ROOT
from timing import Row, Stopwatch

import econ
from econ.allocator import keep_freed_memory
from econ.ensemble import blocks
from econ.risk import draws, outcomes, sensitivity, survival

INPUTS = 20
TEN_MILLION = 10_000_000
HOUR = 3600


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Rows of the table about many futures, each as soon as it is measured."""
    keep_freed_memory()  # as the app does
    scenario = econ.load(ROOT / "assumptions.toml").scenario()

    def one_run():
        return econ.run(scenario)

    one_run()  # orders the equations
    yield stopwatch.time(lambda: survival.run_futures(scenario), one_run).row(
        f"{survival.DEFAULT_FUTURES:,} draws of all uncertain assumptions with fan: draw, run, quantiles",
        "≤ 3,300 ms",
    )
    keys = draws.uncertain_keys(scenario)
    runway = outcomes.outcome_by_name(scenario, "Runway")
    few = sensitivity.keys_by_swing(scenario, runway, keys, INPUTS)
    yield stopwatch.time(lambda: sensitivity.compute_tornado(scenario, runway, few), one_run).row(
        f"tornado of {len(few)} inputs", "≤ 50 ms"
    )
    yield stopwatch.time(lambda: sensitivity.sobol_table(scenario, [runway], few), one_run).row(
        f"Sobol indices of {len(few)} inputs, first order and total, with errors", "≤ 3,000 ms"
    )
    summing = _time_block(stopwatch, scenario, one_run)
    yield summing.row(f"ensemble: {blocks.BLOCK_DRAWS:,} futures drawn, run and summed up")
    rate = blocks.BLOCK_DRAWS / summing.seconds
    yield Row(
        f"ensemble: {TEN_MILLION:,} draws, extrapolated",
        f"{TEN_MILLION / rate / HOUR:.1f} hours of one core's time ({rate:,.0f} in a second)",
    )


def _time_block(stopwatch, scenario, one_run):
    """The timing of one block of an ensemble."""
    text = (ROOT / "assumptions.toml").read_text("utf-8")
    work = blocks.specify_ensemble(
        scenario,
        text,
        draws=TEN_MILLION,
        seed=draws.SEED,
        quantities=("cash", "revenue", "net_burn"),
    )
    edges = blocks.counting_grid([blocks.evaluate_block(work, 0)])
    return stopwatch.time(lambda: blocks.summarise_blocks(work, edges, range(1, 2)), one_run)
