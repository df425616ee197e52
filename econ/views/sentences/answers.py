"""Sentences: the answer of each page in words, and the headline figures beside the baseline."""

import dataclasses
import math

from econ.case.case import Case
from econ.case.plausibility import unit_warnings
from econ.case.rounds import CLOSED
from econ.decisions import default_alive
from econ.headlines import HeadlineFigures, headline_figures
from econ.outlook import Outlook
from econ.roofline import error_ranges
from econ.units import BEYOND_WORDS, NOT_DEFINED, format_value
from econ.views.inert_levers import inert_changes, inert_stresses
from econ.views.sentences.scenario_words import premise, round_in_sentence

_NO_LONGER_BEYOND = (
    f"from {BEYOND_WORDS}"  # the change from beyond the horizon to a month within it
)
_SMALLEST_MONTHS = 0.05  # months: a smaller change would be written as zero


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
    def no_longer_beyond(self) -> bool:
        """Whether the figure fell from beyond the horizon, a change whose text has no sign."""
        return self.change == _NO_LONGER_BEYOND


def runway_month_label(case: Case, months: float) -> str:
    """The month in which money that lasts `months` is gone: "Dec 2029", or "beyond Apr 2031" if it outlasts the horizon."""
    if math.isnan(months):
        return f"a month that is {NOT_DEFINED}"
    if math.isinf(months):
        return f"beyond {case.month_name(case.months - 1)}"
    return case.month_name(min(int(months), case.months - 1))


def runway_end_label(outlook: Outlook) -> str:
    """The month in which the money of an outlook is gone, as `runway_month_label` has it."""
    return runway_month_label(outlook.case, outlook.at("runway", 0))


def headlines(outlook: Outlook, baseline: Outlook, month: int) -> list[Headline]:
    """The headline figures of every page in one month, each with its change against the baseline."""
    case = outlook.case
    rows = []
    for key, better in case.story.headline.items():
        quantity = case.model.quantities[key.split(".")[0]]
        value, before = outlook.at(key, month), baseline.at(key, month)
        beyond = math.isinf(value) and quantity.may_be_beyond
        change = change_text(value, before, quantity.unit)
        if beyond and math.isinf(
            before
        ):  # two runways beyond the horizon differ in cash at its end
            last = case.months - 1
            change = change_text(outlook.at("cash", last), baseline.at("cash", last), "bn yuan")
            change += " at the end" if change else ""
        rows.append(
            Headline(
                key=key,
                label=case.label_of(key),
                value=headline_value(case, key, value),
                better=better,
                change=change,
                sentence=quantity.sentence,
            )
        )
    return rows


def headline_value(case: Case, key: str, value: float) -> str:
    """A headline figure in its unit; of a time beyond the horizon, that it is longer."""
    quantity = case.model.quantities[key.split(".", maxsplit=1)[0]]
    beyond = math.isinf(value) and quantity.may_be_beyond
    return f"> {case.months} months" if beyond else format_value(value, quantity.unit)


def figures_then_and_now(
    outlook: Outlook, month: int, made_with: str, then: HeadlineFigures | None
) -> str:
    """What a link showed when it was made and what it shows now, of the same quantities in the same month.

    `made_with` says which model made it; `then` are its figures of that time, None where nobody recorded them. Without them the
    figures are of `month`.
    """
    case = outlook.case
    if then is None:
        now = headline_figures(outlook, month)
        shown_then = "The figures of that time were not recorded in the link"
    else:
        now = headline_figures(outlook, then.month, then.values)
        shown_then = f"Then: {_figures_in_words(case, then)}"
    return (
        f"This link was made with {made_with}. {shown_then}. Now: {_figures_in_words(case, now)}. "
        f"Figures of {case.month_name(now.month)}."
    )


def _figures_in_words(case: Case, figures: HeadlineFigures) -> str:
    return "; ".join(
        f"{case.label_of(key)} {headline_value(case, key, value)}"
        for key, value in figures.values.items()
    )


def headline_caption(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The month and the baseline of the headline figures, and what to know of the scenario.

    That is: stresses and changes without effect, units that look wrong, figures that are undefined or not credible, and
    quantities that are set by hand.
    """
    case, scenario = outlook.case, outlook.scenario
    unchanged = " unchanged" if baseline.scenario == scenario.baseline() else ""
    sentences = [
        f"Figures of {case.month_name(month)}, against {case.presets[baseline.scenario.preset].title}{unchanged}; "
        f"runway is counted from {case.month_name(0)}."
    ]
    sentences += [
        f"«{case.stresses[name].title}» changes nothing here: {case.presets[scenario.preset].title} already assumes it."
        for name in inert_stresses(scenario)
    ]
    sentences += [
        f"«{case.label_of(key)}» alone changes nothing here."
        for key in inert_changes(outlook, baseline)
    ]
    if outlook.at("brakes", 0):
        sentences.append(
            "Brakes are on: rented training and orders of cards slow down as cash falls short of the reserve; "
            "the first order and the site go on."
        )
    sentences += unit_warnings(scenario)
    fill_key, margin_key = f"fill_rate.{case.story.tier}", "gross_margin"
    margin_change = outlook.at(margin_key, month) - baseline.at(margin_key, month)
    fill_change = outlook.at(fill_key, month) - baseline.at(fill_key, month)
    if margin_change > 0.0 > fill_change:
        sentences.append(
            "Gross margin rises because it counts only what is served: refused users are in neither revenue nor cost."
        )
    runway = outlook.at("runway", 0)
    if math.isnan(runway):
        sentences.append(f"Cash is {NOT_DEFINED} in this scenario, and so is what follows from it.")
    if runway < month:
        sentences.append(
            f"The money is gone before {case.month_name(month)}: these figures hold only if somebody fills the hole."
        )
    forced = [
        case.label_of(key)
        for key, _ in scenario.overrides
        if key.split(".")[0] in case.model.quantities
    ]
    if forced:
        sentences.append(
            f"Set by hand and not computed: {', '.join(forced)}; what would lead to it is ignored."
        )
    return " ".join(sentences)


def change_text(value: float, before: float, unit: str) -> str:
    """The change from `before` to `value` with its sign and unit; empty if there is no change.

    From an undefined or infinite number to another it is the number before.
    """
    if value == before or (math.isnan(value) and math.isnan(before)):
        return ""
    if math.isinf(value) or math.isnan(value) or math.isnan(before):
        return f"from {format_value(before, unit)}"
    if math.isinf(before):
        return _NO_LONGER_BEYOND
    text = size_of_change(value - before, unit)
    return ("+" if value > before else "-") + text if text else ""


def signed_change(difference: float, unit: str) -> str:
    """A difference of two numbers with its sign and unit; an infinite one is a move across the horizon."""
    if math.isnan(difference):
        return NOT_DEFINED
    if math.isinf(difference):
        return "now beyond the horizon" if difference > 0 else "no longer beyond the horizon"
    size = size_of_change(difference, unit)
    if not size:
        return "no change"
    return ("+" if difference > 0 else "−") + size


def size_of_change(difference: float, unit: str) -> str:
    """The size of a change with its unit; shares in points; empty if it is too small to be written."""
    if unit == "month" and 0.0 < abs(difference) < _SMALLEST_MONTHS:
        return "0.1 months at most"
    size = round(abs(difference), 1) if unit == "month" else abs(difference)
    text = format_value(size, unit)
    return text.replace(" %", " points") if any(digit in text for digit in "123456789") else ""


def with_premise(outlook: Outlook, text: str, without: str = "") -> str:
    """A sentence with the scenario's premise in front and a capital at the beginning.

    The premise leaves out the cut of the tier `without`.
    """
    sentence = premise(outlook.scenario, without) + text
    return sentence[0].upper() + sentence[1:]


def _instead_of(now: str, before: str) -> str:
    """A text with the baseline's beside it, if they differ."""
    return now if now == before else f"{now} instead of {before}"


def _value_and_baseline(outlook: Outlook, baseline: Outlook, key: str, month: int) -> str:
    """A number with the baseline's beside it; prices and costs without "/Mtok", since sentences say that they are of a million."""
    unit = outlook.case.unit_of(key)
    now, before = (
        format_value(run.at(key, month), unit).replace(" yuan/Mtok", " yuan")
        for run in (outlook, baseline)
    )
    return _instead_of(now, before)


def _runway_end_and_baseline(outlook: Outlook, baseline: Outlook) -> str:
    """Until when the money lasts, with the baseline's beside it: "until Dec 2029", "beyond Apr 2031"."""
    text = f"until {_instead_of(runway_end_label(outlook), runway_end_label(baseline))}"
    return text.replace("until beyond", "beyond")


def overview(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Overview: cost, price, the share that is served, and how long the money lasts."""
    case, story = outlook.case, outlook.case.story
    cost_text = _value_and_baseline(outlook, baseline, f"serving_cost.{story.tier}", month)
    price_text = _value_and_baseline(outlook, baseline, f"output_price.{story.tier}", month)
    fill = _value_and_baseline(outlook, baseline, f"fill_rate.{story.tier}", month)
    return with_premise(
        outlook,
        f"a million {case.label('tier', story.tier)} output tokens cost {cost_text} to serve in {case.month_name(month)} and "
        f"sell at {price_text}; {fill} of paid demand is served, and the money lasts "
        f"{_runway_end_and_baseline(outlook, baseline)}.",
    )


def supply(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Compute supply: cards in service, and the share of demand that is served."""
    case, story = outlook.case, outlook.case.story
    now, before = (
        format_value(run.at(f"fleet.{story.platform}", month), "card", with_unit=False)
        for run in (outlook, baseline)
    )
    fill = _value_and_baseline(outlook, baseline, f"fill_rate.{story.tier}", month)
    landed = _value_and_baseline(outlook, baseline, "supply_landed", month)
    return with_premise(
        outlook,
        f"{_instead_of(now, before)} cards of {case.label('platform', story.platform)} are in service in "
        f"{case.month_name(month)} with {landed} of the first order delivered, and {fill} of paid "
        f"{case.label('tier', story.tier)} demand is served.",
    )


def cost(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Inference cost: the cost of output on the fleet and on the story's platform."""
    case, story = outlook.case, outlook.case.story
    fleet_cost = _value_and_baseline(outlook, baseline, f"serving_cost.{story.tier}", month)
    key = f"platform_serving_cost.{story.platform}.{story.tier}"
    now, before = (
        error_ranges.format_range(
            run.at(key, month),
            error_ranges.cost_range_factors(run, error_ranges.OUTPUT, story.platform),
            "yuan/Mtok",
        )
        + " yuan"
        for run in (outlook, baseline)
    )
    return with_premise(
        outlook,
        f"a million {case.label('tier', story.tier)} output tokens cost {fleet_cost} on the fleet of "
        f"{case.month_name(month)}, and would cost {_instead_of(now, before)} on "
        f"{case.label('platform', story.platform)} alone.",
    )


def price(outlook: Outlook, baseline: Outlook, month: int, tier: str = "") -> str:
    """The answer of the page API price: a tier's list, and the cut that supply could carry; without `tier` for the story's."""
    case = outlook.case
    tier = tier or case.story.tier
    list_price = _value_and_baseline(outlook, baseline, f"output_price.{tier}", month)
    affordable = _value_and_baseline(outlook, baseline, f"affordable_cut.{tier}", month)
    return with_premise(
        outlook,
        f"{case.label('tier', tier)} output is listed at {list_price} a million tokens in "
        f"{case.month_name(month)}, {_cut_clause(outlook, tier)}, and supply would carry a cut of {affordable} "
        "from the launch list without a queue.",
    )


def timing(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Price-cut timing: depth and month of the planned cut, and the demand refused until then."""
    case, tier = outlook.case, outlook.case.story.tier
    label, cut = case.label("tier", tier), outlook[f"cut_in_force.{tier}"][0]
    planned_before = _planned_cut(baseline, tier)
    planned = _planned_cut(outlook, tier)
    if not planned:
        instead = f" instead of one by {' '.join(planned_before)}" if planned_before else ""
        return with_premise(outlook, f"no cut of {label} is planned{instead}.", tier)
    months_until = max(int(cut.argmax()), 1) if cut.any() else case.months
    demand, served = (
        float(outlook[f"{name}.{tier}"][0][:months_until].sum())
        for name in ("demand", "served_tokens")
    )
    refused_share = format_value(1.0 - served / demand, "share")
    depth, when = (
        _instead_of(now, before)
        for now, before in zip(planned, planned_before or planned, strict=True)
    )
    rule = int(outlook.scenario.value(f"cut_rule.{tier}"))
    condition = f", {case.assumption_of('cut_rule').options[rule]}" if rule else ""
    comes = f"comes {when}{condition}" if cut.any() else "does not come within the horizon"
    promised = ", as promised," if outlook.at(f"cut_promised.{tier}", 0) > 0.5 else ""
    return with_premise(
        outlook,
        f"the planned cut of {label} by {depth}{promised} {comes}; until then "
        f"{refused_share} of paid demand is refused.",
        tier,
    )


def _planned_cut(outlook: Outlook, tier: str) -> tuple[str, ...]:
    """The depth of the planned cut of a tier and when it comes; empty if none is planned."""
    cut, depth = outlook[f"cut_in_force.{tier}"][0], outlook.at(f"cut_depth.{tier}", 0)
    if depth == 0.0:
        return ()
    month_name = outlook.case.month_name(int(cut.argmax()))
    return format_value(depth, "share"), (
        f"in {month_name}" if cut.any() else "not within the horizon"
    )


def _cut_clause(outlook: Outlook, tier: str) -> str:
    """When the planned cut of a tier comes, as a clause of a sentence."""
    case, cut = outlook.case, outlook[f"cut_in_force.{tier}"][0]
    if outlook.at(f"cut_depth.{tier}", 0) == 0.0:
        return "with no cut planned"
    if cut[-1] == 0.0:
        return "with the planned cut not due within the horizon"
    return f"with the planned cut in {case.month_name(int(cut.argmax()))}"


def ownership(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Ownership: what is raised, what the round sells, and the founder's stake at the end."""
    case, story = outlook.case, outlook.case.story
    last = case.months - 1
    stake = _value_and_baseline(outlook, baseline, "founder_stake", last)
    share_sold = _value_and_baseline(outlook, baseline, f"new_money_share.{story.round}", 0)
    raised = _value_and_baseline(outlook, baseline, "raised_so_far", last)
    label = round_in_sentence(case, story.round)
    counted = outlook.at(f"round_counts.{story.round}", 0) > 0.5
    sells = f"sells {share_sold} of the company" if counted else "is not counted"
    return with_premise(
        outlook,
        f"{raised} are raised within the horizon{_not_closed_clause(outlook)}; the {label} {sells}, and the founder "
        f"ends with {stake}.",
    )


def funding(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Funding runway: how long the money lasts, its lowest point, and the founder's stake."""
    case = outlook.case
    last = case.months - 1
    stake = _value_and_baseline(outlook, baseline, "founder_stake", last)
    lowest = float(outlook["cash"][0][outlook.scenario.months_over :].min())
    low_point = f"{format_value(-lowest, 'bn yuan')} would be missing by {case.month_name(last)}"
    if lowest >= 0.0:
        low_point = (
            f"cash is {format_value(lowest, 'bn yuan')} at its lowest{_from_now_on(outlook)}"
        )
    borrowed = float(outlook["debt"][0].max())
    if borrowed > 0.0:
        limit = format_value(outlook.at("credit_limit", 0), "bn yuan")
        low_point += f", with {format_value(borrowed, 'bn yuan')} of a line of {limit} drawn"
    return with_premise(
        outlook,
        f"{_raised_clause(outlook)} the money lasts {_runway_end_and_baseline(outlook, baseline)}, {low_point}, and the "
        f"founder ends with {stake}.",
    )


def _from_now_on(outlook: Outlook) -> str:
    """The month from which the lowest cash is looked for, if some months of the horizon have passed."""
    now = outlook.scenario.months_over
    return f" from {outlook.case.month_name(now)} on" if now else ""


def _round_money(outlook: Outlook) -> tuple[dict[str, float], float]:
    """By round that pays, the money within the horizon; and how much of all of it has not closed. In bn yuan."""
    last = outlook.case.months - 1
    paid_in = {name: outlook.at(f"paid_in.{name}", last) for name in outlook.case.elements["round"]}
    paid_in = {name: money for name, money in paid_in.items() if money > 0.0}
    not_closed = sum(
        money for name, money in paid_in.items() if outlook.at(f"round_status.{name}", 0) != CLOSED
    )
    return paid_in, not_closed


def _raised_clause(outlook: Outlook) -> str:
    """What rounds bring within the horizon, what they sell, and how much of it has not closed, as a clause of a sentence."""
    paid_in, not_closed = _round_money(outlook)
    if not paid_in:
        return "without a round"
    total = sum(paid_in.values())
    terms = f"in {len(paid_in)} rounds"
    if len(paid_in) == 1:
        share_sold = outlook.at(f"new_money_share.{next(iter(paid_in))}", 0)
        terms = f"for {format_value(share_sold, 'share')} of the company"
    clause = f"with {format_value(total, 'bn yuan')} raised {terms}"
    if not not_closed:
        return clause
    part = f"{format_value(not_closed, 'bn yuan')} of it not closed"
    return f"{clause}, {'not closed' if not_closed == total else part},"


def _not_closed_clause(outlook: Outlook) -> str:
    """How much of what rounds bring within the horizon has not closed, behind a comma; empty if all has."""
    paid_in, not_closed = _round_money(outlook)
    if not not_closed:
        return ""
    if not_closed == sum(paid_in.values()):
        return ", none of it closed"
    return f", {format_value(not_closed, 'bn yuan')} of it not closed"


def raising(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """The answer of the page Raising: how long the money lasts, and how long without rounds that have not closed."""
    raised = _value_and_baseline(outlook, baseline, "raised_so_far", outlook.case.months - 1)
    clause = _not_closed_clause(outlook)
    without_open_rounds = default_alive.default_alive_outlook(outlook.scenario)
    end_without = f"until {runway_end_label(without_open_rounds)}".replace("until beyond", "beyond")
    return with_premise(
        outlook,
        f"with {raised} raised{clause}{',' if clause else ''} the money lasts "
        f"{_runway_end_and_baseline(outlook, baseline)}; without rounds that have not closed it would last {end_without}.",
    )
