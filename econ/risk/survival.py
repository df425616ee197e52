"""Survival: how long the money lasts over many futures, in quantiles and shortfalls that allow for "beyond the horizon".

Headline figures have their spread over the same futures, and the one run its percentile among them.
"""

import dataclasses
import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from econ.accounts.path_facts import (
    CLOSED_MONEY_QUANTITIES,
    PATH_FACT_QUANTITIES,
    PathFacts,
    path_facts,
)
from econ.arrays import Array, IndexArray
from econ.case.case import Case
from econ.case.rounds import NOT_COUNTED, open_rounds
from econ.case.scenario import Scenario
from econ.outlook import Outlook, run
from econ.problems import AssumptionError
from econ.risk.draws import SEED, sobol_draws
from econ.risk.outcomes import standard_outcomes
from econ.units import NOT_DEFINED

# Numbers of futures on the pages: shown first, by default and at most.
FIRST_FUTURES, DEFAULT_FUTURES, MOST_FUTURES = 1024, 4096, 16384
FAN_CHANCES = (0.05, 0.25, 0.5, 0.75, 0.95)
SHORTFALL_SHARE = 0.05  # share of futures whose mean is the shortfall
DOT_COUNT = 50
CONFIDENCE_SCORE = float(ndtri(0.975))  # standard deviations on each side of a 95 % interval
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
# Quantities that show in which months a limit binds that keeps futures below the one run.
SHORTAGE_QUANTITIES = (
    "affordable_orders",
    "demand",
    "demanded_orders",
    "missing_cards",
    "order_rule",
    "order_spread",
    "release_gap",
    "served_tokens",
)
USERS_REFUSED, POWER_LACKING, MONEY_LACKING, LEAD_COPIED = (
    "refused",
    "no-power",
    "no-money",
    "copied",
)
LIMIT_ROUNDING = 1e-6  # of the cards required: a smaller gap is rounding
NOTICED_REFUSAL = 0.01  # of the tokens of a month: from here on users are counted as refused
SPREAD_FUTURES = 256  # enough for a percentile within six points, in a fifth of a second
EVEN = 0.5
EIGHT_IN_TEN = (0.1, 0.9)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class FutureSet:
    """Cash, runway and money raised over many futures of one scenario."""

    scenario: Scenario
    seed: int
    runway: Array  # months, shape (draws,), infinite beyond the horizon
    headroom: Array  # the lowest cash above the minimum in each future, bn yuan, shape (draws,)
    fan: Array  # cash at `FAN_CHANCES`, bn yuan, shape (chances, months)
    undefined: int  # number of futures with undefined cash; they are left out of everything else
    samples: Array  # cash of the futures whose last cash is at `FAN_CHANCES`, bn yuan, shape (chances, months)
    received: Array  # revenue up to each month, mean of all futures, bn yuan, shape (months,)
    spent: Array  # outlay up to each month, likewise
    raised: Array  # money of rounds up to each month, likewise
    # For each round the share of futures in which it closes and counts.
    closing: Mapping[str, float]

    @property
    def case(self) -> Case:
        """The case of the scenario."""
        return self.scenario.case

    @property
    def count(self) -> int:
        """The number of futures."""
        return len(self.runway)

    @property
    def median_runway(self) -> float:
        """The median runway in months, as `median_of_runways` has it."""
        return median_of_runways(self.runway)

    @property
    def survival(self) -> Array:
        """The share of futures whose money lasts 0, 1, … months up to the horizon, shape (months + 1,)."""
        return survival_curve(self.runway, self.case.months)

    @property
    def shortfall(self) -> float:
        """The mean lowest headroom of the worst futures, bn yuan; negative where money is missing."""
        return expected_shortfall(self.headroom)


def run_futures(scenario: Scenario, count: int = DEFAULT_FUTURES, seed: int = SEED) -> FutureSet:
    """Draw and run `count` futures of a scenario; raises `ValueError`, a sentence, for a count or seed that is not possible."""
    return run_drawn_futures(scenario, sobol_draws(scenario, count, seed), count, seed)


def run_drawn_futures(
    scenario: Scenario, rows: Mapping[str, Array], count: int, seed: int = SEED
) -> FutureSet:
    """Run futures that are already drawn: `rows` is as in `run`, with `count` values for each key.

    Futures in which cash is undefined are left out and counted; `AssumptionError` where it is undefined in all.
    """
    outlook = run(scenario, rows, keep=SURVIVAL_QUANTITIES)
    months = scenario.case.months
    is_defined = np.isfinite(np.broadcast_to(outlook["cash"], (count, months))).all(axis=1)
    undefined = int(count - is_defined.sum())
    if undefined == count:
        raise AssumptionError([f"cash is {NOT_DEFINED} in any future of «{scenario.title}»"])
    if undefined:
        defined_rows = {key: np.asarray(row)[is_defined] for key, row in rows.items()}
        outlook = run(scenario, defined_rows, keep=SURVIVAL_QUANTITIES)
        count -= undefined
    lowest_headroom = np.minimum(
        outlook["cash_headroom"].min(axis=1), outlook["initial_cash_headroom"][:, 0]
    )
    # Where no assumption is uncertain the outlook has one draw, which is every future.
    cash = np.broadcast_to(outlook["cash"], (count, months))
    received = np.cumsum(outlook["revenue"].mean(axis=0))
    burnt = np.cumsum(outlook["net_burn"].mean(axis=0))
    return FutureSet(
        scenario=scenario,
        seed=seed,
        runway=np.broadcast_to(outlook["runway"][:, 0], count).copy(),
        headroom=np.broadcast_to(lowest_headroom, count).copy(),
        undefined=undefined,
        fan=sample_quantiles(cash, FAN_CHANCES),
        samples=cash[draws_at_ranks(cash[:, -1], FAN_CHANCES)],
        received=received,
        spent=received + burnt,
        raised=outlook["raised_so_far"].mean(axis=0),
        closing={
            name: float(outlook[f"round_counts.{name}"][:, 0].mean())
            for name in scenario.case.elements["round"]
        },
    )


def has_brakes(scenario: Scenario) -> bool:
    """Whether spending slows down in this scenario when cash falls below the reserve."""
    return bool(scenario.value("brakes"))


def with_brakes(scenario: Scenario) -> Scenario:
    """The scenario with brakes on."""
    return scenario.with_overrides({"brakes": "on"})


def sample_sizes(count: int, first: int = FIRST_FUTURES) -> tuple[int, ...]:
    """The numbers of futures that are shown one after the other: each four times the last, up to `count`."""
    sizes = [min(first, count)]
    while sizes[-1] < count:
        sizes.append(min(4 * sizes[-1], count))
    return tuple(sizes)


def sample_quantiles(values: NDArray, chances: ArrayLike) -> NDArray:
    """The quantiles of draws at some chances, shape (chances, …) for values of shape (draws, …).

    Each is a value that was drawn (inverted distribution function), never one between two, so that infinite values
    are allowed.
    """
    ordered, count = np.sort(values, axis=0), len(values)
    ranks = [
        min(max(math.ceil(chance * count - 1e-9) - 1, 0), count - 1)
        for chance in np.asarray(chances, dtype=np.float64).tolist()
    ]
    return ordered[ranks]


def median_of_runways(runway: Array) -> float:
    """The median runway of draws in months, infinite beyond the plan; not a number where cash is defined in no draw."""
    defined = runway[~np.isnan(runway)]
    return float(sample_quantiles(defined, [EVEN])[0]) if len(defined) else np.nan


def survival_curve(runway: Array, months: int) -> Array:
    """The share of draws whose money lasts 0, 1, … `months` months, shape (months + 1,), among draws with a defined runway."""
    ordered = np.sort(runway[~np.isnan(runway)])
    return 1.0 - np.searchsorted(ordered, np.arange(months + 1.0), side="left") / len(ordered)


def wilson_interval(share: ArrayLike, count: int) -> tuple[Array, Array]:
    """Wilson's score interval of 95 % for a share of `count` independent draws."""
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
    """The mean of the lowest share `worst` of the values, the last one weighted in part (conditional value at risk)."""
    ordered = np.sort(values)
    weight = np.clip(worst * len(ordered) - np.arange(len(ordered)), 0.0, 1.0)
    is_counted = weight > 0.0
    return float(np.average(ordered[is_counted], weights=weight[is_counted]))


def quantile_dots(runway: Array, count: int = DOT_COUNT) -> Array:
    """The values of a quantile dot plot, rising, shape (count,): each dot is the same share of the draws."""
    return sample_quantiles(runway[~np.isnan(runway)], (np.arange(count) + 0.5) / count)


def draws_at_ranks(values: Array, chances: ArrayLike) -> IndexArray:
    """The indices of the draws that have these ranks by one outcome, given as chances, shape (chances,)."""
    order = np.argsort(values, kind="stable")
    return order[sample_quantiles(np.arange(len(order)), chances)]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Placement:
    """One figure of the one run among its futures; shares are of the futures in which the figure is defined."""

    value: float  # of the one run
    median: float  # of the futures; not a number where the figure is defined in none
    low: float  # the tenth and the ninetieth percentile of the futures, likewise
    high: float
    below: float  # share of futures with a lower figure
    equal: float  # share of futures with the same figure, such as a runway beyond the horizon
    undefined: int  # number of futures in which it is undefined

    @property
    def percentile(self) -> float:
        """The percentile of the one run, from 0 to 100: futures with the same figure count half."""
        return 100.0 * (self.below + EVEN * self.equal)


def _placement_among(drawn: Array, value: float) -> Placement:
    """Return the place of a figure of the one run among that of its futures, shape (futures,)."""
    defined = drawn[~np.isnan(drawn)]
    count = max(len(defined), 1)
    is_equal = np.isclose(defined, value, rtol=1e-9) | (defined == value)
    quantiles = (
        sample_quantiles(defined, [EVEN, *EIGHT_IN_TEN]) if len(defined) else np.full(3, np.nan)
    )
    median, low, high = map(float, quantiles)
    return Placement(
        value=value,
        median=median,
        low=low,
        high=high,
        below=np.count_nonzero((defined < value) & ~is_equal) / count,
        equal=np.count_nonzero(is_equal) / count,
        undefined=len(drawn) - len(defined),
    )


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Spread:
    """Headline figures and outcomes of a scenario over futures: key → paths, shape (count, months).

    `futures` has what the path of each of them comes to, `limits` the share of their months in which a limit binds.
    """

    scenario: Scenario
    count: int
    paths: Mapping[str, Array]
    futures: tuple[PathFacts, ...] = ()
    limits: Mapping[str, float] = dataclasses.field(default_factory=dict)

    def placement(self, key: str, month: int, outlook: Outlook) -> Placement:
        """Return the place of the one run in a month among the futures by one figure."""
        return _placement_among(self.paths[key][:, month], outlook.at(key, month))

    def path_placement(self, figure: Callable[[PathFacts], float], now: PathFacts) -> Placement:
        """Return the place of the one run among the futures by a figure of its whole path."""
        return _placement_among(np.array([figure(facts) for facts in self.futures]), figure(now))

    @property
    def runways(self) -> Array:
        """The runway of each future in months, infinite beyond the plan."""
        return self.paths["runway"][:, 0]

    def survival(self) -> Array:
        """The share of futures whose money lasts 0, 1, … months, shape (months + 1,)."""
        return survival_curve(self.runways, self.scenario.case.months)


def headline_spread(scenario: Scenario, count: int | None = None, seed: int = SEED) -> Spread:
    """Draw and run futures of a scenario, and keep its headline figures, its outcomes and revenue.

    Each future is run once more without rounds that have not closed, which the figures of its path need.
    """
    count = SPREAD_FUTURES if count is None else count
    judged = (outcome.key for outcome in standard_outcomes(scenario))
    keys = tuple(dict.fromkeys((*scenario.case.story.headline, *judged, "revenue")))
    rows = sobol_draws(scenario, count, seed)
    not_counted = np.full(count, NOT_COUNTED)
    closed = {f"round_status.{name}": not_counted for name in open_rounds(scenario)}
    kept = dict.fromkeys((*keys, *PATH_FACT_QUANTITIES, *SHORTAGE_QUANTITIES))
    outlook = run(scenario, rows, keep=tuple(kept))
    closed_money = run(scenario, rows | closed, keep=CLOSED_MONEY_QUANTITIES)
    shape = (count, scenario.case.months)
    return Spread(
        scenario=scenario,
        count=count,
        paths={key: np.broadcast_to(outlook[key], shape) for key in keys},
        futures=tuple(path_facts(outlook, closed_money, draw) for draw in range(count)),
        limits=months_limited(outlook),
    )


def months_limited(outlook: Outlook) -> dict[str, float]:
    """The share of the months of all futures in which each limit binds: it refuses users, holds orders back, or copies a lead.

    Orders are held back where expected demand requires more cards than there is power for, or money.
    """
    shape = (outlook.draws, outlook.case.months)

    def by_month(values):
        return np.broadcast_to(values, shape)

    wanted, served = (
        sum(by_month(outlook[key]) for key in outlook.case.key_indices(name))
        for name in ("demand", "served_tokens")
    )
    by_demand = by_month(outlook["order_rule"]) > 0.0
    spread = by_month(outlook["order_spread"])
    lacks_power, lacks_money = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for platform in outlook.case.elements["platform"]:
        missing = by_month(outlook[f"missing_cards.{platform}"])
        required = np.hstack([np.zeros((shape[0], 1)), missing[:, :-1]]) / spread
        powered = by_month(outlook[f"demanded_orders.{platform}"])
        lacks_power |= powered < required * (1.0 - LIMIT_ROUNDING)
        lacks_money |= by_month(outlook[f"affordable_orders.{platform}"]) < powered
    binding = {
        USERS_REFUSED: served < wanted * (1.0 - NOTICED_REFUSAL),
        POWER_LACKING: by_demand & lacks_power,
        MONEY_LACKING: by_demand & lacks_money,
        LEAD_COPIED: by_month(outlook["release_gap"]) > 0.0,
    }
    return {limit: float(months.mean()) for limit, months in binding.items()}
