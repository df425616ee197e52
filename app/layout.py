"""How a page is laid out: its sentence, the five headline figures, figures, and numbers that open."""

import html
from collections.abc import Collection

import pandas as pd
import streamlit as st

from app import controls, frame, session
from app.markdown import plain
from econ.explain import explain_number
from econ.views.export import all_quantities
from econ.views.figures.figure import Figure
from econ.views.sentences import answers

WIDE = 4  # columns, at least, that a phone has no room for


def opening(sentence) -> session.View:
    """The answer in one sentence and the five headline figures; returns what the page shows.

    The sentence is made last, so that the figures need not wait for one that takes long.
    """
    view, answer = frame.view(), st.empty()
    with st.container(horizontal=True, key="ui_headlines"):
        for headline in answers.headlines(view.outlook, view.baseline, view.month):
            st.metric(
                headline.label,
                headline.value,
                headline.change or None,
                border=True,
                height="stretch",
                delta_color={1: "normal", 0: "off", -1: "inverse"}[
                    -headline.better if headline.fell else headline.better
                ],
                delta_arrow="down" if headline.fell else "auto",
                help=f"{plain(headline.sentence)} In {session.case().month_name(view.month)}; "
                "the change is against the baseline.",
            )
    st.caption(plain(answers.reading(view.outlook, view.baseline, view.month)))
    whole = plain(sentence(view.outlook, view.baseline, view.month))
    answer.markdown(
        "# " + whole.replace(" %", "\N{NO-BREAK SPACE}%")
    )  # a number and its per cent stand on one line
    return view


def figure(chart: Figure, key: str) -> None:
    """Draw a figure; its specification never changes, only its data does."""
    st.vega_lite_chart(chart.data, chart.spec, key=f"ui_{key}", alt=chart.sentence, width="stretch")


def table(
    frame: pd.DataFrame,
    totals: Collection[str] = (),
    grey: pd.DataFrame | None = None,
    cards: bool = False,
) -> None:
    """A table to read: plain text, sent and drawn as one piece, scrolling sideways where it does not fit; totals stand out.

    The column "address" is not shown: what stands in the column "source" leads there. `grey` has the shape of the table
    and says which cells do not count yet. On a phone the rows of a table of `cards` stand below each other, each with its heads.
    """
    links = frame["address"] if "address" in frame else pd.Series("", index=frame.index)
    shown = frame.drop(columns="address", errors="ignore")
    wide = (
        ' class="long"'
        if max((len(str(name)) for name in shown.index), default=0) > SENTENCE
        else ""
    )
    corner, names = (
        html.escape(str(shown.index.name or "")),
        [html.escape(str(name)) for name in shown.columns],
    )
    kinds = [_kind([str(cell) for cell in shown[name]]) for name in shown.columns]
    heads = "".join(f"<th{kind}>{name}</th>" for name, kind in zip(names, kinds, strict=True))
    looks = ['<tr class="total">' if name in totals else "<tr>" for name in shown.index]
    faint = (
        [[""] * len(kinds)] * len(shown)
        if grey is None
        else [[" aria-disabled='true'" * bool(cell) for cell in row] for row in grey.to_numpy()]
    )
    rows = "".join(
        f"{look}<th>{html.escape(str(name))}</th>"
        + "".join(
            f'<td{kind}{off} data-head="{head}">{_cell(cell, address if column == "source" else "")}</td>'
            for column, head, cell, kind, off in zip(
                shown.columns, names, cells, kinds, offs, strict=True
            )
        )
        + "</tr>"
        for look, (name, *cells), offs, address in zip(
            looks, shown.itertuples(name=None), faint, links, strict=True
        )
    )
    head = f"<thead><tr><th{wide}>{corner}</th>{heads}</tr></thead>"
    look = f'<table class="{"ledger" if totals else "cards" if cards else ""}">'
    hint = '<p class="more">more to the right →</p>' if len(names) >= WIDE and not cards else ""
    st.html(f'<div class="read">{TABLE}{hint}{look}{head}<tbody>{rows}</tbody></table></div>')


def titled_table(title: str, frame: pd.DataFrame, **looks) -> None:
    """A table under its title, a row under what stands in its first column; neither where it has no row."""
    if not frame.empty:
        st.markdown(title)
        table(frame.set_index(frame.columns[0]), **looks)


def _kind(cells):
    """How a column stands: numbers to the right, words to the left, whole sentences in a column that is wide on a phone too."""
    if not any(text[:1].isalpha() for text in cells):
        return ""
    return ' class="words long"' if max(map(len, cells)) > SENTENCE else ' class="words"'


def _cell(text, address):
    """What stands in a cell, and where it leads."""
    words = html.escape(str(text))
    return (
        f'<a href="{html.escape(address)}" target="_blank" rel="noopener">{words}</a>'
        if address
        else words
    )


SENTENCE = 60  # letters from which words in a cell are a sentence
TABLE = """<style>
.read { overflow-x: auto }
.read table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
.read th, .read td { padding: .3em .6em; text-align: right; white-space: nowrap; font-size: .93em }
.read tr { border-bottom: 1px solid rgb(128 128 128 / .25) }
.read th { font-weight: 400; opacity: .75 } .read thead th { white-space: normal; vertical-align: bottom }
.read th:first-child { text-align: left; opacity: 1 }
.read .words, .read tbody th { text-align: left; white-space: normal; min-width: 7em }
.read td.words { max-width: 32em } .read td.long { min-width: 17em } .read th.long { min-width: 14em } .read a { color: inherit }
.read tr.total th, .read tr.total td { font-weight: 600 }
.read .ledger tbody th { white-space: nowrap; position: sticky; left: 0; backdrop-filter: blur(1em);
    box-shadow: inset 0 -1px rgb(128 128 128 / .25) }
.read td[aria-disabled] { opacity: .45; background: rgb(128 128 128 / .12) }
.read .more { display: none; position: sticky; left: 0; margin: 0; text-align: right; font-size: .8em; opacity: .75 }
@media (max-width: 640px) {
    .read .more { display: block }
    .read .words { min-width: 13em } .read thead th { min-width: 6em }
    .read .cards thead { display: none }
    .read .cards :is(tr, th, td) { display: block; text-align: left; white-space: normal; padding: .1em 0; max-width: none }
    .read .cards tr { padding: .5em 0 }
    .read .cards tbody th { font-weight: 600 }
    .read .cards td:empty { display: none }
    .read .cards td::before { content: attr(data-head) ": "; opacity: .7 }
}
</style>"""


def stage_levers(stage: str) -> None:
    """The levers of a page that are not among the front levers."""
    with st.container(border=True):
        st.markdown("**Levers of this stage**")
        controls.group(session.case().levers_of(stage, st.session_state["case"]))


def open_a_number(view: session.View, stages: tuple[str, ...], first: str = "") -> None:
    """Any quantity of these stages: its sentence, formula, numbers and sources in the month that is read."""
    model = view.outlook.case.model
    with st.expander(
        "Open a number: formula, inputs and sources", on_change="rerun", key=f"ui_open_{stages[0]}"
    ) as box:
        if not box.open:
            return
        keys = [
            key
            for name, q in model.quantities.items()
            if q.stage in stages
            for key in view.outlook.case.places(name)
        ]
        key = st.selectbox(
            "Quantity",
            keys,
            index=keys.index(first) if first in keys else 0,
            format_func=view.outlook.case.label_of,
            key=f"ui_number_{stages[0]}",
        )
        opened = explain_number(view.outlook, key, view.month)
        st.markdown(
            f"**{plain(view.outlook.case.label_of(key))}** in {opened.month}: **{plain(opened.value)}**. "
            f"{plain(opened.sentence)}"
        )
        st.code(opened.formula, language="python")
        table(opened.inputs_table().set_index("input"), cards=True)


def downloads(view: session.View) -> None:
    """The scenario as a file and all its numbers as a table."""
    name = view.scenario.title.lower().replace(" ", "-").replace("+", "and")
    with st.container(horizontal=True):
        st.download_button(
            "Scenario as TOML",
            view.scenario.to_toml(),
            f"{name}.toml",
            "application/toml",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "All numbers as CSV",
            lambda: all_quantities(view.outlook).to_csv(),
            f"{name}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
