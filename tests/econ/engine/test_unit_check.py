"""Every equation comes out in the unit it declares, and numbers are written as people write them."""

import math
import types

import numpy as np
import pytest

from econ.engine.model import Model
from econ.engine.quantity import ModelError, collect, quantity
from econ.engine.unit_check import MeasureError, check, measure_of
from econ.engine.vocabulary import lagged, ratio, total
from econ.units import BILLION, THOUSAND, UNITS, format_plain, format_value


@pytest.fixture(scope="module")
def unit_of(case):
    """The unit of everything an equation can read; a beginning has the unit of what begins."""
    units = {name: a.unit for name, a in case.assumptions.items()}
    units |= {name: q.unit for name, q in case.model.quantities.items()}
    return units | {
        n: units[n.removeprefix("initial_")] for n in case.model.inputs if n not in units
    }


def verdict(function, **inputs):
    """The words of the check about one equation whose inputs have these units."""
    model = Model({function.quantity.name: function.quantity}, dict.fromkeys(inputs, ()))
    return check(function.quantity, model, inputs)


def test_every_equation_comes_out_in_its_unit(case, unit_of):
    wrong = [check(q, case.model, unit_of) for q in case.model.quantities.values()]
    assert not [sentence for sentence in wrong if sentence]


def test_the_initial_value_of_a_stock_has_its_unit(case, unit_of):
    for name in case.model.quantities:
        start = f"initial_{name}"
        if start in unit_of:
            measure_of(unit_of[start]).matched(measure_of(unit_of[name]))


def test_every_unit_of_the_case_is_in_the_list(case, unit_of):
    assert set(unit_of.values()) <= set(UNITS)


def test_a_wrong_unit_is_caught():
    @quantity("bn yuan/month")
    def sales(tokens, cards):
        """Tokens times cards."""
        return tokens * cards

    assert "«sales»" in verdict(sales, tokens="Ttok", cards="card")


def test_adding_unlike_units_is_caught():
    @quantity("bn yuan")
    def wealth(cash, cards):
        """Money and cards."""
        return cash + cards

    assert "«wealth»" in verdict(wealth, cash="bn yuan", cards="card")
    assert verdict(wealth, cash="bn yuan", cards="bn yuan") is None


def test_a_factor_of_a_thousand_is_caught_both_when_missing_and_when_too_many():
    @quantity("bn yuan/month")
    def short(tokens, price):
        """A conversion forgotten."""
        return tokens * price

    @quantity("bn yuan/month")
    def right(tokens, price):
        """As it should be."""
        return tokens * price / THOUSAND

    @quantity("bn yuan/month")
    def long(tokens, price):
        """The wrong conversion."""
        return tokens * price / BILLION

    units = {"tokens": "Ttok", "price": "yuan/Mtok"}
    assert "«short»" in verdict(short, **units)
    assert verdict(right, **units) is None
    assert "«long»" in verdict(long, **units)


@pytest.mark.parametrize(
    ("unit", "money", "words"),
    [
        (
            "M yuan/person/year",
            "bn yuan",
            "12,000 times too small; multiply by MONTHS_A_YEAR * THOUSAND",
        ),
        ("M yuan/person", "yuan/dollar", None),
        ("M yuan/person/year", "bn yuan/year", "1,000 times too small; multiply by THOUSAND"),
        (
            "M yuan/person",
            "bn yuan/year",
            "83.3333333333 times too small; multiply by THOUSAND / MONTHS_A_YEAR",
        ),
    ],
)
def test_a_wrong_scale_is_named_with_the_constants_that_mend_it(unit, money, words):
    @quantity(unit)
    def pay(money, people):
        """Money a head."""
        return money / people

    said = verdict(pay, money=money, people="person")
    if words is None:
        assert "multiply" not in said
    else:
        assert said == f"«pay» is declared in {unit}: the equation is {words}"


def test_an_equation_that_is_too_large_is_divided_and_unlike_scales_that_are_added_say_their_ratio():
    @quantity("bn yuan")
    def spent(heads, pay):
        """Pay of all heads."""
        return heads * pay

    @quantity("bn yuan")
    def bought(cards, card_price, cash):
        """Cash and cards, in two scales."""
        return cash + cards * card_price

    said = verdict(spent, heads="person", pay="M yuan/person")
    assert said.endswith("the equation is 1,000 times too large; divide by THOUSAND")
    said = verdict(bought, cards="card", card_price="k yuan/card", cash="bn yuan")
    assert said.endswith("the first is 1,000,000 times the second")


def test_a_month_for_a_year_is_caught():
    @quantity("share/month")
    def hurried(rate):
        """A yearly rate taken for a monthly one."""
        return rate

    assert "«hurried»" in verdict(hurried, rate="share/year")
    assert verdict(hurried, rate="share/month") is None


def test_helpers_are_checked_like_arithmetic():
    @quantity("share", per="tier")
    def part(tokens, cards):
        """A ratio of unlike things, summed."""
        return total(ratio(tokens, cards), "tier")

    @quantity("bn yuan")
    def late(cash, past_cash, lag):
        """A delay that is not a time."""
        return lagged(cash, past_cash, lag)

    assert "«part»" in verdict(part, tokens="Ttok", cards="card")
    assert verdict(part, tokens="Ttok", cards="Ttok") is None
    assert "«late»" in verdict(late, cash="bn yuan", lag="card")


def test_an_exponent_must_be_a_plain_number():
    @quantity("x")
    def boom(cash):
        """Money as an exponent."""
        return np.exp(cash)

    assert "«boom»" in verdict(boom, cash="bn yuan")


def test_a_unit_that_is_not_in_the_list_is_refused_with_its_quantity_and_the_nearest():
    @quantity("bn yuans")
    def sales(cash):
        """Money."""
        return cash

    module = types.ModuleType("toy")
    sales.__module__, module.sales = "toy", sales
    with pytest.raises(ModelError) as refused:
        collect([module])
    sentence = "«sales» is declared in «bn yuans», which is not a unit; the nearest is «bn yuan»"
    assert refused.value.problems == (f"{sentence}; all units are in econ/units.py",)
    assert "«bn yuans» is not a unit" in verdict(sales, cash="bn yuan")


def test_an_unknown_unit_of_a_cause_gets_a_sentence():
    @quantity("bn yuan")
    def sales(cash):
        """Money."""
        return cash

    assert verdict(sales, cash="crad") == (
        "«sales» is declared in bn yuan: «crad» is not a unit; the nearest is «card»; "
        "all units are in econ/units.py"
    )


def test_unlike_units_get_a_sentence():
    with pytest.raises(MeasureError, match=r"yuan.*token"):
        measure_of("bn yuan") + measure_of("Ttok")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (50 / 350, "share", "14.3 %"),
        (0.05, "share/year", "5 % a year"),
        (0.015, "share/month", "1.5 % a month"),
        (-0.1, "share", "−10 %"),
        (24, "yuan/Mtok", "24.00 yuan/Mtok"),
        (0.0213, "yuan/Mtok", "0.021 yuan/Mtok"),
        (160000, "card", "160,000 cards"),
        (1, "card", "1 card"),
        (-5.5, "bn yuan", "−5.50 bn yuan"),
        (1234.5, "bn yuan", "1,234 bn yuan"),
        (1.6, "x", "1.60x"),
        (-1.1, "elasticity", "−1.10"),
        (1, "switch", "1"),
        (18, "month", "18 months"),
        (4, "month of plan", "month 4"),
        (math.inf, "month", "beyond the plan"),
        (-math.inf, "bn yuan", "−out of reach"),
        (math.nan, "bn yuan", "not defined"),
    ],
)
def test_numbers_are_written_with_their_unit(value, unit, text):
    assert format_value(value, unit) == text


@pytest.mark.parametrize("value", [0.0, 1e-9, -0.004, 0.5, 99.95, -1e6, 1e15])
def test_a_written_number_reads_back_near_its_value(value):
    for unit in UNITS:
        text = format_value(value, unit, with_unit=False).replace(",", "").replace("−", "-")
        size = float(text.removesuffix(" %")) / (100.0 if text.endswith("%") else 1.0)
        near = pytest.approx(value, rel=0.06, abs=0.6 * 10.0 ** -UNITS[unit].decimals)
        assert size == near, unit
        with_unit = format_value(value, unit).replace("card-hour", "")
        assert "e" not in text.lower() and "-" not in with_unit, unit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (26156.0, "26,156"),
        (10502.4, "10,502"),
        (7839.0, "7,839"),
        (103.44, "103.4"),
        (6.55, "6.55"),
        (-0.5, "-0.5"),
        (0.0, "0"),
        (0.00012345, "0.0001234"),
        (9999.9, "10,000"),
        (1e9, "1,000,000,000"),
        (math.nan, "not defined"),
    ],
)
def test_a_measurement_is_written_with_four_digits_and_no_exponent(value, text):
    assert format_plain(value) == text
