"""Ranking of what matters: the assumptions that move the outcome, their shares of its uncertainty, and the response along each lever."""

import streamlit as st

from app import cache, frame, futures, layout, page_parameters, session
from app.markdown import plain
from econ.decisions.value_by_horizon import value_by_horizon
from econ.risk import outcomes
from econ.risk.draws import uncertain_keys
from econ.risk.sensitivity import (
    compute_tornado,
    explain_variance,
    keys_by_swing,
    ranged_inputs,
    response_curves,
)
from econ.views.sensitivity import response_charts, tornado_chart, variance_chart
from econ.views.sentences import stress_words
from econ.views.sentences.finding_notes import (
    horizon_note,
    outcome_in_futures,
    runway_cut_off_note,
    tornado_inputs_note,
    variance_note,
)
from econ.views.sentences.findings import (
    largest_mover,
    rank_finding,
    tornado_finding,
    variance_finding,
)
from econ.words import message, say, say_all

view, case = frame.view(), session.case()
scenario = view.scenario
by_name = {outcome.name: outcome for outcome in outcomes.outcomes_to_rank(scenario)}
names = list(by_name)
OUTCOME = page_parameters.choice("matters-outcome", names)
EXPLAINED = ("runway", f"output_price.{case.story.tier}", "gross_margin")  # beside the outcome
ACROSS = 4  # small figures side by side


@cache.resource(max_entries=48)
def swings(scenario, name):
    """The tornado of an outcome over all that is uncertain and all that can be chosen."""
    outcome = outcomes.outcome_by_name(scenario, name)
    return compute_tornado(
        scenario, outcome, keys_by_swing(scenario, outcome, ranged_inputs(scenario, outcome))
    )


@cache.data(max_entries=48)
def along(scenario, name):
    """The outcome along the front levers."""
    levers = scenario.case.levers_of("front", scenario.preset)
    return response_curves(scenario, outcomes.outcome_by_name(scenario, name), levers)


@cache.data(max_entries=24, in_words=True, show_spinner=say("matters-running"))
def shares(scenario, name):
    """Sobol indices of the outcome and of three more on the inputs that matter to it, and where they part from the tornado."""
    tornado = swings(scenario, name)
    others = [o for o in outcomes.standard_outcomes(scenario) if o.key in EXPLAINED]
    table, parting = explain_variance(scenario, tornado, others, uncertain_keys(scenario))
    return table, rank_finding(parting, tornado.outcome, scenario)


@cache.data(max_entries=24)
def values(scenario):
    """The value of the plan on each horizon."""
    return value_by_horizon(scenario)


name = OUTCOME.value
chosen, tornado = by_name[name], swings(scenario, name)
layout.opening(
    view,
    lambda *_: stress_words.runway_spread_answer(
        futures.known(view)[0], largest_mover(tornado, scenario)
    ),
)
now = futures.known(view)[0]
st.markdown(plain(stress_words.single_run_comparison(now, view.outlook)))
st.selectbox(say("label-outcome"), names, width=320, **OUTCOME.widget())
st.markdown(f"**{plain(tornado_finding(tornado, scenario))}**")
if chosen.key != "runway":
    st.caption(plain(outcome_in_futures(futures.spread(scenario), chosen, view.outlook)))
if chosen.key == "plan_value":
    st.caption(plain(horizon_note(values(scenario), scenario)))
layout.figure(tornado_chart(tornado, scenario), "matters_tornado")
curves = along(scenario, name)
reached = (tornado.base, *tornado.bars["most"], *curves["y"])
inputs, world = ranged_inputs(scenario, chosen), len(uncertain_keys(scenario))
st.caption(
    plain(
        say_all(
            tornado_inputs_note(len(tornado.bars), len(inputs), chosen, len(inputs) - world),
            message("matters-ranges"),
            runway_cut_off_note(scenario, chosen, reached),
        )
    )
)
st.markdown(say("matters-along-levers"))
drawn = list(response_charts(curves, chosen, scenario).items())


def draw_row(charts):
    for column, (key, chart) in zip(st.columns(ACROSS), charts, strict=False):
        with column:
            layout.figure(chart, f"matters_along_{key}")


draw_row(drawn[:ACROSS])
if drawn[ACROSS:]:
    with st.expander(
        say("matters-more-levers", count=len(drawn) - ACROSS),
        on_change="rerun",
        key="ui_matters_more",
    ) as more:
        if more.open:
            for first in range(ACROSS, len(drawn), ACROSS):
                draw_row(drawn[first : first + ACROSS])
with st.expander(say("matters-shares-heading"), on_change="rerun", key="ui_matters_shares") as box:
    if box.open:
        table, parting = shares(scenario, name)
        others = [other for other, outcome in by_name.items() if outcome.key in EXPLAINED]
        for explained in dict.fromkeys((name, *others)):
            outcome = by_name[explained]
            st.markdown(plain(variance_finding(table, outcome, scenario)))
            chart = variance_chart(table, outcome)
            layout.figure(chart, f"matters_shares_{outcome.key}")
            if explained == name and not chart.is_blank:
                st.markdown(plain(parting))
        st.caption(plain(variance_note()))
layout.open_a_number(view, ("funding", "balance", "statements"), "runway")
futures.refine(view, now.count)
