"""Orders: cards that expected demand requires, within the limits of power and cash.

Orders use last month’s information, so that this month’s orders do not depend on themselves. The number of cards wanted solves
the newsvendor problem: demand relative to its expectation is log-logistic, a surplus card costs its idle hours, and a missing card
costs the margin of refused users until those who left return. Needs are computed for a mature software stack, because cards
are ordered for their whole life and not for their first months. Ordered cards are accepted and paid for on delivery; no order is
cancelled. Rented cards are returned as their contracts end if demand does not need them. Own cards are switched off if running
them costs more than the same work on a new card; their depreciation continues.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, lagged, largest, ratio, time_at_full_rate, total
from econ.units import (
    ALMOST_CERTAIN,
    BEYOND,
    BILLION,
    HALF,
    HOURS_A_MONTH,
    LOGISTIC_SCALE,
    MILLION,
    MONTHS_A_YEAR,
    NEXT_TO_NOTHING,
    SECONDS_AN_HOUR,
    THOUSAND,
)


@quantity("share")
def catch_up(adoption_speed, order_lead):
    """Share of the gap to their target demand that users close before cards ordered now arrive."""
    return 1.0 - np.exp(-adoption_speed * order_lead)


@quantity("x", per="tier", starts_empty=True)
def expected_fall(list_move, wanted_move, largest_move):
    """Fall of the list expected at the next review, as a logarithm: the move that the rule calls for, limited to one step."""
    return np.clip(list_move - wanted_move, 0.0, largest_move)


@quantity("x", per="tier")
def price_lift(expected_fall, price_elasticity, catch_up):
    """Factor on demand from the expected fall of the list, by the time cards ordered now arrive."""
    return np.exp(-price_elasticity * expected_fall * catch_up)


@quantity("x", signed=True)
def release_phase(releases, research_done, release_work):
    """Releases out minus research done, in release intervals: half an interval just after a release, minus half just before the next."""
    return releases - research_done / release_work + HALF


@quantity("x", signed=True)
def usual_release_gap(release_gap, release_gain, release_phase):
    """Effect on demand of being ahead of rivals in releases, as a logarithm, averaged between two releases."""
    return release_gap - release_gain * release_phase


@quantity("x", signed=True)
def usual_lead(usual_release_gap, lead_limit):
    """Effect of releases on demand once rivals have copied them, as a logarithm, averaged between two releases."""
    copied = 1.0 + np.maximum(usual_release_gap, 0.0) / lead_limit
    return usual_release_gap / copied


@quantity("x", per="tier", signed=True)
def expected_standing(usual_lead, novelty, novelty_fade_rate, rival_pace, order_lead):
    """Effect of a tier’s models on demand when cards ordered now arrive, as a logarithm: average lead, and faded novelty."""
    return usual_lead + novelty * np.exp(-novelty_fade_rate * rival_pace * order_lead)


@quantity("x", per="tier")
def standing_lift(expected_standing, standing, market_share, class_elasticity, substitution):
    """Factor on demand from the change in the effect of the tier’s models by the time cards ordered now arrive."""
    better = np.exp(expected_standing - standing)
    pull = (1.0 - market_share) + market_share * better  # above zero, however far the models fall
    return better * np.exp((class_elasticity / substitution - 1.0) * np.log(pull))


@quantity("Ttok/month", per="tier")
def coming_demand(adopted_demand, target_demand, standing_lift, catch_up):
    """Paid tokens users will request at today’s list, without growth, once they have adapted until cards ordered now arrive."""
    wanted = target_demand * standing_lift
    return adopted_demand * np.exp(catch_up * np.log(ratio(wanted, adopted_demand, 1.0)))


@quantity("Ttok/month", per="tier")
def expected_paid_demand(coming_demand, goodwill, growth_rate, order_lead, price_lift):
    """Paid tokens of a tier expected when cards ordered now arrive, including growth and the next review of the list."""
    return coming_demand * goodwill * np.exp(growth_rate * order_lead) * price_lift


@quantity("Ttok/month", per="tier")
def expected_demand(expected_paid_demand, app_demand):
    """Tokens of a tier expected when cards ordered now arrive, paid and through the app."""
    return expected_paid_demand + app_demand


@quantity("Ttok/card/month", per=("platform", "tier"))
def mature_yield(stack_mixed_throughput, stack_maturity):
    """Tokens of a tier that a busy card serves in a month on a mature software stack, before algorithmic progress."""
    busy = stack_mixed_throughput / stack_maturity
    return busy * SECONDS_AN_HOUR * HOURS_A_MONTH / MILLION / MILLION


@quantity("card", per="platform")
def cards_for_all(expected_demand, mature_yield, algorithmic_efficiency, usable_share):
    """Cards of this platform that would serve all expected demand alone."""
    busy = total(ratio(expected_demand, mature_yield), "tier")
    return busy / (algorithmic_efficiency * usable_share)


@quantity("card", per="platform")
def old_cards_leaving(month, initial_fleet, remaining_life, order_lead):
    """Cards of the opening fleet that reach the end of their life before cards ordered now arrive."""
    return initial_fleet * np.clip(remaining_life - month, 0.0, order_lead) / remaining_life


@quantity("card", per="platform")
def new_cards_leaving(
    cumulative_deliveries, past_cumulative_deliveries, commissioning_lag, service_life, order_lead
):
    """Cards delivered since the start of the forecast that reach the end of their life before cards ordered now arrive."""
    age = commissioning_lag + service_life
    by_then = np.maximum(age - order_lead, 0.0)
    leave = lagged(cumulative_deliveries, past_cumulative_deliveries, by_then)
    return leave - lagged(cumulative_deliveries, past_cumulative_deliveries, age)


@quantity("card", per="platform")
def coming_cards(
    serving_fleet, opening_order_backlog, old_cards_leaving, new_cards_leaving, serving_share
):
    """Serving cards in the fleet and on order, less those that reach the end of their life before cards ordered now arrive."""
    leaving = old_cards_leaving + new_cards_leaving
    return np.maximum(serving_fleet + (opening_order_backlog - leaving) * serving_share, 0.0)


@quantity("month", per="platform")
def full_months_so_far(months_since_delivery, ramp_length):
    """Output of the maker so far on its ramp, in months at its full rate."""
    return time_at_full_rate(months_since_delivery, ramp_length)


@quantity("month", per="platform")
def full_months_by_then(month, order_lead, real_first_delivery, ramp_length):
    """Output of the maker on its ramp by the time cards ordered now arrive, in months at its full rate."""
    since = np.maximum(month + order_lead + 1.0 - real_first_delivery, 0.0)
    return time_at_full_rate(since, ramp_length)


@quantity("card", per="platform")
def coming_output(
    month, order_lead, full_output, output_growth, full_months_so_far, full_months_by_then
):
    """Cards the maker could finish before cards ordered now arrive, if memory and dies were unlimited."""
    growth = np.exp((month + HALF * order_lead) * output_growth / MONTHS_A_YEAR)
    return full_output * growth * (full_months_by_then - full_months_so_far)


@quantity("card", per="platform")
def deliverable_cards(coming_output, hbm_output, wafer_output, order_lead, share_of_output):
    """Cards the maker can deliver to this company before cards ordered now arrive, at today’s supply of memory and dies."""
    limit = np.minimum(hbm_output, wafer_output) * order_lead
    return np.minimum(coming_output, limit) * share_of_output


@quantity("card", per="platform")
def undelivered_cards(opening_order_backlog, deliverable_cards, serving_share):
    """Serving cards on order that the maker cannot deliver before cards ordered now arrive."""
    return np.maximum(opening_order_backlog - deliverable_cards, 0.0) * serving_share


@quantity("x", may_be_beyond=True, starts_empty=True)
def cover_at_present_rate(
    cards_for_all, coming_cards, opening_order_backlog, allocation, order_lead, serving_share
):
    """Serving cards expected by then at today’s delivery rate, relative to the number that all expected demand would fill."""
    later = np.maximum(opening_order_backlog - allocation * order_lead, 0.0) * serving_share
    in_time = np.maximum(coming_cards - later, 0.0)
    return total(ratio(in_time, cards_for_all, BEYOND), "platform")


@quantity("card", per="platform", starts_empty=True)
def open_places(opening_order_backlog, deliverable_cards):
    """Cards that can be added to those on order and still be delivered by the maker in time."""
    return np.maximum(deliverable_cards - opening_order_backlog, 0.0)


@quantity("x", may_be_beyond=True, starts_empty=True)
def delivered_cover(cards_for_all, coming_cards, undelivered_cards):
    """Serving cards delivered by then, relative to the number that all expected demand would fill; beyond reach without demand."""
    in_time = np.maximum(coming_cards - undelivered_cards, 0.0)
    return total(ratio(in_time, cards_for_all, BEYOND), "platform")


@quantity("switch", per="platform")
def is_offered(orderable, allocation, can_serve):
    """Whether the company can order a card that serves every tier and the maker has an allocation for it."""
    serves_all = 1.0 - largest(1.0 - can_serve, "tier")
    return np.where(allocation > 0.0, orderable, 0.0) * serves_all


@quantity("bn yuan/month", per="platform")
def cost_of_all(card_hour_cost, cards_for_all):
    """Cost of serving all expected demand on this platform alone."""
    return card_hour_cost * cards_for_all * HOURS_A_MONTH / BILLION


@quantity("bn yuan/month", may_be_beyond=True)
def cheapest_offer(is_offered, cost_of_all):
    """Cost of serving all expected demand on the cheapest card that can be ordered; beyond reach where none can."""
    cheapness = is_offered * ratio(1.0, cost_of_all)
    return ratio(1.0, largest(cheapness, "platform"), BEYOND)


@quantity("bn yuan/month")
def expected_revenue(expected_paid_demand, blended_price, price_realisation):
    """Monthly revenue if all expected demand is served at today’s list."""
    return total(expected_paid_demand * blended_price, "tier") * price_realisation / THOUSAND


@quantity("x")
def new_card_return(expected_revenue, cheapest_offer):
    """Revenue of a newly ordered card when busy, relative to its full cost; zero where none can be ordered."""
    return ratio(expected_revenue, cheapest_offer)


@quantity("share")
def critical_share(new_card_return, win_back_rate, discount_rate, throttle_churn):
    """Target probability of having enough cards, which weighs profit lost on refused users until they return against idle cards."""
    returning = win_back_rate + discount_rate
    forgone = np.maximum(new_card_return - 1.0, 0.0) * (returning + throttle_churn)
    return ratio(forgone, forgone + returning)


@quantity("x", starts_empty=True)
def wanted_cover(critical_share, demand_error):
    """Cards needed for the target probability, relative to the number that expected demand fills; zero where no card pays."""
    probability = np.minimum(critical_share, ALMOST_CERTAIN)
    pays = probability > 0.0
    odds = np.where(pays, probability / (1.0 - probability), 1.0)
    return np.where(pays, np.exp(demand_error * LOGISTIC_SCALE * np.log(odds)), 0.0)


@quantity("x", starts_empty=True)
def missing_cover(wanted_cover, delivered_cover):
    """Cover still missing for expected demand and its surprises when cards ordered now arrive."""
    return np.maximum(wanted_cover - delivered_cover, 0.0)


@quantity("switch", per="platform", starts_empty=True)
def is_outdated(market_rent, cards_for_all, cheapest_offer):
    """Whether the rent of a card alone exceeds the full cost of the same work on the cheapest card that can be ordered."""
    rent_of_all = market_rent * cards_for_all * HOURS_A_MONTH / BILLION
    by_rounding = 1.0 + NEXT_TO_NOTHING  # the cheapest card may be this one, rented
    return np.where(rent_of_all > cheapest_offer * by_rounding, 1.0, 0.0)


@quantity("x", per="platform")
def running_cost_ratio(power_hour_cost, operations_hour_cost, cards_for_all, cheapest_offer):
    """Electricity and operations of an own card, relative to the full cost of its work on the cheapest card that can be ordered."""
    running = (power_hour_cost + operations_hour_cost) * cards_for_all * HOURS_A_MONTH / BILLION
    return ratio(running, cheapest_offer)


@quantity("switch", per="platform", starts_empty=True)
def is_obsolete(running_cost_ratio):
    """Whether running an own card costs more than buying and running the cheapest card for the same work."""
    return np.where(running_cost_ratio > 1.0, 1.0, 0.0)


@quantity("share", per="platform", starts_empty=True)
def switched_off(
    opening_switched_off,
    opening_is_obsolete,
    opening_cover_is_ample,
    opening_nobody_is_refused,
    order_rule,
    switch_off_term,
):
    """Share of own cards switched off as obsolete, rising evenly over the term and falling again when they are needed."""
    not_needed = opening_is_obsolete * opening_cover_is_ample * opening_nobody_is_refused
    moved = opening_switched_off + (2.0 * not_needed - 1.0) / switch_off_term
    return choose(order_rule, 0.0 * moved, np.clip(moved, 0.0, 1.0))


@quantity("switch", starts_empty=True)
def nobody_is_refused(fill_rate):
    """Whether all paid demand is served."""
    return np.where(largest(1.0 - fill_rate, "tier") > 0.0, 0.0, 1.0)


@quantity("switch", starts_empty=True)
def cover_is_ample(serving_fleet, cards_for_all, wanted_cover):
    """Whether more cards are in service than expected demand and its surprises need."""
    cover = total(ratio(serving_fleet, cards_for_all, BEYOND), "platform")
    return np.where(cover > np.maximum(wanted_cover, 1.0), 1.0, 0.0)


@quantity("x", per="platform", starts_empty=True)
def ended_contracts(
    opening_ended_contracts,
    opening_cover_is_ample,
    opening_is_outdated,
    opening_nobody_is_refused,
    order_rule,
    rent_term,
):
    """Rental contracts not renewed so far, as a logarithm, ending evenly over the term while cards are ample or outdated."""
    not_needed = np.maximum(opening_cover_is_ample, opening_is_outdated) * opening_nobody_is_refused
    return opening_ended_contracts + choose(order_rule, 0.0 * not_needed, not_needed / rent_term)


@quantity("x", per="platform")
def order_appeal(is_offered, cost_of_all, cheapest_offer, order_sharpness, open_places):
    """Weight of a platform in new orders if it delivers in time, higher the lower its cost of serving all expected demand."""
    draws = (is_offered > 0.0) & (cost_of_all > 0.0) & (open_places > 0.0)
    relative = np.where(draws, ratio(cheapest_offer, cost_of_all), 1.0)
    return np.where(draws, np.exp(order_sharpness * np.log(relative)), 0.0)


@quantity("share", per="platform", starts_empty=True)
def order_share(order_appeal):
    """Share of the missing cards that is ordered from this platform."""
    return ratio(order_appeal, total(order_appeal, "platform"))


@quantity("card", per="platform", starts_empty=True)
def missing_cards(missing_cover, cards_for_all, order_share, open_places, order_spread):
    """Cards missing for expected demand, on the platforms that serve it most cheaply, limited to cards that arrive in time."""
    missing = missing_cover * cards_for_all * order_share
    return np.minimum(missing, open_places * order_spread)


@quantity("MW", starts_empty=True)
def hall_power(power_ahead, colocation_pace, colocation_growth):
    """Colocated power that can be added next month, more for a larger company."""
    return colocation_pace + colocation_growth * power_ahead


@quantity("MW", starts_empty=True)
def colocated_power(opening_colocated_power, opening_power_missing, opening_hall_power, order_rule):
    """Colocated power under contract, added as the cards that demand requires need it; contracts never end."""
    added = np.clip(opening_power_missing, 0.0, opening_hall_power)
    return opening_colocated_power + choose(order_rule, 0.0, added)


@quantity("MW")
def power_ahead(month, build_start, leased_power, site_power, pue, colocated_power):
    """Power the company has or is building: leased and colocated sites, and its own once construction has begun."""
    own = np.where(month >= build_start, site_power * pue, 0.0)
    return leased_power + colocated_power + own


@quantity("MW", per="platform")
def card_power_ahead(fleet, opening_order_backlog, power_per_card, pue):
    """Power at the meter that cards in service or on order would draw."""
    return (fleet + opening_order_backlog) * power_per_card * pue / THOUSAND


@quantity("MW", starts_empty=True)
def free_power(power_ahead, hall_power, order_lead, card_power_ahead):
    """Power left over by cards in service or on order, including colocation available before cards ordered now arrive."""
    in_time = power_ahead + hall_power * order_lead
    return np.maximum(in_time - total(card_power_ahead, "platform"), 0.0)


@quantity("MW", starts_empty=True)
def power_missing(power_ahead, card_power_ahead, missing_cards, power_per_card, pue):
    """Power missing for the cards in service, on order and required by demand."""
    wanted = missing_cards * power_per_card * pue / THOUSAND
    return np.maximum(total(card_power_ahead + wanted, "platform") - power_ahead, 0.0)


@quantity("bn yuan/month", per="platform")
def hall_rent(
    leased_power, colocated_power, colocation_price, platform_power, power_wanted, rented_part
):
    """Rent of leased and colocated halls, split by the power of each platform’s own cards; a rented card’s rent includes its hall."""
    rent = (leased_power + colocated_power) * colocation_price * THOUSAND / BILLION
    return rent * ratio(platform_power, power_wanted) * (1.0 - rented_part)


@quantity("k yuan/card", per="platform", starts_empty=True)
def order_price(installed_price, rented_share):
    """Cost to the company of a card it orders; a rented card costs nothing at the time of order."""
    return installed_price * (1.0 - rented_share)


@quantity("bn yuan/month")
def order_money(opening_cash, kept_money, order_budget):
    """Cash available for a month’s orders."""
    return np.maximum(opening_cash - kept_money, 0.0) * order_budget


@quantity("card/month", per="platform")
def demanded_orders(
    opening_missing_cards,
    order_spread,
    opening_free_power,
    power_per_card,
    pue,
    opening_order_share,
):
    """Orders that expected demand requires, limited by available power."""
    powered = opening_free_power * opening_order_share * THOUSAND / (power_per_card * pue)
    return np.minimum(opening_missing_cards / order_spread, powered)


@quantity("card/month", per="platform", may_be_beyond=True)
def affordable_orders(order_money, opening_order_share, opening_order_price):
    """Orders that available cash can pay for; unlimited where nothing is paid at the time of order."""
    return ratio(order_money * opening_order_share * MILLION, opening_order_price, BEYOND)


@quantity("card/month", per="platform")
def new_orders(
    order_rule, month, follow_on_start, follow_on_orders, demanded_orders, affordable_orders
):
    """Cards ordered after the first order: as planned, or as demand requires and cash allows."""
    planned = np.where(month >= follow_on_start, follow_on_orders, 0.0)
    return choose(order_rule, planned, np.minimum(demanded_orders, affordable_orders))
