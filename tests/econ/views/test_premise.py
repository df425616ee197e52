"""Premises: the condition of a sentence, in the words somebody would use."""

import dataclasses
import re

import pytest
from support.reading import as_read

from econ.explain import run_with_single_changes
from econ.views.sentences.answers import scenario_notes
from econ.views.sentences.scenario_words import name_in_sentence, premise, round_in_sentence

SAID = {
    "nothing": ({}, ""),
    "one more": ({"round_status.later": 3}, "if a second round brings 40 bn yuan in May 2028, "),
    "several more": (
        {"round_status.later": 3, "round_status.third": 3},
        "if 2 more rounds bring 90 bn yuan, ",
    ),
    "more money": ({"round_amount.first": 60}, "if the first round brings 60 bn yuan, "),
    "all of it": (
        {"round_amount.first": 60, "round_pre_money.first": 400, "round_month.first": 5},
        "if the first round brings 60 bn yuan at 400 bn yuan before the money in Oct 2026, ",
    ),
    "gone": (
        {"round_status.first": 0, "round_amount.first": 60},
        "if the first round is not counted, ",
    ),
    "closed": ({"round_status.first": 2}, "if the first round counts as closed, "),
    "not there anyway": ({"round_amount.later": 60}, ""),
    "a term": ({"participation.first": 1}, "if the participation of the first round is “fully”, "),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_decided_of_a_round_is_said_as_one_thing(case, name):
    changes, words = SAID[name]
    assert as_read(premise(case.scenario(overrides=changes))) == words


def test_no_premise_speaks_of_the_status_of_a_round(case):
    options = range(len(case.assumption_of("round_status").options))
    for name in case.elements["round"]:
        for status in options:
            assert "status" not in premise(
                case.scenario(overrides={f"round_status.{name}": status})
            )


def test_many_changes_are_counted(case):
    many = premise(
        case.scenario(
            overrides={
                "load_factor": 0.5,
                "site_power": 100,
                "trend_growth": 0.02,
                "credit_limit": 9,
            }
        )
    )
    assert many.count(", ") == 2 and many.endswith(" and 2 more changes, ")


def test_terms_that_only_an_exit_shows_are_not_called_idle(case, april):
    changes = {"participation.first": 1, "seniority.first": 0, "round_amount.later": 60}
    caption = scenario_notes(run_with_single_changes(case.scenario(overrides=changes)), april, 12)
    assert "Second round size alone changes nothing" in caption, "it does not count"
    assert "Participation" not in caption and "Rank" not in caption


def test_several_stresses_are_named_in_a_row(case):
    words = premise(case.scenario(stresses=["price-war", "heavy-build", "talent-drain"]))
    assert words.count("”") == 3 and words.count(" and ") == 1 and words.count(", ") == 2


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("First round", "first round"),
        ("Shanghai listing", "Shanghai listing"),
        ("Placing in Hong Kong", "placing in Hong Kong"),
        ("IPO", "IPO"),
        ("Series A", "Series A"),
    ],
)
def test_the_label_of_a_round_keeps_the_capitals_of_a_name(case, label, words):
    elements = case.elements | {"round": case.elements["round"] | {"first": label}}
    renamed = dataclasses.replace(case, elements=elements)
    assert round_in_sentence(renamed, "first") == words
    assert name_in_sentence(renamed, "round_pre_money.first").endswith(f" of the {words}")
    assert name_in_sentence(renamed, "round_amount.first") == f"{words} size"
    changed = renamed.scenario(overrides={"round_amount.first": 60})
    assert as_read(premise(changed)) == f"if the {words} brings 60 bn yuan, "


def test_no_sentence_lowers_a_whole_label(root):
    for path in sorted((root / "econ" / "views").rglob("*.py")):
        lowered = re.findall(r"\blabel(?:\([^)\n]*\))?\.lower\(\)", path.read_text("utf-8"))
        assert not lowered, (path.name, lowered)
