"""Inference cost: what a million tokens cost on each platform, and where it goes."""

import functools

import streamlit as st

from app import frame, layout, page_parameters, session
from app.markdown import plain
from econ.case.calendar import month_start
from econ.roofline import curves
from econ.roofline.error_ranges import CACHE_HIT
from econ.views import cost, number_keys
from econ.views.figures.bars import stacked_bars
from econ.views.figures.curves import curves_chart
from econ.views.figures.lines import Line, coloured_names
from econ.views.sentences import answers, cost_captions
from econ.views.stage_figures import cost_figures
from econ.words import say

view = frame.view()
layout.opening(view, answers.cost, cost_figures(session.case()))
case, story = session.case(), session.case().story
tier, names, when = story.tier, case.elements, month_start(case.start, view.month)
label, new_platform = names["tier"][tier], names["platform"][story.platform]
colours = coloured_names(case)
known = curves.chip_labels(case)
CHIPS = page_parameters.several("cost-chips", known, curves.story_chips(case), known.__getitem__)
KIND = page_parameters.choice("cost-kind", cost.PLATFORM_COST_OF_KIND)
chips = CHIPS.value
draw = functools.partial(layout.draw_lines, view, "cost")


def by_platform(name, tail=""):
    return [Line(f"{name}.{p}{tail}", names["platform"][p]) for p in story.platforms]


def context_and_speed():
    first, second = st.columns(2)
    with first:
        layout.figure(
            curves_chart(
                say("cost-context-title", platform=new_platform, month=when),
                curves.cost_by_context(view.outlook, view.month),
                curves.cost_by_context(view.baseline, view.month),
                say("cost-context-axis"),
                unit="yuan/Mtok",
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
        layout.figure(
            curves_chart(
                say("cost-speed-title", tier=label, month=when),
                curves.throughput_by_speed(view.outlook, view.month, chips),
                curves.throughput_by_speed(view.baseline, view.month, chips),
                say("cost-speed-axis"),
                "tok/s/card",
                colours=tuple(dict.fromkeys([*colours, *known.values()])),
                marks=((curves.target_speed(view.outlook), say("cost-speed-mark")),),
                points=curves.operating_points(view.outlook, view.month, chips),
                solid_where="is_measured",
                has_legend=True,
                ends_where_undefined=True,
            ),
            "cost_frontier",
        )
        st.pills(
            say("label-chips"),
            list(known),
            selection_mode="multi",
            format_func=known.__getitem__,
            label_visibility="collapsed",
            wrap=True,
            **CHIPS.widget(),
        )
        st.caption(plain(cost_captions.speed_caption(view.outlook, tier, chips)))


def over_time():
    first, second = st.columns(2)
    with first:
        draw(
            "fleet",
            say("cost-fleet-title", tier=label),
            [
                Line(f"serving_cost.{tier}", say("cost-fleet-output")),
                Line(f"input_cost.{tier}", say("cost-fleet-input")),
                Line(f"marginal_serving_cost.{tier}", say("cost-fleet-dearest")),
            ],
        )
        draw("maturity", say("cost-maturity-title"), by_platform("stack_maturity"))
    with second:
        draw(
            "throughput",
            say("cost-throughput-title", tier=label),
            by_platform("output_throughput", f".{tier}"),
        )
        layout.figure(
            curves_chart(
                say("cost-learning-title"),
                curves.learning_curve(view.outlook),
                curves.learning_curve(view.baseline),
                say("cost-learning-axis"),
                say("cost-learning-unit"),
                unit="k yuan/card",
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
    st.caption(plain(say("cost-maker-note")))


def what_changed():
    since = month_start(case.start, 0)
    title = say("cost-fleet-change-title", tier=label, kind=kind, month=since)
    st.markdown(f"**{plain(title)}**")
    change_or_words(
        cost.cost_change_table(view.outlook, tier, view.month, kind),
        cost_captions.undefined_cost_change(view.outlook, tier, view.month),
    )


def change_or_words(table, words):
    if table.empty:
        st.markdown(plain(words))
    else:
        layout.table(table.set_index("what"), origin=say("origin-difference"))


for warning in (
    cost_captions.unserved_tier_warning(view.outlook),
    cost_captions.misfit_warning(view.outlook),
):
    if warning:
        st.warning(plain(warning))
layout.stage_levers("cost")
kind = st.radio(
    say("cost-kind-choice"),
    list(cost.PLATFORM_COST_OF_KIND),
    horizontal=True,
    label_visibility="collapsed",
    **KIND.widget(),
)
first, second = st.columns(2)
with first:
    draw(
        "platforms",
        say("cost-platforms-title", tier=label, kind=kind),
        by_platform(cost.PLATFORM_COST_OF_KIND[kind], f".{tier}"),
        height=270,
    )
with second:
    layout.figure(
        stacked_bars(
            say("cost-parts-title", kind=kind, is_hit=kind == CACHE_HIT, month=when),
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
    title = say(
        "cost-platform-change-title",
        tier=label,
        kind=kind,
        old=names["platform"][story.replaces],
        new=new_platform,
    )
    st.markdown(f"**{plain(title)}**, {plain(say('cost-platform-change-note'))}")
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
        say("cost-tab-context"): context_and_speed,
        say("cost-tab-time"): over_time,
        say("cost-tab-makers"): two_paths,
        say("cost-tab-tenure"): own_or_rent,
        say("cost-tab-change"): what_changed,
    },
)
layout.open_a_number(
    view, ("inference", "cost", "decode", "prefill", "workload", "people"), f"serving_cost.{tier}"
)
