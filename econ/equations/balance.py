"""Balance: working capital, the cash flow, and a balance sheet that balances."""

from econ.model import quantity
from econ.units import THOUSAND
from econ.vocabulary import ratio, total


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


@quantity("bn yuan")
def prepaid_balance(api_revenue, prepaid_period):
    """Money customers have paid in advance and not used."""
    return total(api_revenue, "tier") * prepaid_period


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
def payables(running_cost, outside_research_compute, overhead, payable_period):
    """Money owed to suppliers."""
    return (total(running_cost, "platform") + outside_research_compute + overhead) * payable_period


@quantity("bn yuan")
def initial_working_capital(initial_receivables, initial_payables, initial_prepaid_balance):
    """Money tied up in customers and suppliers when the story begins."""
    return initial_receivables - initial_payables - initial_prepaid_balance


@quantity("bn yuan")
def working_capital(receivables, payables, prepaid_balance):
    """Money tied up in customers and suppliers."""
    return receivables - payables - prepaid_balance


@quantity("bn yuan/month")
def working_capital_release(opening_working_capital, working_capital):
    """Cash set free by customers and suppliers; below zero it is tied up."""
    return opening_working_capital - working_capital


@quantity("bn yuan/month")
def noncash_cost(depreciation, write_offs, share_based_pay):
    """Costs of this month that are not paid in cash."""
    return depreciation + write_offs + share_based_pay


@quantity("bn yuan/month")
def operating_cash_flow(net_income, noncash_cost, working_capital_release):
    """Cash from operations."""
    return net_income + noncash_cost + working_capital_release


@quantity("bn yuan/month")
def investing_cash_flow(capex):
    """Cash into plant, as an outflow."""
    return -capex


@quantity("bn yuan/month")
def net_cash_flow(operating_cash_flow, investing_cash_flow, equity_raised, share_redemptions):
    """Change of cash."""
    return operating_cash_flow + investing_cash_flow + equity_raised - share_redemptions


@quantity("bn yuan")
def cash(opening_cash, net_cash_flow):
    """Money in the bank; below zero it is the hole that somebody has to fill."""
    return opening_cash + net_cash_flow


@quantity("bn yuan/month")
def net_burn(operating_cash_flow, investing_cash_flow):
    """Cash that operations and plant use up, before new equity."""
    return -(operating_cash_flow + investing_cash_flow)


@quantity("bn yuan")
def total_assets(cash, receivables, net_card_plant, net_building):
    """What the company owns."""
    return cash + receivables + total(net_card_plant, "platform") + net_building


@quantity("bn yuan")
def total_liabilities(payables, prepaid_balance):
    """What the company owes."""
    return payables + prepaid_balance


@quantity("bn yuan")
def initial_equity(initial_cash, initial_working_capital, initial_net_card_plant):
    """Equity when the story begins."""
    return initial_cash + initial_working_capital + total(initial_net_card_plant, "platform")


@quantity("bn yuan")
def equity(opening_equity, net_income, share_based_pay, equity_raised, share_redemptions):
    """Equity: earnings kept, options granted and money raised, less what is paid back for shares."""
    return opening_equity + net_income + share_based_pay + equity_raised - share_redemptions


@quantity("bn yuan")
def balance_gap(total_assets, total_liabilities, equity):
    """Assets less liabilities less equity; zero, or the books are wrong."""
    return total_assets - total_liabilities - equity
