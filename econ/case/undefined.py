"""Undefined cash and stakes: which quantity is undefined first, where forced values leave them undefined."""

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from econ.arrays import AXES, Array
from econ.case.model_inputs import model_inputs
from econ.engine.evaluate import Forced
from econ.engine.model import Model
from econ.engine.pruning import evaluate_pruned
from econ.equations.inert_links import INERT_LINKS
from econ.units import number_text

if TYPE_CHECKING:
    from econ.case.case import Case
    from econ.case.scenario import Scenario

MONEY = "cash"
ALWAYS_DEFINED = (MONEY, "founder_stake")  # what forced values must not leave undefined


def first_undefined(
    case: "Case", inputs: Mapping[str, Array], forced: Forced
) -> tuple[str, int, str] | None:
    """The quantity that is undefined first, as a key, the month, and which of `ALWAYS_DEFINED` is undefined with it.

    None where these are always numbers. The quantity is undefined although its causes are all defined. The search goes from
    cash, or the stake, backwards; of several quantities, it takes the first in the order of evaluation.
    """
    results = [name for name in ALWAYS_DEFINED if name in case.model.quantities]
    if not results:
        return None
    values = evaluate_pruned(
        case.model, INERT_LINKS, inputs, case.months, case.sizes, 1, forced, set(results)
    )
    result = next((name for name in results if not is_defined(values[name])), None)
    if result is None:
        return None
    values = evaluate_pruned(case.model, INERT_LINKS, inputs, case.months, case.sizes, 1, forced)
    lacking = {
        name: _undefined(values[name], case.months, quantity)
        for name, quantity in case.model.quantities.items()
    }
    name, month = _first(case.model, lacking, case.months, result)
    indices = case.key_indices(name).items()
    key = next(key for key, index in indices if lacking[name][(month, *index)].any())
    return key, month, result


def is_defined(values: Array) -> bool:
    """Whether a quantity is a finite number in every month and draw."""
    return bool(np.isfinite(values).all())


def _undefined(value, months, quantity):
    """Mark values of a quantity that should be defined and are not, shape (months, dimensions…, draws)."""
    is_answer = np.isposinf(value) & quantity.may_be_beyond
    is_answer |= np.isnan(value) & quantity.may_be_undefined
    is_undefined = ~(np.isfinite(value) | is_answer)
    return (
        is_undefined
        if value.ndim > AXES
        else np.broadcast_to(is_undefined, (months, *is_undefined.shape))
    )


def _first(model: Model, lacking: Mapping[str, Array], months: int, result: str) -> tuple[str, int]:
    """The first undefined quantity and its month: from a result backwards through undefined causes."""
    order = {
        name: number
        for number, name in enumerate(name for names, _ in model.blocks for name in names)
    }
    bare = {
        name: np.any(where, axis=tuple(range(1, where.ndim)), keepdims=False)
        for name, where in lacking.items()
    }
    name, month, seen = result, int(bare[result].argmax()), set()
    while (name, month) not in seen:
        seen.add((name, month))
        read = {
            "now": [month],
            "opening": [month - 1] * (month > 0),
            "past": range(month),
            "final": [months - 1],
        }
        causes = [
            (order[source], when, source)
            for time, source in model.causes(name).values()
            if source in order
            for when in read[time]
            if bare[source][when]
        ]
        if causes:
            _, month, name = min(causes)
    return name, month


@functools.lru_cache(maxsize=256)
def undefined_money(scenario: "Scenario") -> tuple[str, str]:
    """The change that leaves cash or a stake undefined and a sentence about it, both empty where they are defined.

    The sentence names the quantity that is undefined first. Without a change that leads to it the key is empty.
    """
    case, quantities = scenario.case, scenario.case.model.quantities
    undefined = first_undefined(case, *model_inputs(scenario)[:2])
    if undefined is None:
        return "", ""
    name, month, result = undefined
    consequence = f"not defined in {case.month_name(month)}"
    if name != result:
        consequence += f", and {result} is not either"
    key = _cause(scenario, name.split(".")[0])
    if not key:
        return "", f"«{name}» is {consequence}"
    value = dict(scenario.overrides)[key]
    number = "this path" if isinstance(value, tuple) else number_text(value)
    change = f"forced to {number}" if key.split(".")[0] in quantities else number
    return key, f"«{key}» cannot be {change}: «{name}» is then {consequence}"


def _cause(scenario, quantity):
    """The change without which cash and stakes are defined, else the first that reaches the quantity; empty where none does."""
    case = scenario.case
    needed = case.model.needed([quantity])
    reaching = [key for key, _ in scenario.overrides if key.split(".")[0] in needed]
    # A forced quantity is likelier to be the cause.
    reaching.sort(key=lambda key: key.split(".")[0] not in case.model.quantities)
    for key in reaching:
        if first_undefined(case, *model_inputs(scenario.without(key))[:2]) is None:
            return key
    return next(iter(reaching), "")
