"""Breaking points: what breaks the plan, alone and together, until when it can be saved, and what would save it."""

import streamlit as st

from econ import breaking, finding_notes, outcomes, stress_words, targets
from econ.units import many as many_of
from pages.shared import asked, frame, layout, many, state
from pages.shared.callbacks import to_the_end
from pages.shared.text import plain

case = state.case()
KEPT = {"persist_state": "session"}  # a choice of the page outlives a visit to another
LATE = "point of no return"
WORDS = ("Ranges and chances are those of the assumptions. Where the plan does not hold, the question is what would save it. "
         "Conditional on the model, not a forecast.")


@st.cache_resource(max_entries=96, show_spinner="Looking for it …")
def found(question, preset, stresses, overrides, *about):
    """The answer to one question about a scenario, kept."""
    answer = {**breaking.OF_MONTHS, breaking.FIX: breaking.would_fix, breaking.WORTH: breaking.is_worth}[question]
    return answer(case.scenario(preset, dict(overrides), stresses), *about)


def goal():
    """The outcome and the target that are asked for; nothing, and a sentence, where the target cannot be."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = [each.name for each in outcomes.outcomes(view.scenario)]
        name = st.selectbox("Outcome", names, width=320, **asked.control("goal", asked.one_of(names)))
        wanted = outcomes.outcome(view.scenario, name)
        now = float(outcomes.read(view.outlook, wanted)[0])
        typed = st.text_input(f"Target, {many_of(wanted.unit)}", targets.first(view.scenario, wanted, now), width=220,
                              key=f"ui_breaking_target_{name}", **KEPT)
    try:
        return name, targets.typed(typed, view.scenario, wanted, now)
    except ValueError as error:
        st.error(plain(stress_words.refusal(error)))
        return ()


@to_the_end
def go(overrides) -> None:
    """Make a scenario that was found the one in force, and remember where from."""
    before = state.scenario()
    problems = state.override(overrides)
    st.session_state.setdefault("notices", []).extend(problems)
    if not problems:
        st.session_state["left"] = before, state.scenario()


@to_the_end
def back() -> None:
    """Back to the scenario from which a button has led away."""
    state.replace(st.session_state.pop("left")[0])


def arrival() -> None:
    """Where a button has led, as long as one is there, and the way back."""
    before, there = st.session_state.get("left", (None, None))
    if there == view.scenario:
        with st.container(border=True):
            st.markdown(plain(finding_notes.arrival(state.outlook(before), view.outlook)))
            st.button("Back to where I was", key="ui_breaking_back", on_click=back, icon=":material/undo:")


whole = frame.view().outlook
questions = asked.one_of(breaking.QUESTIONS)
months_key = {LATE: "save"}.get(asked.said("question", questions, breaking.QUESTIONS[0]), "lasts")
first = breaking.worth_asking(whole) if months_key == "save" else min(breaking.USUAL, case.months)
least, most, step = may_last = breaking.terms(case)
months = asked.said(months_key, asked.within(*may_last), first)
view = layout.opening(lambda outlook, *_: stress_words.out_within(*many.known(frame.view()), outlook, months))
now = many.known(view)[0]
st.markdown(plain(stress_words.apart(now, view.outlook)))
arrival()
question = st.pills("Question", breaking.QUESTIONS, default=breaking.QUESTIONS[0], required=True,
                    **asked.control("question", questions))
if question == breaking.FIX:
    about = goal()
elif question == breaking.WORTH:
    steps = case.levers_of("front", view.scenario.preset)
    about = (st.selectbox("One more step of", steps, format_func=case.label_of, width=360,
                          **asked.control("one_more", asked.one_of(steps, case.label_of))),)
else:
    what = "To be saved: money must last" if question == LATE else "Money must last"
    about = (st.slider(f"{what}, months from {case.month_name(0)}", least, most, first, step, width=360,
                       **asked.control(months_key, asked.within(*may_last))),)
if about:
    answer = found(question, view.scenario.preset, view.scenario.stresses, view.scenario.overrides, *about)
    st.markdown(f"**{plain(answer.sentence)}**")
    if len(answer.table):
        layout.table(answer.table, cards=True)
    with st.container(horizontal=True):
        for number, (words, overrides) in enumerate(answer.offers):
            st.button(words, key=f"ui_breaking_offer_{number}", on_click=go, args=(overrides,), icon=":material/arrow_forward:")
    st.caption(plain(f"{answer.note} {WORDS}".strip()))
layout.open_a_number(view, ("funding", "balance"), "lowest_cash")
many.refine(view, now.count)
