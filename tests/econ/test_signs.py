"""No zero has a sign, wherever a number is put into words, and each minus is a true one."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import ROOT

from econ import words
from econ.units import (
    MINUS,
    UNITS,
    format_plain,
    format_stated,
    format_value,
    number_text,
    per_cent,
    signed_text,
)
from econ.views import change_words, short_numbers
from econ.views.figures.lines import _tips
from econ.views.figures.panels import label_words
from econ.views.price_list import format_change
from econ.views.sentences import overview_captions
from econ.words import Amount, amount_text

SIGNED_ZERO = re.compile(r"[+−-]0(?:[.,]0*)?(?![\d.,])")
NEARLY_NOTHING = [-0.0, *(-(10.0**-power) for power in (1, 2, 3, 4, 5, 7, 9, 12, 15))]
WRITERS = {
    "per cent": lambda value: per_cent(value, 1, "+"),
    "tooltip": lambda value: _tips(
        ["May"], "bn yuan", {"cash": np.array([value])}, {"cash": np.array([1.0])}
    )[0],
    "panel": lambda value: label_words(value, 0.5),
    "panel, share": lambda value: label_words(value, 0.5, is_share=True),
    "list": format_change,
    "effect": overview_captions.effect_size,
    "end of range": lambda value: overview_captions.end_of_range(value, "share"),
    "plain": format_plain,
    "typed": number_text,
    "three digits": short_numbers.three_digits,
    "money": short_numbers.short_money,
    "share": short_numbers.short_share,
    "points": short_numbers.points,
    "lowest share": overview_captions._share,
    "money over a panel": overview_captions._money,
    "cards": overview_captions._count,
}


@pytest.mark.parametrize("writer", WRITERS)
def test_no_writer_signs_a_zero(writer):
    texts = [WRITERS[writer](value) for value in NEARLY_NOTHING]
    assert not [text for text in texts if SIGNED_ZERO.search(text)]


def test_no_unit_has_a_signed_zero():
    for unit in UNITS:
        for value in NEARLY_NOTHING:
            texts = [
                format_value(value, unit),
                format_stated(value, unit),
                amount_text(Amount(value=value, unit=unit)),
                change_words.signed_change(value, unit),
                change_words.change_text(value, 0.0, unit),
            ]
            assert not [text for text in texts if SIGNED_ZERO.search(text)], (unit, value)
            assert not [text for text in texts if "-" in re.sub(r"\w-\w", "", text)], (unit, value)


@given(value=st.floats(-1e12, 1e12), decimals=st.integers(0, 6), sign=st.sampled_from(["", "+"]))
def test_a_sign_is_shown_where_there_is_something_to_sign(value, decimals, sign):
    text = signed_text(value, f"{sign},.{decimals}f")
    size = text.lstrip("+" + MINUS)
    assert size == f"{abs(value):,.{decimals}f}"
    is_zero = not re.search(r"[1-9]", size)
    assert text == size if is_zero else (text != size) == (value < 0.0 or sign == "+")
    assert "-" not in text


def test_words_of_the_pages_have_a_space_before_per_cent():
    """A sentence of a page about a share has one; axes of a panel have none, and a number over a panel has its own."""
    without = re.compile(r"\{[^{}]*:[^{}]*%\}(?!\"\.replace)")
    own = {"panels.py", "overview_captions.py", "typed_input.py"}
    places = [
        f"{path.name}: {text}"
        for folder in ("econ/views", "econ/accounts")
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in own
        for text in without.findall(path.read_text("utf-8"))
    ]
    assert not places


def test_a_message_that_takes_a_sign_has_a_case_for_none():
    """So that nobody reads of a gain of nothing with a sign."""
    choices = {
        f"{path.name}: {choice}"
        for path in (ROOT / "words").rglob("*.ftl")
        for choice in re.findall(r"\{ \$sign ->(.*?)\n    \}", path.read_text("utf-8"), re.DOTALL)
    }
    assert choices
    assert not {choice for choice in choices if "[none]" not in choice}


def test_a_sign_in_a_message_is_that_of_a_case():
    lines = [
        line
        for path in (ROOT / "words").rglob("*.ftl")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"[+−-]\{ \$(?!count)", line)
    ]
    assert lines and all(re.match(r" +\[(more|less)\] ", line) for line in lines), lines


def test_only_the_units_know_how_a_minus_is_written():
    """Elsewhere no minus of Python is replaced by hand: that would leave the sign at a zero."""
    by_hand = [
        str(path.relative_to(ROOT))
        for path in [
            *ROOT.glob("econ/**/*.py"),
            *ROOT.glob("app/**/*.py"),
            *ROOT.glob("pages/*.py"),
        ]
        if re.search(r'replace\("-", (?:"−"|MINUS)\)', path.read_text("utf-8"))
    ]
    assert by_hand == ["econ/units.py"]


def test_an_amount_that_is_written_as_zero_says_so():
    assert words.reads_as_zero(Amount(value=-1e-9, unit="bn yuan"))
    assert not words.reads_as_zero(Amount(value=-0.3, unit="month"))
    assert not words.reads_as_zero(Amount(value=float("nan"), unit="month"))
