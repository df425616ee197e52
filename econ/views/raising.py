"""Figures and words of raising: maps of month and amount, the smallest raise under each stress, and what pressures do."""

import functools
import math

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from econ.case.calendar import month_start, month_starts
from econ.case.case import Case
from econ.decisions.raising import (
    RAISE_AMOUNTS,
    RaiseMap,
    counted_status,
    cover_months,
    smallest_raise_by_stress,
)
from econ.outlook import Outlook
from econ.units import NOT_DEFINED, format_value
from econ.views.assumption_table import value_in_force
from econ.views.figures.figure import BASELINE_COLOUR, Figure, heading, specification
from econ.views.sentences.inert_words import inert_reason

TALL = 300  # pixels
HALF = (RAISE_AMOUNTS[1] - RAISE_AMOUNTS[0]) / 2.0  # half the height of a row, bn yuan
CELLS = pa.schema(
    [
        ("begin", pa.timestamp("ms")),
        ("end", pa.timestamp("ms")),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("value", pa.float64()),
        ("cell", pa.string()),
        ("tip", pa.string()),
        ("kind", pa.string()),
    ]
)
MAPS = {
    "Runway": ("runway", "month"),
    "Founder's stake at the end": ("founder_stake", "share"),
    "Lowest cash": ("lowest_cash", "bn yuan"),
}


FLAT = 6.0  # months between the shortest and the longest runway below which their map shows nothing
SEEN = 3  # months shown in which it is too late, where it is from then on
LEAST = 12  # months shown at least


@functools.lru_cache(maxsize=8)
def _spec(title: str, axis: str, form: str) -> dict:
    """The specification of a map of months and amounts that can be clicked."""
    base = alt.Chart(CELLS.empty_table())
    x = alt.X(
        "begin:T",
        title="month in which the money comes",
        scale=alt.Scale(nice=False),
        axis=alt.Axis(format="%b %Y", tickCount=6, grid=False, labelOverlap=True),
    )
    y = alt.Y(
        "low:Q",
        title="raised, bn yuan",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(tickCount=9, grid=False),
    )
    colour = alt.Color(
        "value:Q",
        scale=alt.Scale(scheme="viridis", zero=False),
        legend=alt.Legend(title=None, format=form, gradientLength=180),
    )
    cells = (
        base.mark_rect()
        .transform_filter("datum.kind == 'cell'")
        .encode(x=x, x2="end:T", y=y, y2="high:Q", color=colour)
    )
    late = base.transform_filter("datum.kind == 'late'").encode(x=x, x2="end:T", y=y, y2="high:Q")
    grey = [
        late.mark_rect(color=BASELINE_COLOUR, opacity=0.22),
        base.transform_filter("datum.kind == 'words'")
        .mark_text(angle=270, fontSize=12, fontWeight=600, color=BASELINE_COLOUR, lineBreak="\n")
        .encode(x="begin:T", y="low:Q", text="tip:N"),
    ]
    steps = base.transform_filter("datum.kind == 'enough'").encode(x=x, x2="end:T", y=y)
    line = [
        steps.mark_rule(strokeWidth=width, color=color)
        for width, color in ((4.5, "#111111"), (2.2, "#ffffff"))
    ]
    line += [
        base.transform_filter("datum.kind == 'name'")
        .mark_text(
            align="right", dx=-3, dy=-11, fontSize=11, fontWeight=600, color="#ffffff", **edge
        )
        .encode(x="end:T", y="low:Q", text="tip:N")
        for edge in ({"stroke": "#111111", "strokeWidth": 3}, {})
    ]
    now = (
        base.mark_point(
            shape="cross",
            size=130,
            filled=True,
            color="#111111",
            stroke="#ffffff",
            strokeWidth=1.4,
            opacity=1,
        )
        .transform_filter("datum.kind == 'now'")
        .encode(x="begin:T", y="low:Q")
    )
    top = (
        base.mark_rect(opacity=0.0, cursor="pointer")
        .transform_filter("datum.cell")
        .encode(
            x="begin:T",
            x2="end:T",
            y="low:Q",
            y2="high:Q",
            tooltip=alt.Tooltip("tip:N", title="raise"),
        )
        .add_params(alt.selection_point(name="cell", fields=["cell"], on="click", clear=False))
    )
    return specification(
        alt.layer(*grey, cells, *line, now, top).properties(
            title=heading(title, axis), width="container", height=TALL
        )
    )


def map_of(outlook: Outlook, found: RaiseMap, title: str) -> Figure:
    """One of `MAPS` over month and amount; the cross is the scenario's own round, where it lies on the map.

    White is the amount from which on cash lasts the months to be covered; grey are months before which cash is gone.
    """
    case, (name, unit) = outlook.case, MAPS[title]
    values, months = np.minimum(getattr(found, name), case.months), shown(found)
    begin = month_starts(month_start(case.start, found.first), months + 1)
    rows = [
        {
            "begin": begin[month],
            "end": begin[month + 1],
            "low": amount - HALF,
            "high": amount + HALF,
            "value": float(values[month, number]),
            "cell": f"{found.first + month}|{number}",
            "kind": "late" if found.too_late[month] else "cell",
            "tip": _tip(case, found, month, number),
        }
        for month in range(months)
        for number, amount in enumerate(RAISE_AMOUNTS)
    ]
    whole = [row for row in rows if row["kind"] == "cell"] or rows
    least, most = (pick(whole, key=lambda row: row["value"]) for pick in (min, max))
    line = [
        {"begin": begin[month], "end": begin[month + 1], "low": amount, "kind": "enough"}
        for month, amount in enumerate(found.sufficient_amounts()[:months])
        if not math.isnan(amount)
    ]
    rows += line + [
        {**last, "kind": "name", "tip": f"{cover_months(outlook.scenario)} months"}
        for last in line[-1:]
    ]
    rows += _now(outlook, found, begin) + _too_late(found, begin)
    axis = {"month": f"months, {case.months} where it is longer", "share": "per cent"}.get(
        unit, unit
    )
    return Figure(
        spec=_spec(title, axis, ".0%" if unit == "share" else ",.0f"),
        data=pa.Table.from_pylist(rows, schema=CELLS),
        sentence=f"{title}: least with {least['tip']}; most with {most['tip']}.",
    )


def telling(found: RaiseMap, case: Case) -> str:
    """The map that is worth looking at first: runway, unless it is much the same whatever is raised."""
    runway = np.minimum(found.runway, case.months)[~found.too_late]
    return "Runway" if runway.size and np.ptp(runway) >= FLAT else "Lowest cash"


def shown(found: RaiseMap) -> int:
    """How many months of the map there is something to see in: those in which money can still come in time, and a few more."""
    in_time = np.flatnonzero(~found.too_late)
    return int(min(len(found.too_late), max(LEAST, in_time[-1] + 1 + SEEN if len(in_time) else 0)))


def _too_late(found, begin):
    """Where it stands across the grey months that they are too late, if there are any."""
    grey = np.flatnonzero(found.too_late[: len(begin) - 1])
    if not len(grey):
        return []
    middle = begin[int(grey[0])] + (begin[int(grey[-1]) + 1] - begin[int(grey[0])]) / 2
    return [
        {
            "begin": middle,
            "end": middle,
            "low": (RAISE_AMOUNTS[0] + RAISE_AMOUNTS[-1]) / 2.0,
            "tip": "too late",
            "kind": "words",
        }
    ]


def _tip(case, found, month, number):
    runway = float(found.runway[month, number])
    lasts = (
        f"money lasts {format_value(runway, 'month')}"
        if not math.isnan(runway)
        else f"cash is {NOT_DEFINED}"
    )
    if found.too_late[month]:
        lasts = f"too late, for cash is gone after {format_value(runway, 'month')}"
    return (
        f"{format_value(RAISE_AMOUNTS[number], 'bn yuan')} in {case.month_name(found.first + month)}: {lasts}, the founder holds "
        f"{format_value(float(found.founder_stake[month, number]), 'share')}, lowest cash "
        f"{format_value(float(found.lowest_cash[month, number]), 'bn yuan')}"
    )


def _now(outlook, found, begin):
    month, amount = (
        outlook.at(f"{each}.{found.round}", 0) for each in ("round_month", "round_amount")
    )
    place = int(month) - found.first
    if (
        outlook.at(f"round_counts.{found.round}", 0) < 1.0
        or not 0 <= place < len(begin) - 1
        or amount > RAISE_AMOUNTS[-1] + HALF
    ):
        return []
    middle = begin[place] + (begin[place + 1] - begin[place]) / 2
    return [
        {
            "begin": middle,
            "end": middle,
            "low": amount,
            "high": amount,
            "value": None,
            "cell": "",
            "tip": "",
            "kind": "now",
        }
    ]


def choice(outlook: Outlook, name: str, cell: str) -> dict[str, float]:
    """The overrides that make a clicked cell the scenario."""
    month, number = map(int, cell.split("|"))
    return {
        f"round_month.{name}": float(month),
        f"round_amount.{name}": RAISE_AMOUNTS[number],
        f"round_status.{name}": counted_status(outlook.scenario, name),
    }


def smallest(outlook: Outlook, name: str) -> pd.DataFrame:
    """The smallest raise under each stress, in words."""
    table = smallest_raise_by_stress(outlook.scenario, name)
    amounts = [
        "no amount is enough, or it comes too late"
        if math.isinf(amount)
        else "the money comes after the horizon"
        if math.isnan(amount)
        else "none is needed"
        if amount == 0.0
        else format_value(amount, "bn yuan")
        for amount in table["amount"]
    ]
    names = [
        f"{name} (moves nothing in these months)" if idle else name
        for name, idle in zip(table["stress"], table["idle"], strict=True)
    ]
    stakes = ["" if math.isnan(stake) else format_value(stake, "share") for stake in table["stake"]]
    label, month = (
        outlook.case.label("round", name),
        outlook.case.month_name(int(outlook.at(f"round_month.{name}", 0))),
    )
    return pd.DataFrame(
        {
            "stress": names,
            f"{label.lower()} in {month}, at least": amounts,
            "founder holds at the end": stakes,
        }
    ).set_index("stress")


def smallest_words(outlook: Outlook) -> str:
    """What the smallest raise keeps."""
    least = format_value(outlook.at("minimum_cash", 0), "bn yuan")
    cover = cover_months(outlook.scenario)
    return (
        f"The smallest amount after which cash stays above {least}, the least the company wants to hold, for {cover} months "
        "from the month in which the money comes. Each stress comes on top of the scenario."
    )


def effects(outlook: Outlook, table: pd.DataFrame, outcomes: dict[str, int]) -> pd.DataFrame:
    """What each lever of a pressure does at the ends of its range, in words."""
    case = outlook.case
    rows = {}
    for row in table.to_dict("records"):
        assumption = case.assumption_of(row["key"])
        reason = inert_reason(outlook.scenario, row["key"])
        label = (
            f"{case.label_of(row['key'])} {value_in_force(outlook.scenario, row['key'])} → "
            f"{format_value(row['value'], assumption.unit)}"
            + (f" (no effect: {reason})" if reason else "")
        )
        rows[label] = {
            f"{case.label_of(each)}, {case.month_name(month)}"
            if month
            else case.label_of(each): _change(row[each], case.unit_of(each))
            for each, month in outcomes.items()
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("lever")


def _change(difference, unit):
    if math.isnan(difference):
        return NOT_DEFINED
    if math.isinf(difference):
        return "now beyond the horizon" if difference > 0 else "no longer beyond the horizon"
    if difference == 0.0:
        return "no change"
    return ("+" if difference > 0 else "−") + format_value(abs(difference), unit).replace(
        " %", " points"
    )
