"""Figures of ownership: who holds what after each change of shares, and whom an exit pays what part of it. No Streamlit."""

import functools

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from econ.accounts.exits import COMMON_CLASS, EXIT_VALUES, exit_proceeds, exit_scale
from econ.accounts.ownership import FOUNDER, OPTION_POOL, OTHER_HOLDERS, stakes_table
from econ.outlook import Outlook
from econ.units import format_value
from econ.views.figures.figure import BASELINE_COLOUR, Figure, heading, specification

ROW, FRAME, KEY = (
    28,
    140,
    20,
)  # pixels of a bar with its gap, of title and axis, and of a line of the key
WIDE, PHONE = 3, 2  # names of the key beside each other
BY_WIDTH = f"width < 300 ? {PHONE} : {WIDE}"  # of the bars themselves, which is less than that of the figure
STEP = 25.0  # bn yuan between the exits of a figure
BARS = pa.schema(
    [("stage", pa.string()), ("part", pa.string()), ("value", pa.float64()), ("order", pa.int64())]
)
PAYOUTS = pa.schema(
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


def _colour(parts, every):
    """Parts in the order of the table, each in its colour among all there may be; the key below, narrower on a phone."""
    return alt.Color(
        "part:N",
        scale=alt.Scale(domain=list(every)),
        legend=alt.Legend(
            title=None,
            orient="bottom",
            columns=alt.ExprRef(BY_WIDTH),
            symbolSize=60,
            labelLimit=150,
            rowPadding=2,
            values=list(parts),
        ),
    )


def _every(case, first):
    """All names a part may have, in the order of their colours: a round has the same in both figures."""
    return (first, OTHER_HOLDERS, OPTION_POOL, *case.elements["round"].values())


def _tall(rows, parts):
    return FRAME + rows + KEY * -(-parts // PHONE)


@functools.lru_cache(maxsize=32)
def _bars_spec(title: str, stages: int, parts: tuple, every: tuple) -> dict:
    """The specification of a bar a stage, as tall as they need."""
    y = alt.Y("stage:N", title=None, sort=None, axis=alt.Axis(labelLimit=150, labelOverlap=False))
    bars = (
        alt.Chart(BARS.empty_table())
        .mark_bar()
        .encode(
            y=y,
            x=alt.X(
                "value:Q",
                title=None,
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(tickCount=5, format=".0%"),
            ),
            color=_colour(parts, every),
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
            title=heading(title, "per cent"),
            width="container",
            height=_tall(ROW * stages, len(parts)),
        )
    )


def who_holds(outlook: Outlook) -> Figure:
    """The holders at the beginning and after each change of shares, a bar each."""
    table, title = stakes_table(outlook), "Who holds the company"
    rows = [
        {
            "stage": stage,
            "part": _short(holder),
            "value": float(table.loc[holder, stage]),
            "order": order,
        }
        for stage in table.columns
        for order, holder in enumerate(table.index)
    ]
    last = "; ".join(
        f"{holder} {format_value(float(table[table.columns[-1]][holder]), 'share')}"
        for holder in table.index
    )
    spec = _bars_spec(
        title, len(table.columns), tuple(map(_short, table.index)), _every(outlook.case, FOUNDER)
    )
    return Figure(
        spec=spec,
        data=pa.Table.from_pylist(rows, schema=BARS),
        sentence=f"{title}, in the end: {last}.",
    )


def _short(holder):
    return holder.removesuffix(" investors")


@functools.lru_cache(maxsize=16)
def _payouts_spec(title: str, parts: tuple, every: tuple, times: float) -> dict:
    """The specification of the parts of an exit, on each other up to the whole, over its size."""
    base = alt.Chart(PAYOUTS.empty_table())
    x = alt.X(
        "exit:Q",
        title="exit value, bn yuan",
        scale=alt.Scale(nice=False, domain=[times * STEP, times * EXIT_VALUES[-1]]),
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
        .encode(x=x, y=y, color=_colour(parts, every), order="order:Q")
    )
    usual = (
        base.transform_filter("isValid(datum.common)")
        .mark_line(strokeWidth=1.6, strokeDash=[4, 3], color=BASELINE_COLOUR)
        .encode(x=x, y=alt.Y("common:Q"))
    )
    marks = [
        base.transform_filter("isValid(datum.mark)")
        .mark_rule(strokeWidth=1.6, color=BASELINE_COLOUR)
        .encode(x="mark:Q")
    ]
    marks += [
        base.transform_filter(f"datum.{name}")
        .mark_text(align=side, baseline="bottom", dy=-3, fontSize=11, color=BASELINE_COLOUR)
        .encode(x="mark:Q", y=alt.value(0), text=f"{name}:N")
        for name, side in (("early", "left"), ("late", "right"))
    ]
    tips = (
        base.transform_filter("datum.tip")
        .mark_bar(size=9, opacity=0, tooltip=alt.ExprRef("datum.tip"))
        .encode(x=x, y=alt.value(0), y2=alt.value("height"))
    )
    return specification(
        alt.layer(areas, usual, *marks, tips).properties(
            title=heading(title, "per cent of the exit; dashed: common shares of the baseline"),
            width="container",
            height=_tall(ROW * 7, len(parts)),
        )
    )


def who_is_paid(outlook: Outlook, baseline: Outlook, terms: str, value: float) -> Figure:
    """What part of an exit at the end of the horizon each class is paid, over the size of the exit; `value` is marked."""
    times, title = exit_scale(outlook), "What part of an exit goes to whom"
    sizes = times * np.arange(STEP, EXIT_VALUES[-1] + STEP, STEP)
    paid, common = (
        exit_proceeds(outlook, sizes, terms),
        exit_proceeds(baseline, sizes, terms).iloc[:, 0],
    )
    rows = [
        {
            "exit": size,
            "part": name,
            "value": float(paid.loc[size, name]) / size,
            "order": order,
            "common": float(common[size]) / size if order == 0 else None,
            "tip": _tip(size, paid.loc[size]) if order == 0 else None,
        }
        for order, name in enumerate(paid.columns)
        for size in sizes.tolist()
    ]
    side = "early" if value < times * EXIT_VALUES[-1] / 2.0 else "late"
    rows.append(
        {
            "exit": value,
            "part": paid.columns[0],
            "order": 0,
            "mark": value,
            side: f"{value:,.0f} bn yuan",
        }
    )
    ends = "; ".join(
        f"{name} from {paid.iloc[0][name] / sizes[0]:.0%} to {paid.iloc[-1][name] / sizes[-1]:.0%}"
        for name in paid.columns
    )
    spec = _payouts_spec(title, tuple(paid.columns), _every(outlook.case, COMMON_CLASS), times)
    return Figure(
        spec=spec,
        data=pa.Table.from_pylist(rows, schema=PAYOUTS),
        sentence=f"{title}, from {format_value(sizes[0], 'bn yuan')} to {format_value(sizes[-1], 'bn yuan')}: {ends}.",
    )


def _tip(size, paid: pd.Series):
    """What an exit of a size pays, a line a class."""
    return "\n".join(
        [
            f"exit at {format_value(size, 'bn yuan')}",
            *(
                f"{name}: {format_value(float(money), 'bn yuan')}, {float(money) / size:.0%}"
                for name, money in paid.items()
            ),
        ]
    )
