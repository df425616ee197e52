"""Serving: capacity shared by the tiers, unmet demand, and the scarcity value of a card-hour.

Loads are shares of the whole serving fleet. A tier can use at most the cards that can serve it (`able_share`).
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, largest, power_root, ratio, shared_fill, total
from econ.units import HOURS_A_MONTH, MILLION, SECONDS_AN_HOUR


@quantity("x")
def busiest_load(peak_share, peak_hours):
    """Load in the busier part of the day relative to an even day, before users shift away from the peak."""
    rest = ratio(1.0 - peak_share, 1.0 - peak_hours, 1.0)
    return np.maximum(ratio(peak_share, peak_hours, 1.0), rest)


@quantity("x")
def shifted_load(shifted_peak_share, peak_hours):
    """Load in the busier part of the day relative to an even day, after users shift; if many do, off-peak hours are the busier."""
    rest = ratio(1.0 - shifted_peak_share, 1.0 - peak_hours, 1.0)
    return np.maximum(ratio(shifted_peak_share, peak_hours, 1.0), rest)


@quantity("share")
def usable_share(load_factor, busiest_load, shifted_load):
    """Share of hours in which a serving card can be busy, rising as traffic leaves the peak until the load is even."""
    reserve = (1.0 / load_factor - 1.0) * ratio(shifted_load - 1.0, busiest_load - 1.0, 1.0)
    worse = load_factor * busiest_load / shifted_load
    return np.where(shifted_load > busiest_load, worse, 1.0 / (1.0 + reserve))


@quantity("Ttok/month", per="tier")
def token_capacity(serving_fleet, stack_mixed_throughput, usable_share, algorithmic_efficiency):
    """Tokens that the serving fleet could handle if it served this tier alone."""
    at_first = total(serving_fleet * stack_mixed_throughput, "platform")
    made = at_first * algorithmic_efficiency * usable_share * SECONDS_AN_HOUR
    return made * HOURS_A_MONTH / MILLION / MILLION


@quantity("share", per="tier")
def able_share(serving_fleet, can_serve):
    """Share of the cards in the serving fleet that can serve this tier."""
    return ratio(total(serving_fleet * can_serve, "platform"), total(serving_fleet, "platform"))


@quantity("card-hour/Mtok", per="tier")
def card_need(serving_fleet, can_serve, token_capacity):
    """Card-hours per million tokens of this tier, on cards that can serve it."""
    able = total(serving_fleet * can_serve, "platform")
    return ratio(able * HOURS_A_MONTH, token_capacity) / MILLION


@quantity("share", per="tier", above_one=True)
def paid_load(demand, app_demand, app_protection, token_capacity, able_share):
    """Share of the fleet that paid traffic and the protected part of app traffic require."""
    return ratio(demand + app_protection * app_demand, token_capacity) * able_share


@quantity("share", per="tier", above_one=True)
def free_load(app_demand, app_protection, token_capacity, able_share):
    """Share of the fleet that the unprotected part of app traffic requires."""
    return ratio((1.0 - app_protection) * app_demand, token_capacity) * able_share


@quantity("share", per="tier")
def reserved_load(paid_load, reserved_share, able_share):
    """Share of the fleet that a tier uses within the capacity reserved for it."""
    reserved = reserved_share / np.maximum(total(reserved_share, "tier"), 1.0)
    return np.minimum(np.minimum(paid_load, reserved), able_share)


@quantity("share", per="tier", above_one=True)
def open_load(paid_load, reserved_load):
    """Share of the fleet that a tier requires beyond the capacity reserved for it."""
    return paid_load - reserved_load


@quantity("share", per="tier")
def open_room(able_share, reserved_load):
    """Share of the fleet that could serve this tier beyond its reserved capacity."""
    return able_share - reserved_load


@quantity("switch", per="tier")
def is_first(service_rule, serve_first, card_hour_revenue):
    """Whether a tier is served before the others, by the chosen rule: as planned, never, or if it earns most per card-hour."""
    pays_most = np.where(card_hour_revenue >= largest(card_hour_revenue, "tier"), 1.0, 0.0)
    return choose(service_rule, serve_first, 0.0 * serve_first, pays_most)


@quantity("share", per="tier")
def open_fill_rate(reserved_load, open_load, open_room, is_first):
    """Share of a tier’s demand beyond its reserved capacity that is served, with priority tiers served first."""
    room = 1.0 - total(reserved_load, "tier")
    first = open_load * is_first
    others = open_load * (1.0 - is_first)
    left = np.maximum(room - total(np.minimum(first, open_room), "tier"), 0.0)
    of_others = shared_fill(left, others, open_room, "tier")
    return choose(is_first, of_others, shared_fill(room, first, open_room, "tier"))


@quantity("share", per="tier")
def fill_rate(paid_load, reserved_load, open_load, open_fill_rate, token_capacity):
    """Share of paid demand that is served."""
    served = np.minimum(ratio(reserved_load + open_load * open_fill_rate, paid_load, 1.0), 1.0)
    return np.where(token_capacity > 0.0, np.where(open_fill_rate < 1.0, served, 1.0), 0.0)


@quantity("share", per="tier")
def free_fill_rate(paid_load, free_load, able_share):
    """Share of unprotected app traffic served from the capacity that paid traffic leaves."""
    spare = np.maximum(1.0 - total(np.minimum(paid_load, able_share), "tier"), 0.0)
    return shared_fill(spare, free_load, np.maximum(able_share - paid_load, 0.0), "tier")


@quantity("Ttok/month", per="tier")
def served_tokens(demand, fill_rate):
    """Paid tokens served."""
    return demand * fill_rate


@quantity("Ttok/month", per="tier")
def served_app_tokens(app_demand, app_protection, fill_rate, free_fill_rate, token_capacity):
    """Tokens served to the free app."""
    filled = app_protection * fill_rate + (1.0 - app_protection) * free_fill_rate
    return np.where(token_capacity > 0.0, app_demand * filled, 0.0)


@quantity("share", per="tier", above_one=True)
def served_share(served_tokens, class_demand):
    """Share of token demand in its class that this company serves for payment, excluding refused demand and third-party hosts."""
    return ratio(served_tokens, class_demand)


@quantity("Ttok/month", per="tier")
def unmet_demand(demand, served_tokens):
    """Paid demand that is not served."""
    return demand - served_tokens


@quantity("Ttok/month", per="tier")
def taken_elsewhere(adopted_demand, served_tokens):
    """Paid tokens that this company’s users get from others because they are refused, or left after being refused or let down."""
    return adopted_demand - served_tokens


@quantity("share")
def utilisation(served_tokens, served_app_tokens, token_capacity, able_share):
    """Share of the serving fleet’s sellable capacity that is in use."""
    return total(ratio(served_tokens + served_app_tokens, token_capacity) * able_share, "tier")


@quantity("share")
def paid_room(app_demand, app_protection, token_capacity, able_share):
    """Share of the fleet available to paid traffic after the protected part of app traffic."""
    protected = ratio(app_protection * app_demand, token_capacity) * able_share
    return np.maximum(1.0 - total(protected, "tier"), 0.0)


@quantity("share", per="tier", above_one=True)
def demand_load(demand, token_capacity, able_share):
    """Share of the fleet that this tier’s paid traffic requires."""
    return ratio(demand, token_capacity) * able_share


@quantity("yuan/card-hour", per="tier")
def card_hour_revenue(blended_price, card_need):
    """Revenue per card-hour at list prices when the card serves this tier."""
    return ratio(blended_price, card_need)


@quantity("yuan/card-hour")
def clearing_surcharge(demand_load, card_hour_revenue, own_elasticity, paid_room, scarcity_limit):
    """Surcharge per card-hour at which paid demand equals available capacity; zero when capacity is sufficient."""
    dearest = largest(card_hour_revenue, "tier") * scarcity_limit
    return power_root(demand_load, card_hour_revenue, own_elasticity, paid_room, dearest, "tier")


@quantity("x", per="tier")
def clearing_multiple(clearing_surcharge, card_hour_revenue):
    """Market-clearing price as a multiple of the list price."""
    return 1.0 + ratio(clearing_surcharge, card_hour_revenue)


@quantity("Ttok/month", per="tier")
def token_room(token_capacity, paid_load, demand_load, able_share):
    """Paid tokens of this tier that the fleet could serve after all other paid and protected traffic."""
    elsewhere = total(paid_load, "tier") - demand_load
    left = np.maximum(1.0 - elsewhere, 0.0)
    return token_capacity * np.minimum(ratio(left, able_share), 1.0)


@quantity("Ttok/month", per="tier")
def tier_room(token_room, token_capacity, reserved_share, able_share):
    """Paid tokens of this tier that the fleet could serve: the capacity left by other traffic, or reserved capacity if larger."""
    reserved = reserved_share / np.maximum(total(reserved_share, "tier"), 1.0)
    return np.maximum(token_room, token_capacity * np.minimum(ratio(reserved, able_share), 1.0))


@quantity("share", per="tier")
def affordable_cut(token_room, target_demand, price_change, own_elasticity):
    """Largest cut from the launch price at which current capacity would still meet demand."""
    carried = np.where(token_room > 0.0, token_room, target_demand)
    left = np.exp(price_change + np.log(carried / target_demand) / own_elasticity)
    return np.where(token_room > 0.0, np.clip(1.0 - left, 0.0, 1.0), 0.0)
