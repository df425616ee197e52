"""The raise that closes the hole in a plan, in sentences: on *Funding runway*, and in the dialog of a runway."""

import streamlit as st

from app import cache
from app.markdown import plain
from econ.case.scenario import Scenario
from econ.decisions.closing_raise import closing_raise
from econ.decisions.default_alive import without_new_money
from econ.views.sentences.funding_captions import closing_raise_sentences
from econ.words import say


@cache.data(max_entries=24, in_words=True)
def _closing_sentences(scenario):
    """Return the raise that closes the hole in the plan as assumed, and without rounds that have not closed: titles and sentences."""
    bare = without_new_money(scenario)
    return [
        (title, closing_raise_sentences(of.case, closing_raise(of)))
        for title, of in ((say("hole-as-assumed"), scenario), (say("hole-on-closed-money"), bare))
        if of is scenario or of != scenario
    ]


def draw_closing_raise(scenario: Scenario) -> None:
    """Write what raise closes the hole in a plan, when it must begin, and what it sells."""
    for title, sentences in _closing_sentences(scenario):
        st.markdown(f"**{plain(title)}**")
        st.markdown(plain(" ".join(sentences)))
