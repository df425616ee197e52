"""Shares: classes with preferences, who gets what at an exit, and prices that protect earlier investors.

Money may be in any unit, as long as it is one; a share count may be in any unit too.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np

from econ.vocabulary import Array

HALVINGS = 200  # enough to reach the last bit of a double from any bracket


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
    seniority: int = 0

    def __post_init__(self):
        if not self.name:
            raise ValueError("a class of shares needs a name")
        if not (np.isfinite(self.shares) and self.shares >= 0.0):
            raise ValueError(f"«{self.name}» must have a number of shares that is not negative, not {self.shares:g}")
        if not (np.isfinite(self.preference) and self.preference >= 0.0):
            raise ValueError(f"«{self.name}» must have a preference that is not negative, not {self.preference:g}")
        if self.cap is not None and not self.participating:
            raise ValueError(f"«{self.name}» has a cap and does not participate: only participation can be capped")
        if self.cap is not None and not self.cap >= self.preference:
            raise ValueError(f"the cap of «{self.name}» includes its preference and cannot be below it")

    def claim(self, value: Array) -> Array:
        """What the class gets where a common share gets `value`, preferences being covered."""
        as_common = self.shares * value
        if not self.participating:
            return np.maximum(self.preference, as_common)
        both = self.preference + as_common
        return both if self.cap is None else np.maximum(np.minimum(both, self.cap), as_common)


def waterfall(classes: Sequence[ShareClass], exit_value: float | Array) -> dict[str, float | Array]:
    """Proceeds of each class at an exit, by name; for one exit value or an array of them, of the same shape.

    The value of a common share is the one at which all claims together are the exit value; where preferences exceed it,
    they are paid by seniority. `ValueError` for an empty table, two classes of one name, no shares, or a negative exit.
    """
    names = [one.name for one in classes]
    if not names:
        raise ValueError("the table of share classes is empty")
    if len(set(names)) < len(names):
        raise ValueError("two classes of shares have the same name")
    held = sum(one.shares for one in classes)
    if not held > 0.0:
        raise ValueError("nobody holds a share")
    worth = np.asarray(exit_value, dtype=np.float64)
    if not (np.isfinite(worth).all() and (worth >= 0.0).all()):
        raise ValueError("an exit value must be a number that is not negative")
    preferred = sum(one.preference for one in classes)
    low, high = np.zeros(worth.shape), worth / max(one.shares for one in classes)
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        short = sum(one.claim(middle) for one in classes) < worth
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    paid = _by_seniority(classes, worth)
    proceeds = {one.name: np.where(worth > preferred, one.claim(low), paid[one.name]) for one in classes}
    return proceeds if worth.ndim else {name: float(value) for name, value in proceeds.items()}


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


def weighted_average_price(old_price: float, shares_outstanding: float, new_money: float, new_price: float) -> float:
    """The conversion price of protected shares after a round at a lower price, by weighted average.

    Broad-based with all shares outstanding, fully diluted; narrow-based with those of the protected series. A round at a
    higher price changes nothing.
    """
    for words, number in (("old price", old_price), ("number of shares", shares_outstanding), ("new price", new_price)):
        if not number > 0.0:
            raise ValueError(f"the {words} must be above zero, not {number:g}")
    if not new_money >= 0.0:
        raise ValueError(f"the new money must not be negative, not {new_money:g}")
    if new_price >= old_price:
        return old_price
    return old_price * (shares_outstanding + new_money / old_price) / (shares_outstanding + new_money / new_price)


def ratchet_price(pre_money: float, protected_investment: float, other_shares: float) -> float:
    """The price of a share at a given pre-money value when an investment is re-priced to it in full.

    The re-priced shares are part of the pre-money value, which makes the price circular; this is its solution.
    `ValueError` where the protected investment alone is worth the pre-money value or more.
    """
    if not other_shares > 0.0:
        raise ValueError(f"there must be other shares, not {other_shares:g}")
    if not pre_money > protected_investment:
        raise ValueError(f"a pre-money value of {pre_money:g} leaves nothing beside a protected investment of "
                         f"{protected_investment:g}")
    return (pre_money - protected_investment) / other_shares
