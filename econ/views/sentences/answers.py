"""Sentences: the answer of each page in words, and the headline figures beside the baseline."""

import dataclasses
import math

from econ.case.plausibility import unit_warnings
from econ.case.rounds import CLOSED
from econ.decisions import default_alive
from econ.outlook import Outlook
from econ.roofline import error_ranges
from econ.units import BEYOND_WORDS, NOT_DEFINED, format_value
from econ.views.inert_levers import inert_changes, inert_stresses
from econ.views.premise import premise

FELL = f"from {BEYOND_WORDS}"  # the change of what was beyond the horizon and is not


@dataclasses.dataclass(frozen=True, kw_only=True)
class Headline:
    """One headline figure: its name, its value, and its change against the baseline."""

    key: str
    label: str
    value: str
    change: str
    better: int  # 1 if more is better, -1 if less is
    sentence: str

    @property
    def fell(self) -> bool:
        """Whether the change is a fall that no sign tells: from beyond the horizon."""
        return self.change == FELL


def lasting(outlook: Outlook) -> str:
    """Until when the money lasts: a month, or "beyond" the last one."""
    case = outlook.case
    runway = outlook.at("runway", 0)
    if math.isnan(runway):
        return f"a month that is {NOT_DEFINED}"
    if math.isinf(runway):
        return f"beyond {case.month_name(case.months - 1)}"
    return case.month_name(min(int(runway), case.months - 1))


def headlines(outlook: Outlook, baseline: Outlook, month: int) -> list[Headline]:
    """The five figures every page begins with, in one month, each with its change against the baseline."""
    case = outlook.case
    rows = []
    for key, better in case.story.headline.items():
        quantity = case.model.quantities[key.split(".")[0]]
        value, before = outlook.at(key, month), baseline.at(key, month)
        beyond = math.isinf(value) and quantity.may_be_beyond
        text = "> " + str(case.months) + " months" if beyond else format_value(value, quantity.unit)
        told = change(value, before, quantity.unit)
        if beyond and math.isinf(before):  # what cannot be told apart in months is told in money
            told = change(
                outlook.at("cash", case.months - 1), baseline.at("cash", case.months - 1), "bn yuan"
            )
            told += " at the end" if told else ""
        rows.append(
            Headline(
                key=key,
                label=case.label_of(key),
                value=text,
                better=better,
                change=told,
                sentence=quantity.sentence,
            )
        )
    return rows


def reading(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """In which month figures are read and against what, and what in the scenario has no effect or is no result."""
    case, scenario = outlook.case, outlook.scenario
    same = baseline.scenario == scenario.baseline()
    words = [
        f"Figures of {case.month_name(month)}, against {case.presets[baseline.scenario.preset].title}"
        f"{' unchanged' if same else ''}; runway is counted from {case.month_name(0)}."
    ]
    words += [
        f"«{case.stresses[name].title}» changes nothing here: {case.presets[scenario.preset].title} already assumes it."
        for name in inert_stresses(scenario)
    ]
    words += [
        f"«{case.label_of(key)}» alone changes nothing here."
        for key in inert_changes(outlook, baseline)
    ]
    words += unit_warnings(scenario)
    fill = f"fill_rate.{case.story.tier}"
    better, worse = (
        outlook.at(key, month) - baseline.at(key, month) for key in ("gross_margin", fill)
    )
    if better > 0.0 > worse:
        words.append(
            "Gross margin rises because it counts only what is served: refused users are in neither revenue nor cost."
        )
    if math.isnan(outlook.at("runway", 0)):
        words.append(f"Cash is {NOT_DEFINED} in this scenario, and so is what follows from it.")
    if outlook.at("runway", 0) < month:
        words.append(
            f"The money is gone before {case.month_name(month)}: these figures hold only if somebody fills the hole."
        )
    forced = [
        case.label_of(key)
        for key, _ in scenario.overrides
        if key.split(".")[0] in case.model.quantities
    ]
    if forced:
        words.append(
            f"Set by hand and not computed: {', '.join(forced)}; what would lead to it is ignored."
        )
    return " ".join(words)


def change(value: float, before: float, unit: str) -> str:
    """The difference of two numbers in words; empty where there is none."""
    if value == before or (math.isnan(value) and math.isnan(before)):
        return ""
    if math.isinf(value) or math.isnan(value) or math.isnan(before):
        return f"from {format_value(before, unit)}"
    if math.isinf(before):
        return FELL
    text = size_of_change(value - before, unit)
    return ("+" if value > before else "-") + text if text else ""


def size_of_change(difference: float, unit: str) -> str:
    """How large a change is, in words; a share changes by points, and what is too small to write is empty."""
    if unit == "month" and 0.0 < abs(difference) < 0.05:
        return "0.1 months at most"
    text = format_value(abs(difference) if unit != "month" else round(abs(difference), 1), unit)
    return text.replace(" %", " points") if any(digit in text for digit in "123456789") else ""


def _sentence(outlook, text, without=""):
    """Put the premise in front and a capital at the beginning; the cut of the tier `without` is not part of it."""
    whole = premise(outlook.scenario, without) + text
    return whole[0].upper() + whole[1:]


def _instead(now, before):
    return now if now == before else f"{now} instead of {before}"


def _read(outlook, baseline, key, month):
    """A number with the baseline's beside it; prices and costs are of a million tokens, which the sentence says."""
    unit = outlook.case.unit_of(key)
    now, before = (
        format_value(one.at(key, month), unit).replace(" yuan/Mtok", " yuan")
        for one in (outlook, baseline)
    )
    return _instead(now, before)


def overview(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """From chips to runway in one sentence."""
    case, story = outlook.case, outlook.case.story
    when = case.month_name(month)
    tier = case.label("tier", story.tier)
    cost = _read(outlook, baseline, f"serving_cost.{story.tier}", month)
    price = _read(outlook, baseline, f"output_price.{story.tier}", month)
    fill = _read(outlook, baseline, f"fill_rate.{story.tier}", month)
    return _sentence(
        outlook,
        f"a million {tier} output tokens cost {cost} to serve in {when} and sell at {price}; "
        f"{fill} of paid demand is served, and the money lasts until "
        f"{_instead(lasting(outlook), lasting(baseline))}.",
    ).replace("until beyond", "beyond")


def supply(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """What is in service, and what it can serve."""
    story, case = outlook.case.story, outlook.case
    key = f"fleet.{story.platform}"
    fleet = _instead(
        *(format_value(one.at(key, month), "card", with_unit=False) for one in (outlook, baseline))
    )
    fill = _read(outlook, baseline, f"fill_rate.{story.tier}", month)
    landed = _read(outlook, baseline, "supply_landed", month)
    return _sentence(
        outlook,
        f"{fleet} cards of {case.label('platform', story.platform)} are in service in "
        f"{case.month_name(month)} with {landed} of the first order delivered, and {fill} of paid "
        f"{case.label('tier', story.tier)} demand is served.",
    )


def cost(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """What a million tokens cost, on the fleet and on the awaited platform."""
    story, case = outlook.case.story, outlook.case
    fleet = _read(outlook, baseline, f"serving_cost.{story.tier}", month)
    key = f"platform_serving_cost.{story.platform}.{story.tier}"
    now, before = (
        error_ranges.format_range(
            one.at(key, month),
            error_ranges.cost_range_factors(one, error_ranges.OUTPUT, story.platform),
            "yuan/Mtok",
        )
        + " yuan"
        for one in (outlook, baseline)
    )
    platform = _instead(now, before)
    tier, name = case.label("tier", story.tier), case.label("platform", story.platform)
    return _sentence(
        outlook,
        f"a million {tier} output tokens cost {fleet} on the fleet of {case.month_name(month)}, "
        f"and would cost {platform} on {name} alone.",
    )


def price(outlook: Outlook, baseline: Outlook, month: int, tier: str = "") -> str:
    """What the list of a tier says, the story's unless another is named, and what supply could carry."""
    case = outlook.case
    tier = tier or case.story.tier
    list_price = _read(outlook, baseline, f"output_price.{tier}", month)
    carry = _read(outlook, baseline, f"affordable_cut.{tier}", month)
    return _sentence(
        outlook,
        f"{case.label('tier', tier)} output is listed at {list_price} a million tokens in "
        f"{case.month_name(month)}, {_cut(outlook, tier)}, and supply would carry a cut of {carry} "
        "from the launch list without a queue.",
    )


def timing(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """When the planned cut comes, how deep it is, and what is refused until then."""
    case, story = outlook.case, outlook.case.story
    tier, cut = case.label("tier", story.tier), outlook[f"cut_in_force.{story.tier}"][0]
    now, before = (_planned(one, story.tier) for one in (outlook, baseline))
    if outlook.at(f"cut_depth.{story.tier}", 0) == 0.0:
        instead = f" instead of one by {' '.join(before)}" if before else ""
        return _sentence(outlook, f"no cut of {tier} is planned{instead}.", story.tier)
    until = max(int(cut.argmax()), 1) if cut.any() else case.months
    asked, served = (
        float(outlook[f"{name}.{story.tier}"][0][:until].sum())
        for name in ("demand", "served_tokens")
    )
    depth, when = (_instead(*both) for both in zip(now, before or now, strict=True))
    rule = int(outlook.scenario.value(f"cut_rule.{story.tier}"))
    why = f", {case.assumption_of('cut_rule').options[rule]}" if rule else ""
    comes = f"comes {when}{why}" if cut.any() else "does not come within the horizon"
    promised = ", as promised," if outlook.at(f"cut_promised.{story.tier}", 0) > 0.5 else ""
    return _sentence(
        outlook,
        f"the planned cut of {tier} by {depth}{promised} {comes}; until then "
        f"{format_value(1.0 - served / asked, 'share')} of paid demand is refused.",
        story.tier,
    )


def _planned(outlook, tier):
    """How deep the planned cut of a tier is, and when it comes; nothing where none is planned."""
    case, cut, depth = (
        outlook.case,
        outlook[f"cut_in_force.{tier}"][0],
        outlook.at(f"cut_depth.{tier}", 0),
    )
    when = f"in {case.month_name(int(cut.argmax()))}" if cut.any() else "not within the horizon"
    return (format_value(depth, "share"), when) if depth else ()


def _cut(outlook, tier):
    """When the planned cut of a tier comes."""
    case, path = outlook.case, outlook[f"cut_in_force.{tier}"][0]
    if outlook.at(f"cut_multiple.{tier}", case.months - 1) == 1.0:
        return "with no cut planned"
    if path[-1] == 0.0:
        return "with the planned cut not due within the horizon"
    return f"with the planned cut in {case.month_name(int(path.argmax()))}"


def ownership(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """What the rounds cost the founder."""
    case, story = outlook.case, outlook.case.story
    end = case.months - 1
    stake, share = (
        _read(outlook, baseline, name, when)
        for name, when in (("founder_stake", end), (f"new_money_share.{story.round}", 0))
    )
    raised = _read(outlook, baseline, "raised_so_far", end)
    name = case.label("round", story.round).lower()
    counted = outlook.at(f"round_counts.{story.round}", 0) > 0.5
    sells = f"the {name} sells {share} of the company" if counted else f"the {name} is not counted"
    return _sentence(
        outlook,
        f"{raised} are raised within the horizon{_not_closed(outlook)}; {sells}, and the founder ends "
        f"with {stake}.",
    )


def funding(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """How long the money lasts, and what it cost in shares."""
    case = outlook.case
    money = _raised(outlook)
    stake = _read(outlook, baseline, "founder_stake", case.months - 1)
    lowest = float(outlook["cash"][0][outlook.scenario.now :].min())
    bottom = (
        f"cash is {format_value(lowest, 'bn yuan')} at its lowest{_from_now(outlook)}"
        if lowest >= 0.0
        else f"{format_value(-lowest, 'bn yuan')} would be missing by {case.month_name(case.months - 1)}"
    )
    lasts = f"{money} the money lasts until {_instead(lasting(outlook), lasting(baseline))}"
    return _sentence(outlook, f"{lasts}, {bottom}, and the founder ends with {stake}.").replace(
        "until beyond", "beyond"
    )


def _from_now(outlook):
    """From when on, where part of the horizon has passed."""
    now = outlook.scenario.now
    return f" from {outlook.case.month_name(now)} on" if now else ""


def _raised(outlook):
    """What rounds bring within the horizon, and how much of it has not closed."""
    case = outlook.case
    came = {name: outlook.at(f"paid_in.{name}", case.months - 1) for name in case.elements["round"]}
    came = {name: money for name, money in came.items() if money > 0.0}
    if not came:
        return "without a round"
    sold = f"for {format_value(outlook.at(f'new_money_share.{next(iter(came))}', 0), 'share')} of the company"
    words = f"with {format_value(sum(came.values()), 'bn yuan')} raised {sold if len(came) == 1 else f'in {len(came)} rounds'}"
    waits = sum(
        money for name, money in came.items() if outlook.at(f"round_status.{name}", 0) != CLOSED
    )
    if not waits:
        return words
    part = (
        "not closed"
        if waits == sum(came.values())
        else f"{format_value(waits, 'bn yuan')} of it not closed"
    )
    return f"{words}, {part},"


def _not_closed(outlook):
    """How much of what rounds bring within the horizon has not closed, in a clause of its own."""
    last = outlook.case.months - 1
    came = {name: outlook.at(f"paid_in.{name}", last) for name in outlook.case.elements["round"]}
    waits = sum(
        money for name, money in came.items() if outlook.at(f"round_status.{name}", 0) != CLOSED
    )
    part = (
        "none of it closed"
        if waits == sum(came.values())
        else f"{format_value(waits, 'bn yuan')} of it not closed"
    )
    return f", {part}" if waits > 0.0 else ""


def raising(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """What the money of the rounds buys in time, and how long it would last without what has not closed."""
    raised = _read(outlook, baseline, "raised_so_far", outlook.case.months - 1)
    waits, until = _not_closed(outlook), _instead(lasting(outlook), lasting(baseline))
    lasts = f"with {raised} raised{waits}{',' if waits else ''} the money lasts until {until}"
    alone = lasting(default_alive.default_alive_outlook(outlook.scenario))
    return _sentence(
        outlook, f"{lasts}; without rounds that have not closed it would last until {alone}."
    ).replace("until beyond", "beyond")
