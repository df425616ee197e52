"""Figures of many futures: the fan of cash, survival with its band, and runway as dots that can be counted. No Streamlit.

What travels are aggregates and a few futures that stand for many, never the draws.
"""

import functools
import math

import altair as alt
import numpy as np
import pyarrow as pa

from econ.case.calendar import moments, month_starts
from econ.risk.survival import (
    DOT_COUNT,
    FAN_CHANCES,
    FutureSet,
    quantile_dots,
    sample_quantiles,
    wilson_interval,
)
from econ.units import format_value, plural_unit
from econ.views.figures.figure import BASELINE_COLOUR, Figure, heading, specification
from econ.views.figures.lines import THEME_COLOUR_COUNT

FAN = pa.schema(
    [
        ("month", pa.timestamp("ms")),
        *((f"p{number}", pa.float64()) for number in range(len(FAN_CHANCES))),
        ("baseline", pa.float64()),
        ("series", pa.string()),
        ("path", pa.float64()),
        ("colour", pa.string()),
        ("tip", pa.string()),
    ]
)
CURVE = pa.schema(
    [
        ("month", pa.timestamp("ms")),
        ("share", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("baseline", pa.float64()),
        ("below", pa.float64()),
        ("above", pa.float64()),
        ("colour", pa.string()),
        ("tip", pa.string()),
    ]
)
COUNTED = pa.schema(
    [
        ("month", pa.timestamp("ms")),
        ("place", pa.float64()),
        ("colour", pa.string()),
        ("kind", pa.string()),
        ("words", pa.string()),
        ("tip", pa.string()),
    ]
)
OWN, SAFE = "0", "2"  # colours of the theme: the scenario's own, and of what lasts to the end
BAR = 12  # pixels of the invisible bar that says what is in a month
COLUMNS = 30  # of dots along the axis
STACKS = (
    12,
    25,
    DOT_COUNT,
)  # how high dots may be piled: the lowest that holds the highest pile
DOT = 11.0  # pixels of a dot at most
EDGE = 31  # days before the first month that the axis of dots begins
HEIGHT = 300


def _time(span, form="%Y", name="month:T"):
    """The month axis, its ends said outright."""
    first, last = (alt.DateTime(year=year, month=month, date=1) for year, month in span)
    return alt.X(
        name,
        title=None,
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(format=form, tickCount="year", grid=False),
    )


def _hue():
    return alt.Color(
        "colour:N",
        legend=None,
        scale=alt.Scale(domain=[str(hue) for hue in range(THEME_COLOUR_COUNT)]),
    )


@functools.lru_cache(maxsize=8)
def _fan_spec(title: str, axis: str, span: tuple, reach: tuple, height: int) -> dict:
    """The specification of a fan: two bands, the middle, the baseline's middle, and a few whole futures."""
    base, x, colour = alt.Chart(FAN.empty_table()), _time(span), _hue()
    y = alt.Y(
        "p2:Q",
        title=None,
        axis=alt.Axis(format=",.0f", tickCount=6),
        scale=alt.Scale(domain=list(reach), nice=False),
    )
    last = len(FAN_CHANCES) - 1
    bands = [
        base.mark_area(opacity=opacity, invalid=None)
        .transform_filter("isValid(datum.p0)")
        .encode(x=x, y=alt.Y(f"p{number}:Q", title=None), y2=f"p{last - number}:Q", color=colour)
        for number, opacity in ((0, 0.14), (1, 0.24))
    ]
    futures = (
        base.mark_line(strokeWidth=0.9, opacity=0.75, strokeDash=[1, 2])
        .transform_filter("datum.series")
        .encode(x=x, y="path:Q", detail="series:N", color=colour)
    )
    before = (
        base.mark_line(strokeWidth=1.4, color=BASELINE_COLOUR, strokeDash=[4, 3])
        .transform_filter("isValid(datum.p0)")
        .encode(x=x, y="baseline:Q")
    )
    middle = (
        base.mark_line(strokeWidth=2.6)
        .transform_filter("isValid(datum.p0)")
        .encode(x=x, y=y, color=colour)
    )
    zero = base.mark_rule(strokeWidth=1.2, color=BASELINE_COLOUR).encode(y=alt.datum(0.0))
    return specification(
        alt.layer(*bands, zero, futures, before, middle, _tips(base, x)).properties(
            title=heading(title, axis), width="container", height=height
        )
    )


def _tips(base, x):
    return (
        base.mark_bar(size=BAR, opacity=0, tooltip=alt.ExprRef("datum.tip"))
        .transform_filter("datum.tip")
        .encode(x=x, y=alt.value(0), y2=alt.value("height"))
    )


def fan(now: FutureSet, before: FutureSet, height: int = HEIGHT) -> Figure:
    """Cash over months: where half and nine tenths of futures lie, the middle, a few whole futures, and the baseline's middle."""
    case, long = now.case, now.case.months
    days, whole = month_starts(case.start, long), len(FAN_CHANCES)
    none = np.full(
        whole * long, np.nan
    )  # the fan stands in the first rows, a future in each stretch of months after them
    bands = dict(zip(FAN.names[1:], [*now.fan, before.fan[whole // 2]], strict=False))
    rows = {name: _with_gaps([*path, *none]) for name, path in bands.items()}
    rows |= {
        "month": np.tile(days, whole + 1),
        "path": _with_gaps([*[np.nan] * long, *now.samples.ravel()]),
        "series": [None] * long + [str(number) for number in range(whole) for _ in range(long)],
        "colour": [OWN] * ((whole + 1) * long),
        "tip": [*_fan_tips(case, now, before), *[None] * (whole * long)],
    }
    ends = "; ".join(
        f"{name} {format_value(float(path[-1]), 'bn yuan')}"
        for name, path in zip(
            (
                "one in twenty below",
                "a quarter below",
                "middle",
                "a quarter above",
                "one in twenty above",
            ),
            now.fan,
            strict=True,
        )
    )
    middle = format_value(float(before.fan[whole // 2][-1]), "bn yuan")
    title = "Money in the bank over many futures"
    reach = _reach(np.concatenate([now.fan.ravel(), now.samples.ravel(), before.fan[whole // 2]]))
    spec = _fan_spec(title, plural_unit("bn yuan"), _span(days), reach, height)
    return Figure(
        spec=spec,
        data=pa.table({name: rows[name] for name in FAN.names}, schema=FAN),
        sentence=f"{title}, at the end: {ends} (baseline's middle {middle}).",
    )


def _reach(values):
    """The ends of the axis of money, nothing included, on a step that leaves up to twenty of it between them."""
    low, high = min(float(np.min(values)), 0.0), max(float(np.max(values)), 0.0)
    power = 10.0 ** math.floor(math.log10(max(high - low, 1.0) / 20.0))
    step = next(
        factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= (high - low) / 20.0
    )
    return math.floor(low / step) * step, max(math.ceil(high / step) * step, step)


def _with_gaps(values):
    """Numbers as a column in which what is not a number is left empty."""
    return pa.array(np.asarray(values), mask=np.isnan(values))


def _fan_tips(case, now, before):
    words = []
    for month in range(case.months):
        low, lower, middle, upper, high = (
            format_value(float(value), "bn yuan") for value in now.fan[:, month]
        )
        words.append(
            f"{case.month_name(month)}\nhalf of futures above {middle}\nhalf between {lower} and {upper}\nnine in ten "
            f"between {low} and {high}\nbaseline's middle {format_value(float(before.fan[2, month]), 'bn yuan')}"
        )
    return words


@functools.lru_cache(maxsize=8)
def _curve_spec(title: str, axis: str, span: tuple, height: int) -> dict:
    """The specification of a survival curve with its band, and the baseline's."""
    base, x, colour = alt.Chart(CURVE.empty_table()), _time(span), _hue()
    y = alt.Y(
        "share:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    band = base.mark_area(opacity=0.4).encode(x=x, y="low:Q", y2="high:Q", color=colour)
    edges = [
        base.mark_line(strokeWidth=0.8, opacity=0.9).encode(x=x, y=f"{end}:Q", color=colour)
        for end in ("low", "high")
    ]
    line = base.mark_line(strokeWidth=1.2).encode(
        x=x, y=y, color=colour
    )  # thinner than the band, which would not be seen else
    around = base.mark_area(opacity=0.25, color=BASELINE_COLOUR).encode(
        x=x, y="below:Q", y2="above:Q"
    )
    before = base.mark_line(strokeWidth=1.2, color=BASELINE_COLOUR, strokeDash=[4, 3]).encode(
        x=x, y="baseline:Q"
    )
    return specification(
        alt.layer(around, band, *edges, before, line, _tips(base, x)).properties(
            title=heading(title, axis), width="container", height=height
        )
    )


def survival(now: FutureSet, before: FutureSet, height: int = HEIGHT) -> Figure:
    """The share of futures in which the money still lasts, month by month, with the band of its sampling error."""
    case, share, was = now.case, now.survival, before.survival
    (low, high), (below, above) = (
        wilson_interval(share, now.count),
        wilson_interval(was, before.count),
    )
    days = month_starts(case.start, case.months + 1)
    tips = [
        f"{case.month_name(month)}: {format_value(one, 'share')} of futures still have money "
        f"({format_value(float(least), 'share')} to {format_value(float(most), 'share')}; baseline {format_value(other, 'share')})"
        for month, (one, least, most, other) in enumerate(
            zip(share.tolist(), low, high, was.tolist(), strict=True)
        )
    ]
    title = "How long the money lasts"
    said = ", ".join(
        f"{format_value(float(share[term]), 'share')} after {term} months (baseline {format_value(float(was[term]), 'share')})"
        for term in range(12, case.months + 1, 12)
    )
    rows = {
        "month": days,
        "share": share,
        "low": low,
        "high": high,
        "baseline": was,
        "below": below,
        "above": above,
        "colour": [OWN] * len(days),
        "tip": tips,
    }
    return Figure(
        spec=_curve_spec(
            title, "share with money left, and its sampling band", _span(days), height
        ),
        data=pa.table(rows, schema=CURVE),
        sentence=f"{title}: {said or 'all of the horizon'}.",
    )


@functools.lru_cache(maxsize=24)
def _dots_spec(title: str, axis: str, span: tuple, height: int, tall: int) -> dict:
    """The specification of dots piled on a month axis, each as many futures as every other."""
    base, x, colour = alt.Chart(COUNTED.empty_table()), _time(span), _hue()
    y = alt.Y("place:Q", title=None, axis=None, scale=alt.Scale(domain=[0, tall + 1], nice=False))
    size = min(DOT, 0.85 * height / (tall + 1)) ** 2
    piled = (
        base.mark_circle(size=size, opacity=0.9)
        .transform_filter("datum.kind == 'dot'")
        .encode(x=x, y=y, color=colour, tooltip=alt.Tooltip("tip:N", title="future"))
    )
    marked = base.transform_filter("datum.kind == 'mark'").encode(x=x)
    rule = marked.mark_rule(color=BASELINE_COLOUR, strokeDash=[4, 3], strokeWidth=1.4)
    words = marked.mark_text(
        color=BASELINE_COLOUR, fontSize=11, align="right", dx=-4, baseline="top"
    ).encode(y=alt.value(2), text="words:N")
    end = (
        base.mark_text(fontSize=11, fontWeight=600, align="center", dy=-12)
        .transform_filter("datum.kind == 'end'")
        .encode(x=x, y="place:Q", text="words:N", color=colour)
    )
    return specification(
        alt.layer(rule, words, piled, end).properties(
            title=heading(title, axis), width="container", height=height
        )
    )


def runway_dots(now: FutureSet, before: FutureSet, height: int = HEIGHT) -> Figure:
    """Runway as fifty dots, each a fiftieth of futures; those beyond the horizon stand apart at its end."""
    case, values = now.case, quantile_dots(now.runway)
    width = case.months / COLUMNS
    beyond = np.isinf(values)
    column = np.where(
        beyond, COLUMNS + 1, np.minimum(values, case.months - width / 2.0) // width
    )  # one column of room before
    place = (
        np.array([np.count_nonzero(column[:number] == one) for number, one in enumerate(column)])
        + 1.0
    )
    when = moments(case.start, (column + 0.5) * width)
    tips = [
        "beyond the horizon"
        if far
        else f"out of cash in {case.month_name(min(int(value), case.months - 1))}"
        for value, far in zip(values, beyond, strict=True)
    ]
    rows = [
        (day, high, SAFE if far else OWN, "dot", "", tip)
        for day, high, far, tip in zip(when, place, beyond, tips, strict=True)
    ]
    middle = float(sample_quantiles(before.runway, [0.5])[0])
    if not math.isinf(middle):
        rows.append((moments(case.start, middle), 0.0, OWN, "mark", "baseline's middle", ""))
    if beyond.any():
        rows.append((when[-1], place[-1], SAFE, "end", f"{int(beyond.sum())} beyond", ""))
    tall = next(one for one in STACKS if one >= place.max())
    title, far = "Runway as fifty futures", int(beyond.sum())
    axis = f"each dot: one future in {DOT_COUNT}, where its money is gone"
    days = moments(case.start, np.array([0.0, (COLUMNS + 3) * width]))
    span = _span(
        days - [np.timedelta64(EDGE, "D"), np.timedelta64(0, "D")]
    )  # room for the first dot
    said = f"{title}: {DOT_COUNT - far} run out by {case.month_name(case.months - 1)}, {far} last beyond it."
    columns = dict(zip(COUNTED.names, map(list, zip(*rows, strict=True)), strict=True))
    return Figure(
        spec=_dots_spec(title, axis, span, height, tall),
        data=pa.table(columns, schema=COUNTED),
        sentence=said,
    )


def _span(days):
    return tuple(
        (day.astype("datetime64[M]").item().year, day.astype("datetime64[M]").item().month)
        for day in days[[0, -1]]
    )
