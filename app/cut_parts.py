"""Parts beside and below the map of price cuts: a month's worth, the four answers, and the tabs computed when opened."""

import streamlit as st

from app import controls, layout, map_job, session
from app.components import map_keys
from app.map_job import ComparisonBasis, MapJob
from app.markdown import plain
from econ.decisions import price_cut, rival_replies
from econ.decisions.price_cut_theory import CutTheory
from econ.views import cut_map
from econ.views import price_cut as price_cut_view
from econ.views.cut_gains import MapComparison
from econ.views.number_keys import label_keys
from econ.views.price_cut import best_cuts_table
from econ.views.sentences import answers, cut_verdict_words, price_captions, price_cut_words
from econ.words import say


def levers() -> None:
    """The levers of the page: in a row how deep, when and by which rule the list is cut and reviewed, and others in the sidebar."""
    tier = session.case().story.tier
    with st.container(key="ui_cut_levers"):
        names = ("cut_depth", "cut_month", "cut_rule", "list_rule")
        controls.draw_levers([*(f"{name}.{tier}" for name in names), "review_period"])
    layout.page_levers((f"cut_promised.{tier}", "review_step"))


def place_of_map(view: session.View, rule_name: str, list_rule: float) -> layout.FigurePlace:
    """Reserve the place of the map: below the line that says which rule its list follows, and under its keyboard."""
    with st.container(key="ui_timing_map"):
        st.caption(plain(price_cut_words.map_rule_note(view.outlook, rule_name, list_rule)))
        place = layout.FigurePlace(st.empty(), st.empty())
        map_keys.draw()
    return place


def three_paths(view: session.View) -> None:
    """Draw the paths that users and rivals would see: three figures of the four answers, or the reason why there are none."""
    st.markdown(f"## {plain(say('timing-three-paths'))}")
    if not price_cut_view.has_alternatives(view.outlook):
        st.markdown(plain(price_cut_words.no_alternatives_sentence(view.outlook)))
        return
    st.caption(plain(price_cut_words.paths_note(view.outlook)))
    figures = price_cut_view.alternative_figures(view.outlook, view.baseline)
    for column, (key, figure) in zip(st.columns(3), figures.items(), strict=True):
        with column:
            layout.figure(figure, f"timing_{key.split('.')[0]}")


def beside_the_map(
    basis: ComparisonBasis, comparison: MapComparison, unit_of_steps: float, theory: CutTheory
) -> None:
    """Draw the worth of a month at the plan's depth; under the plan's own rule also the four answers and the cost of a mistake."""
    outlook = basis.view.outlook
    st.markdown(f"**{plain(cut_map.month_worth_heading(outlook, comparison))}**")
    layout.figure(
        cut_map.month_worth_figure(outlook, comparison, unit_of_steps, theory), "timing_month_worth"
    )
    if price_cut_view.has_alternatives(outlook):
        risks = _risks(basis)
        table = price_cut_view.answers_table(outlook, risks, basis.plan(price_cut.NPV.name)[0])
        heading = price_cut_words.answers_heading(outlook, basis.list_rule)
        st.markdown(f"**{plain(heading)}**")
        note = price_cut_words.answers_note(outlook, basis.list_rule, basis.futures)
        st.caption(plain(note))
        layout.table(table.set_index("cut"), origin=say("origin-futures"))
        promise = price_cut_words.promise_sentence(outlook, risks)
        if promise:
            st.caption(plain(promise))
    mistake = cut_verdict_words.mistake_under_own_rule(outlook, comparison)
    if mistake:
        st.caption(plain(mistake))


def tabs(
    basis: ComparisonBasis,
    objective: price_cut.Objective,
    rule_name: str,
    job: MapJob,
    theory: CutTheory,
    *,
    shows_theory: bool,
) -> None:
    """Draw the tabs whose contents are computed when opened."""
    turning = {say("timing-tab-turns"): lambda: _turning_points(basis, objective)}
    names_turning = basis.view.outlook.case.story.turns_cut
    fills = {
        say("timing-tab-map"): lambda: _how_to_read(basis, objective, rule_name, job, theory),
        say("timing-tab-answers"): lambda: _four_answers(basis),
        **(turning if names_turning else {}),
        say("timing-tab-rivals"): lambda: _rival_answers(basis, rule_name),
    }
    if shows_theory:
        fills[say("timing-tab-theory")] = lambda: _theory(basis, objective, job, theory)
    layout.tabs("timing", fills)


def _risks(basis):
    return map_job.risks_of_alternatives(basis.view.scenario, basis.uncertain, basis.futures)


def _how_to_read(basis, objective, rule_name, job, theory):
    """Explain the drawing, and the list after the cut on the map and in the plan."""
    view, uncertain = basis.view, basis.uncertain
    if job.done:
        cut_map_drawn = job.finish()[objective.name]
        comparison = basis.compare(cut_map_drawn, is_full=True)
        st.markdown(plain(price_cut_words.best_choices_sentence(view.outlook, comparison)))
    values = (float("nan"), float("nan"))
    best = None
    if job.done:
        best = price_cut_view.best_mean_cell(job.finish()[objective.name])
    if best is not None and best[1]:
        values = map_job.values_under_own_rule(
            view.scenario, uncertain, objective.name, best, basis.futures
        )
    tier = view.outlook.case.story.tier
    st.markdown(
        plain(price_captions.rule_after_cut_caption(view.outlook, rule_name, objective, values))
    )
    break_even = price_captions.break_even_caption(view.outlook, tier, view.month)
    if break_even:
        st.markdown(plain(break_even))
    st.markdown(
        plain(price_cut_words.map_caption(view.outlook, objective, basis.list_rule, basis.futures))
    )
    st.markdown(plain(price_cut_words.landing_caption(view.outlook, uncertain, theory)))
    st.markdown(plain(price_cut_words.statistics_note(view.outlook, basis.list_rule)))
    st.markdown(plain(answers.timing(view.outlook, view.baseline, view.month)))
    st.markdown(plain(price_cut_words.cut_rule_caption(view.outlook)))


def _four_answers(basis):
    """The four answers in full: in the scenario and over futures."""
    outlook = basis.view.outlook
    if not price_cut_view.has_alternatives(outlook):
        st.markdown(plain(price_cut_words.no_alternatives_sentence(outlook)))
        return
    st.caption(plain(price_cut_words.alternatives_caption(outlook)))
    table = price_cut_view.alternatives_table(outlook, _risks(basis))
    layout.table(table.set_index("answer"), cards=True, origin=say("origin-futures"))


def _turning_points(basis, objective):
    """The best cut where hosts, rivals and demand are other than believed."""
    outlook = basis.view.outlook
    as_believed, turns = map_job.best_cuts(basis.base, basis.uncertain, objective.name)
    st.caption(plain(price_cut_words.best_cuts_caption(outlook, objective, turns, as_believed)))
    table = best_cuts_table(outlook, turns, objective.unit)
    believed = table.set_index("believed")
    layout.table(believed, cards=True, numbers=label_keys(outlook.case, believed.index))


def _rival_answers(basis, rule_name):
    """Gross profit of both sides for our cuts and rivals' answers; the list then follows a rule of `rules_after_cut`."""
    view = basis.view
    month = rival_replies.planned_cut_month(view.outlook)
    replies = map_job.rival_reply_table(view.scenario, month, basis.list_rule, basis.uncertain)
    st.markdown(plain(price_cut_words.equilibrium_sentence(view.outlook, replies)))
    layout.table(
        price_cut_view.reply_table(replies).set_index(price_cut_view.OWN_CUT),
        cards=True,
        origin=say("origin-search"),
    )
    st.caption(plain(price_cut_words.replies_caption(view.outlook, replies, rule_name)))


def _theory(basis, objective, job, theory):
    """Compare the best cell with the advice of theory, and list the inputs of theory."""
    outlook = basis.view.outlook
    if job.done:
        drawn = job.finish()[objective.name]
        st.markdown(
            plain(price_cut_words.theory_comparison(outlook, drawn, basis.statistic, theory))
        )
    st.markdown(plain(price_cut_words.theory_caption(outlook, theory)))
    st.markdown(plain(say("theory-marks-stay")))
