"""Breaking points: what breaks the plan, alone and together, until when it can be saved, and what would save it."""

import streamlit as st

from app import cache, frame, layout, page_parameters, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.risk import outcomes
from econ.units import plural_unit as many_of
from econ.views import breaking_points
from econ.views.sentences import finding_notes, stress_words
from econ.views.typed_input import as_sentence, parse_target, suggested_target

frame.view()  # before anything is read: a first visitor may come without the frame
case = session.case()
KEPT = {"persist_state": "session"}  # a choice of the page outlives a visit to another
LATE = "point of no return"
WORDS = (
    "Ranges and chances are those of the assumptions. Where the plan does not hold, the question is what would save it. "
    "Conditional on the model, not a forecast."
)


@st.cache_resource(max_entries=96, show_spinner="Looking for it …")
def found(question, preset, stresses, overrides, *about):
    """The answer to one question about a scenario, kept."""
    answer = {
        **breaking_points.OF_MONTHS,
        breaking_points.FIX: breaking_points.would_fix,
        breaking_points.WORTH: breaking_points.is_worth,
    }[question]
    return answer(case.scenario(preset, dict(overrides), stresses), *about)


def goal():
    """The outcome and the target that are asked for; nothing, and a sentence, where the target cannot be."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = [each.name for each in outcomes.standard_outcomes(view.scenario)]
        name = st.selectbox(
            "Outcome",
            names,
            width=320,
            **page_parameters.control("goal", page_parameters.one_of(names)),
        )
        wanted = outcomes.outcome_by_name(view.scenario, name)
        now = float(outcomes.read_outcome(view.outlook, wanted)[0])
        typed = st.text_input(
            f"Target, {many_of(wanted.unit)}",
            suggested_target(view.scenario, wanted, now),
            width=220,
            key=f"ui_breaking_target_{name}",
            **KEPT,
        )
    try:
        return name, parse_target(typed, view.scenario, wanted, now)
    except ValueError as error:
        st.error(plain(as_sentence(error)))
        return ()


@to_the_end
def go(overrides) -> None:
    """Make a scenario that was found the one in force, and remember where from."""
    before = session.scenario()
    problems = session.override(overrides)
    st.session_state.setdefault("notices", []).extend(problems)
    if not problems:
        st.session_state["left"] = before, session.scenario()


@to_the_end
def back() -> None:
    """Back to the scenario from which a button has led away."""
    session.replace(st.session_state.pop("left")[0])


def arrival() -> None:
    """Where a button has led, as long as one is there, and the way back."""
    before, there = st.session_state.get("left", (None, None))
    if there == view.scenario:
        with st.container(border=True):
            st.markdown(plain(finding_notes.arrival(session.outlook(before), view.outlook)))
            st.button(
                "Back to where I was", key="ui_breaking_back", on_click=back, icon=":material/undo:"
            )


whole = frame.view().outlook
questions = page_parameters.one_of(breaking_points.QUESTIONS)
months_key = {LATE: "save"}.get(
    page_parameters.said("question", questions, breaking_points.QUESTIONS[0]), "lasts"
)
first = (
    breaking_points.worth_asking(whole)
    if months_key == "save"
    else min(breaking_points.USUAL, case.months)
)
least, most, step = may_last = breaking_points.terms(case)
months = page_parameters.said(months_key, page_parameters.within(*may_last), first)
view = layout.opening(
    lambda outlook, *_: stress_words.out_within(*cache.known(frame.view()), outlook, months)
)
now = cache.known(view)[0]
st.markdown(plain(stress_words.apart(now, view.outlook)))
arrival()
question = st.pills(
    "Question",
    breaking_points.QUESTIONS,
    default=breaking_points.QUESTIONS[0],
    required=True,
    **page_parameters.control("question", questions),
)
if question == breaking_points.FIX:
    about = goal()
elif question == breaking_points.WORTH:
    steps = case.levers_of("front", view.scenario.preset)
    about = (
        st.selectbox(
            "One more step of",
            steps,
            format_func=case.label_of,
            width=360,
            **page_parameters.control("one_more", page_parameters.one_of(steps, case.label_of)),
        ),
    )
else:
    what = "To be saved: money must last" if question == LATE else "Money must last"
    about = (
        st.slider(
            f"{what}, months from {case.month_name(0)}",
            least,
            most,
            first,
            step,
            width=360,
            **page_parameters.control(months_key, page_parameters.within(*may_last)),
        ),
    )
if about:
    answer = found(
        question, view.scenario.preset, view.scenario.stresses, view.scenario.overrides, *about
    )
    st.markdown(f"**{plain(answer.sentence)}**")
    if len(answer.table):
        layout.table(answer.table, cards=True)
    with st.container(horizontal=True):
        for number, (words, overrides) in enumerate(answer.offers):
            st.button(
                words,
                key=f"ui_breaking_offer_{number}",
                on_click=go,
                args=(overrides,),
                icon=":material/arrow_forward:",
            )
    st.caption(plain(f"{answer.note} {WORDS}".strip()))
layout.open_a_number(view, ("funding", "balance"), "lowest_cash")
cache.refine(view, now.count)
