"""The list as it was and is planned, on the days on which it changed, where the model has the average of each month."""

import datetime
import itertools

import numpy as np

from econ.case.calendar import month_start
from econ.outlook import Outlook
from econ.units import format_value
from econ.views.figures.figure import Figure
from econ.views.figures.lines import dated_steps_chart

LISTS = {
    "output": "output_list_price",
    "uncached input": "input_list_price",
    "cache hit": "cached_list_price",
}
PEAK, AT_PEAK = "peak_multiplier", "output at peak"
HUES = {"output": "0", "uncached input": "2", "cache hit": "4", AT_PEAK: "3"}
SHOWN, BEYOND_THE_CUT = (
    24,
    6,
)  # months of the figure: two years, or as far as the planned cut and a little further


def steps(outlook: Outlook, key: str):
    """The dated steps of an assumption in force, none where it is changed by hand."""
    scenario = outlook.scenario
    return () if key in dict(scenario.overrides) else scenario.belief(key).steps or ()


def on(outlook: Outlook, tier: str, name: str, days: list[datetime.date]) -> np.ndarray:
    """A price of the list on each day, yuan/Mtok: one of `LISTS`, or output at peak hours; the planned cut is in it."""
    case = outlook.case
    months = [min(max(case.month_of(day), 0), case.months - 1) for day in days]
    left = np.where(
        [day >= case.start for day in days], outlook[f"cut_multiple.{tier}"][0][months], 1.0
    )
    price = _stepped(outlook, f"{LISTS.get(name, LISTS['output'])}.{tier}", days, months) * left
    return price * _stepped(outlook, PEAK, days, months) if name == AT_PEAK else price


def _stepped(outlook, key, days, months):
    """A dated assumption on each day: its last step, the first before that, or what was set by hand."""
    dated = steps(outlook, key)
    if not dated:
        return outlook[key][0][months]
    last = (
        np.searchsorted(np.array([step.start for step in dated]), np.array(days), side="right") - 1
    )
    return np.array([step.value for step in dated])[np.maximum(last, 0)]


def marks(outlook: Outlook, tier: str) -> tuple[tuple[datetime.date, str], ...]:
    """What is marked on the list of a tier: promotions, rises, the peak tariff and the planned cut, each on its day."""
    case, cut, said = outlook.case, outlook[f"cut_in_force.{tier}"][0], {}
    for name in LISTS.values():
        dated = steps(outlook, f"{name}.{tier}")
        for before, step in itertools.pairwise(dated):
            word = f"rise ({step.note})" if step.value > before.value else step.note
            said.setdefault(step.start, word)
    dated = steps(outlook, PEAK)
    for before, step in itertools.pairwise(dated):
        if step.value != before.value:
            words = f"peak tariff of {format_value(step.value, 'x')}"
            said[step.start] = f"{said[step.start]}; {words}" if step.start in said else words
    if cut.any() and outlook.at(f"cut_depth.{tier}", 0) > 0.0:
        day = month_start(case.start, int(cut.argmax()))
        said[day] = f"{said[day]}; planned cut" if day in said else "planned cut"
    return tuple(sorted(said.items()))


def in_words(outlook: Outlook, tier: str) -> str:
    """The marks of a list in words, with the numbers they have on the figure; empty where there are none."""
    said = "; ".join(
        f"{number} on {day:%d %b %Y}, {words}"
        for number, (day, words) in enumerate(marks(outlook, tier), start=1)
    )
    return f"Marked: {said}." if said else ""


def months(outlook: Outlook, tier: str) -> int:
    """How many months of a list are drawn."""
    cut = outlook[f"cut_in_force.{tier}"][0]
    return max(SHOWN, int(cut.argmax()) + BEYOND_THE_CUT) if cut.any() else SHOWN


def figure(
    title: str,
    outlook: Outlook,
    baseline: Outlook,
    tier: str,
    *,
    names: tuple[str, ...] = tuple(LISTS),
    months: int = SHOWN,
    height: int = 210,
    events: tuple[tuple[datetime.date, str], ...] | None = None,
) -> Figure:
    """The list of a tier in steps, the baseline dashed; output at peak hours where they cost more.

    `months` is how many are drawn; `events` are (day, words) marked on the axis, the numbered `marks` where none are given.
    """
    case, both = outlook.case, (outlook, baseline)
    if events is None:
        events = tuple(
            (day, str(number)) for number, (day, _) in enumerate(marks(outlook, tier), start=1)
        )
    long = min(months, case.months)
    keys = [PEAK, *(f"{name}.{tier}" for name in LISTS.values())]
    changes = {step.start for one in both for key in keys for step in steps(one, key)} | {
        day for day, _ in events
    }
    days = sorted(
        day
        for day in changes | {month_start(case.start, m) for m in range(long)}
        if case.month_of(day) < long
    )
    dear = any(one[PEAK][0].max() > 1.0 for one in both)
    now, before = (
        {name: on(one, tier, name, days) for name in (*([AT_PEAK] if dear else []), *names)}
        for one in both
    )
    return dated_steps_chart(
        title,
        case.unit_of(f"{LISTS['output']}.{tier}"),
        days,
        now,
        before,
        HUES,
        events=events,
        height=height,
    )
