"""Expressions: what an equation computes for one element in one month, as a tree of operations on numbers.

An equation that is called with expressions instead of arrays returns the expression of its result. `sizes` has the number of
elements along each dimension, one along those that an expression does not have, as the shape of an array has.
"""

import dataclasses
import functools
import itertools
from collections.abc import Callable, Sequence

from econ.arrays import DIMENSIONS

Sizes = tuple[int, ...]
COMPARISONS = ("lt", "le", "gt", "ge", "eq", "and")  # what they give is a condition, not a number


class ExpressionError(TypeError):
    """Raised where an equation is not made of allowed operations."""


class Expression:
    """A number that is not known yet; arithmetic and comparison on it give further expressions."""

    sizes: Sizes = (1,) * len(DIMENSIONS)

    def __add__(self, other: object) -> "Operation":
        return operation("add", self, other)

    def __radd__(self, other: object) -> "Operation":
        return operation("add", other, self)

    def __sub__(self, other: object) -> "Operation":
        return operation("sub", self, other)

    def __rsub__(self, other: object) -> "Operation":
        return operation("sub", other, self)

    def __mul__(self, other: object) -> "Operation":
        return operation("mul", self, other)

    def __rmul__(self, other: object) -> "Operation":
        return operation("mul", other, self)

    def __truediv__(self, other: object) -> "Operation":
        return operation("div", self, other)

    def __rtruediv__(self, other: object) -> "Operation":
        return operation("div", other, self)

    def __neg__(self) -> "Operation":
        return operation("neg", self)

    def __lt__(self, other: object) -> "Operation":
        return operation("lt", self, other)

    def __le__(self, other: object) -> "Operation":
        return operation("le", self, other)

    def __gt__(self, other: object) -> "Operation":
        return operation("gt", self, other)

    def __ge__(self, other: object) -> "Operation":
        return operation("ge", self, other)

    def __and__(self, other: object) -> "Operation":
        return operation("and", self, other)

    def __bool__(self) -> bool:
        raise ExpressionError(
            "a choice between two values is written np.where(condition, first, second)"
        )


@dataclasses.dataclass(frozen=True, eq=False)
class Number(Expression):
    """A constant."""

    value: float


@dataclasses.dataclass(frozen=True, eq=False)
class Reading(Expression):
    """A cause of the equation: a quantity or assumption, at the time "now", "opening" or "final"."""

    time: str
    source: str
    sizes: Sizes


@dataclasses.dataclass(frozen=True, eq=False)
class PastReading:
    """All earlier months of a quantity; not a number, so that only words that look back can take it."""

    source: str
    sizes: Sizes


@dataclasses.dataclass(frozen=True, eq=False)
class Operation(Expression):
    """An operation on its parts; of "select" these are a condition and what holds where it is true and where it is not."""

    operator: str
    parts: tuple[Expression, ...]
    sizes: Sizes


@dataclasses.dataclass(frozen=True, eq=False)
class Element(Expression):
    """One element of a part along an axis."""

    part: Expression
    axis: int
    place: int
    sizes: Sizes


@dataclasses.dataclass(frozen=True, eq=False)
class Stack(Expression):
    """An expression of its own for each element along an axis."""

    parts: tuple[Expression, ...]
    axis: int
    sizes: Sizes


@dataclasses.dataclass(frozen=True, eq=False)
class Delay(Expression):
    """The value of a quantity `lag` months ago, on a straight line between months; zero before the first."""

    source: str
    lag: Expression
    sizes: Sizes


_KINDS = {str: "a text", bool: "a truth value", PastReading: "the past"}


def operation(operator: str, *parts: object) -> Operation:
    """The operation on expressions and numbers; `ExpressionError` where a part is neither, or a condition where a number belongs."""
    expressions = tuple(map(as_expression, parts))
    for place, part in enumerate(expressions):
        if _is_condition(part) is not (operator == "and" or (operator == "select" and place == 0)):
            as_number(part)
            raise ExpressionError("a condition is expected where a number is given")
    return Operation(operator, expressions, _joint_sizes(expressions))


def as_expression(value: object) -> Expression:
    """An expression as it is, a number as an expression; `ExpressionError` for anything else."""
    if isinstance(value, Expression):
        return value
    if isinstance(value, float | int) and not isinstance(value, bool):
        return Number(float(value))
    given = _KINDS.get(type(value), "something else")
    raise ExpressionError(f"a number is expected where {given} is given")


def as_number(value: object) -> Expression:
    """Like `as_expression`; `ExpressionError` for a condition too."""
    expression = as_expression(value)
    if _is_condition(expression):
        raise ExpressionError("a number is expected where a condition is given")
    return expression


def _is_condition(part: Expression) -> bool:
    return isinstance(part, Operation) and part.operator in COMPARISONS


def _joint_sizes(parts: Sequence[Expression]) -> Sizes:
    sizes = parts[0].sizes
    for part in parts[1:]:
        if part.sizes != sizes:
            sizes = tuple(map(max, sizes, part.sizes))
    return sizes


def operator_form(operator: str) -> Callable[..., Expression]:
    """The form of a word that is a single operation."""
    return functools.partial(operation, operator)


def clipped(value: object, low: object, high: object) -> Expression:
    """The form of `np.clip`."""
    return operation("min", operation("max", value, low), high)


def elements_of(values: Expression, over: str) -> list[Expression]:
    """Each element of an expression along a dimension; the expression alone if it is the same for all."""
    axis = DIMENSIONS.index(over)
    sizes = (*values.sizes[:axis], 1, *values.sizes[axis + 1 :])
    if values.sizes[axis] == 1:
        return [values]
    return [Element(values, axis, place, sizes) for place in range(values.sizes[axis])]


def folded(operator: str, values: object, over: str) -> Expression:
    """The form of `total` and of `largest`: one element after the other."""
    elements = elements_of(as_expression(values), over)
    return functools.reduce(functools.partial(operation, operator), elements)


def summed_before(values: Expression, order_by: Expression, over: str) -> Expression:
    """The form of `sum_before`."""
    axis = DIMENSIONS.index(over)
    sums, ranks = _both(elements_of(values, over), elements_of(order_by, over))
    parts = []
    for element, own_rank in enumerate(ranks):
        part: Expression = Number(0.0)
        for other, (value, rank) in enumerate(zip(sums, ranks, strict=True)):
            if other != element:
                comes_first = rank >= own_rank if other < element else rank > own_rank
                part = part + operation("select", comes_first, value, 0.0)
        parts.append(part)
    joint = _joint_sizes(parts)
    return Stack(tuple(parts), axis, (*joint[:axis], len(parts), *joint[axis + 1 :]))


def _both(first: list[Expression], second: list[Expression]) -> tuple[list[Expression], ...]:
    """Two lists of one length: what is the same for all elements is repeated."""
    length = max(len(first), len(second))
    return tuple(
        part if len(part) == length else list(itertools.repeat(part[0], length))
        for part in (first, second)
    )


def ratio_form(numerator: object, denominator: object, when_none: object = 0.0) -> Expression:
    """The form of `ratio`."""
    is_none = operation("eq", denominator, 0.0)
    return operation("select", is_none, when_none, operation("div", numerator, denominator))


def delayed(now: Expression, past: PastReading, lag: object) -> Expression:
    """The form of `lagged`."""
    if not (isinstance(now, Reading) and now.time == "now" and isinstance(past, PastReading)):
        raise ExpressionError("a delay reads a quantity and its own past")
    if now.source != past.source:
        raise ExpressionError(f"«{now.source}» is delayed by the past of «{past.source}»")
    months = as_expression(lag)
    return Delay(now.source, months, _joint_sizes((now, months)))


def added_lately(cumulative: Expression, past: PastReading, months: object) -> Expression:
    """The form of `added_within`."""
    last_month = Reading("before", past.source, past.sizes)
    return last_month - delayed(cumulative, past, operation("add", months, 1.0))
