"""The verdict of the price-cut map in sentences: what to do, what else is as good, and what the likeliest mistake costs.

All of it is against the plan as it stands, under its own rules.
"""

import numpy as np

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.decisions import price_cut
from econ.outlook import Outlook
from econ.views.cut_gains import (
    OF_MEANS,
    STATISTICS,
    MapComparison,
    difference,
    has_own_rule,
    sign_of,
    statistic_case,
)
from econ.views.cut_verdict import (
    Advice,
    BestOfMap,
    CutVerdict,
    GoodArea,
    Mistake,
    MistakeKind,
    cut_verdict,
)
from econ.views.facts import share_amount
from econ.words import Amount, Facts, Message, message, say, say_all

_MONEY = "bn yuan"


def map_verdict(outlook: Outlook, comparison: MapComparison) -> str:
    """State the verdict on the cut by the statistic of a map, compared with the plan, and the cost of the likeliest mistake."""
    case, tier, cut_map = outlook.case, outlook.case.story.tier, comparison.cut_map
    statistic = comparison.statistic
    values = STATISTICS[statistic](cut_map)
    known = values[np.isfinite(values)]
    if not len(known):
        accepted = Amount(value=float(outlook.scenario.value("accepted_risk")), unit="share")
        window = Amount(value=float(len(values)), unit="month")
        return say("cut-verdict-none-allowed", months=window, accepted=accepted)
    verdict = cut_verdict(outlook, comparison)
    if verdict is None:
        return say(
            "cut-verdict-no-difference",
            value=Amount(value=float(known[0]), unit=cut_map.objective.unit),
        )
    rule = outlook.scenario.option(f"cut_rule.{tier}")
    low, high = _advised_depths(verdict)
    is_range, best = low < high, verdict.best_of_map
    first_part = message(
        "cut-verdict",
        advice=verdict.advice,
        keep=message("cut-keep", own_rule=best is None),
        depth=_depths(low, high),
        is_range=is_range,
        when=_dates(case, verdict.area) or message("cut-when-supply"),
        month=month_start(case.start, verdict.choice.month or 0),
        plan_depth=share_amount(outlook.at(f"cut_depth.{tier}", 0)),
        rule=rule,
    )
    as_good = [] if best else _as_good_parts(case, verdict)
    # Where not cutting is as good as any month, no depth is advised.
    is_open = verdict.advice == Advice.ANY_MONTH and verdict.area.has_no_cut
    parts = as_good if is_open else [first_part, *as_good]
    if not verdict.keeps_the_plan:
        parts += _rule_parts(outlook, comparison.list_rule)
    is_of_a_month = verdict.keeps_the_plan and _leaves_the_month_open(verdict)
    if best:
        parts += _other_rule_parts(case, comparison, verdict.area, best)
    elif verdict.mistake and not is_of_a_month:
        parts.append(_mistake_message(outlook, comparison, verdict, verdict.mistake))
    if statistic not in OF_MEANS:
        parts.append(message("cut-verdict-judged-by", statistic=statistic_case(statistic)))
    return say_all(*parts)


def mistake_under_own_rule(outlook: Outlook, comparison: MapComparison) -> str:
    """State what the likeliest mistake costs under the plan's own list rule, where the map has another; empty where the verdict has it."""
    verdict = cut_verdict(outlook, comparison)
    if verdict is None or verdict.best_of_map is None or verdict.mistake is None:
        return ""
    return say_all(_mistake_message(outlook, comparison, verdict, verdict.mistake))


def _advised_depths(verdict: CutVerdict) -> tuple[float, float]:
    """The smallest and the largest depth of the advice: of the plan, of promised cuts, or of dated ones."""
    choice, area = verdict.choice, verdict.area
    if verdict.keeps_the_plan or not choice.depth:
        return choice.depth, choice.depth
    return area.promised_depths if choice.month is None else area.depths


def _dates(case: Case, area: GoodArea) -> Message | None:
    """The dates of an area, from its first to its last; None without any."""
    if not len(area.months):
        return None
    first, last = (month_start(case.start, month) for month in area.months[[0, -1]].tolist())
    return message("cut-when", is_range=first < last, first=first, last=last)


def _as_good_parts(case: Case, verdict: CutVerdict) -> list[Message]:
    """State what else is as good as the advice, and whether the month hardly matters."""
    area, advice = verdict.area, verdict.advice
    dates = _dates(case, area)
    is_dated = (
        bool(verdict.choice.depth)
        and verdict.choice.month is not None
        and not verdict.keeps_the_plan
    )
    parts = []
    depths: Facts = {"has_depth": False, "depth": ""}
    if dates and area.depths != _advised_depths(verdict):
        depths = {"has_depth": True, "depth": _depths(*area.depths)}
    if _leaves_the_month_open(verdict):
        facts: Facts = {"every": area.is_whole, "when": dates or ""}
        if advice == Advice.ANY_MONTH and area.has_no_cut:
            return [message("cut-hardly-matters", **facts)]
        parts.append(message("cut-month-hardly-matters", **facts, **depths))
    elif dates and not is_dated:
        parts.append(message("cut-dates-as-good", when=dates, **depths))
    elif verdict.keeps_the_plan:
        parts.append(message("cut-verdict-others", advice=advice))
    if is_dated and area.has_promise and not area.is_wide:
        parts.append(message("cut-promise-as-good"))
    if verdict.choice.depth and area.has_no_cut:
        parts.append(message("cut-none-as-good"))
    return parts


def _leaves_the_month_open(verdict: CutVerdict) -> bool:
    """Whether a cut is advised whose month hardly matters."""
    return bool(verdict.choice.depth) and verdict.area.is_wide


def _rule_parts(outlook: Outlook, list_rule: float) -> list[Message]:
    """Say that the advice changes what the list does after the cut; nothing where the plan's list does the same."""
    if has_own_rule(outlook, list_rule):
        return []
    return [message("cut-verdict-rule", rule=_rule_name(list_rule))]


def _rule_name(list_rule: float) -> str:
    """A rule after the cut that is not the plan's own, in words."""
    names = {option: name for name, option in price_cut.RULES_AFTER_CUT.items()}
    return names[list_rule]


def _other_rule_parts(
    case: Case, comparison: MapComparison, area: GoodArea, best: BestOfMap
) -> list[Message]:
    """State what the list rule of the map can do at best beside the plan, which has another rule and is kept."""
    rule, dates = _rule_name(comparison.list_rule), _dates(case, area)
    if dates:
        depths = _depths(*area.depths)
        parts = [message("cut-as-good-under-rule", rule=rule, depth=depths, when=dates)]
        return [*parts, message("cut-none-as-good")] if area.has_no_cut else parts
    choice, unit = best.choice, comparison.cut_map.objective.unit
    kind = "date" if choice.month is not None else "supply"
    return [
        message(
            "cut-best-under-rule",
            rule=rule,
            kind=kind if choice.depth else "no-cut",
            depth=share_amount(choice.depth),
            month=month_start(case.start, choice.month or 0),
            sign=sign_of(-best.loss, unit),
            is_money=unit.startswith(_MONEY) and comparison.statistic in OF_MEANS,
            size=difference(best.loss, unit),
        )
    ]


def _mistake_message(
    outlook: Outlook, comparison: MapComparison, verdict: CutVerdict, mistake: Mistake
) -> Message:
    """State what the likeliest mistake costs."""
    case, unit = outlook.case, comparison.cut_map.objective.unit
    if mistake.kind == MistakeKind.PLAN_NOT_ALLOWED:
        return message("cut-mistake-plan-not-allowed")
    if mistake.kind == MistakeKind.NO_SHIFT_COUNTS:
        shift = Amount(value=float(outlook.scenario.value("cut_date_shift")), unit="month")
        return message("cut-mistake-none", shift=shift)
    loss: Facts = {"is_money": unit.startswith(_MONEY), "size": difference(mistake.loss, unit)}
    if mistake.kind == MistakeKind.THE_PLAN:
        return message("cut-mistake-plan", **loss)
    when = month_start(case.start, mistake.month)
    if mistake.kind == MistakeKind.ANY_CUT:
        return message("cut-mistake-any-cut", depth=share_amount(mistake.depth), month=when, **loss)
    return message(
        "cut-mistake-shifted",
        side=mistake.kind,
        month=when,
        by_supply=verdict.advice == Advice.KEEP_SUPPLY,
        own_rule=has_own_rule(outlook, comparison.list_rule),
        **loss,
    )


def _depths(low: float, high: float) -> Message:
    return message(
        "cut-depths", is_range=low < high, low=share_amount(low), high=share_amount(high)
    )
