"""Prices in closed form: what theory says where its conditions hold. Plain functions, usable on their own.

Elasticities are given as positive numbers here, as in the literature: demand falls by `elasticity` per cent when the price
rises by one. Money and tokens may be in any unit, as long as it is one.
"""

import dataclasses
import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import brentq
from scipy.special import lambertw

from econ.arrays import Array

HALVINGS = 60  # enough to reach the last bit of a double
REACH = 12.0  # of the logarithm of a price, within which the limit price is looked for


def blended_price(
    hit: float, miss: float, output: float, hit_share: float, output_share: float
) -> float:
    """Price of a million tokens of a mix; `hit_share` is of input, `output_share` of all tokens."""
    return (1.0 - output_share) * (
        hit_share * hit + (1.0 - hit_share) * miss
    ) + output_share * output


def lerner_price(cost: float, elasticity: float) -> float:
    """The monopoly price without a limit of capacity; `ValueError` where no price is high enough."""
    if elasticity <= 1.0:
        raise ValueError(
            f"with an elasticity of {elasticity:g} every higher price earns more: no price is the best"
        )
    return cost * elasticity / (elasticity - 1.0)


def limit_price(
    price: Array,
    share: Array,
    kept: Array,
    substitution: Array,
    market: Array,
    pull: Array,
    match: Array = 0.0,
) -> Array:
    """The price beyond which a dearer one earns no more, since users go to rivals or to hosts of the same weights.

    At `price` the company's model has a `share` of its class, of which it keeps what does not go to hosts, `kept`;
    `substitution` and `market` are the elasticities of the share and of the class, `pull` that of the odds of going to a host,
    and `match` is the part of a move that rivals follow. Revenue peaks where all together answer with an elasticity of one.
    Infinite where they always answer with less, nothing where they always answer with more.
    """

    def left(
        move,
    ):  # of the elasticity of one: revenue rises with the price while there is something left
        chosen = 1.0 / (1.0 + (1.0 - share) / share * np.exp(substitution * (1.0 - match) * move))
        stay = 1.0 / (1.0 + (1.0 - kept) / kept * np.exp(pull * move))
        among = substitution * (1.0 - match) * (1.0 - chosen) + market * (
            chosen + match * (1.0 - chosen)
        )
        return 1.0 - among - pull * (1.0 - stay)

    low, high = np.full(np.shape(price), -REACH), np.full(np.shape(price), REACH)
    found = price * np.exp(_bisect(left, low, high))
    return np.where(left(low) <= 0.0, 0.0, np.where(left(high) > 0.0, np.inf, found))


def _bisect(gap: Callable[[Array], Array], low: Array, high: Array) -> Array:
    """The root of a falling function between `low` and `high`, element by element."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        above = gap(middle) > 0.0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Constrained:
    """A price under a limit of capacity, and what one more unit of capacity would be worth."""

    price: float
    shadow_price: float


def capacity_price(
    cost: float, elasticity: float, demand: float, at_price: float, capacity: float
) -> Constrained:
    """The best price of one tier whose demand is `demand` at `at_price`, limited by capacity in the same tokens."""
    free = lerner_price(cost, elasticity)
    clearing = at_price * (demand / capacity) ** (1.0 / elasticity)
    if clearing <= free:
        return Constrained(price=free, shadow_price=0.0)
    return Constrained(price=clearing, shadow_price=clearing * (1.0 - 1.0 / elasticity) - cost)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Pool:
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
) -> Pool:
    """The best prices of tiers that share a pool: each is marked up over its cost and its need of the pool's shadow price.

    One entry a tier: cost, elasticity, demand at a price, and capacity a unit of demand needs.
    """
    tiers = tuple(zip(costs, elasticities, demands, at_prices, needs, strict=True))

    def prices(shadow):
        return tuple(
            lerner_price(cost + shadow * need, elasticity) for cost, elasticity, _, _, need in tiers
        )

    def excess(shadow):
        return (
            sum(
                need * demand * (price / at) ** -elasticity
                for price, (_, elasticity, demand, at, need) in zip(
                    prices(shadow), tiers, strict=True
                )
            )
            - capacity
        )

    shadow = 0.0
    if excess(0.0) > 0.0:
        high = 1.0
        while excess(high) > 0.0:
            high *= 2.0
        shadow = float(brentq(excess, 0.0, high, xtol=1e-14))
    return Pool(prices=prices(shadow), shadow_price=shadow)


def depth_for_supply(multiple: float, elasticity: float) -> float:
    """The cut that a supply `multiple` times as large carries, from a price that cleared before."""
    return 1.0 - multiple ** (-1.0 / elasticity)


def supply_for_depth(depth: float, elasticity: float) -> float:
    """How many times the supply a cut presupposes, from a price that cleared before."""
    return (1.0 - depth) ** -elasticity


def break_even_volume(depth: float, margin: float) -> float:
    """Extra volume, as a share, that pays for a cut; infinite where the cut takes the whole margin."""
    return depth / (margin - depth) if margin > depth else math.inf


def _late_loss(depth, elasticity, cost_share):
    """Gross profit a month lost by not having cut when supply is in, in units of price times capacity before."""
    return (1.0 - depth - cost_share) * (1.0 - depth) ** -elasticity


def lead_time(
    elasticity: float,
    depth: float,
    adoption_speed: float,
    stay: float = 1.0,
    cost_share: float = 0.0,
) -> float:
    """Months before a certain supply date at which to cut, so that adoption is under way when cards arrive.

    Before the date capacity is just full at the old price; after it there is room. `adoption_speed` is a month,
    `stay` the share of adoption that still happens while users are refused, `cost_share` unit cost over the old price.
    Not a number where no cut pays at any date: ample capacity at the lower price earns no more than full capacity at the old.
    """
    gain = _late_loss(depth, elasticity, cost_share)
    if gain <= 1.0 - cost_share:
        return math.nan
    if stay <= 0.0:
        return 0.0
    early = depth / (stay * gain)
    if early >= 1.0 - (1.0 - depth) ** elasticity:
        return 0.0
    return max(
        0.0,
        math.log(-elasticity * math.log(1.0 - depth) / -math.log(1.0 - early))
        / (stay * adoption_speed),
    )


def best_chance(elasticity: float, depth: float, cost_share: float = 0.0) -> float:
    """The chance that supply has landed at which a fixed date of the cut is best: a newsvendor's critical ratio.

    Cutting early loses the depth a month, cutting late the profit of the volume not served; one where lateness loses nothing.
    """
    late = _late_loss(depth, elasticity, cost_share) - (1.0 - cost_share)
    return depth / (depth + late) if late > 0.0 else 1.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Logit:
    """A monopoly price under logit demand, and the share of buyers at it."""

    price: float
    share: float


def logit_price(appeal: float, sensitivity: float, cost: float) -> Logit:
    """The best price where buyers choose between this and nothing, with logit odds `appeal − sensitivity × price`."""
    odds = float(lambertw(math.exp(appeal - sensitivity * cost - 1.0)).real)
    return Logit(price=cost + (1.0 + odds) / sensitivity, share=odds / (1.0 + odds))


def own_elasticities(
    weights: Sequence[float], prices: Sequence[float], substitution: float, market: float
) -> tuple[float, ...]:
    """Own-price elasticity of each provider where buyers choose by price between providers, and the market as a whole answers."""
    attraction = np.asarray(weights, dtype=float) * np.asarray(prices, dtype=float) ** -substitution
    share = attraction / attraction.sum()
    return tuple(float(one) for one in substitution * (1.0 - share) + market * share)


def learning_price(
    elasticity: float,
    exponent: float,
    periods: int,
    demand_at_one: float,
    made: float = 1.0,
    cost: float = 1.0,
) -> float:
    """The flat price that is best while cost falls with all that was made, undiscounted: marked up over the last unit's cost.

    Demand a period is `demand_at_one` × price^−elasticity; cost is `cost` when `made` units had been made.
    """

    def gap(price):
        total = made + periods * demand_at_one * price**-elasticity
        return price - lerner_price(cost * (total / made) ** -exponent, elasticity)

    return float(brentq(gap, 1e-9, lerner_price(cost, elasticity), xtol=1e-14))


def waiting_multiple(volatility: float, rate: float, payout: float) -> float:
    """How many times its cost a project must be worth before it pays to give up waiting (McDonald and Siegel).

    All three are a year: volatility of its worth, discount rate, and what waiting forgoes.
    """
    drift = (rate - payout) / volatility**2 - 0.5
    root = math.sqrt(drift**2 + 2.0 * rate / volatility**2) - drift
    return root / (root - 1.0)
