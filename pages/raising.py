"""Raising: how much money and when, the least that is enough, and what the three pressures do to cash and capability."""

import streamlit as st

from app import cache, frame, layout, page_parameters, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.case.rounds import open_rounds
from econ.decisions.raising import RAISE_MONTHS, compute_raise_map, pressure_effects
from econ.risk.outcomes import latest_cash
from econ.views import breaking_points
from econ.views import raising as raising_view
from econ.views.number_keys import headed_keys, label_keys
from econ.views.sentences import answers, funding_captions
from econ.words import say

view = frame.view()
layout.opening(view, answers.raising)
case, story, state = session.case(), session.case().story, session.current().raising


@cache.resource(max_entries=24)
def raise_map(scenario, name):
    """The maps of a scenario."""
    return compute_raise_map(scenario, name)


@cache.data(max_entries=24, in_words=True)
def smallest_raises(scenario, name):
    """The smallest raises of a scenario."""
    return raising_view.smallest_raise_table(session.outlook(scenario), name)


@cache.resource(max_entries=24, in_words=True)
def worth_of_a_month(scenario):
    """Return the worth of one more month of delay."""
    return breaking_points.answer_step_worth(
        scenario, f"delivery_delay.{scenario.case.story.platform}"
    )


def map_words(name):
    return say("raising-map", map=name)


@to_the_end
def clicked() -> None:
    """Make the clicked cell the scenario; the map is redrawn, so that the same cell can be clicked again."""
    chosen = st.session_state[f"ui_raising_{state.clicks}"]["selection"]["cell"]
    if chosen and chosen[0].get("cell"):
        state.problems = session.override(
            raising_view.raise_overrides(
                view.outlook, st.session_state[ROUND.key], chosen[0]["cell"]
            )
        )
        state.clicks += 1


rounds = open_rounds(view.scenario)
ROUND = page_parameters.choice("raising-round", rounds, write=case.elements["round"].__getitem__)
PRESSURE = page_parameters.choice("raising-pressure", story.pressures)
if not rounds:
    st.info(say("raising-all-closed"))
else:
    with st.container(horizontal=True):
        name = st.selectbox(
            say("label-round"),
            rounds,
            format_func=case.elements["round"].__getitem__,
            width=240,
            **ROUND.widget(),
        )
        maps = list(raising_view.RAISE_MAPS)
        first = raising_view.initial_raise_map(raise_map(view.scenario, name), case)
        shown = st.radio(
            say("label-show"),
            maps,
            maps.index(first),
            format_func=map_words,
            horizontal=True,
            **page_parameters.choice("raising-map", maps, first, map_words).widget(),
        )
    months = funding_captions.months_covered(view.scenario)
    left, right = st.columns([3, 2], gap="large")
    with left:
        chart = raising_view.raise_map_figure(view.outlook, raise_map(view.scenario, name), shown)
        layout.FigurePlace(st, st).draw(
            chart,
            on_select=clicked,
            selection_mode="cell",
            key=f"ui_raising_{state.clicks}",
        )
        for problem in state.problems:
            st.error(plain(problem))
        state.problems = []
        st.caption(plain(say("raising-map-note", months=months)))
    with right:
        what = say("raising-smallest-what", months=months)
        st.markdown(f"**{say('raising-smallest')}** {what}")
        layout.table(smallest_raises(view.scenario, name), origin=say("origin-search"))
        st.caption(plain(funding_captions.smallest_raise_caption(view.outlook)))
later = min(RAISE_MONTHS, case.months - 1)


def month_of_delay():
    delayed = worth_of_a_month(view.scenario)
    if len(delayed.table):
        layout.table(
            delayed.table,
            cards=True,
            numbers=label_keys(case, delayed.table.index),
            origin=say("origin-search"),
        )
    else:
        st.info(plain(delayed.sentence))
    outcome = latest_cash(view.scenario).name.lower()
    st.caption(plain(say("raising-delay-note", outcome=outcome)))


def pressures():
    pressure = st.radio(
        say("label-pressure"),
        list(story.pressures),
        horizontal=True,
        label_visibility="collapsed",
        **PRESSURE.widget(),
    )
    outcomes = {"runway": 0, "cash": later, "capability": later, f"demand.{story.tier}": later}
    effects = pressure_effects(view.scenario, pressure, outcomes)
    st.caption(plain(say("raising-pressures-what")))
    table = raising_view.pressure_table(view.outlook, effects, outcomes)
    layout.table(table, numbers=headed_keys(table.columns, outcomes))
    st.caption(plain(say("raising-pressures-note")))


layout.tabs(
    "raising",
    {
        plain(
            say("raising-delay", platform=case.label("platform", story.platform))
        ): month_of_delay,
        say("raising-pressures"): pressures,
    },
    say("raising-pressures") if PRESSURE.is_chosen else None,
)
layout.page_levers(
    key
    for key in story.pressures[PRESSURE.value]
    if key not in case.levers_of("front", view.scenario.preset)
)
layout.open_a_number(view, ("people", "enterprise", "funding"), "capability")
