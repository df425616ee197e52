"""When to cut the price, and how deep: every month and depth on the same draws, and what theory says beside it."""

import collections
import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from econ.arrays import Array
from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.engine.vocabulary import monthly
from econ.outlook import Outlook, run
from econ.paired_runs import PairedRuns
from econ.risk.draws import SEED, draws_on_own_sequence

CUT_MONTHS = 36  # months of the plan in which the cut may be made
DEPTHS = (
    0.0,
    0.1,
    0.2,
    0.3,
    0.4,
    0.5,
    0.6,
    0.7,
    0.8,
)  # the first is not cutting at all, the same in every month
MAP_DRAWS = 256
SETS_AT_ONCE = 8  # sets of choices evaluated together
THREADS = 2
BAD_CASE_CHANCE = 0.05  # the chance of a future at least as bad as the bad case
ACCEPTED_RISK = 0.05  # the chance of running out that is put up with
CUT_ON_A_DATE, CUT_WHEN_SUPPLY_LANDS = 0.0, 1.0  # options of `cut_rule`
CUT_CHOICES = ("cut_rule", "cut_month", "cut_depth", "cut_promised")
TRIGGER_QUANTITIES = (
    "supply_is_in",
    "queue_is_gone",
    "rival_has_cut",
)  # what a cut by date does not look at
ALTERNATIVE_SHIFTS, ALTERNATIVE_PROMISES = (
    (-3.0, 0.0, 3.0, 0.0),
    (0.0, 0.0, 0.0, 1.0),
)  # of the four answers: months from supply, and a promise
HALF_MONTH = 0.5  # a month's demand is that of its end: half a month further than theory, which runs without steps
CASH_MONTHS = (24, 36)  # months after which cash is looked at


@dataclasses.dataclass(frozen=True, kw_only=True)
class Objective:
    """What a cut is judged by: its unit, the quantities it needs, its value of each set and draw, and which way is better."""

    name: str
    unit: str
    keep: tuple[str, ...]
    value: Callable[[Mapping[str, Array], Scenario], Array]
    better: int = 1
    meaning: str = ""


def _tier(scenario):
    return list(scenario.case.elements["tier"]).index(scenario.case.story.tier)


def _whole(values, name):
    """The paths of a quantity that is the same for all: (months or one, sets, draws)."""
    value = values[name]
    return (
        value.reshape(*value.shape[:-7], *value.shape[-2:])
        if value.ndim == 8
        else value.reshape(1, *value.shape[-2:])
    )


def _present_gross_profit(values, scenario):
    rate = monthly(scenario.value("capital_cost"))
    worth = (1.0 + rate) ** -np.arange(scenario.case.months, dtype=np.float64)
    return np.einsum("msd,m->sd", _whole(values, "gross_profit"), worth)


def cut_window(case: Case) -> int:
    """The months in which the cut may be made and over which it is judged: three years, or the horizon if it is shorter."""
    return min(CUT_MONTHS, case.months)


def _cash_at(month):
    return lambda values, scenario: _whole(values, "cash")[month - 1]


def _runway(values, scenario):
    return np.minimum(_whole(values, "runway")[0], scenario.case.months)


def _served(values, scenario):
    within = slice(cut_window(scenario.case))
    return values["served_tokens"][within, 0, _tier(scenario), 0, 0, 0].sum(axis=0)


def _share(values, scenario):
    within = slice(cut_window(scenario.case))
    return values["served_share"][within, 0, _tier(scenario), 0, 0, 0].mean(axis=0)


def _runs_out(values, scenario):
    runway = _whole(values, "runway")[0]
    return np.where(np.isnan(runway), np.nan, runway < cut_window(scenario.case))


def cut_objectives(case: Case) -> dict[str, Objective]:
    """What a cut can be judged by within the horizon of a case, by name."""
    return _objectives(cut_window(case))


@functools.cache
def _objectives(months):
    objectives = (
        Objective(
            name="Present value of gross profit",
            unit="bn yuan",
            keep=("gross_profit",),
            value=_present_gross_profit,
            meaning="gross profit to the horizon, discounted at the cost of capital",
        ),
        *(
            Objective(
                name=f"Cash after {month} months",
                unit="bn yuan",
                keep=("cash",),
                value=_cash_at(month),
                meaning="money in the bank, rounds included",
            )
            for month in CASH_MONTHS
            if month <= months
        ),
        Objective(
            name="Runway",
            unit="month",
            keep=("runway",),
            value=_runway,
            meaning="months until the money is gone, counted to the horizon at most",
        ),
        Objective(
            name="Tokens served",
            unit="Ttok",
            keep=("served_tokens",),
            value=_served,
            meaning=f"paid tokens of the tier served in the first {months} months",
        ),
        Objective(
            name="Share of the class",
            unit="share",
            keep=("served_share",),
            value=_share,
            meaning=f"share of the tokens of its class served by the company for money, averaged over {months} months",
        ),
        Objective(
            name="Chance of running out",
            unit="share",
            keep=("runway",),
            value=_runs_out,
            better=-1,
            meaning=f"share of futures in which the money is gone within {months} months",
        ),
        Objective(
            name="Share of the class, money permitting",
            unit="share",
            keep=("served_share", "runway"),
            value=lambda values, scenario: np.where(
                _runs_out(values, scenario).mean(axis=1, keepdims=True) <= ACCEPTED_RISK,
                _share(values, scenario),
                np.nan,
            ),
            meaning=f"share of the class where the chance of running out within {months} months is at most {ACCEPTED_RISK:.0%}",
        ),
    )
    return {objective.name: objective for objective in objectives}


OBJECTIVES = _objectives(CUT_MONTHS)
NPV, AFFORDABLE_SHARE = (
    OBJECTIVES["Present value of gross profit"],
    OBJECTIVES["Share of the class, money permitting"],
)
RUNWAY = OBJECTIVES["Runway"]
CASH_QUANTITIES = {"cash", "runway"}  # quantities that need the statements down to cash


def first_cut_month(scenario: Scenario) -> int:
    """The first month in which a cut can still be made: that of the last thing the preset knows."""
    return min(scenario.now, cut_window(scenario.case) - 1)


def _grid(first, last):
    """Month and depth of each cell, the months from coarse to fine so that a map shows early what it will be."""
    order = sorted(range(first, last), key=lambda m: ((m % 6 > 0) + (m % 3 > 0) + (m % 2 > 0), m))
    return [(first, 0), *((month, depth) for month in order for depth in range(1, len(DEPTHS)))]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class CutMap:
    """The value of each month and depth on each draw, shape (months, depths, draws), not a number where not yet known."""

    objective: Objective
    values: Array
    done: bool

    def mean(self) -> Array:
        """The average over futures, shape (months, depths)."""
        return self.values.mean(axis=-1)

    def bad_case(self) -> Array:
        """What one future in twenty falls short of, shape (months, depths)."""
        return np.quantile(
            self.values,
            BAD_CASE_CHANCE if self.objective.better > 0 else 1.0 - BAD_CASE_CHANCE,
            axis=-1,
        )

    def regret(self) -> Array:
        """What a cell gives away against the best cell of the same future, exceeded in one future of twenty."""
        return np.quantile(self.regrets(self.values), 1.0 - BAD_CASE_CHANCE, axis=-1)

    def has_values(self) -> bool:
        """Whether there is a number to show."""
        return bool(np.isfinite(self.values).any())

    def regrets(self, values: Array) -> Array:
        """How far values fall short of the best cell of each future; shape as `values`, the draws last."""
        known = self.values * self.objective.better
        best = np.fmax.reduce(known.reshape(-1, known.shape[-1]), axis=0)
        return best - values * self.objective.better


def draws_per_map(scenario: Scenario, uncertain: tuple[str, ...]) -> int:
    """How many futures a map can draw and still be quick: half as many where prices or demand differ between them."""
    stages = {scenario.case.assumption_of(key).stage for key in uncertain}
    return (
        MAP_DRAWS // 2
        if stages & {"price", "demand"} or without_unused_triggers(scenario) is scenario
        else MAP_DRAWS
    )


def objectives_at_no_cost(
    objective: Objective, among: Mapping[str, Objective] = OBJECTIVES
) -> tuple[Objective, ...]:
    """The objectives whose maps cost nothing more beside this one: all where it needs cash, else those that need none."""
    return tuple(
        each
        for each in among.values()
        if not CASH_QUANTITIES & set(each.keep) or CASH_QUANTITIES & set(objective.keep)
    )


def fill_cut_maps(
    scenario: Scenario,
    uncertain: tuple[str, ...],
    objectives: Iterable[Objective],
    count: int = MAP_DRAWS,
    seed: int = SEED,
) -> Iterator[dict[str, CutMap]]:
    """The maps of months and depths by the name of their objective, again and again as they fill.

    Every cell and every objective on the same draws of the `uncertain` keys; months gone by are not numbers.
    """
    first, tier, objectives = first_cut_month(scenario), scenario.case.story.tier, tuple(objectives)
    rows, grid = (
        draws_on_own_sequence(scenario, uncertain, count, seed),
        _grid(first, cut_window(scenario.case)),
    )
    months, depths = (np.array(column, dtype=np.float64) for column in zip(*grid, strict=True))
    chosen = {
        f"cut_rule.{tier}": np.full(len(grid), CUT_ON_A_DATE),
        f"cut_promised.{tier}": np.zeros(len(grid)),
        f"cut_month.{tier}": months,
        f"cut_depth.{tier}": np.array(DEPTHS)[depths.astype(int)],
    }
    prepared = PairedRuns(
        without_unused_triggers(scenario),
        rows,
        chosen,
        {name for objective in objectives for name in objective.keep},
    )
    values = {
        objective.name: np.full((cut_window(scenario.case), len(DEPTHS), count), np.nan)
        for objective in objectives
    }

    def part(begin):
        found = prepared.run(begin, min(begin + SETS_AT_ONCE, len(grid)))
        return {objective.name: objective.value(found, scenario) for objective in objectives}

    for begin, found in _in_order(part, range(0, len(grid), SETS_AT_ONCE)):
        last = min(begin + SETS_AT_ONCE, len(grid))
        for name, each in found.items():
            values[name][tuple(np.array(grid[begin:last]).T)] = each
            values[name][first:, 0] = values[name][
                first, 0
            ]  # not cutting is the same in every month
        yield {
            objective.name: CutMap(
                objective=objective, values=values[objective.name], done=last == len(grid)
            )
            for objective in objectives
        }


def _in_order(work, items):
    """Each item and what became of it, in the order of the items, a few at a time: numpy lets go of the interpreter."""
    with ThreadPoolExecutor(THREADS) as workers:
        waiting = collections.deque()
        for item in items:
            waiting.append((item, workers.submit(work, item)))
            if len(waiting) > THREADS:
                done, found = waiting.popleft()
                yield done, found.result()
        for done, found in waiting:
            yield done, found.result()


def fill_cut_map(
    scenario: Scenario,
    objective: Objective,
    uncertain: tuple[str, ...],
    count: int = MAP_DRAWS,
    seed: int = SEED,
) -> Iterator[CutMap]:
    """The map of one objective, again and again as it fills."""
    for each in fill_cut_maps(scenario, uncertain, (objective,), count, seed):
        yield each[objective.name]


def without_cut_choice(scenario: Scenario) -> Scenario:
    """The scenario without what a cell of the map decides: maps of two such scenarios are the same."""
    for name in CUT_CHOICES:
        scenario = scenario.without(f"{name}.{scenario.case.story.tier}")
    return scenario


def cut_choice(scenario: Scenario) -> dict[str, float]:
    """What a cell of the map decides, as far as it is changed in the scenario: what a click sets and what undoing restores."""
    keys = {f"{name}.{scenario.case.story.tier}" for name in CUT_CHOICES}
    return {key: value for key, value in scenario.overrides if key in keys}


def without_cut(scenario: Scenario) -> Scenario:
    """The scenario with the list as announced and no cut of the tier."""
    return without_cut_choice(scenario).with_overrides(
        {f"cut_depth.{scenario.case.story.tier}": 0.0}
    )


def without_unused_triggers(scenario: Scenario) -> Scenario:
    """The scenario with the triggers cut off, where no tier looks at them: then prices do not depend on the draws."""
    tiers = [tier for tier in scenario.case.elements["tier"] if tier != scenario.case.story.tier]
    idle = all(
        scenario.value(f"cut_rule.{tier}") == CUT_ON_A_DATE
        or scenario.value(f"cut_depth.{tier}") == 0.0
        for tier in tiers
    )
    return scenario.with_overrides(dict.fromkeys(TRIGGER_QUANTITIES, 0.0)) if idle else scenario


def promised_cut_values(
    scenario: Scenario,
    uncertain: tuple[str, ...],
    objectives: Iterable[Objective],
    count: int = MAP_DRAWS,
    seed: int = SEED,
) -> dict[str, Array]:
    """The value of a cut promised for when supply lands, by objective, on the draws of `maps`, each shape (depths, draws)."""
    tier, sets, objectives = scenario.case.story.tier, len(DEPTHS), tuple(objectives)
    chosen = {
        f"cut_rule.{tier}": np.full(sets, CUT_WHEN_SUPPLY_LANDS),
        f"cut_promised.{tier}": np.ones(sets),
        f"cut_depth.{tier}": np.array(DEPTHS),
    }
    prepared = PairedRuns(
        scenario,
        draws_on_own_sequence(scenario, uncertain, count, seed),
        chosen,
        {name for objective in objectives for name in objective.keep},
    )
    found = prepared.run(0, sets)
    return {objective.name: objective.value(found, scenario) for objective in objectives}


def run_alternatives(outlook: Outlook) -> Outlook:
    """The scenario with its cut made before, at and after the month in which supply lands, and promised for it: four draws.

    Supply lands as in the outlook's first draw, the scenario itself; where it does not within the horizon the month is that of
    the plan's cut.
    """
    scenario, tier = outlook.scenario, outlook.case.story.tier
    return run(scenario, _answers(scenario, outlook[f"supply_is_in.{tier}"][:1] > 0.5))


def _answers(scenario, landed):
    """The rows of the four answers, for each of several futures: first the first answer in every future, and so on."""
    tier, count = scenario.case.story.tier, len(landed)
    month = np.where(
        landed.any(axis=1), landed.argmax(axis=1), float(scenario.value(f"cut_month.{tier}"))
    )
    months = np.clip(
        np.concatenate([month + shift for shift in ALTERNATIVE_SHIFTS]),
        0.0,
        scenario.case.months - 1.0,
    )
    promised = np.repeat(ALTERNATIVE_PROMISES, count)
    return {
        f"cut_month.{tier}": months,
        f"cut_rule.{tier}": np.where(promised > 0.5, CUT_WHEN_SUPPLY_LANDS, CUT_ON_A_DATE),
        f"cut_promised.{tier}": promised,
    }


def alternative_risks(
    scenario: Scenario, uncertain: tuple[str, ...], count: int = MAP_DRAWS, seed: int = SEED
) -> dict[str, Array]:
    """What the four answers come to over futures: "worth" of gross profit and whether money "runs out", each (answers, draws)."""
    rows = draws_on_own_sequence(scenario, uncertain, count, seed)
    landed = (
        run(scenario, rows, keep=["supply_is_in"])[f"supply_is_in.{scenario.case.story.tier}"] > 0.5
    )
    every = {
        key: np.tile(values, len(ALTERNATIVE_SHIFTS)) for key, values in rows.items()
    } | _answers(scenario, landed)
    found = run(scenario, every, keep=["gross_profit", "runway"])
    values = {name: found.values[name][..., np.newaxis, :] for name in ("gross_profit", "runway")}
    return {
        name: np.broadcast_to(value(values, scenario)[0], found.draws).reshape(
            len(ALTERNATIVE_SHIFTS), count
        )
        for name, value in (("worth", _present_gross_profit), ("runs out", _runs_out))
    }
