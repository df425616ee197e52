"""Line charts over months or dated days: the scenario thick and labelled, the baseline thin and grey.

A series has the same colour on every page.
"""

import collections
import dataclasses
import datetime
import functools
import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Literal

import altair as alt
import numpy as np
import pyarrow as pa

from econ.case.calendar import month_starts
from econ.case.case import Case
from econ.outlook import Outlook
from econ.units import (
    LOWEST_SHARE,
    THOUSAND,
    UNITS,
    format_value,
    per_cent,
    plural_unit,
    shown_factor,
    shown_unit,
    signed_text,
)
from econ.views.figures.figure import (
    BASELINE_COLOUR,
    BASELINE_LINE,
    GAP,
    Figure,
    LegendEntry,
    after_the_money,
    end_band,
    heading,
    names_where,
    specification,
    spread_labels,
    undefined_sentence,
)
from econ.words import message, say, say_all

THEME_COLOUR_COUNT = 8  # the colours of a series are "0" to "7"
# One row a month and line; names, events and tooltips are in the rows of their month and line.
LINE_COLUMNS = pa.schema(
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
        ("until", pa.timestamp("ms")),
    ]
)
# The colour of a quantity that has neither platform nor tier.
COLOUR_OF_QUANTITY = {
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
    "planned_allocation": 7,
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
    "power_limit": 2,
    "power_wanted": 3,
    "cash": 7,
}
# The chip that the story awaits has the colour of supply. Of the others those in service from the first month, and those that come
# later, have these colours in turn, and after them what is left.
AWAITED_HUE, OLDER_HUES, LATER_HUES = 2, (4, 6, 7), (5, 3, 0, 1)
TIER_HUES = (0, 4, 5, 3, 6, 7, 2, 1)  # that of the story first


@dataclasses.dataclass(frozen=True, kw_only=True)
class LineLayout:
    """Sizes of a line chart and limits of its axes."""

    label_height: int = 13  # pixels of a line of text
    title_and_axis: int = 105  # pixels of the height that title and axis take
    named_months: int = 40  # months of an axis that names months; a longer one names years
    narrow_plot: float = 230.0  # pixels of the axis of months on a phone
    letter_width: float = 5.8  # pixels of a letter in the name of an event
    name_gap: float = 4.0  # pixels between the rule of an event and its name
    event_headroom: float = 1.3  # times the largest value: the end of an axis with room for events
    two_decimals_from: float = 0.1  # a smaller largest value is written with significant figures


_LAYOUT = LineLayout()
_EMPTY_LINE = "\N{NO-BREAK SPACE}"  # a browser gives a line without a letter no height


@dataclasses.dataclass(frozen=True)
class Line:
    """One line of a figure: the quantity, the name at its end, and which draw of the outlook it is."""

    key: str
    name: str
    draw: int = 0  # the baseline has one draw only


@dataclasses.dataclass(frozen=True, kw_only=True)
class LineLook:
    """Look of a line chart.

    `height` is in pixels; a `small` figure has a legend and no labels at the ends; `steps` draws steps and not slopes; `floor`
    draws a line at zero; `shaded` fills the area between the first and the last line; `marks_end` has room for a grey band over
    the months after the money ends.
    """

    height: int = 210
    small: bool = False
    floor: bool = False
    steps: bool = False
    shaded: bool = False
    marks_end: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Axes:
    """Axes that a specification states: a layer without rows has no range of its own."""

    subtitle: str
    number_format: str
    span: tuple  # (year, month) of the first and the last month
    top: float | None  # where the vertical axis ends, if events need room


def _event_layers(base: alt.Chart, x: alt.X) -> list:
    """Rules and names of events; names in the second half of the axis are at the left of their rule."""
    layers = []
    halves: tuple[tuple[str, Literal["left", "right"], int], ...] = (
        ("early", "left", 4),
        ("late", "right", -4),
    )
    for column, side, dx in halves:
        events = base.transform_filter(f"datum.{column}").encode(x=x)
        rules = events.mark_rule(strokeWidth=1, strokeDash=[2, 2], color=BASELINE_COLOUR)
        names = events.mark_text(
            align=side,
            dx=dx,
            dy=2,
            baseline="top",
            fontSize=10,
            color=BASELINE_COLOUR,
            lineBreak="\n",
        ).encode(y=alt.value(0), text=f"{column}:N")
        layers += [rules, names]
    return layers


@functools.lru_cache(maxsize=64)
def _lines_spec(
    title: str, axes: _Axes, look: LineLook, has_events: bool, legend: tuple[tuple[str, str], ...]
) -> dict:
    """The specification; `legend` has the (colour, name) of each of its entries.

    The browser draws it again at every move, so it avoids work there: no filter where a row can be left empty, nothing
    computed for a point of a line, and one invisible band a month that holds the tooltip.
    """
    colour = alt.Color(
        "hue:N",
        legend=None,
        scale=alt.Scale(domain=[str(hue) for hue in range(THEME_COLOUR_COUNT)]),
    )
    (first_year, first_month), (last_year, last_month) = axes.span
    names_months = 12 * (last_year - first_year) + last_month - first_month < _LAYOUT.named_months
    x = alt.X(
        "month:T",
        title=None,
        scale=alt.Scale(
            domain=[
                alt.DateTime(year=first_year, month=first_month, date=1),
                alt.DateTime(year=last_year, month=last_month, date=1),
            ]
        ),
        axis=alt.Axis(
            format="%b %Y" if names_months else "%Y",
            tickCount=5 if names_months else "year",
            grid=False,
        ),
    )
    scale = alt.Scale(
        zero=True,
        nice="%" not in axes.number_format,
        domainMax=axes.top or alt.Undefined,
    )
    ticks = alt.Axis(format=axes.number_format, tickCount=5)
    base = alt.Chart(LINE_COLUMNS.empty_table())
    interpolate: Literal["step-after", "linear"] = "step-after" if look.steps else "linear"
    layers = [end_band(base)] if look.marks_end else []
    layers += _event_layers(base, x) if has_events else []
    if look.shaded:
        layers.append(
            base.mark_area(opacity=0.18, color=BASELINE_COLOUR, invalid=GAP).encode(
                x=x,
                y=alt.Y("low:Q"),
                y2="high:Q",
                detail="series:N",  # rows are drawn in the order of months, and other lines have none of the edges
            )
        )
    if look.floor:
        layers.append(
            base.mark_rule(strokeWidth=1.2, color=BASELINE_COLOUR).encode(y=alt.datum(0.0))
        )
    thin = base.mark_line(**BASELINE_LINE, invalid=GAP, interpolate=interpolate)
    thick = base.mark_line(strokeWidth=2.6, invalid=GAP, interpolate=interpolate)
    layers += [
        thin.encode(
            x=x, y=alt.Y("before:Q", title=None, scale=scale, axis=ticks), detail="series:N"
        ),
        thick.encode(
            x=x,
            y=alt.Y("value:Q", title=None, scale=scale, axis=ticks),
            color=colour,
            detail="series:N",
        ),
    ]
    if not look.small:
        layers.append(
            base.mark_text(align="left", dx=5, fontSize=11, fontWeight=600)
            .transform_filter("datum.label")
            .encode(x=x, y=alt.Y("place:Q"), text="label:N", color=colour)
        )
    layers.append(
        base.mark_bar(size=12, opacity=0, tooltip=alt.ExprRef("datum.tip"))
        .transform_filter("datum.tip")
        .encode(x=x, y=alt.value(0), y2=alt.value("height"))
    )
    return specification(
        alt.layer(*layers).properties(
            title=heading(title, axes.subtitle), width="container", height=look.height
        ),
        [LegendEntry(name=name, hue=int(hue)) for hue, name in legend],
    )


def lines_chart(
    title: str,
    outlook: Outlook,
    baseline: Outlook,
    lines: Sequence[Line],
    *,
    months: int | None = None,
    extra_paths: Mapping[str, tuple[np.ndarray, np.ndarray]] | None = None,
    events: Sequence[tuple[int, str]] | None = None,
    end: int | None = None,
    **look,
) -> Figure:
    """Paths of quantities over months; all lines have one unit, and large numbers are shown in thousands.

    `events` are (month, words) marked on the axis; `months` is how many are drawn, all of the horizon by default. `extra_paths`
    are further lines of the same unit that are no quantities: the name with the path of the scenario and of the baseline. `end`
    is the month in which the money ends, if it does: what comes after it is grey in a figure that marks it. The other keywords are
    those of `LineLook`.
    """
    case = outlook.case
    count = min(months or case.months, case.months)
    now = {line.name: outlook[line.key][line.draw, :count] for line in lines}
    before = {line.name: baseline[line.key][0, :count] for line in lines}
    hues = _hues(case, lines)
    unused = (
        str(hue) for hue in range(THEME_COLOUR_COUNT - 1, -1, -1) if str(hue) not in hues.values()
    )
    for name, (path, path_before) in (extra_paths or {}).items():
        now[name], before[name] = path[:count], path_before[:count]
        hues[name] = next(unused, str(THEME_COLOUR_COUNT - 1))
    return _chart(
        title,
        case.unit_of(lines[0].key),
        month_starts(case.start, case.months)[:count],
        _month_names(case)[:count],
        now,
        before,
        hues,
        events,
        LineLook(**look),
        end,
    )


def dated_steps_chart(
    title: str,
    unit: str,
    days: Sequence[datetime.date],
    now: Mapping[str, np.ndarray],
    before: Mapping[str, np.ndarray],
    hues: Mapping[str, str],
    *,
    events: Sequence[tuple[datetime.date, str]] = (),
    height: int = 210,
) -> Figure:
    """Steps at days: `now` and `before` map names to a value for each of `days`, `hues` to colours of the theme.

    `events` are (day, words); each is marked on the first of `days` that is not before it.
    """
    all_days = np.array(days, dtype="datetime64[D]")
    events_by_place = [
        (int(np.searchsorted(all_days, np.datetime64(day))), words) for day, words in events
    ]
    return _chart(
        title,
        unit,
        np.array(days, dtype="datetime64[ms]"),
        tuple(f"{day:%d %b %Y}" for day in days),
        dict(now),
        dict(before),
        dict(hues),
        events_by_place,
        LineLook(height=height, steps=True),
    )


def _chart(title, unit, days, day_names, now, before, hues, events, look, end=None):
    """The figure of lines by name over days or months."""
    count, line_count = len(days), len(now)
    now, before = _drawable(unit, now), _drawable(unit, before)
    largest = _largest(now, before)
    factor, subtitle, number_format = _scale(unit, largest)
    if any(np.isneginf(path).any() for path in (*now.values(), *before.values())):
        subtitle += ", " + say("figure-axis-from", lowest=format_value(LOWEST_SHARE, unit))
    has_end = look.marks_end and end is not None and end < count - 1
    if has_end and not look.small:
        subtitle += ", " + after_the_money(day_names[end])
    top = None
    if events and "%" not in number_format:  # room for the names of events above the lines
        top = float(f"{largest * factor * _LAYOUT.event_headroom:.2g}")
    columns = {
        "month": np.tile(days, line_count),
        "series": np.repeat(list(now), count).tolist(),
        "hue": np.repeat([hues[name] for name in now], count).tolist(),
        "value": _scaled_column(now, factor),
        "before": _scaled_column(before, factor),
    }
    sparse = {
        name: [None] * (line_count * count)
        for name in ("place", "label", "tip", "early", "late", "low", "high", "until")
    }
    if has_end:
        sparse["until"][end] = days[-1]
    if not look.small:
        label_share = _LAYOUT.label_height / (look.height - _LAYOUT.title_and_axis)
        places = _label_places(now, before, label_share, top / factor if top else largest)
        for number, name in enumerate(now, start=1):
            if name in places:
                sparse["label"][number * count - 1] = name
                sparse["place"][number * count - 1] = places[name] * factor
    if look.shaded:
        lower, *_, upper = now.values()
        is_shaded = np.isfinite(lower) & np.isfinite(upper)
        for name, edge in (("low", lower), ("high", upper)):
            scaled = (edge * factor).tolist()
            sparse[name][:count] = [
                value if shaded else None
                for value, shaded in zip(scaled, is_shaded.tolist(), strict=True)
            ]
    sparse["tip"][:count] = _tips(day_names, unit, now, before)
    sparse["early"][:count], sparse["late"][:count] = _event_columns(days, events or ())
    axes = _Axes(
        subtitle=subtitle,
        number_format=number_format,
        span=tuple((end.year, end.month) for end in days[[0, -1]].tolist()),
        top=top,
    )
    # One line alone is named by the title.
    has_legend = look.small and line_count > 1
    legend = tuple((hues[name], name) for name in now) if has_legend else ()
    return Figure(
        spec=_lines_spec(title, axes, look, events is not None, legend),
        data=pa.table(columns | sparse, schema=LINE_COLUMNS),
        sentence=_description(title, unit, now, before),
        missing=_missing(day_names, now, before),
    )


def _missing(day_names, now, before):
    """Say which parts have no value to draw: those not defined, and those off the scale."""
    of_baseline = {
        say("figure-of-baseline", name=name): path
        for name, path in before.items()
        if np.isfinite(now[name]).any() and not np.isfinite(path).all()
    }
    paths = now | of_baseline
    undefined = {name: np.isnan(path) for name, path in paths.items()}
    off_scale = {name: np.isinf(path) for name, path in paths.items()}
    is_all = all(np.isnan(path).all() for path in now.values())
    sentence = undefined_sentence(names_where(day_names, undefined), is_all)
    names = list(names_where(day_names, off_scale))
    return say_all(sentence, message("figure-off-scale", names=names)) if names else sentence


def _drawable(unit, paths):
    """The paths; a share below the lowest that is drawn is −infinite."""
    if not unit.startswith("share"):
        return paths
    return {name: np.where(path < LOWEST_SHARE, -np.inf, path) for name, path in paths.items()}


def _scaled_column(paths, factor):
    """All paths one after another, scaled; what is not finite is left empty."""
    values = np.concatenate(list(paths.values()))
    return pa.array(values * factor, mask=~np.isfinite(values))


def _event_columns(days, events):
    """The names of events by day, in two columns: those of the first half of the axis, and those of the second.

    Each name begins in the highest line where it touches no other, also where the figure is as narrow as on a phone.
    """
    early: list[str | None] = [None] * len(days)
    late: list[str | None] = [None] * len(days)
    names: dict[int, list[str]] = {}
    for place, words in sorted(events):
        if 0 <= place < len(days):
            names.setdefault(place, []).extend(words.split("\n"))
    taken: dict[int, list[tuple[float, float]]] = collections.defaultdict(list)
    for place, lines in names.items():
        along = float((days[place] - days[0]) / (days[-1] - days[0])) if place else 0.0
        half, end = (early, 1.0) if along < 0.5 else (late, -1.0)
        at = along * _LAYOUT.narrow_plot
        width = end * (_LAYOUT.letter_width * max(map(len, lines)) + _LAYOUT.name_gap)
        left, right = sorted((at, at + width))
        first = next(
            line
            for line in itertools.count()
            if all(
                right <= other_left or other_right <= left
                for row in range(line, line + len(lines))
                for other_left, other_right in taken[row]
            )
        )
        for row in range(first, first + len(lines)):
            taken[row].append((left, right))
        half[place] = "\n".join([*[_EMPTY_LINE] * first, *lines])
    return early, late


def _tips(day_names, unit, now, before):
    """The tooltip of each month: the value of every line, and of the baseline where it differs."""
    factor, is_share = shown_factor(unit), unit.startswith("share")
    largest = _largest(now, before) * factor
    small = ",.2f" if largest >= _LAYOUT.two_decimals_from else ",.3g"
    form = ",.0f" if largest >= 100.0 else small
    suffix = "" if is_share else f" {plural_unit(shown_unit(unit))}"

    def number(value, suffix=""):
        if not math.isfinite(value):
            return _number(value, unit)
        return per_cent(value, 1) if is_share else signed_text(value * factor, form) + suffix

    baseline = say("figure-tip-baseline", value="{}")  # said once for all points

    def words(name, value, was):
        same = value == was or (math.isnan(value) and math.isnan(was))
        return f"{name}: {number(value, suffix)}" + (
            "" if same else f" {baseline.format(number(was))}"
        )

    columns = [
        [
            words(name, value, was)
            for value, was in zip(path.tolist(), before[name].tolist(), strict=True)
        ]
        for name, path in now.items()
    ]
    return ["\n".join(cells) for cells in zip(day_names, *columns, strict=False)]


@functools.lru_cache(maxsize=4)
def _month_names(case):
    return tuple(case.month_name(month) for month in range(case.months))


def _hues(case: Case, lines: Sequence[Line]) -> dict[str, str]:
    """The colour of each line: of the tier or platform in which lines differ, otherwise of its quantity."""
    parts = [line.key.split(".") for line in lines]
    if len({name for name, *_ in parts}) > 1 or len(lines) == 1:
        return {
            line.name: str(COLOUR_OF_QUANTITY.get(name, 0))
            for line, (name, *_) in zip(lines, parts, strict=True)
        }
    if len({line.key for line in lines}) == 1:
        return {line.name: str(number) for number, line in enumerate(lines)}
    hues = _tier_hues(case) | platform_hues(case)
    shared = set.intersection(*(set(part) for part in parts))
    own = [next(element for element in part if element not in shared) for part in parts]
    return {line.name: str(hues[element]) for line, element in zip(lines, own, strict=True)}


def platform_hues(case: Case) -> dict[str, int]:
    """The colour of each platform, as a place in the colours of the theme; two share one only where there are more than colours."""
    awaited = case.story.platform
    hues, left = {awaited: AWAITED_HUE}, [*OLDER_HUES, *LATER_HUES]
    for platform in dict.fromkeys([*case.story.platforms, *case.elements["platform"]]):
        if platform == awaited:
            continue
        is_older = case.beliefs[f"initial_fleet.{platform}"].base > 0.0
        wanted = OLDER_HUES if is_older else LATER_HUES
        hue = next((hue for hue in (*wanted, *left) if hue in left), wanted[-1])
        hues[platform] = hue
        if hue in left:
            left.remove(hue)
    return hues


def _tier_hues(case: Case) -> dict[str, int]:
    """The colour of each tier."""
    tiers = sorted(case.elements["tier"], key=lambda tier: tier != case.story.tier)
    return {tier: TIER_HUES[place % len(TIER_HUES)] for place, tier in enumerate(tiers)}


def coloured_names(case: Case) -> tuple[str, ...]:
    """The labels of the platforms in an order in which a scale gives each its colour; a blank is a colour of none.

    A scale begins with its first colour again after its last. So a label is at the first free place that has its colour.
    """
    names: dict[int, str] = {}
    for platform, hue in platform_hues(case).items():
        place = next(n for n in itertools.count(hue, THEME_COLOUR_COUNT) if n not in names)
        names[place] = case.label("platform", platform)
    places = range(max(THEME_COLOUR_COUNT, *(place + 1 for place in names)))
    return tuple(names.get(place, " " * (place + 1)) for place in places)


def _largest(now, before):
    """The largest absolute value that is finite."""
    values = np.abs(np.concatenate([*now.values(), *before.values()]))
    return float(np.max(values, where=np.isfinite(values), initial=0.0))


def axis_of_share(unit: str) -> str:
    """The unit of a share as the subtitle of a figure has it: "per cent", or "per cent a month"."""
    return say("figure-per-cent-of", per=unit.removeprefix("share").removeprefix("/") or None)


def _scale(unit, largest):
    """Factor, subtitle and number format of the vertical axis."""
    if unit.startswith("share"):
        return 1.0, axis_of_share(unit), ".0%"
    factor = shown_factor(unit)
    if largest * factor >= 10 * THOUSAND and UNITS[unit].decimals == 0:
        return factor / THOUSAND, say("figure-thousand", unit=plural_unit(shown_unit(unit))), ",.0f"
    if largest * factor < _LAYOUT.two_decimals_from:
        return factor, plural_unit(shown_unit(unit)), ",.2~g"
    return factor, plural_unit(shown_unit(unit)), ",.2~f" if largest * factor < 10 else ",.0f"


def _label_places(now, before, share, axis_end):
    """Heights of the labels at the ends of lines, apart from each other by a share of the axis and inside the frame."""
    values = np.concatenate([*now.values(), *before.values()])
    values = values[np.isfinite(values)]
    top = max(float(np.max(values, initial=0.0)), axis_end)
    step = (top - float(np.min(values, initial=0.0)) or 1.0) * share
    ends = {name: float(path[-1]) for name, path in now.items() if np.isfinite(path[-1])}
    return spread_labels(ends, step, top)


def _number(value, unit):
    """A value of a path in words; one that is not drawn is only said to be below what is."""
    if np.isneginf(value):
        return say("below", limit=format_value(LOWEST_SHARE, unit))
    return format_value(float(value), unit)


def _description(title, unit, values, before):
    """Describe the figure for a screen reader."""
    parts = [
        message(
            "figure-line-takeaway",
            name=name,
            first=_number(path[0], unit),
            last=_number(path[-1], unit),
            baseline=_number(before[name][-1], unit),
        )
        for name, path in values.items()
    ]
    return say_all(message("figure-lines-takeaway", title=title), *parts)
