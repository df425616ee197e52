"""Slips of a unit: a number ten times too large is asked about, and what is merely bold is not."""

import math

import pytest

import econ
from econ.case.plausibility import slipped, slips
from econ.views.sentences.answers import reading


def test_r6_a_published_slip_of_ten_is_noticed():
    """280 million dollars a month was printed for 27.9."""
    history = [27.9, 25.0, 31.0]
    assert slipped(280.0, history) and slipped(2.8, history)
    assert not slipped(27.9, history) and not slipped(60.0, history) and not slipped(15.0, history)


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
    assert slipped(value, known) is far


@pytest.mark.parametrize("value", [math.nan, "280", None])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="number"):
        slipped(value, [27.9])


def test_a_slip_of_a_scenario_is_said_on_every_page_and_its_base_is_none(case, april):
    far = case.scenario(
        overrides={"round_amount.first": 500, "round_month.first": 50, "trend_growth": 0.1}
    )
    said = slips(far)
    assert len(said) == 1 and "Raise · First round" in said[0] and "is the unit right?" in said[0]
    assert said[0] in reading(econ.run(far), april, 12)
    for preset in case.presets:
        assert not slips(case.scenario(preset))
