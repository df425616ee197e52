"""Levers that the reader adds to the sidebar: any assumption, found by its name, kept in the address."""

import functools

import streamlit as st

from app import controls, session
from app.callbacks import to_the_end
from econ.case.case import Case
from econ.words import say

SEARCH = "ui_own_lever"


def draw() -> None:
    """Draw the levers of the reader's own, each with a button that removes it, and the box that finds another one."""
    own = session.own_levers()
    if own:
        st.html(f'<div class="group">{say("own-levers")}</div>')
    controls.draw_levers(own, remove=_remove)
    is_full = len(own) >= session.MOST_OWN_LEVERS
    with st.popover(
        say("own-lever-add"),
        icon=":material/add:",
        type="tertiary",
        key="ui_own_levers",
        on_change="rerun",
        disabled=is_full,
        help=say("own-lever-full") if is_full else say("own-lever-help"),
    ) as box:
        if box.open:
            case = session.case()
            st.selectbox(
                say("own-lever-add"),
                _addable(case, (*case.levers_of("front", session.current().preset), *own)),
                index=None,
                format_func=case.label_of,
                placeholder=say("own-lever-search"),
                label_visibility="collapsed",
                key=SEARCH,
                on_change=_add,
            )


@functools.lru_cache(maxsize=16)
def _addable(case: Case, drawn: tuple[str, ...]) -> list[str]:
    """Keys of one number each that are not drawn already, by the order of the file."""
    return [key for key in session.keys_for_levers(case) if key not in drawn]


@to_the_end
def _add():
    session.add_own_lever(st.session_state[SEARCH])
    st.session_state[SEARCH] = None


def _remove(key):
    session.remove_own_lever(key)
