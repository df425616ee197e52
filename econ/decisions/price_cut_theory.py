"""Advice of the closed forms on the cut: how far ahead of supply, on which date if supply is uncertain, and how deep.

Their inputs are read in the scenario without a cut, so that a cut of the scenario does not move them, and in each
future in the month in which supply lands there.
"""

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd

from econ import pricing
from econ.accounts.path_facts import landing_months
from econ.arrays import Array
from econ.case.scenario import Scenario
from econ.decisions.price_cut import DEPTHS, HALF_MONTH, cut_window, without_cut
from econ.outlook import run
from econ.risk.draws import SEED, draws_on_own_sequence, elasticity_range

MONTHS_AFTER_LANDING = 12  # after which the depth that supply carries is read
LARGEST_ADOPTION_SPEED = 0.99  # a month; faster adoption counts as this
DEMAND_QUANTITIES = ("own_elasticity", "class_elasticity", "leakage")


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class CutTheory:
    """The advice of the closed forms, and the numbers that went into them.

    `table` has one row a depth: depth, elasticity, lead (the month that is a lead time before supply), date
    (the best fixed month), and elastic_lead and elastic_date for demand at the elastic end of its range. A month is not a number where
    theory advises no cut or the month is off the map.
    """

    landing: (
        Array  # the month in which supply lands in each draw, infinite if not within the horizon
    )
    table: pd.DataFrame
    elasticities: tuple[float, float, float]  # of the tier: in force, elastic end, stiff end
    # The same for a small cut, after rivals have matched their part and users have gone to other hosts.
    matched_elasticities: tuple[float, float, float]
    adoption_speed: float  # a month
    throttled_adoption: float  # share of the speed while users are refused
    fill_rate: float  # of paid demand in the month before supply lands, without a cut, in the median future
    # Depth off the list in force that supply carries a year after it lands; not a number if it never lands.
    carried_depth: float

    @property
    def median_landing(self) -> float:
        """The median month in which supply lands; infinite if it lands in less than half of the futures."""
        return float(np.quantile(self.landing, 0.5, method="higher"))

    @property
    def lands(self) -> bool:
        """Whether supply lands in any future."""
        return bool(np.isfinite(self.landing).any())

    def landing_range(self) -> tuple[float, float]:
        """The tenth and ninetieth percentile of the month in which supply lands."""
        early, late = np.quantile(self.landing, [0.1, 0.9], method="higher")
        return float(early), float(late)


def supply_landing(
    scenario: Scenario, uncertain: tuple[str, ...], count: int, seed: int = SEED
) -> tuple[Array, dict[str, Array], float]:
    """The month in which supply lands in each draw, shape (draws,), the draws themselves, and the depth that supply carries.

    The month is infinite if supply does not land within the horizon. The depth is the cut off the list that supply
    carries a year later in the median future: negative if supply does not even carry the list, not a number if
    it lands in no future.
    """
    tier, last = scenario.case.story.tier, scenario.case.months - 1
    rows = draws_on_own_sequence(scenario, uncertain, count, seed)
    outlook = run(
        without_cut(scenario), rows, keep=["supply_is_in", "affordable_cut", "price_change"]
    )
    landing = landing_months(outlook)
    lands = np.isfinite(landing)
    draw = np.arange(outlook.draws)
    read = np.minimum(landing + MONTHS_AFTER_LANDING, last).astype(int)
    affordable_price = 1.0 - outlook[f"affordable_cut.{tier}"][draw, read]
    list_price = np.exp(outlook[f"price_change.{tier}"][draw, read])
    depth = 1.0 - affordable_price / list_price
    return landing, rows, _median(depth[lands])


def apply_theory(
    scenario: Scenario,
    landing: Array,
    rows: Mapping[str, Array] | None = None,
    carried_depth: float = float("nan"),
    cost_share: float = 0.0,
) -> CutTheory:
    """The advice of the closed forms for each depth, given the months in which supply lands, for the list in force without a cut.

    `rows` are the draws in which supply lands then, each of shape (draws,), or empty where only the month differs.
    Demand and fill rate are read in each draw in its own month, and their median is used. The forms assume a constant
    elasticity, capacity that is just full before supply lands and ample after it, and costs that do not depend on the
    tokens served, as in this model; otherwise `cost_share` is unit cost over the list price.
    """
    lands = np.flatnonzero(np.isfinite(landing))
    landed_rows = {key: values[lands] for key, values in (rows or {}).items()}
    months, median_landing = landing[lands].astype(int), float(np.median(landing))
    uncut, elasticities = (
        without_cut(scenario),
        elasticity_range(scenario, scenario.case.story.tier),
    )
    adoption = min(float(scenario.value("adoption_speed")), LARGEST_ADOPTION_SPEED)
    speed, throttled = -np.log(1.0 - adoption), float(scenario.value("throttled_adoption"))
    in_force, elastic, stiff = (
        _matched_demand(uncut, landed_rows, months, elasticity) for elasticity in elasticities
    )

    def advice(elasticity, depth):
        """The month that is a lead time before supply, and the date of a cut that waits for no trigger."""
        lead_time = pricing.lead_time(elasticity, depth, speed, throttled, cost_share)
        chance = 1.0
        if len(lands):
            chance = pricing.critical_landing_chance(elasticity, depth, cost_share)
        date = float(np.quantile(landing, chance, method="higher")) if chance < 1.0 else np.nan
        return median_landing - lead_time + HALF_MONTH, date

    rows_by_depth = []
    for depth in DEPTHS[1:]:
        lead, date = advice(in_force(depth), depth)
        elastic_lead, elastic_date = advice(elastic(depth), depth)
        rows_by_depth.append(
            {
                "depth": depth,
                "elasticity": in_force(depth),
                "lead": lead,
                "date": date,
                "elastic_lead": elastic_lead,
                "elastic_date": elastic_date,
            }
        )
    table = pd.DataFrame(rows_by_depth)
    dates = table.columns[2:]
    is_on_map = (table[dates] >= 0.0) & (table[dates] < cut_window(scenario.case))
    table[dates] = table[dates].where(is_on_map)
    [fill_rate] = _read_in_months(uncut, landed_rows, ("fill_rate",), np.maximum(months - 1, 0))
    return CutTheory(
        landing=landing,
        table=table,
        elasticities=elasticities,
        matched_elasticities=(in_force(DEPTHS[1]), elastic(DEPTHS[1]), stiff(DEPTHS[1])),
        adoption_speed=speed,
        throttled_adoption=throttled,
        fill_rate=_median(fill_rate),
        carried_depth=carried_depth,
    )


def _matched_demand(uncut, rows, months, price_elasticity):
    """The elasticity of demand as a function of the depth of the cut, once everybody has reacted.

    Rivals match a part of the cut and fewer users go to other hosts. The elasticity is that of the median
    future, read in each future in the month in which supply lands there.
    """
    count = len(months) if rows else 1
    elasticity_rows = {
        f"price_elasticity.{uncut.case.story.tier}": np.full(count, price_elasticity)
    }
    own, market, leakage = _read_in_months(
        uncut, {**rows, **elasticity_rows}, DEMAND_QUANTITIES, months
    )
    match = rows.get("rival_match_share", float(uncut.value("rival_match_share")))
    pull = rows.get("leakage_sensitivity", float(uncut.value("leakage_sensitivity")))
    matched = -(market + (own - market) * (1.0 - match))

    def elasticity(depth):
        staying = (1.0 - leakage) + leakage * (1.0 - depth) ** pull
        return _median(matched - np.log(staying) / -np.log(1.0 - depth))

    return elasticity


def _read_in_months(uncut, rows, names, months):
    """Quantities of the tier, each in one month of each future; without rows all futures are the same run."""
    if not len(months):
        return [np.empty(0)] * len(names)
    outlook = run(uncut, rows, keep=names)
    draw = np.arange(len(months)) if outlook.draws > 1 else np.zeros(len(months), dtype=int)
    return [outlook[f"{name}.{uncut.case.story.tier}"][draw, months] for name in names]


def _median(values):
    """The median, or not a number where there are no values."""
    return float(np.median(values)) if len(values) else float("nan")
