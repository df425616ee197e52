"""Runway by name: how long money lasts, under each of the definitions people use."""

import math

import numpy as np

from econ.arguments import number
from econ.vocabulary import Array

STATIC, LOSS, ZERO_CASH, COVENANT, LIQUIDITY, DECISION = "static", "loss", "zero-cash", "covenant", "liquidity", "decision"
DEFINITIONS = {
    STATIC: "cash over recent net burn a month",
    LOSS: "cash over adjusted net loss a month",
    ZERO_CASH: "the first month in which cash on the path ahead is gone, within the month on a straight line",
    COVENANT: "the first month in which cash is below the least that must be held",
    LIQUIDITY: "the month in which cash and what can still be drawn are gone",
    DECISION: "the covenant month less the time it takes to raise money",
}


def runway(definition: str, *, cash: float | Array, burn: float | Array = 0.0, minimum: float = 0.0, undrawn: float = 0.0,
           lead: float = 0.0) -> float | Array:
    """Months that money lasts under a definition of `DEFINITIONS`; infinite where it does not end.

    `static` and `loss`: `cash` is a balance and `burn` what is burnt, or lost, a month. The others: `cash` is the opening
    balance and the closing balances of the months after it, shape (…, months + 1); `minimum` is what a covenant wants,
    `undrawn` what can still be drawn, `lead` the months that raising money takes. Vectorised over the leading axes.
    `ValueError` for what is no number, and for a path without its opening balance.
    """
    if not isinstance(definition, str) or definition not in DEFINITIONS:
        raise ValueError(f"there is no runway called «{definition}»; there are {', '.join(DEFINITIONS)}")
    held, burnt = _numbers(cash), _numbers(burn)
    if np.isinf(burnt).any():
        raise ValueError("burn must be finite in every month")
    if definition in (STATIC, LOSS):
        if held.ndim and burnt.ndim and held.shape != burnt.shape:
            raise ValueError(f"cash has the shape {held.shape} and burn {burnt.shape}: they must be alike")
        with np.errstate(divide="ignore", invalid="ignore"):
            months = np.where(burnt > 0.0, np.maximum(held, 0.0) / burnt, np.inf)
        return months if months.ndim else float(months)
    number(minimum, "minimum")
    number(undrawn, "undrawn money", from_zero=True)
    number(lead, "lead", from_zero=True)
    floor = {ZERO_CASH: 0.0, COVENANT: minimum, LIQUIDITY: -undrawn, DECISION: minimum}[definition]
    months = _crossing(held - floor)
    months = np.maximum(months - lead, 0.0) if definition == DECISION else months
    return months if months.ndim else float(months)


def _numbers(values):
    """Balances and burn as an array; money without end is a balance, and burn without end is none."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        array = np.array(np.nan)
    if np.isnan(array).any():
        raise ValueError("cash and burn must be numbers in every month")
    return array


def _crossing(headroom):
    """The month in which a path of balances, the opening one first, falls below zero; between balances on a straight line."""
    if headroom.ndim == 0 or headroom.shape[-1] < 2:
        raise ValueError("a path of cash needs its opening balance and at least one month")
    below = headroom < 0.0
    first = below.argmax(axis=-1)
    before = np.take_along_axis(headroom, np.maximum(first - 1, 0)[..., np.newaxis], axis=-1)[..., 0]
    after = np.take_along_axis(headroom, first[..., np.newaxis], axis=-1)[..., 0]
    within = np.where(first > 0, first - 1.0 + before / np.where(before == after, 1.0, before - after), 0.0)
    return np.where(below.any(axis=-1), within, np.inf)


def growing_burn(cash: float, burn: float, growth: float) -> float:
    """Months that cash lasts when burn grows by a rate a month, in closed form; infinite where it shrinks fast enough."""
    held = max(number(cash, "cash", endless=True), 0.0)
    if number(growth, "growth") <= -1.0:
        raise ValueError(f"burn cannot shrink by all of itself or more in a month, as a growth of {growth:g} would have it")
    if number(burn, "burn") <= 0.0:
        return math.inf
    if growth == 0.0:
        return held / burn
    left = 1.0 + held * growth / burn
    return math.log(left) / math.log(1.0 + growth) if left > 0.0 else math.inf


def burn_multiple(net_burn: float, new_recurring_revenue: float) -> float:
    """Net burn for each unit of yearly recurring revenue added; infinite where none was added."""
    burnt, added = number(net_burn, "net burn"), number(new_recurring_revenue, "recurring revenue added")
    return burnt / added if added > 0.0 else math.inf
