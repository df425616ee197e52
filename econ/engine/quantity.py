"""Declare equations: a plain function whose name is the quantity and whose parameters are its causes."""

import dataclasses
import inspect
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, TypeVar

from econ.arrays import DIMENSIONS
from econ.problems import hint
from econ.units import UNITS

Equation = TypeVar("Equation", bound=Callable[..., Any])


class ModelError(Exception):
    """What is wrong with the equations; collects every problem before it is raised."""

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


def quantity(
    unit: str,
    *,
    per: str | tuple[str, ...] = (),
    starts_empty: bool = False,
    may_be_beyond: bool = False,
) -> Callable[[Equation], Equation]:
    """Declare an equation. `starts_empty`: zero before the first month; `may_be_beyond`: infinity is an answer."""
    dimensions = (per,) if isinstance(per, str) else per
    if unit not in UNITS:
        raise ModelError([f"«{unit}» is not a unit{hint(unit, UNITS)}"])

    for name in dimensions:
        if name not in DIMENSIONS:
            raise ModelError([f"«{name}» is not a dimension{hint(name, DIMENSIONS)}"])

    def declare(function: Equation) -> Equation:
        declared = Quantity(
            name=function.__name__,
            unit=unit,
            per=tuple(sorted(dimensions, key=DIMENSIONS.index)),
            sentence=inspect.getdoc(function) or "",
            stage=function.__module__.rsplit(".", 1)[-1],
            causes=tuple(inspect.signature(function).parameters),
            equation=function,
            starts_empty=starts_empty,
            may_be_beyond=may_be_beyond,
        )
        function.quantity = declared  # type: ignore[attr-defined]
        return function

    return declare


def collect(modules: Iterable[ModuleType]) -> dict[str, Quantity]:
    """Every quantity declared in the modules, by name.

    Two equations with one name are an error, and so is a function of a module that declares no quantity.
    """
    quantities: dict[str, Quantity] = {}
    problems = []
    for module in modules:
        for member in vars(module).values():
            declared = getattr(member, "quantity", None)
            if isinstance(declared, Quantity) and member.__module__ == module.__name__:
                if declared.name in quantities:
                    problems.append(f"two equations are called «{declared.name}»")
                quantities[declared.name] = declared
            elif inspect.isfunction(member) and member.__module__ == module.__name__:
                problems.append(
                    f"«{member.__name__}» is no quantity yet: write @quantity(…) above it"
                )
    if problems:
        raise ModelError(problems)
    return quantities
