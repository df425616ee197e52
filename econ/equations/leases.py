"""Leases: cards on finance leases, from instalments to the lease liability and the right-of-use asset."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import added_within, lagged, straight_line, total
from econ.units import MILLION, MONTHS_A_YEAR


@quantity("bn yuan/month", per="platform")
def leased_additions(deliveries, rented_share, leased_share, installed_price):
    """Cards delivered on a finance lease, at their purchase price."""
    return deliveries * (1.0 - rented_share) * leased_share * installed_price / MILLION


@quantity("bn yuan", per="platform", starts_empty=True)
def cumulative_leased_additions(opening_cumulative_leased_additions, leased_additions):
    """Cards leased since the start of the forecast, at their purchase price."""
    return opening_cumulative_leased_additions + leased_additions


@quantity("share/month")
def monthly_lease_rate(lease_rate):
    """Interest rate of a lease per month."""
    return lease_rate / MONTHS_A_YEAR


@quantity("x")
def annuity_factor(lease_term, monthly_lease_rate):
    """Present value, at the start of a lease, of one yuan a month over its term, including a final part-month."""
    whole = np.floor(lease_term)
    growth = np.log(1.0 + monthly_lease_rate)
    full = (1.0 - np.exp(-whole * growth)) / monthly_lease_rate
    return full + (lease_term - whole) * np.exp(-(whole + 1.0) * growth)


@quantity("share/month")
def lease_instalment(annuity_factor):
    """Level monthly instalment per yuan of leased card, at which the present value of all instalments equals the price."""
    return 1.0 / annuity_factor


@quantity("bn yuan/month", per="platform")
def lease_payments(
    cumulative_leased_additions, past_cumulative_leased_additions, lease_term, lease_instalment
):
    """Lease instalments paid, from the month after delivery to the end of the term."""
    return (
        added_within(cumulative_leased_additions, past_cumulative_leased_additions, lease_term)
        * lease_instalment
    )


@quantity("bn yuan/month")
def lease_interest(opening_lease_liability, monthly_lease_rate):
    """Interest part of lease payments, on the lease liability at the start of the month."""
    return opening_lease_liability * monthly_lease_rate


@quantity("bn yuan/month")
def lease_principal(lease_payments, lease_interest):
    """Principal part of lease payments."""
    return total(lease_payments, "platform") - lease_interest


@quantity("bn yuan", starts_empty=True)
def lease_liability(opening_lease_liability, leased_additions, lease_principal):
    """Lease liability: present value of the remaining instalments."""
    return opening_lease_liability + total(leased_additions, "platform") - lease_principal


@quantity("bn yuan/month", per="platform")
def lease_depreciation(
    cumulative_leased_additions,
    past_cumulative_leased_additions,
    depreciation_life,
    depreciation_window,
):
    """Straight-line depreciation of leased cards, over the full life because ownership passes at the end of the lease."""
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
    """Net book value of leased cards that are retired before they are fully depreciated."""
    left = 1.0 - depreciation_window / depreciation_life
    return left * lagged(leased_additions, past_leased_additions, depreciation_window)


@quantity("bn yuan", per="platform", starts_empty=True)
def right_of_use_assets(
    opening_right_of_use_assets, leased_additions, lease_depreciation, lease_write_offs
):
    """Net book value of leased cards."""
    return opening_right_of_use_assets + leased_additions - lease_depreciation - lease_write_offs
