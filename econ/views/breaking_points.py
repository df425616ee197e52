"""Questions of the page Breaking points, each answered by a sentence, a table and scenarios to go to."""

import dataclasses
import functools
import math
from collections.abc import Callable, Iterable, Sequence

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
from econ.risk.outcomes import Outcome
from econ.risk.scenario_discovery import ScenarioRule
from econ.units import format_value, signed_text
from econ.views.sentences import finding_notes, findings
from econ.views.sentences.findings import (
    LEAST_NAMED_CHANCE,
    POSSIBLE_CHANCE,
    bound_clause,
    exchanged_amount,
    format_for_sentence,
    format_outcome,
    unlikely_note,
)
from econ.words import say

FUTURES = 4096  # drawn for rules, and for the chance of a shock
FUTURES_OF_FEW_INPUTS = 1024  # drawn for the chance of a shock from its own inputs alone
MOST_JOINT_INPUTS = 40  # inputs that are moved together
MOST_ROWS = 12  # of a table
MONTH_STEP = 6  # between the numbers of months a page can ask for
USUAL_MONTHS = 48  # that a page asks for at first
DEVIATIONS_FORM = "+.2f"  # of standard deviations


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """A sentence, a table (empty if there is nothing to list), and scenarios it leads to.

    `offers` has the words of a button and the overrides that make the scenario; `note` says what was tried and left out.
    """

    sentence: str
    table: pd.DataFrame
    offers: tuple[tuple[str, dict[str, float]], ...] = ()
    note: str = ""


def month_choices(case: Case) -> tuple[int, int, int]:
    """The fewest and the most months that money may be asked to last, and the step between."""
    return min(2 * MONTH_STEP, case.months - MONTH_STEP), case.months, MONTH_STEP


def first_failing_horizon(outlook: Outlook) -> int:
    """The fewest months a page can ask for in which the one run fails, so that there is something to save."""
    case, runway = outlook.case, outlook.at("runway", 0)
    if not math.isfinite(runway):
        return case.months
    months = MONTH_STEP * (runway // MONTH_STEP + 1)
    return int(min(case.months, max(2 * MONTH_STEP, months)))


def answer_single_inputs(scenario: Scenario, months: int) -> Answer:
    """State how far each input alone can go before cash runs out within `months`, or before the plan is saved."""
    outcome, keys = outcomes.lowest_cash_within(scenario, months), uncertain_keys(scenario)
    failures = failures_alone(scenario, outcome)
    held = bool(outcomes.measure_outcome(scenario, outcome, {})[0] >= 0.0)
    table = single_failure_table(failures, scenario, held)
    able_count = int(np.isfinite(failures["deviations"]).sum())
    return Answer(
        sentence=findings.single_failure_finding(failures, outcome, scenario, held=held),
        table=table,
        note=finding_notes.tornado_inputs_note(len(keys), len(keys), outcome)
        + finding_notes.listed_note(len(table), able_count, say("breaking-listed", what="able")),
    )


@functools.lru_cache(maxsize=8)
def failures_alone(scenario: Scenario, outcome: Outcome) -> pd.DataFrame:
    """The failures of all uncertain inputs, each alone; kept, because two questions ask for them, and never written to."""
    return reverse_stress.single_input_failures(scenario, outcome, uncertain_keys(scenario))


def answer_joint_shock(scenario: Scenario, months: int) -> Answer:
    """The nearest future in which cash runs out within `months`, or in which it does not if it does now."""
    outcome, uncertain = outcomes.lowest_cash_within(scenario, months), uncertain_keys(scenario)
    keys = _keys_moved_together(scenario, outcome, uncertain)
    shock = reverse_stress.joint_failure(scenario, outcome, keys)
    sentence = findings.joint_failure_finding(shock, scenario)
    if keys and math.isfinite(shock.distance):
        rows = sobol_draws(scenario, FUTURES)
        own_rows = {key: rows[key][:FUTURES_OF_FEW_INPUTS] for key in keys}
        own_inputs = reverse_stress.simulated_chance(scenario, shock, own_rows)
        all_inputs = reverse_stress.simulated_chance(scenario, shock, rows)
        sentence += " " + finding_notes.simulated_chance_note(
            scenario.case, shock, own_inputs, all_inputs
        )
    table = joint_shock_table(shock.moves, scenario)
    return Answer(
        sentence=sentence,
        table=table,
        offers=((say("breaking-go"), dict(shock.overrides)),) if shock.overrides else (),
        note=finding_notes.joint_inputs_note(len(keys), len(uncertain), outcome)
        + finding_notes.listed_note(
            len(table), len(shock.overrides), say("breaking-listed", what="moved")
        )
        + finding_notes.deviation_note(),
    )


def _keys_moved_together(
    scenario: Scenario, outcome: Outcome, uncertain: Sequence[str]
) -> tuple[str, ...]:
    """The inputs that are moved together: those that alone break the plan soonest, and those with the largest swing."""
    failures = failures_alone(scenario, outcome)
    able_keys = failures.loc[np.isfinite(failures["deviations"]), "key"].head(
        MOST_JOINT_INPUTS // 2
    )
    by_swing = sensitivity.keys_by_swing(scenario, outcome, uncertain, MOST_JOINT_INPUTS)
    return tuple(dict.fromkeys([*able_keys, *by_swing]))[:MOST_JOINT_INPUTS]


def answer_rules(scenario: Scenario, months: int) -> Answer:
    """Rules for when cash runs out within `months`, and where it mostly does also for when it lasts."""
    outcome = outcomes.lowest_cash_within(scenario, months)
    rows = latin_hypercube_draws(scenario, FUTURES)
    rules = scenario_discovery.find_rules(scenario, outcome, rows)
    sentences = [findings.rule_finding(rule, outcome, scenario) for rule in rules]
    offers = [
        (
            finding_notes.typical_future_button(rule.breaks, number, bool(rule.bounds)),
            dict(rule.typical),
        )
        for number, rule in enumerate(rules, start=1)
    ]
    return Answer(
        sentence=" ".join(sentences) or finding_notes.no_rule_finding(),
        table=rule_table(rules, scenario),
        offers=tuple(offers),
        note=finding_notes.rule_note(FUTURES, len(rows)),
    )


def answer_deadlines(scenario: Scenario, months: int) -> Answer:
    """The last month in which each choice still keeps cash above zero for `months`."""
    outcome = outcomes.lowest_cash_within(scenario, months)
    choices = goal_seek.adjustable_choices(scenario, outcome)
    deadlines = point_of_no_return.find_deadlines(scenario, outcome, choices)
    table, note = deadline_table(deadlines, scenario, outcome), ""
    if len(table):
        saving = int(deadlines["last_month"].notna().sum())
        note = finding_notes.deadline_note(len(deadlines))
        note += finding_notes.listed_note(len(table), saving, say("breaking-listed", what="saving"))
    return Answer(
        sentence=findings.deadline_finding(deadlines, outcome, scenario), table=table, note=note
    )


def answer_target(scenario: Scenario, name: str, target: float) -> Answer:
    """State which choice alone, and which smallest move of several, brings an outcome to a target in its unit."""
    outcome = outcomes.outcome_by_name(scenario, name)
    choices = goal_seek.adjustable_choices(scenario, outcome)
    exact = goal_seek.single_choice_solutions(scenario, outcome, target, choices)
    solutions = goal_seek.rounded_to_steps(scenario, outcome, target, exact)
    joint = goal_seek.joint_solution(scenario, outcome, target, choices)
    joint = goal_seek.with_rounded_value(joint, solutions)
    joint_sentence = findings.joint_solution_finding(joint, scenario)
    if joint.reachable and not joint.overrides:
        return Answer(sentence=joint_sentence, table=pd.DataFrame())
    button = finding_notes.joint_move_button(len(joint.overrides))
    table = solution_table(solutions, scenario, outcome, target)
    if joint.reachable and outcome.key != "plan_value":
        results = goal_seek.results_of_moves(scenario, [{}, joint.overrides])
        joint_sentence += " " + findings.worth_of_move(*results["plan_value"])
        lowest, minimum = (
            results["lowest_cash"].iloc[1],
            outcomes.number_in_force(scenario, "minimum_cash"),
        )
        if lowest < minimum:
            joint_sentence += " " + findings.little_money_left(lowest, minimum)
    single_sentence = findings.single_solution_finding(solutions, outcome, target, scenario)
    return Answer(
        sentence=f"{single_sentence} {joint_sentence}",
        table=table,
        offers=((button, dict(joint.overrides)),) if joint.reachable else (),
        note=" ".join(
            [
                finding_notes.as_assumed_note()
                + finding_notes.listed_note(
                    len(table), len(solutions), say("breaking-listed", what="bearing")
                ),
                finding_notes.runway_cut_off_note(scenario, outcome, solutions["reached"]),
            ]
        ).strip(),
    )


def answer_step_worth(scenario: Scenario, key: str) -> Answer:
    """State what one more step of a lever is worth in money, price, stake and months."""
    assumption = scenario.case.assumption_of(key)
    step = assumption.step or 1.0
    if outcomes.number_in_force(scenario, key) + step > assumption.limits[1]:
        return Answer(
            sentence=finding_notes.no_further_step_note(scenario.case, key), table=pd.DataFrame()
        )
    rates = exchange_rates.exchange_rates(scenario, key, outcomes.latest_cash(scenario), step)
    return Answer(
        sentence=findings.exchange_rate_finding(rates, key, scenario, step),
        table=exchange_rate_table(rates, key, scenario),
    )


# The questions about a number of months that money must last.
MONTH_QUESTIONS: dict[str, Callable[[Scenario, int], Answer]] = {
    "single": answer_single_inputs,
    "joint": answer_joint_shock,
    "rules": answer_rules,
    "deadline": answer_deadlines,
}
DEADLINE_QUESTION, TARGET_QUESTION, STEP_QUESTION = "deadline", "target", "step"
QUESTIONS = (*MONTH_QUESTIONS, TARGET_QUESTION, STEP_QUESTION)


def question_name(question: str) -> str:
    """A question in the words of the page, and of its address."""
    return say("breaking-question", question=question)


def _table(rows: list[dict], columns: Sequence[str]) -> pd.DataFrame:
    """Rows by the short names of their columns as a table with the heads of the columns."""
    table = pd.DataFrame(rows, columns=list(columns))
    table.columns = pd.Index([say("breaking-head", column=column) for column in columns])
    return table.set_index(table.columns[0])


def single_failure_table(
    failures: pd.DataFrame, scenario: Scenario, held: bool = True
) -> pd.DataFrame:
    """The inputs that alone break the plan, or save it if it does not hold (`held` is false), the likeliest first."""
    case, at = scenario.case, "breaks" if held else "saved"
    failing = failures[failures["value"].notna() & np.isfinite(failures["deviations"])]
    rows = [
        {
            "input": row["label"],
            "now": format_for_sentence(case, row["key"], row["now"]),
            at: format_for_sentence(case, row["key"], row["value"]),
            "deviations": signed_text(row["deviations"], DEVIATIONS_FORM),
            "chance": _chance(row["chance"]),
        }
        for row in failing.head(MOST_ROWS).to_dict("records")
    ]
    return _table(rows, ["input", "now", at, "deviations", "chance"])


def _chance(chance: float) -> str:
    """A chance; a small one is written as one in a number."""
    if chance < POSSIBLE_CHANCE:
        under = bool(chance < LEAST_NAMED_CHANCE)
        number = round(1.0 / max(chance, LEAST_NAMED_CHANCE))
        return say("breaking-small-chance", under=under, one=1, number=number)
    return format_value(chance, "share")


def joint_shock_table(moves: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The parts of a joint shock, the largest first."""
    case = scenario.case
    rows = [
        {
            "input": row["label"],
            "now": format_for_sentence(case, row["key"], row["now"]),
            "there": format_for_sentence(case, row["key"], row["value"]),
            "deviations": signed_text(row["deviations"], DEVIATIONS_FORM),
            "part": format_value(row["part"], "share"),
        }
        for row in moves[moves["value"] != moves["now"]].head(MOST_ROWS).to_dict("records")
    ]
    return _table(rows, ["input", "now", "there", "deviations", "part"])


def rule_table(rules: Iterable[ScenarioRule], scenario: Scenario) -> pd.DataFrame:
    """Each rule: its bounds, what the plan does, its density, the base rate, and its coverage."""
    rows = []
    for number, rule in enumerate(rules, start=1):
        if not rule.bounds:
            continue
        bounds = [bound_clause(scenario.case, key, *ends) for key, ends in rule.bounds.items()]
        rows.append(
            {
                "rule": str(number),
                "bounds": "; ".join(bounds),
                "plan": say(
                    "breaking-plan", breaks=bool(rule.breaks), often=bool(rule.density >= 0.5)
                ),
                "density": format_value(rule.density, "share"),
                "base": format_value(rule.base, "share"),
                "covers": format_value(rule.coverage, "share"),
            }
        )
    return _table(rows, ["rule", "bounds", "plan", "density", "base", "covers"])


def deadline_table(deadlines: pd.DataFrame, scenario: Scenario, outcome: Outcome) -> pd.DataFrame:
    """The choices that alone save the plan, and the last month in which they do."""
    case = scenario.case
    saving = deadlines[deadlines["last_month"].notna()]
    rows = [
        {
            "choice": row["label"],
            "now": format_for_sentence(case, row["key"], row["now"]),
            "changed": format_for_sentence(case, row["key"], row["value"]),
            "last": case.month_name(int(row["last_month"])),
            "at-once": format_value(row["reached"], outcome.unit),
        }
        for row in saving.head(MOST_ROWS).to_dict("records")
    ]
    return _table(rows, ["choice", "now", "changed", "last", "at-once"])


def solution_table(
    solutions: pd.DataFrame, scenario: Scenario, outcome: Outcome, target: float
) -> pd.DataFrame:
    """The choices that alone reach a target, the smallest move first, and then those that come nearest."""
    case = scenario.case
    gap = (solutions["reached"] - target).abs().where(~solutions["reachable"], -1.0)
    nearest_first = solutions.loc[gap.sort_values(kind="stable").index].head(MOST_ROWS)
    moves = [
        {key: value if reachable else now}
        for key, value, now, reachable in nearest_first[
            ["key", "value", "now", "reachable"]
        ].itertuples(index=False)
    ]
    results, rows = goal_seek.results_of_moves(scenario, moves), []
    for row, value, lowest in zip(
        nearest_first.to_dict("records"), results["plan_value"], results["lowest_cash"], strict=True
    ):
        needed = say("breaking-out-of-reach")
        if row["reachable"]:
            needed = format_for_sentence(case, row["key"], row["value"])
            needed += unlikely_note(scenario, row)
        rows.append(
            {
                "choice": row["label"],
                "now": format_for_sentence(case, row["key"], row["now"]),
                "needed": needed,
                "reaches": format_outcome(case, outcome, row["reached"]),
                "plan-value": format_value(value, "bn yuan") if row["reachable"] else "",
                "lowest-cash": format_value(lowest, "bn yuan") if row["reachable"] else "",
            }
        )
    return _table(rows, ["choice", "now", "needed", "reaches", "plan-value", "lowest-cash"])


def exchange_rate_table(rates: pd.DataFrame, key: str, scenario: Scenario) -> pd.DataFrame:
    """Table of the worth of one more step of an input in everything else, and of the range over which the rate holds."""
    rows = []
    for row in rates.to_dict("records"):
        holds_to = ""
        if not math.isnan(row["holds_to"]):
            holds_to = format_for_sentence(scenario.case, key, row["holds_to"])
        rows.append(
            {
                "in": row["what"],
                "how": row["how"],
                "worth": _worth(row["amount"], row["unit"], row["how"]),
                "holds": holds_to,
            }
        )
    return _table(rows, ["in", "how", "worth", "holds"])


def _worth(amount: float, unit: str, how: str) -> str:
    if math.isnan(amount):
        return say("breaking-nothing-repairs")
    size = exchanged_amount(amount, unit, how)
    if not size:
        return say("breaking-no-change")
    return f"{'+' if amount > 0.0 else '−'}{size}"
