"""Declare equations: a plain function whose name is the quantity and whose parameters are its causes."""

import dataclasses
import inspect
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any, TypeVar

from econ.arrays import DIMENSIONS
from econ.problems import hint
from econ.units import UNITS, UNITS_ARE_IN, unit_bounds

Equation = TypeVar("Equation", bound=Callable[..., Any])


class ModelError(Exception):
    """Problems of the equations, all collected before the error is raised."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quantity:
    """Something the model computes: its name, unit, dimensions, sentence, causes and equation."""

    name: str
    unit: str
    per: tuple[str, ...]
    sentence: str
    stage: str
    causes: tuple[str, ...]
    equation: Callable[..., Any]
    starts_empty: bool
    may_be_beyond: bool
    may_be_undefined: bool
    signed: bool
    above_one: bool

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest number that it can be."""
        return unit_bounds(self.unit, signed=self.signed, above_one=self.above_one)


def quantity(
    unit: str,
    *,
    per: str | tuple[str, ...] = (),
    starts_empty: bool = False,
    may_be_beyond: bool = False,
    may_be_undefined: bool = False,
    signed: bool = False,
    above_one: bool = False,
) -> Callable[[Equation], Equation]:
    """Declare an equation.

    `starts_empty`: zero before the first month; `may_be_beyond`: infinity is an answer; `may_be_undefined`: so is that there is
    no value; `signed`: it may be below zero; `above_one`: it is in shares and no part of a whole, so that it may exceed one.
    A unit or a dimension that does not exist is refused by `collect`, together with everything else that is wrong.
    """
    dimensions = (per,) if isinstance(per, str) else per
    if callable(unit):  # @quantity without brackets: the function stays undeclared
        return unit

    def declare(function: Equation) -> Equation:
        declared = Quantity(
            name=function.__name__,
            unit=unit,
            per=tuple(sorted(dimensions, key=_place_of_dimension)),
            sentence=inspect.getdoc(function) or "",
            stage=function.__module__.rsplit(".", 1)[-1],
            causes=tuple(inspect.signature(function).parameters),
            equation=function,
            starts_empty=starts_empty,
            may_be_beyond=may_be_beyond,
            may_be_undefined=may_be_undefined,
            signed=signed,
            above_one=above_one,
        )
        function.quantity = declared  # type: ignore[attr-defined]  # a function takes any attribute
        return function

    return declare


def _place_of_dimension(name: str) -> int:
    """The place of a dimension among all of them; one that does not exist comes last."""
    return DIMENSIONS.index(name) if name in DIMENSIONS else len(DIMENSIONS)


def _declaration_problems(declared: Quantity) -> Iterator[str]:
    """A sentence for a unit and for each dimension of a quantity that does not exist."""
    if declared.unit not in UNITS:
        yield (
            f"«{declared.name}» is declared in «{declared.unit}», which is not a unit"
            f"{hint(declared.unit, UNITS)}; {UNITS_ARE_IN}"
        )
    for dimension in declared.per:
        if dimension not in DIMENSIONS:
            yield (
                f"«{declared.name}» is declared per «{dimension}», which is not a dimension"
                f"{hint(dimension, DIMENSIONS)}"
            )


def collect(modules: Iterable[ModuleType]) -> dict[str, Quantity]:
    """Every quantity declared in the modules, by name.

    Raises `ModelError` listing every problem: two equations with one name, a function of a module that declares no
    quantity, a unit or a dimension that does not exist.
    """
    quantities: dict[str, Quantity] = {}
    problems: list[str] = []
    for module in modules:
        for member in vars(module).values():
            declared = getattr(member, "quantity", None)
            if isinstance(declared, Quantity) and member.__module__ == module.__name__:
                if declared.name in quantities:
                    problems.append(f"two equations are called «{declared.name}»")
                problems += _declaration_problems(declared)
                quantities[declared.name] = declared
            elif inspect.isfunction(member) and member.__module__ == module.__name__:
                problems.append(
                    f"«{member.__name__}» is no quantity yet: write @quantity(…) above it"
                )
    if problems:
        raise ModelError(problems)
    return quantities
