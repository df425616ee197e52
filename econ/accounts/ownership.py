"""Ownership: who holds what at the beginning, after each round, and after what becomes of it later."""

import csv
import dataclasses
import math

import numpy as np
import pandas as pd

from econ.case.rounds import CLOSED, REPORTED
from econ.data import DATA
from econ.outlook import Outlook
from econ.units import format_value

BEGINNING = 1000.0  # million shares when the story begins: any number would do, for only shares of the whole matter
NAMED = ["investor", "bn yuan", "terms", "status", "source"]  # columns of who is known
FOUNDER, OTHERS, POOL = "Founder", "Other holders", "Option pool"
INVESTORS, REGISTRY = (DATA / name for name in ("investors.csv", "registry.csv"))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Stage:
    """The company after something that changed its shares: shares by holder in millions, and a round's price."""

    name: str
    month: int
    shares: dict[str, float]
    price: float  # yuan a share; not a number where nothing was priced
    post_money: float

    @property
    def total(self) -> float:
        """All shares."""
        return sum(self.shares.values())


def closings(outlook: Outlook) -> list[tuple[str, int]]:
    """The rounds that close within the horizon, in the order of time, with their months."""
    paths = {name: outlook[f"round_closes.{name}"][0] for name in outlook.case.elements["round"]}
    return sorted(
        ((name, int(path.argmax())) for name, path in paths.items() if path.any()),
        key=lambda pair: pair[1],
    )


def investors(outlook: Outlook, name: str) -> str:
    """What the outside investors of a round are called."""
    return f"{outlook.case.elements['round'][name]} investors"


def stages(outlook: Outlook) -> list[Stage]:
    """The table of holders at the beginning and whenever shares change: rounds, later parts of them, redemptions.

    The shares are the model's; earlier investors who took up their right hold their part of the later round.
    """
    held = _held(outlook)
    first = dict.fromkeys(held, 0.0) | {
        FOUNDER: outlook.at("initial_founder_stake", 0) * BEGINNING,
        OTHERS: outlook.at("other_shares", 0) * BEGINNING,
        POOL: outlook.at("initial_pool_shares", 0) * BEGINNING,
    }
    found = [Stage(name="Beginning", month=0, shares=first, price=math.nan, post_money=math.nan)]
    for month, (what, name) in sorted(_events(outlook).items()):
        priced = name is not None
        found.append(
            Stage(
                name=what,
                month=month,
                shares={holder: float(path[month]) for holder, path in held.items()},
                price=outlook.at("share_price", month) * 1000.0 / BEGINNING if priced else math.nan,
                post_money=outlook.at(f"post_money.{name}", 0) if priced else math.nan,
            )
        )
    return found


def _events(outlook):
    """What changes shares, by month: its words, and the round that closes, if one does."""
    events: dict[int, tuple[str, str | None]] = {}
    for name, month in closings(outlook):
        label = outlook.case.elements["round"][name]
        for key, words in (("paid_in", f"{label}, the rest"), ("redeemed", f"{label} redeemed")):
            for later in np.flatnonzero(np.diff(outlook[f"{key}.{name}"][0]) > 0.0) + 1:
                if later > month:
                    events[int(later)] = (
                        f"{events[later][0]}, {words}" if later in events else words,
                        None,
                    )
    for name, month in closings(outlook):
        label = outlook.case.elements["round"][name]
        events[month] = (f"{label}, {events[month][0]}" if month in events else label, name)
    return events


def _held(outlook):
    """Millions of shares of each holder at the end of each month, investors by the round they came with."""
    held = {
        FOUNDER: outlook["founder_shares"][0] * BEGINNING,
        OTHERS: outlook["other_shares"][0] * BEGINNING,
        POOL: outlook["pool_shares"][0] * BEGINNING,
    }
    outside: dict[str, np.ndarray] = {}
    for name, month in closings(outlook):
        money, price = (
            outlook[f"{key}.{name}"][0] for key in ("outside_money", "conversion_price")
        )
        shares = np.where(price > 0.0, money / np.where(price > 0.0, price, 1.0), 0.0) * BEGINNING
        outsiders = 1.0 - outlook.at(f"founder_part.{name}", 0)
        before = {holder: path[month - 1] for holder, path in outside.items()} if month else {}
        earlier, taken = sum(before.values()), 0.0
        if earlier > 0.0 and outsiders > 0.0:
            taken = (
                outlook.at(f"pro_rata_cheque.{name}", month)
                / outlook.at(f"round_amount.{name}", 0)
                / outsiders
            )
            for holder, number in before.items():
                outside[holder] = outside[holder] + shares * taken * number / earlier
        outside[investors(outlook, name)] = shares * (1.0 - taken)
    return held | outside


def holders(outlook: Outlook) -> pd.DataFrame:
    """Who holds what share of the company at each stage: one row a holder, one column a stage."""
    found = stages(outlook)
    names = [name for name in found[-1].shares if any(stage.shares[name] > 0.0 for stage in found)]
    return pd.DataFrame(
        {stage.name: [stage.shares[name] / stage.total for name in names] for stage in found},
        index=pd.Index(names, name="holder"),
    )


def squeezed(outlook: Outlook) -> str:
    """That the founder's shares leave no room for the whole option pool at the beginning, in a sentence, where it is so."""
    founder, wanted, there = (
        outlook.at(name, 0)
        for name in ("initial_founder_stake", "option_pool", "initial_pool_shares")
    )
    if there == wanted:
        return ""
    return (
        f"The founder's {format_value(founder, 'share')} leave {format_value(there, 'share')} for the option pool at the beginning, not "
        f"{format_value(wanted, 'share')}."
    )


def prices(outlook: Outlook) -> pd.DataFrame:
    """Each round that closes: month, money, values, the price of a share, and what the new money buys."""
    case, rows = outlook.case, []
    for name, month in closings(outlook):
        status = _status(outlook, name)
        likely = (
            f", {format_value(outlook.at(f'closing_chance.{name}', 0), 'share')} likely to close"
        )
        chance = likely if _is(outlook, name, REPORTED) else ""
        rows.append(
            {
                "round": case.elements["round"][name],
                "status": f"{status}{chance}",
                "month": case.month_name(month),
                **{
                    words: format_value(outlook.at(f"{key}.{name}", 0), "bn yuan")
                    for words, key in (
                        ("money", "round_amount"),
                        ("value before", "pre_money"),
                        ("value after", "post_money"),
                        ("paid for old shares", "effective_pre_money"),
                    )
                },
                "yuan a share": f"{outlook.at('share_price', month) * 1000.0 / BEGINNING:,.0f}",
                "new money buys": _bought(outlook, name, month),
                "locked up until": _month(case, outlook.at(f"lock_up_end.{name}", 0)),
            }
        )
    return pd.DataFrame(rows)


def _bought(outlook, name, month):
    """The share that is agreed for the new money, and what it comes to hold where more shares are made at the same time."""
    agreed = outlook.at(f"new_money_share.{name}", 0)
    held = outlook.at(f"round_amount.{name}", 0) / outlook.at(f"conversion_price.{name}", month)
    held /= (
        outlook.at("shares_outstanding", month) + held - outlook.at(f"round_shares.{name}", month)
    )  # all of it paid in
    words = format_value(agreed, "share")
    return (
        words
        if format_value(held, "share") == words
        else f"{words}, and holds {format_value(held, 'share')}"
    )


def _month(case, month):
    return case.month_name(math.ceil(month))


def _status(outlook, name):
    return outlook.case.assumption_of("round_status").options[
        int(outlook.at(f"round_status.{name}", 0))
    ]


def _is(outlook, name, status):
    return outlook.at(f"round_status.{name}", 0) == status


def named_investors(outlook: Outlook, name: str) -> pd.DataFrame:
    """Who is known to put how much into a round that has closed, or is reported, and the rest; empty where nobody is named."""
    named = [
        row for row in _rows(INVESTORS, outlook, name) if row["round_is"] == _status(outlook, name)
    ]
    rows = [
        (row["investor"], float(row["amount"] or "nan"), row["terms"], row["status"], row["source"])
        for row in named
    ]
    rest = outlook.at(f"round_amount.{name}", 0) - sum(row[1] for row in rows)
    rows += (
        [("Others, not named", rest, "not known", "what is left", "the round less the named")]
        if rows and rest > 0.0
        else []
    )
    table = pd.DataFrame(rows, columns=NAMED)
    return table.assign(
        **{
            "bn yuan": table["bn yuan"].map(
                lambda amount: "–" if math.isnan(amount) else f"{amount:,.1f}"
            )
        }
    )


def not_locked(outlook: Outlook, name: str) -> str:
    """Who of the investors that are known is not locked up, in a sentence; empty where nobody is, or it has not closed."""
    free = [
        f"{row['investor']} ({format_value(float(row['amount']), 'bn yuan')})"
        for row in _rows(INVESTORS, outlook, name)
        if row["round_is"] == _status(outlook, name) and row["locked"] == "no"
    ]
    return f"Not locked up: {', '.join(free)}." if free else ""


def registry_check(outlook: Outlook, name: str) -> pd.DataFrame:
    """What registry ratios make of the value of a closed round after its money, beside the model's, and the size of each miss."""
    ours, rows = outlook.at(f"post_money.{name}", 0), []
    for row in _rows(REGISTRY, outlook, name) if _is(outlook, name, CLOSED) else ():
        value = float(row["money"]) / float(row["share"])
        rows.append(
            {
                "ratio": row["what"],
                "bn yuan": f"{float(row['money']):g}",
                "holds": f"{float(row['share']):.4%}",
                "value after the money": format_value(value, "bn yuan"),
                "off by": f"{value / ours - 1.0:+.1%}",
                "source": row["source"],
            }
        )
    return pd.DataFrame(rows)


def _rows(path, outlook, name):
    """The rows of a file of facts that are about a round of this case."""
    with path.open(encoding="utf-8") as file:
        return [
            row
            for row in csv.DictReader(file)
            if (row["case"], row["round"]) == (outlook.case.title, name)
        ]
