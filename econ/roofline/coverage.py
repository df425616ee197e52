"""Breadth: what was measured on each chip, and how wide the range of the roofline's error is for it."""

import functools

import pandas as pd

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.roofline.error_ranges import INPUT, OUTPUT, scaled_range
from econ.roofline.latency_targets import largest_measured_batches
from econ.roofline.measurements import DECODE, MEASUREMENT_KINDS, fitted_measurements
from econ.roofline.prediction import evaluate_roofline
from econ.units import format_value

TOKEN_KINDS = {
    DECODE.name: OUTPUT,
    **{kind.name: INPUT for kind in MEASUREMENT_KINDS if kind is not DECODE},
}
AS_SERVED, MEASURED_OTHERWISE, NOT_MEASURED = range(
    3
)  # the story's model as it is served, something else, or nothing at all
ERROR_NAMES = {kind.name: f"{kind.name}_error" for kind in MEASUREMENT_KINDS}


@functools.lru_cache(maxsize=4)
def coverage_by_chip(case: Case) -> dict[tuple[str, str], int]:
    """How much was measured, by kind of point and chip: the story's model as it is served, something else, or nothing."""
    model, served, most = (
        case.refers["shape"][case.story.tier],
        _served(case),
        largest_measured_batches(case),
    )
    found = {}
    for points in fitted_measurements(case):
        pairs = set(zip(points.chips, points.shapes, strict=True))
        for chip in case.elements["chip"]:
            large = points.kind is not DECODE or most.get((chip, model), 0.0) >= served[chip]
            found[points.kind.name, chip] = (
                NOT_MEASURED
                if chip not in points.chips
                else AS_SERVED
                if (chip, model) in pairs and large
                else MEASURED_OTHERWISE
            )
    return found


def _served(case):
    """The most requests a rank that each chip is given of the story's model, over its workloads."""
    scenario, tier, chips, loads = (
        case.scenario(),
        case.story.tier,
        list(case.elements["chip"]),
        case.elements["workload"],
    )
    given = {
        name: scenario.value(f"{name}.{tier}") for name in ("verified_tokens", "accepted_tokens")
    }
    given |= {
        name: [scenario.value(f"{name}.{load}") for load in loads for _ in chips]
        for name in ("context_length", "latency_promise")
    }
    many = len(chips) * len(loads)
    found = evaluate_roofline(
        scenario, chips * len(loads), [case.refers["shape"][tier]] * many, given, ["batch_size"]
    )["batch_size"]
    return {chip: float(found[number :: len(chips)].max()) for number, chip in enumerate(chips)}


def coverage_table(scenario: Scenario) -> pd.DataFrame:
    """What was measured on each chip for either kind of point, and the range of the roofline's error there; a row a chip."""
    case, rows = scenario.case, []
    for chip, label in case.elements["chip"].items():
        row = {"chip": label}
        for points in fitted_measurements(case):
            kind = points.kind.name
            shapes = [
                shape for own, shape in zip(points.chips, points.shapes, strict=True) if own == chip
            ]
            names = ", ".join(
                f"{case.elements['shape'][shape].removesuffix(' shape')} {shapes.count(shape)}"
                for shape in dict.fromkeys(shapes)
            )
            low, _, high = scaled_range(scenario, f"{ERROR_NAMES[kind]}.{chip}")
            row |= {f"{kind} points": names or "none", f"{kind}, range": f"{low:.2f} to {high:.2f}"}
        rows.append(row)
    return pd.DataFrame(rows)


def coverage_sentence(case: Case) -> str:
    """How wide the range of the roofline's error is by what was measured, in a sentence."""
    name, widths = case.elements["tier"][case.story.tier], {}
    for (kind, chip), step in coverage_by_chip(case).items():
        believed = case.beliefs[f"{ERROR_NAMES[kind]}.{chip}"]
        widths.setdefault(step, set()).add(
            max(believed.base - believed.low, believed.high - believed.base) / believed.base
        )
    words = {
        AS_SERVED: f"{name} itself was measured on the chip, in batches as large as are served",
        MEASURED_OTHERWISE: "the chip was measured, but with another model or in smaller batches",
        NOT_MEASURED: "it was not measured",
    }
    parts = [
        f"{format_value(max(widths[step]), 'share')} where {text}"
        for step, text in words.items()
        if step in widths
    ]
    return f"The roofline's error carries {', '.join(parts)}."
