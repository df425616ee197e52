"""Statements: revenue by tier and component, down to net income."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import monthly, ratio, total
from econ.units import BEYOND, BILLION, HOURS_A_MONTH, MONTHS_A_YEAR, THOUSAND


@quantity("bn yuan/month", per="tier")
def cached_input_revenue(
    served_tokens, cached_share, cached_input_price, peak_factor, price_realisation
):
    """Revenue from input tokens found in the cache."""
    return (
        served_tokens
        * cached_share
        * cached_input_price
        * peak_factor
        * price_realisation
        / THOUSAND
    )


@quantity("bn yuan/month", per="tier")
def input_revenue(served_tokens, uncached_share, input_price, peak_factor, price_realisation):
    """Revenue from uncached input tokens."""
    return served_tokens * uncached_share * input_price * peak_factor * price_realisation / THOUSAND


@quantity("bn yuan/month", per="tier")
def output_revenue(served_tokens, output_share, output_price, peak_factor, price_realisation):
    """Revenue from output tokens."""
    return served_tokens * output_share * output_price * peak_factor * price_realisation / THOUSAND


@quantity("bn yuan/month", per="tier")
def api_revenue(cached_input_revenue, input_revenue, output_revenue):
    """Revenue from tokens sold to developers and companies."""
    return cached_input_revenue + input_revenue + output_revenue


@quantity("bn yuan/month", per="tier")
def api_serving_cost(served_tokens, blended_cost):
    """Full cost of the card-hours that paid tokens take, with what investors want and cards as busy as they can be."""
    return served_tokens * blended_cost / THOUSAND


@quantity("share")
def api_margin(api_revenue, api_serving_cost):
    """Share of token revenue left after the full cost of the card-hours that serve it."""
    return 1.0 - ratio(total(api_serving_cost, "tier"), total(api_revenue, "tier"))


@quantity("bn yuan/month")
def subscription_revenue(app_users, subscriber_share, subscription_price, price_realisation):
    """Revenue from app users who pay."""
    return app_users * subscriber_share * subscription_price * price_realisation / THOUSAND


@quantity("bn yuan/month")
def revenue(api_revenue, subscription_revenue, enterprise_revenue, breakage):
    """Revenue, net of sales tax."""
    return total(api_revenue, "tier") + subscription_revenue + enterprise_revenue + breakage


@quantity("bn yuan/month", per="platform")
def card_rent(fleet, rented_share, rent_price):
    """Rent of rented cards; they are the cloud's, and in no balance sheet of ours."""
    return fleet * rented_share * rent_price * HOURS_A_MONTH / BILLION


@quantity("bn yuan/month")
def fleet_rent(card_rent):
    """Rent of all rented cards."""
    return total(card_rent, "platform")


@quantity("bn yuan/month", per="platform")
def running_cost(
    card_rent, fleet, powered_share, rented_share, power_hour_cost, operations_hour_cost
):
    """Rent of rented cards, power and operations of all others."""
    own_hour = powered_share * power_hour_cost + operations_hour_cost
    return card_rent + fleet * (1.0 - rented_share) * own_hour * HOURS_A_MONTH / BILLION


@quantity("bn yuan/month")
def fleet_running_cost(running_cost):
    """What all cards cost to run: rent, power and operations."""
    return total(running_cost, "platform")


@quantity("bn yuan/month")
def cost_of_revenue(
    running_cost, compute_depreciation, serving_share, building_depreciation, enterprise_cost
):
    """Running cost and depreciation of the cards that serve, of the data centre, and what companies' contracts take."""
    return (
        total((running_cost + compute_depreciation) * serving_share, "platform")
        + building_depreciation
        + enterprise_cost
    )


@quantity("bn yuan/month")
def gross_profit(revenue, cost_of_revenue):
    """Revenue less what serving it costs."""
    return revenue - cost_of_revenue


@quantity("share")
def gross_margin(gross_profit, revenue):
    """Gross profit as a share of revenue; what is refused is in neither."""
    return ratio(gross_profit, revenue)


@quantity("share/month")
def research_growth_rate(research_compute_growth):
    """Growth a month of the training compute to be rented, compounded continuously."""
    return np.log(1.0 + monthly(research_compute_growth))


@quantity("bn yuan/month")
def planned_research_compute(month, research_compute_budget, research_growth_rate):
    """Training compute to be rented from others if money is no object."""
    return research_compute_budget / MONTHS_A_YEAR * np.exp(month * research_growth_rate)


@quantity("bn yuan/month")
def outside_research_compute(planned_research_compute, opening_cash, research_cash_cover):
    """Training compute rented from others: the plan, cut back to what the money in the bank covers for long enough."""
    affordable = ratio(np.maximum(opening_cash, 0.0), research_cash_cover, BEYOND)
    return np.minimum(planned_research_compute, affordable)


@quantity("bn yuan/month")
def research_compute(running_cost, compute_depreciation, serving_share, outside_research_compute):
    """Compute that trains: the own cards that do not serve, and what is rented."""
    return (
        total((running_cost + compute_depreciation) * (1.0 - serving_share), "platform")
        + outside_research_compute
    )


@quantity("bn yuan/month")
def fleet_porting_cost(porting_cost):
    """What bringing models to all platforms costs."""
    return total(porting_cost, "platform")


@quantity("bn yuan/month")
def overhead(overhead_budget, selling_share, revenue, fleet_porting_cost):
    """Data, sales, administration, and porting to new platforms."""
    return overhead_budget / MONTHS_A_YEAR + selling_share * revenue + fleet_porting_cost


@quantity("bn yuan/month")
def people_cost(staff_cost, replacement_cost, share_based_pay):
    """Pay, replacement and options."""
    return staff_cost + replacement_cost + share_based_pay


@quantity("bn yuan/month")
def operating_income(gross_profit, research_compute, people_cost, overhead, write_offs):
    """Profit from operations before interest and tax."""
    return gross_profit - research_compute - people_cost - overhead - write_offs


@quantity("bn yuan/month")
def ebitda(
    revenue, fleet_running_cost, enterprise_cost, outside_research_compute, people_cost, overhead
):
    """Earnings before interest, tax, depreciation and write-offs: revenue less all running costs, options included."""
    return (
        revenue
        - fleet_running_cost
        - enterprise_cost
        - outside_research_compute
        - people_cost
        - overhead
    )


@quantity("bn yuan/month")
def interest_income(opening_cash, deposit_rate):
    """Interest on the money in the bank at the start of the month."""
    return np.maximum(opening_cash, 0.0) * deposit_rate / MONTHS_A_YEAR


@quantity("bn yuan/month")
def interest_expense(lease_interest, credit_interest, credit_fee):
    """Interest in leases, interest on the credit line, and the fee for what is not drawn."""
    return lease_interest + credit_interest + credit_fee


@quantity("bn yuan/month")
def net_interest(interest_income, interest_expense):
    """Interest earned less interest owed."""
    return interest_income - interest_expense


@quantity("bn yuan/month")
def profit_before_tax(operating_income, net_interest):
    """Operating income and interest."""
    return operating_income + net_interest


@quantity("bn yuan/month")
def net_income(profit_before_tax, income_tax):
    """Profit after tax."""
    return profit_before_tax - income_tax


@quantity("bn yuan/month")
def adjusted_net_income(net_income, share_based_pay):
    """Net income before options, as listed peers report it."""
    return net_income + share_based_pay
