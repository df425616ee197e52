"""Sentences about raising: what a cell of the map comes to, and the smallest raise. The words are in `words/`; here are the facts."""

import math

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.decisions.raising import RaiseMap, cover_months
from econ.outlook import Outlook
from econ.units import format_value
from econ.words import Amount, message, say


def raise_sentence(case: Case, raise_map: RaiseMap, row: int, column: int) -> str:
    """State what raising one amount in one month of the map comes to: runway, founder's stake and lowest cash."""
    runway = float(raise_map.runway[row, column])
    kind = "too-late" if raise_map.too_late[row] else "lasts"
    if kind == "lasts" and not math.isfinite(runway):
        kind = "undefined" if math.isnan(runway) else "beyond"
    return say(
        "raising-cell",
        amount=Amount(value=raise_map.amounts[column], unit="bn yuan"),
        month=month_start(case.start, raise_map.first + row),
        outcome=message(
            "raising-cell-outcome",
            kind=kind,
            months=format_value(runway, "month"),
            last=month_start(case.start, case.months - 1),
        ),
        stake=_amount(raise_map.founder_stake[row, column], "share", 1),
        cash=_amount(raise_map.lowest_cash[row, column], "bn yuan"),
    )


def _amount(value: float, unit: str, decimals: int | None = None) -> Amount:
    return Amount(value=float(value), unit=unit, decimals=decimals)


def smallest_raise_text(amount: float) -> str:
    """An amount of `smallest_raise`, in bn yuan, in words: zero, infinite and not a number each mean something else."""
    if math.isinf(amount):
        return say("raising-smallest-amount", kind="never")
    if math.isnan(amount):
        return say("raising-smallest-amount", kind="after-the-plan")
    if amount == 0.0:
        return say("raising-smallest-amount", kind="zero")
    return format_value(amount, "bn yuan")


def months_covered(scenario: Scenario) -> Amount:
    """The months that a raise must cover."""
    return Amount(value=cover_months(scenario), unit="month")


def smallest_raise_caption(outlook: Outlook) -> str:
    """State what the smallest raise keeps: cash above its minimum for the months to be covered."""
    return say(
        "raising-smallest-note",
        minimum=Amount(value=outlook.at("minimum_cash", 0), unit="bn yuan"),
        months=months_covered(outlook.scenario),
    )
