"""The record: what was promised, what the model said with what was known, and what happened, by date."""

import pandas as pd

from econ.assumptions import Case
from econ.outlook import Outlook
from econ.schema import Reported
from econ.units import MONTHS_A_YEAR, THOUSAND, write
from econ.value import months_between

SHOWN = 18  # months of the figures
MONTHS = (0, 3, 6, 9, 12)  # of the plan, in which prices are compared


def events(case: Case) -> pd.DataFrame:
    """What happened, in the order of time: columns date, what, status, source and address."""
    return pd.DataFrame([{"date": f"{event.date:%d %b %Y}", "what": event.what, "status": event.basis, **_source(case, event)}
                         for event in sorted(case.events.values(), key=lambda one: one.date)])


def verdicts(case: Case) -> pd.DataFrame:
    """What was expected in the beginning, what happened, and whether it was met, with the source."""
    return pd.DataFrame([{"expected": one.expected, "what happened": one.happened, "verdict": one.verdict, **_source(case, one)}
                         for one in case.verdicts.values()])


def _source(case, one):
    source = case.sources[one.source]
    return {"source": source.title, "address": source.address}


def on_axis(case: Case) -> tuple[tuple[int, str], ...]:
    """The events that have a month of the horizon, and where knowledge ends, for an axis: (month, number in the list)."""
    ordered = sorted(case.events.values(), key=lambda one: one.date)
    marks: dict[int, list[int]] = {}
    for number, event in enumerate(ordered, start=1):
        marks.setdefault(max(months_between(case.start, event.date), 0), []).append(number)
    words = {month: _run(numbers) for month, numbers in marks.items() if month < case.months}
    known = ends(case)
    if known is not None:
        words[known] = f"{words[known]}; known until here" if known in words else "known until here"
    return tuple(sorted(words.items()))


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
        month, unit = months_between(case.start, one.month), _unit(case, one)
        said, found = (_model(outlook, one, month) for outlook in (then, now))
        low, high = (published(end, one, now) for end in (one.low, one.high))
        dollars = f"{one.low:,.0f} to {one.high:,.0f}; {_dollars(found, now):,.0f}" if one.dollars else ""
        rows.append({
            "what": one.what, "published": _range(low, high, unit),
            **{f"model of {case.presets[outlook.scenario.preset].title}": write(value, unit)
               for outlook, value in ((then, said), (now, found))},
            "m dollars a year: published; model": dollars,
            "against it": "fitted to it" if one.fitted and low <= found <= high else _miss(found, low, high, unit),
            "status": one.basis, **_source(case, one)})
    return pd.DataFrame(rows)


def _unit(case, one):
    """The unit of a figure: money a month that is added up is money."""
    unit = case.unit_of(one.quantity)
    return unit.removesuffix("/month") if one.since else unit


def published(end: float, one: Reported, outlook: Outlook) -> float:
    """A published figure in the unit of its quantity: millions of dollars a year become bn yuan a month."""
    return end * outlook.at("yuan_per_dollar", 0) / MONTHS_A_YEAR / THOUSAND if one.dollars else end


def _model(outlook, one, month):
    """What the model has for a published figure."""
    case = outlook.case
    first = month if one.since is None else months_between(case.start, one.since)
    path = outlook[one.quantity][0][max(first, 0):month + 1]
    if not case.unit_of(one.quantity).startswith("bn yuan"):
        return float(path.mean())
    before = outlook.at(f"initial_{one.quantity}", 0) * -min(first, 0) if first < 0 else 0.0
    return float(path.sum()) + before


def _dollars(value, outlook):
    """Bn yuan a month as millions of dollars a year."""
    return value * MONTHS_A_YEAR * THOUSAND / outlook.at("yuan_per_dollar", 0)


def _range(low, high, unit):
    if low == high:
        return write(low, unit)
    return f"above {write(low, unit)}" if unit == "share" and high == 1.0 else " to ".join(
        (write(low, unit, with_unit=unit.startswith("share")), write(high, unit)))


def _miss(value, low, high, unit):
    if low <= value <= high:
        return "within"
    bound, word = (high, "above") if value > high else (low, "below")
    if unit == "share":
        return f"{write(abs(value - bound), unit).removesuffix(' %')} points {word}"
    return f"{abs(value / bound - 1.0):.0%} {word}"


def reasons(case: Case) -> str:
    """What to keep in mind of each published figure, a line each, as a list."""
    return "\n".join(f"- {one.what}: {one.why[0].lower()}{one.why[1:]}" for one in case.reported.values())


def promise(then: Outlook, now: Outlook) -> pd.DataFrame:
    """The price of the tier in the months of the plan's first year: launched, as the promise had it, and as it was, and why."""
    case, tier = now.case, now.case.story.tier
    rows = []
    for month in MONTHS:
        row = {"month": case.month_name(month)}
        for words, outlook in (("with the promise of", then), ("as known in", now)):
            price, launch = (outlook.at(f"{name}.{tier}", month) for name in ("blended_price", "reference_price"))
            title = f"{words} {case.presets[outlook.scenario.preset].title}"
            row[title] = f"{write(price, 'yuan/Mtok')} ({price / launch - 1.0:+.0%})"
        rows.append(row | {"why they differ": _reason(then, now, month)})
    return pd.DataFrame(rows)


def _reason(then, now, month):
    """What had been done to the list by a month, and whether either case has made the planned cut."""
    case, tier = now.case, now.case.story.tier
    steps = [step for key in (f"cached_list_price.{tier}", f"output_list_price.{tier}", "peak_multiplier")
             for step in (case.value(key, now.scenario.preset, now.scenario.stresses).steps or ())[1:]
             if case.month_of(step.start) <= month]
    last = [step.note for step in steps if step.start == max(step.start for step in steps)]
    words = ["as known: " + "; ".join(dict.fromkeys(last))] if last else []
    for outlook, name in ((then, "the promised cut"), (now, "a further cut when supply lands, our guess")):
        if outlook.at(f"cut_in_force.{tier}", month) * outlook.at(f"cut_depth.{tier}", 0) > 0.0:
            words.append(f"{case.presets[outlook.scenario.preset].title}: {name}")
    return "; ".join(words) or "nothing has happened yet"
