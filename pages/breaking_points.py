"""Breaking points: what breaks the plan, alone and together, until when it can be saved, and what would save it."""

import streamlit as st

from econ import breaking, narrative, outcomes
from pages.shared import layout, state
from pages.shared.text import plain

case, view = state.case(), layout.opening(narrative.stress_test)
KEPT = {"persist_state": "session"}  # a choice of the page outlives a visit to another


@st.cache_resource(max_entries=96, show_spinner="Looking for it …")
def found(question, preset, stresses, overrides, *asked):
    """The answer to one question about a scenario, kept."""
    answer = {**breaking.OF_MONTHS, breaking.FIX: breaking.would_fix, breaking.WORTH: breaking.is_worth}[question]
    return answer(case.scenario(preset, dict(overrides), stresses), *asked)


def goal():
    """The outcome and the target that are asked for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = [each.name for each in outcomes.outcomes(view.scenario)]
        name = st.selectbox("Outcome", names, key="ui_breaking_outcome", width=320, **KEPT)
        wanted = outcomes.outcome(view.scenario, name)
        now = float(outcomes.read(view.outlook, wanted)[0])
        first = breaking.asked(view.scenario, wanted, now)
        typed = st.number_input(f"Target, {wanted.unit}", value=first, key=f"ui_breaking_target_{name}", width=220, **KEPT)
    return name, float(typed)


question = st.pills("Question", breaking.QUESTIONS, default=breaking.QUESTIONS[0], required=True, key="ui_breaking_question",
                    **KEPT)
if question == breaking.FIX:
    asked = goal()
elif question == breaking.WORTH:
    asked = (st.selectbox("One more step of", case.levers["front"], format_func=case.label_of, key="ui_breaking_lever", width=360,
                          **KEPT),)
else:
    asked = (st.slider("Money must last, months", 12, case.months, 48, 6, key="ui_breaking_months", width=360, **KEPT),)
answer = found(question, view.scenario.preset, view.scenario.stresses, view.scenario.overrides, *asked)
st.markdown(f"**{plain(answer.sentence)}**")
if len(answer.table):
    layout.table(answer.table)
for number, (words, overrides) in enumerate(answer.offers):
    st.button(words, key=f"ui_breaking_offer_{number}", on_click=state.override, args=(overrides,),
              icon=":material/arrow_forward:")
st.caption("Ranges and chances are those of the assumptions. Where the plan does not hold, the question is what would save it. "
           "Conditional on the model, not a forecast.")
layout.open_a_number(view, ("funding", "balance"), "lowest_cash")
