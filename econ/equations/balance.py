"""Balance: working capital, cash flow from operations and investing, and the balance sheet."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import ratio, total
from econ.units import THOUSAND


@quantity("bn yuan")
def initial_receivables(initial_revenue, receivable_period):
    """Trade receivables at the start of the forecast."""
    return initial_revenue * receivable_period


@quantity("bn yuan")
def receivables(revenue, receivable_period):
    """Trade receivables: revenue that customers have not yet paid."""
    return revenue * receivable_period


@quantity("bn yuan")
def initial_prepaid_balance(initial_revenue, prepaid_period):
    """Customer prepayments not yet used, at the start of the forecast."""
    return initial_revenue * prepaid_period


@quantity("bn yuan/month")
def breakage(opening_prepaid_balance, breakage_rate):
    """Customer prepayments that expire unused, recognised as revenue without tokens being served."""
    return opening_prepaid_balance * breakage_rate


@quantity("bn yuan/month")
def top_ups(opening_prepaid_balance, api_revenue, breakage, prepaid_period):
    """Prepayments received from customers: enough to keep their usual months of use paid in advance, with no refunds."""
    usage = total(api_revenue, "tier")
    return np.maximum(usage * prepaid_period + usage + breakage - opening_prepaid_balance, 0.0)


@quantity("bn yuan")
def prepaid_balance(opening_prepaid_balance, top_ups, api_revenue, breakage):
    """Customer prepayments not yet used, a contract liability: opening balance plus top-ups, less usage and breakage."""
    return opening_prepaid_balance + top_ups - total(api_revenue, "tier") - breakage


@quantity("Ttok", per="tier")
def prepaid_tokens(opening_prepaid_balance, api_revenue, blended_price, price_realisation):
    """Tokens that customers could claim with their prepaid balance at current prices."""
    share = ratio(api_revenue, total(api_revenue, "tier"))
    return ratio(opening_prepaid_balance * share, blended_price * price_realisation) * THOUSAND


@quantity("bn yuan")
def initial_payables(initial_cash_cost, payable_period):
    """Trade payables at the start of the forecast."""
    return initial_cash_cost * payable_period


@quantity("bn yuan")
def payables(fleet_running_cost, outside_research_compute, overhead, payable_period):
    """Trade payables for running the fleet, rented training compute and overhead."""
    return (fleet_running_cost + outside_research_compute + overhead) * payable_period


@quantity("bn yuan")
def current_liabilities(payables, prepaid_balance, sales_tax_payable, income_tax_payable):
    """Current liabilities: trade payables, customer prepayments, and sales and income tax payable."""
    return payables + prepaid_balance + sales_tax_payable + income_tax_payable


@quantity("bn yuan", signed=True)
def initial_working_capital(initial_receivables, initial_payables, initial_prepaid_balance):
    """Working capital at the start of the forecast: receivables less payables and customer prepayments."""
    return initial_receivables - initial_payables - initial_prepaid_balance


@quantity("bn yuan", signed=True)
def working_capital(receivables, tax_credit, current_liabilities):
    """Working capital: receivables and recoverable input tax, less current liabilities."""
    return receivables + tax_credit - current_liabilities


@quantity("bn yuan/month", signed=True)
def working_capital_release(opening_working_capital, working_capital):
    """Cash released by a fall in working capital; negative when working capital rises."""
    return opening_working_capital - working_capital


@quantity("bn yuan/month", signed=True)
def operating_cash_flow(ebitda, share_based_pay, net_interest, income_tax, working_capital_release):
    """Cash flow from operations: EBITDA before share-based pay, net interest, income tax, and working capital released."""
    return ebitda + share_based_pay + net_interest - income_tax + working_capital_release


@quantity("bn yuan/month", signed=True)
def investing_cash_flow(capex, deposits_paid):
    """Cash flow from investing: capital expenditure and net supplier deposits, as an outflow."""
    return -capex - deposits_paid


@quantity("bn yuan")
def bank_balance(cash):
    """Cash as shown on the balance sheet, which is never negative."""
    return np.maximum(cash, 0.0)


@quantity("bn yuan")
def funding_gap(cash):
    """Interest-free shortfall that someone would have to cover when cash is negative."""
    return np.maximum(-cash, 0.0)


@quantity("bn yuan")
def current_assets(bank_balance, receivables, tax_credit, supplier_deposits):
    """Current assets: cash, receivables, recoverable input tax and supplier deposits."""
    return bank_balance + receivables + tax_credit + total(supplier_deposits, "platform")


@quantity("bn yuan")
def fixed_assets(net_card_plant, net_building, right_of_use_assets):
    """Net book value of purchased cards, leased cards and the data-centre building."""
    return total(net_card_plant + right_of_use_assets, "platform") + net_building


@quantity("bn yuan")
def total_assets(current_assets, fixed_assets):
    """Current assets plus fixed assets."""
    return current_assets + fixed_assets


@quantity("bn yuan")
def total_liabilities(current_liabilities, lease_liability, debt, funding_gap):
    """Current liabilities, lease liability, drawn credit and the funding gap."""
    return current_liabilities + lease_liability + debt + funding_gap


@quantity("bn yuan", signed=True)
def initial_paid_in_capital(
    initial_cash, initial_working_capital, initial_net_card_plant, initial_supplier_deposits
):
    """Equity at the start of the forecast; its split between paid-in capital and retained earnings is unknown."""
    plant = total(initial_net_card_plant + initial_supplier_deposits, "platform")
    return initial_cash + initial_working_capital + plant


@quantity("bn yuan", signed=True)
def paid_in_capital(opening_paid_in_capital, net_equity_raised):
    """Equity at the start of the forecast plus equity raised since, less share redemptions."""
    return opening_paid_in_capital + net_equity_raised


@quantity("bn yuan", starts_empty=True)
def option_reserve(opening_option_reserve, share_based_pay):
    """Share-based pay credited to equity since the start of the forecast."""
    return opening_option_reserve + share_based_pay


@quantity("bn yuan", starts_empty=True, signed=True)
def retained_earnings(opening_retained_earnings, net_income):
    """Net income accumulated since the start of the forecast."""
    return opening_retained_earnings + net_income


@quantity("bn yuan", signed=True)
def equity(paid_in_capital, option_reserve, retained_earnings):
    """Shareholders’ equity: paid-in capital, option reserve and retained earnings."""
    return paid_in_capital + option_reserve + retained_earnings


@quantity("bn yuan", signed=True)
def balance_gap(total_assets, total_liabilities, equity):
    """Total assets less total liabilities and equity; any value other than zero is an accounting error."""
    return total_assets - total_liabilities - equity
