"""The editor of rounds: a table of what each is, its terms beside it, and rounds added and removed.

Each typed cell that can be used is used at once. A cell that cannot be used stays as it was typed, with a sentence, until it is
put right, and outlives rounds that are added or removed meanwhile.
"""

import streamlit as st

from app import controls, layout, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.case.rounds import counted_rounds
from econ.case.scenario import Scenario
from econ.views import number_keys, rounds_table
from econ.views.sentences.ownership_words import rounds_sentence
from econ.words import say


def draw(scenario: Scenario) -> None:
    """The table, what is wrong with what was typed, buttons to add and remove, and the terms of one round."""
    counted, labels = counted_rounds(scenario), scenario.case.elements["round"]
    sentence = f"{rounds_sentence(scenario)} {say('rounds-click')}"
    st.markdown(f"**{say('rounds-title')}**: {plain(sentence)}")
    editor = session.current().rounds_editor
    edits = rounds_table.read_edits(scenario, editor.refused)
    # Cells that were refused before and can be taken now, because something else has changed.
    for key, value in edits.changes.items():
        session.set_lever(key, value)
    editor.refused = edits.refused
    if counted:
        _table(scenario, counted, editor)
    for problem in (*edits.problems, *editor.problems):
        st.error(plain(problem))
    editor.problems = []
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(say("rounds-add"), on_click=_add, icon=":material/add:", key="ui_rounds_add")
        if counted:
            unwanted = st.selectbox(
                say("rounds-to-remove"),
                counted,
                len(counted) - 1,
                labels.__getitem__,
                width=200,
                key=f"ui_rounds_remove_{'_'.join(counted)}",
            )
            st.button(
                say("rounds-remove"),
                on_click=_remove,
                args=(unwanted,),
                icon=":material/delete:",
                key="ui_rounds_removed",
            )
    if counted:
        _terms(scenario, counted, labels)


def _table(scenario, counted, editor):
    grid = f"ui_rounds_{editor.tables}_{'_'.join(counted)}"
    heads = {
        column: say("rounds-column", column=column) for column in rounds_table.ASSUMPTION_OF_COLUMN
    }
    words = {
        column: st.column_config.SelectboxColumn(
            heads[column], options=rounds_table.column_options(scenario, column), required=True
        )
        for column in rounds_table.OPTION_COLUMNS
    }
    numbers = {
        column: st.column_config.TextColumn(heads[column], alignment="right")
        for column in (*rounds_table.MONEY_COLUMNS, *rounds_table.PER_CENT_COLUMNS)
    }
    st.data_editor(
        rounds_table.editable_table(scenario, editor.refused),
        key=grid,
        on_change=_typed,
        args=(grid, counted),
        num_rows="fixed",
        width="stretch",
        column_config={
            **words,
            **numbers,
            "round": st.column_config.Column(pinned=True),
            rounds_table.MONTH_COLUMN: st.column_config.DateColumn(
                heads[rounds_table.MONTH_COLUMN], format="MMM YYYY"
            ),
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
    edits = rounds_table.read_edits(session.scenario(), cells)
    _take(edits.changes)
    editor.refused = edits.refused
    if not rounds_table.shows_as_typed(session.scenario(), typed, edits.refused):
        editor.tables += 1


def _take(changes) -> None:
    session.current().rounds_editor.problems = session.override(changes)


@to_the_end
def _add() -> None:
    changes, problems = rounds_table.added_round(session.scenario())
    _take(changes)
    session.current().rounds_editor.problems += problems


@to_the_end
def _remove(name) -> None:
    _take(rounds_table.removed_round(name))
    session.current().rounds_editor.refused.pop(name, None)


def _terms(scenario, counted, labels):
    """Show the terms of each round beside its row, and the levers of one of them."""
    with st.expander(
        say("rounds-terms"),
        on_change="rerun",
        key="ui_rounds_terms",
    ) as box:
        if not box.open:
            return
        name = st.selectbox(
            say("rounds-change-terms"),
            counted,
            format_func=labels.get,
            key="ui_rounds_termed",
            width=240,
            **layout.KEPT,
        )
        columns = st.columns(len(rounds_table.ROUND_TERMS), gap="medium")
        for column, (group, keys) in zip(columns, rounds_table.ROUND_TERMS.items(), strict=True):
            with column:
                st.markdown(f"**{say('rounds-group-of-terms', group=group)}**")
                controls.draw_levers(f"{key}.{name}" for key in keys)
        layout.table(
            rounds_table.terms_table(scenario), numbers=number_keys.term_keys(scenario.case)
        )
