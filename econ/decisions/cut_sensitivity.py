"""Beliefs that may turn the answer about the cut: keys that a map draws, and the best cut where one of them is other than believed."""

import dataclasses

import numpy as np

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.decisions.price_cut import DEPTHS, Objective, compute_coarse_map, first_cut_month
from econ.risk.draws import assumption_quantile, can_be_drawn

CHANCES = (0.1, 0.9)  # percentiles of what is believed, at which the best cut is looked for


@dataclasses.dataclass(frozen=True, kw_only=True)
class BestCut:
    """The best cut where one assumption has another value: its month and depth, and what it gains over not cutting.

    `key` and `value` are those of the assumption; the key is empty where everything is as believed. The gain is the mean over
    futures in the unit of the objective, `error` its standard error. `depth` is zero where not to cut is best.
    """

    key: str
    value: float
    month: int
    depth: float
    gain: float
    error: float


def keys_of_map(case: Case, name: str) -> tuple[str, ...]:
    """The keys that a map of cuts draws: a set of the story, and after it what may turn the answer.

    A choice of the company may turn the answer too, and is not drawn.
    """
    turning = (key for key in case.story.turns_cut if can_be_drawn(case, key))
    return tuple(dict.fromkeys([*case.story.uncertain[name], *turning]))


def ends_of_belief(scenario: Scenario, key: str) -> tuple[float, float]:
    """The tenth and the ninetieth percentile of an assumption, as far as they contradict nothing else in the scenario.

    Demand of one maker answers its price no less than the class answers all prices.
    """
    quantiles = assumption_quantile(scenario, key, CHANCES).reshape(len(CHANCES), -1)
    low, high = quantiles.mean(axis=1).tolist()
    of_class = float(np.mean(scenario.value("market_elasticity")))
    if key == "market_elasticity":
        tiers = scenario.case.elements["tier"]
        own = (float(np.mean(scenario.value(f"price_elasticity.{tier}"))) for tier in tiers)
        low = max(low, *own)
    elif key.startswith("price_elasticity."):
        high = min(high, of_class)
    return low, high


def best_cut(
    scenario: Scenario,
    objective: Objective,
    uncertain: tuple[str, ...],
    key: str = "",
    value: float = np.nan,
) -> BestCut:
    """The best cut of a coarse map where an assumption has a value, or as everything is believed where none is named.

    An assumption that has a value is not drawn; the others are drawn as without it.
    """
    at_value = scenario.with_overrides({key: value}) if key else scenario
    cut_map = compute_coarse_map(at_value, objective, uncertain, held=(key,))
    gains = cut_map.values * objective.better
    means = gains.mean(axis=-1)
    month, number = np.unravel_index(int(np.nanargmax(means.T)), means.T.shape)[::-1]
    more = gains[month, number] - gains[first_cut_month(at_value), 0]
    return BestCut(
        key=key,
        value=value,
        month=int(month),
        depth=DEPTHS[number],
        gain=float(more.mean()),
        error=float(more.std(ddof=1) / np.sqrt(len(more))),
    )


def compute_best_cuts(
    scenario: Scenario, objective: Objective, uncertain: tuple[str, ...]
) -> list[BestCut]:
    """The best cut at both ends of what is believed of each assumption that may turn the answer."""
    return [
        best_cut(scenario, objective, uncertain, key, value)
        for key in scenario.case.story.turns_cut
        for value in ends_of_belief(scenario, key)
    ]
