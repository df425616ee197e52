"""Rounds: which funding rounds close, when their money is paid in, and share redemptions."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, total
from econ.units import MONTHS_A_YEAR


@quantity("switch", per="round")
def round_goes_through(round_status, closing_chance, investor_appetite):
    """Whether the round goes through; a reported round does so only if investors’ appetite suffices for its chance of closing."""
    willing = np.where(investor_appetite < 1.0 - closing_chance, 0.0, 1.0)
    return choose(round_status, 1.0, willing, 1.0, 1.0)


@quantity("switch", per="round")
def round_counts(round_status, round_amount, round_goes_through):
    """Whether the round is included, has an amount, and goes through."""
    counted = np.where(round_amount > 0.0, round_goes_through, 0.0)
    return choose(round_status, 0.0, counted, counted, counted)


@quantity("switch", per="round")
def round_closes(month, round_month, round_counts):
    """Whether the round closes this month."""
    return np.where((month >= round_month) & (month < round_month + 1.0), round_counts, 0.0)


@quantity("switch", per="round")
def round_is_closed(month, round_month, round_counts):
    """Whether the round has closed."""
    return np.where(month >= round_month, round_counts, 0.0)


@quantity("bn yuan", per="round")
def post_money(round_pre_money, round_amount, valuation_basis):
    """Post-money valuation of the round."""
    return choose(valuation_basis, round_pre_money + round_amount, round_pre_money)


@quantity("bn yuan", per="round")
def pre_money(post_money, round_amount):
    """Pre-money valuation of the round."""
    return np.maximum(post_money - round_amount, 0.0)


@quantity("share", per="round")
def new_money_share(round_amount, post_money):
    """Share of the company sold for the new money."""
    return np.minimum(round_amount / post_money, 1.0)


@quantity("switch", per="round")
def rest_is_due(month, round_month, tranche_lag, tranche_trigger, awaited_cards, supply_threshold):
    """Whether the second tranche of the round is due, by its date or because supply has landed."""
    by_date = np.where(month >= round_month + tranche_lag, 1.0, 0.0)
    by_supply = np.where(awaited_cards >= supply_threshold, 1.0, 0.0)
    return choose(tranche_trigger, by_date, by_supply)


@quantity("bn yuan", per="round", starts_empty=True)
def paid_in(round_amount, round_is_closed, closing_part, rest_is_due):
    """Money of the round paid in to date."""
    return round_amount * round_is_closed * np.maximum(closing_part, rest_is_due)


@quantity("bn yuan", starts_empty=True)
def raised_so_far(paid_in):
    """Equity raised since the start of the forecast."""
    return total(paid_in, "round")


@quantity("bn yuan/month")
def equity_raised(raised_so_far, opening_raised_so_far):
    """Equity paid in this month."""
    return raised_so_far - opening_raised_so_far


@quantity("bn yuan")
def undrawn_commitments(round_amount, round_is_closed, paid_in, redeemed):
    """Commitments of closed rounds that are not yet paid in and not part of cash."""
    return total((round_amount * round_is_closed - paid_in) * (1.0 - redeemed), "round")


@quantity("switch", per="round")
def redeemed(month, round_month, redemption_term, redemption_right, round_counts):
    """Whether the round’s outside investors have redeemed their shares."""
    given_back = choose(redemption_right, 0.0, 0.0, round_counts)
    return np.where(month >= round_month + redemption_term, given_back, 0.0)


@quantity("bn yuan", per="round", starts_empty=True)
def outside_money(paid_in, founder_part, redeemed):
    """Outside investors’ money in the round, zero after redemption."""
    return paid_in * (1.0 - founder_part) * (1.0 - redeemed)


@quantity("bn yuan", per="round", starts_empty=True)
def redemption_interest(opening_redemption_interest, opening_outside_money, redemption_rate):
    """Simple interest accrued on outside investors’ money, payable on redemption."""
    return opening_redemption_interest + opening_outside_money * redemption_rate / MONTHS_A_YEAR


@quantity("bn yuan", per="round")
def redemption_claim(paid_in, founder_part, redemption_interest, redemption_right):
    """Amount due to the round’s outside investors if they redeem: their money and the interest accrued."""
    claim = paid_in * (1.0 - founder_part) + redemption_interest
    return choose(redemption_right, 0.0, claim, claim)


@quantity("bn yuan")
def open_redemption_claims(redemption_claim, redeemed):
    """Redemption claims not yet exercised, which remain equity until they are."""
    return total(redemption_claim * (1.0 - redeemed), "round")


@quantity("bn yuan", starts_empty=True)
def redeemed_so_far(redemption_claim, redeemed):
    """Money paid to redeem shares since the start of the forecast; later payments into a redeemed round are returned at once."""
    return total(redemption_claim * redeemed, "round")


@quantity("bn yuan/month")
def share_redemptions(redeemed_so_far, opening_redeemed_so_far):
    """Money paid to redeem shares this month."""
    return redeemed_so_far - opening_redeemed_so_far


@quantity("bn yuan/month", signed=True)
def net_equity_raised(equity_raised, share_redemptions):
    """Equity raised less share redemptions."""
    return equity_raised - share_redemptions
