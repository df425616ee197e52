"""Price-cut timing: every month and depth of the cut on the same futures, and the answer that is best."""

import streamlit as st

from app import controls, frame, layout, map_job, page_parameters, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.decisions import price_cut
from econ.views import price_cut as price_cut_view
from econ.views.figures.heatmap import heatmap
from econ.views.figures.lines import Line, lines_chart
from econ.views.sentences import answers, price_cut_words
from econ.views.sentences.price_cut_words import cut_rule_caption

STEPS_PER_LOOK = 6  # batches of cells between two drawings of a map that fills

view = frame.view()
case, story = session.case(), session.case().story
state = session.current().price_cut_timing
label = case.label("tier", story.tier)
objectives = price_cut.cut_objectives(case)
OBJECTIVE = page_parameters.choice("timing-objective", objectives)
UNCERTAIN = page_parameters.choice("timing-uncertain", story.uncertain)
STATISTIC = page_parameters.choice("timing-statistic", price_cut_view.VIEWS)
name, statistic = OBJECTIVE.value, STATISTIC.value
objective, uncertain = objectives[name], story.uncertain[UNCERTAIN.value]
base = price_cut.without_cut_choice(view.scenario)
MAP = f"ui_timing_map_{state.clicks}"  # a new key after a click, so that the same cell can be clicked again


def cut_of(scenario):
    """A scenario's preset and what it says of the cut."""
    return scenario.preset, price_cut.cut_choice(scenario)


def can_undo() -> bool:
    """Whether the cut is still the one that was clicked: not where the case or the cut has changed since."""
    return state.after_click is not None and cut_of(state.after_click) == cut_of(view.scenario)


@to_the_end
def clicked() -> None:
    """Make the clicked cell the scenario."""
    chosen = st.session_state[MAP]["selection"]["cell"]
    if chosen and chosen[0].get("cell"):
        before = session.scenario()
        problems = session.override(price_cut_view.choice(view.outlook, chosen[0]["cell"]))
        session.current().notices.extend(problems)
        state.before_click, state.after_click = before, session.scenario()
        state.clicks += 1


@to_the_end
def undo() -> None:
    """Take the last click back, and keep what was changed since."""
    before, state.before_click, state.after_click = state.before_click, None, None
    if before is not None:
        now = price_cut.without_cut_choice(session.scenario())
        session.replace(now.with_overrides(price_cut.cut_choice(before)))


@to_the_end
def stop_or_go_on() -> None:
    """Stop filling the map that is looked at, or go on."""
    state.stopped = job if state.stopped is not job else None


layout.opening(view, answers.timing)
with st.container(horizontal=True):
    st.selectbox("Judge the cut by", list(objectives), width=320, **OBJECTIVE.widget())
    st.selectbox("Uncertain", list(story.uncertain), width=220, **UNCERTAIN.widget())
    st.radio("Show the", list(price_cut_view.VIEWS), horizontal=True, **STATISTIC.widget())
    if can_undo():
        st.button("Undo the click", key="ui_timing_undo", on_click=undo, icon=":material/undo:")
answer, place, buttons = st.empty(), st.empty(), st.empty()
together = tuple(o.name for o in price_cut.objectives_at_no_cost(objective, objectives))
theory = map_job.theory_of(base, uncertain)
job = map_job.price_cut_job(base, uncertain, together)


def draw(cut_map, **options):
    """Draw the map as far as it is filled."""
    chart = heatmap(
        f"{label}: {name[0].lower()}{name[1:]}, {statistic}",
        price_cut_view.cells(view.outlook, cut_map, statistic, theory),
        objective.unit,
        lower_is_better=price_cut_view.lower_is_better(objective, statistic),
    )
    place.vega_lite_chart(chart.data, chart.spec, alt=chart.sentence, width="stretch", **options)


if not job.done and job is not state.stopped:
    answer.markdown(f"Drawing {price_cut.draws_per_map(base, uncertain)} futures …")
    buttons.button("Stop", key="ui_timing_stop", on_click=stop_or_go_on, icon=":material/stop:")
    next_drawing = 0  # another visitor may take some of the steps
    for maps in job.results():
        if job.steps_taken >= next_drawing:
            draw(maps[name])
            next_drawing = job.steps_taken + STEPS_PER_LOOK
if job.done:
    surface = job.latest[name]
    promised = map_job.promised_values(base, uncertain, together)[name]
    answer.markdown(
        f"**{plain(price_cut_words.verdict(view.outlook, surface, promised, statistic))}**"
    )
    buttons.empty()
    if surface.has_values():
        draw(surface, on_select=clicked, selection_mode="cell", key=MAP)
else:
    answer.markdown("**The map is not complete.**")
    buttons.button(
        "Go on", key="ui_timing_go_on", on_click=stop_or_go_on, icon=":material/play_arrow:"
    )
    if job.latest:
        draw(job.latest[name])
st.caption(plain(price_cut_words.caption(view.outlook, objective, uncertain)))
if job.done:
    st.markdown(plain(price_cut_words.differences(view.outlook, surface, statistic, theory)))
with st.expander("What is drawn, and what theory was given"):
    for words in (
        price_cut_words.futures(view.outlook, uncertain, theory),
        price_cut_words.premises(view.outlook, theory),
        price_cut_words.VIEWS_IN_WORDS,
    ):
        st.markdown(plain(words))
with st.container(border=True):
    controls.draw_levers(f"{rule}.{story.tier}" for rule in ("cut_rule", "cut_promised"))
    st.caption(plain(cut_rule_caption(view.outlook)))
st.markdown("**Before, at or after supply, or on a promise**")
if price_cut_view.compared(view.outlook):
    table = price_cut_view.answers(view.outlook, map_job.risks_of_answers(view.scenario, uncertain))
    st.caption(plain(price_cut_words.comparison_note(view.outlook)))
    layout.table(table.set_index("answer"), cards=True)
    many = price_cut.run_alternatives(view.outlook)
    FIGURES = (
        (f"fill_rate.{story.tier}", "Served share of paid demand"),
        ("revenue", "Revenue"),
        (f"served_share.{story.tier}", "Share of the class that is served"),
    )
    for column, (path, words) in zip(st.columns(3), FIGURES, strict=True):
        with column:
            lines = tuple(
                Line(path, option, number) for number, option in enumerate(price_cut_view.ANSWERS)
            )
            layout.figure(
                lines_chart(
                    words,
                    many,
                    view.baseline,
                    lines,
                    height=240,
                    months=price_cut.cut_window(case),
                ),
                f"timing_{path.split('.')[0]}",
            )
else:
    st.markdown(plain(price_cut_words.uncompared(view.outlook)))
layout.open_a_number(view, ("price", "rivals", "demand"), f"cut_in_force.{story.tier}")
