"""Stress test: how likely the money runs out, over as many futures as one asks for, each stress one click away."""

import streamlit as st

from econ import fan_figures, stress, stress_words
from econ.uncertainty import SEED
from pages.shared import frame, layout, many, state
from pages.shared.text import plain

case = state.case()
KEPT = {"persist_state": "session"}  # a choice of the page outlives a visit to another
BEGIN = {"ui_stress_count": str(stress.AT_REST), "ui_stress_seed": str(SEED)}


def clicked() -> None:
    """Put the stresses that are lit on the scenario, and no others."""
    state.put_under(st.session_state["ui_stress_pills"])


def asked():
    """The number of futures and the seed that are typed; where they cannot be, those one begins with, and a sentence."""
    try:
        return *stress_words.asked(*(st.session_state.get(key, first) for key, first in BEGIN.items())), ""
    except ValueError as error:
        return stress.AT_REST, SEED, stress_words.refusal(error)


count, seed, refused = asked()
view = layout.opening(lambda outlook, *_: stress_words.verdict(*many.known(frame.view(), count, seed), outlook))
now, before = many.known(view, count, seed)
st.markdown(plain(f"{stress_words.before_the_round(now)} {stress_words.shortfall(now, before)}".strip()))
st.markdown(plain(stress_words.apart(now, view.outlook)))
st.session_state["ui_stress_pills"] = list(view.scenario.stresses)
st.pills("Stresses, one by one or together", list(case.stresses), selection_mode="multi", key="ui_stress_pills",
         format_func=lambda name: case.stresses[name].title, on_change=clicked)
with st.container(horizontal=True):
    st.text_input("Futures", BEGIN["ui_stress_count"], key="ui_stress_count", width=120, **KEPT)
    st.text_input("Seed", BEGIN["ui_stress_seed"], key="ui_stress_seed", width=150, **KEPT)
if refused:
    st.error(plain(refused))
layout.figure(fan_figures.fan(now, before), "stress_fan")
for column, chart in zip(st.columns(2, gap="medium"), (fan_figures.survival, fan_figures.runway_dots), strict=True):
    with column:
        layout.figure(chart(now, before), f"stress_{chart.__name__}")
st.caption(plain(stress_words.caption(now)))
layout.open_a_number(view, ("funding", "balance", "statements", "plant", "people"), "runway")
many.refine(view, now.count, count, seed)
