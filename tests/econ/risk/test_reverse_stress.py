"""What breaks it: first crossings, the nearest failure against closed forms, and shocks of the case that really break it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import norm
from support.strategies import changes
from support.tiny_case import changed, tiny

import econ
from econ.risk import outcomes, reverse_stress, sensitivity
from econ.risk.draws import assumption_quantile, uncertain_keys
from econ.risk.outcomes import Outcome
from econ.risk.root_search import first_crossings, nearest_failure_point
from econ.views.sentences.findings import joint_failure_finding, single_failure_finding
from econ.views.sentences.scenario_words import name_in_sentence

END = Outcome(name="Cash at the end", key="cash", unit="bn yuan", month=11)
LINEAR = changed(
    ("low = 0.03", "low = -0.12"), ("high = 0.15", "high = 0.28")
)  # growth: a normal curve around .08
DEVIATION = 0.2 / norm.ppf(0.9)


@pytest.fixture(scope="module")
def four_years(case):
    """Cash over four years in April's view, which it does last."""
    return outcomes.lowest_cash_within(case.scenario(), 48)


@pytest.fixture(scope="module")
def front(case, four_years):
    """The inputs that move it most."""
    return sensitivity.keys_by_swing(
        case.scenario(), four_years, uncertain_keys(case.scenario()), most=8
    )


@pytest.fixture(scope="module")
def shock(case, four_years, front):
    """The smallest shock of them together."""
    return reverse_stress.joint_failure(case.scenario(), four_years, front)


def test_first_crossings_are_found_on_every_line_at_once():
    roots = np.array([0.3, 1.7, 2.0, 9.0])
    before, after = first_crossings(
        lambda places, lines: roots[lines][:, np.newaxis] - places,
        np.tile(np.linspace(0.0, 5.0, 6), (4, 1)),
    )
    assert (
        after[:3] == pytest.approx(roots[:3], abs=1e-8)
        and np.isnan(after[3])
        and np.isnan(before[3])
    )
    assert (before[:3] <= roots[:3]).all() and (after[:3] > roots[:3]).all()


def test_the_first_of_several_crossings_counts_and_lines_may_begin_below_zero():
    _, after = first_crossings(
        lambda places, lines: np.cos(places), np.linspace(0.0, 12.0, 25)[np.newaxis]
    )
    assert after[0] == pytest.approx(np.pi / 2.0)
    _, after = first_crossings(lambda places, lines: places - 2.5, np.array([[0.0, 1.0, 2.0, 3.0]]))
    assert after[0] == pytest.approx(2.5)


def test_s4_of_a_straight_boundary_the_distance_is_its_distance():
    found = nearest_failure_point(lambda z: 3.0 - z @ np.array([1.0, 2.0]), 2)
    assert found == pytest.approx([0.6, 1.2], abs=1e-6)
    assert np.linalg.norm(found) == pytest.approx(1.341641, abs=1e-6)
    assert ndtr(-np.linalg.norm(found)) == pytest.approx(0.089856, abs=1e-6)


@pytest.mark.parametrize("inputs", [1, 5, 40])
def test_in_many_dimensions_the_distance_is_the_offset_over_the_slope(inputs):
    slope = np.random.default_rng(2).normal(size=inputs)
    found = nearest_failure_point(lambda z: 2.0 * np.linalg.norm(slope) - z @ slope, inputs)
    assert found == pytest.approx(2.0 * slope / np.linalg.norm(slope), abs=1e-5)


def test_kinks_and_curves_are_damped():
    kinked = nearest_failure_point(
        lambda z: 3.0 - np.maximum(z[:, 0], 0.0) * 2.0 - np.maximum(z[:, 1] - 1.0, 0.0) * 4.0, 2
    )
    across = [np.hypot(x, 1.0 + (3.0 - 2.0 * x) / 4.0) for x in np.linspace(0.0, 1.5, 1501)]
    assert np.linalg.norm(kinked) == pytest.approx(min(*across, 1.5), abs=0.01)
    curved = nearest_failure_point(lambda z: 4.0 - z[:, 0] ** 2 - 0.25 * z[:, 1] ** 2, 2)
    assert np.linalg.norm(curved) == pytest.approx(2.0, abs=1e-3)
    step = nearest_failure_point(
        lambda z: np.where(z[:, 0] + z[:, 1] > 2.0, -1.0, 1.0), 2
    )  # no slope anywhere: only the axes help
    assert step is not None and np.linalg.norm(step) <= 2.0 + 1e-6


@pytest.mark.parametrize("slope", [(0.6, 0.0, 0.8), (0.3, 0.9, np.sqrt(0.1))])
def test_of_a_step_the_nearest_edge_is_found_though_no_slope_leads_there(slope):
    def step(z):
        return np.where(z @ np.array(slope) > 1.5, -1.0, 1.0)

    plain, rough = (
        np.linalg.norm(nearest_failure_point(step, 3, has_steps=either)) for either in (False, True)
    )
    assert rough == pytest.approx(
        1.515, abs=0.015 + 1e-6
    )  # the edge lies at 1.5, and a hundredth is as near as rays look
    assert rough <= plain + 1e-6
    assert np.linalg.norm(
        nearest_failure_point(lambda z: 2.0 + z[:, 0] * z[:, 1], 2, has_steps=True)
    ) == pytest.approx(2.0, rel=0.01)


def test_a_sliver_beyond_the_edge_neither_stops_the_search_nor_takes_it_farther():
    def thin(z):
        far = np.linalg.norm(z, axis=1)
        return np.where((z[:, 0] > 2.0) | (far > 1.96) & (far < 1.99) & (z[:, 1] > 0.2), -1.0, 1.0)

    found = nearest_failure_point(thin, 2, has_steps=True)
    assert thin(found[np.newaxis])[0] < 0.0 and np.linalg.norm(found) <= 2.0 + 1e-6


def test_what_is_correlated_breaks_as_soon_in_whatever_order_and_no_later_than_alone(case):
    scenario = case.scenario()
    wanted = outcomes.lowest_cash_within(scenario, 36)
    keys = ("trend_growth", "investor_appetite.first", "closing_chance.first", "rival_cut_depth")
    far = [
        reverse_stress.joint_failure(scenario, wanted, order).distance
        for order in (keys, keys[::-1], keys[2:] + keys[:2])
    ]
    assert far == pytest.approx([far[0]] * 3, rel=0.01)
    assert (
        max(far)
        <= reverse_stress.single_input_failures(scenario, wanted, keys)["deviations"].abs().min()
        + 1e-6
    )
    assert max(far) < 0.95  # a grid over the two that count has 0.93


def test_what_does_nothing_is_not_moved_and_what_cannot_break_does_not():
    found = nearest_failure_point(lambda z: 1.0 - z[:, 0] + 0.0 * z[:, 1], 2)
    assert found == pytest.approx([1.0, 0.0], abs=1e-6) and found[1] == 0.0
    assert nearest_failure_point(lambda z: np.ones(len(z)), 3) is None
    bounded = nearest_failure_point(
        lambda z: 3.0 - z.sum(axis=1), 2, low=-0.5, high=np.array([0.5, 8.0])
    )
    assert bounded == pytest.approx([0.5, 2.5], abs=0.02)


def test_alone_an_input_goes_as_far_as_the_closed_form_says():
    case = tiny(LINEAR)
    scenario = case.scenario()
    slope = (econ.run(scenario).at("cash", 11) - 10.0) / 0.08
    limit = 10.0 - 0.05 * slope  # missed by growth below -.05
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


def test_beyond_what_a_distribution_gives_the_chance_is_nothing():
    scenario = (
        tiny().scenario()
    )  # growth between three and fifteen in a hundred, on logarithms: never below zero
    slope = (econ.run(scenario).at("cash", 11) - 10.0) / 0.08
    row = reverse_stress.single_input_failures(scenario, END, ["growth"], 10.0 - 0.05 * slope).iloc[
        0
    ]
    assert (
        row["value"] == pytest.approx(-0.05, abs=1e-6)
        and row["chance"] == 0.0
        and np.isinf(row["deviations"])
    )


def test_a_delay_that_is_on_time_half_the_time_counts_from_there(case):
    scenario, key = case.scenario(), "delivery_delay.ascend_950dt"
    for chance in (0.6, 0.9, 0.99):
        value = float(assumption_quantile(scenario, key, np.array([chance]))[0])
        assert ndtr(
            reverse_stress.deviations_from_median(scenario, key, value, 1.0)
        ) == pytest.approx(chance, abs=1e-4)


def test_a_plan_that_fails_already_is_asked_what_would_save_it():
    case = tiny(LINEAR)
    scenario = case.scenario()
    slope = (econ.run(scenario).at("cash", 11) - 10.0) / 0.08
    limit = 10.0 + 0.2 * slope
    found = reverse_stress.joint_failure(scenario, END, ["growth"], limit)
    assert not found.held and found.reached >= limit
    assert found.moves["value"][0] == pytest.approx(0.2, abs=1e-6)
    assert found.distance == pytest.approx(0.12 / DEVIATION, abs=1e-4)
    assert joint_failure_finding(found, scenario).startswith(
        "The nearest future in which cash at the end is at least"
    )


def test_the_shock_found_really_breaks_the_plan_and_what_comes_before_it_does_not(
    case, four_years, front, shock
):
    scenario, found = case.scenario(), shock
    assert found.held and found.reached < 0.0
    assert outcomes.measure_outcome(scenario.with_overrides(found.overrides), four_years, {})[
        0
    ] == pytest.approx(found.reached, abs=1e-6)
    scores = found.moves.set_index("key")["deviations"]
    for part in (0.5, 0.9, 0.99):
        rows = {
            key: assumption_quantile(scenario, key, ndtr(np.array([part * score])))
            for key, score in scores.items()
            if score
        }
        assert outcomes.measure_outcome(scenario, four_years, rows)[0] > 0.0, part
    assert (
        found.moves["part"].sum() == pytest.approx(1.0)
        and found.moves["part"].is_monotonic_decreasing
    )


def test_together_it_takes_no_more_than_alone(case, four_years, front, shock):
    alone = reverse_stress.single_input_failures(case.scenario(), four_years, front)
    assert shock.distance <= alone["deviations"].abs().min() + 1e-3


def test_each_value_breaks_the_plan_alone_and_the_rarer_come_later(case, four_years, front):
    scenario = case.scenario()
    table = reverse_stress.single_input_failures(scenario, four_years, [*front, "first_order.h20"])
    able = table[table["value"].notna()]
    assert (
        len(able)
        and able["deviations"].abs().is_monotonic_increasing
        and table.iloc[-1]["key"] == "first_order.h20"
    )
    for _, row in able.iterrows():
        values = [row["value"], row["now"] + 0.99 * row["change"]]
        over, before = outcomes.measure_outcome(scenario, four_years, {row["key"]: values})
        assert over < 0.0 <= before, row["key"]
        low, high = case.assumption_of(row["key"]).limits
        assert low <= row["value"] <= high


def test_more_time_is_a_smaller_shock(case, front):
    scenario = case.scenario()
    far = [
        reverse_stress.joint_failure(
            scenario, outcomes.lowest_cash_within(scenario, months), front[:4]
        ).distance
        for months in (40, 48)
    ]
    assert far[0] > far[1] > 0.0


def test_the_story_names_what_moves_most_and_says_when_nothing_can(case, four_years, front, shock):
    scenario, found = case.scenario(), shock
    story = joint_failure_finding(found, scenario)
    assert (
        "cash runs out within 48 months" in story
        and name_in_sentence(case, found.moves["key"][0]) in story
    )
    never = reverse_stress.joint_failure(scenario, four_years, ["first_order.h20"])
    assert np.isinf(never.distance) and never.chance == 0.0 and never.overrides == {}
    assert "No shock within eight" in joint_failure_finding(never, scenario)
    table = reverse_stress.single_input_failures(scenario, four_years, ["first_order.h20"])
    assert "None of 1 inputs alone" in single_failure_finding(table, four_years, scenario)
    words = single_failure_finding(
        reverse_stress.single_input_failures(scenario, four_years, front), four_years, scenario
    )
    assert "Cash runs out within 48 months with" in words
    assert len(reverse_stress.single_input_failures(scenario, four_years, [])) == 0 and np.isinf(
        reverse_stress.joint_failure(scenario, four_years, []).distance
    )


@given(data=st.data())
@settings(max_examples=6)
def test_wherever_the_scenario_is_a_shock_has_a_chance_and_a_sentence(case, data):
    scenario = case.scenario(overrides=data.draw(changes(case)))
    wanted = outcomes.lowest_cash_within(scenario, 24)
    keys = outcomes.constant_keys(
        scenario, ("trend_growth", "initial_cash", "delivery_delay.ascend_950dt")
    )
    table = reverse_stress.single_input_failures(scenario, wanted, keys)
    assert table["chance"].between(0.0, 1.0).all() and np.isfinite(table["now"]).all()
    assert (table["value"].isna() == table["deviations"].isna()).all()
    found = reverse_stress.joint_failure(scenario, wanted, keys)
    assert found.distance >= 0.0 and np.isfinite(found.moves.select_dtypes("number")).all(axis=None)
    assert np.isinf(found.distance) or (found.reached < 0.0) == found.held
    held = bool(outcomes.measure_outcome(scenario, wanted, {})[0] >= 0.0)
    assert (
        held == found.held
        and single_failure_finding(table, wanted, scenario, held=held)
        and joint_failure_finding(found, scenario)
    )


@pytest.mark.parametrize("limit", [float("nan"), float("inf")])
def test_a_limit_that_is_not_a_number_is_refused_in_words(case, four_years, limit):
    with pytest.raises(ValueError, match="must be a finite number"):
        reverse_stress.single_input_failures(case.scenario(), four_years, ["trend_growth"], limit)
