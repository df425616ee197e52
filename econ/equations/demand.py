"""Demand: tokens that users want from this company at this month’s price."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import ratio, total
from econ.units import THOUSAND


@quantity("share/month")
def growth_fade_rate(growth_half_life):
    """Monthly rate at which the growth of demand fades to its long-run rate."""
    return np.log(2.0) / growth_half_life


@quantity("share/month", signed=True)
def growth_rate(month, trend_growth, long_run_growth, growth_fade_rate):
    """Growth of demand at constant prices, fading from today’s rate to a long-run rate."""
    faded = np.exp(-month * growth_fade_rate)
    return long_run_growth + (trend_growth - long_run_growth) * faded


@quantity("x", starts_empty=True, signed=True)
def market_growth(opening_market_growth, growth_rate):
    """Sum of the monthly growth rates since the start of the forecast."""
    return opening_market_growth + growth_rate


@quantity("x", per="tier", signed=True)
def standing(lead, novelty):
    """Effect of a tier’s models on demand, from their lead and novelty, relative to the start of the forecast, as a logarithm."""
    return lead + novelty


@quantity("Ttok/month", per="tier")
def reference_demand(reference_spend, reference_price):
    """Paid tokens users would take from all hosts at launch prices: their spending, divided by the launch price of today’s mix."""
    return reference_spend / reference_price * THOUSAND


@quantity("Ttok/month", per="tier")
def market_demand(reference_demand, starting_share, market_growth):
    """Tokens users would take from all providers of this class at launch prices."""
    return reference_demand / starting_share * np.exp(market_growth)


@quantity("Ttok/month", per="tier")
def class_demand(market_demand, class_elasticity, market_price_change):
    """Tokens users would take from all providers of this class at today’s prices."""
    return market_demand * np.exp(class_elasticity * market_price_change)


@quantity("share", per="tier")
def spend_share(class_demand, market_share, reference_price, price_change):
    """Share of a tier in user spending on these models at today’s list, before users switch between tiers."""
    spent = class_demand * market_share * reference_price * np.exp(price_change)
    return ratio(spent, total(spent, "tier"))


@quantity("x", per="tier")
def preference(cross_elasticity, price_change, spend_share):
    """Factor by which users switching between tiers change the demand for this tier; their total spending stays the same."""
    cheapness = np.exp(-cross_elasticity * price_change)
    return cheapness / total(spend_share * cheapness, "tier")


@quantity("Ttok/month", per="tier")
def desired_demand(class_demand, market_share, preference):
    """Tokens of this model that users want at today’s prices, from any host."""
    return class_demand * market_share * preference


@quantity("share", per="tier")
def promise_gap(promised_depth, cut_depth, cut_in_force, price_change):
    """Part of a promised cut that has not been made, as a share of the announced price; reductions by reviews count as made."""
    made = np.maximum(cut_depth * cut_in_force, 1.0 - np.exp(price_change))
    return np.maximum(promised_depth - made, 0.0)


@quantity("switch", per="tier")
def promise_is_broken(cut_promised, month, promised_by, promise_gap):
    """Whether the date of a promised cut has passed without the cut being made in full."""
    overdue = (month > promised_by) & (promise_gap > 0.0)
    return np.where(overdue, cut_promised, 0.0)


@quantity("share/month", per="tier")
def let_down(promise_is_broken, promise_churn, promise_gap):
    """Share of users who leave this month because a promised cut is overdue, in proportion to the part not made."""
    return promise_is_broken * promise_churn * promise_gap


@quantity("share", per="tier")
def held_back(cut_promised, promise_wait, promise_gap, promise_is_broken):
    """Share of demand that waits for the missing part of a promised cut; zero once the promise is broken."""
    return cut_promised * (1.0 - promise_is_broken) * promise_wait * promise_gap


@quantity("Ttok/month", per="tier")
def target_demand(desired_demand, own_share, held_back):
    """Paid tokens users want from this company once everyone has adapted to the price."""
    return desired_demand * own_share * (1.0 - held_back)


@quantity("share/month", per="tier")
def adoption_pace(adoption_speed, throttled_adoption, opening_fill_rate):
    """Share of the gap to their target demand that users close this month, smaller for users who are being refused."""
    return adoption_speed * (opening_fill_rate + throttled_adoption * (1.0 - opening_fill_rate))


@quantity("Ttok/month", per="tier")
def adopted_demand(opening_adopted_demand, target_demand, adoption_pace):
    """Paid tokens users would request if none had left after being refused: last month’s figure, moved towards the target."""
    return opening_adopted_demand * np.exp(
        adoption_pace * np.log(ratio(target_demand, opening_adopted_demand, 1.0))
    )


@quantity("share", per="tier", above_one=True)
def share_in_use(adopted_demand, own_share, class_demand):
    """Tokens of this model that users now request from all hosts, as a share of the class; above one while the class shrinks."""
    return ratio(adopted_demand, own_share * class_demand)


@quantity("share", per="tier")
def goodwill(
    opening_goodwill,
    opening_fill_rate,
    throttle_churn,
    win_back_rate,
    let_down,
):
    """Share of users who have not left after being refused or let down; those who left return gradually."""
    kept = (1.0 - throttle_churn * (1.0 - opening_fill_rate)) * (1.0 - let_down)
    stayed = opening_goodwill * kept
    return stayed + win_back_rate * (1.0 - stayed)


@quantity("Ttok/month", per="tier")
def demand(adopted_demand, goodwill):
    """Paid tokens users request, excluding those of users who left after being refused or let down."""
    return adopted_demand * goodwill


@quantity("M users")
def app_users(opening_app_users, app_user_growth):
    """Monthly users of the app."""
    return opening_app_users * (1.0 + app_user_growth)


@quantity("share")
def paying_share(
    app_take_up, subscription_price, usual_subscription_price, subscription_elasticity
):
    """Share of app users who pay, smaller when the subscription costs more than usual; zero where the app is free."""
    dearness = subscription_price / usual_subscription_price - 1.0
    paying = np.minimum(app_take_up * np.exp(subscription_elasticity * dearness), 1.0)
    return np.where(subscription_price > 0.0, paying, 0.0)


@quantity("share", per="tier")
def mode_share(mode_weight):
    """Share of app traffic in the mode that runs on this tier."""
    return mode_weight / total(mode_weight, "tier")


@quantity("ktok/user/month")
def app_intensity(month, app_tokens_per_user, app_intensity_growth, paying_share, subscriber_use):
    """Average tokens per app user and month; a subscriber takes several times as many as other users."""
    average_use = 1.0 + paying_share * (subscriber_use - 1.0)
    return app_tokens_per_user * average_use * np.exp(month * app_intensity_growth)


@quantity("Ttok/month", per="tier")
def app_demand(app_users, app_intensity, mode_share, app_diversion, price_change):
    """Tokens requested through the app, more of them when the list is above the launch list."""
    tokens = app_users * app_intensity * mode_share / THOUSAND
    return tokens * np.exp(app_diversion * price_change)
