"""Peers: listed companies under the definitions of runway that their own figures allow, beside the scenario."""

import csv

import numpy as np
import pandas as pd

from econ.data import DATA
from econ.finance.runways import LOSS, STATIC, runway
from econ.finance.unit_slips import unit_slip
from econ.outlook import Outlook
from econ.units import format_value
from econ.views.funding import averaged_months
from econ.words import say

PEERS = DATA / "peers.csv"
LONGEST_RUNWAY = 600.0  # months: a longer runway says that hardly anything is burnt
_NUMBER_COLUMNS = (  # of the file; money in millions of the company's currency
    "cash",
    "liquid_funds",
    "loss",
    "operating_outflow",
    "revenue",
    "months",
    "burn_a_month",
)
_HEADS = ("company", "date", "cash", "static", "operations", "loss", "ratio")  # of `peers-head`


def peer_table(outlook: Outlook, month: int) -> pd.DataFrame:
    """Months of money as text, one row for the scenario at the end of a month and one for each date of a peer.

    A column is a definition of runway; a peer has those that its published figures allow.
    """
    own_name = outlook.case.company.casefold()
    with PEERS.open(encoding="utf-8") as file:
        records = list(csv.DictReader(file))
    rows = [_peer_row(record) for record in records if record["company"].casefold() != own_name]
    heads = [say("peers-head", column=column) for column in _HEADS]
    columns = [*heads, "source", "address"]
    return pd.DataFrame([_scenario_row(outlook, month), *rows], columns=columns)


def _peer_row(record: dict[str, str]) -> tuple[str, ...]:
    """One company at one date; an empty cell of the file is a figure that is not disclosed."""
    numbers = {name: float(record[name]) if record[name] else None for name in _NUMBER_COLUMNS}
    cash, burn = numbers["cash"], numbers["burn_a_month"]
    loss, outflow, revenue = (
        _monthly(numbers[name], numbers["months"])
        for name in ("loss", "operating_outflow", "revenue")
    )
    not_disclosed = say("peers-not-disclosed")
    loss_ratio = not_disclosed if loss is None or not revenue else f"{loss / revenue:.2f}"
    cells = [not_disclosed] * 4
    if cash is not None:
        liquid_funds = numbers["liquid_funds"] or cash
        cells = [
            _cash_text(cash, liquid_funds, record["currency"]),
            unit_slip(burn or 0.0, [rate for rate in (loss, outflow) if rate])
            or _runway_text(STATIC, cash, burn),
            _runway_text(STATIC, cash, outflow),
            _runway_text(LOSS, liquid_funds, loss),
        ]
    return (
        record["company"],
        record["date"],
        *cells,
        loss_ratio,
        record["source"],
        record["address"],
    )


def _monthly(total: float | None, months: float | None) -> float | None:
    """The average a month of a total over some months; `None` where one is not disclosed."""
    return None if total is None or months is None else total / months


def _cash_text(cash: float, liquid_funds: float, currency: str) -> str:
    """Cash, and what it is with deposits and funds where they are more."""
    if liquid_funds == cash:
        return f"{cash:,.0f} {currency}"
    return say("peers-with-funds", cash=f"{cash:,.0f}", unit=currency, funds=f"{liquid_funds:,.0f}")


def _runway_text(name: str, cash: float, burn: float | None) -> str:
    """Months of money by a definition; burn is a month's."""
    if burn is None:
        return say("peers-not-disclosed")
    return _months_text(float(runway(name, cash=cash, burn=burn)))


def _months_text(months: float) -> str:
    return f"{months:.1f}" if months < LONGEST_RUNWAY else f"> {LONGEST_RUNWAY:.0f}"


def _scenario_row(outlook: Outlook, month: int) -> tuple[str, ...]:
    """The scenario under the same definitions, from the average of its last months."""
    recent = slice(max(month - averaged_months(outlook) + 1, 0), month + 1)
    burn, operations, income, revenue = (
        float(np.mean(outlook[name][0, recent]))
        for name in ("net_burn", "operating_cash_flow", "adjusted_net_income", "revenue")
    )
    cash = outlook.at("cash", month)
    loss_ratio = f"{-income / revenue:.2f}" if income < 0.0 < revenue else say("peers-no-loss")
    return (
        say("peers-this-scenario"),
        outlook.case.month_name(month),
        format_value(cash, "bn yuan"),
        _scenario_runway_text(STATIC, cash, burn),
        _scenario_runway_text(STATIC, cash, -operations),
        _scenario_runway_text(LOSS, cash, -income),
        loss_ratio,
        say("peers-computed"),
        "",
    )


def _scenario_runway_text(name: str, cash: float, burn: float) -> str:
    """Months of the scenario's money by a definition, or why there is no such number."""
    if cash <= 0.0:
        return say("peers-no-cash")
    months = float(runway(name, cash=cash, burn=burn))
    return say("peers-no-end") if np.isinf(months) else _months_text(months)
