"""The stress test in words: what becomes of the money in so many of a hundred futures, beside the baseline."""

import math

from econ.case.rounds import REPORTED, SCENARIO
from econ.outlook import Outlook
from econ.risk.draws import uncertain_keys
from econ.risk.survival import (
    SHORTFALL_SHARE,
    FutureSet,
    sample_quantiles,
    wilson_interval,
)
from econ.units import NOT_DEFINED, format_value
from econ.views.premise import premise

EVERY = 6  # months between the terms that a sentence may name
SAFE, LIKELY, EVEN = 0.9, 0.7, 0.5  # shares of futures between which it gets interesting
TENTH = 0.1  # of futures that lie outside on either side, where the most of them are told
MONEY, MONTH = "bn yuan", "month"
HUNDRED, SAMPLE = 100, 128  # futures that are told of, and those below which they are no sample


def verdict(now: FutureSet, before: FutureSet, outlook: Outlook) -> str:
    """How long the money lasts in how many futures: the terms named are those at which the answer turns."""
    lasts = [(term, now.survival[term], before.survival[term]) for term in _terms(now.survival)]
    case = now.case
    first, *rest = [
        f"{of_hundred(share, now.count)} {'it' if number else 'cash'} lasts {'all ' if term == case.months else ''}"
        f"{term} months (to {case.month_name(term - 1)}){_in_baseline(share, was, now.count)}"
        for number, (term, share, was) in enumerate(lasts)
    ]
    terms = " and in ".join([f"in {first}", *rest]).replace(" futures it lasts", " it lasts")
    return _under(outlook, f"{terms}; {_half(now)}{_left_out(now)}.")


def _left_out(found):
    """How many futures are left out because cash is not defined in them; empty where it is defined in all."""
    if not found.undefined:
        return ""
    futures = "1 more future" if found.undefined == 1 else f"{found.undefined:,} more futures"
    return f"; in {futures} cash is {NOT_DEFINED}"


def out_within(now: FutureSet, before: FutureSet, outlook: Outlook, months: int) -> str:
    """In how many futures cash runs out within so many months, and whether it does in the one run."""
    gone, was = (1.0 - float(found.survival[months]) for found in (now, before))
    beside = _in_baseline(gone, was, now.count)
    runway = outlook.at("runway", 0)
    does = "it does" if runway < months else "it does not"
    does = f"its cash is {NOT_DEFINED}" if math.isnan(runway) else does
    alone = f"in the one run, everything as assumed, {does}"
    return _under(
        outlook,
        f"in {of_hundred(gone, now.count)} cash runs out within {months} months, by "
        f"{now.case.month_name(months - 1)}{beside}; {alone}{_left_out(now)}.",
    )


def _in_baseline(share, was, count):
    """What the baseline says, in brackets, where it is not the same number."""
    return (
        ""
        if _number(share, count) == _number(was, count)
        else f" ({_number(was, count)} in the baseline)"
    )


def around_the_middle(now: FutureSet, outlook: Outlook, words: str) -> str:
    """Where the middle of the futures is and where eight in ten of them, and `words`, which say what moves an outcome."""
    low, high = (
        month_in(now, float(value)) for value in sample_quantiles(now.runway, [TENTH, 1.0 - TENTH])
    )
    span = (
        f"in {low}"
        if low == high
        else f"between {low} and {high}".replace("and beyond", "and some time beyond")
    )
    return _under(outlook, f"{_half(now)}, eight in ten {span}; {words}.")


def _under(outlook, text):
    """A sentence behind the condition it stands under."""
    whole = premise(outlook.scenario) + text
    return whole[0].upper() + whole[1:]


def apart(now: FutureSet, outlook: Outlook) -> str:
    """Why the one run and the middle of the futures differ: what came in and went out until the first of them ends."""
    case, alone, middle = (
        now.case,
        outlook.at("runway", 0),
        float(sample_quantiles(now.runway, [EVEN])[0]),
    )
    if math.isnan(alone):
        return f"Cash of the one run, everything as assumed, is {NOT_DEFINED}."
    run, middles = (
        f"until {month_in(now, months)}{'' if math.isinf(months) else f' ({format_value(months, MONTH)})'}".replace(
            "until beyond", "beyond"
        )
        for months in (alone, middle)
    )
    if alone == middle or abs(alone - middle) < 1.0:
        return f"The one run, everything as assumed, has money {run}, and so has the middle of the futures."
    last = int(min(alone, middle, case.months - 1))
    revenue, burnt = (float(outlook[name][0, : last + 1].sum()) for name in ("revenue", "net_burn"))
    raised = outlook.at("raised_so_far", last)
    run_in, run_raised, run_out, all_in, all_raised, all_out = (
        format_value(float(value), MONEY, with_unit=False)
        for value in (
            revenue,
            raised,
            revenue + burnt,
            now.received[last],
            now.raised[last],
            now.spent[last],
        )
    )
    more = {
        "taken in": now.received[last] - revenue,
        "raised": now.raised[last] - raised,
        "spent": now.spent[last] - revenue - burnt,
    }
    most = max(more, key=lambda what: abs(float(more[what])))
    size = format_value(abs(float(more[most])), MONEY)
    by = "then" if last == int(min(middle, case.months - 1)) else case.month_name(last)
    return (
        f"The one run, everything as assumed, has money {run}, the middle of the futures {middles}: by {by} the run has "
        f"taken in {run_in} bn yuan, raised {run_raised} and spent {run_out}, the futures {all_in}, {all_raised} and "
        f"{all_out} on average; most of the difference is {size} {'more' if more[most] > 0.0 else 'less'} {most}."
    )


def _terms(survival):
    """The last term that is safe, or likely where none is, and the first that is not even, or what comes nearest to them."""
    terms = list(range(EVERY, len(survival), EVERY)) or [len(survival) - 1]
    least = next((share for share in (SAFE, LIKELY) if survival[terms[0]] >= share), 1.0)
    safe = max((term for term in terms if survival[term] >= least), default=terms[0])
    even = min((term for term in terms if survival[term] <= EVEN), default=terms[-1])
    return sorted({safe, even})


def of_hundred(share: float, count: int = HUNDRED) -> str:
    """A share of futures as people count them: "73 of 100 futures", of fewer as they are; never none or all if it is not."""
    if share in (0.0, 1.0):
        return "every future" if share == 1.0 else "no future"
    return f"{_number(share, count)} of {min(count, HUNDRED)} futures"


def _number(share, count=HUNDRED):
    if share in (0.0, 1.0):
        return "none" if share == 0.0 else "all"
    of = min(count, HUNDRED)
    counted = round(float(share) * of)
    return (
        "fewer than 1" if counted == 0 else f"more than {of - 1}" if counted == of else str(counted)
    )


def before_the_round(found: FutureSet) -> str:
    """How often the money is gone before the round of the story is there, and how often rounds that are open close."""
    case, story = found.case, found.case.story
    value, said = found.scenario.value, []
    coming = [
        name
        for name in case.elements["round"]
        if value(f"round_month.{name}") < case.months and found.closing[name] > 0.0
    ]
    if story and story.round in coming:
        month, name = (
            int(value(f"round_month.{story.round}")),
            case.label("round", story.round).lower(),
        )
        gone = 1.0 - float(found.survival[month])
        if gone * HUNDRED >= 1.0:
            said.append(
                f"In {of_hundred(gone, found.count)} the money is gone before the {name} is there in "
                f"{case.month_name(month)}, most of all where there was little at the beginning."
            )
    for name in coming:
        label, status = case.label("round", name).lower(), value(f"round_status.{name}")
        if status == REPORTED:
            said.append(
                f"The {label}, which has not closed, closes in {of_hundred(found.closing[name], found.count)}."
            )
        elif status == SCENARIO:
            said.append(f"Every future counts on the {label}, which is assumed.")
    return " ".join(said)


def _half(found):
    middle = float(sample_quantiles(found.runway, [EVEN])[0])
    if math.isinf(middle):
        return f"more than half of the futures have money {month_in(found, middle)}"
    return f"half of the futures are out of cash by {month_in(found, middle)}"


def month_in(found: FutureSet, months: float) -> str:
    """The month in which money is gone after so many months: "Dec 2029", or "beyond Apr 2031"."""
    case = found.case
    if math.isnan(months):
        return f"a month that is {NOT_DEFINED}"
    return (
        f"beyond {case.month_name(case.months - 1)}"
        if math.isinf(months)
        else case.month_name(min(int(months), case.months - 1))
    )


def shortfall(now: FutureSet, before: FutureSet) -> str:
    """What is missing in the worst futures, on average (expected shortfall), beside the baseline's."""
    share = f"{SHORTFALL_SHARE * HUNDRED:.0f} in {HUNDRED}"
    was = (
        ""
        if _amount(now) == _amount(before)
        else f", against {_amount(before, now)} in the baseline"
    )
    where = "at the lowest point within the horizon, on average"
    return (
        f"In the worst {share} futures {_amount(now)} the minimum {where}{was}: the expected shortfall of headroom, with "
        "spending as planned after the money is gone too."
    )


def _amount(found, beside=None):
    """How far cash is above or below the minimum; beside another on the same side, the amount alone."""
    amount = format_value(abs(found.shortfall), "bn yuan")
    if beside and (beside.shortfall < 0.0) == (found.shortfall < 0.0):
        return amount
    return f"cash is {amount} {'below' if found.shortfall < 0.0 else 'above'}"


def caption(now: FutureSet) -> str:
    """What was drawn, how often, and how far the result may be off."""
    end = now.survival[-1]
    low, high = wilson_interval(end, now.count)
    keys, correlated = uncertain_keys(now.scenario), len(now.case.correlations)
    few = (
        "So few futures are no sample: ask for some hundreds at least. "
        if now.count < SAMPLE
        else ""
    )
    drawn = "One future" if now.count == 1 else f"{now.count:,} futures"
    return (
        f"{few}{drawn} of {len(keys)} uncertain assumptions of the world, {correlated} pairs of them correlated, on "
        f"scrambled Sobol points (seed {now.seed}); the baseline is drawn on the same. Choices are not drawn. Bands of "
        f"survival are Wilson's at 95 % and rather too wide for such points: of all futures {format_value(float(low), 'share')} to "
        f"{format_value(float(high), 'share')} last to the end. In the fan the dark band holds half of all futures, "
        "the light one nine in ten; dotted are five whole futures, dashed is the middle of the baseline."
    )
