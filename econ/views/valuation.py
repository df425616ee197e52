"""Tables of value: what each round pays for beside peers, revenue by three measures, and returns at the value at the end."""

import csv
import datetime
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
from econ.case.calendar import month_label, month_start
from econ.case.case import Case
from econ.data import DATA
from econ.outlook import Outlook
from econ.units import NOT_DEFINED, format_value
from econ.views.cut_gains import sign_of
from econ.words import Amount, Message, amount_text, message, say, say_all

VALUATION_PEERS = DATA / "valuation_peers.csv"


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
            _times(multiples.of_next_year, say("valuation-beyond-the-plan")),
            "computed",
            "",
        )
        for multiples in round_multiples(outlook)
    ]
    with VALUATION_PEERS.open(encoding="utf-8") as file:
        peers = [row for row in csv.DictReader(file) if row["company"] != case.company]
    for peer in peers:
        multiple = say("unit-x", number=f"{float(peer['multiple']):,.0f}")
        text = f"{multiple} ({peer['measure']})"
        spans = (text, "") if peer["measure"].startswith("run-rate") else ("", text)
        as_of = month_label(datetime.date.fromisoformat(f"{peer['as of']}-01"), 0)
        cells = (peer["company"], as_of, "", *spans, "")
        rows.append((*cells, peer["source"], peer["address"]))
    columns = [
        say("valuation-name"),
        "month",
        say("valuation-post-money"),
        say("valuation-over-run-rate"),
        say("valuation-over-past-year"),
        say("valuation-over-next-year"),
        "source",
        "address",
    ]
    return pd.DataFrame(rows, columns=columns)


def revenue_table(outlook: Outlook, month: int) -> pd.DataFrame:
    """Revenue up to a month by three measures that are easily taken for each other, each with what it is."""
    case, measures = outlook.case, revenue_measures(outlook, month)
    tier = case.label("tier", case.story.tier)
    best_month = Amount(value=measures.best_month, unit="bn yuan/year")
    recognised = Amount(value=measures.recognised, unit="bn yuan")
    rows = [
        (say("valuation-run-rate"), amount_text(best_month), say("valuation-run-rate-meaning")),
        (
            say("valuation-recognised"),
            amount_text(recognised),
            say("valuation-recognised-meaning", month=month_start(case.start, month)),
        ),
        (
            say("valuation-margin"),
            amount_text(Amount(value=measures.unit_margin, unit="share")),
            say("valuation-margin-meaning", tier=tier),
        ),
    ]
    heads = [say("valuation-measure"), say("valuation-value"), say("valuation-meaning")]
    return pd.DataFrame(rows, columns=heads)


def end_return_table(outlook: Outlook) -> pd.DataFrame:
    """Table of the return on each round at the value at the end, and after a round that fills the hole where money is missing."""
    case, hole = outlook.case, hole_in_the_plan(outlook)
    rows = []
    after = end_returns(outlook, filled=True)
    bare = end_returns(outlook, terms="none")
    for plain, shared, filled in zip(end_returns(outlook), bare, after, strict=True):
        row = {
            "round": case.label("round", plain.round),
            say("valuation-its-money"): amount_text(Amount(value=plain.money, unit="bn yuan")),
            say("valuation-proceeds"): amount_text(Amount(value=plain.proceeds, unit="bn yuan")),
            say("valuation-return"): _return_text(plain),
            say("valuation-return-bare"): _return_text(shared),
        }
        if hole.amount:
            row[say("valuation-return-filled")] = _return_text(filled)
        rows.append(row)
    return pd.DataFrame(rows)


def end_value_caption(outlook: Outlook) -> str:
    """State what the value at the end is made of, and the hole in the plan."""
    case, last = outlook.case, outlook.case.months - 1
    surplus = outlook.at("fleet_surplus", last)
    hole = hole_in_the_plan(outlook)
    return say_all(
        message(
            "valuation-end",
            value=Amount(value=value_at_the_end(outlook), unit="bn yuan"),
            month=month_start(case.start, last),
        ),
        message(
            "valuation-end-profit",
            profit=Amount(value=outlook.at("yearly_profit_after_options", last), unit="bn yuan"),
            multiple=Amount(value=outlook.at("terminal_multiple", last), unit="x", form="bare"),
        ),
        message(
            "valuation-end-money",
            fleet="newer" if surplus > 0.0 else "older" if surplus < 0.0 else "usual",
            surplus=Amount(value=abs(surplus), unit="bn yuan"),
        ),
        _hole_message(case, hole) if hole.amount else message("valuation-no-hole"),
        message("valuation-preferences"),
        message("if-assumptions-hold"),
    )


def _hole_message(case: Case, hole: Hole) -> Message:
    money = Amount(value=hole.amount, unit="bn yuan")
    return message("valuation-hole", money=money, month=month_start(case.start, hole.month))


def _times(multiple: float, missing: str = NOT_DEFINED) -> str:
    return missing if math.isnan(multiple) else say("unit-x", number=f"{multiple:,.0f}")


def _return_text(returned: EndReturn) -> str:
    if math.isnan(returned.multiple):
        return NOT_DEFINED
    multiple = Amount(value=returned.multiple, unit="x")
    if math.isnan(returned.rate):
        return amount_text(multiple)
    unit = "share/year"
    rate, sign = Amount(value=abs(returned.rate), unit=unit), sign_of(returned.rate, unit)
    return say("valuation-return-rate", sign=sign, multiple=multiple, rate=rate)
