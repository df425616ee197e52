"""Amounts as messages take them: a number with its unit."""

from econ.words import Amount


def share_amount(value: float) -> Amount:
    """A share, which is written in per cent."""
    return Amount(value=float(value), unit="share")


def money_amount(value: float) -> Amount:
    """An amount of money in bn yuan."""
    return Amount(value=float(value), unit="bn yuan")


def months_amount(count: float) -> Amount:
    """A number of months."""
    return Amount(value=float(count), unit="month")
