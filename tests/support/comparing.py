"""The map of cuts of a scenario, compared with its plan, as the page makes it but on as many futures as a test asks for."""

import econ
from econ.decisions import price_cut
from econ.decisions.cut_sensitivity import keys_of_map
from econ.views.cut_gains import MapComparison
from econ.views.cut_verdict import shifted_months


def compared_maps(scenario, list_rule, objectives, count, *, statistic="average", cut_maps=None):
    """Return the comparison of the map of each objective, by name; `cut_maps` are those of the page unless given."""
    uncertain = keys_of_map(scenario.case, next(iter(scenario.case.story.uncertain)))
    base = price_cut.with_list_rule(scenario, list_rule)
    planned = price_cut.plan_under_list_rule(scenario, list_rule)
    months = tuple(shifted_months(econ.run(scenario)).values())
    if cut_maps is None:
        *_, cut_maps = price_cut.fill_cut_maps(base, uncertain, objectives, count)
    plan = price_cut.plan_in_futures(scenario, uncertain, objectives, months, count)
    planned_cut = price_cut.plan_in_futures(planned, uncertain, objectives, (), count)
    promised = price_cut.promised_cut_values(base, uncertain, objectives, count)
    return {
        name: MapComparison(
            cut_map=cut_map,
            plan=plan[name],
            planned_cut=planned_cut[name][0],
            promised=promised[name],
            statistic=statistic,
            list_rule=list_rule,
        )
        for name, cut_map in cut_maps.items()
    }
