"""Validation: the roofline beside every published measurement it was fitted to, misses included."""

import streamlit as st

from econ import diagrams, evidence, narrative
from econ.calibration import shipped
from pages.shared import layout, state

case = state.case()
view = layout.opening(lambda outlook, baseline, month: narrative.validation(case))

points = shipped(case)
for column, one, unit in zip(st.columns(2), points, ("ms per output token", "tok/s of a rank"), strict=True):
    with column:
        title = f"{one.kind.name.capitalize()}: measured and predicted"
        layout.figure(diagrams.scatter(title, evidence.measured(case, one), unit), f"validation_{one.kind.name}")
st.caption("A 910C rank is one die of two; every other rank is a package. Constants are shared by all chips, with one latency "
           "for each platform; fitted by `python -m econ calibrate`, checked on unseen points by `python -m econ validate "
           "--folds`.")
st.markdown("**DeepSeek's own production day, February 2025**")
layout.table(evidence.production_day(case).set_index("figure"))
st.markdown("**V4 beside V3.2**: the report gives 27 and 10 per cent of the arithmetic and 10 and 7 per cent of the cache, at a "
            "million tokens. Attention is what compression saves. At five thousand tokens four fifths of the arithmetic "
            "are matrix products, which follow the active parameters (49 and 13 bn against 37 bn), and compression has little "
            "left to save.")
layout.table(evidence.against_v3_2(case).set_index("context, tokens"))
missing = ", ".join(evidence.unmeasured(case)["chip"])
st.markdown(f"**Not measured**: {missing}. What the roofline says of these stands within two fifths, no better: that is how far "
            "off it was for a platform left out of the fit. The range is the assumption *Error of the roofline*.")
for one in points:
    with st.expander(f"Every {one.kind.name} point"):
        st.dataframe(evidence.measured(case, one), hide_index=True)
