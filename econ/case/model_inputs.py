"""A scenario as what the engine runs: arrays of inputs, forced values, and the number of draws."""

import functools
import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from econ.arrays import DIMENSIONS, Array

if TYPE_CHECKING:
    from econ.case.scenario import Scenario


def model_inputs(
    scenario: "Scenario", rows: Mapping[str, Array] | None = None
) -> tuple[dict[str, Array], dict[str, list[tuple[tuple[int, ...], Array]]], int]:
    """The arguments of `evaluate`: the inputs, the forced values, and the number of draws.

    `rows` varies assumptions or computed quantities: for each key one value a draw, instead of the scenario's own;
    for a dated assumption it may be a path a draw, shape (draws, months).
    """
    case = scenario.case
    rows, draws = _rows(case, rows or {})
    changed = {
        key: np.asarray(value, dtype=np.float64)[..., np.newaxis]
        for key, value in scenario.overrides
    }
    changed |= rows
    given = dict(_base_inputs(case, scenario.preset, scenario.stresses))
    for name in {key.split(".")[0] for key in changed} & given.keys():
        given[name] = _with_changes(case, name, given[name], changed)
    return given, _forced(case, changed), draws


@functools.lru_cache(maxsize=16)
def _base_inputs(case, preset, stresses):
    """The inputs of a preset under stresses, as arrays of one draw; they are shared and must not be written to."""
    base = case.base_values(preset, stresses)
    given = {}
    for name in case.model.inputs:
        is_first_value = name not in case.assumptions  # of a dated assumption
        has_path = not is_first_value and case.assumptions[name].dated
        months = (case.months,) if has_path else ()
        array = np.empty((*months, *_shape(case, name), 1))
        for key, index in case.key_indices(name).items():
            array[..., *index, 0] = (
                case.beliefs[key.removeprefix("initial_")].first
                if is_first_value
                else base[case.source_of(key)]
            )
        array.flags.writeable = False
        given[name] = array
    return given


def _shape(case, name):
    """The size of an input along each dimension; one along those that it does not have."""
    return tuple(
        size if d in case.model.inputs[name] else 1
        for d, size in zip(DIMENSIONS, case.sizes, strict=True)
    )


def _with_changes(case, name, array, changed):
    """The array of one input, with its overrides and rows in it."""
    sources = [(case.source_of(key), index) for key, index in case.key_indices(name).items()]
    draws = max((changed[key].shape[-1] for key, _ in sources if key in changed), default=1)
    array = np.array(np.broadcast_to(array, (*array.shape[:-1], draws)))
    for key, index in sources:
        if key in changed:
            array[..., *index, :] = changed[key]
    return array


def _forced(case, changed):
    """The overrides and rows of computed quantities: name → (index, value) of each element."""
    forced: dict[str, list] = {}
    for key, value in changed.items():
        name = key.split(".")[0]
        if name in case.model.quantities:
            index_of = case.key_indices(name)
            indices = [index_of[key]] if key in index_of else index_of.values()
            forced.setdefault(name, []).extend((index, value) for index in indices)
    return forced


def _rows(case, rows):
    """The rows as arrays of one length, and that length. Raises `ValueError` where they cannot be used."""
    arrays = {key: _row(case, key, values) for key, values in rows.items()}
    for (key, first), (other, second) in itertools.pairwise(arrays.items()):
        if len(first) != len(second):
            raise ValueError(
                f"«{key}» has {len(first)} draws and «{other}» has {len(second)}: the numbers must be equal"
            )
    count = max(map(len, arrays.values()), default=1)
    return {key: array.T if array.ndim > 1 else array for key, array in arrays.items()}, count


def _row(case, key, values):
    """The values of one key as an array, shape (draws,) or (draws, months)."""
    case.name_of(key)
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"«{key}» must have numbers, one a draw") from None
    name = key.split(".")[0]
    dated = name in case.assumptions and case.assumptions[name].dated
    is_path = dated and array.shape[1:] == (case.months,)
    if not (array.ndim == 1 or is_path) or not len(array):
        or_path = f" or one path of {case.months} months a draw" if dated else ""
        raise ValueError(
            f"«{key}» must have one number a draw{or_path}, at least one, not the shape {array.shape}"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"«{key}» must be finite in every draw")
    return array
