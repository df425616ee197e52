"""Words at the bars of effects, and the last month in which a decision saves the plan."""

import datetime

import pandas as pd

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.rounds import counted_rounds, open_rounds
from econ.case.scenario import Scenario
from econ.units import MINUS, format_value, shown_factor, signed_text
from econ.words import say

NONE = "none"
# Units that are short at the end of a bar.
_SHORT_UNITS = {
    "bn yuan": "bn",
    "k yuan/card": "k",
    "month": "mo",
    "elasticity": "",
    "x": "×",
    "share": "%",
    "share/month": "%/mo",
    "share/year": "%/yr",
}


def moved_title(case: Case, *, counts_cash: bool) -> tuple[str, str]:
    """Title and unit of the bars of changes."""
    return (
        say("bars-moved-title", counts_cash=counts_cash),
        say("bars-moved-unit", counts_cash=counts_cash, month=_end(case)),
    )


def could_move_title(case: Case, *, counts_cash: bool) -> tuple[str, str]:
    """Title and unit of the bars of levers."""
    return (
        say("bars-could-move-title", counts_cash=counts_cash),
        say("bars-could-move-unit", counts_cash=counts_cash, month=_end(case)),
    )


def _end(case: Case) -> datetime.date:
    """The last month of the plan."""
    return month_start(case.start, case.months - 1)


def effect_size(effect: float) -> str:
    """The size of an effect with its sign, to one decimal."""
    text = signed_text(effect, "+,.1f")
    return text if text[0] in ("+", MINUS) else NONE


def hardly(effect: float) -> str:
    """An effect that is next to none."""
    return say("bars-hardly", size=effect_size(effect))


def end_of_range(value: float, unit: str) -> str:
    """The end of a likely range with a short unit."""
    short = _SHORT_UNITS.get(unit)
    if short is None:
        return format_value(value, unit, with_unit=False)
    shown = value * (100.0 if short.startswith("%") else shown_factor(unit))
    number = signed_text(shown, ",.3g")
    return f"{number}\N{NO-BREAK SPACE}{short}".strip()


def no_last_month_line(scenario: Scenario) -> str:
    """Say that the money outlasts the plan, and whether that rests on rounds that have not closed."""
    counted = set(open_rounds(scenario)) & set(counted_rounds(scenario))
    return say("last-month-not-needed", open=bool(counted))


def last_month_line(deadlines: pd.DataFrame, scenario: Scenario) -> str:
    """The latest month in which one decision alone still saves the plan; `deadlines` is of `find_deadlines`."""
    case = scenario.case
    if not deadlines.empty and deadlines["held"].all():
        return no_last_month_line(scenario)
    saving = deadlines[deadlines["last_month"].notna()]
    if saving.empty:
        return say("last-month-none", month=_end(case))
    latest = saving.iloc[-1]
    now, value = (end_of_range(float(latest[name]), latest["unit"]) for name in ("now", "value"))
    return say(
        "last-month",
        month=month_start(case.start, int(latest["last_month"])),
        lever=case.label_of(latest["key"]),
        value=value,
        now=now,
    )
