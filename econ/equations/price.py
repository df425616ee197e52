"""Price: the list as announced, the planned cut by date or by rule, and the rule by which the list is reviewed afterwards.

The planned list is the announced list after the planned cut. A rule sets a target for the list relative to it. Reviews take
place at fixed intervals; each moves the list by at most one step. No review lowers the list while users are refused, or further
than the coming cards can serve.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, lagged, ratio
from econ.units import A_MONTH, BEYOND, NEXT_TO_NOTHING


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
    """Whether awaited cards have begun to arrive and last month’s fill rate was high enough to cut the price."""
    return np.where((opening_fill_rate >= fill_threshold) & (awaited_cards > 0.0), 1.0, 0.0)


@quantity("switch", per="tier")
def cut_due(month, cut_rule, cut_month, supply_is_in, queue_is_gone, rival_has_cut):
    """Whether the planned cut is due under the chosen rule: at a date, when supply lands, without a queue, or after a rival’s cut."""
    by_date = np.where(month >= cut_month, 1.0, 0.0)
    return choose(cut_rule, by_date, supply_is_in, queue_is_gone, rival_has_cut)


@quantity("switch", per="tier", starts_empty=True)
def cut_in_force(opening_cut_in_force, cut_due):
    """Whether the planned cut has been made; it is never withdrawn."""
    return np.maximum(opening_cut_in_force, cut_due)


@quantity("x", per="tier")
def cut_multiple(cut_in_force, cut_depth):
    """Price after the planned cut, as a multiple of the announced price."""
    return 1.0 - cut_depth * cut_in_force


@quantity("switch", per="tier")
def cut_made(cut_in_force, opening_cut_in_force, cut_depth):
    """Whether the planned cut is made this month; never if its depth is zero."""
    return np.where(cut_depth > 0.0, cut_in_force - opening_cut_in_force, 0.0)


@quantity("yuan/Mtok", per="tier")
def announced_price(
    cached_share,
    cached_list_price,
    uncached_share,
    input_list_price,
    output_share,
    output_list_price,
):
    """Blended off-peak price per million tokens on the announced list."""
    cached = cached_share * cached_list_price
    return cached + uncached_share * input_list_price + output_share * output_list_price


@quantity("yuan/Mtok", per="tier")
def planned_price(announced_price, cut_multiple, peak_factor):
    """Blended price per million tokens on the planned list: the announced list after the planned cut, before reviews."""
    return announced_price * cut_multiple * peak_factor


@quantity("x", per="tier", signed=True)
def planned_move(cut_depth):
    """Logarithm of the price after the planned cut relative to the announced price."""
    return np.log(1.0 - cut_depth)


@quantity("x", per="tier", signed=True)
def carried_move(opening_list_move, cut_made, planned_move):
    """Logarithm of the list relative to the planned list before this month’s review; earlier reductions count towards the cut."""
    rest = np.minimum(opening_list_move - planned_move, 0.0)
    return np.where(cut_made > 0.0, rest, opening_list_move)


@quantity("switch")
def review_is_due(month, review_start, review_period):
    """Whether the list is reviewed this month."""
    periods = (month - review_start) / review_period
    since = (periods - np.floor(periods)) * review_period  # the last review, in whole months
    on_time = (month >= review_start) & (2.0 * since < A_MONTH)
    return np.where(on_time, 1.0, 0.0)


@quantity("yuan/Mtok", per="tier", starts_empty=True)
def last_known_cost(opening_last_known_cost, blended_cost):
    """Average cost per million tokens of this tier’s traffic, at its last value while no platform can serve the tier."""
    return np.where(blended_cost > 0.0, blended_cost, opening_last_known_cost)


@quantity("yuan/Mtok", per="tier")
def margin_price(last_known_cost, target_margin, price_realisation):
    """Price at which serving earns the target margin."""
    return last_known_cost / ((1.0 - target_margin) * price_realisation)


@quantity("x", per="tier", signed=True)
def margin_move(margin_price, planned_price):
    """Logarithm of the list that keeps the target margin, relative to the planned list."""
    return np.log(np.where(margin_price > 0.0, margin_price / planned_price, 1.0))


@quantity("x", per="tier", signed=True)
def rivals_move(
    carried_move,
    rivals_own_move,
    past_rivals_own_move,
    follow_lag,
    follow_share,
    review_period,
):
    """Logarithm of the list that follows rivals’ own moves since the last review, relative to the planned list."""
    lately = lagged(rivals_own_move, past_rivals_own_move, follow_lag)
    before = lagged(rivals_own_move, past_rivals_own_move, follow_lag + review_period)
    return carried_move + follow_share * (lately - before)


@quantity("x", per="tier", signed=True)
def hosts_move(host_price, host_premium, planned_price):
    """Logarithm of the list at a premium above hosts’ price, relative to the planned list; zero while nobody hosts the weights."""
    wanted = host_price * (1.0 + host_premium)
    return np.log(np.where(host_price > 0.0, wanted / planned_price, 1.0))


@quantity("switch", per="tier")
def cut_lowers_list(cut_made, planned_move, opening_list_move):
    """Whether the planned cut is made this month and takes the list below the level that reviews have reached."""
    return np.where(opening_list_move > planned_move, cut_made, 0.0)


@quantity("yuan/Mtok", per="tier", starts_empty=True)
def cost_passed_on(opening_cost_passed_on, cut_lowers_list, month, review_start, last_known_cost):
    """Average cost per million tokens from which savings are passed on: at the planned cut, or before the first review."""
    is_fixed = (month >= review_start) & (cut_lowers_list <= 0.0)
    return np.where(is_fixed, opening_cost_passed_on, last_known_cost)


@quantity("x", per="tier", starts_empty=True, signed=True)
def level_passed_on(opening_level_passed_on, cut_lowers_list, planned_move):
    """Logarithm of the list relative to the announced list in the month from which savings are passed on."""
    return np.where(cut_lowers_list > 0.0, planned_move, opening_level_passed_on)


@quantity("x", per="tier", signed=True)
def pass_on_move(level_passed_on, cut_multiple, cost_pass_through, last_known_cost, cost_passed_on):
    """Logarithm of the list that passes on cost savings since the planned cut or first review, relative to the planned list."""
    left = np.where(cost_passed_on > 0.0, last_known_cost / cost_passed_on, 1.0)
    return level_passed_on - np.log(cut_multiple) + cost_pass_through * np.log(left)


@quantity("x", per="tier", signed=True)
def wanted_move(list_rule, carried_move, margin_move, rivals_move, hosts_move, pass_on_move):
    """Logarithm of the list that the chosen rule calls for, relative to the planned list."""
    return choose(list_rule, carried_move, margin_move, rivals_move, hosts_move, pass_on_move)


@quantity("x")
def largest_move(review_step):
    """Logarithm of the largest move of the list at one review, down or up."""
    return -np.log(1.0 - review_step)


@quantity("x", per="tier")
def fall_by_cut(cut_lowers_list, opening_list_move, planned_move):
    """Fall of the list due to the planned cut this month, as a logarithm."""
    return np.where(cut_lowers_list > 0.0, opening_list_move - planned_move, 0.0)


@quantity("x", per="tier")
def fall_not_carried(opening_cover_at_present_rate, price_elasticity, fall_by_cut):
    """Amount by which a review must lower the list less, as a logarithm, because coming cards cannot serve the planned cut."""
    carried = np.log(np.maximum(opening_cover_at_present_rate, NEXT_TO_NOTHING)) / -price_elasticity
    return np.maximum(fall_by_cut - carried, 0.0)


@quantity("x", per="tier")
def largest_fall(
    opening_fill_rate, fill_threshold, carried_move, wanted_move, largest_move, fall_not_carried
):
    """Largest fall of the list allowed at a review, as a logarithm: limited by coming cards, and zero while users are refused."""
    wanted = np.clip(carried_move - wanted_move, 0.0, largest_move)
    carried = np.maximum(wanted - fall_not_carried, 0.0)
    return np.where(opening_fill_rate >= fill_threshold, carried, 0.0)


@quantity("x", per="tier", starts_empty=True, signed=True)
def list_move(carried_move, review_is_due, wanted_move, largest_move, largest_fall):
    """Logarithm of the list relative to the planned list, after all reviews so far."""
    reviewed = np.clip(wanted_move, carried_move - largest_fall, carried_move + largest_move)
    return np.where(review_is_due > 0.0, reviewed, carried_move)


@quantity("x", per="tier")
def list_multiple(cut_multiple, list_move):
    """Price after the planned cut and all reviews, as a multiple of the announced price."""
    return cut_multiple * np.exp(list_move)


@quantity("yuan/Mtok", per="tier")
def cached_input_price(cached_list_price, list_multiple):
    """Off-peak price per million input tokens found in the cache."""
    return cached_list_price * list_multiple


@quantity("yuan/Mtok", per="tier")
def input_price(input_list_price, list_multiple):
    """Off-peak price per million uncached input tokens."""
    return input_list_price * list_multiple


@quantity("yuan/Mtok", per="tier")
def output_price(output_list_price, list_multiple):
    """Off-peak price per million output tokens."""
    return output_list_price * list_multiple


@quantity("share")
def peak_share(peak_hours, peak_intensity):
    """Share of tokens in the peak window before users shift away from it."""
    return np.minimum(peak_hours * peak_intensity, 1.0)


@quantity("elasticity", signed=True)
def peak_elasticity(peak_shift):
    """Response of peak traffic to the peak price relative to the off-peak price."""
    return np.log(1.0 - peak_shift) / np.log(2.0)


@quantity("share")
def shifted_peak_share(peak_share, peak_elasticity, peak_multiplier):
    """Share of tokens in the peak window after users shift away from it; the share shrinks with each doubling of the peak price."""
    return peak_share * np.exp(peak_elasticity * np.log(peak_multiplier))


@quantity("x")
def peak_factor(peak_multiplier, shifted_peak_share):
    """Average price over the day relative to off-peak, from the share of tokens in the peak."""
    return 1.0 + (peak_multiplier - 1.0) * shifted_peak_share


@quantity("yuan/Mtok", per="tier")
def off_peak_price(
    cached_share, cached_input_price, uncached_share, input_price, output_share, output_price
):
    """Blended off-peak price per million tokens of this tier’s traffic."""
    return (
        cached_share * cached_input_price
        + uncached_share * input_price
        + output_share * output_price
    )


@quantity("yuan/Mtok", per="tier")
def blended_price(off_peak_price, peak_factor):
    """Blended price per million tokens of this tier’s traffic, peak and off-peak together."""
    return off_peak_price * peak_factor


@quantity("dollar/Mtok", per="tier")
def dollar_price(blended_price, yuan_per_dollar):
    """Blended price per million tokens of this tier’s traffic, in dollars."""
    return blended_price / yuan_per_dollar


@quantity("x", per="tier", signed=True)
def price_change(blended_price, reference_price):
    """Logarithm of the blended price relative to the launch list."""
    return np.log(blended_price / reference_price)


@quantity("share", above_one=True)
def price_realisation(sales_tax_rate, grant_share, payment_fee, revenue_exchange):
    """Share of the list price that becomes revenue, after sales tax, granted tokens and payment fees, at the exchange rate in force."""
    return (1.0 - grant_share - payment_fee) / (1.0 + sales_tax_rate) * revenue_exchange


@quantity("share", per="tier", signed=True, may_be_undefined=True)
def unit_margin(blended_price, price_realisation, blended_cost):
    """Share of revenue per million tokens that remains after the cost of serving them."""
    return 1.0 - blended_cost / (blended_price * price_realisation)


@quantity("x", per="tier")
def cut_capacity_need(planned_move, price_elasticity):
    """Multiple of current capacity that a cut of the planned depth requires, if the market cleared before it."""
    return np.exp(price_elasticity * planned_move)


@quantity("share", per="tier", may_be_beyond=True, above_one=True, may_be_undefined=True)
def break_even_volume(cut_depth, reference_margin):
    """Extra volume at which a cut of the planned depth from launch prices pays; beyond reach if the margin is thinner than the cut."""
    room = reference_margin - cut_depth
    return np.where(room <= 0.0, BEYOND, ratio(cut_depth, room))  # an undefined margin has no room


@quantity("share", per="tier", signed=True, may_be_undefined=True)
def reference_margin(reference_price, price_realisation, blended_cost):
    """Unit margin at launch prices and today’s cost."""
    return 1.0 - blended_cost / (reference_price * price_realisation)
