"""Tax: sales tax, which passes through the balance sheet, and income tax after tax depreciation and losses."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, lagged, straight_line, total


@quantity("bn yuan/month")
def output_tax(revenue, sales_tax_rate):
    """Output tax: sales tax charged to customers on top of revenue."""
    return revenue * sales_tax_rate


@quantity("bn yuan/month")
def plant_input_tax(
    card_capex, lease_payments, equipment_tax_rate, building_capex, building_tax_rate
):
    """Input tax on purchases of cards, lease payments and construction, on top of prices stated without it."""
    return (
        total(card_capex + lease_payments, "platform") * equipment_tax_rate
        + building_capex * building_tax_rate
    )


@quantity("bn yuan/month")
def service_input_tax(fleet_rent, outside_research_compute, services_tax_rate):
    """Input tax on rented cards and rented training compute."""
    return (fleet_rent + outside_research_compute) * services_tax_rate


@quantity("bn yuan/month")
def input_tax(plant_input_tax, service_input_tax):
    """Input tax: sales tax paid to suppliers, which is offset against output tax."""
    return plant_input_tax + service_input_tax


@quantity("bn yuan/month")
def tax_credit_added(input_tax, output_tax):
    """Input tax of this month in excess of output tax, carried forward."""
    return np.maximum(input_tax - output_tax, 0.0)


@quantity("bn yuan", starts_empty=True)
def cumulative_tax_credit_added(opening_cumulative_tax_credit_added, tax_credit_added):
    """Excess input tax carried forward since the start of the forecast."""
    return opening_cumulative_tax_credit_added + tax_credit_added


@quantity("bn yuan/month")
def tax_credit_used(opening_tax_credit, output_tax, input_tax):
    """Input tax of earlier months offset against output tax."""
    return np.minimum(opening_tax_credit, np.maximum(output_tax - input_tax, 0.0))


@quantity("bn yuan")
def recent_tax_credit(cumulative_tax_credit_added, past_cumulative_tax_credit_added, refund_lag):
    """Input tax carried forward too recently to be refunded."""
    older = lagged(cumulative_tax_credit_added, past_cumulative_tax_credit_added, refund_lag)
    return np.maximum(cumulative_tax_credit_added - older, 0.0)


@quantity("bn yuan/month")
def tax_credit_refund(opening_tax_credit, tax_credit_added, tax_credit_used, recent_tax_credit):
    """Input tax refunded after the waiting period, oldest first."""
    return np.maximum(
        opening_tax_credit + tax_credit_added - tax_credit_used - recent_tax_credit, 0.0
    )


@quantity("bn yuan", starts_empty=True)
def tax_credit(opening_tax_credit, tax_credit_added, tax_credit_used, tax_credit_refund):
    """Recoverable input tax: carried forward, neither used nor refunded."""
    return opening_tax_credit + tax_credit_added - tax_credit_used - tax_credit_refund


@quantity("bn yuan", starts_empty=True)
def sales_tax_payable(output_tax, input_tax, tax_credit_used):
    """Output tax of this month less input tax and credits used, paid next month."""
    return np.maximum(output_tax - input_tax, 0.0) - tax_credit_used


@quantity("bn yuan", per="platform", starts_empty=True)
def cumulative_card_additions(opening_cumulative_card_additions, card_capex, leased_additions):
    """Cards bought and leased since the start of the forecast, at their purchase price."""
    return opening_cumulative_card_additions + card_capex + leased_additions


@quantity("bn yuan/month", per="platform")
def tax_depreciation(
    cumulative_card_additions, past_cumulative_card_additions, tax_life, opening_fleet_depreciation
):
    """Depreciation of cards allowed for tax: over their tax life, and of the opening fleet as in the books."""
    return (
        straight_line(cumulative_card_additions, past_cumulative_card_additions, tax_life)
        + opening_fleet_depreciation
    )


@quantity("bn yuan/month")
def tax_allowance(tax_depreciation, building_depreciation):
    """Depreciation allowed for tax: tax depreciation of cards, and depreciation of the building as in the books."""
    return total(tax_depreciation, "platform") + building_depreciation


@quantity("bn yuan/month")
def qualifying_own_compute(running_cost, tax_depreciation, serving_share):
    """Cost of the company’s training cards that qualifies as research for tax: running cost and tax depreciation."""
    return total((running_cost + tax_depreciation) * (1.0 - serving_share), "platform")


@quantity("bn yuan/month")
def qualifying_research(qualifying_own_compute, outside_research_compute, people_cost):
    """Cost that qualifies for the research super-deduction: training compute and people."""
    return qualifying_own_compute + outside_research_compute + people_cost


@quantity("bn yuan/month", signed=True)
def taxable_profit(ebitda, net_interest, tax_allowance, super_deduction, qualifying_research):
    """Taxable profit before losses brought forward, after tax depreciation and the research super-deduction."""
    return ebitda + net_interest - tax_allowance - super_deduction * qualifying_research


@quantity("bn yuan/month")
def losses_used(opening_loss_pool, taxable_profit):
    """Tax losses brought forward and used against this month’s taxable profit."""
    return np.minimum(opening_loss_pool, np.maximum(taxable_profit, 0.0))


@quantity("bn yuan")
def loss_pool(opening_loss_pool, taxable_profit, losses_used):
    """Tax losses carried forward."""
    return opening_loss_pool + np.maximum(-taxable_profit, 0.0) - losses_used


@quantity("share")
def tax_rate(high_technology, high_technology_tax_rate, standard_tax_rate):
    """Income tax rate that applies to the company."""
    return choose(high_technology, standard_tax_rate, high_technology_tax_rate)


@quantity("bn yuan/month")
def income_tax(taxable_profit, losses_used, tax_rate):
    """Income tax charge on taxable profit after losses brought forward."""
    return tax_rate * (np.maximum(taxable_profit, 0.0) - losses_used)


@quantity("bn yuan/month")
def income_tax_paid(income_tax, past_income_tax, income_tax_lag):
    """Income tax paid, after the payment lag."""
    return lagged(income_tax, past_income_tax, income_tax_lag)


@quantity("bn yuan", starts_empty=True)
def income_tax_payable(opening_income_tax_payable, income_tax, income_tax_paid):
    """Income tax charged and not yet paid."""
    return opening_income_tax_payable + income_tax - income_tax_paid
