"""Runway in words: the same everywhere, money in the bank apart from rounds that have not closed."""

import math
import re

import numpy as np
import pytest
from support.plans import SHORT_OF_MONEY
from support.reading import as_read

import econ
from econ.decisions import default_alive
from econ.views.sentences import answers
from econ.words import say_all

POOR = {**SHORT_OF_MONEY, "round_status.first": "closed"}


def said(outlook, baseline=None):
    return as_read(say_all(*answers.runway_messages(outlook, baseline or outlook)))


def until(outlook):
    """Until when the money of an outlook lasts, in words."""
    label = as_read(answers.runway_month_label(outlook.case, outlook.at("runway", 0)))
    return label if label.startswith("beyond") else f"until {label}"


@pytest.fixture(scope="module")
def short(case):
    """Return an outlook whose money ends within the plan, with an open round."""
    return econ.run(case.scenario(overrides=SHORT_OF_MONEY))


def test_the_runway_of_closed_money_is_that_of_the_run_without_new_money(case, short):
    outlook = default_alive.default_alive_outlook(short.scenario)
    months = default_alive.closed_money_runway(short.scenario)
    assert months == outlook.at("runway", 0) < short.at("runway", 0)


def test_an_open_round_is_told_apart_from_money_in_the_bank(short):
    closed = default_alive.default_alive_outlook(short.scenario)
    assert said(short) == (
        f"Money in the bank lasts {until(closed)}. "
        f"With the open round, 85 % likely, it lasts {until(short)}."
    )


@pytest.mark.parametrize("changes", [{}, {"round_status.later": "scenario"}])
def test_every_page_that_states_runway_states_it_in_these_words(case, april, changes):
    outlook = econ.run(case.scenario(overrides=SHORT_OF_MONEY | changes))
    words = said(outlook, april)
    for answer in (answers.overview, answers.funding, answers.raising):
        assert words in as_read(answer(outlook, april, 11))


def test_without_an_open_round_there_is_one_sentence(case):
    outlook = econ.run(case.scenario(overrides=POOR))
    assert said(outlook) == f"Money in the bank lasts {until(outlook)}."


def test_the_difference_to_the_baseline_is_that_of_the_two_months(case, short):
    richer = econ.run(case.scenario(overrides=SHORT_OF_MONEY | {"round_amount.first": 10.0}))
    ends = [int(run.at("runway", 0)) for run in (short, richer)]
    assert ends[0] < ends[1]
    months = ends[1] - ends[0]
    unit = "month" if months == 1 else "months"
    assert said(richer, short).endswith(f"it lasts {until(richer)}, {months} {unit} more.")
    assert said(short, richer).endswith(f"it lasts {until(short)}, {months} {unit} less.")


def test_money_that_lasts_is_compared_with_the_month_in_which_it_ended(case, april, short):
    assert math.isinf(april.at("runway", 0))
    assert said(april, short).endswith(f"beyond Apr 2031 instead of {until(short)}.")
    assert said(short, april).endswith(f"{until(short)} instead of beyond Apr 2031.")


def test_a_round_that_comes_too_late_changes_nothing(case):
    late = {"round_status.later": "scenario", "round_month.later": 59, "training_ratio": 3.0}
    outlook = econ.run(case.scenario(overrides=POOR | late))
    assert said(outlook) == (
        f"Money in the bank lasts {until(outlook)}. "
        "With the second round, which is only assumed, it lasts no longer."
    )


def test_a_reported_round_that_is_more_likely_to_fail_is_named_as_left_out(case):
    outlook = econ.run(case.scenario(overrides={"closing_chance.first": 0.3}))
    words = said(outlook)
    assert words.endswith("The first round, 30 % likely, is not counted.")
    assert not re.search("open round", words)


def test_several_open_rounds_are_counted(case):
    more = {"round_status.later": "scenario", "round_month.later": 12}
    outlook = econ.run(case.scenario(overrides=SHORT_OF_MONEY | more))
    assert "With 2 open rounds it lasts " in said(outlook)


@pytest.mark.parametrize(
    ("runways", "sentence"),
    [
        (41.9, "Half of the futures run out by Oct 2029."),
        (0.0, "Half of the futures run out by May 2026."),
        (math.inf, "More than half of the futures have money beyond Apr 2031."),
        (math.nan, "In most futures cash is not defined."),
        ([41.9] * 51 + [math.inf] * 49, "About half of the futures have money beyond Apr 2031."),
        ([41.9] * 49 + [math.inf] * 51, "About half of the futures have money beyond Apr 2031."),
        ([41.9] * 56 + [math.inf] * 44, "Half of the futures run out by Oct 2029."),
    ],
)
def test_the_futures_end_in_one_sentence(case, runways, sentence):
    assert as_read(answers.half_of_futures(case, np.atleast_1d(runways))) == sentence


def test_the_sentences_state_the_open_rounds_and_the_runway_without_them(case):
    def says(sentence, **changes):
        o = econ.run(
            case.scenario(
                overrides={key.replace("__", "."): value for key, value in changes.items()}
            )
        )
        return as_read(sentence(o, o, 11)), o

    two = {
        "round_amount__first": 10.0,
        "round_status__first": "closed",
        "round_amount__later": 20.0,
        "round_status__later": "reported",
        "training_ratio": 3.0,
    }
    words, o = says(answers.raising, **two)
    assert "Rounds bring 30 bn yuan by Apr 2031. 20 bn yuan of it has not closed." in words
    closed_months = default_alive.closed_money_runway(o.scenario)
    closed_end = answers.runway_month_label(case, closed_months)
    for answer in (answers.funding, answers.raising, answers.overview):
        words, _ = says(answer, **two)
        assert f"Money in the bank lasts until {as_read(closed_end)}." in words
        assert "With the open round, 75 % likely, it lasts " in words
        assert "With the open round, 85 % likely, it lasts " in says(answer)[0]
        for status in ("closed", "not counted"):
            words, o = says(answer, round_status__first=status)
            end = as_read(answers.runway_month_label(case, o.at("runway", 0)))
            until = end if end.startswith("beyond") else f"until {end}"
            assert f"Money in the bank lasts {until}." in words and "open round" not in words
    assert "No round brings money" in says(answers.raising, round_status__first="not counted")[0]
