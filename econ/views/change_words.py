"""Differences in words: with a sign, a unit and three digits at most; what is too small to be written is left out."""

import math

from econ.units import MINUS, format_value, shown_step
from econ.words import say

_SMALLEST_MONTHS = 0.05  # months: a smaller change would be written as zero
NOTHING = ""  # a part of a sentence that is left out


def change_text(value: float, before: float, unit: str) -> str:
    """The change from `before` to `value` with its sign and unit; empty if there is no change.

    From an undefined or infinite number to another it is the number before.
    """
    if value == before or (math.isnan(value) and math.isnan(before)):
        return NOTHING
    if math.isinf(value) or math.isnan(value) or math.isnan(before):
        return say("change-from", before=format_value(before, unit))
    if math.isinf(before):
        return say("change-no-longer-beyond")
    size = signed_change(value - before, unit, beside=max(abs(value), abs(before)))
    return NOTHING if size == say("no-change") else size


def signed_change(difference: float, unit: str, beside: float = 0.0) -> str:
    """A difference of two numbers with its sign and unit; an infinite one is a move across the horizon.

    It has no finer digits than a number of the size `beside`, which a reader compares it with.
    """
    if math.isnan(difference):
        return say("not-defined")
    if math.isinf(difference):
        return say("change-now-beyond" if difference > 0 else "change-no-longer-beyond")
    size = size_of_change(difference, unit)
    if not size:
        return say("no-change")
    step = shown_step(beside, unit) if beside > 0.0 else 0.0
    if abs(difference) < step / 2.0:
        return say("change-below", size=size_of_change(step, unit, beside))
    if step:
        size = size_of_change(difference, unit, beside)
    return ("+" if difference > 0 else MINUS) + size


def size_of_change(difference: float, unit: str, beside: float = 0.0) -> str:
    """The size of a change with its unit; shares in points; empty if it is too small to be written.

    It has the decimals of a number of the size `beside`, if that is given.
    """
    if unit == "month" and 0.0 < abs(difference) < _SMALLEST_MONTHS:
        return say("change-at-most", size=format_value(2.0 * _SMALLEST_MONTHS, unit))
    size = round(abs(difference), 1) if unit == "month" else abs(difference)
    beside = beside if beside > 0.0 else size
    text = format_value(size, unit, beside=beside)
    if not any(digit in text for digit in "123456789"):
        return NOTHING
    if not unit.startswith("share"):
        return text
    number = format_value(size, unit, with_unit=False, beside=beside).removesuffix(" %")
    return say(
        "change-of-share",
        number=number,
        count=1 if number == "1" else 2,
        per=unit.removeprefix("share/"),
    )
