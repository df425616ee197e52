"""Sentences of the pages Validation and Assumptions: how well measurements are met, and how many numbers there are."""

import numpy as np

from econ.case.scenario import Scenario
from econ.roofline.measurements import fitted_measurements, held_out_measurements
from econ.roofline.prediction import measure_accuracy, predict, prediction_errors
from econ.words import Amount, message, say, say_all


def assumption_count(scenario: Scenario) -> str:
    """How many assumptions there are, by basis, and how many are changed."""
    bases = [scenario.belief(key).basis for key in scenario.case.keys()]
    return say(
        "assumption-count",
        count=len(bases),
        disclosed=bases.count("disclosed"),
        filing=bases.count("filing"),
        reported=bases.count("reported"),
        analyst=bases.count("analyst"),
        judgement=bases.count("judgement"),
        changed=len(scenario.overrides),
    )


def roofline_accuracy(scenario: Scenario) -> str:
    """How well the roofline with the scenario's constants meets the points it was fitted to, and those kept out of the fit."""
    fitted = [points for points in fitted_measurements(scenario.case) if points.names]
    if not fitted:
        return say("validation-no-points")
    parts = [
        message(
            "validation-fit",
            first=number == 0,
            count=len(points.names),
            kind=points.kind.name,
            error=_share(measure_accuracy(points, predict(scenario, points)).mean),
        )
        for number, points in enumerate(fitted)
    ]
    out_of_fit = [
        points
        for point_sets in held_out_measurements(scenario.case)
        for points in point_sets
        if points.names
    ]
    if not out_of_fit:
        return say_all(*parts)
    off = np.abs(
        np.concatenate(
            [prediction_errors(points, predict(scenario, points)) for points in out_of_fit]
        )
    )
    names = [name for points in out_of_fit for name in points.names]
    kept_out = message(
        "validation-kept-out",
        count=len(off),
        median=_share(float(np.median(off))),
        name=names[int(off.argmax())],
        worst=_share(float(off.max())),
    )
    return say_all(*parts, kept_out)


def _share(value: float) -> Amount:
    return Amount(value=value, unit="share")
