"""People: core researchers and other staff, their pay and turnover, and the pace of research and releases."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import monthly, ratio
from econ.units import A_YEAR, MONTHS_A_YEAR, THOUSAND


@quantity("share/month", signed=True)
def pay_growth_rate(pay_growth):
    """Monthly growth of pay, continuously compounded."""
    return np.log(1.0 + monthly(pay_growth))


@quantity("x")
def pay_level(month, pay_growth_rate):
    """Cost per head relative to the start of the forecast."""
    return np.exp(month * pay_growth_rate)


@quantity("M yuan/person/year")
def options_per_researcher(option_grants, core_option_share, opening_core_researchers):
    """Annual value of vesting options per core researcher, excluding options of other staff."""
    return ratio(option_grants * core_option_share * THOUSAND, opening_core_researchers)


@quantity("M yuan/person/year")
def core_pay(cost_per_head, pay_level, retention_pay, options_per_researcher):
    """Annual pay of a core researcher, retention pay and options included."""
    return cost_per_head * pay_level * (1.0 + retention_pay) + options_per_researcher


@quantity("share/month", signed=True)
def offer_growth_rate(offer_growth):
    """Monthly growth of outside offers, continuously compounded."""
    return np.log(1.0 + monthly(offer_growth))


@quantity("M yuan/person/year")
def outside_pay(month, offered_pay, offer_growth_rate):
    """Annual pay that large companies offer a core researcher."""
    return offered_pay * np.exp(month * offer_growth_rate)


@quantity("share/year")
def core_leaving_rate(core_attrition, outside_pay, core_pay, retention_response):
    """Share of core researchers who leave in a year, higher with better outside offers and lower with higher pay."""
    return core_attrition * np.exp(retention_response * np.log(outside_pay / core_pay))


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


@quantity("share")
def support_shortfall(core_researchers, support_staff, support_ratio):
    """Share of support work for which staff is missing, so that core researchers do it."""
    return np.maximum(1.0 - ratio(support_staff, core_researchers * support_ratio, 1.0), 0.0)


@quantity("person")
def research_time(core_researchers, support_shortfall, time_without_support):
    """Number of core researchers, reduced for the time they lose to support work."""
    return core_researchers * (1.0 - time_without_support * support_shortfall)


@quantity("x")
def talent_index(research_time, reference_researchers, talent_weight):
    """Pace of algorithmic progress relative to that of the reference team; zero if all researchers have left."""
    pace = np.exp(talent_weight * np.log(research_time / reference_researchers))
    return np.where(research_time > 0.0, pace, 0.0)


@quantity("share/month")
def compute_fade_rate(compute_growth_half_life):
    """Monthly rate at which the growth of training compute fades to its long-run rate."""
    return np.log(2.0) / compute_growth_half_life


@quantity("share/month", signed=True)
def frontier_growth_rate(
    month, frontier_compute_growth, long_run_compute_growth, compute_fade_rate
):
    """Monthly growth of the training compute that keeps pace with rivals, fading from today’s rate to a long-run rate."""
    faded = np.exp(-month * compute_fade_rate)
    yearly = long_run_compute_growth + (frontier_compute_growth - long_run_compute_growth) * faded
    return np.log(1.0 + monthly(yearly))


@quantity("x", starts_empty=True, signed=True)
def frontier_growth(opening_frontier_growth, month, frontier_growth_rate):
    """Logarithm of the training compute that keeps pace with rivals, relative to the first month."""
    return opening_frontier_growth + np.where(month > 0.0, frontier_growth_rate, 0.0)


@quantity("month", starts_empty=True)
def frontier_first_year(opening_frontier_first_year, month, frontier_growth):
    """Training compute of the first twelve months that keeps pace with rivals, as a multiple of the first month’s."""
    return opening_frontier_first_year + np.where(month < A_YEAR, np.exp(frontier_growth), 0.0)


@quantity("bn yuan/month")
def frontier_research_compute(frontier_compute_budget, frontier_growth, final_frontier_first_year):
    """Training compute, owned and rented, that keeps pace with rivals; its first twelve months sum to the budget."""
    return frontier_compute_budget * np.exp(frontier_growth) / final_frontier_first_year


@quantity("x")
def compute_pace(
    own_research_compute,
    outside_research_compute,
    training_rent,
    frontier_research_compute,
):
    """Training compute in use, owned and rented, relative to the amount that keeps pace with rivals."""
    rented = outside_research_compute / training_rent
    return (own_research_compute + rented) / frontier_research_compute


@quantity("x")
def compute_effect(compute_pace, training_returns):
    """Contribution of training compute to research, with diminishing returns: one at the pace of rivals, zero without compute."""
    return compute_pace / (training_returns + (1.0 - training_returns) * compute_pace)


@quantity("x")
def capability(talent_index, compute_effect, compute_weight):
    """Pace of research from researchers and training compute, relative to the reference team at the pace of rivals."""
    return talent_index * (1.0 - compute_weight + compute_weight * compute_effect)


@quantity("bn yuan/month")
def staff_cost(headcount, core_researchers, retention_pay, cost_per_head, pay_level):
    """Cash cost of staff: pay, social charges and other costs per head, plus retention pay of core researchers."""
    return (
        (headcount + core_researchers * retention_pay)
        * cost_per_head
        / MONTHS_A_YEAR
        * pay_level
        / THOUSAND
    )


@quantity("bn yuan/month")
def replacement_cost(core_leavers, support_leavers, replacement_cost_per_head):
    """Cost of vacancies and sign-on payments to replace people who left."""
    return (core_leavers + support_leavers) * replacement_cost_per_head / THOUSAND


@quantity("bn yuan/month")
def share_based_pay(option_grants):
    """Value of the options that vest this month, which is not paid in cash."""
    return option_grants / MONTHS_A_YEAR


@quantity("month", starts_empty=True)
def research_done(opening_research_done, capability):
    """Research done since the start of the forecast, in months at the pace of the reference team."""
    return opening_research_done + capability


@quantity("x")
def releases(opening_research_done, research_done, capability, release_work):
    """Models released since the start of the forecast; one released during this month counts for the rest of the month."""
    before = np.floor(opening_research_done / release_work)
    since = research_done - (before + 1.0) * release_work
    return before + np.clip(ratio(since, capability), 0.0, 1.0)


@quantity("switch")
def next_release_is_out(releases):
    """Whether the first model after the start of the forecast has been released."""
    return np.where(releases > 0.0, 1.0, 0.0)


@quantity("share/month", signed=True)
def rival_pace_rate(rival_pace_growth):
    """Monthly growth in the pace of rivals’ research, continuously compounded."""
    return np.log(1.0 + monthly(rival_pace_growth))


@quantity("x")
def rival_pace(month, rival_pace_rate, compute_fade_rate):
    """Pace of rivals’ research relative to the start of the forecast; its growth fades like that of training compute."""
    months_of_growth = (1.0 - np.exp(-month * compute_fade_rate)) / compute_fade_rate
    return np.exp(months_of_growth * rival_pace_rate)


@quantity("month", starts_empty=True)
def rival_research_done(opening_rival_research_done, rival_pace):
    """Research done by rivals since the start of the forecast, in months at their initial pace."""
    return opening_rival_research_done + rival_pace


@quantity("x", signed=True)
def release_gap(release_gain, releases, release_head_start, rival_research_done, release_work):
    """Effect on demand of being ahead of rivals in releases, as a logarithm."""
    return release_gain * (releases + release_head_start - rival_research_done / release_work)


@quantity("x", signed=True)
def lead(release_gap, lead_limit):
    """Effect of releases on demand once rivals have copied them, as a logarithm: a lead saturates, a lag does not."""
    return np.where(
        release_gap > 0.0,
        release_gap / (1.0 + np.maximum(release_gap, 0.0) / lead_limit),
        release_gap,
    )


@quantity("share/month")
def novelty_fade_rate(novelty_half_life):
    """Monthly rate at which the novelty of a release fades while rivals release at their initial pace."""
    return np.log(2.0) / novelty_half_life


@quantity("x", per="tier", starts_empty=True, signed=True)
def novelty(opening_novelty, known_release, opening_known_release, novelty_fade_rate, rival_pace):
    """Remaining effect of a tier’s known releases on its demand, as a logarithm, fading faster when rivals release faster."""
    kept = opening_novelty * np.exp(-novelty_fade_rate * rival_pace)
    return kept + known_release - opening_known_release
