"""Cost: from a card's price to the cost of a million tokens."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import largest, monthly, ratio, total
from econ.units import CARD, HOURS_A_MONTH, MILLION, MONTHS_A_YEAR, SECONDS_AN_HOUR, THOUSAND


@quantity("card", per="platform")
def industry_cards(opening_industry_cards, maker_output):
    """Cards of this kind ever made for anybody."""
    return opening_industry_cards + maker_output


@quantity("x", per="platform")
def learning_exponent(learning_rate):
    """Power of all cards made that the price of a card follows: a doubling lowers it by the learning rate."""
    return np.log(1.0 - learning_rate) / np.log(2.0)


@quantity("x", per="platform")
def learning_multiple(industry_cards, initial_industry_cards, learning_exponent):
    """Price of a card relative to the beginning: it falls by the learning rate at each doubling of all cards made."""
    return np.exp(learning_exponent * np.log(industry_cards / initial_industry_cards))


@quantity("k yuan/card", per="platform")
def installed_price(card_price, learning_multiple, installation_cost):
    """Price of a card in the rack, with its share of server and network."""
    return card_price * learning_multiple + installation_cost


@quantity("share/month")
def monthly_capital_cost(capital_cost):
    """What investors want a month for the money tied up."""
    return monthly(capital_cost)


@quantity("share/month", per="platform")
def card_recovery(monthly_capital_cost, service_life):
    """Payment a month per yuan of card that returns the price with interest over its life."""
    return monthly_capital_cost / (1.0 - np.exp(-service_life * np.log(1.0 + monthly_capital_cost)))


@quantity("share/month")
def building_recovery(monthly_capital_cost, building_life):
    """Payment a month per yuan of building that returns the price with interest over its life."""
    return monthly_capital_cost / (
        1.0 - np.exp(-building_life * np.log(1.0 + monthly_capital_cost))
    )


@quantity("yuan/card-hour", per="platform")
def capital_hour_cost(installed_price, card_recovery):
    """Capital recovery for an hour of an owned card."""
    return installed_price * card_recovery * THOUSAND / HOURS_A_MONTH


@quantity("yuan/card-hour", per="platform")
def power_hour_cost(power_per_card, pue, electricity_price):
    """Electricity for an hour of a card, cooling included."""
    return power_per_card * pue * electricity_price


@quantity("yuan/card-hour", per="platform")
def building_hour_cost(power_per_card, building_cost, building_recovery):
    """Data-centre building for an hour of a card."""
    return power_per_card * building_cost * building_recovery * THOUSAND / HOURS_A_MONTH


@quantity("yuan/card-hour", per="platform")
def operations_hour_cost(installed_price, operations_rate):
    """Operations and spares for an hour of an owned card."""
    return installed_price * operations_rate / MONTHS_A_YEAR * THOUSAND / HOURS_A_MONTH


@quantity("yuan/card-hour", per="platform")
def owned_hour_cost(capital_hour_cost, power_hour_cost, building_hour_cost, operations_hour_cost):
    """Full cost of an hour of an owned card."""
    return capital_hour_cost + power_hour_cost + building_hour_cost + operations_hour_cost


@quantity("share", per="platform")
def rent_break_even(owned_hour_cost, rent_price):
    """Share of its hours an owned card must be busy to cost less than renting one for just those hours."""
    return owned_hour_cost / rent_price


@quantity("yuan/card-hour", per="platform")
def card_hour_cost(owned_hour_cost, rent_price, rented_share):
    """Cost of an hour of a card, owned and rented cards weighed by their share."""
    return rented_share * rent_price + (1.0 - rented_share) * owned_hour_cost


@quantity("yuan/Mtok", per=("platform", "tier"))
def platform_serving_cost(card_hour_cost, output_throughput, usable_share):
    """Cost of a million output tokens on one platform."""
    return card_hour_cost * MILLION / (output_throughput * SECONDS_AN_HOUR * usable_share)


@quantity("yuan/Mtok", per=("platform", "tier"))
def platform_input_cost(card_hour_cost, input_throughput, usable_share):
    """Cost of a million uncached input tokens on one platform."""
    return card_hour_cost * MILLION / (input_throughput * SECONDS_AN_HOUR * usable_share)


@quantity("yuan/Mtok", per=("platform", "tier"))
def platform_cached_cost(platform_input_cost, cache_hit_work):
    """Cost of a million input tokens read from the cache, on one platform."""
    return platform_input_cost * cache_hit_work


@quantity("share", per="platform")
def fleet_share(serving_fleet):
    """Share of a platform in the serving fleet; without a fleet all platforms count alike."""
    return ratio(serving_fleet, total(serving_fleet, "platform"), 1.0)


@quantity("yuan/Mtok", per="tier")
def serving_cost(fleet_share, card_hour_cost, output_throughput, usable_share):
    """Cost of a million output tokens on the serving fleet as it is."""
    spent = total(fleet_share * card_hour_cost, "platform") * MILLION
    return spent / (
        total(fleet_share * output_throughput, "platform") * SECONDS_AN_HOUR * usable_share
    )


@quantity("yuan/Mtok", per="tier")
def input_cost(fleet_share, card_hour_cost, input_throughput, usable_share):
    """Cost of a million uncached input tokens on the serving fleet as it is."""
    spent = total(fleet_share * card_hour_cost, "platform") * MILLION
    return spent / (
        total(fleet_share * input_throughput, "platform") * SECONDS_AN_HOUR * usable_share
    )


@quantity("yuan/Mtok", per="tier")
def cached_input_cost(fleet_share, card_hour_cost, input_throughput, cache_hit_work, usable_share):
    """Cost of a million input tokens read from the cache on the serving fleet as it is."""
    spent = total(fleet_share * card_hour_cost, "platform") * MILLION
    found = total(ratio(fleet_share * input_throughput, cache_hit_work), "platform")
    return ratio(spent, found * SECONDS_AN_HOUR * usable_share)


@quantity("yuan/Mtok", per="tier")
def marginal_serving_cost(serving_fleet, platform_serving_cost):
    """Cost of a million output tokens on the dearest platform of which at least one card serves."""
    return largest(np.where(serving_fleet >= CARD, platform_serving_cost, 0.0), "platform")


@quantity("yuan/Mtok", per="tier")
def blended_cost(
    cached_share, cached_input_cost, uncached_share, input_cost, output_share, serving_cost
):
    """Cost of a million tokens of this tier's traffic."""
    return (
        cached_share * cached_input_cost + uncached_share * input_cost + output_share * serving_cost
    )
