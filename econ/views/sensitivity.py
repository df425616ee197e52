"""Figures of sensitivity: the tornado, how much of a variance each input explains, and an outcome along every lever."""

import dataclasses
import functools
import math

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.risk.outcomes import Outcome, is_beyond
from econ.risk.sensitivity import Tornado
from econ.units import plural_unit, shown_factor, shown_unit
from econ.views.facts import share_amount
from econ.views.figures.figure import (
    BASELINE_COLOUR,
    Figure,
    LegendEntry,
    heading,
    labels_in_lines,
    names_where,
    specification,
    undefined_sentence,
)
from econ.views.sentences.findings import format_for_sentence, format_outcome
from econ.words import message, say, say_all

CHOICE_MARK = " (choice)"  # after the label of what the company decides
SOLID, DASHED = (1, 0), (4, 3)
INPUT_BAR_COLUMNS = pa.schema(
    [
        ("what", pa.string()),
        ("begin", pa.float64()),
        ("end", pa.float64()),
        ("side", pa.string()),
        ("tip", pa.string()),
    ]
)
RESPONSE_COLUMNS = pa.schema(
    [("x", pa.float64()), ("y", pa.float64()), ("here", pa.float64()), ("tip", pa.string())]
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SensitivityLayout:
    """Sizes in pixels, and limits of what is drawn."""

    row: int = 24  # of a bar with its gap, and of two lines of words beside it
    title_and_axis: int = 105
    response_height: int = 190
    opacities: tuple[float, float] = (0.35, 1.0)  # of the whole and of its part
    smallest_share: float = 0.002  # of a variance: a smaller one is no bar
    described_rows: int = 5  # in the sentence for a screen reader


_LAYOUT = SensitivityLayout()


@functools.lru_cache(maxsize=32)
def _bars_spec(
    title: str,
    axis: str,
    number_format: str,
    sides: tuple[str, str],
    order: tuple,
    rules: tuple,
    shades: bool,
) -> dict:
    """The specification of horizontal bars that lie over each other, one row an input, with vertical rules.

    With `shades` one bar is a part of the other and has its colour; without, bars begin at the base and the axis has no zero.
    """
    chart = alt.Chart(INPUT_BAR_COLUMNS.empty_table())
    bars = chart.mark_bar(
        opacity=alt.Undefined if shades else 0.85, tooltip=alt.ExprRef("datum.tip")
    ).encode(
        y=alt.Y(
            "what:N",
            title=None,
            sort=list(order),
            axis=alt.Axis(
                labelExpr=labels_in_lines(order),
                labelLimit=0,
                labelOverlap=False,
                ticks=False,
                domain=False,
            ),
        ),
        x=alt.X(
            "begin:Q",
            title=None,
            scale=alt.Scale(zero=shades),
            axis=alt.Axis(format=number_format, tickCount=6),
        ),
        x2="end:Q",
    )
    if shades:
        scale = alt.Scale(domain=list(sides), range=list(_LAYOUT.opacities))
        bars = bars.encode(
            opacity=alt.Opacity("side:N", sort=list(sides), scale=scale, legend=None)
        )
    else:
        scale = alt.Scale(domain=list(sides))
        bars = bars.encode(color=alt.Color("side:N", sort=list(sides), scale=scale, legend=None))
    lines = [
        chart.mark_rule(strokeWidth=1.2, color=BASELINE_COLOUR, strokeDash=list(dash)).encode(
            x=alt.datum(value)
        )
        for value, dash in rules
    ]
    return specification(
        alt.layer(bars, *lines).properties(
            title=heading(title, axis),
            width="container",
            height=_LAYOUT.row * len(order) + _LAYOUT.title_and_axis,
        ),
        [
            LegendEntry(
                name=side,
                hue=0 if shades else place,
                opacity=_LAYOUT.opacities[place] if shades else 1.0,
            )
            for place, side in enumerate(sides)
        ],
    )


def _horizon_rule(outcome: Outcome, case: Case, largest: float) -> float | None:
    """The horizon in months, if a runway beyond it is drawn, which is drawn to there."""
    return float(case.months) if is_beyond(case, outcome, largest) else None


def _number_format(unit: str) -> str:
    return ".0%" if unit == "share" else ",.4~g"


def tornado_chart(tornado: Tornado, scenario: Scenario) -> Figure:
    """Draw the effect of each input alone on the outcome at the ends of its range, the largest swing on top.

    Bars begin at the base: there are none where it is not defined, and no bar for an end at which the outcome is not defined.
    """
    case, outcome, base = scenario.case, tornado.outcome, tornado.base
    bars = [] if math.isnan(base) else tornado.bars.to_dict("records")
    rows, names, undefined, factor = [], [], [], shown_factor(outcome.unit)
    low_end, high_end = (say("matters-tornado-side", end=end) for end in ("low", "high"))
    for bar in bars:
        is_choice = case.assumption_of(bar["key"]).kind == "choice"
        name = bar["label"] + (CHOICE_MARK if is_choice else "")
        name += " ↕" if bar["is_not_monotonic"] else ""
        names.append(name)
        for side, value, reached in (
            (low_end, bar["low"], bar["at_low"]),
            (high_end, bar["high"], bar["at_high"]),
        ):
            at = format_for_sentence(case, bar["key"], value)
            ends = sorted((base * factor, reached * factor))
            if math.isnan(reached):
                ends = [None, None]
                undefined.append(say("matters-bar-end", name=bar["label"], value=at))
            rows.append(
                {
                    "what": name,
                    "begin": ends[0],
                    "end": ends[1],
                    "side": side,
                    "tip": say(
                        "matters-bar-tip",
                        name=bar["label"],
                        value=at,
                        reached=format_outcome(case, outcome, reached),
                    ),
                }
            )
    title = say("matters-tornado-title", outcome=outcome.name)
    axis, rules = plural_unit(shown_unit(outcome.unit)), [(base * factor, SOLID)] if bars else []
    horizon = _horizon_rule(outcome, case, max([base, *(bar["most"] for bar in bars)]))
    if horizon:
        axis = say("matters-tornado-axis", unit=axis)
        rules.append((horizon, DASHED))
    spec = _bars_spec(
        title,
        axis,
        _number_format(outcome.unit),
        (low_end, high_end),
        tuple(names),
        tuple(rules),
        False,
    )
    parts = [
        message(
            "matters-bar",
            name=bar["label"],
            low=format_outcome(case, outcome, bar["at_low"]),
            high=format_outcome(case, outcome, bar["at_high"]),
        )
        for bar in bars[: _LAYOUT.described_rows]
    ]
    base_text = format_outcome(case, outcome, base)
    return Figure(
        spec=spec,
        data=pa.Table.from_pylist(rows, schema=INPUT_BAR_COLUMNS),
        sentence=say_all(
            message("matters-tornado-takeaway", title=title, value=base_text),
            *parts or [message("matters-no-bars")],
        ),
        missing=undefined_sentence([outcome.name] if math.isnan(base) else undefined, not bars)
        or ("" if bars else say("matters-no-bars")),
    )


def variance_chart(table: pd.DataFrame, outcome: Outcome, most: int = 12) -> Figure:
    """The share of an outcome's variance that each of `most` inputs explains alone, and with all its interactions."""
    inputs = (
        table[table["outcome"] == outcome.name]
        .sort_values("total", ascending=False, kind="stable")
        .head(most)
    )
    is_first = np.arange(len(inputs)) == 0
    is_defined = inputs["total"].notna()
    is_shown = is_defined & ((inputs["total"] >= _LAYOUT.smallest_share) | is_first)
    records = inputs[is_shown].to_dict("records")
    alone, with_interactions = (
        say("matters-variance-side", effect=effect) for effect in ("first", "total")
    )
    rows = []
    for row in records:
        for side, share, error in (
            (with_interactions, row["total"], row["total_error"]),
            (alone, row["first"], row["first_error"]),
        ):
            rows.append(
                {
                    "what": row["label"],
                    "begin": 0.0,
                    "end": max(share, 0.0),
                    "side": side,
                    "tip": say(
                        "matters-variance-tip",
                        name=row["label"],
                        share=share_amount(share),
                        side=side,
                        error=share_amount(error),
                    ),
                }
            )
    outcome_name = outcome.name[:1].lower() + outcome.name[1:]
    title = say("matters-variance-title", outcome=outcome_name)
    spec = _bars_spec(
        title,
        say("matters-variance-axis"),
        ".0%",
        (with_interactions, alone),
        tuple(row["label"] for row in records),
        (),
        True,
    )
    parts = [
        message("matters-variance-bar", name=row["label"], share=share_amount(row["total"]))
        for row in records[: _LAYOUT.described_rows]
    ]
    return Figure(
        spec=spec,
        data=pa.Table.from_pylist(rows, schema=INPUT_BAR_COLUMNS),
        sentence=say_all(f"{title}.", *parts or [message("matters-variance-undefined")]),
        missing=undefined_sentence(inputs["label"][~is_defined], not records),
    )


def _axis_words(outcome):
    """The unit of an outcome as the subtitle of a figure has it; a share is written in per cent at its axis."""
    return (
        say("figure-per-cent") if outcome.unit == "share" else plural_unit(shown_unit(outcome.unit))
    )


def _unit_on_axis(unit):
    """The unit at the axis of a lever, or a shorter one where the numbers on it or the name of the lever say it."""
    if unit in ("share", "elasticity"):
        return ""
    if unit in ("share/month", "share/year", "x"):
        return say("matters-axis", unit=unit.removeprefix("share/"))
    return plural_unit(shown_unit(unit))


@functools.lru_cache(maxsize=64)
def _response_spec(
    title: str,
    axes: tuple[str, str],
    formats: tuple[str, str],
    x_span: tuple[float, float],
    y_span: tuple[float, float],
    horizon: float | None,
) -> dict:
    """The specification of one outcome along one lever, with a dot at the value of the lever, and a rule at the horizon."""
    base = alt.Chart(RESPONSE_COLUMNS.empty_table())
    x = alt.X(
        "x:Q",
        title=axes[0] or " ",  # all figures of a row are as high as each other
        scale=alt.Scale(domain=list(x_span), nice=False),
        axis=alt.Axis(format=formats[0], tickCount=4, grid=False),
    )
    y = alt.Y(
        "y:Q",
        title=None,
        scale=alt.Scale(domain=list(y_span), zero=False),
        axis=alt.Axis(format=formats[1], tickCount=3),
    )
    tooltip = alt.ExprRef("datum.tip")
    layers = [base.mark_line(strokeWidth=2.4, tooltip=tooltip, clip=True).encode(x=x, y=y)]
    if horizon:
        layers.append(
            base.mark_rule(color=BASELINE_COLOUR, strokeDash=list(DASHED)).encode(
                y=alt.datum(horizon)
            )
        )
    layers += [
        base.mark_circle(size=70, opacity=1.0).encode(x=x, y=alt.Y("here:Q")),
        # An invisible mark that is easy to point at.
        base.mark_circle(size=120, opacity=0.0, tooltip=tooltip, clip=True).encode(x=x, y=y),
    ]
    return specification(
        alt.layer(*layers).properties(
            title=heading(title, axes[1]), width="container", height=_LAYOUT.response_height
        )
    )


def response_charts(table: pd.DataFrame, outcome: Outcome, scenario: Scenario) -> dict[str, Figure]:
    """The outcome along each lever, by key, all with one scale of the outcome.

    The table has the columns key, x (value of the lever), y (outcome) and now (whether it is the lever's present value). A lever
    along which the outcome is not defined has a figure without data.
    """
    case, charts = scenario.case, {}
    table = table.assign(drawn=table["y"] * shown_factor(outcome.unit))
    defined = table["drawn"].dropna()
    least, most = (float(defined.min()), float(defined.max())) if len(defined) else (0.0, 0.0)
    horizon, axis = _horizon_rule(outcome, case, most), _axis_words(outcome)
    margin = (most - least or abs(most) or 1.0) * 0.06
    for key in dict.fromkeys(table["key"]):
        part = table[table["key"] == key]
        unit = case.unit_of(key)
        x, y = part["x"].to_numpy() * shown_factor(unit), part["drawn"].to_numpy()
        spec = _response_spec(
            case.label_of(key),
            (_unit_on_axis(unit), axis),
            (".0%" if unit.startswith("share") else ",.4~g", _number_format(outcome.unit)),
            (float(x.min()), float(x.max())),
            (least - margin, most + margin),
            horizon,
        )
        tips = [
            f"{format_for_sentence(case, key, at)}: {format_outcome(case, outcome, reached)}"
            for at, reached in zip(part["x"], part["y"], strict=True)
        ]
        y_now = np.where(part["now"], y, np.nan)
        is_undefined = np.isnan(y)
        data = {"x": x, "y": _column(y), "here": _column(y_now), "tip": tips}
        values = [format_for_sentence(case, key, at) for at in part["x"].tolist()]
        names = names_where(values, {case.label_of(key): is_undefined})
        first, last = (format_outcome(case, outcome, value) for value in part["y"].iloc[[0, -1]])
        charts[key] = Figure(
            spec=spec,
            data=RESPONSE_COLUMNS.empty_table()
            if is_undefined.all()
            else pa.table(data, schema=RESPONSE_COLUMNS),
            sentence=say(
                "matters-response-takeaway",
                outcome=outcome.name,
                lever=case.label_of(key),
                first=first,
                last=last,
            ),
            missing=undefined_sentence(names, bool(is_undefined.all())),
        )
    return charts


def _column(values):
    """Numbers as a column in which what is not defined is left empty."""
    return pa.array(values, mask=np.isnan(values))
