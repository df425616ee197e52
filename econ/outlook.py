"""Run a scenario: every quantity, every month, every draw."""

import dataclasses
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from econ import twin
from econ.arrays import DIMENSIONS, Array
from econ.case.case import Case
from econ.case.file.retired import retirement
from econ.case.model_inputs import model_inputs
from econ.case.scenario import Scenario
from econ.case.undefined import MONEY, is_defined, undefined_money
from econ.engine.pruning import evaluate_pruned
from econ.engine.quantity import ModelError
from econ.equations.inert_links import INERT_LINKS
from econ.problems import AssumptionError, hint

LARGEST_CHUNK = 2048  # draws evaluated together: more would only need more memory
SMALLEST_CHUNK = 512  # draws that are worth a worker of their own


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
        """The paths of a quantity or assumption, such as "cash" or "fleet.ELEMENT", shape (draws, months), read-only.

        An assumption has the name that the case file gives it; one that no equation reads has the scenario's number in each
        draw. Raises `ModelError` for an unknown name, with the nearest one, and for a name without its element.
        """
        known_key = self._key_in_model(key)
        if known_key is None:
            value = np.reshape(self.scenario.value(key), (-1, 1))
        else:
            name, index = self._locate(known_key)
            value = self.values[name][(..., *index, slice(None))]
        paths = np.broadcast_to(value, (self.case.months, self.draws)).T
        paths.flags.writeable = False
        return paths

    def _key_in_model(self, key):
        """The key under which the model reads what the file states as `key`; None where no equation reads it.

        A platform uses the facts of its chip, and a tier those of its model shape. A fact of a chip is therefore read at the
        first platform that has the chip.
        """
        case = self.case
        name, *elements = key.split(".")
        if key not in case.beliefs:
            return key
        kind = next((group for group in case.assumptions[name].per if group in case.facts_of), None)
        if kind is None:
            return key if name in case.model.inputs else None
        facts_of_element = case.facts_of[kind]
        if elements[0] in facts_of_element:
            return key
        users = (user for user, facts in facts_of_element.items() if facts == elements[0])
        first_user = next(users, None)
        return None if first_user is None else f"{name}.{first_user}"

    def _locate(self, key):
        """The name of a key, and where its element lies in the array of that name."""
        name, *elements = key.split(".")
        if name not in self.values:
            near = hint(name, [*self.values, *self.case.assumptions])
            raise ModelError([retirement(key) or f"«{key}» is not a quantity{near}"])
        model = self.case.model
        per = model.quantities[name].per if name in model.quantities else model.inputs.get(name, ())
        dimensions = [dimension for dimension in DIMENSIONS if dimension in per]
        if len(elements) != len(dimensions):
            raise ModelError([f"«{key}» {self._missing_elements(name, dimensions)}"])
        index = dict.fromkeys(DIMENSIONS, 0)
        for dimension, element in zip(dimensions, elements, strict=True):
            known = list(self.case.elements[dimension])
            if element not in known:
                raise ModelError(
                    [f"«{key}»: there is no {dimension} «{element}»{hint(element, known)}"]
                )
            index[dimension] = known.index(element)
        return name, tuple(index[dimension] for dimension in DIMENSIONS)

    def _missing_elements(self, name, dimensions):
        """State which elements a key of this name still needs, for the sentence that refuses it."""
        if not dimensions:
            return f"is the same for all, so write «{name}»"
        choices = [list(self.case.elements[dimension]) for dimension in dimensions]
        names = " and one of ".join(", ".join(elements) for elements in choices)
        example = ".".join([name, *(elements[0] for elements in choices)])
        return f"needs one of {names}, as in «{example}»"

    def at(self, key: str, month: int, draw: int = 0) -> float:
        """One number: a quantity in one month of one draw."""
        return float(self[key][draw, month])

    def frame(self, keys: Iterable[str], draw: int = 0) -> pd.DataFrame:
        """One row a month, one column a quantity, indexed by the first day of the month."""
        index = pd.date_range(self.case.start, periods=self.case.months, freq="MS", name="month")
        return pd.DataFrame({key: self[key][draw] for key in keys}, index=index)


def run(
    scenario: Scenario,
    rows: Mapping[str, ArrayLike] | None = None,
    keep: Iterable[str] | None = None,
    *,
    generated: bool | None = None,
) -> Outlook:
    """Evaluate a scenario in one draw, or in as many draws as `rows` has.

    `rows` varies inputs or computed quantities: one value a draw, shape (draws,), or for a dated input one path a
    draw, shape (draws, months). `keep` lists the quantities that are wanted, without elements; only they and what
    they need are evaluated. Draw i equals the run of row i alone, bit for bit. Raises `AssumptionError` where cash
    is undefined in the scenario itself; among rows, only the draws with undefined cash are undefined.

    Generated code computes it where wasmtime is installed and knows every equation, and NumPy elsewhere; `generated` chooses
    between them. They agree within 1e-9 of the largest value of each path.
    """
    inputs_by_row = {
        key: np.atleast_1d(np.asarray(value, dtype=np.float64))
        for key, value in (rows or {}).items()
    }
    draws = max((len(values) for values in inputs_by_row.values()), default=1)
    kept = None if keep is None else {name.split(".")[0] for name in keep}
    if generated is None:
        generated = twin.can_generate(scenario.case.model, scenario.case.sizes)
    evaluate_rows = _evaluate_generated if generated else _evaluate_in_chunks
    values = evaluate_rows(scenario, inputs_by_row, draws, kept)
    if not inputs_by_row and MONEY in values and not is_defined(values[MONEY]):
        raise AssumptionError([undefined_money(scenario)[1]])
    return Outlook(scenario=scenario, values=values, draws=draws)


def _evaluate_generated(scenario, inputs_by_row, draws, kept):
    """The values by name, computed by the generated model."""
    case = scenario.case
    given, forced, _ = model_inputs(scenario, inputs_by_row)
    values = twin.evaluate_generated(
        case.model, given, case.months, case.sizes, draws, forced, kept
    )
    return values if kept is None else {name: values[name] for name in kept}


def _evaluate_in_chunks(scenario, inputs_by_row, draws, kept):
    """The values by name, computed by NumPy in chunks of draws, one chunk for each worker at a time."""
    case = scenario.case
    workers = os.cpu_count() or 1
    size = min(LARGEST_CHUNK, max(SMALLEST_CHUNK, -(-draws // workers)))

    def run_chunk(first):
        chunk = {key: values[first : first + size] for key, values in inputs_by_row.items()}
        given, forced, count = model_inputs(scenario, chunk)
        values = evaluate_pruned(
            case.model, INERT_LINKS, given, case.months, case.sizes, count, forced, kept
        )
        return values if kept is None else {name: values[name] for name in kept}

    starts = range(0, draws, size)
    if len(starts) == 1:
        return run_chunk(0)
    with ThreadPoolExecutor(workers) as pool:  # numpy releases the interpreter while it computes
        chunks = list(pool.map(run_chunk, starts))
    return {
        name: _concatenated([chunk[name] for chunk in chunks], draws, size) for name in chunks[0]
    }


def _concatenated(arrays, draws, size):
    """The chunks of one quantity in one array, draws last; one column is enough where no draw differs.

    A chunk may lack the axis of months that another chunk has.
    """
    if all(array.shape[-1] == 1 for array in arrays) and len(arrays) < draws:
        return arrays[0]
    leading_shape = max((array.shape[:-1] for array in arrays), key=len)
    whole = np.empty((*leading_shape, draws))
    for number, array in enumerate(arrays):
        whole[..., number * size : (number + 1) * size] = array
    return whole
