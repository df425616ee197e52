"""The functions that equations may call beyond arithmetic and comparison: one registry, each function once.

Arrays are laid out as `econ.arrays` says; what does not depend on time lacks the first axis. Axes are therefore counted from the
end, and every function works for one month and for all months at once.
"""

import dataclasses
import functools
import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from econ.arrays import DIMENSIONS, Array, axis_of
from econ.engine.expression import (
    added_lately,
    clipped,
    delayed,
    folded,
    operator_form,
    ratio_form,
    summed_before,
)
from econ.engine.registry import Vocabulary

Whole = NDArray[np.intp]
SUMMED_IN_ORDER = (
    8  # NumPy adds fewer elements than this one after the other, and more of them in pairs
)
FEW_NUMBERS = (
    256  # of which it costs less to keep all partial sums than to take elements one by one
)
NEWTON_STEPS = (
    20  # of `power_root`: two more than the hardest five elements that a search could find need
)


VOCABULARY = Vocabulary()
allowed = VOCABULARY.allowed
for _name, _units, _form in (
    ("floor", "1 -> 1", operator_form("floor")),
    ("minimum", "a, a -> a", operator_form("min")),
    ("maximum", "a, a -> a", operator_form("max")),
    ("where", "condition, a, a -> a", operator_form("select")),
    ("clip", "a, a, a -> a", clipped),
    ("exp", "1 -> 1", operator_form("exp")),
    ("log", "1 -> 1", operator_form("log")),
):
    VOCABULARY.add(f"np.{_name}", getattr(np, _name), _units, _form)


@dataclasses.dataclass(frozen=True)
class Past:
    """All earlier months of a quantity: its path, and the month (or months) from which one looks back."""

    path: Array
    month: Array | np.float64


# For each dimension, the slices of the axes after it. Elements are taken by slicing, which is the cheapest way.
_BEHIND: dict[str, tuple[Any, ...]] = {
    name: (slice(None),) * (-1 - axis_of(name)) for name in DIMENSIONS
}


@allowed("a, dimension -> a", functools.partial(folded, "add"))
def total(values: Array, over: str) -> Array:
    """The sum over every element of a dimension, always in the order of the file."""
    axis = axis_of(over)
    if values.shape[axis] < SUMMED_IN_ORDER:
        summed: Array = np.add.reduce(values, axis=axis, keepdims=True)
        return summed
    behind = _BEHIND[over]
    if values.size <= FEW_NUMBERS:
        added = np.add.accumulate(values, axis=axis)  # one after the other, in one call
        last: Array = added[(..., slice(-1, None), *behind)]
        return last
    first, *others = (
        values[(..., slice(element, element + 1), *behind)]
        for element in range(values.shape[axis_of(over)])
    )
    result = first + others[0] if others else first
    for other in others[1:]:
        result += other
    return result


@allowed("a, dimension -> a", functools.partial(folded, "max"))
def largest(values: Array, over: str) -> Array:
    """The largest value among the elements of a dimension."""
    most: Array = np.maximum.reduce(values, axis=axis_of(over), keepdims=True)
    return most


@allowed("a, b, dimension -> a", summed_before)
def sum_before(values: Array, order_by: Array, over: str) -> Array:
    """For each element of a dimension, the sum of `values` over the elements that come before it.

    Those with the higher `order_by` come first; of equals, the one that comes first in the file.
    """
    axis, behind = axis_of(over), _BEHIND[over]
    size = max(values.shape[axis], order_by.shape[axis])
    place = np.arange(size).reshape((size,) + (1,) * (-1 - axis))
    result = np.zeros(np.broadcast_shapes(values.shape, order_by.shape))
    for element in range(size):
        own = (..., slice(element, element + 1), *behind)
        rank = order_by[own]
        comes_first = np.where(place > element, rank >= order_by, rank > order_by)
        result += np.where(comes_first, values[own], 0.0)
    return result


@allowed("1, a, a, … -> a")
def choose(switch: Array, *options: Array | float) -> Array | float:
    """The first option where the switch is zero, the second where it is one, and so on."""
    chosen = options[0]
    for number, (before, option) in enumerate(itertools.pairwise(options)):
        chosen = chosen if option is before else np.where(switch > number + 0.5, option, chosen)
    return chosen


@allowed("a, b, a/b -> a/b", ratio_form)
def ratio(numerator: Array | float, denominator: Array | float, when_none: float = 0.0) -> Array:
    """Numerator over denominator, and `when_none` where the denominator is zero."""
    # The engine silences the divide warning.
    return np.where(denominator == 0.0, when_none, numerator / denominator)


def _fill(
    level: Array,
    wanted: Array,
    limits: Array,
    over: str,
    is_any: Callable[[Any], Any] | None = None,
) -> Array:
    """The share that each element gets of a level; with `is_any`, the rest is not computed where none reaches its limit."""
    even = np.minimum(ratio(level, total(wanted, over), 1.0), 1.0)
    limited = wanted * even > limits
    if is_any and not is_any(limited):
        return even
    left = level - total(np.where(limited, limits, 0.0), over)
    rest = ratio(left, total(np.where(limited, 0.0, wanted), over), 1.0)
    most = np.minimum(ratio(limits, wanted, 1.0), 1.0)
    uneven = largest(np.where(limited, 1.0, 0.0), over) > 0.0
    return np.where(limited, most, np.where(uneven & (wanted > 0.0), np.minimum(rest, most), even))


@allowed("a, a, a, dimension -> 1", VOCABULARY.form_of(_fill))
def shared_fill(level: Array, wanted: Array, limits: Array, over: str) -> Array:
    """For each element of a dimension, the share of what is wanted that it gets of a level; at most one.

    All get the same share, but none more than its limit; what a limit leaves goes to the others. An element that wants nothing counts as
    filled at the share that is the same for all.
    """
    return _fill(level, wanted, limits, over, np.any)


@allowed("1 -> 1")
def monthly(yearly_rate: Array) -> Array:
    """The rate a month that compounds to a yearly rate."""
    return np.exp(np.log(1.0 + yearly_rate) / 12.0) - 1.0


@allowed("1 -> 1")
def smooth_ramp(progress: Array) -> Array:
    """An S-shaped curve from zero to one as progress goes from zero to one; flat before and after."""
    progress = np.clip(progress, 0.0, 1.0)
    return progress * progress * (3.0 - 2.0 * progress)


@allowed("a, a -> a")
def time_at_full_rate(passed: Array, ramp: Array) -> Array:
    """The time at the full rate that makes as much as the time passed on a smooth ramp and after it: the integral of the curve."""
    on_ramp = np.minimum(passed / ramp, 1.0)
    after_ramp = np.maximum(passed - ramp, 0.0)
    return ramp * on_ramp * on_ramp * on_ramp * (1.0 - 0.5 * on_ramp) + after_ramp


@allowed("a, past a, 1 -> a", delayed)
def lagged(now: Array, past: Past, lag: Array | float) -> Array:
    """The value `lag` months ago, on a straight line between months; zero before the first month.

    `now` is the same quantity this month, which is what a lag of less than a month still reaches.
    """
    if np.size(lag) == 1 and np.ndim(past.month) == 0:
        return _lagged_by_one_number(now, past.path, int(past.month), np.asarray(lag).item())
    whole: Array = np.ceil(lag)
    weight: Array = whole - lag
    month: Whole = np.asarray(past.month, dtype=np.intp)
    if whole.size > 1 and whole.min() == whole.max():  # one shift for all: whole months are moved
        whole = whole.reshape(-1)[:1].reshape((1,) * whole.ndim)
    elif (
        whole.size > 1 and whole.ndim < past.path.ndim == month.ndim
    ):  # the later month of one is the earlier of the next
        shifted = _moved(past.path, whole.astype(np.intp))
        return (1.0 - weight) * shifted[:-1] + weight * shifted[1:]
    earlier: Whole = month - whole.astype(np.intp)
    later: Whole = np.minimum(earlier + 1, month)
    return (1.0 - weight) * _at(now, past.path, earlier, month) + weight * _at(
        now, past.path, later, month
    )


def _lagged_by_one_number(now: Array, path: Array, month: int, lag: float) -> Array:
    """The value of one month, `lag` months ago, on a straight line between months; zero before the first month."""
    whole = math.ceil(lag)
    weight = whole - lag
    earlier, later = (
        now if place == month else path[place] if place >= 0 else np.zeros(path.shape[1:])
        for place in (month - whole, min(month - whole + 1, month))
    )
    return (1.0 - weight) * earlier + weight * later


@allowed("a, past a, 1 -> a", added_lately)
def added_within(cumulative: Array, past: Past, months: Array) -> Array:
    """Return the amount added to a running sum in the `months` months before this one."""
    return _last_month(past) - lagged(cumulative, past, months + 1.0)


@allowed("a, past a, 1, 1 -> a")
def straight_line(cumulative: Array, past: Past, life: Array, months: Array | None = None) -> Array:
    """A month's write-down of all that was added to a running sum, in equal parts over a life, from the month after.

    `months` says for how many months it is written down, if not for the whole life.
    """
    return added_within(cumulative, past, life if months is None else months) / life


def _last_month(past: Past) -> Array:
    """The value of the month before; zero before the first."""
    if np.ndim(past.month) == 0:
        return past.path[int(past.month) - 1] if past.month > 0 else np.zeros(past.path.shape[1:])
    return np.concatenate([np.zeros((1, *past.path.shape[1:])), past.path[:-1]])


def _moved(path: Array, whole: Whole) -> Array:
    """The path delayed by whole months, each column by its own number, and one month longer; zero before the first.

    A column without delay ends with its last month twice; what comes after its own month has no weight.
    """
    size = path[0].size
    start = np.arange(size).reshape(path.shape[1:]) - whole * size
    place = start + size * np.arange(len(path) + 1).reshape((-1,) + (1,) * start.ndim)
    place[-1] -= size * (whole == 0)
    moved: Array = np.take(path.reshape(-1), place, mode="clip")
    if start.min() < 0:
        np.copyto(moved, 0.0, where=place < 0)
    return moved


def _at(now: Array, path: Array, months: Whole, month: Whole) -> Array:
    """The value in whole months up to `month`, each column in its own; zero before the first."""
    if months.size == 1:
        place = months.item()
        return now if place == month else path[place] if place >= 0 else np.zeros(path.shape[1:])
    if months.ndim == path.ndim and months.size == len(months):
        values = path[np.maximum(months.reshape(-1), 0)]
    else:
        size = path[0].size
        place = np.maximum(months, 0) * size + np.arange(size).reshape(path.shape[1:])
        # All places are inside; the check costs more than the rest.
        values = np.take(path.reshape(-1), place, mode="clip")
    if month.ndim == 0 and months.max() == month:
        values = np.where(months == month, now, values)
    if months.min() < 0:
        values *= months >= 0
    return values


@allowed("b, a, 1, b, a, dimension -> a")
def power_root(
    weights: Array, scales: Array, powers: Array, level: Array, highest: Array, over: str
) -> Array:
    """The x at which the sum over a dimension of weight × (1 + x / scale) ** power falls to a level.

    Zero where the sum is no larger than the level to begin with, and `highest` where it is still larger there. Weights,
    scales and level are not negative and powers are below zero, so the sum falls and is convex: Newton's steps from a point
    below the root approach it from below and never pass it. They start where the first element alone would reach the level.
    An element whose scale is zero does not fall.
    """
    falls = scales > 0.0
    excess = np.log(np.maximum(ratio(weights, level, np.inf), 1.0))
    alone = np.where(
        falls & (weights > level), scales * (np.exp(excess / np.abs(powers)) - 1.0), 0.0
    )
    root = np.minimum(largest(alone, over), highest)
    for _ in range(NEWTON_STEPS):
        parts = weights * np.exp(powers * np.log(1.0 + ratio(root, scales)))
        excess = total(parts, over) - level
        slope = total(np.where(falls, parts * powers / (scales + root), 0.0), over)
        step = np.minimum(root + excess / np.maximum(-slope, 0.0), highest)
        root = np.where(excess > 0.0, step, root)
    return np.where(total(weights, over) > level, root, 0.0)
