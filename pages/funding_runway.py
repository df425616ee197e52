"""Funding runway: how long the money lasts, and what it cost in shares."""

import streamlit as st

from econ import captions, charts, checks, funding_tables, narrative, tables
from econ.charts import Line
from pages.shared import layout, state

view = layout.opening(narrative.funding)
case = state.case()


def draw(key, title, lines, **options):
    layout.figure(charts.paths(title, view.outlook, view.baseline, tuple(lines), **options), f"funding_{key}")


left, right = st.columns([3, 1], gap="medium")
with left:
    draw("cash", "Money in the bank", [Line("cash", "cash")], height=280, floor=True,
         events=captions.events(view.outlook))
    first, second = st.columns(2)
    with first:
        draw("burn", "Where the cash goes", [Line("gross_profit", "gross profit"), Line("capex", "capex"),
             Line("research_compute", "research compute"), Line("people_cost", "people")])
        draw("stake", "Founder's stake", [Line("founder_stake", "founder")])
    with second:
        draw("net", "Net burn", [Line("net_burn", "net burn")], floor=True)
        draw("margin", "Gross margin", [Line("gross_margin", "gross margin")], floor=True)
with right:
    layout.stage_levers("funding")
    st.caption(captions.worth_of_burn(view.outlook))
left, right = st.columns([3, 2], gap="medium")
with left:
    st.markdown(f"**Runway by name**: static and loss-based from {case.month_name(view.month)}, the others from the beginning")
    layout.table(funding_tables.runways(view.outlook, view.month).set_index("runway"))
with right:
    st.markdown("**Peers** under the same definitions")
    layout.table(funding_tables.peers().set_index("company"))
st.markdown("**Statements by plan year, bn yuan**")
for tab, name in zip(st.tabs(list(tables.STATEMENTS)), tables.STATEMENTS, strict=True):
    with tab:
        layout.table(tables.statements(view.outlook, name).map("{:,.2f}".format))
found = checks.checks(view.outlook)
with st.expander(captions.lights(found)):
    layout.table(found.set_index("identity"))
layout.open_a_number(view, ("funding", "balance", "statements", "plant", "people"), "runway")
