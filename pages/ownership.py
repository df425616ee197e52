"""Ownership and returns: who holds what after each round, what an exit pays whom, and what it returns."""

import streamlit as st

from econ import diagrams, narrative, ownership
from pages.shared import layout, state

view = layout.opening(narrative.ownership)
case, story = state.case(), state.case().story
label = case.elements["round"][story.round]
left, right = st.columns(2, gap="medium")
with left:
    layout.figure(diagrams.stacked("Who holds the company", ownership.bars(view.outlook), "share"), "owners_bars")
    layout.table(ownership.holders(view.outlook).map("{:.2%}".format))
with right:
    terms = st.radio("Preference of the rounds", list(ownership.TERMS), horizontal=True, key="ui_owners_terms",
                     persist_state="session", help="Not public. As assumed: money back first, or converted where that pays more.")
    layout.figure(diagrams.curves("What an exit pays", ownership.payouts(view.outlook, terms),
                                  ownership.payouts(view.baseline, terms), "exit value, bn yuan", "bn yuan to each class",
                                  forms=(",.0f", ",.0f")), "owners_exit")
rounds = ownership.prices(view.outlook)
if rounds.empty:
    st.info("No round brings money in this scenario.")
else:
    st.markdown("**Rounds** that count in this scenario; a share is a billionth of the company at the beginning")
    layout.table(rounds.set_index("round"))
if ownership.invested(view.outlook, story.round):
    st.markdown(f"**What the {label.lower()} returns**: multiple of the money and rate a year, by exit value and years after it; "
                "in brackets while outside investors are locked up")
    layout.table(ownership.returns(view.outlook, story.round, terms))
    st.caption("Equity value at the exit, after debt; diluted by every round that counts in the scenario, and by no other. A "
               "conditional figure, not a forecast and not advice.")
layout.open_a_number(view, ("funding",), "founder_stake")
