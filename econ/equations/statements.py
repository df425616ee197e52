"""Statements: the income statement, from revenue by tier and component to net income."""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import choose, ratio, total
from econ.units import (
    BEYOND,
    BILLION,
    CARD,
    HOURS_A_MONTH,
    MONTHS_A_YEAR,
    NEXT_TO_NOTHING,
    THOUSAND,
    UNDEFINED,
)


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


@quantity("bn yuan/month")
def token_revenue(api_revenue, api_serving_cost):
    """Revenue from tokens of all tiers, set to zero when it is negligible compared with their cost."""
    sold = total(api_revenue, "tier")
    return np.where(sold > total(api_serving_cost, "tier") * NEXT_TO_NOTHING, sold, 0.0)


@quantity("share", signed=True, may_be_undefined=True)
def api_margin(token_revenue, api_serving_cost):
    """Full margin on tokens: share of token revenue left after capital recovery, power, building, operations and rent."""
    return 1.0 - ratio(total(api_serving_cost, "tier"), token_revenue, UNDEFINED)


@quantity("yuan/card-hour", per="platform")
def cash_hour_cost(running_cost, fleet):
    """Cash cost per card-hour: rent, electricity and operations."""
    in_service = np.where(fleet >= CARD, fleet, 0.0)
    return ratio(running_cost * BILLION, in_service * HOURS_A_MONTH)


@quantity("yuan/card-hour", per="platform")
def book_hour_cost(running_cost, compute_depreciation, fleet):
    """Accounting cost per card-hour: cash cost plus depreciation."""
    in_service = np.where(fleet >= CARD, fleet, 0.0)
    return ratio((running_cost + compute_depreciation) * BILLION, in_service * HOURS_A_MONTH)


@quantity("share", signed=True, may_be_undefined=True)
def cash_api_margin(token_revenue, api_serving_cost, fleet_share, cash_hour_cost, card_hour_cost):
    """Cash margin on tokens: share of token revenue left after rent, electricity and operations of the hours that serve them."""
    part = ratio(
        total(fleet_share * cash_hour_cost, "platform"),
        total(fleet_share * card_hour_cost, "platform"),
    )
    return 1.0 - ratio(total(api_serving_cost * part, "tier"), token_revenue, UNDEFINED)


@quantity("share", signed=True, may_be_undefined=True)
def book_api_margin(token_revenue, api_serving_cost, fleet_share, book_hour_cost, card_hour_cost):
    """Accounting margin on tokens: the cash margin less depreciation of the cards."""
    part = ratio(
        total(fleet_share * book_hour_cost, "platform"),
        total(fleet_share * card_hour_cost, "platform"),
    )
    return 1.0 - ratio(total(api_serving_cost * part, "tier"), token_revenue, UNDEFINED)


@quantity("bn yuan/month")
def subscription_revenue(app_users, paying_share, subscription_price, price_realisation):
    """Revenue from paying app users."""
    return app_users * paying_share * subscription_price * price_realisation / THOUSAND


@quantity("bn yuan/month")
def revenue(api_revenue, subscription_revenue, enterprise_revenue, breakage):
    """Revenue, net of sales tax."""
    return total(api_revenue, "tier") + subscription_revenue + enterprise_revenue + breakage


@quantity("bn yuan/month", per="platform")
def card_rent(fleet, rented_part, market_rent):
    """Rent paid for rented cards, which are not on the company’s balance sheet."""
    return fleet * rented_part * market_rent * HOURS_A_MONTH / BILLION


@quantity("bn yuan/month")
def fleet_rent(card_rent):
    """Rent paid for all rented cards."""
    return total(card_rent, "platform")


@quantity("bn yuan/month", per="platform")
def own_card_cost(
    fleet, powered_share, rented_part, power_hour_cost, operations_hour_cost, switched_off
):
    """Electricity and operations of owned cards."""
    own_hour = powered_share * power_hour_cost + (1.0 - switched_off) * operations_hour_cost
    return fleet * (1.0 - rented_part) * own_hour * HOURS_A_MONTH / BILLION


@quantity("bn yuan/month", per="platform")
def running_cost(card_rent, own_card_cost, hall_rent):
    """Rent of rented cards, electricity and operations of owned cards, and rent of leased and colocated halls."""
    return card_rent + own_card_cost + hall_rent


@quantity("bn yuan/month")
def fleet_running_cost(running_cost):
    """Running cost of all cards: rent, electricity and operations."""
    return total(running_cost, "platform")


@quantity("share")
def initial_idle_share(load_factor):
    """Share of serving-card hours that are idle before the forecast, from the load over the day."""
    return 1.0 - load_factor


@quantity("share")
def idle_share(usable_share, utilisation):
    """Share of serving-card hours spent waiting for users."""
    return np.maximum(1.0 - usable_share * utilisation, 0.0)


@quantity("share", per="platform")
def training_part(serving_share, idle_value, opening_idle_share):
    """Share of a platform’s hours counted as training: cards set aside for it, and idle hours of the others at their value."""
    return 1.0 - serving_share * (1.0 - idle_value * opening_idle_share)


@quantity("bn yuan/month")
def cost_of_revenue(
    running_cost, compute_depreciation, training_part, building_depreciation, enterprise_cost
):
    """Running cost and depreciation of serving hours, depreciation of the data centre, and cost of enterprise contracts."""
    return (
        total((running_cost + compute_depreciation) * (1.0 - training_part), "platform")
        + building_depreciation
        + enterprise_cost
    )


@quantity("bn yuan/month", signed=True)
def gross_profit(revenue, cost_of_revenue):
    """Revenue less cost of revenue."""
    return revenue - cost_of_revenue


@quantity("share", signed=True, may_be_undefined=True)
def gross_margin(gross_profit, revenue, cost_of_revenue):
    """Gross profit as a share of revenue; undefined when revenue is negligible compared with its cost."""
    sold = np.where(revenue > cost_of_revenue * NEXT_TO_NOTHING, revenue, 0.0)
    return ratio(gross_profit, sold, UNDEFINED)


@quantity("share", above_one=True)
def training_share_now(month, training_share, later_training_share, compute_fade_rate):
    """Share of revenue spent on training where that is the rule, moving from today’s share to a later one."""
    faded = np.exp(-month * compute_fade_rate)
    return later_training_share + (training_share - later_training_share) * faded


@quantity("bn yuan/month")
def training_from_revenue(training_share_now, opening_revenue, training_floor):
    """Training compute paid for by a share of last month’s revenue, with a floor."""
    return np.maximum(training_share_now * opening_revenue, training_floor / MONTHS_A_YEAR)


@quantity("bn yuan/month")
def planned_research_compute(
    training_rule,
    training_ratio,
    frontier_research_compute,
    training_from_revenue,
    training_rent,
):
    """Training compute planned, at initial rents: a multiple of rivals’ pace, or the amount that a share of revenue buys."""
    plan = training_ratio * frontier_research_compute
    return choose(training_rule, plan, training_from_revenue / training_rent, plan)


@quantity("x", per="platform")
def training_worth(peak_bf16, ranks_per_card, rented_card_peak):
    """Training performance of a card relative to the card whose rent is used to value training."""
    return peak_bf16 * ranks_per_card * CARD / rented_card_peak


@quantity("bn yuan/month", per="platform")
def card_training(fleet, powered_share, training_worth, training_hour_price):
    """Training compute of a platform if all its cards trained, valued at rental cost."""
    hours = fleet * powered_share * HOURS_A_MONTH
    return hours * training_worth * training_hour_price / BILLION


@quantity("bn yuan/month")
def set_aside_training(card_training, serving_share):
    """Training compute of the cards that do not serve, valued at rental cost."""
    return total(card_training * (1.0 - serving_share), "platform")


@quantity("bn yuan/month")
def idle_training(card_training, serving_share, opening_idle_share, idle_worth):
    """Training compute that idle hours of serving cards could provide, valued at rental cost."""
    return total(card_training * serving_share, "platform") * opening_idle_share * idle_worth


@quantity("share")
def idle_use(planned_research_compute, set_aside_training, idle_training):
    """Share of idle card-hours for which training is planned."""
    wanted = planned_research_compute - set_aside_training
    return np.where(wanted > 0.0, np.minimum(ratio(wanted, idle_training, 1.0), 1.0), 0.0)


@quantity("bn yuan/month")
def own_research_compute(set_aside_training, idle_training, idle_use):
    """Training compute of the company’s own cards, valued at rental cost."""
    return set_aside_training + idle_training * idle_use


@quantity("bn yuan/month")
def wanted_outside_training(
    planned_research_compute,
    own_research_compute,
    training_rent,
    training_rule,
    opening_cash,
    research_cash_cover,
):
    """Rented training compute that the plan requires beyond own cards, limited by cash where that is the rule."""
    missing = np.maximum(planned_research_compute - own_research_compute, 0.0)
    wanted = missing * training_rent
    affordable = ratio(np.maximum(opening_cash, 0.0), research_cash_cover, BEYOND)
    return choose(training_rule, wanted, wanted, np.minimum(wanted, affordable))


@quantity("bn yuan/month")
def research_compute(running_cost, compute_depreciation, training_part, outside_research_compute):
    """Cost of training compute: fleet hours used for training, and rented training compute."""
    return (
        total((running_cost + compute_depreciation) * training_part, "platform")
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
