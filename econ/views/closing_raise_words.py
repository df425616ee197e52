"""The raise that closes the hole in a plan, in short sentences. The words are in `words/`; here are the facts."""

import math

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.decisions.closing_raise import ClosingRaise
from econ.views.facts import money_amount
from econ.views.sentences.scenario_words import round_in_sentence
from econ.words import SIGNIFICANT, Amount, say

_MOST_DECIMALS = 1  # of bn yuan


def closing_raise_sentences(case: Case, closing: ClosingRaise | None) -> tuple[str, ...]:
    """State what raise closes the hole: how much and until when, what it sells at which price, and when it must begin."""
    last = month_start(case.start, case.months - 1)
    if closing is None:
        return (say("funding-no-hole", month=last),)
    if math.isnan(closing.amount):
        return (say("funding-hole-undefined"),)
    month = month_start(case.start, closing.month)
    if math.isinf(closing.amount):
        return (say("funding-no-raise", month=month, last=last),)
    sentences = [
        say(
            "funding-raise", money=money_amount(_rounded_up(closing.amount)), month=month, last=last
        ),
        say(
            "funding-raise-price",
            price=money_amount(closing.pre_money),
            round=round_in_sentence(case, closing.priced_as),
            share=_share(closing.share_sold),
        ),
    ]
    if closing.plan_value > 0.0:
        multiple = Amount(value=closing.multiple, unit="x", form="bare")
        share = _share(closing.share_sold_at_plan_value)
        sentences.append(say("funding-raise-plan-value", multiple=multiple, share=share))
    lead = Amount(value=closing.lead, unit="month")
    if closing.begin >= closing.first_possible:
        sentences.append(
            say("funding-raise-begin", lead=lead, month=month_start(case.start, closing.begin))
        )
    else:
        now = month_start(case.start, closing.first_possible)
        sentences.append(say("funding-raise-too-late", lead=lead, month=now))
    return tuple(sentences)


def _share(share: float) -> Amount:
    return Amount(value=share, unit="share", decimals=1)


def _rounded_up(amount: float) -> float:
    """An amount in the digits in which it is written, never less than it is: rounded down it would be too small."""
    magnitude = math.floor(math.log10(amount)) if amount > 0.0 else 0
    decimals = min(SIGNIFICANT - 1 - magnitude, _MOST_DECIMALS)
    return math.ceil(amount * 10.0**decimals) / 10.0**decimals
