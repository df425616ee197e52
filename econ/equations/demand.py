"""Demand: what users want at this price, from this company, this month."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import ratio, total
from econ.units import THOUSAND


@quantity("share/month")
def growth_fade_rate(growth_half_life):
    """Rate a month at which the growth of demand fades to its long-run rate."""
    return np.log(2.0) / growth_half_life


@quantity("share/month", signed=True)
def growth_rate(month, trend_growth, long_run_growth, growth_fade_rate):
    """Growth of demand at constant prices; it fades from today’s rate to a long-run rate."""
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
def reference_demand(reference_spend, reference_price):
    """Paid tokens users would take at all hosts at the launch list: what they would spend, at the price of the mix of today."""
    return reference_spend / reference_price * THOUSAND


@quantity("Ttok/month", per="tier")
def market_demand(reference_demand, starting_share, market_growth):
    """Tokens users would take from all providers of this class at the launch prices."""
    return reference_demand / starting_share * np.exp(market_growth)


@quantity("Ttok/month", per="tier")
def class_demand(market_demand, class_elasticity, market_price_change):
    """Tokens users would take from all providers of this class at today’s prices."""
    return market_demand * np.exp(class_elasticity * market_price_change)


@quantity("share", per="tier")
def spend_share(class_demand, market_share, reference_price, price_change):
    """Share of a tier in what users spend on these models at today’s list, before any of them moves between tiers."""
    spent = class_demand * market_share * reference_price * np.exp(price_change)
    return ratio(spent, total(spent, "tier"))


@quantity("x", per="tier")
def preference(cross_elasticity, price_change, spend_share):
    """What a tier gains from the others where it is cheap beside them, or loses; what users spend on all tiers stays the same."""
    cheapness = np.exp(-cross_elasticity * price_change)
    return cheapness / total(spend_share * cheapness, "tier")


@quantity("Ttok/month", per="tier")
def desired_demand(class_demand, market_share, preference):
    """Tokens users of this model want at today’s prices, from whoever hosts it."""
    return class_demand * market_share * preference


@quantity("share", per="tier")
def promise_gap(promised_depth, cut_depth, cut_in_force, price_change):
    """What a promised cut still lacks, as a share of the announced price; a list that has fallen as far by other steps lacks nothing."""
    made = np.maximum(cut_depth * cut_in_force, 1.0 - np.exp(price_change))
    return np.maximum(promised_depth - made, 0.0)


@quantity("switch", per="tier")
def promise_is_broken(cut_promised, month, promised_by, promise_gap):
    """Whether a cut that was promised by a month has not been made, or not in full, when the month is over."""
    overdue = (month > promised_by) & (promise_gap > 0.0)
    return np.where(overdue, cut_promised, 0.0)


@quantity("share/month", per="tier")
def let_down(promise_is_broken, promise_churn, promise_gap):
    """Share of users who leave this month because a cut that was promised has not been made: the more, the more of it is missing."""
    return promise_is_broken * promise_churn * promise_gap


@quantity("share", per="tier")
def held_back(cut_promised, promise_wait, promise_gap, promise_is_broken):
    """Share of demand that waits for what is missing of a promised cut; nobody waits for it any longer once the promise is broken."""
    return cut_promised * (1.0 - promise_is_broken) * promise_wait * promise_gap


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
    """Paid tokens users would ask for if none had ever left after being refused: last month’s, moved towards the target."""
    return opening_adopted_demand * np.exp(
        adoption_pace * np.log(ratio(target_demand, opening_adopted_demand, 1.0))
    )


@quantity("share", per="tier", above_one=True)
def share_in_use(adopted_demand, own_share, class_demand):
    """Share of the tokens of the class that users of this model ask for by now, from all its hosts; above one while the class shrinks."""
    return ratio(adopted_demand, own_share * class_demand)


@quantity("share", per="tier")
def goodwill(
    opening_goodwill,
    opening_fill_rate,
    throttle_churn,
    win_back_rate,
    let_down,
):
    """Share of users who have not gone elsewhere after being refused or let down; who left comes back slowly."""
    kept = (1.0 - throttle_churn * (1.0 - opening_fill_rate)) * (1.0 - let_down)
    stayed = opening_goodwill * kept
    return stayed + win_back_rate * (1.0 - stayed)


@quantity("Ttok/month", per="tier")
def demand(adopted_demand, goodwill):
    """Paid tokens users ask for, without those who left after being refused."""
    return adopted_demand * goodwill


@quantity("M users")
def app_users(opening_app_users, app_user_growth):
    """People who use the app in a month."""
    return opening_app_users * (1.0 + app_user_growth)


@quantity("share")
def paying_share(
    app_take_up, subscription_price, usual_subscription_price, subscription_elasticity
):
    """Share of app users who pay: the fewer, the dearer the subscription is beside the usual one; none where the app is free."""
    dearness = subscription_price / usual_subscription_price - 1.0
    paying = np.minimum(app_take_up * np.exp(subscription_elasticity * dearness), 1.0)
    return np.where(subscription_price > 0.0, paying, 0.0)


@quantity("share", per="tier")
def mode_share(mode_weight):
    """Share of app traffic in the mode that runs on this tier."""
    return mode_weight / total(mode_weight, "tier")


@quantity("ktok/user/month")
def app_intensity(month, app_tokens_per_user, app_intensity_growth, paying_share, subscriber_use):
    """Tokens that a user of the app takes in a month, on average; a subscriber takes several times as many as others."""
    average_use = 1.0 + paying_share * (subscriber_use - 1.0)
    return app_tokens_per_user * average_use * np.exp(month * app_intensity_growth)


@quantity("Ttok/month", per="tier")
def app_demand(app_users, app_intensity, mode_share, app_diversion, price_change):
    """Tokens the app asks for: more of them where the list is above the launch list."""
    tokens = app_users * app_intensity * mode_share / THOUSAND
    return tokens * np.exp(app_diversion * price_change)
