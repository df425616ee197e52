"""Brakes: spending that a board would stop as cash runs low, and the month in which it would.

With brakes off, the plan continues until cash runs out. With brakes on, rented training slows down once cash falls below a reserve
for planned training and staff, and cards are ordered only with cash above a reserve for actual training and staff. The first order
and construction already under way continue. The month in which cash first falls below the reserve for the plan is always computed.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, ratio
from econ.units import BEYOND


@quantity("bn yuan", starts_empty=True)
def reserve(reserve_period, wanted_outside_training, staff_cost):
    """Cash needed to pay for planned training and staff over the reserve period."""
    return reserve_period * (wanted_outside_training + staff_cost)


@quantity("share")
def pace_under_brakes(brakes, opening_cash, reserve):
    """Share of the planned pace at which the company goes on: cash relative to the reserve, at most one; one with brakes off."""
    covered = np.clip(ratio(opening_cash, reserve, 1.0), 0.0, 1.0)
    return choose(brakes, 1.0 + 0.0 * covered, covered)


@quantity("bn yuan/month")
def outside_research_compute(wanted_outside_training, pace_under_brakes):
    """Spending on rented training compute: the plan, reduced by the square of the pace under brakes to leave cash for cards."""
    return wanted_outside_training * pace_under_brakes * pace_under_brakes


@quantity("bn yuan", starts_empty=True)
def braked_reserve(reserve_period, outside_research_compute, staff_cost):
    """Cash needed to pay for training actually done and staff over the reserve period."""
    return reserve_period * (outside_research_compute + staff_cost)


@quantity("bn yuan")
def kept_money(brakes, opening_braked_reserve):
    """Cash withheld from card orders: the reserve with brakes on, otherwise zero."""
    return choose(brakes, 0.0 * opening_braked_reserve, opening_braked_reserve)


@quantity("switch", starts_empty=True)
def reserve_is_touched(opening_reserve_is_touched, cash, reserve):
    """Whether cash has fallen below the reserve."""
    return np.maximum(opening_reserve_is_touched, np.where(cash < reserve, 1.0, 0.0))


@quantity("month", starts_empty=True)
def months_with_reserve(opening_months_with_reserve, reserve_is_touched):
    """Months for which cash has stayed above the reserve."""
    return opening_months_with_reserve + 1.0 - reserve_is_touched


@quantity("month", may_be_beyond=True)
def brake_month(final_reserve_is_touched, final_months_with_reserve):
    """Months from the start of the forecast until cash first falls below the reserve, when a board would brake."""
    touched = choose(final_reserve_is_touched, BEYOND, final_months_with_reserve)
    return np.maximum(final_months_with_reserve, touched)
