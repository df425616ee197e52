"""Many futures: the fan, the tornado, Sobol indices, and draws of an ensemble per second of one core."""

import itertools
import time

from serving import ROOT, median, milliseconds

import econ
from econ.allocator import keep_freed_memory
from econ.ensemble import blocks
from econ.risk import draws, outcomes, sensitivity, survival

INPUTS = 20
BLOCKS = 4
TEN_MILLION = 10_000_000
HOUR = 3600


def rows():
    """Rows of the table about many futures."""
    keep_freed_memory()  # as the app does
    scenario = econ.load(ROOT / "assumptions.toml").scenario()
    seeds = itertools.count(1)
    keys = draws.uncertain_keys(scenario)
    runway = outcomes.outcome_by_name(scenario, "Runway")
    survival.run_futures(scenario)
    same_points = median(lambda: survival.run_futures(scenario), 5)
    new_points = median(lambda: survival.run_futures(scenario, seed=next(seeds)), 3)
    fan = f"{milliseconds(same_points)} (points of a new seed: {milliseconds(new_points)})"
    few = sensitivity.keys_by_swing(scenario, runway, keys, INPUTS)
    table = [
        (
            f"{survival.DEFAULT_FUTURES:,} draws of all uncertain assumptions with fan: draw, run, quantiles",
            fan,
            "≤ 500 ms",
        ),
        (
            f"tornado of {len(few)} inputs",
            milliseconds(median(lambda: sensitivity.compute_tornado(scenario, runway, few), 9)),
            "≤ 50 ms",
        ),
        (
            f"Sobol indices of {len(few)} inputs, first order and total, with errors",
            milliseconds(median(lambda: sensitivity.sobol_table(scenario, [runway], few), 3)),
            "≤ 3,000 ms",
        ),
    ]
    rate = draws_a_second(scenario)
    return [
        *table,
        (
            "ensemble: futures drawn, run and summed up",
            f"{rate:,.0f} in a second of one core's time",
            "",
        ),
        (
            f"ensemble: {TEN_MILLION:,} draws, extrapolated from {BLOCKS * blocks.BLOCK_DRAWS:,}",
            f"{TEN_MILLION / rate / HOUR:.1f} hours of one core's time",
            "",
        ),
    ]


def draws_a_second(scenario):
    """Draws of an ensemble that one thread evaluates per second of its own processor time, whatever else runs on the machine."""
    text = (ROOT / "assumptions.toml").read_text("utf-8")
    work = blocks.specify_ensemble(
        scenario,
        text,
        draws=TEN_MILLION,
        seed=draws.SEED,
        quantities=("cash", "revenue", "net_burn"),
    )
    edges = blocks.counting_grid([blocks.evaluate_block(work, 0)])
    begun = time.process_time()
    blocks.summarise_blocks(work, edges, range(1, 1 + BLOCKS))
    return BLOCKS * blocks.BLOCK_DRAWS / (time.process_time() - begun)
