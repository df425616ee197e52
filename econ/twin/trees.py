"""The expression of each quantity, read from its equation."""

import inspect
import linecache
import pathlib
from collections.abc import Iterator

from econ.arrays import DIMENSIONS
from econ.engine.expression import (
    Expression,
    ExpressionError,
    PastReading,
    Reading,
    Sizes,
    as_number,
)
from econ.engine.model import Model
from econ.engine.quantity import ModelError, Quantity
from econ.engine.registry import called_with
from econ.engine.vocabulary import VOCABULARY


def expressions_of(model: Model, sizes: Sizes) -> dict[str, Expression]:
    """The expression of every quantity, by name; `sizes` has the number of elements of each dimension.

    Raises `ModelError` that lists every equation that is no expression in the vocabulary, with its line.
    """
    meanings = VOCABULARY.generated_forms()
    trees: dict[str, Expression] = {}
    problems = []
    for quantity in model.quantities.values():
        causes = _causes(quantity, model, sizes)
        try:
            trees[quantity.name] = as_number(
                called_with(quantity.equation, meanings, tuple(causes))
            )
        except (TypeError, AttributeError) as error:
            problems.append(_problem(quantity, error))
    if problems:
        raise ModelError(problems)
    return trees


def sizes_of(model: Model, name: str, sizes: Sizes) -> Sizes:
    """The number of elements of a quantity or an input along each dimension, one along those that it does not have."""
    per = model.per(name)
    return tuple(size if d in per else 1 for d, size in zip(DIMENSIONS, sizes, strict=True))


def _causes(quantity: Quantity, model: Model, sizes: Sizes) -> Iterator[Reading | PastReading]:
    """Return the causes of an equation, in the order of its parameters."""
    for cause in quantity.causes:
        time, source = model.wires[quantity.name][cause]
        own = sizes_of(model, source, sizes)
        yield PastReading(source, own) if time == "past" else Reading(time, source, own)


def _problem(quantity: Quantity, error: Exception) -> str:
    """The sentence for an equation that is no expression: where it stopped, and why."""
    code = inspect.unwrap(quantity.equation).__code__
    # The last line is that of the result, unless the equation stopped before.
    line = max(number for *_, number in code.co_lines() if number)
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code is code:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    text = linecache.getline(code.co_filename, line).strip()
    known = isinstance(error, ExpressionError)
    words = str(error) if known else f"equations have no such construct: {text}"
    return f"«{quantity.name}», line {line} of {pathlib.Path(code.co_filename).name}: {words}"
