"""The figures on top of every page with levers: what the whole path comes to, each with its change against the baseline.

They are about the path and not about one month, so that a lever that moves anything of note moves one of them.
"""

import dataclasses
import math

from econ.accounts.path_facts import PathFacts
from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.file.options import NOT_COUNTED
from econ.case.scenario import Scenario
from econ.explain import changed_assumptions
from econ.units import NEXT_TO_NOTHING, NOT_DEFINED
from econ.views.inert_levers import EXIT_TERMS, inert_stresses
from econ.views.sentences.scenario_words import inert_reason, name_in_sentence, round_in_sentence
from econ.views.short_numbers import (
    MINUS,
    ZERO_IN_WORDS,
    end_month,
    money_difference,
    money_lasts,
    points,
    short_money,
    short_share,
    short_tokens,
    token_difference,
    whole_months,
)
from econ.views.strip import UNCHANGED, StripFigure
from econ.words import message, say, say_all

PREFIX_OF_PATH = "path"  # how the keys of these figures begin, which no number of the model has
CUT, REFUSED, PROFIT, CLOSED_MONEY, WITH_ROUND = PATH_KEYS = (
    f"{PREFIX_OF_PATH}.price_cut",
    f"{PREFIX_OF_PATH}.refused_demand",
    f"{PREFIX_OF_PATH}.gross_profit",
    f"{PREFIX_OF_PATH}.closed_runway",
    f"{PREFIX_OF_PATH}.runway",
)
RUNWAY_FIGURES = (CLOSED_MONEY, WITH_ROUND)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Change:
    """Difference of a figure from the baseline."""

    text: str
    rises: int
    is_of_cash: bool = False  # in the last month of the plan, though the figure is another one


_NO_CHANGE = _Change(text="", rises=0)


def path_figures(now: PathFacts, before: PathFacts) -> list[StripFigure]:
    """The five figures of a scenario, each with its change against the baseline; without changes where the two are the same."""
    case, is_changed = now.case, now.scenario != before.scenario
    tier = case.label("tier", case.story.tier)
    first, end = month_start(case.start, 0), month_start(case.start, case.months - 1)
    profit_end = month_start(case.start, now.profit_months - 1)
    open_count = len(now.open_rounds)
    rows = [
        (
            CUT,
            say("path-cut", tier=tier),
            _cut_value(now),
            _cut_change(now, before),
            0,
            _cut_meaning(now, tier),
        ),
        (
            REFUSED,
            say("path-refused"),
            _refused_value(now),
            _refused_change(now, before),
            -1,
            say_all(message("path-refused-meaning", end=end), _worst_month(now)),
        ),
        (
            PROFIT,
            say("path-profit", months=whole_months(now.profit_months)),
            short_money(now.gross_profit),
            _money_change(now.gross_profit, before.gross_profit),
            1,
            say("path-profit-meaning", first=first, last=profit_end),
        ),
        (
            CLOSED_MONEY,
            say("path-closed-money"),
            money_lasts(case, now.closed_runway),
            _runway_change(
                case,
                (now.closed_runway, before.closed_runway),
                (now.closed_cash_at_end, before.closed_cash_at_end),
            ),
            1,
            say("path-closed-money-meaning"),
        ),
        (
            WITH_ROUND,
            say("path-with-rounds", count=max(open_count, 1)),
            _runway_with_rounds(now),
            _open_runway_change(now, before),
            1,
            _open_runway_sentence(now),
        ),
    ]
    return [
        StripFigure(
            key=key,
            label=label,
            value=value,
            change=(change.text or UNCHANGED) if is_changed else "",
            rises=change.rises if is_changed else 0,
            better=better,
            sentence=say_all(sentence, message("path-change-of-cash", end=end))
            if change.is_of_cash
            else sentence,
        )
        for key, label, value, change, better, sentence in rows
    ]


def _from(before: str) -> str:
    """Return the earlier value of a figure, as its change."""
    return say("change-from", before=before)


def _more_or_less(size: str, difference: float) -> str:
    """The size of a difference, and whether there is more or less."""
    return say("path-differs", size=size, more=difference > 0.0)


def _cut_value(facts: PathFacts) -> str:
    """Depth and month of the next cut, "60 % in Nov 2026"; without one, how far the list is from its launch."""
    fall, month, share = facts.list_fall, None, facts.list_fall.share
    if not math.isfinite(share):
        return NOT_DEFINED
    kind = "above" if share < 0.0 else "over" if share > 0.0 else "none"
    if fall.next_cut is not None:
        kind, share, month = (
            "ahead",
            fall.next_cut.share,
            month_start(facts.case.start, fall.next_cut.month),
        )
    return say("path-cut-value", kind=kind, share=short_share(abs(share)), month=month)


def _cut_change(now: PathFacts, before: PathFacts) -> _Change:
    """By how many months the next cut comes later, and by how many points it is deeper; else what differs at the end."""
    cuts = now.list_fall.next_cut, before.list_fall.next_cut
    if cuts[0] is None or cuts[1] is None:
        texts = _cut_value(now), _cut_value(before)
        deeper = (now.list_fall.share > before.list_fall.share) - (
            now.list_fall.share < before.list_fall.share
        )
        return _NO_CHANGE if texts[0] == texts[1] else _Change(text=_from(texts[1]), rises=deeper)
    parts, months = [], cuts[0].month - cuts[1].month
    if months:
        parts.append(say("path-comes", months=whole_months(months), later=months > 0))
    difference = _shown_difference(cuts[0].share, cuts[1].share)
    if difference:
        parts.append(_more_or_less(points(difference), difference))
    at_end = _shown_difference(now.list_fall.share, before.list_fall.share)
    if not parts and at_end:
        text = say("path-cut-at-end", change=_more_or_less(points(at_end), at_end))
        return _Change(text=text, rises=1 if at_end > 0.0 else -1)
    text = "".join(parts)
    if len(parts) > 1:
        text = say("path-both-changes", first=parts[0], second=parts[1])
    return _Change(text=text, rises=(difference > 0.0) - (difference < 0.0))


def _shown_difference(now: float, before: float) -> float:
    """The difference of two shares; zero where both are written alike or one is not defined."""
    difference = now - before
    if not math.isfinite(difference) or short_share(now) == short_share(before):
        return 0.0
    return difference


def _cut_meaning(facts: PathFacts, tier: str) -> str:
    """State what the next cut is, and how far the list falls from launch to the end."""
    end, share = month_start(facts.case.start, facts.case.months - 1), facts.list_fall.share
    return say_all(
        message("path-cut-meaning", tier=tier),
        ""
        if not math.isfinite(share)
        else message("path-cut-whole", end=end, share=short_share(abs(share)), falls=share >= 0.0),
    )


def _is_refused(facts: PathFacts) -> bool:
    """Whether more is refused in some month than what rounding leaves."""
    return not facts.demand.worst_share <= NEXT_TO_NOTHING


def _refused_value(facts: PathFacts) -> str:
    if not math.isfinite(facts.demand.share):
        return NOT_DEFINED
    if not _is_refused(facts):
        return ZERO_IN_WORDS
    return say(
        "path-refused-value",
        tokens=short_tokens(facts.demand.refused),
        share=short_share(facts.demand.worst_share),
    )


def _refused_change(now: PathFacts, before: PathFacts) -> _Change:
    texts = _refused_value(now), _refused_value(before)
    if texts[0] == texts[1]:
        return _NO_CHANGE
    if NOT_DEFINED in texts:
        return _Change(text=_from(texts[1]), rises=0)
    tokens = [facts.demand.refused if _is_refused(facts) else 0.0 for facts in (now, before)]
    if short_tokens(tokens[0]) != short_tokens(tokens[1]):
        difference = tokens[0] - tokens[1]
        return _Change(text=token_difference(difference), rises=1 if difference > 0.0 else -1)
    difference = now.demand.worst_share - before.demand.worst_share
    text = _more_or_less(points(difference), difference)
    return _Change(text=text, rises=1 if difference > 0.0 else -1)


def _worst_month(facts: PathFacts) -> str:
    """Shares of what is asked for that are refused, over the plan and in the worst month; empty where nothing is."""
    demand = facts.demand
    if not math.isfinite(demand.worst_share) or not _is_refused(facts):
        return ""
    return say(
        "refused-shares",
        share=short_share(demand.share),
        worst=short_share(demand.worst_share),
        month=month_start(facts.case.start, demand.worst_month),
    )


def _money_change(now: float, before: float) -> _Change:
    """A change of money; none where both are written alike."""
    if short_money(now) == short_money(before):
        return _NO_CHANGE
    if not math.isfinite(now) or not math.isfinite(before):
        return _Change(text=_from(short_money(before)), rises=0)
    return _Change(text=money_difference(now - before), rises=1 if now > before else -1)


def _runway_change(
    case: Case, runways: tuple[float, float], cash_at_end: tuple[float, float]
) -> _Change:
    """A change of runway in whole months; of two beyond the plan, that of cash at its end. Pairs are now and before."""
    texts = [money_lasts(case, months) for months in runways]
    ends = [end_month(case, months) for months in runways]
    if math.isinf(runways[0]) and math.isinf(runways[1]):
        change = _money_change(*cash_at_end)
        if not change.text:
            return change
        text = say("path-cash-at-end", change=change.text)
        return dataclasses.replace(change, text=text, is_of_cash=True)
    if texts[0] == texts[1]:
        return _NO_CHANGE
    if ends[0] is not None and ends[1] is not None:
        months = ends[0] - ends[1]
        sign, rises = ("+", 1) if months > 0 else (MINUS, -1)
        return _Change(text=sign + whole_months(months), rises=rises)
    if ends[0] is not None and math.isinf(runways[1]):
        return _Change(text=say("path-no-longer", before=texts[1]), rises=-1)
    is_gain = math.isinf(runways[0]) and ends[1] is not None
    return _Change(text=_from(texts[1]), rises=int(is_gain))


def _runway_with_rounds(facts: PathFacts) -> str:
    if not facts.open_rounds:
        return say("path-no-open-round")
    return money_lasts(facts.case, facts.runway)


def _open_runway_change(now: PathFacts, before: PathFacts) -> _Change:
    """A change of runway with open rounds; between a plan with one and a plan without, what it was before."""
    if bool(now.open_rounds) != bool(before.open_rounds):
        rises = (now.runway > before.runway) - (now.runway < before.runway)
        return _Change(text=_from(_runway_with_rounds(before)), rises=rises)
    if not now.open_rounds:
        return _NO_CHANGE
    return _runway_change(
        now.case, (now.runway, before.runway), (now.cash_at_end, before.cash_at_end)
    )


def _open_runway_sentence(facts: PathFacts) -> str:
    """State what the runway with open rounds counts: each with its chance, and when it comes."""
    if not facts.open_rounds:
        return say("path-no-open-round-meaning")
    case = facts.case
    rounds = [
        message(
            "path-open-round",
            round=round_in_sentence(case, open_round.name),
            month=month_start(case.start, open_round.month),
            chance=None if open_round.chance is None else short_share(open_round.chance),
        )
        for open_round in facts.open_rounds
    ]
    return say("path-with-rounds-meaning", count=len(rounds), rounds=rounds)


def unmoved_reason(now: PathFacts, before: PathFacts) -> str:
    """Explain why no figure moves although something was changed; empty where one moves or nothing was changed."""
    scenario, baseline = now.scenario, before.scenario
    if scenario == baseline or any(figure.is_moved for figure in path_figures(now, before)):
        return ""
    case, changed = scenario.case, changed_assumptions(scenario, baseline)
    forced = [key for key, _ in scenario.overrides if key.split(".")[0] in case.model.quantities]
    stresses = [
        message("quoted", text=case.stresses[name].title) for name in inert_stresses(scenario)
    ]
    if not changed and not forced:
        reason = message("path-as-baseline")
        if stresses:
            known = case.presets[scenario.preset].title
            reason = message("path-already-assumed", preset=known, stresses=stresses)
        return say("path-unmoved", reasons=reason)
    clauses = dict.fromkeys(_inert_clause(scenario, key) for key in changed)
    if not forced and all(clauses):
        return say("path-unmoved", reasons=list(clauses))
    if now != before:
        return say("path-unmoved", reasons=message("path-too-small"))
    keys = [*changed, *forced]
    name = name_in_sentence(case, keys[0])
    return say("path-unmoved", reasons=message("path-no-effect", count=len(keys), name=name))


def _inert_clause(scenario: Scenario, key: str) -> str:
    """Explain why a change has no effect, without a full stop; empty where that is not known."""
    case, (name, _, element) = scenario.case, key.partition(".")
    if case.per(name) == ("round",):
        label = round_in_sentence(case, element)
        if scenario.value(f"round_status.{element}") == NOT_COUNTED:
            return say("round-is-not-counted", round=label)
        if scenario.value(f"round_month.{element}") >= case.months:
            return say(
                "path-closes-later", round=label, end=month_start(case.start, case.months - 1)
            )
        if name in EXIT_TERMS:
            return say("path-exit-terms", round=label)
    return inert_reason(scenario, key)
