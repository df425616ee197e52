"""Money in the reader's currency: amounts in words are divided by the rate, and only units of money change."""

import pytest
from support.currencies import IN_DOLLARS
from support.reading import as_read

from econ.units import (
    IN_YUAN,
    UNITS,
    YUAN,
    format_stated,
    format_value,
    is_money,
    showing,
    shown_currency,
    shown_unit,
)
from econ.views import short_numbers
from econ.words import Amount, amount_text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (80.0, "bn yuan", "10.0 bn dollars"),
        (-80.0, "bn yuan/month", "−10.0 bn dollars/month"),
        (8.0, "yuan/Mtok", "1.00 dollars/Mtok"),
        (280.0, "k yuan/card", "35.0 k dollars/card"),
        (7.1, "yuan/dollar", "7.10 yuan/dollar"),
        (0.3, "dollar/Mtok", "0.300 dollar/Mtok"),
        (0.5, "share", "50 %"),
        (float("inf"), "bn yuan", "out of reach"),
        (float("nan"), "bn yuan", "not defined"),
    ],
)
def test_amounts_are_in_the_readers_currency(value, unit, text):
    with showing(IN_DOLLARS):
        assert format_value(value, unit) == text
        assert format_stated(value, unit) == format_value_in_yuan(value, unit)
    assert shown_currency() == IN_YUAN


def format_value_in_yuan(value, unit):
    with showing(IN_YUAN):
        return format_value(value, unit)


def test_words_and_short_numbers_are_in_the_readers_currency():
    with showing(IN_DOLLARS):
        assert as_read(amount_text(Amount(value=80.0, unit="bn yuan"))) == "10 bn dollars"
        assert as_read(amount_text(Amount(value=80.0, unit="month"))) == "80 months"
        assert as_read(short_numbers.short_money(824.0)) == "103 bn dollars"
        assert as_read(short_numbers.money_difference(-8.0)) == "−1.0 bn dollars"
    assert as_read(amount_text(Amount(value=80.0, unit="bn yuan"))) == "80 bn yuan"


def test_every_unit_of_money_but_a_rate_and_a_price_in_dollars_is_shown_in_dollars():
    with showing(IN_DOLLARS):
        for unit in UNITS:
            money = any(name == "yuan" for name, _ in UNITS[unit].dimensions)
            assert is_money(unit) == (money and "dollar" not in unit)
            assert (YUAN in shown_unit(unit)) == (unit == "yuan/dollar")
