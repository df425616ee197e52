"""Stress test: how likely the money runs out, over as many futures as one asks for, each stress one click away."""

import streamlit as st

from app import cache, frame, layout, page_parameters, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.views import futures
from econ.views.sentences import stress_words

here = frame.view()  # before anything is read: a first visitor may come without the frame
case = session.case()


@to_the_end
def clicked() -> None:
    """Put the stresses that are lit on the scenario, and no others."""
    session.put_under(st.session_state["ui_stress_pills"])


view = layout.opening(lambda outlook, *_: stress_words.verdict(*cache.known(here), outlook))
now, before = cache.known(view)
st.markdown(
    plain(f"{stress_words.before_the_round(now)} {stress_words.shortfall(now, before)}".strip())
)
st.markdown(plain(stress_words.apart(now, view.outlook)))
st.session_state["ui_stress_pills"] = list(view.scenario.stresses)
st.pills(
    "Stresses, one by one or together",
    list(case.stresses),
    selection_mode="multi",
    key="ui_stress_pills",
    format_func=lambda name: case.stresses[name].title,
    on_change=clicked,
)
with st.container(horizontal=True):
    st.text_input(
        "Futures", cache.BEGIN["futures"], width=120, **page_parameters.control("futures")
    )
    st.text_input("Seed", cache.BEGIN["seed"], width=150, **page_parameters.control("seed"))
if refused := cache.typed()[2]:
    st.error(plain(refused))
layout.figure(futures.fan(now, before), "stress_fan")
for column, chart in zip(
    st.columns(2, gap="medium"), (futures.survival, futures.runway_dots), strict=True
):
    with column:
        layout.figure(chart(now, before), f"stress_{chart.__name__}")
st.caption(plain(stress_words.caption(now)))
layout.open_a_number(view, ("funding", "balance", "statements", "plant", "people"), "runway")
cache.refine(view, now.count)
