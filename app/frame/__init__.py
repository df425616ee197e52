"""The frame around every page: navigation, company, preset, stresses, front levers, notices."""

import contextvars
import dataclasses

import streamlit as st

from app import address, layout, mending, page_parameters, session
from app.callbacks import to_the_end
from app.frame import first_visit, glossary, header, plain_names, sidebar
from app.frame.navigation import set_navigation
from app.markdown import plain
from app.parts import case_files, history, number_dialog
from econ.problems import AssumptionError
from econ.views.sentences.finding_notes import figures_then_and_now
from econ.words import say

SIDEBAR_WIDTH = 272  # pixels
# The view of the run under way. Streamlit starts a newer run, in another thread, while an older one ends: they share the session,
# and the older must not take the newer one's view away.
_VIEW: contextvars.ContextVar[session.View | None] = contextvars.ContextVar("view", default=None)


def run() -> None:
    """Draw the frame and the page in it."""
    page = set_navigation()
    st.set_page_config(
        page_title=f"{page.title} · {say('frame-app')}",
        layout="wide",
        initial_sidebar_state=SIDEBAR_WIDTH,
    )
    _case_can_be_read()
    mending.apply_next_candidate()
    notices, link_notice = st.empty(), st.empty()
    current = session.current()
    try:
        session.begin(page.title)
        header.see_money_in(header.currency().value)
        with st.sidebar:
            sidebar.draw()
        shown = _view()
        _VIEW.set(shown)
        header.draw(shown, page.title)
        _notices(notices)
        _link_notice(link_notice, shown)
        number_dialog.draw(_view)
        plain_names.draw()
        glossary.explain_words()
        first_visit.draw_tour()
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
        current.drop_notices()  # not before: a page that begins again would take the words away unread
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
        path = case_files.case_file(company)
        problems = "\n".join(f"- {plain(problem)}" for problem in error.problems)
        unusable = say("frame-case-unusable", file="/".join(path.parts[-2:]))
        st.error(f"**{plain(unusable)}**\n\n{problems}")
        sidebar.choose_another_company(company)
        st.stop()


def view() -> session.View:
    """The view of this run, for pages.

    This is the one guard that a folder called `pages` needs. Streamlit routes to the files of such a folder on its own until the
    navigation is set for the first time in a process, so the first visitor of a fresh server who comes by a deep link gets the
    page without its frame. Then the navigation is set here, and the run begins again inside the frame.
    """
    inside = _VIEW.get()
    if inside is None:
        set_navigation()
        st.rerun()
    return inside


def _view():
    case, scenario = session.case(), session.scenario()
    baseline_parameter, month_parameter = header.parameters()
    preset = next(
        (name for name, preset in case.presets.items() if preset.title == baseline_parameter.value),
        None,
    )
    baseline = case.scenario(preset) if preset else scenario.baseline()
    months = header.months()
    read = month_parameter.value
    return session.View(
        scenario=scenario,
        outlook=session.outlook(scenario),
        baseline=session.outlook(baseline),
        month=months.index(read) if read in months else case.month_shown(scenario.preset),
    )


def _notices(place):
    """Show notices about the scenario above the page."""
    notices = session.current().all_notices
    if notices:
        place.warning("\n".join(f"- {plain(notice)}" for notice in notices), icon=":material/info:")


def _seen(shown):
    """Return the page, baseline and month that the reader sees beside the notice about a link."""
    return (session.current().page, shown.baseline.scenario, shown.month)


def _link_notice(place, shown):
    """Show the figures of a link of another model version then and now, until it is closed or the reader changes something."""
    current = session.current()
    link = current.link
    if link is None:
        return
    if shown.scenario != link.scenario or link.seen not in ((), _seen(shown)):
        session.close_link()
        return
    sentence = figures_then_and_now(shown.outlook, link.made_with, link.then)
    with place.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.info(plain(sentence), icon=":material/history:")
        st.button(
            say("frame-close"),
            key="ui_close_link",
            on_click=to_the_end(session.close_link),
            width="content",
        )


def _link_is_seen(shown):
    """Remember what was seen beside the notice about a link."""
    current = session.current()
    if current.link is not None:
        current.link = dataclasses.replace(current.link, seen=_seen(shown))
