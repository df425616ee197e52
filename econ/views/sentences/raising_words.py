"""Sentences about raising: what a cell of the map comes to, the smallest raise, and what a lever changes."""

import math

from econ.case.case import Case
from econ.decisions.raising import RAISE_AMOUNTS, RaiseMap, cover_months
from econ.outlook import Outlook
from econ.units import NOT_DEFINED, format_value


def raise_sentence(case: Case, raise_map: RaiseMap, row: int, column: int) -> str:
    """What raising one amount in one month of the map comes to: runway, founder's stake and lowest cash."""
    runway = float(raise_map.runway[row, column])
    if raise_map.too_late[row]:
        runway_text = f"too late, for cash is gone after {format_value(runway, 'month')}"
    elif math.isnan(runway):
        runway_text = f"cash is {NOT_DEFINED}"
    else:
        runway_text = f"money lasts {format_value(runway, 'month')}"
    amount = format_value(RAISE_AMOUNTS[column], "bn yuan")
    stake = format_value(float(raise_map.founder_stake[row, column]), "share")
    lowest_cash = format_value(float(raise_map.lowest_cash[row, column]), "bn yuan")
    return (
        f"{amount} in {case.month_name(raise_map.first + row)}: {runway_text}, the founder holds {stake}, "
        f"lowest cash {lowest_cash}"
    )


def smallest_raise_text(amount: float) -> str:
    """An amount of `smallest_raise`, in bn yuan, in words: zero, infinite and not a number each mean something else."""
    if math.isinf(amount):
        return "no amount is enough, or it comes too late"
    if math.isnan(amount):
        return "the money comes after the horizon"
    if amount == 0.0:
        return "none is needed"
    return format_value(amount, "bn yuan")


def smallest_raise_caption(outlook: Outlook) -> str:
    """What the smallest raise keeps: cash above its minimum for the months to be covered."""
    minimum = format_value(outlook.at("minimum_cash", 0), "bn yuan")
    months = cover_months(outlook.scenario)
    return (
        f"The smallest amount after which cash stays above {minimum}, the least the company wants to hold, for {months} months "
        "from the month in which the money comes. Each stress comes on top of the scenario."
    )


def effect_text(difference: float, unit: str) -> str:
    """A change of a quantity in words, with its sign; a share changes by points."""
    if math.isnan(difference):
        return NOT_DEFINED
    if math.isinf(difference):
        return "now beyond the horizon" if difference > 0 else "no longer beyond the horizon"
    if difference == 0.0:
        return "no change"
    size = format_value(abs(difference), unit).replace(" %", " points")
    return f"+{size}" if difference > 0 else f"−{size}"
