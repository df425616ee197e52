"""The price of a round: multiples, the three measures of revenue, and returns at the value at the end."""

import math

import numpy as np
import pytest
from support.plans import SHORT_OF_MONEY

import econ
from econ.accounts.exits import share_classes
from econ.accounts.valuation import (
    end_returns,
    hole_in_the_plan,
    revenue_measures,
    round_multiples,
    value_at_the_end,
)
from econ.finance.cap_table import waterfall
from econ.views import valuation


@pytest.fixture(scope="module")
def november(case):
    return econ.run(case.scenario("november-2026"))


def test_the_value_of_a_round_is_divided_by_revenue_of_named_months(november):
    first, second = round_multiples(november)
    revenue, opening = november["revenue"][0], november.at("initial_revenue", 0)
    value = november.at("post_money.later", 0)
    month = second.month
    assert second.of_best_month == pytest.approx(value / (12.0 * revenue[:month].max()))
    assert second.of_next_year == pytest.approx(value / revenue[month : month + 12].sum())
    before = revenue[:month].sum() + (12 - month) * opening
    assert second.of_past_year == pytest.approx(value / before)
    assert first.month < second.month and first.of_next_year > second.of_next_year


def test_the_year_after_a_round_may_lie_beyond_the_plan(case):
    late = econ.run(case.scenario("november-2026", {"round_month.later": 52}))
    assert math.isnan(round_multiples(late)[-1].of_next_year)
    assert "beyond the plan" in valuation.multiple_table(late).to_string()


@pytest.mark.parametrize("month", [0, 5, 11, 30, 59])
def test_a_run_rate_is_at_least_what_was_recognised(november, month):
    measures = revenue_measures(november, month)
    revenue = november["revenue"][0, : month + 1]
    assert measures.best_month >= measures.recognised
    if month >= 11:
        assert measures.recognised == pytest.approx(revenue[-12:].sum())
    assert measures.unit_margin == november.at("unit_margin.pro", month)


def test_the_value_at_the_end_is_what_comes_after_and_the_money_less_the_debt(april):
    """Value after the plan: a multiple of the last year after options, and the fleet beside one that is half worn."""
    fleet = april.at("fleet_surplus", 59)
    profit = (april["gross_profit_after_wear"] - april["share_based_pay"])[0, -12:].sum()
    multiple = april.scenario.value("terminal_multiple")
    assert value_at_the_end(april) == pytest.approx(
        multiple * profit + fleet + april.at("cash", 59) - april.at("debt", 59)
    )


def test_a_round_returns_its_class_of_the_value_at_the_end(april):
    (returned,) = end_returns(april)
    paid = waterfall(share_classes(april), np.array([value_at_the_end(april)]))
    assert returned.proceeds == pytest.approx(float(paid[april.case.label("round", "first")][0]))
    assert returned.multiple == pytest.approx(returned.proceeds / returned.money)
    closing = round_multiples(april)[0].month
    years = (april.case.months - 1 - closing) / 12.0
    assert (1.0 + returned.rate) ** years == pytest.approx(returned.multiple, rel=1e-6)


def test_without_a_hole_nothing_is_filled(april):
    assert hole_in_the_plan(april).amount == 0.0
    assert end_returns(april) == end_returns(april, filled=True)
    assert "No money is missing" in valuation.end_value_caption(april)


def test_the_hole_is_what_keeps_cash_at_its_minimum(case, short):
    hole = hole_in_the_plan(short)
    assert hole.amount == pytest.approx(-short["cash_headroom"][0].min()) and hole.amount > 0.0
    assert short["cash_headroom"][0, hole.month] == short["cash_headroom"][0].min()


def test_the_round_that_fills_the_hole_takes_a_share_of_what_the_others_have(case, short):
    """Without preferences the others keep the part of the value that the new money does not buy."""
    plain_terms = {"liquidation_preference.first": 0.0}
    common = econ.run(case.scenario(overrides=SHORT_OF_MONEY | plain_terms))
    hole, value = hole_in_the_plan(common), value_at_the_end(common)
    worth = common.at("value_after", hole.month)
    kept = worth / (worth + hole.amount) * (value + hole.amount) / value
    (before,), (after,) = end_returns(common), end_returns(common, filled=True)
    assert after.proceeds == pytest.approx(kept * before.proceeds)
