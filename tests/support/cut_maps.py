"""Maps of a price cut that several tests share."""

import functools

from econ.decisions import price_cut
from econ.views import cut_map as cut_map_view
from econ.views.cut_gains import MapComparison

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
