"""Funding: how long the money lasts, under every name."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, ratio
from econ.units import BEYOND


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
    part = np.where(cash >= 0.0, 1.0, np.clip(ratio(opening_cash, opening_cash - cash), 0.0, 1.0))
    return opening_funded_months + (1.0 - opening_out_of_cash) * part


@quantity("month", may_be_beyond=True)
def runway(final_out_of_cash, final_funded_months):
    """Months from the beginning until cash reaches zero; undefined where cash is."""
    return np.maximum(final_funded_months, choose(final_out_of_cash, BEYOND, final_funded_months))


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
def covered_months(
    opening_covered_months, opening_below_minimum, opening_cash_headroom, cash_headroom
):
    """Months cash has stayed above the minimum; the month it falls below counts up to the day on a straight line."""
    fallen = np.clip(ratio(opening_cash_headroom, opening_cash_headroom - cash_headroom), 0.0, 1.0)
    part = np.where(cash_headroom >= 0.0, 1.0, fallen)
    return opening_covered_months + (1.0 - opening_below_minimum) * part


@quantity("month", may_be_beyond=True)
def covenant_runway(final_below_minimum, final_covered_months):
    """Months from the beginning until cash falls below what the company wants to hold."""
    return np.maximum(
        final_covered_months, choose(final_below_minimum, BEYOND, final_covered_months)
    )


@quantity("month", may_be_beyond=True)
def decision_runway(covenant_runway, raising_lead):
    """Months from the beginning until a raise must be begun, to be there before cash falls below the minimum."""
    return np.maximum(covenant_runway - raising_lead, 0.0)


@quantity("bn yuan/month")
def customer_receipts(
    revenue, opening_receivables, receivables, opening_prepaid_balance, prepaid_balance
):
    """Money customers pay, sales tax apart: revenue, less what they come to owe, plus what they come to have paid ahead."""
    return revenue + opening_receivables - receivables + prepaid_balance - opening_prepaid_balance


@quantity("bn yuan/month")
def gross_burn(net_burn, customer_receipts, interest_income):
    """Cash that operations, plant and leases take before what customers and the bank pay."""
    return net_burn + customer_receipts + interest_income
