"""Record: what the small print promised, what the model says of it, and what happened."""

import streamlit as st

from econ import charts, narrative, record
from econ.charts import Line
from pages.shared import layout, state

view = layout.opening(narrative.record)
case, story = state.case(), state.case().story
tier, label = story.tier, case.elements["tier"][story.tier]
then, now = (state.outlook(case.scenario(preset)) for preset in (case.default_preset, list(case.presets)[-1]))
st.caption("Figures and tables below hold the two cases as they are in the file, whatever the levers say. Run-rates are "
           "published in dollars a year and compared as bn yuan a month, at the exchange rate of the case.")
st.markdown("**What was expected in April, and what became of it**")
layout.table(record.verdicts(case).set_index("expected"))
st.markdown("**Published figures beside the model**")
layout.table(record.reported(then, now).set_index("what"))
st.markdown(f"Why they may differ:\n\n{record.reasons(case)}")
st.markdown("**What happened**, in the order of time; the numbers are those on the figures")
happened = record.events(case)
layout.table(happened.assign(number=range(1, len(happened) + 1)).set_index("number"))
promised = case.presets[then.scenario.preset].title
st.markdown(f"Solid: what is known in **{case.presets[now.scenario.preset].title}**, a forecast beyond the line where knowledge "
            f"ends. Dashed grey: the promise, under the knowledge of **{promised}**.")
first, second = st.columns(2)
with first:
    layout.figure(charts.paths(f"{label} output, off-peak list", now, then, (Line(f"output_price.{tier}", "output"),), steps=True,
                               months=record.SHOWN, events=record.on_axis(case)), "record_price")
    layout.figure(charts.paths(f"Cards in service, dashed as promised in {promised}", now, then, tuple(
        Line(f"fleet.{p}", case.elements["platform"][p]) for p in story.platforms), months=record.SHOWN), "record_fleet")
with second:
    layout.figure(charts.paths("Revenue", now, then, (Line("revenue", "revenue"),), months=record.SHOWN,
                               events=record.on_axis(case)),
                  "record_revenue")
    layout.figure(charts.paths("Money in the bank", now, then, (Line("cash", "cash"),), floor=True, months=record.SHOWN),
                  "record_cash")
st.markdown(f"**{label} on its mix of tokens**, against the launch list")
layout.table(record.promise(then, now).set_index("month"))
st.caption("The small print named no size; sixty per cent is our reading of it. The cut came before the cards it was tied to, "
           "and part of it was taken back in August. No cut tied to supply had been made by November.")
