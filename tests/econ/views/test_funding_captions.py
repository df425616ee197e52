"""Captions of funding: the raise that closes the hole in a plan."""

import dataclasses
import math

import pytest

from econ.decisions.closing_raise import closing_raise
from econ.views.sentences.funding_captions import closing_raise_sentences


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_no_money_is_missing_where_the_plan_has_no_hole(case):
    assert closing_raise(case.scenario()) is None
    assert closing_raise_sentences(case, None) == (
        "No money is missing until Apr\N{NO-BREAK SPACE}2031.",
    )


def test_the_raise_is_four_short_sentences(case, closing):
    first, price, value, lead = map(plain, closing_raise_sentences(case, closing))
    assert first.startswith("A raise of ") and first.endswith("until Apr 2031.")
    assert price.startswith("At 300 bn yuan before the money, the price of the first round, ")
    assert value.startswith("At 5 times the last year’s gross profit less options it sells ")
    assert lead == "It takes 7 months, so beginning in May 2026 is too late."
    in_time = dataclasses.replace(closing, month=20, begin=13)
    assert "must begin by Jun 2027." in plain(closing_raise_sentences(case, in_time)[-1])
    worthless = dataclasses.replace(closing, plan_value=0.0)
    assert len(closing_raise_sentences(case, worthless)) == 3


@pytest.mark.parametrize(
    ("amount", "words"), [(math.inf, "No raise in "), (math.nan, "not defined")]
)
def test_a_raise_that_does_not_exist_is_one_sentence(case, closing, amount, words):
    (sentence,) = closing_raise_sentences(case, dataclasses.replace(closing, amount=amount))
    assert words in sentence


def test_a_raise_is_never_rounded_down(case, closing):
    first = closing_raise_sentences(case, dataclasses.replace(closing, amount=8.81))[0]
    assert "8.9 bn yuan" in plain(first)
