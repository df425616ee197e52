"""Common parts of figures: the figure itself, its title, axis ranges, places of labels and its data.

A figure has a constant specification and changing data, so that a browser receives only data when a lever moves.
"""

import dataclasses
import json
import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from econ.words import say

Columns = Mapping[str, type | str]  # the names and types of a table's columns
BASELINE_COLOUR = (
    "#8a8a8a"  # of lines; the style sheet makes words of this colour darker or lighter
)
# The baseline is a thin line in every figure. A dash says that something is not known, and dots are an event.
BASELINE_LINE: Final[dict[str, Any]] = {"strokeWidth": 1.3, "color": BASELINE_COLOUR}
# A line or an area has a gap where a value is undefined. Vega-Lite's `None` would draw zero there.
GAP: Final = "break-paths-show-path-domains"
PHONE_PIXELS = 400  # width below which a figure is drawn for a phone
FULL_SCREEN_PIXELS = 520  # height of a plot that is on no page and fills the screen
AXIS_LETTERS = 10.5  # pixels of the words of an axis on a page
PROJECTED = 1.7  # times the size of words on a page, in a figure that fills the screen
# Pixels around a figure: words that are drawn a little wider than they were measured would be cut off without them.
PADDING: Final = {"left": 3, "top": 8, "right": 3, "bottom": 5}
HEADING_PIXELS = 46  # of the height of a figure that its title and its unit take, which are text of the page above the chart
LABEL_LETTERS = 24  # of a line of a label beside a bar on a phone
LABELS_OF_LOG_AXIS = tuple(
    factor * 10.0**power for power in range(-6, 13) for factor in (1.0, 2.0, 5.0)
)
MOST_LOG_LABELS = 7  # labels on a logarithmic axis beyond which powers of ten are enough


@dataclasses.dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """A name of a legend behind its mark: a square of its colour and opacity, or a sign in its colour.

    The colour is a place in the colours of the theme, which begin again after the last: in those of series, or in those of steps.
    """

    name: str
    hue: int
    opacity: float = 1.0
    is_step: bool = False
    sign: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Figure:
    """Figure of a page: its specification, its data (an Arrow table) and a sentence for a screen reader.

    `missing` says what has no value that can be drawn; it is empty if everything is drawn.
    """

    spec: dict
    data: pa.Table
    sentence: str
    missing: str = ""

    @property
    def title(self) -> str:
        """The title above the chart."""
        return self.spec["usermeta"]["title"]

    @property
    def subtitle(self) -> str:
        """The line below the title, which says the unit and what is drawn; empty where an axis says it."""
        return self.spec["usermeta"]["subtitle"]

    @property
    def legend(self) -> list[LegendEntry]:
        """The entries of the legend above the chart; none where names are in the chart."""
        return [LegendEntry(**entry) for entry in self.spec["usermeta"]["legend"]]

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to draw at all, so that words take the place of the chart."""
        return self.data.num_rows == 0


def heading(title: str, axis: str) -> alt.Title:
    """A figure's title, with a subtitle that says what its axis shows; the page writes both above the chart."""
    return alt.Title(title, subtitle=axis)


def specification(chart: alt.TopLevelMixin, legend: Sequence[LegendEntry] = ()) -> dict:
    """The specification of a chart without its data, which is sent separately, and without its look, which is the theme's.

    The page writes the title and the legend, which wrap where a figure is narrow; the specification keeps both in its `usermeta`.
    """
    spec = chart.to_dict()
    for part in (spec, *spec.get("layer", ())):
        part.pop("data", None)
        if isinstance(part.get("mark"), dict):
            part["mark"]["aria"] = False  # the sentence of the figure says it, and not each mark
        if isinstance(part.get("mark"), dict) and "fontSize" in part["mark"]:
            part["mark"]["fontSize"] = _seen_from_afar(part["mark"]["fontSize"])
        for name in ("x", "y"):
            axis = part.get("encoding", {}).get(name, {}).get("axis")
            if isinstance(axis, dict):  # every label is placed at its gridline, also at the ends
                axis |= {"labelFlush": False, "labelBound": False}
                for words in ("labelFontSize", "titleFontSize"):
                    axis[words] = _seen_from_afar(axis.get(words, AXIS_LETTERS))
                if name == "y":
                    axis["labelBaseline"] = "middle"
    for name in ("datasets", "config", "$schema"):
        spec.pop(name, None)
    spec["padding"] = PADDING | spec.get("padding", {})
    title = spec.pop("title")
    if "height" in spec:
        spec["height"] -= HEADING_PIXELS
    spec["usermeta"] = {
        # Report errors only: an axis whose data have not arrived yet would be a warning.
        "embedOptions": {"logLevel": 1},
        "title": title["text"],
        "subtitle": title.get("subtitle", ""),
        "legend": [dataclasses.asdict(entry) for entry in legend],
    }
    return spec


def _seen_from_afar(size: float | dict) -> dict:
    """A size of letters that is larger where the figure fills the screen, so that a room can read it from a projector."""
    usual = f"({size['expr']})" if isinstance(size, dict) else size
    return {"expr": f"height > {FULL_SCREEN_PIXELS} ? {PROJECTED} * {usual} : {usual}"}


def legend_of(names: Sequence[str], coloured: Sequence[str]) -> list[LegendEntry]:
    """The legend of some names, of which each has the colour of its place in `coloured`, the domain of the scale."""
    return [LegendEntry(name=name, hue=coloured.index(name)) for name in names]


def labels_in_lines(names: Sequence[str]) -> str:
    """An expression for the labels of bars: each has several lines in a figure on a phone, which would be all labels otherwise."""
    lines = {name: textwrap.wrap(name, LABEL_LETTERS) for name in names}
    return (
        f"containerSize()[0] < {PHONE_PIXELS} ? {json.dumps(lines, ensure_ascii=False)}[datum.value]"
        " : datum.label"
    )


def empty_chart(columns: Columns) -> alt.Chart:
    """A chart of a table without rows, from which a specification is made; `columns` maps names to types."""
    return alt.Chart(pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()}))


def figure_from_table(
    spec: dict, data: pd.DataFrame, columns: Columns, sentence: str, missing: str = ""
) -> Figure:
    """The figure of a specification and a table, which must have these columns."""
    return Figure(
        spec=spec,
        data=pa.Table.from_pandas(data[list(columns)], preserve_index=False),
        sentence=sentence,
        missing=missing,
    )


def undefined_sentence(names: Iterable[str], is_all: bool) -> str:
    """Say that series or bars are not defined and so are not drawn; empty without names. `is_all` if nothing else is drawn."""
    words = list(names)
    return say("figure-undefined", all=bool(is_all), names=words) if words else ""


def names_where(labels: Sequence[str], places: Mapping[str, np.ndarray]) -> Iterator[str]:
    """The names of series where something holds; with the labels of the places along the axis, if it is not all of them."""
    for name, holds in places.items():
        first, last = int(holds.argmax()), len(holds) - 1 - int(holds[::-1].argmax())
        if holds.all():
            yield name
        elif holds[first : last + 1].all():
            ends = labels[first], labels[last]
            same = ends[0] == ends[1]
            yield say("figure-where", name=name, same=same, first=ends[0], last=ends[1])
        elif holds.any():
            yield say("figure-in-places", name=name)


def phone_or_screen(narrow: object, wide: object) -> alt.ExprRef:
    """An expression with one value on a phone and another on a screen."""
    return alt.ExprRef(f"width < {PHONE_PIXELS} ? {narrow} : {wide}")


def log_axis_range(values: np.ndarray | pd.DataFrame) -> tuple[float, float]:
    """The ends of a logarithmic axis: one, two or five times a power of ten below and above all values.

    They are stated in the specification, since an axis without data has no ends of its own.
    """
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return (
        max((label for label in LABELS_OF_LOG_AXIS if label <= low), default=LABELS_OF_LOG_AXIS[0]),
        min(
            (label for label in LABELS_OF_LOG_AXIS if label > high), default=LABELS_OF_LOG_AXIS[-1]
        ),
    )


def log_axis_labels(span: tuple[float, float]) -> list[float]:
    """The labels of a logarithmic axis: one, two and five times powers of ten, or powers of ten alone if it is long."""
    inside = [label for label in LABELS_OF_LOG_AXIS if span[0] * 0.999 <= label <= span[1] * 1.001]
    powers = [label for label in inside if abs(math.log10(label) - round(math.log10(label))) < 1e-6]
    return inside if len(inside) <= MOST_LOG_LABELS else powers


def linear_axis_range(values: np.ndarray) -> tuple[float, float]:
    """The ends of a linear axis that includes zero."""
    return min(0.0, float(np.nanmin(values))), float(np.nanmax(values))


def spread_labels(heights: Mapping, step: float, top: float) -> dict:
    """Heights of the labels at the ends of lines: at least `step` from each other and, where possible, not above `top`."""
    places: dict = {}
    order = sorted(heights, key=heights.__getitem__)
    last = -math.inf
    for name in order:
        places[name] = last = max(heights[name], last + step)
    last = top + step
    for name in reversed(order):
        places[name] = last = min(places[name], last - step)
    return places


def end_band(base: alt.Chart) -> alt.Chart:
    """A layer that makes the months after the money ends grey: from the month of a row that has one in `until`, to that.

    Its months have no axis of their own: an axis that is stated for both ends of a bar is a conflict to Vega.
    """
    return (
        base.mark_rect(color=BASELINE_COLOUR, opacity=0.13)
        .transform_filter("datum.until")
        .encode(x="month:T", x2="until:T", y=alt.value(0), y2=alt.value("height"))
    )


def after_the_money(month: str) -> str:
    """The part of a subtitle that explains the grey band after a month."""
    return say("figure-after-the-money", month=month)
