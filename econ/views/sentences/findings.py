"""Findings as sentences: what matters, what breaks the plan, and what would fix it."""

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.risk.exchange_rates import COMPENSATES, FOLLOWS_FROM_RAISE, FOLLOWS_FROM_STEP
from econ.risk.goal_seek import JointSolution
from econ.risk.outcomes import Outcome
from econ.risk.reverse_stress import Shock
from econ.risk.scenario_discovery import ScenarioRule
from econ.risk.sensitivity import RankMismatch, Tornado
from econ.units import BEYOND_WORDS, LOWEST_SHARE, NOT_DEFINED, format_value
from econ.views.change_words import size_of_change
from econ.views.sentences.scenario_words import name_in_sentence

NAMED_AT_MOST = 3  # things named in a sentence
POSSIBLE_CHANCE = 0.001  # from which an input counts as able to break the plan alone
LEAST_NAMED_CHANCE = 1e-4  # a smaller one is only said to be smaller
NAMED_PART = 0.02  # of a squared distance or a variance: a smaller part is not named
MONTH_ROUNDING = 0.01  # of a month: so near its end it is the next month
USUAL_FACTOR = 2.0  # times the present value, for inputs with neither a likely range nor a slider
EXPLAINING_RATIO = 1.5  # of two swings or shares: explains why two rankings differ


def format_for_sentence(case: Case, key: str, value: float) -> str:
    """The value of an assumption in a sentence: an option by its name, a month of the plan by its date."""
    assumption = case.assumption_of(key)
    if assumption.options:
        return f"«{assumption.options[round(value)]}»"
    if assumption.unit == "month of plan" and 0 <= value < case.months:
        return case.month_name(int(value + MONTH_ROUNDING))
    return format_value(value, assumption.unit)


def format_outcome(case: Case, outcome: Outcome, value: float) -> str:
    """A value of an outcome: a runway beyond the horizon is called so, and so is a margin at the lowest share."""
    if outcome.key == "runway" and value > case.months:
        return BEYOND_WORDS
    or_less = " or less" if outcome.unit == "share" and value <= LOWEST_SHARE else ""
    return format_value(value, outcome.unit) + or_less


def join_words(parts: Sequence[str], last: str = "and") -> str:
    """Parts of a sentence separated by commas, the last by a word."""
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _capitalised(text):
    return text[:1].upper() + text[1:]


def _lower_first(name):
    return name[:1].lower() + name[1:]


def _per_cent(share):
    return f"{share:.0%}".replace("%", " %")


def change_clause(case: Case, key: str, before: float, after: float) -> str:
    """Such as "demand growth 6.8 % a month instead of 8 % a month"."""
    here, there = format_for_sentence(case, key, before), format_for_sentence(case, key, after)
    if here == there:
        return f"{name_in_sentence(case, key)} very slightly from {here}"
    return f"{name_in_sentence(case, key)} {there} instead of {here}"


def _change_clauses(case, moves):
    """The clauses of rows with the columns key, now and value."""
    return [
        change_clause(case, row["key"], row["now"], row["value"])
        for row in moves.to_dict("records")
    ]


def _months_of_cash(outcome, limit):
    """The number of months for which cash must stay above zero, if that is the outcome; otherwise None."""
    if outcome.key == "lowest_cash" and limit == 0.0 and outcome.month is not None:
        return outcome.month + 1
    return None


def failure_clause(outcome: Outcome, limit: float) -> str:
    """That an outcome misses its limit: "cash runs out within 48 months"."""
    if months := _months_of_cash(outcome, limit):
        return f"cash runs out within {months} months"
    way = "above" if outcome.better < 0 else "below"
    return f"{_lower_first(outcome.name)} is {way} {format_value(limit, outcome.unit)}"


def success_clause(outcome: Outcome, limit: float) -> str:
    """That an outcome keeps its limit: "cash lasts 48 months"."""
    if months := _months_of_cash(outcome, limit):
        return f"cash lasts {months} months"
    way = "at most" if outcome.better < 0 else "at least"
    return f"{_lower_first(outcome.name)} is {way} {format_value(limit, outcome.unit)}"


def event_clause(outcome: Outcome, limit: float, breaks: bool) -> str:
    """That an outcome misses its limit, or keeps it."""
    return failure_clause(outcome, limit) if breaks else success_clause(outcome, limit)


def tornado_finding(tornado: Tornado, scenario: Scenario) -> str:
    """What moves the outcome most, one input at a time."""
    case, outcome = scenario.case, tornado.outcome
    bars = tornado.bars[tornado.bars["swing"] > 0.0]
    name, base = _lower_first(outcome.name), format_outcome(case, outcome, tornado.base)
    if bars.empty:
        return f"None of these inputs moves {name}, which is {base}."
    parts = [
        f"{name_in_sentence(case, bar['key'])} ({_from_low_to_high(case, outcome, bar)})"
        for bar in bars.head(NAMED_AT_MOST).to_dict("records")
    ]
    alone = ", each alone" if len(parts) > 1 else " alone"
    words = f"From {base}, {name} is moved most by {join_words(parts)}{alone}: what two do together is not in it."
    turning = [
        name_in_sentence(case, key)
        for key in bars.loc[bars["is_not_monotonic"], "key"].head(NAMED_AT_MOST)
    ]
    if turning:
        words += f" It both rises and falls along {join_words(turning)}."
    if outcome.key == "runway" and max(tornado.base, tornado.bars["most"].max()) > case.months:
        words += (
            f" A runway beyond the horizon of {case.months} months is drawn as the months that the cash left then would "
            "last at the last year's outlay without income."
        )
    return words


def _from_low_to_high(case, outcome, bar):
    low, high = (format_outcome(case, outcome, bar[end]) for end in ("at_low", "at_high"))
    if low == high == BEYOND_WORDS:
        low, high = (f"{format_value(bar[end], 'month')} as drawn" for end in ("at_low", "at_high"))
    return f"{low} at its low, {high} at its high"


def largest_mover(tornado: Tornado, scenario: Scenario) -> str:
    """The input that alone moves an outcome most, as a part of a sentence."""
    case, outcome, bars = scenario.case, tornado.outcome, tornado.bars
    if not len(bars) or not bars["swing"].iloc[0] > 0.0:
        return f"none of these inputs moves {_lower_first(outcome.name)}"
    bar = bars.iloc[0]
    return (
        f"what moves {_lower_first(outcome.name)} most is {name_in_sentence(case, bar['key'])} "
        f"({_from_low_to_high(case, outcome, bar)})"
    )


def rank_finding(mismatch: RankMismatch | None, outcome: Outcome, scenario: Scenario) -> str:
    """Why the tornado and the shares of the variance rank an input differently, on the plainest example."""
    if mismatch is None:
        return "The tornado above ranks these inputs much alike."
    case, name = scenario.case, name_in_sentence(scenario.case, mismatch.key)
    ranks = f"{_capitalised(name)} is number {mismatch.index_rank} here and number {mismatch.bar_rank} in the tornado"
    if mismatch.far_swing > EXPLAINING_RATIO * mismatch.swing:
        low, high = (format_outcome(case, outcome, value) for value in mismatch.far_outcomes)
        return (
            f"{ranks}: its bar ends at the tenth and the ninetieth percentile, and what counts lies beyond; at its first "
            f"percentile {_lower_first(outcome.name)} is {low} and at its ninety-ninth {high}."
        )
    if mismatch.total > EXPLAINING_RATIO * mismatch.first:
        return (
            f"{ranks}: alone it explains {_per_cent(max(mismatch.first, 0.0))} and with what it does together with others "
            f"{_per_cent(mismatch.total)}, which a bar, all else as assumed, does not show."
        )
    return f"{ranks}: a bar measures from end to end, a share of the variance every future, and most lie between the ends."


def variance_finding(table: pd.DataFrame, outcome: Outcome, scenario: Scenario) -> str:
    """How much of the variance of an outcome each input explains."""
    inputs = table[table["outcome"] == outcome.name].sort_values(
        "total", ascending=False, kind="stable"
    )
    if inputs["total"].isna().any():
        return f"{outcome.name} is {NOT_DEFINED} in all of these futures, and there is no variance to explain."
    if not (inputs["total"] > 0.0).any():
        return f"Nothing of {_lower_first(outcome.name)} varies with these inputs."
    parts = [
        f"{name_in_sentence(scenario.case, row['key'])} {_per_cent(min(max(row['first'], 0.0), 1.0))} alone and "
        f"{_per_cent(min(row['total'], 1.0))} with all it does with others"
        for row in inputs[inputs["total"] >= NAMED_PART].head(NAMED_AT_MOST).to_dict("records")
    ]
    joint = max(0.0, 1.0 - float(inputs["first"].clip(lower=0.0).sum()))
    largest_error = float(inputs[["first_error", "total_error"]].to_numpy().max())
    error = f"{largest_error * 100.0:.0f}"
    points = "point" if error == "1" else "points"
    if math.isnan(largest_error):
        error, points = NOT_DEFINED, ""
    return (
        f"Of the variance of {_lower_first(outcome.name)}, {join_words(parts)}; {_per_cent(joint)} comes only from inputs acting "
        f"together. Inputs are drawn as if they were independent; the largest standard error is {f'{error} {points}'.strip()}."
    )


def single_failure_finding(
    table: pd.DataFrame, outcome: Outcome, scenario: Scenario, limit: float = 0.0, held: bool = True
) -> str:
    """How far single inputs can go before the plan breaks, or is saved if it does not hold, the likeliest first."""
    case, event = scenario.case, event_clause(outcome, limit, held)
    failing = table[table["value"].notna() & np.isfinite(table["deviations"])]
    if failing.empty:
        return f"None of {len(table)} inputs alone, within what is thought possible of it, makes it so that {event}."
    likely = failing[failing["chance"] >= POSSIBLE_CHANCE]
    named_rows = failing.head(1) if likely.empty else likely.head(NAMED_AT_MOST)
    parts = [
        f"{change_clause(case, row['key'], row['now'], row['value'])} ({_chance_words(row['chance'])})"
        for row in named_rows.to_dict("records")
    ]
    count = "none" if likely.empty else f"{len(likely)}"
    return (
        f"{_capitalised(event)} with {join_words(parts, 'or')}; {count} of {len(table)} inputs can do it alone in one future of "
        "a thousand or more."
    )


def _chance_words(chance):
    """A chance in words: "1 future in 12"."""
    if chance <= 0.0:
        return "beyond what is thought possible"
    if chance < LEAST_NAMED_CHANCE:
        return f"less than 1 future in {1.0 / LEAST_NAMED_CHANCE:,.0f}"
    if chance < 0.1:
        return f"1 future in {1.0 / chance:,.0f}"
    return f"{_per_cent(chance)} of futures"


def joint_failure_finding(shock: Shock, scenario: Scenario) -> str:
    """The smallest joint shock as a story."""
    event = event_clause(shock.outcome, shock.limit, shock.held)
    if math.isinf(shock.distance):
        return f"No shock within eight standard deviations makes it so that {event}."
    moves = shock.moves[(shock.moves["part"] >= NAMED_PART) & (shock.moves["change"] != 0.0)]
    parts = _change_clauses(scenario.case, moves.head(2 * NAMED_AT_MOST))
    if not parts:
        return f"The scenario is at the boundary: the least further move makes it so that {event}."
    rest = len(shock.overrides) - len(parts)
    more = f"; {rest} more move less" if rest > 0 else ""
    return f"The nearest future in which {event} is {shock.distance:.2f} standard deviations away: {join_words(parts)}{more}."


def rule_finding(
    rule: ScenarioRule, outcome: Outcome, scenario: Scenario, limit: float = 0.0
) -> str:
    """A rule of the futures in which the plan breaks (or holds), with its density and coverage."""
    event = event_clause(outcome, limit, rule.breaks)
    bounds = [bound_clause(scenario.case, key, *ends) for key, ends in rule.bounds.items()]
    if not bounds:
        return f"{_capitalised(event)} in {format_value(rule.density, 'share')} of futures, and no rule on a few inputs tells which."
    return (
        f"With {join_words(bounds)}, {event} in {_per_cent(rule.density)} of futures instead of {_per_cent(rule.base)}; "
        f"this covers {_per_cent(rule.coverage)} of all such futures."
    )


def bound_clause(case: Case, key: str, low: float, high: float) -> str:
    """A bound of a rule: "demand growth at least 7 % a month"."""
    if math.isinf(low):
        return f"{name_in_sentence(case, key)} at most {format_for_sentence(case, key, high)}"
    if math.isinf(high):
        return f"{name_in_sentence(case, key)} at least {format_for_sentence(case, key, low)}"
    return f"{name_in_sentence(case, key)} between {format_for_sentence(case, key, low)} and {format_for_sentence(case, key, high)}"


def deadline_finding(
    table: pd.DataFrame, outcome: Outcome, scenario: Scenario, limit: float = 0.0
) -> str:
    """Until when which choice still saves the plan."""
    case, goal = scenario.case, success_clause(outcome, limit)
    if table.empty or table["held"].all():
        return f"In the one run, everything as assumed, {goal}, so nothing need be changed and no choice has a last month."
    failure = f"In the one run, everything as assumed, {failure_clause(outcome, limit)}"
    saving = table[table["last_month"].notna()]
    if saving.empty:
        return f"{failure}, and no choice alone, between its low and its high, saves it."
    parts = [
        f"{change_clause(case, row['key'], row['now'], row['value'])} until {case.month_name(int(row['last_month']))}"
        for row in saving.head(NAMED_AT_MOST).to_dict("records")
    ]
    return (
        f"{failure}. {_capitalised(goal)} if one of these is changed in time, and this is the last month: "
        f"{join_words(parts, 'or')}. "
        f"{len(saving)} of {len(table)} choices can do it alone between their low and their high."
    )


def single_solution_finding(
    table: pd.DataFrame, outcome: Outcome, target: float, scenario: Scenario
) -> str:
    """Which choice alone reaches a target."""
    case, name = scenario.case, _lower_first(outcome.name)
    goal = f"{name} to {format_value(target, outcome.unit)}"
    reaching = table[table["reachable"]]
    if len(reaching) and (reaching["value"] == reaching["now"]).all():
        present = format_outcome(case, outcome, float(reaching["reached"].iloc[0]))
        return f"Nothing need be changed: {name} is {present} as it is."
    if reaching.empty:
        near = ""
        if len(table):
            nearest = table.iloc[(table["reached"] - target).abs().argmin()]
            value = format_outcome(case, outcome, nearest["reached"])
            near = f"; the nearest is {value}, by {name_in_sentence(case, nearest['key'])}"
        return f"No choice alone brings {goal} within its limits{near}."
    parts = [
        change_clause(case, row["key"], row["now"], row["value"]) + unlikely_note(scenario, row)
        for row in reaching.head(NAMED_AT_MOST).to_dict("records")
    ]
    return f"To bring {goal}: {join_words(parts, 'or')}, each alone; {len(reaching)} of {len(table)} choices can do it."


def unlikely_note(scenario: Scenario, row: Mapping) -> str:
    """A remark on a value that a choice needs and that is outside its likely range; empty for a likely one."""
    value, now, belief = row["value"], row["now"], scenario.belief(row["key"])
    if value == now:
        return ""
    if belief.low < belief.high:
        return "" if belief.low <= value <= belief.high else " (beyond its likely range)"
    if scenario.case.assumption_of(row["key"]).options:
        return ""  # no option is farther than another
    slider = scenario.case.assumption_of(row["key"]).span
    low, high = slider or sorted((now / USUAL_FACTOR, now * USUAL_FACTOR))
    return "" if low <= value <= high else " (far from where it is)"


def joint_solution_finding(solution: JointSolution, scenario: Scenario) -> str:
    """The smallest joint move to a target."""
    case, outcome = scenario.case, solution.outcome
    name, reached = (
        _lower_first(outcome.name),
        format_outcome(case, outcome, solution.reached),
    )
    if not solution.reachable:
        return (
            f"Several choices together do not bring {name} to {format_value(solution.target, outcome.unit)} either; the nearest "
            f"found is {reached}."
        )
    if not solution.overrides:
        return f"Nothing need be changed: {name} is {reached} as it is."
    moves = solution.moves[solution.moves["move"] != 0.0].to_dict("records")
    parts = [
        change_clause(case, row["key"], row["now"], row["value"]) + unlikely_note(scenario, row)
        for row in moves
        if format_for_sentence(case, row["key"], row["now"])
        != format_for_sentence(case, row["key"], row["value"])
    ]
    rest = len(moves) - len(parts)
    more = f"; {rest} more move very slightly" if rest else ""
    to = reached if reached == BEYOND_WORDS else f"to {reached}"
    if len(moves) == 1:
        return f"No move of several is smaller than one alone: {join_words(parts)}, which brings {name} {to}."
    which = (
        "The smallest move of several choices"
        if solution.is_smallest
        else "A move of several choices, and none near,"
    )
    return f"{which} that brings {name} {to}: {join_words(parts)}{more}."


def exchange_rate_finding(
    table: pd.DataFrame, key: str, scenario: Scenario, step: float = 1.0
) -> str:
    """What one more step of an input is worth in everything else."""
    case, here = scenario.case, float(np.ravel(scenario.value(key))[0])
    more = f"{format_value(step, case.unit_of(key))} more of {name_in_sentence(case, key)}, from {format_for_sentence(case, key, here)}:"
    if not table["amount"].any():
        return f"{more} all is as before."
    defined = table[table["amount"].notna()]
    parts: dict[str, list[str]] = {COMPENSATES: [], FOLLOWS_FROM_RAISE: [], FOLLOWS_FROM_STEP: []}
    for row in defined.to_dict("records"):
        if row["how"] in parts:
            what = _lower_first(row["what"].replace(" · ", " of "))
            parts[row["how"]].append(f"{what} {_signed_amount(row)}")
    ends = table["holds_to"].dropna()
    holds = ""
    if len(ends):
        end = format_for_sentence(case, key, float(ends.min()))
        holds = f" The rates hold within a tenth up to {end}."
    back = join_words(parts[COMPENSATES], "or") or "neither list prices nor a raise"
    leaves = ""
    if parts[FOLLOWS_FROM_RAISE]:
        leaves = f", which leaves the {join_words(parts[FOLLOWS_FROM_RAISE])}"
    what = (
        "What would make up for it" if defined["amount"].iloc[0] < 0.0 else "What it would pay for"
    )
    return f"{more} {join_words(parts[FOLLOWS_FROM_STEP])}. {what}: {back}{leaves}.{holds}"


def exchanged_amount(amount: float, unit: str, how: str) -> str:
    """The size of an exchange; list prices that compensate change by per cent, other shares by points."""
    if how == COMPENSATES and unit == "share":
        return format_value(abs(amount), unit)
    return size_of_change(amount, unit)


def _signed_amount(row):
    size = re.sub("^1 points", "1 point", exchanged_amount(row["amount"], row["unit"], row["how"]))
    if not size:
        return "as before"
    return f"{'+' if row['amount'] > 0.0 else '−'}{size}"
