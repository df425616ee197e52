"""Which number of the model a row, a column or a cell of a table shows, so that a reader can open it: what it is called → key.

A cell is called by its row and its column.
"""

from collections.abc import Iterable

from econ.accounts.ownership import FOUNDER, OPTION_POOL, ROUND_PRICE_COLUMNS
from econ.case.case import Case
from econ.finance import runways
from econ.outlook import Outlook
from econ.units import YUAN, shown_unit
from econ.views import funding, path_figures
from econ.views.cost import OWNED_HOUR_PARTS, PLATFORM_COST_OF_KIND, TENURE_ROWS
from econ.views.overview import effect_column
from econ.views.sentences.funding_captions import GROSS, NET, TROUGH
from econ.words import say

NumberKeys = dict[str | tuple[str, str], str]

STAKE_KEYS: NumberKeys = {FOUNDER: "founder_stake", OPTION_POOL: "pool_stake"}


def lasting_keys() -> NumberKeys:
    """The rows of `lasting_table`."""
    return {say("funding-this-scenario"): "runway", say("funding-board"): "brake_month"}


def runway_keys() -> NumberKeys:
    """The rows of `runway_table` that follow the path of cash of this scenario."""
    return {
        say("funding-runway", name=name): quantity
        for name, quantity in funding.PATH_QUANTITIES.items()
        if name != runways.ALIVE
    }


def burn_keys() -> NumberKeys:
    """The rows of `burn_measures`."""
    quantities = {TROUGH: "cash", GROSS: "gross_burn", NET: "net_burn"}
    return {
        say("funding-measure", measure=measure): quantity
        for measure, quantity in quantities.items()
    }


def path_figure_keys(case: Case) -> dict[str, str]:
    """The quantity nearest to each figure of the whole path, by the key of the figure."""
    tier = case.story.tier
    return {
        path_figures.CUT: f"output_price.{tier}",
        path_figures.REFUSED: f"fill_rate.{tier}",
        path_figures.PROFIT: "gross_profit",
        path_figures.CLOSED_MONEY: "runway",
        path_figures.WITH_ROUND: "runway",
    }


def change_effect_keys(outlook: Outlook) -> NumberKeys:
    """The changed assumptions and the headline figures of `change_effect_table`."""
    case = outlook.case
    figures: NumberKeys = {effect_column(case, key): key for key in (*case.story.headline, "cash")}
    changes: NumberKeys = {case.label_of(key): key for key, _ in outlook.scenario.overrides}
    return changes | figures


def platform_cost_keys(case: Case, tier: str) -> NumberKeys:
    """The cells of `platform_cost_table`."""
    return {
        (label, f"{kind}, {shown_unit(YUAN)}"): f"{name}.{platform}.{tier}"
        for platform, label in case.elements["platform"].items()
        for kind, name in PLATFORM_COST_OF_KIND.items()
    }


def own_or_rent_keys(case: Case) -> NumberKeys:
    """The cells of `own_or_rent_table`."""
    rows = {say("cost-own-or-rent-row", row=row): name for row, name in TENURE_ROWS.items()}
    return {
        (row, label): f"{name}.{platform}"
        for row, name in {**OWNED_HOUR_PARTS, **rows}.items()
        for platform, label in case.elements["platform"].items()
    }


def round_price_keys(case: Case) -> NumberKeys:
    """The cells of `round_prices`."""
    return {
        (label, column): f"{name}.{element}"
        for element, label in case.elements["round"].items()
        for column, name in ROUND_PRICE_COLUMNS.items()
    }


def headed_keys(heads: Iterable[str], keys: Iterable[str]) -> NumberKeys:
    """Columns in the order of the keys that they show."""
    return dict(zip(heads, keys, strict=True))
