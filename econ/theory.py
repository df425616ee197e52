"""What the closed forms say of the cut: how far ahead of supply, on which date where supply is uncertain, and how deep.

They are read where nothing is cut, so that a cut of the scenario does not move them.
"""

import dataclasses

import numpy as np
import pandas as pd

from econ import pricing
from econ.decision import DEPTHS, HALF, MONTHS, without_cut
from econ.outlook import run
from econ.scenario import Scenario
from econ.uncertainty import SEED, draws
from econ.vocabulary import Array

AFTER = 12  # months after supply lands at which the depth it carries is read
NEARLY_ALL = 0.99  # adoption in a month that is as good as at once
BASE, LOW, HIGH = range(3)  # of the belief about the elasticity
READ = ("own_elasticity", "class_elasticity", "leakage", "fill_rate")


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Theory:
    """The closed forms, and the numbers they were given.

    `table` has a row a depth: depth, elasticity, and the months lead (E14) and date (E15), with elastic_lead and elastic_date
    for demand at the elastic end of its range; not a number where theory would not cut or the month is off the map.
    """

    landed: Array  # the month in which supply lands on each draw, infinite where it does not within the horizon
    table: pd.DataFrame
    own: tuple[float, float, float]  # elasticity that was assumed: base, low, high
    matched: tuple[float, float, float]  # after rivals have matched and users have gone to other hosts, for a small cut
    speed: float  # of adoption, a month
    stay: float
    fill: float  # share of paid demand served in the month before supply lands, nothing cut
    carried: float  # depth off the list in force that supply carries a year after it lands (E12); nothing lands: not a number

    @property
    def middle(self) -> float:
        """The median month in which supply lands."""
        return float(np.median(self.landed))

    def span(self) -> tuple[float, float]:
        """The months before which supply lands in one future of ten, and in nine of ten."""
        first, last = np.quantile(self.landed, [0.1, 0.9], method="higher")
        return float(first), float(last)


def landing(scenario: Scenario, uncertain: tuple[str, ...], count: int, seed: int = SEED) -> tuple[Array, float]:
    """The month in which supply lands on each draw, shape (draws,), and the cut off the list in force that it then carries.

    The month is infinite where supply does not land within the horizon; the cut is that of the median future a year later (E12),
    negative where supply does not even carry the list, and not a number where supply lands nowhere.
    """
    tier, last = scenario.case.story.tier, scenario.case.months - 1
    found = run(without_cut(scenario), draws(scenario, uncertain, count, seed),
                keep=["supply_is_in", "affordable_cut", "price_change"])
    landed = found[f"supply_is_in.{tier}"] > 0.5
    when = np.where(landed.any(axis=1), landed.argmax(axis=1).astype(np.float64), np.inf)
    draw, year = np.arange(found.draws), np.minimum(landed.argmax(axis=1) + AFTER, last)
    left, list_price = 1.0 - found[f"affordable_cut.{tier}"][draw, year], np.exp(found[f"price_change.{tier}"][draw, year])
    depths = (1.0 - left / list_price)[landed.any(axis=1)]
    return when, float(np.median(depths)) if len(depths) else float("nan")


def theory(scenario: Scenario, landed: Array, carried: float = float("nan"), cost_share: float = 0.0) -> Theory:
    """What the closed forms say for each depth, given the months in which supply lands, of the list in force uncut.

    They hold for demand that answers with one elasticity, capacity that is just full before and ample after, and costs that
    do not depend on what is served, which is so in this model; `cost_share` is unit cost over the list price where it is not.
    """
    case, tier = scenario.case, scenario.case.story.tier
    believed, now = case.value(f"price_elasticity.{tier}", scenario.preset, scenario.stresses), float(
        scenario.value(f"price_elasticity.{tier}"))
    own = tuple(float(np.clip(end + now - believed.base, *case.assumption_of(f"price_elasticity.{tier}").limits))
                for end in (believed.base, believed.low, believed.high))
    uncut = run(without_cut(scenario), {f"price_elasticity.{tier}": own}, keep=READ)
    middle = float(np.median(landed))
    when = int(min(middle, case.months - 1))
    demand = [_demand(uncut, when, draw) for draw in (BASE, LOW, HIGH)]
    speed = -np.log(1.0 - min(float(scenario.value("adoption_speed")), NEARLY_ALL))
    stay = float(scenario.value("throttled_adoption"))
    rows = []
    for depth in DEPTHS[1:]:
        row = {"depth": depth, "elasticity": demand[BASE](depth)}
        for draw, name in ((BASE, ""), (LOW, "elastic_")):
            elasticity = demand[draw](depth)
            row[f"{name}lead"] = middle - pricing.lead_time(elasticity, depth, speed, stay, cost_share) + HALF
            chance = pricing.best_chance(elasticity, depth, cost_share)
            row[f"{name}date"] = float(np.quantile(landed, chance, method="higher")) if chance < 1.0 else np.nan
        rows.append(row)
    table = pd.DataFrame(rows)
    months = table.columns[2:]
    table[months] = table[months].where((table[months] >= 0.0) & (table[months] < MONTHS))
    return Theory(landed=landed, table=table, own=own, matched=tuple(one(DEPTHS[1]) for one in demand), speed=speed, stay=stay,
                  fill=uncut.at(f"fill_rate.{tier}", max(when - 1, 0)), carried=carried)


def _demand(uncut, when, draw):
    """The elasticity of demand over a cut of some depth: rivals match a part of it (E6), fewer users go to other hosts (E7)."""
    scenario, tier = uncut.scenario, uncut.case.story.tier
    own, market, gone = (uncut.at(f"{name}.{tier}", when, draw) for name in READ[:3])
    matched = -(market + (own - market) * (1.0 - float(scenario.value("rival_match_share"))))
    pull = float(scenario.value("leakage_sensitivity"))

    def elasticity(depth):
        return matched - np.log((1.0 - gone) + gone * (1.0 - depth) ** pull) / -np.log(1.0 - depth)

    return elasticity
