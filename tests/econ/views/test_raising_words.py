"""Words about raising: each kind of amount and of change has words of its own."""

import math

import pytest

from econ.views.change_words import signed_change
from econ.views.sentences import funding_captions


def test_an_amount_that_is_no_number_of_yuan_says_why():
    texts = {funding_captions.smallest_raise_text(a) for a in (0.0, 12.0, math.inf, math.nan)}
    assert len(texts) == 4
    assert [text for text in texts if "bn yuan" in text] == ["12.0 bn yuan"]


@pytest.mark.parametrize(
    ("difference", "unit", "text"),
    [
        (0.0, "bn yuan", "no change"),
        (0.02, "share", "+2 points"),
        (-1.5, "month", "−1.5 months"),
        (math.inf, "month", "now past the plan"),
        (-math.inf, "month", "no longer past the plan"),
        (math.nan, "month", "not defined"),
    ],
)
def test_a_change_has_its_sign_and_a_share_changes_by_points(difference, unit, text):
    assert signed_change(difference, unit) == text
