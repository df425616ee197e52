"""An app of two buttons, one of them slow: both are counted, also where one is pressed before the other is done."""

import time

import streamlit as st

from app import session
from app.callbacks import to_the_end

if not session.begun():
    st.session_state[session.KEY] = session.Session(company="", overrides={}, parameters={})


@to_the_end
def press(seconds):
    before = st.session_state.get("counted", 0)
    time.sleep(seconds)
    st.session_state["counted"] = before + 1


st.button("Slow", on_click=press, args=(1.0,))
st.button("Quick", on_click=press, args=(0.0,))
st.markdown(f"Counted {st.session_state.get('counted', 0)}")
