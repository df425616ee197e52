"""Differences between two scenarios of one case, in words: the name of a step that can be undone."""

from econ.case.case import Case
from econ.case.file.options import CUT_ON_A_DATE, NOT_COUNTED
from econ.case.scenario import Scenario
from econ.units import format_value
from econ.views.inert_levers import CUT_TERMS, NAMED_CHANGES, ROUND_CHOICES
from econ.words import say


def changed_keys(before: Scenario, after: Scenario) -> list[str]:
    """The keys whose number was changed by hand, or changed back, between two scenarios."""
    old, new = dict(before.overrides), dict(after.overrides)
    return [key for key in {**old, **new} if old.get(key) != new.get(key)]


def is_same_but_for_numbers(before: Scenario, after: Scenario) -> bool:
    """Whether two scenarios have the same preset, stresses and horizon."""
    return (before.preset, before.stresses, before.case.months) == (
        after.preset,
        after.stresses,
        after.case.months,
    )


def change_in_words(before: Scenario, after: Scenario) -> str:
    """Name the change between two scenarios: "Target margin 65 → 70 %"; empty without one."""
    case = after.case
    changes = []
    if before.preset != after.preset:
        old, new = (case.presets[preset].title for preset in (before.preset, after.preset))
        changes.append(say("state-case", before=old, after=new))
    if before.case.months != case.months:
        changes.append(say("state-horizon", before=str(before.case.months), after=str(case.months)))
    changes += [
        say("state-stress", stress=case.stresses[name].title, is_added=name in after.stresses)
        for name in case.stresses
        if (name in before.stresses) != (name in after.stresses)
    ]
    changes += _changes_of_numbers(before, after)
    if len(changes) > 1 and after == after.baseline() == before.baseline():
        return say("state-taken-back", count=len(changes))
    rest = len(changes) - NAMED_CHANGES
    if rest > 1:
        changes = [*changes[:NAMED_CHANGES], say("state-more", count=rest)]
    return ", ".join(changes)


def _changes_of_numbers(before: Scenario, after: Scenario) -> list[str]:
    """A clause for each number; one clause for several terms of one cut or of one round."""
    keys = changed_keys(before, after)
    clauses: dict[str, str] = {}
    for key in keys:
        name, _, element = key.partition(".")
        terms = next((group for group in (CUT_TERMS, ROUND_CHOICES) if name in group), ())
        together = [other for other in keys if other.partition(".")[2] == element]
        together = [other for other in together if other.split(".")[0] in terms]
        if len(together) < 2:
            clauses[key] = _clause(before, after, key)
        else:
            clauses["".join(together)] = (_cut if terms == CUT_TERMS else _round)(after, element)
    return list(clauses.values())


def _clause(before: Scenario, after: Scenario, key: str) -> str:
    """One number before and after, with its unit once."""
    case = after.case
    old, new = (_number(scenario, key, with_unit=scenario is after) for scenario in (before, after))
    is_number = not any(text[:1].isalpha() for text in (old, new))
    return f"{case.label_of(key)}{'' if is_number else ':'} {old} → {new}"


def _number(scenario: Scenario, key: str, *, with_unit: bool) -> str:
    """The number in force: an option, a date, a path, or a number."""
    case = scenario.case
    name = key.split(".", maxsplit=1)[0]
    changed = dict(scenario.overrides).get(key)
    if name in case.model.quantities and changed is None:
        return say("state-computed")
    value = scenario.value(key) if changed is None else changed
    if not isinstance(value, int | float):
        return say("state-path")
    if name in case.assumptions:
        assumption = case.assumptions[name]
        if assumption.options:
            return assumption.option_of(value)
        if assumption.unit == "month of plan":
            return _month(case, value)
    return format_value(value, case.unit_of(key), with_unit=with_unit)


def _month(case: Case, month: float) -> str:
    return case.month_name(int(month)) if month < case.months else say("state-after-horizon")


def _cut(scenario: Scenario, tier: str) -> str:
    """The price cut of a tier as it is now."""
    case = scenario.case
    label = case.label("tier", tier)
    if not any(f"{term}.{tier}" in dict(scenario.overrides) for term in CUT_TERMS):
        return say("state-cut-as-in-the-case", tier=label)
    depth, rule, month = (float(scenario.value(f"{term}.{tier}")) for term in CUT_TERMS[:3])
    if depth == 0.0:
        return say("state-not-cut", tier=label)
    in_month = _month(case, month)
    when = in_month if rule == CUT_ON_A_DATE else scenario.option(f"cut_rule.{tier}")
    return say("state-cut", tier=label, depth=format_value(depth, "share"), when=when)


def _round(scenario: Scenario, name: str) -> str:
    """A funding round as it is now."""
    case = scenario.case
    label = case.label("round", name)
    if not any(f"{term}.{name}" in dict(scenario.overrides) for term in ROUND_CHOICES):
        return say("state-round-as-in-the-case", round=label)
    status, amount, _, month = (float(scenario.value(f"{term}.{name}")) for term in ROUND_CHOICES)
    if status == NOT_COUNTED:
        return say("state-round-not-counted", round=label)
    return say(
        "state-round", round=label, money=format_value(amount, "bn yuan"), when=_month(case, month)
    )
