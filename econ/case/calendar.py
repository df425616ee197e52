"""The calendar of a case: months of the horizon, numbered from zero, as days, as moments and as words.

`start` is the day on which the case begins, the first of a month.
"""

import datetime

import numpy as np
from numpy.typing import NDArray

from econ.arrays import Array

MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def month_start(start: datetime.date, month: float) -> datetime.date:
    """The first day of a month; it may be given as a float that is whole, such as a value of the model."""
    years, months = divmod(start.month - 1 + int(month), 12)
    return datetime.date(start.year + years, months + 1, 1)


def month_number(start: datetime.date, day: datetime.date) -> int:
    """The number of the month that contains a day; negative before the start."""
    return (day.year - start.year) * 12 + day.month - start.month


def month_label(start: datetime.date, month: int) -> str:
    """A month for people: "Sep 2026"; it may lie beyond the last year of the calendar of `datetime`."""
    years, months = divmod(start.month - 1 + month, len(MONTH_NAMES))
    return f"{MONTH_NAMES[months]} {start.year + years}"


def month_starts(start: datetime.date, count: int) -> NDArray[np.datetime64]:
    """The first day of each of the first `count` months, as `datetime64[ms]`."""
    first = np.datetime64(start, "M")
    return np.arange(first, first + count).astype("datetime64[ms]")


def moments(start: datetime.date, months: float | Array) -> NDArray[np.datetime64]:
    """The moments at which `months` have passed since the start, as `datetime64[ms]` of the shape of `months`.

    A fraction of a month is that fraction of its days. `months` must be finite.
    """
    passed = np.asarray(months, dtype=np.float64)
    whole = np.floor(passed)
    month = np.datetime64(start, "M") + whole.astype(np.int64)
    begin, end = (edge.astype("datetime64[ms]") for edge in (month, month + 1))
    part = np.rint((passed - whole) * (end - begin).astype(np.int64))
    return begin + part.astype("timedelta64[ms]")
