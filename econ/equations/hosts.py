"""Hosts: costs, prices and traffic of third parties that serve the open weights.

Hosts rent their cards at market rents, run the company’s own software with a lag of months, and find less of their input in the
cache. Where no platform can serve a tier, nobody hosts it.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import lagged, largest, ratio, total
from econ.units import BEYOND, MILLION, SECONDS_AN_HOUR, UNDEFINED


@quantity("yuan/card-hour", per="platform")
def busy_rent(market_rent, load_factor):
    """Rent a host pays per busy card-hour, including idle hours between peaks, because hosts have no peak tariff."""
    return market_rent / load_factor


@quantity("share", per="tier")
def lost_hits(cached_share, host_hit_loss):
    """Share of traffic that this company finds in its cache but a host must process again."""
    return cached_share * host_hit_loss


@quantity("card-hour/Mtok", per=("platform", "tier"))
def host_time(lost_hits, cache_hit_work, stack_input_throughput, stack_mixed_throughput):
    """Card time a host needs per million tokens of a tier’s traffic, before algorithmic progress."""
    read_again = ratio(lost_hits * (1.0 - cache_hit_work), stack_input_throughput)
    seconds = (ratio(1.0, stack_mixed_throughput) + read_again) * MILLION
    return seconds / SECONDS_AN_HOUR


@quantity("yuan/Mtok", per=("platform", "tier"), may_be_undefined=True)
def market_token_cost(can_serve, busy_rent, host_time):
    """Cost of a tier’s traffic on rented cards of this platform, before algorithmic progress; undefined if it cannot serve the tier."""
    return np.where(can_serve > 0.0, busy_rent * host_time, UNDEFINED)


@quantity("share", per=("platform", "tier"))
def market_share_of_cards(industry_cards, months_since_delivery, can_serve):
    """Platform’s share of the world’s cards that can serve a tier; before any delivery, all platforms that can count equally."""
    able = np.where(months_since_delivery > 0.0, industry_cards, 0.0) * can_serve
    return ratio(able, total(able, "platform"), 1.0) * can_serve


@quantity("yuan/Mtok", per="tier", may_be_beyond=True)
def cheapest_host_cost(market_share_of_cards, market_token_cost):
    """Cost of a tier’s traffic on the cheapest cards hosts can rent, before algorithmic progress; beyond reach if there are none."""
    is_there = market_share_of_cards > 0.0
    cheapness = np.where(is_there, ratio(1.0, market_token_cost), 0.0)
    return ratio(1.0, largest(cheapness, "platform"), BEYOND)


@quantity("share", per=("platform", "tier"))
def host_pull(market_share_of_cards, market_token_cost, cheapest_host_cost, host_sharpness):
    """Weight of a platform in what hosts rent: its share of available cards, reduced as its cost per token exceeds the cheapest."""
    is_there = market_share_of_cards > 0.0
    relative = np.where(is_there, ratio(cheapest_host_cost, market_token_cost), 1.0)
    return market_share_of_cards * np.exp(host_sharpness * np.log(relative))


@quantity("yuan/Mtok", per="tier", may_be_undefined=True)
def common_cost(host_pull, market_token_cost):
    """Cost of a tier’s traffic on cards anyone can rent, before algorithmic progress; undefined where nobody can serve it."""
    spent = total(host_pull * np.where(host_pull > 0.0, market_token_cost, 0.0), "platform")
    weight = total(host_pull, "platform")
    return np.where(weight > 0.0, ratio(spent, weight), UNDEFINED)


@quantity("yuan/Mtok", per="tier", may_be_undefined=True)
def host_cost(common_cost, algorithmic_efficiency):
    """Cost of a tier’s traffic at a host on rented cards with this company’s current software; undefined if nobody can serve it."""
    return common_cost / algorithmic_efficiency


@quantity("yuan/Mtok", per="tier", may_be_undefined=True)
def host_price(host_cost, past_host_cost, host_lag, month, host_markup):
    """Price that third-party hosts of the open weights charge for the same traffic: their cost with older software, plus a markup."""
    return lagged(host_cost, past_host_cost, np.minimum(host_lag, month)) * (1.0 + host_markup)


@quantity("share", per="tier")
def own_share(blended_price, host_price, leakage_at_parity, leakage_sensitivity):
    """Share of the model’s paid traffic that stays with the company that made it; one where nobody hosts the weights."""
    parity_odds = leakage_at_parity / (1.0 - leakage_at_parity)
    odds = parity_odds * np.exp(leakage_sensitivity * np.log(blended_price / host_price))
    return np.where(host_price > 0.0, 1.0 / (1.0 + odds), 1.0)


@quantity("share", per="tier")
def leakage(own_share):
    """Share of the model’s paid traffic that goes to third-party hosts of the open weights."""
    return 1.0 - own_share
