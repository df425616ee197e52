"""Layout of a page: its answer, its strips, figures, and numbers that open."""

import contextvars
import dataclasses
import html
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, TypedDict

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import components, controls, futures, session
from app.markdown import plain
from app.parts import number_dialog, own_lever_keys
from econ.case.calendar import month_start
from econ.decisions.default_alive import path_facts_of
from econ.outlook import Outlook
from econ.units import BEYOND_WORDS, NOT_DEFINED, OUT_OF_REACH
from econ.views import path_figures, path_medians
from econ.views.figures.figure import Figure, LegendEntry
from econ.views.figures.lines import Line, lines_chart
from econ.views.sentences import answers, stress_words
from econ.views.stage_figures import StageFigure, month_figures
from econ.views.strip import StripFigure
from econ.words import say

WIDE = 4  # columns, at least, that a phone has no room for
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
EMPTY_CELLS = ("", "–")  # which open nothing
MISSING_NUMBERS = (NOT_DEFINED, BEYOND_WORDS, OUT_OF_REACH, "none")
PHRASE = 24  # letters from which words in a cell need room, so that they do not stand one below the other
SENTENCES = "words long"  # the look of a column of sentences
SENTENCE = 60  # letters from which words in a cell are a sentence
# A change for the better, of neither kind, and for the worse.
COLOURS: dict[int, Literal["green", "gray", "red"]] = {1: "green", 0: "gray", -1: "red"}
ARROWS: dict[int, Literal["up", "off", "down"]] = {1: "up", 0: "off", -1: "down"}


# Where the medians and the spread of the headline figures of the run under way are written. As with the view of the frame, the end of an
# older run must not take the places of a newer one away.
_SPREAD_PLACES: contextvars.ContextVar[tuple[DeltaGenerator, DeltaGenerator] | None] = (
    contextvars.ContextVar("spread_places", default=None)
)


class Kept(TypedDict):
    """Arguments for a widget whose choice outlives a visit to another page."""

    persist_state: Literal["session"]


KEPT: Kept = {"persist_state": "session"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Opening:
    """Places at the top of a page that it may write to: the answer, and the row below the figures of the whole path."""

    answer: DeltaGenerator
    row: DeltaGenerator


def opening(
    view: session.View,
    sentence: Callable[[Outlook, Outlook, int], str],
    stage: Iterable[StageFigure] = (),
) -> Opening:
    """The answer and the figures of the whole path; on the page of a stage also its figures of one month.

    The sentence is made last, so that the figures need not wait for one that takes long.
    """
    futures.begin_page()
    answer = st.empty()
    now, before = (path_facts_of(run) for run in (view.outlook, view.baseline))
    _draw_strip("ui_headlines", path_figures.path_figures(now, before))
    medians = st.container(key="ui_medians").empty()
    write_medians(medians, [])
    row = st.container(horizontal=True, key="ui_below_strip", vertical_alignment="center")
    _SPREAD_PLACES.set((medians, row.empty()))
    notes = [
        path_figures.unmoved_reason(now, before),
        answers.scenario_notes(view.outlook, view.baseline, view.month),
    ]
    place = row.empty()
    if any(notes):
        place.caption(plain(" ".join(filter(None, notes))))
    if stage:
        with st.container(key="ui_stage"):
            month = month_start(session.case().start, view.month)
            st.caption(say("frame-in-month", month=month))
            _draw_strip(
                "ui_stage_figures",
                month_figures(view.outlook, view.baseline, view.month, stage),
            )
    write_answer(answer, sentence(view.outlook, view.baseline, view.month))
    return Opening(answer=answer, row=row)


def write_answer(place: DeltaGenerator, sentence: str) -> None:
    """Write the answer of a page in its place; a number and its per cent stay on one line."""
    place.markdown("# " + plain(sentence).replace(" %", "\N{NO-BREAK SPACE}%"))


def _draw_strip(key: str, figures: Iterable[StripFigure]) -> None:
    """Figures side by side, each with its change; each opens its number."""
    with st.container(horizontal=True, key=key):
        for figure_shown in figures:
            st.metric(
                number_dialog.link(figure_shown.key, plain(figure_shown.label)),
                figure_shown.value,
                figure_shown.change or None,
                height="stretch",
                delta_color=COLOURS[figure_shown.verdict],
                delta_arrow=ARROWS[figure_shown.rises],
                help=plain(figure_shown.sentence),
            )


def write_spread(view: session.View) -> None:
    """Write the medians of the figures over futures, and when half of the futures are out of money, once the page is drawn."""
    places = _SPREAD_PLACES.get()
    _SPREAD_PLACES.set(None)
    if places is not None:
        medians, place = places
        spread = futures.spread(view.scenario)
        write_medians(medians, path_medians.median_notes(path_facts_of(view.outlook), spread))
        meaning = path_medians.medians_meaning(spread)
        figures = stress_words.spread_caption(spread, view.outlook, view.month)
        place.caption(
            plain(answers.half_of_futures(session.case(), futures.runways(view))),
            help=plain(f"{meaning} {figures}"),
        )


def write_medians(place: DeltaGenerator, notes: Sequence[path_medians.MedianNote]) -> None:
    """Write a note below each figure of the strip; without notes the place is kept for them."""
    cells = "".join(
        f"<span><i>{html.escape(note.label)}: </i>{html.escape(note.text)}</span>"
        for note in notes
        if note.text
    )
    place.html(f'<p class="medians">{cells or NO_BREAK_SPACE}</p>')


@dataclasses.dataclass(frozen=True)
class FigurePlace:
    """Place of a figure: its words and its chart, each an element or all of Streamlit; only screen readers see its sentence."""

    words: Any
    chart: Any

    def draw(self, chart: Figure, **options: Any) -> None:
        """Draw a figure here below its title; its name stays the same while levers move, and its sentence does not."""
        self.words.html(
            f'<p class="figure-title">{html.escape(chart.title)}</p>'
            f'<p class="figure-unit">{html.escape(chart.subtitle)}</p>'
            f'<p class="figure-legend">{"".join(map(_legend_entry, chart.legend))}</p>'
            f'<p class="figure-words">{html.escape(chart.sentence)}</p>'
        )
        self.chart.vega_lite_chart(
            chart.data, chart.spec, alt=chart.title, width="stretch", **options
        )


def _legend_entry(entry: LegendEntry) -> str:
    """A name of a legend behind its mark, whose colour is that of the theme in use."""
    kind = "Diverging" if entry.is_step else "Categorical"
    light, dark = (st.get_option(f"theme.{theme}.chart{kind}Colors") for theme in ("light", "dark"))
    colour = f"light-dark({light[entry.hue % len(light)]}, {dark[entry.hue % len(dark)]})"
    mark = (
        f'<b style="color: {colour}">{entry.sign}</b>'
        if entry.sign
        else f'<i style="background: {colour}; opacity: {entry.opacity}"></i>'
    )
    return f"<span>{mark}{html.escape(entry.name)}</span>"


def figure(chart: Figure, key: str) -> None:
    """Draw a figure, or put words in its place; its specification never changes, only its data does."""
    if chart.is_blank:
        st.markdown(f"**{plain(chart.title)}**")
    else:
        FigurePlace(st, st).draw(chart, key=f"ui_{key}")
    if chart.missing:
        st.caption(plain(chart.missing))


def draw_lines(
    view: session.View, page: str, key: str, title: str, lines: Iterable[Line], **options: Any
) -> None:
    """Draw a figure of lines of the scenario and of the baseline; `key` names it among the figures of the page."""
    chart = lines_chart(title, view.outlook, view.baseline, tuple(lines), **options)
    figure(chart, f"{page}_{key}")


def table(
    rows: pd.DataFrame,
    totals: Collection[str] = (),
    grey: pd.DataFrame | None = None,
    cards: bool = False,
    numbers: Mapping[Any, str] | None = None,
    origin: str = "",
) -> None:
    """A table to read: plain text, sent and drawn as one piece, scrolling sideways where it does not fit; totals stand out.

    What `numbers` has a key for opens the number of that key: a row or a column by its name, a cell by the names of both.
    Where its numbers are none of the plan, `origin` says where they come from.

    The column "address" is not shown: the text in the column "source" leads there. `grey` has the shape of the table and says
    which cells do not count yet. Where there is little room, the rows of a
    table of `cards`, and of one with sentences in its cells, are cards: each cell with its head.
    """
    shown = rows.drop(columns="address", errors="ignore")
    addresses = rows["address"] if "address" in rows else [""] * len(rows)
    keys = numbers or {}
    columns = [
        {
            "name": str(name),
            "key": keys.get(str(name), ""),
            "look": _column_look([str(cell) for cell in shown[name]]),
        }
        for name in shown.columns
    ]
    greyed: Sequence[Any] = (
        [[False] * len(columns)] * len(shown) if grey is None else grey.to_numpy().tolist()
    )
    cards = cards or any(column["look"] == SENTENCES for column in columns)
    source = list(shown.columns).index("source") if "source" in shown else None
    lines = [
        {
            "name": str(name),
            "key": keys.get(str(name), ""),
            "total": name in totals,
            "cells": [
                {
                    "text": str(cell),
                    "key": ""
                    if str(cell) in EMPTY_CELLS
                    else keys.get((str(name), columns[place]["name"]), ""),
                    "column": columns[place],
                    "grey": bool(faint[place]),
                    "address": address if place == source else "",
                }
                for place, cell in enumerate(cells)
            ],
        }
        for (name, *cells), faint, address in zip(
            shown.itertuples(name=None), greyed, addresses, strict=True
        )
    ]
    body = components.template("table.html").render(
        rows=lines,
        columns=columns,
        corner=str(shown.index.name or ""),
        look="ledger" if totals else "cards" if cards else "",
        long_names=any(len(str(name)) > SENTENCE for name in shown.index),
        scrolls=len(columns) >= WIDE and not cards,
    )
    looks = components.style("table.css") + (components.style("number.css") if keys else "")
    st.html(looks + body)
    if origin:
        st.caption(plain(origin))


def titled_table(title: str, rows: pd.DataFrame, **looks) -> None:
    """A table under its title, with its first column as row names; neither where it has no row."""
    if not rows.empty:
        st.markdown(title)
        table(rows.set_index(rows.columns[0]), **looks)


def _column_look(cells):
    """Return the look of a column: numbers to the right, words to the left, and sentences in a column that is wide on a phone too.

    A word for a missing number leaves a column of numbers one of numbers.
    """
    texts = [text for text in cells if text not in MISSING_NUMBERS]
    if texts and not any(text[:1].isalpha() for text in texts):
        return ""
    letters = max(map(len, cells), default=0)
    return SENTENCES if letters > SENTENCE else "words phrase" if letters > PHRASE else "words"


def tabs(page: str, parts: Mapping[str, Callable[[], None]], opens_with: str | None = None) -> None:
    """Parts of a page as tabs by name, each computed once it is opened. The page opens with the first, or with the one named."""
    key = f"ui_{page}_tabs"
    if opens_with and key not in st.session_state:
        st.session_state[key] = opens_with
    drawn = st.tabs(list(parts), on_change="rerun", key=key)
    for tab, fill in zip(drawn, parts.values(), strict=True):
        if tab.open:
            with tab:
                fill()


def stage_levers(stage: str) -> None:
    """The levers of a page that are not among the front levers."""
    page_levers(session.case().levers_of(stage, session.current().preset))


def page_levers(keys: Iterable[str]) -> None:
    """Levers that belong to a page, folded in the sidebar."""
    keys = [key for key in keys if key not in own_lever_keys.own_levers()]
    with st.sidebar, st.expander(say("frame-more-levers", count=len(keys)), key="ui_page_levers"):
        controls.draw_levers(keys)


def open_a_number(view: session.View, stages: tuple[str, ...], first: str = "") -> None:
    """A list of the quantities of these stages, `first` in front, each of which opens its dialog; made once it is unfolded."""
    with st.expander(
        say("frame-open-numbers"), on_change="rerun", key=f"ui_open_{stages[0]}"
    ) as box:
        if not box.open:
            return
        case = view.outlook.case
        keys = [
            key
            for name, q in case.model.quantities.items()
            if q.stage in stages
            for key in case.key_indices(name)
        ]
        number_dialog.pick(
            sorted(keys, key=lambda key: key != first), case.label_of, f"ui_number_{stages[0]}"
        )
