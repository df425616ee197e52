"""Ownership: share price, number of shares, and the stake of each holder.

Shares are counted in multiples of those outstanding at the start of the forecast. Rounds that close in the same month are
priced as one.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, ratio, total
from econ.units import BEYOND


@quantity("bn yuan", per="round")
def pool_grant(pool_top_up, pool_bearer, post_money):
    """Value of the shares added to the option pool, at the round’s price."""
    return pool_top_up * post_money / choose(pool_bearer, 1.0, 1.0 - pool_top_up)


@quantity("bn yuan", per="round")
def effective_pre_money(pre_money, pool_grant, pool_bearer):
    """Effective pre-money valuation: the value put on existing shares, less the option pool top-up that their holders bear."""
    return np.maximum(pre_money - choose(pool_bearer, pool_grant, 0.0), 0.0)


@quantity("x")
def rounds_closing(round_closes):
    """Number of rounds that close this month."""
    return total(round_closes, "round")


@quantity("bn yuan")
def offered_value(round_closes, effective_pre_money, rounds_closing):
    """Effective pre-money valuation of the rounds that close this month."""
    return ratio(total(round_closes * effective_pre_money, "round"), rounds_closing)


@quantity("share")
def offered_share(round_closes, new_money_share, rounds_closing):
    """Share of the company sold in the rounds that close this month."""
    return ratio(total(round_closes * new_money_share, "round"), rounds_closing)


@quantity("share", above_one=True)
def pool_growth(round_closes, pool_grant, offered_value):
    """Shares added to the option pool this month, per existing share."""
    return ratio(total(round_closes * pool_grant, "round"), offered_value)


@quantity("share", per="round")
def price_protection(anti_dilution, offered_share, rounds_closing):
    """Share of a fall in the share price that lowers the round’s conversion price: zero, the share sold, or all of it."""
    return choose(anti_dilution, 0.0, offered_share, np.minimum(rounds_closing, 1.0))


@quantity("bn yuan")
def share_price(offered_value, opening_shares_outstanding):
    """Share price in the rounds that close this month, for shares counted in multiples of the opening number."""
    return offered_value / opening_shares_outstanding


@quantity("bn yuan", per="round", starts_empty=True)
def conversion_price(round_closes, share_price, opening_conversion_price, price_protection):
    """Price at which the round’s money converts into shares, lowered in a down round as far as protection provides."""
    fall = np.minimum(share_price - opening_conversion_price, 0.0)
    return choose(round_closes, opening_conversion_price + price_protection * fall, share_price)


@quantity("bn yuan", per="round")
def founder_money(paid_in, founder_part):
    """The founder’s money in the round."""
    return paid_in * founder_part


@quantity("x", per="round")
def round_shares(founder_money, outside_money, conversion_price):
    """Outstanding shares of the round."""
    return ratio(founder_money + outside_money, conversion_price)


@quantity("x")
def initial_pool_shares(option_pool, initial_founder_stake):
    """Shares in the option pool at the start of the forecast, at most those the founder does not hold."""
    return np.minimum(option_pool, 1.0 - initial_founder_stake)


@quantity("x")
def pool_shares(opening_pool_shares, opening_shares_outstanding, pool_growth):
    """Shares in the option pool."""
    return opening_pool_shares + opening_shares_outstanding * pool_growth


@quantity("x")
def other_shares(initial_founder_stake, initial_pool_shares):
    """Shares of earlier holders, excluding the founder and the option pool."""
    return 1.0 - initial_founder_stake - initial_pool_shares


@quantity("x")
def initial_shares_outstanding(initial_founder_stake, other_shares, initial_pool_shares):
    """All shares outstanding at the start of the forecast, the unit in which shares are counted."""
    return initial_founder_stake + other_shares + initial_pool_shares


@quantity("x")
def shares_outstanding(initial_founder_stake, other_shares, pool_shares, round_shares):
    """Fully diluted shares outstanding, including the option pool."""
    return initial_founder_stake + other_shares + pool_shares + total(round_shares, "round")


@quantity("x")
def founder_shares(initial_founder_stake, founder_money, conversion_price):
    """Shares held by the founder."""
    return initial_founder_stake + total(ratio(founder_money, conversion_price), "round")


@quantity("share")
def founder_stake(founder_shares, shares_outstanding):
    """The founder’s fully diluted stake in the company."""
    return founder_shares / shares_outstanding


@quantity("share", starts_empty=True)
def outside_stake(outside_money, conversion_price, shares_outstanding):
    """Fully diluted stake of the outside investors in all rounds."""
    return total(ratio(outside_money, conversion_price), "round") / shares_outstanding


@quantity("share")
def pool_stake(pool_shares, shares_outstanding):
    """Fully diluted stake of the option pool."""
    return pool_shares / shares_outstanding


@quantity("share")
def other_stake(other_shares, shares_outstanding):
    """Fully diluted stake of earlier holders other than the founder."""
    return other_shares / shares_outstanding


@quantity("bn yuan", per="round")
def pro_rata_cheque(round_amount, pro_rata_part, opening_outside_stake, founder_part):
    """Amount that earlier outside investors would put into the round under their pro-rata rights."""
    return round_amount * np.minimum(pro_rata_part * opening_outside_stake, 1.0 - founder_part)


@quantity("bn yuan", per="round")
def liquidation_preference(founder_money, outside_money, preference_multiple):
    """Amount paid on the round’s shares before common shares at an exit, unless they convert."""
    return (founder_money + outside_money) * preference_multiple


@quantity("bn yuan", per="round", may_be_beyond=True)
def participation_cap(
    participation, founder_money, outside_money, cap_multiple, preference_multiple
):
    """Most that the round’s shares receive at an exit without converting: the preference alone, no limit, or the agreed cap."""
    money = founder_money + outside_money
    capped = money * np.maximum(cap_multiple, preference_multiple)
    return choose(participation, money * preference_multiple, BEYOND, capped)


@quantity("month of plan", per="round")
def preference_rank(seniority, round_month):
    """Rank of the round’s preference, highest paid first: later rounds rank higher if senior; otherwise zero."""
    return seniority * (round_month + 1.0)


@quantity("month", per="round")
def lock_up_end(round_month, lock_up):
    """Months from the start of the forecast until the round’s outside shares may be sold."""
    return round_month + lock_up
