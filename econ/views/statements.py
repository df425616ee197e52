"""The figure of net burn: its parts stacked by month."""

import functools

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from econ.accounts import statements
from econ.accounts.path_facts import month_money_ends
from econ.case.calendar import month_start
from econ.outlook import Outlook
from econ.units import shown_factor, shown_unit
from econ.views.figures.figure import (
    BASELINE_COLOUR,
    Figure,
    after_the_money,
    end_band,
    heading,
    legend_of,
    specification,
)
from econ.words import Amount, message, say

BURN_CHART_HEIGHT = 300  # pixels
# Cases of `burn-part`, in the order of the theme's colours, which are those of the same quantities in other figures.
BURN_PARTS = (
    "gross-profit",
    "training",
    "leases",
    "plant",
    "people",
    "other",
    "overhead",
)
BURN_COLUMNS = pa.schema(
    [
        ("month", pa.timestamp("ms")),
        ("part", pa.string()),
        ("value", pa.float64()),
        ("net", pa.float64()),
        ("until", pa.timestamp("ms")),
    ]
)


@functools.lru_cache(maxsize=2)
def _burn_spec(title: str, axis: str, names: tuple[str, ...], net_burn: str) -> dict:
    """The specification: a stack a month of the parts by name, with parts that bring cash below zero, and a line for net burn."""
    base = alt.Chart(BURN_COLUMNS.empty_table())
    x = alt.X(
        "month:T",
        timeUnit="yearmonth",
        title=None,
        axis=alt.Axis(format="%Y", tickCount="year", grid=False),
    )
    colour = alt.Color(
        "part:N",
        scale=alt.Scale(domain=[*names, net_burn]),
        legend=None,
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
    zero = base.mark_rule(strokeWidth=1.2, color=BASELINE_COLOUR).encode(y=alt.datum(0.0))
    net = (
        base.transform_filter("isValid(datum.net)")
        .mark_line(strokeWidth=2.2)
        .encode(
            x=alt.X("month:T", timeUnit="yearmonth", bandPosition=0.5),
            y="net:Q",
            color=alt.datum(net_burn),
        )
    )
    return specification(
        alt.layer(end_band(base), stack, zero, net).properties(
            title=heading(title, axis), width="container", height=BURN_CHART_HEIGHT
        ),
        legend_of([*names, net_burn], [*names, net_burn]),
    )


def burn_chart(title: str, outlook: Outlook) -> Figure:
    """Net burn by month, bn yuan, as a stack of its parts; parts that bring cash are below zero."""
    case = outlook.case
    parts = statements.burn_parts(outlook)
    names = {part: say("burn-part", part=part) for part in BURN_PARTS}
    month_starts = pd.date_range(case.start, periods=case.months, freq="MS")
    data = parts.assign(
        part=parts["part"].map(names), month=month_starts[parts["month"]], net=np.nan
    )
    # Net burn is drawn once, from the rows of the first part.
    data.loc[: case.months - 1, "net"] = outlook["net_burn"][0]
    totals = parts.groupby("part", sort=False)["value"].sum()
    sentence = say(
        "burn-takeaway",
        title=title,
        month=month_start(case.start, case.months - 1),
        parts=[
            message(
                "burn-sum", part=names[str(part)], sum=Amount(value=float(value), unit="bn yuan")
            )
            for part, value in totals.items()
        ],
    )
    unit, end = "bn yuan/month", month_money_ends(outlook)
    axis = shown_unit(unit)
    data["until"] = pd.NaT
    if end is not None and end < case.months - 1:
        axis += ", " + after_the_money(case.month_name(end))
        data.loc[end, "until"] = month_starts[-1]
    data[["value", "net"]] *= shown_factor(unit)
    table = pa.Table.from_pandas(data, schema=BURN_COLUMNS, preserve_index=False)
    spec = _burn_spec(title, axis, tuple(names.values()), say("burn-net"))
    return Figure(spec=spec, data=table, sentence=sentence)
