"""Questions of the page Breaking points, each answered by a sentence, a table and scenarios to go to."""

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.outlook import Outlook
from econ.risk import (
    exchange_rates,
    goal_seek,
    outcomes,
    point_of_no_return,
    reverse_stress,
    scenario_discovery,
    sensitivity,
)
from econ.risk.draws import latin_hypercube_draws, sobol_draws, uncertain_keys
from econ.views import finding_tables
from econ.views.sentences import finding_notes, findings

DRAWS = 4096  # futures on which rules are found, and of which chances are told
FEWER = 1024  # of a few inputs alone
LOOKED_AT = 40  # inputs that are moved together: those that alone break the plan soonest, and those that matter most
STEP, USUAL = 6, 48  # months between those a page asks for, and those it begins with
IN_ONE_RUN = (
    "Sought in the one run, everything as assumed: in how many futures it is enough, the sentence at the top of the "
    "page says once the move is made."
)
TOLD_APART = (
    " The standard deviations of the table are of each input by itself; the distance counts once what moves along with "
    "another."
)
NO_RULE = "There is nothing to tell apart: cash lasts so long in every future that was drawn."


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """What was found: a sentence, a table to read (empty where there is nothing to list), and scenarios it leads to.

    `offers` has the words of a button and the overrides that make the scenario; `note` says what was tried and left out.
    """

    sentence: str
    table: pd.DataFrame
    offers: tuple[tuple[str, dict[str, float]], ...] = ()
    note: str = ""


def _suspects(scenario, wanted):
    """The inputs that are moved together, and a sentence on how they were chosen: half of them by what they can do alone."""
    every = uncertain_keys(scenario)
    table = reverse_stress.single_input_failures(scenario, wanted, every)
    able = table.loc[np.isfinite(table["deviations"]), "key"].head(LOOKED_AT // 2)
    keys = tuple(
        dict.fromkeys([*able, *sensitivity.keys_by_swing(scenario, wanted, every, LOOKED_AT)])
    )[:LOOKED_AT]
    return keys, finding_notes.moved_together(len(keys), len(every), wanted)


def one_alone(scenario: Scenario, months: int) -> Answer:
    """How far each input alone can go before cash runs out within so many months."""
    wanted, every = outcomes.lowest_cash_within(scenario, months), uncertain_keys(scenario)
    table, note = (
        reverse_stress.single_input_failures(scenario, wanted, every),
        finding_notes.chosen(len(every), len(every), wanted),
    )
    held = bool(outcomes.measure_outcome(scenario, wanted, {})[0] >= 0.0)
    shown = finding_tables.shocks(table, scenario, held)
    able = int(np.isfinite(table["deviations"]).sum())
    note += finding_notes.listed(len(shown), able, "inputs that can do it alone, however seldom,")
    return Answer(
        sentence=findings.shocks(table, wanted, scenario, held=held), table=shown, note=note
    )


def several_together(scenario: Scenario, months: int) -> Answer:
    """The nearest future in which cash runs out within so many months, or in which it does not where it does now."""
    wanted = outcomes.lowest_cash_within(scenario, months)
    keys, note = _suspects(scenario, wanted)
    shock, rows = reverse_stress.joint_failure(scenario, wanted, keys), sobol_draws(scenario, DRAWS)
    sentence = findings.shock(shock, scenario)
    if keys and math.isfinite(shock.distance):
        some = {key: rows[key][:FEWER] for key in keys}
        sentence += " " + finding_notes.drawn(
            shock,
            *(reverse_stress.simulated_chance(scenario, shock, each) for each in (some, rows)),
        )
    shown = finding_tables.moves(shock.moves, scenario)
    offers = (("Go to this future", dict(shock.overrides)),) if shock.overrides else ()
    note += finding_notes.listed(len(shown), len(shock.overrides), "inputs that move") + TOLD_APART
    return Answer(sentence=sentence, table=shown, offers=offers, note=note)


def in_words(scenario: Scenario, months: int) -> Answer:
    """Rules for when cash runs out within so many months, and where it mostly does for when it lasts, of many futures."""
    wanted, rows = (
        outcomes.lowest_cash_within(scenario, months),
        latin_hypercube_draws(scenario, DRAWS),
    )
    found = scenario_discovery.find_rules(scenario, wanted, rows)
    sentence = " ".join(findings.rule(rule, wanted, scenario) for rule in found) or NO_RULE
    offers = tuple(
        (
            f"Go to a typical {'bad' if rule.breaks else 'good'} future{f' of rule {number}' if rule.bounds else ''}",
            dict(rule.typical),
        )
        for number, rule in enumerate(found, start=1)
    )
    return Answer(
        sentence=sentence,
        table=finding_tables.rules(found, scenario),
        offers=offers,
        note=f"Found on half of {DRAWS:,} futures of {len(rows)} assumptions, drawn apart from those of the headline "
        "(on a Latin hypercube), and counted on the other half. A rule bounds at most three inputs; rules may "
        "overlap.",
    )


def too_late(scenario: Scenario, months: int) -> Answer:
    """The last month in which each choice still keeps cash above zero for so many months."""
    wanted = outcomes.lowest_cash_within(scenario, months)
    table = point_of_no_return.find_deadlines(
        scenario, wanted, goal_seek.adjustable_choices(scenario, wanted)
    )
    shown = finding_tables.deadlines(table, scenario, wanted)
    note = (
        ""
        if shown.empty
        else (
            f"All {len(table)} choices that reach cash were tried, each changed alone to what is best for it between its low and its "
            "high."
            + finding_notes.listed(
                len(shown), int(table["last_month"].notna().sum()), "that save the plan"
            )
        )
    )
    return Answer(sentence=findings.deadlines(table, wanted, scenario), table=shown, note=note)


def terms(case: Case) -> tuple[int, int, int]:
    """The fewest and the most months that money may be asked to last, and the step between."""
    return min(2 * STEP, case.months - STEP), case.months, STEP


def worth_asking(outlook: Outlook) -> int:
    """The first months a page can ask for in which the one run does not hold, so that there is something to save."""
    case, runway = outlook.case, outlook.at("runway", 0)
    return (
        case.months
        if not math.isfinite(runway)
        else int(min(case.months, max(2 * STEP, STEP * (runway // STEP + 1))))
    )


def would_fix(scenario: Scenario, name: str, target: float) -> Answer:
    """Which choice alone, and which smallest move of several, brings an outcome to a target."""
    wanted = outcomes.outcome_by_name(scenario, name)
    choices = goal_seek.adjustable_choices(scenario, wanted)
    table = goal_seek.rounded_to_steps(
        scenario,
        wanted,
        target,
        goal_seek.single_choice_solutions(scenario, wanted, target, choices),
    )
    move = goal_seek.with_rounded_value(
        goal_seek.joint_solution(scenario, wanted, target, choices), table
    )
    if move.reachable and not move.overrides:
        return Answer(sentence=findings.move(move, scenario), table=pd.DataFrame())
    words = "Make the joint move" if len(move.overrides) > 1 else "Make this move"
    offers = ((words, dict(move.overrides)),) if move.reachable else ()
    shown = finding_tables.goals(table, scenario, wanted, target)
    return Answer(
        sentence=f"{findings.goal(table, wanted, target, scenario)} {findings.move(move, scenario)}",
        table=shown,
        offers=offers,
        note=f"{IN_ONE_RUN}{finding_notes.listed(len(shown), len(table), 'choices that bear on it')}",
    )


def is_worth(scenario: Scenario, key: str) -> Answer:
    """What one more step of a lever is worth in money, price, stake and months."""
    step = scenario.case.assumption_of(key).step or 1.0
    if outcomes.number_in_force(scenario, key) + step > scenario.case.assumption_of(key).limits[1]:
        return Answer(
            sentence=f"{scenario.case.label_of(key)} is at its limit: there is no further step.",
            table=pd.DataFrame(),
        )
    table = exchange_rates.exchange_rates(scenario, key, outcomes.latest_cash(scenario), step)
    return Answer(
        sentence=findings.rates(table, key, scenario, step),
        table=finding_tables.rates(table, key, scenario),
    )


# What is asked of the months that money must last, in the words of the page.
OF_MONTHS: dict[str, Callable[[Scenario, int], Answer]] = {
    "one thing alone": one_alone,
    "several together": several_together,
    "rules in words": in_words,
    "point of no return": too_late,
}
FIX, WORTH = "what would fix it", "exchange rates"
QUESTIONS = (*OF_MONTHS, FIX, WORTH)
