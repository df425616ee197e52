"""The frame around every page: navigation, company, preset, stresses, front levers, notices."""

import contextvars
import dataclasses

import streamlit as st

from app import address, components, controls, layout, mending, page_parameters, session
from app.callbacks import to_the_end
from app.markdown import plain
from app.parts import history, number_dialog
from econ.problems import AssumptionError
from econ.views.sentences.answers import figures_then_and_now

# No icons: a page's icon becomes the browser's, and Streamlit would fetch it from somebody else's server.
PAGES = (
    ("pages/overview.py", "Overview"),
    ("pages/compute_supply.py", "Compute supply"),
    ("pages/inference_cost.py", "Inference cost"),
    ("pages/api_price.py", "API price"),
    ("pages/price_cut_timing.py", "Price-cut timing"),
    ("pages/funding_runway.py", "Funding runway"),
    ("pages/stress_test.py", "Stress test"),
    ("pages/raising.py", "Raising"),
    ("pages/ownership.py", "Ownership"),
    ("pages/what_matters.py", "What matters"),
    ("pages/breaking_points.py", "Breaking points"),
    ("pages/record.py", "Record"),
    ("pages/validation.py", "Validation"),
    ("pages/assumptions.py", "Assumptions"),
)

APP = "Model economics explorer"
# The view of the run under way. Streamlit starts a newer run, in another thread, while an older one ends: they share the session,
# and the older must not take the newer one's view away.
_VIEW: contextvars.ContextVar[session.View | None] = contextvars.ContextVar("view", default=None)
OTHER_COMPANY = "ui_other_company"  # the picker where a case cannot be used
UNCHANGED, OWN_MONTH = "the same case unchanged", "the case's own month"  # without a choice


def navigation():
    """The navigation of the app; calling it is what turns Streamlit's own routing of `pages/` off.

    The first page is the default, whose address has no path; it answers at its own name as well, like the others.
    """
    first, title = PAGES[0]
    pages = [st.Page(path, title=name, url_path=slug(name)) for path, name in PAGES[1:]]
    return st.navigation(
        [
            st.Page(first, title=title, url_path="home", default=True),
            st.Page(first, title=title, url_path=slug(title), visibility="hidden"),
            *pages,
        ],
        position="top",
        expanded=True,
    )


def slug(title: str) -> str:
    """The path of a page in the address. Its file has the same name: until the navigation is set, Streamlit looks for the file."""
    return title.lower().replace(" ", "_").replace("-", "_")


def run() -> None:
    """Draw the frame and the page in it."""
    page = navigation()
    st.set_page_config(page_title=f"{page.title} · {APP}", layout="wide")
    _case_can_be_read()
    mending.apply_next_candidate()
    notices, link_notice = st.empty(), st.empty()
    current = session.current()
    try:
        session.begin(page.title)
        with st.sidebar:
            link = _sidebar()
            st.html(components.style("frame.css"))
        shown = _view()
        _VIEW.set(shown)
        link.code(address.link(shown), language=None, wrap_lines=True)
        _notices(notices)
        _link_notice(link_notice, shown)
        number_dialog.draw(_view)
        page.run()
        layout.write_spread(shown)
        differs = page_parameters.widgets_differ() or session.scenario() != shown.scenario
        if differs or current.set_again:
            st.rerun()  # a widget shows another value than the page was drawn with
        history.note()
        current.notices.extend(filter(None, [mending.finish_search()]))
        address.write_scenario(shown)
        _notices(notices)
        _link_is_seen(shown)
        current.notices = []  # not before: a page that begins again would take the words away unread
    except Exception as error:
        st.error(plain(mending.try_next_candidate(error, page.title)))
    finally:
        _VIEW.set(None)


def _case_can_be_read():
    """Begin the session; where the file of its case cannot be used, say all that is wrong with it, and stop."""
    try:
        address.begin_session()
    except AssumptionError as error:
        company = address.named_company()
        path = session.case_file(company)
        problems = "\n".join(f"- {plain(problem)}" for problem in error.problems)
        st.error(f"**{plain('/'.join(path.parts[-2:]))} cannot be used:**\n\n{problems}")
        _another_company(company)
        st.stop()


def _another_company(unusable):
    """The picker of companies on the page that says why the file of one cannot be used."""
    companies = session.companies()
    if len(companies) == 1:
        return
    with st.sidebar:
        st.selectbox(
            "Company",
            list(companies),
            index=list(companies).index(unusable),
            format_func=lambda name: companies[name].label,
            key=OTHER_COMPANY,
            on_change=_open_company,
        )


@to_the_end
def _open_company():
    """Ask for the company that was just chosen, and nothing else: there is no session to keep."""
    address.name_company(st.session_state[OTHER_COMPANY])


def view() -> session.View:
    """The view of this run, for pages.

    This is the one guard that a folder called `pages` needs. Streamlit routes to the files of such a folder on its own until the
    navigation is set for the first time in a process, so the first visitor of a fresh server who comes by a deep link gets the
    page without its frame. Then the navigation is set here, and the run begins again inside the frame.
    """
    inside = _VIEW.get()
    if inside is None:
        navigation()
        st.rerun()
    return inside


def _months():
    case = session.case()
    return [case.month_name(month) for month in range(case.months)]


def _parameters():
    """What the frame itself asks: the baseline, and the month that figures are read in."""
    titles = [UNCHANGED, *(preset.title for preset in session.case().presets.values())]
    return (
        page_parameters.choice(address.BASELINE, titles),
        page_parameters.choice(address.MONTH, [OWN_MONTH, *_months()]),
    )


def _view():
    case, scenario = session.case(), session.scenario()
    baseline_parameter, month_parameter = _parameters()
    preset = next(
        (name for name, preset in case.presets.items() if preset.title == baseline_parameter.value),
        None,
    )
    baseline = case.scenario(preset) if preset else scenario.baseline()
    months = _months()
    read = month_parameter.value
    return session.View(
        scenario=scenario,
        outlook=session.outlook(scenario),
        baseline=session.outlook(baseline),
        month=months.index(read) if read in months else case.month_shown(scenario.preset),
    )


def _sidebar():
    """The sidebar; returns the place for the address of what is on the screen."""
    case, current, companies = session.case(), session.current(), session.companies()
    if len(companies) > 1:
        st.selectbox(
            "Company",
            list(companies),
            format_func=lambda name: companies[name].label,
            key=session.COMPANY,
            bind="query-params",
            on_change=to_the_end(session.change_company),
        )
        if st.session_state[session.COMPANY] != current.company:
            session.end()  # the browser's back button led to an address of another company
            st.rerun()
    st.selectbox(
        "Case",
        list(case.presets),
        format_func=lambda name: case.presets[name].title,
        key=session.PRESET,
        bind="query-params",
        on_change=to_the_end(session.drop_invalid_changes),
        help=plain(case.presets[current.preset].meaning),
    )
    usual = case.horizons.index(case.own_months)  # what Streamlit sets where an address names none
    st.selectbox(
        "Horizon",
        case.horizons,
        index=usual,
        format_func=session.horizon_label,
        key=session.HORIZON,
        bind="query-params",
        on_change=to_the_end(session.drop_invalid_changes),
        help="How many months the plan has. A longer one shows what comes after; the months of a shorter one stay the same.",
    )
    st.multiselect(
        "Stresses",
        list(case.stresses),
        format_func=lambda name: case.stresses[name].title,
        key=session.STRESSES,
        bind="query-params",
        on_change=to_the_end(session.drop_invalid_changes),
        placeholder="none",
        help="\n\n".join(
            f"**{plain(stress.title)}**: {plain(stress.meaning)}"
            for stress in case.stresses.values()
        ),
    )
    for kind, title in (("world", "How the world is"), ("choice", "What the company decides")):
        st.markdown(f"**{title}**")
        controls.draw_levers(
            key
            for key in case.levers_of("front", current.preset)
            if case.assumption_of(key).kind == kind
        )
    with st.container(horizontal=True):
        st.button(
            "Reset",
            on_click=_reset,
            icon=":material/restart_alt:",
            help="Back to the case as it is in the file.",
        )
        history.draw()
        with st.popover("Link", icon=":material/link:"):
            st.caption("The address of the browser carries the scenario; this is its part of it.")
            link = st.empty()
    baseline_parameter, month_parameter = _parameters()
    titles = [UNCHANGED, *(preset.title for preset in case.presets.values())]
    st.selectbox("Compare with", titles, **baseline_parameter.widget())
    st.selectbox("Read figures in", [OWN_MONTH, *_months()], **month_parameter.widget())
    return link


@to_the_end
def _reset():
    session.replace(session.case().scenario(session.current().preset))


def _notices(place):
    """What has to be said of the scenario, above the page."""
    notices = list(dict.fromkeys(session.current().notices))
    if notices:
        place.warning("\n".join(f"- {plain(notice)}" for notice in notices), icon=":material/info:")


def _seen(shown):
    """What the reader sees beside the notice about a link."""
    return (session.current().page, shown.baseline.scenario, shown.month)


def _link_notice(place, shown):
    """What a link of another version of the model showed then and shows now, until it is closed or the reader changes something."""
    current = session.current()
    link = current.link
    if link is None:
        return
    if shown.scenario != link.scenario or link.seen not in ((), _seen(shown)):
        session.close_link()
        return
    sentence = figures_then_and_now(shown.outlook, shown.month, link.made_with, link.then)
    with place.container(horizontal=True, vertical_alignment="center"):
        st.info(plain(sentence), icon=":material/history:")
        st.button(
            "Close", key="ui_close_link", on_click=to_the_end(session.close_link), width="content"
        )


def _link_is_seen(shown):
    """Remember what was seen beside the notice about a link."""
    current = session.current()
    if current.link is not None:
        current.link = dataclasses.replace(current.link, seen=_seen(shown))
