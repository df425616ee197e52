"""Inputs that matter and inputs that break the plan, as pages show them: sentences, tables and figures agree with the findings."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from support.plans import DEARER_PAYS, SHORT_OF_MONEY
from support.reading import as_read

import econ
from econ.risk import goal_seek, outcomes, reverse_stress, survival
from econ.risk.draws import sobol_draws, uncertain_keys
from econ.risk.sensitivity import compute_tornado, response_curves, sobol_table
from econ.views import breaking_points
from econ.views.breaking_points import single_failure_table
from econ.views.sensitivity import (
    response_charts,
    tornado_chart,
    variance_chart,
)
from econ.views.sentences import stress_words
from econ.views.sentences.finding_notes import (
    arrival_note,
    listed_note,
    no_rule_finding,
    simulated_chance_note,
    tornado_inputs_note,
)
from econ.views.sentences.findings import (
    change_message,
    format_for_sentence,
    format_outcome,
    joint_failure_finding,
)
from econ.views.typed_input import parse_target, suggested_target
from econ.words import Amount, amount_text, say_all

FEW = ("trend_growth", "initial_cash", "delivery_delay.ascend_950dt", "cost_per_head")


def tried(scenario, overrides):
    return econ.run(scenario.with_overrides(overrides))


@pytest.fixture(scope="module")
def single_failures(strained):
    """The inputs that break the plan alone within 48 months."""
    return breaking_points.answer_single_inputs(strained, 48)


@pytest.fixture(scope="module")
def joint_failure(strained):
    """The inputs that break the plan together within 48 months."""
    return breaking_points.answer_joint_shock(strained, 48)


@pytest.fixture(scope="module")
def rules(strained):
    """The rules in words, within 48 months."""
    return breaking_points.answer_rules(strained, 48)


@pytest.fixture(scope="module")
def bars(case):
    scenario = case.scenario()
    return compute_tornado(scenario, outcomes.outcome_by_name(scenario, "Runway"), FEW)


def test_every_bar_begins_or_ends_at_the_base(case, bars):
    rows = tornado_chart(bars, case.scenario()).data.to_pandas()
    assert len(rows) == 2 * len(FEW)
    assert (np.isclose(rows["begin"], bars.base) | np.isclose(rows["end"], bars.base)).all()
    assert (rows["begin"] <= rows["end"]).all()


def test_a_figure_of_shares_never_draws_less_alone_than_nothing(case):
    scenario = case.scenario()
    wanted = outcomes.outcome_by_name(scenario, "Runway")
    table = sobol_table(scenario, [wanted], FEW, count=16)
    rows = variance_chart(table, wanted).data.to_pandas()
    assert set(rows["side"]) == {"alone", "with its interactions"} and (rows["end"] >= 0.0).all()


def test_levers_are_drawn_on_one_scale_with_a_dot_where_they_stand(case, strained):
    scenario = strained
    wanted = outcomes.outcome_by_name(scenario, "Runway")
    keys = case.levers["front"]
    charts = response_charts(response_curves(scenario, wanted, keys), wanted, scenario)
    assert list(charts) == list(keys)
    base = econ.run(scenario).at("runway", 0)
    for chart in charts.values():
        rows = chart.data.to_pandas()
        assert rows["here"].dropna().to_list() == pytest.approx([base])
    scales = {
        tuple(chart.spec["layer"][0]["encoding"]["y"]["scale"]["domain"])
        for chart in charts.values()
    }
    assert len(scales) == 1


def test_what_breaks_the_plan_alone_does_break_it(strained, single_failures):
    answer = single_failures
    assert "Demand growth" in answer.table.index and "breaks at" in answer.table.columns
    # By then the plan has failed.
    assert breaking_points.answer_single_inputs(strained, 60).table.columns[1] == "saved at"


def test_the_future_a_joint_shock_leads_to_has_run_dry(strained, joint_failure):
    ((words, overrides),) = joint_failure.offers
    assert words == "Go to this future" and tried(strained, overrides)["cash"][0, :48].min() < 1e-6


def test_a_typical_future_of_each_rule_does_what_the_rule_says(strained, rules):
    assert len(rules.table) == len(rules.offers) >= 1
    for (_, overrides), then in zip(rules.offers, rules.table["what the plan does"], strict=True):
        assert (tried(strained, overrides)["cash"][0, :48].min() >= 0.0) == then.startswith("holds")


def test_a_plan_that_holds_has_no_deadline_and_one_that_fails_has(strained):
    held, late = (breaking_points.answer_deadlines(strained, months) for months in (48, 60))
    assert held.table.empty
    assert len(
        late.table
    ) and "Cash lasts to the end of Apr 2031 if one of these is changed in time" in as_read(
        late.sentence
    )
    assert all(
        answer.sentence.startswith("If everything goes as assumed") for answer in (held, late)
    )


@pytest.mark.parametrize(
    "overrides", [{}, {"round_amount.first": 150.0}, {"round_amount.first": 5.0}]
)
def test_the_page_asks_at_first_for_months_that_leave_something_to_save(case, overrides):
    outlook = tried(case.scenario(), overrides)
    months, runway = breaking_points.first_failing_horizon(outlook), outlook.at("runway", 0)
    assert 12 <= months <= case.months and months % breaking_points.MONTH_STEP == 0
    assert np.isinf(runway) or (
        months > runway and (months == 12 or months - breaking_points.MONTH_STEP <= runway)
    )


def test_the_joint_move_reaches_the_target(strained):
    answer = breaking_points.answer_target(strained, "Runway", 58.0)
    ((_, overrides),) = answer.offers
    assert tried(strained, overrides).at("runway", 0) >= 58.0 - 1e-6
    reached = answer.table["needed"] != "not within its limits"
    # Rows that reach the target come before rows that do not.
    assert reached.to_list() == sorted(reached, reverse=True)


def test_advice_states_what_it_makes_of_the_value_of_the_plan(strained):
    """Each row alone and the joint move, against runs of their own."""
    answer = breaking_points.answer_target(strained, "Runway", 58.0)
    ((_, overrides),) = answer.offers
    before, after = (
        as_read(
            amount_text(Amount(value=tried(strained, moves).at("plan_value", 0), unit="bn yuan"))
        )
        for moves in ({}, overrides)
    )
    sentence = as_read(answer.sentence)
    assert before in sentence and after in sentence and "value of the plan" in sentence
    results = goal_seek.results_of_moves(strained, [{}, overrides])
    moved = tried(strained, overrides)
    assert results["plan_value"][1] == pytest.approx(moved.at("plan_value", 0))
    assert results["lowest_cash"][1] == pytest.approx(moved["cash"][0].min())
    is_little = results["lowest_cash"][1] < moved.at("minimum_cash", 0)
    assert ("that the company keeps" in sentence) == is_little
    choices = answer.table[answer.table["needed"] != "not within its limits"]
    assert len(choices) and (choices["value of the plan then"] != "").all()
    assert (choices["lowest cash then"] != "").all()
    alone = goal_seek.results_of_moves(strained, [{}, {}])
    assert len(alone) == 2 and alone["plan_value"].nunique() == 1


def test_a_target_nothing_reaches_is_said_and_offers_nothing(case):
    answer = breaking_points.answer_target(case.scenario(), "Founder’s stake", 0.99999)
    assert answer.offers == () and set(answer.table["needed"]) == {"not within its limits"}


def test_a_month_of_delay_is_worth_money_price_stake_and_runway(case):
    answer = breaking_points.answer_step_worth(
        case.scenario("november-2026", DEARER_PAYS), "delivery_delay.ascend_950dt"
    )
    assert answer.table.loc["Cash after 36 months", "size"].startswith("−")
    assert answer.table.loc["List prices", "size"].startswith("+")
    assert answer.table.loc["Founder’s stake", "size"].startswith("−")


def test_a_raise_that_is_taken_back_brings_everything_back(case):
    answer = breaking_points.answer_step_worth(case.scenario(), "round_amount.first")
    assert answer.table.loc["First round size", "size"].startswith("−")
    assert answer.table.loc["Founder’s stake", "size"] == "no change"


def test_a_joint_move_has_no_part_that_is_not_needed(case, strained):
    scenario = case.scenario(overrides=dict(strained.overrides), stresses=["price-war"])
    wanted = outcomes.outcome_by_name(scenario, "Runway")
    ((_, overrides),) = breaking_points.answer_target(scenario, "Runway", 58.0).offers
    for key in overrides:
        less = {other: value for other, value in overrides.items() if other != key}
        assert (
            outcomes.measure_outcome(
                scenario, wanted, {other: [value] for other, value in less.items()}
            )[0]
            < 58.0
        )


def test_a_page_asks_at_first_for_something_better(case, strained):
    """Where an outcome is at or beyond the most that can be asked for, the page asks for the most."""
    most = {"share": 1.0, "month": float(case.months)}
    for scenario in (case.scenario(), strained):
        for wanted in outcomes.standard_outcomes(scenario):
            now = float(outcomes.measure_outcome(scenario, wanted, {})[0])
            target = parse_target(suggested_target(scenario, wanted, now), scenario, wanted, now)
            assert (target - now) * (wanted.better or 1) > 0.0 or (
                target == most.get(wanted.unit) <= now
            )
    assert econ.run(strained).at("runway", 0) < case.months  # so that more months are asked for


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Runway", "72", "Beyond the end of the plan no month is computed."),
        ("Runway", "-1", "between 0 months and 60 months"),
        ("Runway", "long", "a number such as 60"),
        ("Runway", "60 %", "a number such as 60"),
        ("Runway", "", "a number such as"),
        ("Runway", "nan", "a number such as"),
        ("Runway", "1e999", "a number such as"),
        ("Gross margin", "80", "Write 65 % or 0.65."),
        ("Gross margin", "101 %", "between −100 % and 100 %"),
        ("Founder’s stake", "-0.1", "between 0 % and 100 %"),
        ("Cash after 24 months", "1e12", "can be asked to lie between"),
        ("Output price of V4-Pro", "-3", "between 0.00 yuan/Mtok"),
    ],
)
def test_a_target_that_cannot_be_is_refused_in_one_sentence(case, name, text, said):
    scenario = case.scenario()
    wanted = outcomes.outcome_by_name(scenario, name)
    with pytest.raises(ValueError, match=r"target|asked") as refused:
        parse_target(text, scenario, wanted, 20.0 if wanted.unit != "share" else 0.5)
    assert said in str(refused.value) and len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("text", "value"),
    [("65 %", 0.65), ("65%", 0.65), ("0.65", 0.65), (" 1 ", 1.0), ("−20 %", -0.2)],
)
def test_a_share_may_be_typed_either_way(case, text, value):
    scenario = case.scenario()
    assert parse_target(
        text, scenario, outcomes.outcome_by_name(scenario, "Gross margin"), 0.7
    ) == pytest.approx(value)


def test_a_runway_beyond_the_horizon_is_called_so_and_nothing_else_is(case):
    runway, margin = (
        outcomes.outcome_by_name(case.scenario(), name) for name in ("Runway", "Gross margin")
    )
    assert (
        as_read(format_outcome(case, runway, 68.2)) == "beyond Apr 2031"
        and as_read(format_outcome(case, runway, 58.5)) == "Mar 2031"
    )
    assert format_outcome(case, margin, 0.5) == "50 %"
    scenario = case.scenario(overrides={"round_amount.first": 150.0})
    answer = breaking_points.answer_target(scenario, "Runway", 60.0)
    assert as_read(answer.sentence).startswith("Nothing need be changed: runway is beyond Apr 2031")


def test_what_was_tried_and_what_is_left_out_is_said(strained, single_failures, joint_failure):
    alone = single_failures
    every = len(uncertain_keys(strained))
    left = every - breaking_points.MOST_JOINT_INPUTS
    assert f"All {every} uncertain assumptions of the world were tried" in alone.note
    assert f"The other {left} are left out" in joint_failure.note
    able = int(re.search(r"(\d+) of \d+ inputs can do it alone", alone.sentence)[1])
    able_at_all = int(
        re.search(r"Of (\d+) inputs that can do it alone, however seldom,", alone.note)[1]
    )
    wanted = outcomes.lowest_cash_within(strained, 48)
    chances = reverse_stress.single_input_failures(strained, wanted, uncertain_keys(strained))[
        "chance"
    ]
    assert len(alone.table) == 12 < able_at_all and able == (chances >= 0.001).sum() < able_at_all
    assert listed_note(3, 3, "inputs") == ""
    assert tornado_inputs_note(9, 9, outcomes.outcome_by_name(strained, "Runway")).startswith(
        "All 9 uncertain"
    )


def test_beside_the_index_stands_how_often_drawn_futures_do_it(case):
    scenario = case.scenario()
    wanted = outcomes.lowest_cash_within(scenario, 48)
    shock = reverse_stress.joint_failure(scenario, wanted, FEW)
    rows = sobol_draws(scenario, 256)
    every = reverse_stress.simulated_chance(scenario, shock, rows)
    assert every.share == (outcomes.measure_outcome(scenario, wanted, rows) < 0.0).mean()
    assert (every.count, every.inputs) == (256, len(rows))
    few = reverse_stress.simulated_chance(scenario, shock, {key: rows[key] for key in FEW})
    said = simulated_chance_note(case, shock, few, every)
    assert all(
        amount_text(Amount(value=share, unit="share")) in said
        for share in (shock.chance, few.share, every.share)
    )


def test_where_a_button_has_led_is_said_with_what_changed_and_both_runways(case, strained):
    before, now = (
        tried(strained, {"load_factor": 0.8}),
        tried(strained, {"load_factor": 0.8, "initial_cash": 0.5}),
    )
    said = arrival_note(before, now)
    assert "Opening cash is 0.50 bn yuan instead of 5.00 bn yuan." in said and "load" not in said
    assert f"Its runway is {now.at('runway', 0):.1f} months." in said
    assert f"came from it was {before.at('runway', 0):.1f} months." in said
    path = tried(strained, {"rival_output_price.glm": [10.0] * case.months})
    assert "instead of" in arrival_note(path, econ.run(strained))


def test_a_plan_that_mostly_fails_has_rules_for_failing_first_and_one_that_never_does_has_none(
    case, rules
):
    then = rules.table["what the plan does"].tolist()
    assert then[0] == "breaks" and then[-1].startswith("holds") and then == sorted(then)
    rich = case.scenario(overrides={"net_cash_flow": 10.0})  # cash never falls, whatever is drawn
    answer = breaking_points.answer_rules(rich, 12)
    assert answer.sentence == no_rule_finding() and answer.offers == () and answer.table.empty


@pytest.mark.parametrize(
    ("name", "target"),
    [("Runway", 60.0), ("Lowest cash within 60 months", 2.0), ("Gross margin", 0.72)],
)
def test_every_value_that_is_told_to_reach_a_target_reaches_it_as_it_is_told(
    case, strained, name, target
):
    """Whole steps, or three figures where no step next to the value reaches it; keeping the books otherwise fixes nothing."""
    scenario, wanted = strained, outcomes.outcome_by_name(strained, name)
    base = float(outcomes.measure_outcome(scenario, wanted, {})[0])
    assert base < target
    table = goal_seek.rounded_to_steps(
        scenario,
        wanted,
        target,
        goal_seek.single_choice_solutions(
            scenario, wanted, target, goal_seek.adjustable_choices(scenario, wanted)
        ),
    )
    assert not any(
        key.split(".")[0] in ("depreciation_life", "tax_life", "building_life")
        for key in table["key"]
    )
    reachable = table[table["reachable"]]
    assert len(reachable) >= 3
    for row in reachable.to_dict("records"):
        reached = float(outcomes.measure_outcome(scenario, wanted, {row["key"]: [row["value"]]})[0])
        assert reached == pytest.approx(row["reached"], rel=1e-12), row["key"]
        assert (reached - target) * np.sign(target - base) >= -1e-9, row["key"]
        step = case.assumption_of(row["key"]).step
        steps = abs(row["value"] - row["now"]) / (step or abs(row["value"] - row["now"]))
        assert (
            steps == pytest.approx(round(steps), abs=1e-6)
            or row["value"] in case.assumption_of(row["key"]).limits
            or row["value"] == pytest.approx(float(f"{row['value']:.3g}"), rel=1e-9)
        )


def test_a_shock_names_no_input_that_does_nothing_in_it(strained):
    """The round closes unless investors are much less willing: half way there they do nothing."""
    scenario = strained
    shock = reverse_stress.joint_failure(
        scenario,
        outcomes.lowest_cash_within(scenario, 48),
        ["trend_growth", "investor_appetite.first"],
    )
    assert set(shock.overrides) == {"trend_growth"}
    assert shock.moves.set_index("key").loc["investor_appetite.first", "part"] == 0.0


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.15, "15 %"), (0.001, "0.1 %"), (0.0005, "1 in 2,000"), (0.00005, "under 1 in 10,000")],
)
def test_a_chance_is_never_written_as_nothing(case, chance, said):
    row = {
        "key": "trend_growth",
        "label": "Demand growth",
        "now": 0.08,
        "value": 0.06,
        "deviations": -1.0,
        "chance": chance,
    }
    assert (
        single_failure_table(pd.DataFrame([row]), case.scenario())["chance of going that far"].iloc[
            0
        ]
        == said
    )


def test_a_month_almost_at_its_end_is_the_next(case):
    key = "first_delivery.ascend_950pr"
    assert (
        format_for_sentence(case, key, 0.9997)
        == format_for_sentence(case, key, 1.0)
        != format_for_sentence(case, key, 0.9)
    )
    assert say_all(change_message(case, key, 1.0, 0.9997)).endswith(
        f" moves very slightly from {case.month_name(1)}."
    )


def test_on_the_edge_itself_a_shock_has_a_whole_sentence(case):
    scenario = case.scenario()
    shock = reverse_stress.joint_failure(
        scenario, outcomes.lowest_cash_within(scenario, 48), ["trend_growth"]
    )
    still = dataclasses.replace(
        shock, distance=0.0, moves=shock.moves.assign(part=0.0), overrides={}
    )
    assert joint_failure_finding(still, scenario).startswith("The scenario is at the boundary")


def test_where_a_button_has_led_the_farthest_changes_come_first(case):
    before = econ.run(case.scenario())
    now = tried(case.scenario(), {"delivery_delay.ascend_950dt": 0.5, "trend_growth": 0.02})
    words = arrival_note(before, now)
    assert words.index("Demand growth") < words.index("Ascend 950DT delay")


def test_list_prices_are_exchanged_by_per_cent_and_a_gain_pays_for_something(case):
    scenario = case.scenario("november-2026", DEARER_PAYS)
    loss, gain = (
        breaking_points.answer_step_worth(scenario, key).sentence
        for key in ("delivery_delay.ascend_950dt", "trend_growth")
    )
    assert "make up for it: list prices +" in loss and "pay for: list prices −" in gain
    assert not re.search(r"list prices .[\d.]+ point", loss + gain)
    failed = case.scenario("november-2026", stresses=("round-fails",))
    assert (
        "cannot"
        not in breaking_points.answer_step_worth(failed, "delivery_delay.ascend_950dt").sentence
    )


def test_what_the_futures_lack_is_explained_by_its_largest_part(case):
    scenario = case.scenario(overrides=SHORT_OF_MONEY)
    futures, run = survival.run_futures(scenario, 256), econ.run(scenario)
    text = as_read(stress_words.single_run_comparison(futures, run))
    last = int(min(futures.median_runway, run.at("runway", 0)))
    earned, burnt = (run[name][0, : last + 1].sum() for name in ("revenue", "net_burn"))
    apart = {
        "take in": futures.received[last] - earned,
        "raise": futures.raised[last] - run.at("raised_so_far", last),
        "spend": futures.spent[last] - earned - burnt,
    }
    month, what, size, way = re.search(
        r"By (then|\w+ \d+) the futures (take in|raise|spend) ([\d.]+) bn yuan (more|less) on average\.",
        text,
    ).groups()
    ends_first = futures.median_runway <= run.at("runway", 0)
    assert month == ("then" if ends_first else case.month_name(last))
    assert what == max(apart, key=lambda name: abs(apart[name])) and way == (
        "more" if apart[what] > 0.0 else "less"
    )
    assert float(size) == pytest.approx(abs(apart[what]), abs=0.05 + 1e-9)
