"""The unit check: each equation run once on units instead of numbers.

A `Measure` carries a scale in base units and exponents. Adding yuan to tokens fails, and so does forgetting that
revenue is kept in billions: a scale of a thousand too many is as wrong as a wrong dimension.
"""

import dataclasses
import itertools
import math
from collections.abc import Callable, Mapping

from econ import units
from econ.engine.model import MONTH, Model
from econ.engine.quantity import Quantity
from econ.engine.registry import AllowedFunction, called_with
from econ.engine.vocabulary import VOCABULARY
from econ.problems import hint


class MeasureError(TypeError):
    """Two units that do not go together."""


@dataclasses.dataclass(frozen=True)
class Measure:
    """A unit in flight: size in base units, exponents by dimension."""

    scale: float
    dimensions: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: object) -> "Measure":
        return self._combine(other, 1)

    def __truediv__(self, other: object) -> "Measure":
        return self._combine(other, -1)

    def __rtruediv__(self, other: object) -> "Measure":
        return as_measure(other)._combine(self, -1)

    __rmul__ = __mul__

    def _combine(self, other: object, sign: int) -> "Measure":
        other = as_measure(other)
        exponents = dict(self.dimensions)
        for name, exponent in other.dimensions:
            exponents[name] = exponents.get(name, 0) + sign * exponent
        return Measure(
            self.scale * other.scale**sign, tuple(sorted((n, e) for n, e in exponents.items() if e))
        )

    def matched(self, other: object) -> "Measure":
        """This measure, if the other is the same; zero, infinity and what is undefined go with everything. Raises `MeasureError`."""
        if not _goes_with_all(other):
            other = as_measure(other)
            if self.dimensions != other.dimensions or not math.isclose(
                self.scale, other.scale, rel_tol=1e-9
            ):
                raise MeasureError(f"{self} does not go with {other}{_ratio_clause(self, other)}")
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = matched

    def _compared(self, other: object) -> "Measure":
        self.matched(other)
        return ONE

    __lt__ = __le__ = __gt__ = __ge__ = _compared

    def __and__(self, other: object) -> "Measure":
        return ONE

    def __neg__(self) -> "Measure":
        return self

    def __str__(self) -> str:
        return f"{self.scale:g} " + " ".join(f"{n}^{e}" for n, e in self.dimensions)


ONE = Measure(1.0)
_SCALES = {
    name: float(getattr(units, name))
    for name in ("MONTHS_A_YEAR", "THOUSAND", "SECONDS_AN_HOUR", "MILLION", "BILLION")
}


def as_measure(value: object) -> Measure:
    """The measure of a value in an equation: a measure, a conversion constant or a plain number."""
    if isinstance(value, Measure):
        return value
    return Measure(value.scale, value.dimensions) if isinstance(value, units.Constant) else ONE


def measure_of(unit: str) -> Measure:
    """The measure of a unit in the closed list. Raises `MeasureError` for any other unit."""
    if unit not in units.UNITS:
        raise MeasureError(f"«{unit}» is not a unit{hint(unit, units.UNITS)}; {units.UNITS_ARE_IN}")
    return Measure(units.UNITS[unit].scale, units.UNITS[unit].dimensions)


def _goes_with_all(value: object) -> bool:
    return isinstance(value, float | int) and (value in (0, math.inf) or math.isnan(value))


def _on_measures(allowed_function: AllowedFunction) -> Callable[..., Measure]:
    """The signature of a function as a function of measures."""

    def apply(*values: object) -> Measure:
        bound: dict[str, Measure] = {}
        for term, value in zip(allowed_function.arguments(len(values)), values, strict=True):
            letter = term.removeprefix("past ")
            if term in ("dimension", "function") or _goes_with_all(value):
                continue
            if letter.isalpha() and len(letter) == 1 and letter not in bound:
                bound[letter] = as_measure(value)
            _meant(term, bound).matched(value)
        return _meant(allowed_function.gives, bound)

    return apply


def _meant(term: str, bound: Mapping[str, Measure]) -> Measure:
    """The measure that a term of a rule means; a letter to which only zeros were passed is a plain number."""
    if "/" in term:
        over, under = term.split("/")
        return _meant(over, bound) / _meant(under, bound)
    return bound.get(term.removeprefix("past "), ONE)


def _ratio_clause(first: Measure, second: Measure) -> str:
    """Return the ratio of two measures in words, where they differ in scale alone."""
    if first.dimensions != second.dimensions:
        return ""
    ratio = second.scale / first.scale
    if ratio < 1.0:
        return f"; the first is {1.0 / ratio:,.12g} times the second"
    return f"; the second is {ratio:,.12g} times the first"


def _scale_problem(declared: Measure, result: object) -> str:
    """The factor by which an equation is wrong whose result differs from its unit in scale alone; else empty."""
    if _goes_with_all(result):
        return ""
    measure = as_measure(result)
    factor = measure.scale / declared.scale  # what the equation must be multiplied by
    if measure.dimensions != declared.dimensions or math.isclose(factor, 1.0, rel_tol=1e-9):
        return ""
    if factor > 1.0:
        return (
            f"the equation is {factor:,.12g} times too small{_constants_clause('multiply', factor)}"
        )
    return (
        f"the equation is {1.0 / factor:,.12g} times too large"
        f"{_constants_clause('divide', 1.0 / factor)}"
    )


def _constants_clause(verb: str, factor: float) -> str:
    """The constants of `econ/units.py` that make a factor, one to three of them; empty where none do."""
    for count in range(1, 4):
        for names in itertools.combinations(_SCALES, count):
            if math.isclose(math.prod(_SCALES[name] for name in names), factor, rel_tol=1e-9):
                return f"; {verb} by {' * '.join(names)}"
    for over, under in itertools.permutations(_SCALES, 2):
        if math.isclose(_SCALES[over] / _SCALES[under], factor, rel_tol=1e-9):
            return f"; {verb} by {over} / {under}"
    return ""


_ON_MEASURES = {name: _on_measures(function) for name, function in VOCABULARY.items()}


def check(quantity: Quantity, model: Model, unit_of: Mapping[str, str]) -> str | None:
    """A sentence if the equation's units do not come out as declared, else None.

    `unit_of` names the unit of every quantity and assumption; a difference of scale counts as wrong.
    """
    wires = model.causes(quantity.name)
    try:
        given = [
            ONE if wires[cause][1] == MONTH else measure_of(unit_of[wires[cause][1]])
            for cause in quantity.causes
        ]
        result = called_with(quantity.equation, _ON_MEASURES, given)
        wrong = _scale_problem(measure_of(quantity.unit), result)
        if wrong:
            return f"«{quantity.name}» is declared in {quantity.unit}: {wrong}"
        measure_of(quantity.unit).matched(result)
    except TypeError as problem:  # of units, or a construct that equations do not have
        return f"«{quantity.name}» is declared in {quantity.unit}: {problem}"
    return None
