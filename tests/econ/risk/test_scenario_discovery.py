"""Scenario discovery: boxes hidden in noise are found, and a typical bad future fails when it is run."""

import numpy as np
import pytest
from support.reading import as_read
from support.tiny_case import tiny

import econ
from econ.risk import outcomes, scenario_discovery
from econ.risk.draws import sobol_draws
from econ.risk.outcomes import Outcome
from econ.views.breaking_points import rule_table
from econ.views.sentences.findings import rule_finding

NOISE = 25


@pytest.fixture(scope="module")
def points():
    """Points of the unit cube; most coordinates have no effect."""
    return np.random.default_rng(5).random((4096, NOISE))


def test_a_corner_is_found_with_its_edges_and_no_other_input(points):
    bad = (points[:, 3] > 0.7) & (points[:, 11] < 0.4)
    (box,) = scenario_discovery.find_boxes(points, bad)
    assert set(box.bounds) == {3, 11}
    assert box.bounds[3][0] == pytest.approx(0.7, abs=0.02) and np.isinf(box.bounds[3][1])
    assert box.bounds[11][1] == pytest.approx(0.4, abs=0.02) and np.isinf(box.bounds[11][0])
    assert box.coverage > 0.9 and box.density > 0.9


def test_a_band_in_the_middle_is_found_from_both_sides(points):
    (box,) = scenario_discovery.find_boxes(points, np.abs(points[:, 2] - 0.5) < 0.15)
    assert set(box.bounds) == {2} and box.bounds[2] == pytest.approx((0.35, 0.65), abs=0.02)


def test_two_ways_to_fail_are_two_rules(points):
    bad = ((points[:, 0] > 0.7) & (points[:, 1] > 0.6)) | (points[:, 2] > 0.9)
    assert sorted(
        map(sorted, (box.bounds for box in scenario_discovery.find_boxes(points, bad)))
    ) == [
        [0, 1],
        [2],
    ]


@pytest.mark.parametrize("seed", range(3))
def test_a_rule_is_found_although_failure_is_random(points, seed):
    generator = np.random.default_rng(seed)
    chance = np.where((points[:, 4] > 0.6) & (points[:, 7] > 0.5), 0.8, 0.1)
    box = scenario_discovery.find_boxes(points, generator.random(len(points)) < chance)[0]
    assert set(box.bounds) == {4, 7} and box.density == pytest.approx(0.8, abs=0.08)


@pytest.mark.parametrize("seed", range(3))
def test_there_is_no_rule_where_failure_is_independent_of_the_inputs(points, seed):
    assert (
        scenario_discovery.find_boxes(points, np.random.default_rng(seed).random(len(points)) < 0.2)
        == ()
    )


def test_there_is_no_rule_where_all_or_no_futures_fail(points):
    assert (
        scenario_discovery.find_boxes(points, np.zeros(len(points), bool))
        == ()
        == scenario_discovery.find_boxes(points, np.ones(len(points), bool))
    )


def test_there_are_at_most_three_rules_with_at_most_three_inputs(points):
    bad = (points[:, :6] > 0.2).all(axis=1)
    for box in scenario_discovery.find_boxes(points, bad):
        assert len(box.bounds) in (1, 2, 3)
    stripes = (points[:, :8] > 0.95).any(axis=1)
    assert len(scenario_discovery.find_boxes(points, stripes)) <= 3


def test_a_point_mass_is_peeled_off_as_a_whole(points):
    late = np.maximum(points - 0.5, 0.0)  # on time half the time
    (box,) = scenario_discovery.find_boxes(late, late[:, 0] > 0.0)
    assert set(box.bounds) == {0} and 0.0 < box.bounds[0][0] < 0.01 and box.density == 1.0


def test_coverage_and_density_are_measured_on_held_out_points(points):
    bad = points[:, 0] > 0.8
    (box,) = scenario_discovery.find_boxes(points, bad)
    inside = box.inside(points)
    assert box.density == pytest.approx(bad[inside].mean(), abs=0.05)
    assert box.coverage == pytest.approx((bad & inside).sum() / bad.sum(), abs=0.05)
    assert box.mass * box.density == pytest.approx(box.coverage * box.base)


def test_a_rule_of_the_tiny_case_is_its_threshold():
    scenario = tiny().scenario()
    end = Outcome(name="Cash at the end", key="cash", unit="bn yuan", month=11)
    slope = (econ.run(scenario).at("cash", 11) - 10.0) / 0.08
    rows = {
        "growth": np.random.default_rng(1).random(2000) * 0.2,
        "delivery_delay.new": np.random.default_rng(2).random(2000),
    }
    (rule,) = scenario_discovery.find_rules(scenario, end, rows, 10.0 + 0.05 * slope)
    assert (
        rule.breaks
        and set(rule.bounds) == {"growth"}
        and rule.bounds["growth"][1] == pytest.approx(0.05, abs=0.003)
    )
    assert set(rule.typical) == {"growth"} and rule.typical["growth"] == pytest.approx(
        0.025, abs=0.01
    )
    words = rule_finding(rule, end, scenario, 10.0 + 0.05 * slope)
    assert "growth at most 5 % a month" in words and "cash at the end is below" in words


def test_the_rules_raise_the_probability_of_failure_on_new_futures(discovered):
    scenario, outcome, rows, rules = discovered
    fresh, judged_count = sobol_draws(scenario, 8192, first=8192), len(rows["trend_growth"]) / 2
    bad = outcomes.measure_outcome(scenario, outcome, fresh) < 0.0
    assert rules and all(rule.bounds for rule in rules)
    for rule in rules:
        matching = bad if rule.breaks else ~bad
        inside = np.all(
            [
                (fresh[key] >= low) & (fresh[key] <= high)
                for key, (low, high) in rule.bounds.items()
            ],
            axis=0,
        )
        error = np.sqrt(
            rule.density
            * (1.0 - rule.density)
            * (1.0 / inside.sum() + 1.0 / (rule.mass * judged_count))
        )
        assert matching[inside].mean() > matching.mean() and matching[
            inside
        ].mean() == pytest.approx(rule.density, abs=3.0 * error)


def test_a_typical_future_satisfies_its_rule_and_names_few_numbers(discovered):
    scenario, outcome, _, rules = discovered
    for rule in rules:
        assert len(rule.typical) in range(1, scenario_discovery.MOST_TYPICAL_INPUTS + 1)
        for key, (low, high) in rule.bounds.items():
            assert (
                low * (1.0 - 1e-3)
                <= rule.typical.get(key, scenario.value(key))
                <= high * (1.0 + 1e-3)
            )
        result = outcomes.measure_outcome(scenario.with_overrides(rule.typical), outcome, {})[0]
        assert (result < 0.0) == rule.breaks


def test_the_same_draws_give_the_same_rules(discovered):
    scenario, outcome, rows, rules = discovered
    assert scenario_discovery.find_rules(scenario, outcome, rows) == rules


def test_too_few_draws_are_refused_with_a_reason(case):
    scenario = case.scenario()
    for rows in ({}, {"trend_growth": np.array([])}, {"trend_growth": np.array([0.1])}):
        with pytest.raises(ValueError, match="at least two"):
            scenario_discovery.find_rules(scenario, outcomes.lowest_cash_within(scenario, 48), rows)


def test_for_a_plan_that_mostly_fails_the_rule_bounds_almost_certain_failure(points):
    # Four in five points are bad, and all below a half.
    bad = (points[:, 0] < 0.5) | (np.random.default_rng(3).random(len(points)) < 0.6)
    box = scenario_discovery.find_boxes(points, bad)[0]
    assert (
        set(box.bounds) == {0}
        and box.bounds[0][1] == pytest.approx(0.5, abs=0.03)
        and box.density > 0.97
    )


def test_no_rule_contains_an_earlier_one(points):
    chance = np.where(points[:, 0] < 0.1, 0.9, np.where(points[:, 0] < 0.4, 0.25, 0.02))
    bad = np.random.default_rng(4).random(len(points)) < chance
    boxes = scenario_discovery.find_boxes(points, bad)
    assert boxes
    for number, box in enumerate(boxes):
        inside = box.inside(points)
        assert not any(
            (inside | earlier.inside(points)).sum() == inside.sum() for earlier in boxes[:number]
        )


def test_failures_that_no_input_explains_get_one_rule_without_bounds():
    scenario = tiny().scenario()
    end = Outcome(name="Cash at the end", key="cash", unit="bn yuan", month=11)
    lowest = econ.run(scenario).at("cash", 11)
    rows = {"growth": np.where(np.arange(400) == 7, 0.03, 0.08)}  # too few to make a rule of
    (rule,) = scenario_discovery.find_rules(scenario, end, rows, lowest - 1e-3)
    assert (
        rule.bounds == {}
        and rule.breaks
        and rule.coverage == 1.0
        and rule.density == rule.base == 1.0 / 400.0
    )
    assert (
        outcomes.measure_outcome(scenario.with_overrides(rule.typical), end, {})[0] < lowest - 1e-3
    )
    words = as_read(rule_finding(rule, end, scenario, lowest - 1e-3))
    assert "in 0.2 % of futures, and no rule on a few inputs tells which" in words
    assert rule_table([rule], scenario).empty, "a rule without bounds is no row of a table"
    assert scenario_discovery.find_rules(scenario, end, rows, lowest - 1e3) == ()
