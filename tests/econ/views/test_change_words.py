"""Changes in words: they have the decimals of the numbers that a reader compares them with."""

import re

from hypothesis import given
from hypothesis import strategies as st

from econ.units import UNITS, format_value, shown_step
from econ.views.change_words import change_text
from econ.words import say

NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")
SIZES = st.floats(1e-4, 1e6)


def decimals(text):
    """How many decimals the number in a text has."""
    return len(NUMBER.search(text)[1] or "")


@given(before=SIZES, ratio=st.floats(0.9, 1.1), unit=st.sampled_from(sorted(UNITS)))
def test_a_change_has_no_finer_digits_than_the_larger_number(before, ratio, unit):
    value = before * ratio
    text, larger = change_text(value, before, unit), max(value, before)
    if not text or unit.startswith("month"):  # months have words of their own
        return
    assert decimals(text) <= decimals(format_value(larger, unit)), (
        text,
        format_value(larger, unit),
    )
    is_small = abs(value - before) < shown_step(larger, unit) / 2.0
    assert is_small == text.startswith(say("change-below", size="")), text
    assert is_small or text[0] == ("+" if value > before else "−")


@given(value=SIZES, before=SIZES)
def test_a_change_reads_back_within_half_a_step(value, before):
    text, step = change_text(value, before, "bn yuan"), shown_step(max(value, before), "bn yuan")
    if text and text[0] in "+−":
        size = float(NUMBER.search(text)[0].replace(",", ""))
        assert abs(size - abs(value - before)) <= step / 2.0 + 1e-9 * max(value, before)


def test_a_small_change_beside_a_large_number_says_what_it_is_less_than():
    assert change_text(868.0, 868.00072, "bn yuan") == "less than 1 bn yuan"
    assert change_text(63.7, 63.5766, "bn yuan") == "+0.1 bn yuan"
    assert change_text(1.5, 1.498, "share") == "less than 1 point"
