"""Rivals: their lists and reactions, and users’ choice between them and this company.

Users choose within a class of models by price, with a constant elasticity of substitution. Total demand for the class responds
to its price index with a separate elasticity.
"""

import numpy as np

from econ.engine.quantity import quantity
from econ.engine.vocabulary import lagged, largest, total
from econ.units import BEYOND, MONTHS_A_YEAR, THOUSAND


@quantity("yuan/Mtok", per=("tier", "competitor"))
def rival_stated_price(
    cached_share,
    rival_cached_price,
    uncached_share,
    rival_input_price,
    output_share,
    rival_output_price,
):
    """A rival’s list price for this tier’s token mix, at the exchange rate at which dollar prices are stated."""
    return (
        cached_share * rival_cached_price
        + uncached_share * rival_input_price
        + output_share * rival_output_price
    )


@quantity("yuan/Mtok", per=("tier", "competitor"))
def rival_price(rival_stated_price, rival_exchange):
    """A rival’s list price for this tier’s token mix."""
    return rival_stated_price * rival_exchange


@quantity("dollar/Mtok", per=("tier", "competitor"))
def rival_dollar_price(rival_price, yuan_per_dollar):
    """A rival’s list price for this tier’s token mix, in dollars."""
    return rival_price / yuan_per_dollar


@quantity("yuan/Mtok", per=("tier", "competitor"))
def rival_reference_price(
    cached_share,
    initial_rival_cached_price,
    uncached_share,
    initial_rival_input_price,
    output_share,
    initial_rival_output_price,
):
    """A rival’s list price for this tier’s token mix at the start of the forecast."""
    cached = cached_share * initial_rival_cached_price
    return (
        cached
        + uncached_share * initial_rival_input_price
        + output_share * initial_rival_output_price
    )


@quantity("x", signed=True)
def rival_cut_size(rival_cut_depth):
    """Logarithm of rivals’ prices after a cut by all of them, relative to those before it."""
    return np.log(1.0 - rival_cut_depth)


@quantity("month")
def months_passed_on(month, pass_on_start):
    """Months in which rivals have passed on falling cost and made progress of their own."""
    return np.maximum(month - pass_on_start, 0.0)


@quantity("x", per="tier", signed=True)
def rival_cost_move(common_cost, past_common_cost, months_passed_on, rival_progress):
    """Logarithm of rivals’ cost relative to the month from which they pass it on: cheaper common hardware, and their own progress."""
    begin = lagged(common_cost, past_common_cost, months_passed_on)
    hardware = np.where((common_cost > 0.0) & (begin > 0.0), common_cost / begin, 1.0)
    return np.log(hardware) - rival_progress * months_passed_on / MONTHS_A_YEAR


@quantity("x", per="tier", signed=True)
def rival_steady_move(rival_pass_through, rival_cost_move, rival_price_decline, months_passed_on):
    """Logarithm of the change in all rivals’ prices from falling cost and from a steady decline for other reasons."""
    steady = rival_price_decline * months_passed_on / MONTHS_A_YEAR
    return rival_pass_through * rival_cost_move - steady


@quantity("x", per="tier", signed=True)
def rival_cut(month, rival_cut_month, rival_cut_size, rival_steady_move):
    """Logarithm of the change in all rivals’ prices from a cut by all of them and from their steady move."""
    return rival_steady_move + np.where(month >= rival_cut_month, rival_cut_size, 0.0)


@quantity("x", per=("tier", "competitor"), signed=True)
def rival_list_move(rival_price, rival_reference_price):
    """Logarithm of a rival’s list price relative to the start of the forecast."""
    return np.log(rival_price / rival_reference_price)


@quantity("x", per="tier")
def awaited_rival_fall(rival_trigger):
    """Fall of a rival’s price that triggers the company’s cut, as a logarithm."""
    return -np.log(1.0 - rival_trigger)


@quantity("switch", per="tier")
def rival_has_cut(rival_list_move, rival_cut, awaited_rival_fall):
    """Whether any rival’s price has fallen far enough to trigger the company’s cut."""
    deepest = largest(-(rival_list_move + rival_cut), "competitor")
    return np.where(deepest >= awaited_rival_fall, 1.0, 0.0)


@quantity("elasticity", per="tier", signed=True)
def class_elasticity(market_elasticity, price_elasticity):
    """Response of demand for the whole class to its price level, never stronger than the response for one provider in it."""
    return np.maximum(market_elasticity, price_elasticity)


@quantity("elasticity", per="tier", signed=True)
def substitution(price_elasticity, class_elasticity, usual_share):
    """Response of market share to relative price that gives demand its stated price elasticity at the company’s usual share."""
    return (price_elasticity - usual_share * class_elasticity) / (1.0 - usual_share)


@quantity("share", per=("tier", "competitor"))
def rival_starting_share(rival_weight, starting_share):
    """A rival’s share of the class at launch prices, in proportion to how closely it competes."""
    return (1.0 - starting_share) * rival_weight / total(rival_weight, "competitor")


@quantity("share", per=("tier", "competitor"), above_one=True)
def rival_list_pull(rival_starting_share, rival_list_move, substitution):
    """A rival’s pull on users from its own list, relative to the pull of all providers at launch prices."""
    return rival_starting_share * np.exp(substitution * rival_list_move)


@quantity("share", per="tier", above_one=True)
def rivals_list_pull(rival_list_pull):
    """Combined pull of all rivals on users from their own lists, relative to the pull of all providers at launch prices."""
    return total(rival_list_pull, "competitor")


@quantity("x", per="tier")
def common_pull(rival_cut, matched_change, substitution):
    """Factor on the pull of every rival from moves that all rivals make alike, on their own or to match the company."""
    return np.exp(substitution * (rival_cut + matched_change))


@quantity("share", per="tier", above_one=True)
def own_pull(starting_share, price_change, substitution, standing):
    """This company’s pull on users from its price and its models, relative to the pull of all providers at launch prices."""
    return starting_share * np.exp(substitution * price_change + standing)


@quantity("share", per="tier", above_one=True)
def market_pull(own_pull, rivals_list_pull, common_pull):
    """Combined pull of all providers on users, relative to launch prices."""
    return own_pull + rivals_list_pull * common_pull


@quantity("share", per="tier")
def market_share(own_pull, market_pull):
    """Share of the class that chooses this company’s model, from any host; at most one, even with overridden quantities."""
    return np.minimum(own_pull / market_pull, 1.0)


@quantity("x", per="tier", signed=True)
def market_price_change(market_pull, substitution):
    """Logarithm of the class’s price index relative to launch prices; better models lower the index as lower prices do."""
    return np.log(market_pull) / substitution


@quantity("x", per="tier", signed=True)
def rivals_list_move(rivals_list_pull, starting_share, substitution):
    """Logarithm of rivals’ combined list price relative to the start of the forecast, weighted by how closely each competes."""
    return np.log(rivals_list_pull / (1.0 - starting_share)) / substitution


@quantity("x", per="tier", signed=True)
def rivals_own_move(rivals_list_move, rival_cut):
    """Logarithm of rivals’ prices relative to the start of the forecast, from their own moves without matching the company."""
    return rivals_list_move + rival_cut


@quantity("x", per="tier", signed=True)
def price_gap(price_change, rivals_own_move):
    """Logarithm of the company’s price change relative to rivals’ own moves, both since the start of the forecast."""
    return price_change - rivals_own_move


@quantity("x", per="tier", signed=True)
def matched_change(price_gap, past_price_gap, match_lag, rival_match_share):
    """Logarithm of rivals’ price reductions that match the company after a lag: a share of the gap where its price fell further."""
    return rival_match_share * np.minimum(lagged(price_gap, past_price_gap, match_lag), 0.0)


@quantity("elasticity", per="tier", signed=True)
def own_elasticity(
    market_share, substitution, class_elasticity, cross_elasticity, spend_share, preference
):
    """Response of demand to the tier’s price while rivals and other tiers do not move: switching to both, and growth of the class."""
    among_rivals = substitution * (1.0 - market_share) + class_elasticity * market_share
    lost_to_tiers = cross_elasticity * (1.0 - spend_share * preference)
    more_to_spend = (1.0 + among_rivals) * spend_share * (1.0 - preference)
    return among_rivals - lost_to_tiers + more_to_spend


@quantity("elasticity", per="tier", signed=True)
def own_response(own_elasticity, leakage_sensitivity, leakage):
    """Response of the company’s demand to the tier’s price while rivals and hosts do not move, including users lost to hosts."""
    return own_elasticity - leakage_sensitivity * leakage


@quantity("share", per="tier", may_be_beyond=True)
def lerner_margin(own_response):
    """Unit margin of the highest gross profit if rivals and hosts do not move (Lerner); beyond reach where demand is inelastic."""
    return np.where(own_response < -1.0, -1.0 / own_response, BEYOND)


@quantity("share", per=("tier", "competitor"))
def rival_share(rival_list_pull, common_pull, market_pull):
    """Share of the class that chooses a rival’s model; at most one, even with overridden quantities."""
    return np.minimum(rival_list_pull * common_pull / market_pull, 1.0)


@quantity("yuan/Mtok", per=("tier", "competitor"))
def rival_price_charged(rival_price, rival_cut, matched_change):
    """Price a rival charges for this tier’s token mix: its list, adjusted for cost passed on, cuts and matching."""
    return rival_price * np.exp(rival_cut + matched_change)


@quantity("yuan/Mtok", per="tier", may_be_undefined=True)
def rival_cost(common_cost, rival_progress, months_passed_on):
    """Cost of this tier’s mix to a rival on common hardware with its own progress; undefined where nobody can serve the tier."""
    return common_cost * np.exp(-rival_progress * months_passed_on / MONTHS_A_YEAR)


@quantity("bn yuan/month", per="tier", signed=True, may_be_undefined=True)
def rival_gross_profit(class_demand, rival_share, rival_price_charged, rival_cost):
    """Gross profit of all rivals in a tier, if each serves its users at common cost and everyone has adapted to prices."""
    earned = total(rival_share * rival_price_charged, "competitor")
    return class_demand * (earned - total(rival_share, "competitor") * rival_cost) / THOUSAND
