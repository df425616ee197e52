"""Premises: the condition of a sentence in plain words, what is decided of a cut or of a round said as one thing."""

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.units import format_value

CUT = ("cut_depth", "cut_rule", "cut_month", "cut_promised")  # what is decided of a cut
ROUND = (
    "round_status",
    "round_amount",
    "round_pre_money",
    "round_month",
)  # what is decided of a round
FEW = 2  # changes named in a sentence before the rest is counted


def premise(scenario: Scenario, without: str = "") -> str:
    """The condition of a sentence: stresses, and which assumptions differ; empty for the preset itself.

    The cut of the tier `without` is left to the sentence.
    """
    case = scenario.case
    titles = [f"«{case.stresses[name].title}»" for name in scenario.stresses]
    stresses = ", ".join(titles[:-1]) + " and " * (len(titles) > 1) + "".join(titles[-1:])
    changes = [
        *_cuts(scenario, without),
        *_rounds(scenario),
        *(
            _other(scenario, key, value)
            for key, value in scenario.overrides
            if key.split(".")[0] not in CUT + ROUND
        ),
    ]
    rest = len(changes) - FEW if len(changes) > FEW + 1 else 0
    shown = changes[: FEW if rest else FEW + 1]
    condition = (" and " if len(changes) == FEW else "; ").join(shown) + (
        f"; and with {rest} more changes" if rest else ""
    )
    parts = [f"under {stresses}"] * bool(stresses) + [f"if {condition}"] * bool(changes)
    return " and ".join(parts) + ", " if parts else ""


def _changed(scenario, names, elements):
    """The elements of which one of these is changed by hand, each with the names of what is."""
    found = {
        element: {
            key.partition(".")[0]
            for key, _ in scenario.overrides
            if key.partition(".")[2] == element
        }
        & set(names)
        for element in elements
    }
    return {element: changed for element, changed in found.items() if changed}


def _cuts(scenario, without):
    """What is decided of the cut of each tier, as one would say it."""
    case, said = scenario.case, []
    for tier in _changed(
        scenario, CUT, [tier for tier in case.elements["tier"] if tier != without]
    ):
        depth, rule, month, promised = (scenario.value(f"{name}.{tier}") for name in CUT)
        name = case.label("tier", tier)
        if depth == 0.0:
            said.append(f"{name} is not cut")
            continue
        options = case.assumption_of("cut_rule").options
        when = (
            options[int(rule)]
            if rule
            else f"in {case.month_name(int(month))}"
            if month < case.months
            else "after the horizon"
        )
        said.append(
            f"{name} is cut by {format_value(depth, 'share')} {when}"
            + (", as promised" if promised else "")
        )
    return said


def _rounds(scenario):
    """What is decided of each round; several that somebody adds are counted."""
    case = scenario.case
    changed = _changed(scenario, ROUND, case.elements.get("round", {}))
    was = {
        name: scenario.belief(f"round_status.{name}").path(case.start, case.months)
        for name in changed
    }
    added = [
        name
        for name in changed
        if was[name] == 0.0 and scenario.value(f"round_status.{name}") > 0.5
    ]
    said = [
        _round(scenario, name, parts, was[name])
        for name, parts in changed.items()
        if name not in added or len(added) == 1
    ]
    if len(added) > 1:
        money = sum(float(scenario.value(f"round_amount.{name}")) for name in added)
        said.append(f"{len(added)} more rounds bring {format_value(money, 'bn yuan')}")
    return [words for words in said if words]


def _round(scenario, name, parts, was):
    """What is decided of one round; empty where it does not count, whatever else of it is changed."""
    case, label = scenario.case, scenario.case.label("round", name).lower()
    status, amount, worth, month = (scenario.value(f"{part}.{name}") for part in ROUND)
    if status < 0.5:
        return f"the {label} is not counted" if was > 0.5 else ""
    if parts == {"round_status"} and was > 0.5:
        return f"the {label} counts as {case.assumption_of('round_status').options[int(status)]}"
    when = f" in {case.month_name(int(month))}" if month < case.months else " after the horizon"
    basis = case.assumption_of("valuation_basis").options[
        int(scenario.value(f"valuation_basis.{name}"))
    ]
    at = f" at {format_value(worth, 'bn yuan')} {basis}" if "round_pre_money" in parts else ""
    return (
        f"{'the' if was > 0.5 else 'a'} {label} brings {format_value(amount, 'bn yuan')}{at}"
        f"{when if 'round_month' in parts or was < 0.5 else ''}"
    )


def _other(scenario, key, value):
    """One change on its own."""
    case = scenario.case
    shown = _value(case, key, value) if isinstance(value, int | float) else "another path"
    return f"the {named(case, key)} is {shown}"


def named(case: Case, key: str) -> str:
    """A key inside a sentence: the assumption, "of" and its elements."""
    label, *elements = case.label_of(key).split(" · ")
    if case.per(key.split(".", maxsplit=1)[0]) == ("round",):
        elements = [f"the {element.lower()}" for element in elements]
    start = label[:1].lower() if label[1:2].islower() else label[:1]
    return start + label[1:] + (f" of {' and '.join(elements)}" if elements else "")


def _value(case, key, value):
    name = key.split(".")[0]
    if name in case.model.quantities:
        return format_value(value, case.model.quantities[name].unit) + " by force"
    assumption = case.assumption_of(key)
    if assumption.options:
        return f"«{assumption.options[int(value)]}»"
    return (
        case.month_name(int(value))
        if assumption.unit == "month of plan" and value < case.months
        else format_value(value, assumption.unit)
    )
