"""Demand: what users want at this price, from this company, this month."""

import numpy as np

from econ.model import quantity
from econ.units import MONTHS_A_YEAR, THOUSAND
from econ.vocabulary import lagged, total


@quantity("share/month")
def growth_rate(month, trend_growth, long_run_growth, growth_half_life):
    """Growth of demand at constant prices; it fades from today's rate to a long-run rate."""
    faded = np.exp(-month * np.log(2.0) / growth_half_life)
    return long_run_growth + (trend_growth - long_run_growth) * faded


@quantity("x", starts_empty=True)
def market_growth(opening_market_growth, growth_rate):
    """Sum of the monthly growth rates since the story began."""
    return opening_market_growth + growth_rate


@quantity("yuan/Mtok", per=("tier", "competitor"))
def rival_price(cached_share, rival_cached_price, uncached_share, rival_input_price, output_share, rival_output_price):
    """A rival's list price on this tier's mix of tokens."""
    return cached_share * rival_cached_price + uncached_share * rival_input_price + output_share * rival_output_price


@quantity("yuan/Mtok", per=("tier", "competitor"))
def rival_reference_price(cached_share, initial_rival_cached_price, uncached_share, initial_rival_input_price,
                          output_share, initial_rival_output_price):
    """A rival's list price on this tier's mix when the story begins."""
    cached = cached_share * initial_rival_cached_price
    return cached + uncached_share * initial_rival_input_price + output_share * initial_rival_output_price


@quantity("x", per="tier")
def rival_list_change(rival_price, rival_reference_price, rival_weight):
    """Logarithm of the rivals' announced prices relative to the beginning, weighed by how closely they compete."""
    return total(rival_weight * np.log(rival_price / rival_reference_price), "competitor") / total(
        rival_weight, "competitor")


@quantity("x")
def rival_cut(month, rival_cut_month, rival_cut_depth, rival_price_decline):
    """Logarithm of what a cut by all rivals, and the steady fall of prices, leave of their prices."""
    steady = -month * rival_price_decline / MONTHS_A_YEAR
    return steady + np.where(month >= rival_cut_month, np.log(1.0 - rival_cut_depth), 0.0)


@quantity("x", per="tier")
def matched_change(price_change, past_price_change, match_lag, rival_match_share):
    """Logarithm of the part of our price change that rivals follow, after their lag."""
    return rival_match_share * lagged(price_change, past_price_change, match_lag)


@quantity("x", per="tier")
def rival_change(rival_list_change, rival_cut, matched_change):
    """Logarithm of the rivals' prices relative to the beginning."""
    return rival_list_change + rival_cut + matched_change


@quantity("elasticity", per="tier")
def own_elasticity(price_elasticity, market_elasticity):
    """Response to our price while rivals stand still: at least as strong as that of the whole market."""
    return np.minimum(price_elasticity, market_elasticity)


@quantity("share/month")
def standing_loss(talent_index, standing_sensitivity):
    """Demand lost in a month to better models when core researchers are missing; more of them only keep pace."""
    return standing_sensitivity / MONTHS_A_YEAR * np.maximum(1.0 - talent_index, 0.0)


@quantity("x", starts_empty=True)
def standing(opening_standing, standing_loss):
    """Sum of the monthly losses to better models since the story began."""
    return opening_standing - standing_loss


@quantity("Ttok/month", per="tier")
def undiscounted_demand(reference_demand, market_growth, standing, rival_change, own_elasticity, market_elasticity):
    """Tokens users of this model would want at the launch price, from whoever hosts it."""
    return reference_demand * np.exp(market_growth + standing + (market_elasticity - own_elasticity) * rival_change)


@quantity("Ttok/month", per="tier")
def desired_demand(undiscounted_demand, own_elasticity, price_change):
    """Tokens users of this model want at today's price, from whoever hosts it."""
    return undiscounted_demand * np.exp(own_elasticity * price_change)


@quantity("yuan/Mtok", per="tier")
def host_price(month, host_launch_price, host_price_decline):
    """What third-party hosts of the open weights charge for the same traffic."""
    return host_launch_price * np.exp(-month * host_price_decline / MONTHS_A_YEAR)


@quantity("share", per="tier")
def own_share(blended_price, host_price, leakage_at_parity, leakage_sensitivity):
    """Share of the model's paid traffic that stays with the company that made it."""
    parity_odds = leakage_at_parity / (1.0 - leakage_at_parity)
    return 1.0 / (1.0 + parity_odds * np.exp(leakage_sensitivity * np.log(blended_price / host_price)))


@quantity("share", per="tier")
def leakage(own_share):
    """Share of the model's paid traffic that goes to third-party hosts of the open weights."""
    return 1.0 - own_share


@quantity("Ttok/month", per="tier")
def target_demand(desired_demand, own_share):
    """Paid tokens users want from this company once everyone has adapted to the price."""
    return desired_demand * own_share


@quantity("Ttok/month", per="tier")
def adopted_demand(opening_adopted_demand, target_demand, adoption_speed):
    """Paid tokens users would ask for if none had ever been refused: last month's, moved towards the target."""
    return opening_adopted_demand * np.exp(adoption_speed * np.log(target_demand / opening_adopted_demand))


@quantity("share", per="tier")
def goodwill(opening_goodwill, opening_fill_rate, throttle_churn, win_back_rate):
    """Share of users who have not gone elsewhere after being refused; who left comes back slowly."""
    stayed = opening_goodwill * (1.0 - throttle_churn * (1.0 - opening_fill_rate))
    return stayed + win_back_rate * (1.0 - stayed)


@quantity("Ttok/month", per="tier")
def demand(adopted_demand, goodwill):
    """Paid tokens users ask for, without those who left after being refused."""
    return adopted_demand * goodwill


@quantity("M users")
def app_users(opening_app_users, app_user_growth):
    """People who use the free app in a month."""
    return opening_app_users * (1.0 + app_user_growth)


@quantity("share", per="tier")
def mode_share(mode_weight):
    """Share of app traffic in the mode that runs on this tier."""
    return mode_weight / total(mode_weight, "tier")


@quantity("ktok/user/month")
def app_intensity(month, app_tokens_per_user, app_intensity_growth):
    """Tokens a user of the free app takes in a month."""
    return app_tokens_per_user * np.exp(month * app_intensity_growth)


@quantity("Ttok/month", per="tier")
def app_demand(app_users, app_intensity, mode_share):
    """Tokens the free app asks for."""
    return app_users * app_intensity * mode_share / THOUSAND
