"""Ownership: stakes of all holders from the beginning through every event that changes shares, and the table of rounds."""

import csv
import dataclasses
import math
import pathlib

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.file.options import CLOSED, REPORTED
from econ.data import DATA
from econ.outlook import Outlook
from econ.units import YUAN, format_value, per_cent, shown_factor, shown_unit

INITIAL_SHARES = 1000.0  # millions when the case begins; arbitrary, because only fractions count
FOUNDER, OTHER_HOLDERS, OPTION_POOL = "Founder", "Other holders", "Option pool"
NOT_LOCKED_UP = "not locked up"  # of a round whose investors may sell in the month it closes
_INVESTORS, _REGISTRY = (DATA / name for name in ("investors.csv", "registry.csv"))
_INVESTOR_COLUMNS = ["investor", "bn yuan", "terms", "status", "source"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Stage:
    """The company after an event that changed its shares: shares by holder in millions, and a round's price."""

    name: str
    month: int
    shares: dict[str, float]
    price: float  # yuan a share; not a number where no round closed
    post_money: float  # bn yuan; not a number where no round closed

    @property
    def total(self) -> float:
        """All shares."""
        return sum(self.shares.values())


def round_closings(outlook: Outlook) -> list[tuple[str, int]]:
    """The rounds that close within the horizon with their months, in the order of time."""
    paths = {name: outlook[f"round_closes.{name}"][0] for name in outlook.case.elements["round"]}
    closings = [(name, int(path.argmax())) for name, path in paths.items() if path.any()]
    return sorted(closings, key=lambda closing: closing[1])


def investors_label(outlook: Outlook, name: str) -> str:
    """The label of a round's outside investors."""
    return f"{outlook.case.label('round', name)} investors"


def ownership_stages(outlook: Outlook) -> list[Stage]:
    """All holders at the beginning and whenever shares change: rounds, later parts of them, redemptions.

    The shares are those of the model. Earlier investors who use their pro-rata right hold their part of the later round.
    """
    shares = _shares_by_holder(outlook)
    initial = dict.fromkeys(shares, 0.0) | {
        FOUNDER: outlook.at("initial_founder_stake", 0) * INITIAL_SHARES,
        OTHER_HOLDERS: outlook.at("other_shares", 0) * INITIAL_SHARES,
        OPTION_POOL: outlook.at("initial_pool_shares", 0) * INITIAL_SHARES,
    }
    stages = [Stage(name="Beginning", month=0, shares=initial, price=math.nan, post_money=math.nan)]
    for month, (event, round_name) in sorted(_share_events(outlook).items()):
        priced = round_name is not None
        stages.append(
            Stage(
                name=event,
                month=month,
                shares={holder: float(path[month]) for holder, path in shares.items()},
                price=_share_price(outlook, month) if priced else math.nan,
                post_money=outlook.at(f"post_money.{round_name}", 0) if priced else math.nan,
            )
        )
    return stages


def _share_price(outlook: Outlook, month: int) -> float:
    """The price of a share in yuan."""
    return outlook.at("share_price", month) * 1000.0 / INITIAL_SHARES


def _share_events(outlook: Outlook) -> dict[int, tuple[str, str | None]]:
    """Return events that change shares, by month: the label of the event, and the name of the round that closes, if one does."""
    events: dict[int, tuple[str, str | None]] = {}
    for name, closing in round_closings(outlook):
        label = outlook.case.label("round", name)
        for key, event in (("paid_in", f"{label}, the rest"), ("redeemed", f"{label} redeemed")):
            for month in np.flatnonzero(np.diff(outlook[f"{key}.{name}"][0]) > 0.0) + 1:
                if month > closing:
                    earlier = events.get(int(month))
                    events[int(month)] = (f"{earlier[0]}, {event}" if earlier else event, None)
    for name, closing in round_closings(outlook):
        label = outlook.case.label("round", name)
        earlier = events.get(closing)
        events[closing] = (f"{label}, {earlier[0]}" if earlier else label, name)
    return events


def _shares_by_holder(outlook: Outlook) -> dict[str, Array]:
    """Millions of shares of each holder at the end of each month; investors are grouped by their round."""
    holdings = {
        FOUNDER: outlook["founder_shares"][0] * INITIAL_SHARES,
        OTHER_HOLDERS: outlook["other_shares"][0] * INITIAL_SHARES,
        OPTION_POOL: outlook["pool_shares"][0] * INITIAL_SHARES,
    }
    outside: dict[str, Array] = {}
    for name, month in round_closings(outlook):
        money = outlook[f"outside_money.{name}"][0]
        price = outlook[f"conversion_price.{name}"][0]
        shares = (
            np.where(price > 0.0, money / np.where(price > 0.0, price, 1.0), 0.0) * INITIAL_SHARES
        )
        outside_part = 1.0 - outlook.at(f"founder_part.{name}", 0)
        before = {holder: path[month - 1] for holder, path in outside.items()} if month else {}
        earlier_shares, pro_rata_part = sum(before.values()), 0.0
        if earlier_shares > 0.0 and outside_part > 0.0:
            pro_rata_part = (
                outlook.at(f"pro_rata_cheque.{name}", month)
                / outlook.at(f"round_amount.{name}", 0)
                / outside_part
            )
            for holder, held in before.items():
                outside[holder] = outside[holder] + shares * pro_rata_part * held / earlier_shares
        outside[investors_label(outlook, name)] = shares * (1.0 - pro_rata_part)
    return holdings | outside


def stakes_table(outlook: Outlook) -> pd.DataFrame:
    """The stake of each holder as a share of the company: one row a holder, one column a stage."""
    stages = ownership_stages(outlook)
    holders = [
        holder
        for holder in stages[-1].shares
        if any(stage.shares[holder] > 0.0 for stage in stages)
    ]
    stakes = {
        stage.name: [stage.shares[holder] / stage.total for holder in holders] for stage in stages
    }
    return pd.DataFrame(stakes, index=pd.Index(holders, name="holder"))


def stakes_at_closing_and_end(outlook: Outlook, name: str) -> tuple[float, float] | None:
    """The stakes of a round's outside investors when it closes and at the end; `None` where they hold no shares."""
    table, investors = stakes_table(outlook), investors_label(outlook, name)
    stakes = table.loc[investors].to_numpy() if investors in table.index else np.zeros(1)
    held = stakes[stakes > 0.0]
    return (float(held[0]), float(stakes[-1])) if held.size else None


def option_pool_sizes(outlook: Outlook) -> tuple[float, float]:
    """The option pool at the beginning as a share of the company: as wanted, and as the founder's stake leaves room for it."""
    return outlook.at("option_pool", 0), outlook.at("initial_pool_shares", 0)


# The columns of `round_prices` that hold money, and the quantity in each.
ROUND_PRICE_COLUMNS = {
    "money": "round_amount",
    "value before": "pre_money",
    "value after": "post_money",
    "paid for old shares": "effective_pre_money",
}


def round_prices(outlook: Outlook) -> pd.DataFrame:
    """Each round that closes: month, money, valuations, price of a share, and the share that the new money buys."""
    case, rows = outlook.case, []
    for name, month in round_closings(outlook):
        status = _status_label(outlook, name)
        if _has_status(outlook, name, REPORTED):
            chance = format_value(outlook.at(f"closing_chance.{name}", 0), "share")
            status += f", {chance} likely to close"
        lock_up_end = math.ceil(outlook.at(f"lock_up_end.{name}", 0))
        rows.append(
            {
                "round": case.label("round", name),
                "status": status,
                "month": case.month_name(month),
                **{
                    column: format_value(outlook.at(f"{key}.{name}", 0), "bn yuan")
                    for column, key in ROUND_PRICE_COLUMNS.items()
                },
                f"{shown_unit(YUAN)} a share": f"{_share_price(outlook, month) * shown_factor(YUAN):,.0f}",
                "new money buys": _stake_bought(outlook, name, month),
                "locked up until": case.month_name(lock_up_end)
                if lock_up_end > month
                else NOT_LOCKED_UP,
            }
        )
    return pd.DataFrame(rows)


def _stake_bought(outlook: Outlook, name: str, month: int) -> str:
    """The stake agreed for the new money, and the stake after other shares issued in the same month where it differs."""
    agreed = format_value(outlook.at(f"new_money_share.{name}", 0), "share")
    shares = outlook.at(f"round_amount.{name}", 0) / outlook.at(f"conversion_price.{name}", month)
    # The shares count as if the whole round had been paid in.
    total = (
        outlook.at("shares_outstanding", month) + shares - outlook.at(f"round_shares.{name}", month)
    )
    actual = format_value(shares / total, "share")
    return agreed if actual == agreed else f"{agreed}, and holds {actual}"


def _status_label(outlook: Outlook, name: str) -> str:
    return outlook.case.assumption_of("round_status").option_of(
        outlook.at(f"round_status.{name}", 0)
    )


def _has_status(outlook: Outlook, name: str, status: float) -> bool:
    return outlook.at(f"round_status.{name}", 0) == status


def named_investors(outlook: Outlook, name: str) -> pd.DataFrame:
    """Known investors and their amounts in a round, and the rest of the round; empty where no investor is known."""
    rows = [
        (row["investor"], float(row["amount"] or "nan"), row["terms"], row["status"], row["source"])
        for row in _known_investors(outlook, name)
    ]
    rest = outlook.at(f"round_amount.{name}", 0) - sum(row[1] for row in rows)
    if rows and rest > 0.0:
        rows.append(
            ("Others, not named", rest, "not known", "what is left", "the round less the named")
        )
    table = pd.DataFrame(rows, columns=_INVESTOR_COLUMNS)
    amounts = (table["bn yuan"] * shown_factor(YUAN)).map(
        lambda amount: "–" if math.isnan(amount) else f"{amount:,.1f}"
    )
    return table.assign(**{"bn yuan": amounts}).rename(columns=shown_unit)


def investors_not_locked_up(outlook: Outlook, name: str) -> list[tuple[str, float]]:
    """The known investors of a closed round who are not locked up, with their money in bn yuan."""
    return [
        (row["investor"], float(row["amount"]))
        for row in _known_investors(outlook, name)
        if row["locked"] == "no"
    ]


def registry_check(outlook: Outlook, name: str) -> pd.DataFrame:
    """Post-money values of a closed round implied by stakes in the company registry, and their distance from the model's."""
    if not _has_status(outlook, name, CLOSED):
        return pd.DataFrame()
    post_money, rows = outlook.at(f"post_money.{name}", 0), []
    for row in _rows_of_round(_REGISTRY, outlook, name):
        money, share = float(row["money"]), float(row["share"])
        implied = money / share
        rows.append(
            {
                "ratio": row["what"],
                shown_unit("bn yuan"): f"{money * shown_factor(YUAN):.6g}",
                "holds": per_cent(share, 4),
                "value after the money": format_value(implied, "bn yuan"),
                "off by": per_cent(implied / post_money - 1.0, 1, "+"),
                "source": row["source"],
            }
        )
    return pd.DataFrame(rows)


def _known_investors(outlook: Outlook, name: str) -> list[dict[str, str]]:
    """The rows about a round's investors that belong to the status which the round has in the scenario."""
    status = _status_label(outlook, name)
    return [row for row in _rows_of_round(_INVESTORS, outlook, name) if row["round_is"] == status]


def _rows_of_round(path: pathlib.Path, outlook: Outlook, name: str) -> list[dict[str, str]]:
    """The rows of a data file about a round of this case."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if (row["case"], row["round"]) == (outlook.case.title, name)]
