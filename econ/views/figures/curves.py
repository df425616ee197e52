"""Curves of one quantity over another, on logarithmic or linear axes, with marks, points and labels at their ends."""

import dataclasses
import functools
import math
from collections.abc import Callable

import altair as alt
import numpy as np
import pandas as pd

from econ.units import NOT_DEFINED, shown_factor, shown_unit
from econ.views.figures.figure import (
    BASELINE_COLOUR,
    BASELINE_LINE,
    GAP,
    Figure,
    empty_chart,
    figure_from_table,
    heading,
    legend_of,
    linear_axis_range,
    log_axis_labels,
    log_axis_range,
    specification,
    spread_labels,
    undefined_sentence,
)
from econ.words import say


@dataclasses.dataclass(frozen=True, kw_only=True)
class CurveLayout:
    """Sizes of a figure of curves: pixels, and shares of an axis."""

    height: int = 290
    label_margin: int = 60  # pixels at the right for labels at the ends of curves
    legend_margin: int = 15  # pixels at the right if names are in a legend
    mark_headroom: float = 0.22  # of the height, free for the names of marks
    mark_rows: int = 3  # rows in which the names of marks are placed, in turn
    name_left_beyond: float = 0.85  # of the width: a mark further right has its name at its left
    label_width: float = 0.5  # of the width: labels of curves that end within it may touch
    label_height: float = 0.07  # of the height, from one label to the next


_LAYOUT = CurveLayout()
CURVE_COLUMNS = {
    "x": float,
    "y": float,
    "solid": float,
    "within": float,
    "low": float,
    "high": float,
    "series": str,
    "kind": str,
    "label": str,
    "place": float,
}


@dataclasses.dataclass(frozen=True)
class CurveAxis:
    """An axis of curves: its title, its range and its number format; without a format it is logarithmic."""

    title: str
    span: tuple[float, float]
    number_format: str = ""

    @property
    def to_axis(self) -> Callable:
        """From a value to its position on the axis, not normalised."""
        return np.asarray if self.number_format else np.log

    @property
    def from_axis(self) -> Callable:
        """From a position on the axis to the value."""
        return np.asarray if self.number_format else np.exp

    def share(self, value):
        """Return the place of values between the ends of the axis, as a share of its length."""
        low, high = self.to_axis(self.span)
        return (self.to_axis(value) - low) / (high - low)

    def scale(self) -> alt.Scale:
        """The scale of the axis for a specification."""
        return alt.Scale(
            type="linear" if self.number_format else "log", nice=False, domain=list(self.span)
        )

    def look(self, default_format: str) -> alt.Axis:
        """The ticks and labels of the axis for a specification."""
        if self.number_format:
            return alt.Axis(format=self.number_format, tickCount=5)
        return alt.Axis(format=default_format, values=log_axis_labels(self.span))


@functools.lru_cache(maxsize=16)
def _curves_spec(
    title: str, x_axis: CurveAxis, y_axis: CurveAxis, coloured: tuple, in_legend: tuple
) -> dict:
    """The specification: the baseline thin and grey, labels at the ends of curves or a legend, marks as rules."""
    base = empty_chart(CURVE_COLUMNS)
    x_ticks, y_ticks, y_scale = x_axis.look("~s"), y_axis.look(",.6~g"), y_axis.scale()
    x_ticks.grid = False
    x = alt.X("x:Q", title=x_axis.title, scale=x_axis.scale(), axis=x_ticks)

    def vertical(column):
        return alt.Y(f"{column}:Q", title=None, scale=y_scale, axis=y_ticks)

    colour = alt.Color("series:N", legend=None, scale=alt.Scale(domain=list(coloured)))
    tooltip = [
        "series:N",
        alt.Tooltip("x:Q", format=",.4~g", title=x_axis.title),
        alt.Tooltip("y:Q", format=",.4~g", title=y_axis.title),
    ]

    def rows_of(kind, mark):
        return mark.transform_filter(f"datum.kind == '{kind}'")

    def mark_name(side, dx):
        text = base.mark_text(align=side, dx=dx, baseline="top", fontSize=10, color=BASELINE_COLOUR)
        return rows_of(f"mark {side}", text).encode(
            x=x, y=alt.Y("place:Q", scale=y_scale), text="label:N"
        )

    def line(width, **look):
        return base.mark_line(strokeWidth=width, **look)

    layers = (
        rows_of(
            "mark", base.mark_rule(strokeWidth=1, strokeDash=[2, 2], color=BASELINE_COLOUR)
        ).encode(x=x),
        mark_name("left", 3),
        mark_name("right", -3),
        rows_of("now", base.mark_area(opacity=0.16)).encode(
            x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour
        ),
        rows_of("before", base.mark_line(**BASELINE_LINE)).encode(
            x=x, y=vertical("y"), detail="series:N"
        ),
        rows_of("now", line(1.6, strokeDash=[3, 3])).encode(x=x, y=vertical("y"), color=colour),
        rows_of("now", line(1.6, invalid=GAP)).encode(x=x, y=vertical("solid"), color=colour),
        rows_of("now", line(3.2, invalid=GAP)).encode(x=x, y=vertical("within"), color=colour),
        rows_of("now", base.mark_circle(size=90, opacity=0.01)).encode(
            x=x, y=vertical("y"), tooltip=tooltip
        ),
        rows_of(
            "was", base.mark_point(size=60, filled=True, opacity=1.0, color=BASELINE_COLOUR)
        ).encode(x=x, y=vertical("y"), tooltip=tooltip),
        rows_of("point", base.mark_point(size=70, filled=True, opacity=1.0)).encode(
            x=x, y=vertical("y"), color=colour, tooltip=tooltip
        ),
        rows_of("end", base.mark_text(align="left", dx=5, fontSize=11, fontWeight=600)).encode(
            x=x, y=vertical("y"), text="label:N", color=colour
        ),
    )
    return specification(
        alt.layer(*layers).properties(
            title=heading(title, y_axis.title),
            width="container",
            height=_LAYOUT.height,
            padding={"right": _LAYOUT.legend_margin if in_legend else _LAYOUT.label_margin},
        ),
        legend_of(in_legend, coloured),
    )


def curves_chart(
    title: str,
    now: pd.DataFrame,
    before: pd.DataFrame,
    x_axis: str,
    y_axis: str = "",
    *,
    unit: str = "",
    colours: tuple[str, ...] = (),
    marks: tuple[tuple[float, str], ...] = (),
    points: pd.DataFrame | None = None,
    points_before: pd.DataFrame | None = None,
    number_formats: tuple[str, str] = ("", ""),
    thick_to: float = math.inf,
    solid_where: str = "",
    has_legend: bool = False,
    ends_where_undefined: bool = False,
) -> Figure:
    """Curves of the scenario (`now`) and of the baseline (`before`), from tables with the columns x, y and series.

    A curve whose values are all undefined is named in words. With `ends_where_undefined` rows are left out where a curve is not
    defined: one that the baseline has and the scenario lacks is named too.

    Optional columns: low and high, the range of a curve. `solid_where` names a column of booleans: where it is false, the
    curve is dashed because its values cannot be relied on.
    `unit` is that of y in the tables; money is drawn in the reader's currency. It is the title of the axis where `y_axis` is empty.
    A curve is thick up to x = `thick_to` and thin beyond. Names are at the ends of curves, or in a
    legend if `has_legend` is set.

    `colours` names every series that has a colour of the theme, in order, if that is more than the series of the figure;
    `marks` are (x, words); `points` are the scenario's own position on its curves, with columns x, y and series, and
    `points_before` the baseline's; `number_formats` are those of linear axes, empty for a logarithmic one.
    """
    now, before = _in_currency(now, unit), _in_currency(before, unit)
    y_axis = y_axis or shown_unit(unit)
    undefined = _undefined_series(now, before if ends_where_undefined else now)
    groups = now.groupby("series", sort=False)["x"]
    first, last = now.loc[groups.idxmin()], now.loc[groups.idxmax()]
    curves = pd.concat([now, before])
    heights = curves[[name for name in ("y", "low", "high") if name in curves]].to_numpy()
    x, y = (
        CurveAxis(
            axis_title,
            (linear_axis_range if number_format else log_axis_range)(values),
            number_format,
        )
        for axis_title, values, number_format in zip(
            (x_axis, y_axis),
            (np.append(curves["x"], [place for place, _ in marks]), heights),
            number_formats,
            strict=True,
        )
    )
    marked, y = _marked(marks, x, y)
    solid = now["y"].where(now[solid_where].astype(bool)) if solid_where else now["y"]
    parts = [
        before.assign(kind="before"),
        now.assign(kind="now", solid=solid, within=solid.where(now["x"] <= thick_to)),
    ]
    if not has_legend:
        ends = last.dropna(subset="y")
        parts.append(ends.assign(kind="end", label=ends["series"], y=_label_heights(ends, x, y)))
    parts.append(marked)
    if points_before is not None:
        parts.append(_in_currency(points_before, unit).assign(kind="was"))
    if points is not None:
        parts.append(_in_currency(points, unit).assign(kind="point"))
    data = pd.concat([part for part in parts if len(part)], ignore_index=True).reindex(
        columns=list(CURVE_COLUMNS)
    )
    names = [*last["series"], *([] if points is None else points["series"])]
    spec = _curves_spec(
        title,
        x,
        y,
        colours or tuple(dict.fromkeys(names)),
        tuple(last["series"]) if has_legend else (),
    )
    described = [
        say(
            "figure-curve-takeaway",
            name=str(begin.series),
            first=f"{begin.y:,.4g}",
            last=f"{end.y:,.4g}",
        )
        for begin, end in zip(first.itertuples(), last.itertuples(), strict=True)
        if begin.series not in undefined
    ]
    described += [f"{name} {NOT_DEFINED}" for name in undefined]
    return figure_from_table(
        spec,
        data,
        CURVE_COLUMNS,
        f"{title}, {y_axis}: {'; '.join(described)}.",
        undefined_sentence(undefined, len(described) == len(undefined)),
    )


def _in_currency(table: pd.DataFrame, unit: str) -> pd.DataFrame:
    """A table of curves with its heights in the reader's currency, where the unit is one of money."""
    return table.assign(
        **{name: table[name] * shown_factor(unit) for name in ("y", "low", "high") if name in table}
    )


def _undefined_series(now: pd.DataFrame, known: pd.DataFrame) -> list[str]:
    """The series of a table that have no value, and those of the other table that it lacks."""
    defined = set(now.loc[now["y"].notna(), "series"])
    series = dict.fromkeys([*now["series"], *known["series"]])
    return [name for name in series if name not in defined]


def _marked(
    marks: tuple[tuple[float, str], ...], x_axis: CurveAxis, y_axis: CurveAxis
) -> tuple[pd.DataFrame, CurveAxis]:
    """Rows of the marks with the places of their names above the curves, and the vertical axis with room for the names."""
    if not marks:
        return pd.DataFrame(), y_axis
    low, high = map(float, map(y_axis.to_axis, y_axis.span))
    top = low + (high - low) / (1.0 - _LAYOUT.mark_headroom)
    rows: list[dict[str, object]] = []
    for number, (x, words) in enumerate(sorted(marks)):
        row = number % _LAYOUT.mark_rows
        place = float(y_axis.from_axis(top - (top - high) * row / _LAYOUT.mark_rows))
        side = "left" if x_axis.share(x) < _LAYOUT.name_left_beyond else "right"
        rows += [
            {"x": x, "series": "", "kind": "mark", "label": words},
            {"x": x, "series": "", "kind": f"mark {side}", "label": words, "place": place},
        ]
    span = (y_axis.span[0], float(y_axis.from_axis(top)))
    return pd.DataFrame(rows), dataclasses.replace(y_axis, span=span)


def _label_heights(last: pd.DataFrame, x_axis: CurveAxis, y_axis: CurveAxis) -> pd.Series:
    """Heights of the labels at the ends of curves: those of curves that end near each other are moved apart."""
    across = pd.Series(x_axis.share(last["x"]), index=last.index)
    heights = dict(zip(last.index, y_axis.share(last["y"]), strict=True))
    places: dict = {}
    group: dict = {}
    group_begin = -math.inf
    for curve, position in across.sort_values().items():
        if position - group_begin >= _LAYOUT.label_width:
            group, group_begin = {}, position
        group[curve] = float(heights[curve])
        places |= spread_labels(group, _LAYOUT.label_height, 1.0)
    low, high = y_axis.to_axis(y_axis.span)
    return y_axis.from_axis(low + pd.Series(places).reindex(last.index) * (high - low))
