"""The table of rounds that people edit: one row for each round that counts, and what edits of it change in the scenario."""

import dataclasses
import datetime
import math
from collections.abc import Mapping
from typing import cast

import pandas as pd

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.file.options import NOT_COUNTED, SCENARIO
from econ.case.rounds import clashes, counted_rounds
from econ.case.scenario import Scenario
from econ.case.typed_numbers import narrow, plain_number, read_number
from econ.problems import AssumptionError
from econ.units import YUAN, format_value, number_text, shown_factor, shown_unit
from econ.views.inert_levers import inert_rule
from econ.views.sentences.ownership_words import (
    cell_problem,
    date_problem,
    horizon_problem,
    per_cent_problem,
    refused_cell_sentence,
)
from econ.words import say

# Columns by what is typed into them, each with its assumption: months, money, parts in per cent, options of a list.
MONTH_COLUMN = "month"
MONEY_COLUMNS = {"money": "round_amount", "valuation": "round_pre_money"}
PER_CENT_COLUMNS = {"founder": "founder_part", "pool": "pool_top_up"}
OPTION_COLUMNS = {"status": "round_status", "basis": "valuation_basis", "bearer": "pool_bearer"}
ASSUMPTION_OF_COLUMN = {
    MONTH_COLUMN: "round_month",
    **MONEY_COLUMNS,
    **PER_CENT_COLUMNS,
    **OPTION_COLUMNS,
}
# Assumptions about a round that are not in its row, by what they are about.
ROUND_TERMS = {
    "closing": (
        "closing_chance",
        "closing_part",
        "tranche_trigger",
        "tranche_lag",
        "pro_rata_part",
        "anti_dilution",
    ),
    "exit": ("preference_multiple", "participation", "cap_multiple", "seniority"),
    "way-out": ("redemption_right", "redemption_term", "redemption_rate", "lock_up"),
}
_COLUMN_ORDER = [
    "status",
    MONTH_COLUMN,
    "money",
    "valuation",
    "basis",
    "founder",
    "pool",
    "bearer",
]
_DECIMALS = 6  # of a share or of money in another currency, beyond which are errors of rounding

Cells = Mapping[str, Mapping[str, object]]  # cells as they were typed: round → column → value


@dataclasses.dataclass(frozen=True, kw_only=True)
class Edits:
    """Cells that were typed: the changes that can be taken, the cells that cannot, and why not, a sentence each."""

    changes: dict[str, float]  # by key
    refused: dict[str, dict[str, object]]  # as `Cells`
    problems: list[str]


def column_options(scenario: Scenario, column: str) -> list[str]:
    """The options of a column of `OPTION_COLUMNS`, in the order of their numbers."""
    return list(scenario.case.assumption_of(OPTION_COLUMNS[column]).options)


def editable_table(scenario: Scenario, refused: Cells | None = None) -> pd.DataFrame:
    """The rounds that count: one row each under its label, months as their first day, parts in per cent, money as it is shown.

    Numbers are text: the editor of numbers reads .5 as 5 and 23,4 as 234, and what is typed here is read by our own reader.
    `refused` has cells that could not be taken: the table shows them as they were typed.
    """
    case, names = scenario.case, counted_rounds(scenario)
    rows = []
    for name in names:
        typed = (refused or {}).get(name, {})
        rows.append(
            {column: _shown_cell(scenario, name, column) for column in _COLUMN_ORDER}
            | {column: _cell_as_typed(column, value) for column, value in typed.items()}
        )
    labels = [case.label("round", name) for name in names]
    return pd.DataFrame(rows, columns=_COLUMN_ORDER, index=pd.Index(labels, name="round"))


def _number(scenario: Scenario, column: str, name: str) -> float:
    """The number in force of a column for one round."""
    return float(scenario.value(f"{ASSUMPTION_OF_COLUMN[column]}.{name}"))


def _shown_cell(scenario: Scenario, name: str, column: str) -> str | datetime.date:
    """A cell as the table shows it: a day, the name of an option, or a number as text."""
    number = _number(scenario, column, name)
    if column == MONTH_COLUMN:
        return month_start(scenario.case.start, math.ceil(number))
    if column in OPTION_COLUMNS:
        return column_options(scenario, column)[int(number)]
    if column in PER_CENT_COLUMNS:
        return number_text(round(number * 100.0, _DECIMALS))
    factor = shown_factor(scenario.case.unit_of(ASSUMPTION_OF_COLUMN[column]))
    return number_text(number if factor == 1.0 else round(number * factor, _DECIMALS))


def _cell_as_typed(column: str, value: object) -> object:
    """A refused cell as it was typed; text that is no date leaves the column of dates empty."""
    if column == MONTH_COLUMN:
        try:
            return _read_day(value)
        except ValueError:
            return None
    return number_text(value) if isinstance(value, int | float) else value


def read_edits(scenario: Scenario, cells: Cells) -> Edits:
    """The changes that cells of the table stand for; a cell that cannot be taken is refused, and the others are still taken."""
    case = scenario.case
    changes: dict[str, float] = {}
    places: dict[str, tuple[str, str]] = {}  # round and column, by key
    refused: dict[str, dict[str, object]] = {}
    problems: list[str] = []

    def refuse(name: str, column: str, problem: str) -> None:
        refused.setdefault(name, {})[column] = cells[name][column]
        problems.append(refused_cell_sentence(problem, column, _cell_text(scenario, name, column)))

    for name in counted_rounds(scenario):
        for column, value in cells.get(name, {}).items():
            key = f"{ASSUMPTION_OF_COLUMN[column]}.{name}"
            try:
                changes[key], places[key] = _read_cell(case, key, column, value), (name, column)
            except ValueError as error:
                refuse(name, column, cell_problem(case, name, column, error))

    def value_after_edits(key: str) -> float:
        return changes[key] if key in changes else float(scenario.value(key))

    while clashing := clashes(case, value_after_edits):
        key = next(key for key in clashing[0].keys if key in changes)
        del changes[key]
        refuse(*places[key], clashing[0].sentence)
    return Edits(changes=changes, refused=refused, problems=problems)


def _read_cell(case: Case, key: str, column: str, value: object) -> float:
    """The number that a cell stands for; `ValueError` with the rule it breaks."""
    if value is None or value == "":
        raise ValueError(say("rounds-cell-empty"))
    number = value
    if column == MONTH_COLUMN:
        number = _read_month(case, value)
    elif column in PER_CENT_COLUMNS:
        low, high = case.assumption_of(ASSUMPTION_OF_COLUMN[column]).limits
        number = _read_per_cent(value, low, high)
    elif column in MONEY_COLUMNS:
        number = _read_money(case, column, value)
    numbers, problems = case.check({key: number})
    if problems:
        raise ValueError(say("rounds-cell-rule", rule=problems[0].removeprefix(f"«{key}» ")))
    return cast(float, numbers[key])  # what a table says of a round does not change with time


def _read_per_cent(value: object, low: float, high: float) -> float:
    """The share that a cell in per cent stands for, with or without its sign; the limits are shares."""
    text = narrow(value).strip().removesuffix("%") if isinstance(value, str) else value
    try:
        per_cent = plain_number(text, "x")
    except ValueError:
        per_cent = math.nan
    if not 100.0 * low <= per_cent <= 100.0 * high:
        raise ValueError(per_cent_problem(low, high, value))
    return per_cent / 100.0


def _read_money(case: Case, column: str, value: object) -> object:
    """The bn yuan that a cell in the reader's currency stands for; a cell that says yuan means yuan."""
    assumption = case.assumption_of(ASSUMPTION_OF_COLUMN[column])
    factor = shown_factor(assumption.unit)
    if factor == 1.0 or (isinstance(value, str) and YUAN in narrow(value)):
        return value
    low, high = assumption.limits
    shown_limits = tuple(round(limit * factor, _DECIMALS) for limit in (low, high))
    shown = assumption.model_copy(
        update={"unit": shown_unit(assumption.unit), "limits": shown_limits}
    )
    try:
        number = read_number(value, shown)
    except ValueError as error:
        raise ValueError(say("rounds-cell-rule", rule=str(error))) from None
    return min(max(number / factor, low), high)  # the limits are rounded


def _read_day(value: object) -> datetime.date:
    """The day that a cell says, which may have the time of day behind it; `ValueError` where it says none."""
    return datetime.date.fromisoformat(narrow(str(value)).strip()[:10])


def _read_month(case: Case, value: object) -> int:
    """The month of the plan in which a day lies; `ValueError` for a day outside the horizon."""
    try:
        day = _read_day(value)
    except ValueError:
        raise ValueError(date_problem(value)) from None
    problem = horizon_problem(case, day)
    if problem:
        raise ValueError(problem)
    return case.month_of(day)


def _cell_text(scenario: Scenario, name: str, column: str) -> str:
    """The value in force of a cell with its unit, for a sentence."""
    number = _number(scenario, column, name)
    if column in OPTION_COLUMNS:
        return column_options(scenario, column)[int(number)]
    if column == MONTH_COLUMN:
        return scenario.case.month_name(math.ceil(number))
    return format_value(number, scenario.case.unit_of(ASSUMPTION_OF_COLUMN[column]))


def shows_as_typed(scenario: Scenario, cells: Cells, refused: Cells) -> bool:
    """Whether the table shows each of these cells as it was typed; a day becomes a month, and a fine fraction a coarser one."""
    table, counted = editable_table(scenario, refused), counted_rounds(scenario)
    is_empty = table.isna()
    for name in counted:
        label = scenario.case.label("round", name)
        for column, value in cells.get(name, {}).items():
            as_typed = (
                bool(is_empty.loc[label, column])
                if value is None
                else str(table.loc[label, column]) == _typed_text(value)
            )
            if not as_typed:
                return False
    return True


def _typed_text(value: object) -> str:
    """Return a typed value as text; a number in its fewest digits, as the table writes it."""
    return number_text(value) if isinstance(value, int | float) else str(value)


def terms_table(scenario: Scenario) -> pd.DataFrame:
    """The terms of each round that counts as text: one row a term, one column a round; a dash for what has no effect."""
    case, names = scenario.case, [name for group in ROUND_TERMS.values() for name in group]
    columns = {
        case.label("round", round_name): [_term_text(scenario, f"{n}.{round_name}") for n in names]
        for round_name in counted_rounds(scenario)
    }
    labels = [case.assumption_of(name).label for name in names]
    return pd.DataFrame(columns, index=pd.Index(labels, name="term"))


def _term_text(scenario: Scenario, key: str) -> str:
    """A term of one round: the name of an option, a number with its unit, or a dash where it has no effect."""
    if inert_rule(scenario, key):
        return "–"
    assumption, number = scenario.case.assumption_of(key), float(scenario.value(key))
    if assumption.options:
        return assumption.option_of(number)
    return format_value(number, assumption.unit)


def added_round(scenario: Scenario) -> tuple[dict[str, object], list[str]]:
    """The changes that make the next round count, and what is wrong with them, a sentence each.

    It comes in its own month, or in the next that is free. There are no changes where no round or no month is left.
    """
    case, names = scenario.case, counted_rounds(scenario)
    idle = [name for name in case.elements["round"] if name not in names]
    if not idle:
        return {}, [say("rounds-all-count", count=len(names))]
    name = idle[0]
    taken_months = {math.ceil(_number(scenario, MONTH_COLUMN, other)) for other in names}
    own_month = _number(scenario, MONTH_COLUMN, name)
    first = math.ceil(own_month)
    months = (*range(first, case.months), *range(first))
    month = next((month for month in months if month not in taken_months), None)
    if month is None:
        return {}, [say("rounds-no-free-month")]
    changes: dict[str, object] = {f"round_status.{name}": SCENARIO}
    if month != own_month:
        changes[f"round_month.{name}"] = month
    if scenario.value(f"round_amount.{name}") == 0.0:
        changes[f"round_amount.{name}"] = case.beliefs[f"round_amount.{name}"].base
    return changes, _problems_with(scenario, changes)


def _problems_with(scenario: Scenario, changes: Mapping[str, object]) -> list[str]:
    """Return problems with changes of the scenario, a sentence each."""
    try:
        scenario.with_overrides(changes)
    except AssumptionError as error:
        return list(error.problems)
    return []


def removed_round(name: str) -> dict[str, object]:
    """The change after which a round no longer counts; everything else about it stays."""
    return {f"round_status.{name}": NOT_COUNTED}
