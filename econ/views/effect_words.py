"""Words at the bars of effects, and the last month in which a decision saves the plan."""

import pandas as pd

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.units import format_value

ALL_TOGETHER, INTERACTION, SET_BY_HAND = "All together", "Acting together", "Set by hand"
NONE = "none"
MONEY_OUTLASTS_PLAN = (
    "As assumed, the money outlasts the plan, so nothing has to be done by a certain month."
)
LOOKING_FOR_LAST_MONTH = "Looking for the last month to act …"
NOT_TO_BE_COMPARED = "cash is not defined in one of the runs, so they cannot be compared"
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
    if counts_cash:
        return "What moved cash", f"bn yuan in {_end(case)}, each change alone, then together"
    return "What moved runway", "months, each change alone, then together"


def could_move_title(case: Case, *, counts_cash: bool) -> tuple[str, str]:
    """Title and unit of the bars of levers."""
    if counts_cash:
        unit_line = f"bn yuan in {_end(case)}, each lever alone over its likely range"
        return "What could move cash", unit_line
    return "What could move runway", "months, each lever alone over its likely range"


def _end(case):
    return case.month_name(case.months - 1)


def smaller_changes(count: int) -> str:
    """The changes that have no bar of their own."""
    return f"{count} smaller changes"


def effect_size(effect: float) -> str:
    """The size of an effect with its sign, to one decimal."""
    text = f"{abs(effect):,.1f}"
    if not any(digit in text for digit in "123456789"):
        return NONE
    return ("+" if effect > 0.0 else "−") + text


def hardly(effect: float) -> str:
    """An effect that is next to none."""
    return f"hardly ({effect_size(effect)})"


def end_of_range(value: float, unit: str) -> str:
    """The end of a likely range with a short unit."""
    short = _SHORT_UNITS.get(unit)
    if short is None:
        return format_value(value, unit, with_unit=False)
    number = f"{value * 100.0 if short.startswith('%') else value:,.3g}".replace("-", "−")
    return f"{number}\N{NO-BREAK SPACE}{short}".strip()


def last_month_line(deadlines: pd.DataFrame, scenario: Scenario) -> str:
    """The latest month in which one decision alone still saves the plan; `deadlines` is of `find_deadlines`."""
    case = scenario.case
    if not deadlines.empty and deadlines["held"].all():
        return MONEY_OUTLASTS_PLAN
    saving = deadlines[deadlines["last_month"].notna()]
    if saving.empty:
        return f"No lever of the company alone keeps cash above zero until {_end(case)}."
    latest = saving.iloc[-1]
    now, value = (end_of_range(float(latest[name]), latest["unit"]) for name in ("now", "value"))
    return (
        f"Last month to act: {case.month_name(int(latest['last_month']))}. {case.short_label_of(latest['key'])} at {value} instead of "
        f"{now} saves the plan until then."
    )
