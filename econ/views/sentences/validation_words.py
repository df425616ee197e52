"""Sentences of the pages Validation and Assumptions: how well measurements are met, and how many numbers there are."""

import numpy as np

from econ.case.scenario import Scenario
from econ.roofline.measurements import fitted_measurements, held_out_measurements
from econ.roofline.prediction import measure_accuracy, predict, prediction_errors
from econ.views.facts import share_amount
from econ.words import message, say, say_all


def assumption_count(scenario: Scenario) -> str:
    """State how many assumptions there are, how many of them are judgements, and how many are changed."""
    bases = _bases(scenario)
    return say(
        "assumption-count",
        count=len(bases),
        judgement=bases.count("judgement"),
        changed=len(scenario.overrides),
    )


def assumption_bases(scenario: Scenario) -> str:
    """State how many assumptions have each basis that is not a judgement."""
    bases = _bases(scenario)
    return say(
        "assumption-bases",
        disclosed=bases.count("disclosed"),
        filing=bases.count("filing"),
        reported=bases.count("reported"),
        analyst=bases.count("analyst"),
    )


def _bases(scenario: Scenario) -> list[str]:
    return [scenario.belief(key).basis for key in scenario.case.keys()]


def roofline_accuracy(scenario: Scenario) -> str:
    """State how well the roofline with the scenario's constants meets the points it was fitted to, and those kept out of the fit."""
    fitted = [points for points in fitted_measurements(scenario.case) if points.names]
    if not fitted:
        return say("validation-no-points")
    parts = [
        message(
            "validation-fit",
            first=number == 0,
            count=len(points.names),
            kind=points.kind.name,
            error=share_amount(measure_accuracy(points, predict(scenario, points)).mean),
        )
        for number, points in enumerate(fitted)
    ]
    off = np.abs(list(_errors_out_of_fit(scenario).values()))
    if len(off):
        median = share_amount(float(np.median(off)))
        parts.append(message("validation-kept-out", count=len(off), median=median))
    return say_all(*parts)


def worst_miss(scenario: Scenario) -> str:
    """By how much the roofline misses the worst point that was kept out of the fit; empty where none was."""
    errors = _errors_out_of_fit(scenario)
    if not errors:
        return ""
    name = max(errors, key=lambda point: abs(errors[point]))
    return say("validation-worst", name=name, worst=share_amount(abs(errors[name])))


def _errors_out_of_fit(scenario: Scenario) -> dict[str, float]:
    """The relative error of each point that was kept out of the fit, by its name."""
    return {
        name: float(error)
        for point_sets in held_out_measurements(scenario.case)
        for points in point_sets
        if points.names
        for name, error in zip(
            points.names, prediction_errors(points, predict(scenario, points)), strict=True
        )
    }
