"""What a page asks beside the scenario: its controls are tied to the address, which carries them to other pages and back."""

import contextlib
from collections.abc import Callable, Iterable

import streamlit as st

from econ.case.keys import ASKED
from econ.case.typed_numbers import plain_number, whole_number


def one_of(options: Iterable, write: Callable = str) -> Callable[[str], object]:
    """Reads what the address says of a control with options: one of them, by its name."""
    return {write(option): option for option in options}.__getitem__


def within(low: float, high: float, step: float = 0) -> Callable[[str], float]:
    """Reads what the address says of a control with a number, which is of the kind of its limits."""

    def read(text):
        value = whole_number(text) if isinstance(low, int) else plain_number(text, "x")
        if not low <= value <= high or (step and (value - low) % step):
            raise ValueError
        return value

    return read


def said(key: str, read: Callable[[str], object], otherwise):
    """What a control of a page's own holds that is drawn further down."""
    session = st.session_state
    if key in session:
        return session[key]
    try:
        return read(session["asked"][key])
    except (KeyError, ValueError):
        return otherwise


def control(key: str, read: Callable[[str], object] = str) -> dict:
    """What ties a control of a page's own to the address, which carries it to other pages and tells it when it comes back."""
    session = st.session_state
    session["drawn"].add(key)
    if key not in session and key in session["asked"]:
        with contextlib.suppress(KeyError, ValueError):
            session[key] = read(session["asked"][key])
    return {"key": key, "bind": "query-params"}


def remember() -> dict[str, str]:
    """Remember what the controls of the page's own say in the address; what those of other pages say, for it to carry.

    A control that has just come onto the page has not written there yet.
    """
    session = st.session_state
    for key in session["drawn"] & set(ASKED):
        if key in st.query_params:
            session["asked"][key] = st.query_params[key]
        elif key in session["seen"]:
            session["asked"].pop(key, None)
    session["seen"] = set(session["drawn"])
    return {key: text for key, text in session["asked"].items() if key not in session["drawn"]}
