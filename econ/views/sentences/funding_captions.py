"""Captions and definitions of funding: runway and burn, peers, the identities of the statements, and the bridge of cash."""

from collections.abc import Sequence

import pandas as pd

from econ import finance
from econ.accounts.identities import LIGHT_FAILS, LIGHT_HOLDS
from econ.case.rounds import CLOSED
from econ.finance import runways
from econ.outlook import Outlook
from econ.units import format_value
from econ.views.sentences.scenario_words import round_in_sentence

CASH_BRIDGE_CAPTION = (
    "Gross profit and training are before depreciation, and people without options, which are not cash. Plant has "
    "deposits in it and no sales tax, taxes have both kinds, leases have their interest. Cards, building, rent and "
    "training are priced without sales tax; what goes in lies with the tax office until it is used or refunded."
)

_SPENDING = {runways.STATIC: "burn", runways.LOSS: "loss"}
_GAIN = {
    runways.STATIC: "gain of cash",
    runways.LOSS: "profit",
}  # where more comes in than goes out


def averaged_spending_text(name: str, averages: Sequence[tuple[float, int]]) -> str:
    """The burn or loss behind a runway that carries recent months on.

    `averages` are bn yuan a month and the number of months they are of, first the usual number and then the long one.
    """
    is_gain = averages[0][0] < 0.0
    label = _GAIN[name] if is_gain else _SPENDING[name]
    usual, long = (
        f"{format_value(-spending if is_gain else spending, 'bn yuan/month')} over {format_value(float(months), 'month')}"
        for spending, months in averages
    )
    return f"the {label} is {usual} ({long})"


def path_runway_text(outlook: Outlook, without_new_money: Outlook, name: str) -> str:
    """What a runway that follows the path of cash depends on in this scenario."""
    if name == runways.ZERO_CASH:
        return f"the headline counts it from {outlook.case.month_name(0)}"
    if name == runways.COVENANT:
        return f"that is {format_value(outlook.at('minimum_cash', 0), 'bn yuan')}"
    if name == runways.LIQUIDITY:
        return _credit_and_promises_text(outlook)
    if name == runways.ALIVE:
        lowest = _lowest_headroom_text(without_new_money)
        return f"{_left_out_rounds_text(outlook)}, and cash is {lowest}"
    return f"raising takes {format_value(outlook.at('raising_lead', 0), 'month')}"


def _credit_and_promises_text(outlook: Outlook) -> str:
    """The credit line, and the most money that rounds have promised and not paid."""
    limit = outlook.at("credit_limit", 0)
    promised = float(outlook["undrawn_commitments"][0].max())
    text = f"the line is {format_value(limit, 'bn yuan')}" if limit else "there is no credit line"
    if not promised:
        return text
    return f"{text}, and {format_value(promised, 'bn yuan')} of rounds is promised at most"


def _left_out_rounds_text(outlook: Outlook) -> str:
    """The rounds that bring money and are left out because they have not closed."""
    labels = [
        round_in_sentence(outlook.case, name)
        for name in outlook.case.elements["round"]
        if outlook.at(f"round_counts.{name}", 0) > 0.5
        and outlook.at(f"round_status.{name}", 0) != CLOSED
    ]
    return f"left out: {', '.join(labels)}" if labels else "no round is left out"


def _lowest_headroom_text(without_new_money: Outlook) -> str:
    """How far cash is from the least that must be held in the worst month from now on."""
    now = without_new_money.scenario.months_over
    headroom = without_new_money["cash_headroom"][0][now:]
    lowest = float(headroom.min())
    month = without_new_money.case.month_name(now + int(headroom.argmin()))
    side = "below" if lowest < 0.0 else "above"
    return f"{format_value(abs(lowest), 'bn yuan')} {side} it in {month}, the worst month"


def burn_measure_definitions(outlook: Outlook, month: int, months: int) -> dict[str, str]:
    """The definition of trough, headroom, gross and net burn; burn is the average of some `months` up to one."""
    case = outlook.case
    ahead = f"from {case.month_name(outlook.scenario.months_over)} to the horizon"
    average = (
        f"a month, over the {format_value(float(months), 'month')} to {case.month_name(month)}"
    )
    return {
        "Trough": f"least cash {ahead}",
        "Covenant headroom": f"least cash and undrawn line above (or below) what must be held, {ahead}",
        "B1 Gross burn": f"cash out for operations, plant and leases {average}",
        "B2 Net burn": "the same less what customers and the bank pay; without equity and the line",
    }


def burn_multiple_definition(burn: float, added_revenue: float, months: int) -> str:
    """The definition of the burn multiple, with its net burn of some months and the yearly revenue added, in bn yuan."""
    return (
        f"net burn of {format_value(float(months), 'month')}, {format_value(burn, 'bn yuan')}, over the "
        f"{format_value(added_revenue, 'bn yuan')} that twelve times monthly revenue grew by; below 1 is excellent, above 3 poor"
    )


def peers_caption(months: int) -> str:
    """What the figures of peers leave out; those of the scenario are averages of some months."""
    average = format_value(float(months), "month")
    return (
        "R3 to R7 look along a path of cash that no peer publishes: plans, lines, covenants and rounds to come are not "
        "disclosed. Burn is as each company states it, plant and leases in it; operations alone leave both out, and flatter. "
        f"A peer's means are over the months it reports, the scenario's over {average}. Where a company has deposits and funds "
        "beside cash, the loss-based figure is over all of it, as in the press."
    )


def identity_caption(checks: pd.DataFrame) -> str:
    """How many identities of the statements hold, from the table of `check_identities`."""
    failed = checks[checks["light"] == LIGHT_FAILS]
    held = int((checks["light"] == LIGHT_HOLDS).sum())
    if failed.empty:
        return f"All {held} identities of the statements hold"
    first = failed.iloc[0]
    return (
        f"{len(failed)} of {held + len(failed)} identities FAIL, the first by {first['amount']} in {first['month']}: "
        f"{first['what holds']}"
    )


def burn_caption(outlook: Outlook) -> str:
    """What all the burn to the horizon is worth today, and how much of it is training compute."""
    rate = outlook.at("capital_cost", 0)
    burn = float(outlook["net_burn"][0].sum())
    training = float(outlook["outside_research_compute"][0].sum())
    present_value = float(finance.present_value_of_burn(outlook["net_burn"][0], rate))
    worth = format_value(present_value, "bn yuan")
    driver_clause = ""
    if 2.0 * training > burn > 0.0:
        driver_clause = ", more than half of it"
    return (
        f"Net burn until {outlook.case.month_name(outlook.case.months - 1)} is {format_value(burn, 'bn yuan')}, worth "
        f"{worth} today at {format_value(rate, 'share')} a year. Rented training compute takes "
        f"{format_value(training, 'bn yuan')} until then{driver_clause}."
    )
