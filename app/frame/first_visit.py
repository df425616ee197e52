"""The first visit: one bar below the answer, and a tour of four steps that make their moves themselves."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import controls, session
from app.callbacks import to_the_end
from app.markdown import plain
from app.parts import number_dialog
from econ.words import say

STEPS = 4
OPENED = "runway"  # the number that the last step opens


def draw_bar(view: session.View, row: DeltaGenerator) -> None:
    """One bar for a reader who has changed nothing yet; gone for the session once anything is changed, or dismissed."""
    current, place = session.current(), row.empty()
    if view.scenario != view.scenario.case.scenario(view.scenario.preset):
        current.has_begun = True
    if current.has_begun:
        return
    lever = _lever()
    if lever is None:
        return
    words = say("first-visit-bar", lever=lever.label(), value=_far_end(lever))
    with place.container(horizontal=True, key="ui_first_visit", vertical_alignment="center"):
        st.markdown(plain(words), width="content")
        st.button(say("first-visit-do"), key="ui_first_do", on_click=_move, type="tertiary")
        st.button(say("first-visit-tour"), key="ui_first_tour", on_click=_begin, type="tertiary")
        st.button(say("first-visit-dismiss"), key="ui_first_off", on_click=_end, type="tertiary")


def draw_tour() -> None:
    """The step of the tour that is open, if any: one dialog a run."""
    step = session.current().tour_step
    if step:
        title = say("first-visit-tour")  # in the language of the run
        st.dialog(title, position="right", on_dismiss=_leave)(_tour)(step)


def _lever():
    """The first front lever that is about the world and can be moved within its likely range; None without one."""
    case = session.case()
    for key in case.levers_of("front", session.current().preset):
        lever = controls.control(key)
        if lever.assumption.kind == "world" and lever.belief.high > lever.base:
            return lever
    return None


def _far_end(lever):
    """The high end of the likely range, in words."""
    return lever.number_in_words(lever.belief.high)


@to_the_end
def _leave():
    """End the tour where it is."""
    session.current().tour_step = 0


def _tour(step):
    """Draw a step; once it is left, a run of the page draws the next one and what its move has changed."""
    if session.current().tour_step != step:
        st.rerun()
    lever = _lever()
    facts = {"lever": lever.label(), "value": _far_end(lever)} if lever else {}
    texts = {
        1: say("tour-answer"),
        2: say("tour-lever", **facts),
        3: say("tour-chain"),
        4: say("tour-number"),
    }
    st.caption(say("tour-step", step=step, steps=STEPS))
    st.markdown(plain(texts[step]))
    label = say("tour-next") if step < STEPS else say("tour-end")
    st.button(label, key=f"ui_tour_{step}", type="primary", on_click=_next)


@to_the_end
def _move():
    """Move the first lever to the high end of its likely range."""
    lever = _lever()
    if lever is not None:
        session.current().notices.extend(session.override({lever.key: lever.belief.high}))


@to_the_end
def _begin():
    session.current().tour_step = 1


@to_the_end
def _end():
    session.current().has_begun = True


@to_the_end
def _next():
    """Go to the next step, and make the move that it is about."""
    current = session.current()
    step, current.has_begun = current.tour_step, True
    current.tour_step = step + 1 if step < STEPS else 0
    if step == 1:
        _move()
    elif step == 3:
        session.replace(session.case().scenario(current.preset))
    elif step == STEPS:
        number_dialog.open_next(OPENED)
