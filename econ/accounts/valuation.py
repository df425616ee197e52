"""Value of a round: multiples of revenue by three measures, and returns at the value at the end."""

import dataclasses
import math

import numpy as np

from econ.accounts.exits import exit_proceeds
from econ.accounts.ownership import round_closings
from econ.finance import irr
from econ.outlook import Outlook
from econ.units import MONTHS_A_YEAR

_YEAR = int(MONTHS_A_YEAR)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Multiples:
    """The value of a round after the money, relative to revenue; not a number where revenue is zero or lies beyond the horizon."""

    round: str
    month: int
    post_money: float  # bn yuan
    of_best_month: float  # times twelve, up to the month before the round
    of_past_year: float  # recognised; months before the plan count as its opening month
    of_next_year: float  # recognised, from the month of the round on


@dataclasses.dataclass(frozen=True, kw_only=True)
class RevenueMeasures:
    """Revenue by the measures that are confused: a run-rate, what was recognised, and what is left of a unit."""

    best_month: float  # bn yuan a year: the best month so far times twelve
    recognised: float  # bn yuan: the last twelve months
    unit_margin: float  # share of the price of the story's tier that is left after serving


@dataclasses.dataclass(frozen=True, kw_only=True)
class EndReturn:
    """Return on a round's money if the company is worth its value at the end of the plan."""

    round: str
    money: float  # bn yuan, paid in by the end
    proceeds: float  # bn yuan, of the round's class
    multiple: float
    rate: float  # a year; not a number where nothing comes back


@dataclasses.dataclass(frozen=True, kw_only=True)
class Hole:
    """Money that is missing: how much a round would have to bring, and when."""

    amount: float  # bn yuan, that keeps cash at its minimum; zero where nothing is missing
    month: int  # of the lowest cash


def round_multiples(outlook: Outlook) -> list[Multiples]:
    """The multiples of each round that closes, in the order of time."""
    revenue, months = outlook["revenue"][0], outlook.case.months
    multiples = []
    for name, month in round_closings(outlook):
        value = outlook.at(f"post_money.{name}", 0)
        ahead = revenue[month : month + _YEAR].sum() if month + _YEAR <= months else math.nan
        past = revenue_measures(outlook, max(month - 1, 0))
        multiples.append(
            Multiples(
                round=name,
                month=month,
                post_money=value,
                of_best_month=_ratio(value, past.best_month),
                of_past_year=_ratio(value, past.recognised),
                of_next_year=_ratio(value, float(ahead)),
            )
        )
    return multiples


def revenue_measures(outlook: Outlook, month: int) -> RevenueMeasures:
    """Revenue up to a month by three measures; months before the plan count as its opening month."""
    opening, revenue = outlook.at("initial_revenue", 0), outlook["revenue"][0, : month + 1]
    before = max(_YEAR - len(revenue), 0)
    return RevenueMeasures(
        best_month=float(_YEAR * max(opening, revenue.max())),
        recognised=float(before * opening + revenue[-_YEAR:].sum()),
        unit_margin=outlook.at(f"unit_margin.{outlook.case.story.tier}", month),
    )


def value_at_the_end(outlook: Outlook) -> float:
    """Return the value of the shares at the end of the plan, in bn yuan: the business after it, plus cash, less debt."""
    last = outlook.case.months - 1
    worth = outlook.at("value_after", last) + outlook.at("cash", last) - outlook.at("debt", last)
    return max(worth, 0.0)


def hole_in_the_plan(outlook: Outlook) -> Hole:
    """The money that is missing at the lowest point after the last month that the preset knows."""
    known = outlook.scenario.months_over
    headroom = outlook["cash_headroom"][0][known:]
    return Hole(amount=max(-float(headroom.min()), 0.0), month=known + int(headroom.argmin()))


def end_returns(
    outlook: Outlook, filled: bool = False, terms: str = "as assumed"
) -> list[EndReturn]:
    """Returns of each round at the value at the end; with `filled`, after a round that fills the hole.

    That round is priced at the value of the plan in the month of the hole, before its money, and all others keep their terms.
    Its money is spent in the plan and adds nothing at the end. `terms` are those of `exits.share_classes`.
    """
    value, hole = value_at_the_end(outlook), hole_in_the_plan(outlook)
    kept = 1.0
    if filled and hole.amount:
        worth = max(outlook.at("value_after", hole.month), 0.0)
        kept = worth / (worth + hole.amount)
        value += hole.amount  # cash at the end is no longer short of what the round brought
    last = outlook.case.months - 1
    proceeds = exit_proceeds(outlook, [value * kept], terms).iloc[0]
    returns = []
    for name, closing in round_closings(outlook):
        paid_in = outlook[f"paid_in.{name}"][0]
        money = float(paid_in[-1])
        back = float(proceeds[outlook.case.label("round", name)])
        flows = -np.diff(paid_in[closing:], prepend=0.0)
        flows[last - closing] += back
        rate = (1.0 + irr(flows)) ** MONTHS_A_YEAR - 1.0 if back > 0.0 < money else math.nan
        returns.append(
            EndReturn(
                round=name,
                money=money,
                proceeds=back,
                multiple=_ratio(back, money),
                rate=float(rate),
            )
        )
    return returns


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else math.nan
