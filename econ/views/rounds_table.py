"""The table of rounds that people edit: a row a round that counts, and from edits to changes of the scenario."""

import dataclasses
import datetime
import math
from collections.abc import Mapping

import pandas as pd

from econ.case.calendar import month_start
from econ.case.rounds import clashes
from econ.case.scenario import Scenario
from econ.case.typed_numbers import narrow, plain_number
from econ.problems import AssumptionError, shown
from econ.units import format_value, number_text
from econ.views.inert_levers import inert_rule

STATUS, MONTH, STATED, BEARER = "status", "closes in", "stated", "pool borne by"
MONEY = {"money, bn yuan": "round_amount", "valuation, bn yuan": "round_pre_money"}
PARTS = {"founder, %": "founder_part", "pool, %": "pool_top_up"}
WORDS = {STATUS: "round_status", STATED: "valuation_basis", BEARER: "pool_bearer"}
COLUMNS = (
    STATUS,
    MONTH,
    "money, bn yuan",
    "valuation, bn yuan",
    STATED,
    "founder, %",
    "pool, %",
    BEARER,
)
KEYS = {MONTH: "round_month", **MONEY, **PARTS, **WORDS}
# What a round says beside its row, by what it is about.
TERMS = {
    "Closing, parts, later rounds": (
        "closing_chance",
        "closing_part",
        "tranche_trigger",
        "tranche_lag",
        "pro_rata_part",
        "anti_dilution",
    ),
    "At an exit": ("preference_multiple", "participation", "cap_multiple", "seniority"),
    "The way out": ("redemption_right", "redemption_term", "redemption_rate", "lock_up"),
}
NEW = "scenario"  # the status of a round that somebody adds
Cells = Mapping[str, Mapping[str, object]]  # what was typed: round → column → value


@dataclasses.dataclass(frozen=True, kw_only=True)
class Edits:
    """What was typed into the table: the changes that can stand, the cells that cannot, and why not, a sentence each."""

    changes: dict[str, float | tuple[float, ...]]
    refused: dict[str, dict[str, object]]
    problems: list[str]


def counted(scenario: Scenario) -> list[str]:
    """The rounds that count, in the order of time."""
    rounds = [
        name
        for name in scenario.case.elements["round"]
        if scenario.value(f"round_status.{name}") > 0.5
    ]
    return sorted(rounds, key=lambda name: scenario.value(f"round_month.{name}"))


def options(scenario: Scenario, column: str) -> list[str]:
    """What may be chosen in a column of words."""
    return list(scenario.case.assumption_of(WORDS[column]).options)


def table(scenario: Scenario, waiting: Cells | None = None) -> pd.DataFrame:
    """The rounds that count: a row each under its label, months as the first day of the month, parts in per cent.

    Numbers are text: the editor of numbers reads .5 as 5 and 23,4 as 234, and what is typed here is read by our own reader.
    `waiting` has cells that could not be taken: they stand in the table as they were typed.
    """
    case, rows = scenario.case, []
    for name in counted(scenario):
        value = {column: scenario.value(f"{key}.{name}") for column, key in KEYS.items()}
        words = {column: options(scenario, column)[int(value[column])] for column in WORDS}
        numbers = {column: number_text(value[column]) for column in MONEY}
        numbers |= {column: number_text(round(value[column] * 100.0, 6)) for column in PARTS}
        month = month_start(case.start, math.ceil(value[MONTH]))
        typed = {
            column: _as_typed(column, cell)
            for column, cell in (waiting or {}).get(name, {}).items()
        }
        rows.append({**value, **words, **numbers, MONTH: month, **typed})
    labels = [case.label("round", name) for name in counted(scenario)]
    return pd.DataFrame(rows, columns=list(COLUMNS), index=pd.Index(labels, name="round"))


def _as_typed(column, cell):
    """A cell that could not be taken, as it was typed; what is no day leaves the column of days empty."""
    if column == MONTH:
        try:
            return _day(cell)
        except ValueError:
            return None
    return number_text(cell) if isinstance(cell, int | float) else cell


def edited(scenario: Scenario, cells: Cells) -> Edits:
    """What cells of the table change; those that cannot stand are refused, and hold back no other."""
    case, changes, places = scenario.case, {}, {}
    refused: dict[str, dict[str, object]] = {}
    problems: list[str] = []

    def refuse(name, column, why):
        refused.setdefault(name, {})[column] = cells[name][column]
        problems.append(f"{why}; {column.split(',')[0]} stays {_now(scenario, name, column)}")

    for name in counted(scenario):
        for column, value in cells.get(name, {}).items():
            key = f"{KEYS[column]}.{name}"
            try:
                changes[key], places[key] = _taken(case, key, column, value), (name, column)
            except ValueError as error:
                refuse(name, column, f"{case.label('round', name)}, «{column}»: {error}")
    while found := clashes(case, lambda key: changes.get(key, scenario.value(key))):
        key = next(key for key in found[0].keys if key in changes)
        del changes[key]
        refuse(*places[key], found[0].sentence)
    return Edits(changes=changes, refused=refused, problems=problems)


def _taken(case, key, column, value):
    """The number that a cell stands for; `ValueError` with the rule it breaks."""
    if value is None or value == "":
        raise ValueError("it is empty; a round that is not wanted is removed below")
    if column == MONTH:
        value = _month(case, value)
    elif column in PARTS:
        value = _part(value, case.assumption_of(KEYS[column]).limits)
    clean, problems = case.check({key: value})
    if problems:
        raise ValueError(f"it {problems[0].removeprefix(f'«{key}» ')}")
    return clean[key]


def _part(value, limits):
    """The share that a cell in per cent stands for, with or without its sign."""
    low, high = (100.0 * limit for limit in limits)
    try:
        per_cent = plain_number(
            narrow(value).strip().removesuffix("%") if isinstance(value, str) else value, "x"
        )
    except ValueError:
        per_cent = math.nan
    if not low <= per_cent <= high:
        raise ValueError(f"it must be between {low:g} and {high:g} %, not {shown(value)}")
    return per_cent / 100.0


def _day(value):
    return datetime.date.fromisoformat(narrow(str(value)).strip()[:10])


def _month(case, value):
    """The month of the plan in which a day lies; `ValueError` for one outside the horizon."""
    try:
        day = _day(value)
    except ValueError:
        raise ValueError(f"it must be a date such as 2027-09-01, not «{shown(value)}»") from None
    month = case.month_of(day)
    if month < 0:
        raise ValueError(f"{day:%B %Y} lies before the beginning, {case.month_name(0)}")
    if month >= case.months:
        raise ValueError(
            f"{day:%B %Y} lies beyond the horizon, which ends in {case.month_name(case.months - 1)}"
        )
    return month


def _now(scenario, name, column):
    """What a cell is in the scenario, in words."""
    case, key = scenario.case, f"{KEYS[column]}.{name}"
    value = scenario.value(key)
    if column in WORDS:
        return options(scenario, column)[int(value)]
    return (
        case.month_name(math.ceil(value))
        if column == MONTH
        else format_value(value, case.unit_of(key))
    )


def as_typed(scenario: Scenario, cells: Cells, waiting: Cells) -> bool:
    """Whether the table shows each of these cells as it was typed; a day becomes a month, and a fine fraction a coarser one."""
    shows, names = table(scenario, waiting), counted(scenario)
    return all(
        _same(shows.loc[scenario.case.label("round", name), column], value)
        for name, row in cells.items()
        if name in names
        for column, value in row.items()
    )


def _same(shown_as, value):
    """Whether a cell shows what was typed; an empty one shows nothing, and a day comes as text."""
    if value is None:
        return pd.isna(shown_as)
    return str(shown_as) == (number_text(value) if isinstance(value, int | float) else str(value))


def terms(scenario: Scenario) -> pd.DataFrame:
    """What each round that counts says beside its row, in words: a row a term, a column a round; a dash for what is idle."""
    case, keys = scenario.case, [key for group in TERMS.values() for key in group]
    columns = {
        case.label("round", name): [_term(scenario, f"{key}.{name}") for key in keys]
        for name in counted(scenario)
    }
    return pd.DataFrame(
        columns, index=pd.Index([case.assumption_of(key).label for key in keys], name="term")
    )


def _term(scenario, key):
    if inert_rule(scenario, key):
        return "–"
    assumption, value = scenario.case.assumption_of(key), scenario.value(key)
    return (
        assumption.options[int(value)]
        if assumption.options
        else format_value(value, assumption.unit)
    )


def refused(scenario: Scenario, changes: Mapping[str, object]) -> list[str]:
    """What is wrong with changes of the rounds, in the words of the table; nothing where they can stand."""
    try:
        scenario.with_overrides(changes)
    except AssumptionError as error:
        return list(error.problems)
    return []


def added(scenario: Scenario) -> tuple[dict[str, object], list[str]]:
    """What adds the next round that is not counted: in its own month or the next free one; a sentence where none is left."""
    case, names = scenario.case, counted(scenario)
    idle = [name for name in case.elements["round"] if name not in names]
    if not idle:
        return {}, [
            f"All {len(names)} rounds of the file count; one more is one more table [round.…] in it."
        ]
    name = idle[0]
    taken = {math.ceil(scenario.value(f"round_month.{other}")) for other in names}
    wanted = math.ceil(scenario.value(f"round_month.{name}"))
    free = [month for month in (*range(wanted, case.months), *range(wanted)) if month not in taken]
    if not free:
        return {}, ["Every month of the horizon has a round."]
    changes: dict[str, object] = {f"round_status.{name}": NEW}
    if free[0] != scenario.value(f"round_month.{name}"):
        changes[f"round_month.{name}"] = free[0]
    if scenario.value(f"round_amount.{name}") == 0.0:
        changes[f"round_amount.{name}"] = case.beliefs[f"round_amount.{name}"].base
    return changes, refused(scenario, changes)


def removed(scenario: Scenario, name: str) -> dict[str, object]:
    """What takes a round out of the count; everything else about it stays."""
    return {f"round_status.{name}": options(scenario, STATUS)[0]}


def totals(scenario: Scenario) -> str:
    """How many rounds count and what they bring, in a sentence."""
    names = counted(scenario)
    money = sum(float(scenario.value(f"round_amount.{name}")) for name in names)
    return (
        f"{len(names)} of {len(scenario.case.elements['round'])} rounds count; they bring {format_value(money, 'bn yuan')}."
        if names
        else "No round counts."
    )
