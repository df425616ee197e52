"""The core of the model, small enough to write in other tools: cards, capacity, price, demand, revenue, burn and cash.

`core.xmile` is the same model. It reads a stock at the start of a month; here that is last month's closing value.
"""

from typing import Any

import numpy as np

from econ.arrays import AXES, DIMENSIONS
from econ.engine.evaluate import evaluate
from econ.engine.model import Model
from econ.engine.quantity import quantity

MONTHS = 60
GIVEN = {
    "cards_ordered": 60000.0,
    "delivery_delay": 3.0,
    "ramp_length": 12.0,
    "service_life": 60.0,
    "card_throughput": 0.004,
    "card_price": 8e-5,
    "card_upkeep": 2e-6,
    "first_price": 24.0,
    "cut_depth": 0.6,
    "cut_month": 9.0,
    "reference_demand": 20.0,
    "market_growth": 0.05,
    "elasticity": 1.4,
    "adoption_time": 4.0,
    "team_cost": 0.5,
    "team_growth": 0.01,
    "initial_fleet": 6000.0,
    "initial_cash": 50.0,
}
DRAWN = (
    "cards_ordered",
    "delivery_delay",
    "card_throughput",
    "cut_depth",
    "market_growth",
    "elasticity",
    "team_cost",
)
SPREAD = 0.2  # range of draws on either side of the given value, relative to it


@quantity("card/month")
def deliveries(month, delivery_delay, ramp_length, cards_ordered):
    """Cards delivered."""
    return np.where(
        (month >= delivery_delay) & (month < delivery_delay + ramp_length),
        cards_ordered / ramp_length,
        0.0,
    )


@quantity("card/month")
def retirements(opening_fleet, service_life):
    """Cards retired."""
    return opening_fleet / service_life


@quantity("card")
def fleet(opening_fleet, deliveries, retirements):
    """Cards in service."""
    return opening_fleet + deliveries - retirements


@quantity("Ttok/month")
def capacity(opening_fleet, card_throughput):
    """Tokens that the cards can serve."""
    return opening_fleet * card_throughput


@quantity("yuan/Mtok")
def price(month, cut_month, first_price, cut_depth):
    """Price per million tokens."""
    return np.where(month >= cut_month, first_price * (1.0 - cut_depth), first_price)


@quantity("Ttok/month")
def wanted(month, reference_demand, market_growth, elasticity, price, first_price):
    """Tokens demanded once customers have fully adapted to the price."""
    return reference_demand * np.exp(
        market_growth * month - elasticity * np.log(price / first_price)
    )


@quantity("Ttok/month")
def initial_demand(reference_demand):
    """Tokens demanded at the start."""
    return reference_demand


@quantity("Ttok/month")
def demand(opening_demand, wanted, adoption_time):
    """Tokens demanded."""
    return opening_demand + (wanted - opening_demand) / adoption_time


@quantity("Ttok/month")
def served(opening_demand, capacity):
    """Tokens served."""
    return np.minimum(opening_demand, capacity)


@quantity("bn yuan/month")
def revenue(served, price):
    """Revenue from tokens served."""
    return served * price / 1000.0


@quantity("bn yuan/month")
def outlay(month, team_cost, team_growth, opening_fleet, card_upkeep):
    """Cost of the team and of cards in service."""
    return team_cost * np.exp(team_growth * month) + card_upkeep * opening_fleet


@quantity("bn yuan/month")
def burn(outlay, deliveries, card_price, revenue):
    """Outlay and card purchases less revenue."""
    return outlay + card_price * deliveries - revenue


@quantity("bn yuan")
def cash(opening_cash, burn):
    """Cash at month end."""
    return opening_cash - burn


EQUATIONS: tuple[Any, ...] = (  # functions, each with its `quantity`
    deliveries,
    retirements,
    fleet,
    capacity,
    price,
    wanted,
    initial_demand,
    demand,
    served,
    revenue,
    outlay,
    burn,
    cash,
)
MODEL = Model(
    {equation.quantity.name: equation.quantity for equation in EQUATIONS}, dict.fromkeys(GIVEN, ())
)


def draws(count):
    """Values of the drawn inputs, one per draw."""
    random = np.random.default_rng(1)
    return {key: GIVEN[key] * random.uniform(1.0 - SPREAD, 1.0 + SPREAD, count) for key in DRAWN}


def run(rows, count):
    """Cash at the end of each month, shape (draws, months), evaluated by the engine of the full model."""
    inputs = {
        key: np.reshape(rows.get(key, value), (1,) * (AXES - 1) + (-1,))
        for key, value in GIVEN.items()
    }
    values = evaluate(MODEL, inputs, MONTHS, (1,) * len(DIMENSIONS), count, keep=("cash",))
    return values["cash"].reshape(MONTHS, count).T
