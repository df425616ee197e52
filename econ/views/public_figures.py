"""Figures that others publish, beside those of a scenario in its first year and in its last."""

import csv
from collections.abc import Mapping

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.calendar import month_start
from econ.data import DATA
from econ.outlook import Outlook, run
from econ.risk.draws import sobol_draws
from econ.units import DOLLAR, NOT_DEFINED, YUAN, format_plain, format_value
from econ.views.years import YEAR, yearly_figures, years_of
from econ.words import Amount, say

PUBLIC_FIGURES = DATA / "public_figures.csv"
_TOKENS = "all-tokens"
_HEADS = ("figure", "company", "period", "published", "first", "last", "times", "date")
_DAYS_A_YEAR = 365.25
_DIGITS, _DIGITS_OF_A_RATIO = 3, 2


def public_records() -> list[dict[str, str]]:
    """The rows of the file, each with the names of its columns."""
    with PUBLIC_FIGURES.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def public_table(outlook: Outlook) -> pd.DataFrame:
    """The published figures as text, each beside what the scenario has in its first and in its last year, and its source."""
    figures = {figure.key: (figure.unit, figure.values) for figure in yearly_figures(outlook)}
    columns = [*(say("public-head", column=column) for column in _HEADS), "source", "address"]
    rows = [_row(outlook, record, figures) for record in public_records()]
    return pd.DataFrame(rows, columns=columns)


def _row(
    outlook: Outlook, record: Mapping[str, str], figures: Mapping[str, tuple[str, Array]]
) -> tuple[str, ...]:
    """One figure; what the scenario does not have is left empty."""
    unit, value = record["unit"], float(record["value"] or "nan")
    published = _number(value, unit, with_unit=True) if record["value"] else say("public-unknown")
    own = _own_values(outlook, record["beside"], unit, figures)
    beside = ("", "", "")
    if own is not None:
        times = own[-1] / value
        beside = (
            _number(own[0], unit),
            _number(own[-1], unit),
            ""
            if np.isnan(times)
            else say("unit-x", number=format_plain(times, _DIGITS_OF_A_RATIO)),
        )
    named = record["name"], record["company"], record["period"], published
    return (*named, *beside, record["date"], record["source"], record["address"])


def _own_values(
    outlook: Outlook, key: str, unit: str, figures: Mapping[str, tuple[str, Array]]
) -> Array | None:
    """Return the scenario’s values at the ends of its years in the unit of a published figure; `None` where it has nothing of the kind."""
    case = outlook.case
    row, _, element = key.partition(".")
    if key in figures:
        own_unit, values = figures[key]
    elif row in case.model.quantities and element in _elements(outlook, row):
        own_unit, values = case.unit_of(key), years_of(outlook, key)[0, :, -1]
    else:
        return None
    if YUAN in own_unit and DOLLAR in unit:
        return values / years_of(outlook, "yuan_per_dollar")[0, :, -1]
    return values


def _elements(outlook: Outlook, quantity: str) -> list[str]:
    """The elements that a quantity of one dimension has."""
    per = outlook.case.model.quantities[quantity].per
    return list(outlook.case.elements[per[0]]) if len(per) == 1 else []


def _number(value: float, unit: str, *, with_unit: bool = False) -> str:
    """A number in its unit; a share has its sign, and any other the unit only where it is asked for."""
    if np.isnan(value):
        return NOT_DEFINED
    if unit in ("share", "x"):
        return format_value(value, unit)
    number = format_plain(value, _DIGITS)
    return f"{number} {unit}" if with_unit else number


def readings(outlook: Outlook, futures: int = 0) -> list[str]:
    """Compare the scenario with the published figures, a sentence each; with a number of futures, also their middle."""
    case, tier = outlook.case, outlook.case.story.tier
    rows = {figure.key: figure.values for figure in yearly_figures(outlook)}
    training = rows["training-ratio"]
    price, share = rows[f"price.{tier}"], rows[f"market-share.{tier}"]
    return [
        say("public-training", first=_times(training[0]), last=_times(training[-1])),
        *(_middle(outlook, futures) if futures else ()),
        *_growth_of_the_largest(outlook, rows[_TOKENS][-1]),
        say(
            "public-growth",
            rate=Amount(value=outlook.at("trend_growth", 0), unit="share/month"),
            half_life=Amount(value=outlook.at("growth_half_life", 0), unit="month"),
        ),
        say(
            "public-price",
            tier=case.label("tier", tier),
            fall=Amount(value=1.0 - price[-1] / price[0], unit="share"),
        ),
        say(
            "public-share",
            tier=case.label("tier", tier),
            first=Amount(value=outlook.at(f"starting_share.{tier}", 0), unit="share"),
            last=Amount(value=share[-1], unit="share"),
        ),
        say(
            "public-utilisation",
            lowest=Amount(value=rows["utilisation"].min(), unit="share"),
            highest=Amount(value=rows["utilisation"].max(), unit="share"),
        ),
    ]


def _middle(outlook: Outlook, futures: int) -> list[str]:
    middle = middle_training_ratios(outlook, futures)
    low, high = _times(middle.min()), _times(middle.max())
    return [say("public-futures", futures=futures, low=low, high=high)]


def middle_training_ratios(outlook: Outlook, futures: int) -> Array:
    """The median over futures of training compute against revenue in each year, shape (years,)."""
    wanted = ("research_compute", "revenue")
    drawn = run(outlook.scenario, sobol_draws(outlook.scenario, futures), keep=wanted)
    research, revenue = (years_of(drawn, key).sum(axis=2) for key in wanted)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.median(research / revenue, axis=0)


def _growth_of_the_largest(outlook: Outlook, tokens: float) -> list[str]:
    """Return the growth that the seller with most tokens in the file would need to serve as much at the end."""
    rows = [row for row in public_records() if row["beside"] == _TOKENS and row["value"]]
    if not rows:
        return []
    largest = max(rows, key=lambda row: float(row["value"]))
    end = month_start(outlook.case.start, outlook.case.months // YEAR * YEAR)
    days = (np.datetime64(end) - np.datetime64(largest["date"])).astype(int)
    rate = (tokens / float(largest["value"])) ** (_DAYS_A_YEAR / days) - 1.0
    if rate <= 0.0:
        return [say("public-largest-ahead", company=largest["company"])]
    amount = Amount(value=float(rate), unit="share/year")
    return [say("public-largest", company=largest["company"], rate=amount)]


def _times(value: float) -> Amount:
    return Amount(value=float(value), unit="x")
