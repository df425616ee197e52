"""A lever that a page calls inert moves nothing, at either end of its limits."""

import numpy as np
import pytest

import econ
from econ.accounts.exits import exit_proceeds
from econ.views.inert_levers import INERT_RULES, inert_rule, waking_switch
from econ.views.sentences.scenario_words import inert_note, inert_reason

ROUND_PATHS = ("cash", "founder_stake", "outside_stake", "share_redemptions", "undrawn_commitments")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"preference_multiple.first": 0},
        {"closing_part.first": 0.5, "tranche_trigger.first": 1},
        {"participation.first": 1},
    ],
    ids=str,
)
def test_a_term_of_a_round_that_is_called_inert_moves_nothing(case, changes):
    scenario = case.scenario(overrides=changes | {"round_status.later": 1})
    inert = [
        key
        for key in dict.fromkeys(f"{rule.lever}.first" for rule in INERT_RULES)
        if key in case.beliefs and inert_rule(scenario, key)
    ]
    assert inert
    before = econ.run(scenario)
    for key in inert:
        for value in case.assumption_of(key).limits:
            after = econ.run(scenario.with_overrides({key: value}))
            assert all(np.array_equal(after[name], before[name]) for name in ROUND_PATHS), key
            assert exit_proceeds(after, [20, 60, 500]).to_numpy() == pytest.approx(
                exit_proceeds(before, [20, 60, 500]).to_numpy()
            )


@pytest.mark.parametrize(
    "changes",
    [
        {"sales_staff": 0, "subscription_price": 0},
        {"cut_rule.pro": 1, "sales_staff": 100},
        {"cut_rule.pro": 3, "subscription_price": 0},
        {"list_rule.pro": 0, "list_rule.flash": 0},
        {"list_rule.pro": 1, "list_rule.flash": 1},
        {"list_rule.pro": 2, "list_rule.flash": 3},
        {"list_rule.pro": 4, "list_rule.flash": 4},
        {"training_rule": 0},
        {"training_rule": 1},
        {"training_rule": 2},
    ],
    ids=str,
)
def test_a_lever_of_a_business_or_a_cut_that_is_called_inert_moves_nothing(case, changes):
    scenario = case.scenario(overrides=changes)
    watched = ("cash", "revenue", "demand.pro", "founder_stake")
    before = econ.run(scenario)
    inert = [
        key
        for rule in INERT_RULES
        if rule.decided_by in {name.split(".")[0] for name in changes}
        for key in case.key_indices(rule.lever)
        if inert_rule(scenario, key) is rule
    ]
    assert inert
    for key in inert:
        for value in case.assumption_of(key).limits:
            after = econ.run(scenario.with_overrides({key: value}))
            assert all(np.array_equal(after[name], before[name]) for name in watched), key


def test_every_reason_has_its_words_and_a_lever_with_an_effect_has_none(case):
    known = {rule.reason for rule in INERT_RULES}
    assert all(rule.lever in case.assumptions for rule in INERT_RULES)
    scenario = case.scenario(
        overrides={"sales_staff": 0, "subscription_price": 0, "cut_rule.pro": 1}
    )
    reasons = set()
    for rule in INERT_RULES:
        for key in case.key_indices(rule.lever):
            applied = inert_rule(scenario, key)
            reasons |= {applied.reason} if applied else set()
            assert bool(inert_reason(scenario, key)) == bool(applied)
            note = inert_note(scenario, key)
            assert (
                note.startswith("Not used now: ") and note.endswith(".") if applied else note == ""
            )
    assert {"no-sales-staff", "app-is-free", "cut-follows-a-rule"} <= reasons <= known
    assert inert_note(scenario, "trend_growth") == ""


@pytest.mark.parametrize(
    ("lever", "deciding"),
    [("sales_productivity", "sales_staff"), ("app_take_up", "subscription_price")],
)
def test_the_note_of_an_inert_lever_names_what_decides_it(case, lever, deciding):
    note = inert_note(case.scenario(overrides={deciding: 0}), lever)
    assert case.assumption_of(deciding).label in note and "{" not in note


@pytest.mark.parametrize("key", ["target_margin", "cut_month.pro", "training_share"])
def test_the_switch_that_is_offered_gives_the_lever_an_effect(case, key):
    """A lever that does nothing as things stand, and the one choice under which it counts."""
    asleep = {"target_margin": {"list_rule.pro": "hold", "list_rule.flash": "hold"}}
    scenario = case.scenario(overrides=asleep.get(key, {}))
    assert inert_rule(scenario, key) is not None, "the lever does nothing here"
    deciding, option = waking_switch(scenario, key)
    awake = scenario.with_overrides({deciding: option})
    assert inert_rule(awake, key) is None
    assert waking_switch(awake, key) is None
