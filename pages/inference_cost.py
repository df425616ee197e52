"""Inference cost: what a million tokens cost on each platform, and where it goes."""

import streamlit as st

from econ import charts, curves, narrative, tables
from econ.charts import Line
from pages.shared import layout, state

view = layout.opening(narrative.cost)
case, story = state.case(), state.case().story
tier, names = story.tier, case.elements


def draw(key, title, lines, **options):
    layout.figure(charts.paths(title, view.outlook, view.baseline, tuple(lines), **options), f"cost_{key}")


left, right = st.columns([3, 1], gap="medium")
with left:
    draw("platforms", f"Cost of {names['tier'][tier]} output by platform",
         [Line(f"platform_serving_cost.{p}.{tier}", names["platform"][p]) for p in story.platforms], height=280)
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
        layout.figure(charts.stacked(f"Where {names['tier'][tier]} output cost goes, {case.month_name(view.month)}",
                                     tables.cost_bridge(view.outlook, tier, view.month), "yuan/Mtok"), "cost_hour")
        draw("learning", "Price of a card, as all cards made teach",
             [Line(f"installed_price.{p}", names["platform"][p]) for p in story.platforms])
    first, second = st.columns(2)
    promise = view.outlook.at(f"latency_promise.{story.workload}", 0)
    context = view.outlook.at(f"context_length.{story.workload}", 0)
    with first:
        now, before = (curves.context_curve(one, story.platform, tier, promise, view.month)
                       for one in (view.outlook, view.baseline))
        marks = tuple((view.outlook.at(f"context_length.{w}", 0), label) for w, label in names["workload"].items())
        layout.figure(charts.curves(f"Output on {names['platform'][story.platform]} by context", now, before,
                                    "context, tokens", "yuan/Mtok", marks), "cost_context")
    with second:
        now, before = (curves.frontier(one, tier, context, story.platforms) for one in (view.outlook, view.baseline))
        layout.figure(charts.curves(f"{names['tier'][tier]} on a full card, by speed", now, before, "tok/s of a user",
                                    "tok/s/card", ((1000.0 / promise, "promise"),)), "cost_frontier")
with right:
    layout.stage_levers("cost")
left, right = st.columns(2, gap="medium")
with left:
    st.markdown(f"**What changed the cost of {names['tier'][tier]} output**, each alone in every order")
    layout.table(tables.cost_changes(view.outlook, tier, view.month).set_index("what"))
with right:
    st.markdown(f"**Own or rent**, a card's hour in {case.month_name(view.month)}")
    layout.table(tables.own_or_rent(view.outlook, view.month).set_index("platform"))
st.markdown(f"**Two paths**: the mature one and the Ascend one, {names['tier'][tier]} output in {case.month_name(view.month)}")
layout.table(tables.paths(view.outlook, tier, view.month).set_index("platform"))
with st.expander(f"Platforms in {case.month_name(view.month)}"):
    for element, label in names["tier"].items():
        st.markdown(f"**{label}**")
        st.dataframe(tables.platforms(view.outlook, element, view.month), hide_index=True)
layout.open_a_number(view, ("inference", "cost", "people"))
