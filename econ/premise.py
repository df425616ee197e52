"""The condition of a sentence: what differs from the preset, in words."""

from econ.outlook import Outlook
from econ.units import write

CUT = ("cut_depth", "cut_rule", "cut_month", "cut_promised")  # what is decided of a cut, and said as one thing
FEW = 2  # changes named in a sentence before the rest is counted


def premise(outlook: Outlook, without: str = "") -> str:
    """The condition of a sentence: stresses, and which assumptions differ; empty for the preset itself.

    The cut of the tier `without` is left to the sentence.
    """
    scenario, case = outlook.scenario, outlook.case
    stresses = " and ".join(f"«{case.stresses[name].title}»" for name in scenario.stresses)
    tiers = [tier for tier in case.elements["tier"] if tier != without and any(key in CUT and own == tier for key, _, own in (
        key.partition(".") for key, _ in scenario.overrides))]
    changes = [_the_cut(scenario, tier) for tier in tiers]
    for key, value in scenario.overrides:
        if key.split(".")[0] in CUT:
            continue
        shown = "another path" if not isinstance(value, int | float) else _value(case, key, value)
        label, *elements = case.label_of(key).split(" · ")
        changes.append(f"the {label[0].lower()}{label[1:]}{' of ' if elements else ''}{' and '.join(elements)} is {shown}")
    rest = len(changes) - FEW if len(changes) > FEW + 1 else 0
    condition = "; ".join(changes[: FEW if rest else FEW + 1]) + (f"; and with {rest} more changes" if rest else "")
    parts = [f"under {stresses}"] * bool(stresses) + [f"if {condition}"] * bool(changes)
    return " and ".join(parts) + ", " if parts else ""


def _the_cut(scenario, tier):
    """What is decided of the cut of a tier, as one would say it."""
    case = scenario.case
    depth, rule, month, promised = (scenario.value(f"{name}.{tier}") for name in CUT)
    name = case.elements["tier"][tier]
    if depth == 0.0:
        return f"{name} is not cut"
    options = case.assumption_of("cut_rule").options
    when = options[int(rule)] if rule else f"in {case.month_name(int(month))}" if month < case.months else "after the horizon"
    return f"{name} is cut by {write(depth, 'share')} {when}" + (", as promised" if promised else "")


def _value(case, key, value):
    name = key.split(".")[0]
    if name in case.model.quantities:
        return write(value, case.model.quantities[name].unit) + " by force"
    assumption = case.assumption_of(key)
    if assumption.options:
        return f"«{assumption.options[int(value)]}»"
    return case.month_name(int(value)) if assumption.unit == "month of plan" and value < case.months else write(
        value, assumption.unit)
