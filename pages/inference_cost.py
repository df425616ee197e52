"""Inference cost: what a million tokens cost on each platform, and where it goes."""

import streamlit as st

from econ import captions, charts, cost_tables, curves, diagrams, narrative
from econ.charts import Line
from pages.shared import layout, state
from pages.shared.text import plain

view = layout.opening(narrative.cost)
case, story = state.case(), state.case().story
tier, names = story.tier, case.elements
colours = charts.element_names(case)


def draw(key, title, lines, **options):
    layout.figure(charts.paths(title, view.outlook, view.baseline, tuple(lines), **options), f"cost_{key}")


misfit = captions.misfits(view.outlook)
if misfit:
    st.warning(plain(misfit))
left, right = st.columns([3, 1], gap="medium")
with left:
    kind = st.radio("Cost of a million tokens of", list(cost_tables.KINDS), horizontal=True, key="ui_cost_kind")
    draw("platforms", f"Cost of {names['tier'][tier]} {kind} by platform",
         [Line(f"{cost_tables.KINDS[kind]}.{p}.{tier}", names["platform"][p]) for p in story.platforms], height=280)
    first, second = st.columns(2)
    with first:
        draw("fleet", f"{names['tier'][tier]} on the fleet", [Line(f"serving_cost.{tier}", "output"),
             Line(f"input_cost.{tier}", "uncached input"), Line(f"cached_input_cost.{tier}", "cache hit"),
             Line(f"marginal_serving_cost.{tier}", "output, dearest platform")])
        draw("throughput", f"{names['tier'][tier]} output of a busy card",
             [Line(f"output_throughput.{p}.{tier}", names["platform"][p]) for p in story.platforms])
        draw("maturity", "Maturity of the software stack",
             [Line(f"stack_maturity.{p}", names["platform"][p]) for p in story.platforms])
    with second:
        layout.figure(diagrams.stacked(f"Where the cost of {kind} goes, {case.month_name(view.month)}",
                                       cost_tables.cost_bridge(view.outlook, tier, view.month, kind), "yuan/Mtok"), "cost_hour")
        layout.figure(diagrams.curves("Price of a card, as all cards made teach", curves.learning(view.outlook),
                                      curves.learning(view.baseline), "cards made for anybody", "k yuan in the rack",
                                      colours=colours), "cost_learning")
    first, second = st.columns(2)
    with first:
        layout.figure(diagrams.curves(
            f"Output on {names['platform'][story.platform]} by context", curves.by_context(view.outlook, view.month),
            curves.by_context(view.baseline, view.month), "context, tokens", "yuan/Mtok", marks=curves.workloads(view.outlook),
            points=curves.context_point(view.outlook, view.month)), "cost_context")
    with second:
        known = curves.chips(case)
        drawn = st.multiselect("Chips", list(known), default=curves.chips_of_story(case), format_func=known.get,
                               key="ui_cost_chips", label_visibility="collapsed", placeholder="those of the case")
        layout.figure(diagrams.curves(
            f"{names['tier'][tier]} on a full card, by speed", curves.by_speed(view.scenario, drawn),
            curves.by_speed(view.baseline.scenario, drawn), "tok/s of a user", "tok/s/card",
            colours=tuple(dict.fromkeys([*colours, *known.values()])), marks=((curves.promise(view.outlook), "promise"),),
            points=curves.operating_points(view.scenario, drawn)), "cost_frontier")
with right:
    layout.stage_levers("cost")
left, right = st.columns(2, gap="medium")
with left:
    st.markdown(f"**From {names['platform'][story.replaces]} to {names['platform'][story.platform]}**: what the card alone does "
                f"to the cost of {names['tier'][tier]} output, and what the rest does, each in every order")
    layout.table(cost_tables.swap(view.outlook, tier, view.month).set_index("what"))
with right:
    st.markdown(f"**Cost by platform** of {names['tier'][tier]} tokens in {case.month_name(view.month)}")
    layout.table(cost_tables.by_platform(view.outlook, tier, view.month).set_index("platform"))
left, right = st.columns(2, gap="medium")
with left:
    st.markdown(f"**Two paths**, the mature and the Ascend one: {names['tier'][tier]} output in {case.month_name(view.month)}")
    layout.table(cost_tables.paths(view.outlook, tier, view.month).set_index("platform"))
with right:
    st.markdown(f"**Own or rent**, a card's hour in {case.month_name(view.month)}")
    layout.table(cost_tables.own_or_rent(view.outlook, view.month).set_index("platform"))
with st.expander("What changed the cost on the fleet", on_change="rerun", key="ui_open_changes") as box:
    if box.open:
        layout.table(cost_tables.cost_changes(view.outlook, tier, view.month).set_index("what"))
layout.open_a_number(view, ("inference", "cost", "decode", "prefill", "workload", "people"), f"serving_cost.{tier}")
