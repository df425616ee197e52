"""Sentences about a scenario: the premise under which its results hold, and why one of its levers has no effect.

All choices about a price cut, or about a funding round, are one clause, however many assumptions they change. The words are in
`words/`; here are the facts.
"""

import re
from collections.abc import Iterable

from econ import words
from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.file.options import CUT_ON_A_DATE, NOT_COUNTED, PROMISED
from econ.case.scenario import Scenario
from econ.units import format_value
from econ.views.inert_levers import (
    CUT_FOLLOWS_A_RULE,
    CUT_TERMS,
    NAMED_CHANGES,
    ROUND_CHOICES,
    inert_rule,
)
from econ.words import Amount, Message, message, say, say_all


def premise(scenario: Scenario, without_cut_of: str = "") -> str:
    """The condition of a sentence, such as "under “Price war” and if … is …, "; empty for a preset without changes.

    It names the stresses and the assumptions that differ from the preset. The cut of the tier `without_cut_of` is not named,
    because the sentence itself speaks of it.
    """
    case = scenario.case
    stresses = [message("quoted", text=case.stresses[name].title) for name in scenario.stresses]
    changes: list[Message] = [
        *_cut_clauses(scenario, without_cut_of),
        *_round_clauses(scenario),
        *(
            _change_clause(scenario, key, value)
            for key, value in scenario.overrides
            if key.split(".")[0] not in CUT_TERMS + ROUND_CHOICES
        ),
    ]
    if not stresses and not changes:
        return ""
    rest = len(changes) - NAMED_CHANGES
    if rest > 1:
        changes = [*changes[:NAMED_CHANGES], message("more-changes", count=rest)]
    condition = say("premise", stresses=stresses or None, changes=changes or None)
    return condition + " "


def _changed_terms(
    scenario: Scenario, terms: tuple[str, ...], elements: Iterable[str]
) -> dict[str, set[str]]:
    """The elements with a term that is changed by hand, each with the names of its changed terms."""
    changed: dict[str, set[str]] = {element: set() for element in elements}
    for key, _ in scenario.overrides:
        name, _, element = key.partition(".")
        if name in terms and element in changed:
            changed[element].add(name)
    return {element: names for element, names in changed.items() if names}


def _cut_clauses(scenario: Scenario, without_cut_of: str) -> list[Message]:
    """One clause for each tier with a changed term of its cut: it "is cut by 60 % in Dec 2026"."""
    case, clauses = scenario.case, []
    tiers = [tier for tier in case.elements["tier"] if tier != without_cut_of]
    for tier in _changed_terms(scenario, CUT_TERMS, tiers):
        depth, rule, month, promised = (
            float(scenario.value(f"{term}.{tier}")) for term in CUT_TERMS
        )
        label = case.label("tier", tier)
        if depth == 0.0:
            clauses.append(message("cut-is-not-made", tier=label))
            continue
        clauses.append(
            message(
                "cut-is-made",
                tier=label,
                depth=Amount(value=depth, unit="share"),
                when=_month_clause(case, month)
                if rule == CUT_ON_A_DATE
                else scenario.option(f"cut_rule.{tier}"),
                promised=promised == PROMISED,
            )
        )
    return clauses


def _month_clause(case: Case, month: float) -> Message:
    """State the time of something planned: in a month, or after the last one of the horizon."""
    last = case.months - 1
    if month > last:
        return message("after-month", month=month_start(case.start, last))
    return message("in-month", month=month_start(case.start, month))


def _round_clauses(scenario: Scenario) -> list[Message]:
    """One clause for each round with a changed term; several rounds that were added have one clause together."""
    case = scenario.case
    changed = _changed_terms(scenario, ROUND_CHOICES, case.elements.get("round", {}))
    believed_status = {
        name: scenario.belief(f"round_status.{name}").path(case.start, case.months)
        for name in changed
    }
    added = [
        name
        for name in changed
        if believed_status[name] == NOT_COUNTED
        and scenario.value(f"round_status.{name}") != NOT_COUNTED
    ]
    clauses = [
        _round_clause(scenario, name, terms, was_counted=bool(believed_status[name] != NOT_COUNTED))
        for name, terms in changed.items()
        if name not in added or len(added) == 1
    ]
    if len(added) > 1:
        money = sum(float(scenario.value(f"round_amount.{name}")) for name in added)
        amount = Amount(value=money, unit="bn yuan")
        clauses.append(message("more-rounds-bring", count=len(added), money=amount))
    return [clause for clause in clauses if clause]


def _round_clause(
    scenario: Scenario, name: str, terms: set[str], was_counted: bool
) -> Message | None:
    """The clause of one round; None for a round that is not counted and was not, whatever else of it is changed.

    `terms` are the names of its changed terms; `was_counted` says whether the preset counts it.
    """
    case, label = scenario.case, round_in_sentence(scenario.case, name)
    status, amount, pre_money, month = (
        float(scenario.value(f"{term}.{name}")) for term in ROUND_CHOICES
    )
    if status == NOT_COUNTED:
        return message("round-is-not-counted", round=label) if was_counted else None
    if terms == {"round_status"} and was_counted:
        option = scenario.option(f"round_status.{name}")
        return message("round-counts-as", round=label, status=option)
    valuation: words.Fact = ""
    if "round_pre_money" in terms:
        valuation = message(
            "round-valuation",
            value=Amount(value=pre_money, unit="bn yuan"),
            basis=scenario.option(f"valuation_basis.{name}"),
        )
    when: words.Fact = ""
    if "round_month" in terms or not was_counted:
        when = message("round-when", when=_month_clause(case, month))
    return message(
        "round-brings",
        is_new=not was_counted,
        round=label,
        money=Amount(value=amount, unit="bn yuan"),
        valuation=valuation,
        when=when,
    )


def _change_clause(scenario: Scenario, key: str, value: object) -> Message:
    """The clause of one change: "the trend growth is 2 % a month"."""
    case, name = scenario.case, name_in_sentence(scenario.case, key)
    if not isinstance(value, int | float):
        return message("change-of-path", name=name)
    quantity = case.model.quantities.get(key.split(".", maxsplit=1)[0])
    if quantity:
        return message("change-by-force", name=name, value=format_value(value, quantity.unit))
    return message("change-is", name=name, value=_changed_value(case, key, value))


def _changed_value(case: Case, key: str, value: float) -> words.Fact:
    """A changed value: an option, a month, or a number with its unit."""
    assumption = case.assumption_of(key)
    if assumption.options:
        return message("quoted", text=assumption.option_of(value))
    if assumption.unit == "month of plan" and value < case.months:
        return month_start(case.start, value)
    return format_value(value, assumption.unit)


def round_in_sentence(case: Case, name: str) -> str:
    """The label of a round inside a sentence: "first round", and with its capitals where it begins with a name."""
    return _label_in_sentence(case.label("round", name))


def _label_in_sentence(label: str) -> str:
    first_word = re.match(r"\w*", label)
    is_common = first_word and first_word[0] in say("common-first-words").split()
    return label[:1].lower() + label[1:] if is_common else label


def name_in_sentence(case: Case, key: str) -> str:
    """The label of a key inside a sentence: the assumption, "of" and its elements, such as "first order of" a platform."""
    label, *elements = case.label_of(key).split(" · ")
    form = case.label_form_of(key)
    if form.startswith("{}"):
        return _label_in_sentence(label)
    if case.per(key.split(".", maxsplit=1)[0]) == ("round",):
        elements = [say("the-round", round=_label_in_sentence(element)) for element in elements]
    is_word = label[1:2].islower()  # an abbreviation keeps its capitals
    name = (label[:1].lower() if is_word else label[:1]) + label[1:]
    return say("name-of-element", name=name, elements=elements) if elements else name


def inert_reason(scenario: Scenario, key: str) -> str:
    """Explain why a lever has no effect at present, without a full stop; empty if it has one, or if the reason is not known."""
    rule = inert_rule(scenario, key)
    if rule is None:
        return ""
    decider, option = scenario.case.assumption_of(rule.decided_by), ""
    if rule.reason == CUT_FOLLOWS_A_RULE:
        option = scenario.option(f"{rule.decided_by}.{key.partition('.')[2]}")
    return say(
        "lever-without-effect",
        reason=rule.reason,
        decider=decider.label,
        option=option,
    )


def inert_note(scenario: Scenario, key: str) -> str:
    """A note that says why a lever has no effect at present; empty if it has one, or if the reason is not known."""
    reason = inert_reason(scenario, key)
    if not reason:
        return ""
    parts = [message("lever-note", reason=reason)]
    rule = inert_rule(scenario, key)
    if rule and rule.reason == CUT_FOLLOWS_A_RULE:
        decider = scenario.case.assumption_of(rule.decided_by)
        option = message("quoted", text=decider.option_of(CUT_ON_A_DATE))
        parts.append(message("lever-note-cut", decider=decider.label, option=option))
    return say_all(*parts)
