"""Burn and runway by name: how long money lasts under each of the definitions in use."""

import math

import numpy as np

from econ.arrays import Array
from econ.finance.arguments import finite_number

STATIC, LOSS, ZERO_CASH, COVENANT = "static", "loss", "zero-cash", "covenant"
LIQUIDITY, ALIVE, DECISION = "liquidity", "default-alive", "decision"
RUNWAY_DEFINITIONS = {  # R1 to R7, in this order
    STATIC: "cash over recent net burn a month",
    LOSS: "cash over recent adjusted net loss a month",
    ZERO_CASH: "until cash on the path ahead falls below zero; within the month on a straight line",
    COVENANT: "until cash on the path ahead falls below the least that must be held",
    LIQUIDITY: "until cash, what can still be drawn and what rounds have promised and not paid are all gone",
    ALIVE: "until cash falls below the least that must be held, with no equity but that of rounds that have closed; alive if "
    "it never does",
    DECISION: "the covenant month less the months that raising money takes; zero where it has passed",
}


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
    """Months that money lasts under a definition of `RUNWAY_DEFINITIONS`; infinite where it does not run out.

    For `static` and `loss`, `cash` is a balance and `burn` the monthly burn or loss. For all others, `cash` is the opening
    balance followed by closing balances, shape (…, months + 1); `minimum` is the cash that a covenant requires, `undrawn`
    the credit that can still be drawn, `lead` the months that raising money takes, and `equity` the new money of each
    month, shape (…, months), which `default-alive` deducts. Vectorised over the leading axes of `cash`, `burn` and
    `equity`; the other arguments are one number each. `ValueError` for anything but numbers, and for a path without an
    opening balance.
    """
    if not isinstance(definition, str) or definition not in RUNWAY_DEFINITIONS:
        raise ValueError(
            f"there is no runway called «{definition}»; there are {', '.join(RUNWAY_DEFINITIONS)}"
        )
    balances, burn_paths, equity_paths = _array(cash), _array(burn), _array(equity)
    if np.isinf(burn_paths).any():
        raise ValueError("burn must be finite in every month")
    if definition in (STATIC, LOSS):
        if balances.ndim and burn_paths.ndim and balances.shape != burn_paths.shape:
            raise ValueError(
                f"cash has the shape {balances.shape} and burn {burn_paths.shape}: they must be alike"
            )
        with np.errstate(divide="ignore", invalid="ignore"):
            lasting = np.maximum(balances, 0.0) / burn_paths
        months = np.where(burn_paths > 0.0, lasting, np.inf)
        return months if months.ndim else float(months)
    finite_number(minimum, "minimum")
    finite_number(undrawn, "undrawn money", not_negative=True)
    finite_number(lead, "lead", not_negative=True)
    floor = {ZERO_CASH: 0.0, LIQUIDITY: -undrawn}.get(definition, minimum)
    if definition == ALIVE:
        balances = _without_equity(balances, equity_paths)
    months = _months_above_zero(balances - floor)
    if definition == DECISION:
        months = np.maximum(months - lead, 0.0)
    return months if months.ndim else float(months)


def default_alive(cash: Array, minimum: float = 0.0, equity: float | Array = 0.0) -> bool | Array:
    """Whether cash never falls below a minimum without new equity (R6); `cash` and `equity` have the shapes of `runway`.

    Interest on the new equity is not deducted. A path computed without the equity is exact, and needs no `equity` here.
    """
    alive = np.isinf(runway(ALIVE, cash=cash, minimum=minimum, equity=equity))
    return alive if np.ndim(alive) else bool(alive)


def gross_burn(
    operating_outflow: float | Array,
    capex: float | Array = 0.0,
    lease_principal: float | Array = 0.0,
) -> float | Array:
    """Cash outflow (B1): operating outflow, capital expenditure and lease principal, each as a positive amount."""
    return operating_outflow + capex + lease_principal


def net_burn(
    operating_cash_flow: float | Array,
    investing_cash_flow: float | Array = 0.0,
    lease_principal: float | Array = 0.0,
) -> float | Array:
    """Cash used before equity and debt (B2): the two flows, with outflows negative, and lease principal."""
    return lease_principal - operating_cash_flow - investing_cash_flow


def growing_burn(cash: float, burn: float, growth: float) -> float:
    """Months that cash lasts when burn grows by a rate a month, in closed form; infinite where cash does not run out."""
    balance = max(finite_number(cash, "cash", allow_infinite=True), 0.0)
    if finite_number(growth, "growth") <= -1.0:
        raise ValueError(
            f"burn cannot shrink by all of itself or more in a month, as a growth of {growth:g} would have it"
        )
    if finite_number(burn, "burn") <= 0.0:
        return math.inf
    if growth == 0.0:
        return balance / burn
    compounded = 1.0 + balance * growth / burn
    return math.log(compounded) / math.log(1.0 + growth) if compounded > 0.0 else math.inf


def burn_multiple(net_burn: float, new_recurring_revenue: float) -> float:
    """Net burn for each unit of yearly recurring revenue added; infinite where none was added."""
    burn = finite_number(net_burn, "net burn")
    added = finite_number(new_recurring_revenue, "recurring revenue added")
    return burn / added if added > 0.0 else math.inf


def _without_equity(path: Array, equity: Array) -> Array:
    """The path less the new money received until each month."""
    if path.ndim == 0 or not np.any(equity):
        return path
    shape = np.broadcast_shapes(np.shape(equity), path[..., 1:].shape)
    received = np.cumsum(np.broadcast_to(equity, shape), axis=-1)
    return path - np.concatenate([np.zeros((*received.shape[:-1], 1)), received], axis=-1)


def _array(values: float | Array) -> Array:
    """Amounts as an array; infinite ones are allowed."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        array = np.array(np.nan)
    if np.isnan(array).any():
        raise ValueError("cash, burn and equity must be numbers in every month")
    return array


def _months_above_zero(headroom: Array) -> Array:
    """Months until a path that begins with the opening balance falls below zero, on straight lines between balances."""
    if headroom.ndim == 0 or headroom.shape[-1] < 2:
        raise ValueError("a path of cash needs its opening balance and at least one month")
    below = headroom < 0.0
    first = below.argmax(axis=-1)
    previous = np.maximum(first - 1, 0)
    before = np.take_along_axis(headroom, previous[..., np.newaxis], axis=-1)[..., 0]
    after = np.take_along_axis(headroom, first[..., np.newaxis], axis=-1)[..., 0]
    fraction = before / np.where(before == after, 1.0, before - after)
    months = np.where(first > 0, first - 1.0 + fraction, 0.0)
    return np.where(below.any(axis=-1), months, np.inf)
