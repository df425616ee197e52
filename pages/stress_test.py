"""Stress test: how likely the money runs out, over as many futures as one asks for, each stress one click away."""

import streamlit as st

from econ import fan_figures, narrative, stress, stress_words
from econ.uncertainty import SEED
from pages.shared import layout, state
from pages.shared.text import plain

view = layout.opening(narrative.stress_test)
case = state.case()


@st.cache_resource(max_entries=32)
def found(preset, stresses, overrides, seed):
    """What is known of a scenario, kept: its outcomes by the number of futures."""
    return {}


def outcomes(scenario, count, seed):
    kept = found(scenario.preset, scenario.stresses, scenario.overrides, seed)
    if count not in kept:
        kept[count] = stress.outcomes(scenario, count, seed)
    return kept[count]


def known(scenarios, looks, seed):
    """The most futures that are known of all scenarios; if there are none, as many as can be drawn at once."""
    kept = [found(one.preset, one.stresses, one.overrides, seed) for one in scenarios]
    return max((count for count in looks if all(count in one for one in kept)), default=looks[0])


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


def many_futures(count, seed):
    """The answer and its three figures over the futures there are; returns what is to be drawn next."""
    scenarios, looks = (view.scenario, view.baseline.scenario), stress.looks(count)
    drawn = known(scenarios, looks, seed)
    now, before = (outcomes(scenario, drawn, seed) for scenario in scenarios)
    st.markdown(f"**{plain(stress_words.verdict(now, before))}** {plain(stress_words.shortfall(now, before))}")
    layout.figure(fan_figures.fan(now, before), "stress_fan")
    for column, chart in zip(st.columns(2, gap="medium"), (fan_figures.survival, fan_figures.runway_dots), strict=True):
        with column:
            layout.figure(chart(now, before), f"stress_{chart.__name__}")
    st.caption(plain(stress_words.caption(now)))
    return [(scenario, look, seed) for look in looks if look > drawn for scenario in scenarios][:len(scenarios)]


KEPT = {"persist_state": "session"}  # a choice of the page outlives a visit to another
st.session_state["ui_stress_pills"] = list(view.scenario.stresses)
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.pills("Stresses, one by one or together", list(case.stresses), selection_mode="multi", key="ui_stress_pills",
             format_func=lambda name: case.stresses[name].title, on_change=clicked)
    typed = st.text_input("Futures", str(stress.AT_REST), key="ui_stress_count", width=110, **KEPT)
    sown = st.text_input("Seed", str(SEED), key="ui_stress_seed", width=130, **KEPT)
wanted = asked()
further = many_futures(*wanted) if wanted else []
layout.open_a_number(view, ("funding", "balance", "statements", "plant", "people"), "runway")
for each in further:  # what there is can be read by now
    outcomes(*each)
if further:
    st.rerun()
