"""The table of rounds that people edit: a row a round that counts, and from edits to changes of the scenario."""

import datetime
import math
from collections.abc import Mapping

import pandas as pd

from econ.scenario import Scenario
from econ.schema import AssumptionError, shown
from econ.units import write
from econ.value import month_start

STATUS, MONTH, STATED, BEARER = "status", "closes in", "stated", "pool borne by"
MONEY = {"money, bn yuan": "round_amount", "valuation, bn yuan": "round_pre_money"}
PARTS = {"founder, %": "founder_part", "pool, %": "pool_top_up"}
WORDS = {STATUS: "round_status", STATED: "valuation_basis", BEARER: "pool_bearer"}
COLUMNS = (STATUS, MONTH, "money, bn yuan", "valuation, bn yuan", STATED, "founder, %", "pool, %", BEARER)
NEW = "scenario"  # the status of a round that somebody adds


def counted(scenario: Scenario) -> list[str]:
    """The rounds that count, in the order of time."""
    rounds = [name for name in scenario.case.elements["round"] if scenario.value(f"round_status.{name}") > 0.5]
    return sorted(rounds, key=lambda name: scenario.value(f"round_month.{name}"))


def options(scenario: Scenario, column: str) -> list[str]:
    """What may be chosen in a column of words."""
    return list(scenario.case.assumption_of(WORDS[column]).options)


def table(scenario: Scenario) -> pd.DataFrame:
    """The rounds that count: a row each under its label, months as the first day of the month, parts in per cent."""
    case, rows = scenario.case, []
    for name in counted(scenario):
        value = {key: scenario.value(f"{key}.{name}") for key in (*MONEY.values(), *PARTS.values(), *WORDS.values())}
        words = {column: options(scenario, column)[int(value[key])] for column, key in WORDS.items()}
        numbers = {column: value[key] for column, key in MONEY.items()}
        parts = {column: round(value[key] * 100.0, 6) for column, key in PARTS.items()}
        month = month_start(case.start, math.ceil(scenario.value(f"round_month.{name}")))
        rows.append({**words, MONTH: month, **numbers, **parts})
    labels = [case.elements["round"][name] for name in counted(scenario)]
    return pd.DataFrame(rows, columns=list(COLUMNS), index=pd.Index(labels, name="round"))


def edited(scenario: Scenario, edits: Mapping[int, Mapping[str, object]]) -> tuple[dict[str, object], list[str]]:
    """What edits of the table change, and what is wrong with them, a sentence each; `edits` is row → column → value."""
    changes: dict[str, object] = {}
    problems: list[str] = []
    rounds = counted(scenario)
    for row, cells in edits.items():
        if not 0 <= int(row) < len(rounds):
            continue
        name = rounds[int(row)]
        label = scenario.case.elements["round"][name]
        for column, value in cells.items():
            if value is None or value == "":
                problems.append(f"{label}: «{column}» is empty; a round that is not wanted is removed below")
            elif column == MONTH:
                _month(scenario, name, value, changes, problems)
            elif column in WORDS:
                changes[f"{WORDS[column]}.{name}"] = value
            elif column in PARTS:
                _part(label, f"{PARTS[column]}.{name}", column, value, changes, problems)
            else:
                changes[f"{MONEY[column]}.{name}"] = value
    return changes, problems + refused(scenario, changes)


def _month(scenario, name, value, changes, problems):
    """The month of a round from a day; one outside the horizon is a problem."""
    case, label = scenario.case, scenario.case.elements["round"][name]
    try:
        day = datetime.date.fromisoformat(str(value)[:10])
    except ValueError:
        problems.append(f"{label}: «{MONTH}» must be a date such as 2027-09-01, not «{shown(value)}»")
        return
    month = case.month_of(day)
    if month < 0:
        problems.append(f"{label}: {day:%B %Y} lies before the beginning, {case.month_name(0)}")
    elif month >= case.months:
        problems.append(f"{label}: {day:%B %Y} lies beyond the horizon, which ends in {case.month_name(case.months - 1)}")
    else:
        changes[f"round_month.{name}"] = month


def _part(label, key, column, value, changes, problems):
    """A share from a percentage."""
    if not isinstance(value, int | float) or not 0.0 <= value <= 100.0:
        problems.append(f"{label}: «{column}» must be between 0 and 100, not {shown(value)}")
    else:
        changes[key] = value / 100.0


def refused(scenario: Scenario, changes: Mapping[str, object]) -> list[str]:
    """What is wrong with changes of the rounds, in the words of the table; nothing where they can stand."""
    try:
        scenario.with_overrides(changes)
    except AssumptionError as error:
        return [_in_words(scenario.case, problem, changes) for problem in error.problems]
    return []


def _in_words(case, problem, keys):
    """A sentence about a key as one about its label."""
    for key in keys:
        problem = problem.replace(f"«{key}»", f"{case.label_of(key)}")
    return problem


def added(scenario: Scenario) -> tuple[dict[str, object], list[str]]:
    """What adds the next round that is not counted: in its own month or the next free one; a sentence where none is left."""
    case, names = scenario.case, counted(scenario)
    idle = [name for name in case.elements["round"] if name not in names]
    if not idle:
        return {}, [f"All {len(names)} rounds of the file count; one more is one more table [round.…] in it."]
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
        changes[f"round_amount.{name}"] = case.values[f"round_amount.{name}"].base
    return changes, refused(scenario, changes)


def removed(scenario: Scenario, name: str) -> dict[str, object]:
    """What takes a round out of the count; everything else about it stays."""
    return {f"round_status.{name}": options(scenario, STATUS)[0]}


def totals(scenario: Scenario) -> str:
    """How many rounds count and what they bring, in a sentence."""
    names = counted(scenario)
    money = sum(float(scenario.value(f"round_amount.{name}")) for name in names)
    return (f"{len(names)} of {len(scenario.case.elements['round'])} rounds count; they bring {write(money, 'bn yuan')}."
            if names else "No round counts.")
