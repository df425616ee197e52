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

PEERS = DATA / "peers.csv"
NOT_SAID = "not disclosed"
COLUMNS = (
    "company",
    "at the end of",
    "cash",
    "R1 static, burn",
    "R1 static, operations alone",
    "R2 loss-based",
    "loss for 1 of revenue",
    "source",
    "address",
)


def peers(outlook: Outlook, month: int) -> pd.DataFrame:
    """Months of money of each peer, and of the scenario at the end of a month, under the definitions that figures permit."""
    with PEERS.open(encoding="utf-8") as file:
        own = outlook.case.company.casefold()
        rows = [_peer(row) for row in csv.DictReader(file) if row["company"].casefold() != own]
    return pd.DataFrame([_own(outlook, month), *rows], columns=list(COLUMNS))


def _peer(row):
    """One company at one date; an empty cell of the file is a figure that is not disclosed."""
    number = {name: float(row[name]) if row[name] else None for name in NUMBERS}
    span, cash = number["months"], number["cash"]
    a_month = {
        name: number[name] / span if number[name] is not None else None
        for name in ("loss", "operating_outflow", "revenue")
    }
    if cash is None:
        ratio = f"{a_month['loss'] / a_month['revenue']:.2f}"
        return (
            row["company"],
            row["date"],
            NOT_SAID,
            NOT_SAID,
            NOT_SAID,
            NOT_SAID,
            ratio,
            row["source"],
            row["address"],
        )
    liquid = number["liquid_funds"] or cash
    slip = unit_slip(
        number["burn_a_month"] or 0.0,
        [each for name, each in a_month.items() if each and name != "revenue"],
    )
    written = f"{cash:,.0f} {row['currency']}" + (
        f" ({liquid:,.0f} with funds)" if liquid != cash else ""
    )
    ratio = f"{a_month['loss'] / a_month['revenue']:.2f}" if a_month["revenue"] else NOT_SAID
    return (
        row["company"],
        row["date"],
        written,
        slip or _months(STATIC, cash, number["burn_a_month"]),
        _months(STATIC, cash, a_month["operating_outflow"]),
        _months(LOSS, liquid, a_month["loss"]),
        ratio,
        row["source"],
        row["address"],
    )


NUMBERS = ("cash", "liquid_funds", "loss", "operating_outflow", "revenue", "months", "burn_a_month")


def _months(name, cash, used):
    return NOT_SAID if used is None else f"{runway(name, cash=cash, burn=used):.1f}"


def _own(outlook, month):
    """The scenario under the same definitions, from the mean of its last months."""
    recent = slice(max(month - averaged_months(outlook) + 1, 0), month + 1)
    burn, operations, income, revenue = (
        float(np.mean(outlook[name][0, recent]))
        for name in ("net_burn", "operating_cash_flow", "adjusted_net_income", "revenue")
    )
    cash = outlook.at("cash", month)
    found = [
        runway(name, cash=cash, burn=used)
        for name, used in ((STATIC, burn), (STATIC, -operations), (LOSS, -income))
    ]
    months = [
        "no cash is left" if cash <= 0.0 else "no end" if np.isinf(each) else f"{each:.1f}"
        for each in found
    ]
    ratio = f"{-income / revenue:.2f}" if income < 0.0 < revenue else "no loss"
    return (
        "This scenario",
        outlook.case.month_name(month),
        format_value(cash, "bn yuan"),
        *months,
        ratio,
        "computed",
        "",
    )


def definitions_of_peers(outlook: Outlook) -> str:
    """What the figures of peers leave out, and how those of the scenario are averaged."""
    average = format_value(float(averaged_months(outlook)), "month")
    return (
        "R3 to R7 look along a path of cash that no peer publishes: plans, lines, covenants and rounds to come are not "
        "disclosed. Burn is as each company states it, plant and leases in it; operations alone leave both out, and flatter. "
        f"A peer's means are over the months it reports, the scenario's over {average}. Where a company has deposits and funds "
        "beside cash, the loss-based figure is over all of it, as in the press."
    )
