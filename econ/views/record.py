"""Tables of the record: what was promised, what the model says on what was known, and what happened, by date."""

import datetime
from collections.abc import Sequence

import pandas as pd

from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.file.schema import Reported
from econ.outlook import Outlook
from econ.risk.record_scores import (
    NAIVE_FORECASTS,
    Departure,
    Score,
    figure_unit,
    first_month,
    is_amount,
    modelled_values,
    published_value,
)
from econ.units import MONTHS_A_YEAR, THOUSAND, format_value, per_cent, shown_step
from econ.words import message, say

FIGURE_MONTHS = 18  # that the figures draw
CAUSES_NAMED = 2  # of what a published number would have needed
# Of cached input, other input and output, in this order.
_TOKEN_SHARES = ("cached_share", "uncached_share", "output_share")
_PRICES = ("cached_input_price", "input_price", "output_price")
_LAUNCH_PRICES = (
    "initial_cached_list_price",
    "initial_input_list_price",
    "initial_output_list_price",
)
# Quantities that an outlook must keep for `price_on_mix`.
MIX_QUANTITIES = (*_TOKEN_SHARES, *_PRICES, *_LAUNCH_PRICES, "peak_factor")


def event_table(case: Case) -> pd.DataFrame:
    """Table of events, in the order of time: columns number, date, what, status, source and address."""
    return pd.DataFrame(
        [
            {
                "number": number,
                "date": f"{event.date:%d %b %Y}",
                "what": event.what,
                "status": event.basis,
                **_source_cells(case, event.source),
            }
            for number, event in enumerate(_events_by_date(case), start=1)
        ]
    )


def verdict_table(case: Case) -> pd.DataFrame:
    """Table of expectations with outcome and verdict, one row an expectation, with source and address."""
    return pd.DataFrame(
        [
            {
                "expected": verdict.expected,
                say("head-what-happened"): verdict.happened,
                "verdict": verdict.verdict,
                **_source_cells(case, verdict.source),
            }
            for verdict in case.verdicts.values()
        ]
    )


def _events_by_date(case):
    return sorted(case.events.values(), key=lambda event: event.date)


def _source_cells(case, name):
    source = case.sources[name]
    return {"source": source.title, "address": source.address}


def event_labels_by_month(case: Case) -> tuple[tuple[int, str], ...]:
    """Labels for an axis of months, as (month of the plan, label).

    A label has the numbers that events of the month have in `event_table`, or says that knowledge ends. Events before the plan
    are in month 0, those after the horizon are left out.
    """
    labels = {max(case.month_of(day), 0): label for day, label in event_labels_by_day(case)}
    return tuple(sorted((month, label) for month, label in labels.items() if month < case.months))


def event_labels_by_day(case: Case) -> tuple[tuple[datetime.date, str], ...]:
    """The labels of `event_labels_by_month` with the day of the first event of the month, also beyond the horizon."""
    days: dict[int, datetime.date] = {}
    numbers: dict[int, list[int]] = {}
    for number, event in enumerate(_events_by_date(case), start=1):
        month = max(case.month_of(event.date), 0)
        days.setdefault(month, event.date)
        numbers.setdefault(month, []).append(number)
    labels = {month: _number_range(month_numbers) for month, month_numbers in numbers.items()}
    last_known_day = _latest_preset(case).known
    if last_known_day is not None:
        month = case.month_of(last_known_day)
        days.setdefault(month, last_known_day)
        known_until = say("record-known-until")
        labels[month] = f"{labels[month]}; {known_until}" if month in labels else known_until
    return tuple(sorted((days[month], label) for month, label in labels.items()))


def _number_range(numbers):
    """Consecutive numbers as text: "4", or "4-6"."""
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"


def _latest_preset(case):
    return list(case.presets.values())[-1]


def reported_table(then: Outlook, now: Outlook) -> pd.DataFrame:
    """Each published figure beside the model, one row a figure, and how far the model of `now` is from it.

    `then` is the model on what was known at the launch, `now` on what the latest preset knows.
    """
    case, rows = now.case, []
    for figure in case.reported.values():
        month, unit = case.month_of(figure.month), figure_unit(case, figure)
        low, high = (published_value(end, figure, now) for end in (figure.low, figure.high))
        modelled = modelled_value(now, figure, month)
        model_cells = {}
        for outlook in (then, now):
            title = case.presets[outlook.scenario.preset].title
            value = modelled_value(outlook, figure, month)
            model_cells[say("record-head-model", case=title)] = format_value(
                value, unit, with_unit=unit == "share"
            )
        dollars = ""
        if figure.dollars:
            range_of_dollars = say(
                "cell-range", low=f"{figure.low:,.0f}", high=f"{figure.high:,.0f}"
            )
            dollars = f"{range_of_dollars}; {_million_dollars(modelled, now):,.0f}"
        is_fitted = figure.fitted and low <= modelled <= high
        rows.append(
            {
                "what": _figure_name(case, figure),
                "published": _format_range(low, high, unit, figure.at_least),
                **model_cells,
                say("record-head-dollars"): dollars,
                say("record-head-against"): say("record-fitted")
                if is_fitted
                else _miss(modelled, low, high, unit),
                "source": f"{figure.basis}: {case.sources[figure.source].title}",
                "address": case.sources[figure.source].address,
            }
        )
    return pd.DataFrame(rows)


def _million_dollars(value, outlook):
    """Bn yuan a month in millions of dollars a year."""
    return value * MONTHS_A_YEAR * THOUSAND / outlook.at("yuan_per_dollar", 0)


def _figure_name(case, figure):
    """The name of a figure, with the months of the model with which one of several months is compared."""
    if figure.since is None:
        return figure.what
    first = case.month_name(first_month(case, figure))
    last = case.month_name(case.month_of(figure.month))
    weight = figure.weight.replace("_", " ").replace("api", "API") if figure.weight else None
    before = message("record-months-before") if is_amount(case, figure) else ""
    return say(
        "record-figure-months",
        name=figure.what,
        first=first,
        last=last,
        weight=weight,
        before=before,
    )


def modelled_value(outlook: Outlook, figure: Reported, month: int) -> float:
    """The model's value of a published figure that ends in `month`, in the one run."""
    return float(modelled_values(outlook, figure, month)[0])


def _format_range(low, high, unit, is_bound=False):
    if low == high:
        return format_value(low, unit)
    if is_bound:
        return say("record-above", limit=format_value(low, unit))
    first = format_value(low, unit, with_unit=unit.startswith("share"))
    return say("cell-range", low=first, high=format_value(high, unit))


def _miss(value, low, high, unit):
    """Return the distance of a value from a range: points of a share, otherwise per cent of the nearer end."""
    if low <= value <= high:
        return say("record-within")
    bound, side = (high, "above") if value > high else (low, "below")
    if unit == "share":
        points = format_value(abs(value - bound), unit).removesuffix(" %")
        return say("record-miss", size=say("record-points", number=points), side=side)
    return say("record-miss", size=per_cent(abs(value / bound - 1.0)), side=side)


def score_table(scored: Sequence[Score]) -> pd.DataFrame:
    """Table of the scores of the first view by published figures, one row an outcome; a lower score is better."""
    rows = []
    for score in scored:
        row = {"what": score.what, "published": "", "futures": "", "percentile": ""}
        if score.is_event:
            row |= {
                "published": say("record-event-happened"),
                "futures": say("record-event-chance", chance=f"{score.percentile:.0f} %"),
            }
        else:
            unit = score.unit
            low, middle, high = (
                format_value(value, unit, with_unit=False) for value in score.quantiles
            )
            row |= {
                "published": _format_range(score.low, score.high, unit),
                "futures": f"{middle} ({say('cell-range', low=low, high=high)})",
                "percentile": f"{score.percentile:.0f}",
            }
        row["score"] = f"{score.score:.2f}"
        row |= {
            name: f"{score.naive[name]:.2f}" if name in score.naive else say("record-no-trend")
            for name in NAIVE_FORECASTS
        }
        rows.append(row)
    return pd.DataFrame(rows)


def what_it_took(case: Case, scored: Sequence[Score]) -> str:
    """List the assumptions that each published number would have needed, in Markdown with one line a number."""
    return "\n".join(
        f"- {score.what}: {_taken_text(case, score)}"
        for score in scored
        if score.took or not score.is_event
    )


def causes_of(score: Score) -> list[Departure]:
    """The inputs that are unusual in the nearest futures and move the outcome there by a step in which it is written, or more."""
    step = shown_step(score.low, score.unit)
    return [departure for departure in score.took if abs(departure.effect) >= step][:CAUSES_NAMED]


def _taken_text(case: Case, score: Score) -> str:
    """State which inputs are unusual in the futures nearest to the published number and matter to it."""
    clauses = []
    for departure in causes_of(score):
        unit = case.unit_of(departure.key)
        nearest, believed = (
            month_start(case.start, value) if unit == "month of plan" else format_value(value, unit)
            for value in (departure.nearest, departure.believed)
        )
        if nearest != believed:
            name = case.label_of(departure.key)
            clauses.append(
                message("record-taken-change", name=name, nearest=nearest, believed=believed)
            )
    changes = clauses or [message("record-taken-nothing")]
    return say("record-taken", is_reached=score.is_reached, changes=changes)


def promise_table(then: Outlook, now: Outlook) -> pd.DataFrame:
    """The price of the story's tier in its `compared_months`, one row a month: as promised and as known.

    Both are on the token mix of `then`; the price as known is on the mix of `now` too. Each cell has the price in yuan/Mtok and
    its difference from the launch list on the same mix; the last column says what had happened by then.
    """
    case, rows = now.case, []
    for month in case.story.compared_months:
        row = {"month": case.month_name(month)}
        for kind, outlook, mix in (
            ("promised", then, then),
            ("known", now, then),
            ("known", now, now),
        ):
            price, launch = price_on_mix(outlook, mix, month)
            preset = case.presets[mix.scenario.preset].title
            heading = say(
                "record-head-promise",
                kind=kind,
                mix=preset,
                launch=format_value(launch, "yuan/Mtok"),
            )
            amount = format_value(price, "yuan/Mtok", with_unit=False)
            row[heading] = f"{amount} ({format_value(price / launch - 1.0, 'share')})"
        rows.append(row | {say("record-head-why"): _changes_by(then, now, month)})
    return pd.DataFrame(rows)


def price_on_mix(outlook: Outlook, mix: Outlook, month: int) -> tuple[float, float]:
    """The price of a million tokens of the story's tier in a month, and their price on the launch list, in yuan/Mtok.

    The price is that of peak and off-peak hours together. Both are on the token mix of `mix` in the month its preset is read.
    Needs the `MIX_QUANTITIES` of both outlooks.
    """
    tier = outlook.case.story.tier
    mix_month = mix.case.month_shown(mix.scenario.preset)
    shares = [mix.at(f"{name}.{tier}", mix_month) for name in _TOKEN_SHARES]

    def average(names):
        prices = [outlook.at(f"{name}.{tier}", month) for name in names]
        return sum(share * price for share, price in zip(shares, prices, strict=True))

    return average(_PRICES) * outlook.at("peak_factor", month), average(_LAUNCH_PRICES)


def _changes_by(then, now, month):
    """The latest change of the list by a month, and which of the cases have made their planned cut, as text."""
    case, tier = now.case, now.case.story.tier
    steps = [
        step
        for key in (f"cached_list_price.{tier}", f"output_list_price.{tier}", "peak_multiplier")
        for step in (now.scenario.belief(key).steps or ())[1:]
        if case.month_of(step.start) <= month
    ]
    latest_day = max((step.start for step in steps), default=None)
    notes = dict.fromkeys(step.note for step in steps if step.start == latest_day)
    changes = [say("record-as-known", notes="; ".join(notes))] if notes else []
    cuts = [(then, "promised")]
    if now.scenario.preset != then.scenario.preset:
        cuts.append((now, "further"))
    for outlook, kind in cuts:
        if outlook.at(f"cut_in_force.{tier}", month) * outlook.at(f"cut_depth.{tier}", 0) > 0.0:
            title = case.presets[outlook.scenario.preset].title
            changes.append(say("record-cut-made", kind=kind, case=title))
    return "; ".join(changes) or say("record-no-change-yet")
