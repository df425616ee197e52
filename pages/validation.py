"""Validation: the roofline beside every published measurement, those it was fitted to and those it was not, misses included."""

import streamlit as st

from app import frame, layout, session
from app.markdown import plain
from econ.roofline import cost_by_position, coverage
from econ.roofline.measurements import (
    decode_in_other_formats,
    fitted_measurements,
    held_out_measurements,
)
from econ.roofline.production_day import PRODUCTION_DAY
from econ.roofline.publications import note_of, publication, source_sentence
from econ.views import number_keys
from econ.views.figures.curves import curves_chart
from econ.views.figures.scatter import scatter_plot
from econ.views.sentences import cost_captions
from econ.views.sentences.evidence_words import roofline_accuracy, worst_miss
from econ.views.validation import (
    chip_constant_table,
    claim_table,
    context_slope_table,
    cost_by_position_table,
    cross_validation_table,
    error_summary,
    large_error_table,
    measurement_table,
    overlap_gains,
    points_to_plot,
    predecessor_table,
    production_day_table,
    shared_constant_table,
    short_measurement_table,
    with_readable_numbers,
)
from econ.words import say

view, case = frame.view(), session.case()
layout.opening(view, lambda outlook, baseline, month: roofline_accuracy(outlook.scenario))
published_decode, published_comparison = publication("decode"), publication("compared")
points = fitted_measurements(case)
units = [say("validation-unit", kind=fitted.kind.name) for fitted in points]


for column, fitted, held_out, unit in zip(
    st.columns(2), points, held_out_measurements(case), units, strict=True
):
    drawn = points_to_plot(view.scenario, fitted, held_out)
    if drawn.empty:
        continue
    with column:
        layout.figure(
            scatter_plot(
                say("validation-scatter-title", kind=fitted.kind.name),
                drawn,
                unit,
            ),
            f"validation_{fitted.kind.name}",
        )
layout.titled_table(
    f"**{say('validation-errors-title')}**",
    error_summary(view.scenario),
    origin=say("origin-roofline"),
)
st.caption(
    f"{plain(worst_miss(view.scenario))} {published_decode['note']} {say('validation-how-fitted')}"
)
claims, published = claim_table(view.scenario), publication("claims")
compared, gains = predecessor_table(case), overlap_gains(view.scenario)


def misses():
    tables = [large_error_table(view.scenario, fitted) for fitted in points]
    for fitted, unit, missed in zip(points, units, tables, strict=True):
        title = say("validation-misses-title", kind=fitted.kind.name)
        layout.titled_table(f"**{title}**, {unit}", missed)
    if all(missed.empty for missed in tables):
        st.caption(say("no-large-misses"))


def kept_out():
    for held_out, fitted, unit in zip(held_out_measurements(case), points, units, strict=True):
        for measured in held_out:
            title = say(
                "validation-kept-out-title",
                kind=fitted.kind.name,
                other_formats=measured is decode_in_other_formats(case),
            )
            layout.titled_table(
                f"**{title}**, {unit}",
                short_measurement_table(measurement_table(view.scenario, measured)),
            )
    long_context = cost_captions.long_context_caption(view.scenario)
    st.caption(plain(f"{long_context} {published_decode['judged']} {published_decode['left_out']}"))


def positions():
    st.markdown(f"**{cost_by_position.COST_REPORT['title']}**")
    st.caption(plain(source_sentence("positions")))
    for column, phase in zip(st.columns(2), cost_by_position.PHASES, strict=True):
        with column:
            line = cost_by_position.published_costs_of(case).query("phase == @phase")
            layout.figure(
                curves_chart(
                    say(
                        "validation-position-title",
                        kind=phase,
                        models=cost_by_position.published_models(case),
                    ),
                    cost_by_position.cost_lines(view.scenario, phase),
                    line,
                    say("validation-position-axis"),
                    say("validation-position-unit"),
                    number_formats=("~s", ".2~f"),
                    points_before=line,
                ),
                f"validation_{phase}_position",
            )
    left, right = st.columns(2, gap="medium")
    with left:
        layout.titled_table(
            cost_by_position.COST_REPORT["corners"], cost_by_position_table(view.scenario)
        )
    with right:
        layout.titled_table(
            say("validation-slope-title"),
            context_slope_table(view.scenario),
        )
        st.caption(plain(cost_by_position.position_sentences(view.scenario)))


def day_and_claims():
    layout.titled_table(f"**{PRODUCTION_DAY['title']}**", production_day_table(case))
    st.caption(plain(source_sentence("production_day")))
    layout.titled_table(f"**{published['title']}**", claims)
    if not claims.empty:
        st.caption(plain(f"{published['note']} {published['left_out']}"))


def predecessors():
    layout.titled_table(f"**{published_comparison['title']}**", compared)
    if not compared.empty:
        st.caption(plain(note_of("compared", "note")))
    if not gains.empty:
        st.markdown(f"**{say('validation-overlap-title')}**")
        layout.table(gains.map(lambda gain: say("unit-x", number=f"{gain:.2f}")))
        st.caption(plain(note_of("compared", "overlap")))


def chips():
    layout.titled_table(
        f"**{say('validation-coverage-title')}**: {say('validation-coverage-note')}",
        coverage.coverage_table(view.scenario),
    )
    st.caption(
        plain(
            f"{coverage.coverage_sentence(case)} {published_decode['unseen']} {say('validation-coverage-range')}"
        )
    )


def folds():
    with st.spinner(say("validation-fitting")):
        errors = cross_validation_table(case)
        layout.table(errors.set_index(errors.columns[0]), origin=say("origin-roofline"))
    st.caption(say("validation-folds-note"))


def constants():
    shared = shared_constant_table(view.scenario).set_index("constant")
    layout.table(shared, numbers=number_keys.label_keys(case, shared.index))
    layout.table(
        chip_constant_table(view.scenario).set_index("chip"),
        numbers=number_keys.chip_constant_keys(case),
    )


def every_point():
    for fitted, unit in zip(points, units, strict=True):
        if fitted.names:
            st.markdown(f"**{say('validation-points-title', kind=fitted.kind.name)}**, {unit}")
            st.dataframe(
                with_readable_numbers(measurement_table(view.scenario, fitted)), hide_index=True
            )


parts = {
    say("validation-tab-misses"): misses,
    say("validation-tab-kept-out"): kept_out,
    say("validation-tab-positions"): positions if cost_by_position.published_models(case) else None,
    say("validation-tab-day"): day_and_claims,
    say("validation-tab-predecessors"): None if compared.empty and gains.empty else predecessors,
    say("validation-tab-chips"): chips,
    say("validation-tab-folds"): folds if all(fitted.names for fitted in points) else None,
    say("validation-tab-constants"): constants,
    say("validation-tab-points"): every_point if any(fitted.names for fitted in points) else None,
}
layout.tabs("validation", {name: fill for name, fill in parts.items() if fill})
