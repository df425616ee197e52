"""Runway said one way, and short numbers."""

import dataclasses
import math

import pytest

from econ.accounts.path_facts import OpenRound
from econ.decisions.default_alive import path_facts_of
from econ.views import short_numbers
from econ.views.path_figures import NO_OPEN_ROUND
from econ.views.runway_words import runway_sentences

IN_BANK, WITH_ROUND, OF_FUTURES = 8.5, 48.7, 41.9  # months
NEVER, UNKNOWN = math.inf, math.nan


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(scope="module")
def facts(april):
    """Return the facts of the April preset, whose first round is reported and has not closed."""
    return path_facts_of(april)


@pytest.mark.parametrize(
    ("closed", "counted", "median", "text"),
    [
        (
            IN_BANK,
            WITH_ROUND,
            OF_FUTURES,
            "Money in the bank lasts until Jan 2027. With the open round, 85 % likely, it lasts until May 2030. "
            "Half of the futures run out by Oct 2029.",
        ),
        (
            IN_BANK,
            NEVER,
            NEVER,
            "Money in the bank lasts until Jan 2027. With the open round, 85 % likely, it lasts beyond Apr 2031. "
            "More than half of the futures last beyond Apr 2031.",
        ),
        (
            NEVER,
            NEVER,
            None,
            "Money in the bank lasts beyond Apr 2031. The open round, 85 % likely, is not needed for that.",
        ),
        (
            IN_BANK,
            8.9,
            UNKNOWN,
            "Money in the bank lasts until Jan 2027. The open round, 85 % likely, does not change that.",
        ),
        (
            UNKNOWN,
            UNKNOWN,
            None,
            "How long money in the bank lasts is not defined. With the open round, 85 % likely, it is not defined.",
        ),
    ],
)
def test_runway_is_said_one_way(facts, closed, counted, median, text):
    now = dataclasses.replace(facts, closed_runway=closed, runway=counted)
    sentences = runway_sentences(now, median)
    assert plain(sentences.text) == text
    assert sentences.chance == 0.85 and sentences.open_rounds == 1


def test_without_an_open_round_there_is_one_sentence(facts):
    now = dataclasses.replace(facts, open_rounds=(), runway=facts.closed_runway)
    sentences = runway_sentences(now)
    assert plain(sentences.text) == "Money in the bank lasts until Dec 2026."
    assert sentences.open_until == NO_OPEN_ROUND and sentences.half_by == ""


def test_several_rounds_and_an_assumed_one_have_no_chance(facts):
    (first,) = facts.open_rounds
    later = OpenRound(name="later", month=20, amount=40.0, chance=None)
    several = dataclasses.replace(facts, open_rounds=(first, later))
    assert "With the 2 open rounds it lasts" in runway_sentences(several).text
    assumed = dataclasses.replace(facts, open_rounds=(later,))
    assert "With the open round it lasts" in runway_sentences(assumed).text
    assert runway_sentences(several).chance is None and runway_sentences(assumed).chance is None


@pytest.mark.parametrize(
    ("function", "value", "text"),
    [
        (short_numbers.three_digits, 66.0, "66"),
        (short_numbers.three_digits, 1061.8, "1,060"),
        (short_numbers.three_digits, 12929.0, "12,900"),
        (short_numbers.three_digits, 999.6, "1,000"),
        (short_numbers.three_digits, 0.00999999, "0.01"),
        (short_numbers.three_digits, 0.0, "0"),
        (short_numbers.short_money, 22.94, "22.9 bn yuan"),
        (short_numbers.short_money, 99.96, "100 bn yuan"),
        (short_numbers.short_money, -1234.5, "−1,234 bn yuan"),
        (short_numbers.short_money, -0.004, "−0.004 bn yuan"),
        (short_numbers.short_money, -0.0, "zero"),
        (short_numbers.short_share, 0.85, "85 %"),
        (short_numbers.short_share, 0.0, "zero"),
        (short_numbers.short_share, 1e-9, "below 0.001 %"),
        (short_numbers.short_tokens, 0.0801, "0.0801 Ttok"),
        (short_numbers.money_difference, -2.19, "−2.2 bn yuan"),
        (short_numbers.money_difference, 0.0096, "+0.01 bn yuan"),
        (short_numbers.points, -0.00001, "0.001 points"),
        (short_numbers.whole_months, -1, "1 month"),
        (short_numbers.short_money, math.nan, "not defined"),
    ],
)
def test_numbers_are_short(function, value, text):
    assert plain(function(value)) == text
    assert " " not in function(value) or text.startswith(("below", "not"))
