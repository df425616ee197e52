"""The raise that closes the hole in a plan, in short sentences."""

import math

from econ.case.case import Case
from econ.decisions.closing_raise import ClosingRaise
from econ.views.sentences.scenario_words import round_in_sentence
from econ.views.short_numbers import (
    last_month,
    short_money,
    short_month,
    short_share,
    three_digits,
    whole_months,
)


def closing_raise_sentences(case: Case, closing: ClosingRaise | None) -> tuple[str, ...]:
    """What raise closes the hole: how much and until when, what it sells at which price, and when it must begin."""
    if closing is None:
        return (f"No money is missing until {last_month(case)}.",)
    if math.isnan(closing.amount):
        return ("What is missing is not defined, because cash is not.",)
    month = short_month(case, closing.month)
    if math.isinf(closing.amount):
        return (f"No raise in {month} keeps cash above its minimum until {last_month(case)}.",)
    amount = short_money(math.ceil(closing.amount * 10.0) / 10.0)  # rounded down it is too small
    price, round_label = short_money(closing.pre_money), round_in_sentence(case, closing.priced_as)
    sold = _company_share(closing.share_sold)
    sentences = [
        f"A raise of {amount} in {month} keeps cash above its minimum until {last_month(case)}.",
        f"At {price} before the money, the price of the {round_label}, it sells {sold}.",
    ]
    if closing.plan_value > 0.0:
        times = three_digits(closing.multiple)
        sold = _company_share(closing.share_sold_at_plan_value)
        sentences.append(f"At {times} times the last year's gross profit it sells {sold}.")
    lead = whole_months(closing.lead)
    if closing.begin >= closing.first_possible:
        sentences.append(
            f"It takes {lead}, so it must begin by {short_month(case, closing.begin)}."
        )
    else:
        now = short_month(case, closing.first_possible)
        sentences.append(f"It takes {lead}, so beginning in {now} is too late.")
    return tuple(sentences)


def _company_share(share: float) -> str:
    return f"{short_share(share)} of the company"
