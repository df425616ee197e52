"""Ranges of cost: as wide as a chip is measured, and wide enough for points that no fit has seen."""

import numpy as np
import pytest
from support.plans import AS_PLANNED

import econ
from econ.case.case import parse
from econ.roofline import coverage, error_ranges, fit
from econ.roofline.measurements import fitted_measurements
from econ.views import cost as cost_view


@pytest.mark.parametrize("kind", error_ranges.UNCERTAIN_FACTORS)
def test_the_ends_of_a_range_are_the_costs_at_the_ends_of_the_assumption(case, kind):
    """Where orders are as planned: those that answer demand move the part of power that is in halls."""
    planned = econ.run(case.scenario(overrides=AS_PLANNED))
    factors, key = (
        error_ranges.cost_range_factors(planned, kind, "ascend_950pr"),
        f"{error_ranges.UNCERTAIN_FACTORS[kind]}.ascend_950pr",
    )
    believed = case.beliefs[key]
    for factor, end in zip(factors, (believed.high, believed.low), strict=True):
        there = econ.run(case.scenario(overrides=AS_PLANNED | {key: end})).at(
            f"{cost_view.PLATFORM_COST_OF_KIND[kind]}.ascend_950pr.pro", 11
        )
        assert there == pytest.approx(
            factor * planned.at(f"{cost_view.PLATFORM_COST_OF_KIND[kind]}.ascend_950pr.pro", 11)
        )


WIDTHS = {coverage.AS_SERVED: 0.2, coverage.MEASURED_OTHERWISE: 0.35, coverage.NOT_MEASURED: 0.4}


STEPS = {
    coverage.AS_SERVED: "measured as it is served",
    coverage.MEASURED_OTHERWISE: "measured, but not as it is served",
    coverage.NOT_MEASURED: "not measured",
}


def ranges_to_state(case):
    """A sentence for each error of the roofline whose range is not that of what was measured of its chip."""
    for (kind, chip), step in coverage.coverage_by_chip(case).items():
        belief, width = case.beliefs[f"{kind}_error.{chip}"], WIDTHS[step]
        if (1.0 - belief.low, belief.high - 1.0) != pytest.approx((width, width)):
            range_ = f"{1.0 - width:g} to {1.0 + width:g}"
            yield f"[chip.{chip}]: state {kind}_error {range_}: {STEPS[step]}"


def test_a_chip_with_fewer_measurements_has_a_wider_range_in_each_phase(case):
    assert not list(ranges_to_state(case))
    assert all(
        f"{width:.0%}".replace("%", " %") in coverage.coverage_sentence(case)
        for width in WIDTHS.values()
    )


def test_a_range_that_a_new_chip_must_state_is_named_with_its_numbers(root):
    text = (root / "assumptions.toml").read_text("utf-8")
    head, title, rest = text.partition("[chip.ascend_950pr]\n")
    table, blank, tail = rest.partition("\n\n")
    lines = [line for line in table.splitlines() if not line.startswith("decode_error")]
    sentences = list(ranges_to_state(parse(head + title + "\n".join(lines) + blank + tail)))
    assert sentences == ["[chip.ascend_950pr]: state decode_error 0.6 to 1.4: not measured"]


def test_the_ranges_cover_unseen_points(case):
    """Nine in ten of a model left out on its chip, every point of a chip left out, nine in ten in five folds."""
    decode, prefill = fitted_measurements(case)

    def within(errors, step):
        return np.mean(np.abs(np.concatenate(list(errors))) <= WIDTHS[step])

    assert (
        within(
            fit.errors_without_model(case, decode, prefill).values(), coverage.MEASURED_OTHERWISE
        )
        >= 0.9
    )
    assert (
        within(
            fit.errors_without_platform(case, decode, prefill).values(), coverage.MEASURED_OTHERWISE
        )
        == 1.0
    )
    assert (
        within(
            fit.errors_without_platform(case, prefill, decode).values(), coverage.MEASURED_OTHERWISE
        )
        == 1.0
    )
    assert within([fit.cross_validated_errors(case, decode, prefill)], coverage.AS_SERVED) >= 0.9


def test_a_model_not_measured_on_a_chip_has_a_wider_range(case):
    steps = coverage.coverage_by_chip(case)
    # V4-Flash, R1 and V3.2, but not V4-Pro.
    assert steps["decode", "ascend_910c"] == coverage.MEASURED_OTHERWISE
    assert (
        steps["prefill", "gb300"] == coverage.AS_SERVED
        and steps["decode", "ascend_950dt"] == coverage.MEASURED_OTHERWISE
    )
    assert steps["prefill", "ascend_950dt"] == steps["decode", "h20"] == coverage.NOT_MEASURED
