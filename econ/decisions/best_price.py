"""Best prices: the capacity rent where demand is elastic, and the limit price that other hosts of the weights set."""

import dataclasses

import numpy as np

from econ.arrays import Array
from econ.outlook import Outlook, run
from econ.pricing import TierMoves, limit_price, pool_prices
from econ.risk.draws import elasticity_range
from econ.units import HOURS_A_MONTH, MILLION

RENT_QUANTITIES = (
    "card_need",
    "own_elasticity",
    "demand",
    "blended_price",
    "power_hour_cost",
    "serving_fleet",
    "price_realisation",
    "paid_room",
)
LARGEST_SHOWN_MULTIPLE = 2.0  # of the highest list price: a limit price above it is not drawn
LIMIT_QUANTITIES = (
    "blended_price",
    "market_share",
    "own_share",
    "substitution",
    "class_elasticity",
    "spend_share",
    "preference",
)
RESPONSE_ASSUMPTIONS = ("leakage_sensitivity", "rival_match_share", "cross_elasticity")


@dataclasses.dataclass(frozen=True, kw_only=True)
class CapacityRent:
    """The value of one card-hour at the best prices, in yuan; None where no price is best.

    `avoidable` is the cost by tier that is saved when a card is idle, in yuan/Mtok, and `multiples` the factor of
    scarcity on it. `inelastic` are the tiers that have no best price because their demand is inelastic.
    """

    rent: float | None
    avoidable: dict[str, float]
    multiples: dict[str, float]
    inelastic: tuple[str, ...]


def capacity_rent(outlook: Outlook, month: int, draw: int = 0) -> CapacityRent:
    """The capacity rent in one month of a draw, from the elasticity, avoidable cost, card need and demand of each tier.

    The avoidable cost is the electricity of the fleet, over the share of a price that the company keeps.
    """
    case, tiers = outlook.case, list(outlook.case.elements["tier"])

    def by_element(name, dimension):
        return [
            outlook.at(f"{name}.{element}", month, draw) for element in case.elements[dimension]
        ]

    needs, elasticities = by_element("card_need", "tier"), by_element("own_elasticity", "tier")
    serving = by_element("serving_fleet", "platform")
    cards = sum(serving)
    electricity = np.average(
        by_element("power_hour_cost", "platform"), weights=serving if cards > 0.0 else None
    )
    kept = outlook.at("price_realisation", month, draw)
    costs = [float(electricity) * need / kept for need in needs]
    avoidable = dict(zip(tiers, costs, strict=True))
    inelastic = tuple(
        tier for tier, elasticity in zip(tiers, elasticities, strict=True) if -elasticity <= 1.0
    )
    if inelastic or not all(needs):
        return CapacityRent(rent=None, avoidable=avoidable, multiples={}, inelastic=inelastic)
    prices = pool_prices(
        costs,
        [-elasticity for elasticity in elasticities],
        by_element("demand", "tier"),
        by_element("blended_price", "tier"),
        needs,
        cards * HOURS_A_MONTH / MILLION * outlook.at("paid_room", month, draw),
    )
    rent = prices.shadow_price
    return CapacityRent(
        rent=rent * kept,
        avoidable=avoidable,
        inelastic=(),
        multiples={
            tier: (cost + rent * need) / cost
            for tier, cost, need in zip(tiers, costs, needs, strict=True)
        },
    )


def capacity_rent_at_elastic_end(outlook: Outlook, month: int) -> CapacityRent:
    """The capacity rent in one month with the elasticity of every tier at the elastic end of its range."""
    elastic_ends = {}
    for tier in outlook.case.elements["tier"]:
        _, elastic, _ = elasticity_range(outlook.scenario, tier)
        elastic_ends[f"price_elasticity.{tier}"] = [elastic]
    return capacity_rent(run(outlook.scenario, elastic_ends, keep=RENT_QUANTITIES), month)


def limit_prices(outlook: Outlook, tier: str, draw: int = 0) -> Array:
    """The price of the tier's tokens above which revenue falls, in each month, yuan/Mtok, shape (months,).

    Rivals have matched their part of the move, other hosts keep their prices, and users have adapted. The limit is
    infinite where hosts attract too few users to set one, and zero where even the lowest price is too high.
    """
    price, share, kept, substitution, market, spent, preferred = (
        outlook[f"{name}.{tier}"][draw] for name in LIMIT_QUANTITIES
    )
    pull, match, cross = (outlook[name][draw] for name in RESPONSE_ASSUMPTIONS)
    tiers = TierMoves(across=cross, unmoved=spent, moved=spent * preferred)
    return limit_price(price, share, kept, -substitution, -market, pull, match, tiers)


def limit_price_range(outlook: Outlook, tier: str, month: int) -> tuple[float, float, float]:
    """The limit price in one month at the elasticity in force, at the elastic end and at the stiff end of its range."""
    at_elasticities = run(
        outlook.scenario,
        {f"price_elasticity.{tier}": elasticity_range(outlook.scenario, tier)},
        keep=(*LIMIT_QUANTITIES, *RESPONSE_ASSUMPTIONS),
    )
    in_force, elastic, stiff = (
        float(limit_prices(at_elasticities, tier, draw)[month]) for draw in range(3)
    )
    return in_force, elastic, stiff


def limit_price_lines(
    outlook: Outlook, baseline: Outlook, tier: str
) -> dict[str, tuple[Array, Array]]:
    """The limit price in each month of both runs by the name of its line, infinite where it cannot be drawn beside the list.

    Empty where it cannot be drawn in any month, as where demand is elastic.
    """
    paths = _limit_prices_in_view(outlook, tier), _limit_prices_in_view(baseline, tier)
    return {"limit price": paths} if np.isfinite(paths).any() else {}


def _limit_prices_in_view(outlook: Outlook, tier: str) -> Array:
    """The limit price in each month where it can be drawn beside the list, infinite where it is zero or too high for that."""
    limit = limit_prices(outlook, tier)
    most = LARGEST_SHOWN_MULTIPLE * float(outlook[f"blended_price.{tier}"][0].max())
    is_off_scale = (limit <= 0.0) | (limit > most)
    return np.where(is_off_scale, np.inf, limit)
