"""Brakes: what a board would stop, and the month in which it would.

With brakes off the plan is carried out as it stands, until the money is gone. With brakes on, rented training slows down as cash falls
short of a reserve for training and pay, and cards are ordered only from what is above the reserve of what is done. The first order and a
site that is being built go on. The month in which cash first falls below the reserve of the plan is computed either way.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, ratio
from econ.units import BEYOND


@quantity("bn yuan", starts_empty=True)
def reserve(reserve_period, wanted_outside_training, staff_cost):
    """Money that keeps the training that is planned and pay going for the period of the reserve."""
    return reserve_period * (wanted_outside_training + staff_cost)


@quantity("share")
def pace_under_brakes(brakes, opening_cash, reserve):
    """How far cash covers the reserve where brakes are on: the pace at which the company goes on; one where they are off."""
    covered = np.clip(ratio(opening_cash, reserve, 1.0), 0.0, 1.0)
    return choose(brakes, 1.0 + 0.0 * covered, covered)


@quantity("bn yuan/month")
def outside_research_compute(wanted_outside_training, pace_under_brakes):
    """Spending on rented training compute: what the plan asks for, slowed down more than cash falls short: some is left for cards."""
    return wanted_outside_training * pace_under_brakes * pace_under_brakes


@quantity("bn yuan", starts_empty=True)
def braked_reserve(reserve_period, outside_research_compute, staff_cost):
    """Money that keeps the training that is done and pay going for the period of the reserve."""
    return reserve_period * (outside_research_compute + staff_cost)


@quantity("bn yuan")
def kept_money(brakes, opening_braked_reserve):
    """Money that is not spent on cards: the reserve where brakes are on."""
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
