"""Worth of a month: the gain or loss of one depth by the month of the cut, with the months in which supply lands."""

import dataclasses
import functools
import math

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from econ.arrays import Array
from econ.views.figures.figure import (
    BASELINE_COLOUR,
    GAP,
    Columns,
    Figure,
    empty_chart,
    figure_from_table,
    heading,
    specification,
)
from econ.views.figures.lines import THEME_COLOUR_COUNT

_COLUMNS: Columns = {
    "month": "datetime64[ms]",
    "end": "datetime64[ms]",
    "value": float,
    "kind": str,
    "colour": str,
}
_HEIGHT = 200  # pixels
_LADDER = (1.0, 2.0, 5.0, 10.0)  # ends of the axis, times a power of ten: it grows in steps
_PRICE_HUE, _SUPPLY_HUE = "0", "2"  # places in the colours of the theme


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class MonthWorth:
    """Data of the chart: the beginnings of months, one more than there are values, and the months between which supply lands."""

    begins: NDArray[np.datetime64]
    values: Array
    unit_of_steps: float
    shaded: NDArray[np.datetime64] | None


def axis_end(values: Array, unit: float) -> float:
    """The least end of an axis that holds all sizes: one, two or five times a power of ten of the unit, so that it moves in steps."""
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    if largest <= unit:
        return unit
    power = unit * 10.0 ** math.floor(math.log10(largest / unit))
    return next(power * step for step in _LADDER if power * step >= largest)


@functools.lru_cache(maxsize=16)
def _spec(title: str, axis: str) -> dict:
    base = empty_chart(_COLUMNS)
    scale = alt.Scale(domain=[str(hue) for hue in range(THEME_COLOUR_COUNT)])

    hue = alt.Color("colour:N", scale=scale, legend=None)
    x = alt.X("month:T", title=None, axis=alt.Axis(format="%b %y", tickCount=3, grid=False))
    y = alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=3, domain=False))
    shaded = (
        base.transform_filter("datum.kind == 'supply'")
        .mark_rect(opacity=0.16)
        .encode(x=x, x2="end:T", color=hue)
    )
    ends = base.transform_filter("datum.kind == 'axis'").mark_point(opacity=0).encode(x=x, y=y)
    zero = base.mark_rule(color=BASELINE_COLOUR, strokeWidth=1.3).encode(y=alt.datum(0.0))
    line = (
        base.transform_filter("datum.kind == 'worth'")
        .mark_line(strokeWidth=2.4, invalid=GAP)
        .encode(x=x, y=y, color=hue)
    )
    return specification(
        alt.layer(shaded, ends, zero, line).properties(
            title=heading(title, axis), width="container", height=_HEIGHT
        )
    )


def month_worth(title: str, axis: str, worth: MonthWorth) -> Figure:
    """The line of a depth over months, zero being the plan."""
    begin, last = worth.begins[0], worth.begins[-1]
    rows = [
        {"month": month, "end": month, "value": value, "kind": "worth", "colour": _PRICE_HUE}
        for month, value in zip(worth.begins[:-1], worth.values.tolist(), strict=True)
    ]
    losses, gains = np.minimum(worth.values, 0.0), np.maximum(worth.values, 0.0)
    rows += [
        {"month": begin, "end": last, "value": end, "kind": "axis", "colour": ""}
        for end in (
            -axis_end(losses, worth.unit_of_steps),
            axis_end(gains, worth.unit_of_steps) if np.nanmax(gains, initial=0.0) else 0.0,
        )
    ]
    if worth.shaded is not None:
        early, late = worth.shaded
        rows.append(
            {"month": early, "end": late, "value": np.nan, "kind": "supply", "colour": _SUPPLY_HUE}
        )
    table = pd.DataFrame(rows).astype({"month": "datetime64[ms]", "end": "datetime64[ms]"})
    known = worth.values[np.isfinite(worth.values)]
    words = f"{known.min():.3g} … {known.max():.3g}" if len(known) else "…"
    sentence = f"{title}, {axis}: {words}."
    return figure_from_table(_spec(title, axis), table, _COLUMNS, sentence)
