"""Statements: the income statement, from revenue by tier and component to net income."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import monthly, ratio, total
from econ.units import BEYOND, BILLION, HOURS_A_MONTH, MONTHS_A_YEAR, THOUSAND


@quantity("bn yuan/month", per="tier")
def cached_input_revenue(
    served_tokens, cached_share, cached_input_price, peak_factor, price_realisation
):
    """Revenue from cached input tokens."""
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
    """Full cost of the card-hours used by paid tokens, including the cost of capital, at full usable capacity."""
    return np.where(served_tokens > 0.0, served_tokens * blended_cost / THOUSAND, 0.0)


@quantity("share", signed=True)
def api_margin(api_revenue, api_serving_cost):
    """Share of token revenue left after the full cost of serving it."""
    return 1.0 - ratio(total(api_serving_cost, "tier"), total(api_revenue, "tier"))


@quantity("bn yuan/month")
def subscription_revenue(app_users, subscriber_share, subscription_price, price_realisation):
    """Revenue from paying app users."""
    return app_users * subscriber_share * subscription_price * price_realisation / THOUSAND


@quantity("bn yuan/month")
def revenue(api_revenue, subscription_revenue, enterprise_revenue, breakage):
    """Revenue, net of sales tax."""
    return total(api_revenue, "tier") + subscription_revenue + enterprise_revenue + breakage


@quantity("bn yuan/month", per="platform")
def card_rent(fleet, rented_share, rent_price):
    """Rent paid for rented cards, which are not on the company's balance sheet."""
    return fleet * rented_share * rent_price * HOURS_A_MONTH / BILLION


@quantity("bn yuan/month")
def fleet_rent(card_rent):
    """Rent paid for all rented cards."""
    return total(card_rent, "platform")


@quantity("bn yuan/month", per="platform")
def running_cost(
    card_rent, fleet, powered_share, rented_share, power_hour_cost, operations_hour_cost
):
    """Rent of rented cards, and electricity and operations of all others."""
    own_hour = powered_share * power_hour_cost + operations_hour_cost
    return card_rent + fleet * (1.0 - rented_share) * own_hour * HOURS_A_MONTH / BILLION


@quantity("bn yuan/month")
def fleet_running_cost(running_cost):
    """Running cost of all cards: rent, electricity and operations."""
    return total(running_cost, "platform")


@quantity("bn yuan/month")
def cost_of_revenue(
    running_cost, compute_depreciation, serving_share, building_depreciation, enterprise_cost
):
    """Running cost and depreciation of the serving fleet, depreciation of the data centre, and cost of enterprise contracts."""
    return (
        total((running_cost + compute_depreciation) * serving_share, "platform")
        + building_depreciation
        + enterprise_cost
    )


@quantity("bn yuan/month", signed=True)
def gross_profit(revenue, cost_of_revenue):
    """Revenue less cost of revenue."""
    return revenue - cost_of_revenue


@quantity("share", signed=True)
def gross_margin(gross_profit, revenue):
    """Gross profit as a share of revenue."""
    return ratio(gross_profit, revenue)


@quantity("share/month", signed=True)
def research_growth_rate(research_compute_growth):
    """Monthly growth rate of planned spending on rented training compute, compounded continuously."""
    return np.log(1.0 + monthly(research_compute_growth))


@quantity("bn yuan/month")
def planned_research_compute(month, research_compute_budget, research_growth_rate):
    """Planned spending on rented training compute, before any limit set by cash."""
    return research_compute_budget / MONTHS_A_YEAR * np.exp(month * research_growth_rate)


@quantity("bn yuan/month")
def outside_research_compute(planned_research_compute, opening_cash, research_cash_cover):
    """Spending on rented training compute: the plan, cut back where cash does not cover enough months of it."""
    affordable = ratio(np.maximum(opening_cash, 0.0), research_cash_cover, BEYOND)
    return np.minimum(planned_research_compute, affordable)


@quantity("bn yuan/month")
def research_compute(running_cost, compute_depreciation, serving_share, outside_research_compute):
    """Cost of training compute: cards of the fleet that do not serve, and rented training compute."""
    return (
        total((running_cost + compute_depreciation) * (1.0 - serving_share), "platform")
        + outside_research_compute
    )


@quantity("bn yuan/month")
def fleet_porting_cost(porting_cost):
    """Cost of porting the models to all platforms."""
    return total(porting_cost, "platform")


@quantity("bn yuan/month")
def overhead(overhead_budget, selling_share, revenue, fleet_porting_cost):
    """Cost of data, administration, sales and marketing, and porting to new platforms."""
    return overhead_budget / MONTHS_A_YEAR + selling_share * revenue + fleet_porting_cost


@quantity("bn yuan/month")
def people_cost(staff_cost, replacement_cost, share_based_pay):
    """Staff cost, replacement cost and share-based pay."""
    return staff_cost + replacement_cost + share_based_pay


@quantity("bn yuan/month", signed=True)
def operating_income(gross_profit, research_compute, people_cost, overhead, write_offs):
    """Operating income: profit before interest and tax."""
    return gross_profit - research_compute - people_cost - overhead - write_offs


@quantity("bn yuan/month", signed=True)
def ebitda(
    revenue, fleet_running_cost, enterprise_cost, outside_research_compute, people_cost, overhead
):
    """Earnings before interest, tax, depreciation and write-offs, after share-based pay."""
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
    """Interest on cash held at the start of the month."""
    return np.maximum(opening_cash, 0.0) * deposit_rate / MONTHS_A_YEAR


@quantity("bn yuan/month")
def interest_expense(lease_interest, credit_interest, credit_fee):
    """Interest on leases and the credit line, and the commitment fee."""
    return lease_interest + credit_interest + credit_fee


@quantity("bn yuan/month", signed=True)
def net_interest(interest_income, interest_expense):
    """Interest income less interest expense."""
    return interest_income - interest_expense


@quantity("bn yuan/month", signed=True)
def profit_before_tax(operating_income, net_interest):
    """Operating income plus net interest."""
    return operating_income + net_interest


@quantity("bn yuan/month", signed=True)
def net_income(profit_before_tax, income_tax):
    """Profit after tax."""
    return profit_before_tax - income_tax


@quantity("bn yuan/month", signed=True)
def adjusted_net_income(net_income, share_based_pay):
    """Net income before share-based pay, as listed peers report it."""
    return net_income + share_based_pay
