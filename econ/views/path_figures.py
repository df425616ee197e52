"""The figures on top of every page with levers: what the whole path comes to, each with its change against the baseline.

They are about the path and not about one month, so that a lever that moves anything of note moves one of them.
"""

import dataclasses
import math

from econ.accounts.path_facts import PathFacts
from econ.case.case import Case
from econ.case.rounds import NOT_COUNTED
from econ.case.scenario import Scenario
from econ.explain import changed_assumptions
from econ.units import NEXT_TO_NOTHING, NOT_DEFINED
from econ.views.inert_levers import EXIT_TERMS, inert_stresses
from econ.views.sentences.scenario_words import inert_reason, name_in_sentence, round_in_sentence
from econ.views.short_numbers import (
    MINUS,
    ZERO_IN_WORDS,
    end_month,
    last_month,
    money_difference,
    money_lasts,
    points,
    short_money,
    short_month,
    short_share,
    short_tokens,
    token_difference,
    whole_months,
)
from econ.views.strip import UNCHANGED, StripFigure
from econ.words import say

_OF_CASH = "at the end"  # follows a change of cash in the last month of the plan
NO_OPEN_ROUND = "no open round"
_NO_FIGURE_MOVES = "No figure moves: {}."
CUT, REFUSED, PROFIT, CLOSED_MONEY, WITH_ROUND = (
    "price_cut",
    "refused_demand",
    "gross_profit",
    "closed_runway",
    "runway",
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Change:
    """How a figure differs from the baseline."""

    text: str
    rises: int


_NO_CHANGE = _Change(text="", rises=0)


def path_figures(now: PathFacts, before: PathFacts) -> list[StripFigure]:
    """The five figures of a scenario, each with its change against the baseline; without changes where the two are the same."""
    case, is_changed = now.case, now.scenario != before.scenario
    tier = case.label("tier", case.story.tier)
    first, end = short_month(case, 0), last_month(case)
    profit_end = short_month(case, now.profit_months - 1)
    rows = [
        (
            CUT,
            f"{tier} price cut",
            _cut_value(now),
            _cut_change(now, before),
            0,
            f"How far the list price of {tier} output falls from its launch to {end}, and the month by which half of the fall "
            "still to come is made.",
        ),
        (
            REFUSED,
            "Paid demand refused",
            _refused_value(now),
            _refused_change(now, before),
            -1,
            f"Paid tokens refused until {end}. {_worst_month(now)}".rstrip(),
        ),
        (
            PROFIT,
            f"Gross profit, {whole_months(now.profit_months)}",
            short_money(now.gross_profit),
            _money_change(now.gross_profit, before.gross_profit),
            1,
            f"Revenue less what serving costs, from {first} to {profit_end}.",
        ),
        (
            CLOSED_MONEY,
            "Runway on closed money",
            money_lasts(case, now.closed_runway),
            _runway_change(
                case,
                (now.closed_runway, before.closed_runway),
                (now.closed_cash_at_end, before.closed_cash_at_end),
            ),
            1,
            "The month in which the money is gone if no round counts that has not closed.",
        ),
        (
            WITH_ROUND,
            f"Runway with the open round{'s' if len(now.open_rounds) > 1 else ''}",
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
            sentence=sentence + (f" The change is that of cash in {end}." * _is_of_cash(change)),
        )
        for key, label, value, change, better, sentence in rows
    ]


def _cut_value(facts: PathFacts) -> str:
    """The fall of the list and when half of what is ahead is made: "94.3 %, half by Nov 2026"."""
    fall = facts.list_fall
    if not math.isfinite(fall.share):
        return NOT_DEFINED
    if fall.share < 0.0:
        return f"no cut, {short_share(-fall.share)} above launch"
    if fall.share == 0.0:
        return "no cut"
    when = "no further cut"
    if fall.half_month is not None:
        when = f"half by {short_month(facts.case, fall.half_month)}"
    return f"{short_share(fall.share)}, {when}"


def _cut_change(now: PathFacts, before: PathFacts) -> _Change:
    """By how many months the cut comes later or earlier, and by how many points it is deeper."""
    if _cut_value(now) == _cut_value(before):
        return _NO_CHANGE
    difference = now.list_fall.share - before.list_fall.share
    is_deeper = short_share(now.list_fall.share) != short_share(before.list_fall.share)
    rises = (difference > 0.0) - (difference < 0.0) if is_deeper else 0
    halves = now.list_fall.half_month, before.list_fall.half_month
    if not math.isfinite(difference) or (halves[0] is None) != (halves[1] is None):
        return _Change(text=f"from {_cut_value(before)}", rises=rises)
    parts, months = [], (halves[0] or 0) - (halves[1] or 0)
    if months:
        parts.append(f"{whole_months(months)} {'later' if months > 0 else 'earlier'}")
    if is_deeper:
        parts.append(f"{points(difference)} {'more' if difference > 0.0 else 'less'}")
    return _Change(text=", ".join(parts), rises=rises)


def _is_refused(facts: PathFacts) -> bool:
    """Whether more is refused than what rounding leaves."""
    return not facts.demand.share <= NEXT_TO_NOTHING


def _refused_value(facts: PathFacts) -> str:
    if not math.isfinite(facts.demand.share):
        return NOT_DEFINED
    if not _is_refused(facts):
        return ZERO_IN_WORDS
    return f"{short_tokens(facts.demand.refused)}, {short_share(facts.demand.worst_share)} at worst"


def _refused_change(now: PathFacts, before: PathFacts) -> _Change:
    texts = _refused_value(now), _refused_value(before)
    if texts[0] == texts[1]:
        return _NO_CHANGE
    if NOT_DEFINED in texts:
        return _Change(text=f"from {texts[1]}", rises=0)
    tokens = [facts.demand.refused if _is_refused(facts) else 0.0 for facts in (now, before)]
    if short_tokens(tokens[0]) != short_tokens(tokens[1]):
        difference = tokens[0] - tokens[1]
        return _Change(text=token_difference(difference), rises=1 if difference > 0.0 else -1)
    difference = now.demand.worst_share - before.demand.worst_share
    more = difference > 0.0
    return _Change(
        text=f"{points(difference)} {'more' if more else 'less'}", rises=1 if more else -1
    )


def _worst_month(facts: PathFacts) -> str:
    """Shares of what is asked for that are refused, over the plan and in the worst month; empty where nothing is."""
    demand = facts.demand
    if not math.isfinite(demand.worst_share) or not _is_refused(facts):
        return ""
    return say(
        "refused-shares",
        share=short_share(demand.share),
        worst=short_share(demand.worst_share),
        month=short_month(facts.case, demand.worst_month),
    )


def _money_change(now: float, before: float) -> _Change:
    """A change of money; none where both are written alike."""
    if short_money(now) == short_money(before):
        return _NO_CHANGE
    if not math.isfinite(now) or not math.isfinite(before):
        return _Change(text=f"from {short_money(before)}", rises=0)
    return _Change(text=money_difference(now - before), rises=1 if now > before else -1)


def _runway_change(
    case: Case, runways: tuple[float, float], cash_at_end: tuple[float, float]
) -> _Change:
    """A change of runway in whole months; of two beyond the plan, that of cash at its end. Pairs are now and before."""
    texts = [money_lasts(case, months) for months in runways]
    ends = [end_month(case, months) for months in runways]
    if math.isinf(runways[0]) and math.isinf(runways[1]):
        change = _money_change(*cash_at_end)
        return dataclasses.replace(change, text=change.text and f"{change.text} {_OF_CASH}")
    if texts[0] == texts[1]:
        return _NO_CHANGE
    if ends[0] is not None and ends[1] is not None:
        months = ends[0] - ends[1]
        sign, rises = ("+", 1) if months > 0 else (MINUS, -1)
        return _Change(text=sign + whole_months(months), rises=rises)
    if ends[0] is not None and math.isinf(runways[1]):
        return _Change(text=f"no longer {texts[1]}", rises=-1)
    is_gain = math.isinf(runways[0]) and ends[1] is not None
    return _Change(text=f"from {texts[1]}", rises=int(is_gain))


def _is_of_cash(change: _Change) -> bool:
    return change.text.endswith(_OF_CASH)


def _runway_with_rounds(facts: PathFacts) -> str:
    return money_lasts(facts.case, facts.runway) if facts.open_rounds else NO_OPEN_ROUND


def _open_runway_change(now: PathFacts, before: PathFacts) -> _Change:
    """A change of runway with open rounds; between a plan with one and a plan without, what it was before."""
    if bool(now.open_rounds) != bool(before.open_rounds):
        rises = (now.runway > before.runway) - (now.runway < before.runway)
        return _Change(text=f"from {_runway_with_rounds(before)}", rises=rises)
    if not now.open_rounds:
        return _NO_CHANGE
    return _runway_change(
        now.case, (now.runway, before.runway), (now.cash_at_end, before.cash_at_end)
    )


def _open_runway_sentence(facts: PathFacts) -> str:
    """What the runway with open rounds counts: each with its chance, and when it comes."""
    if not facts.open_rounds:
        return "No round is open that brings money, so the runway on closed money is all there is."
    case, clauses = facts.case, []
    for open_round in facts.open_rounds:
        chance = "assumed"
        if open_round.chance is not None:
            chance = f"{short_share(open_round.chance)} likely"
        label = round_in_sentence(case, open_round.name)
        clauses.append(f"the {label} ({short_month(case, open_round.month)}, {chance})")
    money_is_gone = "The month in which the money is gone if"
    if len(clauses) == 1:
        return f"{money_is_gone} {clauses[0]} closes too."
    names = f"{', '.join(clauses[:-1])} and {clauses[-1]}"
    return f"{money_is_gone} the open rounds close too. They are {names}."


def unmoved_reason(now: PathFacts, before: PathFacts) -> str:
    """Why no figure moves although something was changed; empty where one moves or nothing was changed."""
    scenario, baseline = now.scenario, before.scenario
    if scenario == baseline or any(figure.is_moved for figure in path_figures(now, before)):
        return ""
    case, changed = scenario.case, changed_assumptions(scenario, baseline)
    forced = [key for key, _ in scenario.overrides if key.split(".")[0] in case.model.quantities]
    titles = [f"“{case.stresses[name].title}”" for name in inert_stresses(scenario)]
    if not changed and not forced:
        reason = "every number is as in the baseline"
        if titles:
            known = case.presets[scenario.preset].title
            reason = f"{known} already assumes {' and '.join(titles)}"
        return _NO_FIGURE_MOVES.format(reason)
    clauses = dict.fromkeys(_inert_clause(scenario, key) for key in changed)
    if not forced and all(clauses):
        return _NO_FIGURE_MOVES.format("; ".join(clauses))
    if now == before:
        keys = [*changed, *forced]
        subject = f"these {len(keys)} changes have"
        if len(keys) == 1:
            subject = f"the {name_in_sentence(case, keys[0])} has"
        return _NO_FIGURE_MOVES.format(f"{subject} no effect on what they count")
    return _NO_FIGURE_MOVES.format("the effect is smaller than the last digit shown")


def _inert_clause(scenario: Scenario, key: str) -> str:
    """Why a change has no effect, without a full stop; empty where that is not known."""
    case, (name, _, element) = scenario.case, key.partition(".")
    if case.per(name) == ("round",):
        label = round_in_sentence(case, element)
        if scenario.value(f"round_status.{element}") == NOT_COUNTED:
            return f"the {label} is not counted"
        if scenario.value(f"round_month.{element}") >= case.months:
            return f"the {label} closes after {last_month(case)}"
        if name in EXIT_TERMS:
            return f"terms of the {label} count at a sale or when shares are given back"
    return inert_reason(scenario, key)
