"""Shares: classes with preferences, who gets what at an exit, and prices that protect earlier investors.

Money may be in any unit, as long as it is one; a share count may be in any unit too.
"""

import dataclasses
from collections.abc import Iterable

import numpy as np

from econ.arrays import Array
from econ.finance.arguments import number


@dataclasses.dataclass(frozen=True)
class ShareClass:
    """One class of shares.

    `preference` and `cap` are total money for the class; the cap includes the preference. A class with a preference is
    paid it first, the higher `seniority` before the lower, equals in proportion; a participating class then shares in
    the rest as well, up to its cap. Its holders convert into common shares when that pays more.
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
        for words, amount in (("number of shares", self.shares), ("preference", self.preference)):
            if not number(amount, f"{words} of «{self.name}»") >= 0.0:
                raise ValueError(
                    f"«{self.name}» must have a {words} that is not negative, not {amount:g}"
                )
        number(self.seniority, f"seniority of «{self.name}»")
        if not isinstance(self.participating, bool | np.bool_):
            raise ValueError(
                f"«{self.name}» participates or does not: True or False, not {self.participating}"
            )
        if self.cap is None:
            return
        number(self.cap, f"cap of «{self.name}»", endless=True)
        if not self.participating:
            raise ValueError(
                f"«{self.name}» has a cap and does not participate: only participation can be capped"
            )
        if not self.cap >= self.preference:
            raise ValueError(
                f"the cap of «{self.name}» includes its preference and cannot be below it"
            )

    def claim(self, value: Array) -> Array:
        """What the class gets where a common share gets `value`, preferences being covered."""
        as_common = self.shares * value
        if not self.participating:
            return np.maximum(self.preference, as_common)
        both = self.preference + as_common
        return both if self.cap is None else np.maximum(np.minimum(both, self.cap), as_common)

    def turns(self) -> list[float]:
        """The values of a common share at which the claim turns: where the class converts, and where its cap binds."""
        if not self.shares:
            return []
        if not self.participating:
            return [self.preference / self.shares]
        return (
            []
            if self.cap is None
            else [(self.cap - self.preference) / self.shares, self.cap / self.shares]
        )


def waterfall(classes: Iterable[ShareClass], exit_value: float | Array) -> dict[str, float | Array]:
    """Proceeds of each class at an exit, by name; for one exit value or an array of them, of the same shape.

    The value of a common share is the one at which all claims together are the exit value; where preferences exceed it,
    they are paid by seniority. `ValueError` for an empty table, two classes of one name, no shares, or a negative exit.
    """
    table = _table(classes)
    worth = _exits(exit_value)
    preferred = sum(one.preference for one in table)
    value, paid = _common_value(table, worth), _by_seniority(table, worth)
    proceeds = {
        one.name: np.where(worth > preferred, one.claim(value), paid[one.name]) for one in table
    }
    return proceeds if worth.ndim else {name: float(money) for name, money in proceeds.items()}


def _exits(exit_value):
    """The exit values as an array; none at all is an empty one."""
    try:
        worth = np.asarray(exit_value, dtype=np.float64)
    except (TypeError, ValueError):
        worth = np.array(np.nan)
    if not (np.isfinite(worth).all() and (worth >= 0.0).all()):
        raise ValueError("an exit value must be a finite number that is not negative")
    return worth


def _table(classes):
    """The classes as a list, if together they make sense."""
    table = list(classes) if isinstance(classes, Iterable) else [classes]
    if not table:
        raise ValueError("the table of share classes is empty")
    if not all(isinstance(one, ShareClass) for one in table):
        raise ValueError("a table of share classes has a ShareClass for each of them")
    if len({one.name for one in table}) < len(table):
        raise ValueError("two classes of shares have the same name")
    if not sum(one.shares for one in table) > 0.0:
        raise ValueError("nobody holds a share")
    return table


def _common_value(table, worth):
    """The value of a common share at which all claims together are the exit value.

    All claims together are straight lines between the values at which one of them turns, and beyond the last of them all
    shares are alike.
    """
    turns = np.array(
        sorted({0.0, *(turn for one in table for turn in one.turns() if np.isfinite(turn))})
    )
    claims = sum(one.claim(turns) for one in table)
    beyond = (worth - claims[-1]) / sum(one.shares for one in table)
    return np.where(worth > claims[-1], turns[-1] + beyond, np.interp(worth, claims, turns))


def _by_seniority(classes, worth):
    """Preferences paid from what there is, the most senior first, equals in proportion."""
    left, paid = worth.copy(), {}
    for rank in sorted({one.seniority for one in classes}, reverse=True):
        equals = [one for one in classes if one.seniority == rank]
        claims = sum(one.preference for one in equals)
        share = np.minimum(left / claims, 1.0) if claims > 0.0 else np.zeros(worth.shape)
        paid |= {one.name: one.preference * share for one in equals}
        left = np.maximum(left - claims, 0.0)
    return paid


def weighted_average_price(
    old_price: float, shares_outstanding: float, new_money: float, new_price: float
) -> float:
    """The conversion price of protected shares after a round at a lower price, by weighted average.

    Broad-based with all shares outstanding, fully diluted; narrow-based with those of the protected series. A round at a
    higher price changes nothing. `ValueError` for what is no number above zero; the new money may be zero.
    """
    number(old_price, "old price", above_zero=True)
    number(shares_outstanding, "number of shares", above_zero=True)
    number(new_price, "new price", above_zero=True)
    number(new_money, "new money", from_zero=True)
    if new_price >= old_price:
        return float(old_price)
    return (
        old_price
        * (shares_outstanding + new_money / old_price)
        / (shares_outstanding + new_money / new_price)
    )


def ratchet_price(pre_money: float, protected_investment: float, other_shares: float) -> float:
    """The price of a share at a given pre-money value when an investment is re-priced to it in full.

    The re-priced shares are part of the pre-money value, which makes the price circular; this is its solution.
    `ValueError` where the protected investment alone is worth the pre-money value or more, and for what is no number.
    """
    number(other_shares, "number of other shares", above_zero=True)
    number(protected_investment, "protected investment", from_zero=True)
    if not number(pre_money, "pre-money value") > protected_investment:
        raise ValueError(
            f"a pre-money value of {pre_money:g} leaves nothing beside a protected investment of "
            f"{protected_investment:g}"
        )
    return (pre_money - protected_investment) / other_shares
