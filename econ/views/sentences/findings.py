"""Findings in words: what matters, what breaks the plan and what would fix it, each a sentence or two for a page."""

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.risk.exchange_rates import COMPENSATES, FOLLOWS_FROM_RAISE, FOLLOWS_FROM_STEP
from econ.risk.goal_seek import JointSolution
from econ.risk.outcomes import LOWEST_SHARE, Outcome
from econ.risk.reverse_stress import Shock
from econ.risk.scenario_discovery import ScenarioRule
from econ.risk.sensitivity import RankMismatch, Tornado
from econ.units import BEYOND_WORDS, format_value
from econ.views.premise import named
from econ.views.sentences.answers import size_of_change

FEW = 3  # things named in a sentence
POSSIBLE = 0.001  # chance of what is counted as possible
SELDOM = 1e-4  # chance below which it is only said that it is
SMALL = 0.02  # of the squared distance of a shock: a smaller part is not named
A_TRIFLE = 0.01  # of a month: so near its end it is the next
TWICE = 2.0  # so many times a value that has neither a likely range nor a slider: farther is far
MUCH = 1.5  # times as long or as large: what explains why two rankings differ


def told(case: Case, key: str, value: float) -> str:
    """The value of an assumption for people: an option by its name, a month of the plan by its date."""
    assumption = case.assumption_of(key)
    if assumption.options:
        return f"«{assumption.options[round(value)]}»"
    if assumption.unit == "month of plan" and 0 <= value < case.months:
        return case.month_name(int(value + A_TRIFLE))
    return format_value(value, assumption.unit)


def measured(case: Case, outcome: Outcome, value: float) -> str:
    """A value of an outcome for people; a runway beyond the horizon, and a margin as low as any, are no more than that."""
    if outcome.key == "runway" and value > case.months:
        return BEYOND_WORDS
    return format_value(value, outcome.unit) + (
        " or less" if outcome.unit == "share" and value <= LOWEST_SHARE else ""
    )


def part(parts: Sequence[str], last: str = "and") -> str:
    """Parts of a sentence, the last behind a word."""
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _sentence(text):
    return text[:1].upper() + text[1:]


def changed(case: Case, key: str, before: float, after: float) -> str:
    """Such as "demand growth 6.8 % a month instead of 8 % a month"."""
    here, there = told(case, key, before), told(case, key, after)
    return (
        f"{named(case, key)} {there} instead of {here}"
        if here != there
        else f"{named(case, key)} a trifle from {here}"
    )


def _per_cent(share):
    return f"{share:.0%}".replace("%", " %")


def misses(outcome: Outcome, limit: float) -> str:
    """What it means that an outcome misses its limit: "cash runs out within 48 months"."""
    if outcome.key == "lowest_cash" and limit == 0.0 and outcome.month is not None:
        return f"cash runs out within {outcome.month + 1} months"
    way = "above" if outcome.better < 0 else "below"
    return f"{_lower(outcome.name)} is {way} {format_value(limit, outcome.unit)}"


def keeps(outcome: Outcome, limit: float) -> str:
    """What it means that an outcome keeps its limit."""
    if outcome.key == "lowest_cash" and limit == 0.0 and outcome.month is not None:
        return f"cash lasts {outcome.month + 1} months"
    way = "at most" if outcome.better < 0 else "at least"
    return f"{_lower(outcome.name)} is {way} {format_value(limit, outcome.unit)}"


def _lower(name):
    return name[:1].lower() + name[1:]


def tornado(found: Tornado, scenario: Scenario) -> str:
    """What moves the outcome most, one thing at a time."""
    case, bars = scenario.case, found.bars[found.bars["swing"] > 0.0]
    name, base = _lower(found.outcome.name), measured(case, found.outcome, found.base)
    if bars.empty:
        return f"None of these inputs moves {name}, which is {base}."
    parts = [
        f"{named(case, bar['key'])} ({_from_to(case, found.outcome, bar)})"
        for _, bar in bars.head(FEW).iterrows()
    ]
    alone = ", each alone" if len(parts) > 1 else " alone"
    words = f"From {base}, {name} is moved most by {part(parts)}{alone}: what two do together is not in it."
    turning = [named(case, key) for key in bars.loc[bars["turns"], "key"].head(FEW)]
    if turning:
        words += f" It both rises and falls along {part(turning)}."
    return words + _past_horizon(found, case)


def _from_to(case, outcome, bar):
    low, high = (measured(case, outcome, bar[end]) for end in ("at_low", "at_high"))
    return f"{low} at its low, {high} at its high"


def mover(found: Tornado, scenario: Scenario) -> str:
    """The input that alone moves an outcome most, as a part of a sentence."""
    if not len(found.bars) or not found.bars["swing"][0] > 0.0:
        return f"none of these inputs moves {_lower(found.outcome.name)}"
    bar = found.bars.iloc[0]
    return (
        f"what moves {_lower(found.outcome.name)} most is {named(scenario.case, bar['key'])} "
        f"({_from_to(scenario.case, found.outcome, bar)})"
    )


def _past_horizon(found, case):
    if found.outcome.key != "runway" or max(found.base, found.bars["most"].max()) <= case.months:
        return ""
    return (
        f" A runway beyond the horizon of {case.months} months is drawn as the months that the cash left then would last at "
        "the last year's outlay without income."
    )


def ranks(odd: RankMismatch | None, outcome: Outcome, scenario: Scenario) -> str:
    """Why the tornado and the shares of the variance do not rank inputs alike, on the input of which that is plainest."""
    if odd is None:
        return "The tornado above ranks these inputs much alike."
    case, name = scenario.case, named(scenario.case, odd.key)
    says = f"{_sentence(name)} is number {odd.index_rank} here and number {odd.bar_rank} in the tornado"
    if odd.far_swing > MUCH * odd.swing:
        low, high = (measured(case, outcome, value) for value in odd.far_outcomes)
        return (
            f"{says}: its bar ends at the tenth and the ninetieth percentile, and what counts lies beyond; at its first "
            f"percentile {_lower(outcome.name)} is {low} and at its ninety-ninth {high}."
        )
    if odd.total > MUCH * odd.first:
        return (
            f"{says}: alone it explains {_per_cent(max(odd.first, 0.0))} and with what it does together with others "
            f"{_per_cent(odd.total)}, which a bar, all else as assumed, does not show."
        )
    return f"{says}: a bar measures from end to end, a share of the variance every future, and most lie between the ends."


def effects(table: pd.DataFrame, outcome: Outcome, scenario: Scenario) -> str:
    """How much of the variance of an outcome each input explains."""
    own = table[table["outcome"] == outcome.name].sort_values(
        "total", ascending=False, kind="stable"
    )
    if not (own["total"] > 0.0).any():
        return f"Nothing of {_lower(outcome.name)} varies with these inputs."
    telling = own[own["total"] >= SMALL].head(FEW)
    parts = [
        f"{named(scenario.case, row['key'])} {_per_cent(min(max(row['first'], 0.0), 1.0))} alone and "
        f"{_per_cent(min(row['total'], 1.0))} with all it does with others"
        for _, row in telling.iterrows()
    ]
    left = max(0.0, 1.0 - float(own["first"].clip(lower=0.0).sum()))
    error = float(own[["first_error", "total_error"]].to_numpy().max())
    return (
        f"Of the variance of {_lower(outcome.name)}, {part(parts)}; {_per_cent(left)} comes only from inputs acting "
        f"together. Inputs are drawn as if they were independent; the largest standard error is {_points(error)}."
    )


def _points(share):
    whole = f"{share * 100.0:.0f}"
    return f"{whole} point{'' if whole == '1' else 's'}"


def shocks(
    table: pd.DataFrame, outcome: Outcome, scenario: Scenario, limit: float = 0.0, held: bool = True
) -> str:
    """How far single inputs can go, the likeliest first."""
    case, event = scenario.case, misses(outcome, limit) if held else keeps(outcome, limit)
    able = table[table["value"].notna() & np.isfinite(table["deviations"])]
    if able.empty:
        return f"None of {len(table)} inputs alone, within what is thought possible of it, makes it so that {event}."
    likely = able[able["chance"] >= POSSIBLE]
    parts = [
        f"{changed(case, row['key'], row['now'], row['value'])} ({_chance(row['chance'])})"
        for _, row in (able.head(1) if likely.empty else likely.head(FEW)).iterrows()
    ]
    count = "none" if likely.empty else f"{len(likely)}"
    return (
        f"{_sentence(event)} with {part(parts, 'or')}; {count} of {len(table)} inputs can do it alone in one future of "
        "a thousand or more."
    )


def _chance(chance):
    """A chance in words: "1 future in 12"."""
    if chance <= 0.0:
        return "beyond what is thought possible"
    if chance < SELDOM:
        return f"less than 1 future in {1.0 / SELDOM:,.0f}"
    return (
        f"{_per_cent(chance)} of futures" if chance >= 0.1 else f"1 future in {1.0 / chance:,.0f}"
    )


def shock(found: Shock, scenario: Scenario) -> str:
    """The smallest joint shock as a story."""
    event = misses(found.outcome, found.limit) if found.held else keeps(found.outcome, found.limit)
    if math.isinf(found.distance):
        return f"No shock within eight standard deviations makes it so that {event}."
    moves = found.moves[(found.moves["part"] >= SMALL) & (found.moves["change"] != 0.0)].head(
        2 * FEW
    )
    parts = [
        changed(scenario.case, row["key"], row["now"], row["value"]) for _, row in moves.iterrows()
    ]
    if not parts:
        return f"The scenario stands where this changes: the least further move makes it so that {event}."
    rest = len(found.overrides) - len(parts)
    more = f"; {rest} more move less" if rest > 0 else ""
    return f"The nearest future in which {event} is {found.distance:.2f} standard deviations away: {part(parts)}{more}."


def rule(found: ScenarioRule, outcome: Outcome, scenario: Scenario, limit: float = 0.0) -> str:
    """A rule of the futures in which the plan breaks (or holds), with its density and coverage."""
    case, event = scenario.case, misses(outcome, limit) if found.breaks else keeps(outcome, limit)
    bounds = [bound(case, key, *ends) for key, ends in found.bounds.items()]
    if not bounds:
        return f"{_sentence(event)} in {format_value(found.density, 'share')} of futures, and no rule on a few inputs tells which."
    return (
        f"With {part(bounds)}, {event} in {_per_cent(found.density)} of futures instead of {_per_cent(found.base)}; "
        f"this covers {_per_cent(found.coverage)} of all such futures."
    )


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
        return f"In the one run, everything as assumed, {goal}, so nothing need be changed and no choice has a last month."
    saving = table[table["last_month"].notna()]
    if saving.empty:
        return (
            f"In the one run, everything as assumed, {misses(outcome, limit)}, and no choice alone, between its low and its "
            "high, saves it."
        )
    parts = [
        f"{changed(case, row['key'], row['now'], row['value'])} until {case.month_name(int(row['last_month']))}"
        for _, row in saving.head(FEW).iterrows()
    ]
    return (
        f"In the one run, everything as assumed, {misses(outcome, limit)}. {_sentence(goal)} if one of these is changed in "
        f"time, and this is the last month: {part(parts, 'or')}. "
        f"{len(saving)} of {len(table)} choices can do it alone between their low and their high."
    )


def goal(table: pd.DataFrame, outcome: Outcome, target: float, scenario: Scenario) -> str:
    """Which choice alone reaches a target."""
    case, wanted = scenario.case, f"{_lower(outcome.name)} to {format_value(target, outcome.unit)}"
    found = table[table["reachable"]]
    if len(found) and (found["value"] == found["now"]).all():
        is_now = measured(case, outcome, float(found["reached"].iloc[0]))
        return f"Nothing need be changed: {_lower(outcome.name)} is {is_now} as it is."
    if found.empty:
        nearest = table.iloc[(table["reached"] - target).abs().argmin()] if len(table) else None
        near = (
            ""
            if nearest is None
            else (
                f"; the nearest is {measured(case, outcome, nearest['reached'])}, by "
                f"{named(case, nearest['key'])}"
            )
        )
        return f"No choice alone brings {wanted} within its limits{near}."
    parts = [
        changed(case, row["key"], row["now"], row["value"]) + beyond(scenario, row)
        for _, row in found.head(FEW).iterrows()
    ]
    return f"To bring {wanted}: {part(parts, 'or')}, each alone; {len(found)} of {len(table)} choices can do it."


def needed(scenario: Scenario, row: Mapping) -> str:
    """The value a choice needs, and whether anybody thinks it likely."""
    return told(scenario.case, row["key"], row["value"]) + beyond(scenario, row)


def beyond(scenario: Scenario, row: Mapping) -> str:
    """Said of a value that a choice needs and nobody thinks likely; empty where it is within its likely range."""
    value, believed = (
        row["value"],
        scenario.belief(row["key"]),
    )
    if value == row["now"]:
        return ""
    if believed.low < believed.high:
        return "" if believed.low <= value <= believed.high else " (beyond its likely range)"
    usual = scenario.case.assumption_of(row["key"]).span or sorted(
        (row["now"] / TWICE, row["now"] * TWICE)
    )
    return "" if usual[0] <= value <= usual[1] else " (far from where it is)"


def move(found: JointSolution, scenario: Scenario) -> str:
    """The smallest joint move to a target."""
    name, reached = (
        _lower(found.outcome.name),
        measured(scenario.case, found.outcome, found.reached),
    )
    if not found.reachable:
        return (
            f"Several choices together do not bring {name} to {format_value(found.target, found.outcome.unit)} either; the nearest "
            f"found is {reached}."
        )
    if not found.overrides:
        return f"Nothing need be changed: {name} is {reached} as it is."
    moves = found.moves[found.moves["move"] != 0.0]
    case = scenario.case
    parts = [
        changed(case, row["key"], row["now"], row["value"]) + beyond(scenario, row)
        for _, row in moves.iterrows()
        if told(case, row["key"], row["now"]) != told(case, row["key"], row["value"])
    ]
    more = f"; {len(moves) - len(parts)} more move a trifle" if len(moves) > len(parts) else ""
    to = reached if reached == BEYOND_WORDS else f"to {reached}"
    if len(moves) == 1:
        return f"No move of several is smaller than one alone: {part(parts)}, which brings {name} {to}."
    which = (
        "The smallest move of several choices"
        if found.is_smallest
        else "A move of several choices, and none near,"
    )
    return f"{which} that brings {name} {to}: {part(parts)}{more}."


def rates(table: pd.DataFrame, key: str, scenario: Scenario, step: float = 1.0) -> str:
    """What one more step of an input is worth in everything else."""
    case, here = scenario.case, float(np.ravel(scenario.value(key))[0])
    more = f"{format_value(step, case.unit_of(key))} more of {named(case, key)}, from {told(case, key, here)}:"
    if not table["amount"].any():
        return f"{more} all is as before."
    able = table[table["amount"].notna()]
    parts = {
        how: [
            f"{_lower(row['what'].replace(' · ', ' of '))} {_signed(row)}"
            for row in able.to_dict("records")
            if row["how"] == how
        ]
        for how in (FOLLOWS_FROM_STEP, COMPENSATES, FOLLOWS_FROM_RAISE)
    }
    spans = table["holds_to"].dropna()
    held = (
        f" The rates hold within a tenth up to {told(case, key, float(spans.min()))}."
        if len(spans)
        else ""
    )
    back = part(parts[COMPENSATES], "or") or "neither list prices nor a raise"
    leaves = (
        f", which leaves the {part(parts[FOLLOWS_FROM_RAISE])}" if parts[FOLLOWS_FROM_RAISE] else ""
    )
    what = "What would make up for it" if able["amount"].iloc[0] < 0.0 else "What it would pay for"
    return f"{more} {part(parts[FOLLOWS_FROM_STEP])}. {what}: {back}{leaves}.{held}"


def exchanged(amount: float, unit: str, how: str) -> str:
    """How much something is exchanged for; list prices are raised or cut by so many per cent, and not by points."""
    return (
        format_value(abs(amount), unit)
        if how == COMPENSATES and unit == "share"
        else size_of_change(amount, unit)
    )


def _signed(row):
    size = re.sub("^1 points", "1 point", exchanged(row["amount"], row["unit"], row["how"]))
    return f"{'+' if row['amount'] > 0.0 else '−'}{size}" if size else "as before"
