"""Figures of the statements: what net burn is made of, month by month, and how cash came from one balance to the next."""

import functools

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from econ.accounts import statements
from econ.outlook import Outlook
from econ.units import format_value
from econ.views.figures.diagrams import waterfall
from econ.views.figures.figure import BASELINE, Figure, heading, specification

HEIGHT = 400  # pixels the figure is high, names of parts below it included
# Parts in the order of the theme's colours, which are those of the same quantities elsewhere.
PARTS = (
    "less gross profit",
    "compute for training",
    "leases",
    "plant",
    "people",
    "interest, tax and working capital",
    "overhead",
)
NET = "net burn"
COLUMNS = pa.schema(
    [
        ("month", pa.timestamp("ms")),
        ("part", pa.string()),
        ("value", pa.float64()),
        ("net", pa.float64()),
    ]
)


@functools.lru_cache(maxsize=2)
def _spec(title: str, axis: str) -> dict:
    """The specification: a stack a month, what brings cash below the line, and net burn over it."""
    base = alt.Chart(COLUMNS.empty_table())
    x = alt.X(
        "month:T",
        timeUnit="yearmonth",
        title=None,
        axis=alt.Axis(format="%Y", tickCount="year", grid=False),
    )
    colour = alt.Color(
        "part:N",
        scale=alt.Scale(domain=[*PARTS, NET]),
        legend=alt.Legend(
            title=None, orient="bottom", labelLimit=230, columns=alt.ExprRef("width < 500 ? 2 : 4")
        ),
    )
    stack = base.mark_bar(opacity=0.85).encode(
        x=x,
        y=alt.Y("value:Q", title=None, stack="zero", axis=alt.Axis(tickCount=5)),
        color=colour,
        tooltip=[
            alt.Tooltip("month:T", format="%b %Y"),
            "part:N",
            alt.Tooltip("value:Q", format=",.3f", title=axis),
        ],
    )
    zero = base.mark_rule(strokeWidth=1.2, color=BASELINE).encode(y=alt.datum(0.0))
    net = (
        base.transform_filter("isValid(datum.net)")
        .mark_line(strokeWidth=2.2)
        .encode(
            x=alt.X("month:T", timeUnit="yearmonth", bandPosition=0.5),
            y="net:Q",
            color=alt.datum(NET),
        )
    )
    return specification(
        alt.layer(stack, zero, net).properties(
            title=heading(title, axis), width="container", height=HEIGHT
        )
    )


def burn(title: str, outlook: Outlook) -> Figure:
    """Net burn by month as a stack of its parts; what brings cash is below zero."""
    parts = statements.burn_parts(outlook)
    days = pd.date_range(outlook.case.start, periods=outlook.case.months, freq="MS")
    data = parts.assign(month=days[parts["month"]], net=np.nan)
    data.loc[: outlook.case.months - 1, "net"] = outlook["net_burn"][
        0
    ]  # once: on the rows of the first part
    sums = parts.groupby("part", sort=False)["value"].sum()
    sentence = (
        f"{title}, sums to {outlook.case.month_name(outlook.case.months - 1)}: "
        + "; ".join(
            f"{part} {format_value(float(value), 'bn yuan')}" for part, value in sums.items()
        )
        + "."
    )
    table = pa.Table.from_pandas(data, schema=COLUMNS, preserve_index=False)
    return Figure(spec=_spec(title, "bn yuan/month"), data=table, sentence=sentence)


def cash_bridge(
    title: str, outlook: Outlook, first: int, months: int = statements.PLAN_YEAR_MONTHS
) -> Figure:
    """The bridge from opening to closing cash over a year, or so many months, from one on."""
    return waterfall(title, statements.cash_bridge(outlook, first, months), "bn yuan")
