"""Classes of shares with preferences, their proceeds at an exit, and prices that protect earlier investors.

All money must be in one unit, whichever it is, and so must all numbers of shares.
"""

import dataclasses
from collections.abc import Iterable

import numpy as np

from econ.arrays import Array
from econ.finance.arguments import finite_number


@dataclasses.dataclass(frozen=True)
class ShareClass:
    """One class of shares.

    `preference` and `cap` are total money for the class; the cap includes the preference. Preferences are paid first, those
    of higher `seniority` before lower ones, equals in proportion. A participating class then shares in the rest as well, up
    to its cap. Holders convert into common shares where that pays more.
    """

    name: str
    shares: float
    preference: float = 0.0
    participating: bool = False
    cap: float | None = None
    seniority: float = 0

    def __post_init__(self):
        if not self.name or not isinstance(self.name, str):
            raise ValueError("a class of shares needs a name")
        for quantity, amount in (
            ("number of shares", self.shares),
            ("preference", self.preference),
        ):
            if not finite_number(amount, f"{quantity} of «{self.name}»") >= 0.0:
                raise ValueError(
                    f"«{self.name}» must have a {quantity} that is not negative, not {amount:g}"
                )
        finite_number(self.seniority, f"seniority of «{self.name}»")
        if not isinstance(self.participating, bool | np.bool_):
            raise ValueError(
                f"«{self.name}» participates or does not: True or False, not {self.participating}"
            )
        if self.cap is None:
            return
        finite_number(self.cap, f"cap of «{self.name}»", allow_infinite=True)
        if not self.participating:
            raise ValueError(
                f"«{self.name}» has a cap and does not participate: only participation can be capped"
            )
        if not self.cap >= self.preference:
            raise ValueError(
                f"the cap of «{self.name}» includes its preference and cannot be below it"
            )

    def claim(self, share_value: Array) -> Array:
        """The claim of the class at values of a common share, where all preferences are covered."""
        as_common = self.shares * share_value
        if not self.participating:
            return np.maximum(self.preference, as_common)
        both = self.preference + as_common
        return both if self.cap is None else np.maximum(np.minimum(both, self.cap), as_common)

    def kinks(self) -> list[float]:
        """The values of a common share at which the slope of the claim changes: conversion, and a cap that binds."""
        if not self.shares:
            return []
        if not self.participating:
            return [self.preference / self.shares]
        if self.cap is None:
            return []
        return [(self.cap - self.preference) / self.shares, self.cap / self.shares]


def waterfall(classes: Iterable[ShareClass], exit_value: float | Array) -> dict[str, float | Array]:
    """Proceeds of each class at an exit, by name; for one exit value, or for an array of them in its shape.

    The value of a common share is the one at which all claims sum to the exit value; where preferences exceed the exit
    value, they are paid by seniority. `ValueError` for an empty table, two classes of one name, no shares, or a negative
    exit value.
    """
    table, exit_values = _checked_table(classes), _checked_exit_values(exit_value)
    preferences = sum(share_class.preference for share_class in table)
    share_value = _common_share_value(table, exit_values)
    by_seniority = _preferences_paid(table, exit_values)
    proceeds = {
        share_class.name: np.where(
            exit_values > preferences,
            share_class.claim(share_value),
            by_seniority[share_class.name],
        )
        for share_class in table
    }
    if exit_values.ndim:
        return dict(proceeds)
    return {name: float(money) for name, money in proceeds.items()}


def _checked_exit_values(exit_value: float | Array) -> Array:
    """The exit values as an array, which may be empty."""
    try:
        exit_values = np.asarray(exit_value, dtype=np.float64)
    except (TypeError, ValueError):
        exit_values = np.array(np.nan)
    if not (np.isfinite(exit_values).all() and (exit_values >= 0.0).all()):
        raise ValueError("an exit value must be a finite number that is not negative")
    return exit_values


def _checked_table(classes: Iterable[ShareClass]) -> list[ShareClass]:
    """The classes as a list; `ValueError` where they cannot be classes of one company."""
    table = list(classes) if isinstance(classes, Iterable) else [classes]
    if not table:
        raise ValueError("the table of share classes is empty")
    if not all(isinstance(share_class, ShareClass) for share_class in table):
        raise ValueError("a table of share classes has a ShareClass for each of them")
    if len({share_class.name for share_class in table}) < len(table):
        raise ValueError("two classes of shares have the same name")
    if not sum(share_class.shares for share_class in table) > 0.0:
        raise ValueError("nobody holds a share")
    return table


def _common_share_value(table: list[ShareClass], exit_values: Array) -> Array:
    """The value of a common share at which all claims sum to the exit value.

    The sum of claims is a straight line between neighbouring kinks. Above the last kink all shares are paid alike.
    """
    finite = (kink for share_class in table for kink in share_class.kinks() if np.isfinite(kink))
    kinks = np.array(sorted({0.0, *finite}))
    claims = sum((share_class.claim(kinks) for share_class in table), np.zeros(kinks.shape))
    above = (exit_values - claims[-1]) / sum(share_class.shares for share_class in table)
    between: Array = np.interp(exit_values, claims, kinks)
    value: Array = np.where(exit_values > claims[-1], kinks[-1] + above, between)
    return value


def _preferences_paid(table: list[ShareClass], exit_values: Array) -> dict[str, Array]:
    """Preferences paid from the exit values, the most senior first, equals in proportion."""
    left = exit_values.copy()
    paid: dict[str, Array] = {}
    for seniority in sorted({share_class.seniority for share_class in table}, reverse=True):
        equals = [share_class for share_class in table if share_class.seniority == seniority]
        claims = sum(share_class.preference for share_class in equals)
        part = np.minimum(left / claims, 1.0) if claims > 0.0 else np.zeros(exit_values.shape)
        paid |= {share_class.name: share_class.preference * part for share_class in equals}
        left = np.maximum(left - claims, 0.0)
    return paid


def weighted_average_price(
    old_price: float, shares_outstanding: float, new_money: float, new_price: float
) -> float:
    """The conversion price of protected shares after a round at a lower price, by weighted average.

    `shares_outstanding` are all shares, fully diluted, for broad-based protection, and those of the protected series for
    narrow-based protection. A round at a higher price changes nothing. `ValueError` unless all are numbers above zero; the
    new money may be zero.
    """
    finite_number(old_price, "old price", above_zero=True)
    finite_number(shares_outstanding, "number of shares", above_zero=True)
    finite_number(new_price, "new price", above_zero=True)
    finite_number(new_money, "new money", not_negative=True)
    if new_price >= old_price:
        return float(old_price)
    return (
        old_price
        * (shares_outstanding + new_money / old_price)
        / (shares_outstanding + new_money / new_price)
    )


def ratchet_price(pre_money: float, protected_investment: float, other_shares: float) -> float:
    """The price of a share at a given pre-money value when a protected investment is re-priced to it in full.

    The re-priced shares are part of the pre-money value, so that the price is the solution of an equation. `ValueError`
    where the protected investment is worth the pre-money value or more, and for anything but numbers.
    """
    finite_number(other_shares, "number of other shares", above_zero=True)
    finite_number(protected_investment, "protected investment", not_negative=True)
    if not finite_number(pre_money, "pre-money value") > protected_investment:
        raise ValueError(
            f"a pre-money value of {pre_money:g} leaves nothing to other shares: the protected investment is "
            f"{protected_investment:g}"
        )
    return (pre_money - protected_investment) / other_shares
