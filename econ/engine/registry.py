"""Meanings of the words of equations: for arrays, for units and as an expression, all declared at once.

An equation is one function. Called with arrays it gives numbers, with units its unit, with expressions the tree of what it
computes: only the meaning of the words in it changes.
"""

import dataclasses
import inspect
import math
import types
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from econ.engine.expression import Expression, ExpressionError, as_expression, operator_form

_Function = TypeVar("_Function", bound=Callable[..., Any])
Meanings = Mapping[str, Any]  # name of a word, such as "np.exp" → what it does


@dataclasses.dataclass(frozen=True, kw_only=True)
class AllowedFunction:
    """A function that equations may call: how it is computed with NumPy, its generated form, and the signature of its units.

    A signature such as "a, b, a/b -> a/b" has one term for each argument, and after the arrow the term of the result:

    - "a" or "b": a value in any unit; the same letter is the same unit
    - "a/b": a value in the first unit over the second
    - "1": a plain number, without a unit
    - "past a": all earlier months of a quantity in this unit
    - "condition": the result of a comparison
    - "dimension": the name of a dimension, such as "tier"
    - "…": more arguments like the one before

    For example, `total` has "a, dimension -> a": the sum of a quantity over a dimension is in the unit of the quantity.
    """

    name: str
    numpy: Callable[..., Any]
    generated: Callable[..., Expression]
    takes: tuple[str, ...]
    gives: str
    required: int  # arguments that must be given

    def arguments(self, count: int) -> tuple[str, ...]:
        """The terms of a call with `count` arguments; `TypeError` if it cannot have that number."""
        takes = self.takes
        if takes[-1] == "…":
            takes = takes[:-1] + takes[-2:-1] * (count - len(takes) + 1)
        if not self.required <= count <= len(takes):
            raise TypeError(
                f"{self.name} takes {self.required} to {len(takes)} arguments, not {count}"
            )
        return takes[:count]


class Vocabulary(dict[str, AllowedFunction]):
    """The functions that equations may call, by name."""

    def add(
        self,
        name: str,
        function: Callable[..., Any],
        units: str,
        generated: Callable[..., Any] | None,
        optional: int = 0,
    ) -> None:
        """Let equations call a function; without a generated form of its own it is read from its NumPy form."""
        takes, gives = units.split(" -> ")
        terms = tuple(takes.split(", "))
        self[name] = AllowedFunction(
            name=name,
            numpy=function,
            generated=generated or self.form_of(function),
            takes=terms,
            gives=gives,
            required=len(terms) - optional - (terms[-1] == "…"),
        )

    def allowed(
        self, units: str, generated: Callable[..., Any] | None = None
    ) -> Callable[[_Function], _Function]:
        """Let equations call the function below; `units` is the signature that `AllowedFunction` explains."""

        def declare(function: _Function) -> _Function:
            parameters = inspect.signature(function).parameters.values()
            optional = sum(parameter.default is not parameter.empty for parameter in parameters)
            self.add(function.__name__, function, units, generated, optional)
            return function

        return declare

    def generated_forms(self) -> dict[str, Callable[..., Expression]]:
        """The generated form of each word."""
        return {name: word.generated for name, word in self.items()}

    def form_of(self, function: Callable[..., Any]) -> Callable[..., Expression]:
        """The generated form of a function with arrays that is made of words only."""

        def generated(*values: object) -> Expression:
            more = {"np.abs": operator_form("abs"), "np.inf": math.inf}
            return as_expression(called_with(function, self.generated_forms() | more, values))

        return generated


def called_with(function: Any, meanings: Meanings, values: Any) -> Any:
    """Return the result of a function for values when the words in it have these meanings."""
    words = {name: meanings[name] for name in meanings.keys() & function.__globals__.keys()}
    numpy_words = {
        name.removeprefix("np."): meaning
        for name, meaning in meanings.items()
        if name.startswith("np.")
    }
    names = {**function.__globals__, **words, "np": _Numpy(numpy_words)}
    same = types.FunctionType(
        function.__code__, names, function.__name__, function.__defaults__, function.__closure__
    )
    return same(*values)


class _Numpy:
    """Takes the place of NumPy in a function whose words have other meanings."""

    def __init__(self, words: Meanings) -> None:
        self._words = words

    def __getattr__(self, name: str) -> Any:
        if name not in self._words:
            raise ExpressionError(f"np.{name} is not in the vocabulary of equations")
        return self._words[name]
