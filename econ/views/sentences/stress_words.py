"""Sentences about futures: in how many the money lasts, what is missing in the worst, how sure that is, and where the scenario lies.

The words are in `words/`; here are the facts.
"""

import math
from collections.abc import Sequence

from econ.arrays import Array
from econ.case.calendar import month_start
from econ.case.file.options import REPORTED, SCENARIO
from econ.outlook import Outlook
from econ.risk.draws import uncertain_keys
from econ.risk.survival import (
    SHORTFALL_SHARE,
    FutureSet,
    Placement,
    Spread,
    sample_quantiles,
    wilson_interval,
)
from econ.units import NOT_DEFINED
from econ.views.path_medians import MANY_EQUAL
from econ.views.sentences.answers import half_of_futures, headline_value, money_end
from econ.views.sentences.scenario_words import round_in_sentence
from econ.words import Amount, Facts, Message, message, say, say_all

_TERM_STEP = 6  # months between the terms that a sentence may name
# Shares of futures; the terms named are near these.
_SAFE_SHARE, _LIKELY_SHARE, _EVEN_SHARE = 0.9, 0.7, 0.5
_TAIL_SHARE = 0.1  # of futures on each side of the range that holds eight in ten
_HUNDRED = 100  # futures in which a share is stated
_SMALL_SAMPLE = 128  # futures; fewer are too few for a reliable estimate
_LEAST_LIMITED = 0.01  # of the months of all futures: a limit that binds more rarely is not named
_NEAR_THE_MIDDLE = 10.0  # percentiles from the median that need no explanation
_CONFIDENCE = 0.95  # of the interval of Wilson


def survival_answer(now: FutureSet, before: FutureSet) -> str:
    """The answer of the page Many futures: in how many futures the money lasts to one or two terms.

    The terms are the last that is safe and the first that is not even; `before` holds the futures of the baseline.
    """
    case, parts, terms = now.case, [], _named_terms(now.survival)
    both = _both_in_baseline(now, before, terms)
    for number, term in enumerate(terms):
        facts: Facts = {
            "share": share_of_hundred(now.survival[term], now.count),
            "to_the_end": term == case.months,
            "month": month_start(case.start, term - 1),
        }
        parts += [
            message("futures-it-lasts" if number else "futures-money-lasts", **facts),
            *([] if both else _in_baseline(now.survival[term], before.survival[term], now.count)),
        ]
    return say_all(*parts, *both, *_left_out(now))


def _both_in_baseline(now: FutureSet, before: FutureSet, terms: Sequence[int]) -> list[Message]:
    """The numbers of futures in the baseline in one sentence where there are two that differ; nothing otherwise."""
    differs = all(
        share_of_hundred(now.survival[term], now.count)
        != share_of_hundred(before.survival[term], now.count)
        for term in terms
    )
    if not differs or len(terms) < 2:
        return []
    counts = [_count_in_words(before.survival[term], now.count) for term in terms]
    first, second = (message("futures-number", kind=kind, count=count) for kind, count in counts)
    return [message("futures-in-baseline-both", first=first, second=second)]


def _left_out(futures: FutureSet) -> list[Message]:
    """State how many futures are left out because cash is undefined in them; nothing if it is defined in all."""
    return [message("futures-left-out", count=futures.undefined)] if futures.undefined else []


def cash_out_answer(now: FutureSet, before: FutureSet, outlook: Outlook, months: int) -> str:
    """The answer of the page Breaking points: in how many futures cash runs out within `months`, and whether as assumed."""
    share = 1.0 - float(now.survival[months])
    runway = outlook.at("runway", 0)
    return say_all(
        message(
            "futures-cash-out",
            share=share_of_hundred(share, now.count),
            month=month_start(now.case.start, months - 1),
        ),
        *_in_baseline(share, 1.0 - float(before.survival[months]), now.count),
        message(
            "futures-cash-out-as-assumed",
            runs_out=None if math.isnan(runway) else bool(runway < months),
        ),
        *_left_out(now),
    )


def _in_baseline(share: float, baseline_share: float, count: int) -> list[Message]:
    """The number of futures in the baseline; nothing if it is the same."""
    in_baseline = share_of_hundred(baseline_share, count)
    if share_of_hundred(share, count) == in_baseline:
        return []
    return [message("futures-in-baseline", share=in_baseline)]


def runway_spread_answer(now: FutureSet, mover: str) -> str:
    """The answer of the page What matters: the median runway, the range of eight futures in ten, and `mover`.

    `mover` is a clause that says what moves the outcome most.
    """
    sentence = mover[:1].upper() + mover[1:].removesuffix(".") + "."
    parts: list[Message | str] = [_eight_in_ten(now), sentence]
    if not math.isinf(now.median_runway):
        parts.insert(0, half_of_futures(now.case, now.runway))
    return say_all(*parts)


def _eight_in_ten(futures: FutureSet) -> Message:
    """State when the futures run out between the earliest tenth and the latest."""
    quantiles = sample_quantiles(futures.runway, [_TAIL_SHARE, 1.0 - _TAIL_SHARE])
    early, late = (money_end(futures.case, float(months)) for months in quantiles)
    kind = "same" if early == late else "between"
    if late["kind"] == "beyond":
        kind = "open" if math.isfinite(futures.median_runway) else "half"
        kind = "beyond" if early["kind"] == "beyond" else kind
    return message("futures-eight-in-ten", kind=kind, early=early["month"], late=late["month"])


def single_run_comparison(now: FutureSet, outlook: Outlook) -> str:
    """Explain why the scenario and the median future differ: what was received, raised or spent until the first of them ends."""
    run_months, median_months = outlook.at("runway", 0), now.median_runway
    if math.isnan(run_months):
        return say("futures-run-undefined")
    run_end, median_end = (
        message("money-end", **money_end(now.case, months))
        for months in (run_months, median_months)
    )
    lasts = message("futures-run-lasts", end=run_end)
    if run_months == median_months or abs(run_months - median_months) < 1.0:
        return say_all(lasts, message("futures-median-same", beyond=math.isinf(run_months)))
    last = int(min(run_months, median_months, now.case.months - 1))
    received, burnt = (
        float(outlook[name][0, : last + 1].sum()) for name in ("revenue", "net_burn")
    )
    differences = {
        "received": float(now.received[last]) - received,
        "raised": float(now.raised[last]) - outlook.at("raised_so_far", last),
        "spent": float(now.spent[last]) - received - burnt,
    }
    median_ends_first = last == int(min(median_months, now.case.months - 1))
    largest = max(differences, key=lambda name: abs(differences[name]))
    return say_all(
        lasts,
        message("futures-median-lasts", end=median_end),
        message(
            "futures-difference",
            what=largest,
            more=differences[largest] > 0.0,
            size=Amount(value=abs(differences[largest]), unit="bn yuan"),
            month=None if median_ends_first else month_start(now.case.start, last),
        ),
        message("futures-difference-part"),
    )


def _named_terms(survival: Array) -> list[int]:
    """One or two terms that a sentence names, in months: the last that is safe, and the first that is not even.

    Where no term is safe, the last that is likely is named instead, and where none is likely, the first. The last term is
    named if all are better than even.
    """
    terms = list(range(_TERM_STEP, len(survival), _TERM_STEP)) or [len(survival) - 1]
    required_share = next(
        (share for share in (_SAFE_SHARE, _LIKELY_SHARE) if survival[terms[0]] >= share), 1.0
    )
    safe = max((term for term in terms if survival[term] >= required_share), default=terms[0])
    not_even = min((term for term in terms if survival[term] <= _EVEN_SHARE), default=terms[-1])
    return sorted({safe, not_even})


def share_of_hundred(share: float, count: int = _HUNDRED) -> str:
    """A share of `count` futures in words: "73 of 100 futures", "no future", "every future".

    It is "no future" and "every future" for zero and one only, and a number of `count` futures if those are fewer than a hundred.
    """
    kind, number = _count_in_words(share, count)
    return say("futures-share", kind=kind, count=number, total=min(count, _HUNDRED))


def _count_in_words(share: float, count: int) -> tuple[str, int]:
    """Whether a share of futures is all, none, some, or more or fewer than a number; and that number of a hundred, or of `count`."""
    total = min(count, _HUNDRED)
    number, kind = round(float(share) * total), "some"
    if share in {0.0, 1.0}:
        kind = "every" if share == 1.0 else "none"
    elif number == 0:
        number, kind = 1, "fewer"
    elif number == total:
        number, kind = total - 1, "more"
    return kind, number


def round_caption(futures: FutureSet) -> str:
    """State how often the money is gone before the story's round comes, and how often rounds that have not closed close."""
    case, story, parts = futures.case, futures.case.story, []
    months = {
        name: float(futures.scenario.value(f"round_month.{name}"))
        for name in case.elements["round"]
    }
    coming = [name for name in months if months[name] < case.months and futures.closing[name] > 0.0]
    if story.round in coming:
        month = int(months[story.round])
        gone_share = 1.0 - float(futures.survival[month])
        if gone_share * _HUNDRED >= 1.0:
            parts.append(
                message(
                    "futures-gone-before-round",
                    share=share_of_hundred(gone_share, futures.count),
                    round=round_in_sentence(case, story.round),
                    month=month_start(case.start, month),
                )
            )
    for name in coming:
        label = round_in_sentence(case, name)
        status = futures.scenario.value(f"round_status.{name}")
        if status == REPORTED:
            closing = share_of_hundred(futures.closing[name], futures.count)
            parts.append(message("futures-round-closes", round=label, share=closing))
        elif status == SCENARIO:
            parts.append(message("futures-round-assumed", round=label))
    return say_all(*parts)


def shortfall_caption(now: FutureSet, before: FutureSet) -> str:
    """The expected shortfall: the mean lowest headroom in the worst futures, with the baseline's beside it."""
    facts, baseline = _shortfall_facts(now), _shortfall_facts(before)
    parts = [message("futures-shortfall", worst=_worst(), **facts)]
    against = message("futures-shortfall-baseline", **baseline)
    if say_all(message("futures-shortfall-baseline", **facts)) != say_all(against):
        parts.append(against)
    return say_all(*parts, message("futures-shortfall-term"))


def brakes_caption(braked: FutureSet | None) -> str:
    """State what the worst futures and the share with money at the end are where spending slows down in time."""
    if braked is None:
        return say("futures-brakes-on")
    share = share_of_hundred(float(braked.survival[-1]), braked.count)
    return say_all(
        message("futures-brakes-shortfall", worst=_worst(), **_shortfall_facts(braked)),
        message("futures-brakes-survival", share=share),
        message("futures-brakes-count", count=braked.count),
    )


def _worst() -> Amount:
    return Amount(value=SHORTFALL_SHARE, unit="share")


def _shortfall_facts(futures: FutureSet) -> Facts:
    """State how far cash is above or below the minimum in the worst futures, on average."""
    size = Amount(value=abs(futures.shortfall), unit="bn yuan")
    return {"below": bool(futures.shortfall < 0.0), "size": size}


def futures_caption(now: FutureSet) -> str:
    """State what was drawn and how often, how wide the bands are, and what the fan shows."""
    low, high = (
        Amount(value=float(end), unit="share")
        for end in wilson_interval(now.survival[-1], now.count)
    )
    keys, correlated = uncertain_keys(now.scenario), len(now.case.correlations)
    few = [message("futures-too-few")] if now.count < _SMALL_SAMPLE else []
    return say_all(
        *few,
        message("futures-drawn", count=now.count, inputs=len(keys)),
        message("futures-correlated", pairs=correlated),
        message("futures-points", seed=str(now.seed)),
        message(
            "futures-bands",
            confidence=Amount(value=_CONFIDENCE, unit="share"),
            low=low,
            high=high,
        ),
        message("futures-fan"),
    )


def spread_caption(spread: Spread, outlook: Outlook, month: int) -> str:
    """The median of each headline figure over the futures, and the percentile of the scenario."""
    figures = [
        _place_message(outlook, key, spread.placement(key, month, outlook))
        for key in outlook.case.story.headline
    ]
    return say_all(message("futures-medians", count=spread.count), *figures)


def _place_message(outlook: Outlook, key: str, placement: Placement) -> Message:
    """The median of a figure and where the scenario lies: its percentile, or the share of futures that have its figure too."""
    case, median = outlook.case, NOT_DEFINED
    if not math.isnan(placement.median):
        median = headline_value(case, key, placement.median)
    named: Facts = {"name": case.label_of(key), "median": median}
    if math.isnan(placement.value) or math.isnan(placement.median):
        return message("futures-median-undefined", **named)
    if placement.equal > MANY_EQUAL:
        same = Amount(value=placement.equal, unit="share")
        return message("futures-median-equal", same=same, **named)
    return message("futures-median-place", percentile=round(placement.percentile), **named)


def one_sided_text(spread: Spread, outlook: Outlook) -> str:
    """State where the scenario lies by revenue at the end and, where that is above the middle, which limits bind in its futures."""
    last = outlook.case.months - 1
    place = spread.placement("revenue", last, outlook)
    if math.isnan(place.value) or math.isnan(place.median):
        return ""
    parts = [
        message(
            "futures-revenue-percentile",
            month=month_start(outlook.case.start, last),
            percentile=round(place.percentile),
        )
    ]
    if place.percentile > 50.0 + _NEAR_THE_MIDDLE:
        parts.append(message("futures-below-the-run", limits=_limits_named(spread) or None))
    return say_all(*parts)


def _limits_named(spread: Spread) -> list[Message]:
    """The limits that bind in the futures, with the share of their months, the most frequent first."""
    binding = sorted(spread.limits.items(), key=lambda limit: -limit[1])
    return [
        message("futures-limit", limit=limit, share=Amount(value=share, unit="share"))
        for limit, share in binding
        if share >= _LEAST_LIMITED
    ]
