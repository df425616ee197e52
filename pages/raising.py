"""Raising: how much money and when, the least that is enough, and what the three pressures do to cash and capability."""

import streamlit as st

from app import controls, layout, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.case.rounds import open_rounds
from econ.decisions.raising import COVER_MONTHS, RAISE_MONTHS, compute_raise_map, pressure_effects
from econ.risk.outcomes import latest_cash
from econ.views import breaking_points
from econ.views import raising as raising_view
from econ.views.sentences import answers

view = layout.opening(answers.raising)
case, story = session.case(), session.case().story
KEPT = {"persist_state": "session"}  # a choice of the page outlives a visit to another


@st.cache_resource(max_entries=24)
def found(preset, stresses, overrides, name):
    """The maps of a scenario, kept."""
    return compute_raise_map(case.scenario(preset, dict(overrides), stresses), name)


@st.cache_data(max_entries=24)
def least(preset, stresses, overrides, name):
    """The smallest raises of a scenario, kept."""
    return raising_view.smallest(
        session.outlook(case.scenario(preset, dict(overrides), stresses)), name
    )


@st.cache_resource(max_entries=24)
def late(preset, stresses, overrides):
    """What one more month of delay is worth, kept."""
    return breaking_points.is_worth(
        case.scenario(preset, dict(overrides), stresses), f"delivery_delay.{story.platform}"
    )


@to_the_end
def clicked() -> None:
    """Make the clicked cell the scenario; the map is drawn anew, so that the same cell can be clicked again."""
    chosen = st.session_state[drawn_as]["selection"]["cell"]
    if chosen and chosen[0].get("cell"):
        problems = session.override(raising_view.choice(view.outlook, name, chosen[0]["cell"]))
        st.session_state["raised"] = st.session_state.get("raised", 0) + 1
        st.session_state["ui_raising_problems"] = problems


here = (view.scenario.preset, view.scenario.stresses, view.scenario.overrides)
rounds = open_rounds(view.scenario)
if not rounds:
    st.info(
        "Every round of this case is closed: there is none whose money could still be more or come at another time."
    )
else:
    with st.container(horizontal=True):
        name = st.selectbox(
            "Round",
            rounds,
            format_func=case.elements["round"].get,
            key="ui_raising_round",
            width=240,
            **KEPT,
        )
        maps = list(raising_view.MAPS)
        title = st.radio(
            "Show the",
            maps,
            maps.index(raising_view.telling(found(*here, name), case)),
            horizontal=True,
            key="ui_raising_map",
            **KEPT,
        )
    drawn_as = f"ui_raising_{st.session_state.get('raised', 0)}"
    left, right = st.columns([3, 2], gap="large")
    with left:
        chart = raising_view.map_of(view.outlook, found(*here, name), title)
        st.vega_lite_chart(
            chart.data,
            chart.spec,
            alt=chart.sentence,
            width="stretch",
            on_select=clicked,
            selection_mode="cell",
            key=drawn_as,
        )
        for problem in st.session_state.pop("ui_raising_problems", []):
            st.error(plain(problem))
        st.caption(
            f"Above the white line the money lasts {COVER_MONTHS} months from its coming; in grey months cash is gone "
            "before it comes. The cross is the round as it is planned, and a click makes a cell the scenario. The value "
            "of the company before the money is the scenario's own, whatever is raised."
        )
    with right:
        st.markdown(f"**The smallest raise** that keeps {COVER_MONTHS} months of cash")
        layout.table(least(*here, name))
        st.caption(plain(raising_view.smallest_words(view.outlook)))
st.markdown(
    f"**What one more month of delay of {case.elements['platform'][story.platform]} costs**"
)
delayed = late(*here)
if len(delayed.table):
    layout.table(delayed.table, cards=True)
else:
    st.info(plain(delayed.sentence))
st.caption(
    f"List prices and the raise are what would bring the {latest_cash(view.scenario).name.lower()} back; "
    "the stake is what that raise takes."
)
st.markdown(
    "**The three pressures**: what each lever alone does at the low and the high end of its range"
)
pressure = st.radio(
    "Pressure",
    list(story.pressures),
    horizontal=True,
    key="ui_raising_pressure",
    label_visibility="collapsed",
    **KEPT,
)
left, right = st.columns([3, 1], gap="medium")
with left:
    later = min(RAISE_MONTHS, case.months - 1)
    outcomes = {
        "runway": 0,
        "cash": later,
        "capability": later,
        f"demand.{story.tier}": later,
    }
    layout.table(
        raising_view.effects(
            view.outlook,
            pressure_effects(view.scenario, pressure, outcomes),
            outcomes,
        )
    )
    st.caption(
        "Capability is the pace of research, from the core researchers who are there and the compute they train with; "
        "where it falls behind, demand is lost to better models month by month. More compute than rivals' buys no lead."
    )
with right, st.container(border=True):
    controls.group(
        key
        for key in story.pressures[pressure]
        if key not in case.levers_of("front", view.scenario.preset)
    )
layout.open_a_number(view, ("people", "enterprise", "funding"), "capability")
