"""Callbacks that run to their end, one at a time."""

import contextlib
import functools
import logging
from collections.abc import Callable, Iterator

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app import session
from econ.problems import shown
from econ.words import say

HOOK = "on_scriptrunner_yield"  # a private hook of Streamlit, with which a run asks whether a newer one is waiting


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep Streamlit from ending this run. Without its private hook, nothing is changed."""
    requests = getattr(get_script_run_ctx(), "script_requests", None)
    if not hasattr(requests, HOOK):
        yield
        return
    try:
        setattr(requests, HOOK, lambda: None)
    except (AttributeError, TypeError):  # a version of Streamlit that does not let us replace it
        yield
        return
    try:
        yield
    finally:
        with contextlib.suppress(AttributeError):
            delattr(requests, HOOK)


def to_the_end(callback: Callable) -> Callable:
    """Return a callback of a widget that always runs to its end, before any newer run of the session.

    When a newer run is waiting, Streamlit ends a run the next time it touches the session or the browser. It does so within a
    callback too and treats the callback as done: what was typed just before a button is pressed would be lost. Here the callback
    ends first, and the newer one finds what it has left. An exception becomes a notice.
    """

    @functools.wraps(callback)
    def uninterrupted_callback(*arguments):
        with uninterrupted(), session.exclusive():
            try:
                return callback(*arguments)
            except Exception as error:
                logging.getLogger(__name__).exception("callback failed")
                what = shown(f"{type(error).__name__}: {error}")
                notice = say("frame-not-done", error=what)
                if not session.begun():
                    st.error(notice)
                else:
                    session.current().notices.append(notice)

    return uninterrupted_callback
