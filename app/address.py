"""The address: read once when a session begins, written as controls would, and carried where a page has no lever."""

import streamlit as st

from app import page_parameters
from app import session as session_app
from app.session import case
from econ.case.calendar import month_start
from econ.case.keys import ASKED, FRAME
from econ.case.scenario import Scenario, from_query
from econ.problems import shown
from econ.units import number_text


def adopt() -> None:
    """Begin a session with the scenario its address tells."""
    session = st.session_state
    if "overrides" in session:
        return
    query = {**st.query_params.to_dict(), "stress": ",".join(st.query_params.get_all("stress"))}
    scenario, notices = from_query(
        case(), {k: v for k, v in query.items() if v}, ignore=(*FRAME[2:], *ASKED)
    )
    session["overrides"] = dict(scenario.overrides)
    session["case"], session["stress"] = scenario.preset, list(scenario.stresses)
    session["notices"], session["tell"] = notices, set()
    session["asked"] = {key: query[key] for key in ASKED if query.get(key)}
    _say_plainly(scenario)


def _say_plainly(scenario: Scenario) -> None:
    """Write the address as the controls would, who clear what they do not know: titles, and nothing twice."""
    given = st.query_params
    said = {key: [given[key]] for key in given if key != "stress"}
    if "case" in said:
        said["case"] = [case().presets[scenario.preset].title] * (
            scenario.preset != case().default_preset
        )
    said["stress"] = [case().stresses[name].title for name in scenario.stresses]
    for key, known in (
        ("compare", {p.title: name for name, p in case().presets.items()}),
        ("read", _months()),
    ):
        word = said.get(key, [""])[0]
        found = [title for title, name in known.items() if word in (title, name)]
        if word and not found:
            st.session_state["notices"].append(
                f"ignored in the address: «{key}» knows no «{shown(word)}»"
            )
        said[key] = found[:1]
    if any(given.get_all(key) != words for key, words in said.items()):
        st.query_params.from_dict({key: words for key, words in said.items() if words})
        st.rerun()


def _months():
    """The months of the horizon, as people and as the shell write them."""
    start, count = case().start, case().months
    return {case().month_name(m): f"{month_start(start, m):%Y-%m}" for m in range(count)}


def carry() -> None:
    """Carry the scenario in the address, without a new entry in the browser's history.

    A lever of the page writes its own parameter when it is moved, and not when it is told its value, as one is that has just
    come onto the page. What an answer says of a lever is written at once, unless the lever has been moved meanwhile: then the
    answer is that of a moment before, and the address follows when everything asked has been answered. Streamlit may write the
    address anew in any run, so each run carries: a component whose data is as before is not asked again.
    """
    session_app.unbind()
    scenario, bound = session_app.scenario(), st.session_state["bound"]
    changed = dict(scenario.overrides)
    carried = scenario.to_query()
    want = {
        key: text for key, text in carried.items() if key not in {*bound, *FRAME}
    } | page_parameters.remember()
    told = {
        key: _text(written.write(changed[key])) if key in changed else None
        for key, written in bound.items()
    }
    st.session_state["turn"] = st.session_state.get("turn", 0) + 1
    with st.container(key="ui_address", height=1, border=False):
        _ADDRESS(
            data={
                "want": want,
                "told": told,
                "keep": [*bound, *FRAME, *ASKED, "embed", "embed_options"],
                "turn": st.session_state["turn"],
            },
            key="ui_carried",
        )


def _text(value):
    """What a control holds, as it would write it itself."""
    return value if isinstance(value, str) else number_text(value)


# Streamlit makes an entry in the history each time it writes a parameter, and the back button would stop at each:
# an address with the same path takes the place of the one before.
_ADDRESS = st.components.v2.component(
    "address",
    html="<i></i>",
    js="""
if (!window.addressByHand) {
    const byHand = window.addressByHand = new Map();
    const push = window.history.pushState.bind(window.history), replace = window.history.replaceState.bind(window.history);
    window.addressWrite = url => replace(window.history.state, "", url);
    const heed = url => {
        const before = new URL(window.location.href).searchParams;
        for (const key of new Set([...before.keys(), ...url.searchParams.keys()]))
            if (before.get(key) !== url.searchParams.get(key)) byHand.set(key, performance.now());
    };
    for (const how of ["pushState", "replaceState"])
        window.history[how] = (state, unused, where) => {
            const url = new URL(where ?? "", window.location.href);
            heed(url);
            (url.pathname === window.location.pathname ? replace : push)(state, unused, where);
        };
}
const answered = () => {
    const last = Math.max(-Infinity, ...window.addressByHand.values());
    return document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning"
        && performance.now() - last > 1000;
};
export default function ({ data }) {
    const keep = new Set(data.keep);
    const carry = () => {
        if (answered()) window.addressByHand.clear();
        const url = new URL(window.location.href);
        for (const key of [...url.searchParams.keys()])
            if (!keep.has(key) && !(key in data.want)) url.searchParams.delete(key);
        for (const [key, text] of Object.entries(data.want)) url.searchParams.set(key, text);
        for (const [key, text] of Object.entries(data.told))
            if (window.addressByHand.has(key)) continue;
            else if (text === null) url.searchParams.delete(key);
            else url.searchParams.set(key, text);
        if (url.search !== window.location.search) window.addressWrite(url);
        if (!window.addressByHand.size && answered()) clearInterval(window.addressLate);
    };
    clearInterval(window.addressLate);
    window.addressLate = setInterval(carry, 300);  // Streamlit may write the address of a page just opened after us
    carry();
}
""",
)
