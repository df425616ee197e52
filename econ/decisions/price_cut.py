"""Timing and depth of the price cut: the outcome of every month and depth of the cut on the same draws."""

import collections
import dataclasses
import functools
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from econ.arrays import AXES, Array
from econ.case.case import Case
from econ.case.file.options import (
    CUT_ON_A_DATE,
    CUT_WHEN_SUPPLY_LANDS,
    HOLD,
    NOT_PROMISED,
    PASS_ON,
    PROMISED,
)
from econ.case.scenario import Scenario
from econ.outlook import run
from econ.paired_runs import PairedRuns
from econ.risk.draws import SEED, draws_on_own_sequence

CUT_MONTHS = 36  # months of the plan in which the cut may be made, at most
# A depth of zero is no cut, which is the same in every month.
DEPTHS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
MAP_DRAWS = 256
# Futures of a coarse map, and its steps in months and in depths.
COARSE_DRAWS, COARSE_MONTHS, COARSE_DEPTHS = 16, 3, 2
RUNS_AT_ONCE = 1152  # cells times futures that are evaluated together: many cost little more than few, and take memory
THREADS = 2
ERRORS_AS_GOOD = 2.0  # standard errors of a difference of means, within which two cells are as good as each other
BAD_CASE_CHANCE = 0.05  # the chance of a future that is no better than the bad case
CUT_CHOICES = ("cut_rule", "cut_month", "cut_depth", "cut_promised", "list_rule")
# Rules of the list after the cut, by name, as options of `list_rule`. Under a rule that keeps a margin the next reviews undo a cut,
# so that its month and depth decide little.
RULES_AFTER_CUT = {"passes on what cost saves": PASS_ON, "holds": HOLD}
OWN_RULE = "follows the plan’s rule"  # the name of the rule that the plan has itself
# Quantities that trigger a cut; a cut on a date ignores them.
TRIGGER_QUANTITIES = ("supply_is_in", "queue_is_gone", "rival_has_cut")
# The demand of a month is that at its end: half a month later than in the closed forms, which have continuous time.
HALF_MONTH = 0.5
CASH_MONTHS = (24, 36)  # months after which cash is an objective


@dataclasses.dataclass(frozen=True, kw_only=True)
class Objective:
    """Objective by which cuts are compared.

    `keep` are the quantities it needs, `measure` gives its value from them for each set of choices and draw, and
    `better` is 1 where more is better and -1 where less is.
    """

    name: str
    unit: str
    keep: tuple[str, ...]
    measure: Callable[[Mapping[str, Array], Scenario], Array]
    better: int = 1
    meaning: str = ""


def cut_window(case: Case) -> int:
    """The months in which the cut may be made and over which it is judged: three years, or the horizon if it is shorter."""
    return min(CUT_MONTHS, case.months)


def _company_paths(values, name):
    """The paths of a quantity without elements, shape (months or one, sets, draws)."""
    value = values[name]
    months = value.shape[0] if value.ndim == AXES + 2 else 1
    return value.reshape(months, *value.shape[-2:])


def _tier_paths(values, name, scenario):
    """The paths of a quantity of the story's tier in the months of the cut, shape (months, sets, draws)."""
    case = scenario.case
    tier = list(case.elements["tier"]).index(case.story.tier)
    return values[name][: cut_window(case), 0, tier, 0, 0, 0]


def _present_gross_profit(values, _):
    return _company_paths(values, "gross_profit_value")[0]


def _cash_after(months):
    return lambda values, _: _company_paths(values, "cash")[months - 1]


def _runway(values, scenario):
    return np.minimum(_company_paths(values, "runway")[0], scenario.case.months)


def _tokens_served(values, scenario):
    return _tier_paths(values, "served_tokens", scenario).sum(axis=0)


def _class_share(values, scenario):
    return _tier_paths(values, "served_share", scenario).mean(axis=0)


def _runs_out(values, scenario):
    runway = _company_paths(values, "runway")[0]
    return np.where(np.isnan(runway), np.nan, runway < cut_window(scenario.case))


def _class_share_at_accepted_risk(values, scenario):
    chance_of_running_out = _runs_out(values, scenario).mean(axis=1, keepdims=True)
    is_accepted = chance_of_running_out <= scenario.value("accepted_risk")
    return np.where(is_accepted, _class_share(values, scenario), np.nan)


def cut_objectives(case: Case) -> dict[str, Objective]:
    """The objectives within the horizon of a case, by name."""
    return _objectives(cut_window(case))


@functools.cache
def _objectives(window):
    objectives = (
        Objective(
            name="Present value of gross profit",
            unit="bn yuan",
            keep=("gross_profit_value",),
            measure=_present_gross_profit,
            meaning="gross profit to the horizon and a multiple of its last year, discounted at the cost of capital",
        ),
        *(
            Objective(
                name=f"Cash after {months} months",
                unit="bn yuan",
                keep=("cash",),
                measure=_cash_after(months),
                meaning="money in the bank, rounds included",
            )
            for months in CASH_MONTHS
            if months <= window
        ),
        Objective(
            name="Runway",
            unit="month",
            keep=("runway",),
            measure=_runway,
            meaning="months until the money is gone, counted to the horizon at most",
        ),
        Objective(
            name="Tokens served",
            unit="Ttok",
            keep=("served_tokens",),
            measure=_tokens_served,
            meaning=f"paid tokens of the tier served in the first {window} months",
        ),
        Objective(
            name="Share of the class",
            unit="share",
            keep=("served_share",),
            measure=_class_share,
            meaning=f"share of the tokens of its class served by the company for money, averaged over {window} months",
        ),
        Objective(
            name="Chance of running out",
            unit="share",
            keep=("runway",),
            measure=_runs_out,
            better=-1,
            meaning=f"share of futures in which the money is gone within {window} months",
        ),
        Objective(
            name="Share of the class, money permitting",
            unit="share",
            keep=("served_share", "runway"),
            measure=_class_share_at_accepted_risk,
            meaning=f"share of the class where the chance of running out within {window} months is no higher than accepted",
        ),
    )
    return {objective.name: objective for objective in objectives}


OBJECTIVES = _objectives(CUT_MONTHS)
NPV = OBJECTIVES["Present value of gross profit"]
RUNNING_OUT = OBJECTIVES["Chance of running out"]
AFFORDABLE_SHARE = OBJECTIVES["Share of the class, money permitting"]
CASH_QUANTITIES = {"cash", "runway"}  # quantities that need all statements down to cash


def first_cut_month(scenario: Scenario) -> int:
    """The first month in which a cut can still be made: the first that is not over by the last day that the preset knows of."""
    return min(scenario.months_over, cut_window(scenario.case) - 1)


def _grid(first, last):
    """Month and depth of each cell, with the months from coarse to fine, so that a map soon shows its shape."""

    def coarseness(month):
        return (month % 6 > 0) + (month % 3 > 0) + (month % 2 > 0), month

    depths = range(1, len(DEPTHS))
    months = sorted(range(first, last), key=coarseness)
    return [(first, 0), *((month, depth) for month in months for depth in depths)]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class CutMap:
    """The value of an objective for each month and depth of the cut on each draw, shape (months, depths, draws).

    A value is not a number as long as it is not computed, and in months that are over.
    """

    objective: Objective
    values: Array
    done: bool

    def mean(self) -> Array:
        """The mean over futures, shape (months, depths)."""
        return self.values.mean(axis=-1)

    def bad_case(self) -> Array:
        """The value that nineteen in twenty futures reach, shape (months, depths)."""
        chance = BAD_CASE_CHANCE if self.objective.better > 0 else 1.0 - BAD_CASE_CHANCE
        return np.quantile(self.values, chance, axis=-1)

    def regret(self) -> Array:
        """The regret that one future in twenty exceeds, shape (months, depths)."""
        return np.quantile(self.regrets(self.values), 1.0 - BAD_CASE_CHANCE, axis=-1)

    def is_as_good(self) -> NDArray[np.bool_]:
        """Mark cells that fall short of the best mean by no more than chance explains, shape (months, depths).

        All cells have the same futures, so the error is that of the mean of their differences.
        """
        gains = self.values * self.objective.better
        means = gains.mean(axis=-1)
        if not np.isfinite(means).any():
            return np.zeros(means.shape, dtype=bool)
        best = np.unravel_index(int(np.nanargmax(means)), means.shape)
        shortfalls = gains[best] - gains
        error = 0.0
        if shortfalls.shape[-1] > 1:
            error = shortfalls.std(axis=-1, ddof=1) / np.sqrt(shortfalls.shape[-1])
        is_as_good: NDArray[np.bool_] = shortfalls.mean(axis=-1) <= ERRORS_AS_GOOD * error
        return is_as_good

    def regrets(self, values: Array) -> Array:
        """Return the shortfall from the best cell in the same future; shape as `values`, the draws last."""
        gains = self.values * self.objective.better
        best = np.fmax.reduce(gains.reshape(-1, gains.shape[-1]), axis=0)
        return best - values * self.objective.better


def draws_per_map(scenario: Scenario, uncertain: tuple[str, ...]) -> int:
    """Return the number of futures that keeps a map quick: half as many where prices or demand differ between futures."""
    stages = {scenario.case.assumption_of(key).stage for key in uncertain}
    triggers_are_used = without_unused_triggers(scenario) is scenario
    is_held = scenario.value(f"list_rule.{scenario.case.story.tier}") == RULES_AFTER_CUT["holds"]
    differ = stages & {"price", "demand"} or triggers_are_used or not is_held
    return MAP_DRAWS // 2 if differ else MAP_DRAWS


def objectives_at_no_cost(
    objective: Objective, among: Mapping[str, Objective] = OBJECTIVES
) -> tuple[Objective, ...]:
    """The objectives whose maps cost nothing extra with this one: all if it needs cash, else those that do not."""
    if CASH_QUANTITIES & set(objective.keep):
        return tuple(among.values())
    return tuple(other for other in among.values() if not CASH_QUANTITIES & set(other.keep))


def fill_cut_maps(
    scenario: Scenario,
    uncertain: tuple[str, ...],
    objectives: Iterable[Objective],
    count: int = MAP_DRAWS,
    seed: int = SEED,
) -> Generator[dict[str, CutMap], None, None]:
    """The maps of some objectives, by name, yielded again and again as they fill.

    All cells and objectives are evaluated on the same draws of the `uncertain` keys.
    """
    objectives = tuple(objectives)
    first, window = first_cut_month(scenario), cut_window(scenario.case)
    grid = np.array(_grid(first, window))
    keep = {name for objective in objectives for name in objective.keep}
    runs = _paired_cells(
        scenario, grid, draws_on_own_sequence(scenario, uncertain, count, seed), keep
    )
    values = {
        objective.name: np.full((window, len(DEPTHS), count), np.nan) for objective in objectives
    }

    at_once = max(RUNS_AT_ONCE // count, 1)

    def measure_cells(begin):
        paths = runs.run(begin, min(begin + at_once, len(grid)))
        return {objective.name: objective.measure(paths, scenario) for objective in objectives}

    for begin, measured in _in_order(measure_cells, range(0, len(grid), at_once)):
        cells = grid[begin : begin + at_once]
        for name, cell_values in measured.items():
            values[name][cells[:, 0], cells[:, 1]] = cell_values
            values[name][first:, 0] = values[name][first, 0]  # no cut is the same in every month
        yield {
            objective.name: CutMap(
                objective=objective,
                values=values[objective.name],
                done=begin + at_once >= len(grid),
            )
            for objective in objectives
        }


def _paired_cells(scenario, grid, rows, keep):
    """Runs of all cells of a grid of months and numbers of depths on the same draws."""
    tier = scenario.case.story.tier
    return PairedRuns(
        without_unused_triggers(scenario),
        rows,
        {
            f"cut_rule.{tier}": np.full(len(grid), CUT_ON_A_DATE),
            f"cut_promised.{tier}": np.full(len(grid), NOT_PROMISED),
            f"cut_month.{tier}": grid[:, 0].astype(np.float64),
            f"cut_depth.{tier}": np.array(DEPTHS)[grid[:, 1]],
        },
        keep,
    )


def compute_coarse_map(
    scenario: Scenario,
    objective: Objective,
    uncertain: tuple[str, ...],
    count: int = COARSE_DRAWS,
    seed: int = SEED,
    held: Collection[str] = (),
) -> CutMap:
    """A map of every third month and every second depth on few futures: enough to see which cut is best and what no cut loses.

    The other cells are not numbers. Keys that are `held` are not drawn.
    """
    first, window = first_cut_month(scenario), cut_window(scenario.case)
    depths = range(len(DEPTHS) - 1, 0, -COARSE_DEPTHS)
    cells = [(month, depth) for month in range(first, window, COARSE_MONTHS) for depth in depths]
    grid = np.array([(first, 0), *cells])
    rows = draws_on_own_sequence(scenario, uncertain, count, seed, held)
    paths = _paired_cells(scenario, grid, rows, objective.keep).run(0, len(grid))
    values = np.full((window, len(DEPTHS), count), np.nan)
    values[grid[:, 0], grid[:, 1]] = objective.measure(paths, scenario)
    values[first:, 0] = values[first, 0]
    return CutMap(objective=objective, values=values, done=True)


def _in_order(function, items):
    """Each item with the result of the function, in the order of the items; a few are computed at a time."""
    with ThreadPoolExecutor(THREADS) as pool:  # numpy releases the interpreter while it computes
        pending: collections.deque[tuple[int, Future[dict[str, Array]]]] = collections.deque()
        for item in items:
            pending.append((item, pool.submit(function, item)))
            if len(pending) > THREADS:
                earliest, future = pending.popleft()
                yield earliest, future.result()
        for item, future in pending:
            yield item, future.result()


def fill_cut_map(
    scenario: Scenario,
    objective: Objective,
    uncertain: tuple[str, ...],
    count: int = MAP_DRAWS,
    seed: int = SEED,
) -> Iterator[CutMap]:
    """The map of one objective, yielded again and again as it fills."""
    for maps in fill_cut_maps(scenario, uncertain, (objective,), count, seed):
        yield maps[objective.name]


def without_cut_choice(scenario: Scenario) -> Scenario:
    """The scenario without the choices that a cell of the map sets; scenarios that differ only in them have one map."""
    for name in CUT_CHOICES:
        scenario = scenario.without(f"{name}.{scenario.case.story.tier}")
    return scenario


def cut_choice(scenario: Scenario) -> dict[str, float | tuple[float, ...]]:
    """The scenario's overrides of the choices that a cell of the map sets: a click replaces them, and undo restores them."""
    keys = {f"{name}.{scenario.case.story.tier}" for name in CUT_CHOICES}
    return {key: value for key, value in scenario.overrides if key in keys}


def has_same_cut(scenario: Scenario, other: Scenario) -> bool:
    """Whether two scenarios have the same preset and the same choices that a cell of the map sets."""
    return scenario.preset == other.preset and cut_choice(scenario) == cut_choice(other)


def with_cut_choice_of(scenario: Scenario, other: Scenario) -> Scenario:
    """The scenario with the choices of another that a cell of the map sets, and everything else as it is."""
    return without_cut_choice(scenario).with_overrides(cut_choice(other))


def rules_after_cut(scenario: Scenario) -> dict[str, float]:
    """Return rules for the list after the cut on a map, by name: a rule that keeps month and depth, or the rule of the plan."""
    own = float(scenario.value(f"list_rule.{scenario.case.story.tier}"))
    return RULES_AFTER_CUT | {OWN_RULE: own}


def with_list_rule(scenario: Scenario, list_rule: float) -> Scenario:
    """The scenario whose list follows a rule of reviews after the cut, and without the other choices that a cell of the map sets."""
    key = f"list_rule.{scenario.case.story.tier}"
    return without_cut_choice(scenario).with_overrides({key: list_rule})


def plan_under_list_rule(scenario: Scenario, list_rule: float) -> Scenario:
    """The scenario with its own cut whose list follows a rule of reviews after it; without a cut the cell of a map that makes none."""
    tier = scenario.case.story.tier
    rule = {f"list_rule.{tier}": list_rule}
    if float(scenario.value(f"list_rule.{tier}")) == float(list_rule):
        return scenario
    if scenario.value(f"cut_depth.{tier}"):
        return scenario.with_overrides(rule)
    no_cut = {
        f"cut_rule.{tier}": CUT_ON_A_DATE,
        f"cut_month.{tier}": float(first_cut_month(scenario)),
        f"cut_promised.{tier}": NOT_PROMISED,
    }
    return scenario.with_overrides(rule | no_cut)


def without_cut(scenario: Scenario) -> Scenario:
    """The scenario with the announced price list, no cut of the tier and no reviews."""
    tier = scenario.case.story.tier
    return without_cut_choice(scenario).with_overrides(
        {f"cut_depth.{tier}": 0.0, f"list_rule.{tier}": RULES_AFTER_CUT["holds"]}
    )


def without_unused_triggers(scenario: Scenario) -> Scenario:
    """The scenario with the triggers forced off if no other tier uses them, so that prices do not depend on the draws.

    If another tier uses a trigger, the scenario itself is returned.
    """
    case = scenario.case
    other_tiers = [tier for tier in case.elements["tier"] if tier != case.story.tier]
    for tier in other_tiers:
        cuts_on_a_date = scenario.value(f"cut_rule.{tier}") == CUT_ON_A_DATE
        if not cuts_on_a_date and scenario.value(f"cut_depth.{tier}") != 0.0:
            return scenario
    return scenario.with_overrides(dict.fromkeys(TRIGGER_QUANTITIES, 0.0))


def promised_cut_values(
    scenario: Scenario,
    uncertain: tuple[str, ...],
    objectives: Iterable[Objective],
    count: int = MAP_DRAWS,
    seed: int = SEED,
) -> dict[str, Array]:
    """The value of a cut promised for when supply lands, by objective, each of shape (depths, draws).

    The draws are those of `fill_cut_maps`.
    """
    tier, sets, objectives = scenario.case.story.tier, len(DEPTHS), tuple(objectives)
    runs = PairedRuns(
        scenario,
        draws_on_own_sequence(scenario, uncertain, count, seed),
        {
            f"cut_rule.{tier}": np.full(sets, CUT_WHEN_SUPPLY_LANDS),
            f"cut_promised.{tier}": np.full(sets, PROMISED),
            f"cut_depth.{tier}": np.array(DEPTHS),
        },
        {name for objective in objectives for name in objective.keep},
    )
    paths = runs.run(0, sets)
    return {objective.name: objective.measure(paths, scenario) for objective in objectives}


def plan_in_futures(
    scenario: Scenario,
    uncertain: tuple[str, ...],
    objectives: Iterable[Objective],
    months: Iterable[int] = (),
    count: int = MAP_DRAWS,
    seed: int = SEED,
) -> dict[str, Array]:
    """The value of the plan as it stands, and of the same plan cut on other dates, by objective, shape (1 + months, draws).

    The plan keeps its own rules. The draws are those of `fill_cut_maps`.
    """
    tier, dates, objectives = scenario.case.story.tier, list(months), tuple(objectives)
    rows = draws_on_own_sequence(scenario, uncertain, count, seed)
    keep = {name for objective in objectives for name in objective.keep}
    outlooks = [run(scenario, rows, keep=sorted(keep))]
    for month in dates:
        date = {
            f"cut_rule.{tier}": np.full(count, CUT_ON_A_DATE),
            f"cut_month.{tier}": np.full(count, float(month)),
            f"cut_promised.{tier}": np.full(count, NOT_PROMISED),
        }
        outlooks.append(run(scenario, rows | date, keep=sorted(keep)))
    measured: dict[str, Array] = {}
    for objective in objectives:
        # The measures take the axes of paired runs: here one set of choices.
        values = [
            objective.measure(
                {name: value[..., np.newaxis, :] for name, value in outlook.values.items()},
                scenario,
            )[0]
            for outlook in outlooks
        ]
        measured[objective.name] = np.stack([np.broadcast_to(value, count) for value in values])
    return measured


def worth_of_plan(scenario: Scenario, objective: Objective) -> float:
    """Return the value of a plan by an objective in its single run."""
    values = run(scenario, keep=sorted(objective.keep)).values
    paths = {name: value[..., np.newaxis, :] for name, value in values.items()}
    return float(objective.measure(paths, scenario).ravel()[0])


def values_under_own_rule(
    scenario: Scenario,
    objective: Objective,
    uncertain: tuple[str, ...],
    cell: tuple[int, int],
    count: int = MAP_DRAWS,
    seed: int = SEED,
) -> tuple[float, float]:
    """The average of an objective for no cut, and for a month and number of a depth, where the list keeps the scenario's own rule.

    The draws are those of `fill_cut_maps`.
    """
    own_rule = float(scenario.value(f"list_rule.{scenario.case.story.tier}"))
    base = with_list_rule(scenario, own_rule)
    grid = np.array([(first_cut_month(scenario), 0), cell])
    rows = draws_on_own_sequence(base, uncertain, count, seed)
    paths = _paired_cells(base, grid, rows, objective.keep).run(0, len(grid))
    no_cut, best = objective.measure(paths, base).mean(axis=-1).tolist()
    return no_cut, best
