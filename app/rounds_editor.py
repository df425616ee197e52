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


def draw(scenario: Scenario) -> None:
    """The table, what is wrong with what was typed, buttons to add and remove, and the terms of one round."""
    counted, labels = rounds_table.counted(scenario), scenario.case.elements["round"]
    st.markdown(f"**Rounds**: {plain(rounds_table.totals(scenario))} Click a cell to change it.")
    editor = session.current().rounds_editor
    edited = rounds_table.edited(scenario, editor.refused)
    for (
        key,
        value,
    ) in edited.changes.items():  # refused before and valid now, as something else moved
        session.adopt(key, value)
    editor.refused = edited.refused
    if counted:
        _table(scenario, counted, editor)
    for problem in (*edited.problems, *editor.problems):
        st.error(plain(problem))
    editor.problems = []
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("Add a round", on_click=_add, icon=":material/add:", key="ui_rounds_add")
        if counted:
            unwanted = st.selectbox(
                "Round to remove",
                counted,
                len(counted) - 1,
                labels.__getitem__,
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


def _table(scenario, counted, editor):
    grid = f"ui_rounds_{editor.tables}_{'_'.join(counted)}"
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
        rounds_table.table(scenario, editor.refused),
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
    editor = session.current().rounds_editor
    typed = {
        counted[int(row)]: cells for row, cells in st.session_state[grid]["edited_rows"].items()
    }
    cells = {
        name: {**editor.refused.get(name, {}), **typed.get(name, {})}
        for name in (*editor.refused, *typed)
    }
    edited = rounds_table.edited(session.scenario(), cells)
    _take(edited.changes)
    editor.refused = edited.refused
    if not rounds_table.as_typed(session.scenario(), typed, edited.refused):
        editor.tables += 1


def _take(changes) -> None:
    session.current().rounds_editor.problems = session.override(changes)


@to_the_end
def _add() -> None:
    changes, problems = rounds_table.added(session.scenario())
    _take(changes)
    session.current().rounds_editor.problems += problems


@to_the_end
def _remove(name) -> None:
    _take(rounds_table.removed(session.scenario(), name))
    session.current().rounds_editor.refused.pop(name, None)


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
            **layout.KEPT,
        )
        columns = st.columns(len(rounds_table.TERMS), gap="medium")
        for column, (title, keys) in zip(columns, rounds_table.TERMS.items(), strict=True):
            with column:
                st.markdown(f"**{title}**")
                controls.draw_levers(f"{key}.{name}" for key in keys)
        layout.table(rounds_table.terms(scenario))
