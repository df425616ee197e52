"""People: the core researchers behind the algorithms, everyone else, and what they cost."""

import numpy as np

from econ.model import quantity
from econ.units import MONTHS_A_YEAR, THOUSAND
from econ.vocabulary import monthly


@quantity("person/month")
def core_leavers(opening_core_researchers, core_attrition):
    """Core researchers who leave."""
    return opening_core_researchers * core_attrition / MONTHS_A_YEAR


@quantity("person")
def core_researchers(opening_core_researchers, core_hiring, core_leavers):
    """Core researchers in the company."""
    return opening_core_researchers + core_hiring - core_leavers


@quantity("person/month")
def support_leavers(opening_support_staff, support_attrition):
    """Other staff who leave."""
    return opening_support_staff * support_attrition / MONTHS_A_YEAR


@quantity("person")
def support_staff(opening_support_staff, support_hiring, support_leavers):
    """Everyone who is not a core researcher."""
    return opening_support_staff + support_hiring - support_leavers


@quantity("person")
def headcount(core_researchers, support_staff):
    """Everyone in the company."""
    return core_researchers + support_staff


@quantity("x")
def talent_index(core_researchers, initial_core_researchers, talent_weight):
    """Pace of algorithmic progress relative to the beginning, from the core researchers who are there."""
    return np.exp(talent_weight * np.log(core_researchers / initial_core_researchers))


@quantity("x")
def pay_level(month, pay_growth):
    """Cost of a head relative to the beginning."""
    return np.exp(month * np.log(1.0 + monthly(pay_growth)))


@quantity("bn yuan/month")
def staff_cost(headcount, cost_per_head, pay_level):
    """Pay, social charges and everything else that a head costs in cash."""
    return headcount * cost_per_head / MONTHS_A_YEAR * pay_level / THOUSAND


@quantity("bn yuan/month")
def replacement_cost(core_leavers, support_leavers, replacement_cost_per_head):
    """Vacancies and sign-on payments for those who left."""
    return (core_leavers + support_leavers) * replacement_cost_per_head / THOUSAND


@quantity("bn yuan/month")
def share_based_pay(option_grants):
    """Value of the options vesting this month; not cash."""
    return option_grants / MONTHS_A_YEAR
