"""What matters and what breaks the plan, as pages show it: sentences, tables and figures agree with the findings."""

import numpy as np
import pytest

import econ
from econ import breaking, finding_figures, outcomes, sensitivity

FEW = ("trend_growth", "initial_cash", "delivery_delay.ascend_950dt", "cost_per_head")


def tried(case, overrides, stresses=()):
    return econ.run(case.scenario(overrides=overrides, stresses=stresses))


@pytest.fixture(scope="module")
def bars(case):
    scenario = case.scenario()
    return sensitivity.tornado(scenario, outcomes.outcome(scenario, "Runway"), FEW)


def test_every_bar_begins_or_ends_at_the_base(case, bars):
    rows = finding_figures.tornado(bars, case.scenario()).data.to_pandas()
    assert len(rows) == 2 * len(FEW)
    assert (np.isclose(rows["begin"], bars.base) | np.isclose(rows["end"], bars.base)).all()
    assert (rows["begin"] <= rows["end"]).all()


def test_a_figure_of_shares_never_draws_less_alone_than_nothing(case):
    scenario = case.scenario()
    wanted = outcomes.outcome(scenario, "Runway")
    table = sensitivity.effects(scenario, [wanted], FEW, count=16)
    rows = finding_figures.explained(table, wanted).data.to_pandas()
    assert set(rows["side"]) == {finding_figures.ALONE, finding_figures.ALL} and (rows["end"] >= 0.0).all()


def test_levers_are_drawn_on_one_scale_with_a_dot_where_they_stand(case):
    scenario = case.scenario()
    wanted = outcomes.outcome(scenario, "Runway")
    keys = case.levers["front"]
    found = finding_figures.responses(sensitivity.response(scenario, wanted, keys), wanted, scenario)
    assert list(found) == list(keys)
    base = econ.run(scenario).at("runway", 0)
    for chart in found.values():
        rows = chart.data.to_pandas()
        assert rows["here"].dropna().to_list() == pytest.approx([base])
    scales = {tuple(chart.spec["layer"][0]["encoding"]["y"]["scale"]["domain"]) for chart in found.values()}
    assert len(scales) == 1


def test_what_breaks_the_plan_alone_does_break_it(case):
    answer = breaking.one_alone(case.scenario(), 48)
    assert answer.table.index[0] == "Demand growth" and "breaks at" in answer.table.columns
    assert breaking.one_alone(case.scenario(), 60).table.columns[1] == "saved at"  # by then the plan has failed


def test_the_future_a_joint_shock_leads_to_has_run_dry(case):
    answer = breaking.several_together(case.scenario(), 48)
    (words, overrides), = answer.offers
    assert words == "Go to this future" and tried(case, overrides)["cash"][0, :48].min() < 1e-6


def test_a_typical_future_of_each_rule_does_what_the_rule_says(case):
    answer = breaking.in_words(case.scenario(), 48)
    assert len(answer.table) == len(answer.offers) >= 1
    for (_, overrides), then in zip(answer.offers, answer.table["the plan then"], strict=True):
        assert (tried(case, overrides)["cash"][0, :48].min() >= 0.0) == (then == "holds")


def test_a_plan_that_holds_has_no_deadline_and_one_that_fails_has(case):
    assert breaking.too_late(case.scenario(), 48).table.empty
    late = breaking.too_late(case.scenario(), 60)
    assert len(late.table) and late.sentence.startswith("Cash lasts 60 months if one of these is changed in time")


def test_the_joint_move_reaches_the_target(case):
    answer = breaking.would_fix(case.scenario(), "Runway", 58.0)
    (_, overrides), = answer.offers
    assert tried(case, overrides).at("runway", 0) >= 58.0 - 1e-6
    reached = answer.table["needed"] != "not within its limits"
    assert reached.to_list() == sorted(reached, reverse=True)  # what reaches it stands above what does not


def test_a_target_nothing_reaches_is_said_and_offers_nothing(case):
    answer = breaking.would_fix(case.scenario(), "Founder's stake", 0.99999)
    assert answer.offers == () and set(answer.table["needed"]) == {"not within its limits"}


def test_a_month_of_delay_is_worth_money_price_stake_and_runway(case):
    answer = breaking.is_worth(case.scenario(), "delivery_delay.ascend_950dt")
    assert answer.table.loc["Cash after 36 months", "worth"].startswith("−")
    assert answer.table.loc["List prices", "worth"].startswith("+")
    assert answer.table.loc["Founder's stake", "worth"].startswith("−")


def test_a_raise_that_is_taken_back_brings_everything_back(case):
    answer = breaking.is_worth(case.scenario(), "round_amount.first")
    assert answer.table.loc["Raise · First round", "worth"].startswith("−")
    assert answer.table.loc["Founder's stake", "worth"] == "no change"


def test_a_joint_move_has_no_part_that_is_not_needed(case):
    scenario = case.scenario(stresses=["price-war"])
    wanted = outcomes.outcome(scenario, "Runway")
    (_, overrides), = breaking.would_fix(scenario, "Runway", 58.0).offers
    for key in overrides:
        less = {other: value for other, value in overrides.items() if other != key}
        assert outcomes.measure(scenario, wanted, {other: [value] for other, value in less.items()})[0] < 58.0


def test_a_page_asks_at_first_for_something_better(case):
    scenario = case.scenario()
    for wanted in outcomes.outcomes(scenario):
        now = float(outcomes.measure(scenario, wanted, {})[0])
        target = breaking.asked(scenario, wanted, now)
        assert (target - now) * (wanted.better or 1) > 0.0
