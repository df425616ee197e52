"""Compute supply: how many cards serve, when, and what they can carry."""

import streamlit as st

from econ import captions, charts, cost_tables, narrative
from econ.charts import Line
from pages.shared import layout, state

view = layout.opening(narrative.supply)
case, story = state.case(), state.case().story
names = case.elements


def draw(key, title, lines, **options):
    layout.figure(charts.paths(title, view.outlook, view.baseline, tuple(lines), **options), f"supply_{key}")


left, right = st.columns([3, 1], gap="medium")
with left:
    draw("fleet", "Cards in service by platform", [Line(f"fleet.{p}", names["platform"][p]) for p in story.platforms],
         height=280, events=captions.supply_events(view.outlook))
    first, second = st.columns(2)
    with first:
        draw("deliveries", f"{names['platform'][story.platform]} against plan",
             [Line(f"deliveries.{story.platform}", "delivered"), Line(f"allocation.{story.platform}", "allocated"),
              Line(f"planned_allocation.{story.platform}", "planned")])
        draw("capacity", "Capacity if one tier had the fleet",
             [Line(f"token_capacity.{t}", label) for t, label in names["tier"].items()])
        draw("platforms", "Deliveries by platform",
             [Line(f"deliveries.{p}", names["platform"][p]) for p in story.platforms])
    with second:
        draw("load", "Served share of paid demand", [Line(f"fill_rate.{t}", label) for t, label in names["tier"].items()])
        draw("power", "Power at the meter",
             [Line("power_drawn", "drawn"), Line("power_wanted", "wanted"), Line("power_limit", "sites")])
with right:
    layout.stage_levers("supply")
st.markdown(f"**Bottleneck** of {names['platform'][story.platform]}, month by month")
layout.table(cost_tables.bottlenecks(view.outlook, story.platform).set_index("months"))
layout.open_a_number(view, ("supply", "serving"))
