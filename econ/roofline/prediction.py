"""Calibration: the roofline against published measurements.

A point is evaluated by the very equations of the model, a draw a point: chips and shapes come from the case's tables, what
was measured with what from the columns of a CSV file.
"""

import dataclasses
import functools
from collections.abc import Mapping, Sequence

import numpy as np

from econ.arrays import DIMENSIONS, Array
from econ.case.scenario import Scenario
from econ.engine.evaluate import evaluate as run_model
from econ.roofline.measurements import DECODE, KINDS, Points, rows_of

FIXED = {"workload_hit_share": 0.0}  # nothing was cached when prefill was measured


def predict(
    scenario: Scenario, points: Points, constants: Mapping[str, Array] | None = None
) -> Array:
    """What the model says of each point under a scenario's assumptions, in the unit of the measurement; shape (points,).

    `constants` takes the place of assumptions: name → one number, or one a point.
    """
    if not points.names:
        return np.empty(0)
    given = {**FIXED, **points.given, **(constants or {})}
    value = evaluate(scenario, points.chips, points.shapes, given, [points.kind.predicted])[
        points.kind.predicted
    ]
    return value / _facts(scenario, "ranks_per_card", points.chips) if points.kind.card else value


def known(scenario: Scenario) -> Scenario:
    """The scenario with only those changes that change a prediction: others find what was computed for it."""
    needed = _needed(scenario.case)
    return dataclasses.replace(
        scenario,
        overrides=tuple(pair for pair in scenario.overrides if pair[0].split(".")[0] in needed),
    )


@functools.lru_cache(maxsize=4)
def _needed(case):
    return case.model.needed([kind.predicted for kind in KINDS])


def said(scenario: Scenario, points: Points) -> Array:
    """What `predict` returns, computed once for all scenarios that do not differ in it."""
    return _said(scenario.case, known(scenario), points)


@functools.lru_cache(maxsize=64)
def _said(case, scenario, points):  # noqa: ARG001
    """Scenarios of two cases may be alike: the case tells them apart."""
    return predict(scenario, points)


def evaluate(
    scenario: Scenario,
    chips: Sequence[str],
    shapes: Sequence[str],
    given: Mapping[str, object],
    keep: Sequence[str],
) -> dict[str, Array]:
    """The roofline at operating points: one chip and one shape a point, the rest from `given` or from the scenario.

    Returns each quantity of `keep`, shape (points,). `given` sets assumptions and forces quantities by their bare names.
    """
    model, many = scenario.case.model, len(chips)
    needed = model.needed(keep)
    inputs = {
        name: _input(scenario, name, chips, shapes, given, many)
        for name in model.inputs
        if name in needed
    }
    forced = {
        name: [
            ((0,) * len(DIMENSIONS), np.broadcast_to(np.asarray(value, dtype=np.float64), (many,)))
        ]
        for name, value in given.items()
        if name in model.quantities
    }
    values = run_model(model, inputs, 1, (1,) * len(DIMENSIONS), many, forced, keep)
    return {name: np.broadcast_to(values[name].reshape(-1), (many,)) for name in keep}


def _input(scenario, name, chips, shapes, given, many):
    """One input, a draw a point."""
    per = scenario.case.per(name)
    if name in given:
        values = np.broadcast_to(np.asarray(given[name], dtype=np.float64), (many,))
    elif per in (("chip",), ("shape",)):
        values = _facts(scenario, name, chips if per == ("chip",) else shapes)
    else:  # what is told apart otherwise is taken from the first element: the caller gives what matters
        values = np.full(many, scenario.value(next(iter(scenario.case.places(name)))))
    return values.reshape((1,) * len(DIMENSIONS) + (many,))


def _facts(scenario, name, elements):
    known = {element: scenario.value(f"{name}.{element}") for element in set(elements)}
    return np.array([known[element] for element in elements])


@dataclasses.dataclass(frozen=True, kw_only=True)
class Summary:
    """How well predictions meet measurements, as fractions."""

    count: int
    median: float
    mean: float
    worst: float
    worst_point: str


def errors(points: Points, predicted: Array) -> Array:
    """Relative error of each prediction: 0.1 is a tenth too much."""
    return predicted / points.measured - 1.0


def summary(points: Points, predicted: Array) -> Summary:
    """Median, mean and worst absolute error."""
    size = np.abs(errors(points, predicted))
    worst = int(size.argmax())
    return Summary(
        count=len(size),
        median=float(np.median(size)),
        mean=float(size.mean()),
        worst=float(size[worst]),
        worst_point=points.names[worst],
    )


def doubtful(scenario: Scenario, points: Points) -> list[str]:
    """What a reader of measurements should know: ranks that are dies, batches beyond memory, words the model does not use."""
    dies = [
        name
        for name, chip in zip(points.names, points.chips, strict=True)
        if scenario.value(f"ranks_per_card.{chip}") > 1.0
    ]
    told = (
        [
            f"{points.kind.name}: a rank of a card with two dies is taken to be one die, in {rows_of(dies)}"
        ]
        if dies
        else []
    )
    if points.kind is DECODE:
        given = {**FIXED, **points.given}
        room = evaluate(scenario, points.chips, points.shapes, given, ["batch_by_memory"])[
            "batch_by_memory"
        ]
        over = [
            name
            for name, most, batch in zip(
                points.names, room, points.given["batch_size"], strict=True
            )
            if batch > most * 1.001
        ]
        told += (
            [f"{points.kind.name}: more requests a rank than memory holds, in {rows_of(over)}"]
            if over
            else []
        )
    return [*told, *points.notes]
