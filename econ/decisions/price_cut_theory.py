"""What the closed forms say of the cut: how far ahead of supply, on which date where supply is uncertain, and how deep.

They are read where nothing is cut, so that a cut of the scenario does not move them, and in each future when supply lands there.
"""

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd

from econ import pricing
from econ.arrays import Array
from econ.case.scenario import Scenario
from econ.decisions.price_cut import DEPTHS, HALF_MONTH, cut_window, without_cut
from econ.outlook import run
from econ.risk.draws import SEED, draws_on_own_sequence, elasticity_range

MONTHS_AFTER_LANDING = 12  # months after supply lands at which the depth it carries is read
LARGEST_ADOPTION_SPEED = 0.99  # adoption in a month that is as good as at once
BASE_ELASTICITY, ELASTIC_END, STIFF_END = range(3)  # of the belief about the elasticity
DEMAND_QUANTITIES = ("own_elasticity", "class_elasticity", "leakage")


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class CutTheory:
    """The closed forms, and the numbers they were given.

    `table` has a row a depth: depth, elasticity, and the months lead (E14) and date (E15), with elastic_lead and elastic_date
    for demand at the elastic end of its range; not a number where theory would not cut or the month is off the map.
    """

    landed: Array  # the month in which supply lands on each draw, infinite where it does not within the horizon
    table: pd.DataFrame
    own: tuple[float, float, float]  # elasticity that was assumed: base, low, high
    matched: tuple[
        float, float, float
    ]  # after rivals have matched and users have gone to other hosts, for a small cut
    speed: float  # of adoption, a month
    stay: float
    fill: float  # share of paid demand served in the month before supply lands, nothing cut, in the median future
    carried: float  # depth off the list in force that supply carries a year after it lands (E12); nothing lands: not a number

    @property
    def middle(self) -> float:
        """The median month in which supply lands, infinite where it lands in less than half of the futures."""
        return float(np.quantile(self.landed, 0.5, method="higher"))

    @property
    def lands(self) -> bool:
        """Whether supply lands in any future."""
        return bool(np.isfinite(self.landed).any())

    def span(self) -> tuple[float, float]:
        """The months before which supply lands in one future of ten, and in nine of ten."""
        first, last = np.quantile(self.landed, [0.1, 0.9], method="higher")
        return float(first), float(last)


def supply_landing(
    scenario: Scenario, uncertain: tuple[str, ...], count: int, seed: int = SEED
) -> tuple[Array, dict[str, Array], float]:
    """The month in which supply lands on each draw, shape (draws,), the draws, and the cut off the list that supply then carries.

    The month is infinite where supply does not land within the horizon; the cut is that of the median future a year later (E12),
    negative where supply does not even carry the list, and not a number where supply lands nowhere.
    """
    tier, last, rows = (
        scenario.case.story.tier,
        scenario.case.months - 1,
        draws_on_own_sequence(scenario, uncertain, count, seed),
    )
    found = run(
        without_cut(scenario), rows, keep=["supply_is_in", "affordable_cut", "price_change"]
    )
    landed = found[f"supply_is_in.{tier}"] > 0.5
    when = np.where(landed.any(axis=1), landed.argmax(axis=1).astype(np.float64), np.inf)
    draw, year = (
        np.arange(found.draws),
        np.minimum(landed.argmax(axis=1) + MONTHS_AFTER_LANDING, last),
    )
    left, list_price = (
        1.0 - found[f"affordable_cut.{tier}"][draw, year],
        np.exp(found[f"price_change.{tier}"][draw, year]),
    )
    return when, rows, _median((1.0 - left / list_price)[landed.any(axis=1)])


def apply_theory(
    scenario: Scenario,
    landed: Array,
    rows: Mapping[str, Array] | None = None,
    carried: float = float("nan"),
    cost_share: float = 0.0,
) -> CutTheory:
    """What the closed forms say for each depth, given the months in which supply lands, of the list in force uncut.

    `rows` are the draws that land then, each shape (draws,), none where only the month differs; what demand answers with and
    how full cards are is read in each of them at its own month, and is that of the median. The forms hold for demand that answers
    with one elasticity, capacity that is just full before and ample after, and costs that do not depend on what is served, which
    is so in this model; `cost_share` is unit cost over the list price where it is not.
    """
    own, middle = elasticity_range(scenario, scenario.case.story.tier), float(np.median(landed))
    lands = np.flatnonzero(np.isfinite(landed))
    some, when = (
        {key: values[lands] for key, values in (rows or {}).items()},
        landed[lands].astype(int),
    )
    uncut, speed = (
        without_cut(scenario),
        -np.log(1.0 - min(float(scenario.value("adoption_speed")), LARGEST_ADOPTION_SPEED)),
    )
    demand = [_demand(uncut, some, when, end) for end in own]
    stay, table = float(scenario.value("throttled_adoption")), []
    for depth in DEPTHS[1:]:
        row = {"depth": depth, "elasticity": demand[BASE_ELASTICITY](depth)}
        for end, name in ((BASE_ELASTICITY, ""), (ELASTIC_END, "elastic_")):
            elasticity = demand[end](depth)
            chance = (
                pricing.critical_landing_chance(elasticity, depth, cost_share)
                if len(lands)
                else 1.0
            )
            row[f"{name}lead"] = (
                middle - pricing.lead_time(elasticity, depth, speed, stay, cost_share) + HALF_MONTH
            )
            row[f"{name}date"] = (
                float(np.quantile(landed, chance, method="higher")) if chance < 1.0 else np.nan
            )
        table.append(row)
    table = pd.DataFrame(table)
    months = table.columns[2:]
    on_the_map = (table[months] >= 0.0) & (table[months] < cut_window(scenario.case))
    table[months] = table[months].where(on_the_map)
    return CutTheory(
        landed=landed,
        table=table,
        own=own,
        matched=tuple(one(DEPTHS[1]) for one in demand),
        speed=speed,
        stay=stay,
        fill=_median(_read(uncut, some, ("fill_rate",), np.maximum(when - 1, 0))[0]),
        carried=carried,
    )


def _demand(uncut, rows, when, end):
    """The elasticity of demand over a cut of some depth: rivals match a part of it (E6), fewer users go to other hosts (E7).

    `end` is the price elasticity; the answer is that of the median future, each read in the month in which supply lands there.
    """
    count = len(when) if rows else 1
    alike = {f"price_elasticity.{uncut.case.story.tier}": np.full(count, end)}
    own, market, gone = _read(uncut, {**rows, **alike}, DEMAND_QUANTITIES, when)
    match, pull = (
        rows.get(key, float(uncut.value(key)))
        for key in ("rival_match_share", "leakage_sensitivity")
    )
    matched = -(market + (own - market) * (1.0 - match))

    def elasticity(depth):
        return _median(
            matched - np.log((1.0 - gone) + gone * (1.0 - depth) ** pull) / -np.log(1.0 - depth)
        )

    return elasticity


def _read(uncut, rows, names, when):
    """Quantities of the tier, each in its own month of each future; futures are all alike where nothing is drawn."""
    if not len(when):
        return [np.empty(0)] * len(names)
    found = run(uncut, rows, keep=names)
    draw = np.arange(len(when)) if found.draws > 1 else np.zeros(len(when), dtype=int)
    return [found[f"{name}.{uncut.case.story.tier}"][draw, when] for name in names]


def _median(values):
    """The value of the median future, not a number where there is none."""
    return float(np.median(values)) if len(values) else float("nan")
