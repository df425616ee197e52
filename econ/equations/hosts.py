"""Hosts: what third parties that serve the open weights pay and charge, and how many users they draw.

Hosts rent their cards at the market's price, run the company's own software months later, and find less of their input in the
cache. Where no platform can serve a tier, nobody hosts it.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import lagged, ratio, total


@quantity("x", per="tier")
def host_rent_multiple(fleet_share, market_rent, card_hour_cost, charged_hours, usable_share):
    """What hosts pay for a busy card-hour relative to this company: rent of all hours, idle ones included."""
    rented = total(fleet_share * market_rent, "platform")
    own = total(fleet_share * card_hour_cost, "platform")
    return ratio(rented, own * charged_hours * usable_share)


@quantity("yuan/Mtok", per="tier", may_be_undefined=True)
def host_cost(
    blended_cost,
    cached_share,
    host_hit_loss,
    input_cost,
    cached_input_cost,
    host_rent_multiple,
):
    """Cost of a tier's traffic at a host with today's software, rented cards and fewer cache hits; undefined where nobody serves it."""
    lost = cached_share * host_hit_loss * (input_cost - cached_input_cost)
    return (blended_cost + lost) * host_rent_multiple


@quantity("yuan/Mtok", per="tier", may_be_undefined=True)
def host_price(host_cost, past_host_cost, host_lag, month, host_markup):
    """What third-party hosts of the open weights charge for the same traffic: their cost with the software of months ago, and a markup."""
    return lagged(host_cost, past_host_cost, np.minimum(host_lag, month)) * (1.0 + host_markup)


@quantity("share", per="tier")
def own_share(blended_price, host_price, leakage_at_parity, leakage_sensitivity):
    """Share of the model's paid traffic that stays with the company that made it; all of it where nobody hosts the weights."""
    parity_odds = leakage_at_parity / (1.0 - leakage_at_parity)
    odds = parity_odds * np.exp(leakage_sensitivity * np.log(blended_price / host_price))
    return np.where(host_price > 0.0, 1.0 / (1.0 + odds), 1.0)


@quantity("share", per="tier")
def leakage(own_share):
    """Share of the model's paid traffic that goes to third-party hosts of the open weights."""
    return 1.0 - own_share
