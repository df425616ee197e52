"""A figure: what is sent to the browser once, what is sent at every move, and the sentence that says it. No Streamlit."""

import dataclasses
import math

import altair as alt
import numpy as np
import pyarrow as pa

TOP = 8  # pixels above a title, which is cut off without
BASELINE = "#8a8a8a"  # readable on light and dark; every other colour belongs to the theme


@dataclasses.dataclass(frozen=True, kw_only=True)
class Figure:
    """What a chart needs: its specification, its data (an Arrow table, which is what travels), and a sentence."""

    spec: dict
    data: pa.Table
    sentence: str


def heading(title: str, axis: str) -> alt.Title:
    """A figure's title, with what its axis shows below it."""
    return alt.Title(title, subtitle=axis, subtitleColor=BASELINE)


def specification(chart: alt.TopLevelMixin) -> dict:
    """The specification of a chart without what is sent apart: its data, and the look, which is the theme's."""
    spec = chart.to_dict()
    for part in (spec, *spec.get("layer", ())):
        part.pop("data", None)
        for name in ("x", "y"):
            axis = part.get("encoding", {}).get(name, {}).get("axis")
            if isinstance(
                axis, dict
            ):  # labels stand on their gridlines, the first and the last too
                axis |= {"labelFlush": False, "labelBound": False}
                if name == "y":
                    axis["labelBaseline"] = "middle"
    for name in ("datasets", "config", "$schema"):
        spec.pop(name, None)
    spec["padding"] = {"top": TOP} | spec.get("padding", {})
    spec["usermeta"] = {"embedOptions": {"logLevel": 1}}  # errors; an axis without data yet is none
    return spec


STEPS = tuple(factor * 10.0**power for power in range(-6, 13) for factor in (1.0, 2.0, 5.0))
MANY = 7  # steps on an axis beyond which powers of ten are enough


def logarithmic(values) -> tuple[float, float]:
    """The ends of a logarithmic axis, on one, two or five times a power of ten: said outright, as no data has none."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return (
        max((step for step in STEPS if step <= low), default=STEPS[0]),
        min((step for step in STEPS if step > high), default=STEPS[-1]),
    )


def steps_on(span: tuple[float, float]) -> list[float]:
    """Where a logarithmic axis has its labels: one, two and five times powers of ten, or powers of ten where it is long."""
    inside = [step for step in STEPS if span[0] * 0.999 <= step <= span[1] * 1.001]
    tens = [step for step in inside if abs(math.log10(step) - round(math.log10(step))) < 1e-6]
    return inside if len(inside) <= MANY else tens


def linear(values) -> tuple[float, float]:
    """The ends of a linear axis that begins at nothing."""
    return min(0.0, float(np.nanmin(values))), float(np.nanmax(values))


def apart(ends: dict, step: float, top: float) -> dict:
    """Places for names at the ends of lines, at least `step` from each other and, where it can be, not above `top`."""
    places, last = {}, -math.inf
    order = sorted(ends, key=ends.get)
    for name in order:
        places[name] = last = max(ends[name], last + step)
    last = top + step
    for name in reversed(order):
        places[name] = last = min(places[name], last - step)
    return places
