"""The words equations may use beyond arithmetic: sums across a dimension, delays, a safe ratio, a root.

Arrays are laid out (months, platform, tier, workload, competitor, round, draws); what does not depend on time lacks the first
axis. Axes are therefore counted from the end, and every helper works for one month and for all months at once.
"""

import dataclasses
import itertools

import numpy as np

from econ.arrays import DIMENSIONS, Array, axis_of

HALVINGS = 60  # a bisection of fixed length: enough to reach the last bit of a double


@dataclasses.dataclass(frozen=True)
class Past:
    """All earlier months of a quantity: its path, and the month (or months) from which one looks back."""

    path: Array
    month: Array | np.float64


# Of a dimension: the slices of the axes behind it. Elements are cut out by slicing, the cheapest there is.
_BEHIND = {name: (slice(None),) * (-1 - axis_of(name)) for name in DIMENSIONS}


def total(values: Array, over: str) -> Array:
    """The sum over every element of a dimension, always in the order of the file."""
    behind = _BEHIND[over]
    first, *others = (values[(..., slice(element, element + 1), *behind)] for element in range(values.shape[axis_of(over)]))
    result = first + others[0] if others else first
    for other in others[1:]:
        result += other
    return result


def largest(values: Array, over: str) -> Array:
    """The largest value among the elements of a dimension."""
    return np.max(values, axis=axis_of(over), keepdims=True)


def ahead(values: Array, score: Array, over: str) -> Array:
    """For each element of a dimension, the sum of `values` over the elements that come before it.

    Those with the higher `score` come first; of equals, the one that stands first in the file.
    """
    behind = _BEHIND[over]
    parts = [(..., slice(element, element + 1), *behind) for element in range(score.shape[axis_of(over)])]
    shape = np.broadcast_shapes(values[parts[0]].shape, score[parts[0]].shape)
    sums = [np.zeros(shape) for _ in parts]
    for (own, one), (element, other) in itertools.combinations(enumerate(parts), 2):
        first = score[other] > score[one]
        sums[own] += np.where(first, values[other], 0.0)
        sums[element] += np.where(first, 0.0, values[one])
    return np.concatenate(sums, axis=axis_of(over))


def ratio(numerator: Array, denominator: Array, when_none: float = 0.0) -> Array:
    """Numerator over denominator, and `when_none` where the denominator is zero."""
    return np.where(denominator == 0.0, when_none, numerator / denominator)  # the engine keeps quiet about what is thrown away


def monthly(yearly_rate: Array) -> Array:
    """The rate a month that compounds to a yearly rate."""
    return np.exp(np.log(1.0 + yearly_rate) / 12.0) - 1.0


def lagged(now: Array, past: Past, lag: Array) -> Array:
    """The value `lag` months ago, on a straight line between months; zero before the first month.

    `now` is the same quantity this month, which is what a lag of less than a month still reaches.
    """
    whole = np.ceil(lag)
    weight = whole - lag
    month = np.asarray(past.month, dtype=np.intp)
    if whole.size > 1 and whole.min() == whole.max():  # one shift for all: whole months are moved
        whole = whole.reshape(-1)[:1].reshape((1,) * whole.ndim)
    elif whole.size > 1 and whole.ndim < past.path.ndim == month.ndim:  # the later month of one is the earlier of the next
        found = _moved(past.path, whole.astype(np.intp))
        return (1.0 - weight) * found[:-1] + weight * found[1:]
    earlier = month - whole.astype(np.intp)
    later = np.minimum(earlier + 1, month)
    return (1.0 - weight) * _at(now, past.path, earlier, month) + weight * _at(now, past.path, later, month)


def _moved(path, whole):
    """The path put off by whole months, each column by its own, and one month longer; zero before the first.

    A column that is not put off at all ends with its last month twice; what comes after its own month has no weight.
    """
    size = path[0].size
    start = np.arange(size).reshape(path.shape[1:]) - whole * size
    place = start + size * np.arange(len(path) + 1).reshape((-1,) + (1,) * start.ndim)
    place[-1] -= size * (whole == 0)
    found = np.take(path.reshape(-1), place, mode="clip")
    if start.min() < 0:
        np.copyto(found, 0.0, where=place < 0)
    return found


def _at(now, path, months, month):
    """The value in whole months up to `month`, each column in its own; zero before the first."""
    if months.size == 1:
        one = months.item()
        return now if one == month else path[one] if one >= 0 else np.zeros(path.shape[1:])
    if months.ndim == path.ndim and months.size == len(months):
        found = path[np.maximum(months.reshape(-1), 0)]
    else:
        size = path[0].size
        place = np.maximum(months, 0) * size + np.arange(size).reshape(path.shape[1:])
        found = np.take(path.reshape(-1), place, mode="clip")  # all places are inside; the check costs more than the rest
    if month.ndim == 0 and months.max() == month:
        found = np.where(months == month, now, found)
    if months.min() < 0:
        found *= months >= 0
    return found


def bisect(gap, low: Array, high: Array) -> Array:
    """The root of a falling function between `low` and `high`, by a fixed number of halvings."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        above = gap(middle) > 0.0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2.0

