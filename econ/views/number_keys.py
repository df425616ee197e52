"""Keys of the numbers that rows, columns and cells of a table show, so that a reader can open them: name → key.

A cell is called by its row and its column.
"""

import functools
from collections.abc import Iterable

from econ.accounts.ownership import FOUNDER, OPTION_POOL, ROUND_PRICE_COLUMNS
from econ.accounts.statements import (
    OPENING_COLUMN,
    STOCK_STATEMENTS,
    column_spans,
    opening_keys,
    row_keys,
)
from econ.case.case import Case
from econ.finance import runways
from econ.outlook import Outlook
from econ.units import YUAN, shown_unit
from econ.views import funding
from econ.views.cost import OWNED_HOUR_PARTS, PLATFORM_COST_OF_KIND, TENURE_ROWS
from econ.views.number_trail import number_in_month, number_over_months
from econ.views.overview import effect_column
from econ.views.rounds_table import ROUND_TERMS
from econ.views.sentences.funding_captions import GROSS, NET, TROUGH
from econ.views.validation import CHIP_CONSTANTS
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


def statement_keys(outlook: Outlook, name: str, *, monthly: bool = False) -> NumberKeys:
    """The rows of `statement_table`, and its cells in the months of their columns: a stock at the end, a flow summed over them.

    The column of opening balances opens what the plan begins with.
    """
    case, rows = outlook.case, row_keys(outlook, name)
    cells: NumberKeys = {
        (row, column): number_in_month(case, key, end - 1)
        if name in STOCK_STATEMENTS or end - first == 1
        else number_over_months(case, key, first, end - 1)
        for row, key in rows.items()
        for column, first, end in column_spans(case, monthly=monthly)
    }
    for row, key in opening_keys(outlook, name).items():
        cells[row, OPENING_COLUMN] = number_in_month(case, key, 0)
    return cells | dict(rows)


def round_price_keys(case: Case) -> NumberKeys:
    """The cells of `round_prices`."""
    return {
        (label, column): f"{name}.{element}"
        for element, label in case.elements["round"].items()
        for column, name in ROUND_PRICE_COLUMNS.items()
    }


def label_keys(case: Case, names: Iterable[object]) -> NumberKeys:
    """Rows that are called as a number of the model is."""
    known = _keys_by_label(case)
    return {str(name): known[str(name)] for name in names if str(name) in known}


@functools.lru_cache(maxsize=16)
def _keys_by_label(case):
    """The key of each label; of an assumption where a quantity is called the same."""
    quantities = (key for name in case.model.quantities for key in case.key_indices(name))
    return {case.label_of(key): key for key in (*quantities, *case.keys())}


def chip_constant_keys(case: Case) -> NumberKeys:
    """The cells of `chip_constant_table`."""
    return {
        (label, case.assumptions[name].label): f"{name}.{chip}"
        for chip, label in case.elements["chip"].items()
        for name in CHIP_CONSTANTS
    }


def term_keys(case: Case) -> NumberKeys:
    """The cells of `terms_table`."""
    return {
        (case.assumption_of(name).label, label): f"{name}.{element}"
        for names in ROUND_TERMS.values()
        for name in names
        for element, label in case.elements["round"].items()
    }


def reported_keys(*outlooks: Outlook) -> NumberKeys:
    """The cells of `reported_table` that are of one month, each in the preset of its column."""
    keys: NumberKeys = {}
    for outlook in outlooks:
        case, preset = outlook.case, outlook.scenario.preset
        column = say("record-head-model", case=case.presets[preset].title)
        for figure in case.reported.values():
            month = case.month_of(figure.month)
            if figure.since is None and 0 <= month < case.months:
                keys[figure.what, column] = number_in_month(case, figure.quantity, month, preset)
    return keys


def multiple_keys(outlook: Outlook) -> NumberKeys:
    """The cells of `multiple_table` with the value of a round."""
    case, column = outlook.case, say("valuation-post-money")
    return {
        (label, column): number_in_month(case, f"post_money.{element}", 0)
        for element, label in case.elements["round"].items()
    }


def revenue_keys(case: Case) -> NumberKeys:
    """The row of `revenue_table` that is a quantity."""
    return {say("valuation-margin"): f"unit_margin.{case.story.tier}"}


def end_return_keys(outlook: Outlook) -> NumberKeys:
    """The cells of `end_return_table` with the money of a round."""
    case, column = outlook.case, say("valuation-its-money")
    return {
        (label, column): number_in_month(case, f"paid_in.{element}", case.months - 1)
        for element, label in case.elements["round"].items()
    }


def peer_keys() -> NumberKeys:
    """The cell of `peer_table` with the cash of the scenario."""
    return {(say("peers-this-scenario"), say("peers-head", column="cash")): "cash"}


def headed_keys(heads: Iterable[str], keys: Iterable[str]) -> NumberKeys:
    """Columns in the order of the keys that they show."""
    return dict(zip(heads, keys, strict=True))
