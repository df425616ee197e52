"""Breaking points: what breaks the plan, alone and together, until when it can be saved, and what would save it."""

from collections.abc import Callable

import streamlit as st

from app import cache, frame, futures, layout, page_parameters, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.risk import outcomes
from econ.units import plural_unit
from econ.views import breaking_points, number_keys
from econ.views.sentences import stress_words
from econ.views.sentences.finding_notes import arrival_note
from econ.views.typed_input import parse_target, suggested_target
from econ.words import message, say, say_all

view, case = frame.view(), session.case()
state = session.current().breaking_points
least, most, step = breaking_points.month_choices(case)
goals = [outcome.name for outcome in outcomes.standard_outcomes(view.scenario)]
steps = case.levers_of("front", view.scenario.preset)
usual_months = min(breaking_points.USUAL_MONTHS, case.months)
QUESTION = page_parameters.choice(
    "breaking-question", breaking_points.QUESTIONS, write=breaking_points.question_name
)
GOAL = page_parameters.choice("breaking-outcome", goals)
ONE_MORE = page_parameters.choice("breaking-lever", steps, write=case.label_of)
LASTS = page_parameters.number("breaking-months", least, most, usual_months, step)
SAVED = page_parameters.number(
    "breaking-saved-months", least, most, breaking_points.first_failing_horizon(view.outlook), step
)
MONTHS = SAVED if QUESTION.value == breaking_points.DEADLINE_QUESTION else LASTS


@cache.resource(max_entries=96, in_words=True, show_spinner=say("breaking-searching"))
def answer_to(question, scenario, *about):
    """The answer to one question about a scenario."""
    answers: dict[str, Callable[..., breaking_points.Answer]] = {
        **breaking_points.MONTH_QUESTIONS,
        breaking_points.TARGET_QUESTION: breaking_points.answer_target,
        breaking_points.STEP_QUESTION: breaking_points.answer_step_worth,
    }
    return answers[question](scenario, *about)


@to_the_end
def forget_target() -> None:
    """Forget the target in the address once another outcome is chosen."""
    session.current().parameters.pop("breaking-target", None)


def goal():
    """The outcome and the target that are asked for; empty, with a sentence, where the target cannot be read."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            say("label-outcome"), goals, width=320, on_change=forget_target, **GOAL.widget()
        )
        outcome = outcomes.outcome_by_name(view.scenario, name)
        now = float(outcomes.read_outcome(view.outlook, outcome)[0])
        usual = suggested_target(view.scenario, outcome, now)
        typed = st.text_input(
            say("breaking-target", unit=plural_unit(outcome.unit)),
            width=220,
            **page_parameters.text_about("breaking-target", name, usual).widget(),
            **layout.KEPT,
        )
    try:
        return name, parse_target(typed, view.scenario, outcome, now)
    except ValueError as error:
        st.error(plain(str(error)))
        return ()


def lever():
    """The lever that is asked for."""
    return (
        st.selectbox(
            say("breaking-one-more-step"),
            steps,
            format_func=case.label_of,
            width=360,
            **ONE_MORE.widget(),
        ),
    )


def months():
    """The number of months that is asked for."""
    return (
        st.slider(
            say("breaking-months", saved=MONTHS is SAVED, start=case.month_name(0)),
            least,
            most,
            MONTHS.default,
            step,
            width=360,
            **MONTHS.widget(),
        ),
    )


@to_the_end
def go(overrides) -> None:
    """Make a scenario that was found the one in force, and remember where from."""
    before = session.scenario()
    problems = session.override(overrides)
    session.current().notices.extend(problems)
    if not problems:
        state.left, state.reached = before, session.scenario()


@to_the_end
def back() -> None:
    """Back to the scenario from which a button has led away."""
    left, state.left, state.reached = state.left, None, None
    if left is not None:
        session.replace(left)


def arrival() -> None:
    """Show the scenario to which a button has led, as long as it is in force, and the way back."""
    if state.left is not None and state.reached == view.scenario:
        with st.container(border=True):
            st.markdown(plain(arrival_note(session.outlook(state.left), view.outlook)))
            st.button(
                say("breaking-back"), key="ui_breaking_back", on_click=back, icon=":material/undo:"
            )


layout.opening(
    view,
    lambda outlook, *_: stress_words.cash_out_answer(*futures.known(view), outlook, MONTHS.value),
)
now = futures.known(view)[0]
st.markdown(plain(stress_words.single_run_comparison(now, view.outlook)))
arrival()
question = st.pills(
    say("label-question"),
    breaking_points.QUESTIONS,
    default=breaking_points.QUESTIONS[0],
    format_func=breaking_points.question_name,
    required=True,
    **QUESTION.widget(),
)
controls_of = {breaking_points.TARGET_QUESTION: goal, breaking_points.STEP_QUESTION: lever}
about = controls_of.get(question, months)()
if about:
    answer = answer_to(question, view.scenario, *about)
    st.markdown(f"**{plain(answer.sentence)}**")
    if len(answer.table):
        layout.table(
            answer.table,
            cards=True,
            numbers=number_keys.label_keys(case, answer.table.index),
            origin=say("origin-search"),
        )
    with st.container(horizontal=True):
        for number, (words, overrides) in enumerate(answer.offers):
            st.button(
                words,
                key=f"ui_breaking_offer_{number}",
                on_click=go,
                args=(overrides,),
                icon=":material/arrow_forward:",
            )
    st.caption(plain(say_all(answer.note.strip(), message("breaking-note")).strip()))
layout.open_a_number(view, ("funding", "balance"), "lowest_cash")
futures.refine(view, now.count)
