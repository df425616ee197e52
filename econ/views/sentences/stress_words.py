"""Sentences about futures: in how many the money lasts, what is missing in the worst, how sure that is, and where the one run lies."""

import math

from econ.arrays import Array
from econ.case.rounds import REPORTED, SCENARIO
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
from econ.units import NOT_DEFINED, format_value
from econ.views.sentences.answers import headline_value, runway_month_label, with_premise
from econ.views.sentences.scenario_words import round_in_sentence

_TERM_STEP = 6  # months between the terms that a sentence may name
_SAFE_SHARE, _LIKELY_SHARE, _EVEN_SHARE = (
    0.9,
    0.7,
    0.5,
)  # of futures; the terms named are near these
_TAIL_SHARE = 0.1  # of futures on each side of the range that holds eight in ten
_HUNDRED = 100  # futures in which a share is stated
_SMALL_SAMPLE = 128  # futures; fewer are too few for a reliable estimate
_NEAR_THE_MIDDLE = 10.0  # percentiles from the median that need no explanation
_MANY_EQUAL = 0.05  # share of futures with the figure of the one run from which the share is named


def survival_answer(now: FutureSet, before: FutureSet, outlook: Outlook) -> str:
    """The answer of the page Many futures: in how many futures the money lasts to one or two terms.

    The terms are the last that is safe and the first that is not even; `before` holds the futures of the baseline.
    """
    case = now.case
    clauses: list[str] = []
    for term in _named_terms(now.survival):
        share = share_of_hundred(now.survival[term], now.count)
        in_baseline = _in_baseline(now.survival[term], before.survival[term], now.count)
        months = f"{'all ' if term == case.months else ''}{term} months"
        subject = " it" if clauses else " cash"
        clauses.append(
            f"in {share}{subject} lasts {months} (to {case.month_name(term - 1)}){in_baseline}"
        )
    text = " and ".join(clauses).replace(" futures it lasts", " it lasts")
    return with_premise(outlook, f"{text}; {_median_clause(now)}{_undefined_clause(now)}.")


def _undefined_clause(futures: FutureSet) -> str:
    """How many futures are left out because cash is undefined in them; empty if it is defined in all."""
    if not futures.undefined:
        return ""
    count = "1 more future" if futures.undefined == 1 else f"{futures.undefined:,} more futures"
    return f"; in {count} cash is {NOT_DEFINED}"


def cash_out_answer(now: FutureSet, before: FutureSet, outlook: Outlook, months: int) -> str:
    """The answer of the page Breaking points: in how many futures cash runs out within `months`, and whether in the one run."""
    share = 1.0 - float(now.survival[months])
    in_baseline = _in_baseline(share, 1.0 - float(before.survival[months]), now.count)
    runway = outlook.at("runway", 0)
    does = "it does" if runway < months else "it does not"
    if math.isnan(runway):
        does = f"its cash is {NOT_DEFINED}"
    return with_premise(
        outlook,
        f"in {share_of_hundred(share, now.count)} cash runs out within {months} months, by "
        f"{now.case.month_name(months - 1)}{in_baseline}; in the one run, everything as assumed, "
        f"{does}{_undefined_clause(now)}.",
    )


def _in_baseline(share: float, baseline_share: float, count: int) -> str:
    """The number of futures in the baseline, in brackets; empty if it is the same."""
    baseline_number = _number_of_hundred(baseline_share, count)
    if _number_of_hundred(share, count) == baseline_number:
        return ""
    return f" ({baseline_number} in the baseline)"


def runway_spread_answer(now: FutureSet, outlook: Outlook, mover: str) -> str:
    """The answer of the page What matters: the median runway, the range of eight futures in ten, and `mover`.

    `mover` is a clause that says what moves the outcome most.
    """
    quantiles = sample_quantiles(now.runway, [_TAIL_SHARE, 1.0 - _TAIL_SHARE])
    low, high = (runway_month_label(now.case, float(months)) for months in quantiles)
    span = f"in {low}"
    if low != high:
        span = f"between {low} and {high}".replace("and beyond", "and some time beyond")
    return with_premise(outlook, f"{_median_clause(now)}, eight in ten {span}; {mover}.")


def single_run_comparison(now: FutureSet, outlook: Outlook) -> str:
    """Why the one run and the median future differ: money received, raised and spent until the first of them ends."""
    run_months = outlook.at("runway", 0)
    median_months = float(sample_quantiles(now.runway, [_EVEN_SHARE])[0])
    if math.isnan(run_months):
        return f"Cash of the one run, everything as assumed, is {NOT_DEFINED}."
    run_end, median_end = _end_clause(now, run_months), _end_clause(now, median_months)
    if run_months == median_months or abs(run_months - median_months) < 1.0:
        return f"The one run, everything as assumed, has money {run_end}, and so has the middle of the futures."
    last = int(min(run_months, median_months, now.case.months - 1))
    received, burnt = (
        float(outlook[name][0, : last + 1].sum()) for name in ("revenue", "net_burn")
    )
    run_money = (received, outlook.at("raised_so_far", last), received + burnt)
    mean_money = (now.received[last], now.raised[last], now.spent[last])
    run_texts, mean_texts = (
        [format_value(float(amount), "bn yuan", with_unit=False) for amount in money]
        for money in (run_money, mean_money)
    )
    differences = {
        "taken in": now.received[last] - received,
        "raised": now.raised[last] - run_money[1],
        "spent": now.spent[last] - received - burnt,
    }
    largest = max(differences, key=lambda name: abs(float(differences[name])))
    size = format_value(abs(float(differences[largest])), "bn yuan")
    median_ends_first = last == int(min(median_months, now.case.months - 1))
    by = "then" if median_ends_first else now.case.month_name(last)
    return (
        f"The one run, everything as assumed, has money {run_end}, the middle of the futures {median_end}: by {by} the run has "
        f"taken in {run_texts[0]} bn yuan, raised {run_texts[1]} and spent {run_texts[2]}, the futures {mean_texts[0]}, "
        f"{mean_texts[1]} and {mean_texts[2]} on average; most of the difference is {size} "
        f"{'more' if differences[largest] > 0.0 else 'less'} {largest}."
    )


def _end_clause(futures: FutureSet, months: float) -> str:
    """Until when money lasts: "until Dec 2029 (43.1 months)", or "beyond Apr 2031"."""
    label = runway_month_label(futures.case, months)
    if math.isinf(months):
        return label
    return f"until {label} ({format_value(months, 'month')})"


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
    """A share of `count` futures in words: "73 of 100 futures", "no future", "every future"."""
    if share in {0.0, 1.0}:
        return "every future" if share == 1.0 else "no future"
    return f"{_number_of_hundred(share, count)} of {min(count, _HUNDRED)} futures"


def _number_of_hundred(share: float, count: int) -> str:
    """A share as a number of a hundred futures, or of `count` if those are fewer; "none" and "all" for zero and one only."""
    if share in {0.0, 1.0}:
        return "none" if share == 0.0 else "all"
    total = min(count, _HUNDRED)
    number = round(float(share) * total)
    if number == 0:
        return "fewer than 1"
    return f"more than {total - 1}" if number == total else str(number)


def round_caption(futures: FutureSet) -> str:
    """How often the money is gone before the story's round comes, and how often rounds that have not closed close."""
    case, story, sentences = futures.case, futures.case.story, []
    months = {
        name: float(futures.scenario.value(f"round_month.{name}"))
        for name in case.elements["round"]
    }
    coming = [name for name in months if months[name] < case.months and futures.closing[name] > 0.0]
    if story.round in coming:
        month = int(months[story.round])
        gone_share = 1.0 - float(futures.survival[month])
        if gone_share * _HUNDRED >= 1.0:
            sentences.append(
                f"In {share_of_hundred(gone_share, futures.count)} the money is gone before the "
                f"{round_in_sentence(case, story.round)} is there in {case.month_name(month)}, most of all where there "
                "was little at the beginning."
            )
    for name in coming:
        label = round_in_sentence(case, name)
        status = futures.scenario.value(f"round_status.{name}")
        if status == REPORTED:
            closing = share_of_hundred(futures.closing[name], futures.count)
            sentences.append(f"The {label}, which has not closed, closes in {closing}.")
        elif status == SCENARIO:
            sentences.append(f"Every future counts on the {label}, which is assumed.")
    return " ".join(sentences)


def _median_clause(futures: FutureSet) -> str:
    """The month in which half of the futures are out of cash, as a clause of a sentence."""
    months = float(sample_quantiles(futures.runway, [_EVEN_SHARE])[0])
    label = runway_month_label(futures.case, months)
    if math.isinf(months):
        return f"more than half of the futures have money {label}"
    return f"half of the futures are out of cash by {label}"


def shortfall_caption(now: FutureSet, before: FutureSet) -> str:
    """The expected shortfall: the mean lowest headroom in the worst futures, with the baseline's beside it."""
    amount, baseline_amount = _headroom_text(now), _headroom_text(before)
    against = ""
    if amount != baseline_amount:
        if (now.shortfall < 0.0) == (before.shortfall < 0.0):
            baseline_amount = format_value(abs(before.shortfall), "bn yuan")
        against = f", against {baseline_amount} in the baseline"
    return (
        f"In the worst {SHORTFALL_SHARE * _HUNDRED:.0f} in {_HUNDRED} futures {amount} the minimum at the lowest point within "
        f"the horizon, on average{against}: the expected shortfall of headroom, with spending as planned after the money is "
        "gone too."
    )


def brakes_caption(braked: FutureSet | None) -> str:
    """What the worst futures and the share with money at the end are where spending slows down in time."""
    if braked is None:
        return (
            "Brakes are on in this scenario: spending slows down when cash falls below the reserve."
        )
    return (
        f"With brakes on, over {braked.count} futures, {_headroom_text(braked)} the "
        f"minimum in the worst {SHORTFALL_SHARE * _HUNDRED:.0f} in {_HUNDRED}, and the money lasts to the end of the plan in "
        f"{share_of_hundred(float(braked.survival[-1]), braked.count)}."
    )


def _headroom_text(futures: FutureSet) -> str:
    """How far cash is above or below the minimum in the worst futures, on average."""
    amount = format_value(abs(futures.shortfall), "bn yuan")
    return f"cash is {amount} {'below' if futures.shortfall < 0.0 else 'above'}"


def futures_caption(now: FutureSet) -> str:
    """What was drawn and how often, how wide the bands are, and what the fan shows."""
    low, high = wilson_interval(now.survival[-1], now.count)
    keys, correlated = uncertain_keys(now.scenario), len(now.case.correlations)
    few = ""
    if now.count < _SMALL_SAMPLE:
        few = "So few futures are no sample: ask for some hundreds at least. "
    drawn = "One future" if now.count == 1 else f"{now.count:,} futures"
    return (
        f"{few}{drawn} of {len(keys)} uncertain assumptions of the world, {correlated} pairs of them correlated, on "
        f"scrambled Sobol points (seed {now.seed}); the baseline is drawn on the same. Choices are not drawn. Bands of "
        f"survival are Wilson's at 95 % and rather too wide for such points: of all futures {format_value(float(low), 'share')} to "
        f"{format_value(float(high), 'share')} last to the end. In the fan the dark band holds half of all futures, "
        "the light one nine in ten; dotted are five whole futures, dashed is the middle of the baseline."
    )


def spread_caption(spread: Spread, outlook: Outlook, month: int) -> str:
    """The median of each headline figure over the futures, and the percentile of the one run."""
    case = outlook.case
    figures = [
        f"{case.label_of(key)} {_figure_text(outlook, key, spread.placement(key, month, outlook))}"
        for key in case.story.headline
    ]
    return f"Median of {spread.count} futures, and where the one run lies: {'; '.join(figures)}."


def _figure_text(outlook: Outlook, key: str, placement: Placement) -> str:
    median = NOT_DEFINED
    if not math.isnan(placement.median):
        median = headline_value(outlook.case, key, placement.median)
    return f"{median} ({_place_text(placement)})"


def _place_text(placement: Placement) -> str:
    """Where the one run lies: its percentile, or the share of futures that have its figure too."""
    if math.isnan(placement.value) or math.isnan(placement.median):
        return NOT_DEFINED
    if placement.equal > _MANY_EQUAL:
        same = format_value(round(placement.equal, 2), "share")
        return f"{same} of futures are as the run"
    return f"run at percentile {placement.percentile:.0f}"


def one_sided_text(spread: Spread, outlook: Outlook) -> str:
    """Where the one run lies by revenue at the end and, where that is above the middle, which limits keep futures below it."""
    last = outlook.case.months - 1
    place = spread.placement("revenue", last, outlook)
    if math.isnan(place.value) or math.isnan(place.median):
        return ""
    text = f"By revenue of {outlook.case.month_name(last)} the one run lies at percentile {place.percentile:.0f} of its futures"
    if place.percentile <= 50.0 + _NEAR_THE_MIDDLE:
        return f"{text}."
    return (
        f"{text}: what limits a plan acts one way, so that most futures lie below it. Users are refused and are never served twice, "
        "power and money hold orders back, and a lead over rivals is copied while a lag is not made up for."
    )
