"""Checks: a light for each identity of the statements on one outlook; one that fails names its month and amount."""

import numpy as np
import pandas as pd

from econ.accounts.identities import ELSEWHERE, IDENTITIES
from econ.outlook import Outlook
from econ.units import format_value

TIGHT = 1e-9  # of the largest balance: what floating point may leave
HOLDS, FAILS, TESTED = "● holds", "▲ FAILS", "○ tested"
BALANCES = (
    "cash",
    "total_assets",
    "total_liabilities",
    "equity",
    "paid_in_capital",
    "retained_earnings",
)


def checks(outlook: Outlook) -> pd.DataFrame:
    """Every identity on this outlook: whether it holds, and the month and size of its largest gap.

    What one outlook cannot show is named with the test that does.
    """
    left = _tolerance(outlook)
    rows = []
    for identity in IDENTITIES:
        gap = np.abs(identity.gap(outlook))
        month, size = int(gap.argmax()), float(gap.max())
        sound = size <= left
        rows.append(
            {
                "identity": identity.name,
                "what holds": identity.sentence,
                "light": HOLDS if sound else FAILS,
                "month": "" if sound else outlook.case.month_name(month),
                "amount": "" if sound else format_value(size, identity.unit),
                "where": "on this outlook",
            }
        )
    rows += [
        {
            "identity": name,
            "what holds": sentence,
            "light": TESTED,
            "month": "",
            "amount": "",
            "where": where,
        }
        for name, sentence, where in ELSEWHERE
    ]
    found = pd.DataFrame(rows)
    return found.iloc[found["identity"].str[1:].astype(int).argsort(kind="stable")].reset_index(
        drop=True
    )


def opened(outlook: Outlook) -> pd.DataFrame:
    """The months in which identities fail, one row a stretch of months: the months, the largest amount and what should hold."""
    left, rows = _tolerance(outlook), []
    for identity in IDENTITIES:
        gap = np.abs(identity.gap(outlook))
        wrong = np.flatnonzero(~(gap <= left))
        for stretch in (
            np.split(wrong, np.flatnonzero(np.diff(wrong) > 1) + 1) if len(wrong) else ()
        ):
            first, last = (outlook.case.month_name(int(month)) for month in stretch[[0, -1]])
            rows.append(
                (
                    first if first == last else f"{first} to {last}",
                    format_value(float(gap[stretch].max()), identity.unit),
                    identity.sentence,
                )
            )
    return pd.DataFrame(rows, columns=["months", "largest amount", "what should hold"])


def _tolerance(outlook):
    """What floating point may leave of an identity."""
    return TIGHT * max(1.0, *(float(np.abs(outlook[name][0]).max()) for name in BALANCES))
