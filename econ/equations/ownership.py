"""Ownership: the price of a share, how many there are, and who holds them.

Shares are counted in multiples of those there were when the story began. Rounds that close in one month are priced as one.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, ratio, total
from econ.units import BEYOND


@quantity("bn yuan", per="round")
def pool_grant(pool_top_up, pool_bearer, post_money):
    """Value of the shares added to the option pool, at the round's price."""
    return pool_top_up * post_money / choose(pool_bearer, 1.0, 1.0 - pool_top_up)


@quantity("bn yuan", per="round")
def effective_pre_money(pre_money, pool_grant, pool_bearer):
    """What the round pays for the shares of the old holders: the value before the money, less the pool they bear."""
    return np.maximum(pre_money - choose(pool_bearer, pool_grant, 0.0), 0.0)


@quantity("x")
def rounds_closing(round_closes):
    """How many rounds close this month."""
    return total(round_closes, "round")


@quantity("bn yuan")
def offered_value(round_closes, effective_pre_money, rounds_closing):
    """Value put on the old holders' shares by what closes this month."""
    return ratio(total(round_closes * effective_pre_money, "round"), rounds_closing)


@quantity("share")
def offered_share(round_closes, new_money_share, rounds_closing):
    """Share of the company sold by what closes this month."""
    return ratio(total(round_closes * new_money_share, "round"), rounds_closing)


@quantity("share")
def pool_growth(round_closes, pool_grant, offered_value):
    """Shares added to the option pool this month, for each share there was."""
    return ratio(total(round_closes * pool_grant, "round"), offered_value)


@quantity("share", per="round")
def price_protection(anti_dilution, offered_share, rounds_closing):
    """How far the round's price follows a lower one: by the share that is sold, or all the way."""
    return choose(anti_dilution, 0.0, offered_share, np.minimum(rounds_closing, 1.0))


@quantity("bn yuan")
def share_price(offered_value, opening_shares_outstanding):
    """Price of a share in what closes this month, for as many shares as there were when the story began."""
    return offered_value / opening_shares_outstanding


@quantity("bn yuan", per="round", starts_empty=True)
def conversion_price(round_closes, share_price, opening_conversion_price, price_protection):
    """Price at which the round's money counts as shares; what protects it lets it fall with a later one."""
    fall = np.minimum(share_price - opening_conversion_price, 0.0)
    return choose(round_closes, opening_conversion_price + price_protection * fall, share_price)


@quantity("bn yuan", per="round")
def founder_money(paid_in, founder_part):
    """Money the founder has in the round."""
    return paid_in * founder_part


@quantity("x", per="round")
def round_shares(founder_money, outside_money, conversion_price):
    """Shares of the round that are outstanding."""
    return ratio(founder_money + outside_money, conversion_price)


@quantity("x")
def initial_pool_shares(option_pool, initial_founder_stake):
    """Shares in the option pool when the story begins, which the founder's leave room for."""
    return np.minimum(option_pool, 1.0 - initial_founder_stake)


@quantity("x")
def pool_shares(opening_pool_shares, opening_shares_outstanding, pool_growth):
    """Shares in the option pool."""
    return opening_pool_shares + opening_shares_outstanding * pool_growth


@quantity("x")
def other_shares(initial_founder_stake, initial_pool_shares):
    """Shares of those who held some when the story began, the founder and the option pool apart."""
    return 1.0 - initial_founder_stake - initial_pool_shares


@quantity("x")
def initial_shares_outstanding(initial_founder_stake, other_shares, initial_pool_shares):
    """All shares when the story begins, which everything is counted in."""
    return initial_founder_stake + other_shares + initial_pool_shares


@quantity("x")
def shares_outstanding(initial_founder_stake, other_shares, pool_shares, round_shares):
    """All shares, the option pool included."""
    return initial_founder_stake + other_shares + pool_shares + total(round_shares, "round")


@quantity("x")
def founder_shares(initial_founder_stake, founder_money, conversion_price):
    """Shares the founder holds."""
    return initial_founder_stake + total(ratio(founder_money, conversion_price), "round")


@quantity("share")
def founder_stake(founder_shares, shares_outstanding):
    """Share of the company the founder holds."""
    return founder_shares / shares_outstanding


@quantity("share", starts_empty=True)
def outside_stake(outside_money, conversion_price, shares_outstanding):
    """Share of the company that outside investors of rounds hold."""
    return total(ratio(outside_money, conversion_price), "round") / shares_outstanding


@quantity("share")
def pool_stake(pool_shares, shares_outstanding):
    """Share of the company in the option pool."""
    return pool_shares / shares_outstanding


@quantity("share")
def other_stake(other_shares, shares_outstanding):
    """Share of the company that others have held since the story began."""
    return other_shares / shares_outstanding


@quantity("bn yuan", per="round")
def pro_rata_cheque(round_amount, pro_rata_part, opening_outside_stake, founder_part):
    """Money of the round that earlier outside investors would put in."""
    return round_amount * np.minimum(pro_rata_part * opening_outside_stake, 1.0 - founder_part)


@quantity("bn yuan", per="round")
def liquidation_preference(founder_money, outside_money, preference_multiple):
    """Money the round's shares are paid before common shares at an exit, unless converting pays more."""
    return (founder_money + outside_money) * preference_multiple


@quantity("bn yuan", per="round", may_be_beyond=True)
def participation_cap(
    participation, founder_money, outside_money, cap_multiple, preference_multiple
):
    """What the round's shares are paid at most where they take part in the rest; nothing more where they do not."""
    money = founder_money + outside_money
    capped = money * np.maximum(cap_multiple, preference_multiple)
    return choose(participation, money * preference_multiple, BEYOND, capped)


@quantity("month of plan", per="round")
def preference_rank(seniority, round_month):
    """Rank of the round's preference, the higher being paid first: that of its month, or none."""
    return seniority * (round_month + 1.0)


@quantity("month", per="round")
def lock_up_end(round_month, lock_up):
    """Months from the beginning until the round's outside shares may be sold."""
    return round_month + lock_up
