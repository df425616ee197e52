"""Demand: what users want at this price, from this company, this month."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import ratio, total
from econ.units import MONTHS_A_YEAR, THOUSAND


@quantity("share/month")
def growth_fade_rate(growth_half_life):
    """Rate a month at which the growth of demand fades to its long-run rate."""
    return np.log(2.0) / growth_half_life


@quantity("share/month", signed=True)
def growth_rate(month, trend_growth, long_run_growth, growth_fade_rate):
    """Growth of demand at constant prices; it fades from today's rate to a long-run rate."""
    faded = np.exp(-month * growth_fade_rate)
    return long_run_growth + (trend_growth - long_run_growth) * faded


@quantity("x", starts_empty=True, signed=True)
def market_growth(opening_market_growth, growth_rate):
    """Sum of the monthly growth rates since the story began."""
    return opening_market_growth + growth_rate


@quantity("x", per="tier", signed=True)
def standing(lead, novelty):
    """What the models of a tier are worth to demand relative to the beginning, as a logarithm."""
    return lead + novelty


@quantity("Ttok/month", per="tier")
def market_demand(reference_demand, starting_share, market_growth):
    """Tokens users would take from all providers of this class at the launch prices."""
    return reference_demand / starting_share * np.exp(market_growth)


@quantity("x", per="tier", signed=True)
def sister_price_change(price_change):
    """Logarithm of the prices of the other tiers relative to the launch list, summed."""
    return total(price_change, "tier") - price_change


@quantity("x", per="tier")
def preference(cross_elasticity, sister_price_change):
    """What the prices of the other tiers do to demand."""
    return np.exp(cross_elasticity * sister_price_change)


@quantity("Ttok/month", per="tier")
def class_demand(market_demand, class_elasticity, market_price_change):
    """Tokens users would take from all providers of this class at today's prices."""
    return market_demand * np.exp(class_elasticity * market_price_change)


@quantity("Ttok/month", per="tier")
def desired_demand(class_demand, market_share, preference):
    """Tokens users of this model want at today's prices, from whoever hosts it."""
    return class_demand * market_share * preference


@quantity("yuan/Mtok", per="tier")
def host_price(month, host_launch_price, host_price_decline):
    """What third-party hosts of the open weights charge for the same traffic."""
    return host_launch_price * np.exp(-month * host_price_decline / MONTHS_A_YEAR)


@quantity("share", per="tier")
def own_share(blended_price, host_price, leakage_at_parity, leakage_sensitivity):
    """Share of the model's paid traffic that stays with the company that made it."""
    parity_odds = leakage_at_parity / (1.0 - leakage_at_parity)
    return 1.0 / (
        1.0 + parity_odds * np.exp(leakage_sensitivity * np.log(blended_price / host_price))
    )


@quantity("share", per="tier")
def leakage(own_share):
    """Share of the model's paid traffic that goes to third-party hosts of the open weights."""
    return 1.0 - own_share


@quantity("share", per="tier")
def held_back(cut_promised, promise_wait, cut_depth, cut_in_force):
    """Share of demand that waits for a cut that was promised and has not come."""
    return cut_promised * promise_wait * cut_depth * (1.0 - cut_in_force)


@quantity("Ttok/month", per="tier")
def target_demand(desired_demand, own_share, held_back):
    """Paid tokens users want from this company once everyone has adapted to the price."""
    return desired_demand * own_share * (1.0 - held_back)


@quantity("share/month", per="tier")
def adoption_pace(adoption_speed, throttled_adoption, opening_fill_rate):
    """Share of the gap to the demand they want that users close this month: fewer of those who are being refused."""
    return adoption_speed * (opening_fill_rate + throttled_adoption * (1.0 - opening_fill_rate))


@quantity("Ttok/month", per="tier")
def adopted_demand(opening_adopted_demand, target_demand, adoption_pace):
    """Paid tokens users would ask for if none had ever left after being refused: last month's, moved towards the target."""
    return opening_adopted_demand * np.exp(
        adoption_pace * np.log(ratio(target_demand, opening_adopted_demand, 1.0))
    )


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


@quantity("x", per="tier", signed=True)
def diversion(app_diversion, price_elasticity, price_change):
    """What a price above the launch list sends to the free app for a token of demand; negative where a lower one calls back."""
    return app_diversion * (np.exp(-price_elasticity * price_change) - 1.0)


@quantity("Ttok/month", per="tier")
def app_demand(app_users, app_intensity, mode_share, diversion, desired_demand):
    """Tokens the free app asks for."""
    return np.maximum(
        app_users * app_intensity * mode_share / THOUSAND + diversion * desired_demand, 0.0
    )
