"""The unit check: each equation run once on units instead of numbers.

A `Measure` carries a scale in base units and exponents. Adding yuan to tokens fails, and so does forgetting that
revenue is kept in billions: a scale of a thousand too many is as wrong as a wrong dimension.
"""

import dataclasses
import math
import types

import numpy as np

from econ import units
from econ.engine.model import Model
from econ.engine.quantity import Quantity

HELPERS = ("total", "ahead", "largest", "ratio", "lagged", "bisect", "monthly")


class MeasureError(TypeError):
    """Two units that do not go together."""


@dataclasses.dataclass(frozen=True)
class Measure:
    """A unit in flight: size in base units, exponents by dimension."""

    scale: float
    dimensions: tuple[tuple[str, int], ...] = ()

    __array_priority__ = 1000

    def __mul__(self, other):
        return self._combine(other, 1)

    def __truediv__(self, other):
        return self._combine(other, -1)

    def __rtruediv__(self, other):
        return _measure(other)._combine(self, -1)

    __rmul__ = __mul__

    def _combine(self, other, sign):
        other = _measure(other)
        exponents = dict(self.dimensions)
        for name, exponent in other.dimensions:
            exponents[name] = exponents.get(name, 0) + sign * exponent
        return Measure(self.scale * other.scale**sign, tuple(sorted((n, e) for n, e in exponents.items() if e)))

    def _same(self, other):
        if isinstance(other, float | int) and other in (0, math.inf):
            return self
        other = _measure(other)
        if self.dimensions != other.dimensions or not math.isclose(self.scale, other.scale, rel_tol=1e-9):
            raise MeasureError(f"{self} does not go with {other}")
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = _same

    def _truth(self, other):
        self._same(other)
        return ONE

    __lt__ = __le__ = __gt__ = __ge__ = _truth

    def __and__(self, other):
        return ONE

    def __neg__(self):
        return self

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        name = ufunc.__name__
        if name in ("exp", "log"):
            return ONE._same(inputs[0])
        if name in ("minimum", "maximum"):
            return _alike(*inputs)
        raise MeasureError(f"{name} is not in the vocabulary of equations")

    def __array_function__(self, function, kinds, arguments, options):
        if function is np.where:
            return _alike(*arguments[1:])
        if function is np.clip:
            return _alike(*arguments)
        raise MeasureError(f"{function.__name__} is not in the vocabulary of equations")

    def __str__(self):
        return f"{self.scale:g} " + " ".join(f"{n}^{e}" for n, e in self.dimensions)


ONE = Measure(1.0)


def _measure(value):
    if isinstance(value, Measure):
        return value
    if isinstance(value, units.Constant):
        return Measure(value.scale, value.dimensions)
    return ONE


def _alike(*values):
    """The common measure of the values; zero and infinity go with everything."""
    measures = [v for v in values if isinstance(v, Measure)]
    for value in values if measures else ():
        measures[0]._same(value)
    return measures[0] if measures else ONE


def _yearly_to_monthly(rate):
    return ONE._same(rate)


_STAND_INS = {
    "total": lambda values, over: values,
    "ahead": lambda values, score, over: values,
    "largest": lambda values, over: values,
    "ratio": lambda numerator, denominator, when_none=0.0: _measure(numerator) / denominator,
    "lagged": lambda now, past, lag: (ONE._same(lag), now)[1],
    "bisect": lambda gap, low, high: (gap(high), _alike(low, high))[1],
    "monthly": _yearly_to_monthly,
}


def measure_of(unit: str) -> Measure:
    """The measure of a unit in the closed list."""
    return Measure(units.UNITS[unit].scale, units.UNITS[unit].dimensions)


def check(quantity: Quantity, model: Model, unit_of: dict[str, str]) -> str | None:
    """A sentence if the equation's units do not come out as declared, else None.

    `unit_of` names the unit of every quantity and assumption; a difference of scale counts as wrong.
    """
    wires = model.causes(quantity.name)
    given = [ONE if wires[c][1] == "month" else measure_of(unit_of[wires[c][1]]) for c in quantity.causes]
    function = quantity.equation
    stand_ins = {**function.__globals__, **{n: _STAND_INS[n] for n in HELPERS if n in function.__globals__}}
    try:
        result = types.FunctionType(function.__code__, stand_ins)(*given)
        measure_of(quantity.unit)._same(_measure(result))
    except MeasureError as problem:
        return f"«{quantity.name}» is declared in {quantity.unit}: {problem}"
    return None
