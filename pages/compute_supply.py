"""Compute supply: how many cards serve, when, and what they can carry."""

import functools

import streamlit as st

from app import frame, layout, page_parameters, session
from app.markdown import plain
from econ.views import supply
from econ.views.figures.lines import Line
from econ.views.sentences import answers
from econ.views.stage_figures import supply_figures
from econ.views.supply import supply_events
from econ.words import say

view = frame.view()
arriving = supply.platforms_with_deliveries(view.outlook)
PLATFORM = page_parameters.choice("supply-platform", arriving, write=arriving.__getitem__)
layout.opening(view, answers.supply, supply_figures(session.case()))
case, story = session.case(), session.case().story
names = case.elements
draw = functools.partial(layout.draw_lines, view, "supply")

layout.stage_levers("supply")
draw(
    "fleet",
    say("compute-fleet-title"),
    [Line(f"fleet.{p}", names["platform"][p]) for p in story.platforms],
    height=250,
    events=supply_events(view.outlook),
)
platform = st.radio(
    say("compute-platform-choice"),
    list(arriving),
    format_func=arriving.get,
    horizontal=True,
    **PLATFORM.widget(),
)
first, second = st.columns(2)
with first:
    draw(
        "deliveries",
        say("compute-deliveries-title", platform=names["platform"][platform]),
        [
            Line(f"deliveries.{platform}", say("compute-line-delivered")),
            Line(f"allocation.{platform}", say("compute-line-allocated")),
            Line(f"planned_allocation.{platform}", say("compute-line-planned")),
        ],
    )
    draw(
        "capacity",
        say("compute-capacity-title"),
        [Line(f"token_capacity.{t}", label) for t, label in names["tier"].items()],
    )
with second:
    draw(
        "price",
        say("compute-price-title"),
        [Line(f"installed_price.{p}", label) for p, label in arriving.items()],
    )
    draw(
        "power",
        say("compute-power-title"),
        [
            Line("power_drawn", say("compute-line-drawn")),
            Line("power_wanted", say("compute-line-wanted")),
            Line("power_limit", say("compute-line-sites")),
        ],
    )
title = say("compute-bottlenecks-title", platform=names["platform"][platform])
st.markdown(f"**{plain(title)}**: {plain(say('compute-bottlenecks-note'))}")
layout.table(supply.bottleneck_table(view.outlook, platform).set_index("months"))
with st.expander(say("compute-served-title"), on_change="rerun", key="ui_open_load") as box:
    if box.open:
        draw(
            "load",
            say("compute-served-title"),
            [Line(f"fill_rate.{t}", label) for t, label in names["tier"].items()],
        )
layout.open_a_number(view, ("supply", "serving"))
