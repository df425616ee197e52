"""Stress: how long the money lasts over many futures, as survival, quantiles and shortfalls that know "beyond the horizon"."""

import dataclasses
import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import ndtr, ndtri

from econ.arrays import Array
from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.outlook import run
from econ.problems import AssumptionError
from econ.risk.draws import SEED, sobol_draws
from econ.units import NOT_DEFINED

FIRST_FUTURES, DEFAULT_FUTURES, MOST_FUTURES = (
    1024,
    4096,
    16384,
)  # draws of the first look, of the page at rest, and what a page may be asked for
FAN_CHANCES = (0.05, 0.25, 0.5, 0.75, 0.95)  # of a fan
SHORTFALL_SHARE = 0.05  # the futures of which a shortfall is the mean
DOT_COUNT = 50  # of a distribution told in futures that can be counted
CONFIDENCE_SCORE = float(
    ndtri(0.975)
)  # standard deviations on each side of a band that misses one time in twenty
BARRIER_SHIFT = 0.5826  # by how many steps' standard deviation a barrier looked at once a step is farther (Broadie and others)
ERROR_SEQUENCES = 8  # sequences apart from each other that tell how far one of them is off
SURVIVAL_QUANTITIES = (
    "runway",
    "cash",
    "cash_headroom",
    "initial_cash_headroom",
    "revenue",
    "net_burn",
    "round_counts",
    "raised_so_far",
)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class FutureSet:
    """What became of the money over many futures of one scenario: aggregates, and a number or two a future."""

    scenario: Scenario
    seed: int
    runway: Array  # months, shape (draws,), infinite beyond the horizon
    headroom: Array  # the lowest cash above the minimum of each future, bn yuan, shape (draws,)
    fan: Array  # cash at `BANDS`, bn yuan, shape (bands, months)
    undefined: int  # futures in which cash is not defined: they are left out of everything else
    samples: Array  # cash of the futures that end at `BANDS`, whole, bn yuan, shape (bands, months)
    received: Array  # revenue up to each month, the mean of all futures, bn yuan, shape (months,)
    spent: Array  # and outlay
    raised: Array  # and money of rounds
    closing: Mapping[
        str, float
    ]  # of each round, the share of futures in which it is counted and goes through

    @property
    def case(self) -> Case:
        """The case of the scenario."""
        return self.scenario.case

    @property
    def count(self) -> int:
        """The number of futures."""
        return len(self.runway)

    @property
    def survival(self) -> Array:
        """The share of futures in which money lasts so many months, for none to all of the horizon, shape (months + 1,)."""
        return survival_curve(self.runway, self.case.months)

    @property
    def shortfall(self) -> float:
        """The mean lowest headroom of the worst futures, bn yuan: what is left there, or missing where it is negative."""
        return expected_shortfall(self.headroom)


def run_futures(scenario: Scenario, count: int = DEFAULT_FUTURES, seed: int = SEED) -> FutureSet:
    """The outcomes of so many futures of a scenario; raises `ValueError`, a sentence, for a count or seed that cannot be."""
    return run_drawn_futures(scenario, sobol_draws(scenario, count, seed), count, seed)


def run_drawn_futures(
    scenario: Scenario, rows: Mapping[str, Array], count: int, seed: int = SEED
) -> FutureSet:
    """The outcomes of futures that are already drawn: `rows` as `run` takes them, `count` values each.

    Futures in which cash is undefined are left out and counted; `AssumptionError` where there is no other.
    """
    found = run(scenario, rows, keep=SURVIVAL_QUANTITIES)
    defined = np.isfinite(np.broadcast_to(found["cash"], (count, scenario.case.months))).all(axis=1)
    lost = int(count - defined.sum())
    if lost == count:
        raise AssumptionError([f"cash is {NOT_DEFINED} in any future of «{scenario.title}»"])
    if lost:
        found = run(
            scenario,
            {key: np.asarray(row)[defined] for key, row in rows.items()},
            keep=SURVIVAL_QUANTITIES,
        )
        count -= lost
    lowest = np.minimum(found["cash_headroom"].min(axis=1), found["initial_cash_headroom"][:, 0])
    cash = np.broadcast_to(
        found["cash"], (count, scenario.case.months)
    )  # where nothing is uncertain all futures are the one
    received, burnt = (np.cumsum(found[name].mean(axis=0)) for name in ("revenue", "net_burn"))
    return FutureSet(
        scenario=scenario,
        seed=seed,
        runway=np.broadcast_to(found["runway"][:, 0], count).copy(),
        headroom=np.broadcast_to(lowest, count).copy(),
        undefined=lost,
        fan=sample_quantiles(cash, FAN_CHANCES),
        samples=cash[draws_at_ranks(cash[:, -1], FAN_CHANCES)],
        received=received,
        spent=received + burnt,
        raised=found["raised_so_far"].mean(axis=0),
        closing={
            name: float(found[f"round_counts.{name}"][:, 0].mean())
            for name in scenario.case.elements["round"]
        },
    )


def sample_sizes(count: int, first: int = FIRST_FUTURES) -> tuple[int, ...]:
    """How many futures there are at each look: the first, four times as many each time, and all of them."""
    found = [min(first, count)]
    while found[-1] < count:
        found.append(min(4 * found[-1], count))
    return tuple(found)


def sample_quantiles(values: Array, chances: Sequence[float]) -> Array:
    """Values below or at which so large a share of the draws lies, shape (chances, …) of values of shape (draws, …).

    Each is a value that was drawn, never one between two: infinity is an answer here, and not a number never is.
    """
    ordered, count = np.sort(values, axis=0), len(values)
    places = [min(max(math.ceil(chance * count - 1e-9) - 1, 0), count - 1) for chance in chances]
    return ordered[places]


def survival_curve(runway: Array, months: int) -> Array:
    """The share of draws whose money lasts 0, 1, … `months` months, shape (months + 1,); of those whose runway is defined."""
    ordered = np.sort(runway[~np.isnan(runway)])
    return 1.0 - np.searchsorted(ordered, np.arange(months + 1.0), side="left") / len(ordered)


def wilson_interval(share: Array, count: int) -> tuple[Array, Array]:
    """The ends of Wilson's band for a share of so many independent draws, right nineteen times in twenty."""
    share = np.asarray(share, dtype=np.float64)
    weight = CONFIDENCE_SCORE**2 / count
    middle = (share + weight / 2.0) / (1.0 + weight)
    half = (
        CONFIDENCE_SCORE
        * np.sqrt(share * (1.0 - share) / count + weight / (4.0 * count))
        / (1.0 + weight)
    )
    return np.where(share == 0.0, 0.0, middle - half), np.where(share == 1.0, 1.0, middle + half)


def expected_shortfall(values: Array, worst: float = SHORTFALL_SHARE) -> float:
    """The mean of the lowest share `worst` of the values, the last of them counted in part (CVaR)."""
    ordered = np.sort(values)
    weight = np.clip(worst * len(ordered) - np.arange(len(ordered)), 0.0, 1.0)
    counted = weight > 0.0
    return float(np.average(ordered[counted], weights=weight[counted]))


def quantile_dots(runway: Array, count: int = DOT_COUNT) -> Array:
    """So many values that stand for the draws, each for as large a share of them, in order, shape (count,)."""
    return sample_quantiles(runway[~np.isnan(runway)], (np.arange(count) + 0.5) / count)


def draws_at_ranks(values: Array, chances: Sequence[float]) -> Array:
    """The numbers of the draws that stand at these ranks by one outcome, shape (chances,)."""
    order = np.argsort(values, kind="stable")
    return order[sample_quantiles(np.arange(len(order)), chances)]


def first_passage_chance(
    start: float, drift: float, spread: float, months: float, monitored: bool = True
) -> float:
    """The chance that cash is gone within so many months where it drifts and spreads by as much every month (Brownian).

    `start` is what there is, `drift` what is added a month, `spread` its standard deviation, one unit of money. With
    `monitored` it is looked at once a month, as the model does, for which the barrier is taken to lie farther.
    """
    height = start + (BARRIER_SHIFT * spread if monitored else 0.0)
    scale = spread * math.sqrt(months)
    return float(
        ndtr((-height - drift * months) / scale)
        + math.exp(-2.0 * drift * height / spread**2) * ndtr((-height + drift * months) / scale)
    )


def standard_error(estimates: Sequence[float]) -> float:
    """The standard error of the mean of estimates made apart from each other, such as those of several scrambles."""
    return float(np.std(estimates, ddof=1) / math.sqrt(len(estimates)))
