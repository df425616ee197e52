"""Tables of value: what each round pays for beside peers, revenue by three measures, and returns at the value at the end."""

import csv
import math

import pandas as pd

from econ.accounts.valuation import (
    EndReturn,
    Hole,
    end_returns,
    hole_in_the_plan,
    revenue_measures,
    round_multiples,
    value_at_the_end,
)
from econ.data import DATA
from econ.outlook import Outlook
from econ.units import NOT_DEFINED, format_value

VALUATION_PEERS = DATA / "valuation_peers.csv"
BEYOND_THE_PLAN = "beyond the plan"


def multiple_table(outlook: Outlook) -> pd.DataFrame:
    """The value of each round after the money over revenue by three spans, then peers over the sales of a year."""
    case = outlook.case
    rows = [
        (
            case.label("round", multiples.round),
            case.month_name(multiples.month),
            format_value(multiples.post_money, "bn yuan"),
            _times(multiples.of_best_month),
            _times(multiples.of_past_year),
            _times(multiples.of_next_year, BEYOND_THE_PLAN),
            "computed",
            "",
        )
        for multiples in round_multiples(outlook)
    ]
    with VALUATION_PEERS.open(encoding="utf-8") as file:
        peers = [row for row in csv.DictReader(file) if row["company"] != case.company]
    for peer in peers:
        text = f"{float(peer['multiple']):,.0f}x ({peer['measure']})"
        spans = (text, "") if peer["measure"].startswith("run-rate") else ("", text)
        cells = (peer["company"], peer["as of"], "", *spans, "")
        rows.append((*cells, peer["source"], peer["address"]))
    columns = [
        "round or peer",
        "month",
        "value after the money",
        "of best month × 12",
        "of the year before",
        "of the year after",
        "source",
        "address",
    ]
    return pd.DataFrame(rows, columns=columns)


def revenue_table(outlook: Outlook, month: int) -> pd.DataFrame:
    """Revenue up to a month by three measures that are easily taken for each other, each with what it is."""
    case, measures = outlook.case, revenue_measures(outlook, month)
    tier = case.label("tier", case.story.tier)
    rows = [
        (
            "Run-rate",
            f"{format_value(measures.best_month, 'bn yuan')} a year",
            "the best month so far times twelve, as the press states it; it grows with one good month",
        ),
        (
            "Recognised revenue",
            format_value(measures.recognised, "bn yuan"),
            f"the twelve months to {case.month_name(month)}, after sales tax and granted tokens, as accounts state it",
        ),
        (
            "Unit margin",
            _share(measures.unit_margin),
            f"what is left of a yuan of {tier} after serving it at full cost; a high one earns nothing without volume",
        ),
    ]
    return pd.DataFrame(rows, columns=["measure", "value", "what it is"])


def end_return_table(outlook: Outlook) -> pd.DataFrame:
    """What each round returns at the value at the end, and after a round that fills the hole where money is missing."""
    case, hole = outlook.case, hole_in_the_plan(outlook)
    rows = []
    after = end_returns(outlook, filled=True)
    bare = end_returns(outlook, terms="none")
    for plain, shared, filled in zip(end_returns(outlook), bare, after, strict=True):
        row = {
            "round": case.label("round", plain.round),
            "its money": format_value(plain.money, "bn yuan"),
            "is worth at the end": format_value(plain.proceeds, "bn yuan"),
            "returns": _return_text(plain),
            "without its preference": _return_text(shared),
        }
        if hole.amount:
            row["returns after the hole is filled"] = _return_text(filled)
        rows.append(row)
    return pd.DataFrame(rows)


def end_value_caption(outlook: Outlook) -> str:
    """What the value at the end is made of, and the hole in the plan."""
    case, last = outlook.case, outlook.case.months - 1
    multiple = format_value(outlook.at("terminal_multiple", last), "x", with_unit=False)
    value = format_value(value_at_the_end(outlook), "bn yuan")
    return (
        f"The shares are worth {value} at the end of {case.month_name(last)}: {multiple} times the gross profit of the last year, "
        f"{format_value(outlook.at('yearly_gross_profit', last), 'bn yuan')}, {format_value(outlook.at('fleet_surplus', last), 'bn yuan')} "
        "for the age of the fleet, and the money less the debt. "
        f"{_hole_text(outlook, hole_in_the_plan(outlook))} A preference is paid in a sale; where the company goes on, the share alone "
        "counts. A conditional figure, not a forecast and not advice."
    )


def _hole_text(outlook: Outlook, hole: Hole) -> str:
    if not hole.amount:
        return "No money is missing, so no further round is needed for it."
    return (
        f"In {outlook.case.month_name(hole.month)} {format_value(hole.amount, 'bn yuan')} is missing; the round that fills it is priced at "
        "the value that the same rule gives in that month."
    )


def _times(multiple: float, missing: str = NOT_DEFINED) -> str:
    return missing if math.isnan(multiple) else f"{multiple:,.0f}x"


def _share(value: float) -> str:
    return NOT_DEFINED if math.isnan(value) else format_value(value, "share")


def _return_text(returned: EndReturn) -> str:
    if math.isnan(returned.multiple):
        return NOT_DEFINED
    if math.isnan(returned.rate):
        return f"{returned.multiple:.2f}x"
    return f"{returned.multiple:.2f}x, {100.0 * returned.rate:+.0f} % a year".replace("-", "−")
