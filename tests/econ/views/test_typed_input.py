"""Typed numbers of futures: read in any usual form, or refused in one sentence."""

import pytest

from econ.views.typed_input import parse_futures


@pytest.mark.parametrize(
    ("count", "seed"),
    [
        ("0", "1"),
        ("-5", "1"),
        ("1000000000000", "1"),
        ("many", "1"),
        ("", "1"),
        ("1.5", "1"),
        ("nan", "1"),
        ("1e999", "1"),
        ("٣", "x"),
        ("64", "-1"),
        ("64", "now"),
        ("64", "9" * 400),
        (None, "1"),
    ],
)
def test_an_invalid_number_of_futures_is_refused_in_one_sentence(count, seed):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  the message is checked below
        parse_futures(count, seed)
    sentence = str(refused.value)
    assert (
        sentence[0].isupper()
        and sentence.endswith(".")
        and len(sentence) < 200
        and "Traceback" not in sentence
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [("4096", 4096), (" 1,024 ", 1024), ("1e3", 1000), ("64.0", 64), (16384, 16384)],
)
def test_a_number_of_futures_may_be_written_in_any_usual_form(typed, read):
    assert parse_futures(typed, "7") == (read, 7)
