"""Stress test: how likely the money runs out, over as many futures as one asks for, each stress one click away."""

import streamlit as st

from econ import fan_figures, stress_words
from pages.shared import asked, frame, layout, many, state
from pages.shared.callbacks import to_the_end
from pages.shared.text import plain

case = state.case()


@to_the_end
def clicked() -> None:
    """Put the stresses that are lit on the scenario, and no others."""
    state.put_under(st.session_state["ui_stress_pills"])


here = frame.view()
view = layout.opening(lambda outlook, *_: stress_words.verdict(*many.known(here), outlook))
now, before = many.known(view)
st.markdown(plain(f"{stress_words.before_the_round(now)} {stress_words.shortfall(now, before)}".strip()))
st.markdown(plain(stress_words.apart(now, view.outlook)))
st.session_state["ui_stress_pills"] = list(view.scenario.stresses)
st.pills("Stresses, one by one or together", list(case.stresses), selection_mode="multi", key="ui_stress_pills",
         format_func=lambda name: case.stresses[name].title, on_change=clicked)
with st.container(horizontal=True):
    st.text_input("Futures", many.BEGIN["futures"], width=120, **asked.control("futures"))
    st.text_input("Seed", many.BEGIN["seed"], width=150, **asked.control("seed"))
if refused := many.typed()[2]:
    st.error(plain(refused))
layout.figure(fan_figures.fan(now, before), "stress_fan")
for column, chart in zip(st.columns(2, gap="medium"), (fan_figures.survival, fan_figures.runway_dots), strict=True):
    with column:
        layout.figure(chart(now, before), f"stress_{chart.__name__}")
st.caption(plain(stress_words.caption(now)))
layout.open_a_number(view, ("funding", "balance", "statements", "plant", "people"), "runway")
many.refine(view, now.count)
