"""The gauge of runway: how far the money reaches, and the milestones on the way, on one axis of months."""

import dataclasses
import functools
import math
from typing import Literal

import altair as alt
import pandas as pd

from econ.accounts.path_facts import landing_months
from econ.case.calendar import moments, month_start
from econ.case.case import Case
from econ.case.file.options import CLOSED
from econ.outlook import Outlook
from econ.units import NOT_DEFINED
from econ.views.figures.figure import (
    BASELINE_COLOUR,
    Columns,
    Figure,
    empty_chart,
    figure_from_table,
    heading,
    legend_of,
    specification,
)
from econ.words import say

_ROW_PIXELS = 22
_FRAME_PIXELS = 110  # height of title and axis
_MONTHS_BEYOND = 18  # months drawn beyond the horizon
_LABELS_GO_LEFT = 0.85  # share of the axis from which a label is to the left of its mark
NO_RAISE_NEEDED, TIME_TO_RAISE, BELOW_MINIMUM = "safe", "raise", "below"
_MILESTONE = "milestone"
# The states are in the order of the theme's colours.
_STATES = (_MILESTONE, TIME_TO_RAISE, NO_RAISE_NEEDED, BELOW_MINIMUM)
_GAUGE_COLUMNS: Columns = {
    "row": str,
    "begin": "datetime64[ms]",
    "end": "datetime64[ms]",
    "state": str,
    "words": str,
    "short": str,  # the words on a phone, which has room for the month alone
    "kind": str,
    "side": str,
}
# A row of the figure's data, by the names of the columns; begin and end are months from the beginning.
_GaugeRow = tuple[str, float, float, str, str, str, str, str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Milestone:
    """An event on the way: its name, and its month from the beginning; infinite if it does not come within the horizon."""

    name: str
    month: float


def milestones(outlook: Outlook) -> list[Milestone]:
    """The events on the way, in the order of time: supply, the next model, rounds, the end of a lock-up, the end of cash."""
    case, now = outlook.case, outlook.scenario.months_over
    events = [
        Milestone(
            name=_milestone_name("supply", case.label("platform", case.story.platform)),
            month=float(landing_months(outlook)[0]),
        ),
        Milestone(
            name=_milestone_name("release"), month=_first_month_on(outlook, "next_release_is_out")
        ),
        Milestone(
            name=_milestone_name("trough"), month=float(now + outlook["cash"][0][now:].argmin())
        ),
        Milestone(name=_milestone_name("decision"), month=outlook.at("decision_runway", 0)),
        Milestone(name=_milestone_name("covenant"), month=outlook.at("covenant_runway", 0)),
        Milestone(name=_milestone_name("zero-cash"), month=outlook.at("runway", 0)),
    ]
    lock_up_ends = []
    for name, label in case.elements["round"].items():
        if outlook[f"round_closes.{name}"][0].any():
            is_closed = outlook.at(f"round_status.{name}", 0) == CLOSED
            event = _milestone_name("closed-round" if is_closed else "open-round", label)
            month = outlook.at(f"round_month.{name}", 0)
            events.append(Milestone(name=event, month=month))
            if outlook.at(f"lock_up.{name}", 0) > 0.0:
                lock_up_ends.append(outlook.at(f"lock_up_end.{name}", 0))
    if lock_up_ends:
        events.append(Milestone(name=_milestone_name("lock-up"), month=min(lock_up_ends)))
    return sorted(events, key=lambda event: event.month)


def _milestone_name(name: str, element: str = "") -> str:
    """The name of a milestone, of the platform or round `element` where it is one of theirs."""
    return say("funding-milestone", name=name, element=element)


def _state_words(state: str) -> str:
    return say("funding-gauge-state", state=state)


def _first_month_on(outlook: Outlook, key: str) -> float:
    """The first month in which a switch is on; infinite if it never is."""
    is_on = outlook[key][0] > 0.5
    return float(is_on.argmax()) if is_on.any() else math.inf


def runway_stretches(outlook: Outlook) -> list[tuple[float, float, str]]:
    """The stretches of months that cash lasts, as (begin, end, state) without gaps; empty where cash is not defined."""
    horizon = float(outlook.case.months)
    if math.isnan(outlook.at("runway", 0)):
        return []
    raise_by, minimum_by, zero_by = (
        min(outlook.at(name, 0), horizon)
        for name in ("decision_runway", "covenant_runway", "runway")
    )
    stretches = [
        (0.0, raise_by, NO_RAISE_NEEDED),
        (raise_by, minimum_by, TIME_TO_RAISE),
        (min(minimum_by, zero_by), zero_by, BELOW_MINIMUM),
    ]
    return [(begin, end, state) for begin, end, state in stretches if end > begin]


@functools.lru_cache(maxsize=4)
def _gauge_spec(
    title: str,
    subtitle: str,
    states: tuple[str, ...],
    span: tuple[tuple[int, int], tuple[int, int]],
    row_count: int,
) -> dict:
    """The specification: bars for how far money reaches, a dot with its month for each milestone.

    `states` are those of the bars in words, and `span` has the first and the last month of the axis, each as year and month.
    """
    first, last = (alt.DateTime(year=year, month=month, date=1) for year, month in span)
    base = empty_chart(_GAUGE_COLUMNS)
    y = alt.Y(
        "row:N",
        title=None,
        sort=None,
        axis=alt.Axis(labelLimit=165, labelOverlap=False, ticks=False, domain=False),
    )
    x = alt.X("begin:T", title=None)
    x_of_span = alt.X(
        "begin:T",
        title=None,
        scale=alt.Scale(domain=[first, last]),
        axis=alt.Axis(format="%Y", tickCount="year"),
    )
    colour = alt.Color(
        "state:N",
        scale=alt.Scale(domain=list(states)),
        legend=None,
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
    label = "width<300 ? datum.short : datum.words"
    sides: tuple[tuple[str, Literal["left", "right"], int], ...] = (
        ("right", "left", 7),
        ("left", "right", -7),
    )
    labels = [
        base.transform_filter(f"datum.side == '{side}'")
        .transform_calculate(label=label)
        .mark_text(align=align, dx=dx, fontSize=11, color=BASELINE_COLOUR)
        .encode(x=alt.X("end:T"), y=y, text="label:N")
        for side, align, dx in sides
    ]
    rules = (
        base.transform_filter("datum.kind == 'rule'")
        .mark_rule(strokeDash=[4, 3], color=BASELINE_COLOUR)
        .encode(x=x_of_span)
    )
    return specification(
        alt.layer(rules, bars, dots, late, *labels).properties(
            title=heading(title, subtitle),
            width="container",
            height=_ROW_PIXELS * row_count + _FRAME_PIXELS,
        ),
        legend_of(states, states),
    )


def gauge_figure(title: str, outlook: Outlook, without_new_money: Outlook, month: int) -> Figure:
    """Draw the runway, with new money and without, and the milestones on the way.

    `without_new_money` is the outlook of `default_alive`; `month` is the one for which figures are read, and is marked.
    """
    case = outlook.case
    axis_end = case.months + _MONTHS_BEYOND
    rows = _stretch_rows(say("funding-gauge-cash"), outlook)
    rows += _stretch_rows(say("funding-gauge-closed-money"), without_new_money)
    rows += [_milestone_row(case, milestone, axis_end) for milestone in milestones(outlook)]
    row_count = len({row[0] for row in rows})
    for place in (month + 1.0, float(case.months)):
        rows.append(("", place, place, "", "", "", "rule", ""))
    data = pd.DataFrame(rows, columns=list(_GAUGE_COLUMNS))
    for name in ("begin", "end"):
        data[name] = moments(case.start, data[name].to_numpy())
    parts = [f"{name} {words}" for name, *_, words, _, _, side in rows if side]
    first, last = (month_start(case.start, number) for number in (0, axis_end))
    span = (first.year, first.month), (last.year, last.month)
    subtitle = say("funding-gauge-dashed", month=month_start(case.start, month))
    states = tuple(map(_state_words, _STATES))
    return figure_from_table(
        _gauge_spec(title, subtitle, states, span, row_count),
        data,
        _GAUGE_COLUMNS,
        say("funding-gauge-takeaway", title=title, parts=parts),
    )


def _stretch_rows(name: str, outlook: Outlook) -> list[_GaugeRow]:
    """The bars of one outlook, and the label at their end."""
    case, stretches = outlook.case, runway_stretches(outlook)
    rows: list[_GaugeRow] = []
    for begin, end, state in stretches:
        kind = _state_words(state)
        words = say(
            "funding-gauge-stretch",
            state=kind,
            first=case.month_name(int(begin)),
            last=case.month_name(int(end)),
        )
        rows.append((name, begin, end, kind, words, words, "bar", ""))
    last = stretches[-1][1] if stretches else 0.0
    label, short = _runway_end_texts(case, outlook.at("runway", 0))
    return [*rows, (name, last, last, "", label, short, "end", "right")]


def _milestone_row(case: Case, milestone: Milestone, axis_end: int) -> _GaugeRow:
    """A milestone at its month with its label; at the horizon where it does not come, without a mark where it is undefined."""
    month, kind = milestone.month, _state_words(_MILESTONE)
    if math.isnan(month):
        return (milestone.name, 0.0, 0.0, kind, NOT_DEFINED, NOT_DEFINED, "", "right")
    if math.isinf(month):
        place = float(case.months)
        words = say("funding-gauge-not-by", month=case.month_name(case.months - 1))
        return (milestone.name, place, place, kind, words, words, "late", "left")
    place = min(month, axis_end)
    words = case.month_name(int(month)) + (" →" if place < month else "")
    side = "right" if place < _LABELS_GO_LEFT * axis_end else "left"
    return (milestone.name, place, place, kind, words, words, "mark", side)


def _runway_end_texts(case: Case, months: float) -> tuple[str, str]:
    """The month until which money lasts, for a label and for a short one."""
    if math.isnan(months):
        return NOT_DEFINED, NOT_DEFINED
    if math.isinf(months):
        return say("funding-gauge-beyond"), say("funding-gauge-beyond")
    month = case.month_name(int(months))
    return say("funding-gauge-until", month=month), month
