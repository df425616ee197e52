"""Leases: cards on a finance lease, from the instalment to the liability and the asset in the books."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import added_within, lagged, straight_line, total
from econ.units import MILLION, MONTHS_A_YEAR


@quantity("bn yuan/month", per="platform")
def leased_additions(deliveries, rented_share, leased_share, installed_price):
    """Cards that arrive on a finance lease, at the price they would have been bought for."""
    return deliveries * (1.0 - rented_share) * leased_share * installed_price / MILLION


@quantity("bn yuan", per="platform", starts_empty=True)
def cumulative_leased_additions(opening_cumulative_leased_additions, leased_additions):
    """Cards leased since the story began, at the price they would have been bought for."""
    return opening_cumulative_leased_additions + leased_additions


@quantity("share/month")
def monthly_lease_rate(lease_rate):
    """Interest a month that is in a lease."""
    return lease_rate / MONTHS_A_YEAR


@quantity("x")
def annuity_factor(lease_term, monthly_lease_rate):
    """What the instalments of a lease are worth when it begins, in instalments; a term may end within a month."""
    whole = np.floor(lease_term)
    growth = np.log(1.0 + monthly_lease_rate)
    full = (1.0 - np.exp(-whole * growth)) / monthly_lease_rate
    return full + (lease_term - whole) * np.exp(-(whole + 1.0) * growth)


@quantity("share/month")
def lease_instalment(annuity_factor):
    """Level payment a month per yuan of leased card: with it the instalments are worth the price at the lease rate."""
    return 1.0 / annuity_factor


@quantity("bn yuan/month", per="platform")
def lease_payments(
    cumulative_leased_additions, past_cumulative_leased_additions, lease_term, lease_instalment
):
    """Instalments paid, from the month after delivery to the end of the term."""
    return (
        added_within(cumulative_leased_additions, past_cumulative_leased_additions, lease_term)
        * lease_instalment
    )


@quantity("bn yuan/month")
def lease_interest(opening_lease_liability, monthly_lease_rate):
    """Interest in the instalments, on what was owed at the start of the month."""
    return opening_lease_liability * monthly_lease_rate


@quantity("bn yuan/month")
def lease_principal(lease_payments, lease_interest):
    """Part of the instalments that pays the lease off."""
    return total(lease_payments, "platform") - lease_interest


@quantity("bn yuan", starts_empty=True)
def lease_liability(opening_lease_liability, leased_additions, lease_principal):
    """What is owed to lessors: instalments to come at their value today."""
    return opening_lease_liability + total(leased_additions, "platform") - lease_principal


@quantity("bn yuan/month", per="platform")
def lease_depreciation(
    cumulative_leased_additions,
    past_cumulative_leased_additions,
    depreciation_life,
    depreciation_window,
):
    """Straight-line depreciation of leased cards, which belong to the company when the lease is paid off."""
    return straight_line(
        cumulative_leased_additions,
        past_cumulative_leased_additions,
        depreciation_life,
        depreciation_window,
    )


@quantity("bn yuan/month", per="platform")
def lease_write_offs(
    leased_additions, past_leased_additions, depreciation_window, depreciation_life
):
    """Book value left in leased cards that are retired before they are written down."""
    left = 1.0 - depreciation_window / depreciation_life
    return left * lagged(leased_additions, past_leased_additions, depreciation_window)


@quantity("bn yuan", per="platform", starts_empty=True)
def right_of_use_assets(
    opening_right_of_use_assets, leased_additions, lease_depreciation, lease_write_offs
):
    """Book value of leased cards."""
    return opening_right_of_use_assets + leased_additions - lease_depreciation - lease_write_offs
