"""Slips of a unit: a number ten times too large is asked about, and what is merely bold is not."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import econ
from econ.case.plausibility import unit_warnings
from econ.finance.unit_slips import is_far_from
from econ.views.sentences.answers import scenario_notes


def test_r6_a_published_slip_of_ten_is_noticed():
    """280 million dollars a month was printed for 27.9."""
    history = [27.9, 25.0, 31.0]
    for value, far in ((280.0, True), (2.8, True), (27.9, False), (60.0, False), (15.0, False)):
        assert is_far_from(value, history, 8.0) is far


@given(value=st.floats(1e-6, 1e6), known=st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=5))
def test_distance_depends_only_on_ratios(value, known):
    far = is_far_from(value, known, 8.0)
    assert is_far_from(-value, known, 8.0) is far
    assert is_far_from(value * 2.0**20, [number * 2.0**20 for number in known], 8.0) is far
    assert not any(is_far_from(number, known, 8.0) for number in known)
    assert not far or is_far_from(value, known, 2.0)


@pytest.mark.parametrize(
    ("value", "known", "far"),
    [
        (0.0, [1, 2], False),
        (-280, [27.9], True),
        (100, [0, 0], False),
        (1e-6, [0, 5], False),
        (41, [0, 5], True),
    ],
)
def test_signs_and_zeros(value, known, far):
    assert is_far_from(value, known, 8.0) is far


@pytest.mark.parametrize("value", [math.nan, "280", None])
def test_a_value_that_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="number"):
        is_far_from(value, [27.9], 8.0)


def test_a_slip_of_a_scenario_is_stated_on_every_page_and_a_preset_has_none(case, april):
    far = case.scenario(
        overrides={"round_amount.first": 500, "round_month.first": 50, "trend_growth": 0.1}
    )
    (warning,) = unit_warnings(far)
    assert "First round size" in warning and "Is the unit right?" in warning
    assert warning in scenario_notes(econ.run(far), april, 12)
    for preset in case.presets:
        assert not unit_warnings(case.scenario(preset))
