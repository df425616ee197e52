"""The keyboard of the price-cut map: arrow keys move over its cells, Enter clicks one, and Escape takes that back."""

import streamlit as st

from app import components
from econ.words import say

_KEYS = st.components.v2.component(
    "map_keys",
    css=components.read("map_keys.css"),
    js=components.read("map_keys.js"),
    isolate_styles=False,
)


def draw() -> None:
    """Lay the keyboard over the map of the same container."""
    _KEYS(
        data={
            "label": say("map-keys-label"),
            "chosen": say("map-keys-chosen"),
            "back": say("map-keys-back"),
        },
        key="ui_map_keys",
    )
