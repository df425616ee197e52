"""What the best prices would be: the capacity rent where demand is elastic, and the price at which hosts put a limit."""

import dataclasses

import numpy as np

from econ.arrays import Array
from econ.outlook import Outlook, run
from econ.pricing import limit_price, pool_prices
from econ.risk.draws import elasticity_range
from econ.units import HOURS_A_MONTH, MILLION

RENT_QUANTITIES = (
    "card_need",
    "own_elasticity",
    "demand",
    "blended_price",
    "fleet_share",
    "power_hour_cost",
    "serving_fleet",
    "price_realisation",
    "paid_room",
)
LARGEST_SHOWN_MULTIPLE = 2.0  # times the dearest month of the list: as far as a limit is drawn
LIMIT_QUANTITIES = (
    "blended_price",
    "market_share",
    "own_share",
    "substitution",
    "class_elasticity",
)
RESPONSE_ASSUMPTIONS = ("leakage_sensitivity", "rival_match_share")


@dataclasses.dataclass(frozen=True, kw_only=True)
class CapacityRent:
    """What an hour of a card is worth at the best prices (E11): none where no price is the best.

    `avoidable` is the cost that stops when a card rests, by tier, in yuan/Mtok; `multiples` what scarcity makes of it.
    """

    rent: float | None
    avoidable: dict[str, float]
    multiples: dict[str, float]
    inelastic: tuple[str, ...]


def capacity_rent(outlook: Outlook, month: int, draw: int = 0) -> CapacityRent:
    """The capacity rent of one month of a draw, from each tier's own elasticity, avoidable cost, need of cards and demand (E11).

    Avoidable is the electricity of the fleet, over what the company keeps of a price.
    """
    case, tiers = outlook.case, list(outlook.case.elements["tier"])
    at = {
        name: {tier: outlook.at(f"{name}.{tier}", month, draw) for tier in tiers}
        for name in ("card_need", "own_elasticity", "demand", "blended_price")
    }
    share, hour, cards = (
        [outlook.at(f"{name}.{platform}", month, draw) for platform in case.elements["platform"]]
        for name in ("fleet_share", "power_hour_cost", "serving_fleet")
    )
    power, kept = (
        float(np.average(hour, weights=share)),
        outlook.at("price_realisation", month, draw),
    )
    cost = {tier: power * at["card_need"][tier] / kept for tier in tiers}
    stiff = tuple(tier for tier in tiers if -at["own_elasticity"][tier] <= 1.0)
    if stiff or not all(at["card_need"].values()):
        return CapacityRent(rent=None, avoidable=cost, multiples={}, inelastic=stiff)
    found = pool_prices(
        *(
            [pick[tier] for tier in tiers]
            for pick in (
                cost,
                {tier: -at["own_elasticity"][tier] for tier in tiers},
                at["demand"],
                at["blended_price"],
                at["card_need"],
            )
        ),
        sum(cards) * HOURS_A_MONTH / MILLION * outlook.at("paid_room", month, draw),
    )
    rent = found.shadow_price
    return CapacityRent(
        rent=rent * kept,
        avoidable=cost,
        inelastic=(),
        multiples={
            tier: (cost[tier] + rent * at["card_need"][tier]) / cost[tier] for tier in tiers
        },
    )


def capacity_rent_at_elastic_end(outlook: Outlook, month: int) -> CapacityRent:
    """The capacity rent of one month with the elasticity of every tier at the elastic end of its range."""
    ends = {
        f"price_elasticity.{tier}": [elasticity_range(outlook.scenario, tier)[1]]
        for tier in outlook.case.elements["tier"]
    }
    return capacity_rent(run(outlook.scenario, ends, keep=RENT_QUANTITIES), month)


def limit_prices(outlook: Outlook, tier: str, draw: int = 0) -> Array:
    """The price of the tier's tokens, yuan/Mtok, beyond which a dearer one earns no more, in each month, shape (months,).

    Rivals have matched their part of the move by then, hosts stand still and everybody has adapted. It is infinite where hosts do
    not pull enough to put a limit, and nothing where even the lowest price would be too dear.
    """
    price, share, kept, substitution, market = (
        outlook[f"{name}.{tier}"][draw] for name in LIMIT_QUANTITIES
    )
    pull, match = (outlook[name][draw] for name in RESPONSE_ASSUMPTIONS)
    return limit_price(price, share, kept, -substitution, -market, pull, match)


def limit_price_range(outlook: Outlook, tier: str, month: int) -> tuple[float, float, float]:
    """The limit price of one month as the elasticity is, and at the elastic and the stiff end of its range."""
    found = run(
        outlook.scenario,
        {f"price_elasticity.{tier}": elasticity_range(outlook.scenario, tier)},
        keep=(*LIMIT_QUANTITIES, *RESPONSE_ASSUMPTIONS),
    )
    now, elastic, stiff = (
        float(limit_prices(found, tier, draw)[month]) for draw in range(found.draws)
    )
    return now, elastic, stiff


def limit_prices_in_view(outlook: Outlook, tier: str) -> Array:
    """The limit price in each month as far as it can be drawn beside the list, not a number elsewhere."""
    limit, most = (
        limit_prices(outlook, tier),
        LARGEST_SHOWN_MULTIPLE * float(outlook[f"blended_price.{tier}"][0].max()),
    )
    return np.where((limit > 0.0) & (limit <= most), limit, np.nan)
