"""The glossary: the meaning of a word where a text has it, and a search among all words."""

import streamlit as st

from app import components
from app.markdown import plain
from econ.views.glossary_terms import matching_terms, written_forms
from econ.words import say

_MEANINGS = st.components.v2.component(
    "glossary", html="<i></i>", js=components.read("glossary.js")
)
SEARCH = "ui_glossary_search"
LISTED = 12  # terms that are shown


def draw() -> None:
    """Draw the button that opens the glossary."""
    with st.popover(
        say("glossary-open"), type="tertiary", key="ui_glossary", on_change="rerun"
    ) as box:
        if box.open:
            _search()


@st.fragment
def _search():
    words = st.text_input(
        say("glossary-search"),
        type="search",
        live=True,
        label_visibility="collapsed",
        placeholder=say("glossary-search"),
        key=SEARCH,
    )
    matches = matching_terms(words or "")
    is_more = len(matches) > LISTED
    st.caption(
        say("glossary-matches", count=len(matches) or None, is_more=is_more, listed=LISTED)
        if words
        else say("glossary-where", count=len(matches))
    )
    for term, meaning in matches[:LISTED]:
        st.markdown(f"**{plain(term)}** {plain(meaning)}")


def explain_words() -> None:
    """Send the code that explains the words of texts; nothing is shown."""
    with st.container(key="ui_glossary_words", height=1, border=False):
        _MEANINGS(key="ui_glossary_script", data={"meanings": written_forms()})
