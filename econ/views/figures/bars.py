"""Bar charts of one moment: stacked bars, and a waterfall from an opening to a closing amount."""

import functools
from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from econ.units import NOT_DEFINED, format_value, per_cent, shown_factor, shown_unit
from econ.views.figures.figure import (
    BASELINE_COLOUR,
    Figure,
    empty_chart,
    figure_from_table,
    heading,
    legend_of,
    phone_or_screen,
    specification,
    undefined_sentence,
)
from econ.words import say

BAR_CHART_HEIGHT = 270  # pixels
STACK_COLUMNS = {
    "platform": str,
    "part": str,
    "value": float,
    "order": int,
    "low": float,
    "high": float,
}
WATERFALL_COLUMNS = {
    "what": str,
    "begin": float,
    "end": float,
    "top": float,
    "value": float,
    "kind": str,
    "words": str,
}
WATERFALL_KINDS = ("whole", "less", "more")  # in the order of their colours


@functools.lru_cache(maxsize=8)
def _stacked_spec(
    title: str, axis: str, number_format: str, has_range: bool, parts: tuple[str, ...]
) -> dict:
    """The specification of stacked bars: one bar a platform, one colour a part, and a line for the range of the whole."""
    base = empty_chart(STACK_COLUMNS).encode(
        y=alt.Y(
            "platform:N", title=None, sort=None, axis=alt.Axis(labelLimit=150, labelOverlap=False)
        )
    )
    bars = base.mark_bar().encode(
        x=alt.X("value:Q", title=None, axis=alt.Axis(tickCount=5, format=number_format)),
        color=alt.Color(
            "part:N",
            sort=None,
            legend=None,
            scale=alt.Scale(domain=list(parts)),
        ),
        order=alt.Order("order:Q"),
        tooltip=[
            "platform:N",
            "part:N",
            alt.Tooltip("value:Q", format=number_format, title=axis),
        ],
    )
    ranges = base.transform_filter("isValid(datum.low)").encode(
        x=alt.X("low:Q"),
        x2="high:Q",
        tooltip=[
            "platform:N",
            alt.Tooltip("low:Q", format=number_format),
            alt.Tooltip("high:Q", format=number_format),
        ],
    )
    whiskers = ranges.mark_rule(strokeWidth=1.6, color=BASELINE_COLOUR)
    chart = alt.layer(bars, whiskers) if has_range else bars
    return specification(
        chart.properties(title=heading(title, axis), width="container", height=BAR_CHART_HEIGHT),
        legend_of(parts, parts),
    )


def stacked_bars(
    title: str, table: pd.DataFrame, unit: str, undefined: Sequence[str] = ()
) -> Figure:
    """Bars made of parts, from a table with the columns platform, part and value.

    If the table has the columns low and high, they are the range of the whole bar. `undefined` names the bars that are not
    defined and so have no rows. A table without rows is a figure without bars: no platform can serve a model that fits on none.
    """
    if table.empty:
        table = pd.DataFrame(columns=["platform", "part", "value"])
    data = table.assign(order=pd.factorize(table["part"])[0])
    has_range = "low" in table
    if has_range:  # the range is drawn once a bar, on the row of its first part
        first_of_bar = ~data["platform"].duplicated()
        data[["low", "high"]] = data[["low", "high"]].where(first_of_bar)
    totals = table.groupby("platform", sort=False)["value"].sum()
    bars = [f"{name} {format_value(float(value), unit)}" for name, value in totals.items()]
    bars += [f"{name} {NOT_DEFINED}" for name in undefined]
    sentence = f"{title}: {'; '.join(bars) or say('figure-no-bars')}."
    if unit == "share":
        axis, number_format = say("figure-per-cent"), ".0%"
    else:
        axis = "; ".join([shown_unit(unit), *([say("figure-line-is-range")] if has_range else [])])
        number_format = ",.3~g"
    sizes = [name for name in ("value", "low", "high") if name in data]
    data[sizes] *= shown_factor(unit)
    return figure_from_table(
        _stacked_spec(title, axis, number_format, has_range, tuple(table["part"].unique())),
        data.reindex(columns=list(STACK_COLUMNS)),
        STACK_COLUMNS,
        sentence,
        undefined_sentence(undefined, table.empty),
    )


@functools.lru_cache(maxsize=8)
def _waterfall_spec(title: str, axis: str, order: tuple) -> dict:
    """The specification of a waterfall: each bar begins where the one before it ended."""
    base = empty_chart(WATERFALL_COLUMNS).encode(
        x=alt.X(
            "what:N",
            title=None,
            sort=list(order),
            axis=alt.Axis(
                labelAngle=phone_or_screen(-50, 0),
                labelAlign=phone_or_screen("'right'", "'center'"),
                labelLimit=80,
                labelFontSize=10,
                labelOverlap=False,
            ),
        )
    )
    bars = base.mark_bar(width={"band": 0.62}).encode(
        y=alt.Y("begin:Q", title=None, axis=alt.Axis(tickCount=5)),
        y2="end:Q",
        color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(WATERFALL_KINDS))),
        tooltip=["what:N", alt.Tooltip("value:Q", format="+,.4~g", title=axis)],
    )
    amounts = base.mark_text(dy=-7, fontSize=phone_or_screen(9, 11), color=BASELINE_COLOUR).encode(
        y=alt.Y("top:Q"), text="words:N"
    )
    zero = (
        empty_chart(WATERFALL_COLUMNS)
        .mark_rule(strokeWidth=1.2, color=BASELINE_COLOUR)
        .encode(y=alt.datum(0.0))
    )
    return specification(
        alt.layer(zero, bars, amounts).properties(
            title=heading(title, axis), width="container", height=BAR_CHART_HEIGHT
        )
    )


def waterfall_chart(
    title: str, table: pd.DataFrame, unit: str, share: float | None = None
) -> Figure:
    """A waterfall from a table with the columns what and value: the first row opens it, the last is the remainder.

    `share` is the remainder as a share, written beside it. An amount that is not defined has no bar.
    """
    values = table["value"].to_numpy()
    is_defined = np.isfinite(values)
    begin = np.concatenate([[0.0], np.cumsum(values[:-2]), [0.0]])
    begin[~is_defined] = np.nan
    end = np.concatenate([np.cumsum(values[:-1]), values[-1:]])
    kinds = ["whole", *("more" if value >= 0.0 else "less" for value in values[1:-1]), "whole"]
    amounts = [format_value(value, unit, with_unit=False) for value in values]
    if share is not None and np.isfinite(share):
        amounts[-1] += f" ({per_cent(share)})"
    data = table.assign(begin=begin, end=end, top=np.maximum(begin, end), kind=kinds, words=amounts)
    data[["value", "begin", "end", "top"]] *= shown_factor(unit)
    sentence = (
        f"{title}: "
        + "; ".join(
            f"{row['what']} {format_value(row['value'], unit)}" for row in table.to_dict("records")
        )
        + "."
    )
    return figure_from_table(
        _waterfall_spec(title, shown_unit(unit), tuple(table["what"])),
        data,
        WATERFALL_COLUMNS,
        sentence,
        undefined_sentence(table["what"][~is_defined], not is_defined.any()),
    )
