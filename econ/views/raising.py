"""The figure and tables of raising: a map of month and amount, the smallest raise by stress, and what pressures change."""

import functools
import math
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from econ.case.calendar import month_start, month_starts
from econ.case.case import Case
from econ.decisions.raising import (
    RaiseMap,
    counted_status,
    raise_amounts,
    smallest_raise_by_stress,
)
from econ.outlook import Outlook
from econ.units import format_stated, format_value, shown_factor
from econ.views.assumption_table import value_in_force
from econ.views.change_words import signed_change
from econ.views.figures.figure import BASELINE_COLOUR, Figure, heading, specification
from econ.views.sentences.funding_captions import (
    months_covered,
    raise_sentence,
    smallest_raise_text,
)
from econ.views.sentences.scenario_words import inert_reason, round_in_sentence
from econ.words import amount_text, say

RAISE_MAPS = {  # arrays of a `RaiseMap`, each with its unit
    "runway": "month",
    "founder_stake": "share",
    "lowest_cash": "bn yuan",
}
_MAP_HEIGHT = 430  # pixels
_MIN_RUNWAY_SPREAD = 6.0  # months between shortest and longest runway below which their map is flat
_LEAST_MONTHS_SHOWN = 12
_LATE_MONTHS_SHOWN = 3  # months shown after the last in which the money still comes in time
_MAP_COLUMNS = pa.schema(
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
_MapRow = dict[str, object]  # a row of the map's data, by the names of `_MAP_COLUMNS`


@functools.lru_cache(maxsize=8)
def _map_spec(
    title: str, subtitle: str, month_axis: str, amount_axis: str, number_format: str
) -> dict:
    """The specification of a map of months and amounts that can be clicked."""
    base = alt.Chart(_MAP_COLUMNS.empty_table())
    x = alt.X(
        "begin:T",
        title=month_axis,
        scale=alt.Scale(nice=False),
        axis=alt.Axis(format="%b %Y", tickCount=6, grid=False, labelOverlap=True),
    )
    y = alt.Y(
        "low:Q",
        title=amount_axis,
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(tickCount=9, grid=False),
    )
    colour = alt.Color(
        "value:Q",
        scale=alt.Scale(zero=False),  # the sequential colours of the theme
        legend=alt.Legend(title=None, format=number_format, gradientLength=180),
    )
    cells = (
        base.mark_rect()
        .transform_filter("datum.kind == 'cell'")
        .encode(x=x, x2="end:T", y=y, y2="high:Q", color=colour)
    )
    late = base.transform_filter("datum.kind == 'late'").encode(x=x, x2="end:T", y=y, y2="high:Q")
    too_late = [
        late.mark_rect(color=BASELINE_COLOUR, opacity=0.22),
        base.transform_filter("datum.kind == 'words'")
        .mark_text(angle=270, fontSize=12, fontWeight=600, color=BASELINE_COLOUR, lineBreak="\n")
        .encode(x="begin:T", y="low:Q", text="tip:N"),
    ]
    steps = base.transform_filter("datum.kind == 'enough'").encode(x=x, x2="end:T", y=y)
    sufficient = [
        steps.mark_rule(strokeWidth=width, color=color)
        for width, color in ((4.5, "#111111"), (2.2, "#ffffff"))
    ]
    outlines: tuple[dict[str, Any], ...] = ({"stroke": "#111111", "strokeWidth": 3}, {})
    sufficient += [
        base.transform_filter("datum.kind == 'name'")
        .mark_text(
            align="right", dx=-3, dy=-11, fontSize=11, fontWeight=600, color="#ffffff", **outline
        )
        .encode(x="end:T", y="low:Q", text="tip:N")
        for outline in outlines
    ]
    planned = (
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
    click_areas = (
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
        alt.layer(*too_late, cells, *sufficient, planned, click_areas).properties(
            title=heading(title, subtitle), width="container", height=_MAP_HEIGHT
        )
    )


def raise_map_figure(outlook: Outlook, raise_map: RaiseMap, name: str) -> Figure:
    """One of `RAISE_MAPS` over month and amount; the cross is the scenario's own round, where it lies on the map.

    The white line is the amount from which cash lasts the months to be covered; grey are months before which cash is gone.
    """
    case, unit, title = outlook.case, RAISE_MAPS[name], say("raising-map", map=name)
    values: np.ndarray = np.minimum(getattr(raise_map, name), case.months) * shown_factor(unit)
    month_count = months_shown(raise_map)
    begins = month_starts(month_start(case.start, raise_map.first), month_count + 1)
    half_row = _half_row(raise_map)
    cells = [
        {
            "begin": begins[row],
            "end": begins[row + 1],
            "low": amount - half_row,
            "high": amount + half_row,
            "value": float(values[row, column]),
            "cell": f"{raise_map.first + row}|{column}",
            "kind": "late" if raise_map.too_late[row] else "cell",
            "tip": raise_sentence(case, raise_map, row, column),
        }
        for row in range(month_count)
        for column, amount in enumerate(raise_map.amounts)
    ]
    marks = [
        *_sufficient_line(outlook, raise_map, begins),
        *_planned_round(outlook, raise_map, begins),
        *_too_late_label(raise_map, begins),
    ]
    coloured = [cell for cell in cells if cell["kind"] == "cell"] or cells
    lowest = min(coloured, key=lambda cell: cell["value"])
    highest = max(coloured, key=lambda cell: cell["value"])
    return Figure(
        spec=_map_spec(
            title,
            say("raising-map-unit", unit=unit, most=case.months),
            say("raising-map-months"),
            say("raising-map-amounts"),
            ".0%" if unit == "share" else ",.0f",
        ),
        data=pa.Table.from_pylist(
            [_in_currency(row) for row in cells + marks], schema=_MAP_COLUMNS
        ),
        sentence=say(
            "raising-map-takeaway",
            title=title,
            lowest=str(lowest["tip"]),
            highest=str(highest["tip"]),
        ),
    )


def _half_row(raise_map: RaiseMap) -> float:
    """Half the height of a row of the map, in bn yuan."""
    return (raise_map.amounts[1] - raise_map.amounts[0]) / 2.0


def _in_currency(row: _MapRow) -> _MapRow:
    """A row whose amounts are in the reader's currency."""
    factor = shown_factor("bn yuan")
    return row | {name: row[name] * factor for name in ("low", "high") if row.get(name) is not None}  # type: ignore[operator]  # these two are numbers


def initial_raise_map(raise_map: RaiseMap, case: Case) -> str:
    """The name of the map to show first: runway, unless it is much the same whatever is raised; then lowest cash."""
    runway = np.minimum(raise_map.runway, case.months)[~raise_map.too_late]
    return "runway" if runway.size and np.ptp(runway) >= _MIN_RUNWAY_SPREAD else "lowest_cash"


def months_shown(raise_map: RaiseMap) -> int:
    """Return the number of months of the map that are drawn: those in which money can still come in time, and a few more."""
    in_time = np.flatnonzero(~raise_map.too_late)
    wanted = int(in_time[-1]) + 1 + _LATE_MONTHS_SHOWN if len(in_time) else 0
    return min(len(raise_map.too_late), max(_LEAST_MONTHS_SHOWN, wanted))


def _sufficient_line(
    outlook: Outlook, raise_map: RaiseMap, begins: NDArray[np.datetime64]
) -> list[_MapRow]:
    """The line of sufficient amounts, a row a month, and the label at its end; `begins` are the edges of the months."""
    amounts = raise_map.sufficient_amounts()[: len(begins) - 1]
    steps: list[_MapRow] = [
        {"begin": begins[row], "end": begins[row + 1], "low": amount, "kind": "enough"}
        for row, amount in enumerate(amounts)
        if not math.isnan(amount)
    ]
    label = amount_text(months_covered(outlook.scenario))
    return steps + [{**last, "kind": "name", "tip": label} for last in steps[-1:]]


def _too_late_label(raise_map: RaiseMap, begins: NDArray[np.datetime64]) -> list[_MapRow]:
    """The label in the middle of the grey months, which says that they are too late; no row without grey months."""
    late_months = np.flatnonzero(raise_map.too_late[: len(begins) - 1])
    if not len(late_months):
        return []
    first, end = begins[int(late_months[0])], begins[int(late_months[-1]) + 1]
    middle = first + (end - first) / 2
    height = (raise_map.amounts[0] + raise_map.amounts[-1]) / 2.0
    text = say("raising-map-too-late")
    return [{"begin": middle, "end": middle, "low": height, "tip": text, "kind": "words"}]


def _planned_round(
    outlook: Outlook, raise_map: RaiseMap, begins: NDArray[np.datetime64]
) -> list[_MapRow]:
    """The cross at the scenario's own round; no row where it does not count or lies off the map."""
    name = raise_map.round
    row = int(outlook.at(f"round_month.{name}", 0)) - raise_map.first
    amount = outlook.at(f"round_amount.{name}", 0)
    is_counted = outlook.at(f"round_counts.{name}", 0) >= 1.0
    highest = raise_map.amounts[-1] + _half_row(raise_map)
    is_on_map = 0 <= row < len(begins) - 1 and amount <= highest
    if not (is_counted and is_on_map):
        return []
    middle = begins[row] + (begins[row + 1] - begins[row]) / 2
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


def raise_overrides(outlook: Outlook, name: str, cell: str) -> dict[str, float]:
    """The overrides that make a clicked cell the scenario; `cell` is the month and the number of the amount, as "8|4"."""
    month, column = map(int, cell.split("|"))
    return {
        f"round_month.{name}": float(month),
        f"round_amount.{name}": raise_amounts(outlook.case)[column],
        f"round_status.{name}": counted_status(outlook.scenario, name),
    }


def smallest_raise_table(outlook: Outlook, name: str) -> pd.DataFrame:
    """The smallest raise of a round as text: one row a stress, with the amount and the founder's stake at the end."""
    table = smallest_raise_by_stress(outlook.scenario, name)
    stresses = [
        say("raising-idle-stress", stress=stress) if is_idle else stress
        for stress, is_idle in zip(table["stress"], table["idle"], strict=True)
    ]
    stakes = ["" if math.isnan(stake) else format_value(stake, "share") for stake in table["stake"]]
    label = round_in_sentence(outlook.case, name)
    month = month_start(outlook.case.start, int(outlook.at(f"round_month.{name}", 0)))
    head = say("raising-at-least", round=label, month=month)
    return pd.DataFrame(
        {
            "stress": stresses,
            head: [smallest_raise_text(a) for a in table["amount"]],
            say("raising-founder"): stakes,
        }
    ).set_index("stress")


def pressure_table(outlook: Outlook, effects: pd.DataFrame, months: dict[str, int]) -> pd.DataFrame:
    """The changes of `pressure_effects` as text: one row for each lever and end of its range, one column a quantity.

    `months` has the month in which each quantity is read; zero is left out of its head.
    """
    case = outlook.case
    heads = {
        quantity: f"{case.label_of(quantity)}, {case.month_name(month)}"
        if month
        else case.label_of(quantity)
        for quantity, month in months.items()
    }
    rows, largest = {}, effects[list(months)].abs().replace(math.inf, math.nan).max()
    for effect in effects.to_dict("records"):
        label = _lever_label(outlook, effect["key"], effect["value"])
        rows[label] = {
            head: signed_change(effect[quantity], case.unit_of(quantity), largest[quantity])
            for quantity, head in heads.items()
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("lever")


def _lever_label(outlook: Outlook, key: str, value: float) -> str:
    """A lever with its value in force and the one it is moved to, and why it has no effect where it has none."""
    case = outlook.case
    moved = format_stated(value, case.assumption_of(key).unit)
    label = f"{case.label_of(key)} {value_in_force(outlook.scenario, key)} → {moved}"
    reason = inert_reason(outlook.scenario, key)
    return say("raising-idle-lever", lever=label, reason=reason) if reason else label
