"""The twin: the model of a case as a WebAssembly module, generated from the equations themselves.

`generate(case)` makes it without a compiler, in well under a second. The module runs in a browser, and here by wasmtime if that
is installed. `evaluate_generated` computes with it what the engine's `evaluate` computes, in a hundredth of the time.
"""

import functools
import importlib.util
from collections.abc import Iterable, Mapping

import numpy as np

from econ.arrays import AXES, Array
from econ.case.case import Case
from econ.case.model_inputs import model_inputs
from econ.case.scenario import Scenario
from econ.engine.evaluate import Forced
from econ.engine.expression import Expression, Sizes
from econ.engine.model import Model
from econ.engine.quantity import ModelError
from econ.twin.instruction_sets import ONE_DRAW, PAIRS
from econ.twin.layout import ForcedElement, Layout, MemoryPlace, layout_of
from econ.twin.program import Program
from econ.twin.trees import expressions_of
from econ.twin.wasm import module_of

MOST_PROGRAMS = 32  # that are kept, one for each model, horizon, and set of forced elements
MOST_PARTS = 12  # likewise, of programs of part of a model, whose memory holds several draws
MANY_DRAWS = 256  # from which on a program of a part is worth its making, which takes about as long as a thousand draws
MOST_MODELS = 8  # whose expressions are kept
# The quantities that are computed, and those of them that are kept.
ModelPart = tuple[frozenset[str], tuple[str, ...]]


def can_generate(model: Model, sizes: Sizes) -> bool:
    """Whether runs of a model can be computed by generated code: wasmtime is installed, and all equations are in the vocabulary."""
    return importlib.util.find_spec("wasmtime") is not None and _is_in_vocabulary(model, sizes)


@functools.lru_cache(maxsize=MOST_MODELS)
def _is_in_vocabulary(model: Model, sizes: Sizes) -> bool:
    try:
        _expressions(model, sizes)
    except ModelError:
        return False
    return True


def evaluate_generated(
    model: Model,
    inputs: Mapping[str, Array],
    months: int,
    sizes: Sizes,
    draws: int,
    forced: Forced | None = None,
    keep: Iterable[str] | None = None,
) -> Mapping[str, Array]:
    """The inputs and quantities by name, as `econ.engine.evaluate.evaluate` gives them, by the generated model.

    A draw has the same bits whatever it is computed with. As with `evaluate_pruned`, an array that is the same in every month may
    lack the axis of months, and one that is the same in every draw may have one column.
    """
    forced = forced or {}
    kept_names = model.quantities.keys() if keep is None else set(keep)
    kept = tuple(name for name in model.quantities if name in kept_names)
    varied = _varied(inputs, forced)
    whole = functools.partial(program_of, model, inputs, months, sizes, forced)
    if varied and draws < MANY_DRAWS:
        return {**inputs, **whole().run_draws(inputs, forced, draws, kept)}
    if not varied:
        once = whole().run(inputs, forced)
        return once if keep is None else {**inputs, **_copied(once, kept)}
    computed = _computed(model, varied, frozenset(kept))
    wanted = tuple(name for name in kept if name in computed)
    given = {name: _without_months_if_same(value) for name, value in inputs.items()}
    part = program_of(model, given, months, sizes, forced, (computed, wanted))
    # A quantity that no difference between draws reaches is computed once.
    same = {*kept, *part.layout.given} - computed - inputs.keys()
    same_values: dict[str, Array] = {}
    if same:
        first = {name: value[..., :1] for name, value in inputs.items()}
        same_values = _copied(whole().run(first, _first_of(forced)), same)
        given |= {name: _without_months_if_same(value) for name, value in same_values.items()}
    values = part.run_draws(given, forced, draws, wanted) if wanted else {}
    return {
        **inputs,
        **{name: (values if name in computed else same_values)[name] for name in kept},
    }


def _without_months_if_same(value: Array) -> Array:
    """A path as one value, where it is the same in all months."""
    if value.ndim <= AXES:
        return value
    bits = value.view(np.int64)
    return value[0] if (bits[1:] == bits[:1]).all() else value


def _copied(values: Mapping[str, Array], names: Iterable[str]) -> dict[str, Array]:
    """Some of the values of a run, without the memory in which all of them are."""
    return {name: values[name].copy() for name in names}


def _varied(inputs: Mapping[str, Array], forced: Forced) -> frozenset[str]:
    """The names of what differs from draw to draw."""
    return frozenset(
        name
        for name, value in (
            *inputs.items(),
            *((name, value) for name, elements in forced.items() for _, value in elements),
        )
        if value.shape[-1] > 1
    )


def _first_of(forced: Forced) -> Forced:
    """The forced values of the first draw."""
    return {
        name: [(index, value[..., :1]) for index, value in elements]
        for name, elements in forced.items()
    }


@functools.lru_cache(maxsize=MOST_PROGRAMS)
def _computed(model: Model, varied: frozenset[str], kept: frozenset[str]) -> frozenset[str]:
    """The quantities that differ from draw to draw and are kept, or needed for what is kept."""
    reached = model.reached(varied) & model.quantities.keys()
    return frozenset(reached & model.needed(reached & kept))


def program_of(
    model: Model,
    inputs: Mapping[str, Array],
    months: int,
    sizes: Sizes,
    forced: Forced,
    part: ModelPart | None = None,
) -> Program:
    """The program of a model for inputs and forced values of these shapes.

    One of all quantities has one draw at a time, and one of a part of them has several.
    """
    dated = tuple(name for name in model.inputs if inputs[name].ndim > AXES)
    paths = {
        (name, index): value.ndim > 1
        for name, elements in forced.items()
        for index, value in elements
    }
    elements = tuple((*element, paths[element]) for element in sorted(paths))
    made = _whole_program if part is None else _part_program
    return made(model, sizes, months, dated, elements, part)


def _program(
    model: Model,
    sizes: Sizes,
    months: int,
    dated: tuple[str, ...],
    forced: tuple[ForcedElement, ...],
    part: ModelPart | None,
) -> Program:
    layout = layout_of(model, sizes, months, dated, forced, *(part or ()))
    instructions = PAIRS if part else ONE_DRAW
    code = module_of(model, layout, _expressions(model, sizes), instructions)
    return Program(model, layout, code, instructions.draws)


_whole_program = functools.lru_cache(maxsize=MOST_PROGRAMS)(_program)
_part_program = functools.lru_cache(maxsize=MOST_PARTS)(_program)


@functools.lru_cache(maxsize=MOST_MODELS)
def _expressions(model: Model, sizes: Sizes) -> dict[str, Expression]:
    return expressions_of(model, sizes)


def forget() -> None:
    """Forgets all that has been generated, so that the next run makes it again."""
    for kept in (_whole_program, _part_program, _expressions, _is_in_vocabulary, _computed):
        kept.cache_clear()


class Twin:
    """A case as generated code; raises `ModelError` where an equation cannot be generated."""

    def __init__(self, case: Case) -> None:
        self.case = case
        inputs, _, _ = model_inputs(case.scenario())
        self._program = program_of(case.model, inputs, case.months, case.sizes, {})

    @property
    def bytes(self) -> bytes:
        """The module in which no quantity is forced."""
        return self._program.bytes

    @property
    def layout(self) -> Layout:
        """Return the place of each number in that module."""
        return self._program.layout

    def slots(self, key: str) -> tuple[MemoryPlace, ...]:
        """Return places of the number of an assumption: of a fact that several platforms share, one for each of them.

        Empty for one that no equation reads.
        """
        name = key.partition(".")[0]
        if name not in self.case.model.inputs:
            return ()
        elements = self.case.key_indices(name)
        return tuple(
            self.layout.places[name].element(index)
            for element, index in elements.items()
            if self.case.source_of(element) == key
        )

    def run(self, scenario: Scenario) -> Mapping[str, Array]:
        """The values of `econ.run(scenario)`, by name; `ValueError` for a scenario of another case."""
        if scenario.case != self.case:
            raise ValueError(f"this twin is of {self.case!r}, not of {scenario.case!r}")
        inputs, forced, _ = model_inputs(scenario)
        case = self.case
        return program_of(case.model, inputs, case.months, case.sizes, forced).run(inputs, forced)


def generate(case: Case) -> Twin:
    """The model of a case as generated code."""
    return Twin(case)
