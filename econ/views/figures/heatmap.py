"""Heat map of months and depths of a price cut, with cells that can be clicked and marks above them."""

import functools
from typing import NamedTuple

import altair as alt
import pandas as pd

from econ.views.figures.figure import (
    BASELINE_COLOUR,
    Columns,
    Figure,
    empty_chart,
    figure_from_table,
    heading,
    phone_or_screen,
    specification,
)

HEATMAP_HEIGHT = 420  # pixels
HEATMAP_COLUMNS: Columns = {
    "begin": "datetime64[ms]",
    "end": "datetime64[ms]",
    "depth": float,
    "low": float,
    "high": float,
    "value": float,
    "cell": str,
    "kind": str,
    "tip": str,
}
LEGEND_COLUMNS = "width < 400 ? 2 : width < 800 ? 3 : 6"  # an expression: fewer on a phone
MARK_AREAS = (40, 90)  # square pixels, on a phone and on a screen
DOT_AREAS = (5, 12)  # of the dots in cells that are as good as the best
# Larger than Vega's own shapes of these names.
DIAMOND = "M0,-1.6L1.6,0L0,1.6L-1.6,0Z"
PLUS = "M-.5,-1.5H.5V-.5H1.5V.5H.5V1.5H-.5V.5H-1.5V-.5H-.5Z"


class MapMark(NamedTuple):
    """What is marked on a map: its name, its shape, and the colours of its fill and its edge."""

    name: str
    shape: str
    fill: str
    edge: str


# Visible on every cell and on a light or dark ground; white inside if the mark holds only at one end of a range.
MAP_MARKS = (
    MapMark("best cell", DIAMOND, "#d62728", "#ffffff"),
    MapMark("cut of the scenario", PLUS, "#111111", "#ffffff"),
    MapMark("theory: lead before supply", "circle", "#e05fb0", "#4d1439"),
    MapMark("theory: best date", "square", "#f2a900", "#4d3500"),
    MapMark("lead if elastic", "circle", "#ffffff", "#b0307f"),
    MapMark("date if elastic", "square", "#ffffff", "#a86400"),
)


def _mark_layer(base: alt.Chart) -> alt.Chart:
    """The marks with their legend."""
    names = [mark.name for mark in MAP_MARKS]
    legend = alt.Legend(
        title=None,
        orient="bottom",
        columns=alt.ExprRef(LEGEND_COLUMNS),
        labelLimit=200,
        rowPadding=3,
        columnPadding=10,
        labelFontSize=12,
        symbolSize=110,
        symbolStrokeWidth=1.8,
        symbolOpacity=1.0,
    )

    def scale(values):
        return alt.Scale(domain=names, range=values)

    return (
        base.transform_filter(alt.FieldOneOfPredicate(field="kind", oneOf=names))
        .mark_point(filled=True, size=phone_or_screen(*MARK_AREAS), strokeWidth=1.6, opacity=1)
        .encode(
            x="begin:T",
            y="depth:Q",
            shape=alt.Shape(
                "kind:N", scale=scale([mark.shape for mark in MAP_MARKS]), legend=legend
            ),
            fill=alt.Fill("kind:N", scale=scale([mark.fill for mark in MAP_MARKS]), legend=legend),
            stroke=alt.Stroke(
                "kind:N", scale=scale([mark.edge for mark in MAP_MARKS]), legend=legend
            ),
        )
    )


@functools.lru_cache(maxsize=16)
def _heatmap_spec(title: str, axis: str, lower_is_better: bool) -> dict:
    """The specification: cells, marks over them, and on top an invisible layer that is clicked and shows tooltips."""
    base = empty_chart(HEATMAP_COLUMNS)
    x = alt.X(
        "begin:T",
        title="month of the cut",
        scale=alt.Scale(nice=False),
        axis=alt.Axis(format="%b %Y", tickCount=9, grid=False, labelOverlap=True),
    )
    y = alt.Y(
        "low:Q",
        title="depth",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(format=".0%", tickCount=9, grid=False),
    )
    grey = (
        base.mark_rect(color=BASELINE_COLOUR, opacity=0.25)
        .transform_filter("datum.kind == 'empty'")
        .encode(x=x, x2="end:T", y=y, y2="high:Q", tooltip=alt.Tooltip("tip:N", title="cut"))
    )
    cells = (
        base.mark_rect()
        .transform_filter("datum.kind == 'cell'")
        .encode(
            x=x,
            x2="end:T",
            y=y,
            y2="high:Q",
            color=alt.Color(
                "value:Q",
                scale=alt.Scale(scheme="viridis", reverse=lower_is_better),
                legend=alt.Legend(title=None, orient="right", format=",.4~g", gradientLength=180),
            ),
        )
    )
    dots = (
        base.transform_filter("datum.kind == 'as good'")
        .mark_circle(size=phone_or_screen(*DOT_AREAS), color="#ffffff", stroke="#111111", opacity=1)
        .encode(x="begin:T", y="depth:Q")
    )
    line = (
        base.transform_filter("datum.kind == 'carried'")
        .mark_rule(strokeDash=[6, 3], strokeWidth=1.8, color="#111111")
        .encode(x="begin:T", x2="end:T", y="depth:Q")
    )
    line_label = (
        base.transform_filter("datum.kind == 'carried words'")
        .mark_text(align="right", fontSize=11, color=BASELINE_COLOUR)
        .encode(x="end:T", y="depth:Q", text="tip:N")
    )
    clickable = (
        base.mark_rect(opacity=0.0, cursor="pointer")
        .transform_filter("datum.kind == 'cell'")
        .encode(
            x="begin:T",
            x2="end:T",
            y="low:Q",
            y2="high:Q",
            tooltip=alt.Tooltip("tip:N", title="cut"),
        )
        .add_params(alt.selection_point(name="cell", fields=["cell"], on="click", clear=False))
    )
    return specification(
        alt.layer(grey, cells, dots, line, line_label, _mark_layer(base), clickable).properties(
            title=heading(title, axis), width="container", height=HEATMAP_HEIGHT
        )
    )


def heatmap(title: str, cells: pd.DataFrame, unit: str, *, lower_is_better: bool = False) -> Figure:
    """A map from a table of cells and marks.

    Columns: begin and end (dates), depth, low, high, value, cell (its name if it can be clicked), kind and tip.
    """
    known = cells[cells["kind"] == "cell"].dropna(subset=["value"])
    sentence = f"{title}, {unit}: nothing is known yet."
    if len(known):
        sign = -1.0 if lower_is_better else 1.0
        best = known.iloc[int((known["value"] * sign).to_numpy().argmax())]
        sentence = f"{title}, {unit}: best at {best['tip']}."
    return figure_from_table(
        _heatmap_spec(title, unit, lower_is_better), cells, HEATMAP_COLUMNS, sentence
    )
