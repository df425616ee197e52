"""Sentences about a scenario: the premise under which its results hold, and why one of its levers has no effect.

What is decided of a price cut, or of a funding round, is one clause, however many assumptions it changes.
"""

import re
from collections.abc import Iterable

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.units import format_value
from econ.views.inert_levers import CUT_TERMS, inert_rule

_ROUND_TERMS = ("round_status", "round_amount", "round_pre_money", "round_month")
# First words of the labels of rounds that are no names: inside a sentence they begin with a small letter.
_COMMON_FIRST_WORD = re.compile(
    r"(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Next|Later|Last|Final|Further|New|Initial|Private|Public"
    r"|Strategic|Round|Placing|Placement|Listing|Offering|Rights|Bridge|Seed|Convertible)\b"
)
_NAMED_CHANGES = 2  # in a sentence before the rest is counted
# Why a lever has no effect, by the reason of its `InertRule`; {decided_by} is the label of the assumption that decides it.
INERT_REASONS = {
    "closing is certain": "only a round that is reported and not closed may fail to close",
    "paid at closing": "the whole round is paid at its closing",
    "tranche waits for supply": "the rest waits for supply and not for a date",
    "no preference": "the round has no preference",
    "participation has no cap": "the round does not take part up to a cap",
    "no redemption right": "there is no right to give the shares back",
    "no sales staff": "nobody sells to companies until «{decided_by}» is above zero",
    "no subscribers": "nobody pays for the app until «{decided_by}» is above zero",
    "the list is held": "«{decided_by}» is to hold the list",
    "the list follows another rule": "«{decided_by}» is another one",
    "training follows no revenue": "«{decided_by}» is not a share of revenue",
    "training follows revenue": "«{decided_by}» is a share of revenue",
    "training follows no cash": "«{decided_by}» is not what cash covers",
}


def premise(scenario: Scenario, without_cut_of: str = "") -> str:
    """The condition of a sentence, such as "under «Price war» and if … is …, "; empty for a preset without changes.

    It names the stresses and the assumptions that differ from the preset. The cut of the tier `without_cut_of` is not named,
    because the sentence itself speaks of it.
    """
    case = scenario.case
    titles = [f"«{case.stresses[name].title}»" for name in scenario.stresses]
    stresses = ", ".join(titles[:-1]) + " and " * (len(titles) > 1) + "".join(titles[-1:])
    changes = [
        *_cut_clauses(scenario, without_cut_of),
        *_round_clauses(scenario),
        *(
            _change_clause(scenario, key, value)
            for key, value in scenario.overrides
            if key.split(".")[0] not in CUT_TERMS + _ROUND_TERMS
        ),
    ]
    rest = len(changes) - _NAMED_CHANGES if len(changes) > _NAMED_CHANGES + 1 else 0
    shown = changes[: _NAMED_CHANGES if rest else _NAMED_CHANGES + 1]
    condition = (" and " if len(changes) == _NAMED_CHANGES else "; ").join(shown)
    if rest:
        condition += f"; and with {rest} more changes"
    parts = []
    if stresses:
        parts.append(f"under {stresses}")
    if changes:
        parts.append(f"if {condition}")
    return " and ".join(parts) + ", " if parts else ""


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


def _cut_clauses(scenario: Scenario, without_cut_of: str) -> list[str]:
    """One clause for each tier with a changed term of its cut: it "is cut by 60 % in Dec 2026"."""
    case, clauses = scenario.case, []
    tiers = [tier for tier in case.elements["tier"] if tier != without_cut_of]
    for tier in _changed_terms(scenario, CUT_TERMS, tiers):
        depth, rule, month, promised = (
            float(scenario.value(f"{term}.{tier}")) for term in CUT_TERMS
        )
        label = case.label("tier", tier)
        if depth == 0.0:
            clauses.append(f"{label} is not cut")
            continue
        if rule:
            when = case.assumption_of("cut_rule").options[int(rule)]
        elif month < case.months:
            when = f"in {case.month_name(int(month))}"
        else:
            when = "after the horizon"
        as_promised = ", as promised" if promised else ""
        clauses.append(f"{label} is cut by {format_value(depth, 'share')} {when}{as_promised}")
    return clauses


def _round_clauses(scenario: Scenario) -> list[str]:
    """One clause for each round with a changed term; several rounds that were added have one clause together."""
    case = scenario.case
    changed = _changed_terms(scenario, _ROUND_TERMS, case.elements.get("round", {}))
    believed_status = {
        name: scenario.belief(f"round_status.{name}").path(case.start, case.months)
        for name in changed
    }
    added = [
        name
        for name in changed
        if believed_status[name] == 0.0 and scenario.value(f"round_status.{name}") > 0.5
    ]
    clauses = [
        _round_clause(scenario, name, terms, was_counted=bool(believed_status[name] > 0.5))
        for name, terms in changed.items()
        if name not in added or len(added) == 1
    ]
    if len(added) > 1:
        money = sum(float(scenario.value(f"round_amount.{name}")) for name in added)
        clauses.append(f"{len(added)} more rounds bring {format_value(money, 'bn yuan')}")
    return [clause for clause in clauses if clause]


def _round_clause(scenario: Scenario, name: str, terms: set[str], was_counted: bool) -> str:
    """The clause of one round; empty for a round that is not counted and was not, whatever else of it is changed.

    `terms` are the names of its changed terms; `was_counted` says whether the preset counts it.
    """
    case, label = scenario.case, round_in_sentence(scenario.case, name)
    status, amount, pre_money, month = (
        float(scenario.value(f"{term}.{name}")) for term in _ROUND_TERMS
    )
    if status < 0.5:
        return f"the {label} is not counted" if was_counted else ""
    if terms == {"round_status"} and was_counted:
        return f"the {label} counts as {case.assumption_of('round_status').options[int(status)]}"
    article, valuation, when = "the" if was_counted else "a", "", ""
    if "round_pre_money" in terms:
        options = case.assumption_of("valuation_basis").options
        basis = options[int(scenario.value(f"valuation_basis.{name}"))]
        valuation = f" at {format_value(pre_money, 'bn yuan')} {basis}"
    if "round_month" in terms or not was_counted:
        is_within = month < case.months
        when = f" in {case.month_name(int(month))}" if is_within else " after the horizon"
    return f"{article} {label} brings {format_value(amount, 'bn yuan')}{valuation}{when}"


def _change_clause(scenario: Scenario, key: str, value: object) -> str:
    """The clause of one change: "the trend growth is 2 % a month"."""
    case = scenario.case
    amount = "another path"
    if isinstance(value, int | float):
        amount = _format_override(case, key, value)
    return f"the {name_in_sentence(case, key)} is {amount}"


def round_in_sentence(case: Case, name: str) -> str:
    """The label of a round inside a sentence: "first round", and with its capitals where it begins with a name."""
    return _label_in_sentence(case.label("round", name))


def _label_in_sentence(label: str) -> str:
    return label[:1].lower() + label[1:] if _COMMON_FIRST_WORD.match(label) else label


def name_in_sentence(case: Case, key: str) -> str:
    """The label of a key inside a sentence: the assumption, "of" and its elements, such as "first order of" a platform."""
    label, *elements = case.label_of(key).split(" · ")
    if case.per(key.split(".", maxsplit=1)[0]) == ("round",):
        elements = [f"the {_label_in_sentence(element)}" for element in elements]
    is_word = label[1:2].islower()  # an abbreviation keeps its capitals
    first = label[:1].lower() if is_word else label[:1]
    return first + label[1:] + (f" of {' and '.join(elements)}" if elements else "")


def _format_override(case: Case, key: str, value: float) -> str:
    """A changed value: of a quantity held by force, an option, a date, or a number with its unit."""
    name = key.split(".", maxsplit=1)[0]
    if name in case.model.quantities:
        return format_value(value, case.model.quantities[name].unit) + " by force"
    assumption = case.assumption_of(key)
    if assumption.options:
        return f"«{assumption.options[int(value)]}»"
    if assumption.unit == "month of plan" and value < case.months:
        return case.month_name(int(value))
    return format_value(value, assumption.unit)


def inert_reason(scenario: Scenario, key: str) -> str:
    """Why a lever has no effect at present, without a full stop; empty if it has one, or if the reason is not known."""
    rule = inert_rule(scenario, key)
    if rule is None:
        return ""
    if rule.reason != "cut follows a rule":
        label = scenario.case.assumption_of(rule.decided_by).label
        return INERT_REASONS[rule.reason].format(decided_by=label)
    cut_rule, tier = scenario.case.assumption_of("cut_rule"), key.partition(".")[2]
    option = cut_rule.options[int(scenario.value(f"cut_rule.{tier}"))]
    return f"the cut comes {option}. Set «{cut_rule.label}» to «{cut_rule.options[0]}» on Price-cut timing, or click its map"


def inert_note(scenario: Scenario, key: str) -> str:
    """A sentence that says why a lever has no effect at present; empty if it has one, or if the reason is not known."""
    reason = inert_reason(scenario, key)
    return f"No effect: {reason}." if reason else ""
