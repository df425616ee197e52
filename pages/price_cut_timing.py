"""Price-cut timing: every month and depth of the cut against the plan's cut, and what to do against the plan as it stands."""

import streamlit as st

from app import cut_parts, frame, layout, map_job, page_parameters, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.decisions import price_cut
from econ.decisions.cut_sensitivity import keys_of_map
from econ.views import cut_map as cut_map_view
from econ.views import price_cut as price_cut_view
from econ.views.cut_gains import STATISTICS
from econ.views.sentences import cut_verdict_words, price_cut_words
from econ.words import say

STEPS_PER_DRAWING = 6  # batches of cells between two drawings of a map that fills

view = frame.view()
case, story = session.case(), session.case().story
state = session.current().price_cut_timing
objectives = price_cut.cut_objectives(case)
OBJECTIVE = page_parameters.choice("timing-objective", objectives)
rules_after_cut = price_cut.rules_after_cut(view.scenario)
AFTER_CUT = page_parameters.choice("timing-after", rules_after_cut)
UNCERTAIN = page_parameters.choice("timing-uncertain", story.uncertain)
STATISTIC = page_parameters.choice("timing-statistic", STATISTICS)
THEORY = page_parameters.switch("timing-theory")
objective, uncertain = objectives[OBJECTIVE.value], keys_of_map(case, UNCERTAIN.value)
rule_after_cut = rules_after_cut[AFTER_CUT.value]
base = price_cut.with_list_rule(view.scenario, rule_after_cut)
together = tuple(o.name for o in price_cut.objectives_at_no_cost(objective, objectives))
MAP = f"ui_timing_map_{state.clicks}"  # a new key after a click, so that the same cell can be clicked again
theory = map_job.cut_theory(base, uncertain)
job = map_job.price_cut_job(base, uncertain, together)
basis = map_job.ComparisonBasis(
    view=view,
    base=base,
    uncertain=uncertain,
    names=together,
    statistic=STATISTIC.value,
    list_rule=rule_after_cut,
)
unit_of_steps = map_job.unit_of_steps(view.scenario, objective.name)
before = map_job.map_of_baseline(basis)


@to_the_end
def clicked() -> None:
    """Make the clicked cell the scenario."""
    chosen = st.session_state[MAP]["selection"]["cell"]
    if chosen and chosen[0].get("cell"):
        scenario = session.scenario()
        problems = session.override(
            price_cut_view.cut_overrides(view.outlook, chosen[0]["cell"], rule_after_cut)
        )
        session.current().notices.extend(problems)
        state.before_click, state.after_click = scenario, session.scenario()
        state.clicks += 1


@to_the_end
def undo() -> None:
    """Take the last click back, and keep what was changed since."""
    earlier, state.before_click, state.after_click = state.before_click, None, None
    if earlier is not None:
        session.replace(price_cut.with_cut_choice_of(session.scenario(), earlier))


@to_the_end
def stop_or_go_on() -> None:
    """Stop filling the map that is looked at, or go on."""
    state.stopped = job if state.stopped is not job else None


def verdict(*_) -> str:
    """Show the verdict on the cut; while the map is not full, a note that it is being computed."""
    if not job.done:
        return say("timing-stopped") if job is state.stopped else say("timing-working")
    return cut_verdict_words.map_verdict(
        view.outlook, basis.compare(job.finish()[objective.name], is_full=True)
    )


def draw(drawn, **options):
    """Draw a map as far as it is filled."""
    chart = cut_map_view.cut_map_figure(
        view.outlook,
        drawn,
        unit_of_steps,
        theory,
        shows_theory=THEORY.value,
        baseline_area=map_job.area_of(before, objective.name),
    )
    place.draw(chart, **options)


answer = layout.opening(view, verdict).answer
cut_parts.levers()
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.selectbox(say("timing-judge-by"), list(objectives), width=230, **OBJECTIVE.widget())
    st.selectbox(say("label-uncertain"), list(story.uncertain), width=170, **UNCERTAIN.widget())
    st.radio(
        say("timing-list-after"),
        list(rules_after_cut),
        horizontal=True,
        **AFTER_CUT.widget(),
    )
    st.radio(say("timing-statistic"), list(STATISTICS), horizontal=True, **STATISTIC.widget())
main, side = st.columns((13, 5), gap="medium")
with main:
    place = cut_parts.place_of_map(view, AFTER_CUT.value, rule_after_cut)
words, buttons = main.empty(), main.empty()
main.toggle(say("timing-show-theory"), **THEORY.widget())
if not job.done and job is not state.stopped:
    draw(basis.empty(objective.name))
cut_parts.three_paths(view)
if not job.done and job is not state.stopped:
    words.caption(plain(say("cut-map-drawing", count=basis.futures)))
    buttons.button(
        say("timing-stop"), key="ui_timing_stop", on_click=stop_or_go_on, icon=":material/stop:"
    )
    next_drawing = 0  # another visitor may take some of the steps
    for maps in job.results():
        if job.steps_taken >= next_drawing:
            draw(basis.compare(maps[objective.name], is_full=False))
            next_drawing = job.steps_taken + STEPS_PER_DRAWING
    layout.write_answer(answer, verdict())
if job.done:
    comparison = basis.compare(job.finish()[objective.name], is_full=True)
    draw(comparison, on_select=clicked, selection_mode="cell", key=MAP)
    words.caption(
        plain(
            price_cut_words.map_note(
                view.outlook, comparison, has_area=before is not None and before.done
            )
        )
    )
    # Not where the case or the cut has changed since the click.
    if state.after_click and price_cut.has_same_cut(state.after_click, view.scenario):
        buttons.button(
            say("timing-undo"), key="ui_timing_undo", on_click=undo, icon=":material/undo:"
        )
    else:
        buttons.empty()
    with side:
        cut_parts.beside_the_map(basis, comparison, unit_of_steps, theory)
else:
    words.caption(plain(say("cut-map-incomplete")))
    buttons.button(
        say("timing-go-on"),
        key="ui_timing_go_on",
        on_click=stop_or_go_on,
        icon=":material/play_arrow:",
    )
    draw(
        basis.compare(job.latest[objective.name], is_full=False)
        if job.latest
        else basis.empty(objective.name)
    )
cut_parts.tabs(basis, objective, AFTER_CUT.value, job, theory, shows_theory=THEORY.value)
layout.open_a_number(view, ("price", "rivals", "demand"), f"cut_in_force.{story.tier}")
