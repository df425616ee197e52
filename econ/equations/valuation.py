"""Valuation: what the plan is worth, with a value for what comes after the horizon."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import lagged
from econ.units import A_YEAR


@quantity("share/month")
def discount_rate(monthly_capital_cost):
    """Cost of capital a month, compounded continuously."""
    return np.log(1.0 + monthly_capital_cost)


@quantity("x")
def discount_factor(month, discount_rate):
    """Value at the beginning of a yuan of this month, at the cost of capital."""
    return np.exp(-month * discount_rate)


@quantity("bn yuan", starts_empty=True, signed=True)
def cumulative_gross_profit(opening_cumulative_gross_profit, gross_profit):
    """Gross profit since the story began."""
    return opening_cumulative_gross_profit + gross_profit


@quantity("bn yuan", signed=True)
def yearly_gross_profit(cumulative_gross_profit, past_cumulative_gross_profit):
    """Gross profit of the last twelve months, this one included."""
    before = lagged(cumulative_gross_profit, past_cumulative_gross_profit, A_YEAR)
    return cumulative_gross_profit - before


@quantity("bn yuan")
def terminal_value(yearly_gross_profit, terminal_multiple):
    """Value of what comes after this month: a multiple of the last year's gross profit, or zero if that is a loss."""
    return terminal_multiple * np.maximum(yearly_gross_profit, 0.0)


@quantity("bn yuan", starts_empty=True, signed=True)
def present_gross_profit(opening_present_gross_profit, gross_profit, discount_factor):
    """Present value of the gross profit since the story began."""
    return opening_present_gross_profit + gross_profit * discount_factor


@quantity("bn yuan", signed=True)
def gross_profit_value(final_present_gross_profit, final_terminal_value, final_discount_factor):
    """Present value of gross profit to the horizon and of what comes after it."""
    return final_present_gross_profit + final_terminal_value * final_discount_factor


@quantity("bn yuan", starts_empty=True, signed=True)
def present_cash_flow(opening_present_cash_flow, net_burn, interest_income, discount_factor):
    """Present value of the cash flow since the story began, before new equity, borrowing and interest on money in the bank."""
    return opening_present_cash_flow - (net_burn + interest_income) * discount_factor


@quantity("bn yuan", signed=True)
def plan_value(final_present_cash_flow, final_terminal_value, final_discount_factor):
    """Present value of the plan: cash flow to the horizon before new money, and of what comes after it."""
    return final_present_cash_flow + final_terminal_value * final_discount_factor
