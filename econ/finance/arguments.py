"""Arguments of plain functions: numbers, lists of numbers and dates as people hand them over, refused in words."""

import datetime
import math
from collections.abc import Iterable

import numpy as np

from econ.arrays import Array


def number(
    value, name: str, *, above_zero: bool = False, from_zero: bool = False, endless: bool = False
) -> float:
    """One number as a float; `ValueError` where it is none, not finite unless it may be endless, or out of bounds."""
    try:
        given = math.nan if isinstance(value, str | bytes) or np.ndim(value) else float(value)
    except (TypeError, ValueError):
        given = math.nan
    if math.isnan(given) or (math.isinf(given) and not endless):
        raise ValueError(
            f"the {name} must be a {'' if endless else 'finite '}number, not {_shown(value)}"
        )
    if above_zero and not given > 0.0:
        raise ValueError(f"the {name} must be above zero, not {given:g}")
    if from_zero and not given >= 0.0:
        raise ValueError(f"the {name} must not be negative, not {given:g}")
    return given


def numbers(values, name: str) -> Array:
    """An array of finite numbers of any shape; `ValueError` where it is none."""
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


def days(dates) -> list[int]:
    """The day number of each date; those of Python, numpy and pandas are known, a time of day is left away."""
    if not isinstance(dates, Iterable) or isinstance(dates, str | bytes):
        raise ValueError(f"there must be a list of dates, not {_shown(dates)}")
    found = [_day(date) for date in dates]
    if not found:
        raise ValueError("there are no dates")
    return found


def _day(date):
    given = date
    if isinstance(date, np.datetime64):
        given = date.astype("datetime64[D]").astype(object)
    # pandas' mark of a missing date is a datetime that does not equal itself
    if isinstance(given, datetime.datetime) and given == given:  # noqa: PLR0124
        given = given.date()
    if not isinstance(given, datetime.date) or isinstance(given, datetime.datetime):
        raise ValueError(
            f"dates must be dates, such as datetime.date(2026, 6, 16), not {_shown(date)}"
        )
    return given.toordinal()


def _shown(value):
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
