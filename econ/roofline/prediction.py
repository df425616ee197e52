"""The roofline at operating points, among them those of published measurements.

A point is a draw of the model's own equations: the numbers of chips and shapes come from the case, those of a measurement
from the columns of its CSV file.
"""

import dataclasses
import functools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from econ.arrays import DIMENSIONS, Array
from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.engine.evaluate import evaluate
from econ.roofline.measurements import DECODE, MEASUREMENT_KINDS, MeasurementSet, name_rows

# One value each for all chips; a fit to measurements moves them.
SHARED_CONSTANTS = (
    "weight_efficiency",
    "gemm_efficiency",
    "attention_efficiency",
    "cache_efficiency",
    "link_efficiency",
    "vector_passes",
    "draft_layers",
    "prefill_efficiency",
    "untuned_penalty",
)
# Prefill was measured on prompts without a cached part.
_NO_CACHE_HITS = {"workload_hit_share": 0.0}
OPERATING_POINT = ("decode_throughput", "tpot", "batch_size", "keeps_target")


def predict(
    scenario: Scenario,
    measurements: MeasurementSet,
    constants: Mapping[str, Array] | None = None,
) -> Array:
    """The model's predictions under a scenario's assumptions, in the unit of the measurements; shape (points,).

    `constants` replace assumptions: name → one number, or one a point. Without them, predictions are kept and are the same
    array for all scenarios that do not differ in the roofline; it must not be changed.
    """
    if constants is None:
        return _kept_prediction(scenario.case, restrict_to_roofline(scenario), measurements)
    if not measurements.names:
        return np.empty(0)
    kind = measurements.kind
    given = {**_NO_CACHE_HITS, **measurements.given, **constants}
    predicted = evaluate_roofline(
        scenario, measurements.chips, measurements.shapes, given, [kind.predicted]
    )[kind.predicted]
    if kind.card:
        return predicted / _values_of(scenario, "ranks_per_card", measurements.chips)
    return predicted


@functools.lru_cache(maxsize=64)
def _kept_prediction(case: Case, scenario: Scenario, measurements: MeasurementSet) -> Array:  # noqa: ARG001
    """Predictions by case too, because scenarios of two cases may be equal."""
    predicted = predict(scenario, measurements, {})
    predicted.setflags(write=False)
    return predicted


def restrict_to_roofline(scenario: Scenario) -> Scenario:
    """The scenario with only those overrides that the roofline reads, as a key for results that are kept."""
    read = _read_by_roofline(scenario.case)
    overrides = ((key, value) for key, value in scenario.overrides if key.split(".")[0] in read)
    return dataclasses.replace(scenario, overrides=tuple(overrides))


@functools.lru_cache(maxsize=4)
def _read_by_roofline(case: Case) -> frozenset[str]:
    predicted = (kind.predicted for kind in MEASUREMENT_KINDS)
    return frozenset(case.model.needed([*predicted, *OPERATING_POINT]))


def evaluate_roofline(
    scenario: Scenario,
    chips: Sequence[str],
    shapes: Sequence[str],
    given: Mapping[str, object],
    keep: Sequence[str],
) -> dict[str, Array]:
    """The roofline at operating points: one chip and one shape a point, all else from `given` or from the scenario.

    `given` sets assumptions and forces quantities by their bare names, with one number or one a point. Returns each quantity
    of `keep`, shape (points,).
    """
    model, count = scenario.case.model, len(chips)
    needed = model.needed(keep)
    inputs = {
        name: _input(scenario, name, chips, shapes, given)
        for name in model.inputs
        if name in needed
    }
    forced = {
        name: [((0,) * len(DIMENSIONS), _one_a_point(value, count))]
        for name, value in given.items()
        if name in model.quantities
    }
    values = evaluate(model, inputs, 1, (1,) * len(DIMENSIONS), count, forced, keep)
    return {name: np.broadcast_to(values[name].reshape(-1), (count,)) for name in keep}


def _input(
    scenario: Scenario,
    name: str,
    chips: Sequence[str],
    shapes: Sequence[str],
    given: Mapping[str, object],
) -> Array:
    """One input of the model, with a draw a point."""
    per = scenario.case.per(name)
    if name in given:
        values = _one_a_point(given[name], len(chips))
    elif per in (("chip",), ("shape",)):
        values = _values_of(scenario, name, chips if per == ("chip",) else shapes)
    else:  # of other dimensions the first element is read, and a caller to whom it matters gives the input
        values = np.full(len(chips), scenario.value(next(iter(scenario.case.key_indices(name)))))
    return values.reshape((1,) * len(DIMENSIONS) + (len(chips),))


def _one_a_point(value: object, count: int) -> Array:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (count,))


def _values_of(scenario: Scenario, name: str, elements: Sequence[str]) -> Array:
    """The value of an assumption at each of several chips or shapes."""
    values = {element: scenario.value(f"{name}.{element}") for element in set(elements)}
    return np.array([values[element] for element in elements])


@dataclasses.dataclass(frozen=True, kw_only=True)
class Accuracy:
    """The accuracy of predictions: the number of points, and median, mean and worst absolute error as fractions."""

    count: int
    median: float
    mean: float
    worst: float
    worst_point: str


def prediction_errors(measurements: MeasurementSet, predicted: Array) -> Array:
    """The relative error of each prediction: 0.1 is ten per cent too high."""
    return predicted / measurements.measured - 1.0


def measure_accuracy(measurements: MeasurementSet, predicted: Array) -> Accuracy:
    """Median, mean and worst absolute error of predictions of at least one point."""
    size = np.abs(prediction_errors(measurements, predicted))
    worst = int(size.argmax())
    return Accuracy(
        count=len(size),
        median=float(np.median(size)),
        mean=float(size.mean()),
        worst=float(size[worst]),
        worst_point=measurements.names[worst],
    )


def measurement_warnings(scenario: Scenario, measurements: MeasurementSet) -> list[str]:
    """Sentences about measurements to be read with care: ranks that are dies, batches beyond memory, words not used."""
    kind, warnings = measurements.kind, []
    ranks = _values_of(scenario, "ranks_per_card", measurements.chips)
    on_dies = _names_where(measurements, ranks > 1.0)
    if on_dies:
        warnings.append(
            f"{kind.name}: a rank of a card with two dies is taken to be one die, in {name_rows(on_dies)}"
        )
    if kind is DECODE:
        given = {**_NO_CACHE_HITS, **measurements.given}
        largest = evaluate_roofline(
            scenario, measurements.chips, measurements.shapes, given, ["batch_by_memory"]
        )["batch_by_memory"]
        too_large = _names_where(measurements, measurements.given["batch_size"] > largest * 1.001)
        if too_large:
            warnings.append(
                f"{kind.name}: more requests a rank than memory holds, in {name_rows(too_large)}"
            )
    return [*warnings, *measurements.notes]


def _names_where(measurements: MeasurementSet, condition: NDArray[np.bool_]) -> list[str]:
    return [name for name, holds in zip(measurements.names, condition, strict=True) if holds]
