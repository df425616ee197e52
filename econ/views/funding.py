"""Tables of funding: runway under every name from two origins, and what investors ask beside it."""

import math

import numpy as np
import pandas as pd

from econ.case.rounds import CLOSED
from econ.finance import runways as by_name
from econ.outlook import Outlook
from econ.units import BEYOND_WORDS, MONTHS_A_YEAR, NOT_DEFINED, format_value

SPENT = {
    by_name.STATIC: ("net_burn", 1.0, "burn"),
    by_name.LOSS: ("adjusted_net_income", -1.0, "loss"),
}
GAINED = {
    by_name.STATIC: "gain of cash",
    by_name.LOSS: "profit",
}  # what it is called where nothing is spent
TITLES = {
    by_name.STATIC: "Static",
    by_name.LOSS: "Loss-based",
    by_name.ZERO_CASH: "Zero cash",
    by_name.COVENANT: "Covenant",
    by_name.LIQUIDITY: "Liquidity",
    by_name.ALIVE: "Default alive",
    by_name.DECISION: "Decision",
}
ON_THE_PATH = {
    by_name.ZERO_CASH: "runway",
    by_name.COVENANT: "covenant_runway",
    by_name.LIQUIDITY: "liquidity_runway",
    by_name.ALIVE: "covenant_runway",
    by_name.DECISION: "decision_runway",
}


def ends(outlook: Outlook, alone: Outlook, month: int) -> dict[str, float]:
    """When the money ends under each definition, in months from the beginning.

    Infinite where it does not end, not a number where cash is undefined.

    `alone` is the same scenario without new money (`alive.alone`). Static and loss-based runway are read at the end of a
    month and counted from the beginning like the others, so that all seven can be compared.
    """
    found = {}
    for name in by_name.RUNWAY_DEFINITIONS:
        if name in SPENT:
            cash, spent = outlook.at("cash", month), _spent(outlook, name, month)
            known = math.isfinite(cash) and math.isfinite(spent)
            months = by_name.runway(name, cash=cash, burn=spent) if known else math.nan
            found[name] = month + 1.0 + months
        else:
            found[name] = (alone if name == by_name.ALIVE else outlook).at(ON_THE_PATH[name], 0)
    return found


def averaged_months(outlook: Outlook, criterion: str = "burn_average") -> int:
    """Whole months over which burn and loss are averaged."""
    return round(float(outlook.scenario.value(criterion)))


def _spent(outlook, name, month, span=None):
    """What was burnt or lost a month, over the months up to one."""
    quantity, sign, _ = SPENT[name]
    span = averaged_months(outlook) if span is None else span
    return float(np.mean(sign * outlook[quantity][0, max(month - span + 1, 0) : month + 1]))


def runways(outlook: Outlook, alone: Outlook, month: int) -> pd.DataFrame:
    """Months of money under each definition from what is known and the end of a month, where it ends, and what it is."""
    case, rows, now, known = outlook.case, [], month + 1.0, outlook.scenario.now
    for number, (name, end) in enumerate(ends(outlook, alone, month).items(), start=1):
        path = math.inf if name in SPENT else float(case.months)
        definition = (
            f"{by_name.RUNWAY_DEFINITIONS[name]}; {_particulars(outlook, alone, name, month)}"
        )
        begin = (
            "–"
            if name in SPENT and outlook.at("cash", month) <= 0.0
            else _since(end - known, path - known)
        )
        rows.append(
            (
                f"R{number} {TITLES[name]}",
                begin,
                _since(end - now, path - now),
                _where(outlook, name, end, month),
                definition,
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            "runway",
            f"months from the start of {case.month_name(known)}",
            f"from the end of {case.month_name(month)}",
            "ends in",
            "definition",
        ],
    )


def _length(months, path):
    """So many months; of what does not end within a path, more than the path has."""
    if math.isnan(months):
        return NOT_DEFINED
    if math.isinf(months):
        return "no end" if math.isinf(path) else f"> {format_value(path, 'month', with_unit=False)}"
    return format_value(months, "month", with_unit=False)


def _since(months, path):
    """Months ahead, or ago."""
    return _length(months, path) if not months <= -0.05 else f"{_length(-months, path)} ago"


def _where(outlook, name, end, month):
    """The month in which money ends, in words."""
    case = outlook.case
    if math.isnan(end):
        return NOT_DEFINED
    if name in SPENT:
        some = case.month_name(int(end)) if math.isfinite(end) else f"no {SPENT[name][2]}"
        return some if outlook.at("cash", month) > 0.0 else "no cash is left"
    if math.isinf(end):
        return "alive" if name == by_name.ALIVE else BEYOND_WORDS
    words = case.month_name(min(int(end), case.months - 1)) if end > 0.0 else "at once"
    return f"not alive: {words}" if name == by_name.ALIVE else words


def _particulars(outlook, alone, name, month):
    """What a definition is read with in this scenario."""
    if name in SPENT:
        spans = [
            (_spent(outlook, name, month, span), float(min(span, month + 1)))
            for span in (averaged_months(outlook), averaged_months(outlook, "long_burn_average"))
        ]
        what, sign = (GAINED[name], -1.0) if spans[0][0] < 0.0 else (SPENT[name][2], 1.0)
        means = [
            f"{format_value(sign * spent, 'bn yuan/month')} over {format_value(count, 'month')}"
            for spent, count in spans
        ]
        return f"the {what} is {means[0]} ({means[1]})"
    return {
        by_name.ZERO_CASH: f"the headline counts it from {outlook.case.month_name(0)}",
        by_name.COVENANT: f"that is {format_value(outlook.at('minimum_cash', 0), 'bn yuan')}",
        by_name.LIQUIDITY: _line(outlook),
        by_name.ALIVE: f"{_left_out(outlook)}, and cash is {_short(alone)}",
        by_name.DECISION: f"raising takes {format_value(outlook.at('raising_lead', 0), 'month')}",
    }[name]


def _line(outlook):
    limit, promised = outlook.at("credit_limit", 0), float(outlook["undrawn_commitments"][0].max())
    line = f"the line is {format_value(limit, 'bn yuan')}" if limit else "there is no credit line"
    return (
        f"{line}, and {format_value(promised, 'bn yuan')} of rounds is promised at most"
        if promised
        else line
    )


def _left_out(outlook):
    """Which rounds that bring money are left out because they have not closed."""
    labels = [
        label.lower()
        for name, label in outlook.case.elements["round"].items()
        if outlook.at(f"round_counts.{name}", 0) > 0.5
        and outlook.at(f"round_status.{name}", 0) != CLOSED
    ]
    return f"left out: {', '.join(labels)}" if labels else "no round is left out"


def _short(alone):
    known = alone.scenario.now
    path = alone["cash_headroom"][0][known:]
    side, worst = (
        "below" if path.min() < 0.0 else "above",
        alone.case.month_name(known + int(path.argmin())),
    )
    return (
        f"{format_value(abs(float(path.min())), 'bn yuan')} {side} it in {worst}, the worst month"
    )


def beside(outlook: Outlook, month: int) -> pd.DataFrame:
    """What stands beside runway: trough, headroom, gross and net burn, and burn multiple, each with its definition."""
    case, recent, known = (
        outlook.case,
        slice(max(month - averaged_months(outlook) + 1, 0), month + 1),
        outlook.scenario.now,
    )
    headroom = outlook["cash_headroom"][0] + outlook["undrawn_credit"][0]
    mean = f"a month, over the {format_value(float(min(averaged_months(outlook), month + 1)), 'month')} to {case.month_name(month)}"
    gross, net = (
        format_value(float(outlook[name][0, recent].mean()), "bn yuan/month")
        for name in ("gross_burn", "net_burn")
    )
    ahead = f"from {case.month_name(known)} to the horizon"
    rows = [
        ("Trough", _least(case, outlook["cash"][0], known), f"least cash {ahead}"),
        (
            "Covenant headroom",
            _least(case, headroom, known),
            f"least cash and undrawn line above (or below) what must be held, {ahead}",
        ),
        ("B1 Gross burn", gross, f"cash out for operations, plant and leases {mean}"),
        (
            "B2 Net burn",
            net,
            "the same less what customers and the bank pay; without equity and the line",
        ),
        ("Burn multiple", *_multiple(outlook, month)),
    ]
    return pd.DataFrame(rows, columns=["measure", "value", "definition"])


def _least(case, path, known):
    """The least of a path from a month on, and when."""
    return f"{format_value(float(path[known:].min()), 'bn yuan')} in {case.month_name(known + int(path[known:].argmin()))}"


def _multiple(outlook, month):
    """Net burn of a year for the yearly run-rate that it added, and the words for it."""
    first = max(month - int(MONTHS_A_YEAR) + 1, 0)
    burn = float(outlook["net_burn"][0, first : month + 1].sum())
    before = outlook.at("revenue", first - 1) if first else outlook.at("initial_revenue", 0)
    added = (outlook.at("revenue", month) - before) * MONTHS_A_YEAR
    words = (
        f"net burn of {format_value(float(month + 1 - first), 'month')}, {format_value(burn, 'bn yuan')}, over the "
        f"{format_value(added, 'bn yuan')} that twelve times monthly revenue grew by; below 1 is excellent, above 3 poor"
    )
    if burn <= 0.0 or added <= 0.0:
        return "nothing is burnt" if burn <= 0.0 else "no revenue was added", words
    return format_value(by_name.burn_multiple(burn, added), "x"), words


def cash_events(outlook: Outlook) -> tuple[tuple[int, str], ...]:
    """What is marked on a figure of cash, as (month, words): the rounds that bring money, and the month cash runs out."""
    case = outlook.case
    events = [
        (int(outlook.at(f"round_month.{name}", 0)), label)
        for name, label in case.elements["round"].items()
        if outlook[f"round_closes.{name}"][0].any() and outlook.at(f"round_amount.{name}", 0) > 0
    ]
    runway = outlook.at("runway", 0)
    if math.isfinite(runway):
        events.append((int(runway), "out of cash"))
    return tuple(events)
