"""Sentences of findings: nearest failures, rules, tornados, targets and exchange rates."""

import math
import re

import numpy as np
import pytest
from support.goals import SIX
from support.plans import AS_PLANNED
from support.reading import as_read

import econ
from econ.risk import exchange_rates, goal_seek, outcomes, reverse_stress, sensitivity
from econ.views.sentences.finding_notes import runway_cut_off_note, tornado_inputs_note
from econ.views.sentences.findings import (
    exchange_rate_finding,
    joint_failure_finding,
    rule_finding,
    single_failure_finding,
    single_solution_finding,
    tornado_finding,
    unlikely_note,
    variance_finding,
)
from econ.views.sentences.scenario_words import name_in_sentence
from econ.words import Amount, amount_text

DELAY = "delivery_delay.ascend_950dt"


def test_the_sentence_separates_effects_of_a_step_from_changes_that_offset_it(case):
    scenario = case.scenario(overrides=AS_PLANNED)
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


def test_the_sentence_marks_a_value_outside_its_likely_range(case):
    """Tried with a target whose solution lies just outside the likely range, and one just inside."""
    scenario = case.scenario()
    believed = scenario.belief("training_ratio")
    cash = outcomes.outcome_by_name(scenario, "Cash after 36 months")
    for value, far in ((believed.low - 0.02, True), (believed.low + 0.02, False)):
        target = float(outcomes.measure_outcome(scenario, cash, {"training_ratio": [value]})[0])
        table = goal_seek.single_choice_solutions(scenario, cash, target, ["training_ratio"])
        assert (
            table["reachable"].all()
            and (
                "beyond its likely range" in single_solution_finding(table, cash, target, scenario)
            )
            == far
        )


def test_a_value_far_from_the_current_one_is_marked_even_without_a_range(case):
    scenario = case.scenario()
    row = {"key": "output_list_price.flash", "now": 2.0, "value": 859.0}
    assert unlikely_note(scenario, row) == " (far from where it is)"
    assert (
        unlikely_note(scenario, row | {"value": 2.5})
        == unlikely_note(scenario, row | {"value": 2.0})
        == ""
    )


def test_the_sentence_names_the_largest_move_and_says_if_no_shock_suffices(
    case, four_years, front, shock
):
    scenario = case.scenario()
    story = as_read(joint_failure_finding(shock, scenario))
    name = name_in_sentence(case, shock.moves["key"][0])
    assert (
        "cash runs out by the end of Apr 2030" in story
        and f" {name[:1].upper()}{name[1:]} is " in story
    )
    never = reverse_stress.joint_failure(scenario, four_years, ["first_order.h20"])
    assert np.isinf(never.distance) and never.chance == 0.0 and never.overrides == {}
    assert "No shock within eight" in joint_failure_finding(never, scenario)
    table = reverse_stress.single_input_failures(scenario, four_years, ["first_order.h20"])
    none = as_read(single_failure_finding(table, four_years, scenario))
    assert none.startswith("No input alone makes it so that cash runs out by the end of Apr 2030")
    assert none.endswith("One was tried.")
    sentence = single_failure_finding(
        reverse_stress.single_input_failures(scenario, four_years, front), four_years, scenario
    )
    assert as_read(sentence).startswith(
        "Cash runs out by the end of Apr 2030 if one of these happens"
    )
    assert len(reverse_stress.single_input_failures(scenario, four_years, [])) == 0 and np.isinf(
        reverse_stress.joint_failure(scenario, four_years, []).distance
    )


def test_the_sentence_has_the_bounds_and_the_density(discovered):
    scenario, outcome, _, rules = discovered
    for rule in rules:
        words = rule_finding(rule, outcome, scenario)
        density = amount_text(Amount(value=rule.density, unit="share"))
        assert f"In {density} of them " in words
        assert all(name_in_sentence(scenario.case, key) in words for key in rule.bounds)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_no_runway_beyond_the_horizon_is_drawn_or_told_as_a_month(case, preset):
    scenario = case.scenario(preset)
    runway = outcomes.outcome_by_name(scenario, "Runway")
    levers = case.levers_of("front", preset)
    tornado = sensitivity.compute_tornado(scenario, runway, (*SIX, "training_ratio"))
    curves = sensitivity.response_curves(scenario, runway, levers)
    assert math.isinf(econ.run(scenario).at("runway", 0)) and tornado.base == case.months
    assert tornado.bars["most"].max() == curves["y"].max() == case.months
    words = as_read(tornado_finding(tornado, scenario))
    assert "beyond Apr 2031" in words and "as drawn" not in words
    assert all(int(year) <= 2031 for year in re.findall("20[0-9]{2}", words))
    note = as_read(runway_cut_off_note(scenario, runway, curves["y"]))
    assert "Nothing is computed beyond Apr 2031" in note
    assert outcomes.lowest_cash_within(scenario, case.months).name in note
    assert not runway_cut_off_note(scenario, runway, [case.months - 1.0])
    assert "None of them alone moves runway" in tornado_inputs_note(0, len(SIX), runway)
    cash = outcomes.latest_cash(scenario)
    assert not runway_cut_off_note(scenario, cash, [case.months + 1.0])


def test_the_sentences_name_the_largest_bar_and_state_their_limits(case, strained):
    scenario = strained
    runway = outcomes.outcome_by_name(scenario, "Runway")
    tornado = sensitivity.compute_tornado(scenario, runway, SIX)
    name = name_in_sentence(case, tornado.bars["key"][0])
    assert f"It moves most with {name}: " in tornado_finding(tornado, scenario)
    said_of_bars = as_read(tornado_finding(tornado, scenario))
    assert "Each is moved alone" in said_of_bars
    assert not re.search(r"\d months|\d month", said_of_bars), "a runway is a date"
    assert "independent" in variance_finding(
        sensitivity.sobol_table(scenario, [runway], SIX, count=8), runway, scenario
    )
    without_effect = sensitivity.compute_tornado(scenario, runway, ["first_order.h20"])
    assert tornado_finding(without_effect, scenario).startswith("None of these inputs")
