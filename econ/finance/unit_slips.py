"""Figures so far from others of their kind that a wrong unit or decimal point is likelier than the figure."""

import numpy as np

from econ.arrays import Array
from econ.finance.arguments import finite_array, finite_number

_TIMES_OF_OTHERS = 10.0**0.8  # a slip of a unit is a power of ten, and figures of a kind differ too


def is_far_from(value: float, known: Array | list[float], times: float) -> bool:
    """Whether the size of a number is more than `times` that of all known ones, or less than one part in `times`.

    Signs do not count. Where a known number is zero, no number is too small, and where all are, none is too large.
    `ValueError` for anything but numbers.
    """
    size = abs(finite_number(value, "value"))
    sizes = np.abs(finite_array(known, "known values"))
    largest = float(sizes.max())
    if size == 0.0 or largest == 0.0:
        return False
    return size > times * largest or size < float(sizes.min()) / times


def unit_slip(value: float, others: list[float]) -> str:
    """A question about a figure that is some power of ten from the median of others of its kind; else an empty text.

    Only amounts above zero are compared. Runways have been published ten times too short because of a slip of a unit.
    """
    usual = float(np.median(others)) if len(others) else 0.0
    if not (value > 0.0 and usual > 0.0) or not is_far_from(value, [usual], _TIMES_OF_OTHERS):
        return ""
    ratio = value / usual
    size = f"{ratio:.0f} times" if ratio > 1.0 else f"one part in {1.0 / ratio:.0f} of"
    return f"{value:,.4g} is {size} what others of its kind are ({usual:,.4g}): is the unit right?"
