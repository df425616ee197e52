"""Facts as messages take them: an amount with its unit, and a month as its first day."""

import datetime

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.words import Amount


def first_day(case: Case, month: float) -> datetime.date:
    """The first day of a month of the plan, as messages take a month."""
    return month_start(case.start, int(month))


def share_amount(value: float) -> Amount:
    """A share, which is written in per cent."""
    return Amount(value=float(value), unit="share")


def money_amount(value: float) -> Amount:
    """An amount of money in bn yuan."""
    return Amount(value=float(value), unit="bn yuan")


def months_amount(count: float) -> Amount:
    """A number of months."""
    return Amount(value=float(count), unit="month")
