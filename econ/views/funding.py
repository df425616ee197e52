"""Tables of funding: runway by each definition from two origins, burn and its measures, and events on the way of cash."""

import math

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.file.schema import HORIZON
from econ.finance import runways
from econ.outlook import Outlook
from econ.units import BEYOND_WORDS, MONTHS_A_YEAR, NOT_DEFINED, format_value
from econ.views.sentences.funding_captions import (
    GROSS,
    HEADROOM,
    MULTIPLE,
    NET,
    TROUGH,
    averaged_runway_text,
    burn_measure_definitions,
    path_runway_text,
)
from econ.words import POINTS, Amount, message, say, say_all

# Definitions that carry recent months on: the quantity that is averaged, and the sign with which it is spending.
_AVERAGED_QUANTITIES = {
    runways.STATIC: ("net_burn", 1.0),
    runways.LOSS: ("adjusted_net_income", -1.0),
}
# Definitions that follow the path ahead: the quantity of the model.
PATH_QUANTITIES = {
    runways.ZERO_CASH: "runway",
    runways.COVENANT: "covenant_runway",
    runways.LIQUIDITY: "liquidity_runway",
    runways.ALIVE: "covenant_runway",
    runways.DECISION: "decision_runway",
}
_TERMS = (24, 36, 48)  # months after which the share of futures with money is named
_HALF_WIDTH = (
    0.98  # of the 95 % interval of a share of one half, times the root of the number of futures
)
_ROUNDED_TO_ZERO = 0.05  # months: a shorter time ago would be written as zero


def runway_ends(outlook: Outlook, without_new_money: Outlook, month: int) -> dict[str, float]:
    """Return the end of the money by each of `RUNWAY_DEFINITIONS`, in months from the beginning.

    Infinite where it does not end, not a number where cash is undefined. `without_new_money` is the outlook of
    `default_alive`. Static and loss-based runway are read at the end of a month and counted from the beginning like the
    others, so that all seven can be compared.
    """
    ends = {}
    for name in runways.RUNWAY_DEFINITIONS:
        if name in _AVERAGED_QUANTITIES:
            cash = outlook.at("cash", month)
            spending = _average_spending(outlook, name, month, averaged_months(outlook))
            is_known = math.isfinite(cash) and math.isfinite(spending)
            months = float(runways.runway(name, cash=cash, burn=spending)) if is_known else math.nan
            ends[name] = month + 1.0 + months
        else:
            source = without_new_money if name == runways.ALIVE else outlook
            ends[name] = source.at(PATH_QUANTITIES[name], 0)
    return ends


def averaged_months(outlook: Outlook, criterion: str = "burn_average") -> int:
    """Whole months over which burn and loss are averaged; `criterion` is `burn_average` or `long_burn_average`."""
    return round(float(outlook.scenario.value(criterion)))


def _average_spending(outlook: Outlook, name: str, month: int, months: int) -> float:
    """Average burn or loss of the last months up to one, in bn yuan a month; negative where money was gained."""
    quantity, sign = _AVERAGED_QUANTITIES[name]
    return float(np.mean(sign * outlook[quantity][0, max(month - months + 1, 0) : month + 1]))


def runway_table(outlook: Outlook, without_new_money: Outlook, month: int) -> pd.DataFrame:
    """Runway by each definition as text, one row each: from what is known, from the end of a month, its end, the definition."""
    case, known, read = outlook.case, outlook.scenario.months_over, month + 1.0
    rows = []
    ends = runway_ends(outlook, without_new_money, month)
    for name, end in ends.items():
        is_averaged = name in _AVERAGED_QUANTITIES
        last = math.inf if is_averaged else float(case.months)
        definition = (
            _averages_text(outlook, name, month)
            if is_averaged
            else path_runway_text(outlook, without_new_money, name)
        )
        from_known = _months_ahead(end - known, last - known)
        if is_averaged and outlook.at("cash", month) <= 0.0:
            from_known = "–"
        rows.append(
            (
                say("funding-runway", name=name),
                from_known,
                _months_ahead(end - read, last - read),
                _end_text(outlook, name, end, month),
                definition,
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            "runway",
            say("funding-from-start", month=month_start(case.start, known)),
            say("funding-from-end", month=month_start(case.start, month)),
            say("funding-ends-in"),
            "definition",
        ],
    )


def lasting_table(
    outlook: Outlook, months_at_longest: float, survival: Array, futures_count: int
) -> pd.DataFrame:
    """Table of how long the money lasts, as text: the one run, the month of braking, and futures with money after some terms.

    `months_at_longest` is the runway over the longest horizon, `survival` the share of futures with money after 0, 1, … months.
    """
    case, known = outlook.case, outlook.scenario.months_over
    months, braked = outlook.at("runway", 0), outlook.at("brake_month", 0)
    plan = [message("funding-this-scenario-meaning", brakes=bool(outlook.at("brakes", 0)))]
    if math.isinf(months) and case.months < HORIZON[-1]:
        plan.append(
            message(
                "funding-on-longest-plan",
                months=Amount(value=HORIZON[-1], unit="month"),
                outlasts=math.isinf(months_at_longest),
                end=end_of_money(case, months_at_longest),
            )
        )
    period = Amount(value=outlook.at("reserve_period", 0), unit="month")
    would = message("funding-board-never", period=period)
    if math.isfinite(braked):
        reserve = Amount(value=outlook.at("reserve", int(braked)), unit="bn yuan")
        would = message("funding-board-when", period=period, reserve=reserve)
    terms = [term for term in _TERMS if term <= case.months]
    shares = [format_value(float(survival[term]), "share") for term in terms]
    error = Amount(value=float(_HALF_WIDTH / math.sqrt(futures_count)), unit=POINTS)
    first, is_gone = month_start(case.start, known), bool(months <= known)
    left = _months_text(months - known, case.months - known)
    rows = [
        (say("funding-this-scenario"), end_of_money(case, months), say_all(*plan)),
        (
            say("funding-months-left"),
            say("funding-none") if is_gone else left,
            say("funding-months-left-meaning", is_gone=is_gone, month=first),
        ),
        (say("funding-board"), _braking_text(case, braked), say_all(would)),
        (
            say("funding-futures", terms=[str(term) for term in terms]),
            ", ".join(shares),
            say("funding-futures-meaning", count=futures_count, error=error),
        ),
    ]
    return pd.DataFrame(rows, columns=[say("funding-lasting"), "answer", "meaning"])


def end_of_money(case: Case, months: float) -> str:
    """Until when money lasts, also past the horizon of the case."""
    if math.isnan(months):
        return NOT_DEFINED
    is_beyond = math.isinf(months)
    month = month_start(case.start, case.months - 1 if is_beyond else int(months))
    return say("money-end", kind="beyond" if is_beyond else "month", month=month)


def _braking_text(case: Case, months: float) -> str:
    if math.isnan(months):
        return NOT_DEFINED
    return case.month_name(int(months)) if math.isfinite(months) else say("funding-never")


def _averages_text(outlook: Outlook, name: str, month: int) -> str:
    """Average burn or loss up to a month, over the usual and over the long number of months."""
    averages = []
    for criterion in ("burn_average", "long_burn_average"):
        months = averaged_months(outlook, criterion)
        spending = _average_spending(outlook, name, month, months)
        averages.append((spending, min(months, month + 1)))
    return averaged_runway_text(name, averages)


def _months_text(months: float, path_months: float) -> str:
    """A number of months; where there is no end, more than the path has, which may be infinite itself."""
    if math.isnan(months):
        return NOT_DEFINED
    if math.isfinite(months):
        return format_value(months, "month", with_unit=False)
    if math.isinf(path_months):
        return say("funding-no-end")
    return f"> {format_value(path_months, 'month', with_unit=False)}"


def _months_ahead(months: float, path_months: float) -> str:
    """A number of months ahead, or ago where it is negative."""
    if months <= -_ROUNDED_TO_ZERO:
        return say("funding-ago", months=_months_text(-months, path_months))
    return _months_text(months, path_months)


def _end_text(outlook: Outlook, name: str, end: float, month: int) -> str:
    """The month in which the money ends by a definition, or why it does not end."""
    case = outlook.case
    if math.isnan(end):
        return NOT_DEFINED
    if name in _AVERAGED_QUANTITIES:
        if not outlook.at("cash", month) > 0.0:
            return say("funding-no-cash")
        return (
            case.month_name(int(end))
            if math.isfinite(end)
            else say("funding-nothing-spent", name=name)
        )
    if math.isinf(end):
        return say("funding-alive") if name == runways.ALIVE else BEYOND_WORDS
    last = min(int(end), case.months - 1)
    label = case.month_name(last) if end > 0.0 else say("funding-at-once")
    return say("funding-not-alive", end=label) if name == runways.ALIVE else label


def burn_measures(outlook: Outlook, month: int) -> pd.DataFrame:
    """Trough, covenant headroom, gross and net burn and burn multiple as text, one row each with its definition."""
    known, months = outlook.scenario.months_over, averaged_months(outlook)
    recent = slice(max(month - months + 1, 0), month + 1)
    headroom = outlook["cash_headroom"][0] + outlook["undrawn_credit"][0]
    gross, net = (
        format_value(float(outlook[name][0, recent].mean()), "bn yuan/month")
        for name in ("gross_burn", "net_burn")
    )
    year = _burn_and_added_revenue(outlook, month)
    values = {
        TROUGH: _lowest_and_month(outlook.case, outlook["cash"][0], known),
        HEADROOM: _lowest_and_month(outlook.case, headroom, known),
        GROSS: gross,
        NET: net,
        MULTIPLE: _burn_multiple(*year[:2]),
    }
    definitions = burn_measure_definitions(outlook, month, min(months, month + 1), year)
    rows = [
        (say("funding-measure", measure=measure), value, definitions[measure])
        for measure, value in values.items()
    ]
    return pd.DataFrame(rows, columns=["measure", "value", "definition"])


def _lowest_and_month(case: Case, path: Array, first: int) -> str:
    """The lowest of a path in bn yuan from a month on, and the month of it."""
    ahead = path[first:]
    lowest = format_value(float(ahead.min()), "bn yuan")
    month = month_start(case.start, first + int(ahead.argmin()))
    return say("funding-lowest", money=lowest, month=month)


def _burn_and_added_revenue(outlook: Outlook, month: int) -> tuple[float, float, int]:
    """Net burn of the year up to a month, revenue a year that it added, both in bn yuan, and the months there are of it."""
    first = max(month - int(MONTHS_A_YEAR) + 1, 0)
    burn = float(outlook["net_burn"][0, first : month + 1].sum())
    before = outlook.at("revenue", first - 1) if first else outlook.at("initial_revenue", 0)
    return burn, (outlook.at("revenue", month) - before) * MONTHS_A_YEAR, month + 1 - first


def _burn_multiple(burn: float, added_revenue: float) -> str:
    """Net burn over the yearly revenue that was added, as text, or why there is no such ratio."""
    if burn <= 0.0:
        return say("funding-nothing-burnt")
    if added_revenue <= 0.0:
        return say("funding-no-revenue-added")
    return format_value(runways.burn_multiple(burn, added_revenue), "x")


def cash_events(outlook: Outlook) -> tuple[tuple[int, str], ...]:
    """The events marked on a figure of cash, as (month, label): rounds that bring money, and the month in which cash runs out."""
    case = outlook.case
    events = [
        (int(outlook.at(f"round_month.{name}", 0)), label)
        for name, label in case.elements["round"].items()
        if outlook[f"round_closes.{name}"][0].any() and outlook.at(f"round_amount.{name}", 0) > 0
    ]
    runway = outlook.at("runway", 0)
    if math.isfinite(runway):
        events.append((int(runway), say("funding-out-of-cash")))
    return tuple(events)


def closed_money_line(
    outlook: Outlook, without_new_money: Outlook, baseline_without_new_money: Outlook
) -> dict[str, tuple[Array, Array]]:
    """Cash without rounds that have not closed, as a further line beside cash; empty where no open round brings money."""
    if without_new_money is outlook:
        return {}
    now, before = (run["cash"][0] for run in (without_new_money, baseline_without_new_money))
    return {say("without-open-rounds"): (now, before)}
