"""Goal seek, exchange rates and the point of no return, against closed forms and single runs."""

import dataclasses

import numpy as np
import pytest
from support.goals import END, FEW, paid
from support.sampling import sample
from support.tiny_case import tiny

import econ
from econ.risk import draws, goal_seek, outcomes
from econ.risk.outcomes import Outcome
from econ.views.sentences.findings import joint_solution_finding, single_solution_finding
from econ.views.sentences.scenario_words import name_in_sentence

EXACT = dataclasses.replace(END, better=0)


@pytest.fixture(scope="module")
def plan(strained):
    """The strained scenario with orders as planned, the outcome runway, and a target five months above its value.

    Orders that answer demand and cash bend the way to the target, so that a smaller move may reach it too.
    """
    scenario = strained.with_overrides({"order_rule": "as planned"})
    runway = outcomes.outcome_by_name(scenario, "Runway")
    return scenario, runway, outcomes.measure_outcome(scenario, runway, {})[0] + 5.0


def test_a_runway_to_the_end_of_the_plan_is_found_and_one_beyond_it_is_refused(plan):
    scenario, runway, _ = plan
    end = float(scenario.case.months)
    table = goal_seek.single_choice_solutions(scenario, runway, end, FEW)
    assert table["reachable"].any() and (table["reached"] <= end).all()
    for row in table[table["reachable"]].to_dict("records"):
        assert row["reached"] == end
        changed = scenario.with_overrides({row["key"]: row["value"]})
        assert econ.run(changed).at("runway", 0) >= end
    joint = goal_seek.joint_solution(scenario, runway, end, FEW)
    assert joint.reachable and joint.reached == end
    assert econ.run(scenario.with_overrides(joint.overrides)).at("runway", 0) >= end
    for search in (goal_seek.single_choice_solutions, goal_seek.joint_solution):
        with pytest.raises(ValueError, match="no runway of 61 is computed"):
            search(scenario, runway, end + 1.0, FEW)


@pytest.fixture(scope="module")
def single_solutions(plan):
    """The single-choice solutions for this target."""
    return goal_seek.single_choice_solutions(*plan, FEW)


def test_the_value_found_equals_the_closed_form():
    scenario = tiny().scenario()
    slope = paid(scenario).sum()
    for target in (10.0 + 0.2 * slope, 10.0 - 0.4 * slope):
        row = goal_seek.single_choice_solutions(scenario, EXACT, target, ["growth"]).iloc[0]
        assert row["reachable"] and row["value"] == pytest.approx((target - 10.0) / slope, abs=1e-6)
        assert row["reached"] == pytest.approx(target, abs=1e-4)


def test_an_unreachable_target_is_answered_with_the_nearest_value():
    scenario = tiny().scenario()
    slope = paid(scenario).sum()
    table = goal_seek.single_choice_solutions(
        scenario, END, 10.0 + 0.6 * slope, ["growth", "delivery_delay.new"]
    )
    assert not table["reachable"].any() and table["value"].isna().all()
    assert table.set_index("key")["reached"]["growth"] == pytest.approx(10.0 + 0.5 * slope)
    assert "within its limits. The nearest is" in single_solution_finding(
        table, END, 10.0 + 0.6 * slope, scenario
    )


def test_every_option_of_a_switch_is_tried():
    scenario = tiny().scenario()
    without = outcomes.measure_outcome(scenario.with_overrides({"cut_rule.pro": "never"}), END, {})[
        0
    ]
    row = goal_seek.single_choice_solutions(scenario, END, without - 0.01, ["cut_rule.pro"]).iloc[0]
    assert row["reachable"] and row["value"] == 2.0 and row["reached"] == without
    assert "to “never” instead of “when supply lands”" in single_solution_finding(
        goal_seek.single_choice_solutions(scenario, END, without, ["cut_rule.pro"]),
        END,
        without,
        scenario,
    )


def test_each_solution_reaches_the_target_and_a_smaller_move_does_not(plan, single_solutions):
    scenario, runway, target = plan
    reachable = single_solutions[single_solutions["reachable"]]
    assert len(reachable) >= 2 and reachable["move"].abs().is_monotonic_increasing
    assert (
        single_solutions["reachable"].is_monotonic_decreasing
        and not single_solutions.set_index("key")["reachable"]["first_order.h20"]
    )
    for _, row in reachable.iterrows():
        move = row["value"] - row["now"]
        is_whole = scenario.case.assumption_of(row["key"]).takes_whole_numbers
        smaller = row["value"] - (np.sign(move) if is_whole else 0.01 * move)
        at_value, short_of_it = outcomes.measure_outcome(
            scenario, runway, {row["key"]: [row["value"], smaller]}
        )
        assert at_value == row["reached"] >= target > short_of_it, row["key"]
        low, high = scenario.case.assumption_of(row["key"]).limits
        assert low <= row["value"] <= high


def test_an_assumption_in_whole_numbers_gets_a_whole_number(case):
    scenario = case.scenario(overrides={"cut_rule.pro": "on a date"})
    cash = dataclasses.replace(outcomes.outcome_by_name(scenario, "Cash after 36 months"), better=0)
    base, later = outcomes.measure_outcome(scenario, cash, {"cut_month.pro": [7.0, 15.0]})
    row = goal_seek.single_choice_solutions(
        scenario, cash, (base + later) / 2.0, ["cut_month.pro"]
    ).iloc[0]
    assert row["reachable"] and float(row["value"]).is_integer() and row["value"] != row["now"]


def test_the_joint_solution_reaches_the_target_with_no_larger_move_than_any_single_one(
    plan, single_solutions
):
    scenario, runway, target = plan
    move = goal_seek.joint_solution(scenario, runway, target, FEW)
    single = single_solutions[
        single_solutions["reachable"] & ~single_solutions["unit"].isin(["switch", "month of plan"])
    ]
    assert move.reachable and 1 <= len(move.overrides) <= goal_seek.MOST_CHOICES_MOVED
    assert move.size <= max(single["move"].abs().min(), goal_seek.PARTS_TRIED[0]) + 1e-3
    assert outcomes.measure_outcome(scenario.with_overrides(move.overrides), runway, {})[
        0
    ] == pytest.approx(move.reached, abs=1e-6)
    assert move.reached >= target and move.moves["move"].abs().is_monotonic_decreasing
    assert name_in_sentence(scenario.case, move.moves["key"][0]) in joint_solution_finding(
        move, scenario
    )


@pytest.mark.parametrize("months_more", sample([0.3, 3.0, 6.0, 10.0], 2))
def test_a_joint_solution_moves_at_most_three_choices_and_each_by_a_twentieth_of_its_range(
    plan, months_more
):
    scenario, runway, _ = plan
    base = outcomes.measure_outcome(scenario, runway, {})[0]
    keys = goal_seek.adjustable_choices(scenario, runway)
    move = goal_seek.joint_solution(scenario, runway, base + months_more, keys)
    parts = move.moves["move"].abs()
    assert move.reachable and 1 <= len(move.overrides) <= goal_seek.MOST_CHOICES_MOVED
    assert np.all(parts[parts > 0.0] >= goal_seek.PARTS_TRIED[0] - 1e-9)
    measured = outcomes.measure_outcome(scenario.with_overrides(move.overrides), runway, {})[0]
    assert measured == pytest.approx(move.reached) and measured >= base + months_more - 1e-6


def test_a_target_already_met_needs_no_change(plan):
    scenario, runway, target = plan
    table = goal_seek.single_choice_solutions(scenario, runway, target - 8.0, FEW)
    assert table["reachable"].all() and (table["move"] == 0.0).all()
    move = goal_seek.joint_solution(scenario, runway, target - 8.0, FEW)
    assert move.reachable and move.size == 0.0 and move.overrides == {}
    assert "Nothing need be changed" in single_solution_finding(
        table, runway, target - 8.0, scenario
    )
    assert "Nothing need be changed" in joint_solution_finding(move, scenario)


def test_a_joint_solution_short_of_the_target_states_the_nearest_value(case):
    scenario = case.scenario()
    stake = outcomes.outcome_by_name(scenario, "Founder’s stake")
    move = goal_seek.joint_solution(scenario, stake, 0.99, ["round_amount.first", "training_ratio"])
    assert not move.reachable and move.reached < 0.99
    assert move.reached >= outcomes.measure_outcome(scenario, stake, {})[0]
    assert "The nearest found is" in joint_solution_finding(move, scenario)


def test_a_target_may_lie_above_or_below_the_current_price(case):
    scenario = case.scenario()
    price = outcomes.outcome_by_name(scenario, "Output price of V4-Pro")
    for target in (8.0, 12.0):
        row = goal_seek.single_choice_solutions(scenario, price, target, ["cut_depth.pro"]).iloc[0]
        assert row["reachable"] and row["value"] == pytest.approx(1.0 - target / 24.0, abs=1e-6)


def test_adjustable_choices_are_decisions_of_the_company_that_affect_the_outcome(plan, case):
    scenario, runway, _ = plan
    keys = goal_seek.adjustable_choices(scenario, runway)
    assert {"round_amount.first", "training_ratio", "cut_rule.pro"} <= set(keys)
    assert all(case.assumption_of(key).kind == "choice" for key in keys)
    stake = goal_seek.adjustable_choices(
        scenario, outcomes.outcome_by_name(scenario, "Founder’s stake")
    )
    assert {"round_amount.first", "round_pre_money.first"} <= set(stake)
    assert "round_pre_money.first" not in keys


COSTS_AND_TASTES = {  # nobody decides them: costs that come with what is sold or with the company, and what others want
    "selling_share",
    "overhead_budget",
    "app_take_up",
    "offered_pay",
    "cost_per_head",
}


def test_a_cost_that_buys_nothing_and_the_taste_of_users_are_no_repair(case):
    """Each moves the value of the plan, and no answer to what would fix it asks for it."""
    scenario = case.scenario(overrides={"subscription_price": 30.0})
    worth = Outcome(name="worth", key="plan_value", unit="bn yuan")
    assert not COSTS_AND_TASTES & set(goal_seek.adjustable_choices(scenario, worth))
    for key in COSTS_AND_TASTES:
        belief = case.beliefs[key]
        o = econ.run(scenario, {key: np.array([belief.low, belief.high])}, keep=("plan_value",))
        assert np.ptp(o["plan_value"][:, -1]) > 0.0, key


@pytest.mark.parametrize("target", [float("nan"), float("inf")])
def test_a_target_that_is_not_finite_is_refused_with_a_reason(plan, target):
    scenario, runway, _ = plan
    for seeking in (goal_seek.single_choice_solutions, goal_seek.joint_solution):
        with pytest.raises(ValueError, match="must be a finite number"):
            seeking(scenario, runway, target, FEW)


HARD = ("price-war", "ascend-late", "talent-drain", "heavy-build", "round-fails", "put-exercised")


def test_past_events_are_not_adjustable(case):
    scenario = case.scenario("november-2026")
    for name in ("Runway", "Founder’s stake", "Lowest cash within 60 months"):
        keys = goal_seek.adjustable_choices(scenario, outcomes.outcome_by_name(scenario, name))
        assert keys and not [
            key
            for key in keys
            if key.endswith(".first") and key.startswith(("round_", "founder_part"))
        ], name
        months = [key for key in keys if case.unit_of(key) == "month of plan"]
        assert all(
            outcomes.number_in_force(scenario, key) >= scenario.months_over for key in months
        ), name


def test_a_solution_in_months_lies_in_the_future(case):
    scenario = case.scenario("november-2026")
    cash = outcomes.latest_cash(scenario)
    months = [
        key
        for key in goal_seek.adjustable_choices(scenario, cash)
        if case.unit_of(key) == "month of plan"
    ]
    table = goal_seek.single_choice_solutions(
        scenario, cash, outcomes.measure_outcome(scenario, cash, {})[0] + 0.1, months
    )
    assert len(table) and (table["value"].dropna() >= scenario.months_over).all()


@pytest.mark.parametrize(
    ("stresses", "name", "target"),
    sample(
        [
            ((), "Lowest cash within 60 months", 5.05),
            (HARD, "Runway", 48.0),
            (HARD, "Lowest cash within 60 months", 0.0),
        ],
        1,
    ),
)
def test_the_joint_solution_is_valid_and_at_least_as_near_as_the_best_single_one(
    case, stresses, name, target
):
    scenario = case.scenario(
        "november-2026",
        stresses=tuple(stress for stress in HARD if stress in case.stresses and stresses),
    )
    outcome = outcomes.outcome_by_name(scenario, name)
    keys = goal_seek.adjustable_choices(scenario, outcome)
    table, move = (
        goal_seek.single_choice_solutions(scenario, outcome, target, keys),
        goal_seek.joint_solution(scenario, outcome, target, keys),
    )
    assert move.reachable or not table["reachable"].any()
    measured = outcomes.measure_outcome(scenario.with_overrides(move.overrides), outcome, {})[0]
    assert measured == pytest.approx(move.reached, rel=1e-9)
    assert (
        abs(move.reached - target) <= (table["reached"] - target).abs().min() + 1e-9
        or move.reachable
    )


@pytest.mark.parametrize("name", ["grant_share", "payable_period", "high_technology"])
def test_what_suppliers_users_and_authorities_set_is_no_choice(case, name):
    """It saves money and buys nothing, so it would be the first advice; it is drawn where it has a range."""
    assert case.assumptions[name].kind == "world"
    for preset in case.presets:
        scenario = case.scenario(preset)
        value = outcomes.outcome_by_name(scenario, "Value of the plan")
        assert name not in goal_seek.adjustable_choices(scenario, value)
        belief = scenario.belief(name)
        assert (name in draws.uncertain_keys(scenario)) == (belief.low < belief.high)
