"""The twin: the model of a case as a WebAssembly module, generated from the equations themselves.

`compile(case)` makes it without a compiler, in well under a second. The module runs in a browser, and here by wasmtime if that
is installed. It computes what `econ.run` computes, one scenario at a time.
"""

import functools
from collections.abc import Mapping

from econ.arrays import Array
from econ.case.case import Case
from econ.case.model_inputs import model_inputs
from econ.case.scenario import Scenario
from econ.twin.layout import ForcedElement, Layout, MemoryPlace, layout_of
from econ.twin.program import Program
from econ.twin.trees import expressions_of
from econ.twin.wasm import module_of

MOST_PROGRAMS = 16  # that a twin keeps, one for each set of forced elements


class Twin:
    """A case as generated code; raises `ModelError` where an equation cannot be generated."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._trees = expressions_of(case.model, case.sizes)
        self._kept = functools.lru_cache(maxsize=MOST_PROGRAMS)(self._made)
        self.program()

    @property
    def bytes(self) -> bytes:
        """The module in which no quantity is forced."""
        return self.program().bytes

    @property
    def layout(self) -> Layout:
        """Where that module keeps each number."""
        return self.program().layout

    def program(self, forced: tuple[ForcedElement, ...] = ()) -> Program:
        """The module in which these elements of quantities take values from outside instead of their equations'."""
        return self._kept(forced)

    def _made(self, forced: tuple[ForcedElement, ...]) -> Program:
        case, model = self.case, self.case.model
        known = case.assumptions
        dated = [name for name in model.inputs if name in known and known[name].dated]
        layout = layout_of(model, case.sizes, case.months, dated, forced)
        return Program(model, layout, module_of(model, layout, self._trees))

    def slots(self, key: str) -> tuple[MemoryPlace, ...]:
        """Where the number of an assumption is written: of a fact that several platforms share, once for each of them.

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
        paths = {
            (name, index): value.ndim > 1
            for name, elements in forced.items()
            for index, value in elements
        }
        program = self.program(tuple((*element, paths[element]) for element in sorted(paths)))
        return program.run(inputs, forced)


def compile(case: Case) -> Twin:  # noqa: A001 - the word for it
    """The model of a case as generated code."""
    return Twin(case)
