"""The figure of a tier's price list by day; the model itself has the average price of each month."""

import datetime
import itertools
from collections.abc import Sequence

import numpy as np

from econ.case.belief import Step
from econ.case.calendar import month_start
from econ.outlook import Outlook
from econ.units import per_cent
from econ.views.figures.figure import Figure
from econ.views.figures.lines import dated_steps_chart
from econ.words import Amount, join_list, month_text, say

LIST_OF_NAME = {
    "output": "output_list_price",
    "input": "input_list_price",
    "hit": "cached_list_price",
}
PEAK_MULTIPLIER, PEAK_NAME = "peak_multiplier", "peak"
LINE_COLOURS = {"output": "0", "input": "2", "hit": "4", PEAK_NAME: "3"}
LIST_MONTHS = 24  # the fewest months that are drawn
MONTHS_AFTER_CUT = 6  # months that are drawn after the planned cut


def steps_in_force(outlook: Outlook, key: str) -> Sequence[Step]:
    """The dated steps of an assumption; none if it is changed by hand."""
    scenario = outlook.scenario
    return () if key in dict(scenario.overrides) else scenario.belief(key).steps or ()


def list_line_name(name: str) -> str:
    """The words of the line of a price, from its name in `LIST_OF_NAME`, or from `PEAK_NAME`."""
    return say("api-price-list-line", line=name)


def list_price_on(
    outlook: Outlook, tier: str, name: str, days: Sequence[datetime.date]
) -> np.ndarray:
    """A price of a tier's list on each day, yuan/Mtok, the planned cut and all reviews included.

    `name` is a key of `LIST_OF_NAME`, or `PEAK_NAME` for output at peak hours.
    """
    case = outlook.case
    months = [min(max(case.month_of(day), 0), case.months - 1) for day in days]
    # Before the start there is no cut and no review.
    list_multiple = np.where(
        [day >= case.start for day in days], outlook[f"list_multiple.{tier}"][0][months], 1.0
    )
    key = f"{LIST_OF_NAME.get(name, LIST_OF_NAME['output'])}.{tier}"
    price = _value_on(outlook, key, days, months) * list_multiple
    if name == PEAK_NAME:
        return price * _value_on(outlook, PEAK_MULTIPLIER, days, months)
    return price


def _value_on(
    outlook: Outlook, key: str, days: Sequence[datetime.date], months: Sequence[int]
) -> np.ndarray:
    """A dated assumption on each day: its last step, the first step before all others, or the path set by hand."""
    steps = steps_in_force(outlook, key)
    if not steps:
        return outlook[key][0][months]
    starts = np.array([step.start for step in steps])
    last = np.searchsorted(starts, np.array(days), side="right") - 1
    return np.array([step.value for step in steps])[np.maximum(last, 0)]


def list_marks(outlook: Outlook, tier: str) -> tuple[tuple[datetime.date, str], ...]:
    """The marks of a tier's list in the months that are drawn, as (day, text).

    They are promotions, rises, the peak tariff, the planned cut and reviews that moved the list.
    """
    case = outlook.case
    marks: dict[datetime.date, list[str]] = {}
    for name in LIST_OF_NAME.values():
        for before, step in itertools.pairwise(steps_in_force(outlook, f"{name}.{tier}")):
            rises = step.value > before.value
            text = say("api-price-mark-rise", note=step.note) if rises else step.note
            marks.setdefault(step.start, [text])

    def add(day: datetime.date, text: str) -> None:
        marks.setdefault(day, []).append(text)

    for before, step in itertools.pairwise(steps_in_force(outlook, PEAK_MULTIPLIER)):
        if step.value != before.value:
            tariff = Amount(value=step.value, unit="x")
            add(step.start, say("api-price-mark-peak", tariff=tariff))
    cut = outlook[f"cut_in_force.{tier}"][0]
    if cut.any() and outlook.at(f"cut_depth.{tier}", 0) > 0.0:
        month = int(cut.argmax())
        lowers = outlook.at(f"cut_lowers_list.{tier}", month) > 0.0
        add(month_start(case.start, month), say("api-price-mark-cut", lowers=bool(lowers)))
    for month, change in review_moves(outlook, tier).items():
        change_words = say("api-price-mark-review", change=format_change(change))
        add(month_start(case.start, month), change_words)
    last = months_of_list(outlook, tier)
    return tuple(
        sorted((day, join_list(texts)) for day, texts in marks.items() if case.month_of(day) < last)
    )


def day_words(day: datetime.date) -> str:
    """A day in words: "1 Nov 2026"."""
    return say("api-price-day", day=str(day.day), month=month_text(day))


def review_moves(outlook: Outlook, tier: str) -> dict[int, float]:
    """The months in which a review moves a tier's list, and by how much each moves it, as a share."""
    after, before = (outlook[f"{name}.{tier}"][0] for name in ("list_move", "carried_move"))
    changes = np.exp(after - before) - 1.0
    return {month: float(changes[month]) for month in np.flatnonzero(changes).tolist()}


def format_change(change: float) -> str:
    """A relative change of a price as text: "−25 %" or "+8 %"."""
    return per_cent(change, sign="+")


def months_of_list(outlook: Outlook, tier: str) -> int:
    """Return the number of months of a tier's list that are drawn: two years, or some months beyond the planned cut."""
    cut = outlook[f"cut_in_force.{tier}"][0]
    return max(LIST_MONTHS, int(cut.argmax()) + MONTHS_AFTER_CUT) if cut.any() else LIST_MONTHS


def price_list_chart(
    title: str,
    outlook: Outlook,
    baseline: Outlook,
    tier: str,
    *,
    names: Sequence[str] = tuple(LIST_OF_NAME),
    months: int = LIST_MONTHS,
    height: int = 210,
    events: Sequence[tuple[datetime.date, str]] | None = None,
) -> Figure:
    """The list of a tier by day in yuan/Mtok, in steps, the baseline thin and grey; with output at peak hours if they cost more.

    `months` is the number of months drawn, and `height` is in pixels. `events` are (day, text) marked on the axis, by default
    the numbers of `list_marks`.
    """
    case = outlook.case
    if events is None:
        marks = enumerate(list_marks(outlook, tier), start=1)
        events = tuple((day, str(number)) for number, (day, _) in marks)
    month_count = min(months, case.months)
    keys = [PEAK_MULTIPLIER, *(f"{name}.{tier}" for name in LIST_OF_NAME.values())]
    days = {month_start(case.start, month) for month in range(month_count)}
    days |= {day for day, _ in events}
    for run in (outlook, baseline):
        for key in keys:
            days |= {step.start for step in steps_in_force(run, key)}
    drawn_days = sorted(day for day in days if case.month_of(day) < month_count)
    if any(run[PEAK_MULTIPLIER][0].max() > 1.0 for run in (outlook, baseline)):
        names = (PEAK_NAME, *names)
    now, before = (
        {list_line_name(name): list_price_on(run, tier, name, drawn_days) for name in names}
        for run in (outlook, baseline)
    )
    return dated_steps_chart(
        title,
        case.unit_of(f"{LIST_OF_NAME['output']}.{tier}"),
        drawn_days,
        now,
        before,
        {list_line_name(name): colour for name, colour in LINE_COLOURS.items()},
        events=events,
        height=height,
    )
