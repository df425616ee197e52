"""Reverse stress: first crossings, nearest failure points against closed forms, and shocks that break the case's plan."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import norm
from support.plans import AS_PLANNED
from support.sampling import QUICK, few
from support.strategies import changes
from support.tiny_case import changed, tiny

import econ
from econ.risk import outcomes, reverse_stress
from econ.risk.draws import assumption_quantile
from econ.risk.outcomes import Outcome
from econ.risk.root_search import first_crossings, nearest_failure_point
from econ.views.sentences.findings import joint_failure_finding, single_failure_finding

END = Outcome(name="Cash at the end", key="cash", unit="bn yuan", month=11)
# Growth has a normal curve around 0.08.
LINEAR = changed(("low = 0.03", "low = -0.12"), ("high = 0.15", "high = 0.28"))
DEVIATION = 0.2 / norm.ppf(0.9)


def test_first_crossings_are_found_on_all_lines_at_once():
    roots = np.array([0.3, 1.7, 2.0, 9.0])
    before, after = first_crossings(
        lambda positions, lines: roots[lines][:, np.newaxis] - positions,
        np.tile(np.linspace(0.0, 5.0, 6), (4, 1)),
    )
    assert (
        after[:3] == pytest.approx(roots[:3], abs=1e-8)
        and np.isnan(after[3])
        and np.isnan(before[3])
    )
    assert (before[:3] <= roots[:3]).all() and (after[:3] > roots[:3]).all()


def test_the_first_of_several_crossings_is_found_even_if_a_line_begins_below_zero():
    _, after = first_crossings(
        lambda positions, lines: np.cos(positions), np.linspace(0.0, 12.0, 25)[np.newaxis]
    )
    assert after[0] == pytest.approx(np.pi / 2.0)
    _, after = first_crossings(
        lambda positions, lines: positions - 2.5, np.array([[0.0, 1.0, 2.0, 3.0]])
    )
    assert after[0] == pytest.approx(2.5)


def test_s4_the_nearest_point_of_a_straight_boundary_is_at_its_distance():
    point = nearest_failure_point(lambda z: 3.0 - z @ np.array([1.0, 2.0]), 2)
    assert point == pytest.approx([0.6, 1.2], abs=1e-6)
    assert np.linalg.norm(point) == pytest.approx(1.341641, abs=1e-6)
    assert ndtr(-np.linalg.norm(point)) == pytest.approx(0.089856, abs=1e-6)


@pytest.mark.parametrize("inputs", [1, 5, 40])
def test_in_many_dimensions_the_distance_is_the_offset_over_the_slope(inputs):
    slope = np.random.default_rng(2).normal(size=inputs)
    point = nearest_failure_point(lambda z: 2.0 * np.linalg.norm(slope) - z @ slope, inputs)
    assert point == pytest.approx(2.0 * slope / np.linalg.norm(slope), abs=1e-5)


def test_the_search_converges_on_kinked_and_curved_boundaries():
    kinked = nearest_failure_point(
        lambda z: 3.0 - np.maximum(z[:, 0], 0.0) * 2.0 - np.maximum(z[:, 1] - 1.0, 0.0) * 4.0, 2
    )
    across = [np.hypot(x, 1.0 + (3.0 - 2.0 * x) / 4.0) for x in np.linspace(0.0, 1.5, 1501)]
    assert np.linalg.norm(kinked) == pytest.approx(min(*across, 1.5), abs=0.01)
    curved = nearest_failure_point(lambda z: 4.0 - z[:, 0] ** 2 - 0.25 * z[:, 1] ** 2, 2)
    assert np.linalg.norm(curved) == pytest.approx(2.0, abs=1e-3)
    # There is no slope anywhere, so that only the axes help.
    step = nearest_failure_point(lambda z: np.where(z[:, 0] + z[:, 1] > 2.0, -1.0, 1.0), 2)
    assert step is not None and np.linalg.norm(step) <= 2.0 + 1e-6


@pytest.mark.parametrize("slope", [(0.6, 0.0, 0.8), (0.3, 0.9, np.sqrt(0.1))])
def test_the_nearest_edge_of_a_step_is_found_without_a_slope(slope):
    def step(z):
        return np.where(z @ np.array(slope) > 1.5, -1.0, 1.0)

    plain, rough = (
        np.linalg.norm(nearest_failure_point(step, 3, has_steps=has_steps))
        for has_steps in (False, True)
    )
    # The edge lies at 1.5, and a hundredth is as near as rays look.
    assert rough == pytest.approx(1.515, abs=0.015 + 1e-6)
    assert rough <= plain + 1e-6
    assert np.linalg.norm(
        nearest_failure_point(lambda z: 2.0 + z[:, 0] * z[:, 1], 2, has_steps=True)
    ) == pytest.approx(2.0, rel=0.01)


def test_a_thin_failure_region_neither_stops_nor_misleads_the_search():
    def thin(z):
        far = np.linalg.norm(z, axis=1)
        return np.where((z[:, 0] > 2.0) | (far > 1.96) & (far < 1.99) & (z[:, 1] > 0.2), -1.0, 1.0)

    point = nearest_failure_point(thin, 2, has_steps=True)
    assert thin(point[np.newaxis])[0] < 0.0 and np.linalg.norm(point) <= 2.0 + 1e-6


def test_correlated_inputs_fail_at_the_same_distance_in_any_order_and_no_later_than_one_alone(case):
    scenario = case.scenario()
    outcome = outcomes.lowest_cash_within(scenario, 36)
    keys = ("trend_growth", "investor_appetite.first", "closing_chance.first", "rival_cut_depth")
    distances = [
        reverse_stress.joint_failure(scenario, outcome, order).distance
        for order in few((keys, keys[::-1], keys[2:] + keys[:2]), 2)
    ]
    assert distances == pytest.approx([distances[0]] * len(distances), rel=0.01)
    assert (
        max(distances)
        <= reverse_stress.single_input_failures(scenario, outcome, keys)["deviations"].abs().min()
        + 1e-6
    )
    assert max(distances) < 0.95  # a grid over the two that count has 0.93


def test_an_input_without_effect_is_not_moved_and_a_safe_plan_has_no_failure_point():
    point = nearest_failure_point(lambda z: 1.0 - z[:, 0] + 0.0 * z[:, 1], 2)
    assert point == pytest.approx([1.0, 0.0], abs=1e-6) and point[1] == 0.0
    assert nearest_failure_point(lambda z: np.ones(len(z)), 3) is None
    bounded = nearest_failure_point(
        lambda z: 3.0 - z.sum(axis=1), 2, low=-0.5, high=np.array([0.5, 8.0])
    )
    assert bounded == pytest.approx([0.5, 2.5], abs=0.02)


def test_a_single_input_fails_where_the_closed_form_says():
    case = tiny(LINEAR)
    scenario = case.scenario()
    slope = (econ.run(scenario).at("cash", 11) - 10.0) / 0.08
    limit = 10.0 - 0.05 * slope  # missed by growth below -0.05
    table = reverse_stress.single_input_failures(
        scenario, END, ["growth", "delivery_delay.new"], limit
    )
    row = table.iloc[0]
    assert row["key"] == "growth" and row["value"] == pytest.approx(-0.05, abs=1e-6)
    assert row["deviations"] == pytest.approx(-0.13 / DEVIATION, abs=1e-3)
    assert row["chance"] == pytest.approx(norm.cdf(-0.13 / DEVIATION), rel=1e-3)
    assert (
        np.isnan(table.iloc[1]["value"])
        and np.isnan(table.iloc[1]["deviations"])
        and table.iloc[1]["chance"] == 0.0
    )
    assert (
        outcomes.measure_outcome(scenario.with_overrides({"growth": row["value"]}), END, {})[0]
        < limit
    )


def test_a_value_outside_the_distribution_has_probability_zero():
    # Growth lies between three and fifteen in a hundred, on logarithms, so that it is never below zero.
    scenario = tiny().scenario()
    slope = (econ.run(scenario).at("cash", 11) - 10.0) / 0.08
    row = reverse_stress.single_input_failures(scenario, END, ["growth"], 10.0 - 0.05 * slope).iloc[
        0
    ]
    assert (
        row["value"] == pytest.approx(-0.05, abs=1e-6)
        and row["chance"] == 0.0
        and np.isinf(row["deviations"])
    )


def test_deviations_of_a_delay_agree_with_its_quantiles_although_half_its_mass_is_at_zero(case):
    scenario, key = case.scenario(), "delivery_delay.ascend_950dt"
    for chance in (0.6, 0.9, 0.99):
        value = float(assumption_quantile(scenario, key, np.array([chance]))[0])
        assert ndtr(
            reverse_stress.deviations_from_median(scenario, key, value, 1.0)
        ) == pytest.approx(chance, abs=1e-4)


def test_for_a_plan_that_already_fails_the_nearest_rescue_is_found():
    case = tiny(LINEAR)
    scenario = case.scenario()
    slope = (econ.run(scenario).at("cash", 11) - 10.0) / 0.08
    limit = 10.0 + 0.2 * slope
    failure = reverse_stress.joint_failure(scenario, END, ["growth"], limit)
    assert not failure.held and failure.reached >= limit
    assert failure.moves["value"][0] == pytest.approx(0.2, abs=1e-6)
    assert failure.distance == pytest.approx(0.12 / DEVIATION, abs=1e-4)
    assert joint_failure_finding(failure, scenario).startswith(
        "The nearest future in which cash at the end is at least"
    )


def test_the_shock_breaks_the_plan_and_smaller_shocks_in_its_direction_do_not(
    case, four_years, front, shock
):
    scenario = case.scenario()
    assert shock.held and shock.reached < 0.0
    assert outcomes.measure_outcome(scenario.with_overrides(shock.overrides), four_years, {})[
        0
    ] == pytest.approx(shock.reached, abs=1e-6)
    scores = shock.moves.set_index("key")["deviations"]
    for part in (0.5, 0.9, 0.99):
        rows = {
            key: assumption_quantile(scenario, key, ndtr(np.array([part * score])))
            for key, score in scores.items()
            if score
        }
        assert outcomes.measure_outcome(scenario, four_years, rows)[0] > 0.0, part
    assert (
        shock.moves["part"].sum() == pytest.approx(1.0)
        and shock.moves["part"].is_monotonic_decreasing
    )


def test_the_joint_shock_is_no_larger_than_the_smallest_single_one(case, four_years, front, shock):
    single_failures = reverse_stress.single_input_failures(case.scenario(), four_years, front)
    assert shock.distance <= single_failures["deviations"].abs().min() + 1e-3


def test_each_single_value_breaks_the_plan_and_rarer_ones_come_later(case, four_years, front):
    scenario = case.scenario()
    table = reverse_stress.single_input_failures(scenario, four_years, [*front, "first_order.h20"])
    breaking = table[table["value"].notna()]
    assert (
        len(breaking)
        and breaking["deviations"].abs().is_monotonic_increasing
        and table.iloc[-1]["key"] == "first_order.h20"
    )
    for _, row in breaking.iterrows():
        values = [row["value"], row["now"] + 0.99 * row["change"]]
        at_value, short_of_it = outcomes.measure_outcome(scenario, four_years, {row["key"]: values})
        assert at_value < 0.0 <= short_of_it, row["key"]
        low, high = case.assumption_of(row["key"]).limits
        assert low <= row["value"] <= high


def test_over_more_months_a_smaller_shock_suffices(strained, front):
    distances = [
        reverse_stress.joint_failure(
            strained, outcomes.lowest_cash_within(strained, months), front[:4]
        ).distance
        for months in (40, 48)
    ]
    assert distances[0] > distances[1] > 0.0


@given(data=st.data())
@settings(max_examples=2 if QUICK else 6)
def test_in_any_scenario_a_shock_has_a_probability_and_a_sentence(case, data):
    scenario = case.scenario(overrides=data.draw(changes(case)))
    outcome = outcomes.lowest_cash_within(scenario, 24)
    keys = outcomes.constant_keys(
        scenario, ("trend_growth", "initial_cash", "delivery_delay.ascend_950dt")
    )
    table = reverse_stress.single_input_failures(scenario, outcome, keys)
    assert table["chance"].between(0.0, 1.0).all() and np.isfinite(table["now"]).all()
    assert (table["value"].isna() == table["deviations"].isna()).all()
    failure = reverse_stress.joint_failure(scenario, outcome, keys)
    assert failure.distance >= 0.0 and np.isfinite(failure.moves.select_dtypes("number")).all(
        axis=None
    )
    assert np.isinf(failure.distance) or (failure.reached < 0.0) == failure.held
    plan_holds = bool(outcomes.measure_outcome(scenario, outcome, {})[0] >= 0.0)
    assert (
        plan_holds == failure.held
        and single_failure_finding(table, outcome, scenario, held=plan_holds)
        and joint_failure_finding(failure, scenario)
    )


@pytest.mark.parametrize("limit", [float("nan"), float("inf")])
def test_a_limit_that_is_not_finite_is_refused_with_a_reason(case, four_years, limit):
    with pytest.raises(ValueError, match="must be a finite number"):
        reverse_stress.single_input_failures(case.scenario(), four_years, ["trend_growth"], limit)


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_a_count_fails_at_a_whole_number_and_holds_one_before_it(case, side):
    """The rivals' cut comes early or late by whole months; where cash is better late, the plan fails early."""
    key = "rival_cut_month"
    scenario = case.scenario(overrides={**AS_PLANNED, "rival_cut_depth": 0.5, key: 20.0})
    outcome = outcomes.latest_cash(scenario)
    cash = [
        outcomes.scenario_outcome(scenario, outcome, {key: float(month)}) for month in range(61)
    ]
    turn = 20 + int(side) * 7
    limit = (cash[turn] + cash[turn - int(side)]) / 2.0
    table = reverse_stress.single_input_failures(scenario, outcome, [key], limit)
    (row,) = table.to_dict("records")
    assert row["value"] == turn and row["change"] == side * 7
    shock = reverse_stress.joint_failure(scenario, outcome, [key], limit)
    assert shock.overrides == {key: float(turn)}
    assert not plan_holds_as_before(scenario, outcome, limit, shock.overrides)


def plan_holds_as_before(scenario, outcome, limit, overrides):
    """Whether a change leaves the plan as it is: holding or failing."""
    changed = scenario.with_overrides(overrides)
    return reverse_stress.plan_holds(changed, outcome, limit) == reverse_stress.plan_holds(
        scenario, outcome, limit
    )
