"""Sentences of the pages Validation and Assumptions: how well measurements are met, and how many numbers there are."""

import numpy as np

from econ.case.scenario import Scenario
from econ.roofline.measurements import fitted_measurements, held_out_measurements
from econ.roofline.prediction import measure_accuracy, predict, prediction_errors
from econ.units import format_value


def assumption_count(scenario: Scenario) -> str:
    """How many assumptions there are, by basis, and how many are changed."""
    case = scenario.case
    bases = [scenario.belief(key).basis for key in case.keys()]
    kinds = ", ".join(
        f"{bases.count(name)} {name}"
        for name in ("disclosed", "filing", "reported", "analyst", "judgement")
    )
    changed = len(scenario.overrides)
    verb = "is" if changed == 1 else "are"
    return f"Every figure rests on {len(bases)} numbers: {kinds}; {changed} {verb} changed here."


def roofline_accuracy(scenario: Scenario) -> str:
    """How well the roofline with the scenario's constants meets the points it was fitted to, and those kept out of the fit."""
    inside = [
        f"{len(points.names)} published {points.kind.name} points within "
        f"{format_value(measure_accuracy(points, predict(scenario, points)).mean, 'share')}"
        for points in fitted_measurements(scenario.case)
        if points.names
    ]
    if not inside:
        return "No published measurement is of a model and a chip of this case."
    out_of_fit = [
        points
        for point_sets in held_out_measurements(scenario.case)
        for points in point_sets
        if points.names
    ]
    if not out_of_fit:
        return f"The roofline behind every cost meets {' and '.join(inside)} on average."
    off = np.abs(
        np.concatenate(
            [prediction_errors(points, predict(scenario, points)) for points in out_of_fit]
        )
    )
    names = [name for points in out_of_fit for name in points.names]
    return (
        f"The roofline behind every cost meets {' and '.join(inside)} on average. Of {len(off)} points kept out of the fit "
        f"it meets half within {format_value(float(np.median(off)), 'share')} and misses the worst, "
        f"{names[int(off.argmax())]}, by {format_value(float(off.max()), 'share')}."
    )


def error_summary(scenario: Scenario) -> str:
    """Median, mean and largest error of the points of each fit and of those kept out of it."""
    parts = []
    for points, out_of_fit in zip(
        fitted_measurements(scenario.case), held_out_measurements(scenario.case), strict=True
    ):
        for which, point_sets in (("in the fit", (points,)), ("kept out", out_of_fit)):
            off = np.abs(
                np.concatenate(
                    [
                        prediction_errors(point_set, predict(scenario, point_set))
                        for point_set in point_sets
                    ]
                )
            )
            if len(off):
                median, mean, worst = (
                    format_value(float(size), "share")
                    for size in (np.median(off), off.mean(), off.max())
                )
                parts.append(
                    f"{points.kind.name} {which}: {len(off)} points, median {median}, mean {mean}, worst {worst}"
                )
    return "Off by: " + "; ".join(parts) + "." if parts else ""
