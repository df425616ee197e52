"""API price: what the list says, who follows, and whether supply can carry it."""

import streamlit as st

from econ import charts, narrative, tables
from econ.charts import Line
from pages.shared import layout, state

view = layout.opening(narrative.price)
case, story = state.case(), state.case().story
tier, names = story.tier, case.elements
label = names["tier"][tier]


def draw(key, title, lines, **options):
    layout.figure(charts.paths(title, view.outlook, view.baseline, tuple(lines), **options), f"price_{key}")


left, right = st.columns([3, 1], gap="medium")
with left:
    draw("list", f"{label} list price, off-peak",
         [Line(f"output_price.{tier}", "output"), Line(f"input_price.{tier}", "uncached input"),
          Line(f"cached_input_price.{tier}", "cache hit")], height=260, steps=True, events=narrative.price_events(view.outlook))
    first, second = st.columns(2)
    with first:
        draw("blended", f"{label} on its mix of tokens", [Line(f"blended_price.{tier}", "price"),
             Line(f"blended_cost.{tier}", "cost"), Line(f"host_price.{tier}", "third-party hosts")])
        draw("cut", "Cut from the launch list that supply could carry",
             [Line(f"affordable_cut.{t}", n) for t, n in names["tier"].items()])
    with second:
        draw("demand", f"Paid {label} tokens", [Line(f"demand.{tier}", "asked for"),
             Line(f"served_tokens.{tier}", "served"), Line(f"app_demand.{tier}", "free app")])
        draw("shadow", "What a card-hour would be worth in the queue",
             [Line("shadow_price", "shadow price"), Line(f"card_hour_revenue.{tier}", f"{label} at list")])
with right:
    layout.stage_levers("price")
with st.expander(f"Price lists in {case.month_name(view.month)}, yuan/Mtok"):
    st.dataframe(tables.price_lists(view.outlook, tier, view.month), hide_index=True)
    st.dataframe(tables.price_events(view.scenario), hide_index=True)
layout.open_a_number(view, ("price", "demand", "serving"))
