"""Many choices on the same draws: what choices alone or draws alone decide is computed once for each, not for every pair.

A price cut does not change the roofline, nor when cards arrive; a late card does not change a price set by date. Only what
both reach is evaluated on every pair, by a smaller model whose inputs are the paths of the rest. Its numbers are those of
the whole model.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from econ.arrays import AXES, Array
from econ.case.model_inputs import model_inputs
from econ.case.scenario import Scenario
from econ.engine.evaluate import evaluate
from econ.engine.model import Model
from econ.engine.pruning import empty_starts, evaluate_pruned
from econ.equations.inert_links import INERT_LINKS


class PairedRuns:
    """A scenario whose choices are tried on the same draws.

    `rows` has for each uncertain key one value a draw, shape (draws,); `chosen` for each choice one value a set of
    choices, shape (sets,); `keep` are the quantities wanted, without elements.
    """

    def __init__(
        self,
        scenario: Scenario,
        rows: Mapping[str, Array],
        chosen: Mapping[str, Array],
        keep: Iterable[str],
    ):
        self.case, self.keep = scenario.case, tuple(keep)
        model, self.months, self.sizes = self.case.model, self.case.months, self.case.sizes
        cut = {
            key for key, _ in scenario.overrides if key in model.quantities
        }  # forced everywhere: nothing passes through
        drawn, moved = (
            _downstream(model, {key.split(".")[0] for key in keys}, cut) for keys in (rows, chosen)
        )
        both = drawn & moved & model.needed(self.keep)
        wires = {wire for name in both for wire in model.causes(name).values()}
        boundary = ({source for _, source in wires} | set(self.keep)) - both - {"month"}
        with ThreadPoolExecutor(2) as workers:  # numpy lets go of the interpreter
            by_draw = workers.submit(_run, scenario, rows, boundary - moved)
            self.by_set, _, self.sets = _run(scenario, chosen, boundary & moved)
            self.by_draw, forced, self.draws = by_draw.result()
        self.by_draw |= dict.fromkeys(empty_starts(model, wires, boundary), np.zeros((1,) * AXES))
        per = {
            name: model.quantities[name].per
            if name in model.quantities
            else model.inputs.get(name, ())
            for name in {*self.by_draw, *self.by_set}
            - (set(self.keep) - {source for _, source in wires})
        }
        self.model = Model({name: q for name, q in model.quantities.items() if name in both}, per)
        self.forced = {name: places for name, places in forced.items() if name in both}

    def run(self, first: int, last: int) -> dict[str, Array]:
        """The quantities kept for the sets from `first` to before `last`, on every draw.

        Each comes as (months or one, dimensions…, sets, draws).
        """
        sets = last - first
        values = {
            name: np.tile(value, sets) if value.shape[-1] > 1 else value
            for name, value in self.by_draw.items()
        }
        values |= {
            name: np.repeat(
                value[..., first:last] if value.shape[-1] > 1 else value, self.draws, axis=-1
            )
            for name, value in self.by_set.items()
        }
        given = {name: values[name] for name in self.model.inputs}
        kept = [name for name in self.keep if name in self.model.quantities]
        found = evaluate(
            self.model, given, self.months, self.sizes, sets * self.draws, self.forced, kept
        )
        wide = {name: found[name] if name in found else values[name] for name in self.keep}
        return {
            name: np.broadcast_to(value, (*value.shape[:-1], sets * self.draws)).reshape(
                *value.shape[:-1], sets, self.draws
            )
            for name, value in wide.items()
        }


def _run(scenario, rows, keep):
    """The quantities and inputs of `keep` on these rows, what is forced, and the number of draws."""
    case = scenario.case
    given, forced, draws = model_inputs(scenario, rows)
    values = evaluate_pruned(
        case.model, INERT_LINKS, given, case.months, case.sizes, draws, forced, keep
    )
    return {name: values[name] for name in keep}, forced, draws


def _downstream(model, names, cut):
    """The names and every quantity that one of them reaches, at any time."""
    found, grew = set(names), True
    while grew:
        more = {
            name
            for name, wires in model.wires.items()
            if name not in found | cut and any(source in found for _, source in wires.values())
        }
        grew = bool(more)
        found |= more
    return found
