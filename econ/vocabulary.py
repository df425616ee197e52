"""The words equations may use beyond arithmetic: sums across a dimension, delays, a safe ratio, a root.

Arrays are laid out (months, platform, tier, competitor, round, draws); what does not depend on time lacks the first
axis. Axes are therefore counted from the end, and every helper works for one month and for all months at once.
"""

import dataclasses

import numpy as np
from numpy.typing import NDArray

from econ.units import BEYOND

Array = NDArray[np.float64]
DIMENSIONS = ("platform", "tier", "competitor", "round")
HALVINGS = 60  # a bisection of fixed length: enough to reach the last bit of a double


@dataclasses.dataclass(frozen=True)
class Past:
    """All earlier months of a quantity: its path, and the month (or months) from which one looks back."""

    path: Array
    month: Array


def axis_of(dimension: str) -> int:
    """The axis of a dimension, counted from the end."""
    return DIMENSIONS.index(dimension) - len(DIMENSIONS) - 1


def _parts(values, over):
    return np.moveaxis(values, axis_of(over), 0)


def total(values: Array, over: str) -> Array:
    """The sum over every element of a dimension, always in the order of the file."""
    parts = _parts(values, over)
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return np.expand_dims(result, axis_of(over))


def largest(values: Array, over: str) -> Array:
    """The largest value among the elements of a dimension."""
    return np.max(values, axis=axis_of(over), keepdims=True)


def ratio(numerator: Array, denominator: Array, when_none: float = 0.0) -> Array:
    """Numerator over denominator, and `when_none` where the denominator is zero."""
    none = np.equal(denominator, 0.0)
    return np.where(none, when_none, numerator / np.where(none, 1.0, denominator))


def monthly(yearly_rate: Array) -> Array:
    """The rate a month that compounds to a yearly rate."""
    return np.exp(np.log(1.0 + yearly_rate) / 12.0) - 1.0


def lagged(now: Array, past: Past, lag: Array) -> Array:
    """The value `lag` months ago, on a straight line between months; zero before the first month."""
    when = past.month - lag
    earlier = np.floor(when)
    weight = when - earlier
    before = _at(now, past, earlier)
    return before if not np.any(weight) else (1.0 - weight) * before + weight * _at(now, past, earlier + 1.0)


def _at(now, past, when):
    """The path at whole months: zero before the first, `now` in the month from which one looks back."""
    size = past.path[0].size
    column = np.arange(size).reshape(past.path.shape[1:])  # its place within a month
    flat = np.clip(when, 0.0, len(past.path) - 1.0).astype(np.intp) * size + column
    found = np.where(when < 0.0, 0.0, np.take(past.path.reshape(-1), flat))
    present = when >= past.month
    return np.where(present, now, found) if np.any(present) else found


def bisect(gap, low: Array, high: Array) -> Array:
    """The root of a falling function between `low` and `high`, by a fixed number of halvings."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        above = gap(middle) > 0.0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2.0


__all__ = ["BEYOND", "DIMENSIONS", "Array", "Past", "axis_of", "bisect", "lagged", "largest", "monthly", "ratio", "total"]
