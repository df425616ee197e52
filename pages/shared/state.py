"""The scenario of a session: read from the address once, moved by levers, written back to the address.

The truth is `overrides` in the session; a lever that is on the page is bound to its own parameter of the address
by Streamlit, and what has no lever on the page is carried in the address by `end`.
"""

import dataclasses
import gc
import os
from collections.abc import Callable
from pathlib import Path

import streamlit as st

import econ
from econ.outlook import Outlook
from econ.scenario import Scenario, from_query

FILE = Path(os.environ.get("ECON_CASE") or Path(__file__).parents[2] / "assumptions.toml")
VIEW = ("case", "stress", "compare", "read")  # parameters of the address that are not assumptions


@dataclasses.dataclass(frozen=True, kw_only=True)
class View:
    """What a page shows: the scenario and its baseline, run, and the month to read figures in."""

    scenario: Scenario
    outlook: Outlook
    baseline: Outlook
    month: int


@dataclasses.dataclass(frozen=True)
class Written:
    """How a control holds a number: as an option's name, a whole number, or as it is."""

    write: Callable[[float], object]
    read: Callable[[object], float]


@st.cache_resource
def case():
    """The case in `assumptions.toml`, read once; Python's garbage is frozen when everything is loaded."""
    loaded = econ.load(FILE)
    gc.collect()
    gc.freeze()
    return loaded


@st.cache_resource(max_entries=48)
def _outlook(preset: str, stresses: tuple, overrides: tuple) -> Outlook:
    return econ.run(case().scenario(preset, dict(overrides), stresses))


def outlook(scenario: Scenario) -> Outlook:
    """The outlook of a scenario, shared between sessions: nothing in it changes."""
    return _outlook(scenario.preset, scenario.stresses, scenario.overrides)


def begin() -> None:
    """Adopt the address at the first run of a session, and the levers moved since at every other."""
    session = st.session_state
    if "overrides" not in session:
        query = {**st.query_params.to_dict(), "stress": ",".join(st.query_params.get_all("stress"))}
        scenario, notices = from_query(case(), {k: v for k, v in query.items() if v}, ignore=VIEW[2:])
        session["overrides"] = dict(scenario.overrides)
        session["case"], session["stress"] = scenario.preset, list(scenario.stresses)
        session["notices"] = notices
    for key, written in session.get("bound", {}).items():
        if key in session:
            adopt(key, written.read(session[key]))
    session["bound"] = {}


def scenario() -> Scenario:
    """The scenario in force."""
    session = st.session_state
    return case().scenario(session["case"], session["overrides"], tuple(session["stress"]))


def adopt(key: str, value: float) -> None:
    """Take the value of a lever: an override where it differs from what the preset and its stresses say."""
    session = st.session_state
    base = case().scenario(session["case"], None, tuple(session["stress"])).value(key)
    if value == base:
        session["overrides"].pop(key, None)
    else:
        session["overrides"][key] = value


def override(values: dict) -> list[str]:
    """Set overrides from outside the levers; what is wrong with them, one sentence each, and then nothing is set."""
    clean, problems = case().check(values)
    if not problems:
        for key, value in clean.items():
            st.session_state["overrides"][key] = value
        settle()
    return problems


def replace(new: Scenario) -> None:
    """Put another scenario in the place of this one."""
    session = st.session_state
    session["case"], session["stress"] = new.preset, list(new.stresses)
    session["overrides"] = dict(new.overrides)
    settle()


def settle() -> None:
    """Let the levers on the page show the scenario; for callbacks, before widgets are drawn."""
    now = scenario()
    st.session_state["overrides"] = dict(now.overrides)
    for key, written in st.session_state.get("bound", {}).items():
        st.session_state[key] = written.write(now.value(key))


def end() -> None:
    """Carry in the address what has no lever on this page."""
    bound = st.session_state["bound"].keys() | set(VIEW)
    have = {k: v for k, v in st.query_params.to_dict().items() if k not in bound}
    want = {k: v for k, v in scenario().to_query().items() if k not in bound}
    for key in have.keys() - want.keys():
        if key not in ("embed", "embed_options"):
            del st.query_params[key]
    if want.items() - have.items():
        st.query_params.update(want)
