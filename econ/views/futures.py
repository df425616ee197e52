"""Figures of many futures: the fan of cash, the survival curve with its band, and runway as dots that can be counted.

A browser receives aggregates and a few whole futures, never the draws.
"""

import functools
import math

import altair as alt
import numpy as np
import pyarrow as pa

from econ.case.calendar import moments, month_start, month_starts
from econ.risk.survival import (
    DOT_COUNT,
    FAN_CHANCES,
    FutureSet,
    quantile_dots,
    sample_quantiles,
    wilson_interval,
)
from econ.units import shown_factor, shown_unit
from econ.views.facts import money_amount
from econ.views.figures.figure import (
    BASELINE_COLOUR,
    BASELINE_LINE,
    GAP,
    Figure,
    heading,
    specification,
)
from econ.views.figures.lines import THEME_COLOUR_COUNT
from econ.words import Amount, message, say, say_all

FAN_COLUMNS = pa.schema(
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
SURVIVAL_COLUMNS = pa.schema(
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
DOT_COLUMNS = pa.schema(
    [
        ("month", pa.timestamp("ms")),
        ("place", pa.float64()),
        ("colour", pa.string()),
        ("kind", pa.string()),
        ("words", pa.string()),
        ("tip", pa.string()),
    ]
)
SCENARIO_COLOUR = "0"  # of the theme
CASH_COLOUR = "7"
BEYOND_COLOUR = "2"  # of the theme, for futures that last beyond the horizon
FUTURES_CHART_HEIGHT = 300  # pixels
_TOOLTIP_WIDTH = 12  # pixels of the invisible bar that holds the tooltip of a month
_AXIS_STEPS = 20  # of the money axis between its ends, at most
_DOT_STACKS = 30  # stacks of dots along the axis, without the one beyond the horizon
# Dots for which there is room in a stack; the lowest that holds the highest stack is taken.
_STACK_HEIGHTS = (12, 25, DOT_COUNT)
_DOT_SIZE = 11.0  # pixels at most
_DAYS_BEFORE_DOTS = 31  # by which the axis begins earlier, so that the first dot is whole


def _month_axis(span):
    """The axis of months from the first to the last (year, month), which are stated."""
    first, last = (alt.DateTime(year=year, month=month, date=1) for year, month in span)
    return alt.X(
        "month:T",
        title=None,
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(format="%Y", tickCount="year", grid=False),
    )


def _theme_colour():
    return alt.Color(
        "colour:N",
        legend=None,
        scale=alt.Scale(domain=[str(number) for number in range(THEME_COLOUR_COUNT)]),
    )


@functools.lru_cache(maxsize=8)
def _fan_spec(title: str, axis: str, span: tuple, money_range: tuple, height: int) -> dict:
    """The specification of a fan: two bands, the median, the baseline's median, and a few whole futures.

    `span` has the first and the last (year, month), `money_range` the ends of the vertical axis.
    """
    base, x, colour = alt.Chart(FAN_COLUMNS.empty_table()), _month_axis(span), _theme_colour()
    y = alt.Y(
        "p2:Q",
        title=None,
        axis=alt.Axis(format=",.0f", tickCount=6),
        scale=alt.Scale(domain=list(money_range), nice=False),
    )
    last = len(FAN_CHANCES) - 1
    bands = [
        base.mark_area(opacity=opacity, invalid=GAP)
        .transform_filter("isValid(datum.p0)")
        .encode(x=x, y=alt.Y(f"p{number}:Q", title=None), y2=f"p{last - number}:Q", color=colour)
        for number, opacity in ((0, 0.14), (1, 0.24))
    ]
    futures = (
        base.mark_line(strokeWidth=0.9, opacity=0.75, strokeDash=[1, 2])
        .transform_filter("datum.series")
        .encode(x=x, y="path:Q", detail="series:N", color=colour)
    )
    baseline = (
        base.mark_line(**BASELINE_LINE)
        .transform_filter("isValid(datum.p0)")
        .encode(x=x, y="baseline:Q")
    )
    median = (
        base.mark_line(strokeWidth=2.6)
        .transform_filter("isValid(datum.p0)")
        .encode(x=x, y=y, color=colour)
    )
    zero = base.mark_rule(strokeWidth=1.2, color=BASELINE_COLOUR).encode(y=alt.datum(0.0))
    return specification(
        alt.layer(*bands, zero, futures, baseline, median, _tooltip_bars(base, x)).properties(
            title=heading(title, axis), width="container", height=height
        )
    )


def _tooltip_bars(base, x):
    """Invisible bars over the whole height, one a month, that show the tooltip of the month."""
    return (
        base.mark_bar(size=_TOOLTIP_WIDTH, opacity=0, tooltip=alt.ExprRef("datum.tip"))
        .transform_filter("datum.tip")
        .encode(x=x, y=alt.value(0), y2=alt.value("height"))
    )


def cash_fan_chart(now: FutureSet, before: FutureSet, height: int = FUTURES_CHART_HEIGHT) -> Figure:
    """Cash in bn yuan over the months: the fan of percentiles, a few whole futures, and the median of the baseline.

    The first rows of the data, one a month, have the percentiles; the rows of each whole future follow, one a month.
    """
    case, month_count = now.case, now.case.months
    days, future_count = month_starts(case.start, month_count), len(FAN_CHANCES)
    median_row = future_count // 2
    fan, samples, baseline_median = (
        paths * shown_factor("bn yuan") for paths in (now.fan, now.samples, before.fan[median_row])
    )
    empty = [np.nan] * (future_count * month_count)
    columns = {
        name: _with_gaps([*path, *empty])
        for name, path in zip(FAN_COLUMNS.names[1:], [*fan, baseline_median], strict=False)
    }
    columns |= {
        "month": np.tile(days, future_count + 1),
        "path": _with_gaps([*[np.nan] * month_count, *samples.ravel()]),
        "series": [None] * month_count
        + [str(number) for number in range(future_count) for _ in range(month_count)],
        "colour": [CASH_COLOUR] * ((future_count + 1) * month_count),
        "tip": [*_fan_tooltips(now, before), *[None] * (future_count * month_count)],
    }
    low, lower, median, upper, high = (money_amount(path[-1]) for path in now.fan)
    money_range = _money_range(np.concatenate([fan.ravel(), samples.ravel(), baseline_median]))
    spec = _fan_spec(
        say("futures-fan-title"), shown_unit("bn yuan"), _span(days), money_range, height
    )
    return Figure(
        spec=spec,
        data=pa.table({name: columns[name] for name in FAN_COLUMNS.names}, schema=FAN_COLUMNS),
        sentence=say(
            "futures-fan-takeaway",
            month=month_start(case.start, month_count - 1),
            low=low,
            lower=lower,
            median=median,
            upper=upper,
            high=high,
            baseline=money_amount(before.fan[median_row, -1]),
        ),
    )


def _money_range(values):
    """The ends of an axis that includes zero: multiples of one, two or five times a power of ten, a twentieth of it or more."""
    low, high = min(float(np.min(values)), 0.0), max(float(np.max(values)), 0.0)
    power = 10.0 ** math.floor(math.log10(max(high - low, 1.0) / _AXIS_STEPS))
    step = next(
        factor * power
        for factor in (1.0, 2.0, 5.0, 10.0)
        if factor * power >= (high - low) / _AXIS_STEPS
    )
    return math.floor(low / step) * step, max(math.ceil(high / step) * step, step)


def _with_gaps(values):
    """Numbers as a column in which what is not a number is left empty."""
    return pa.array(np.asarray(values), mask=np.isnan(values))


def _fan_tooltips(now, before):
    """The tooltip of each month: the percentiles of cash, and the median of the baseline."""
    case, median_row = now.case, len(FAN_CHANCES) // 2
    tooltips = []
    for month in range(case.months):
        low, lower, median, upper, high = (money_amount(value) for value in now.fan[:, month])
        lines = [
            case.month_name(month),
            say("futures-tip-median", median=median),
            say("futures-tip-half", lower=lower, upper=upper),
            say("futures-tip-nine-in-ten", low=low, high=high),
            say("futures-tip-baseline", baseline=money_amount(before.fan[median_row, month])),
        ]
        tooltips.append("\n".join(lines))
    return tooltips


@functools.lru_cache(maxsize=8)
def _survival_spec(title: str, axis: str, span: tuple, height: int) -> dict:
    """The specification of a survival curve with the band of its sampling error, and of the baseline's curve and band.

    `span` has the first and the last (year, month).
    """
    base, x, colour = alt.Chart(SURVIVAL_COLUMNS.empty_table()), _month_axis(span), _theme_colour()
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
    # Thinner than the band, which would be hidden otherwise.
    line = base.mark_line(strokeWidth=1.2).encode(x=x, y=y, color=colour)
    baseline_band = base.mark_area(opacity=0.25, color=BASELINE_COLOUR).encode(
        x=x, y="below:Q", y2="above:Q"
    )
    baseline = base.mark_line(**BASELINE_LINE).encode(x=x, y="baseline:Q")
    return specification(
        alt.layer(baseline_band, band, *edges, baseline, line, _tooltip_bars(base, x)).properties(
            title=heading(title, axis), width="container", height=height
        )
    )


def survival_chart(now: FutureSet, before: FutureSet, height: int = FUTURES_CHART_HEIGHT) -> Figure:
    """The share of futures that still have money, by month, with the band of its sampling error, beside the baseline's."""
    case, share, baseline = now.case, now.survival, before.survival
    low, high = wilson_interval(share, now.count)
    below, above = wilson_interval(baseline, before.count)
    days = month_starts(case.start, case.months + 1)

    def per_cent(value):
        return Amount(value=float(value), unit="share")

    tooltips = [
        say(
            "futures-survival-tip",
            month=month_start(case.start, month),
            share=per_cent(share[month]),
            low=per_cent(low[month]),
            high=per_cent(high[month]),
            baseline=per_cent(baseline[month]),
        )
        for month in range(len(days))
    ]
    by_year = [
        message(
            "futures-survival-year",
            month=month_start(case.start, month),
            share=per_cent(share[month]),
            baseline=per_cent(baseline[month]),
        )
        for month in range(12, case.months + 1, 12)
    ]
    columns = {
        "month": days,
        "share": share,
        "low": low,
        "high": high,
        "baseline": baseline,
        "below": below,
        "above": above,
        "colour": [SCENARIO_COLOUR] * len(days),
        "tip": tooltips,
    }
    title, axis = say("futures-survival-title"), say("futures-survival-axis")
    return Figure(
        spec=_survival_spec(title, axis, _span(days), height),
        data=pa.table(columns, schema=SURVIVAL_COLUMNS),
        sentence=say_all(
            message("futures-survival-takeaway"), *by_year or [message("futures-survival-none")]
        ),
    )


@functools.lru_cache(maxsize=24)
def _dots_spec(title: str, axis: str, span: tuple, height: int, stack_height: int) -> dict:
    """The specification of dots stacked on a month axis, each for the same number of futures.

    `span` has the first and the last (year, month), `stack_height` the number of dots for which there is room.
    """
    base, x, colour = alt.Chart(DOT_COLUMNS.empty_table()), _month_axis(span), _theme_colour()
    y = alt.Y(
        "place:Q", title=None, axis=None, scale=alt.Scale(domain=[0, stack_height + 1], nice=False)
    )
    area = min(_DOT_SIZE, 0.85 * height / (stack_height + 1)) ** 2
    dots = (
        base.mark_circle(size=area, opacity=0.9)
        .transform_filter("datum.kind == 'dot'")
        .encode(x=x, y=y, color=colour, tooltip=alt.Tooltip("tip:N", title="future"))
    )
    marks = base.transform_filter("datum.kind == 'mark'").encode(x=x)
    rule = marks.mark_rule(**BASELINE_LINE)
    mark_names = marks.mark_text(
        color=BASELINE_COLOUR, fontSize=11, align="right", dx=-4, baseline="top"
    ).encode(y=alt.value(2), text="words:N")
    beyond_label = (
        base.mark_text(fontSize=11, fontWeight=600, align="center", dy=-12)
        .transform_filter("datum.kind == 'end'")
        .encode(x=x, y="place:Q", text="words:N", color=colour)
    )
    return specification(
        alt.layer(rule, mark_names, dots, beyond_label).properties(
            title=heading(title, axis), width="container", height=height
        )
    )


def runway_dots_chart(
    now: FutureSet, before: FutureSet, height: int = FUTURES_CHART_HEIGHT
) -> Figure:
    """Runway as `DOT_COUNT` dots, each for the same share of futures; those beyond the horizon are stacked apart at its end."""
    case, runways = now.case, quantile_dots(now.runway)
    stack_width = case.months / _DOT_STACKS
    is_beyond = np.isinf(runways)
    last_month = case.months - stack_width / 2.0
    # One stack stays empty between the last month and the futures beyond the horizon.
    stack = np.where(is_beyond, _DOT_STACKS + 1, np.minimum(runways, last_month) // stack_width)
    place = np.array(
        [np.count_nonzero(stack[: dot + 1] == stack[dot]) for dot in range(len(stack))]
    )
    days = moments(case.start, (stack + 0.5) * stack_width)
    rows = []
    for day, height_in_stack, beyond, runway in zip(
        days, place.astype(float), is_beyond, runways, strict=True
    ):
        month = case.months - 1 if beyond else min(int(runway), case.months - 1)
        tooltip = say("futures-dot", beyond=bool(beyond), month=month_start(case.start, month))
        colour = BEYOND_COLOUR if beyond else SCENARIO_COLOUR
        rows.append((day, height_in_stack, colour, "dot", "", tooltip))
    beyond_count = int(is_beyond.sum())
    median = float(sample_quantiles(before.runway, [0.5])[0])
    if not math.isinf(median):
        day = moments(case.start, median)
        rows.append((day, 0.0, SCENARIO_COLOUR, "mark", say("futures-dots-baseline"), ""))
    if beyond_count:
        label = say("futures-dots-beyond", count=beyond_count)
        rows.append((days[-1], float(place[-1]), BEYOND_COLOUR, "end", label, ""))
    stack_height = next(count for count in _STACK_HEIGHTS if count >= place.max())
    title = say("futures-dots-title", count=DOT_COUNT)
    axis = say("futures-dots-axis", count=DOT_COUNT)
    ends = moments(case.start, np.array([0.0, (_DOT_STACKS + 3) * stack_width]))
    span = _span(ends - [np.timedelta64(_DAYS_BEFORE_DOTS, "D"), np.timedelta64(0, "D")])
    columns = dict(zip(DOT_COLUMNS.names, map(list, zip(*rows, strict=True)), strict=True))
    return Figure(
        spec=_dots_spec(title, axis, span, height, stack_height),
        data=pa.table(columns, schema=DOT_COLUMNS),
        sentence=say(
            "futures-dots-takeaway",
            total=DOT_COUNT,
            ended=DOT_COUNT - beyond_count,
            month=month_start(case.start, case.months - 1),
            beyond=beyond_count,
        ),
    )


def _span(days):
    """The (year, month) of the first and of the last day."""
    months = days[[0, -1]].astype("datetime64[M]").tolist()
    return tuple((month.year, month.month) for month in months)
