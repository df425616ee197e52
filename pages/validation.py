"""Validation: the roofline beside every published measurement, those it was fitted to and those it was not, misses included."""

import streamlit as st

from econ import cost_captions, diagrams, evidence, narrative
from econ.points import shipped, unseen
from pages.shared import layout, state
from pages.shared.text import plain

case = state.case()
view = layout.opening(lambda outlook, baseline, month: narrative.validation(outlook))

points = shipped(case)
units = ("ms per output token", "tok/s of a rank")
for column, one, unit in zip(st.columns(2), points, units, strict=True):
    with column:
        title = f"{one.kind.name.capitalize()}: measured and predicted"
        layout.figure(diagrams.scatter(title, evidence.measured(view.scenario, one), unit), f"validation_{one.kind.name}")
st.caption("A 910C rank is one die of two; every other rank is a package. Constants are shared by all chips, with one latency "
           "for each platform; fitted by `python -m econ calibrate`, checked on unseen points and platforms by `python -m econ "
           "validate --folds`. Predictions follow the assumptions of the scenario.")
left, right = st.columns(2, gap="medium")
with left:
    st.markdown("**The largest misses** among the points of the fit")
    layout.table(evidence.worst(view.scenario).set_index("point"))
with right:
    st.markdown("**Points kept out of the fit**, decode in ms per output token")
    layout.table(evidence.in_words_of(evidence.measured(view.scenario, unseen(case))).set_index("point"))
st.caption(plain(f"{cost_captions.long_context(view.scenario)} Latency of layers on Hopper is judgement: three published points "
                 "do not tell it from the time of the exchange."))
st.markdown("**DeepSeek's own production day, February 2025**")
layout.table(evidence.production_day(case).set_index("figure"))
left, right = st.columns(2, gap="medium")
with left:
    st.markdown("**V4 beside V3.2**")
    layout.table(evidence.against_v3_2(case).set_index("context, tokens"))
    st.caption("The report gives 27 and 10 per cent of the arithmetic and 10 and 7 per cent of the cache, at a million tokens. "
               "Attention is what compression saves. At five thousand tokens most of the arithmetic are matrix products, as the "
               "last column says: they follow the active parameters, and compression has little left to save.")
with right:
    st.markdown("**Speed-up from overlapping exchange and computation**")
    layout.table(evidence.overlap_gains(view.scenario).map("{:.2f}x".format))
    st.caption("The report gives 1.50 to 1.73 in general and 1.96 where latency binds, on NVIDIA and on Ascend. The roofline "
               "finds that where groups span nodes; inside an Ascend supernode it finds little left to hide, which is a miss: "
               "communication on Ascend is probably understated.")
missing = evidence.unmeasured(case)
st.markdown("**Not measured**: " + "; ".join(f"{kind} on {', '.join(chips)}" for kind, chips in missing.items())
            + ". A chip without points carries two fifths, since its peaks are promises too: the assumptions *Error of the "
            "roofline*, one for writing and one for reading.")
with st.expander("Left out of the fit: five folds, and platform by platform", on_change="rerun", key="ui_open_left_out") as box:
    if box.open:
        layout.table(evidence.left_out(case).set_index("left out"))
        st.caption("Decode under the shipped constants, whatever the scenario assumes.")
with st.expander("The roofline's constants", on_change="rerun", key="ui_open_constants") as box:
    if box.open:
        layout.table(evidence.constants(view.scenario).set_index("constant"))
        layout.table(evidence.of_chips(view.scenario).set_index("chip"))
for one, unit in zip(points, units, strict=True):
    with st.expander(f"Every {one.kind.name} point, in {unit}", on_change="rerun", key=f"ui_open_{one.kind.name}") as box:
        if box.open:
            st.dataframe(evidence.rounded(evidence.measured(view.scenario, one)), hide_index=True)
