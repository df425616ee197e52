"""API price: what the list says, who follows, and whether supply can carry it."""

import streamlit as st

from econ import captions, charts, diagrams, narrative, price_tables
from econ.charts import Line
from pages.shared import layout, state
from pages.shared.text import plain

view = layout.opening(narrative.price)
case, story = state.case(), state.case().story
names = case.elements
tier = st.radio("Tier", list(names["tier"]), index=list(names["tier"]).index(story.tier), format_func=names["tier"].get,
                horizontal=True, key="ui_price_tier", persist_state="session", label_visibility="collapsed")
label, when = names["tier"][tier], case.month_name(view.month)


def draw(key, title, lines, **options):
    layout.figure(charts.paths(title, view.outlook, view.baseline, tuple(lines), **options), f"price_{key}")


left, right = st.columns([3, 1], gap="medium")
with left:
    draw("list", f"{label} list price, off-peak",
         [Line(f"output_price.{tier}", "output"), Line(f"input_price.{tier}", "uncached input"),
          Line(f"cached_input_price.{tier}", "cache hit")], height=260, steps=True, events=captions.price_events(view.outlook))
    first, second = st.columns(2)
    with first:
        draw("blended", f"{label} on its mix of tokens", [Line(f"blended_price.{tier}", "price"),
             Line(f"blended_cost.{tier}", "cost"), Line(f"host_price.{tier}", "third-party hosts")])
        draw("shadow", "Worth of a card-hour to the queue",
             [Line("clearing_surcharge", "clearing surcharge"), Line(f"card_hour_revenue.{tier}", f"{label} at list")])
    with second:
        draw("demand", f"Paid {label} tokens, refused shaded", [
            Line(f"demand.{tier}", "asked for"), Line(f"served_tokens.{tier}", "served")], shaded=True)
        draw("cut", "Cut that supply could carry",
             [Line(f"affordable_cut.{t}", n) for t, n in names["tier"].items()])
    st.caption(plain(captions.peak(view.outlook, tier, view.month)))
    st.caption(plain(captions.presupposes(view.outlook, tier, view.month)))
with right:
    layout.stage_levers("price")
hits, written = price_tables.mix(view.outlook, tier, view.month)
with st.container(horizontal=True):
    own = st.toggle("My own mix of tokens", key="ui_price_own", persist_state="session",
                    help=f"Otherwise the mix of {label} in {when}.")
    if own:
        hits = st.slider("Hits in my input", 0.0, 1.0, 0.9, 0.01, format="percent", key="ui_price_hits", persist_state="session")
        written = st.slider("Output in my tokens", 0.0, 1.0, 0.05, 0.01, format="percent", key="ui_price_output",
                            persist_state="session")
first, second = st.columns(2)
with first:
    layout.figure(diagrams.waterfall(f"From the list to the margin of {label}, {when}", price_tables.bridge(
        view.outlook, tier, view.month, hits, written), "yuan/Mtok"), "price_bridge")
with second:
    layout.figure(diagrams.curves(
        f"Price of {label} that leaves a margin, {when}", price_tables.break_even(view.outlook, tier, view.month),
        price_tables.break_even(view.baseline, tier, view.month), "share of its hours a card is in use", "yuan/Mtok",
        points=price_tables.standing(view.outlook, tier, view.month), forms=(".0%", "")), "price_frontier")
first, second = st.columns([3, 2], gap="medium")
with first:
    st.markdown(f"**Lists in {when}**, a million tokens with {hits:.0%} of input cached and {written:.0%} output")
    layout.table(price_tables.written(price_tables.price_lists(view.outlook, tier, view.month, hits, written)).set_index("list"))
with second:
    layout.figure(diagrams.curves(
        "Cut that more supply carries", price_tables.depths(view.outlook, tier, view.month),
        price_tables.depths(view.baseline, tier, view.month), "times the supply", "per cent off",
        forms=(".0f", ".0%")), "price_depths")
st.caption("The bridge counts cost with cards as busy as they can be, the dot with cards as busy as they are. Lists are as "
           "announced: the fall and the matching that the model expects of rivals are not in them.")
with st.expander("What happened to the list, and what is planned"):
    st.dataframe(price_tables.price_events(view.outlook), hide_index=True,
                 column_config={"address": st.column_config.LinkColumn("address")})
layout.open_a_number(view, ("price", "rivals", "demand", "serving"))
