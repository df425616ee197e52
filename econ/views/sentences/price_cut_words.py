"""Sentences about the price cut: the verdict of the map, what is drawn, what theory was given, and why the two differ.

The words are in `words/`; here are the facts.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from econ.accounts.path_facts import landing_months
from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.file.options import NOT_PROMISED
from econ.decisions import cut_alternatives, price_cut
from econ.decisions.cut_sensitivity import BestCut
from econ.decisions.price_cut import DEPTHS, HALF_MONTH, CutMap, Objective
from econ.decisions.price_cut_theory import CutTheory
from econ.decisions.rival_replies import ReplyTable
from econ.outlook import Outlook
from econ.views.cut_gains import (
    OF_MEANS,
    STATISTICS,
    MapComparison,
    Reference,
    best_cell,
    best_of,
    difference,
    gains_on,
    has_own_rule,
    lower_is_better,
    reference_of,
    reference_outcome,
    reference_words,
    sign_of,
    standard_error,
    statistic_case,
)
from econ.views.cut_map import MAP_TOP
from econ.views.cut_verdict import CutChoice, best_promised_choice
from econ.views.facts import share_amount
from econ.views.inert_levers import inert_rule
from econ.views.price_cut import answer_name, common_depth, cut_shift
from econ.views.sentences.price_captions import FULLY_SERVED
from econ.words import POINTS, Amount, Fact, Facts, Message, decimals_shown, message, say, say_all

_MONEY = "bn yuan"
_FINER = 1  # more decimals in an error than in the difference it belongs to


# ── The best choices ──────────────────────────────────────────────────────────────────────────────────────────────────


def best_choices_sentence(outlook: Outlook, comparison: MapComparison) -> str:
    """The best cell of the map, and the best promised cut over the same futures, each against what the map compares with.

    Empty where no cell has a value, or where all are equal.
    """
    cut_map, statistic = comparison.cut_map, comparison.statistic
    best = best_of(comparison)
    if best is None:
        return ""
    month, number = best
    outcome = cut_map.values[month, number]
    fixed = CutChoice(depth=DEPTHS[number], month=month, outcome=outcome)
    parts = [
        message(
            "best-fixed-cut",
            statistic=statistic_case(statistic),
            count=cut_map.values.shape[-1],
            cuts=fixed.depth > 0.0,
            depth=share_amount(fixed.depth),
            month=month_start(outlook.case.start, month),
        ),
        *_against_reference(outlook, comparison, fixed),
        *_edge_parts(outlook, month, number),
    ]
    tied = best_promised_choice(comparison)
    if tied:
        parts += [
            message("best-promised-cut", depth=share_amount(tied.depth)),
            *_against_reference(outlook, comparison, tied),
        ]
    if _limit_excludes_nothing(cut_map):
        parts.append(message("limit-excludes-nothing"))
    return say_all(*parts)


def _against_reference(
    outlook: Outlook, comparison: MapComparison, choice: CutChoice
) -> list[Message]:
    """State how much better or worse a choice is than what the map compares with; nothing where that is only the best cell."""
    if reference_of(outlook, comparison) == Reference.BEST_CELL:
        return []
    other, unit = reference_outcome(comparison), comparison.cut_map.objective.unit
    gain = float(gains_on(comparison, choice.outcome, other).gain)
    if not math.isfinite(gain):
        return []
    size = difference(gain, unit)
    error: Fact = ""
    if comparison.statistic in OF_MEANS:
        error = _error_message(float(standard_error(choice.outcome - other)), size)
    return [
        message(
            "choice-against-reference",
            sign=sign_of(gain, unit),
            size=size,
            reference=reference_words(outlook, comparison),
            error=error,
        )
    ]


def _error_message(error: float, size: Amount) -> Message:
    """The standard error of a difference; where it would be written as zero, a bound that is not zero."""
    decimals = decimals_shown(size) + _FINER
    smallest = 10.0**-decimals / (100.0 if size.unit == POINTS else 1.0)
    is_bound = error < smallest / 2.0
    shown = smallest if is_bound else error
    amount = Amount(value=shown, unit=size.unit, decimals=decimals)
    return message("standard-error", is_bound=is_bound, size=amount)


def as_good_sentence(outlook: Outlook, comparison: MapComparison) -> str:
    """State how many cells are as good as the best, and what not cutting comes to; empty where means are not compared or all are equal."""
    cut_map = comparison.cut_map
    means = cut_map.mean()
    best = best_cell(means, cut_map.objective.better < 0)
    if comparison.statistic not in OF_MEANS or best is None:
        return ""
    good, known = int(cut_map.is_as_good().sum()), int(np.isfinite(means).sum())
    parts = [
        message("cells-as-good", good=good, known=known),
        *_edge_parts(outlook, *best),
    ]
    first = price_cut.first_cut_month(outlook.scenario)
    other = reference_outcome(comparison)
    gain = float(gains_on(comparison, cut_map.values[first, 0], other).gain)
    if math.isfinite(gain) and reference_of(outlook, comparison) != Reference.NO_CUT:
        size, sign = (name(gain, cut_map.objective.unit) for name in (difference, sign_of))
        reference = reference_words(outlook, comparison)
        parts.append(message("not-cutting", sign=sign, size=size, reference=reference))
    return say_all(*parts)


def _limit_excludes_nothing(cut_map: CutMap) -> bool:
    """Whether an objective with a limit on the chance of running out allows every cell."""
    if cut_map.objective.name != price_cut.AFFORDABLE_SHARE.name:
        return False
    is_open = np.isfinite(cut_map.values).any(axis=(1, 2))  # months in which a cut can be made
    # A cell that breaks the limit is not a number.
    return bool(np.isfinite(cut_map.values[is_open]).all())


# ── What the map shows ───────────────────────────────────────────────────────────────────────────────────────────


def map_note(outlook: Outlook, comparison: MapComparison, *, has_area: bool) -> str:
    """Return the note below the map: the loss of its reference on the plan, the number of cells as good, and the outline."""
    parts: list[Message | str] = _against_plan(outlook, comparison)
    as_good = as_good_sentence(outlook, comparison)
    if as_good:
        parts.append(as_good)
    if has_area:
        parts.append(message("cut-map-baseline-area"))
    return say_all(*parts)


def _against_plan(outlook: Outlook, comparison: MapComparison) -> list[Message | str]:
    """State what the plan's cut under the list rule of the map gains on the plan as it stands; nothing where both have one rule."""
    reference, unit = reference_of(outlook, comparison), comparison.cut_map.objective.unit
    if has_own_rule(outlook, comparison.list_rule):
        return []
    if reference == Reference.BEST_CELL:
        return [message("planned-cut-not-allowed")]
    gain = float(gains_on(comparison, comparison.planned_cut, comparison.plan[0]).gain)
    if not math.isfinite(gain):
        return []
    return [
        message(
            "reference-against-plan",
            reference=reference_words(outlook, comparison),
            sign=sign_of(gain, unit),
            size=difference(gain, unit),
        )
    ]


def map_rule_note(outlook: Outlook, rule_name: str, list_rule: float) -> str:
    """The line above the map: what the list does after the cut on it and in the plan, what colours compare with, and how to choose."""
    key = f"list_rule.{outlook.case.story.tier}"
    own = outlook.case.assumption_of(key).option_of(outlook.at(key, 0))
    return say(
        "map-rule-note",
        own_rule=has_own_rule(outlook, list_rule),
        cuts=outlook.at(f"cut_depth.{outlook.case.story.tier}", 0) > 0.0,
        rule=rule_name,
        own=message("quoted", text=own),
    )


def map_caption(outlook: Outlook, objective: Objective, list_rule: float, future_count: int) -> str:
    """State what a cell of the map is, whose list follows a rule after the cut, and over how many futures."""
    parts = [message("map-click", own_rule=has_own_rule(outlook, list_rule))]
    if price_cut.first_cut_month(outlook.scenario):
        parts.append(message("map-grey-months"))
    parts += [
        message("map-futures", count=future_count),
        message("map-objective", name=objective.name, meaning=objective.meaning),
    ]
    return say_all(*parts)


def statistics_note(outlook: Outlook, list_rule: float) -> str:
    """State what the colours of the map are, whose list follows a rule after the cut, and what its statistics are."""
    return say("statistics-note", own_rule=has_own_rule(outlook, list_rule))


def best_cuts_caption(
    outlook: Outlook, objective: Objective, best_cuts: Sequence[BestCut], as_believed: BestCut
) -> str:
    """The best cut as everything is believed, which beliefs turn the answer to no cut, and what a row of the table is.

    A depth that all best cuts have is stated here once, and whether it is the deepest of the map.
    """
    case, depth = outlook.case, common_depth(best_cuts)
    at_edge = sum(cut.depth == DEPTHS[-1] for cut in best_cuts)
    of_depths = []
    if depth is not None:
        deepest = bool(depth == DEPTHS[-1])
        of_depths.append(message("best-cuts-one-depth", depth=share_amount(depth), deepest=deepest))
    elif at_edge:
        deepest_cut = share_amount(DEPTHS[-1])
        of_depths.append(message("best-cuts-on-edge", count=at_edge, depth=deepest_cut))
    no_cut = list(dict.fromkeys(case.label_of(cut.key) for cut in best_cuts if not cut.depth))
    return say_all(
        message(
            "best-cut-as-believed",
            cuts=bool(as_believed.depth > 0.0),
            depth=share_amount(as_believed.depth),
            month=month_start(case.start, as_believed.month),
            gain=difference(as_believed.gain, objective.unit),
        ),
        message("best-cut-turns", names=no_cut or None),
        *of_depths,
        message("best-cuts-rows", name=objective.name, count=price_cut.COARSE_DRAWS),
    )


def landing_caption(outlook: Outlook, uncertain: tuple[str, ...], theory: CutTheory) -> str:
    """State what is drawn, and when supply lands in the futures and in the scenario."""
    case, landing = outlook.case, float(landing_months(outlook)[0])
    turning = case.story.turns_cut
    names, turn = (
        [case.label_of(key) for key in uncertain if (key in turning) == turns]
        for turns in (False, True)
    )
    parts = [message("landing-drawn", names=names, seed=str(price_cut.SEED))]
    if turn:
        parts.append(message("landing-drawn-turning", names=turn))
    if not theory.lands:
        return say_all(*parts, message("landing-never", lands=math.isfinite(landing)))
    early, late = theory.landing_range()
    parts += [
        message("landing-of-scenario", when=_landing_month(case, landing)),
        message("landing-of-median", when=_landing_month(case, theory.median_landing)),
    ]
    if early < case.months:
        always = late < case.months
        last = month_start(case.start, late if always else 0)
        parts.append(
            message("landing-range", lands=always, early=month_start(case.start, early), late=last)
        )
    if theory.median_landing > landing:
        parts.append(message("landing-later"))
    return say_all(*parts)


def _landing_month(case: Case, month: float) -> Message:
    lands = month < case.months
    return message(
        "landing-month", lands=lands, month=month_start(case.start, month if lands else 0)
    )


# ── Theory ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _elasticity(value: float) -> Amount:
    return Amount(value=abs(value), unit="elasticity")


def theory_caption(outlook: Outlook, theory: CutTheory) -> str:
    """The numbers that the closed forms were given, and their advice at the ends of the elasticity's range."""
    if not theory.lands:
        return say("theory-has-no-date")
    in_force, elastic_end, stiff_end = map(_elasticity, theory.elasticities)
    matched, matched_elastic, matched_stiff = map(_elasticity, theory.matched_elasticities)
    leads = theory.median_landing < outlook.case.months
    parts = [
        message("theory-elasticity", in_force=in_force, matched=matched),
        message(
            "theory-adoption",
            speed=Amount(value=theory.adoption_speed, unit="x", form="bare"),
            part=Amount(value=theory.throttled_adoption, unit="share"),
        ),
        message(
            "theory-landing",
            lands=leads,
            month=month_start(outlook.case.start, theory.median_landing if leads else 0),
        ),
    ]
    elastic: Facts = {"elasticity": elastic_end, "matched": matched_elastic}
    if leads:
        parts += [
            message("theory-lead", matched=matched, **_lead_facts(theory, "lead")),
            message("theory-elastic-end", **elastic, **_lead_facts(theory, "elastic_lead")),
        ]
    else:
        parts.append(message("theory-elastic-end-without-lead", **elastic))
    parts += [
        message(
            "theory-stiff-end",
            elasticity=stiff_end,
            matched=matched_stiff,
            pays=bool(theory.matched_elasticities[2] > 1.0),
        ),
        message("theory-marks"),
        message(
            "theory-carried-depth",
            carries=_carried_case(theory.carried_depth),
            depth=share_amount(theory.carried_depth),
        ),
    ]
    return say_all(*parts)


def _lead_facts(theory: CutTheory, column: str) -> Facts:
    """The shortest and the longest lead in a column of the table, in months; or that no cut pays at any depth."""
    leads = theory.median_landing + HALF_MONTH - theory.table[column].dropna()
    if leads.empty:
        return {"pays": False, "shortest": "", "longest": ""}
    shortest, longest = (
        Amount(value=float(lead), unit="month", form="bare", decimals=1)
        for lead in (leads.min(), leads.max())
    )
    return {"pays": True, "shortest": shortest, "longest": longest}


def _carried_case(depth: float) -> str:
    if math.isnan(depth) or depth <= 0.0:
        return "no"
    return "on-the-map" if depth <= MAP_TOP else "beyond"


def theory_comparison(outlook: Outlook, cut_map: CutMap, statistic: str, theory: CutTheory) -> str:
    """State how far the best cell is from where theory has it, and why the two may differ; empty where no cell is best."""
    objective = cut_map.objective
    best = best_cell(STATISTICS[statistic](cut_map), lower_is_better(objective, statistic))
    if best is None:
        return ""
    case, (month, number) = outlook.case, best
    cell = message(
        "comparison-best-cell",
        cuts=number > 0,
        depth=share_amount(DEPTHS[number]),
        month=month_start(case.start, month),
    )
    edge = _edge_parts(outlook, month, number)
    if not theory.lands:
        return say_all(message("comparison-has-no-date"), cell, *edge)
    return say_all(
        cell,
        *edge,
        *_distances_from_theory(case, theory, month, number),
        *_conditions(outlook, objective, theory),
    )


def _edge_parts(outlook: Outlook, month: int, number: int) -> list[Message]:
    """Say that a cell is on the edge of the map, beyond which there may be a better one; nothing for another cell and for no cut."""
    edges = {
        "first-month": month == price_cut.first_cut_month(outlook.scenario),
        "last-month": month == price_cut.cut_window(outlook.case) - 1,
        "deepest-cut": number == len(DEPTHS) - 1,
    }
    named = [message("edge-of-map", edge=name) for name, is_on_edge in edges.items() if is_on_edge]
    if not named or not number:
        return []
    return [message("best-cell-on-edge", edges=named)]


def _distances_from_theory(case: Case, theory: CutTheory, month: int, number: int) -> list[Message]:
    """State how many months the dates of theory for a cut of its depth are from the best cell."""
    if not number:
        return []
    advice, parts = theory.table.iloc[number - 1], []
    for mark, date in (("lead", advice["lead"] + HALF_MONTH), ("date", advice["date"])):
        if math.isnan(date):
            continue
        months = month - int(date)
        side = "same" if months == 0 else "earlier" if months > 0 else "later"
        parts.append(
            message(
                "comparison-with-theory",
                side=side,
                mark=mark,
                date=month_start(case.start, date),
                months=Amount(value=float(abs(months)), unit="month"),
            )
        )
    return parts or [message("comparison-no-date-for-depth")]


def _conditions(outlook: Outlook, objective: Objective, theory: CutTheory) -> list[Message]:
    """The conditions of theory, and how the scenario differs from them."""
    scenario = outlook.scenario
    case = scenario.case
    grows = float(scenario.value("trend_growth")) > 0.0
    falls = outlook.at(f"rival_steady_move.{case.story.tier}", case.months - 1) < 0.0
    parts = [
        message(
            "comparison-conditions",
            is_refused=bool(theory.fill_rate <= FULLY_SERVED),
            refused=Amount(value=1.0 - theory.fill_rate, unit="share"),
            tier=case.label("tier", case.story.tier),
        )
    ]
    if grows or falls:
        parts.append(message("comparison-world", grows=grows, falls=falls))
    return [*parts, message("comparison-objective", name=objective.name)]


# ── The four alternatives, the rule of the cut, and rivals ───────────────────────────────────────────────────────


def alternatives_caption(outlook: Outlook) -> str:
    """State how the four alternatives are dated, and over which futures their shares are."""
    return say("alternatives-note", shift=cut_shift(outlook))


def answers_heading(outlook: Outlook, list_rule: float) -> str:
    """Heading of the four answers in short: the plan they are compared with, beside a map whose list follows a rule."""
    return say("timing-four-answers", own_rule=has_own_rule(outlook, list_rule))


def answers_note(outlook: Outlook, list_rule: float, future_count: int) -> str:
    """Under the heading of the four answers in short: how they are dated and over which futures, and the rule of the list."""
    return say(
        "timing-four-answers-note",
        count=future_count,
        own_rule=has_own_rule(outlook, list_rule),
    )


def promise_sentence(outlook: Outlook, risks: Mapping[str, NDArray[np.float64]]) -> str:
    """State what the promise of the plan is worth where it can be kept, and where supply lands too late; empty without a promise.

    `risks` is from `cut_alternatives.alternative_risks`. The promise is compared with the same cut without a promise.
    """
    case, tier = outlook.case, outlook.case.story.tier
    if outlook.at(f"cut_promised.{tier}", 0) == NOT_PROMISED:
        return ""
    due = float(outlook.scenario.value("promised_by"))
    _, unannounced, _, announced = risks["worth"]
    in_time = risks["lands"] <= due
    parts = []
    for lands, futures in (("in-time", in_time), ("late", ~in_time)):
        if futures.any():
            gains = (announced - unannounced)[futures]
            gain, error = float(gains.mean()), float(standard_error(gains))
            sign, size = sign_of(gain, _MONEY), difference(gain, _MONEY)
            is_known = futures.sum() > 1
            by_chance = is_known and abs(gain) < price_cut.ERRORS_AS_GOOD * error
            parts.append(
                message(
                    "promise-worth",
                    lands=lands,
                    due=month_start(case.start, due),
                    sign=sign,
                    size=size,
                    error=_error_message(error, size) if is_known else "",
                    chance=message("promise-chance") if by_chance else "",
                )
            )
    return say_all(*parts, message("promise-stands"))


def paths_note(outlook: Outlook) -> str:
    """Under the heading of the three figures: the months in which the four answers cut in the scenario."""
    before, landing, after, _ = cut_alternatives.months_of_alternatives(outlook)
    case = outlook.case
    return say(
        "timing-three-paths-note",
        landing=month_start(case.start, landing),
        before=month_start(case.start, before),
        after=month_start(case.start, after),
    )


def no_alternatives_sentence(outlook: Outlook) -> str:
    """Explain why there are no alternatives to compare."""
    case, tier = outlook.case, outlook.case.story.tier
    if outlook.at(f"cut_depth.{tier}", 0) == 0.0:
        return say("no-alternatives-without-cut", tier=case.label("tier", tier))
    return say("no-alternatives-without-supply", month=month_start(case.start, case.months - 1))


def cut_rule_caption(outlook: Outlook) -> str:
    """State when the cut comes by its rule, and whether the month of the cut counts."""
    case, tier = outlook.case, outlook.case.story.tier
    cut_in_force, key = outlook[f"cut_in_force.{tier}"][0], f"cut_month.{tier}"
    comes = bool(cut_in_force.any())
    month = int(cut_in_force.argmax()) if comes else case.months - 1
    parts = [
        message(
            "cut-by-rule",
            comes=comes,
            tier=case.label("tier", tier),
            month=month_start(case.start, month),
        )
    ]
    if comes and outlook.at(f"cut_depth.{tier}", 0):
        served = outlook.at(f"fill_rate.{tier}", max(month - 1, 0))
        if served < outlook.at("fill_threshold", month):
            refused = Amount(value=1.0 - served, unit="share")
            parts.append(
                message("cut-does-not-wait", refused=refused, tier=case.label("tier", tier))
            )
    lever = case.label_of(key)
    counts = inert_rule(outlook.scenario, key) is None
    return say_all(*parts, message("cut-month-counts", counts=counts, lever=lever))


def equilibrium_sentence(outlook: Outlook, replies: ReplyTable) -> str:
    """The pairs of answers in which neither side would move, a sentence each."""
    if not np.isfinite(replies.theirs).all():
        return say("equilibrium-undefined")
    pairs = replies.equilibria()
    if not pairs:
        return say("equilibrium-none")
    facts: list[Facts] = [
        {
            "ours": _our_answer(outlook, replies.our_cuts[ours], replies.month),
            "theirs": answer_name(replies, theirs),
        }
        for ours, theirs in pairs
    ]
    return say_all(
        message("equilibrium", **facts[0]),
        *(message("equilibrium-also", **pair) for pair in facts[1:]),
    )


def replies_caption(outlook: Outlook, replies: ReplyTable, rule_name: str) -> str:
    """State what the table of answers shows, and what it assumes of rivals; `rule_name` is the rule of the map's list after the cut."""
    lag = Amount(value=float(np.mean(outlook.scenario.value("match_lag"))), unit="month")
    return say("replies-note", count=replies.ours.shape[-1], rule=rule_name, lag=lag)


def _our_answer(outlook: Outlook, depth: float, month: int) -> Message:
    case = outlook.case
    return message(
        "our-answer",
        cuts=depth > 0.0,
        tier=case.label("tier", case.story.tier),
        depth=share_amount(depth),
        month=month_start(case.start, month),
    )
