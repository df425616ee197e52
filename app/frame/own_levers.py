"""Levers that the reader adds to the sidebar: any assumption, found by words, kept in the address."""

import functools
from collections.abc import Callable

import streamlit as st

from app import controls, session
from app.callbacks import to_the_end
from app.markdown import plain
from app.parts import own_lever_keys
from econ.case.case import Case
from econ.views.lever_search import matching_keys
from econ.words import say

SEARCH = "ui_own_lever"
LISTED = 8  # matches that are offered


def draw(beside: Callable[[], None]) -> None:
    """Draw the box that finds another lever, and the levers of the reader's own, each with a button that removes it.

    The box comes first, so that it stays where it is however many levers there are; `beside` draws what shares its line.
    """
    own = own_lever_keys.own_levers()
    if own:
        st.html(f'<div class="group">{say("own-levers")}</div>')
    is_full = len(own) >= own_lever_keys.MOST_OWN_LEVERS
    with st.container(horizontal=True, vertical_alignment="center"):
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
                _search(own)
        beside()
    controls.draw_levers(own, remove=_remove)


@st.fragment
def _search(own):
    """The field to type in, and a button for each match; once a lever is added, the page is drawn with it."""
    if own_lever_keys.own_levers() != own:
        st.rerun()
    case = session.case()
    words = st.text_input(
        say("own-lever-add"),
        type="search",
        live=True,
        placeholder=say("own-lever-search"),
        label_visibility="collapsed",
        key=SEARCH,
    )
    drawn = (*case.levers_of("front", session.current().preset), *own)
    matches = matching_keys(case, _addable(case, drawn), words or "")
    if words:
        is_more = len(matches) > LISTED
        st.caption(
            say("own-lever-matches", count=len(matches) or None, is_more=is_more, listed=LISTED)
        )
    else:
        st.caption(say("own-lever-where"))
    for key in matches[:LISTED]:
        st.button(
            plain(case.label_of(key)),
            key=f"ui_add_{key}",
            type="tertiary",
            on_click=_add,
            args=(key,),
            help=plain(case.assumption_of(key).meaning),
        )


@functools.lru_cache(maxsize=16)
def _addable(case: Case, drawn: tuple[str, ...]) -> list[str]:
    """Keys of one number each that are not drawn already, by the order of the file."""
    return [key for key in own_lever_keys.keys_for_levers(case) if key not in drawn]


@to_the_end
def _add(key):
    own_lever_keys.add_own_lever(key)
    st.session_state[SEARCH] = ""


def _remove(key):
    own_lever_keys.remove_own_lever(key)
