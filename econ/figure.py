"""A figure: what is sent to the browser once, what is sent at every move, and the sentence that says it. No Streamlit."""

import dataclasses
import math

import altair as alt
import numpy as np
import pyarrow as pa

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
    for name in ("datasets", "config", "$schema"):
        spec.pop(name, None)
    spec["usermeta"] = {"embedOptions": {"logLevel": 1}}  # errors; an axis without data yet is none
    return spec


def logarithmic(values) -> tuple[float, float]:
    """The ends of a logarithmic axis, on one, two or five times a power of ten: said outright, as no data has none."""
    steps = [factor * 10.0**power for power in range(-6, 13) for factor in (1.0, 2.0, 5.0)]
    low, high = float(np.min(values)), float(np.max(values))
    return (max((step for step in steps if step <= low), default=steps[0]),
            min((step for step in steps if step > high), default=steps[-1]))


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
