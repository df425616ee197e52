"""Closed forms of pricing theory, valid where their conditions hold.

Elasticities are positive here, as in the literature: demand falls by `elasticity` per cent when the price rises by one per
cent. All money must be in one unit, whichever it is, and so must all tokens.
"""

import dataclasses
import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import brentq
from scipy.special import lambertw

from econ.arrays import Array

_HALVINGS = 60  # enough to reach the last bit of a double
_LARGEST_LOG_MOVE = 12.0  # of the price, up and down, within which the limit price is searched


def blended_price(
    hit: float, miss: float, output: float, hit_share: float, output_share: float
) -> float:
    """The price of a mix of tokens; `hit_share` is a share of input, `output_share` a share of all tokens."""
    return (1.0 - output_share) * (
        hit_share * hit + (1.0 - hit_share) * miss
    ) + output_share * output


def lerner_price(cost: float, elasticity: float) -> float:
    """The monopoly price with ample capacity; `ValueError` where every higher price earns more."""
    if elasticity <= 1.0:
        raise ValueError(
            f"with an elasticity of {elasticity:g} every higher price earns more: no price is the best"
        )
    return cost * elasticity / (elasticity - 1.0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class TierMoves:
    """Responses by which users move between the tiers of a company; their total spending stays the same.

    `across` is the elasticity with which they move. `unmoved` is the share of a tier in what is spent on all of them before anybody
    moves, and `moved` its share afterwards.
    """

    across: float | Array
    unmoved: float | Array
    moved: float | Array


NOBODY_MOVES = TierMoves(across=0.0, unmoved=1.0, moved=1.0)
_LEAST_SUBSTITUTION = 1e-9  # below it the share does not answer to the price


def limit_price(
    price: Array,
    share: Array,
    kept: Array,
    substitution: Array,
    market: Array,
    pull: Array,
    match: float | Array = 0.0,
    tiers: TierMoves | None = None,
) -> Array:
    """The price above which revenue falls, because users go to rivals, to other tiers or to hosts of the same weights.

    At `price` the company's model has a `share` of its class, and `kept` is the part of it that does not go to hosts.
    `substitution` and `market` are the elasticities of the share and of the class, `pull` that of the odds of going to a
    host, and `match` is the part of a price move that rivals follow. `tiers` says how users move to other tiers of the company; without
    it they do not.
    Revenue of the tier peaks where the total elasticity is one.
    Infinite where it is always below one, zero where it is always above.
    """
    users = tiers or NOBODY_MOVES
    pull_of_price = np.maximum(substitution, _LEAST_SUBSTITUTION)

    def below_one(move):
        """One less the total elasticity at a log move of the price; revenue rises while this is positive."""
        chosen = 1.0 / (1.0 + (1.0 - share) / share * np.exp(substitution * (1.0 - match) * move))
        stay = 1.0 / (1.0 + (1.0 - kept) / kept * np.exp(pull * move))
        within_class = substitution * (1.0 - match) * (1.0 - chosen) + market * (
            chosen + match * (1.0 - chosen)
        )
        index = share * np.exp(-pull_of_price * move)
        index += (1.0 - share) * np.exp(-pull_of_price * match * move)
        spent = (1.0 - pull_of_price) * move + (market / pull_of_price - 1.0) * np.log(index)
        before = users.unmoved * np.exp(spent)
        before = before / (before + 1.0 - users.unmoved)
        after = users.moved * np.exp(spent - users.across * move)
        after = after / (after + 1.0 - users.moved)
        to_tiers = users.across * (1.0 - after) - (1.0 - within_class) * (before - after)
        return 1.0 - within_class - pull * (1.0 - stay) - to_tiers

    low = np.full(np.shape(price), -_LARGEST_LOG_MOVE)
    high = np.full(np.shape(price), _LARGEST_LOG_MOVE)
    peak = price * np.exp(_bisect(below_one, low, high))
    limit: Array = np.where(
        below_one(low) <= 0.0, 0.0, np.where(below_one(high) > 0.0, np.inf, peak)
    )
    return limit


def _bisect(gap: Callable[[Array], Array], low: Array, high: Array) -> Array:
    """The root of a falling function between `low` and `high`, element by element."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        above = gap(middle) > 0.0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class ConstrainedPrice:
    """A price under limited capacity, and the worth of one more unit of capacity."""

    price: float
    shadow_price: float


def capacity_price(
    cost: float, elasticity: float, demand: float, at_price: float, capacity: float
) -> ConstrainedPrice:
    """The best price of one tier whose demand is `demand` at `at_price`, with `capacity` in the same tokens."""
    monopoly = lerner_price(cost, elasticity)
    clearing = at_price * (demand / capacity) ** (1.0 / elasticity)
    if clearing <= monopoly:
        return ConstrainedPrice(price=monopoly, shadow_price=0.0)
    return ConstrainedPrice(price=clearing, shadow_price=clearing * (1.0 - 1.0 / elasticity) - cost)


@dataclasses.dataclass(frozen=True, kw_only=True)
class PoolPrices:
    """Prices of several tiers on one pool of cards, and the shadow price of the pool."""

    prices: tuple[float, ...]
    shadow_price: float


def pool_prices(
    costs: Sequence[float],
    elasticities: Sequence[float],
    demands: Sequence[float],
    at_prices: Sequence[float],
    needs: Sequence[float],
    capacity: float,
) -> PoolPrices:
    """The best prices of tiers that share a pool: each is marked up over its cost plus its need times the shadow price.

    One entry a tier: cost, elasticity, demand at a price, and the capacity that a unit of demand needs.
    """
    tiers = tuple(zip(costs, elasticities, demands, at_prices, needs, strict=True))

    def prices(shadow_price):
        return tuple(
            lerner_price(cost + shadow_price * need, elasticity)
            for cost, elasticity, _, _, need in tiers
        )

    def excess(shadow_price):
        load = sum(
            need * demand * (price / at_price) ** -elasticity
            for price, (_, elasticity, demand, at_price, need) in zip(
                prices(shadow_price), tiers, strict=True
            )
        )
        return load - capacity

    shadow_price = 0.0
    if excess(0.0) > 0.0:
        high = 1.0
        while excess(high) > 0.0:
            high *= 2.0
        shadow_price = float(brentq(excess, 0.0, high, xtol=1e-14))
    return PoolPrices(prices=prices(shadow_price), shadow_price=shadow_price)


def depth_for_supply(multiple: float, elasticity: float) -> float:
    """The cut at which a supply `multiple` times as large clears, from a price that cleared before."""
    return 1.0 - multiple ** (-1.0 / elasticity)


def supply_for_depth(depth: float, elasticity: float) -> float:
    """The multiple of supply at which a cut clears, from a price that cleared before."""
    return (1.0 - depth) ** -elasticity


def break_even_volume(depth: float, margin: float) -> float:
    """The extra volume, as a share, at which a cut breaks even; infinite where the cut takes the whole margin."""
    return depth / (margin - depth) if margin > depth else math.inf


def break_even_elasticity(depth: float, margin: float) -> float:
    """The elasticity at which a cut brings in the extra volume that pays for it; infinite where no volume does."""
    volume = break_even_volume(depth, margin)
    return -math.log(1.0 + volume) / math.log(1.0 - depth)


def _profit_after_cut(depth: float, elasticity: float, cost_share: float) -> float:
    """Gross profit a month of the cut price at ample supply, in units of revenue at full capacity before the cut."""
    return (1.0 - depth - cost_share) * (1.0 - depth) ** -elasticity


def lead_time(
    elasticity: float,
    depth: float,
    adoption_speed: float,
    stay: float = 1.0,
    cost_share: float = 0.0,
) -> float:
    """Months before a certain supply date at which to cut, so that adoption is under way when supply arrives.

    Before the date capacity is just full at the old price; after it there is room. `adoption_speed` is a rate a month,
    `stay` the share of adoption that still happens while users are refused, `cost_share` unit cost over the old price. Zero
    where no lead pays. `nan` where no cut pays at any date: ample capacity at the lower price earns no more than full
    capacity at the old one.
    """
    profit = _profit_after_cut(depth, elasticity, cost_share)
    if profit <= 1.0 - cost_share:
        return math.nan
    if stay <= 0.0:
        return 0.0
    adopted = depth / (stay * profit)
    if adopted >= 1.0 - (1.0 - depth) ** elasticity:
        return 0.0
    months = math.log(-elasticity * math.log(1.0 - depth) / -math.log(1.0 - adopted)) / (
        stay * adoption_speed
    )
    return max(0.0, months)


def critical_landing_chance(elasticity: float, depth: float, cost_share: float = 0.0) -> float:
    """The chance that supply has landed at the best fixed date of a cut: the critical ratio of a newsvendor.

    A month of cutting too early loses the depth; a month of cutting too late loses the profit of volume not served. One where
    a late cut loses no profit.
    """
    late_loss = _profit_after_cut(depth, elasticity, cost_share) - (1.0 - cost_share)
    return depth / (depth + late_loss) if late_loss > 0.0 else 1.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class LogitPrice:
    """A monopoly price under logit demand, and the share of buyers at it."""

    price: float
    share: float


def logit_price(appeal: float, sensitivity: float, cost: float) -> LogitPrice:
    """The best price where each buyer buys or does not, with log odds of `appeal − sensitivity × price`."""
    odds = float(lambertw(math.exp(appeal - sensitivity * cost - 1.0)).real)
    return LogitPrice(price=cost + (1.0 + odds) / sensitivity, share=odds / (1.0 + odds))


def own_elasticities(
    weights: Sequence[float], prices: Sequence[float], substitution: float, market: float
) -> tuple[float, ...]:
    """Own-price elasticity of each provider, from substitution between providers and the elasticity of the whole market."""
    attraction = np.asarray(weights, dtype=float) * np.asarray(prices, dtype=float) ** -substitution
    share = attraction / attraction.sum()
    elasticities = substitution * (1.0 - share) + market * share
    return tuple(elasticities.tolist())


def learning_price(
    elasticity: float,
    exponent: float,
    periods: int,
    demand_at_one: float,
    made: float = 1.0,
    cost: float = 1.0,
) -> float:
    """The best flat price while cost falls with cumulative output, undiscounted: a markup over the cost of the last unit.

    Demand a period is `demand_at_one` × price^−elasticity; unit cost is `cost` after `made` units.
    """

    def gap(price):
        cumulative = made + periods * demand_at_one * price**-elasticity
        return price - lerner_price(cost * (cumulative / made) ** -exponent, elasticity)

    return float(brentq(gap, 1e-9, lerner_price(cost, elasticity), xtol=1e-14))


def waiting_multiple(volatility: float, rate: float, payout: float) -> float:
    """The multiple of its cost that a project must be worth before investing beats waiting (McDonald and Siegel).

    All three are a year: volatility of the project's value, discount rate, and the payout that waiting forgoes.
    """
    drift = (rate - payout) / volatility**2 - 0.5
    root = math.sqrt(drift**2 + 2.0 * rate / volatility**2) - drift
    return root / (root - 1.0)
