"""Stress test: how likely the money runs out, over as many futures as one asks for, each stress one click away."""

import streamlit as st

from econ import fan_figures, narrative, stress, stress_words
from econ.uncertainty import SEED
from pages.shared import layout, state
from pages.shared.text import plain

view = layout.opening(narrative.stress_test)
case = state.case()


@st.cache_resource(max_entries=32)
def found(preset, stresses, overrides, count, seed):
    """The outcomes of so many futures of a scenario, kept: aggregates and two numbers a future."""
    return {}


def looks(scenario, count, seed):
    """The outcomes as futures are added; once all are known, only the last."""
    kept = found(scenario.preset, scenario.stresses, scenario.overrides, count, seed)
    for look in [kept["whole"]] if "whole" in kept else stress.refined(scenario, count, seed):
        if look.count == count:
            kept["whole"] = look
        yield look


def clicked() -> None:
    """Put the stresses that are lit on the scenario, and no others."""
    state.put_under(st.session_state["ui_stress_pills"])


def asked():
    """The number of futures and the seed, or nothing and a sentence."""
    try:
        return stress_words.asked(typed, sown)
    except ValueError as error:
        st.error(plain(stress_words.refusal(error)))
        return None


def draw(place, chart):
    place.vega_lite_chart(chart.data, chart.spec, alt=chart.sentence, width="stretch")


def many_futures(count, seed):
    """The answer and its three figures, again as futures are added."""
    answer, cash = st.empty(), st.empty()
    left, right = (column.empty() for column in st.columns(2, gap="medium"))
    told = st.empty()
    scenarios = dict.fromkeys((view.scenario, view.baseline.scenario))  # the baseline may be the scenario itself
    for looked in stress.together(*(looks(scenario, count, seed) for scenario in scenarios)):
        now, before = looked[0], looked[-1]
        answer.markdown(f"**{plain(stress_words.verdict(now, before))}** {plain(stress_words.shortfall(now, before))}")
        draw(cash, fan_figures.fan(now, before))
        draw(left, fan_figures.survival(now, before))
        draw(right, fan_figures.runway_dots(now, before))
        told.caption(plain(stress_words.caption(now)))


KEPT = {"persist_state": "session"}  # a choice of the page outlives a visit to another
st.session_state["ui_stress_pills"] = list(view.scenario.stresses)
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.pills("Stresses, one by one or together", list(case.stresses), selection_mode="multi", key="ui_stress_pills",
             format_func=lambda name: case.stresses[name].title, on_change=clicked)
    typed = st.text_input("Futures", str(stress.AT_REST), key="ui_stress_count", width=110, **KEPT)
    sown = st.text_input("Seed", str(SEED), key="ui_stress_seed", width=130, **KEPT)
wanted = asked()
if wanted:
    many_futures(*wanted)
layout.open_a_number(view, ("funding", "balance", "statements", "plant", "people"), "runway")
