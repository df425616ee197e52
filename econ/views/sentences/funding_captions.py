"""Captions of funding and of raising: runway and burn, peers, identities, the bridge of cash, and the raise that closes a hole.

The words are in `words/`; here are the facts.
"""

import math
from collections.abc import Sequence

import pandas as pd

from econ import finance
from econ.accounts.identities import LIGHT_FAILS, LIGHT_HOLDS
from econ.accounts.statements import burn_parts
from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.file.options import CLOSED
from econ.case.scenario import Scenario
from econ.decisions.closing_raise import ClosingRaise
from econ.decisions.raising import RaiseMap, cover_months
from econ.finance import runways
from econ.outlook import Outlook
from econ.units import format_value
from econ.views.facts import money_amount, months_amount
from econ.views.sentences.scenario_words import round_in_sentence
from econ.words import SIGNIFICANT, Amount, Facts, Message, message, say, say_all

TROUGH, HEADROOM, GROSS, NET, MULTIPLE = "trough", "headroom", "gross", "net", "multiple"

_SPENDING = {runways.STATIC: "burn", runways.LOSS: "loss"}
_GAIN = {runways.STATIC: "gain", runways.LOSS: "profit"}  # where more comes in than goes out


def averaged_runway_text(name: str, averages: Sequence[tuple[float, int]]) -> str:
    """Describe a runway that extrapolates recent months, and the burn or loss behind it.

    `averages` are bn yuan a month and the number of months they are of, first the usual number and then the long one.
    """
    is_gain = averages[0][0] < 0.0
    (usual, months), (long, long_months) = (
        (
            Amount(value=-spending if is_gain else spending, unit="bn yuan/month"),
            months_amount(count),
        )
        for spending, count in averages
    )
    what = _GAIN[name] if is_gain else _SPENDING[name]
    return say_all(
        message("funding-definition", name=name),
        message("funding-average", what=what, amount=usual, months=months),
        message("funding-long-average", amount=long, months=long_months),
    )


def path_runway_text(outlook: Outlook, without_new_money: Outlook, name: str) -> str:
    """Describe a runway that follows the path of cash, and its dependence on this scenario."""
    details: list[Message]
    if name == runways.ZERO_CASH:
        details = [message("funding-counted-from", month=outlook.case.start)]
    elif name == runways.COVENANT:
        details = [message("funding-minimum", money=money_amount(outlook.at("minimum_cash", 0)))]
    elif name == runways.LIQUIDITY:
        details = _credit_and_promises(outlook)
    elif name == runways.ALIVE:
        details = [
            message("funding-left-out", rounds=_left_out_rounds(outlook) or None),
            _lowest_headroom(without_new_money),
        ]
    else:
        details = [
            message("funding-raise-takes", lead=months_amount(outlook.at("raising_lead", 0)))
        ]
    return say_all(message("funding-definition", name=name), *details)


def _credit_and_promises(outlook: Outlook) -> list[Message]:
    """The credit line, and the most money that rounds have promised and not paid."""
    limit = outlook.at("credit_limit", 0)
    promised = float(outlook["undrawn_commitments"][0].max())
    line = message("funding-credit-line", has_line=bool(limit), limit=money_amount(limit))
    return [line, message("funding-promised", money=money_amount(promised))] if promised else [line]


def _left_out_rounds(outlook: Outlook) -> list[str]:
    """The rounds that bring money and are left out because they have not closed."""
    return [
        round_in_sentence(outlook.case, name)
        for name in outlook.case.elements["round"]
        if outlook.at(f"round_counts.{name}", 0) > 0.5
        and outlook.at(f"round_status.{name}", 0) != CLOSED
    ]


def _lowest_headroom(without_new_money: Outlook) -> Message:
    """State how far cash is from the least that must be held in the worst month from now on."""
    now = without_new_money.scenario.months_over
    headroom = without_new_money["cash_headroom"][0][now:]
    lowest = float(headroom.min())
    month = month_start(without_new_money.case.start, now + int(headroom.argmin()))
    is_below = lowest < 0.0
    money = money_amount(abs(lowest))
    return message("funding-lowest-headroom", is_below=is_below, money=money, month=month)


def burn_measure_definitions(
    outlook: Outlook, month: int, months: int, year: tuple[float, float, int]
) -> dict[str, str]:
    """The definition of trough, headroom, gross and net burn, and burn multiple.

    Burn is the average of some `months` up to one. `year` has the net burn of the multiple, the yearly revenue added, both in
    bn yuan, and the months that they are of.
    """
    case = outlook.case
    first = month_start(case.start, outlook.scenario.months_over)
    last = month_start(case.start, case.months - 1)
    burn, growth, year_months = year
    return {
        TROUGH: say("funding-trough", first=first, last=last),
        HEADROOM: say("funding-headroom", first=first, last=last),
        GROSS: say(
            "funding-gross", months=months_amount(months), month=month_start(case.start, month)
        ),
        NET: say("funding-net"),
        MULTIPLE: say(
            "funding-multiple",
            months=months_amount(year_months),
            burn=money_amount(burn),
            growth=money_amount(growth),
        ),
    }


def peers_caption(months: int) -> str:
    """State what the figures of peers leave out; those of the scenario are averages of some months."""
    return say("funding-peers-note", months=months_amount(months))


def identity_caption(checks: pd.DataFrame) -> str:
    """State how many identities of the statements hold, from the table of `check_identities`."""
    failed = checks[checks["light"] == LIGHT_FAILS]
    held = int((checks["light"] == LIGHT_HOLDS).sum())
    if failed.empty:
        return say("funding-identities-hold", count=held)
    first = failed.iloc[0]
    return say(
        "funding-identities-fail",
        failed=len(failed),
        total=held + len(failed),
        amount=first["amount"],
        month=first["month"],
        what=first["what"],
    )


def end_of_money_caption(closed_money: Outlook) -> str:
    """State what uses the money up until it ends, the largest first, in the run of closed money; empty where it outlasts the plan."""
    case, months = closed_money.case, closed_money.at("runway", 0)
    if not math.isfinite(months):
        return ""
    end = min(int(months), case.months - 1)
    parts = burn_parts(closed_money)
    sums = parts[parts["month"] <= end].groupby("part")["value"].sum()
    first, second = sums.drop("gross-profit").nlargest(2).items()
    facts: Facts = {
        "first": message("burn-part", part=str(first[0])),
        "first_sum": money_amount(float(first[1])),
        "second": message("burn-part", part=str(second[0])),
        "second_sum": money_amount(float(second[1])),
    }
    return say_all(
        message("funding-end-spending", month=month_start(case.start, end), **facts),
        message(
            "funding-end-money",
            cash=money_amount(closed_money.at("initial_cash", 0)),
            profit=money_amount(-float(sums["gross-profit"])),
        ),
    )


def burn_caption(outlook: Outlook) -> str:
    """State what all the burn to the horizon is worth today, and how much of it is training compute."""
    rate = outlook.at("capital_cost", 0)
    burn = float(outlook["net_burn"][0].sum())
    training = float(outlook["outside_research_compute"][0].sum())
    value = float(finance.present_value_of_burn(outlook["net_burn"][0], rate))
    part = "some"
    if burn > 0.0:
        part = "more" if training > burn else "most" if 2.0 * training > burn else "some"
    return say(
        "funding-burn-note",
        month=month_start(outlook.case.start, outlook.case.months - 1),
        burn=money_amount(burn),
        value=money_amount(value),
        rate=Amount(value=rate, unit="share/year"),
        training=money_amount(training),
        part=part,
    )


def raise_sentence(case: Case, raise_map: RaiseMap, row: int, column: int) -> str:
    """State what raising one amount in one month of the map comes to: runway, founder's stake and lowest cash."""
    runway = float(raise_map.runway[row, column])
    kind = "too-late" if raise_map.too_late[row] else "lasts"
    if kind == "lasts" and not math.isfinite(runway):
        kind = "undefined" if math.isnan(runway) else "beyond"
    return say(
        "raising-cell",
        amount=Amount(value=raise_map.amounts[column], unit="bn yuan"),
        month=month_start(case.start, raise_map.first + row),
        outcome=message(
            "raising-cell-outcome",
            kind=kind,
            months=format_value(runway, "month"),
            last=month_start(case.start, case.months - 1),
        ),
        stake=_amount(raise_map.founder_stake[row, column], "share", 1),
        cash=_amount(raise_map.lowest_cash[row, column], "bn yuan"),
    )


def _amount(value: float, unit: str, decimals: int | None = None) -> Amount:
    return Amount(value=float(value), unit=unit, decimals=decimals)


def smallest_raise_text(amount: float) -> str:
    """An amount of `smallest_raise`, in bn yuan, in words: zero, infinite and not a number each mean something else."""
    if math.isinf(amount):
        return say("raising-smallest-amount", kind="never")
    if math.isnan(amount):
        return say("raising-smallest-amount", kind="after-the-plan")
    if amount == 0.0:
        return say("raising-smallest-amount", kind="zero")
    return format_value(amount, "bn yuan")


def months_covered(scenario: Scenario) -> Amount:
    """The months that a raise must cover."""
    return Amount(value=cover_months(scenario), unit="month")


def smallest_raise_caption(outlook: Outlook) -> str:
    """State what the smallest raise keeps: cash above its minimum for the months to be covered."""
    return say(
        "raising-smallest-note",
        minimum=Amount(value=outlook.at("minimum_cash", 0), unit="bn yuan"),
        months=months_covered(outlook.scenario),
    )


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
