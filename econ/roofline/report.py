"""The output of `validate` and `calibrate`: measurements beside predictions, and the fitted constants.

Importing this module imports SciPy, which takes longer than everything else: import it where it is needed.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.problems import AssumptionError
from econ.roofline import fit
from econ.roofline.measurements import MEASUREMENT_KINDS, MeasurementSet
from econ.roofline.prediction import (
    measure_accuracy,
    measurement_warnings,
    predict,
    prediction_errors,
)


def compare_measurements(
    scenario: Scenario, sets: Sequence[MeasurementSet]
) -> dict[str, dict[str, Any]]:
    """By kind of measurement: the unit, a row a point, a summary of the errors, and notes on points to read with care."""
    comparison = {}
    for points in sets:
        predicted = predict(scenario, points)
        columns = zip(
            points.names,
            points.chips,
            points.shapes,
            points.measured.tolist(),
            predicted.tolist(),
            prediction_errors(points, predicted).tolist(),
            points.sources,
            strict=True,
        )
        names = ("id", "platform", "model", "measured", "predicted", "error", "source")
        comparison[points.kind.name] = {
            "unit": points.kind.measured,
            "rows": [dict(zip(names, row, strict=True)) for row in columns],
            "summary": dataclasses.asdict(measure_accuracy(points, predicted)),
            "notes": measurement_warnings(scenario, points),
        }
    return comparison


def add_cross_validation(
    case: Case, sets: Sequence[MeasurementSet], comparison: dict[str, dict[str, Any]]
) -> None:
    """Add to the summaries the mean errors of decode points in folds, and of each platform, under fits without them.

    `AssumptionError` unless there are both decode and prefill points.
    """
    by_kind = {points.kind.name: points for points in sets}
    if any(kind.name not in by_kind for kind in MEASUREMENT_KINDS):
        raise AssumptionError(
            ["--folds needs decode and prefill points: name both files, or neither"]
        )
    decode, prefill = (by_kind[kind.name] for kind in MEASUREMENT_KINDS)
    folds = fit.cross_validated_errors(case, decode, prefill)
    comparison["decode"]["summary"]["cross_validated_mean"] = float(abs(folds).mean())
    for points, others in ((decode, prefill), (prefill, decode)):
        summary = comparison[points.kind.name]["summary"]
        for chip, errors in fit.errors_without_platform(case, points, others).items():
            summary[f"without_{chip}_mean"] = float(abs(errors).mean())


def summary_lines(comparison: dict[str, dict[str, Any]]) -> list[str]:
    """The summary of each kind in a line, and then all notes."""
    lines = []
    for kind, part in comparison.items():
        entries = (
            f"{name.replace('_', ' ')} {f'{value:.1%}' if isinstance(value, float) else value}"
            for name, value in part["summary"].items()
        )
        lines.append(f"{kind}: {', '.join(entries)}")
    return [*lines, *(note for part in comparison.values() for note in part["notes"])]


def calibration_rows(
    case: Case, sets: Sequence[MeasurementSet]
) -> tuple[list[dict[str, Any]], list[str]]:
    """A row for each constant of the roofline, and lines about the errors in force and fitted.

    A row has the value in force, the fitted value, its tenth and ninetieth percentile, whether the points determine it, and
    whether it is at a limit of its assumption. A constant that the points do not determine keeps the value in force. The
    lines warn where there are fewer points than constants.
    """
    fitted = fit.fit_constants(case, sets)
    rows, network = [], fit.network_key(case)
    for key, value in fitted.constants.items():
        determined, at_limit = fitted.is_determined(key), fitted.is_at_limit(key)
        low, high = fitted.percentile_range(key) if determined and not at_limit else (None, None)
        rows.append(
            {
                "constant": key,
                "in force": case.beliefs[key if key in case.beliefs else network[0]].base,
                "fitted": value,
                "low": low,
                "high": high,
                "determined by points": "yes" if determined else "no",
                "at limit": "yes" if at_limit else "no",
            }
        )
    lines = []
    count = sum(len(points.names) for points in sets)
    if count < len(rows):
        lines.append(
            f"{count} points for {len(rows)} constants: what is fitted here says little, the values in force fill the gap"
        )
    for points in sets:
        in_force = measure_accuracy(points, predict(case.scenario(), points)).mean
        after = measure_accuracy(points, fitted.predict(case, points)).mean
        lines.append(f"{points.kind.name}: mean error {in_force:.1%} in force, {after:.1%} fitted")
    return rows, lines
