"""Maps of a price cut that several tests share."""

import functools

from econ.decisions import price_cut
from econ.views import cut_map as cut_map_view
from econ.views.cut_gains import MapComparison
from support.plans import AS_PLANNED

SUPPLY = ("delivery_delay.ascend_950dt", "ramp_length.ascend_950dt")
NPV = price_cut.OBJECTIVES["Present value of gross profit"]
HELD = price_cut.RULES_AFTER_CUT["holds"]


def last(maps):
    *_, whole = maps
    return whole


def compared(cut_map, statistic="average", plan=None, promised=None, list_rule=HELD):
    """Return a map compared with a plan; without one the plan is what not cutting is worth."""
    if plan is None:
        plan = cut_map.values[-1, :1]
    if promised is None:
        promised = cut_map.values[-1]
    return MapComparison(
        cut_map=cut_map,
        plan=plan,
        planned_cut=plan[0],
        promised=promised,
        statistic=statistic,
        list_rule=list_rule,
    )


def rows_of(outlook, cut_map, theory, statistic="average", **options):
    return cut_map_view.map_rows(outlook, compared(cut_map, statistic), 1.0, theory, **options)


@functools.cache
def whole_map(scenario, objective):
    """The whole map of a scenario over four futures of supply, drawn once for all tests; nobody writes to it."""
    return last(price_cut.fill_cut_map(scenario, objective, SUPPLY, 4))


@functools.cache
def all_maps(scenario, count):
    """The maps of all objectives, drawn at once: they equal those of each, as a test below asks."""
    return last(price_cut.fill_cut_maps(scenario, SUPPLY, price_cut.OBJECTIVES.values(), count))


def top(values):
    """The peak of a row of values, interpolated between its points."""
    best = int(values.argmax())
    before, at, after = values[best - 1 : best + 2]
    return best + 0.5 * (before - after) / (before - 2.0 * at + after)


# One tier whose demand has one elasticity; rivals do not react and nothing grows.
PLAIN = AS_PLANNED | {
    "app_demand": 0.0,
    "reference_demand.flash": 0.01,
    "initial_adopted_demand.flash": 0.01,
    "trend_growth": 0,
    "long_run_growth": 0,
    "rival_price_decline": 0,
    "rival_pass_through": 0,
    "rival_progress": 0,
    "rival_match_share": 0,
    "standing": 0.0,
    "cross_elasticity": 0,
    "app_diversion": 0,
    "own_share.pro": 1.0,
    "throttle_churn": 0,
    "promise_wait": 0,
    "promise_churn": 0,
    "token_capacity.flash": 1e9,
    "capital_cost": 0.01,
    "idle_worth": 0.0,
    "terminal_multiple": 0.0,
}


def elastic(elasticity):
    """Demand of every tier that answers its own price as the class answers all prices."""
    own = {f"price_elasticity.{tier}": -elasticity for tier in ("pro", "flash")}
    return {"market_elasticity": -elasticity, **own}
