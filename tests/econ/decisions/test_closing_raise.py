"""The raise that closes the hole in a plan: how much, when, at what price, and in words."""

import dataclasses
import math

import pytest

import econ
from econ.decisions.closing_raise import closing_raise
from econ.decisions.default_alive import without_new_money
from econ.decisions.raising import AMOUNT_TOLERANCE
from econ.views.sentences.funding_captions import closing_raise_sentences


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_no_money_is_missing_where_the_plan_has_no_hole(case):
    assert closing_raise(case.scenario()) is None
    assert closing_raise_sentences(case, None) == (
        "No money is missing until Apr\N{NO-BREAK SPACE}2031.",
    )


@pytest.mark.parametrize(
    "changes", [{}, {"delivery_delay.ascend_950dt": 12}, {"round_amount.first": 5}]
)
def test_the_raise_closes_the_hole_and_a_smaller_one_does_not(case, changes):
    scenario = without_new_money(case.scenario(overrides=changes))
    closing = closing_raise(scenario)
    headroom = econ.run(scenario)["cash_headroom"][0]
    assert closing.is_searched and closing.month == int((headroom < 0.0).argmax())
    assert closing.share_sold == pytest.approx(
        closing.amount / (closing.pre_money + closing.amount), rel=1e-12
    )
    assert closing.pre_money == scenario.value("round_pre_money.first")
    assert closing.share_sold < closing.share_sold_at_plan_value < 1.0

    def lowest(amount):
        raised = scenario.with_overrides(
            {
                "round_status.tenth": "scenario",
                "round_month.tenth": closing.month,
                "round_amount.tenth": amount,
            }
        )
        return econ.run(raised)["cash_headroom"][0].min()

    assert lowest(closing.amount) >= 0.0 > lowest(closing.amount - 2.0 * AMOUNT_TOLERANCE)


def test_a_raise_has_the_price_after_the_round_that_closed_last(case):
    plan = {"round_amount.first": 10, "training_ratio": 1.6}
    closing = closing_raise(case.scenario(overrides=plan))
    assert (closing.priced_as, closing.pre_money) == ("first", 310.0)


def test_a_raise_gives_way_to_a_round_of_the_same_month(case, closing):
    month = closing.month
    with_other = without_new_money(case.scenario()).with_overrides(
        {
            "round_status.later": "closed",
            "round_month.later": month,
            "round_amount.later": 0.01,
        }
    )
    assert closing_raise(with_other).month == month - 1


def test_a_plan_without_a_free_round_is_short_of_its_hole(case):
    names = [name for name in case.elements["round"] if name != "first"]
    taken = {f"round_status.{name}": "reported" for name in names}
    none_of_them = {f"round_amount.{name}": 0 for name in names}
    scenario = without_new_money(case.scenario()).with_overrides({**taken, **none_of_them})
    closing = closing_raise(scenario)
    headroom = econ.run(scenario)["cash_headroom"][0]
    assert not closing.is_searched and closing.amount == -headroom.min()


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
