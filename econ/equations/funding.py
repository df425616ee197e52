"""Funding: the rounds, who owns what, and how long the money lasts."""

import numpy as np

from econ.model import quantity
from econ.vocabulary import BEYOND, ratio, total


@quantity("switch", per="round")
def round_closes(month, round_month, round_status):
    """Whether the round brings its money this month; a round that is not counted never does."""
    this_month = (month >= round_month) & (month < round_month + 1.0)
    return np.where(this_month & (round_status > 0.5), 1.0, 0.0)


@quantity("bn yuan", per="round")
def post_money(round_pre_money, round_amount):
    """Value of the company with the new money in."""
    return round_pre_money + round_amount


@quantity("share", per="round")
def new_money_share(round_amount, post_money):
    """Share of the company that the new money buys."""
    return round_amount / post_money


@quantity("bn yuan", per="round")
def liquidation_preference(round_amount, preference_multiple):
    """Money the round's shares are paid before common shares at an exit, unless converting pays more."""
    return round_amount * preference_multiple


@quantity("month", per="round")
def lock_up_end(round_month, lock_up):
    """Months from the beginning until the round's outside shares may be sold."""
    return round_month + lock_up


@quantity("bn yuan/month")
def equity_raised(round_amount, round_closes):
    """Money the rounds bring in."""
    return total(round_amount * round_closes, "round")


@quantity("x")
def money_dilution(round_closes, new_money_share):
    """What this month's new money leaves of a share."""
    return np.exp(total(np.log(1.0 - round_closes * new_money_share), "round"))


@quantity("x")
def pool_dilution(round_closes, pool_top_up):
    """What this month's additions to the option pool leave of an old holder's share."""
    return np.exp(total(np.log(1.0 - round_closes * pool_top_up), "round"))


@quantity("share")
def founder_purchase(round_closes, new_money_share, founder_part, money_dilution):
    """Share of the company the founder buys this month."""
    bought = ratio(total(round_closes * new_money_share * founder_part, "round"),
                   total(round_closes * new_money_share, "round"))
    return (1.0 - money_dilution) * bought


@quantity("share")
def founder_stake(opening_founder_stake, money_dilution, pool_dilution, founder_purchase):
    """Share of the company the founder holds."""
    return opening_founder_stake * money_dilution * pool_dilution + founder_purchase


@quantity("bn yuan")
def cash_headroom(cash, minimum_cash):
    """Cash above the minimum the company wants to hold."""
    return cash - minimum_cash


@quantity("bn yuan")
def initial_lowest_cash(initial_cash):
    """Money in the bank when the story begins."""
    return initial_cash


@quantity("bn yuan")
def lowest_cash(opening_lowest_cash, cash):
    """Lowest cash so far."""
    return np.minimum(opening_lowest_cash, cash)


@quantity("switch", starts_empty=True)
def out_of_cash(opening_out_of_cash, cash):
    """Whether cash has been below zero."""
    return np.maximum(opening_out_of_cash, np.where(cash < 0.0, 1.0, 0.0))


@quantity("month", starts_empty=True)
def funded_months(opening_funded_months, opening_out_of_cash, opening_cash, cash):
    """Months the money has lasted; the month it runs out counts up to the day on a straight line."""
    part = np.where(cash < 0.0, np.clip(ratio(opening_cash, opening_cash - cash), 0.0, 1.0), 1.0)
    return opening_funded_months + (1.0 - opening_out_of_cash) * part


@quantity("month", may_be_beyond=True)
def runway(final_out_of_cash, final_funded_months):
    """Months from the beginning until cash reaches zero."""
    return np.where(final_out_of_cash > 0.5, final_funded_months, BEYOND)


@quantity("switch")
def initial_below_minimum(initial_cash_headroom):
    """Whether cash is below what the company wants to hold when the story begins."""
    return np.where(initial_cash_headroom < 0.0, 1.0, 0.0)


@quantity("switch")
def below_minimum(opening_below_minimum, cash_headroom):
    """Whether cash has been below what the company wants to hold."""
    return np.maximum(opening_below_minimum, np.where(cash_headroom < 0.0, 1.0, 0.0))


@quantity("bn yuan")
def initial_cash_headroom(initial_cash, minimum_cash):
    """Cash above the minimum when the story begins."""
    return initial_cash - minimum_cash


@quantity("month", starts_empty=True)
def covered_months(opening_covered_months, opening_below_minimum, opening_cash_headroom, cash_headroom):
    """Months cash has stayed above the minimum; the month it falls below counts up to the day on a straight line."""
    fallen = np.clip(ratio(opening_cash_headroom, opening_cash_headroom - cash_headroom), 0.0, 1.0)
    part = np.where(cash_headroom < 0.0, fallen, 1.0)
    return opening_covered_months + (1.0 - opening_below_minimum) * part


@quantity("month", may_be_beyond=True)
def covenant_runway(final_below_minimum, final_covered_months):
    """Months from the beginning until cash falls below what the company wants to hold."""
    return np.where(final_below_minimum > 0.5, final_covered_months, BEYOND)


@quantity("month", may_be_beyond=True)
def decision_runway(covenant_runway, raising_lead):
    """Months from the beginning until a raise must be begun, to be there before cash falls below the minimum."""
    return np.maximum(covenant_runway - raising_lead, 0.0)


@quantity("bn yuan", starts_empty=True)
def raised_so_far(opening_raised_so_far, equity_raised):
    """Equity raised since the story began."""
    return opening_raised_so_far + equity_raised


@quantity("bn yuan")
def own_cash(cash, raised_so_far):
    """Cash as it would be without any new equity."""
    return cash - raised_so_far
