"""Run a scenario: every quantity, every month, every draw."""

import dataclasses
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from econ.arrays import DIMENSIONS, Array
from econ.case.case import Case
from econ.case.scenario import Scenario, inputs, undefined_money
from econ.case.undefined import MONEY, is_defined
from econ.engine.pruning import evaluate_pruned
from econ.engine.quantity import ModelError
from econ.equations.inert_links import INERT_LINKS
from econ.problems import AssumptionError, hint

LARGEST_CHUNK = 2048  # draws evaluated together, at most: large enough to hide call overhead, small enough for memory
SMALLEST_CHUNK = 512  # draws, at least, that are worth a worker of their own


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outlook:
    """All paths of all quantities under one scenario; `outlook["cash"]` has the shape (draws, months)."""

    scenario: Scenario
    values: Mapping[str, Array]
    draws: int

    @property
    def case(self) -> Case:
        """The case of the scenario."""
        return self.scenario.case

    def __getitem__(self, key: str) -> Array:
        """The paths of a quantity or assumption, such as "cash" or "fleet.h800", shape (draws, months), read-only.

        Raises `ModelError` for a name that is not there, or one whose element is missing, with the nearest name.
        """
        name, index = self._locate(key)
        value = self.values[name][(..., *index, slice(None))]
        paths = np.broadcast_to(value, (self.case.months, self.draws)).T
        paths.flags.writeable = False
        return paths

    def _locate(self, key):
        name, *elements = key.split(".")
        if name not in self.values:
            raise ModelError([f"«{key}» is not a quantity{hint(name, self.values)}"])
        model = self.case.model
        per = model.quantities[name].per if name in model.quantities else model.inputs.get(name, ())
        wanted = [d for d in DIMENSIONS if d in per]
        if len(elements) != len(wanted):
            some = ".".join([name, *(next(iter(self.case.elements[d])) for d in wanted)])
            names = " and one of ".join(", ".join(self.case.elements[d]) for d in wanted)
            need = (
                f"needs one of {names}, as in «{some}»"
                if wanted
                else f"is the same for all, so write «{name}»"
            )
            raise ModelError([f"«{key}» {need}"])
        position = dict.fromkeys(DIMENSIONS, 0)
        for dimension, element in zip(wanted, elements, strict=True):
            known = list(self.case.elements[dimension])
            if element not in known:
                raise ModelError(
                    [f"«{key}»: there is no {dimension} «{element}»{hint(element, known)}"]
                )
            position[dimension] = known.index(element)
        return name, tuple(position[d] for d in DIMENSIONS)

    def at(self, key: str, month: int, draw: int = 0) -> float:
        """One number: a quantity in one month of one draw."""
        return float(self[key][draw, month])

    def frame(self, keys: Iterable[str], draw: int = 0) -> pd.DataFrame:
        """One row a month, one column a quantity, indexed by the first day of the month."""
        index = pd.date_range(self.case.start, periods=self.case.months, freq="MS", name="month")
        return pd.DataFrame({key: self[key][draw] for key in keys}, index=index)


def run(
    scenario: Scenario, rows: Mapping[str, Array] | None = None, keep: Iterable[str] | None = None
) -> Outlook:
    """Evaluate a scenario; `rows` varies inputs or computed quantities, one value a draw, each of shape (draws,).

    Of a dated input a row may be a path a draw, shape (draws, months).

    `keep` lists the quantities (without elements) wanted: nothing else is evaluated that they do not need.
    Row i is the run of row i alone, bit for bit, however many draws there are. `AssumptionError` where cash is undefined in
    the scenario itself; of rows only the draws in which it is undefined are so.
    """
    case = scenario.case
    rows = {
        key: np.atleast_1d(np.asarray(value, dtype=np.float64))
        for key, value in (rows or {}).items()
    }
    draws = max((len(value) for value in rows.values()), default=1)
    kept = None if keep is None else {name.split(".")[0] for name in keep}

    workers = os.cpu_count() or 1
    size = min(LARGEST_CHUNK, max(SMALLEST_CHUNK, -(-draws // workers)))

    def part(first):
        some = {key: value[first : first + size] for key, value in rows.items()}
        given, forced, count = inputs(scenario, some)
        values = evaluate_pruned(
            case.model, INERT_LINKS, given, case.months, case.sizes, count, forced, kept
        )
        return values if kept is None else {name: values[name] for name in kept}

    starts = range(0, draws, size)
    if len(starts) == 1:
        values = part(0)
        if not rows and MONEY in values and not is_defined(values[MONEY]):
            raise AssumptionError([undefined_money(case, scenario)[1]])
        return Outlook(scenario=scenario, values=values, draws=draws)
    with ThreadPoolExecutor(workers) as pool:  # numpy lets go of the interpreter while it computes
        return Outlook(
            scenario=scenario,
            values=_joined(list(pool.map(part, starts)), draws, size),
            draws=draws,
        )


def _joined(parts, draws, size):
    return {name: _concatenated([part[name] for part in parts], draws, size) for name in parts[0]}


def _concatenated(arrays, draws, size):
    """Chunks side by side; what does not vary between draws stays one column, and one chunk may do without months."""
    if all(array.shape[-1] == 1 for array in arrays) and len(arrays) < draws:
        return arrays[0]
    lead = max((array.shape[:-1] for array in arrays), key=len)
    whole = np.empty((*lead, draws))
    for number, array in enumerate(arrays):
        whole[..., number * size : (number + 1) * size] = array
    return whole
