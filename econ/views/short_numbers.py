"""Numbers as strips and short sentences show them: three significant digits, months by name, spaces that do not break."""

import math
import re

from econ.case.case import Case
from econ.units import MINUS, NOT_DEFINED, YUAN, format_value, shown_factor, shown_unit, signed_text
from econ.words import Amount, amount_text, say

NO_BREAK = "\N{NO-BREAK SPACE}"
ZERO_IN_WORDS = "zero"
_DIGITS = 3
_DECIMALS = {"share": 1, "bn yuan/month": 2}  # where two strips that differ would read alike
_WHOLE_MONEY = 100.0  # bn yuan, from which no decimal is shown
_SMALLEST_SHARE = 1e-5  # a smaller one is not written out


def three_digits(value: float) -> str:
    """A number with three significant digits at most, without an exponent: 66, 12,900, 0.0801; "0" for zero."""
    if not math.isfinite(value) or value == 0.0:
        return NOT_DEFINED if not math.isfinite(value) else "0"
    rounded = float(f"{value:.{_DIGITS - 1}e}")
    places = max(_DIGITS - 1 - math.floor(math.log10(abs(rounded))), 0)
    return _without_end_zeros(signed_text(rounded, f",.{places}f"))


def short_money(value: float) -> str:
    """An amount of bn yuan: one decimal below a hundred, none from there on; a digit where that would be zero."""
    if not math.isfinite(value):
        return NOT_DEFINED
    if value == 0.0:
        return ZERO_IN_WORDS
    return _joined((MINUS if value < 0.0 else "") + _money_size(value), "bn", shown_unit(YUAN))


def short_share(value: float) -> str:
    """A share in per cent with three significant digits; zero, and what is next to it, in words."""
    if not math.isfinite(value):
        return NOT_DEFINED
    if value == 0.0:
        return ZERO_IN_WORDS
    if abs(value) < _SMALLEST_SHARE:
        return say("below", limit=_joined(three_digits(_SMALLEST_SHARE * 100.0), "%"))
    return _joined(three_digits(value * 100.0), "%")


def short_tokens(value: float) -> str:
    """Tokens in Ttok with three significant digits."""
    if not math.isfinite(value):
        return NOT_DEFINED
    return _joined(three_digits(value), "Ttok")


def short_amount(value: float, unit: str) -> str:
    """A number in its unit with three significant digits at most; a time without end is beyond the horizon."""
    if math.isinf(value):
        return format_value(value, unit)
    return amount_text(Amount(value=value, unit=unit, decimals=_DECIMALS.get(unit)))


def digits_beyond(short: str, long: str) -> str:
    """The longer form of a number where it has digits that the shorter one has not; empty where both say the same."""
    digits = [re.sub(r"[^0-9.]", "", text) for text in (short, long)]
    digits = [text.rstrip("0").rstrip(".") if "." in text else text for text in digits]
    return "" if digits[0] == digits[1] else long


def short_month(case: Case, month: int) -> str:
    """The name of a month, in one piece."""
    return case.month_name(month).replace(" ", NO_BREAK)


def last_month(case: Case) -> str:
    """The name of the last month of the plan."""
    return short_month(case, case.months - 1)


def end_month(case: Case, months: float) -> int | None:
    """The month in which money that lasts `months` is gone; None where it outlasts the plan or is undefined."""
    return min(int(months), case.months - 1) if math.isfinite(months) else None


def money_lasts(case: Case, months: float) -> str:
    """Until when money lasts: the month in which it is gone, or that it is beyond the last month of the plan."""
    if math.isnan(months):
        return NOT_DEFINED
    month = end_month(case, months)
    return say("beyond", limit=last_month(case)) if month is None else short_month(case, month)


def whole_months(months: int) -> str:
    """A number of whole months, without a sign."""
    return _joined(f"{abs(months)}", "month" if abs(months) == 1 else "months")


def money_difference(difference: float) -> str:
    """A change of money with its sign, as `short_money` has it."""
    return _joined(_sign(difference) + _money_size(difference), "bn", shown_unit(YUAN))


def token_difference(difference: float) -> str:
    """A change of tokens with its sign."""
    return _joined(_sign(difference) + three_digits(abs(difference)), "Ttok")


def points(difference: float) -> str:
    """The size of a change of a share in points: one decimal below a hundred; a digit where that would be zero."""
    size = abs(difference) * 100.0
    return _joined(_size(size, 1) if size < 100.0 else three_digits(size), "points")


def _money_size(value: float) -> str:
    size = abs(value) * shown_factor(YUAN)
    return _size(size, 0 if round(size, 1) >= _WHOLE_MONEY else 1)


def _size(size: float, decimals: int) -> str:
    """A size with some decimals, or to its first digit where they would all be zero."""
    if size == 0.0 or size >= 0.5 * 10.0**-decimals:
        return f"{size:,.{decimals}f}"
    rounded = float(f"{size:.0e}")
    return f"{rounded:.{max(-math.floor(math.log10(rounded)), 0)}f}"


def _without_end_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sign(difference: float) -> str:
    return MINUS if difference < 0.0 else "+"


def _joined(*parts: str) -> str:
    return NO_BREAK.join(parts)
