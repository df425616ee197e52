"""Overview: what a slipped chip delivery does to cost, price, demand, cash and runway."""

import streamlit as st

from app import frame, layout, session
from app.markdown import plain
from econ.views.figures.lines import Line, lines_chart
from econ.views.funding import cash_events
from econ.views.overview import change_effect_table
from econ.views.sentences import answers
from econ.views.sentences.price_captions import rationing_caption, release_caption

view = frame.view()
layout.opening(view, answers.overview)
case, story = session.case(), session.case().story
tier, names = story.tier, case.elements

panels = (
    (
        "1 Supply",
        "Cards in service",
        [Line(f"fleet.{p}", names["platform"][p]) for p in story.platforms],
        "pages/compute_supply.py",
        None,
    ),
    (
        "2 Cost and price",
        f"{names['tier'][tier]} output",
        [Line(f"serving_cost.{tier}", "cost"), Line(f"output_price.{tier}", "list price")],
        "pages/inference_cost.py",
        None,
    ),
    (
        "3 Demand",
        f"{names['tier'][tier]} tokens",
        [Line(f"demand.{tier}", "asked for"), Line(f"served_tokens.{tier}", "served")],
        "pages/api_price.py",
        None,
    ),
    (
        "4 Margin",
        "Revenue and cost",
        [Line("revenue", "revenue"), Line("cost_of_revenue", "cost of revenue")],
        "pages/funding_runway.py",
        None,
    ),
    (
        "5 Cash",
        "Cash",
        [Line("cash", "cash")],
        "pages/funding_runway.py",
        cash_events(view.outlook),
    ),
)
for column, (step, title, lines, page, events) in zip(st.columns(len(panels)), panels, strict=True):
    with column:
        st.page_link(page, label=f"**{step}** →")
        layout.figure(
            lines_chart(
                title,
                view.outlook,
                view.baseline,
                tuple(lines),
                height=300,
                small=True,
                floor=events is not None,
                events=events,
            ),
            step[0],
        )

for words in (release_caption(view.outlook), rationing_caption(view.outlook, view.month)):
    if words:
        st.caption(plain(words))
st.caption(
    "Thick: this scenario. Dashed grey: the baseline. Every panel runs over the same months; a panel's link opens "
    "its page. Conditional on the assumptions, not a forecast; not investment advice."
)

changed = change_effect_table(view.outlook, view.baseline, view.month)
if len(changed):
    st.markdown("**What moved it**: each change alone, and all together, against the baseline")
    layout.table(changed.set_index("change"))
else:
    st.caption(
        f"This is the case as it stands in the file: {plain(case.presets[view.scenario.preset].meaning)} "
        "Move a lever on the left to see what it does."
    )

layout.open_a_number(view, ("funding", "balance", "statements"), "runway")
layout.downloads(view)
