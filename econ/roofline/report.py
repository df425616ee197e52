"""Measurements in words and numbers: what `validate` and `calibrate` print."""

import dataclasses
from collections.abc import Sequence

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.problems import AssumptionError
from econ.roofline import (
    fit,
)  # SciPy takes longer to import than everything else: import this module where it is needed
from econ.roofline.measurements import MEASUREMENT_KINDS, MeasurementSet
from econ.roofline.prediction import (
    measure_accuracy,
    measurement_warnings,
    predict,
    prediction_errors,
)


def compare_measurements(scenario: Scenario, sets: Sequence[MeasurementSet]) -> dict[str, dict]:
    """By kind of measurement: the unit, a row a point, a summary, and notes on points to be read with care."""
    told = {}
    for points in sets:
        predicted = predict(scenario, points)
        rows = zip(
            points.names,
            points.chips,
            points.shapes,
            points.measured,
            predicted,
            prediction_errors(points, predicted),
            points.sources,
            strict=True,
        )
        told[points.kind.name] = {
            "unit": points.kind.measured,
            "rows": [
                {
                    "id": name,
                    "platform": chip,
                    "model": shape,
                    "measured": float(measured),
                    "predicted": float(said),
                    "error": float(error),
                    "source": source,
                }
                for name, chip, shape, measured, said, error, source in rows
            ],
            "summary": dataclasses.asdict(measure_accuracy(points, predicted)),
            "notes": measurement_warnings(scenario, points),
        }
    return told


def add_cross_validation(case: Case, sets: Sequence[MeasurementSet], told: dict[str, dict]) -> None:
    """Add to the summaries how decode points in folds, and points of platforms, are met by a fit that has not seen them."""
    decode, prefill = (
        next((p for p in sets if p.kind is kind), None) for kind in MEASUREMENT_KINDS
    )
    if decode is None or prefill is None:
        raise AssumptionError(
            ["--folds needs decode and prefill points: name both files, or neither"]
        )
    told["decode"]["summary"]["cross_validated_mean"] = float(
        abs(fit.cross_validated_errors(case, decode, prefill)).mean()
    )
    for points, others in ((decode, prefill), (prefill, decode)):
        for chip, missed in fit.errors_without_platform(case, points, others).items():
            told[points.kind.name]["summary"][f"without_{chip}_mean"] = float(abs(missed).mean())


def summary_lines(told: dict[str, dict]) -> list[str]:
    """The summary of each kind in a line, and the notes."""
    lines = [
        f"{kind}: "
        + ", ".join(
            f"{name.replace('_', ' ')} {value:.1%}"
            if isinstance(value, float)
            else f"{name.replace('_', ' ')} {value}"
            for name, value in one["summary"].items()
        )
        for kind, one in told.items()
    ]
    return [*lines, *(note for one in told.values() for note in one["notes"])]


def calibration_rows(case: Case, sets: Sequence[MeasurementSet]) -> tuple[list[dict], list[str]]:
    """A row a constant, and in the last lines how far the points are missed before and after, and whether they are too few.

    Of each constant: in force, fitted, the tenth and ninetieth percentile that the points leave it, whether they tell it
    at all, and whether it stands at a limit of its assumption. What they do not tell keeps the value in force.
    """
    found = fit.fit_constants(case, sets)
    rows, network = [], fit.network_key(case)
    for key, value in found.constants.items():
        told, edge = found.told(key), found.at_limit(key)
        low, high = found.span(key) if told and not edge else (None, None)
        rows.append(
            {
                "constant": key,
                "in force": case.beliefs[key if key in case.beliefs else network[0]].base,
                "fitted": value,
                "low": low,
                "high": high,
                "determined by points": "yes" if told else "no",
                "at limit": "yes" if edge else "no",
            }
        )
    count = sum(len(points.names) for points in sets)
    few = (
        [
            f"{count} points for {len(rows)} constants: what is fitted here says little, the values in force fill the gap"
        ]
        if count < len(rows)
        else []
    )
    before_after = [
        f"{points.kind.name}: mean error {measure_accuracy(points, predict(case.scenario(), points)).mean:.1%} in force, "
        f"{measure_accuracy(points, found.predict(case, points)).mean:.1%} fitted"
        for points in sets
    ]
    return rows, [*few, *before_after]
