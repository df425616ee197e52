"""The frame around every page: navigation, case, stresses, front levers, notices."""

import functools
import urllib.parse

import streamlit as st

from app import address, controls, mending, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ import AssumptionError

# No icons: a page's icon becomes the browser's, and Streamlit would fetch it from somebody else's server.
PAGES = (
    ("pages/overview.py", "Overview"),
    ("pages/compute_supply.py", "Compute supply"),
    ("pages/inference_cost.py", "Inference cost"),
    ("pages/api_price.py", "API price"),
    ("pages/price_cut_timing.py", "Price-cut timing"),
    ("pages/funding_runway.py", "Funding runway"),
    ("pages/stress.py", "Stress test"),
    ("pages/raising.py", "Raising"),
    ("pages/ownership.py", "Ownership"),
    ("pages/what_matters.py", "What matters"),
    ("pages/breaking_points.py", "Breaking points"),
    ("pages/record.py", "Record"),
    ("pages/validation.py", "Validation"),
    ("pages/assumptions.py", "Assumptions"),
)

APP = "Model economics explorer"
# A line of a figure's words is a line. Under a finger a lever moves by its handle, which is made larger, and never by its track:
# there, and up and down on the handle, a finger scrolls the page.
STYLE = """<style>
#vg-tooltip-element { white-space: pre-line }
@media (any-pointer: coarse) {
    [data-testid="stSlider"] [role="group"] > [data-orientation] { pointer-events: none; touch-action: pan-y !important }
    [data-testid="stSlider"] [role="group"] > [data-orientation] > :has(input) { pointer-events: auto;
        touch-action: pan-y !important }
    [data-testid="stSlider"] [role="group"] > [data-orientation] > :has(input)::after { content: ""; position: absolute;
        inset: -1rem }
}
</style>"""


def navigation():
    """The navigation of the app; calling it is what turns Streamlit's own routing of `pages/` off.

    The first page is the default, whose address has no path; it answers at its own name as well, like the others.
    """
    first, title = PAGES[0]
    pages = [st.Page(path, title=name, url_path=_slug(name)) for path, name in PAGES[1:]]
    return st.navigation(
        [
            st.Page(first, title=title, url_path="home", default=True),
            st.Page(first, title=title, url_path=_slug(title), visibility="hidden"),
            *pages,
        ],
        position="top",
        expanded=True,
    )


def _slug(title):
    """The path of a page in the address."""
    return title.lower().replace(" ", "_").replace("-", "_")


def run() -> None:
    """Draw the frame and the page in it."""
    page = navigation()
    st.set_page_config(page_title=f"{page.title} · {APP}", layout="wide")
    _case_can_be_read()
    address.adopt()
    mending.take_over()
    notices = st.empty()
    try:
        session.begin(page.title)
        with st.sidebar:
            _sidebar()
            st.html(STYLE)
        st.session_state["view"] = _view()
        _notices(notices)
        page.run()
        if st.session_state["tell"] or session.scenario() != st.session_state["view"].scenario:
            st.rerun()  # a lever of this page and the address disagreed while the page was drawn
        st.session_state.setdefault("notices", []).extend(filter(None, [mending.drawn()]))
        address.carry()
        _notices(notices)
        st.session_state[
            "notices"
        ] = []  # not before: a page that begins again would take the words away unread
    except Exception as error:
        st.error(plain(mending.failed(error, page.title)))
    finally:
        st.session_state.pop("view", None)


def _case_can_be_read():
    """Say what is wrong with the file of assumptions, all of it, and stop."""
    try:
        session.case()
    except AssumptionError as error:
        st.error(
            f"**{plain(session.FILE.name)} cannot be used:**\n\n"
            + "\n".join(f"- {plain(p)}" for p in error.problems)
        )
        st.stop()


def view() -> session.View:
    """The view of this run, for pages.

    Where Streamlit itself routed to a page file, as it does for the first visitor of a fresh process who comes by
    a deep link, there is no frame yet: the navigation is set and the run begins again, inside the frame.
    """
    if "view" not in st.session_state:
        navigation()
        st.rerun()
    return st.session_state["view"]


@functools.cache
def _months():
    return [session.case().month_name(month) for month in range(session.case().months)]


def _view():
    scenario = session.scenario()
    compare = st.session_state.get("compare")
    presets = session.case().presets
    other = next((name for name, preset in presets.items() if preset.title == compare), None)
    baseline = session.case().scenario(other) if other else scenario.baseline()
    months = _months()
    read = st.session_state.get("read")
    return session.View(
        scenario=scenario,
        outlook=session.outlook(scenario),
        baseline=session.outlook(baseline),
        month=months.index(read) if read in months else session.case().read(scenario.preset),
    )


def _sidebar():
    case = session.case()
    st.selectbox(
        "Case",
        list(case.presets),
        format_func=lambda name: case.presets[name].title,
        key="case",
        bind="query-params",
        on_change=to_the_end(session.settle),
        help=plain(case.presets[st.session_state["case"]].meaning),
    )
    st.multiselect(
        "Stresses",
        list(case.stresses),
        format_func=lambda name: case.stresses[name].title,
        key="stress",
        bind="query-params",
        on_change=to_the_end(session.settle),
        placeholder="none",
        help="\n\n".join(
            f"**{plain(s.title)}**: {plain(s.meaning)}" for s in case.stresses.values()
        ),
    )
    for kind, title in (("world", "How the world is"), ("choice", "What the company decides")):
        st.markdown(f"**{title}**")
        controls.group(
            k
            for k in case.levers_of("front", st.session_state["case"])
            if case.assumption_of(k).kind == kind
        )
    with st.container(horizontal=True):
        st.button(
            "Reset",
            on_click=_reset,
            icon=":material/restart_alt:",
            help="Back to the case as it is in the file.",
        )
        _link()
    titles = [session.UNCHANGED, *(preset.title for preset in case.presets.values())]
    st.selectbox("Compare with", titles, key="compare", bind="query-params")
    st.selectbox(
        "Read figures in", [session.OWN_MONTH, *_months()], key="read", bind="query-params"
    )


def _link():
    """The address of what is on the screen, to copy."""
    with st.popover("Link", icon=":material/link:"):
        st.caption("The address of the browser carries the scenario; this is its part of it.")
        st.code(
            "?" + urllib.parse.urlencode(session.scenario().to_query()),
            language=None,
            wrap_lines=True,
        )


@to_the_end
def _reset():
    session.replace(session.case().scenario(st.session_state["case"]))


def _notices(place):
    """What has to be said of the scenario, above the page."""
    notices = list(dict.fromkeys(st.session_state.get("notices", ())))
    if notices:
        place.warning("\n".join(f"- {plain(notice)}" for notice in notices), icon=":material/info:")
