"""Check the arguments of the plain functions: numbers, arrays of numbers and dates. A bad one raises `ValueError`."""

import datetime
import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from econ.arrays import Array


def finite_number(
    value: Any,
    name: str,
    *,
    above_zero: bool = False,
    not_negative: bool = False,
    allow_infinite: bool = False,
) -> float:
    """The value as a float; `ValueError` for anything that is not one number, is not finite, or is out of bounds."""
    try:
        number = math.nan if isinstance(value, str | bytes) or np.ndim(value) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if math.isnan(number) or (math.isinf(number) and not allow_infinite):
        kind = "number" if allow_infinite else "finite number"
        raise ValueError(f"the {name} must be a {kind}, not {_shown(value)}")
    if above_zero and not number > 0.0:
        raise ValueError(f"the {name} must be above zero, not {number:g}")
    if not_negative and not number >= 0.0:
        raise ValueError(f"the {name} must not be negative, not {number:g}")
    return number


def finite_array(values: Any, name: str) -> Array:
    """An array of finite numbers in the shape given; `ValueError` for anything else, or an empty one."""
    try:
        given = np.asarray([] if values is None or isinstance(values, str | bytes) else values)
        if given.dtype.kind not in "biufO" or not given.size:
            raise ValueError
        array = given.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers, at least one") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite numbers")
    return array


def day_numbers(dates: Any) -> list[int]:
    """The ordinal of each date of Python, NumPy or pandas; a time of day is dropped. `ValueError` for anything else."""
    if not isinstance(dates, Iterable) or isinstance(dates, str | bytes):
        raise ValueError(f"there must be a list of dates, not {_shown(dates)}")
    days = [_day_number(date) for date in dates]
    if not days:
        raise ValueError("there are no dates")
    return days


def _day_number(date: Any) -> int:
    day = date
    if isinstance(date, np.datetime64):
        day = date.astype("datetime64[D]").astype(object)
    # The missing date of pandas is a datetime that does not equal itself.
    if isinstance(day, datetime.datetime) and day == day:  # noqa: PLR0124
        day = day.date()
    if not isinstance(day, datetime.date) or isinstance(day, datetime.datetime):
        raise ValueError(
            f"dates must be dates, such as datetime.date(2026, 6, 16), not {_shown(date)}"
        )
    return day.toordinal()


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
