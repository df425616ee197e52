"""Paired runs: many sets of choices on the same draws, without recomputing what only the choices or only the draws change.

A price cut does not change the roofline, nor when cards arrive; a late card does not change a price that is set by
date. Only the quantities that both choices and draws affect are evaluated for every pair, by a smaller model whose
inputs are the paths of the others. The results are those of the whole model.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import ArrayLike

from econ.arrays import AXES, Array
from econ.case.model_inputs import model_inputs
from econ.case.scenario import Scenario
from econ.engine.evaluate import evaluate
from econ.engine.model import Model
from econ.engine.pruning import empty_starts
from econ.outlook import run
from econ.twin import can_generate, evaluate_generated


class PairedRuns:
    """A scenario in which sets of choices are tried on the same draws.

    `rows` has one value a draw for each uncertain key, shape (draws,), and `choices` one value a set for each choice,
    shape (sets,); `keep` are the quantities that are wanted, without elements.
    """

    def __init__(
        self,
        scenario: Scenario,
        rows: Mapping[str, ArrayLike],
        choices: Mapping[str, ArrayLike],
        keep: Iterable[str],
    ):
        case, self.keep = scenario.case, tuple(keep)
        model, self.months, self.sizes = case.model, case.months, case.sizes
        # No change passes through a quantity that is forced for all its elements.
        forced_names = {key for key, _ in scenario.overrides if key in model.quantities}
        drawn = model.reached(_names(rows), forced_names)
        chosen = model.reached(_names(choices), forced_names)
        paired = drawn & chosen & model.needed(self.keep)
        wires = {wire for name in paired for wire in model.causes(name).values()}
        sources = {source for _, source in wires}
        boundary = (sources | set(self.keep)) - paired - {"month"}
        with ThreadPoolExecutor(2) as pool:  # numpy releases the interpreter while it computes
            future = pool.submit(_run, scenario, rows, boundary - chosen)
            self.by_set, _, self.sets = _run(scenario, choices, boundary & chosen)
            self.by_draw, forced, self.draws = future.result()
        self.by_draw |= dict.fromkeys(empty_starts(model, wires, boundary), np.zeros((1,) * AXES))
        input_names = {*self.by_draw, *self.by_set} - (set(self.keep) - sources)
        per = {name: _dimensions(model, name) for name in input_names}
        self.model = Model({name: q for name, q in model.quantities.items() if name in paired}, per)
        self.forced = {name: values for name, values in forced.items() if name in paired}

    def run(self, first: int, last: int) -> dict[str, Array]:
        """The quantities of `keep` for the sets from `first` to before `last`, on every draw.

        Each has the shape (months or one, dimensions…, sets, draws).
        """
        sets = last - first
        values = {
            name: np.tile(value, sets) if value.shape[-1] > 1 else value
            for name, value in self.by_draw.items()
        }
        for name, value in self.by_set.items():
            is_same = value.shape[-1] == 1  # in all sets
            values[name] = (
                value if is_same else np.repeat(value[..., first:last], self.draws, axis=-1)
            )
        given = {name: values[name] for name in self.model.inputs}
        evaluated = [name for name in self.keep if name in self.model.quantities]
        is_generated = can_generate(self.model, self.sizes)
        evaluate_pairs = evaluate_generated if is_generated else evaluate
        values |= evaluate_pairs(
            self.model, given, self.months, self.sizes, sets * self.draws, self.forced, evaluated
        )
        return {name: self._by_pair(values[name], sets) for name in self.keep}

    def _by_pair(self, value, sets):
        """A quantity with its draws laid out as (sets, draws)."""
        leading = value.shape[:-1]
        wide = np.broadcast_to(value, (*leading, sets * self.draws))
        return wide.reshape(*leading, sets, self.draws)


def _names(keys):
    """The names of keys, without their elements."""
    return {key.split(".")[0] for key in keys}


def _dimensions(model, name):
    """The dimensions of a quantity or input."""
    return model.quantities[name].per if name in model.quantities else model.inputs.get(name, ())


def _run(scenario, rows, keep):
    """The quantities and inputs of `keep` on these rows, the forced values, and the number of draws."""
    _, forced, draws = model_inputs(scenario, rows)
    values = run(scenario, rows, keep).values
    return {name: _one_column_if_same(values[name]) for name in keep}, forced, draws


def _one_column_if_same(value):
    """A value without the draws, where none of them differs."""
    return value[..., :1] if (value == value[..., :1]).all() else value
