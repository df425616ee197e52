"""Callbacks that run to their end, one at a time."""

import contextlib
import functools
import logging
import threading
from collections.abc import Callable, Iterator

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from econ.problems import shown


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """No other thread of the session is here: Streamlit answers what is newer while what is older still runs."""
    with st.session_state.setdefault("alone", threading.RLock()):
        yield


def to_the_end(callback: Callable) -> Callable:
    """A callback of a widget that nothing cuts short or overtakes.

    Where something newer has been asked, Streamlit ends a run at its next word to the session or the browser. It does so within
    a callback too and takes it for done: what was typed just before a button is pressed would be forgotten. Here the callback
    ends first, and the newer one finds what it has left.
    """

    @functools.wraps(callback)
    def carried(*given):
        requests = get_script_run_ctx().script_requests
        requests.on_scriptrunner_yield = lambda: None
        try:
            with alone():
                return callback(*given)
        except Exception as error:
            logging.getLogger(__name__).error("a callback failed", exc_info=error)
            what = shown(f"{type(error).__name__}: {error}")
            st.session_state.setdefault("notices", []).append(
                f"This could not be done: the computation ended with «{what}»"
            )
        finally:
            del requests.on_scriptrunner_yield

    return carried
