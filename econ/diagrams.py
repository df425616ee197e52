"""Figures of one moment: bars made of parts, measured against predicted, curves on two logarithmic axes. No Streamlit."""

import functools
import math

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from econ.figure import BASELINE, Figure, heading, logarithmic, specification
from econ.units import write

BARS, CURVES, SCATTER = 270, 300, 360  # pixels a figure is high
MARGIN = {"left": 5, "top": 5, "bottom": 5, "right": 60}  # pixels around curves: names stand at the right
PARTS = {"platform": str, "part": str, "value": float, "order": int}
POINTS = {"measured": float, "predicted": float, "platform": str, "point": str, "off": str, "kind": str}
LINES = {"x": float, "y": float, "low": float, "high": float, "series": str, "kind": str, "label": str}
NEAR, LETTERING = 0.5, 0.055  # shares of an axis within which names touch: across and upwards


def _empty(columns):
    """A chart of a table without rows: what a specification is written with."""
    return alt.Chart(pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()}))


def _figure(spec, data, columns, sentence):
    return Figure(spec=spec, data=pa.Table.from_pandas(data[list(columns)], preserve_index=False), sentence=sentence)


@functools.lru_cache(maxsize=8)
def _stacked_spec(title: str, axis: str) -> dict:
    """The specification of stacked bars: one bar a platform, one colour a part."""
    chart = _empty(PARTS).mark_bar().encode(
        y=alt.Y("platform:N", title=None, sort=None), x=alt.X("value:Q", title=None, axis=alt.Axis(tickCount=5)),
        color=alt.Color("part:N", sort=None, legend=alt.Legend(title=None)),
        order=alt.Order("order:Q"),
        tooltip=["platform:N", "part:N", alt.Tooltip("value:Q", format=".2f", title=axis)])
    return specification(chart.properties(title=heading(title, axis), width="container", height=BARS))


def stacked(title: str, table: pd.DataFrame, unit: str) -> Figure:
    """Bars made of parts, from a table with the columns platform, part and value."""
    data = table.assign(order=pd.factorize(table["part"])[0])
    sums = table.groupby("platform", sort=False)["value"].sum()
    sentence = f"{title}: " + "; ".join(f"{name} {write(float(value), unit)}" for name, value in sums.items()) + "."
    return _figure(_stacked_spec(title, unit), data, PARTS, sentence)


@functools.lru_cache(maxsize=8)
def _scatter_spec(title: str, unit: str, span: tuple) -> dict:
    """The specification of measured against predicted, on two logarithmic axes with the line where they agree."""
    base = _empty(POINTS)
    x, y = (axis(f"{name}:Q", title=name, scale=alt.Scale(type="log", nice=False, domain=list(span)))
            for axis, name in ((alt.X, "measured"), (alt.Y, "predicted")))
    agree = base.mark_line(color=BASELINE, strokeDash=[4, 3], strokeWidth=1).encode(x=x, y=y).transform_filter(
        "datum.kind == 'line'")
    dots = base.mark_circle(size=55, opacity=0.85).transform_filter("datum.kind == 'point'").encode(
        x=x, y=y, color=alt.Color("platform:N", legend=alt.Legend(title=None)),
        tooltip=["point:N", "platform:N", alt.Tooltip("measured:Q", format=",.4~g"),
                 alt.Tooltip("predicted:Q", format=",.4~g"), alt.Tooltip("off:N", title="error")])
    return specification(alt.layer(agree, dots).properties(
        title=heading(title, f"{unit}; dashed: agreement"), width="container", height=SCATTER))


def scatter(title: str, table: pd.DataFrame, unit: str) -> Figure:
    """Measured against predicted, from a table with the columns measured, predicted, platform, point and off."""
    both = table[["measured", "predicted"]]
    ends = pd.DataFrame({"measured": [both.min().min(), both.max().max()]})
    line = ends.assign(predicted=ends["measured"], platform="", point="", off="", kind="line")
    data = pd.concat([table.assign(kind="point"), line], ignore_index=True)
    far = (table["predicted"] / table["measured"] - 1.0).abs()
    sentence = (f"{title}: {len(table)} points, {far.mean():.1%} off on average, the worst {table['point'][far.idxmax()]} by "
                f"{far.max():.1%}.")
    return _figure(_scatter_spec(title, unit, logarithmic(both)), data, POINTS, sentence)


@functools.lru_cache(maxsize=16)
def _curves_spec(title: str, x_axis: str, y_axis: str, x_span: tuple, y_span: tuple, order: tuple) -> dict:
    """The specification of curves on two logarithmic axes: the baseline thin and grey, names at the ends, marks as rules."""
    base = _empty(LINES)
    x_scale, y_scale = (alt.Scale(type="log", nice=False, domain=list(span)) for span in (x_span, y_span))
    x = alt.X("x:Q", title=x_axis, scale=x_scale, axis=alt.Axis(format="~s", grid=False, tickCount=6))
    y = alt.Y("y:Q", title=None, scale=y_scale, axis=alt.Axis(format=",.4~g", tickCount=5))
    colour = alt.Color("series:N", legend=None, scale=alt.Scale(domain=list(order)))
    numbers = (alt.Tooltip(f"{name}:Q", format=",.4~g", title=words) for name, words in (("x", x_axis), ("y", y_axis)))
    tooltip = ["series:N", *numbers]

    def of(kind, mark):
        return mark.transform_filter(f"datum.kind == '{kind}'")

    layers = (
        of("mark", base.mark_rule(strokeWidth=1, strokeDash=[2, 2], color=BASELINE)).encode(x=x),
        of("mark", base.mark_text(align="right", dx=-3, dy=-3, angle=270, baseline="bottom", fontSize=10, color=BASELINE)).encode(
            x=x, y=alt.value(4), text="label:N"),
        of("now", base.mark_area(opacity=0.16)).encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour),
        of("before", base.mark_line(strokeWidth=1.2, color=BASELINE, strokeDash=[4, 3])).encode(x=x, y=y, detail="series:N"),
        of("now", base.mark_line(strokeWidth=2.4)).encode(x=x, y=y, color=colour),
        of("now", base.mark_circle(size=90, opacity=0.01)).encode(x=x, y=y, tooltip=tooltip),
        of("point", base.mark_point(size=70, filled=True, opacity=1.0)).encode(x=x, y=y, color=colour, tooltip=tooltip),
        of("end", base.mark_text(align="left", dx=5, fontSize=11, fontWeight=600)).encode(x=x, y=y, text="label:N", color=colour))
    return specification(alt.layer(*layers).properties(
        title=heading(title, y_axis), width="container", height=CURVES, padding=MARGIN))


def curves(title: str, now: pd.DataFrame, before: pd.DataFrame, x_axis: str, y_axis: str, *,
           colours: tuple[str, ...] = (), marks: tuple[tuple[float, str], ...] = (),
           points: pd.DataFrame | None = None) -> Figure:
    """Curves from tables with the columns x, y and series, and where there is a range, low and high.

    `colours` names every series that has a colour, in the order of the theme, where others than those drawn have one;
    `marks` are (x, words) marked across; `points` are where the scenario stands on its curves, columns x, y and series.
    """
    groups = now.groupby("series", sort=False)["x"]
    first, last = now.loc[groups.idxmin()], now.loc[groups.idxmax()]
    marked = pd.DataFrame([{"x": x, "y": math.nan, "series": "", "kind": "mark", "label": words} for x, words in marks])
    both = pd.concat([now, before])
    up = both[[name for name in ("y", "low", "high") if name in both]]
    spans = [logarithmic(values.to_numpy()) for values in (both["x"], up)]
    ends = last.assign(kind="end", label=last["series"], y=_ends(last, *spans))
    parts = [before.assign(kind="before"), now.assign(kind="now"), ends, marked]
    parts += [] if points is None else [points.assign(kind="point")]
    data = pd.concat([part for part in parts if len(part)], ignore_index=True).reindex(columns=list(LINES))
    sentence = f"{title}, {y_axis}: " + "; ".join(f"{a.series} from {a.y:,.4g} to {b.y:,.4g}" for a, b in zip(
        first.itertuples(), last.itertuples(), strict=True)) + "."
    return _figure(_curves_spec(title, x_axis, y_axis, *spans, colours or tuple(last["series"])), data, LINES, sentence)


def _ends(last, x_span, y_span):
    """Where names at the ends of curves stand: one that would touch another goes below it."""
    (x_low, x_high), (y_low, y_high) = (np.log(span) for span in (x_span, y_span))
    across, up = (np.log(last["x"]) - x_low) / (x_high - x_low), (np.log(last["y"]) - y_low) / (y_high - y_low)
    places = {}
    for one, height in up.sort_values(ascending=False).items():
        near = [place for other, place in places.items() if abs(across[other] - across[one]) < NEAR]
        places[one] = min(height, min((place for place in near if place - height < LETTERING), default=2.0) - LETTERING)
    return np.exp(y_low + pd.Series(places).reindex(last.index) * (y_high - y_low))
