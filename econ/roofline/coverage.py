"""Coverage: what was measured on each chip, and how wide the range of the roofline's error is there."""

import functools

import pandas as pd

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.roofline.error_ranges import scaled_range
from econ.roofline.latency_targets import largest_measured_batches
from econ.roofline.measurements import DECODE, fitted_measurements
from econ.roofline.prediction import evaluate_roofline
from econ.units import format_value

# How well a chip is covered: the story's model was measured in batches as large as are served; another model or smaller batches
# were measured; nothing was measured.
AS_SERVED, MEASURED_OTHERWISE, NOT_MEASURED = range(3)


@functools.lru_cache(maxsize=4)
def coverage_by_chip(case: Case) -> dict[tuple[str, str], int]:
    """By kind of measurement and chip: `AS_SERVED`, `MEASURED_OTHERWISE` or `NOT_MEASURED`."""
    shape = case.facts_of["shape"][case.story.tier]
    served, measured = _served_batches(case), largest_measured_batches(case)
    coverage = {}
    for points in fitted_measurements(case):
        measured_pairs = set(zip(points.chips, points.shapes, strict=True))
        for chip in case.elements["chip"]:
            large_enough = (
                points.kind is not DECODE or measured.get((chip, shape), 0.0) >= served[chip]
            )
            if chip not in points.chips:
                level = NOT_MEASURED
            elif (chip, shape) in measured_pairs and large_enough:
                level = AS_SERVED
            else:
                level = MEASURED_OTHERWISE
            coverage[points.kind.name, chip] = level
    return coverage


def _served_batches(case: Case) -> dict[str, float]:
    """The largest batch with which each chip serves the story's model over its workloads, in requests a rank."""
    scenario, tier = case.scenario(), case.story.tier
    chips, workloads = list(case.elements["chip"]), case.elements["workload"]
    given: dict[str, object] = {
        name: scenario.value(f"{name}.{tier}") for name in ("verified_tokens", "accepted_tokens")
    }
    given |= {
        name: [scenario.value(f"{name}.{workload}") for workload in workloads for _ in chips]
        for name in ("context_length", "latency_promise")
    }
    all_chips = chips * len(workloads)
    shapes = [case.facts_of["shape"][tier]] * len(all_chips)
    batches = evaluate_roofline(scenario, all_chips, shapes, given, ["batch_size"])["batch_size"]
    return {chip: float(batches[number :: len(chips)].max()) for number, chip in enumerate(chips)}


def coverage_table(scenario: Scenario) -> pd.DataFrame:
    """One row a chip: the measured models and numbers of points of each kind, and the range of the roofline's error."""
    case, rows = scenario.case, []
    for chip, label in case.elements["chip"].items():
        row = {"chip": label}
        for points in fitted_measurements(case):
            kind = points.kind.name
            pairs = zip(points.chips, points.shapes, strict=True)
            shapes = [shape for measured_chip, shape in pairs if measured_chip == chip]
            counts = ", ".join(
                f"{case.label('shape', shape).removesuffix(' shape')} {shapes.count(shape)}"
                for shape in dict.fromkeys(shapes)
            )
            low, _, high = scaled_range(scenario, f"{kind}_error.{chip}")
            row[f"{kind} points"] = counts or "none"
            row[f"{kind}, range"] = f"{low:.2f} to {high:.2f}"
        rows.append(row)
    return pd.DataFrame(rows)


def coverage_sentence(case: Case) -> str:
    """A sentence with the width of the roofline's error range by what was measured."""
    widths: dict[int, float] = {}
    for (kind, chip), level in coverage_by_chip(case).items():
        belief = case.beliefs[f"{kind}_error.{chip}"]
        width = max(belief.base - belief.low, belief.high - belief.base) / belief.base
        widths[level] = max(width, widths.get(level, width))
    tier = case.label("tier", case.story.tier)
    conditions = {
        AS_SERVED: f"{tier} itself was measured on the chip, in batches as large as are served",
        MEASURED_OTHERWISE: "the chip was measured, but with another model or in smaller batches",
        NOT_MEASURED: "it was not measured",
    }
    parts = [
        f"{format_value(widths[level], 'share')} where {condition}"
        for level, condition in conditions.items()
        if level in widths
    ]
    return f"The roofline’s error carries {', '.join(parts)}."
