"""The point of no return: changes that come late."""

import numpy as np
import pytest
from support.goals import END, FEW, paid
from support.reading import as_read
from support.sampling import QUICK, sample
from support.tiny_case import tiny

import econ
from econ.risk import goal_seek, outcomes, point_of_no_return
from econ.risk.outcomes import Outcome
from econ.views.sentences.findings import (
    deadline_finding,
)


def test_a_late_change_has_an_effect_from_its_month_on():
    scenario = tiny().scenario()
    monthly_income = paid(scenario)
    cash = point_of_no_return.outcome_if_changed_late(
        scenario, END, [("growth", 0.3, month) for month in range(14)]
    )
    for month in range(14):
        assert cash[month] == pytest.approx(
            10.0 + 0.08 * monthly_income[:month].sum() + 0.3 * monthly_income[month:].sum()
        )


def test_a_change_in_month_zero_is_the_override_and_after_the_last_month_has_no_effect(case):
    scenario = case.scenario()
    outcome = outcomes.lowest_cash_within(scenario, case.months)
    changes = []
    for key in goal_seek.adjustable_choices(scenario, outcome):
        believed, options = case.belief(key), case.assumption_of(key).options
        ends = (0.0, len(options) - 1.0) if options else (believed.low, believed.high)
        changes += [(key, end) for end in ends if end != outcomes.number_in_force(scenario, key)]
    assert len(changes) > 50
    changes = sample(changes, 15 if QUICK else 40)
    at_once = point_of_no_return.outcome_if_changed_late(
        scenario, outcome, [(*change, 0) for change in changes]
    )
    never = point_of_no_return.outcome_if_changed_late(
        scenario, outcome, [(*change, case.months) for change in changes]
    )
    for (key, value), late in zip(changes, at_once, strict=True):
        at_once_value = outcomes.measure_outcome(scenario, outcome, {key: [value]})[0]
        assert late == pytest.approx(at_once_value, abs=1e-9), key
    assert never == pytest.approx(outcomes.measure_outcome(scenario, outcome, {})[0], abs=1e-9)


def test_a_late_change_of_a_dated_assumption_equals_an_override_by_path(case):
    scenario = case.scenario()
    outcome = outcomes.lowest_cash_within(scenario, case.months)
    late = point_of_no_return.outcome_if_changed_late(
        scenario, outcome, [("output_list_price.pro", 40.0, 20)]
    )[0]
    overridden = scenario.with_overrides({"output_list_price.pro": [24.0] * 20 + [40.0] * 40})
    assert late == pytest.approx(outcomes.measure_outcome(overridden, outcome, {})[0], abs=1e-9)


def test_an_impossible_change_is_refused_with_a_reason(case):
    scenario = case.scenario()
    outcome = outcomes.lowest_cash_within(scenario, case.months)
    with pytest.raises(econ.AssumptionError, match="nearest is «core_hiring»"):
        point_of_no_return.outcome_if_changed_late(scenario, outcome, [("core_hirin", 2.0, 3)])
    with pytest.raises(ValueError, match="must be a finite number"):
        point_of_no_return.outcome_if_changed_late(
            scenario, outcome, [("core_hiring", float("nan"), 3)]
        )


def test_a_late_change_of_a_growth_rate_starts_from_the_level_reached(case):
    scenario = case.scenario()
    outcomes_by_month = [
        Outcome(name="Pay", key="pay_level", unit="x", month=month) for month in (10, 30)
    ]
    before, after = (
        point_of_no_return.outcome_if_changed_late(scenario, outcome, [("pay_growth", 0.4, 18)])[0]
        for outcome in outcomes_by_month
    )
    at = [
        float(outcomes.measure_outcome(scenario, outcome, {})[0]) for outcome in outcomes_by_month
    ]
    assert before == pytest.approx(at[0])
    rate = float(scenario.value("pay_growth"))
    assert after == pytest.approx(at[1] * ((1.0 + 0.4) / (1.0 + rate)) ** (12.0 / 12.0))


def test_a_change_after_the_event_has_no_effect(case):
    scenario = case.scenario()
    outcome = outcomes.latest_cash(scenario)
    base = outcomes.measure_outcome(scenario, outcome, {})[0]
    closed = int(scenario.value("round_month.first"))
    in_time, too_late = point_of_no_return.outcome_if_changed_late(
        scenario, outcome, [("round_amount.first", 90.0, month) for month in (closed, closed + 1)]
    )
    assert in_time > base + 30.0 and too_late == pytest.approx(base, abs=1e-9)
    ordered, moved = point_of_no_return.outcome_if_changed_late(
        scenario, outcome, [("first_order.ascend_950dt", 0.0, 1), ("round_month.first", 1.0, 2)]
    )
    assert (ordered, moved) == pytest.approx((base, base), abs=1e-9)


def test_a_change_in_the_last_month_saves_the_plan_and_one_month_later_does_not(case, strained):
    scenario = strained
    outcome = outcomes.lowest_cash_within(scenario, case.months)
    table = point_of_no_return.find_deadlines(scenario, outcome, FEW)
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
            outcome,
            [(row["key"], row["value"], int(row["last_month"]) + more) for more in (0, 1)],
        )
        assert before >= 0.0 > after, row["key"]
    sentence = as_read(deadline_finding(table, outcome, scenario))
    assert (
        f"Until {case.month_name(int(saving['last_month'].iloc[0]))} it is enough" in sentence
        and f"{len(saving)} of {len(table)} choices" in sentence
    )


def test_a_later_saving_is_never_worth_more(case):
    scenario = case.scenario()
    outcome = outcomes.lowest_cash_within(scenario, case.months)
    lowest = point_of_no_return.outcome_if_changed_late(
        scenario, outcome, [("overhead_budget", 0.2, month) for month in range(case.months)]
    )
    assert (np.diff(lowest) <= 1e-9).all() and lowest[0] > lowest[-1]


def test_a_given_value_is_tried_and_a_plan_that_holds_has_no_deadline(case, strained):
    scenario = strained
    outcome = outcomes.lowest_cash_within(scenario, case.months)
    custom = point_of_no_return.find_deadlines(
        scenario, outcome, ["round_amount.first"], values={"round_amount.first": 150.0}
    ).iloc[0]
    assert custom["value"] == 150.0 and custom["last_month"] == scenario.value("round_month.first")
    year = outcomes.lowest_cash_within(scenario, 12)
    table = point_of_no_return.find_deadlines(scenario, year, FEW)
    assert table["held"].all() and table["last_month"].isna().all()
    assert as_read(deadline_finding(table, year, scenario)) == (
        "If everything goes as assumed, cash lasts to the end of Apr 2027. So nothing need be changed, and no choice has a last month."
    )
    without_effect = point_of_no_return.find_deadlines(scenario, outcome, ["first_order.h20"])
    assert deadline_finding(without_effect, outcome, scenario).endswith(
        "No choice alone saves it, between its low and its high."
    )
