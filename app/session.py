"""The scenario of a session: what is changed, which levers of the page hold it, and its outlook.

The truth is `overrides` in the session; a lever that is on the page is bound to its own parameter of the address
by Streamlit, and `address` carries what has no lever on the page.
"""

import dataclasses
import functools
import gc
import os
import threading
from collections.abc import Callable
from pathlib import Path

import streamlit as st

import econ
from app.callbacks import alone
from econ.allocator import keep_freed_memory
from econ.case.scenario import Scenario, largest_valid_scenario
from econ.explain import run_with_single_changes
from econ.outlook import Outlook
from econ.problems import AssumptionError
from econ.risk.draws import load_sampler

FILE = Path(os.environ.get("ECON_CASE") or Path(__file__).parents[1] / "assumptions.toml")
UNCHANGED, OWN_MONTH = (
    "the same case unchanged",
    "the case's own month",
)  # compared with, and read in, without a choice


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

    def holds(self, value: float) -> bool:
        """Whether the control can hold this number as it is: a slider of whole numbers cannot hold a fraction."""
        return self.read(self.write(value)) == value


@functools.cache  # and not Streamlit's own, which costs as much as a slider each time it is asked
def case():
    """The case in `assumptions.toml`, read once; Python's garbage is frozen when everything is loaded."""
    keep_freed_memory()
    loaded = econ.load(FILE)
    gc.collect()
    gc.freeze()
    threading.Thread(target=load_sampler, daemon=True).start()
    return loaded


@st.cache_resource(max_entries=48)
def _outlook(preset: str, stresses: tuple, overrides: tuple) -> Outlook:
    return run_with_single_changes(case().scenario(preset, dict(overrides), stresses))


def outlook(scenario: Scenario) -> Outlook:
    """The outlook of a scenario, each of its changes alone in further draws; shared, for nothing in it changes."""
    return _outlook(scenario.preset, scenario.stresses, scenario.overrides)


def begin(page: str) -> None:
    """Take over the levers of the page that were moved since the last run."""
    session = st.session_state
    if session.get("page") != page:
        session["bound"], session["page"], session["seen"] = {}, page, set()
    session["drawn"] = set()
    with alone():
        for key, written in session["bound"].items():
            if key in session and key not in session["tell"]:
                adopt(key, written.read(session[key]))
        try:
            scenario()
        except AssumptionError:
            settle()  # levers that cannot stand together, such as two rounds in one month, are told so


def bind(key: str, written: Written, value: float) -> bool:
    """Tie a control about to be drawn to the address; whether it is told its value, as it is when it is new here."""
    session = st.session_state
    told = key not in session or key not in session["bound"] or key in session["tell"]
    session["bound"][key] = written
    session["drawn"].add(key)
    if told:
        session[key] = written.write(value)
    return told


def unbind() -> None:
    """Let go of levers that this run has not drawn, as when the page shows those of something else: the address carries them."""
    session = st.session_state
    session["bound"] = {
        key: written for key, written in session["bound"].items() if key in session["drawn"]
    }


def heard(key: str, value: float, now: float, told: bool) -> bool:
    """Whether a control took the value it was told.

    After the browser's back button Streamlit gives a control of the page what the address says, and an address that
    says nothing is no reason to forget a change: the control is told once more, in another run.
    """
    tell = st.session_state["tell"]
    if told and value != now and key not in st.query_params and key not in tell:
        tell.add(key)
        return False
    tell.discard(key)
    return True


def scenario() -> Scenario:
    """The scenario in force."""
    session = st.session_state
    return case().scenario(session["case"], session["overrides"], tuple(session["stress"]))


def believed(key: str):
    """What the preset and its stresses say of one key: base, range, basis and source."""
    return _believed(key, st.session_state["case"], tuple(st.session_state["stress"]))[0]


def base(key: str) -> float:
    """The number of one key before it is changed by hand."""
    return _believed(key, st.session_state["case"], tuple(st.session_state["stress"]))[1]


@functools.lru_cache(maxsize=4096)
def _believed(key, preset, stresses):
    value = case().belief(key, preset, stresses)
    return value, value.path(case().start, case().months)


def adopt(key: str, value: float) -> None:
    """Take the value of a lever: an override where it differs from what the preset and its stresses say."""
    session = st.session_state
    if value == base(key):
        session["overrides"].pop(key, None)
    else:
        session["overrides"][key] = value


def override(values: dict) -> list[str]:
    """Set overrides from outside the levers; what is wrong with them, one sentence each, and then nothing is set."""
    try:
        new = scenario().with_overrides(values)
    except AssumptionError as error:
        return list(error.problems)
    st.session_state["overrides"] = dict(new.overrides)
    settle()
    return []


def put_under(stresses: list) -> None:
    """Put the scenario under these stresses and no others; for callbacks, before widgets are drawn."""
    st.session_state["stress"] = [name for name in case().stresses if name in stresses]
    settle()


def replace(new: Scenario) -> None:
    """Put another scenario in the place of this one."""
    session = st.session_state
    session["case"], session["stress"] = new.preset, list(new.stresses)
    session["overrides"] = dict(new.overrides)
    session.pop(
        "waiting", None
    )  # what was typed into the table of rounds and could not be taken was about the old one
    settle()


def settle() -> None:
    """Let the levers on the page show the scenario, what cannot stand left out; for callbacks, before widgets are drawn."""
    session = st.session_state
    now, problems = largest_valid_scenario(
        case(), session["case"], session["overrides"], session["stress"]
    )
    session["overrides"] = dict(now.overrides)
    session.setdefault("notices", []).extend(problems)
    bound = session.get("bound", {})
    for key, written in list(bound.items()):
        if written.holds(now.value(key)):
            session[key] = written.write(now.value(key))
        else:
            del bound[
                key
            ]  # a slider of whole numbers is given 4.5: it is drawn anew, in a form that holds it
