"""Funding runway: how long the money lasts, what uses it up, and statements that tie out."""

import streamlit as st

from econ import captions, charts, checks, funding_tables, narrative, statement_figures, statement_tables
from econ.charts import Line
from pages.shared import layout, state

SMALL = (("net", "Net burn", Line("net_burn", "net burn")), ("margin", "Gross margin", Line("gross_margin", "gross margin")),
         ("stake", "Founder's stake", Line("founder_stake", "founder")))
KEPT = {"persist_state": "session"}  # a choice of the page outlives a visit to another

view = layout.opening(narrative.funding)
case = state.case()


def draw(key, title, lines, **options):
    layout.figure(charts.paths(title, view.outlook, view.baseline, tuple(lines), **options), f"funding_{key}")


left, right = st.columns([3, 1], gap="medium")
with left:
    draw("cash", "Money in the bank", [Line("cash", "cash"), Line("minimum_cash", "minimum")], height=280, floor=True,
         events=captions.milestones(view.outlook))
    layout.figure(statement_figures.burn("What net burn is made of", view.outlook), "funding_burn")
    for column, (key, title, line) in zip(st.columns(3), SMALL, strict=True):
        with column:
            draw(key, title, [line], small=True, floor=True)
    st.markdown(f"**Runway by name**: static and loss-based from {case.month_name(view.month)}, the others from the beginning")
    layout.table(funding_tables.runways(view.outlook, view.month).set_index("runway"))
with right:
    layout.stage_levers("funding")
    st.caption(captions.worth_of_burn(view.outlook))
st.markdown("**Peers** under the same definitions")
layout.table(funding_tables.peers().set_index("company"))
years = statement_tables.plan_years(view.outlook)
year = st.segmented_control("Cash bridge of the plan year", list(years), default=next(iter(years)), key="ui_funding_year",
                            required=True, **KEPT)
layout.figure(statement_figures.cash_bridge(f"Cash from {year}", view.outlook, years[year]), "funding_bridge")
st.caption(captions.BRIDGE)
with st.container(horizontal=True, vertical_alignment="bottom"):
    name = st.segmented_control("Statement, bn yuan", statement_tables.STATEMENTS, default=statement_tables.STATEMENTS[0],
                                key="ui_funding_statement", required=True, **KEPT)
    span = st.segmented_control("Columns", ("by plan year", "by month"), default="by plan year", key="ui_funding_span",
                                required=True, **KEPT)
    table = statement_tables.statements(view.outlook, name, monthly=span == "by month")
    st.download_button("Download as CSV", lambda: table.to_csv(), f"{name} {span}.csv".lower().replace(" ", "-"), "text/csv",
                       icon=":material/download:", on_click="ignore")
layout.table(statement_tables.written(table), totals=statement_tables.totals(view.outlook, name))
found = checks.checks(view.outlook)
with st.expander(captions.lights(found)):
    layout.table(found.set_index("identity"))
layout.open_a_number(view, ("funding", "credit", "balance", "statements", "tax", "leases", "plant", "people"), "runway")
