"""Words of the Overview: titles, lines, numbers over the panels, sentences for a screen reader, bars of effects, and deadlines."""

import dataclasses
import datetime
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.rounds import counted_rounds, open_rounds
from econ.case.scenario import Scenario
from econ.units import MINUS, NOT_DEFINED, THOUSAND, format_value, shown_factor, signed_text
from econ.views.figures.panels import PanelLine, PanelNumber
from econ.words import message, say, say_all

_NO_BREAK = "\N{NO-BREAK SPACE}"
PANELS = ("supply", "price", "demand", "margin", "cash")  # in their order
PRICE_UNIT, SHARE_UNIT, CASH_UNIT = "yuan/Mtok", "%", "bn yuan"
NO_VALUE = NOT_DEFINED
_DIGITS = 3  # significant digits of a number over a panel
_WHOLE_POINTS = 10.0  # from which a change of a share has no decimal
_WHOLE_FROM = 100.0  # bn yuan and per cent, from which no decimal is shown
_CENTS, _HALF_A_CENT = 2, 0.005  # decimals of a price, and what rounds to one of the last
_ALL_BUT_ALL = 0.99  # of demand: a larger share that is not all is not written as all


def panel_title(panel: str) -> str:
    """The title of a panel, which begins with its number."""
    return say("panel-title", number=PANELS.index(panel) + 1, panel=panel)


def in_volume(platform: str) -> str:
    """The event that a chip is delivered in volume."""
    return say("panel-in-volume", platform=platform)


def line_name(line: str) -> str:
    """The name of a line or an area, a case of its message."""
    return say("panel-line-name", line=line)


def event_name(event: str) -> str:
    """The name of an event, a case of its message: "volume", "cut", or "price-cut" where a panel is not about prices."""
    return say("panel-event", event=event)


def frame_words(word: str) -> str:
    """A word that all panels share, a case of its message; the "read" one is what the arrow keys change."""
    return say("panel-word", word=word)


def together(events: Sequence[str]) -> str:
    """The events of one month as one."""
    return ", ".join(events)


def served_unit_line(case: Case, served: Array) -> str:
    """State what the panel of demand shows, and its lowest month where it is below both ends."""
    return say(
        "panel-demand-unit",
        dips=_dips(served),
        tier=case.label("tier", case.story.tier),
        month=month_start(case.start, int(served.argmin())),
    )


def cash_unit_line(cash: Array, *, has_open_money: bool) -> str:
    """State what the panel of cash shows, with its unit."""
    below_zero = bool(np.nanmin(cash, initial=0.0) < 0.0)
    return say("panel-cash-unit", below_zero=below_zero, has_open_money=has_open_money)


def cards_number(line: PanelLine, is_changed: bool) -> PanelNumber:
    """The number over the panel of supply; the line is in thousands."""
    thousand = float(THOUSAND)
    first, last, change = (
        _count(value * thousand)
        for value in (line.values[0], line.values[-1], abs(line.values[-1] - line.before[-1]))
    )
    words = f"{first} → {last}", _ends(line.values)
    return _number(line, words, line.name, change, is_changed, better=1)


def cost_number(line: PanelLine, is_changed: bool) -> PanelNumber:
    """The number over the panel of cost and price: what output costs to serve."""
    first, last = _digits(line.values[0]), _digits(line.values[-1])
    change = _price_change(line.values[-1], line.before[-1])
    words = f"{first} → {last}", _ends(line.values)
    return _number(line, words, say("panel-note", note="cost"), change, is_changed, better=-1)


def served_number(line: PanelLine, is_changed: bool) -> PanelNumber:
    """The number over the panel of demand: first and last share, with the lowest between.

    The change is that of the lowest share where there is a dip, else that of the last.
    """
    path, before = line.values, line.before
    values, months = _shares(path), _ends(path)
    is_lowest_read = _dips(path) or (_dips(before) and path[-1] == before[-1])
    if is_lowest_read:
        path, before = path.min(keepdims=True), before.min(keepdims=True)
    if _dips(line.values):
        first, last = values.split(" → ")
        values = f"{first} → {_per_cent(path[-1])} → {last}"
        months = (months[0], int(line.values.argmin()), months[-1])
    read = dataclasses.replace(line, values=path, before=before)
    change = _points(path, before)
    return _number(read, (values, months), line_name("served"), change, is_changed, better=1)


def _ends(path):
    """The first and the last month of a path."""
    return 0, len(path) - 1


def _dips(path):
    """Whether a path of shares is lower in between than at both of its ends."""
    return bool(np.isfinite(path).all() and path.min() < min(path[0], path[-1]))


def margin_number(margin: Array, before: Array, is_changed: bool) -> PanelNumber:
    """The number over the panel of revenue and cost."""
    line = PanelLine(key="gross_margin", name="", hue=0, values=margin, before=before)
    words = _shares(margin), _ends(margin)
    return _number(
        line, words, say("panel-note", note="margin"), _points(margin, before), is_changed, better=0
    )


def cash_number(line: PanelLine, is_changed: bool) -> PanelNumber:
    """The number over the panel of cash."""
    first, last, change = (
        _money(value)
        for value in (line.values[0], line.values[-1], abs(line.values[-1] - line.before[-1]))
    )
    words = f"{first} → {last}", _ends(line.values)
    return _number(line, words, say("panel-note", note="cash"), change, is_changed, better=1)


def _number(line, words, note, change, is_changed, better):
    """A number with its change, its values in words with their months; nothing is printed where nothing was changed."""
    values, months = words
    difference = float(line.values[-1] - line.before[-1])
    is_known = math.isfinite(difference)
    moved = is_known and any(digit in change for digit in "123456789")
    if not is_changed or not is_known:
        change = ""
    elif not moved:
        change = frame_words("unchanged")
    return PanelNumber(
        key=line.key,
        values=values,
        months=months,
        note=note,
        change=change,
        rises=difference > 0.0,
        better=better if moved else 0,
    )


def takeaway(title: str, lines: Sequence[PanelLine], unit: str, decimals: int) -> str:
    """State what a panel shows, for a screen reader: each line from its first to its last value, beside the baseline's."""
    parts = [message("panel-takeaway", title=title)]
    for line in lines:
        first, last, before = (
            _fixed(value, decimals) for value in (line.values[0], line.values[-1], line.before[-1])
        )
        parts.append(
            message(
                "panel-line",
                moved=last != before,
                name=line.name,
                first=first,
                last=last,
                unit=unit,
                before=before,
            )
        )
    return say_all(*parts)


def served_takeaway(case: Case, served: Array) -> str:
    """State what the panel of demand shows, for a screen reader."""
    is_known = bool(np.isfinite(served).all())
    lowest = int(served.argmin())
    kind = "undefined" if not is_known else "all" if served[lowest] == 1.0 else "some"
    return say(
        "panel-served",
        kind=kind,
        title=panel_title("demand"),
        first=_share(served[0]),
        last=_share(served[-1]),
        lowest=_share(served[lowest]),
        month=month_start(case.start, lowest),
    )


def _fixed(value, decimals):
    return signed_text(value, f",.{decimals}f") if math.isfinite(value) else NOT_DEFINED


def _digits(value):
    """A number with three significant digits, without an exponent."""
    if not math.isfinite(value):
        return NOT_DEFINED
    if value == 0.0:
        return "0"
    rounded = float(f"{value:.{_DIGITS - 1}e}")
    places = max(_DIGITS - 1 - math.floor(math.log10(abs(rounded))), 0)
    return signed_text(rounded, f",.{places}f")


def _price_change(now, before):
    """The size of a change of a price: two decimals, or its first digit where they would be zero; empty if it is not seen."""
    size = abs(now - before)
    if not math.isfinite(size) or _digits(now) == _digits(before):
        return ""
    decimals = _CENTS if size >= _HALF_A_CENT else -math.floor(math.log10(size))
    return f"{size:,.{decimals}f}"


def _count(value):
    """A number of cards: whole below a thousand, in thousands with three significant digits from there on."""
    thousand = float(THOUSAND)
    if math.isfinite(value) and abs(value) < thousand:
        return signed_text(value, ".0f")
    text = _digits(value / thousand)
    return text if text == NOT_DEFINED else say("panel-thousand", number=text)


def _money(value):
    """An amount in bn yuan: one decimal below a hundred, none from there on."""
    if not math.isfinite(value):
        return NOT_DEFINED
    return signed_text(value, f",.{0 if abs(value) >= _WHOLE_FROM else 1}f")


def _per_cent(value):
    """A share as a whole number of per cent; one that is all but all keeps a decimal."""
    if not math.isfinite(value):
        return NOT_DEFINED
    decimals = 1 if _ALL_BUT_ALL < value < 1.0 else 0
    return signed_text(min(value, 0.999) if decimals else value, f".{decimals}%").removesuffix("%")


def _share(value):
    text = _per_cent(value)
    return text if text == NOT_DEFINED else f"{text}{_NO_BREAK}%"


def _shares(path):
    """The first and the last share of a path."""
    return f"{_per_cent(path[0])} → {_share(path[-1])}"


def _points(path, before):
    points = abs(path[-1] - before[-1]) * 100.0
    return say("panel-points", number=f"{points:.{0 if points >= _WHOLE_POINTS else 1}f}")


NONE = "none"
# Units that are short at the end of a bar.
_SHORT_UNITS = {
    "bn yuan": "bn",
    "k yuan/card": "k",
    "month": "mo",
    "elasticity": "",
    "x": "×",
    "share": "%",
    "share/month": "%/mo",
    "share/year": "%/yr",
}


def moved_title(case: Case, *, counts_cash: bool) -> tuple[str, str]:
    """Title and unit of the bars of changes."""
    return (
        say("bars-moved-title", counts_cash=counts_cash),
        say("bars-moved-unit", counts_cash=counts_cash, month=_end(case)),
    )


def could_move_title(case: Case, *, counts_cash: bool) -> tuple[str, str]:
    """Title and unit of the bars of levers."""
    return (
        say("bars-could-move-title", counts_cash=counts_cash),
        say("bars-could-move-unit", counts_cash=counts_cash, month=_end(case)),
    )


def _end(case: Case) -> datetime.date:
    """The last month of the plan."""
    return month_start(case.start, case.months - 1)


def effect_size(effect: float) -> str:
    """The size of an effect with its sign, to one decimal."""
    text = signed_text(effect, "+,.1f")
    return text if text[0] in ("+", MINUS) else NONE


def hardly(effect: float) -> str:
    """An effect that is next to none."""
    return say("bars-hardly", size=effect_size(effect))


def end_of_range(value: float, unit: str) -> str:
    """The end of a likely range with a short unit."""
    short = _SHORT_UNITS.get(unit)
    if short is None:
        return format_value(value, unit, with_unit=False)
    shown = value * (100.0 if short.startswith("%") else shown_factor(unit))
    number = signed_text(shown, ",.3g")
    return f"{number}\N{NO-BREAK SPACE}{short}".strip()


def no_last_month_line(scenario: Scenario) -> str:
    """Say that the money outlasts the plan, and whether that rests on rounds that have not closed."""
    counted = set(open_rounds(scenario)) & set(counted_rounds(scenario))
    return say("last-month-not-needed", open=bool(counted))


def last_month_line(deadlines: pd.DataFrame, scenario: Scenario) -> str:
    """The latest month in which one decision alone still saves the plan; `deadlines` is of `find_deadlines`."""
    case = scenario.case
    if not deadlines.empty and deadlines["held"].all():
        return no_last_month_line(scenario)
    saving = deadlines[deadlines["last_month"].notna()]
    if saving.empty:
        return say("last-month-none", month=_end(case))
    latest = saving.iloc[-1]
    now, value = (end_of_range(float(latest[name]), latest["unit"]) for name in ("now", "value"))
    return say(
        "last-month",
        month=month_start(case.start, int(latest["last_month"])),
        lever=case.label_of(latest["key"]),
        value=value,
        now=now,
    )
