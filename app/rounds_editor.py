"""The editor of rounds: a table of what each is, its terms beside it, and rounds added and removed.

What can be taken of what is typed is taken at once. A cell that cannot stays as it was typed, with a sentence, until it is
put right, and outlives rounds that are added or removed meanwhile.
"""

import streamlit as st

from app import controls, layout, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.case.scenario import Scenario
from econ.views import rounds_table

KEPT = {"persist_state": "session"}  # a choice of the page outlives a visit to another


def draw(scenario: Scenario) -> None:
    """The table, what is wrong with what was typed, buttons to add and remove, and the terms of one round."""
    counted, labels = rounds_table.counted(scenario), scenario.case.elements["round"]
    st.markdown(f"**Rounds**: {plain(rounds_table.totals(scenario))} Click a cell to change it.")
    found = rounds_table.edited(scenario, _waiting())
    for (
        key,
        value,
    ) in found.changes.items():  # what could not stand and now can, for something else has moved
        session.adopt(key, value)
    st.session_state["waiting"] = found.refused
    if counted:
        _table(scenario, counted, found.refused)
    for problem in (*found.problems, *st.session_state.pop("rounds_said", [])):
        st.error(plain(problem))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("Add a round", on_click=_add, icon=":material/add:", key="ui_rounds_add")
        if counted:
            unwanted = st.selectbox(
                "Round to remove",
                counted,
                len(counted) - 1,
                labels.get,
                width=200,
                key=f"ui_rounds_remove_{'_'.join(counted)}",
            )
            st.button(
                "Remove",
                on_click=_remove,
                args=(unwanted,),
                icon=":material/delete:",
                key="ui_rounds_removed",
            )
    if counted:
        _terms(scenario, counted, labels)


def _waiting() -> dict:
    """The cells that could not be taken, as they were typed: round → column → value."""
    return st.session_state.get("waiting", {})


def _table(scenario, counted, waiting):
    grid = f"ui_rounds_{st.session_state.get('rounds_drawn', 0)}_{'_'.join(counted)}"
    words = {
        column: st.column_config.SelectboxColumn(
            options=rounds_table.options(scenario, column), required=True
        )
        for column in rounds_table.WORDS
    }
    numbers = {
        column: st.column_config.TextColumn(alignment="right")
        for column in (*rounds_table.MONEY, *rounds_table.PARTS)
    }
    st.data_editor(
        rounds_table.table(scenario, waiting),
        key=grid,
        on_change=_typed,
        args=(grid, counted),
        num_rows="fixed",
        width="stretch",
        column_config={
            **words,
            **numbers,
            "round": st.column_config.Column(pinned=True),
            rounds_table.MONTH: st.column_config.DateColumn(format="MMM YYYY"),
        },
    )


@to_the_end
def _typed(grid, counted) -> None:
    """Take what can be taken of the cells that were typed, and keep the others waiting."""
    typed = {
        counted[int(row)]: cells for row, cells in st.session_state[grid]["edited_rows"].items()
    }
    cells = {
        name: {**_waiting().get(name, {}), **typed.get(name, {})} for name in (*_waiting(), *typed)
    }
    found = rounds_table.edited(session.scenario(), cells)
    _take(found.changes)
    st.session_state["waiting"] = found.refused
    if not rounds_table.as_typed(session.scenario(), typed, found.refused):
        st.session_state["rounds_drawn"] = st.session_state.get("rounds_drawn", 0) + 1


def _take(changes) -> None:
    st.session_state["rounds_said"] = session.override(changes)


@to_the_end
def _add() -> None:
    changes, problems = rounds_table.added(session.scenario())
    _take(changes)
    st.session_state["rounds_said"] += problems


@to_the_end
def _remove(name) -> None:
    _take(rounds_table.removed(session.scenario(), name))
    st.session_state["waiting"] = {
        other: cells for other, cells in _waiting().items() if other != name
    }


def _terms(scenario, counted, labels):
    """What each round says beside its row, and the levers of one of them."""
    with st.expander(
        "Terms of a round: parts, protection, preference, redemption, lock-up",
        on_change="rerun",
        key="ui_rounds_terms",
    ) as box:
        if not box.open:
            return
        name = st.selectbox(
            "Change the terms of the",
            counted,
            format_func=labels.get,
            key="ui_rounds_termed",
            width=240,
            **KEPT,
        )
        columns = st.columns(len(rounds_table.TERMS), gap="medium")
        for column, (title, keys) in zip(columns, rounds_table.TERMS.items(), strict=True):
            with column:
                st.markdown(f"**{title}**")
                controls.group(f"{key}.{name}" for key in keys)
        layout.table(rounds_table.terms(scenario))
