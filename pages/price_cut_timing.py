"""Price-cut timing: every month and depth of the cut on the same futures, and the answer that is best."""

import streamlit as st

from econ import charts, decision, decision_tables, diagrams, narrative
from econ.charts import Line
from pages.shared import layout, state
from pages.shared.text import plain

view = layout.opening(narrative.timing)
case, story = state.case(), state.case().story
label = case.elements["tier"][story.tier]
A_LOOK = 6  # batches of cells between two looks at a map that fills


def clicked() -> None:
    """Make the clicked cell the scenario; the map is drawn anew, so that the same cell can be clicked again."""
    chosen = st.session_state[drawn_as]["selection"]["cell"]
    if chosen and chosen[0].get("cell"):
        state.override(decision_tables.choice(view.outlook, chosen[0]["cell"]))
        st.session_state["clicks"] = st.session_state.get("clicks", 0) + 1


@st.cache_resource(max_entries=24)
def found(preset, stresses, overrides, name, uncertain):
    """A finished map, kept: the futures' values, the promise's, and the months in which supply lands."""
    return {}


KEPT = {"persist_state": "session"}  # a choice of the page outlives a visit to another
with st.container(horizontal=True):
    name = st.selectbox("Judge the cut by", list(decision.OBJECTIVES), key="ui_timing_objective", width=320, **KEPT)
    drawn = st.selectbox("Uncertain", list(story.uncertain), key="ui_timing_uncertain", width=220, **KEPT)
    shown = st.radio("Show the", list(decision_tables.VIEWS), horizontal=True, key="ui_timing_view", **KEPT)
objective, uncertain = decision.OBJECTIVES[name], story.uncertain[drawn]
answer, place = st.empty(), st.empty()

base, drawn_as = decision.without_choice(view.scenario), f"ui_timing_map_{st.session_state.get('clicks', 0)}"
kept = found(base.preset, base.stresses, base.overrides, name, uncertain)
title = f"{label}: {name[0].lower()}{name[1:]}, {shown}"


def draw(surface, said, carried, **options):
    cells = decision_tables.cells(view.outlook, surface, shown, said, carried)
    chart = diagrams.heat(title, cells, objective.unit, lower_is_better=decision_tables.lower_is_better(objective, shown))
    place.vega_lite_chart(chart.data, chart.spec, alt=chart.sentence, width="stretch", **options)


if "surface" not in kept:
    count = decision.futures(base, uncertain)
    answer.markdown(f"Drawing {count} futures …")
    landed = decision.landing(base, uncertain, count)
    said, carried = decision.theory(view.outlook, landed), decision.carried(base, uncertain, count)
    for number, surface in enumerate(decision.surface(base, objective, uncertain, count)):
        if number % A_LOOK == 0:
            draw(surface, said, carried)
    promised = decision.contingent(base, objective, uncertain, count)
    kept |= {"said": said, "carried": carried, "promised": promised, "surface": surface}
answer.markdown(f"**{plain(decision_tables.verdict(view.outlook, kept['surface'], kept['promised'], shown))}**")
if kept["surface"].known():
    draw(kept["surface"], kept["said"], kept["carried"], on_select=clicked, selection_mode="cell", key=drawn_as)
st.caption(plain(decision_tables.legend(view.outlook, objective, uncertain, kept["said"], kept["carried"])))
st.caption(decision_tables.CONDITIONS)
st.markdown("**Before, at or after supply, or on a promise**: in the scenario itself, one future without uncertainty, which may "
            "rank them otherwise than the average above")
layout.table(decision_tables.answers(view.outlook).set_index("answer"))
many = decision.alternatives(view.outlook)
FIGURES = ((f"fill_rate.{story.tier}", "Served share of paid demand"), ("revenue", "Revenue"),
           (f"market_share.{story.tier}", "Share of the class"))
for column, (path, words) in zip(st.columns(3), FIGURES, strict=True):
    with column:
        lines = tuple(Line(path, each, number) for number, each in enumerate(decision_tables.ANSWERS))
        layout.figure(charts.paths(words, many, view.baseline, lines, height=240, months=decision.MONTHS),
                      f"timing_{path.split('.')[0]}")
layout.open_a_number(view, ("price", "rivals", "demand"), f"cut_in_force.{story.tier}")
