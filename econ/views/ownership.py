"""Figures of ownership: who holds the company after each change of shares, and what part of an exit each class is paid."""

import functools
import math
from collections.abc import Sequence
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from econ.accounts.exits import COMMON_CLASS, EXIT_VALUES, RoundReturns, exit_proceeds, exit_scale
from econ.accounts.ownership import FOUNDER, OPTION_POOL, OTHER_HOLDERS, stakes_table
from econ.case.case import Case
from econ.outlook import Outlook
from econ.units import YUAN, format_value, per_cent, shown_factor, shown_unit
from econ.views.facts import money_amount, share_amount
from econ.views.figures.figure import (
    BASELINE_COLOUR,
    BASELINE_LINE,
    Figure,
    heading,
    legend_of,
    specification,
)
from econ.words import amount_text, message, say

_BAR_PIXELS = 28  # height of a bar with its gap
_BARS_OF_PAYOUTS = 7  # the figure of payouts is as high as this many bars
_TITLE_PIXELS = 110  # height of title and axis
_EXIT_STEP = 25.0  # bn yuan between exits of the figure, before the factor of `exit_scale`
_STAKE_COLUMNS = pa.schema(
    [("stage", pa.string()), ("part", pa.string()), ("value", pa.float64()), ("order", pa.int64())]
)
_PAYOUT_COLUMNS = pa.schema(
    [
        ("exit", pa.float64()),
        ("part", pa.string()),
        ("value", pa.float64()),
        ("common", pa.float64()),
        ("order", pa.int64()),
        ("tip", pa.string()),
        ("mark", pa.float64()),
        ("early", pa.string()),
        ("late", pa.string()),
    ]
)


def _part_colours(all_parts: Sequence[str]) -> alt.Color:
    """The colours of parts, each by its place among all parts there may be."""
    return alt.Color(
        "part:N",
        scale=alt.Scale(domain=list(all_parts)),
        legend=None,
    )


def _all_parts(case: Case, first: str) -> tuple[str, ...]:
    """All names a part may have, in the order of their colours, so that a round has one colour in both figures."""
    return (first, OTHER_HOLDERS, OPTION_POOL, *case.elements["round"].values())


@functools.lru_cache(maxsize=32)
def _stakes_spec(
    title: str, stage_count: int, parts: tuple[str, ...], all_parts: tuple[str, ...]
) -> dict:
    """The specification of one bar for each stage."""
    y = alt.Y("stage:N", title=None, sort=None, axis=alt.Axis(labelLimit=150, labelOverlap=False))
    bars = (
        alt.Chart(_STAKE_COLUMNS.empty_table())
        .mark_bar()
        .encode(
            y=y,
            x=alt.X(
                "value:Q",
                title=None,
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(tickCount=5, format=".0%"),
            ),
            color=_part_colours(all_parts),
            order="order:Q",
            tooltip=[
                alt.Tooltip("stage:N", title="after"),
                alt.Tooltip("part:N", title="holder"),
                alt.Tooltip("value:Q", format=".2%", title="holds"),
            ],
        )
    )
    return specification(
        bars.properties(
            title=heading(title, say("figure-per-cent")),
            width="container",
            height=_TITLE_PIXELS + _BAR_PIXELS * stage_count,
        ),
        legend_of(parts, all_parts),
    )


def stakes_text(outlook: Outlook) -> pd.DataFrame:
    """The shares of `stakes_table` as text."""
    return stakes_table(outlook).map(lambda share: format_value(share, "share"))


def holders_figure(outlook: Outlook) -> Figure:
    """Draw the holders' shares of the company at the beginning and after each change of shares, one bar each."""
    table, title = stakes_table(outlook), say("ownership-holders")
    rows = [
        {
            "stage": stage,
            "part": _part_name(holder),
            "value": float(table.loc[holder, stage]),
            "order": order,
        }
        for stage in table.columns
        for order, holder in enumerate(table.index)
    ]
    last_stage = table.columns[-1]
    stakes = [
        message("ownership-stake", holder=holder, share=share_amount(table.loc[holder, last_stage]))
        for holder in table.index
    ]
    parts = tuple(map(_part_name, table.index))
    return Figure(
        spec=_stakes_spec(title, len(table.columns), parts, _all_parts(outlook.case, FOUNDER)),
        data=pa.Table.from_pylist(rows, schema=_STAKE_COLUMNS),
        sentence=say("ownership-holders-at-the-end", title=title, stakes=stakes),
    )


def _part_name(holder: str) -> str:
    """A holder in a legend: investors by the label of their round."""
    return holder.removesuffix(" investors")


@functools.lru_cache(maxsize=16)
def _payouts_spec(
    title: str,
    unit: str,
    axis: str,
    parts: tuple[str, ...],
    all_parts: tuple[str, ...],
    scale: float,
) -> dict:
    """The specification of the parts of an exit, stacked up to the whole, over its value; `scale` is that of `exit_scale`."""
    base = alt.Chart(_PAYOUT_COLUMNS.empty_table())
    x = alt.X(
        "exit:Q",
        title=axis,
        scale=alt.Scale(nice=False, domain=[scale * _EXIT_STEP, scale * EXIT_VALUES[-1]]),
        axis=alt.Axis(format=",.0f", tickCount=5, grid=False),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        stack="zero",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    areas = (
        base.transform_filter("isValid(datum.value)")
        .mark_area(opacity=0.9)
        .encode(x=x, y=y, color=_part_colours(all_parts), order="order:Q")
    )
    baseline_common = (
        base.transform_filter("isValid(datum.common)")
        .mark_line(**BASELINE_LINE)
        .encode(x=x, y=alt.Y("common:Q"))
    )
    marks = [
        base.transform_filter("isValid(datum.mark)")
        .mark_rule(strokeWidth=1.6, color=BASELINE_COLOUR)
        .encode(x="mark:Q")
    ]
    labels: tuple[tuple[str, Literal["left", "right"]], ...] = (
        ("early", "left"),
        ("late", "right"),
    )
    marks += [
        base.transform_filter(f"datum.{name}")
        .mark_text(align=align, baseline="bottom", dy=-3, fontSize=11, color=BASELINE_COLOUR)
        .encode(x="mark:Q", y=alt.value(0), text=f"{name}:N")
        for name, align in labels
    ]
    tips = (
        base.transform_filter("datum.tip")
        .mark_bar(size=9, opacity=0, tooltip=alt.ExprRef("datum.tip"))
        .encode(x=x, y=alt.value(0), y2=alt.value("height"))
    )
    return specification(
        alt.layer(areas, baseline_common, *marks, tips).properties(
            title=heading(title, unit),
            width="container",
            height=_TITLE_PIXELS + _BAR_PIXELS * _BARS_OF_PAYOUTS,
        ),
        legend_of(parts, all_parts),
    )


def payouts_figure(outlook: Outlook, baseline: Outlook, terms: str, value: float) -> Figure:
    """The part of an exit at the end of the horizon that each class is paid, over the value of the exit.

    `terms` are one of `PREFERENCE_TERMS`; the exit of `value`, in bn yuan, is marked.
    """
    scale, title = exit_scale(outlook), say("ownership-exit-title")
    factor = shown_factor("bn yuan")
    exits = scale * np.arange(_EXIT_STEP, EXIT_VALUES[-1] + _EXIT_STEP, _EXIT_STEP)
    proceeds = exit_proceeds(outlook, exits, terms)
    baseline_common = exit_proceeds(baseline, exits, terms).iloc[:, 0]
    rows = [
        {
            "exit": size * factor,
            "part": name,
            "value": float(proceeds.loc[size, name]) / size,
            "order": order,
            "common": float(baseline_common[size]) / size if order == 0 else None,
            "tip": _exit_text(size, proceeds.loc[size]) if order == 0 else None,
        }
        for order, name in enumerate(proceeds.columns)
        for size in exits.tolist()
    ]
    # The label of the mark is to its right in the left half of the figure, and to its left in the right half.
    label_column = "early" if value < scale * EXIT_VALUES[-1] / 2.0 else "late"
    rows.append(
        {
            "exit": value * factor,
            "part": proceeds.columns[0],
            "order": 0,
            "mark": value * factor,
            label_column: amount_text(money_amount(value)),
        }
    )
    first, last = proceeds.iloc[0] / exits[0], proceeds.iloc[-1] / exits[-1]
    changes = [
        message(
            "ownership-exit-change",
            name=name,
            first=share_amount(first[name]),
            last=share_amount(last[name]),
        )
        for name in proceeds.columns
    ]
    smallest, largest = (money_amount(size) for size in (exits[0], exits[-1]))
    all_parts = _all_parts(outlook.case, COMMON_CLASS)
    return Figure(
        spec=_payouts_spec(
            title,
            say("ownership-exit-unit"),
            say("ownership-exit-axis"),
            tuple(proceeds.columns),
            all_parts,
            scale * factor,
        ),
        data=pa.Table.from_pylist(rows, schema=_PAYOUT_COLUMNS),
        sentence=say(
            "ownership-exit-changes",
            title=title,
            smallest=smallest,
            largest=largest,
            changes=changes,
        ),
    )


def _exit_text(size: float, proceeds: pd.Series) -> str:
    """Return the payment of an exit to each class, one line a class; amounts are in bn yuan."""
    lines = [say("ownership-exit-tip", value=money_amount(size))]
    for name, money in proceeds.items():
        paid, share = amount_text(money_amount(float(money))), float(money) / size
        lines.append(f"{name}: {paid}, {amount_text(share_amount(share))}")
    return "\n".join(lines)


def returns_table(returns: RoundReturns) -> pd.DataFrame:
    """Multiple and yearly rate of a round's money as text: one row an exit value, one column a year; a redemption is marked as a put."""
    columns = {
        say("ownership-return-year", year=str(year)): [
            _return_cell(*cell)
            for cell in zip(
                returns.multiple[year],
                returns.rate[year],
                returns.is_put[year],
                returns.is_part[year],
                strict=True,
            )
        ]
        for year in returns.multiple
    }
    labels = [f"{value * shown_factor(YUAN):,.0f}" for value in returns.multiple.index]
    head = say("ownership-return-exit", unit=shown_unit("bn yuan"))
    return pd.DataFrame(columns, index=pd.Index(labels, name=head))


def _return_cell(multiple: float, rate: float, is_put: bool, is_part: bool) -> str:
    """A multiple and a yearly rate; a sale that pays less than is paid in that month has no rate."""
    shown_rate = None if math.isnan(rate) else per_cent(rate, sign="+")
    sale = say("ownership-return-cell", multiple=f"{multiple:.2f}", rate=shown_rate)
    return say("ownership-put-cell", paid=sale, is_part=is_part) if is_put else sale
