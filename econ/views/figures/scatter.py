"""Scatter plot of predicted against measured values, on two logarithmic axes."""

import functools

import altair as alt
import pandas as pd

from econ.views.figures.figure import (
    BASELINE_LINE,
    Figure,
    empty_chart,
    figure_from_table,
    heading,
    legend_of,
    log_axis_labels,
    log_axis_range,
    specification,
)
from econ.words import Amount, say

SCATTER_HEIGHT = 300  # pixels
SCATTER_COLUMNS = {
    "measured": float,
    "predicted": float,
    "platform": str,
    "point": str,
    "off": str,
    "kind": str,
    "source": str,
}


@functools.lru_cache(maxsize=8)
def _scatter_spec(title: str, unit: str, span: tuple, platforms: tuple[str, ...]) -> dict:
    """The specification: points by platform, and a thin line on which both values agree."""
    base = empty_chart(SCATTER_COLUMNS)
    scale = alt.Scale(type="log", nice=False, domain=list(span))
    axis = alt.Axis(values=log_axis_labels(span), format=",.6~g")
    x = alt.X("measured:Q", title="measured", scale=scale, axis=axis)
    y = alt.Y("predicted:Q", title="predicted", scale=scale, axis=axis)
    agreement = (
        base.mark_line(**BASELINE_LINE).encode(x=x, y=y).transform_filter("datum.kind == 'line'")
    )
    points = (
        base.mark_circle(size=55, opacity=0.85)
        .transform_filter("datum.kind == 'point'")
        .encode(
            x=x,
            y=y,
            color=alt.Color("platform:N", legend=None, scale=alt.Scale(domain=list(platforms))),
            tooltip=[
                "point:N",
                "platform:N",
                alt.Tooltip("measured:Q", format=",.4~g"),
                alt.Tooltip("predicted:Q", format=",.4~g"),
                alt.Tooltip("off:N", title="error"),
                "source:N",
            ],
        )
    )
    return specification(
        alt.layer(agreement, points).properties(
            title=heading(title, say("figure-scatter-axis", unit=unit)),
            width="container",
            height=SCATTER_HEIGHT,
        ),
        legend_of(platforms, platforms),
    )


def scatter_plot(title: str, table: pd.DataFrame, unit: str) -> Figure:
    """Predicted against measured values; columns measured, predicted, platform, point, off (the error) and source."""
    values = table[["measured", "predicted"]]
    ends = [values.min().min(), values.max().max()]
    line = pd.DataFrame({"measured": ends, "predicted": ends}).assign(
        platform="", point="", off="", source="", kind="line"
    )
    data = pd.concat([table.assign(kind="point"), line], ignore_index=True)
    errors = (table["predicted"] / table["measured"] - 1.0).abs()
    worst = table["point"].iloc[int(errors.to_numpy().argmax())]
    sentence = say(
        "figure-scatter-takeaway",
        title=title,
        count=len(table),
        mean=Amount(value=float(errors.mean()), unit="share"),
        worst=worst,
        most=Amount(value=float(errors.max()), unit="share"),
    )
    return figure_from_table(
        _scatter_spec(title, unit, log_axis_range(values), tuple(table["platform"].unique())),
        data,
        SCATTER_COLUMNS,
        sentence,
    )
