"""Figures of findings: the tornado, how much of the uncertainty each input explains, and an outcome along every lever."""

import functools

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from econ.case.scenario import Scenario
from econ.risk.outcomes import Outcome
from econ.risk.sensitivity import Tornado
from econ.units import plural_unit
from econ.views.figures.figure import BASELINE_COLOUR, Figure, heading, specification
from econ.views.sentences.findings import measured, told

ROW, ROOM, SMALL = (
    20,
    165,
    190,
)  # pixels: a bar with its gap, title with legend and axis, a small figure
LEAST = 2  # rows for which there is room: fewer would leave none for the legend
NAMES = 300  # pixels for the names of bars
LOW, HIGH = "at the low end of the input", "at the high end of the input"
ALONE, ALL = "alone", "with all it does together with others"
SHADES = (0.35, 1.0)  # of the whole and of its part
FULL, DASHED = (1, 0), (4, 3)
SEEN = 0.002  # of the variance: a smaller share is no bar
BARS = pa.schema(
    [
        ("what", pa.string()),
        ("begin", pa.float64()),
        ("end", pa.float64()),
        ("side", pa.string()),
        ("tip", pa.string()),
    ]
)
POINTS = pa.schema(
    [("x", pa.float64()), ("y", pa.float64()), ("here", pa.float64()), ("tip", pa.string())]
)


@functools.lru_cache(maxsize=32)
def _bars_spec(
    title: str, axis: str, form: str, sides: tuple, order: tuple, rules: tuple, shades: bool
) -> dict:
    """The specification of horizontal bars that lie over each other, one row an input, and rules across them.

    With `shades` one bar is a part of the other and has its colour; bars that do not begin at nothing have no zero.
    """
    chart = alt.Chart(BARS.empty_table())
    legend = alt.Legend(
        title=None, orient="top", columns=1, labelLimit=NAMES
    )  # a phone has no room for two
    side = (
        {
            "opacity": alt.Opacity(
                "side:N",
                sort=list(sides),
                scale=alt.Scale(domain=list(sides), range=list(SHADES)),
                legend=legend,
            )
        }
        if shades
        else {
            "color": alt.Color(
                "side:N", sort=list(sides), scale=alt.Scale(domain=list(sides)), legend=legend
            )
        }
    )
    bars = chart.mark_bar(
        **({} if shades else {"opacity": 0.85}), tooltip=alt.ExprRef("datum.tip")
    ).encode(
        y=alt.Y(
            "what:N",
            title=None,
            sort=list(order),
            axis=alt.Axis(labelLimit=NAMES, labelOverlap=False, ticks=False, domain=False),
        ),
        x=alt.X(
            "begin:Q",
            title=axis,
            scale=alt.Scale(zero=shades),
            axis=alt.Axis(format=form, tickCount=6),
        ),
        x2="end:Q",
        **side,
    )
    lines = [
        chart.mark_rule(strokeWidth=1.2, color=BASELINE_COLOUR, strokeDash=dash).encode(
            x=alt.datum(at)
        )
        for at, dash in rules
    ]
    return specification(
        alt.layer(bars, *lines).properties(
            title=heading(title, ""), width="container", height=ROW * max(len(order), LEAST) + ROOM
        )
    )


def _horizon(outcome, case, most):
    """The horizon, where a runway is drawn beyond it."""
    return float(case.months) if outcome.key == "runway" and most > case.months else None


def _form(unit):
    return ".0%" if unit == "share" else ",.4~g"


def tornado(found: Tornado, scenario: Scenario) -> Figure:
    """What each input alone does to the outcome at the ends of its range, the largest swing on top."""
    case, unit = scenario.case, found.outcome.unit
    rows, names = [], []
    for bar in found.bars.to_dict("records"):
        name = bar["label"] + (" ↕" if bar["turns"] else "")
        names.append(name)
        for side, value, at in (
            (LOW, bar["low"], bar["at_low"]),
            (HIGH, bar["high"], bar["at_high"]),
        ):
            rows.append(
                {
                    "what": name,
                    "begin": min(found.base, at),
                    "end": max(found.base, at),
                    "side": side,
                    "tip": f"{bar['label']} at {told(case, bar['key'], value)}: {measured(case, found.outcome, at)}",
                }
            )
    title = f"{found.outcome.name}, moved by each input alone"
    end = _horizon(found.outcome, case, max([found.base, *found.bars["most"]]))
    rules = ((found.base, FULL), *([(end, DASHED)] if end else []))
    axis = plural_unit(unit) + (", dashed: the horizon" if end else "")
    spec = _bars_spec(title, axis, _form(unit), (LOW, HIGH), tuple(names), rules, False)
    sentence = (
        f"{title}, from {measured(case, found.outcome, found.base)}: "
        + "; ".join(
            f"{bar['label']} from {measured(case, found.outcome, bar['at_low'])} to {measured(case, found.outcome, bar['at_high'])}"
            for bar in found.bars.head(5).to_dict("records")
        )
        + "."
    )
    return Figure(spec=spec, data=pa.Table.from_pylist(rows, schema=BARS), sentence=sentence)


def explained(table: pd.DataFrame, outcome: Outcome, most: int = 12) -> Figure:
    """The share of an outcome's variance that each input explains alone, and with all it does together, where it can be seen."""
    own = (
        table[table["outcome"] == outcome.name]
        .sort_values("total", ascending=False, kind="stable")
        .head(most)
    )
    own = own[(own["total"] >= SEEN) | (np.arange(len(own)) == 0)]
    rows = []
    for row in own.to_dict("records"):
        for side, share, error in (
            (ALL, row["total"], row["total_error"]),
            (ALONE, row["first"], row["first_error"]),
        ):
            rows.append(
                {
                    "what": row["label"],
                    "begin": 0.0,
                    "end": max(share, 0.0),
                    "side": side,
                    "tip": f"{row['label']}: {share:.1%} {side}, ± {error:.1%} (one standard error)",
                }
            )
    title = f"Share of the variance of {outcome.name[:1].lower()}{outcome.name[1:]}"
    spec = _bars_spec(
        title, "share of the variance", ".0%", (ALL, ALONE), tuple(own["label"]), (), True
    )
    sentence = (
        f"{title}: "
        + "; ".join(f"{row['label']} {row['total']:.0%}" for row in own.head(5).to_dict("records"))
        + "."
    )
    return Figure(spec=spec, data=pa.Table.from_pylist(rows, schema=BARS), sentence=sentence)


@functools.lru_cache(maxsize=64)
def _response_spec(
    title: str, axis: str, forms: tuple, x_span: tuple, y_span: tuple, end: float | None
) -> dict:
    """The specification of one outcome along one lever, with a dot where the lever is, and a rule at the horizon."""
    base = alt.Chart(POINTS.empty_table())
    x = alt.X(
        "x:Q",
        title=None,
        scale=alt.Scale(domain=list(x_span), nice=False),
        axis=alt.Axis(format=forms[0], tickCount=4, grid=False),
    )
    y = alt.Y(
        "y:Q",
        title=None,
        scale=alt.Scale(domain=list(y_span), zero=False),
        axis=alt.Axis(format=forms[1], tickCount=3),
    )
    line = base.mark_line(strokeWidth=2.4, tooltip=alt.ExprRef("datum.tip")).encode(x=x, y=y)
    near = base.mark_circle(size=120, opacity=0.0, tooltip=alt.ExprRef("datum.tip")).encode(
        x=x, y=y
    )
    here = base.mark_circle(size=70, opacity=1.0).encode(x=x, y=alt.Y("here:Q"))
    rule = (
        [base.mark_rule(color=BASELINE_COLOUR, strokeDash=DASHED).encode(y=alt.datum(end))]
        if end
        else []
    )
    return specification(
        alt.layer(line, *rule, here, near).properties(
            title=heading(title, axis), width="container", height=SMALL
        )
    )


def responses(table: pd.DataFrame, outcome: Outcome, scenario: Scenario) -> dict[str, Figure]:
    """The outcome along each lever, by key, all with the same scale of the outcome."""
    case, found = scenario.case, {}
    least, most = float(table["y"].min()), float(table["y"].max())
    room = (most - least or abs(most) or 1.0) * 0.06
    end = _horizon(outcome, case, most)
    for key, part in table.groupby("key", sort=False):
        unit = case.unit_of(key)
        forms = (".0%" if unit.startswith("share") else ",.4~g", _form(outcome.unit))
        spec = _response_spec(
            case.label_of(key),
            f"{plural_unit(outcome.unit)} along {plural_unit(unit)}",
            forms,
            (float(part["x"].min()), float(part["x"].max())),
            (least - room, most + room),
            end,
        )
        rows = {
            "x": part["x"].to_numpy(),
            "y": part["y"].to_numpy(),
            "here": np.where(part["now"], part["y"], np.nan),
            "tip": [
                f"{told(case, key, x)}: {measured(case, outcome, y)}"
                for x, y in zip(part["x"], part["y"], strict=True)
            ],
        }
        rows["here"] = pa.array(rows["here"], mask=np.isnan(rows["here"]))
        ends = part.iloc[[0, -1]]
        first, last = (measured(case, outcome, value) for value in ends["y"])
        sentence = f"{outcome.name} along {case.label_of(key)}: from {first} to {last}."
        found[key] = Figure(spec=spec, data=pa.table(rows, schema=POINTS), sentence=sentence)
    return found
