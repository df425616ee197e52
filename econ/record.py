"""The record: what was promised, what the model said with what was known, and what happened, by date."""

import pandas as pd

from econ.assumptions import Case
from econ.outlook import Outlook
from econ.units import write
from econ.value import months_between

SHOWN = 18  # months of the figures
MONTHS = (0, 3, 6, 9, 12)  # of the plan, in which prices are compared


def events(case: Case) -> pd.DataFrame:
    """What happened, in the order of time: columns date, what, status and source."""
    rows = [{"date": f"{event.date:%d %b %Y}", "what": event.what, "status": event.basis,
             "source": case.sources[event.source].title} for event in sorted(case.events.values(), key=lambda one: one.date)]
    return pd.DataFrame(rows)


def on_axis(case: Case) -> tuple[tuple[int, str], ...]:
    """The events that have a month of the horizon, for an axis: (month, number in the list of events)."""
    ordered = sorted(case.events.values(), key=lambda one: one.date)
    marks: dict[int, list[str]] = {}
    for number, event in enumerate(ordered, start=1):
        marks.setdefault(max(months_between(case.start, event.date), 0), []).append(str(number))
    return tuple((month, ", ".join(numbers)) for month, numbers in marks.items() if month < case.months)


def reported(then: Outlook, now: Outlook) -> pd.DataFrame:
    """Each published figure beside the model with the knowledge of the launch and with today's, and the size of a miss."""
    case, rows = now.case, []
    for one in case.reported.values():
        month, unit = months_between(case.start, one.month), case.unit_of(one.quantity)
        said, found = (outlook.at(one.quantity, month) for outlook in (then, now))
        rows.append({"what": one.what, "month": case.month_name(month),
                     "unit": unit,
                     "published, range": " to ".join(write(end, unit, with_unit=False) for end in (one.low, one.high)),
                     **{f"model of {case.presets[outlook.scenario.preset].title}": write(value, unit, with_unit=False)
                        for outlook, value in ((then, said), (now, found))},
                     "against the range": _miss(found, one.low, one.high), "to keep in mind": one.why})
    return pd.DataFrame(rows)


def _miss(value, low, high):
    if low <= value <= high:
        return "within"
    bound, word = (high, "above") if value > high else (low, "below")
    return f"{abs(value / bound - 1.0):.0%} {word}"


def promise(then: Outlook, now: Outlook) -> pd.DataFrame:
    """The price of the tier in the months of the plan's first year: launched, as the promise had it, and as it was."""
    case, tier = now.case, now.case.story.tier
    rows = []
    for month in MONTHS:
        row = {"month": case.month_name(month)}
        for words, outlook in (("with the promise of", then), ("as known in", now)):
            price, launch = (outlook.at(f"{name}.{tier}", month) for name in ("blended_price", "reference_price"))
            title = f"{words} {case.presets[outlook.scenario.preset].title}"
            row[title] = f"{write(price, 'yuan/Mtok')} ({price / launch - 1.0:+.0%})"
        rows.append(row)
    return pd.DataFrame(rows)
