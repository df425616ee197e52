"""Many futures: how likely the money runs out, over as many futures as one asks for, each stress one click away."""

import streamlit as st

from app import frame, futures, layout, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.views.futures import cash_fan_chart, runway_dots_chart, survival_chart
from econ.views.sentences import stress_words
from econ.words import say, say_all

view, case = frame.view(), session.case()


@to_the_end
def clicked() -> None:
    """Put the stresses that are lit on the scenario, and no others."""
    session.set_stresses(st.session_state["ui_stress_pills"])


layout.opening(view, lambda *_: stress_words.survival_answer(*futures.known(view)))
now, before = futures.known(view)
st.markdown(
    plain(
        say_all(
            stress_words.round_caption(now),
            stress_words.shortfall_caption(now, before),
            stress_words.brakes_caption(futures.with_brakes_on(view)),
        )
    )
)
st.markdown(plain(stress_words.single_run_comparison(now, view.outlook)))
st.session_state["ui_stress_pills"] = list(view.scenario.stresses)
st.pills(
    say("futures-stresses"),
    list(case.stresses),
    selection_mode="multi",
    key="ui_stress_pills",
    format_func=lambda name: case.stresses[name].title,
    on_change=clicked,
)
with st.container(horizontal=True):
    st.text_input(say("label-futures"), futures.COUNT.default, width=120, **futures.COUNT.widget())
    st.text_input(say("label-seed"), futures.START.default, width=150, **futures.START.widget())
if problem := futures.requested().problem:
    st.error(plain(problem))
layout.figure(cash_fan_chart(now, before), "stress_fan")
left, right = st.columns(2, gap="medium")
with left:
    layout.figure(survival_chart(now, before), "stress_survival")
with right:
    layout.figure(runway_dots_chart(now, before), "stress_runway_dots")
st.caption(plain(stress_words.futures_caption(now)))
layout.open_a_number(view, ("funding", "balance", "statements", "plant", "people"), "runway")
futures.refine(view, now.count)
