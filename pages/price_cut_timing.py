"""Price-cut timing: every month and depth of the cut on the same futures, and the alternative that is best."""

import streamlit as st

from app import controls, frame, layout, map_job, page_parameters, session
from app.callbacks import to_the_end
from app.markdown import plain
from econ.decisions import price_cut
from econ.views import price_cut as price_cut_view
from econ.views.sentences import answers, price_cut_words

STEPS_PER_DRAWING = 6  # batches of cells between two drawings of a map that fills

view = frame.view()
case, story = session.case(), session.case().story
state = session.current().price_cut_timing
objectives = price_cut.cut_objectives(case)
OBJECTIVE = page_parameters.choice("timing-objective", objectives)
AFTER_CUT = page_parameters.choice("timing-after", price_cut.RULES_AFTER_CUT)
UNCERTAIN = page_parameters.choice("timing-uncertain", story.uncertain)
STATISTIC = page_parameters.choice("timing-statistic", price_cut_view.STATISTICS)
objective, statistic = objectives[OBJECTIVE.value], STATISTIC.value
uncertain = story.uncertain[UNCERTAIN.value]
rule_after_cut = price_cut.RULES_AFTER_CUT[AFTER_CUT.value]
base = price_cut.with_list_rule(view.scenario, rule_after_cut)
MAP = f"ui_timing_map_{state.clicks}"  # a new key after a click, so that the same cell can be clicked again


@to_the_end
def clicked() -> None:
    """Make the clicked cell the scenario."""
    chosen = st.session_state[MAP]["selection"]["cell"]
    if chosen and chosen[0].get("cell"):
        before = session.scenario()
        problems = session.override(
            price_cut_view.cut_overrides(view.outlook, chosen[0]["cell"], rule_after_cut)
        )
        session.current().notices.extend(problems)
        state.before_click, state.after_click = before, session.scenario()
        state.clicks += 1


@to_the_end
def undo() -> None:
    """Take the last click back, and keep what was changed since."""
    before, state.before_click, state.after_click = state.before_click, None, None
    if before is not None:
        session.replace(price_cut.with_cut_choice_of(session.scenario(), before))


@to_the_end
def stop_or_go_on() -> None:
    """Stop filling the map that is looked at, or go on."""
    state.stopped = job if state.stopped is not job else None


layout.opening(view, answers.timing)
with st.container(horizontal=True):
    st.selectbox("Judge the cut by", list(objectives), width=320, **OBJECTIVE.widget())
    st.selectbox("Uncertain", list(story.uncertain), width=220, **UNCERTAIN.widget())
    st.radio(
        "After the cut the list",
        list(price_cut.RULES_AFTER_CUT),
        horizontal=True,
        **AFTER_CUT.widget(),
    )
    st.radio("Show the", list(price_cut_view.STATISTICS), horizontal=True, **STATISTIC.widget())
    # Not where the case or the cut has changed since the click.
    if state.after_click and price_cut.has_same_cut(state.after_click, view.scenario):
        st.button("Undo the click", key="ui_timing_undo", on_click=undo, icon=":material/undo:")
answer, place, buttons = st.empty(), st.empty(), st.empty()
together = tuple(o.name for o in price_cut.objectives_at_no_cost(objective, objectives))
theory = map_job.cut_theory(base, uncertain)
job = map_job.price_cut_job(base, uncertain, together)


def draw(cut_map, **options):
    """Draw the map as far as it is filled."""
    chart = price_cut_view.cut_map_figure(view.outlook, cut_map, statistic, theory)
    place.vega_lite_chart(chart.data, chart.spec, alt=chart.sentence, width="stretch", **options)


if not job.done and job is not state.stopped:
    answer.markdown(f"Drawing {price_cut.draws_per_map(base, uncertain)} futures …")
    buttons.button(
        "Stop the map", key="ui_timing_stop", on_click=stop_or_go_on, icon=":material/stop:"
    )
    next_drawing = 0  # another visitor may take some of the steps
    for maps in job.results():
        if job.steps_taken >= next_drawing:
            draw(maps[objective.name])
            next_drawing = job.steps_taken + STEPS_PER_DRAWING
if job.done:
    cut_map = job.latest[objective.name]
    promised = map_job.promised_values(base, uncertain, together)[objective.name]
    verdict = price_cut_words.map_verdict(view.outlook, cut_map, promised, statistic)
    answer.markdown(f"**{plain(verdict)}**")
    buttons.empty()
    st.caption(
        plain(
            f"{price_cut_words.best_choices_sentence(view.outlook, cut_map, promised, statistic)} "
            f"{price_cut_words.as_good_sentence(view.outlook, cut_map, statistic)}".strip()
        )
    )
    if cut_map.has_values():
        draw(cut_map, on_select=clicked, selection_mode="cell", key=MAP)
else:
    answer.markdown("**The map is not complete.**")
    buttons.button(
        "Go on", key="ui_timing_go_on", on_click=stop_or_go_on, icon=":material/play_arrow:"
    )
    maps = job.latest
    if maps:
        draw(maps[objective.name])
map_job.rule_note(view, AFTER_CUT.value, objective, uncertain, job)
st.caption(
    plain(
        price_cut_words.map_caption(
            view.outlook, objective, price_cut.draws_per_map(base, uncertain)
        )
    )
)
if job.done:
    st.markdown(plain(price_cut_words.theory_comparison(view.outlook, cut_map, statistic, theory)))
map_job.map_notes(view, uncertain, theory)
map_job.turning_points(view, base, objective, uncertain)
map_job.rival_answers(view, AFTER_CUT.value, uncertain)
with st.container(border=True):
    controls.draw_levers(
        f"{lever}.{story.tier}" for lever in ("cut_rule", "cut_promised", "cut_depth", "cut_month")
    )
    st.caption(plain(price_cut_words.cut_rule_caption(view.outlook)))
    controls.draw_levers((f"list_rule.{story.tier}", "review_period", "review_step"))
st.markdown("**Before, at or after supply, or on a promise**")
if price_cut_view.has_alternatives(view.outlook):
    risks = map_job.risks_of_alternatives(view.scenario, uncertain)
    table = price_cut_view.alternatives_table(view.outlook, risks)
    st.caption(plain(price_cut_words.alternatives_caption(view.outlook)))
    layout.table(table.set_index("answer"), cards=True)
    figures = price_cut_view.alternative_figures(view.outlook, view.baseline)
    for column, (key, figure) in zip(st.columns(3), figures.items(), strict=True):
        with column:
            layout.figure(figure, f"timing_{key.split('.')[0]}")
else:
    st.markdown(plain(price_cut_words.no_alternatives_sentence(view.outlook)))
layout.open_a_number(view, ("price", "rivals", "demand"), f"cut_in_force.{story.tier}")
