"""When to cut the price, and how deep: every month and depth on the same draws, and what theory says beside it."""

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd

from econ import pricing
from econ.outlook import Outlook, run
from econ.prepared import Prepared
from econ.scenario import Scenario
from econ.uncertainty import SEED, draws
from econ.vocabulary import Array, monthly

MONTHS = 36  # months of the plan in which the cut may be made
DEPTHS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # the first is not cutting at all, the same in every month
DRAWS = 256
AT_ONCE = 8  # sets of choices evaluated together
BAD = 0.05  # the chance of a future at least as bad as the bad case
RISK = 0.05  # the chance of running out that is put up with
ON_A_DATE, WHEN_SUPPLY_LANDS = 0.0, 1.0  # options of `cut_rule`
CHOICES = ("cut_rule", "cut_month", "cut_depth", "cut_promised")
TRIGGERS = ("supply_is_in", "queue_is_gone", "rival_has_cut")  # what a cut by date does not look at
AROUND = 3  # months before and after supply that are compared
HALF = 0.5  # a month's demand is that of its end: half a month further than theory, which runs without steps
YEARS = ((24, "24"), (36, "36"))


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
    return value.reshape(*value.shape[:-7], *value.shape[-2:]) if value.ndim == 8 else value.reshape(1, *value.shape[-2:])


def _present_gross_profit(values, scenario):
    rate = monthly(scenario.value("capital_cost"))
    worth = (1.0 + rate) ** -np.arange(scenario.case.months, dtype=np.float64)
    return np.einsum("msd,m->sd", _whole(values, "gross_profit"), worth)


def _cash_at(month):
    return lambda values, scenario: _whole(values, "cash")[month - 1]


def _runway(values, scenario):
    return np.minimum(_whole(values, "runway")[0], scenario.case.months)


def _served(values, scenario):
    return values["served_tokens"][:MONTHS, 0, _tier(scenario), 0, 0, 0].sum(axis=0)


def _share(values, scenario):
    return values["market_share"][:MONTHS, 0, _tier(scenario), 0, 0, 0].mean(axis=0)


def _runs_out(values, scenario):
    return (_whole(values, "runway")[0] < MONTHS) * 1.0


OBJECTIVES = {objective.name: objective for objective in (
    Objective(name="Present value of gross profit", unit="bn yuan", keep=("gross_profit",), value=_present_gross_profit,
              meaning="gross profit to the horizon, discounted at the cost of capital"),
    *(Objective(name=f"Cash after {words} months", unit="bn yuan", keep=("cash",), value=_cash_at(month),
                meaning="money in the bank, rounds included") for month, words in YEARS),
    Objective(name="Runway", unit="month", keep=("runway",), value=_runway,
              meaning="months until the money is gone, counted to the horizon at most"),
    Objective(name="Tokens served", unit="Ttok", keep=("served_tokens",), value=_served,
              meaning=f"paid tokens of the tier served in the first {MONTHS} months"),
    Objective(name="Share of the class", unit="share", keep=("market_share",), value=_share,
              meaning=f"share of its class of models, averaged over the first {MONTHS} months"),
    Objective(name="Chance of running out", unit="share", keep=("runway",), value=_runs_out, better=-1,
              meaning=f"share of futures in which the money is gone within {MONTHS} months"),
    Objective(name="Share of the class, money permitting", unit="share", keep=("market_share", "runway"),
              value=lambda values, scenario: np.where(_runs_out(values, scenario).mean(axis=1, keepdims=True) <= RISK,
                                                      _share(values, scenario), np.nan),
              meaning=f"share of the class where the chance of running out within {MONTHS} months is at most {RISK:.0%}"))}
NPV = OBJECTIVES["Present value of gross profit"]


@functools.cache
def _grid():
    """Month and depth of each cell, the months from coarse to fine so that a map shows early what it will be."""
    order = sorted(range(MONTHS), key=lambda m: ((m % 6 > 0) + (m % 3 > 0) + (m % 2 > 0), m))
    return [(0, 0), *((month, depth) for month in order for depth in range(1, len(DEPTHS)))]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Surface:
    """The value of each month and depth on each draw, shape (months, depths, draws), not a number where not yet known."""

    objective: Objective
    values: Array
    done: bool

    def mean(self) -> Array:
        """The average over futures, shape (months, depths)."""
        return self.values.mean(axis=-1)

    def bad(self) -> Array:
        """What one future in twenty falls short of, shape (months, depths)."""
        return np.quantile(self.values, BAD if self.objective.better > 0 else 1.0 - BAD, axis=-1)

    def regret(self) -> Array:
        """What a cell gives away against the best cell of the same future, exceeded in one future of twenty."""
        return np.quantile(self.given_away(self.values), 1.0 - BAD, axis=-1)

    def known(self) -> bool:
        """Whether there is a number to show."""
        return bool(np.isfinite(self.values).any())

    def given_away(self, values: Array) -> Array:
        """How far values fall short of the best cell of each future; shape as `values`, the draws last."""
        known = self.values * self.objective.better
        best = np.fmax.reduce(known.reshape(-1, known.shape[-1]), axis=0)
        return best - values * self.objective.better


def futures(scenario: Scenario, uncertain: tuple[str, ...]) -> int:
    """How many futures a map can draw and still be quick: half as many where prices or demand differ between them."""
    stages = {scenario.case.assumption_of(key).stage for key in uncertain}
    return DRAWS // 2 if stages & {"price", "demand"} or by_date(scenario) is scenario else DRAWS


def surface(scenario: Scenario, objective: Objective, uncertain: tuple[str, ...], count: int = DRAWS,
            seed: int = SEED) -> Iterator[Surface]:
    """The map of months and depths, again and again as it fills: every cell on the same draws of the `uncertain` keys."""
    rows, fixed, grid = draws(scenario, uncertain, count, seed), by_date(scenario), _grid()
    tier = scenario.case.story.tier
    months, depths = (np.array(column, dtype=np.float64) for column in zip(*grid, strict=True))
    chosen = {f"cut_rule.{tier}": np.full(len(grid), ON_A_DATE), f"cut_promised.{tier}": np.zeros(len(grid)),
              f"cut_month.{tier}": months, f"cut_depth.{tier}": np.array(DEPTHS)[depths.astype(int)]}
    prepared = Prepared(fixed, rows, chosen, objective.keep)
    values = np.full((MONTHS, len(DEPTHS), count), np.nan)
    for first in range(0, len(grid), AT_ONCE):
        last = min(first + AT_ONCE, len(grid))
        cells = tuple(np.array(grid[first:last]).T)
        values[cells] = objective.value(prepared.run(first, last), scenario)
        values[:, 0] = values[0, 0]  # not cutting is the same in every month
        yield Surface(objective=objective, values=values, done=last == len(grid))


def without_choice(scenario: Scenario) -> Scenario:
    """The scenario without what a cell of the map decides: maps of two such scenarios are the same."""
    for name in CHOICES:
        scenario = scenario.without(f"{name}.{scenario.case.story.tier}")
    return scenario


def by_date(scenario: Scenario) -> Scenario:
    """The scenario with the triggers cut off, where no tier looks at them: then prices do not depend on the draws."""
    tiers = [tier for tier in scenario.case.elements["tier"] if tier != scenario.case.story.tier]
    idle = all(scenario.value(f"cut_rule.{tier}") == ON_A_DATE or scenario.value(f"cut_depth.{tier}") == 0.0 for tier in tiers)
    return scenario.with_overrides(dict.fromkeys(TRIGGERS, 0.0)) if idle else scenario


def contingent(scenario: Scenario, objective: Objective, uncertain: tuple[str, ...], count: int = DRAWS,
               seed: int = SEED) -> Array:
    """The value of a cut that is promised for when supply lands, on the draws of `surface`, shape (depths, draws)."""
    tier, sets = scenario.case.story.tier, len(DEPTHS)
    chosen = {f"cut_rule.{tier}": np.full(sets, WHEN_SUPPLY_LANDS), f"cut_promised.{tier}": np.ones(sets),
              f"cut_depth.{tier}": np.array(DEPTHS)}
    prepared = Prepared(scenario, draws(scenario, uncertain, count, seed), chosen, objective.keep)
    return objective.value(prepared.run(0, sets), scenario)


def landing(scenario: Scenario, uncertain: tuple[str, ...], count: int = DRAWS, seed: int = SEED) -> Array:
    """The month in which supply lands on each draw, shape (draws,); infinite where it does not within the horizon."""
    tier = scenario.case.story.tier
    landed = run(scenario, draws(scenario, uncertain, count, seed), keep=["supply_is_in"])[f"supply_is_in.{tier}"] > 0.5
    return np.where(landed.any(axis=1), landed.argmax(axis=1).astype(np.float64), np.inf)


def theory(outlook: Outlook, landed: Array) -> pd.DataFrame:
    """What the closed forms say for each depth: columns depth, lead (month of E14) and date (month of E15).

    They hold for demand that answers with one elasticity, capacity that is just full before and ample after, and costs that
    do not depend on what is served; rivals' matching is taken into the elasticity (E6). Without an answer within the
    horizon a month is not a number.
    """
    scenario, tier = outlook.scenario, outlook.case.story.tier
    middle = float(np.median(landed))
    when = int(min(middle, outlook.case.months - 1))
    own, market = (-outlook.at(f"{name}.{tier}", when) for name in ("own_elasticity", "class_elasticity"))
    elasticity = market + (own - market) * (1.0 - float(scenario.value("rival_match_share")))
    speed = -np.log(1.0 - min(float(scenario.value("adoption_speed")), 0.99))
    stay = 1.0 - float(scenario.value("throttle_churn"))
    rows = []
    for depth in DEPTHS[1:]:
        lead = middle - pricing.lead_time(elasticity, depth, speed, stay) + HALF
        chance = pricing.best_chance(elasticity, depth)
        date = float(np.quantile(landed, chance, method="higher")) if chance < 1.0 else np.nan
        rows.append({"depth": depth, "lead": lead, "date": date})
    table = pd.DataFrame(rows)
    return table.where((table >= 0.0) & (table < MONTHS))


def carried(scenario: Scenario, uncertain: tuple[str, ...], count: int = DRAWS, seed: int = SEED, after: int = 12) -> float:
    """The cut from the launch list that supply carries a year after it lands, in the median future (E12).

    Not a number where supply lands in none within the horizon.
    """
    tier, last = scenario.case.story.tier, scenario.case.months - 1
    found = run(scenario, draws(scenario, uncertain, count, seed), keep=["supply_is_in", "affordable_cut"])
    landed = found[f"supply_is_in.{tier}"] > 0.5
    when = np.minimum(landed.argmax(axis=1) + after, last)
    depths = found[f"affordable_cut.{tier}"][np.arange(found.draws), when][landed.any(axis=1)]
    return float(np.median(depths)) if len(depths) else float("nan")


def alternatives(outlook: Outlook) -> Outlook:
    """The scenario with its cut made before, at and after the month in which supply lands, and promised for it: four draws.

    Where supply does not land within the horizon the month is that of the plan's cut.
    """
    scenario, tier = outlook.scenario, outlook.case.story.tier
    landed = outlook[f"supply_is_in.{tier}"][0] > 0.5
    month = float(landed.argmax()) if landed.any() else float(scenario.value(f"cut_month.{tier}"))
    months = np.clip([month - AROUND, month, month + AROUND, month], 0.0, outlook.case.months - 1.0)
    promised = np.array([0.0, 0.0, 0.0, 1.0])
    rules = np.where(promised > 0.5, WHEN_SUPPLY_LANDS, ON_A_DATE)
    rows = {f"cut_month.{tier}": months, f"cut_rule.{tier}": rules, f"cut_promised.{tier}": promised}
    return run(scenario, rows)
