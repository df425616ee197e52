"""The case year by year: what a reader holds beside public figures, one column a year of the plan."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd

from econ.accounts.valuation import round_multiples
from econ.arrays import Array
from econ.outlook import Outlook
from econ.units import MONTHS_A_YEAR, format_value
from econ.words import say

YEAR = int(MONTHS_A_YEAR)
_DAYS_A_MONTH = 365.25 / YEAR


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class YearlyFigure:
    """A row of the table: a number for each whole year of the plan."""

    row: str  # as `years-row` has it
    unit: str
    values: Array  # shape (years,)
    element: str = ""  # the tier or platform that it is of
    name: str = ""  # and its name

    @property
    def key(self) -> str:
        """The row and its element, as the files of published figures name it: "paid-input.mini"."""
        return f"{self.row}.{self.element}".removesuffix(".")


def year_table(outlook: Outlook) -> pd.DataFrame:
    """Figures of each whole year as text, a row each with its unit; money and research are sums, shares means, the rest year-ends."""
    case = outlook.case
    columns = [
        say(
            "years-span",
            first=case.month_name(year * YEAR),
            last=case.month_name(year * YEAR + YEAR - 1),
        )
        for year in range(case.months // YEAR)
    ]
    rows = {}
    for figure in yearly_figures(outlook):
        unit = figure.unit
        numbers = [format_value(float(value), unit, with_unit=False) for value in figure.values]
        rows[f"{say('years-row', row=figure.row, name=figure.name)}, {unit}"] = numbers
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis("figure").reset_index()


def years_of(outlook: Outlook, key: str) -> Array:
    """A quantity in the months of each whole year, shape (draws, years, months of a year)."""
    years = outlook.case.months // YEAR
    paths = np.broadcast_to(outlook[key], (outlook.draws, outlook.case.months))
    return paths[:, : years * YEAR].reshape(-1, years, YEAR)


def yearly_figures(outlook: Outlook) -> list[YearlyFigure]:
    """The rows of the table in their order."""
    case, tiers = outlook.case, outlook.case.elements["tier"]
    tier, platform = case.story.tier, case.story.platform

    def added(key: str) -> Array:
        return years_of(outlook, key)[0].sum(axis=1)

    def average(key: str) -> Array:
        return years_of(outlook, key)[0].mean(axis=1)

    def at_end(key: str) -> Array:
        return years_of(outlook, key)[0, :, -1]

    def whole(row: str, unit: str, values: Array) -> YearlyFigure:
        return YearlyFigure(row=row, unit=unit, values=values)

    def of_tier(row: str, unit: str, t: str, values: Array) -> YearlyFigure:
        return YearlyFigure(row=row, unit=unit, values=values, element=t, name=tiers[t])

    def of_tiers(row: str, unit: str, values: Callable[[str], Array]) -> list[YearlyFigure]:
        return [of_tier(row, unit, t, values(t)) for t in tiers]

    app = np.sum([at_end(f"served_app_tokens.{t}") for t in tiers], axis=0)
    served = app + np.sum([at_end(f"served_tokens.{t}") for t in tiers], axis=0)
    revenue, research = added("revenue"), added("research_compute")
    profit = added("gross_profit")
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.append(np.nan, research[1:] / research[:-1])
        return [
            whole("revenue", "bn yuan", revenue),
            *of_tiers("api-revenue", "bn yuan", lambda t: added(f"api_revenue.{t}")),
            *of_tiers("paid-tokens", "Ttok", lambda t: at_end(f"served_tokens.{t}")),
            whole("all-tokens", "Ttok", served / _DAYS_A_MONTH),
            whole("app-share", "share", app / served),
            of_tier("list", "yuan/Mtok", tier, at_end(f"output_price.{tier}")),
            of_tier("price", "yuan/Mtok", tier, at_end(f"blended_price.{tier}")),
            of_tier("cost", "yuan/Mtok", tier, at_end(f"blended_cost.{tier}")),
            of_tier("host-price", "yuan/Mtok", tier, at_end(f"host_price.{tier}")),
            *of_tiers(
                "paid-input",
                "yuan/Mtok",
                lambda t: (
                    at_end(f"cache_hit_share.{t}") * at_end(f"cached_input_price.{t}")
                    + (1.0 - at_end(f"cache_hit_share.{t}")) * at_end(f"input_price.{t}")
                ),
            ),
            *of_tiers("hits", "share", lambda t: at_end(f"cache_hit_share.{t}")),
            *of_tiers("market-share", "share", lambda t: at_end(f"market_share.{t}")),
            whole("gross-margin", "share", profit / revenue),
            whole("gross-profit", "bn yuan", profit.cumsum()),
            *of_tiers("served", "share", lambda t: average(f"fill_rate.{t}")),
            whole("utilisation", "share", average("utilisation")),
            whole("training", "bn yuan", research),
            whole("rented-training", "bn yuan", added("outside_research_compute")),
            whole("training-ratio", "x", research / revenue),
            whole("training-growth", "x", growth),
            whole("staff", "person", at_end("headcount")),
            YearlyFigure(
                row="fleet",
                unit="card",
                values=at_end(f"fleet.{platform}"),
                element=platform,
                name=case.label("platform", platform),
            ),
            whole("halls", "MW", at_end("colocated_power")),
            whole("capex", "bn yuan", added("capex")),
            whole("net-burn", "bn yuan", added("net_burn")),
            whole("cash", "bn yuan", at_end("cash")),
            whole("value-multiple", "x", _last_value(outlook, len(revenue)) / revenue),
        ]


def _last_value(outlook: Outlook, years: int) -> Array:
    """The value after the last round that has closed by the end of each year, not a number before the first, shape (years,)."""
    values = np.full(years, np.nan)
    for multiples in round_multiples(outlook):
        values[multiples.month // YEAR :] = multiples.post_money
    return values
