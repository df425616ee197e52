"""Links between quantities that have no effect under some assumptions; each is tested bit for bit against the plain run.

A link names an effect, a cause, and the condition under which the cause cannot change the effect. The condition is a function
whose parameters name assumptions, just as the parameters of an equation name its causes. A link may also list quantities that must
not be overridden for the condition to hold.
"""

from econ.engine.pruning import InertLink
from econ.engine.vocabulary import choose


def cut_by_other_rule(cut_rule):
    """The price cut does not wait for the queue, so neither prices nor demand depend on last month’s fill rate."""
    return choose(cut_rule, True, True, False, True)


def no_wait_for_rivals(cut_rule):
    """The price cut does not wait for a rival."""
    return choose(cut_rule, True, True, True, False)


def research_is_not_rationed(training_rule):
    """Rented training compute does not depend on cash."""
    return choose(training_rule, True, True, False)


def no_brakes(brakes):
    """Spending does not stop at the reserve."""
    return choose(brakes, True, False)


def research_is_planned(training_rule):
    """Training compute does not depend on revenue."""
    return choose(training_rule, True, False, True)


def no_margin_kept(list_rule):
    """The list does not keep a margin."""
    return choose(list_rule, True, False, True, True, True)


def no_rivals_followed(list_rule):
    """The list does not follow rivals."""
    return choose(list_rule, True, True, False, True, True)


def no_hosts_followed(list_rule):
    """The list does not follow hosts."""
    return choose(list_rule, True, True, True, False, True)


def no_cost_passed_on(list_rule):
    """The list does not pass on cost savings."""
    return choose(list_rule, True, True, True, True, False)


def list_is_held(list_rule):
    """The list is never reviewed, so it does not depend on last month’s fill rate."""
    return choose(list_rule, True, False, False, False, False)


def orders_are_planned(order_rule):
    """Orders do not follow demand."""
    return choose(order_rule, True, False)


def lists_stand_still(
    rival_cached_price,
    initial_rival_cached_price,
    rival_input_price,
    initial_rival_input_price,
    rival_output_price,
    initial_rival_output_price,
    yuan_per_dollar,
    stated_yuan_per_dollar,
):
    """No rival changes its list price, and the exchange rate is that of the lists."""
    unchanged = (rival_cached_price == initial_rival_cached_price) & (
        rival_input_price == initial_rival_input_price
    )
    unchanged = unchanged & (rival_output_price == initial_rival_output_price)
    return unchanged & (yuan_per_dollar == stated_yuan_per_dollar)


def no_shares_given_back(redemption_right):
    """No investor redeems shares."""
    return choose(redemption_right, True, True, False)


def no_credit_line(credit_limit):
    """There is no credit line."""
    return credit_limit == 0.0


def paid_at_once(closing_part):
    """Rounds are paid in full at closing."""
    return closing_part >= 1.0


LIST_MOVE = (
    "rival_list_move",
    "rival_price",
    "rival_stated_price",
    "rival_exchange",
    "exchange_multiple",
    "rival_reference_price",
)
INERT_LINKS = (
    InertLink("cut_due", "queue_is_gone", cut_by_other_rule),
    InertLink("cut_due", "rival_has_cut", no_wait_for_rivals),
    InertLink("wanted_move", "margin_move", no_margin_kept),
    InertLink("wanted_move", "rivals_move", no_rivals_followed),
    InertLink("wanted_move", "hosts_move", no_hosts_followed),
    InertLink("wanted_move", "pass_on_move", no_cost_passed_on),
    InertLink("list_move", "largest_fall", list_is_held),
    InertLink("new_orders", "demanded_orders", orders_are_planned),
    InertLink("new_orders", "affordable_orders", orders_are_planned),
    InertLink("wanted_outside_training", "opening_cash", research_is_not_rationed),
    InertLink("pace_under_brakes", "opening_cash", no_brakes),
    InertLink("pace_under_brakes", "reserve", no_brakes),
    InertLink("kept_money", "opening_braked_reserve", no_brakes),
    InertLink("planned_research_compute", "training_from_revenue", research_is_planned),
    InertLink("rival_list_pull", "rival_list_move", lists_stand_still, LIST_MOVE),
    InertLink("redeemed_so_far", "redemption_claim", no_shares_given_back, ("redemption_claim",)),
    InertLink("redeemed_so_far", "redeemed", no_shares_given_back, ("redeemed",)),
    InertLink("credit_interest", "opening_debt", no_credit_line, ("debt",)),
    InertLink("credit_fee", "opening_debt", no_credit_line, ("debt",)),
    InertLink("debt_draws", "debt", no_credit_line, ("debt",)),
    InertLink("debt_draws", "opening_debt", no_credit_line, ("debt",)),
    InertLink("debt_repayments", "debt", no_credit_line, ("debt",)),
    InertLink("debt_repayments", "opening_debt", no_credit_line, ("debt",)),
    InertLink("cash", "debt", no_credit_line, ("debt",)),
    InertLink("paid_in", "rest_is_due", paid_at_once, ("rest_is_due",)),
)
