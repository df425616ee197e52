"""Findings as sentences: what matters, what breaks the plan, and what would fix it.

The words are in `words/`; here are the facts.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.risk.exchange_rates import COMPENSATES, FOLLOWS_FROM_RAISE, FOLLOWS_FROM_STEP
from econ.risk.goal_seek import JointSolution
from econ.risk.outcomes import Outcome, is_beyond
from econ.risk.reverse_stress import Shock
from econ.risk.scenario_discovery import ScenarioRule
from econ.risk.sensitivity import RankMismatch, Tornado
from econ.units import LOWEST_SHARE, format_value
from econ.views.change_words import NOTHING, size_of_change
from econ.views.facts import share_amount
from econ.views.sentences.answers import runway_month_label
from econ.views.sentences.scenario_words import name_in_sentence
from econ.words import POINTS, Amount, Fact, Facts, Message, join_list, message, say, say_all

NAMED_AT_MOST = 3  # things named in a sentence
POSSIBLE_CHANCE = 0.001  # from which an input counts as able to break the plan alone
LEAST_NAMED_CHANCE = 1e-4  # a smaller one is only said to be smaller
NAMED_PART = 0.02  # of a squared distance or a variance: a smaller part is not named
MONTH_ROUNDING = 0.01  # of a month: so near its end it is the next month
USUAL_FACTOR = 2.0  # times the present value, for inputs with neither a likely range nor a slider
EXPLAINING_RATIO = 1.5  # of two swings or shares: explains why two rankings differ


# ── Parts of sentences ───────────────────────────────────────────────────────────────────────────────────────────


def format_for_sentence(case: Case, key: str, value: float) -> str:
    """The value of an assumption in a sentence: an option by its name, a month of the plan by its date."""
    assumption = case.assumption_of(key)
    if assumption.options:
        return say("quoted", text=assumption.option_of(round(value)))
    if assumption.unit == "month of plan" and 0 <= value < case.months:
        return case.month_name(int(value + MONTH_ROUNDING))
    return format_value(value, assumption.unit)


def format_outcome(case: Case, outcome: Outcome, value: float) -> str:
    """A value of an outcome: a runway as the month in which money is gone, and a margin at the lowest share is called so."""
    if outcome.key == "runway":
        return runway_month_label(case, math.inf if is_beyond(case, outcome, value) else value)
    text = format_value(value, outcome.unit)
    if outcome.unit == "share" and value <= LOWEST_SHARE:
        return say("finding-outcome-or-less", value=text)
    return text


def _capitalised(text):
    return text[:1].upper() + text[1:]


def _lower_first(name):
    return name[:1].lower() + name[1:]


def _input(case: Case, key: str) -> str:
    """The name of an input at the beginning of a sentence."""
    return _capitalised(name_in_sentence(case, key))


def _change_facts(case: Case, key: str, before: float, after: float) -> Facts:
    """The facts about a change of an input: whether it is too slight to be written, and both values."""
    values = [format_for_sentence(case, key, value) for value in (before, after)]
    return {"slight": values[0] == values[1], "before": values[0], "after": values[1]}


def change_message(case: Case, key: str, before: float, after: float) -> Message:
    """A change as a sentence: "Demand growth is 6.8 % a month instead of 8 % a month."."""
    facts = _change_facts(case, key, before, after)
    return message("finding-change-is", input=_input(case, key), **facts)


def _set_message(scenario: Scenario, row: Mapping) -> Message:
    """State what to set an input to, from a row with the columns key, now and value."""
    case = scenario.case
    return message(
        "finding-set",
        input=name_in_sentence(case, row["key"]),
        unlikely=unlikely_note(scenario, row),
        **_change_facts(case, row["key"], row["now"], row["value"]),
    )


def event_clause(case: Case, outcome: Outcome, limit: float, breaks: bool) -> str:
    """Say that an outcome misses its limit, "cash runs out by the end of Apr 2030", or keeps it, "cash lasts to the end of Apr 2030"."""
    if outcome.key == "lowest_cash" and limit == 0.0 and outcome.month is not None:
        return say("finding-cash", lasts=not breaks, month=month_start(case.start, outcome.month))
    side = "at-most" if outcome.better < 0 else "at-least"
    if breaks:
        side = "above" if outcome.better < 0 else "below"
    return say(
        "finding-outcome-side",
        side=side,
        outcome=_lower_first(outcome.name),
        limit=format_value(limit, outcome.unit),
    )


# ── What matters ─────────────────────────────────────────────────────────────────────────────────────────────────


def tornado_finding(tornado: Tornado, scenario: Scenario) -> str:
    """Name the inputs that move the outcome most, one at a time."""
    case, outcome = scenario.case, tornado.outcome
    bars = tornado.bars[tornado.bars["swing"] > 0.0]
    base = format_outcome(case, outcome, tornado.base)
    if bars.empty:
        return say("finding-tornado-none", outcome=_lower_first(outcome.name), base=base)
    largest = bars.head(NAMED_AT_MOST).to_dict("records")
    parts = [message("finding-tornado-base", outcome=outcome.name, base=base)]
    for place, bar in enumerate(largest):
        low, high = (format_outcome(case, outcome, bar[end]) for end in ("at_low", "at_high"))
        name = name_in_sentence(case, bar["key"])
        if place:
            parts.append(message("finding-tornado-next", input=name, low=low, high=high))
        else:
            parts.append(message("finding-tornado-first", input=name, low=low, high=high))
    parts.append(message("finding-tornado-alone", count=len(largest)))
    turning = [
        name_in_sentence(case, key)
        for key in bars.loc[bars["is_not_monotonic"], "key"].head(NAMED_AT_MOST)
    ]
    if turning:
        parts.append(message("finding-tornado-turns", inputs=turning))
    return say_all(*parts)


def largest_mover(tornado: Tornado, scenario: Scenario) -> str:
    """The input that alone moves an outcome most, as a part of a sentence."""
    case, outcome, bars = scenario.case, tornado.outcome, tornado.bars
    moves = bool(len(bars) and bars["swing"].iloc[0] > 0.0)
    name = name_in_sentence(case, bars["key"].iloc[0]) if moves else NOTHING
    return say(
        "finding-largest-mover",
        moves=moves,
        outcome=say("finding-lowest-cash")
        if outcome.key == "lowest_cash"
        else _lower_first(outcome.name),
        input=name,
    )


def rank_finding(mismatch: RankMismatch | None, outcome: Outcome, scenario: Scenario) -> str:
    """Explain why the tornado and the shares of the variance rank an input differently, on the plainest example."""
    if mismatch is None:
        return say("finding-ranks-alike")
    reason = "between-the-ends"
    if mismatch.far_swing > EXPLAINING_RATIO * mismatch.swing:
        reason = "beyond-the-ends"
    elif mismatch.total > EXPLAINING_RATIO * mismatch.first:
        reason = "together"
    low, high = (format_outcome(scenario.case, outcome, value) for value in mismatch.far_outcomes)
    return say_all(
        message(
            "finding-ranks",
            input=_input(scenario.case, mismatch.key),
            index_rank=int(mismatch.index_rank),
            bar_rank=int(mismatch.bar_rank),
        ),
        message(
            "finding-ranks-differ",
            reason=reason,
            outcome=_lower_first(outcome.name),
            low=low,
            high=high,
            alone=share_amount(max(mismatch.first, 0.0)),
            total=share_amount(mismatch.total),
        ),
    )


def variance_finding(table: pd.DataFrame, outcome: Outcome, scenario: Scenario) -> str:
    """State how much of the variance of an outcome each input explains."""
    inputs = table[table["outcome"] == outcome.name].sort_values(
        "total", ascending=False, kind="stable"
    )
    if inputs["total"].isna().any():
        return say("finding-variance-undefined", outcome=outcome.name)
    if not (inputs["total"] > 0.0).any():
        return say("finding-variance-none", outcome=outcome.name)
    parts: list[Message] = []
    for row in inputs[inputs["total"] >= NAMED_PART].head(NAMED_AT_MOST).to_dict("records"):
        shares: Facts = {
            "alone": share_amount(min(max(row["first"], 0.0), 1.0)),
            "total": share_amount(min(row["total"], 1.0)),
        }
        if parts:
            name = _input(scenario.case, row["key"])
            parts.append(message("finding-variance-next", input=name, **shares))
        else:
            name, of = name_in_sentence(scenario.case, row["key"]), _lower_first(outcome.name)
            parts.append(message("finding-variance-first", outcome=of, input=name, **shares))
    joint = max(0.0, 1.0 - float(inputs["first"].clip(lower=0.0).sum()))
    error = float(inputs[["first_error", "total_error"]].to_numpy().max())
    parts.append(
        message(
            "finding-variance-joint",
            joint=share_amount(joint),
            error=Amount(value=error, unit=POINTS, decimals=0),
        )
    )
    return say_all(*parts)


# ── What breaks the plan ─────────────────────────────────────────────────────────────────────────────────────────


def single_failure_finding(
    table: pd.DataFrame, outcome: Outcome, scenario: Scenario, limit: float = 0.0, held: bool = True
) -> str:
    """State how far single inputs can go before the plan breaks, or is saved if it does not hold, the likeliest first."""
    case = scenario.case
    event = event_clause(case, outcome, limit, held)
    failing = table[table["value"].notna() & np.isfinite(table["deviations"])]
    if failing.empty:
        return say("finding-alone-none", event=event, total=len(table))
    likely = failing[failing["chance"] >= POSSIBLE_CHANCE]
    named_rows = failing.head(1) if likely.empty else likely.head(NAMED_AT_MOST)
    parts = [message("finding-alone", event=_capitalised(event), count=len(named_rows))]
    for row in named_rows.to_dict("records"):
        parts += [
            change_message(case, row["key"], row["now"], row["value"]),
            _chance_message(row["chance"]),
        ]
    able = None if likely.empty else str(len(likely))
    return say_all(*parts, message("finding-alone-count", able=able, total=str(len(table))))


def _chance_message(chance: float) -> Message:
    """State how likely it is that an input goes so far."""
    kind = "share"
    if chance <= 0.0:
        kind = "impossible"
    elif chance < LEAST_NAMED_CHANCE:
        kind = "tiny"
    number = round(1.0 / LEAST_NAMED_CHANCE)
    return message("finding-alone-chance", kind=kind, number=number, share=share_amount(chance))


def joint_failure_finding(shock: Shock, scenario: Scenario) -> str:
    """The smallest joint shock as a story."""
    event = event_clause(scenario.case, shock.outcome, shock.limit, shock.held)
    if math.isinf(shock.distance):
        return say("finding-joint-none", event=event)
    moves = shock.moves[(shock.moves["part"] >= NAMED_PART) & (shock.moves["change"] != 0.0)]
    changes = [
        change_message(scenario.case, row["key"], row["now"], row["value"])
        for row in moves.head(2 * NAMED_AT_MOST).to_dict("records")
    ]
    if not changes:
        return say("finding-joint-boundary", event=event)
    distance = Amount(value=float(shock.distance), unit="x", form="bare")
    parts = [message("finding-joint", event=event, distance=distance), *changes]
    rest = len(shock.overrides) - len(changes)
    if rest > 0:
        parts.append(message("finding-joint-rest", count=rest))
    return say_all(*parts)


def rule_finding(
    rule: ScenarioRule, outcome: Outcome, scenario: Scenario, limit: float = 0.0
) -> str:
    """A rule of the futures in which the plan breaks (or holds), with its density and coverage."""
    event = event_clause(scenario.case, outcome, limit, rule.breaks)
    if not rule.bounds:
        return say("finding-rule-none", event=_capitalised(event), share=share_amount(rule.density))
    first, *others = (bound_clause(scenario.case, key, *ends) for key, ends in rule.bounds.items())
    return say_all(
        message("finding-rule-first", bound=first),
        *(message("finding-rule-next", bound=bound) for bound in others),
        message("finding-rule-density", density=share_amount(rule.density), event=event),
        message("finding-rule-base", base=share_amount(rule.base)),
        message("finding-rule-coverage", coverage=share_amount(rule.coverage)),
    )


def bound_clause(case: Case, key: str, low: float, high: float) -> str:
    """A bound of a rule: "demand growth at least 7 % a month"."""
    kind = "most" if math.isinf(low) else "least" if math.isinf(high) else "between"
    low_text, high_text = (
        format_for_sentence(case, key, end) if math.isfinite(end) else NOTHING
        for end in (low, high)
    )
    return say(
        "finding-bound",
        kind=kind,
        input=name_in_sentence(case, key),
        low=low_text,
        high=high_text,
    )


# ── What saves it, and what would fix it ─────────────────────────────────────────────────────────────────────────


def deadline_finding(
    table: pd.DataFrame, outcome: Outcome, scenario: Scenario, limit: float = 0.0
) -> str:
    """Until when which choice still saves the plan."""
    case = scenario.case
    goal = event_clause(case, outcome, limit, False)
    if table.empty or table["held"].all():
        return say("finding-deadline-held", goal=goal)
    failure = message(
        "finding-deadline-failure", event=event_clause(scenario.case, outcome, limit, True)
    )
    saving = table[table["last_month"].notna()]
    if saving.empty:
        return say_all(failure, message("finding-deadline-none"))
    choices = [
        message(
            "finding-deadline-choice",
            input=name_in_sentence(case, row["key"]),
            month=month_start(case.start, int(row["last_month"])),
            **_change_facts(case, row["key"], row["now"], row["value"]),
        )
        for row in saving.head(NAMED_AT_MOST).to_dict("records")
    ]
    return say_all(
        failure,
        message("finding-deadline", goal=_capitalised(goal)),
        *choices,
        message("finding-deadline-count", count=str(len(saving)), total=str(len(table))),
    )


def single_solution_finding(
    table: pd.DataFrame, outcome: Outcome, target: float, scenario: Scenario
) -> str:
    """State which choice alone reaches a target."""
    case, name = scenario.case, _lower_first(outcome.name)
    goal: Facts = {"outcome": name, "target": format_value(target, outcome.unit)}
    reaching = table[table["reachable"]]
    if len(reaching) and (reaching["value"] == reaching["now"]).all():
        present = format_outcome(case, outcome, float(reaching["reached"].iloc[0]))
        return say("finding-target-met", outcome=name, value=present)
    if reaching.empty:
        parts = [message("finding-target-none", **goal)]
        if len(table):
            nearest = table.iloc[(table["reached"] - target).abs().argmin()]
            parts.append(
                message(
                    "finding-target-nearest",
                    value=format_outcome(case, outcome, nearest["reached"]),
                    input=name_in_sentence(case, nearest["key"]),
                )
            )
        return say_all(*parts)
    rows = reaching.head(NAMED_AT_MOST).to_dict("records")
    return say_all(
        message("finding-target", count=len(rows), **goal),
        *(_set_message(scenario, row) for row in rows),
        message("finding-target-count", count=str(len(reaching)), total=str(len(table))),
    )


def unlikely_note(scenario: Scenario, row: Mapping) -> str:
    """A remark on a value that a choice needs and that is outside its likely range; empty for a likely one."""
    value, now, belief = row["value"], row["now"], scenario.belief(row["key"])
    if value == now:
        return NOTHING
    assumption = scenario.case.assumption_of(row["key"])
    if belief.low < belief.high:
        kind, (low, high) = "range", (belief.low, belief.high)
    elif assumption.options:
        return NOTHING  # no option is farther than another
    else:
        kind = "far"
        low, high = assumption.span or sorted((now / USUAL_FACTOR, now * USUAL_FACTOR))
    return NOTHING if low <= value <= high else " " + say("finding-unlikely", kind=kind)


def joint_solution_finding(solution: JointSolution, scenario: Scenario) -> str:
    """The smallest joint move to a target."""
    case, outcome = scenario.case, solution.outcome
    name, reached = (
        _lower_first(outcome.name),
        format_outcome(case, outcome, solution.reached),
    )
    if not solution.reachable:
        target = format_value(solution.target, outcome.unit)
        return say("finding-joint-target-none", outcome=name, target=target, reached=reached)
    if not solution.overrides:
        return say("finding-target-met", outcome=name, value=reached)
    moves = solution.moves[solution.moves["move"] != 0.0].to_dict("records")
    named = [
        row
        for row in moves
        if format_for_sentence(case, row["key"], row["now"])
        != format_for_sentence(case, row["key"], row["value"])
    ]
    settings = [_set_message(scenario, row) for row in named]
    facts: Facts = {
        "outcome": name,
        "beyond": reached == runway_month_label(case, math.inf),
        "reached": reached,
    }
    if len(moves) == 1:
        return say_all(message("finding-joint-target-one", **facts), *settings)
    parts = [
        message("finding-joint-target", smallest=bool(solution.is_smallest), **facts),
        *settings,
    ]
    rest = len(moves) - len(named)
    if rest:
        parts.append(message("finding-joint-target-rest", count=rest))
    return say_all(*parts)


def worth_of_move(now: float, then: float) -> str:
    """State what a move makes of the value of the plan, bn yuan; advice that reaches a target may cost more than it saves."""
    before, after = (Amount(value=value, unit="bn yuan") for value in (now, then))
    return say("finding-worth-of-move", falls=bool(then < now), now=before, then=after)


def little_money_left(lowest: float, minimum: float) -> str:
    """Say that a move leaves less in the bank than the company keeps as a minimum, bn yuan."""
    left, kept = (Amount(value=value, unit="bn yuan") for value in (lowest, minimum))
    return say("finding-little-money-left", lowest=left, minimum=kept)


def exchange_rate_finding(
    table: pd.DataFrame, key: str, scenario: Scenario, step: float = 1.0
) -> str:
    """State what one more step of an input is worth in everything else."""
    case, in_force = scenario.case, float(np.ravel(scenario.value(key))[0])
    parts = [
        message(
            "finding-step",
            step=format_value(step, case.unit_of(key)),
            input=name_in_sentence(case, key),
            before=format_for_sentence(case, key, in_force),
        )
    ]
    if not table["amount"].any():
        return say_all(*parts, message("finding-step-nothing"))
    rows = table[table["amount"].notna()].to_dict("records")
    parts += [
        message(
            "finding-step-effect",
            what=_capitalised(_exchanged_name(row)),
            changes=bool(_signed_amount(row)),
            size=_signed_amount(row),
        )
        for row in rows
        if row["how"] == FOLLOWS_FROM_STEP
    ]
    choices: Fact = message("finding-step-no-choice")
    compensating = _exchanges(rows, COMPENSATES)
    if compensating:
        choices = join_list(compensating, style="or")
    loses = rows[0]["amount"] < 0.0
    parts.append(message("finding-step-exchange", loses=bool(loses), choices=choices))
    of_raise = _exchanges(rows, FOLLOWS_FROM_RAISE)
    if of_raise:
        parts.append(message("finding-step-raise", what=of_raise))
    ends = table["holds_to"].dropna()
    if len(ends):
        end = format_for_sentence(case, key, float(ends.min()))
        parts.append(message("finding-step-holds", end=end))
    return say_all(*parts)


def _exchanges(rows: Sequence[Mapping], how: str) -> list[str]:
    """The changes of one kind in words, each with its sign: "list prices +1.2 %"."""
    return [
        say(
            "finding-step-choice",
            changes=bool(_signed_amount(row)),
            what=_exchanged_name(row),
            size=_signed_amount(row),
        )
        for row in rows
        if row["how"] == how
    ]


def _exchanged_name(row: Mapping) -> str:
    label, *elements = _lower_first(row["what"]).split(" · ")
    return say("name-of-element", name=label, elements=elements) if elements else label


def exchanged_amount(amount: float, unit: str, how: str) -> str:
    """The size of an exchange; list prices that compensate change by per cent, other shares by points."""
    if how == COMPENSATES and unit == "share":
        return format_value(abs(amount), unit)
    return size_of_change(amount, unit)


def _signed_amount(row: Mapping) -> str:
    """The size of an exchange with its sign; nothing where it is too small to be written."""
    size = exchanged_amount(row["amount"], row["unit"], row["how"])
    return f"{'+' if row['amount'] > 0.0 else '−'}{size}" if size else NOTHING
