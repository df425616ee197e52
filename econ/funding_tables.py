"""Tables of funding: runway under every name, and peers under the same ones."""

import csv
import math
import pathlib

import numpy as np
import pandas as pd

from econ.outlook import Outlook
from econ.runways import DEFINITIONS, burn_multiple, runway
from econ.units import MONTHS_A_YEAR, write

PEERS = pathlib.Path(__file__).parents[1] / "data" / "peers.csv"
RECENT = 3  # months over which burn and loss are averaged


def runways(outlook: Outlook, month: int) -> pd.DataFrame:
    """Months of money under each definition, with the month it ends in and the definition itself.

    Static and loss-based runway are read in a month and count from it; the others count from the beginning.
    """
    case = outlook.case
    recent = slice(max(month - RECENT + 1, 0), month + 1)
    balance = outlook.at("cash", month)
    burn, loss = (float(np.mean(sign * outlook[name][0, recent]))
                  for name, sign in (("net_burn", 1.0), ("adjusted_net_income", -1.0)))
    least, when = float(outlook["cash"][0].min()), int(outlook["cash"][0].argmin())
    alone = float((outlook["own_cash"][0] - outlook.at("minimum_cash", 0)).min())
    rows = [
        (f"Static, from {case.month_name(month)}", _months(case, runway("static", cash=balance, burn=burn), month),
         f"{DEFINITIONS['static']}, the mean of {RECENT} months"),
        (f"Loss-based, from {case.month_name(month)}", _months(case, runway("loss", cash=balance, burn=loss), month),
         DEFINITIONS["loss"]),
        ("Zero cash", _months(case, outlook.at("runway", 0)), DEFINITIONS["zero-cash"]),
        ("Covenant", _months(case, outlook.at("covenant_runway", 0)), DEFINITIONS["covenant"]),
        ("Liquidity", _months(case, outlook.at("liquidity_runway", 0)), f"{DEFINITIONS['liquidity']}; {_line(outlook)}"),
        ("Decision", _months(case, outlook.at("decision_runway", 0)), DEFINITIONS["decision"]),
        ("Headroom", _headroom(outlook), "least cash above, or below, what the company wants to hold"),
        ("Trough", f"{write(least, 'bn yuan')} in {case.month_name(when)}", "least cash within the horizon"),
        ("Default alive", "yes" if alone >= 0.0 else f"no: {write(-alone, 'bn yuan')} short", "least cash without the equity "
         "raised since the beginning stays above the minimum; interest on it is left in"),
        ("Burn multiple", _multiple(outlook, month), "net burn of a year over the yearly run-rate it added")]
    return pd.DataFrame(rows, columns=["runway", "months", "definition"])


def _line(outlook):
    limit = outlook.at("credit_limit", 0)
    promised = float(outlook["undrawn_commitments"][0].max())
    line = f"the line is {write(limit, 'bn yuan')}" if limit else "there is no credit line"
    return f"{line}, and {write(promised, 'bn yuan')} of rounds is promised at most" if promised else line


def _headroom(outlook):
    path = outlook["cash_headroom"][0]
    return f"{write(float(path.min()), 'bn yuan')} in {outlook.case.month_name(int(path.argmin()))}"


def _months(case, months, start=0):
    if math.isinf(months):
        return "beyond the horizon"
    return f"{write(float(months), 'month')}, {case.month_name(start + int(months))}"


def _multiple(outlook, month):
    first = max(month - 11, 0)
    burn = float(outlook["net_burn"][0, first:month + 1].sum())
    before = outlook.at("revenue", first - 1) if first else outlook.at("initial_revenue", 0)
    added = (outlook.at("revenue", month) - before) * MONTHS_A_YEAR
    multiple = burn_multiple(burn, added)
    return "no revenue was added" if math.isinf(multiple) else write(multiple, "x")


def peers() -> pd.DataFrame:
    """Listed peers under the same definitions, from their own figures."""
    rows = []
    with PEERS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            loss = float(row["loss"]) / float(row["loss_months"])
            cash, burn = float(row["cash"]), row["burn_a_month"]
            static = f"{runway('static', cash=cash, burn=float(burn)):.1f}" if burn else "not disclosed"
            rows.append({"company": row["company"], "at": row["date"], "cash": f"{cash:,.0f} {row['unit']}",
                         "static, months": static, "loss-based, months": f"{runway('loss', cash=cash, burn=loss):.1f}",
                         "source": row["source"]})
    return pd.DataFrame(rows)
