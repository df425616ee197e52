"""What would fix it: goal seek, exchange rates and the point of no return, against closed forms and single runs."""

import dataclasses

import numpy as np
import pytest
from support.tiny_case import tiny

import econ
from econ.risk import exchange_rates, goal_seek, outcomes, point_of_no_return
from econ.risk.outcomes import Outcome
from econ.views.sentences.findings import (
    deadline_finding,
    exchange_rate_finding,
    joint_solution_finding,
    single_solution_finding,
    unlikely_note,
)
from econ.views.sentences.scenario_words import name_in_sentence

END = Outcome(name="Cash at the end", key="cash", unit="bn yuan", month=11)
EXACT = dataclasses.replace(END, better=0)
DELAY = "delivery_delay.ascend_950dt"
FEW = (
    "research_compute_budget",
    "research_compute_growth",
    "round_amount.first",
    "cut_depth.pro",
    "core_hiring",
    "cut_rule.pro",
    "build_start",
    "first_order.h20",
)


def paid(scenario):
    """What a unit of growth brings in each month of the tiny case."""
    return np.diff(econ.run(scenario)["cash"][0], prepend=10.0) / 0.08


@pytest.fixture(scope="module")
def plan(case):
    """April's view, its runway, and five months more than that."""
    scenario = case.scenario()
    runway = outcomes.outcome_by_name(scenario, "Runway")
    return scenario, runway, outcomes.measure_outcome(scenario, runway, {})[0] + 5.0


@pytest.fixture(scope="module")
def alone(plan):
    """What each of a few choices alone can do about it."""
    return goal_seek.single_choice_solutions(*plan, FEW)


def test_a_number_is_found_where_the_closed_form_has_it():
    scenario = tiny().scenario()
    slope = paid(scenario).sum()
    for target in (10.0 + 0.2 * slope, 10.0 - 0.4 * slope):
        row = goal_seek.single_choice_solutions(scenario, EXACT, target, ["growth"]).iloc[0]
        assert row["reachable"] and row["value"] == pytest.approx((target - 10.0) / slope, abs=1e-6)
        assert row["reached"] == pytest.approx(target, abs=1e-4)


def test_out_of_its_limits_the_nearest_is_told():
    scenario = tiny().scenario()
    slope = paid(scenario).sum()
    table = goal_seek.single_choice_solutions(
        scenario, END, 10.0 + 0.6 * slope, ["growth", "delivery_delay.new"]
    )
    assert not table["reachable"].any() and table["value"].isna().all()
    assert table.set_index("key")["reached"]["growth"] == pytest.approx(10.0 + 0.5 * slope)
    assert "within its limits; the nearest is" in single_solution_finding(
        table, END, 10.0 + 0.6 * slope, scenario
    )


def test_a_switch_is_tried_option_by_option():
    scenario = tiny().scenario()
    without = outcomes.measure_outcome(scenario.with_overrides({"cut_rule.pro": "never"}), END, {})[
        0
    ]
    row = goal_seek.single_choice_solutions(scenario, END, without - 0.01, ["cut_rule.pro"]).iloc[0]
    assert row["reachable"] and row["value"] == 2.0 and row["reached"] == without
    assert "«never» instead of «when supply lands»" in single_solution_finding(
        goal_seek.single_choice_solutions(scenario, END, without, ["cut_rule.pro"]),
        END,
        without,
        scenario,
    )


def test_each_choice_found_reaches_the_target_and_a_smaller_move_does_not(plan, alone):
    scenario, runway, target = plan
    found = alone[alone["reachable"]]
    assert len(found) >= 2 and found["move"].abs().is_monotonic_increasing
    assert (
        alone["reachable"].is_monotonic_decreasing
        and not alone.set_index("key")["reachable"]["first_order.h20"]
    )
    for _, row in found.iterrows():
        less = row["now"] + 0.99 * (row["value"] - row["now"])
        over, before = outcomes.measure_outcome(
            scenario, runway, {row["key"]: [row["value"], less]}
        )
        assert over == row["reached"] >= target > before, row["key"]
        low, high = scenario.case.assumption_of(row["key"]).limits
        assert low <= row["value"] <= high


def test_whole_numbers_stay_whole(case):
    scenario = case.scenario(overrides={"cut_rule.pro": "on a date"})
    cash = dataclasses.replace(outcomes.outcome_by_name(scenario, "Cash after 36 months"), better=0)
    base, later = outcomes.measure_outcome(scenario, cash, {"cut_month.pro": [7.0, 15.0]})
    row = goal_seek.single_choice_solutions(
        scenario, cash, (base + later) / 2.0, ["cut_month.pro"]
    ).iloc[0]
    assert row["reachable"] and float(row["value"]).is_integer() and row["value"] != row["now"]


def test_a_joint_move_is_no_longer_than_the_smallest_alone_and_gets_there(plan, alone):
    scenario, runway, target = plan
    move = goal_seek.joint_solution(scenario, runway, target, FEW)
    numbers = alone[alone["reachable"] & ~alone["unit"].isin(["switch", "month of plan"])]
    assert move.reachable and 1 <= len(move.overrides) <= goal_seek.MOST_CHOICES_MOVED
    assert move.size <= numbers["move"].abs().min() + 1e-3
    assert outcomes.measure_outcome(scenario.with_overrides(move.overrides), runway, {})[
        0
    ] == pytest.approx(move.reached, abs=1e-6)
    assert move.reached >= target and move.moves["move"].abs().is_monotonic_decreasing
    assert name_in_sentence(scenario.case, move.moves["key"][0]) in joint_solution_finding(
        move, scenario
    )


def test_what_is_there_already_needs_nothing(plan):
    scenario, runway, target = plan
    table = goal_seek.single_choice_solutions(scenario, runway, target - 8.0, FEW)
    assert table["reachable"].all() and (table["move"] == 0.0).all()
    move = goal_seek.joint_solution(scenario, runway, target - 8.0, FEW)
    assert move.reachable and move.size == 0.0 and move.overrides == {}
    assert "Nothing need be changed" in single_solution_finding(
        table, runway, target - 8.0, scenario
    )
    assert "Nothing need be changed" in joint_solution_finding(move, scenario)


def test_a_goal_out_of_reach_of_all_together_says_how_near_it_comes(case):
    scenario = case.scenario()
    stake = outcomes.outcome_by_name(scenario, "Founder's stake")
    move = goal_seek.joint_solution(
        scenario, stake, 0.99, ["round_amount.first", "research_compute_budget"]
    )
    assert not move.reachable and move.reached < 0.99
    assert move.reached >= outcomes.measure_outcome(scenario, stake, {})[0]
    assert "the nearest found is" in joint_solution_finding(move, scenario)


def test_a_price_may_be_sought_from_either_side(case):
    scenario = case.scenario()
    price = outcomes.outcome_by_name(scenario, "Output price of V4-Pro")
    for target in (8.0, 12.0):
        row = goal_seek.single_choice_solutions(scenario, price, target, ["cut_depth.pro"]).iloc[0]
        assert row["reachable"] and row["value"] == pytest.approx(1.0 - target / 24.0, abs=1e-6)


def test_choices_are_what_the_company_decides_and_the_outcome_hears_of(plan, case):
    scenario, runway, _ = plan
    keys = goal_seek.adjustable_choices(scenario, runway)
    assert {"round_amount.first", "research_compute_budget", "cut_rule.pro"} <= set(keys)
    assert all(case.assumption_of(key).kind == "choice" for key in keys)
    stake = goal_seek.adjustable_choices(
        scenario, outcomes.outcome_by_name(scenario, "Founder's stake")
    )
    assert "round_amount.first" in stake and "cut_depth.pro" not in stake


@pytest.mark.parametrize("target", [float("nan"), float("inf")])
def test_a_target_that_is_not_a_number_is_refused_in_words(plan, target):
    scenario, runway, _ = plan
    for seeking in (goal_seek.single_choice_solutions, goal_seek.joint_solution):
        with pytest.raises(ValueError, match="must be a finite number"):
            seeking(scenario, runway, target, FEW)


def test_each_rate_brings_the_outcome_back_to_where_it_was(case):
    scenario = case.scenario()
    cash = outcomes.outcome_by_name(scenario, "Cash after 36 months")
    stake = outcomes.outcome_by_name(scenario, "Founder's stake")
    table = exchange_rates.exchange_rates(scenario, DELAY, cash).set_index("what")
    base = outcomes.measure_outcomes(scenario, [cash, stake], {})[:, 0]
    late = outcomes.measure_outcome(scenario, cash, {DELAY: [1.0]})[0]
    assert table["amount"]["Cash after 36 months"] == late - base[0] != 0.0
    raised = scenario.value("round_amount.first") + table["amount"]["Raise · First round"]
    back = outcomes.measure_outcomes(
        scenario, [cash, stake], {DELAY: [1.0], "round_amount.first": [raised]}
    )[:, 0]
    assert (
        back[0] == pytest.approx(base[0], abs=1e-4)
        and back[1] - base[1] == table["amount"]["Founder's stake"]
    )
    factor = 1.0 + table["amount"]["List prices"]
    lists = {
        key: factor * scenario.value(key)
        for key in case.keys()
        if key.split(".")[0].endswith("list_price") and not key.startswith("rival")
    }
    dearer = scenario.with_overrides(
        {key: value.tolist() for key, value in lists.items()} | {DELAY: 1.0}
    )
    assert outcomes.measure_outcome(dearer, cash, {})[0] == pytest.approx(base[0], abs=1e-3)


def test_a_rate_holds_as_far_as_it_says_and_no_further(case):
    scenario = case.scenario()
    cash = outcomes.outcome_by_name(scenario, "Cash after 36 months")
    row = exchange_rates.exchange_rates(scenario, DELAY, cash).iloc[0]
    base = outcomes.measure_outcome(scenario, cash, {})[0]
    steps = np.arange(1.0, exchange_rates.MOST_STEPS + 1)
    rates = (outcomes.measure_outcome(scenario, cash, {DELAY: steps}) - base) / steps
    off = np.abs(rates / row["amount"] - 1.0) > 0.1
    assert row["holds_to"] == (steps[off].min() - 1.0 if off.any() else steps[-1])


def test_what_does_nothing_is_worth_nothing_and_steps_have_limits(case):
    scenario = case.scenario()
    cash = outcomes.outcome_by_name(scenario, "Cash after 36 months")
    table = exchange_rates.exchange_rates(scenario, "building_life", cash)
    assert (table["amount"] == 0.0).all() and table["holds_to"].notna().all()
    assert "as before" in exchange_rate_finding(table, "building_life", scenario)
    for step in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="above zero"):
            exchange_rates.exchange_rates(scenario, DELAY, cash, step)
    with pytest.raises(ValueError, match="cannot go a step"):
        exchange_rates.exchange_rates(scenario, DELAY, cash, 100.0)


def test_a_late_change_counts_from_its_month_on():
    scenario = tiny().scenario()
    each = paid(scenario)
    found = point_of_no_return.outcome_if_changed_late(
        scenario, END, [("growth", 0.3, month) for month in range(14)]
    )
    for month in range(14):
        assert found[month] == pytest.approx(
            10.0 + 0.08 * each[:month].sum() + 0.3 * each[month:].sum()
        )


def test_at_once_it_is_the_scenario_with_it_and_after_the_end_the_scenario_without(case):
    scenario = case.scenario()
    wanted = outcomes.lowest_cash_within(scenario, case.months)
    changes = []
    for key in goal_seek.adjustable_choices(scenario, wanted):
        believed, options = case.belief(key), case.assumption_of(key).options
        ends = (0.0, len(options) - 1.0) if options else (believed.low, believed.high)
        changes += [(key, end) for end in ends if end != outcomes.number_in_force(scenario, key)]
    at_once = point_of_no_return.outcome_if_changed_late(
        scenario, wanted, [(*change, 0) for change in changes]
    )
    never = point_of_no_return.outcome_if_changed_late(
        scenario, wanted, [(*change, case.months) for change in changes]
    )
    assert len(changes) > 50
    for (key, value), found in zip(changes, at_once, strict=True):
        now = outcomes.measure_outcome(scenario, wanted, {key: [value]})[0]
        assert found == pytest.approx(now, abs=1e-9), key
    assert never == pytest.approx(outcomes.measure_outcome(scenario, wanted, {})[0], abs=1e-9)


def test_of_a_dated_choice_it_is_the_path_anybody_can_type(case):
    scenario = case.scenario()
    wanted = outcomes.lowest_cash_within(scenario, case.months)
    found = point_of_no_return.outcome_if_changed_late(
        scenario, wanted, [("output_list_price.pro", 40.0, 20)]
    )[0]
    typed = scenario.with_overrides({"output_list_price.pro": [24.0] * 20 + [40.0] * 40})
    assert found == pytest.approx(outcomes.measure_outcome(typed, wanted, {})[0], abs=1e-9)


def test_a_change_that_cannot_be_is_refused_in_words(case):
    scenario = case.scenario()
    wanted = outcomes.lowest_cash_within(scenario, case.months)
    with pytest.raises(econ.AssumptionError, match="nearest is «core_hiring»"):
        point_of_no_return.outcome_if_changed_late(scenario, wanted, [("core_hirin", 2.0, 3)])
    with pytest.raises(ValueError, match="must be a finite number"):
        point_of_no_return.outcome_if_changed_late(
            scenario, wanted, [("core_hiring", float("nan"), 3)]
        )


def test_growth_goes_on_from_what_has_been_reached(case):
    scenario = case.scenario()
    spent = [
        Outcome(name="Training", key="planned_research_compute", unit="bn yuan/month", month=month)
        for month in (10, 30)
    ]
    rate = float(scenario.value("research_compute_growth"))
    before, after = (
        point_of_no_return.outcome_if_changed_late(
            scenario, each, [("research_compute_growth", 0.4, 18)]
        )[0]
        for each in spent
    )
    at = [float(outcomes.measure_outcome(scenario, each, {})[0]) for each in spent]
    assert before == pytest.approx(at[0])
    assert after == pytest.approx(at[1] * ((1.0 + 0.4) / (1.0 + rate)) ** (12.0 / 12.0))


def test_what_is_done_is_done(case):
    scenario = case.scenario()
    wanted = outcomes.lowest_cash_within(scenario, case.months)
    base = outcomes.measure_outcome(scenario, wanted, {})[0]
    closed = int(scenario.value("round_month.first"))
    in_time, too_late = point_of_no_return.outcome_if_changed_late(
        scenario, wanted, [("round_amount.first", 90.0, month) for month in (closed, closed + 1)]
    )
    assert in_time > base + 30.0 and too_late == pytest.approx(base, abs=1e-9)
    ordered, moved = point_of_no_return.outcome_if_changed_late(
        scenario, wanted, [("first_order.ascend_950dt", 0.0, 1), ("round_month.first", 1.0, 2)]
    )
    assert (ordered, moved) == pytest.approx((base, base), abs=1e-9)


def test_the_last_month_saves_the_plan_and_the_one_after_does_not(case):
    scenario = case.scenario()
    wanted = outcomes.lowest_cash_within(scenario, case.months)
    table = point_of_no_return.find_deadlines(scenario, wanted, FEW)
    saving = table[table["last_month"].notna()]
    assert (
        len(saving)
        and saving["last_month"].is_monotonic_increasing
        and (saving["reached"] >= 0.0).all()
    )
    assert not table.loc[table["last_month"].isna(), "saves"].any()
    for _, row in saving.iterrows():
        before, after = point_of_no_return.outcome_if_changed_late(
            scenario,
            wanted,
            [(row["key"], row["value"], int(row["last_month"]) + more) for more in (0, 1)],
        )
        assert before >= 0.0 > after, row["key"]
    words = deadline_finding(table, wanted, scenario)
    assert (
        case.month_name(int(saving["last_month"].iloc[0])) in words
        and f"{len(saving)} of {len(table)} choices" in words
    )


def test_the_longer_one_waits_with_a_saving_the_less_it_saves(case):
    scenario = case.scenario()
    wanted = outcomes.lowest_cash_within(scenario, case.months)
    found = point_of_no_return.outcome_if_changed_late(
        scenario, wanted, [("overhead_budget", 0.2, month) for month in range(case.months)]
    )
    assert (np.diff(found) <= 1e-9).all() and found[0] > found[-1]


def test_a_value_of_ones_own_can_be_tried_and_a_plan_that_holds_has_no_deadline(case):
    scenario = case.scenario()
    wanted = outcomes.lowest_cash_within(scenario, case.months)
    own = point_of_no_return.find_deadlines(
        scenario, wanted, ["round_amount.first"], values={"round_amount.first": 150.0}
    ).iloc[0]
    assert own["value"] == 150.0 and own["last_month"] == scenario.value("round_month.first")
    year = outcomes.lowest_cash_within(scenario, 12)
    table = point_of_no_return.find_deadlines(scenario, year, FEW)
    assert table["held"].all() and table["last_month"].isna().all()
    assert deadline_finding(table, year, scenario) == (
        "In the one run, everything as assumed, cash lasts 12 months, so nothing need be changed and no choice has a last month."
    )
    nobody = point_of_no_return.find_deadlines(scenario, wanted, ["first_order.h20"])
    assert deadline_finding(nobody, wanted, scenario).endswith(
        "no choice alone, between its low and its high, saves it."
    )


def test_what_a_step_is_worth_in_money_is_told_of_a_round_that_has_not_closed(case):
    for preset, name in (("april-2026", "first"), ("november-2026", "later")):
        scenario = case.scenario(preset)
        table = exchange_rates.exchange_rates(
            scenario, DELAY, outcomes.outcome_by_name(scenario, "Cash after 36 months")
        )
        assert case.label_of(f"round_amount.{name}") in set(table["what"])


def test_what_follows_from_a_step_is_told_apart_from_what_would_make_up_for_it(case):
    scenario = case.scenario()
    table = exchange_rates.exchange_rates(
        scenario, DELAY, outcomes.outcome_by_name(scenario, "Cash after 36 months")
    )
    follows, restores = exchange_rate_finding(table, DELAY, scenario).split(
        " What would make up for it: "
    )
    for row in table.itertuples():
        assert (row.what.split(" · ")[0].lower() in follows.lower()) == (
            row.how == exchange_rates.FOLLOWS_FROM_STEP
        )
        assert (row.what.split(" · ")[0].lower() in restores.lower()) == (
            row.how != exchange_rates.FOLLOWS_FROM_STEP
        )


def test_a_sentence_says_of_a_value_beyond_its_likely_range_that_it_is(case):
    """In words as in the table: a target just outside of what is thought likely of the one choice, and one just inside."""
    scenario = case.scenario()
    believed = scenario.belief("cut_depth.pro")
    cash = outcomes.outcome_by_name(scenario, "Cash after 36 months")
    for value, far in ((believed.low - 0.02, True), (believed.low + 0.02, False)):
        target = float(outcomes.measure_outcome(scenario, cash, {"cut_depth.pro": [value]})[0])
        table = goal_seek.single_choice_solutions(scenario, cash, target, ["cut_depth.pro"])
        assert (
            table["reachable"].all()
            and (
                "beyond its likely range" in single_solution_finding(table, cash, target, scenario)
            )
            == far
        )


HARD = ("price-war", "ascend-late", "talent-drain", "heavy-build", "round-fails", "put-exercised")


def test_what_has_happened_is_no_choice(case):
    scenario = case.scenario("november-2026")
    for name in ("Runway", "Founder's stake", "Lowest cash within 60 months"):
        keys = goal_seek.adjustable_choices(scenario, outcomes.outcome_by_name(scenario, name))
        assert keys and not [
            key
            for key in keys
            if key.endswith(".first") and key.startswith(("round_", "founder_part"))
        ], name
        months = [key for key in keys if case.unit_of(key) == "month of plan"]
        assert all(outcomes.number_in_force(scenario, key) >= scenario.now for key in months), name


def test_a_month_that_would_fix_it_lies_ahead(case):
    scenario = case.scenario("november-2026")
    runway = outcomes.outcome_by_name(scenario, "Runway")
    months = [
        key
        for key in goal_seek.adjustable_choices(scenario, runway)
        if case.unit_of(key) == "month of plan"
    ]
    table = goal_seek.single_choice_solutions(
        scenario, runway, outcomes.measure_outcome(scenario, runway, {})[0] + 0.1, months
    )
    assert len(table) and (table["value"].dropna() >= scenario.now).all()


@pytest.mark.parametrize(
    ("stresses", "name", "target"),
    [
        ((), "Lowest cash within 60 months", 5.05),
        (HARD, "Runway", 48.0),
        (HARD, "Lowest cash within 60 months", 0.0),
    ],
)
def test_several_together_come_as_near_as_the_best_alone_and_can_be_made(
    case, stresses, name, target
):
    scenario = case.scenario(
        "november-2026", stresses=tuple(each for each in HARD if each in case.stresses and stresses)
    )
    wanted = outcomes.outcome_by_name(scenario, name)
    keys = goal_seek.adjustable_choices(scenario, wanted)
    table, move = (
        goal_seek.single_choice_solutions(scenario, wanted, target, keys),
        goal_seek.joint_solution(scenario, wanted, target, keys),
    )
    assert move.reachable or not table["reachable"].any()
    there = outcomes.measure_outcome(scenario.with_overrides(move.overrides), wanted, {})[0]
    assert there == pytest.approx(move.reached, rel=1e-9)
    assert (
        abs(move.reached - target) <= (table["reached"] - target).abs().min() + 1e-9
        or move.reachable
    )


def test_a_value_far_from_where_a_choice_stands_is_marked_also_without_a_range(case):
    scenario = case.scenario()
    row = {"key": "output_list_price.flash", "now": 2.0, "value": 859.0}
    assert unlikely_note(scenario, row) == " (far from where it is)"
    assert (
        unlikely_note(scenario, row | {"value": 2.5})
        == unlikely_note(scenario, row | {"value": 2.0})
        == ""
    )
