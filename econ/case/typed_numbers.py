"""Numbers as people type them: "6 months", "65 %", "1,000", full-width digits, the name of an option."""

import contextlib
import math
import re
from collections.abc import Callable, Sequence
from typing import SupportsFloat, TypeGuard

import numpy as np

from econ.case.file.schema import Assumption
from econ.engine.quantity import Quantity
from econ.problems import shown
from econ.units import number_text, plural_unit

ROUNDING_ERROR = 1e-6  # a computed number may be so far outside of what its quantity can be
BARE = ("switch", "elasticity")  # units that are not written
_GROUPED = r"[0-9]{1,3}(?P<mark>[,'’ ])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?:\.[0-9]*)?"  # by one mark throughout
_NUMBER = re.compile(
    rf"(?P<number>[+-]?(?:{_GROUPED}|[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?) *(?P<unit>.*)",
    re.DOTALL,
)
# What East Asian keyboards write, and other marks for a minus or a space, by their plain forms.
_PLAIN: dict[int, int | str] = {
    **{number: number - 0xFEE0 for number in range(0xFF01, 0xFF5F)},
    ord("−"): "-",
    **dict.fromkeys(map(ord, "\u00a0\u2009\u202f\u3000"), " "),
}


def read_number(value: object, assumption: Assumption) -> float:
    """A number for this assumption, from a number, a text such as "6 month" or an option's name.

    Raises `ValueError` with the end of a sentence: what the value must be.
    """
    if isinstance(value, str) and assumption.options:
        names = [option.casefold() for option in assumption.options]
        if value.strip().casefold() in names:
            return float(names.index(value.strip().casefold()))
        if split_number(value) is None:
            raise ValueError(f"must be one of {_options(assumption)}, not «{shown(value)}»")
    try:
        number = plain_number(value, assumption.unit)
    except ValueError as error:
        raise ValueError(f"{error}; it is {limits_text(assumption)}") from None
    problem = limits_problem(number, assumption)
    if problem:
        raise ValueError(problem)
    return number


def limits_problem(number: float, assumption: Assumption) -> str:
    """The requirement that a number fails to meet; empty if the assumption can have it."""
    if assumption.options and number not in range(len(assumption.options)):
        return f"must be one of {_options(assumption)}, not {number_text(number)}"
    if not assumption.limits[0] <= number <= assumption.limits[1]:
        return f"must be {limits_text(assumption)}, not {number_text(number)}"
    return (
        f"must be a whole number, not {number_text(number)}"
        if assumption.takes_whole_numbers and number % 1
        else ""
    )


def narrow(text: str) -> str:
    """A text with the digits, marks and spaces that a number may be typed with in their plain form."""
    return text.translate(_PLAIN)


def split_number(text: str) -> tuple[str, str] | None:
    """A number as somebody typed it, in digits that Python reads, and the rest of the text; None where it does not begin with a number.

    Digits may be full-width, and thousands grouped by a comma, an apostrophe or a space: "1,000", "1'000 card", "１，０００".
    """
    parts = _NUMBER.fullmatch(narrow(text).strip())
    return parts and (re.sub("[,'’ ]", "", parts["number"]), parts["unit"].strip())


def plain_number(value: object, unit: str) -> float:
    """A finite number from a number or a text, whose unit, if it names one, must be this one."""
    if is_number(value):
        return float(value) + 0.0  # there is one zero, without a sign
    parts = split_number(value) if isinstance(value, str) else None
    number, suffix = (float(parts[0]) + 0.0, parts[1]) if parts else (math.nan, "")
    if not math.isfinite(number):
        raise ValueError(f"must be a finite number, not «{shown(value)}»")
    is_share = unit.split("/", maxsplit=1)[0] == "share"
    if is_share and suffix in (
        "%",
        unit.replace("share", "%"),
        unit.replace("share", "%").replace("/", " a "),
    ):
        return number / 100.0
    if suffix not in ("", unit, plural_unit(unit)):
        wanted = (
            "a plain number" if unit in BARE else f"a number in {unit}{' or %' if is_share else ''}"
        )
        raise ValueError(f"must be {wanted}, written like 1234.5, not «{shown(value)}»")
    return number


def whole_number(value: object) -> int:
    """A whole number of any size from a number or a text, exactly; `ValueError` for anything else."""
    number = value
    if isinstance(value, str):
        parts = split_number(value)
        if parts and not parts[1]:
            with contextlib.suppress(ValueError):
                return int(parts[0])  # exact, however many digits
            number = float(parts[0])  # such as "1e3"
    if isinstance(number, int | np.integer) and not isinstance(number, bool):
        return int(number)
    if is_number(number) and float(number).is_integer():
        return int(float(number))
    raise ValueError(f"must be a whole number, not «{shown(value)}»")


def forced_number(value: object, quantity: Quantity) -> float:
    """A number to force a computed one to: within what the quantity can be, apart from rounding errors."""
    number = plain_number(value, quantity.unit)
    low, high = quantity.bounds
    if quantity.unit == "switch" and min(abs(number - low), abs(number - high)) > ROUNDING_ERROR:
        raise ValueError(
            f"must be {number_text(low)} or {number_text(high)}, not {number_text(number)}"
        )
    if not low - ROUNDING_ERROR <= number <= high + ROUNDING_ERROR:
        raise ValueError(
            f"must be between {number_text(low)} and {number_text(high)} ({quantity.unit}), not {number_text(number)}"
        )
    return number


def read_path(values: Sequence, months: int, read: Callable[[object], float]) -> tuple[float, ...]:
    """One number a month; `read` reads each of them."""
    if len(values) != months:
        raise ValueError(
            f"must be one number for each of the {months} months, not a list of {len(values)}"
        )
    path = []
    for month, value in enumerate(values):
        try:
            path.append(read(value))
        except ValueError as error:
            raise ValueError(f"{error} (in month {month})") from None
    return tuple(path)


def limits_text(assumption: Assumption) -> str:
    """The limits in words, with their unit."""
    unit = "" if assumption.unit in BARE else f" ({assumption.unit})"
    return (
        f"between {number_text(assumption.limits[0])} and {number_text(assumption.limits[1])}{unit}"
    )


def _options(assumption):
    return ", ".join(f"«{option}» ({number})" for number, option in enumerate(assumption.options))


def is_number(value: object) -> TypeGuard[SupportsFloat]:
    """Whether this is a finite number; True and False are not."""
    if isinstance(value, bool | np.bool_) or not isinstance(
        value, int | float | np.integer | np.floating
    ):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False
