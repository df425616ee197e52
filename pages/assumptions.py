"""Assumptions: every number with its unit, range, basis and source; change one, download the scenario, load one."""

import streamlit as st

from app import frame, layout, session
from app.callbacks import to_the_end
from app.markdown import plain
from app.parts import number_dialog, open_case
from econ.case.file.toml_file import LARGEST_FILE
from econ.case.scenario import parse_list
from econ.problems import AssumptionError
from econ.views.assumption_table import (
    assumption_heads,
    assumption_table,
    inheritance_note,
    value_in_force,
)
from econ.views.sentences.evidence_words import assumption_bases, assumption_count
from econ.words import say

view = frame.view()
layout.opening(view, lambda outlook, baseline, month: assumption_count(outlook.scenario))
st.caption(plain(assumption_bases(view.scenario)))
case, state = session.case(), session.current().assumptions


def search(table, words):
    """The rows that contain every word."""
    matches = [
        all(word in " ".join(map(str, row)).lower() for word in words.lower().split())
        for row in table.to_numpy()
    ]
    return table[matches]


@to_the_end
def change(key):
    text = st.session_state[f"ui_value_{key}"].strip()
    state.problems = session.override({key: parse_list(case, key, text)}) if text else []


@to_the_end
def restore(key):
    st.session_state[f"ui_value_{key}"] = ""
    session.restore(key)


@to_the_end
def choose():
    rows = st.session_state["ui_table"]["selection"]["rows"]
    if rows:
        words = st.session_state.get("ui_search", "")
        st.session_state["ui_assumption"] = search(assumption_table(session.scenario()), words)[
            "key"
        ].iloc[rows[0]]


@to_the_end
def load():
    uploaded = st.session_state["ui_upload"]
    if uploaded is None:
        return
    state.file_problems, state.file_notices = [], []
    try:
        notices = open_case.load_scenario_file(uploaded.getvalue(), uploaded.name)
        session.current().assumptions.file_notices = notices
        st.toast(plain(say("assumptions-loaded", file=uploaded.name)), icon=":material/check:")
    except AssumptionError as error:
        state.file_problems = [f"{uploaded.name}: {problem}" for problem in error.problems]


left, right = st.columns([3, 1], gap="medium")
with right:
    with st.container(border=True):
        st.markdown(f"**{say('assumptions-change')}**")
        key = st.selectbox(
            say("assumptions-assumption"),
            case.keys(),
            format_func=case.label_of,
            key="ui_assumption",
        )
        assumption = case.assumption_of(key)
        low, high = (f"{limit:g}" for limit in assumption.limits)
        options = list(assumption.options) or None
        unit = say("assumptions-unit", unit=assumption.unit, low=low, high=high, options=options)
        st.caption(plain(f"{assumption.meaning} {unit}"))
        number_dialog.number_button(key, say("number-open-assumption"))
        st.text_input(
            say("assumptions-new-value"),
            key=f"ui_value_{key}",
            on_change=change,
            args=(key,),
            max_chars=4000,
            placeholder=value_in_force(view.scenario, key),
        )
        for problem in state.problems:
            st.error(plain(problem))
        state.problems = []
        if key in dict(view.scenario.overrides):
            st.button(
                say("assumptions-restore"), on_click=restore, args=(key,), icon=":material/undo:"
            )
    with st.container(border=True):
        st.markdown(f"**{say('assumptions-load')}**")
        st.caption(say("assumptions-load-note"))
        st.file_uploader(
            say("assumptions-file"),
            key="ui_upload",
            on_change=load,
            max_upload_size=LARGEST_FILE,
        )
        if state.file_problems:
            st.error("\n".join(f"- {plain(problem)}" for problem in state.file_problems))
        if state.file_notices:
            st.info("\n".join(f"- {plain(notice)}" for notice in state.file_notices))
with left:
    words = st.text_input(
        say("assumptions-search"),
        key="ui_search",
        max_chars=200,
        placeholder=say("assumptions-search-for"),
    )
    table = search(assumption_table(view.scenario), words)
    shown = (
        "name",
        "in_force",
        "low",
        "high",
        "unit",
        "basis",
        "source",
        "changed",
        *(["taken_over"] if view.scenario.case.extends else []),
        "kind",
        "address",
        "held",
        "why",
        "meaning",
        "stage",
        "key",
    )
    st.dataframe(
        table,
        hide_index=True,
        height=720,
        column_order=shown,
        key="ui_table",
        on_select=choose,
        selection_mode="single-row",
        column_config={
            "address": st.column_config.LinkColumn("address"),
            "name": st.column_config.Column(pinned=True, width=230),
            **{name: st.column_config.Column(head) for name, head in assumption_heads().items()},
        },
    )
    if note := inheritance_note(view.scenario):
        st.caption(plain(note))
    if table.empty:
        st.info(say("assumptions-nothing"))
    st.caption(plain(say("assumptions-count", count=len(table), total=len(case.keys()))))
