"""Valuation: value of the plan, including the business after the horizon."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import lagged, largest, ratio, total
from econ.units import A_YEAR, BEYOND, HALF, MILLION


@quantity("share/month")
def discount_rate(monthly_capital_cost):
    """Monthly cost of capital, continuously compounded."""
    return np.log(1.0 + monthly_capital_cost)


@quantity("x")
def discount_factor(month, discount_rate):
    """Value at the start of the forecast of one yuan received this month, at the cost of capital."""
    return np.exp(-month * discount_rate)


@quantity("bn yuan/month", signed=True)
def gross_profit_after_wear(gross_profit, compute_depreciation, card_wear, training_part):
    """Gross profit with the wear of cards in place of their depreciation, so that the accounting life has no effect on it."""
    ahead = (compute_depreciation - card_wear) * (1.0 - training_part)
    return gross_profit + total(ahead, "platform")


@quantity("bn yuan", starts_empty=True, signed=True)
def cumulative_gross_profit(opening_cumulative_gross_profit, gross_profit_after_wear):
    """Gross profit after the wear of cards since the start of the forecast."""
    return opening_cumulative_gross_profit + gross_profit_after_wear


@quantity("bn yuan", signed=True)
def yearly_gross_profit(cumulative_gross_profit, past_cumulative_gross_profit):
    """Gross profit after the wear of cards over the last twelve months, including this one."""
    before = lagged(cumulative_gross_profit, past_cumulative_gross_profit, A_YEAR)
    return cumulative_gross_profit - before


@quantity("bn yuan")
def yearly_share_based_pay(option_reserve, past_option_reserve):
    """Value of the options that vested over the last twelve months, including this one."""
    return option_reserve - lagged(option_reserve, past_option_reserve, A_YEAR)


@quantity("bn yuan", signed=True)
def yearly_profit_after_options(yearly_gross_profit, yearly_share_based_pay):
    """Gross profit after the wear of cards over the last twelve months, less the options that vested in them."""
    return yearly_gross_profit - yearly_share_based_pay


@quantity("bn yuan")
def terminal_value(yearly_profit_after_options, terminal_multiple):
    """Value of the business after this month: a multiple of the last year’s gross profit less options, or zero for a loss."""
    return terminal_multiple * np.maximum(yearly_profit_after_options, 0.0)


@quantity("bn yuan", per="platform")
def fleet_price(cards_for_all, installed_price, is_offered):
    """Price of a new fleet of this platform that serves all expected demand; zero where it cannot be ordered."""
    return cards_for_all * installed_price * is_offered / MILLION


@quantity("bn yuan")
def cheapest_fleet(fleet_price):
    """Price of the cheapest new fleet that serves all expected demand; zero where none can be ordered."""
    return ratio(1.0, largest(ratio(1.0, fleet_price), "platform"))


@quantity("share")
def own_card_share(fleet, rented_part):
    """Share of the cards in service that is bought or on a finance lease."""
    return ratio(total(fleet * (1.0 - rented_part), "platform"), total(fleet, "platform"))


@quantity("share")
def served_part(serving_fleet, cards_for_all):
    """Share of all expected demand that the cards in service can serve."""
    return np.minimum(total(ratio(serving_fleet, cards_for_all, BEYOND), "platform"), 1.0)


@quantity("bn yuan")
def half_worn_fleet(cheapest_fleet, own_card_share, served_part):
    """Value of a fleet that is renewed evenly, hence half worn on average, and does the work of the company’s own cards."""
    return HALF * cheapest_fleet * own_card_share * served_part


@quantity("bn yuan", signed=True)
def fleet_surplus(
    net_card_plant, right_of_use_assets, early_depreciation, lease_liability, half_worn_fleet
):
    """Cost of own cards not yet worn off, less debt on them and the value of a half-worn fleet that does the same work."""
    booked = total(net_card_plant + right_of_use_assets, "platform")
    return booked + early_depreciation - lease_liability - half_worn_fleet


@quantity("bn yuan", signed=True)
def value_after(terminal_value, fleet_surplus):
    """Value to a buyer of the time after this month: the business, adjusted for a fleet newer or older than usual."""
    return terminal_value + fleet_surplus


@quantity("bn yuan", starts_empty=True, signed=True)
def present_gross_profit(opening_present_gross_profit, gross_profit_after_wear, discount_factor):
    """Present value of the gross profit after the wear of cards since the start of the forecast."""
    return opening_present_gross_profit + gross_profit_after_wear * discount_factor


@quantity("bn yuan", signed=True)
def gross_profit_value(final_present_gross_profit, final_terminal_value, final_discount_factor):
    """Present value of gross profit to the horizon and of the business after it."""
    return final_present_gross_profit + final_terminal_value * final_discount_factor


@quantity("bn yuan", starts_empty=True, signed=True)
def present_cash_flow(opening_present_cash_flow, net_burn, interest_income, discount_factor):
    """Present value of cash flow since the start of the forecast, before new equity, borrowing and interest on deposits."""
    return opening_present_cash_flow - (net_burn + interest_income) * discount_factor


@quantity("bn yuan", starts_empty=True)
def present_share_based_pay(opening_present_share_based_pay, share_based_pay, discount_factor):
    """Present value of options vested since the start of the forecast, a cost to shareholders although no cash is paid."""
    return opening_present_share_based_pay + share_based_pay * discount_factor


@quantity("bn yuan", signed=True)
def plan_value(
    final_present_cash_flow, final_present_share_based_pay, final_value_after, final_discount_factor
):
    """Present value of the plan: cash flow to the horizon before new money, less options, plus the business after the horizon."""
    own_months = final_present_cash_flow - final_present_share_based_pay
    return own_months + final_value_after * final_discount_factor
