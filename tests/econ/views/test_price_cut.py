"""Tables of the price cut: the answers that are compared, and the scenario that they read."""

import pytest
from support.cut_maps import SUPPLY

import econ
from econ.decisions import cut_alternatives, price_cut
from econ.explain import run_with_single_changes
from econ.views import price_cut as price_cut_view
from econ.views.prices import affordable_cuts, price_list_table
from econ.views.sentences.price_captions import cut_premise_caption, scarcity_caption


def test_three_answers_cut_before_at_and_after_supply(case, april):
    table = price_cut_view.alternatives_table(
        april, cut_alternatives.alternative_risks(april.scenario, SUPPLY, 4)
    )
    months = table["cut in"].to_list()
    assert len(table) == 4 and len(set(months[:3])) == 3
    worth = table["gross profit worth today, bn yuan"]
    assert (
        worth.str.endswith("(best)").sum() == 1
        and worth.str.endswith(" less)").sum() == 3
        and worth.nunique() == 4
    )
    assert price_cut_view.alternatives_table(
        econ.run(price_cut.without_cut(april.scenario)), {}
    ).empty


@pytest.mark.parametrize(
    "changes",
    [
        {"price_elasticity.pro": -1.8},
        {"delivery_delay.ascend_950dt": 9, "cut_depth.pro": 0.5},
        {"cut_rule.pro": 0, "cut_month.pro": 30, "cut_depth.pro": 0.4, "cut_promised.pro": 0},
    ],
)
def test_answers_read_the_scenario_and_not_the_draws_of_its_single_changes(case, changes):
    scenario = case.scenario(overrides=changes)
    single_run, run_with_changes = econ.run(scenario), run_with_single_changes(scenario)
    assert run_with_changes.draws == len(changes) + 1
    risks = cut_alternatives.alternative_risks(scenario, SUPPLY, 4)
    for view in (
        lambda o: cut_alternatives.run_alternatives(o).frame(["cash", "revenue"], 3),
        lambda o: price_cut_view.alternatives_table(o, risks),
        lambda o: price_list_table(o, "pro", 20, 0.5, 0.2),
        lambda o: affordable_cuts(o, "pro", 20),
    ):
        assert view(single_run).equals(view(run_with_changes))
    for caption in (scarcity_caption, cut_premise_caption):
        assert caption(single_run, "pro", 20) == caption(run_with_changes, "pro", 20)
    assert (
        cut_alternatives.run_alternatives(run_with_changes).draws == 4
        and price_cut_view.alternatives_table(run_with_changes, risks)["cut in"].nunique() >= 3
    )
