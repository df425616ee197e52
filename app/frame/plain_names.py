"""Names that screen readers read aloud, without the marks of Markdown."""

import streamlit as st

from app import components

_PLAIN_NAMES = st.components.v2.component(
    "plain_names", html="<i></i>", js=components.read("plain_names.js")
)


def draw() -> None:
    """Send the code that makes names plain; nothing is shown."""
    with st.container(key="ui_plain_names", height=1, border=False):
        _PLAIN_NAMES(key="ui_plain_names_script")
