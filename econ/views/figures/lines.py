"""Figures of paths over months: specifications built once with Altair, and the small tables they draw. No Streamlit.

A figure has a constant specification and changing data, so that a browser only ever receives data. Baseline lines are
thin and grey, the scenario thick; lines are labelled at their end; a series keeps its colour on every page.
"""

import dataclasses
import datetime
import functools
import math
from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pyarrow as pa

from econ.case.calendar import month_starts
from econ.outlook import Outlook
from econ.units import OUT_OF_REACH, THOUSAND, UNITS, format_value, plural_unit
from econ.views.figures.figure import BASELINE, Figure, apart, heading, specification

HUES = 8  # colours of the theme
KEY = "width < 180 ? 1 : 2"  # names beside each other below a small figure
SMALL = 0.1  # below it two decimals tell nothing apart
HEADROOM = 1.3  # times the largest value: the end of an axis with room for what is marked
LETTERING, FRAME = (
    13,
    105,
)  # pixels a line of text is high, and that title and axis take of a figure
# One row a month and line: the value now and before; names, events and the month's words stand in the rows they belong to.
COLUMNS = pa.schema(
    [
        ("month", pa.timestamp("ms")),
        ("series", pa.string()),
        ("hue", pa.string()),
        ("value", pa.float64()),
        ("before", pa.float64()),
        ("place", pa.float64()),
        ("label", pa.string()),
        ("tip", pa.string()),
        ("early", pa.string()),
        ("late", pa.string()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
# The colour of a quantity that has neither platform nor tier, by its place in the theme, the same on every page.
OWN_HUE = {
    "serving_cost": 1,
    "platform_serving_cost": 1,
    "input_cost": 2,
    "cached_input_cost": 4,
    "marginal_serving_cost": 3,
    "blended_cost": 1,
    "cost_of_revenue": 1,
    "output_price": 0,
    "input_price": 2,
    "cached_input_price": 4,
    "blended_price": 0,
    "host_price": 3,
    "demand": 3,
    "served_tokens": 0,
    "tier_room": 2,
    "app_demand": 5,
    "deliveries": 2,
    "allocation": 3,
    "planned_allocation": 1,
    "capex": 3,
    "research_compute": 1,
    "people_cost": 4,
    "gross_profit": 0,
    "founder_stake": 0,
    "minimum_cash": 3,
    "other_stake": 1,
    "outside_stake": 3,
    "pool_stake": 2,
    "clearing_surcharge": 1,
    "card_hour_revenue": 0,
    "power_drawn": 0,
    "power_limit": 3,
    "power_wanted": 4,
}
SHORT = 40  # months of an axis that names months and not years alone
TELLS_APART = ("tier", "platform")  # lines that differ in an element of these have its colour


@dataclasses.dataclass(frozen=True)
class Line:
    """One line of a figure: the quantity and the name at its end."""

    key: str
    name: str
    draw: int = 0  # of the outlook; the baseline has one


@functools.lru_cache(maxsize=64)
def _spec(
    title: str,
    axis: str,
    height: int,
    form: str,
    small: bool,
    floor: bool,
    steps: bool,
    shaded: bool,
    marked: bool,
    span: tuple,
    top: float | None,
    key: tuple,
) -> dict:
    """The specification of a figure of paths over months; `form` is a d3 number format, `key` the (hue, name) below it.

    It is written for the browser that draws it again at every move: no filter where a row can be left empty, nothing
    computed for a point of a line, and one invisible band a month that says what is there.
    """
    names = (
        alt.Legend(
            title=None,
            orient="bottom",
            columns=alt.ExprRef(KEY),
            values=[hue for hue, _ in key],
            labelFontSize=11,
            columnPadding=6,
            symbolType="stroke",
            symbolStrokeWidth=3,
            labelExpr=f"{dict(key)}[datum.label]",
        )
        if key
        else None
    )
    colour = alt.Color(
        "hue:N", legend=names, scale=alt.Scale(domain=[str(hue) for hue in range(HUES)])
    )
    # Said outright: a layer without rows has no extent of its own.
    first, last = (alt.DateTime(year=year, month=month, date=1) for year, month in span)
    short = 12 * (span[1][0] - span[0][0]) + span[1][1] - span[0][1] < SHORT
    years = alt.Axis(
        format="%b %Y" if short else "%Y", tickCount=5 if short else "year", grid=False
    )
    x = alt.X("month:T", title=None, scale=alt.Scale(domain=[first, last]), axis=years)
    scale = alt.Scale(zero=True, nice="%" not in form, **({"domainMax": top} if top else {}))
    ticks = alt.Axis(format=form, tickCount=5)
    y, dashed = (
        alt.Y(f"{name}:Q", title=None, scale=scale, axis=ticks) for name in ("value", "before")
    )
    base = alt.Chart(COLUMNS.empty_table())
    line = {"invalid": None, "interpolate": "step-after" if steps else "linear"}
    before = base.mark_line(strokeWidth=1.2, color=BASELINE, strokeDash=[4, 3], **line).encode(
        x=x, y=dashed, detail="series:N"
    )
    now = base.mark_line(strokeWidth=2.6, **line).encode(x=x, y=y, color=colour, detail="series:N")
    ends = (
        []
        if small
        else [
            base.mark_text(align="left", dx=5, fontSize=11, fontWeight=600)
            .transform_filter("datum.label")
            .encode(x=x, y=alt.Y("place:Q"), text="label:N", color=colour)
        ]
    )
    tips = (
        base.mark_bar(size=12, opacity=0, tooltip=alt.ExprRef("datum.tip"))
        .transform_filter("datum.tip")
        .encode(x=x, y=alt.value(0), y2=alt.value("height"))
    )
    events = []
    for name, look in (
        (("early", {"align": "left", "dx": 4}), ("late", {"align": "right", "dx": -4}))
        if marked
        else ()
    ):
        on = base.transform_filter(f"datum.{name}").encode(x=x)
        events += [
            on.mark_rule(strokeWidth=1, strokeDash=[2, 2], color=BASELINE),
            on.mark_text(
                **look, dy=2, baseline="top", fontSize=10, color=BASELINE, lineBreak="\n"
            ).encode(y=alt.value(0), text=f"{name}:N"),
        ]
    room = (
        [
            base.mark_area(opacity=0.18, color=BASELINE, invalid=None)
            .transform_filter("isValid(datum.low)")
            .encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
        ]
        if shaded
        else []
    )
    zero = (
        [base.mark_rule(strokeWidth=1.2, color=BASELINE).encode(y=alt.datum(0.0))] if floor else []
    )
    return specification(
        alt.layer(*events, *room, *zero, before, now, *ends, tips).properties(
            title=heading(title, axis), width="container", height=height
        )
    )


def paths(
    title: str,
    outlook: Outlook,
    baseline: Outlook,
    lines: tuple[Line, ...],
    *,
    months: int | None = None,
    beside: Mapping[str, tuple[np.ndarray, np.ndarray]] | None = None,
    events: tuple[tuple[int, str], ...] | None = None,
    **look,
) -> Figure:
    """Lines over months: the baseline thin and grey, the scenario thick and labelled at its end.

    `lines` share a unit; large numbers are shown in thousands. `events` are (month, words) marked on the axis; `months` is how
    many are drawn, all unless it says fewer. `beside` are further lines of the unit by name, now and before, that are no
    quantities. `look`: `height` in pixels; a `small` figure has its names below it; `steps` draws what jumps from month to month
    as it is; `floor` draws a line at nothing; `shaded` fills the room between the first two lines.
    """
    case, long = outlook.case, min(months or outlook.case.months, outlook.case.months)
    more, hues = beside or {}, _hues(outlook.case, lines)
    now = {line.name: outlook[line.key][line.draw, :long] for line in lines} | {
        n: both[0][:long] for n, both in more.items()
    }
    before = {line.name: baseline[line.key][0, :long] for line in lines} | {
        n: both[1][:long] for n, both in more.items()
    }
    free = (str(hue) for hue in range(HUES - 1, -1, -1) if str(hue) not in hues.values())
    hues |= dict(zip(more, free, strict=False))
    return _drawn(
        title,
        case.unit_of(lines[0].key),
        month_starts(case.start, case.months)[:long],
        _month_names(case)[:long],
        now,
        before,
        hues,
        events,
        **look,
    )


def dated(
    title: str,
    unit: str,
    days: Sequence[datetime.date],
    now: Mapping[str, np.ndarray],
    before: Mapping[str, np.ndarray],
    hues: Mapping[str, str],
    *,
    events: tuple[tuple[datetime.date, str], ...] = (),
    height: int = 210,
) -> Figure:
    """Steps on the days on which they were made: lines by name, a value a day, in the colours of the theme by number.

    `events` are (day, words); each is marked on the first of `days` that is not before it.
    """
    place = [
        (int(np.searchsorted(np.array(days, dtype="datetime64[D]"), np.datetime64(day))), words)
        for day, words in events
    ]
    return _drawn(
        title,
        unit,
        np.array(days, dtype="datetime64[ms]"),
        tuple(f"{day:%d %b %Y}" for day in days),
        dict(now),
        dict(before),
        dict(hues),
        tuple(place),
        height=height,
        steps=True,
    )


def _drawn(
    title,
    unit,
    days,
    names,
    now,
    before,
    hues,
    events,
    *,
    height=210,
    small=False,
    floor=False,
    steps=False,
    shaded=False,
):
    """Lines by name over days or months, each with its name in the rows they belong to."""
    long, many = len(days), len(now)
    factor, axis, form = _scale(unit, _largest(now, before))
    marked = events and "%" not in form  # then the axis ends above the lines, where marks stand
    top = float(f"{_largest(now, before) * factor * HEADROOM:.2g}") if marked else None
    rows = {
        "month": np.tile(days, many),
        "series": np.repeat(list(now), long).tolist(),
        "hue": np.repeat([hues[name] for name in now], long).tolist(),
    }
    rows["value"], rows["before"] = (
        pa.array(
            np.concatenate(list(each.values())) * factor,
            mask=~np.isfinite(np.concatenate(list(each.values()))),
        )
        for each in (now, before)
    )
    sparse = {
        name: [None] * (many * long)
        for name in ("place", "label", "tip", "early", "late", "low", "high")
    }
    places = _places(now, before, LETTERING / (height - FRAME))
    for number, name in enumerate(now, start=1):
        if name in places and not small:
            sparse["label"][number * long - 1], sparse["place"][number * long - 1] = (
                name,
                places[name] * factor,
            )
    if shaded:
        sparse["low"][:long], sparse["high"][:long] = (
            list(path * factor) for path in list(now.values())[:2]
        )
    sparse["tip"][:long] = _tips(names, unit, now, before)
    for number, (month, words) in enumerate(sorted(events or ())):
        if 0 <= month < long:  # each a line lower than the one before, so that names do not touch
            side = sparse["early" if 2 * (days[month] - days[0]) < days[-1] - days[0] else "late"]
            side[month] = (
                "\n" * number + words if side[month] is None else f"{side[month]}\n{words}"
            )
    span = tuple((end.year, end.month) for end in days[[0, -1]].tolist())
    key = (
        tuple((hues[name], name) for name in now) if small and many > 1 else ()
    )  # one line alone is named by the title
    spec = _spec(
        title, axis, height, form, small, floor, steps, shaded, events is not None, span, top, key
    )
    return Figure(
        spec=spec,
        data=pa.table(rows | sparse, schema=COLUMNS),
        sentence=_sentence(title, unit, now, before),
    )


def _tips(names, unit, now, before):
    """What stands in each month, in words: every line, and the baseline where it differs."""
    largest = _largest(now, before)
    share = unit.startswith("share")
    form = (
        "{:.1%}"
        if share
        else "{:,.0f}"
        if largest >= 100.0
        else "{:,.2f}"
        if largest >= SMALL
        else "{:,.3g}"
    )
    behind = "" if share else f" {plural_unit(unit)}"
    columns = []
    for name, path in now.items():
        old = before[name].tolist()
        columns.append(
            [
                f"{name}: {OUT_OF_REACH}"
                if math.isinf(value)
                else f"{name}: {form.format(value)}{behind}"
                if value == was
                else f"{name}: {form.format(value)}{behind} (baseline {form.format(was)})"
                for value, was in zip(path.tolist(), old, strict=True)
            ]
        )
    return ["\n".join(words) for words in zip(names, *columns, strict=False)]


@functools.lru_cache(maxsize=4)
def _month_names(case):
    return tuple(case.month_name(month) for month in range(case.months))


def _hues(case, lines):
    """The colour of each line: of the tier or platform in which lines differ, else of its quantity."""
    parts = [line.key.split(".") for line in lines]
    if len({name for name, *_ in parts}) > 1 or len(lines) == 1:
        return {
            line.name: str(OWN_HUE.get(name, 0))
            for line, (name, *_) in zip(lines, parts, strict=True)
        }
    if len({line.key for line in lines}) == 1:
        return {line.name: str(number) for number, line in enumerate(lines)}
    order = [element for dimension in TELLS_APART for element in case.elements[dimension]]
    shared = set.intersection(*(set(part) for part in parts))
    return {
        line.name: str(order.index(next(e for e in part if e not in shared)) % HUES)
        for line, part in zip(lines, parts, strict=True)
    }


def element_names(case) -> tuple[str, ...]:
    """The names of what lines differ in, in the order of their colours, which is the same on every page."""
    return tuple(label for dimension in TELLS_APART for label in case.elements[dimension].values())


def _largest(now, before):
    """The largest size of what is finite."""
    every = np.abs(np.concatenate([*now.values(), *before.values()]))
    return float(np.max(every, where=np.isfinite(every), initial=0.0))


def _scale(unit, largest):
    """Factor, words and number format of an axis."""
    if unit.startswith("share"):
        return 1.0, "per cent" + unit.removeprefix("share").replace("/", " a "), ".0%"
    if largest >= 10 * THOUSAND and UNITS[unit].decimals == 0:
        return 1.0 / THOUSAND, f"thousand {plural_unit(unit)}", ",.0f"
    return (
        1.0,
        plural_unit(unit),
        ",.2~g" if largest < SMALL else ",.2~f" if largest < 10 else ",.0f",
    )


def _places(now, before, share):
    """Where the names at the ends of the lines stand: moved apart where they would touch, and kept in the frame."""
    every = np.concatenate([*now.values(), *before.values()])
    every = every[np.isfinite(every)]
    top = float(np.max(every, initial=0.0))
    step = (top - float(np.min(every, initial=0.0)) or 1.0) * share
    return apart(
        {name: float(path[-1]) for name, path in now.items() if np.isfinite(path[-1])}, step, top
    )


def _sentence(title, unit, values, before):
    """What the figure shows, for a screen reader."""
    parts = [
        f"{name} from {format_value(float(path[0]), unit)} to {format_value(float(path[-1]), unit)}"
        f" (baseline ends at {format_value(float(before[name][-1]), unit)})"
        for name, path in values.items()
    ]
    return f"{title}: " + "; ".join(parts) + "."
