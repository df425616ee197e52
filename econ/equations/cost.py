"""Cost: from the price of a card to the cost per million tokens.

The cost of serving a tier is undefined on a platform that cannot serve it, and altogether if no platform can. Fleet averages
include only platforms that can serve the tier.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import largest, monthly, ratio, smooth_ramp, total
from econ.units import (
    CARD,
    HOURS_A_MONTH,
    MILLION,
    MONTHS_A_YEAR,
    SECONDS_AN_HOUR,
    THOUSAND,
    UNDEFINED,
)


@quantity("card", per="platform")
def industry_cards(opening_industry_cards, maker_output):
    """Cumulative output of this kind of card, for all customers."""
    return opening_industry_cards + maker_output


@quantity("x", per="platform", signed=True)
def learning_exponent(learning_rate):
    """Exponent of the learning curve: each doubling of cumulative output lowers the card price by the learning rate."""
    return np.log(1.0 - learning_rate) / np.log(2.0)


@quantity("x", per="platform")
def learning_multiple(industry_cards, initial_industry_cards, learning_exponent):
    """Card price as a multiple of its starting level, lower by the learning rate at each doubling of cumulative output."""
    return np.exp(learning_exponent * np.log(industry_cards / initial_industry_cards))


@quantity("share", per="platform")
def premium_ended(month, scarcity_end, scarcity_fade):
    """Share of a scarce card’s price premium that has disappeared."""
    return smooth_ramp((month - scarcity_end) / scarcity_fade)


@quantity("x", per="platform")
def scarcity_multiple(scarcity_premium, premium_ended):
    """Card price as a multiple of its starting level as the scarcity premium disappears."""
    return 1.0 - scarcity_premium * premium_ended


@quantity("k yuan/card", per="platform")
def new_card_price(card_price, learning_multiple, scarcity_multiple):
    """Current price of a card, before the exchange rate."""
    return card_price * learning_multiple * scarcity_multiple


@quantity("k yuan/card", per="platform")
def installed_price(new_card_price, card_exchange, installation_cost):
    """Price of an installed card, including its share of server and network."""
    return new_card_price * card_exchange + installation_cost


@quantity("share", per="platform")
def rent_power_share(power_per_card, pue, stated_electricity_price, rent_price, rent_capital_share):
    """Share of the quoted rent that pays for electricity, at most the share left after the price of the card."""
    power = power_per_card * pue * stated_electricity_price
    return np.minimum(power / rent_price, 1.0 - rent_capital_share)


@quantity("x", per="platform")
def rent_follow(
    rent_capital_share,
    new_card_price,
    quoted_card_price,
    rent_power_share,
    electricity_price,
    stated_electricity_price,
):
    """Rent of a card relative to the quoted rent, following the prices of new cards and electricity."""
    card = rent_capital_share * (new_card_price / quoted_card_price - 1.0)
    power = rent_power_share * (electricity_price / stated_electricity_price - 1.0)
    return 1.0 + card + power


@quantity("share/month")
def monthly_capital_cost(capital_cost):
    """Cost of capital per month."""
    return monthly(capital_cost)


@quantity("share/month", per="platform")
def card_recovery(monthly_capital_cost, discount_rate, service_life):
    """Capital recovery factor of a card: level monthly payment per yuan of price over its life, at the cost of capital."""
    return monthly_capital_cost / (1.0 - np.exp(-service_life * discount_rate))


@quantity("share/month")
def building_recovery(monthly_capital_cost, discount_rate, building_life):
    """Capital recovery factor of a building: level monthly payment per yuan of cost over its life, at the cost of capital."""
    return monthly_capital_cost / (1.0 - np.exp(-building_life * discount_rate))


@quantity("yuan/card-hour", per="platform")
def capital_hour_cost(installed_price, unrecovered_share, card_recovery):
    """Capital recovery per hour of an owned card, on the part of its price not yet recovered."""
    return installed_price * unrecovered_share * card_recovery * THOUSAND / HOURS_A_MONTH


@quantity("yuan/card-hour", per="platform")
def power_hour_cost(power_per_card, pue, electricity_price):
    """Electricity cost per card-hour, including cooling."""
    return power_per_card * pue * electricity_price


@quantity("share")
def hall_share(leased_power, colocated_power, power_ahead):
    """Share of the power of all sites that is in leased or colocated halls."""
    return ratio(leased_power + colocated_power, power_ahead)


@quantity("yuan/card-hour", per="platform")
def building_hour_cost(
    power_per_card, building_cost, building_recovery, pue, colocation_price, hall_share
):
    """Data-centre cost per card-hour: cost of an own building and rent of halls, weighted by their shares of power."""
    own_building = building_cost * building_recovery * THOUSAND
    hall = pue * colocation_price
    return power_per_card * (own_building + hall_share * (hall - own_building)) / HOURS_A_MONTH


@quantity("yuan/card-hour", per="platform")
def operations_hour_cost(installed_price, operations_rate):
    """Cost of operations and spares per hour of an owned card."""
    return installed_price * operations_rate / MONTHS_A_YEAR * THOUSAND / HOURS_A_MONTH


@quantity("yuan/card-hour", per="platform")
def owned_hour_cost(capital_hour_cost, power_hour_cost, building_hour_cost, operations_hour_cost):
    """Full cost per hour of an owned card: capital, electricity, building and operations."""
    return capital_hour_cost + power_hour_cost + building_hour_cost + operations_hour_cost


@quantity("share", per="platform", above_one=True)
def rent_break_even(owned_hour_cost, market_rent):
    """Share of hours in use above which owning a card is cheaper than renting one for those hours alone."""
    return owned_hour_cost / market_rent


@quantity("yuan/card-hour", per="platform")
def card_hour_cost(owned_hour_cost, market_rent, rented_part):
    """Average cost per card-hour, weighted by the shares of owned and rented cards."""
    return rented_part * market_rent + (1.0 - rented_part) * owned_hour_cost


@quantity("share")
def idle_value(idle_worth, idle_use):
    """Value of an idle hour of a serving card as a share of its cost, counting only hours for which training is planned."""
    return idle_worth * idle_use


@quantity("x")
def charged_hours(idle_value, usable_share):
    """Card-hours charged per busy hour: the hour itself and idle hours between peaks, less their value in training."""
    return (1.0 - idle_value * (1.0 - usable_share)) / usable_share


@quantity("yuan/Mtok", per=("platform", "tier"), may_be_undefined=True)
def platform_serving_cost(can_serve, card_hour_cost, output_throughput, charged_hours):
    """Cost per million output tokens on this platform; undefined where it cannot serve the tier."""
    cost = card_hour_cost * MILLION * charged_hours / (output_throughput * SECONDS_AN_HOUR)
    return np.where(can_serve > 0.0, cost, UNDEFINED)


@quantity("yuan/Mtok", per=("platform", "tier"), may_be_undefined=True)
def platform_input_cost(can_serve, card_hour_cost, input_throughput, charged_hours):
    """Cost per million uncached input tokens on this platform; undefined where it cannot serve the tier."""
    cost = card_hour_cost * MILLION * charged_hours / (input_throughput * SECONDS_AN_HOUR)
    return np.where(can_serve > 0.0, cost, UNDEFINED)


@quantity("yuan/Mtok", per=("platform", "tier"), may_be_undefined=True)
def platform_cached_cost(platform_input_cost, cache_hit_work):
    """Cost per million cached input tokens on this platform; undefined where it cannot serve the tier."""
    return platform_input_cost * cache_hit_work


@quantity("share", per=("platform", "tier"))
def fleet_share(serving_fleet, can_serve):
    """Platform’s share of the cards that can serve the tier; while none is in service, all platforms that can count equally."""
    able = serving_fleet * can_serve
    return ratio(able, total(able, "platform"), 1.0) * can_serve


@quantity("yuan/Mtok", per="tier", may_be_undefined=True)
def serving_cost(
    fleet_share, card_hour_cost, stack_output_throughput, algorithmic_efficiency, charged_hours
):
    """Average cost per million output tokens across the cards that can serve the tier; undefined where none can."""
    spent = total(fleet_share * card_hour_cost, "platform") * MILLION * charged_hours
    made = total(fleet_share * stack_output_throughput, "platform") * algorithmic_efficiency
    return spent / (made * SECONDS_AN_HOUR)


@quantity("yuan/Mtok", per="tier", may_be_undefined=True)
def input_cost(
    fleet_share, card_hour_cost, stack_input_throughput, algorithmic_efficiency, charged_hours
):
    """Average cost per million uncached input tokens across the cards that can serve the tier; undefined where none can."""
    spent = total(fleet_share * card_hour_cost, "platform") * MILLION * charged_hours
    read = total(fleet_share * stack_input_throughput, "platform") * algorithmic_efficiency
    return spent / (read * SECONDS_AN_HOUR)


@quantity("yuan/Mtok", per="tier", may_be_undefined=True)
def cached_input_cost(
    fleet_share,
    card_hour_cost,
    stack_input_throughput,
    algorithmic_efficiency,
    cache_hit_work,
    charged_hours,
):
    """Average cost per million cached input tokens across the cards that can serve the tier; undefined where none can."""
    spent = total(fleet_share * card_hour_cost, "platform") * MILLION * charged_hours
    tokens = total(ratio(fleet_share * stack_input_throughput, cache_hit_work), "platform")
    cost = ratio(spent, tokens * algorithmic_efficiency * SECONDS_AN_HOUR)
    return np.where(largest(fleet_share, "platform") > 0.0, cost, UNDEFINED)


@quantity("yuan/Mtok", per="tier", may_be_undefined=True)
def marginal_serving_cost(serving_fleet, can_serve, platform_serving_cost):
    """Cost per million output tokens on the dearest platform in service that can serve the tier; undefined where none can."""
    in_service = np.where(serving_fleet >= CARD, platform_serving_cost, 0.0)
    dearest = largest(np.where(can_serve > 0.0, in_service, 0.0), "platform")
    return np.where(largest(can_serve, "platform") > 0.0, dearest, UNDEFINED)


@quantity("yuan/Mtok", per="tier", may_be_undefined=True)
def blended_cost(
    cached_share, cached_input_cost, uncached_share, input_cost, output_share, serving_cost
):
    """Average cost per million tokens at this tier’s mix of cached input, uncached input and output; undefined where none can serve."""
    return (
        cached_share * cached_input_cost + uncached_share * input_cost + output_share * serving_cost
    )
