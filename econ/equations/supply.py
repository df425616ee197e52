"""Compute supply: from the chip maker’s output to cards in service."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import lagged, ratio, smooth_ramp, sum_before, total
from econ.units import A_MONTH, LEFT_BY_ROUNDING, MONTHS_A_YEAR, THOUSAND


@quantity("month", per="platform")
def real_first_delivery(first_delivery, delivery_delay):
    """Month of the maker’s first delivery, delay included; a chip already delivered at the start of the forecast has no delay."""
    return np.where(first_delivery > 0.0, first_delivery + delivery_delay, first_delivery)


@quantity("month", per="platform")
def months_since_delivery(month, real_first_delivery):
    """Months from the maker’s first delivery to the end of this month; zero before that delivery."""
    return np.maximum(month + 1.0 - real_first_delivery, 0.0)


@quantity("share", per="platform")
def ramp_share(months_since_delivery, ramp_length):
    """Share of its full rate that the maker’s output has reached, on an S-shaped ramp."""
    return smooth_ramp(months_since_delivery / ramp_length)


@quantity("share", per="platform")
def planned_ramp_share(month, first_delivery, ramp_length):
    """Share of its full rate that the maker’s output would have reached without a delay."""
    return smooth_ramp((month + 1.0 - first_delivery) / ramp_length)


@quantity("card/month", per="platform")
def planned_allocation(month, full_output, planned_ramp_share, output_growth, share_of_output):
    """Cards promised to this company from the maker’s planned output."""
    return (
        full_output
        * planned_ramp_share
        * np.exp(month * output_growth / MONTHS_A_YEAR)
        * share_of_output
    )


@quantity("card/month", per="platform")
def ramped_output(month, full_output, ramp_share, output_growth):
    """Cards the maker could finish if memory and dies were unlimited."""
    return full_output * ramp_share * np.exp(month * output_growth / MONTHS_A_YEAR)


@quantity("card/month", per="platform")
def hbm_output(month, hbm_supply, hbm_growth, hbm_shortfall):
    """Cards for which high-bandwidth memory is available."""
    return hbm_supply * np.exp(month * hbm_growth / MONTHS_A_YEAR) * (1.0 - hbm_shortfall)


@quantity("card/month", per="platform")
def wafer_output(month, wafer_supply, wafer_growth, cards_per_wafer, die_yield):
    """Cards for which good dies are available: the foundry’s wafers for this chip, times cards per wafer and yield."""
    wafers = wafer_supply * np.exp(month * wafer_growth / MONTHS_A_YEAR)
    return wafers * cards_per_wafer * die_yield


@quantity("card/month", per="platform")
def maker_output(ramped_output, hbm_output, wafer_output):
    """Cards the maker delivers to all its customers, limited by its ramp, dies and memory."""
    return np.minimum(np.minimum(ramped_output, hbm_output), wafer_output)


@quantity("card/month", per="platform")
def allocation(maker_output, share_of_output):
    """Cards promised to this company from the maker’s output."""
    return maker_output * share_of_output


@quantity("card", per="platform")
def initial_order_backlog(first_order, first_order_month):
    """Cards ordered and not yet delivered at the start of the forecast."""
    return np.where(first_order_month > 0.0, 0.0, first_order)


@quantity("card/month", per="platform")
def ordered_cards(month, new_orders, first_order, first_order_month):
    """Cards ordered: follow-on orders, plus the first order in its month unless it was placed before the forecast."""
    placed = np.floor(first_order_month)
    later = np.where(
        (placed > 0.0) & (month >= placed) & (month < placed + A_MONTH), first_order, 0.0
    )
    return new_orders + later


@quantity("card", per="platform")
def order_backlog(opening_order_backlog, ordered_cards, deliveries):
    """Cards ordered and not yet delivered."""
    return opening_order_backlog + ordered_cards - deliveries


@quantity("card/month", per="platform")
def deliveries(allocation, opening_order_backlog, ordered_cards):
    """Cards that arrive: the allocation, as long as it is on order."""
    return np.minimum(allocation, opening_order_backlog + ordered_cards)


@quantity("card", per="platform", starts_empty=True)
def cumulative_deliveries(opening_cumulative_deliveries, deliveries):
    """Cards delivered since the start of the forecast."""
    return opening_cumulative_deliveries + deliveries


@quantity("card")
def awaited_cards(cumulative_deliveries, tied_to_price):
    """Cards delivered so far of the platforms for which the price cut waits."""
    return total(cumulative_deliveries * tied_to_price, "platform")


@quantity("share")
def supply_landed(cumulative_deliveries, first_order, tied_to_price):
    """Share of the first order of the awaited cards that has arrived."""
    ordered = total(first_order * tied_to_price, "platform")
    arrived = total(np.minimum(cumulative_deliveries, first_order) * tied_to_price, "platform")
    return ratio(arrived, ordered)


@quantity("card/month", per="platform")
def commissioning(deliveries, past_deliveries, commissioning_lag):
    """Cards that enter service: delivered, installed and powered."""
    return lagged(deliveries, past_deliveries, commissioning_lag)


@quantity("card/month", per="platform")
def opening_fleet_retirements(month, initial_fleet, remaining_life):
    """Cards of the opening fleet that reach the end of their life, evenly spread."""
    return initial_fleet * np.clip(remaining_life - month, 0.0, 1.0) / remaining_life


@quantity("share", per="platform")
def kept_before(opening_ended_contracts):
    """Share of the initially rented cards still under contract at the end of last month."""
    return np.exp(-opening_ended_contracts)


@quantity("share", per="platform")
def kept_share(ended_contracts):
    """Share of the initially rented cards still under contract."""
    return np.exp(-ended_contracts)


@quantity("card/month", per="platform")
def rented_entries(commissioning, rented_share, kept_share):
    """Rented cards that enter service, divided by the kept share so that later contract endings apply to all cards alike."""
    return commissioning * rented_share / kept_share


@quantity("card/month", per="platform")
def rented_retirements(
    rented_entries,
    past_rented_entries,
    service_life,
    opening_fleet_retirements,
    rented_share,
    kept_before,
):
    """Rented cards that reach the end of their service life without having been returned."""
    ended = lagged(rented_entries, past_rented_entries, service_life)
    return (ended + opening_fleet_retirements * rented_share) * kept_before


@quantity("card/month", per="platform")
def retirements(
    commissioning,
    past_commissioning,
    service_life,
    opening_fleet_retirements,
    rented_share,
    rented_retirements,
):
    """Cards taken out of service at the end of their life."""
    ended = lagged(commissioning, past_commissioning, service_life) + opening_fleet_retirements
    return ended * (1.0 - rented_share) + rented_retirements


@quantity("card/month", per="platform")
def returned_cards(opening_rented_fleet, rented_retirements, kept_share, kept_before):
    """Rented cards returned because their contracts end and demand does not need them."""
    left = np.maximum(opening_rented_fleet - rented_retirements, 0.0)
    return left * (1.0 - kept_share / kept_before)


@quantity("card", per="platform")
def initial_rented_fleet(initial_fleet, rented_share):
    """Rented cards in service at the start of the forecast."""
    return initial_fleet * rented_share


@quantity("card", per="platform")
def rented_fleet(
    opening_rented_fleet, commissioning, rented_share, rented_retirements, returned_cards
):
    """Rented cards in service."""
    added = commissioning * rented_share
    left = opening_rented_fleet + added - rented_retirements - returned_cards
    return np.where(left < LEFT_BY_ROUNDING, 0.0, left)


@quantity("card", per="platform")
def fleet(opening_fleet, commissioning, retirements, returned_cards):
    """Cards in service."""
    left = opening_fleet + commissioning - retirements - returned_cards
    return np.where(left < LEFT_BY_ROUNDING, 0.0, left)


@quantity("share", per="platform")
def rented_part(rented_fleet, fleet, rented_share):
    """Share of the cards in service that are rented."""
    return np.where(fleet > 0.0, np.minimum(ratio(rented_fleet, fleet), 1.0), rented_share)


@quantity("MW", per="platform")
def platform_power(fleet, power_per_card, pue):
    """Power at the meter that a platform’s cards would draw if all of them ran, cooling included."""
    return fleet * power_per_card * pue / THOUSAND


@quantity("MW")
def power_wanted(platform_power):
    """Power at the meter that the whole fleet would draw if all cards ran, cooling included."""
    return total(platform_power, "platform")


@quantity("share", starts_empty=True)
def built_share(month, build_start, second_stage_start, first_stage_share, build_length):
    """Share of the data centre that is complete; its stages divide the construction time in proportion to their power."""
    later_share = 1.0 - first_stage_share
    first = np.clip((month + 1.0 - build_start) / (build_length * first_stage_share), 0.0, 1.0)
    later = np.clip((month + 1.0 - second_stage_start) / (build_length * later_share), 0.0, 1.0)
    return first_stage_share * first + later_share * later


@quantity("MW")
def power_limit(leased_power, colocated_power, site_power, pue, built_share):
    """Power the company may draw at the meter from leased and colocated sites and the completed part of its own site."""
    return leased_power + colocated_power + site_power * pue * built_share


@quantity("tok/s/kW", per="platform")
def power_yield(stack_mixed_throughput, serving_share, power_per_card):
    """Tokens of all tiers that a platform serves per kilowatt it draws, including the power of its training cards."""
    return total(stack_mixed_throughput, "tier") * serving_share / power_per_card


@quantity("share", per="platform")
def share_with_power(platform_power, power_yield, power_limit):
    """Share of this platform’s cards that available power can run when platforms with the fewest tokens per kilowatt are cut first."""
    left = power_limit - sum_before(platform_power, power_yield, "platform")
    return np.clip(ratio(left, platform_power, 1.0), 0.0, 1.0)


@quantity("share", per="platform")
def powered_share(share_with_power, switched_off, rented_part):
    """Share of a platform’s cards that run: those with power, less own cards switched off as obsolete."""
    return share_with_power * (1.0 - switched_off * (1.0 - rented_part))


@quantity("MW")
def power_drawn(platform_power, powered_share):
    """Power at the meter that the fleet draws, cooling included."""
    return total(platform_power * powered_share, "platform")


@quantity("card", per="platform")
def serving_fleet(fleet, powered_share, serving_share):
    """Cards that serve users, limited by site power; the other share of the fleet trains."""
    return fleet * powered_share * serving_share
