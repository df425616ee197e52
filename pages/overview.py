"""Overview: what a slipped chip delivery does to cost, price, demand, cash and runway."""

import math

import streamlit as st

from app import cache, frame, layout, session
from app.components import overview as figures
from app.frame import first_visit
from app.markdown import plain
from econ.decisions.default_alive import closed_money_outlook
from econ.views import runway_effects
from econ.views.number_keys import change_effect_keys
from econ.views.overview import change_effect_table, overview_panels
from econ.views.sentences import answers
from econ.views.sentences.overview_captions import no_last_month_line
from econ.views.sentences.price_captions import release_caption
from econ.words import say

view = frame.view()
first_visit.draw_bar(view, layout.opening(view, answers.overview).row)
case = session.case()
levers = case.levers_of("front", view.scenario.preset)
is_changed = view.scenario != view.baseline.scenario


@cache.resource(max_entries=24, in_words=True)
def what_could_move(scenario, keys):
    """Return the effect of each lever over its likely range."""
    return runway_effects.what_could_move(scenario, keys)


@cache.resource(max_entries=24, in_words=True)
def last_month_to_act(scenario, keys):
    """The last month in which one of some choices saves the plan."""
    return runway_effects.last_month_to_act(scenario, keys)


@st.fragment
def last_month() -> None:
    """The last month to act in one line; it takes longer than the page, which does not wait for it."""
    if math.isinf(view.outlook.at("runway", 0)):
        st.caption(plain(no_last_month_line(view.scenario)))
    elif figures.is_time_for(str((view.scenario.preset, *view.scenario.to_query().items()))):
        st.caption(plain(last_month_to_act(view.scenario, levers)))
    else:
        st.caption(say("last-month-looking"))


with st.container(key="ui_overview_box"), st.container(key="ui_overview"):
    closed_money = closed_money_outlook(view.outlook)
    figures.draw_panels(
        case,
        overview_panels(view.outlook, view.baseline, closed_money, figures.held_axes(view)),
    )
    with st.container(key="ui_effects"):
        bars = (
            runway_effects.what_moved(view.outlook, view.baseline)
            if is_changed
            else what_could_move(view.scenario, levers)
        )
        st.markdown(f"## {bars.title}")
        st.caption(plain(bars.unit_line))
        figures.draw_bars(bars)
        last_month()
with st.container(horizontal=True, key="ui_ask_next", vertical_alignment="center"):
    st.markdown(f"## {say('ask-next')}", width="content")
    for address, question in (
        ("pages/price_cut_timing.py", say("ask-when-to-cut")),
        ("pages/stress_test.py", say("ask-how-many-futures")),
        ("pages/breaking_points.py", say("ask-what-breaks")),
    ):
        st.page_link(address, label=f"{question} →", width="content")
    if is_changed:
        with st.popover(
            say("effects-on-other-figures"),
            type="tertiary",
            on_change="rerun",
            key="ui_effect_table",
        ) as effects:
            if effects.open:
                table = change_effect_table(view.outlook, view.baseline, view.month)
                layout.table(table.set_index("change"), numbers=change_effect_keys(view.outlook))
notes = (
    release_caption(view.outlook),
    say("if-assumptions-hold"),
)
st.caption(plain(" ".join(filter(None, notes))))
