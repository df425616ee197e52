"""Exits: what a sale of the company pays each class of shares, and what it returns on a round's money."""

import dataclasses
import math

import numpy as np
import pandas as pd

from econ.accounts.ownership import BEGINNING, closings, holders, investors
from econ.finance import irr
from econ.finance.cap_table import ShareClass, waterfall
from econ.outlook import Outlook
from econ.units import MONTHS_A_YEAR, format_value

EXITS = (
    100.0,
    200.0,
    350.0,
    500.0,
    750.0,
    1000.0,
    1500.0,
    2000.0,
)  # bn yuan, where no round is worth more than half of it
SMALLEST, BEGIN = 10.0, 500.0  # bn yuan: the exits with which a slider begins, and stands at first
LARGER = (1.0, 2.0, 5.0, 10.0, 20.0)  # times as much, where one is
YEARS = (1, 2, 3, 4, 5, 6, 7, 8)
TERMS = ("as assumed", "none", "participating")
COMMON = "Common"


def classes(
    outlook: Outlook, terms: str = "as assumed", month: int | None = None
) -> list[ShareClass]:
    """The classes of shares at the end of a month, or of the horizon: common, and one of each round that has closed.

    A round's class holds the founder's part of it too. Terms: as the scenario has them; no preference at all; or the
    assumed preference with full participation on top. Options count as shares whose price has been paid.
    """
    when, rounds = (
        outlook.case.months - 1 if month is None else min(month, outlook.case.months - 1),
        [],
    )
    for name, closed in closings(outlook):
        if closed > when:
            continue
        preference, cap, held = (
            outlook.at(f"{key}.{name}", when)
            for key in ("liquidation_preference", "participation_cap", "round_shares")
        )
        rank, shares_in_rest = (
            outlook.at(f"{key}.{name}", 0) for key in ("preference_rank", "participation")
        )
        kind = {
            "as assumed": (
                preference,
                shares_in_rest > 0.5,
                cap if np.isfinite(cap) and shares_in_rest > 0.5 else None,
            ),
            "none": (0.0, False, None),
            "participating": (preference, True, None),
        }[terms]
        rounds.append(
            ShareClass(outlook.case.elements["round"][name], held * BEGINNING, *kind, rank)
        )
    common = outlook.at("shares_outstanding", when) * BEGINNING - sum(one.shares for one in rounds)
    return [ShareClass(COMMON, common), *rounds]


def scale(outlook: Outlook) -> float:
    """How many times `EXITS` the exits are that are looked at, so that the most a round is worth can still double."""
    most = max((outlook.at(f"post_money.{name}", 0) for name, _ in closings(outlook)), default=0.0)
    return next((times for times in LARGER if times * EXITS[-1] >= 2.0 * most), LARGER[-1])


def slider(outlook: Outlook) -> tuple[int, int, int]:
    """The smallest exit that is asked for, which is also the step, the largest, and one to begin with, bn yuan."""
    return tuple(int(scale(outlook) * size) for size in (SMALLEST, EXITS[-1], BEGIN))


def exits(
    outlook: Outlook, values, terms: str = "as assumed", month: int | None = None
) -> pd.DataFrame:
    """What an exit pays each class at the end of a month: one row an exit value, in bn yuan."""
    paid = waterfall(classes(outlook, terms, month), np.asarray(values, dtype=np.float64))
    return pd.DataFrame(paid, index=pd.Index(values, name="exit, bn yuan"))


def split(outlook: Outlook, value: float, terms: str) -> pd.DataFrame:
    """One exit at the end of the horizon: what each class is paid, its part of the exit, and the multiple of its money."""
    last = outlook.case.months - 1
    money = {
        outlook.case.elements["round"][name]: outlook.at(f"founder_money.{name}", last)
        + outlook.at(f"outside_money.{name}", last)
        for name, _ in closings(outlook)
    }
    paid = waterfall(classes(outlook, terms), value)
    return pd.DataFrame(
        [
            {
                "class": name,
                "is paid": format_value(got, "bn yuan"),
                "of the exit": format_value(got / value, "share"),
                "of its money": format_value(got / money[name], "x") if money.get(name) else "–",
            }
            for name, got in paid.items()
        ]
    )


def invested(outlook: Outlook) -> dict[str, str]:
    """The rounds that bring money in this scenario: name and label."""
    return {name: outlook.case.elements["round"][name] for name, _ in closings(outlook)}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Put:
    """What giving the shares of a round back pays its outside investors."""

    months: int  # from the closing of the round
    claim: float  # bn yuan: their money and simple interest
    multiple: float  # of their money
    rate: float  # a year
    exercised: bool
    missing: float  # bn yuan of the claim that are not there; beyond the horizon, at its end
    found: tuple[float, float]  # multiple and yearly rate of what is there


def put(outlook: Outlook, name: str, later: int = 0) -> Put | None:
    """The redemption right of a round that closes, also where it falls due beyond the horizon; none where there is none.

    It is used so many months `later` than it could be. What is promised and comes only when the shares are given back comes and
    goes at once, and counts for nothing.
    """
    right, rate, term, begins = (
        outlook.at(f"{key}.{name}", 0)
        for key in ("redemption_right", "redemption_rate", "redemption_term", "round_month")
    )
    closed = dict(closings(outlook))[name]
    months = math.ceil(begins + term) - closed + later
    paid = np.diff(outlook[f"paid_in.{name}"][0][closed:], prepend=0.0)[:months] * (
        1.0 - outlook.at(f"founder_part.{name}", 0)
    )
    if right < 0.5 or not paid.sum() > 0.0:
        return None
    claim = float(np.sum(paid * (1.0 + rate * (months - np.arange(len(paid))) / MONTHS_A_YEAR)))
    exercised = bool(right > 1.5)
    missing = min(_missing(outlook, closed + months, claim, exercised), claim)
    (multiple, rate), found = (_of(paid, back, months) for back in (claim, claim - missing))
    return Put(
        months=months,
        claim=claim,
        multiple=multiple,
        rate=rate,
        exercised=exercised,
        missing=missing,
        found=found,
    )


def _of(paid, back, months):
    """Multiple and yearly rate of money paid in by month, and of what comes back some months after."""
    flows = np.zeros(months + 1)
    flows[: len(paid)] = -paid
    flows[-1] += back
    return back / float(paid.sum()), (1.0 + irr(flows)) ** float(
        MONTHS_A_YEAR
    ) - 1.0 if back > 0.0 else -1.0


def _missing(outlook, month, claim, exercised):
    """What a put asks for that is not there, bn yuan; beyond the horizon, what is not there at its end."""
    last = outlook.case.months - 1
    if month > last:
        return max(claim - max(outlook.at("liquidity", last), 0.0), 0.0)
    return max(
        -outlook.at("cash", month) if exercised else claim - outlook.at("liquidity", month), 0.0
    )


def put_words(outlook: Outlook, name: str) -> str:
    """What a redemption right pays, in a sentence; empty where there is none."""
    found = put(outlook, name)
    if found is None:
        return ""
    who, when = (
        investors(outlook, name),
        outlook.case.month_name(dict(closings(outlook))[name] + found.months),
    )
    do = "give" if found.exercised else "may give"
    return (
        f"{who} {do} their shares back in {when} for {format_value(found.claim, 'bn yuan')}: {found.multiple:.2f} times their "
        f"money, {format_value(found.rate, 'share')} a year, whatever the company is worth{_uncovered(outlook, name, found)}."
        + (
            ""
            if found.exercised
            else " The table has them use it wherever that pays more than the exit."
        )
    )


def _uncovered(outlook, name, found):
    """What is missing of the money that a put asks for, in words; empty where it is there."""
    month = dict(closings(outlook))[name] + found.months
    beyond = month >= outlook.case.months
    if not found.missing:
        return ", if it still has the money then" if beyond else ""
    when = " at the end of the horizon" if beyond else ""
    return f", but {format_value(found.missing, 'bn yuan')} of it is not there{when}, and the table counts what is"


def returns(outlook: Outlook, name: str, terms: str = "as assumed") -> pd.DataFrame:
    """What a round's money returns at exit values and years after it: multiple and yearly rate.

    Shares are those of that month, so that only rounds closed until then dilute; beyond the horizon those of its end. From
    the month on in which shares are given back, it is what that pays the outside investors; where they may, the better of both.
    """
    label, month, given_back = (
        outlook.case.elements["round"][name],
        dict(closings(outlook))[name],
        put(outlook, name),
    )
    columns, values = {}, tuple(scale(outlook) * value for value in EXITS)
    for year in YEARS:
        since = year * int(MONTHS_A_YEAR) - given_back.months if given_back else -1
        if since >= 0 and given_back.exercised:
            columns[f"year {year}"] = [_cell(*given_back.found, _how(given_back))] * len(values)
            continue
        when = min(month + year * int(MONTHS_A_YEAR), outlook.case.months - 1)
        paid = exits(outlook, values, terms, when)[label].to_numpy()
        sold = [
            _return(outlook[f"paid_in.{name}"][0][month : when + 1], float(got), year)
            for got in paid
        ]
        then = put(outlook, name, since) if since >= 0 else None
        columns[f"year {year}"] = [
            _cell(*then.found, _how(then)) if then and then.found[0] > one[0] else _cell(*one)
            for one in sold
        ]
    return pd.DataFrame(
        columns, index=pd.Index([f"{worth:,.0f}" for worth in values], name="exit, bn yuan")
    )


def _return(paid_in, proceeds, year):
    """Multiple and yearly rate of money paid in once or in parts, and of what an exit some years after pays for it."""
    multiple = proceeds / paid_in[-1] if paid_in[-1] > 0.0 else 0.0
    if paid_in[0] == paid_in[-1]:
        rate = multiple ** (1.0 / year) - 1.0
    else:
        flows = np.zeros(year * int(MONTHS_A_YEAR) + 1)
        flows[: len(paid_in)] = -np.diff(paid_in, prepend=0.0)
        flows[-1] += proceeds
        rate = (1.0 + irr(flows)) ** float(MONTHS_A_YEAR) - 1.0
    return multiple, rate


def _cell(multiple, rate, how=""):
    """A multiple and a yearly rate in words, and how they come about if not by a sale."""
    whole = round(100.0 * rate) + 0.0  # never minus nothing
    return f"{multiple:.2f}x, {whole:+.0f}%{f' {how}' if how else ''}".replace(
        "-", "\N{MINUS SIGN}"
    )


def _how(given_back):
    return "part of a put" if given_back.missing else "put"


def locked(outlook: Outlook, name: str, found: pd.DataFrame) -> pd.DataFrame:
    """Which cells of `found`, what `returns` has, are sales before the end of the round's lock-up; the same shape."""
    before = [year * MONTHS_A_YEAR < outlook.at(f"lock_up.{name}", 0) for year in YEARS]
    return found.apply(lambda column: ~column.str.endswith("put")) & before


def later_dilution(outlook: Outlook, name: str) -> str:
    """What the rounds after one leave of its outside investors' share, in a sentence."""
    table, who = holders(outlook), investors(outlook, name)
    held = table.loc[who] if who in table.index else None
    if held is None or not (held > 0.0).any():
        return f"{who} hold nothing: the founder puts in all of the money."
    first, last = held[held > 0.0].iloc[0], held.iloc[-1]
    return (
        f"{who} hold {format_value(float(first), 'share')} when it closes and {format_value(float(last), 'share')} after all that this "
        f"scenario counts later."
    )
