"""Breadth: what was measured on each chip, and how wide the range of the roofline's error is for it."""

import functools

import pandas as pd

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.roofline.error_ranges import INPUT, OUTPUT, span
from econ.roofline.latency_targets import measured_batches
from econ.roofline.measurements import DECODE, KINDS, shipped
from econ.roofline.prediction import evaluate
from econ.units import format_value

WHAT = {DECODE.name: OUTPUT, **{kind.name: INPUT for kind in KINDS if kind is not DECODE}}
AS_SERVED, MEASURED, NOTHING = range(
    3
)  # the story's model as it is served, something else, or nothing at all
ERRORS = {kind.name: f"{kind.name}_error" for kind in KINDS}


@functools.lru_cache(maxsize=4)
def steps(case: Case) -> dict[tuple[str, str], int]:
    """How much was measured, by kind of point and chip: the story's model as it is served, something else, or nothing."""
    model, served, most = (
        case.refers["shape"][case.story.tier],
        _served(case),
        measured_batches(case),
    )
    found = {}
    for points in shipped(case):
        pairs = set(zip(points.chips, points.shapes, strict=True))
        for chip in case.elements["chip"]:
            large = points.kind is not DECODE or most.get((chip, model), 0.0) >= served[chip]
            found[points.kind.name, chip] = (
                NOTHING
                if chip not in points.chips
                else AS_SERVED
                if (chip, model) in pairs and large
                else MEASURED
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
    found = evaluate(
        scenario, chips * len(loads), [case.refers["shape"][tier]] * many, given, ["batch_size"]
    )["batch_size"]
    return {chip: float(found[number :: len(chips)].max()) for number, chip in enumerate(chips)}


def table(scenario: Scenario) -> pd.DataFrame:
    """What was measured on each chip for either kind of point, and the range of the roofline's error there; a row a chip."""
    case, rows = scenario.case, []
    for chip, label in case.elements["chip"].items():
        row = {"chip": label}
        for points in shipped(case):
            kind = points.kind.name
            shapes = [
                shape for own, shape in zip(points.chips, points.shapes, strict=True) if own == chip
            ]
            names = ", ".join(
                f"{case.elements['shape'][shape].removesuffix(' shape')} {shapes.count(shape)}"
                for shape in dict.fromkeys(shapes)
            )
            low, _, high = span(scenario, f"{ERRORS[kind]}.{chip}")
            row |= {f"{kind} points": names or "none", f"{kind}, range": f"{low:.2f} to {high:.2f}"}
        rows.append(row)
    return pd.DataFrame(rows)


def rule(case: Case) -> str:
    """How wide the range of the roofline's error is by what was measured, in a sentence."""
    name, widths = case.elements["tier"][case.story.tier], {}
    for (kind, chip), step in steps(case).items():
        believed = case.beliefs[f"{ERRORS[kind]}.{chip}"]
        widths.setdefault(step, set()).add(
            max(believed.base - believed.low, believed.high - believed.base) / believed.base
        )
    words = {
        AS_SERVED: f"{name} itself was measured on the chip, in batches as large as are served",
        MEASURED: "the chip was measured, but with another model or in smaller batches",
        NOTHING: "it was not measured",
    }
    parts = [
        f"{format_value(max(widths[step]), 'share')} where {text}"
        for step, text in words.items()
        if step in widths
    ]
    return f"The roofline's error carries {', '.join(parts)}."
