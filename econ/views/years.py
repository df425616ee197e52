"""The case year by year: what a reader holds beside public figures, one column a year of the plan."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.outlook import Outlook
from econ.units import MONTHS_A_YEAR, format_value

_YEAR = int(MONTHS_A_YEAR)
_DAYS_A_MONTH = 365.25 / _YEAR


def year_table(outlook: Outlook) -> pd.DataFrame:
    """Figures of each whole year as text, a row each with its unit; money and research are sums, shares means, the rest year-ends."""
    case = outlook.case
    years = outlook.case.months // _YEAR
    columns = [
        f"{case.month_name(year * _YEAR)} to {case.month_name(year * _YEAR + _YEAR - 1)}"
        for year in range(years)
    ]
    rows = {
        f"{label}, {unit}": [format_value(float(value), unit, with_unit=False) for value in values]
        for label, unit, values in _rows(outlook, years)
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis("figure").reset_index()


def _rows(outlook: Outlook, years: int) -> list[tuple[str, str, Array]]:
    """Label, unit and a number for each year."""
    case, tiers = outlook.case, outlook.case.elements["tier"]
    tier, platform = case.story.tier, case.story.platform

    def by_year(key: str, over: Callable[..., Array]) -> Array:
        path = np.broadcast_to(outlook[key][0], case.months)[: years * _YEAR]
        return over(path.reshape(years, _YEAR), axis=1)

    def added(key: str) -> Array:
        return by_year(key, np.sum)

    def average(key: str) -> Array:
        return by_year(key, np.mean)

    def at_end(key: str) -> Array:
        return by_year(key, lambda path, axis: np.take(path, -1, axis=axis))

    served = np.sum(
        [at_end(f"served_tokens.{t}") + at_end(f"served_app_tokens.{t}") for t in tiers], axis=0
    )
    revenue, research = added("revenue"), added("research_compute")
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = added("gross_profit") / revenue, research / revenue
    return [
        ("Revenue", "bn yuan", revenue),
        *(
            (f"Revenue from {label}", "bn yuan", added(f"api_revenue.{t}"))
            for t, label in tiers.items()
        ),
        *(
            (f"Paid tokens of {label}, last month", "Ttok", at_end(f"served_tokens.{t}"))
            for t, label in tiers.items()
        ),
        ("All tokens a day, last month", "Ttok", served / _DAYS_A_MONTH),
        (f"List of {tiers[tier]} output, last month", "yuan/Mtok", at_end(f"output_price.{tier}")),
        (
            f"Price of {tiers[tier]} on its mix, last month",
            "yuan/Mtok",
            at_end(f"blended_price.{tier}"),
        ),
        (
            f"Cost of {tiers[tier]} on its mix, last month",
            "yuan/Mtok",
            at_end(f"blended_cost.{tier}"),
        ),
        (f"Hosts' price of {tiers[tier]}, last month", "yuan/Mtok", at_end(f"host_price.{tier}")),
        *(
            (f"Share of its class, {label}, last month", "share", at_end(f"market_share.{t}"))
            for t, label in tiers.items()
        ),
        ("Gross margin", "share", ratios[0]),
        *(
            (f"Demand served, {label}, mean", "share", average(f"fill_rate.{t}"))
            for t, label in tiers.items()
        ),
        ("Utilisation, mean", "share", average("utilisation")),
        ("Training compute", "bn yuan", research),
        ("Rented training compute", "bn yuan", added("outside_research_compute")),
        ("Training compute against revenue", "x", ratios[1]),
        ("Staff, last month", "person", at_end("headcount")),
        (
            f"{case.label('platform', platform)} in service, last month",
            "card",
            at_end(f"fleet.{platform}"),
        ),
        ("Capital expenditure", "bn yuan", added("capex")),
        ("Net burn", "bn yuan", added("net_burn")),
        ("Money in the bank, last month", "bn yuan", at_end("cash")),
    ]
