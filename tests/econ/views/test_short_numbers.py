"""Short numbers, as strips and short sentences show them."""

import math

import pytest

from econ.views import short_numbers


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


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
