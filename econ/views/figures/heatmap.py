"""Heat map of months and depths of a price cut, in named steps, with cells that can be clicked and marks above them."""

import functools
from collections.abc import Mapping
from typing import Literal

import altair as alt
import pandas as pd

from econ.views.figures.figure import (
    BASELINE_COLOUR,
    Columns,
    Figure,
    LegendEntry,
    empty_chart,
    figure_from_table,
    heading,
    phone_or_screen,
    specification,
)
from econ.views.figures.lines import THEME_COLOUR_COUNT
from econ.words import say

HEATMAP_HEIGHT = 350  # pixels
HEATMAP_COLUMNS: Columns = {
    "begin": "datetime64[ms]",
    "end": "datetime64[ms]",
    "depth": float,
    "low": float,
    "high": float,
    "step": str,
    "cell": str,
    "kind": str,
    "tip": str,
    "colour": str,
    "weight": float,
}
INK_HUE, BASELINE_HUE, SUPPLY_HUE = "7", "6", "2"  # places in the colours of the theme
ABOVE_MAP, LANDING_TOP, _FOOT = 1.0, -0.08, -0.33  # heights above and below the cells, of depth
_TOP = 1.04
_DIVERGING_COUNT = 10  # diverging colours of the theme
_HALF_A_LABEL = 24  # pixels beside the map, in which the last label of its axis ends
_RING_WEIGHT, _EDGE = 2.6, 2.6  # pixels of the ring, and of the pale edge of ring and lines
_FAINT = 0.45  # opacity of a cell that stands in until its own number is known
MARK_AREAS = (40, 90)  # square pixels, on a phone and on a screen
WORD_SIZES = (9, 11.5, 15)  # pixels, on a phone, on a screen and where the map fills it
LABEL_SIZES = (10.5, 10.5, 15)  # pixels of the labels of axes, likewise
_FILLS = 1.5  # times its height, beyond which the map fills the screen
# Kinds of the marks of theory: their shape, its sign in a text, and the place of their colour. Hollow, since cells are read below them.
THEORY_MARKS = {
    "theory-lead": ("circle", "○", "3"),
    "theory-date": ("square", "□", "7"),
    "elastic-lead": ("triangle-up", "△", "3"),
    "elastic-date": ("diamond", "◇", "7"),
}


# Words either begin at their place, have it in their middle, or end there.
_SIDES: tuple[tuple[str, Literal["left", "center", "right"], int], ...] = (
    ("words", "left", 4),
    ("words_around", "center", 0),
    ("words_to", "right", -4),
)


def _hues(field: str = "colour:N") -> alt.Stroke:
    """The colours of lines and marks, those of the theme for series."""
    return alt.Stroke(field, scale=_hue_scale(), legend=None)


def _hue_scale() -> alt.Scale:
    return alt.Scale(domain=[str(hue) for hue in range(THEME_COLOUR_COUNT)])


def _step_scale() -> alt.Scale:
    return alt.Scale(domain=[str(place) for place in range(_DIVERGING_COUNT)], range="diverging")


def _pale() -> alt.Stroke:
    """The colour of the cells that are as good, for edges and halos on other cells."""
    return alt.Stroke("step:N", scale=_step_scale(), legend=None)


def _size(phone: float, screen: float, full: float) -> alt.ExprRef:
    """An expression for a size on a phone, on a screen, and where the map fills it."""
    on_screen = f"(height > {_FILLS * HEATMAP_HEIGHT} ? {full} : {screen})"
    return phone_or_screen(phone, on_screen)


def _ring(base: alt.Chart, weight: float) -> alt.Chart:
    """The ring at the best cell."""
    area = phone_or_screen(*MARK_AREAS)
    return base.mark_point(filled=False, size=area, strokeWidth=weight, opacity=1)


def _words_layers(base: alt.Chart) -> list[alt.Chart]:
    """Words that begin at their place, have it in their middle, or end there, over a halo where they stand on cells."""
    layers = []
    for kind, align, dx in _SIDES:
        words = (
            base.transform_filter(f"datum.kind == '{kind}'")
            .mark_text(align=align, dx=dx, fontSize=_size(*WORD_SIZES), fontWeight=600)
            .encode(x="begin:T", y="depth:Q", text="tip:N")
        )
        halo = (
            words.transform_filter("datum.step")
            .mark_text(
                align=align,
                dx=dx,
                fontSize=_size(*WORD_SIZES),
                fontWeight=600,
                strokeWidth=5,
                strokeJoin="round",
                aria=False,
            )
            .encode(stroke=_pale())
        )
        hue = alt.Color("colour:N", scale=_hue_scale(), legend=None)
        layers += [halo, words.encode(color=hue)]
    return layers


def _theory_layers(base: alt.Chart) -> list[alt.Chart]:
    """The marks of theory, and the dashed line at the depth that supply carries."""
    kinds = list(THEORY_MARKS)
    shapes = alt.Scale(domain=kinds, range=[shape for shape, _, _ in THEORY_MARKS.values()])
    return [
        base.transform_filter("datum.kind == 'carried'")
        .mark_rule(strokeDash=[6, 3], strokeWidth=1.8)
        .encode(x="begin:T", x2="end:T", y="depth:Q", stroke=_hues()),
        base.transform_filter(alt.FieldOneOfPredicate(field="kind", oneOf=kinds))
        .mark_point(filled=False, size=phone_or_screen(*MARK_AREAS), strokeWidth=2, opacity=1)
        .encode(
            x="begin:T",
            y="depth:Q",
            shape=alt.Shape("kind:N", scale=shapes, legend=None),
            stroke=_hues(),
        ),
    ]


def _legend(steps: tuple[tuple[str, str], ...], has_theory: bool) -> list[LegendEntry]:
    """The names of the steps, and those of the marks of theory where they are drawn."""
    entries = [LegendEntry(name=name, hue=int(step), is_step=True) for step, name in steps]
    if has_theory:
        names = (
            say("figure-mark-lead"),
            say("figure-mark-date"),
            say("figure-mark-elastic-lead"),
            say("figure-mark-elastic-date"),
        )
        entries += [
            LegendEntry(name=name, hue=int(hue), sign=sign)
            for name, (_, sign, hue) in zip(names, THEORY_MARKS.values(), strict=True)
        ]
    return entries


@functools.lru_cache(maxsize=16)
def _heatmap_spec(
    title: str, axis: str, steps: tuple[tuple[str, str], ...], has_theory: bool
) -> dict:
    """The specification: cells, marks over them, and on top an invisible layer that is clicked and shows tooltips."""
    base = empty_chart(HEATMAP_COLUMNS)
    x = alt.X(
        "begin:T",
        title=None,
        scale=alt.Scale(nice=False),
        axis=alt.Axis(
            format="%b %Y",
            labelFontSize=_size(*LABEL_SIZES),
            tickCount=9,
            grid=False,
            labelOverlap=True,
            domain=False,
        ),
    )
    y = alt.Y(
        "low:Q",
        title=None,
        scale=alt.Scale(nice=False, zero=False, domain=[_FOOT, _TOP]),
        axis=alt.Axis(
            values=[0.0, 0.2, 0.4, 0.6, 0.8],
            labelFontSize=_size(*LABEL_SIZES),
            labelExpr=f"datum.value == 0 ? {say('figure-no-cut')!r} : format(datum.value * 100, '.0f') + ' %'",
            grid=False,
            domain=False,
            ticks=False,
        ),
    )
    fill = alt.Fill(
        "step:N",
        scale=_step_scale(),
        legend=None,
    )

    def cells(kind: str, opacity: float) -> alt.Chart:
        return (
            base.mark_rect(opacity=opacity)
            .transform_filter(f"datum.kind == '{kind}'")
            .encode(x=x, x2="end:T", y=y, y2="high:Q", fill=fill)
        )

    grey = (
        base.mark_rect(color=BASELINE_COLOUR, opacity=0.15)
        .transform_filter("datum.kind == 'empty'")
        .encode(x=x, x2="end:T", y=y, y2="high:Q", tooltip=alt.Tooltip("tip:N", title="cut"))
    )
    landing = (
        base.transform_filter("datum.kind == 'landing'")
        .mark_area(interpolate="step-after", opacity=0.7)
        .encode(
            x="begin:T",
            y="low:Q",
            y2="depth:Q",
            color=alt.Color("colour:N", scale=_hue_scale(), legend=None),
        )
    )
    rules = (
        base.transform_filter("datum.kind == 'line'")
        .mark_rule(strokeCap="square")
        .encode(x="begin:T", x2="end:T", y="low:Q", y2="high:Q")
    )
    lines = rules.encode(
        stroke=_hues(), strokeWidth=alt.StrokeWidth("weight:Q", scale=None, legend=None)
    )
    dotted = (
        base.transform_filter("datum.kind == 'dotted'")
        .mark_rule(strokeDash=[2, 3], strokeWidth=1.4)
        .encode(x="begin:T", y="low:Q", y2="high:Q", stroke=_hues())
    )
    rings = base.transform_filter("datum.kind == 'ring'").encode(x="begin:T", y="depth:Q")
    ring = _ring(rings, _RING_WEIGHT).encode(stroke=_hues())
    # Ink is not seen on the darkest steps, so lines and ring have a pale edge, as words have.
    edges = [
        rules.transform_calculate(edge=f"datum.weight + {_EDGE}").encode(
            stroke=_pale(), strokeWidth=alt.StrokeWidth("edge:Q", scale=None, legend=None)
        ),
        _ring(rings, _RING_WEIGHT + _EDGE).encode(stroke=_pale()),
    ]
    clickable = (
        base.mark_rect(opacity=0.0, cursor="pointer")
        .transform_filter("datum.kind == 'cell'")
        .encode(
            x="begin:T",
            x2="end:T",
            y="low:Q",
            y2="high:Q",
            tooltip=alt.Tooltip("tip:N", title="cut"),
        )
        .add_params(alt.selection_point(name="cell", fields=["cell"], on="click", clear=False))
    )
    layers = [grey, cells("coarse", _FAINT), cells("cell", 1.0), landing, *edges, lines, dotted]
    if has_theory:
        layers += _theory_layers(base)
    layers += [ring, *_words_layers(base), clickable]
    return specification(
        alt.layer(*layers)
        .resolve_scale(stroke="independent")
        .properties(
            title=heading(title, axis),
            width="container",
            height=HEATMAP_HEIGHT,
            padding={"right": _HALF_A_LABEL},
        ),
        _legend(steps, has_theory),
    )


def heatmap(
    title: str,
    axis: str,
    cells: pd.DataFrame,
    steps: Mapping[str, str],
    takeaway: str,
    *,
    has_theory: bool = False,
) -> Figure:
    """A map from a table of cells, marks, lines and words.

    Columns: begin and end (dates), depth, low, high, step (a place in the diverging colours), cell (its name if it can be clicked),
    kind, tip (or words), colour (a place in the theme's) and weight. `steps` are the names of the steps, by their place.
    """
    return figure_from_table(
        _heatmap_spec(title, axis, tuple(steps.items()), has_theory),
        cells,
        HEATMAP_COLUMNS,
        say("figure-map-takeaway", title=title, axis=axis.replace(" · ", ", "), takeaway=takeaway),
    )
