"""The scenario of a session: read from the address once, moved by levers, written back to the address.

The truth is `overrides` in the session; a lever that is on the page is bound to its own parameter of the address
by Streamlit, and what has no lever on the page is carried in the address by `end`.
"""

import dataclasses
import functools
import gc
import os
from collections.abc import Callable
from pathlib import Path

import streamlit as st

import econ
from econ.explain import run_apart
from econ.outlook import Outlook
from econ.scenario import Scenario, from_query
from econ.schema import shown
from econ.value import month_start

FILE = Path(os.environ.get("ECON_CASE") or Path(__file__).parents[2] / "assumptions.toml")
VIEW = ("case", "stress", "compare", "read")  # parameters of the address that are not assumptions
UNCHANGED, OWN_MONTH = "the same case unchanged", "the case's own month"  # compared with, and read in, without a choice


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


@functools.cache  # and not Streamlit's own, which costs as much as a slider each time it is asked
def case():
    """The case in `assumptions.toml`, read once; Python's garbage is frozen when everything is loaded."""
    loaded = econ.load(FILE)
    gc.collect()
    gc.freeze()
    return loaded


@st.cache_resource(max_entries=48)
def _outlook(preset: str, stresses: tuple, overrides: tuple) -> Outlook:
    return run_apart(case().scenario(preset, dict(overrides), stresses))


def outlook(scenario: Scenario) -> Outlook:
    """The outlook of a scenario, each of its changes alone in further draws; shared, for nothing in it changes."""
    return _outlook(scenario.preset, scenario.stresses, scenario.overrides)


def begin(page: str) -> None:
    """Adopt the address at the first run of a session, and the levers of the page moved since at every other."""
    session = st.session_state
    if "overrides" not in session:
        query = {**st.query_params.to_dict(), "stress": ",".join(st.query_params.get_all("stress"))}
        scenario, notices = from_query(case(), {k: v for k, v in query.items() if v}, ignore=VIEW[2:])
        session["overrides"] = dict(scenario.overrides)
        session["case"], session["stress"] = scenario.preset, list(scenario.stresses)
        session["notices"] = notices
        session["tell"], session["bound"], session["page"] = set(), {}, page
        _say_plainly(scenario)
    if session["page"] != page:
        session["bound"], session["page"] = {}, page
    for key, written in session["bound"].items():
        if key in session and key not in session["tell"]:
            adopt(key, written.read(session[key]))


def bind(key: str, written: Written, value: float) -> bool:
    """Tie a control about to be drawn to the address; whether it is told its value, as it is when it is new here."""
    session = st.session_state
    told = key not in session or key not in session["bound"] or key in session["tell"]
    session["bound"][key] = written
    if told:
        session[key] = written.write(value)
    return told


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


def _say_plainly(scenario: Scenario) -> None:
    """Write the address as the controls would, who clear what they do not know: titles, and nothing twice."""
    given = st.query_params
    said = {key: [given[key]] for key in given if key != "stress"}
    if "case" in said:
        said["case"] = [case().presets[scenario.preset].title] * (scenario.preset != case().default_preset)
    said["stress"] = [case().stresses[name].title for name in scenario.stresses]
    for key, known in (("compare", {p.title: name for name, p in case().presets.items()}), ("read", _months())):
        word = said.get(key, [""])[0]
        found = [title for title, name in known.items() if word in (title, name)]
        if word and not found:
            st.session_state["notices"].append(f"ignored in the address: «{key}» knows no «{shown(word)}»")
        said[key] = found[:1]
    if any(given.get_all(key) != words for key, words in said.items()):
        st.query_params.from_dict({key: words for key, words in said.items() if words})
        st.rerun()


def _months():
    """The months of the horizon, as people and as the shell write them."""
    start, count = case().start, case().months
    return {case().month_name(m): f"{month_start(start, m):%Y-%m}" for m in range(count)}


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
    value = case().value(key, preset, stresses)
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
    """Carry in the address what has no lever on this page, without a new entry in the browser's history."""
    bound = st.session_state["bound"].keys() | set(VIEW)
    want = {key: text for key, text in scenario().to_query().items() if key not in bound}
    with st.container(key="ui_address", height=1, border=False):
        _ADDRESS(data={"want": want, "keep": [*bound, "embed", "embed_options"], "page": st.session_state["page"]},
                 key="ui_carried")


# Streamlit makes an entry in the history each time it writes a parameter, and the back button would stop at each:
# an address with the same path takes the place of the one before.
_ADDRESS = st.components.v2.component("address", html="<i></i>", js="""
if (!window.history.pushState.onePerPage) {
    const push = window.history.pushState.bind(window.history);
    window.history.pushState = (state, unused, url) => {
        const path = new URL(url ?? "", window.location.href).pathname;
        if (path === window.location.pathname) window.history.replaceState(state, unused, url);
        else push(state, unused, url);
    };
    window.history.pushState.onePerPage = true;
}
export default function ({ data }) {
    const keep = new Set(data.keep);
    const carry = () => {
        const url = new URL(window.location.href);
        for (const key of [...url.searchParams.keys()])
            if (!keep.has(key) && !(key in data.want)) url.searchParams.delete(key);
        for (const [key, text] of Object.entries(data.want)) url.searchParams.set(key, text);
        if (url.search !== window.location.search) window.history.replaceState(window.history.state, "", url);
    };
    carry();
    const late = setTimeout(carry, 300);  // when a page has just been opened, Streamlit may write the address after us
    return () => clearTimeout(late);
}
""")
