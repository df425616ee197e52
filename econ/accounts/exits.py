"""Exits: proceeds of a sale of the company by class of shares, and the return on a round's money."""

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from econ.accounts.ownership import INITIAL_SHARES, round_closings
from econ.accounts.path_facts import month_money_ends
from econ.arrays import Array
from econ.case.file.options import NO_REDEMPTION, NOT_PARTICIPATING, REDEEMED
from econ.finance import irr
from econ.finance.cap_table import ShareClass, waterfall
from econ.outlook import Outlook
from econ.units import (
    MONTHS_A_YEAR,
    format_value,
)

# Exits in bn yuan where no round is worth more than half of the largest, and factors for larger companies.
EXIT_VALUES = (100.0, 200.0, 350.0, 500.0, 750.0, 1000.0, 1500.0, 2000.0)
_EXIT_SCALES = (1.0, 2.0, 5.0, 10.0, 20.0)
_SMALLEST_EXIT, _FIRST_SHOWN_EXIT = 10.0, 500.0  # bn yuan, before the factor
_HOLDING_YEARS = range(1, 9)
PREFERENCE_TERMS = ("as assumed", "none", "participating")
COMMON_CLASS = "Common"
_YEAR = int(MONTHS_A_YEAR)


def share_classes(
    outlook: Outlook, terms: str = "as assumed", month: int | None = None
) -> list[ShareClass]:
    """The classes of shares at the end of a month, or of the horizon: common, and one for each round that has closed.

    A round's class includes the founder's part of it. `terms` are those of the scenario, no preference at all, or the
    assumed preference with full participation on top. Options count as shares whose price has been paid.
    """
    last = outlook.case.months - 1
    when = last if month is None else min(month, last)
    rounds = [
        _round_class(outlook, name, terms, when)
        for name, closing in round_closings(outlook)
        if closing <= when
    ]
    total = outlook.at("shares_outstanding", when) * INITIAL_SHARES
    common = total - sum(share_class.shares for share_class in rounds)
    return [ShareClass(COMMON_CLASS, common), *rounds]


def _round_class(outlook: Outlook, name: str, terms: str, month: int) -> ShareClass:
    """The class of shares of one round at the end of a month."""
    preference = outlook.at(f"liquidation_preference.{name}", month)
    participates, cap = outlook.at(f"participation.{name}", 0) != NOT_PARTICIPATING, None
    if terms == "none":
        preference, participates = 0.0, False
    elif terms == "participating":
        participates = True
    elif participates:
        limit = outlook.at(f"participation_cap.{name}", month)
        cap = limit if np.isfinite(limit) else None
    return ShareClass(
        outlook.case.label("round", name),
        outlook.at(f"round_shares.{name}", month) * INITIAL_SHARES,
        preference,
        participates,
        cap,
        outlook.at(f"preference_rank.{name}", 0),
    )


def exit_scale(outlook: Outlook) -> float:
    """The factor on `EXIT_VALUES` at which the largest exit is at least twice the largest post-money value of a round."""
    largest = max(
        (outlook.at(f"post_money.{name}", 0) for name, _ in round_closings(outlook)), default=0.0
    )
    large_enough = (scale for scale in _EXIT_SCALES if scale * EXIT_VALUES[-1] >= 2.0 * largest)
    return next(large_enough, _EXIT_SCALES[-1])


def exit_slider_range(outlook: Outlook) -> tuple[int, int, int]:
    """Smallest exit, which is also the step, largest exit, and the one to begin with, in bn yuan."""
    scale = exit_scale(outlook)
    return int(scale * _SMALLEST_EXIT), int(scale * EXIT_VALUES[-1]), int(scale * _FIRST_SHOWN_EXIT)


def exit_proceeds(
    outlook: Outlook,
    values: Sequence[float] | Array,
    terms: str = "as assumed",
    month: int | None = None,
) -> pd.DataFrame:
    """Proceeds of each class at the end of a month, in bn yuan: one row an exit value, one column a class."""
    paid = waterfall(share_classes(outlook, terms, month), np.asarray(values, dtype=np.float64))
    return pd.DataFrame(paid, index=pd.Index(values, name="exit, bn yuan"))


def exit_split(outlook: Outlook, value: float, terms: str) -> pd.DataFrame:
    """One exit at the end of the horizon: proceeds of each class, their part of the exit, and the multiple of its money."""
    last = outlook.case.months - 1
    invested = {
        outlook.case.label("round", name): outlook.at(f"founder_money.{name}", last)
        + outlook.at(f"outside_money.{name}", last)
        for name, _ in round_closings(outlook)
    }
    rows = []
    for name, proceeds in exit_proceeds(outlook, [value], terms).iloc[0].items():
        money = invested.get(str(name))
        rows.append(
            {
                "class": name,
                "is paid": format_value(proceeds, "bn yuan"),
                "of the exit": format_value(proceeds / value, "share"),
                "of its money": format_value(proceeds / money, "x") if money else "–",
            }
        )
    return pd.DataFrame(rows)


def rounds_with_money(outlook: Outlook) -> dict[str, str]:
    """The rounds that close in this scenario: name and label."""
    return {name: outlook.case.label("round", name) for name, _ in round_closings(outlook)}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Redemption:
    """Use of a redemption right by a round's outside investors: their claim, and the part of it that can be paid."""

    months: int  # from the closing of the round
    claim: float  # bn yuan: their money and simple interest
    claim_multiple: float  # of their money
    claim_rate: float  # a year
    exercised: bool  # in the scenario; else the investors have the choice
    shortfall: float  # bn yuan of the claim that cannot be paid
    paid_multiple: float  # of their money, after the shortfall
    paid_rate: float  # a year, after the shortfall


def redemption(outlook: Outlook, name: str, months_later: int = 0) -> Redemption | None:
    """The redemption right of a round that closes, also where it falls due beyond the horizon; `None` without one.

    The right is exercised `months_later` months after the first month in which it can be. Beyond the horizon the shortfall
    is that at its end. Promised money that falls due only in the month of redemption is paid in and back at once, so it is
    left out.
    """
    right, yearly_rate, term, round_month = (
        outlook.at(f"{key}.{name}", 0)
        for key in ("redemption_right", "redemption_rate", "redemption_term", "round_month")
    )
    closing = dict(round_closings(outlook))[name]
    months = math.ceil(round_month + term) - closing + months_later
    outside_part = 1.0 - outlook.at(f"founder_part.{name}", 0)
    paid_in = np.diff(outlook[f"paid_in.{name}"][0][closing:], prepend=0.0)[:months] * outside_part
    if right == NO_REDEMPTION or not paid_in.sum() > 0.0:
        return None
    interest = yearly_rate * (months - np.arange(len(paid_in))) / MONTHS_A_YEAR
    claim = float(np.sum(paid_in * (1.0 + interest)))
    exercised = right == REDEEMED
    shortfall = min(_shortfall(outlook, closing + months, claim, exercised), claim)
    claim_multiple, claim_rate = _multiple_and_rate(paid_in, claim, months)
    paid_multiple, paid_rate = _multiple_and_rate(paid_in, claim - shortfall, months)
    return Redemption(
        months=months,
        claim=claim,
        claim_multiple=claim_multiple,
        claim_rate=claim_rate,
        exercised=exercised,
        shortfall=shortfall,
        paid_multiple=paid_multiple,
        paid_rate=paid_rate,
    )


def _multiple_and_rate(paid_in: Array, returned: float, months: int) -> tuple[float, float]:
    """Multiple and yearly rate of money paid in by month and returned some months after the first."""
    flows = np.zeros(months + 1)
    flows[: len(paid_in)] = -paid_in
    flows[-1] += returned
    rate = (1.0 + irr(flows)) ** float(MONTHS_A_YEAR) - 1.0 if returned > 0.0 else -1.0
    return returned / float(paid_in.sum()), rate


def _shortfall(outlook: Outlook, month: int, claim: float, exercised: bool) -> float:
    """The part of a claim that cannot be paid, in bn yuan; beyond the horizon, at its end."""
    last = outlook.case.months - 1
    if month > last:
        return max(claim - max(outlook.at("liquidity", last), 0.0), 0.0)
    if exercised:  # the model has paid the claim, and cash is negative by what it could not pay
        return max(-outlook.at("cash", month), 0.0)
    return max(claim - outlook.at("liquidity", month), 0.0)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class RoundReturns:
    """Returns on a round's money: one row an exit value in bn yuan, one column a year after the round."""

    multiple: pd.DataFrame  # of the money
    rate: pd.DataFrame  # a year; not a number for a sale that has no rate
    is_put: pd.DataFrame  # whether it is what redemption pays, and no sale
    is_part: pd.DataFrame  # whether redemption pays only part of the claim
    locked_up: pd.DataFrame  # whether it is a sale before the end of the round's lock-up
    out_of_money: pd.DataFrame  # whether it is a sale after the month in which the money ends


def round_returns(outlook: Outlook, name: str, terms: str = "as assumed") -> RoundReturns:
    """Multiple and yearly rate of a round's money for each exit value and year after the round.

    Shares are those of the month of the exit, so that only rounds closed until then dilute; beyond the horizon, those of
    its end. From the month of redemption on, it is what redemption pays the outside investors; where they have the choice,
    the better of redemption and exit.
    """
    closing, right = dict(round_closings(outlook))[name], redemption(outlook, name)
    end = month_money_ends(outlook)
    scale = exit_scale(outlook)
    values = [scale * value for value in EXIT_VALUES]
    lock_up = outlook.at(f"lock_up.{name}", 0)
    frames: dict[str, dict[int, list]] = {
        field.name: {} for field in dataclasses.fields(RoundReturns)
    }
    for year in _HOLDING_YEARS:
        redeemed = right if right and year * _YEAR >= right.months else None
        if redeemed and not redeemed.exercised:
            redeemed = redemption(outlook, name, year * _YEAR - redeemed.months)
        if redeemed and redeemed.exercised:
            put, returned = [True] * len(values), [_paid(redeemed)] * len(values)
        else:
            sales = _sale_returns(outlook, name, terms, closing, year, values)
            put = [redeemed is not None and redeemed.paid_multiple > sale[0] for sale in sales]
            returned = [
                _paid(redeemed) if redeemed and is_put else sale
                for is_put, sale in zip(put, sales, strict=True)
            ]
        is_part = redeemed is not None and redeemed.shortfall > 0.0
        frames["multiple"][year] = [multiple for multiple, _ in returned]
        frames["rate"][year] = [rate for _, rate in returned]
        frames["is_put"][year] = put
        frames["is_part"][year] = [is_put and is_part for is_put in put]
        has_ended = end is not None and closing + year * _YEAR > end
        frames["out_of_money"][year] = [has_ended and not is_put for is_put in put]
        frames["locked_up"][year] = [not is_put and year * _YEAR < lock_up for is_put in put]
    index = pd.Index(values, name="exit, bn yuan")
    return RoundReturns(
        **{field: pd.DataFrame(columns, index=index) for field, columns in frames.items()}
    )


def _paid(right: Redemption) -> tuple[float, float]:
    """Multiple and yearly rate that a redemption pays."""
    return right.paid_multiple, right.paid_rate


def _sale_returns(
    outlook: Outlook, name: str, terms: str, closing: int, year: int, values: list[float]
) -> list[tuple[float, float]]:
    """Multiple and yearly rate of a round's money for each exit value some years after its closing."""
    month = min(closing + year * _YEAR, outlook.case.months - 1)
    label = outlook.case.label("round", name)
    proceeds = exit_proceeds(outlook, values, terms, month)[label].to_numpy()
    paid_in = outlook[f"paid_in.{name}"][0][closing : month + 1]
    return [_sale_return(paid_in, float(money), year) for money in proceeds]


def _sale_return(paid_in: Array, proceeds: float, year: int) -> tuple[float, float]:
    """Multiple and yearly rate of cumulative money paid in by month, and the proceeds of an exit some years after."""
    multiple = proceeds / paid_in[-1] if paid_in[-1] > 0.0 else 0.0
    if paid_in[0] == paid_in[-1]:
        return multiple, multiple ** (1.0 / year) - 1.0
    flows = np.zeros(year * _YEAR + 1)
    flows[: len(paid_in)] = -np.diff(paid_in, prepend=0.0)
    flows[-1] += proceeds
    return multiple, (1.0 + irr(flows)) ** float(MONTHS_A_YEAR) - 1.0
