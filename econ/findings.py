"""Findings in words: what matters, what breaks the plan and what would fix it, each a sentence or two for a page."""

import math
import re

import numpy as np
import pandas as pd

from econ.assumptions import Case
from econ.discovery import Rule
from econ.narrative import size_of_change
from econ.outcomes import Outcome
from econ.reverse import Shock
from econ.scenario import Scenario
from econ.seek import Move
from econ.sensitivity import Tornado
from econ.units import write

FEW = 3  # things named in a sentence
SMALL = 0.02  # of the squared distance of a shock: a smaller part is not named


def named(case: Case, key: str) -> str:
    """A key inside a sentence: "delivery delay of Ascend 950DT"."""
    label, *elements = case.label_of(key).split(" · ")
    start = label[:1].lower() if label[1:2].islower() else label[:1]
    return start + label[1:] + (f" of {' and '.join(elements)}" if elements else "")


def told(case: Case, key: str, value: float) -> str:
    """The value of an assumption for people: an option by its name, a month of the plan by its date."""
    assumption = case.assumption_of(key)
    if assumption.options:
        return f"«{assumption.options[int(round(value))]}»"
    if assumption.unit == "month of plan" and 0 <= value < case.months:
        return case.month_name(int(value))
    return write(value, assumption.unit)


def _list(parts, last="and"):
    """Parts of a sentence, the last behind a word."""
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _sentence(text):
    return text[:1].upper() + text[1:]


def _instead(case, key, before, after):
    """ "demand growth 6.8 % a month instead of 8 % a month". """
    here, there = told(case, key, before), told(case, key, after)
    return f"{named(case, key)} {there} instead of {here}" if here != there else f"{named(case, key)} a trifle from {here}"


def _per_cent(share):
    return f"{share:.0%}".replace("%", " %")


def misses(outcome: Outcome, limit: float) -> str:
    """What it means that an outcome misses its limit: "cash runs out within 48 months"."""
    if outcome.key == "lowest_cash" and limit == 0.0 and outcome.month is not None:
        return f"cash runs out within {outcome.month + 1} months"
    way = "above" if outcome.better < 0 else "below"
    return f"{_lower(outcome.name)} is {way} {write(limit, outcome.unit)}"


def keeps(outcome: Outcome, limit: float) -> str:
    """What it means that an outcome keeps its limit."""
    if outcome.key == "lowest_cash" and limit == 0.0 and outcome.month is not None:
        return f"cash lasts {outcome.month + 1} months"
    way = "at most" if outcome.better < 0 else "at least"
    return f"{_lower(outcome.name)} is {way} {write(limit, outcome.unit)}"


def _lower(name):
    return name[:1].lower() + name[1:]


def tornado(found: Tornado, scenario: Scenario) -> str:
    """What moves the outcome most, one thing at a time."""
    case, unit = scenario.case, found.outcome.unit
    bars = found.bars[found.bars["swing"] > 0.0]
    name = _lower(found.outcome.name)
    if bars.empty:
        return f"None of these inputs moves {name}, which is {write(found.base, unit)}."
    parts = [f"{named(case, bar['key'])} (from {write(bar['at_low'], unit)} at its low to {write(bar['at_high'], unit)} at its "
             "high)" for _, bar in bars.head(FEW).iterrows()]
    words = (f"From {write(found.base, unit)}, {name} is moved most by {_list(parts)}, each alone: what two do together is not "
             "in it.")
    turning = [named(case, key) for key in bars.loc[bars["turns"], "key"].head(FEW)]
    if turning:
        words += f" It both rises and falls along {_list(turning)}."
    return words + _past_horizon(found, case)


def _past_horizon(found, case):
    if found.outcome.key != "runway" or max(found.base, found.bars["most"].max()) <= case.months:
        return ""
    return (f" A runway beyond {case.months} months counts as the months that the cash left then would last at the last year's "
            "outlay without income.")


def effects(table: pd.DataFrame, outcome: Outcome, scenario: Scenario) -> str:
    """How much of the variance of an outcome each input explains."""
    own = table[table["outcome"] == outcome.name].sort_values("total", ascending=False, kind="stable")
    if not (own["total"] > 0.0).any():
        return f"Nothing of {_lower(outcome.name)} varies with these inputs."
    telling = own[own["total"] >= SMALL].head(FEW)
    parts = [f"{named(scenario.case, row['key'])} {_per_cent(min(max(row['first'], 0.0), 1.0))} alone and "
             f"{_per_cent(min(row['total'], 1.0))} with all it does with others" for _, row in telling.iterrows()]
    left = max(0.0, 1.0 - float(own["first"].clip(lower=0.0).sum()))
    error = float(own[["first_error", "total_error"]].to_numpy().max())
    return (f"Of the variance of {_lower(outcome.name)}, {_list(parts)}; {_per_cent(left)} comes only from inputs acting "
            f"together. Inputs are drawn as if they were independent; the largest standard error is {error * 100.0:.0f} points.")


def shocks(table: pd.DataFrame, outcome: Outcome, scenario: Scenario, limit: float = 0.0, held: bool = True) -> str:
    """How far single inputs can go, the likeliest first."""
    case, event = scenario.case, misses(outcome, limit) if held else keeps(outcome, limit)
    able = table[table["value"].notna()]
    if able.empty:
        return f"None of {len(table)} inputs alone, anywhere within its limits, makes it so that {event}."
    parts = [f"{_instead(case, row['key'], row['now'], row['value'])} ({_chance(row['chance'])})"
             for _, row in able.head(FEW).iterrows()]
    return (f"{_sentence(event)} with {_list(parts, 'or')}; {len(able)} of {len(table)} inputs can do it alone within their "
            "limits.")


def _chance(chance):
    """A chance in words: "1 future in 12"."""
    if chance <= 0.0:
        return "beyond what is thought possible"
    return f"{_per_cent(chance)} of futures" if chance >= 0.1 else f"1 future in {1.0 / chance:,.0f}"


def shock(found: Shock, scenario: Scenario) -> str:
    """The smallest joint shock as a story."""
    event = misses(found.outcome, found.limit) if found.held else keeps(found.outcome, found.limit)
    if math.isinf(found.distance):
        return f"No shock within eight standard deviations makes it so that {event}."
    moves = found.moves[(found.moves["part"] >= SMALL) & (found.moves["change"] != 0.0)].head(2 * FEW)
    parts = [_instead(scenario.case, row["key"], row["now"], row["value"]) for _, row in moves.iterrows()]
    rest = len(found.overrides) - len(parts)
    more = f"; {rest} more move less" if rest > 0 else ""
    return (f"The nearest future in which {event} is {found.distance:.2f} standard deviations away: {_list(parts)}{more}.")


def rule(found: Rule, outcome: Outcome, scenario: Scenario, limit: float = 0.0) -> str:
    """A rule of the futures in which the plan breaks (or holds), with its density and coverage."""
    case, event = scenario.case, misses(outcome, limit) if found.breaks else keeps(outcome, limit)
    bounds = [bound(case, key, *ends) for key, ends in found.bounds.items()]
    return (f"With {_list(bounds)}, {event} in {_per_cent(found.density)} of futures instead of {_per_cent(found.base)}; "
            f"this covers {_per_cent(found.coverage)} of all such futures.")


def bound(case: Case, key: str, low: float, high: float) -> str:
    """A bound of a rule: "demand growth at least 7 % a month"."""
    if math.isinf(low):
        return f"{named(case, key)} at most {told(case, key, high)}"
    if math.isinf(high):
        return f"{named(case, key)} at least {told(case, key, low)}"
    return f"{named(case, key)} between {told(case, key, low)} and {told(case, key, high)}"


def deadlines(table: pd.DataFrame, outcome: Outcome, scenario: Scenario, limit: float = 0.0) -> str:
    """Until when which choice still saves the plan."""
    case, goal = scenario.case, keeps(outcome, limit)
    if table.empty or table["held"].all():
        return f"Nothing need be changed: {goal}."
    saving = table[table["last"].notna()]
    if saving.empty:
        return f"No choice alone, between its low and its high, makes it so that {goal}."
    parts = [f"{_instead(case, row['key'], row['now'], row['value'])} until {case.month_name(int(row['last']))}"
             for _, row in saving.head(FEW).iterrows()]
    return (f"{_sentence(goal)} if one of these is changed in time, and this is the last month: {_list(parts, 'or')}. "
            f"{len(saving)} of {len(table)} choices can do it alone between their low and their high.")


def goal(table: pd.DataFrame, outcome: Outcome, target: float, scenario: Scenario) -> str:
    """Which choice alone reaches a target."""
    case, wanted = scenario.case, f"{_lower(outcome.name)} of {write(target, outcome.unit)}"
    found = table[table["found"]]
    if len(found) and (found["value"] == found["now"]).all():
        is_now = write(float(found["reached"].iloc[0]), outcome.unit)
        return f"Nothing need be changed: {_lower(outcome.name)} is {is_now} as it is."
    if found.empty:
        nearest = table.iloc[(table["reached"] - target).abs().argmin()] if len(table) else None
        near = "" if nearest is None else (f"; the nearest is {write(nearest['reached'], outcome.unit)}, by "
                                           f"{named(case, nearest['key'])}")
        return f"No choice alone reaches a {wanted} within its limits{near}."
    parts = [_instead(case, row["key"], row["now"], row["value"]) for _, row in found.head(FEW).iterrows()]
    return f"A {wanted} is reached by {_list(parts, 'or')}, each alone; {len(found)} of {len(table)} choices can do it."


def move(found: Move, scenario: Scenario) -> str:
    """The smallest joint move to a target."""
    name, unit = _lower(found.outcome.name), found.outcome.unit
    if not found.found:
        return (f"All these choices together do not bring {name} to {write(found.target, unit)}; the nearest is "
                f"{write(found.reached, unit)}.")
    if not found.overrides:
        return f"Nothing need be changed: {name} is {write(found.reached, unit)} as it is."
    moves = found.moves[found.moves["move"] != 0.0]
    case = scenario.case
    parts = [_instead(case, row["key"], row["now"], row["value"]) for _, row in moves.iterrows()
             if told(case, row["key"], row["now"]) != told(case, row["key"], row["value"])]
    more = f"; {len(moves) - len(parts)} more move a trifle" if len(moves) > len(parts) else ""
    return f"The smallest move of several choices that brings {name} to {write(found.reached, unit)}: {_list(parts)}{more}."


def rates(table: pd.DataFrame, key: str, scenario: Scenario, step: float = 1.0) -> str:
    """What one more step of an input is worth in everything else."""
    case, here = scenario.case, float(np.ravel(scenario.value(key))[0])
    parts = [f"{_lower(row['what'].replace(' · ', ' of '))} {_signed(row)}" for _, row in table.iterrows()]
    spans = table["holds_to"].dropna()
    held = f" The rates hold within a tenth up to {told(case, key, float(spans.min()))}." if len(spans) else ""
    return (f"{write(step, case.unit_of(key))} more of {named(case, key)}, from {told(case, key, here)}: "
            f"{'; '.join(parts)}.{held}")


def _signed(row):
    if math.isnan(row["amount"]):
        return "cannot bring it back"
    size = re.sub("^1 points", "1 point", size_of_change(row["amount"], row["unit"]))
    return f"{'+' if row['amount'] > 0.0 else '−'}{size}" if size else "as before"
