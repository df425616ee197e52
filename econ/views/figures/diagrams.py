"""Figures of one moment: bars made of parts, measured against predicted, curves on two logarithmic axes. No Streamlit."""

import functools
import math

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from econ.units import format_value
from econ.views.figures.figure import (
    BASELINE,
    Figure,
    apart,
    heading,
    linear,
    logarithmic,
    specification,
    steps_on,
)

BARS, CURVES, SCATTER, MAP = 270, 290, 340, 420  # pixels a figure is high
KEY, BESIDE = 40, 15  # pixels of names below curves, and what they then need at the right
MARGIN = {
    "left": 5,
    "top": 5,
    "bottom": 5,
    "right": 60,
}  # pixels around curves: names stand at the right
PARTS = {"platform": str, "part": str, "value": float, "order": int, "low": float, "high": float}
POINTS = {
    "measured": float,
    "predicted": float,
    "platform": str,
    "point": str,
    "off": str,
    "kind": str,
    "source": str,
}
LINES = {
    "x": float,
    "y": float,
    "firm": float,
    "within": float,
    "low": float,
    "high": float,
    "series": str,
    "kind": str,
    "label": str,
    "place": float,
}
STEPS = {
    "what": str,
    "begin": float,
    "end": float,
    "top": float,
    "value": float,
    "kind": str,
    "words": str,
}
KINDS = ("whole", "less", "more")  # bars of a bridge, in the order of their colours
CELLS = {
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
BY_WIDTH = "width < 400 ? 2 : width < 800 ? 3 : 6"  # names of marks beside each other: all, or few on a phone
PHONE = 400  # pixels below which a figure is narrow
MARK_SIZES = 40, 90  # square pixels, on a phone and on a screen
HEADROOM = 0.22  # share of the height kept free for the names of what is marked
ROWS = 3  # lines in which these names stand, in turn
SIDE = 0.85  # of the width: what is marked further right has its name on the left
NEAR, LETTERING = 0.5, 0.07  # shares of an axis within which names touch: across and upwards


def empty(columns):
    """A chart of a table without rows: what a specification is written with."""
    return alt.Chart(pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()}))


def figure_of(spec, data, columns, sentence):
    """The figure of a specification and of a table, which must have these columns."""
    return Figure(
        spec=spec,
        data=pa.Table.from_pandas(data[list(columns)], preserve_index=False),
        sentence=sentence,
    )


@functools.lru_cache(maxsize=8)
def _stacked_spec(title: str, axis: str, form: str, ranged: bool) -> dict:
    """The specification of stacked bars: one bar a platform, one colour a part, and a whisker where the whole has a range."""
    base = empty(PARTS).encode(
        y=alt.Y(
            "platform:N", title=None, sort=None, axis=alt.Axis(labelLimit=150, labelOverlap=False)
        )
    )
    x = alt.X("value:Q", title=None, axis=alt.Axis(tickCount=5, format=form))
    bars = base.mark_bar().encode(
        x=x,
        color=alt.Color(
            "part:N",
            sort=None,
            legend=alt.Legend(title=None, orient="bottom", columns=3, symbolSize=60),
        ),
        order=alt.Order("order:Q"),
        tooltip=["platform:N", "part:N", alt.Tooltip("value:Q", format=form, title=axis)],
    )
    spans = base.transform_filter("isValid(datum.low)").encode(
        x=alt.X("low:Q"),
        x2="high:Q",
        tooltip=[
            "platform:N",
            *(alt.Tooltip(f"{name}:Q", format=form) for name in ("low", "high")),
        ],
    )
    chart = alt.layer(bars, spans.mark_rule(strokeWidth=1.6, color=BASELINE)) if ranged else bars
    return specification(
        chart.properties(title=heading(title, axis), width="container", height=BARS)
    )


def stacked(title: str, table: pd.DataFrame, unit: str) -> Figure:
    """Bars made of parts, from a table with the columns platform, part and value; low and high where the whole has a range."""
    data = table.assign(order=pd.factorize(table["part"])[0])
    ranged = "low" in table
    if ranged:  # once a bar
        once = ~data["platform"].duplicated()
        data[["low", "high"]] = data[["low", "high"]].where(once)
    sums = table.groupby("platform", sort=False)["value"].sum()
    sentence = (
        f"{title}: "
        + "; ".join(f"{name} {format_value(float(value), unit)}" for name, value in sums.items())
        + "."
    )
    axis, form = (
        ("per cent", ".0%")
        if unit == "share"
        else (unit + ("; line: range" if ranged else ""), ",.3~g")
    )
    return figure_of(
        _stacked_spec(title, axis, form, ranged), data.reindex(columns=list(PARTS)), PARTS, sentence
    )


def _by_width(narrow, wide):
    """An expression that tells a phone from a screen."""
    return alt.ExprRef(f"width < {PHONE} ? {narrow} : {wide}")


@functools.lru_cache(maxsize=8)
def _waterfall_spec(title: str, axis: str, order: tuple) -> dict:
    """The specification of a bridge: bars that stand where the one before ended."""
    base = empty(STEPS).encode(
        x=alt.X(
            "what:N",
            title=None,
            sort=list(order),
            axis=alt.Axis(
                labelAngle=_by_width(-50, 0),
                labelAlign=_by_width("'right'", "'center'"),
                labelLimit=80,
                labelFontSize=10,
                labelOverlap=False,
            ),
        )
    )
    bars = base.mark_bar(width={"band": 0.62}).encode(
        y=alt.Y("begin:Q", title=None, axis=alt.Axis(tickCount=5)),
        y2="end:Q",
        color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(KINDS))),
        tooltip=["what:N", alt.Tooltip("value:Q", format="+,.4~g", title=axis)],
    )
    words = base.mark_text(dy=-7, fontSize=_by_width(9, 11), color=BASELINE).encode(
        y=alt.Y("top:Q"), text="words:N"
    )
    zero = empty(STEPS).mark_rule(strokeWidth=1.2, color=BASELINE).encode(y=alt.datum(0.0))
    return specification(
        alt.layer(zero, bars, words).properties(
            title=heading(title, axis), width="container", height=BARS
        )
    )


def waterfall(title: str, table: pd.DataFrame, unit: str, share: float | None = None) -> Figure:
    """A bridge from a table with the columns what and value: the first row begins, the last is what is left.

    `share` is what is left as a share, written beside it.
    """
    values = table["value"].to_numpy()
    begin = np.concatenate([[0.0], np.cumsum(values[:-2]), [0.0]])
    end = np.concatenate([np.cumsum(values[:-1]), values[-1:]])
    kinds = ["whole", *("more" if value >= 0.0 else "less" for value in values[1:-1]), "whole"]
    words = [format_value(value, unit, with_unit=False) for value in values]
    words[-1] += f" ({share:.0%})" if share is not None else ""
    data = table.assign(begin=begin, end=end, top=np.maximum(begin, end), kind=kinds, words=words)
    sentence = (
        f"{title}: "
        + "; ".join(f"{row.what} {format_value(row.value, unit)}" for row in table.itertuples())
        + "."
    )
    return figure_of(_waterfall_spec(title, unit, tuple(table["what"])), data, STEPS, sentence)


@functools.lru_cache(maxsize=16)
def _heat_spec(title: str, axis: str, lower: bool) -> dict:
    """The specification of a map of months and depths that can be clicked.

    Marks lie over the cells, and over both an invisible layer that is clicked and says what is below.
    """
    base = empty(CELLS)
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
        base.mark_rect(color=BASELINE, opacity=0.25)
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
                scale=alt.Scale(scheme="viridis", reverse=lower),
                legend=alt.Legend(title=None, orient="right", format=",.4~g", gradientLength=180),
            ),
        )
    )
    line = (
        base.transform_filter("datum.kind == 'carried'")
        .mark_rule(strokeDash=[6, 3], strokeWidth=1.8, color="#111111")
        .encode(x="begin:T", x2="end:T", y="depth:Q")
    )
    words = (
        base.transform_filter("datum.kind == 'carried words'")
        .mark_text(align="right", fontSize=11, color=BASELINE)
        .encode(x="end:T", y="depth:Q", text="tip:N")
    )
    names, shapes, fills, edges = (list(column) for column in zip(*MARKS, strict=True))
    key = alt.Legend(
        title=None,
        orient="bottom",
        columns=alt.ExprRef(BY_WIDTH),
        labelLimit=200,
        rowPadding=3,
        columnPadding=10,
        labelFontSize=12,
        symbolSize=110,
        symbolStrokeWidth=1.8,
        symbolOpacity=1.0,
    )
    marks = (
        base.transform_filter(alt.FieldOneOfPredicate(field="kind", oneOf=names))
        .mark_point(filled=True, size=_by_width(*MARK_SIZES), strokeWidth=1.6, opacity=1)
        .encode(
            x="begin:T",
            y="depth:Q",
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=names, range=shapes), legend=key),
            fill=alt.Fill("kind:N", scale=alt.Scale(domain=names, range=fills), legend=key),
            stroke=alt.Stroke("kind:N", scale=alt.Scale(domain=names, range=edges), legend=key),
        )
    )
    top = (
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
        alt.layer(grey, cells, line, words, marks, top).properties(
            title=heading(title, axis), width="container", height=MAP
        )
    )


# What is marked on a map: its kind, shape, fill and edge, to be seen on every cell and on either ground; white inside where it
# holds only at the end of a range.
DIAMOND, PLUS = (
    "M0,-1.6L1.6,0L0,1.6L-1.6,0Z",
    "M-.5,-1.5H.5V-.5H1.5V.5H.5V1.5H-.5V.5H-1.5V-.5H-.5Z",
)  # larger than Vega's own
MARKS = (
    ("best cell", DIAMOND, "#d62728", "#ffffff"),
    ("cut of the scenario", PLUS, "#111111", "#ffffff"),
    ("theory, lead (E14)", "circle", "#e05fb0", "#4d1439"),
    ("theory, date (E15)", "square", "#f2a900", "#4d3500"),
    ("E14 if elastic", "circle", "#ffffff", "#b0307f"),
    ("E15 if elastic", "square", "#ffffff", "#a86400"),
)


def heat(title: str, cells: pd.DataFrame, unit: str, *, lower_is_better: bool = False) -> Figure:
    """A map from a table of cells and marks: columns begin, end (dates), depth, low, high, value, cell, kind and tip."""
    known = cells[cells["kind"] == "cell"].dropna(subset=["value"])
    best = (
        known.loc[(known["value"] * (-1.0 if lower_is_better else 1.0)).idxmax()]
        if len(known)
        else None
    )
    sentence = f"{title}, {unit}: " + (
        "nothing is known yet." if best is None else f"best at {best['tip']}."
    )
    return figure_of(_heat_spec(title, unit, lower_is_better), cells, CELLS, sentence)


@functools.lru_cache(maxsize=8)
def _scatter_spec(title: str, unit: str, span: tuple) -> dict:
    """The specification of measured against predicted, on two logarithmic axes with the line where they agree."""
    base = empty(POINTS)
    x, y = (
        axis(
            f"{name}:Q",
            title=name,
            scale=alt.Scale(type="log", nice=False, domain=list(span)),
            axis=alt.Axis(values=steps_on(span), format=",.6~g"),
        )
        for axis, name in ((alt.X, "measured"), (alt.Y, "predicted"))
    )
    agree = (
        base.mark_line(color=BASELINE, strokeDash=[4, 3], strokeWidth=1)
        .encode(x=x, y=y)
        .transform_filter("datum.kind == 'line'")
    )
    dots = (
        base.mark_circle(size=55, opacity=0.85)
        .transform_filter("datum.kind == 'point'")
        .encode(
            x=x,
            y=y,
            color=alt.Color("platform:N", legend=alt.Legend(title=None)),
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
        alt.layer(agree, dots).properties(
            title=heading(title, f"{unit}; dashed: agreement"), width="container", height=SCATTER
        )
    )


def scatter(title: str, table: pd.DataFrame, unit: str) -> Figure:
    """Measured against predicted, from a table with the columns measured, predicted, platform, point, off and source."""
    both = table[["measured", "predicted"]]
    ends = pd.DataFrame({"measured": [both.min().min(), both.max().max()]})
    line = ends.assign(
        predicted=ends["measured"], platform="", point="", off="", source="", kind="line"
    )
    data = pd.concat([table.assign(kind="point"), line], ignore_index=True)
    far = (table["predicted"] / table["measured"] - 1.0).abs()
    sentence = (
        f"{title}: {len(table)} points, {far.mean():.1%} off on average, the worst {table['point'][far.idxmax()]} by "
        f"{far.max():.1%}."
    )
    return figure_of(_scatter_spec(title, unit, logarithmic(both)), data, POINTS, sentence)


@functools.lru_cache(maxsize=16)
def _curves_spec(
    title: str,
    x_axis: str,
    y_axis: str,
    x_span: tuple,
    y_span: tuple,
    order: tuple,
    forms: tuple,
    key: tuple,
) -> dict:
    """The specification of curves: the baseline thin and grey, names at the ends or those of `key` below, marks as rules.

    An axis with a form of its own (such as per cent) is linear, any other logarithmic.
    """
    base = empty(LINES)
    x_scale, y_scale = (
        alt.Scale(type="linear" if form else "log", nice=False, domain=list(span))
        for span, form in zip((x_span, y_span), forms, strict=True)
    )
    x_look, y_look = (
        alt.Axis(format=form or own, **({"tickCount": 5} if form else {"values": steps_on(span)}))
        for form, own, span in zip(forms, ("~s", ",.6~g"), (x_span, y_span), strict=True)
    )
    x_look.grid = False
    x = alt.X("x:Q", title=x_axis, scale=x_scale, axis=x_look)
    y, firm, within = (
        alt.Y(f"{name}:Q", title=None, scale=y_scale, axis=y_look)
        for name in ("y", "firm", "within")
    )
    names = (
        alt.Legend(
            title=None,
            orient="bottom",
            columns=_by_width(1, 2),
            values=list(key),
            symbolType="stroke",
            symbolStrokeWidth=3,
            symbolOpacity=1.0,
            labelFontSize=11,
        )
        if key
        else None
    )
    colour = alt.Color("series:N", legend=names, scale=alt.Scale(domain=list(order)))
    numbers = [
        alt.Tooltip(f"{name}:Q", format=",.4~g", title=words)
        for name, words in (("x", x_axis), ("y", y_axis))
    ]
    tooltip = ["series:N", *numbers]

    def of(kind, mark):
        return mark.transform_filter(f"datum.kind == '{kind}'")

    layers = (
        of("mark", base.mark_rule(strokeWidth=1, strokeDash=[2, 2], color=BASELINE)).encode(x=x),
        *(
            of(
                f"mark {side}",
                base.mark_text(
                    align=side,
                    dx=3 if side == "left" else -3,
                    baseline="top",
                    fontSize=10,
                    color=BASELINE,
                ),
            ).encode(x=x, y=alt.Y("place:Q", scale=y_scale), text="label:N")
            for side in ("left", "right")
        ),
        of("now", base.mark_area(opacity=0.16)).encode(
            x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour
        ),
        of("before", base.mark_line(strokeWidth=1.2, color=BASELINE, strokeDash=[4, 3])).encode(
            x=x, y=y, detail="series:N"
        ),
        of("now", base.mark_line(strokeWidth=1.6, strokeDash=[3, 3])).encode(
            x=x, y=y, color=colour
        ),
        of("now", base.mark_line(strokeWidth=1.6, invalid="break-paths-show-path-domains")).encode(
            x=x, y=firm, color=colour
        ),
        of("now", base.mark_line(strokeWidth=3.2, invalid="break-paths-show-path-domains")).encode(
            x=x, y=within, color=colour
        ),
        of("now", base.mark_circle(size=90, opacity=0.01)).encode(x=x, y=y, tooltip=tooltip),
        of("was", base.mark_point(size=60, filled=True, opacity=1.0, color=BASELINE)).encode(
            x=x, y=y, tooltip=tooltip
        ),
        of("point", base.mark_point(size=70, filled=True, opacity=1.0)).encode(
            x=x, y=y, color=colour, tooltip=tooltip
        ),
        of("end", base.mark_text(align="left", dx=5, fontSize=11, fontWeight=600)).encode(
            x=x, y=y, text="label:N", color=colour
        ),
    )
    return specification(
        alt.layer(*layers).properties(
            title=heading(title, y_axis),
            width="container",
            **(
                {"height": CURVES + KEY, "padding": MARGIN | {"right": BESIDE}}
                if key
                else {"height": CURVES, "padding": MARGIN}
            ),
        )
    )


def curves(
    title: str,
    now: pd.DataFrame,
    before: pd.DataFrame,
    x_axis: str,
    y_axis: str,
    *,
    colours: tuple[str, ...] = (),
    marks: tuple[tuple[float, str], ...] = (),
    points: pd.DataFrame | None = None,
    points_before: pd.DataFrame | None = None,
    forms: tuple[str, str] = ("", ""),
    reach: float = math.inf,
    key: bool = False,
) -> Figure:
    """Curves from tables with the columns x, y and series, where there is a range, low and high, and `sound` where not all is.

    What is not sound is dashed; what lies beyond `reach` is thin. Names stand at the ends, or with a `key` below.

    `colours` names every series that has a colour, in the order of the theme, where others than those drawn have one;
    `marks` are (x, words) marked across; `points` are where the scenario stands on its curves, columns x, y and series, and
    `points_before` where the baseline does;
    `forms` are number formats of axes that are linear, empty for a logarithmic one.
    """
    groups = now.groupby("series", sort=False)["x"]
    first, last = now.loc[groups.idxmin()], now.loc[groups.idxmax()]
    both = pd.concat([now, before])
    up = both[[name for name in ("y", "low", "high") if name in both]]
    x_span, y_span = (
        linear(values.to_numpy()) if form else logarithmic(values.to_numpy())
        for values, form in zip((both["x"], up), forms, strict=True)
    )
    marked, y_span = _marked(marks, x_span, y_span, forms)
    ends = last.assign(kind="end", label=last["series"], y=_ends(last, x_span, y_span, forms))
    firm = now["y"].where(now["sound"].astype(bool)) if "sound" in now else now["y"]
    within = firm.where(now["x"] <= reach)
    parts = [
        before.assign(kind="before"),
        now.assign(kind="now", firm=firm, within=within),
        *([] if key else [ends]),
        marked,
    ]
    parts += [
        one.assign(kind=kind)
        for one, kind in ((points_before, "was"), (points, "point"))
        if one is not None
    ]
    data = pd.concat([part for part in parts if len(part)], ignore_index=True).reindex(
        columns=list(LINES)
    )
    spans = (x_span, y_span)
    order = colours or tuple(
        dict.fromkeys([*last["series"], *([] if points is None else points["series"])])
    )
    sentence = (
        f"{title}, {y_axis}: "
        + "; ".join(
            f"{a.series} from {a.y:,.4g} to {b.y:,.4g}"
            for a, b in zip(first.itertuples(), last.itertuples(), strict=True)
        )
        + "."
    )
    return figure_of(
        _curves_spec(
            title, x_axis, y_axis, *spans, order, forms, tuple(last["series"]) if key else ()
        ),
        data,
        LINES,
        sentence,
    )


def _marked(marks, x_span, y_span, forms):
    """Rows of what is marked across, with the places of their names, and the height with room for them.

    Names stand above the curves in a few lines in turn.
    """
    if not marks:
        return pd.DataFrame(), y_span
    (x_to, _), (y_to, y_back) = (
        (np.asarray, np.asarray) if form else (np.log, np.exp) for form in forms
    )
    low, high = map(float, map(y_to, y_span))
    top = low + (high - low) / (1.0 - HEADROOM)
    rows = []
    for number, (x, words) in enumerate(sorted(marks)):
        across = (float(x_to(x)) - float(x_to(x_span[0]))) / float(
            x_to(x_span[1]) - x_to(x_span[0])
        )
        place = float(y_back(top - (top - high) * (number % ROWS) / ROWS))
        rows += [
            {"x": x, "series": "", "kind": "mark", "label": words},
            {
                "x": x,
                "series": "",
                "kind": "mark left" if across < SIDE else "mark right",
                "label": words,
                "place": place,
            },
        ]
    return pd.DataFrame(rows), (y_span[0], float(y_back(top)))


def _ends(last, x_span, y_span, forms):
    """Where names at the ends of curves stand: those that end near each other are moved apart, and kept in the frame."""
    scales = [(np.asarray, np.asarray) if form else (np.log, np.exp) for form in forms]
    (x_low, x_high), (y_low, y_high) = (
        scale(span) for (scale, _), span in zip(scales, (x_span, y_span), strict=True)
    )
    across, up = (
        (scales[0][0](last["x"]) - x_low) / (x_high - x_low),
        (scales[1][0](last["y"]) - y_low) / (y_high - y_low),
    )
    across, up = pd.Series(across, index=last.index), pd.Series(up, index=last.index)
    places, begun = {}, None
    for one, place in across.sort_values().items():
        if begun is None or place - begun >= NEAR:
            group, begun = {}, place
        group[one] = float(up[one])
        places |= apart(group, LETTERING, 1.0)
    return scales[1][1](y_low + pd.Series(places).reindex(last.index) * (y_high - y_low))
