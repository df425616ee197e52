"""Inference cost: what a million tokens cost on each platform, and where it goes."""

import streamlit as st

from app import frame, layout, session
from app.markdown import plain
from econ.roofline import curves
from econ.views import cost, number_keys
from econ.views.figures.bars import stacked_bars
from econ.views.figures.curves import curves_chart
from econ.views.figures.lines import Line, coloured_names, lines_chart
from econ.views.sentences import answers, cost_captions
from econ.views.stage_figures import cost_figures

view = frame.view()
layout.opening(view, answers.cost, cost_figures(session.case()))
case, story = session.case(), session.case().story
tier, names, when = story.tier, case.elements, case.month_name(view.month)
label, new_platform = names["tier"][tier], names["platform"][story.platform]
colours = coloured_names(case)


def draw(key, title, lines, **options):
    layout.figure(
        lines_chart(title, view.outlook, view.baseline, tuple(lines), **options),
        f"cost_{key}",
    )


def by_platform(name, tail=""):
    return [Line(f"{name}.{p}{tail}", names["platform"][p]) for p in story.platforms]


def context_and_speed():
    first, second = st.columns(2)
    known = curves.chip_labels(case)
    with first:
        layout.figure(
            curves_chart(
                f"Output on {new_platform} by context, {when}",
                curves.cost_by_context(view.outlook, view.month),
                curves.cost_by_context(view.baseline, view.month),
                "context, tokens",
                "yuan/Mtok",
                marks=curves.workload_contexts(view.outlook),
                colours=curves.context_series_order(case),
                points=curves.cost_at_story_context(view.outlook, view.month),
                points_before=curves.cost_at_story_context(view.baseline, view.month),
                thick_to=curves.story_context(view.outlook),
                ends_where_undefined=True,
            ),
            "cost_context",
        )
        st.caption(plain(cost_captions.context_caption(view.outlook)))
    with second:
        drawn = st.session_state.get("ui_cost_chips", curves.story_chips(case))
        layout.figure(
            curves_chart(
                f"{label} on a busy card, by speed, {when}",
                curves.throughput_by_speed(view.outlook, view.month, drawn),
                curves.throughput_by_speed(view.baseline, view.month, drawn),
                "tok/s of a user",
                "tok/s/card",
                colours=tuple(dict.fromkeys([*colours, *known.values()])),
                marks=((curves.target_speed(view.outlook), "promise"),),
                points=curves.operating_points(view.outlook, view.month, drawn),
                solid_where="is_measured",
                has_legend=True,
                ends_where_undefined=True,
            ),
            "cost_frontier",
        )
        st.pills(
            "Chips",
            list(known),
            selection_mode="multi",
            default=curves.story_chips(case),
            format_func=known.get,
            key="ui_cost_chips",
            label_visibility="collapsed",
            wrap=True,
        )
        st.caption(plain(cost_captions.speed_caption(view.outlook, tier, drawn)))


def over_time():
    first, second = st.columns(2)
    with first:
        draw(
            "fleet",
            f"{label} on the fleet",
            [
                Line(f"serving_cost.{tier}", "output"),
                Line(f"input_cost.{tier}", "uncached input"),
                Line(f"marginal_serving_cost.{tier}", "output, dearest platform"),
            ],
        )
        draw("maturity", "Maturity of the software stack", by_platform("stack_maturity"))
    with second:
        draw(
            "throughput",
            f"{label} output of a busy card",
            by_platform("output_throughput", f".{tier}"),
        )
        layout.figure(
            curves_chart(
                "Price of a card, as all cards made teach",
                curves.learning_curve(view.outlook),
                curves.learning_curve(view.baseline),
                "cards made for anybody",
                "k yuan in the rack",
                colours=colours,
            ),
            "cost_learning",
        )


def own_or_rent():
    layout.table(
        cost.own_or_rent_table(view.outlook, view.month), numbers=number_keys.own_or_rent_keys(case)
    )
    owned = cost_captions.owned_though_dearer_caption(view.outlook, tier, view.month)
    st.caption(plain(f"{cost_captions.card_use_caption(view.outlook, view.month)} {owned}"))


def two_paths():
    layout.table(cost.maker_table(view.outlook, tier, view.month))
    st.caption(
        "Weighed by the cards of each platform that serve. Porting of the month is spread over the path's card-hours."
    )


def what_changed():
    st.markdown(f"**{label} {kind} on the fleet, since {case.month_name(0)}**")
    change_or_words(
        cost.cost_change_table(view.outlook, tier, view.month, kind),
        cost_captions.undefined_cost_change(view.outlook, tier, view.month),
    )


def change_or_words(table, words):
    if table.empty:
        st.markdown(plain(words))
    else:
        layout.table(table.set_index("what"))


for warning in (
    cost_captions.unserved_tier_warning(view.outlook),
    cost_captions.misfit_warning(view.outlook),
):
    if warning:
        st.warning(plain(warning))
layout.stage_levers("cost")
kind = st.radio(
    "Cost of a million tokens of",
    list(cost.PLATFORM_COST_OF_KIND),
    horizontal=True,
    key="ui_cost_kind",
    label_visibility="collapsed",
)
first, second = st.columns(2)
with first:
    draw(
        "platforms",
        f"Cost of {label} {kind} by platform",
        by_platform(cost.PLATFORM_COST_OF_KIND[kind], f".{tier}"),
        height=270,
    )
with second:
    layout.figure(
        stacked_bars(
            f"{cost_captions.cost_bridge_title(kind)}, {when}",
            cost.cost_bridge(view.outlook, tier, view.month, kind),
            "yuan/Mtok",
            cost.platforms_without_cost(view.outlook, tier, view.month),
        ),
        "cost_hour",
    )
layout.table(
    cost.platform_cost_table(view.outlook, tier, view.month).set_index("platform"),
    numbers=number_keys.platform_cost_keys(case, tier),
)
first, second = st.columns(2, gap="medium")
with first:
    st.markdown(
        f"**{label} {kind}, from {names['platform'][story.replaces]} to {new_platform}**, averaged over all orders"
    )
    change_or_words(
        cost.platform_change_table(view.outlook, tier, view.month, kind),
        cost_captions.undefined_platform_change(view.outlook, tier, view.month),
    )
    st.caption(plain(cost_captions.platform_change_caption(view.outlook, tier)))
with second:
    if warning := cost_captions.missed_target_warning(view.outlook):
        st.warning(plain(warning))
    st.caption(
        plain(f"{cost_captions.throughput_source_caption(case)} {case.story.cost_note or ''}")
    )
layout.tabs(
    "cost",
    {
        "Context and speed": context_and_speed,
        "Over time": over_time,
        "Two paths": two_paths,
        "Own or rent": own_or_rent,
        "What changed it": what_changed,
    },
)
layout.open_a_number(
    view, ("inference", "cost", "decode", "prefill", "workload", "people"), f"serving_cost.{tier}"
)
