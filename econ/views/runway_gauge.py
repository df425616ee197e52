"""The gauge of runway: how far the money reaches, and what is expected to happen on the way, on one axis of months."""

import dataclasses
import functools
import math

import altair as alt
import pandas as pd

from econ.case.calendar import moments, month_start
from econ.case.rounds import CLOSED
from econ.outlook import Outlook
from econ.units import NOT_DEFINED
from econ.views.figures.figure import (
    BASELINE_COLOUR,
    Figure,
    empty_chart,
    figure_from_table,
    heading,
    specification,
)

ROW, FRAME = 22, 150  # pixels a row is high, and what title, axis and legend take
MORE, FAR = 18, 0.85  # months drawn beyond the horizon; share beyond which words go left
PLENTY, DUE, SHORT = "no raise needed", "time to raise", "below minimum"
STATES = ("milestone", DUE, PLENTY, SHORT)  # in the order of the theme's colours
COLUMNS = {
    "row": str,
    "begin": "datetime64[ms]",
    "end": "datetime64[ms]",
    "state": str,
    "words": str,
    "kind": str,
    "side": str,
}
CASH, ALONE = "Cash lasts", "Without new money"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Mark:
    """Something on the way: its name and when it comes, in months from the beginning; infinite if not within the horizon."""

    name: str
    month: float


def marks(outlook: Outlook) -> list[Mark]:
    """What is expected on the way, in the order of time: supply, the next model, rounds, a lock-up's end, and where cash ends."""
    case, known = outlook.case, outlook.scenario.now
    found = [
        Mark(
            name=f"{case.label('platform', case.story.platform)} in volume",
            month=_first(outlook, f"supply_is_in.{case.story.tier}"),
        ),
        Mark(name="Next model", month=_first(outlook, "next_model_is_out")),
        Mark(name="Trough of cash", month=float(known + outlook["cash"][0][known:].argmin())),
        Mark(name="Begin to raise (R7)", month=outlook.at("decision_runway", 0)),
        Mark(name="Minimum cash (R4)", month=outlook.at("covenant_runway", 0)),
        Mark(name="Zero cash (R3)", month=outlook.at("runway", 0)),
    ]
    locked = []
    for name, label in case.elements["round"].items():
        if outlook[f"round_closes.{name}"][0].any():
            closed = "closed" if outlook.at(f"round_status.{name}", 0) == CLOSED else "not closed"
            found.append(
                Mark(name=f"{label}, {closed}", month=outlook.at(f"round_month.{name}", 0))
            )
            locked.append(outlook.at(f"lock_up_end.{name}", 0))
    found += [Mark(name="First lock-up ends", month=min(locked))] if locked else []
    return sorted(found, key=lambda mark: mark.month)


def _first(outlook, key):
    """The first month of a switch that is on; infinite if it never is."""
    path = outlook[key][0] > 0.5
    return float(path.argmax()) if path.any() else math.inf


def stretches(outlook: Outlook) -> list[tuple[float, float, str]]:
    """How far cash reaches, as stretches of months: begin, end, state; none where cash is not defined."""
    last = float(outlook.case.months)
    if math.isnan(outlook.at("runway", 0)):
        return []
    due, minimum, zero = (
        min(outlook.at(name, 0), last) for name in ("decision_runway", "covenant_runway", "runway")
    )
    ends = [(0.0, due, PLENTY), (due, minimum, DUE), (min(minimum, zero), zero, SHORT)]
    return [(begin, end, state) for begin, end, state in ends if end > begin]


@functools.lru_cache(maxsize=4)
def _spec(title: str, axis: str, span: tuple, rows: int) -> dict:
    """The specification: bars for how far money reaches, a dot with its month for each milestone."""
    first, last = (alt.DateTime(year=year, month=month, date=1) for year, month in span)
    base = empty_chart(COLUMNS)
    y = alt.Y(
        "row:N",
        title=None,
        sort=None,
        axis=alt.Axis(labelLimit=165, labelOverlap=False, ticks=False, domain=False),
    )
    x = alt.X("begin:T", title=None)
    whole = alt.X(
        "begin:T",
        title=None,
        scale=alt.Scale(domain=[first, last]),
        axis=alt.Axis(format="%Y", tickCount="year"),
    )
    colour = alt.Color(
        "state:N",
        scale=alt.Scale(domain=list(STATES)),
        legend=alt.Legend(
            title=None,
            orient="bottom",
            columns=alt.ExprRef("width < 300 ? 2 : 4"),
            columnPadding=8,
            labelFontSize=11,
        ),
    )
    tooltip = ["row:N", "words:N"]
    bars = (
        base.transform_filter("datum.kind == 'bar'")
        .mark_bar(size=13)
        .encode(x=x, x2="end:T", y=y, color=colour, tooltip=tooltip)
    )
    dots = (
        base.transform_filter("datum.kind == 'mark'")
        .mark_point(filled=True, size=70, opacity=1)
        .encode(x=x, y=y, color=colour, tooltip=tooltip)
    )
    late = (
        base.transform_filter("datum.kind == 'late'")
        .mark_point(size=50, opacity=1, color=BASELINE_COLOUR)
        .encode(x=x, y=y, tooltip=tooltip)
    )
    told = "width < 300 ? replace(datum.words, 'until ', '') : datum.words"  # a phone has room for the month alone
    words = [
        base.transform_filter(f"datum.side == '{side}'")
        .transform_calculate(told=told)
        .mark_text(align=align, dx=dx, fontSize=11, color=BASELINE_COLOUR)
        .encode(x=alt.X("end:T"), y=y, text="told:N")
        for side, align, dx in (("right", "left", 7), ("left", "right", -7))
    ]
    rules = (
        base.transform_filter("datum.kind == 'rule'")
        .mark_rule(strokeDash=[4, 3], color=BASELINE_COLOUR)
        .encode(x=whole)
    )
    return specification(
        alt.layer(rules, bars, dots, late, *words).properties(
            title=heading(title, axis), width="container", height=ROW * rows + FRAME
        )
    )


def gauge(title: str, outlook: Outlook, alone: Outlook, month: int) -> Figure:
    """How far the money reaches, with new money and without, and the milestones on the way; `month` is the one that is read."""
    case = outlook.case
    long = case.months + MORE
    rows = []
    for name, one in ((CASH, outlook), (ALONE, alone)):
        parts = stretches(one)
        rows += [
            (
                name,
                begin,
                end,
                state,
                f"{state}, {case.month_name(int(begin))} to {case.month_name(int(end))}",
                "bar",
                "",
            )
            for begin, end, state in parts
        ]
        end = parts[-1][1] if parts else 0.0
        rows.append((name, end, end, "", _until(case, one.at("runway", 0)), "end", "right"))
    for mark in marks(outlook):
        place = (
            min(mark.month, long)
            if math.isfinite(mark.month)
            else 0.0
            if math.isnan(mark.month)
            else float(case.months)
        )
        words = _when(case, mark.month) + (" →" if place < mark.month < math.inf else "")
        kind = "mark" if math.isfinite(mark.month) else "" if math.isnan(mark.month) else "late"
        side = "right" if kind != "late" and place < FAR * long else "left"
        rows.append((mark.name, place, place, STATES[0], words, kind, side))
    rows += [("", place, place, "", "", "rule", "") for place in (month + 1.0, float(case.months))]
    data = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("begin", "end"):
        data[name] = moments(case.start, data[name])
    sentence = (
        f"{title}: "
        + "; ".join(f"{row.row} {row.words}" for row in data.itertuples() if row.side)
        + "."
    )
    span = tuple(
        (day.year, day.month) for day in (month_start(case.start, passed) for passed in (0, long))
    )
    axis = f"dashed: end of {case.month_name(month)} (figures) and of the horizon"
    return figure_from_table(
        _spec(title, axis, span, len({row for row, *_ in rows if row})), data, COLUMNS, sentence
    )


def _until(case, months):
    if math.isnan(months):
        return NOT_DEFINED
    return "beyond" if math.isinf(months) else f"until {case.month_name(int(months))}"


def _when(case, month):
    if math.isnan(month):
        return NOT_DEFINED
    return (
        case.month_name(int(month))
        if math.isfinite(month)
        else f"not by {case.month_name(case.months - 1)}"
    )
