"""Funding: cash runway, runway to the cash minimum, and the components of burn."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, ratio
from econ.units import BEYOND


@quantity("bn yuan", signed=True)
def cash_headroom(cash, minimum_cash):
    """Cash above the minimum balance."""
    return cash - minimum_cash


@quantity("bn yuan")
def initial_lowest_cash(initial_cash):
    """Cash at the start of the forecast."""
    return initial_cash


@quantity("bn yuan", signed=True)
def lowest_cash(opening_lowest_cash, cash):
    """Lowest month-end cash to date."""
    return np.minimum(opening_lowest_cash, cash)


@quantity("switch", starts_empty=True)
def out_of_cash(opening_out_of_cash, cash):
    """Whether cash has fallen below zero."""
    return np.maximum(opening_out_of_cash, np.where(cash < 0.0, 1.0, 0.0))


@quantity("month", starts_empty=True)
def funded_months(opening_funded_months, opening_out_of_cash, opening_cash, cash):
    """Months for which cash has lasted, with the final part-month interpolated linearly."""
    part = np.where(cash >= 0.0, 1.0, np.clip(ratio(opening_cash, opening_cash - cash), 0.0, 1.0))
    return opening_funded_months + (1.0 - opening_out_of_cash) * part


@quantity("month", may_be_beyond=True)
def runway(final_out_of_cash, final_funded_months):
    """Months from the start of the forecast until cash reaches zero; undefined where cash is undefined."""
    return np.maximum(final_funded_months, choose(final_out_of_cash, BEYOND, final_funded_months))


@quantity("switch")
def initial_below_minimum(initial_cash_headroom):
    """Whether cash is below the minimum balance at the start of the forecast."""
    return np.where(initial_cash_headroom < 0.0, 1.0, 0.0)


@quantity("switch")
def below_minimum(opening_below_minimum, cash_headroom):
    """Whether cash has fallen below the minimum balance."""
    return np.maximum(opening_below_minimum, np.where(cash_headroom < 0.0, 1.0, 0.0))


@quantity("bn yuan", signed=True)
def initial_cash_headroom(initial_cash, minimum_cash):
    """Cash above the minimum balance at the start of the forecast."""
    return initial_cash - minimum_cash


@quantity("month", starts_empty=True)
def covered_months(
    opening_covered_months, opening_below_minimum, opening_cash_headroom, cash_headroom
):
    """Months for which cash has stayed above the minimum balance, with the final part-month interpolated linearly."""
    fallen = np.clip(ratio(opening_cash_headroom, opening_cash_headroom - cash_headroom), 0.0, 1.0)
    part = np.where(cash_headroom >= 0.0, 1.0, fallen)
    return opening_covered_months + (1.0 - opening_below_minimum) * part


@quantity("month", may_be_beyond=True)
def covenant_runway(final_below_minimum, final_covered_months):
    """Months from the start of the forecast until cash falls below the minimum balance."""
    return np.maximum(
        final_covered_months, choose(final_below_minimum, BEYOND, final_covered_months)
    )


@quantity("month", may_be_beyond=True)
def decision_runway(covenant_runway, raising_lead):
    """Months from the start of the forecast until a raise must begin in order to close before cash falls below the minimum."""
    return np.maximum(covenant_runway - raising_lead, 0.0)


@quantity("bn yuan/month", signed=True)
def customer_receipts(
    revenue, opening_receivables, receivables, opening_prepaid_balance, prepaid_balance
):
    """Cash received from customers before sales tax: revenue adjusted for changes in receivables and prepayments."""
    return revenue + opening_receivables - receivables + prepaid_balance - opening_prepaid_balance


@quantity("bn yuan/month", signed=True)
def gross_burn(net_burn, customer_receipts, interest_income):
    """Cash used by operations, investment and leases, before customer receipts and interest income."""
    return net_burn + customer_receipts + interest_income
