"""People: the core researchers behind the algorithms, everyone else, what keeps them, and what they cost."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import monthly
from econ.units import MONTHS_A_YEAR, THOUSAND


@quantity("x")
def total_pay(
    retention_pay, option_grants, opening_core_researchers, opening_support_staff, cost_per_head
):
    """Pay, retention and options of a core researcher as a multiple of pay alone."""
    payroll = (opening_core_researchers + opening_support_staff) * cost_per_head
    return 1.0 + retention_pay + option_grants * THOUSAND / payroll


@quantity("share/year")
def core_leaving_rate(core_attrition, outside_offer, total_pay, retention_response):
    """Share of core researchers who leave in a year: more where others offer more, fewer where they are paid to stay."""
    return core_attrition * np.exp(retention_response * np.log(outside_offer / total_pay))


@quantity("person/month")
def core_leavers(opening_core_researchers, core_leaving_rate):
    """Core researchers who leave."""
    return opening_core_researchers * (1.0 - np.exp(-core_leaving_rate / MONTHS_A_YEAR))


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
def headcount(core_researchers, support_staff, sales_staff):
    """Everyone in the company."""
    return core_researchers + support_staff + sales_staff


@quantity("x")
def talent_index(core_researchers, initial_core_researchers, talent_weight):
    """Pace of algorithmic progress relative to the beginning, from the core researchers who are there."""
    return np.exp(talent_weight * np.log(core_researchers / initial_core_researchers))


@quantity("share/month", signed=True)
def frontier_growth_rate(frontier_compute_growth):
    """Growth a month of the training compute that keeps pace with rivals, compounded continuously."""
    return np.log(1.0 + monthly(frontier_compute_growth))


@quantity("bn yuan/month")
def frontier_research_compute(month, frontier_compute_budget, frontier_growth_rate):
    """Training compute that must be rented to keep pace with rivals."""
    return frontier_compute_budget / MONTHS_A_YEAR * np.exp(month * frontier_growth_rate)


@quantity("share")
def compute_shortfall(planned_research_compute, frontier_research_compute):
    """Share of the training compute that keeping pace takes and the plan does not rent."""
    return np.maximum(1.0 - planned_research_compute / frontier_research_compute, 0.0)


@quantity("x")
def capability(talent_index, compute_shortfall, compute_weight):
    """Pace of research relative to the beginning, from the core researchers who are there and the compute they train with."""
    return talent_index * (1.0 - compute_weight * compute_shortfall)


@quantity("share/month", signed=True)
def pay_growth_rate(pay_growth):
    """Growth of pay a month, compounded continuously."""
    return np.log(1.0 + monthly(pay_growth))


@quantity("x")
def pay_level(month, pay_growth_rate):
    """Cost of a head relative to the beginning."""
    return np.exp(month * pay_growth_rate)


@quantity("bn yuan/month")
def staff_cost(headcount, core_researchers, retention_pay, cost_per_head, pay_level):
    """Pay, social charges and everything else that a head costs in cash, what core researchers are paid to stay included."""
    return (
        (headcount + core_researchers * retention_pay)
        * cost_per_head
        / MONTHS_A_YEAR
        * pay_level
        / THOUSAND
    )


@quantity("bn yuan/month")
def replacement_cost(core_leavers, support_leavers, replacement_cost_per_head):
    """Vacancies and sign-on payments for those who left."""
    return (core_leavers + support_leavers) * replacement_cost_per_head / THOUSAND


@quantity("bn yuan/month")
def share_based_pay(option_grants):
    """Value of the options vesting this month; not cash."""
    return option_grants / MONTHS_A_YEAR


@quantity("month", starts_empty=True)
def research_done(opening_research_done, capability):
    """Research done since the story began, in months at the pace of the beginning."""
    return opening_research_done + capability


@quantity("switch")
def next_model_is_out(research_done, next_model_work):
    """Whether the research that the next large model takes is done."""
    return np.where(research_done >= next_model_work, 1.0, 0.0)
