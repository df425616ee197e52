"""Price: the list as announced, then the planned cut by date or by rule."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, ratio
from econ.units import BEYOND


@quantity("yuan/Mtok", per="tier")
def reference_price(
    cached_share,
    initial_cached_list_price,
    uncached_share,
    initial_input_list_price,
    output_share,
    initial_output_list_price,
):
    """Blended price of the launch list, the anchor of the demand curve."""
    cached = cached_share * initial_cached_list_price
    return (
        cached
        + uncached_share * initial_input_list_price
        + output_share * initial_output_list_price
    )


@quantity("switch", per="tier")
def supply_is_in(awaited_cards, supply_threshold):
    """Whether enough of the awaited cards have arrived to cut the price."""
    return np.where(awaited_cards >= supply_threshold, 1.0, 0.0)


@quantity("switch", per="tier")
def queue_is_gone(opening_fill_rate, fill_threshold, awaited_cards):
    """Whether supply has begun to land and last month's users were served in full enough to cut the price."""
    return np.where((opening_fill_rate >= fill_threshold) & (awaited_cards > 0.0), 1.0, 0.0)


@quantity("switch", per="tier")
def cut_due(month, cut_rule, cut_month, supply_is_in, queue_is_gone, rival_has_cut):
    """Whether the planned cut is due, by the rule chosen: a date, supply landing, the queue gone, or a rival's cut."""
    by_date = np.where(month >= cut_month, 1.0, 0.0)
    return choose(cut_rule, by_date, supply_is_in, queue_is_gone, rival_has_cut)


@quantity("switch", per="tier", starts_empty=True)
def cut_in_force(opening_cut_in_force, cut_due):
    """Whether the planned cut has been made; a cut once made stays."""
    return np.maximum(opening_cut_in_force, cut_due)


@quantity("x", per="tier")
def cut_multiple(cut_in_force, cut_depth):
    """What the planned cut leaves of the announced price."""
    return 1.0 - cut_depth * cut_in_force


@quantity("yuan/Mtok", per="tier")
def cached_input_price(cached_list_price, cut_multiple):
    """Price of a million input tokens found in the cache, off-peak."""
    return cached_list_price * cut_multiple


@quantity("yuan/Mtok", per="tier")
def input_price(input_list_price, cut_multiple):
    """Price of a million uncached input tokens, off-peak."""
    return input_list_price * cut_multiple


@quantity("yuan/Mtok", per="tier")
def output_price(output_list_price, cut_multiple):
    """Price of a million output tokens, off-peak."""
    return output_list_price * cut_multiple


@quantity("share")
def peak_share(peak_hours, peak_intensity):
    """Share of tokens in the peak window, before anybody moves off it."""
    return np.minimum(peak_hours * peak_intensity, 1.0)


@quantity("elasticity", signed=True)
def peak_elasticity(peak_shift):
    """Response of traffic in the peak to the price of the peak relative to off-peak."""
    return np.log(1.0 - peak_shift) / np.log(2.0)


@quantity("share")
def shifted_peak_share(peak_share, peak_elasticity, peak_multiplier):
    """Share of tokens in the peak after those who can have moved off it; they move with each doubling of its price."""
    return peak_share * np.exp(peak_elasticity * np.log(peak_multiplier))


@quantity("x")
def peak_factor(peak_multiplier, shifted_peak_share):
    """Average price over the day relative to off-peak, from the share of tokens in the peak."""
    return 1.0 + (peak_multiplier - 1.0) * shifted_peak_share


@quantity("yuan/Mtok", per="tier")
def off_peak_price(
    cached_share, cached_input_price, uncached_share, input_price, output_share, output_price
):
    """Blended off-peak price of a million tokens of this tier's traffic."""
    return (
        cached_share * cached_input_price
        + uncached_share * input_price
        + output_share * output_price
    )


@quantity("yuan/Mtok", per="tier")
def blended_price(off_peak_price, peak_factor):
    """Blended price of a million tokens of this tier's traffic, peak and off-peak together."""
    return off_peak_price * peak_factor


@quantity("dollar/Mtok", per="tier")
def dollar_price(blended_price, yuan_per_dollar):
    """Blended price of a million tokens of this tier's traffic, in dollars."""
    return blended_price / yuan_per_dollar


@quantity("x", per="tier", signed=True)
def price_change(blended_price, reference_price):
    """Logarithm of the blended price relative to the launch list."""
    return np.log(blended_price / reference_price)


@quantity("share")
def price_realisation(sales_tax_rate, grant_share, payment_fee):
    """Share of the list price that becomes revenue, after sales tax, granted tokens and payment fees."""
    return (1.0 - grant_share - payment_fee) / (1.0 + sales_tax_rate)


@quantity("share", per="tier", signed=True, may_be_undefined=True)
def unit_margin(blended_price, price_realisation, blended_cost):
    """Share of what a million tokens bring in that is left after serving them."""
    return 1.0 - blended_cost / (blended_price * price_realisation)


@quantity("x", per="tier")
def cut_capacity_need(cut_depth, price_elasticity):
    """How many times the capacity a cut of the planned depth calls for, at a price that cleared before."""
    return np.exp(price_elasticity * np.log(1.0 - cut_depth))


@quantity("share", per="tier", may_be_beyond=True, above_one=True, may_be_undefined=True)
def break_even_volume(cut_depth, reference_margin):
    """Extra volume that pays for a cut of the planned depth from the launch list; beyond reach if the margin is thinner."""
    room = reference_margin - cut_depth
    return np.where(room <= 0.0, BEYOND, ratio(cut_depth, room))  # an undefined margin has no room


@quantity("share", per="tier", signed=True, may_be_undefined=True)
def reference_margin(reference_price, price_realisation, blended_cost):
    """Unit margin at the launch list and today's cost."""
    return 1.0 - blended_cost / (reference_price * price_realisation)
