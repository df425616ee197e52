"""Tables of findings: how far inputs can go, until when choices save the plan, what reaches a target, what a step is worth."""

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from econ.case.scenario import Scenario
from econ.risk.outcomes import Outcome
from econ.risk.scenario_discovery import ScenarioRule
from econ.units import format_value
from econ.views.sentences.findings import POSSIBLE, SELDOM, bound, exchanged, measured, needed, told

MOST = 12  # rows that are shown
HOLDS_TO = "each step is worth as much (± a tenth) up to"


def _table(rows, columns):
    return pd.DataFrame(rows, columns=columns).set_index(columns[0])


def shocks(table: pd.DataFrame, scenario: Scenario, held: bool = True) -> pd.DataFrame:
    """The inputs that alone break the plan, or save it where it does not hold, the likeliest first."""
    case, at = scenario.case, "breaks at" if held else "saved at"
    rows = [
        {
            "input": row["label"],
            "now": told(case, row["key"], row["now"]),
            at: told(case, row["key"], row["value"]),
            "standard deviations": _signed(row["deviations"]),
            "chance of going so far": _chance(row["chance"]),
        }
        for row in table[table["value"].notna() & np.isfinite(table["deviations"])]
        .head(MOST)
        .to_dict("records")
    ]
    return _table(rows, ["input", "now", at, "standard deviations", "chance of going so far"])


def _chance(chance):
    """A chance; one that would be written as nothing is told as one in so many."""
    if chance < SELDOM:
        return f"under 1 in {1.0 / SELDOM:,.0f}"
    return format_value(chance, "share") if chance >= POSSIBLE else f"1 in {1.0 / chance:,.0f}"


def _signed(number):
    return f"{number:+.2f}".replace("-", "−")


def moves(table: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The parts of a joint shock, the largest first."""
    case = scenario.case
    rows = [
        {
            "input": row["label"],
            "now": told(case, row["key"], row["now"]),
            "there": told(case, row["key"], row["value"]),
            "standard deviations": _signed(row["deviations"]),
            "part of the distance": format_value(row["part"], "share"),
        }
        for row in table[table["value"] != table["now"]].head(MOST).to_dict("records")
    ]
    return _table(rows, ["input", "now", "there", "standard deviations", "part of the distance"])


def rules(found: Iterable[ScenarioRule], scenario: Scenario) -> pd.DataFrame:
    """Each rule: its bounds, how right it is, how much it covers, and how often the same happens anyway."""
    rows = [
        {
            "rule": str(number),
            "bounds": "; ".join(
                bound(scenario.case, key, *ends) for key, ends in rule.bounds.items()
            ),
            "the plan then": _does(rule),
            "in so many of its futures": format_value(rule.density, "share"),
            "of all futures": format_value(rule.base, "share"),
            "covers": format_value(rule.coverage, "share"),
        }
        for number, rule in enumerate(found, start=1)
        if rule.bounds
    ]
    return _table(
        rows,
        [
            "rule",
            "bounds",
            "the plan then",
            "in so many of its futures",
            "of all futures",
            "covers",
        ],
    )


def _does(rule):
    """What the plan does under a rule, in most of its futures or only more often than elsewhere."""
    return ("breaks" if rule.breaks else "holds") + (" more often" if rule.density < 0.5 else "")


def deadlines(table: pd.DataFrame, scenario: Scenario, outcome: Outcome) -> pd.DataFrame:
    """The choices that alone save the plan, and the last month in which they do."""
    case = scenario.case
    rows = [
        {
            "choice": row["label"],
            "now": told(case, row["key"], row["now"]),
            "changed to": told(case, row["key"], row["value"]),
            "last month": case.month_name(int(row["last_month"])),
            "if changed at once": format_value(row["reached"], outcome.unit),
        }
        for row in table[table["last_month"].notna()].head(MOST).to_dict("records")
    ]
    return _table(rows, ["choice", "now", "changed to", "last month", "if changed at once"])


def goals(table: pd.DataFrame, scenario: Scenario, outcome: Outcome, target: float) -> pd.DataFrame:
    """The choices that alone reach a target, the smallest move first, and then those that come nearest."""
    case = scenario.case
    far = (table["reached"] - target).abs().where(~table["reachable"], -1.0)
    table = table.loc[far.sort_values(kind="stable").index]
    rows = [
        {
            "choice": row["label"],
            "now": told(case, row["key"], row["now"]),
            "needed": needed(scenario, row) if row["reachable"] else "not within its limits",
            "reaches": measured(case, outcome, row["reached"]),
        }
        for row in table.head(MOST).to_dict("records")
    ]
    return _table(rows, ["choice", "now", "needed", "reaches"])


def rates(table: pd.DataFrame, key: str, scenario: Scenario) -> pd.DataFrame:
    """What one more step of an input is worth in everything else, and up to where the rate holds."""
    case = scenario.case
    rows = [
        {
            "in": row["what"],
            "how": row["how"],
            "worth": _worth(row["amount"], row["unit"], row["how"]),
            HOLDS_TO: "" if math.isnan(row["holds_to"]) else told(case, key, row["holds_to"]),
        }
        for row in table.to_dict("records")
    ]
    return _table(rows, ["in", "how", "worth", HOLDS_TO])


def _worth(amount, unit, how):
    if math.isnan(amount):
        return "nothing brings it back"
    size = exchanged(amount, unit, how)
    return f"{'+' if amount > 0.0 else '−'}{size}" if size else "no change"
