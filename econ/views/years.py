"""The case year by year: what a reader holds beside public figures, one column a year of the plan."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.outlook import Outlook
from econ.units import MONTHS_A_YEAR, format_value
from econ.words import say

_YEAR = int(MONTHS_A_YEAR)
_DAYS_A_MONTH = 365.25 / _YEAR


def year_table(outlook: Outlook) -> pd.DataFrame:
    """Figures of each whole year as text, a row each with its unit; money and research are sums, shares means, the rest year-ends."""
    case = outlook.case
    years = outlook.case.months // _YEAR
    columns = [
        say(
            "years-span",
            first=case.month_name(year * _YEAR),
            last=case.month_name(year * _YEAR + _YEAR - 1),
        )
        for year in range(years)
    ]
    rows = {}
    for row, name, unit, values in _rows(outlook, years):
        numbers = [format_value(float(value), unit, with_unit=False) for value in values]
        rows[f"{say('years-row', row=row, name=name)}, {unit}"] = numbers
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis("figure").reset_index()


def _rows(outlook: Outlook, years: int) -> list[tuple[str, str, str, Array]]:
    """The row as `years-row` has it, the name in it, its unit and a number for each year."""
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
    tier_name = tiers[tier]
    return [
        ("revenue", "", "bn yuan", revenue),
        *(("api-revenue", name, "bn yuan", added(f"api_revenue.{t}")) for t, name in tiers.items()),
        *(("paid-tokens", name, "Ttok", at_end(f"served_tokens.{t}")) for t, name in tiers.items()),
        ("all-tokens", "", "Ttok", served / _DAYS_A_MONTH),
        ("list", tier_name, "yuan/Mtok", at_end(f"output_price.{tier}")),
        ("price", tier_name, "yuan/Mtok", at_end(f"blended_price.{tier}")),
        ("cost", tier_name, "yuan/Mtok", at_end(f"blended_cost.{tier}")),
        ("host-price", tier_name, "yuan/Mtok", at_end(f"host_price.{tier}")),
        *(
            ("market-share", name, "share", at_end(f"market_share.{t}"))
            for t, name in tiers.items()
        ),
        ("gross-margin", "", "share", ratios[0]),
        *(("served", name, "share", average(f"fill_rate.{t}")) for t, name in tiers.items()),
        ("utilisation", "", "share", average("utilisation")),
        ("training", "", "bn yuan", research),
        ("rented-training", "", "bn yuan", added("outside_research_compute")),
        ("training-ratio", "", "x", ratios[1]),
        ("staff", "", "person", at_end("headcount")),
        ("fleet", case.label("platform", platform), "card", at_end(f"fleet.{platform}")),
        ("capex", "", "bn yuan", added("capex")),
        ("net-burn", "", "bn yuan", added("net_burn")),
        ("cash", "", "bn yuan", at_end("cash")),
    ]
