"""The record: what was promised, what the model said with what was known, and what happened, by date."""

import datetime

import numpy as np
import pandas as pd

from econ.case.case import Case
from econ.case.file.schema import Reported
from econ.outlook import Outlook, run
from econ.units import MONTHS_A_YEAR, THOUSAND, format_value

KNOWN = "known until here"
SHARES = ("cached_share", "uncached_share", "output_share")
PRICES, LISTS = (
    ("cached_input_price", "input_price", "output_price"),
    ("cached_list_price", "input_list_price", "output_list_price"),
)
ON_MIX = (*SHARES, *PRICES, *(f"initial_{name}" for name in LISTS), "peak_factor")
SHOWN = 18  # months of the figures
MONTHS = (
    0,
    2,
    4,
    6,
    9,
    12,
)  # of the plan, in which prices are compared: in none of them the list of the story changed


def headline(outlook: Outlook, baseline: Outlook, month: int) -> str:
    """What became of the promise by the last day that is known, in a sentence; the levers do not move it."""
    case, tier = outlook.case, outlook.case.story.tier
    first, last = case.default_preset, list(case.presets)[-1]
    then, now = (run(case.scenario(name), keep=ON_MIX) for name in (first, last))
    known = case.presets[last].known
    month = case.now(last) if known else case.read(last)
    told = []
    for mix in (then, now):
        price, launch = on_mix(now, mix, month)
        side = "less" if price <= launch else "more"
        told.append(
            f"{format_value(abs(price / launch - 1.0), 'share')} {side} on the mix of {case.presets[mix.scenario.preset].title}"
        )
    verdict = f" {next(iter(case.verdicts.values())).verdict}." if case.verdicts else ""
    story, label = case.story, case.label("tier", tier)
    subject = f"{label}, {story.promise}," if story.promise else label
    outcome = f": {story.outcome}" if story.outcome else ""
    return (
        f"{subject} costs {' and '.join(told)} than the launch list does, in {case.month_name(month)}, as known, peak and off-peak "
        f"together{outcome}.{verdict}"
    )


def events(case: Case) -> pd.DataFrame:
    """What happened, in the order of time: columns number, date, what, status, source and address."""
    return pd.DataFrame(
        [
            {
                "number": number,
                "date": f"{event.date:%d %b %Y}",
                "what": event.what,
                "status": event.basis,
                **_source(case, event),
            }
            for number, event in enumerate(
                sorted(case.events.values(), key=lambda one: one.date), start=1
            )
        ]
    )


def verdicts(case: Case) -> pd.DataFrame:
    """What was expected in the beginning, what happened, and whether it was met, with the source."""
    return pd.DataFrame(
        [
            {
                "expected": one.expected,
                "what happened": one.happened,
                "verdict": one.verdict,
                **_source(case, one),
            }
            for one in case.verdicts.values()
        ]
    )


def _source(case, one):
    source = case.sources[one.source]
    return {"source": source.title, "address": source.address}


def on_axis(case: Case) -> tuple[tuple[int, str], ...]:
    """The events that have a month of the horizon, and where knowledge ends, for an axis: (month, number in the list)."""
    words = {max(case.month_of(day), 0): text for day, text in on_days(case)}
    return tuple(sorted((month, text) for month, text in words.items() if month < case.months))


def on_days(case: Case) -> tuple[tuple[datetime.date, str], ...]:
    """The same on the day of the first event of each month: (day, number in the list)."""
    ordered = sorted(case.events.values(), key=lambda one: one.date)
    days: dict[int, datetime.date] = {}
    numbers: dict[int, list[int]] = {}
    for number, event in enumerate(ordered, start=1):
        month = max(case.month_of(event.date), 0)
        days.setdefault(month, event.date)
        numbers.setdefault(month, []).append(number)
    words = {month: _run(each) for month, each in numbers.items()}
    known = list(case.presets.values())[-1].known
    if known is not None:
        month = case.month_of(known)
        days.setdefault(month, known)
        words[month] = f"{words[month]}; {KNOWN}" if month in words else KNOWN
    return tuple(sorted((days[month], text) for month, text in words.items()))


def _run(numbers):
    """Numbers one after the other: the first and the last."""
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"


def ends(case: Case) -> int | None:
    """The month of the last thing the latest preset knows; what is drawn beyond is a forecast."""
    known = list(case.presets.values())[-1].known
    return case.month_of(known) if known else None


def reported(then: Outlook, now: Outlook) -> pd.DataFrame:
    """Each published figure beside the model with the knowledge of the launch and with today's, and the size of a miss."""
    case, rows = now.case, []
    for one in case.reported.values():
        month, unit = case.month_of(one.month), _unit(case, one)
        said, found = (_model(outlook, one, month) for outlook in (then, now))
        low, high = (published(end, one, now) for end in (one.low, one.high))
        dollars = (
            f"{one.low:,.0f} to {one.high:,.0f}; {_dollars(found, now):,.0f}" if one.dollars else ""
        )
        rows.append(
            {
                "what": f"{one.what}{_months(case, one)}",
                "published": _range(low, high, unit),
                **{
                    f"model of {case.presets[outlook.scenario.preset].title}": format_value(
                        value, unit, with_unit=unit == "share"
                    )
                    for outlook, value in ((then, said), (now, found))
                },
                "m dollars a year: published; model": dollars,
                "against it": "fitted to it"
                if one.fitted and low <= found <= high
                else _miss(found, low, high, unit),
                "source": f"{one.basis}: {case.sources[one.source].title}",
                "address": case.sources[one.source].address,
            }
        )
    return pd.DataFrame(rows)


def _unit(case, one):
    """The unit of a figure: money a month that is added up is money."""
    unit = case.unit_of(one.quantity)
    return unit.removesuffix("/month") if one.since else unit


def published(end: float, one: Reported, outlook: Outlook) -> float:
    """A published figure in the unit of its quantity: millions of dollars a year become bn yuan a month."""
    return end * outlook.at("yuan_per_dollar", 0) / MONTHS_A_YEAR / THOUSAND if one.dollars else end


def _first(case, one):
    """The first month of a figure that the model has."""
    return max(case.month_of(one.month if one.since is None else one.since), 0)


def _months(case, one):
    """Which months of the model a figure of several is held against, and how they are put together."""
    if one.since is None:
        return ""
    first, last = (
        case.month_name(month) for month in (_first(case, one), case.month_of(one.month))
    )
    how = f", weighed by {one.weight.replace('_', ' ').replace('api', 'API')}" if one.weight else ""
    before = (
        ", with the opening month for each one before"
        if case.unit_of(one.quantity).startswith("bn yuan")
        else ""
    )
    return f" (model: {first} to {last}{how}{before})"


def _model(outlook, one, month):
    """What the model has for a published figure."""
    case, first = outlook.case, _first(outlook.case, one)
    path = outlook[one.quantity][0][first : month + 1]
    if not case.unit_of(one.quantity).startswith("bn yuan"):
        weights = (
            [outlook[each][0][first : month + 1] for each in case.places(one.weight)]
            if one.weight
            else [np.ones(len(path))]
        )
        return float(np.average(path, weights=np.sum(weights, axis=0)))
    missing = -min(case.month_of(one.since), 0) if one.since else 0
    return float(path.sum()) + missing * (
        outlook.at(f"initial_{one.quantity}", 0) if missing else 0.0
    )


def _dollars(value, outlook):
    """Bn yuan a month as millions of dollars a year."""
    return value * MONTHS_A_YEAR * THOUSAND / outlook.at("yuan_per_dollar", 0)


def _range(low, high, unit):
    if low == high:
        return format_value(low, unit)
    return (
        f"above {format_value(low, unit)}"
        if unit == "share" and high == 1.0
        else " to ".join(
            (format_value(low, unit, with_unit=unit.startswith("share")), format_value(high, unit))
        )
    )


def _miss(value, low, high, unit):
    if low <= value <= high:
        return "within"
    bound, word = (high, "above") if value > high else (low, "below")
    if unit == "share":
        return f"{format_value(abs(value - bound), unit).removesuffix(' %')} points {word}"
    return f"{abs(value / bound - 1.0):.0%} {word}"


def reasons(case: Case) -> str:
    """What to keep in mind of each published figure, a line each, as a list."""
    return "\n".join(
        f"- {one.what}: {one.why[0].lower()}{one.why[1:]}" for one in case.reported.values()
    )


def promise(then: Outlook, now: Outlook) -> pd.DataFrame:
    """The price of the tier in the months of the plan's first year: as promised and as it was, on the launch's mix of tokens.

    As it was stands there on the later mix too; beside each price is what it is off the launch list on the same mix.
    """
    case, rows = now.case, []
    for month in (month for month in MONTHS if month < case.months):
        row = {"month": case.month_name(month)}
        for words, outlook, mix in (
            ("as promised", then, then),
            ("as known", now, then),
            ("as known", now, now),
        ):
            price, launch = on_mix(outlook, mix, month)
            title = f"{words}, mix of {case.presets[mix.scenario.preset].title} (launch {format_value(launch, 'yuan/Mtok')})"
            row[title] = (
                f"{format_value(price, 'yuan/Mtok', with_unit=False)} ({format_value(price / launch - 1.0, 'share')})"
            )
        rows.append(row | {"why they differ": _reason(then, now, month)})
    return pd.DataFrame(rows)


def on_mix(outlook: Outlook, mixed: Outlook, month: int) -> tuple[float, float]:
    """What a million tokens of the story's tier cost in a month, peak and off-peak together, and on the launch list.

    Both on the mix of tokens that another outlook begins with, or the same one.
    """
    tier = outlook.case.story.tier
    shares = [mixed.at(f"{name}.{tier}", mixed.case.read(mixed.scenario.preset)) for name in SHARES]
    price, launch = (
        sum(
            share * outlook.at(f"{before}{name}.{tier}", month)
            for share, name in zip(shares, names, strict=True)
        )
        for before, names in (("", PRICES), ("initial_", LISTS))
    )
    return price * outlook.at("peak_factor", month), launch


def mixes(then: Outlook, now: Outlook) -> str:
    """The two mixes of tokens in words."""
    case, told = now.case, []
    for outlook in (then, now):
        month = case.read(outlook.scenario.preset)
        hits, output = (
            outlook.at(f"{name}.{case.story.tier}", month)
            for name in ("cache_hit_share", "output_share")
        )
        told.append(
            f"{case.presets[outlook.scenario.preset].title}: {hits:.0%} of input cached and {output:.0%} output"
        )
    return "; ".join(told)


def _reason(then, now, month):
    """What had been done to the list by a month, and whether either case has made the planned cut."""
    case, tier = now.case, now.case.story.tier
    steps = [
        step
        for key in (f"cached_list_price.{tier}", f"output_list_price.{tier}", "peak_multiplier")
        for step in (now.scenario.belief(key).steps or ())[1:]
        if case.month_of(step.start) <= month
    ]
    last = [step.note for step in steps if step.start == max(step.start for step in steps)]
    words = ["as known: " + "; ".join(dict.fromkeys(last))] if last else []
    for outlook, name in (
        (then, "the promised cut"),
        (now, "a further cut when supply lands, our guess"),
    ):
        if outlook.at(f"cut_in_force.{tier}", month) * outlook.at(f"cut_depth.{tier}", 0) > 0.0:
            words.append(f"{case.presets[outlook.scenario.preset].title}: {name}")
    return "; ".join(words) or "nothing has happened yet"
