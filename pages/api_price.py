"""API price: what the list says, who follows, and whether supply can carry it."""

import functools

import streamlit as st

from app import frame, layout, page_parameters, session
from app.markdown import plain
from econ.case.calendar import month_start
from econ.decisions import best_price
from econ.views.figures.bars import waterfall_chart
from econ.views.figures.curves import curves_chart
from econ.views.figures.lines import Line, lines_chart
from econ.views.price_list import months_of_list, price_list_chart
from econ.views.prices import (
    affordable_cuts,
    break_even_prices,
    bridge_margin,
    current_price_point,
    elasticity_labels,
    price_bridge,
    price_history,
    price_list_table,
    readable_price_lists,
    runs_by_elasticity,
    token_mix,
    with_room_in_sight,
)
from econ.views.sentences import answers
from econ.views.sentences.price_captions import (
    capacity_caption,
    cut_premise_caption,
    elasticity_caption,
    limit_price_caption,
    list_marks_caption,
    list_rule_caption,
    margin_caption,
    scarcity_caption,
)
from econ.views.stage_figures import price_figures
from econ.words import Amount, say

view = frame.view()
case, story = session.case(), session.case().story
names = case.elements
TIER = page_parameters.choice("price-tier", names["tier"], story.tier, names["tier"].get)
OWN_MIX = page_parameters.switch("price-mix")
HITS = page_parameters.number("price-hits", 0.0, 1.0, 0.9)
OUTPUT = page_parameters.number("price-output", 0.0, 1.0, 0.05)
tier = TIER.value
layout.opening(view, functools.partial(answers.price, tier=tier), price_figures(case, tier))
st.radio(
    say("label-tier"),
    list(names["tier"]),
    index=list(names["tier"]).index(story.tier),
    format_func=names["tier"].get,
    horizontal=True,
    label_visibility="collapsed",
    **TIER.widget(),
)
label, when = names["tier"][tier], month_start(case.start, view.month)
SOON = 18  # months of the figure of rationing, which would not be seen in all of them
draw = functools.partial(layout.draw_lines, view, "price")

layout.stage_levers("price")
layout.figure(
    price_list_chart(
        say("api-price-list-title", tier=label),
        view.outlook,
        view.baseline,
        tier,
        height=260,
        months=months_of_list(view.outlook, tier),
    ),
    "price_list",
)
st.caption(plain(list_marks_caption(view.outlook, tier)))
st.caption(plain(list_rule_caption(view.outlook, tier, view.month)))
seen, before = (with_room_in_sight(run, tier, SOON) for run in (view.outlook, view.baseline))
first, second = st.columns(2)
with first:
    draw(
        "blended",
        say("api-price-mix-title", tier=label),
        [
            Line(f"blended_price.{tier}", say("api-price-line-price")),
            Line(f"blended_cost.{tier}", say("api-price-line-cost")),
            Line(f"host_price.{tier}", say("api-price-line-hosts")),
        ],
        extra_paths=best_price.limit_price_lines(view.outlook, view.baseline, tier),
    )
with second:
    layout.figure(
        lines_chart(
            say("api-price-demand-title", tier=label),
            seen,
            before,
            (
                Line(f"demand.{tier}", say("api-price-line-wanted")),
                Line(f"tier_room.{tier}", say("api-price-line-room")),
                Line(f"served_tokens.{tier}", say("api-price-line-served")),
            ),  # the area between the first and the last is what is refused
            shaded=True,
            months=SOON,
            height=260,
        ),
        "price_demand",
    )
st.markdown(plain(limit_price_caption(view.outlook, tier, view.month)))


def composition():
    hits, written = token_mix(view.outlook, tier, view.month)
    with st.container(horizontal=True):
        own = st.toggle(
            say("api-price-own-mix"),
            **OWN_MIX.widget(),
            help=say("api-price-own-mix.help", tier=label, month=when),
        )
        if own:
            hits, written = (
                st.slider(words, 0.0, 1.0, part.default, 0.01, format="percent", **part.widget())
                for words, part in (
                    (say("api-price-own-hits"), HITS),
                    (say("api-price-own-output"), OUTPUT),
                )
            )
    mixed = (tier, view.month, hits, written)
    bridge = price_bridge(view.outlook, *mixed)
    left_over = bridge_margin(bridge)
    first, second = st.columns(2)
    with first:
        title = say("api-price-bridge-title", tier=label, month=when)
        layout.figure(waterfall_chart(title, bridge, "yuan/Mtok", left_over), "price_bridge")
    with second:
        layout.figure(
            curves_chart(
                say("api-price-frontier-title", tier=label, month=when),
                break_even_prices(view.outlook, *mixed),
                break_even_prices(view.baseline, *mixed),
                say("api-price-frontier-axis"),
                unit="yuan/Mtok",
                points=current_price_point(view.outlook, *mixed),
                number_formats=(".0%", ""),
            ),
            "price_frontier",
        )
    st.caption(plain(margin_caption(view.outlook, tier, view.month, left_over)))
    lists_heading = say("api-price-lists-heading", month=when)
    hits_amount, written_amount = (Amount(value=part, unit="share") for part in (hits, written))
    mix_words = say("api-price-lists-mix", hits=hits_amount, output=written_amount)
    st.markdown(f"**{plain(lists_heading)}** {plain(mix_words)}")
    lists = readable_price_lists(price_list_table(view.outlook, *mixed))
    layout.table(lists.set_index("list"), cards=True)
    st.caption(plain(say("api-price-lists-note")))


def supply():
    first, second = st.columns(2)
    with first:
        tiers = [Line(f"affordable_cut.{t}", n) for t, n in names["tier"].items()]
        draw("cut", say("api-price-cut-title"), tiers)
    with second:
        layout.figure(
            curves_chart(
                say("api-price-depths-title"),
                affordable_cuts(view.outlook, tier, view.month),
                affordable_cuts(view.baseline, tier, view.month),
                say("api-price-depths-axis"),
                say("api-price-depths-unit"),
                number_formats=(".0f", ".0%"),
            ),
            "price_depths",
        )
    st.caption(plain(capacity_caption(view.outlook, tier)))
    st.caption(plain(cut_premise_caption(view.outlook, tier, view.month)))


def scarcity():
    draw(
        "scarcity",
        say("api-price-worth-title"),
        [
            Line("clearing_surcharge", say("api-price-line-surcharge")),
            Line(f"card_hour_revenue.{tier}", say("api-price-line-at-list", tier=label)),
        ],
    )
    st.caption(plain(scarcity_caption(view.outlook, tier, view.month)))


def elasticities():
    ends = runs_by_elasticity(view.outlook, tier)
    figures = (
        (f"demand.{tier}", say("api-price-elastic-demand-title", tier=label)),
        ("revenue", say("api-price-elastic-revenue-title", tier=label)),
    )
    for column, (key, title) in zip(st.columns(2), figures, strict=True):
        with column:
            lines = tuple(
                Line(key, words, number)
                for number, words in enumerate(elasticity_labels(view.outlook, tier))
            )
            layout.figure(
                lines_chart(title, ends, view.baseline, lines, height=300),
                f"price_{key.split('.')[0]}_elastic",
            )
    st.caption(plain(elasticity_caption(view.outlook, tier)))


def history():
    layout.table(price_history(view.outlook).set_index("date"))


layout.tabs(
    "price",
    {
        say("api-price-tab-composition"): composition,
        say("api-price-tab-supply"): supply,
        say("api-price-tab-scarcity"): scarcity,
        say("api-price-tab-elasticities"): elasticities,
        say("api-price-history-heading"): history,
    },
)
layout.open_a_number(view, ("price", "rivals", "demand", "serving"))
