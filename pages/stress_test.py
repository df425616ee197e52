"""Stress test: how likely the money runs out, over as many futures as one asks for, each stress one click away."""

import streamlit as st

from econ import fan_figures, stress, stress_words
from econ.uncertainty import SEED
from pages.shared import asked, frame, layout, many, state
from pages.shared.text import plain

case = state.case()
BEGIN = {"futures": str(stress.AT_REST), "seed": str(SEED)}


def clicked() -> None:
    """Put the stresses that are lit on the scenario, and no others."""
    state.put_under(st.session_state["ui_stress_pills"])


def typed():
    """The number of futures and the seed that are typed; where they cannot be, those one begins with, and a sentence."""
    try:
        both = (asked.said(key, str, first) for key, first in BEGIN.items())
        return *stress_words.asked(*both), ""
    except ValueError as error:
        return stress.AT_REST, SEED, stress_words.refusal(error)


here = frame.view()
count, seed, refused = typed()
view = layout.opening(lambda outlook, *_: stress_words.verdict(*many.known(here, count, seed), outlook))
now, before = many.known(view, count, seed)
st.markdown(plain(f"{stress_words.before_the_round(now)} {stress_words.shortfall(now, before)}".strip()))
st.markdown(plain(stress_words.apart(now, view.outlook)))
st.session_state["ui_stress_pills"] = list(view.scenario.stresses)
st.pills("Stresses, one by one or together", list(case.stresses), selection_mode="multi", key="ui_stress_pills",
         format_func=lambda name: case.stresses[name].title, on_change=clicked)
with st.container(horizontal=True):
    st.text_input("Futures", BEGIN["futures"], width=120, **asked.control("futures"))
    st.text_input("Seed", BEGIN["seed"], width=150, **asked.control("seed"))
if refused:
    st.error(plain(refused))
layout.figure(fan_figures.fan(now, before), "stress_fan")
for column, chart in zip(st.columns(2, gap="medium"), (fan_figures.survival, fan_figures.runway_dots), strict=True):
    with column:
        layout.figure(chart(now, before), f"stress_{chart.__name__}")
st.caption(plain(stress_words.caption(now)))
layout.open_a_number(view, ("funding", "balance", "statements", "plant", "people"), "runway")
many.refine(view, now.count, count, seed)
