"""Notes beside findings: which inputs were tried, what was drawn, what is left out, and where a button has led."""

from collections.abc import Sequence

import numpy as np

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.decisions.value_by_horizon import PlanValue
from econ.outlook import Outlook
from econ.risk.outcomes import Outcome
from econ.risk.reverse_stress import Shock, SimulatedChance
from econ.units import format_value
from econ.views.sentences.findings import change_clause, event_clause, join_words

CHANGES_NAMED = 6  # of a scenario to which a button has led
VARIANCE_NOTE = (
    "Includes the top inputs of the tornado and those with the largest effect when all other inputs vary too, so that "
    "inputs acting only through interactions are found. Effects of the remaining inputs are not included in these shares."
)
ONE_RUN_NOTE = (
    "Sought in the one run, everything as assumed: in how many futures it is enough, the sentence at the top of the "
    "page says once the move is made."
)
DEVIATION_NOTE = (
    " The standard deviations of the table are of each input by itself; the distance counts once what moves along with "
    "another."
)
NO_RULE_FINDING = "Cash lasts this long in every future that was drawn: there is no rule to find."


def tornado_inputs_note(count: int, total: int, outcome: Outcome, choices: int = 0) -> str:
    """Which inputs are looked at, of the world and choices, and how many are left out; `choices` of the `total` are choices."""
    inputs = f"{total - choices} uncertain assumptions of the world"
    if choices:
        inputs += f" and {choices} choices with a range"
    if count == total:
        return f"All {inputs} were tried."
    name = outcome.name[:1].lower() + outcome.name[1:]
    which = "the one that moves" if count == 1 else f"the {count} that move"
    return (
        f"All {inputs} were moved from low to high, one at a time. Shown here: {which} "
        f"{name} most; the other {total - count} are left out."
    )


def horizon_note(values: Sequence[PlanValue], scenario: Scenario) -> str:
    """That the value of the plan depends on where it ends, and how much of it comes after that."""
    own = next(value for value in values if value.months == scenario.case.months)
    others = join_words(
        [
            f"{format_value(value.value, 'bn yuan')} over {value.months} months"
            for value in values
            if value is not own
        ]
    )
    multiple = format_value(float(scenario.value("terminal_multiple")), "x")
    return (
        f"The value of the plan depends on where it ends: {format_value(own.value, 'bn yuan')} over {own.months} months, "
        f"{others}. What follows the {own.months} months is counted as {multiple} the gross profit of their last year, and "
        "the book value of own cards less that of a half-worn fleet for the same work. Today that is "
        f"{format_value(own.after, 'bn yuan')}; without it the plan is worth "
        f"{format_value(own.value - own.after, 'bn yuan')}."
    )


def joint_inputs_note(count: int, total: int, outcome: Outcome) -> str:
    """Which of the uncertain assumptions are moved together, and how many are left out."""
    if count == total:
        return f"All {total} uncertain assumptions of the world were moved together."
    name = outcome.name[:1].lower() + outcome.name[1:]
    return (
        f"{count} of {total} uncertain assumptions of the world were moved together: those that alone come soonest to the "
        f"edge and those that move {name} most; the other {total - count} are left out."
    )


def listed_note(shown: int, total: int, what: str) -> str:
    """How many rows of a table are shown; empty if it is all of them."""
    return f" Of {total} {what} the first {shown} are listed." if shown < total else ""


def deadline_note(choices: int) -> str:
    """Which choices were tried for a point of no return."""
    return (
        f"All {choices} choices that reach cash were tried, each changed alone to what is best for it between its low and its "
        "high."
    )


def rule_note(futures: int, assumptions: int) -> str:
    """On which futures rules were found and counted."""
    return (
        f"Found on half of {futures:,} futures of {assumptions} assumptions, drawn apart from those of the headline "
        "(on a Latin hypercube), and counted on the other half. A rule bounds at most three inputs; rules may "
        "overlap."
    )


def typical_future_button(breaks: bool, number: int, has_bounds: bool) -> str:
    """The words of a button that leads to a typical future of a rule."""
    of_rule = f" of rule {number}" if has_bounds else ""
    return f"Go to a typical {'bad' if breaks else 'good'} future{of_rule}"


def joint_move_button(moves: int) -> str:
    """The words of a button that makes a move."""
    return "Make the joint move" if moves > 1 else "Make this move"


def no_further_step_note(case: Case, key: str) -> str:
    """That a lever cannot be moved further."""
    return f"{case.label_of(key)} is at its limit: there is no further step."


def simulated_chance_note(
    shock: Shock, own_inputs: SimulatedChance, all_inputs: SimulatedChance
) -> str:
    """The chance of a shock from drawn futures, of its inputs and of all inputs, beside that of a straight boundary."""
    event = event_clause(shock.outcome, shock.limit, shock.held)
    straight, alone, whole = (
        format_value(share, "share") for share in (shock.chance, own_inputs.share, all_inputs.share)
    )
    return (
        f"Of futures drawn of all {all_inputs.inputs} inputs {event} in {whole} ({all_inputs.count:,} drawn), of these {own_inputs.inputs} "
        f"alone in {alone} ({own_inputs.count:,}); the distance itself would stand for {straight} were the boundary straight, so "
        "take it for the direction and the draws for the chance."
    )


def arrival_note(before: Outlook, now: Outlook) -> str:
    """Where a button has led: what differs now, the largest changes first, and both runways."""
    case, overrides = now.case, dict(now.scenario.overrides)
    overrides_before = dict(before.scenario.overrides)
    first_values = {
        key: [float(np.ravel(outlook.scenario.value(key))[0]) for outlook in (before, now)]
        for key in {**overrides, **overrides_before}
        if overrides.get(key) != overrides_before.get(key)
    }
    moved = sorted(
        first_values, key=lambda key: -_relative_move(now.scenario, key, *first_values[key])
    )
    words = join_words(
        [change_clause(case, key, *first_values[key]) for key in moved[:CHANGES_NAMED]]
    )
    more = f"; and {len(moved) - CHANGES_NAMED} more" if len(moved) > CHANGES_NAMED else ""
    runway, runway_before = (
        format_value(outlook.at("runway", 0), "month") for outlook in (now, before)
    )
    return (
        f"You are now in that future, and every page shows it: {words}{more}. Its runway is {runway}; where you came "
        f"from it was {runway_before}. The button takes you back; so do the levers, one by one."
    )


def _relative_move(scenario, key, before, after):
    """How far a number has moved, relative to its range; infinite for one without a range, which is listed first."""
    belief = scenario.belief(key)
    width = belief.high - belief.low
    return abs(after - before) / width if width > 0.0 else np.inf
