"""Balance: working capital, the cash flow, and a balance sheet that balances."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import ratio, total
from econ.units import THOUSAND


@quantity("bn yuan")
def initial_receivables(initial_revenue, receivable_period):
    """Money customers owe when the story begins."""
    return initial_revenue * receivable_period


@quantity("bn yuan")
def receivables(revenue, receivable_period):
    """Money customers owe."""
    return revenue * receivable_period


@quantity("bn yuan")
def initial_prepaid_balance(initial_revenue, prepaid_period):
    """Money customers have paid in advance when the story begins."""
    return initial_revenue * prepaid_period


@quantity("bn yuan/month")
def breakage(opening_prepaid_balance, breakage_rate):
    """Money paid in advance that customers forfeit; it is revenue without tokens."""
    return opening_prepaid_balance * breakage_rate


@quantity("bn yuan/month")
def top_ups(opening_prepaid_balance, api_revenue, breakage, prepaid_period):
    """Money customers pay in: enough to keep their usual months of use ahead; they take nothing back."""
    usage = total(api_revenue, "tier")
    return np.maximum(usage * prepaid_period + usage + breakage - opening_prepaid_balance, 0.0)


@quantity("bn yuan")
def prepaid_balance(opening_prepaid_balance, top_ups, api_revenue, breakage):
    """Money customers have paid in advance and not used: what is topped up less what is used and forfeited."""
    return opening_prepaid_balance + top_ups - total(api_revenue, "tier") - breakage


@quantity("Ttok", per="tier")
def prepaid_tokens(opening_prepaid_balance, api_revenue, blended_price, price_realisation):
    """Tokens customers could claim for what they have paid in advance; a cut multiplies them."""
    share = ratio(api_revenue, total(api_revenue, "tier"))
    return ratio(opening_prepaid_balance * share, blended_price * price_realisation) * THOUSAND


@quantity("bn yuan")
def initial_payables(initial_cash_cost, payable_period):
    """Money owed to suppliers when the story begins."""
    return initial_cash_cost * payable_period


@quantity("bn yuan")
def payables(fleet_running_cost, outside_research_compute, overhead, payable_period):
    """Money owed to suppliers."""
    return (fleet_running_cost + outside_research_compute + overhead) * payable_period


@quantity("bn yuan")
def current_liabilities(payables, prepaid_balance, sales_tax_payable, income_tax_payable):
    """What is owed to suppliers, customers and the tax office."""
    return payables + prepaid_balance + sales_tax_payable + income_tax_payable


@quantity("bn yuan")
def initial_working_capital(initial_receivables, initial_payables, initial_prepaid_balance):
    """Money tied up in customers and suppliers when the story begins."""
    return initial_receivables - initial_payables - initial_prepaid_balance


@quantity("bn yuan")
def working_capital(receivables, tax_credit, current_liabilities):
    """Money tied up in customers, suppliers and the tax office."""
    return receivables + tax_credit - current_liabilities


@quantity("bn yuan/month")
def working_capital_release(opening_working_capital, working_capital):
    """Cash set free by customers, suppliers and the tax office; below zero it is tied up."""
    return opening_working_capital - working_capital


@quantity("bn yuan/month")
def operating_cash_flow(ebitda, share_based_pay, net_interest, income_tax, working_capital_release):
    """Cash from operations; how plant is written down has no part in it."""
    return ebitda + share_based_pay + net_interest - income_tax + working_capital_release


@quantity("bn yuan/month")
def investing_cash_flow(capex, deposits_paid):
    """Cash into plant and into deposits for it, as an outflow."""
    return -capex - deposits_paid


@quantity("bn yuan")
def bank_balance(cash):
    """Money in the bank as the books have it: never less than nothing."""
    return np.maximum(cash, 0.0)


@quantity("bn yuan")
def funding_gap(cash):
    """Money that is missing, which somebody would have to put in: what cash is below zero; no interest is charged on it."""
    return np.maximum(-cash, 0.0)


@quantity("bn yuan")
def current_assets(bank_balance, receivables, tax_credit, supplier_deposits):
    """Cash, and what customers, the tax office and makers have of ours."""
    return bank_balance + receivables + tax_credit + total(supplier_deposits, "platform")


@quantity("bn yuan")
def fixed_assets(net_card_plant, net_building, right_of_use_assets):
    """Book value of cards, bought and leased, and of the data centre."""
    return total(net_card_plant + right_of_use_assets, "platform") + net_building


@quantity("bn yuan")
def total_assets(current_assets, fixed_assets):
    """What the company owns."""
    return current_assets + fixed_assets


@quantity("bn yuan")
def total_liabilities(current_liabilities, lease_liability, debt, funding_gap):
    """What the company owes, and what is missing."""
    return current_liabilities + lease_liability + debt + funding_gap


@quantity("bn yuan")
def initial_paid_in_capital(
    initial_cash, initial_working_capital, initial_net_card_plant, initial_supplier_deposits
):
    """Equity when the story begins; what of it was paid in and what was earned is not known."""
    plant = total(initial_net_card_plant + initial_supplier_deposits, "platform")
    return initial_cash + initial_working_capital + plant


@quantity("bn yuan")
def paid_in_capital(opening_paid_in_capital, net_equity_raised):
    """Equity of the beginning and money raised since, less what was paid back for shares."""
    return opening_paid_in_capital + net_equity_raised


@quantity("bn yuan", starts_empty=True)
def option_reserve(opening_option_reserve, share_based_pay):
    """Value of the options vested since the story began."""
    return opening_option_reserve + share_based_pay


@quantity("bn yuan", starts_empty=True)
def retained_earnings(opening_retained_earnings, net_income):
    """Earnings kept since the story began."""
    return opening_retained_earnings + net_income


@quantity("bn yuan")
def equity(paid_in_capital, option_reserve, retained_earnings):
    """Equity: money paid in, options vested and earnings kept."""
    return paid_in_capital + option_reserve + retained_earnings


@quantity("bn yuan")
def balance_gap(total_assets, total_liabilities, equity):
    """Assets less liabilities less equity; zero, or the books are wrong."""
    return total_assets - total_liabilities - equity
