"""Notes beside findings: inputs that were tried, draws, what is left out, where a button has led, and what a link showed.

The words are in `words/`; here are the facts.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.decisions.value_by_horizon import PlanValue
from econ.headlines import HeadlineFigures, headline_figures
from econ.outlook import Outlook
from econ.risk.outcomes import Outcome, is_beyond, lowest_cash_within
from econ.risk.reverse_stress import Shock, SimulatedChance
from econ.risk.survival import Spread
from econ.units import format_value
from econ.views.change_words import NOTHING
from econ.views.facts import money_amount, months_amount, share_amount
from econ.views.sentences.answers import headline_value
from econ.views.sentences.findings import change_message, event_clause
from econ.words import Amount, Message, message, say, say_all

CHANGES_NAMED = 6  # of a scenario to which a button has led


def variance_note() -> str:
    """State which inputs the shares of the variance are of."""
    return say("finding-note-variance")


def runway_cut_off_note(scenario: Scenario, outcome: Outcome, values: Iterable[float]) -> str:
    """Say that a runway beyond the horizon counts as the horizon; empty where none of the values is one."""
    case = scenario.case
    if not any(is_beyond(case, outcome, value) for value in values):
        return NOTHING
    return say(
        "finding-runway-cut-off",
        month=month_start(case.start, case.months - 1),
        other=lowest_cash_within(scenario, case.months).name,
    )


def as_assumed_note() -> str:
    """Say that a target is sought with everything else as assumed."""
    return say("finding-note-as-assumed")


def deviation_note() -> str:
    """State what the standard deviations of a joint shock are of, behind another note."""
    return " " + say("finding-note-deviations")


def no_rule_finding() -> str:
    """Say that cash lasts in every future, so that there is no rule."""
    return say("finding-no-rule")


def _in_sentence(outcome: Outcome) -> str:
    return outcome.name[:1].lower() + outcome.name[1:]


def tornado_inputs_note(count: int, total: int, outcome: Outcome, choices: int = 0) -> str:
    """State which inputs are looked at, of the world and choices, and how many are left out; `choices` of the `total` are choices."""
    inputs = message("finding-note-inputs", world=total - choices, choices=choices or None)
    if count == total:
        return say("finding-note-all-tried", inputs=inputs)
    if not count:
        return say("finding-note-none-moves", inputs=inputs, outcome=_in_sentence(outcome))
    return say(
        "finding-note-shown",
        inputs=inputs,
        count=count,
        outcome=_in_sentence(outcome),
        rest=total - count,
    )


def horizon_note(values: Sequence[PlanValue], scenario: Scenario) -> str:
    """Say that the value of the plan depends on where it ends, and how much of it comes after that."""
    own = next(value for value in values if value.months == scenario.case.months)
    multiple = Amount(value=float(scenario.value("terminal_multiple")), unit="x", form="bare")
    parts = [
        message(
            "finding-note-value", months=months_amount(own.months), value=money_amount(own.value)
        )
    ]
    parts += [
        message(
            "finding-note-value-over",
            months=months_amount(value.months),
            value=money_amount(value.value),
        )
        for value in values
        if value is not own
    ]
    return say_all(
        *parts,
        message(
            "finding-note-value-after",
            months=months_amount(own.months),
            multiple=multiple,
            after=money_amount(own.after),
            rest=money_amount(own.value - own.after),
        ),
    )


def joint_inputs_note(count: int, total: int, outcome: Outcome) -> str:
    """State which of the uncertain assumptions are moved together, and how many are left out."""
    if count == total:
        return say("finding-note-all-together", total=total)
    return say(
        "finding-note-together",
        count=count,
        total=total,
        outcome=_in_sentence(outcome),
        rest=total - count,
    )


def listed_note(shown: int, total: int, what: str) -> str:
    """State how many rows of a table are shown, behind another note; empty if it is all of them."""
    if shown >= total:
        return NOTHING
    return " " + say("finding-note-listed", total=total, what=what, shown=shown)


def deadline_note(choices: int) -> str:
    """State which choices were tried for a point of no return."""
    return say("finding-note-deadlines", choices=choices)


def rule_note(futures: int, assumptions: int) -> str:
    """On which futures rules were found and counted."""
    return say("finding-note-rules", futures=futures, assumptions=assumptions)


def typical_future_button(breaks: bool, number: int, has_bounds: bool) -> str:
    """The words of a button that leads to a typical future of a rule."""
    rule = str(number) if has_bounds else None
    return say("finding-button-typical", breaks=bool(breaks), rule=rule)


def joint_move_button(moves: int) -> str:
    """The words of a button that makes a move."""
    return say("finding-button-move", moves=moves)


def no_further_step_note(case: Case, key: str) -> str:
    """Say that a lever cannot be moved further."""
    return say("finding-no-further-step", lever=case.label_of(key))


def simulated_chance_note(
    case: Case, shock: Shock, own_inputs: SimulatedChance, all_inputs: SimulatedChance
) -> str:
    """The chance of a shock from drawn futures, of its inputs and of all inputs, beside that of a straight boundary."""
    return say_all(
        message(
            "finding-note-chance",
            inputs=all_inputs.inputs,
            count=all_inputs.count,
            share=share_amount(all_inputs.share),
            event=event_clause(case, shock.outcome, shock.limit, shock.held),
        ),
        message(
            "finding-note-chance-of-few",
            inputs=own_inputs.inputs,
            count=own_inputs.count,
            share=share_amount(own_inputs.share),
        ),
        message("finding-note-chance-straight", share=share_amount(shock.chance)),
    )


def arrival_note(before: Outlook, now: Outlook) -> str:
    """State where a button has led: what differs now, the largest changes first, and both runways."""
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
    parts: list[Message] = [message("finding-arrival")]
    parts += [change_message(case, key, *first_values[key]) for key in moved[:CHANGES_NAMED]]
    if len(moved) > CHANGES_NAMED:
        parts.append(message("finding-arrival-more", count=len(moved) - CHANGES_NAMED))
    runway, runway_before = (
        format_value(outlook.at("runway", 0), "month") for outlook in (now, before)
    )
    return say_all(*parts, message("finding-arrival-runway", now=runway, before=runway_before))


def _relative_move(scenario, key, before, after):
    """State how far a number has moved, relative to its range; infinite for one without a range, which is listed first."""
    belief = scenario.belief(key)
    width = belief.high - belief.low
    return abs(after - before) / width if width > 0.0 else np.inf


def outcome_in_futures(spread: Spread, outcome: Outcome, outlook: Outlook) -> str:
    """The outcome in the one run, its median and range over the futures, and the percentile of the one run."""
    month = outlook.case.months - 1 if outcome.month is None else outcome.month
    place = spread.placement(outcome.key, month, outlook)
    value, median, low, high = (
        Amount(value=number, unit=outcome.unit)
        for number in (place.value, place.median, place.low, place.high)
    )
    return say(
        "outcome-in-futures",
        outcome=outcome.name,
        value=value,
        median=median,
        low=low,
        high=high,
        count=spread.count,
        percentile=round(place.percentile),
        undefined=place.undefined,
    )


def figures_then_and_now(
    outlook: Outlook, made_with: str | None, then: HeadlineFigures | None
) -> str:
    """Every figure of a link that reads differently from when it was made, the runway first.

    `made_with` says which model made it. It is None where the link does not say that; the first model is then assumed. `then` are
    its figures of that time, None where they were not recorded.
    """
    case, parts = outlook.case, [message("link-made-with", model=made_with)]
    if then is None:
        return say_all(*parts, message("link-not-recorded", model=made_with))
    before = _figures_in_words(case, then)
    now = _figures_in_words(case, headline_figures(outlook, then.month, then.values))
    moved = [name for name in now if now[name] != before[name]]
    if not moved:
        return say_all(*parts, message("link-figures-same", model=made_with))
    parts.append(
        message("link-figures-moved", model=made_with, month=month_start(case.start, then.month))
    )
    parts += [
        message("link-figure-then", name=name, then=before[name], now=now[name]) for name in moved
    ]
    return say_all(*parts)


def _figures_in_words(case: Case, figures: HeadlineFigures) -> dict[str, str]:
    """Each figure of a link in words, by its name; times that can be beyond the plan come first."""

    def is_other(key: str) -> bool:
        return not case.model.quantities[key.split(".", maxsplit=1)[0]].may_be_beyond

    return {
        case.label_of(key): headline_value(case, key, figures.values[key])
        for key in sorted(figures.values, key=is_other)
    }
