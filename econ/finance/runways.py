"""Burn and runway by name: how long money lasts, under each of the definitions people use."""

import math

import numpy as np

from econ.arrays import Array
from econ.finance.arguments import number

STATIC, LOSS, ZERO_CASH, COVENANT = "static", "loss", "zero-cash", "covenant"
LIQUIDITY, ALIVE, DECISION = "liquidity", "default-alive", "decision"
DEFINITIONS = {  # R1 to R7, in this order
    STATIC: "cash over recent net burn a month",
    LOSS: "cash over recent adjusted net loss a month",
    ZERO_CASH: "until cash on the path ahead falls below zero; within the month on a straight line",
    COVENANT: "until cash on the path ahead falls below the least that must be held",
    LIQUIDITY: "until cash, what can still be drawn and what rounds have promised and not paid are all gone",
    ALIVE: "until cash falls below the least that must be held, with no equity but that of rounds that have closed; alive if "
    "it never does",
    DECISION: "the covenant month less the months that raising money takes; nothing is left where it has passed",
}
SLIP = 0.8  # powers of ten by which a figure may differ from earlier ones of its kind before somebody is asked to look


def runway(
    definition: str,
    *,
    cash: float | Array,
    burn: float | Array = 0.0,
    minimum: float = 0.0,
    undrawn: float = 0.0,
    lead: float = 0.0,
    equity: float | Array = 0.0,
) -> float | Array:
    """Months that money lasts under a definition of `DEFINITIONS`; infinite where it does not end.

    `static` and `loss`: `cash` is a balance and `burn` what is burnt, or lost, a month. The others: `cash` is the opening
    balance and the closing balances of the months after it, shape (…, months + 1); `minimum` is what a covenant wants,
    `undrawn` what can still be drawn, `lead` the months that raising money takes, `equity` the new money that comes in each
    of the months, shape (…, months), which `default-alive` takes off. Vectorised over the leading axes of these three; the
    others are one number. `ValueError` for what
    is no number, and for a path without its opening balance.
    """
    if not isinstance(definition, str) or definition not in DEFINITIONS:
        raise ValueError(
            f"there is no runway called «{definition}»; there are {', '.join(DEFINITIONS)}"
        )
    held, burnt, new = _numbers(cash), _numbers(burn), _numbers(equity)
    if np.isinf(burnt).any():
        raise ValueError("burn must be finite in every month")
    if definition in (STATIC, LOSS):
        if held.ndim and burnt.ndim and held.shape != burnt.shape:
            raise ValueError(
                f"cash has the shape {held.shape} and burn {burnt.shape}: they must be alike"
            )
        with np.errstate(divide="ignore", invalid="ignore"):
            months = np.where(burnt > 0.0, np.maximum(held, 0.0) / burnt, np.inf)
        return months if months.ndim else float(months)
    number(minimum, "minimum")
    number(undrawn, "undrawn money", from_zero=True)
    number(lead, "lead", from_zero=True)
    floor = {ZERO_CASH: 0.0, LIQUIDITY: -undrawn}.get(definition, minimum)
    months = _crossing((_without(held, new) if definition == ALIVE else held) - floor)
    months = np.maximum(months - lead, 0.0) if definition == DECISION else months
    return months if months.ndim else float(months)


def default_alive(cash: Array, minimum: float = 0.0, equity: float | Array = 0.0) -> bool | Array:
    """Whether cash never falls below a minimum when no new equity comes (R6); `cash`, `equity` and shapes as in `runway`.

    What new money would earn in interest is not taken off: a path without it is exact, and then `equity` is nothing.
    """
    alive = np.isinf(runway(ALIVE, cash=cash, minimum=minimum, equity=equity))
    return alive if np.ndim(alive) else bool(alive)


def gross_burn(
    operating_outflow: float | Array,
    capex: float | Array = 0.0,
    lease_principal: float | Array = 0.0,
) -> float | Array:
    """Cash that goes out (B1): operating outflow, plant and what leases are paid off by; each an amount above zero."""
    return operating_outflow + capex + lease_principal


def net_burn(
    operating_cash_flow: float | Array,
    investing_cash_flow: float | Array = 0.0,
    lease_principal: float | Array = 0.0,
) -> float | Array:
    """Cash used up before equity and debt (B2): the two flows, an outflow below zero, and what leases are paid off by."""
    return lease_principal - operating_cash_flow - investing_cash_flow


def unit_slip(value: float, others: list[float]) -> str:
    """What is odd about a figure beside others of its kind, in words; empty unless it is some power of ten off.

    Both are amounts above zero. Published runways have been ten times too short because of this slip.
    """
    usual = float(np.median(others)) if len(others) else 0.0
    if not (value > 0.0 and usual > 0.0) or abs(math.log10(value / usual)) < SLIP:
        return ""
    ratio = value / usual
    size = f"{ratio:.0f} times" if ratio > 1.0 else f"one part in {1.0 / ratio:.0f} of"
    return f"{value:,.4g} is {size} what others of its kind are ({usual:,.4g}): is the unit right?"


def _without(path, equity):
    """The path without the new money that has come by each month."""
    if path.ndim == 0 or not np.any(equity):
        return path
    come = np.cumsum(
        np.broadcast_to(equity, np.broadcast_shapes(np.shape(equity), path[..., 1:].shape)), axis=-1
    )
    return path - np.concatenate([np.zeros((*come.shape[:-1], 1)), come], axis=-1)


def _numbers(values):
    """Balances and burn as an array; money without end is a balance, and burn without end is none."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        array = np.array(np.nan)
    if np.isnan(array).any():
        raise ValueError("cash, burn and equity must be numbers in every month")
    return array


def _crossing(headroom):
    """The month in which a path of balances, the opening one first, falls below zero; between balances on a straight line."""
    if headroom.ndim == 0 or headroom.shape[-1] < 2:
        raise ValueError("a path of cash needs its opening balance and at least one month")
    below = headroom < 0.0
    first = below.argmax(axis=-1)
    before = np.take_along_axis(headroom, np.maximum(first - 1, 0)[..., np.newaxis], axis=-1)[
        ..., 0
    ]
    after = np.take_along_axis(headroom, first[..., np.newaxis], axis=-1)[..., 0]
    within = np.where(
        first > 0, first - 1.0 + before / np.where(before == after, 1.0, before - after), 0.0
    )
    return np.where(below.any(axis=-1), within, np.inf)


def growing_burn(cash: float, burn: float, growth: float) -> float:
    """Months that cash lasts when burn grows by a rate a month, in closed form; infinite where it shrinks fast enough."""
    held = max(number(cash, "cash", endless=True), 0.0)
    if number(growth, "growth") <= -1.0:
        raise ValueError(
            f"burn cannot shrink by all of itself or more in a month, as a growth of {growth:g} would have it"
        )
    if number(burn, "burn") <= 0.0:
        return math.inf
    if growth == 0.0:
        return held / burn
    left = 1.0 + held * growth / burn
    return math.log(left) / math.log(1.0 + growth) if left > 0.0 else math.inf


def burn_multiple(net_burn: float, new_recurring_revenue: float) -> float:
    """Net burn for each unit of yearly recurring revenue added; infinite where none was added."""
    burnt, added = (
        number(net_burn, "net burn"),
        number(new_recurring_revenue, "recurring revenue added"),
    )
    return burnt / added if added > 0.0 else math.inf
