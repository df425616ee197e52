"""Typed numbers: full-width digits and grouped thousands are read, or refused, in the same way at every entry."""

import contextlib

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import page_parameters
from econ import cli as shell
from econ.case.scenario import from_query, from_toml
from econ.case.typed_numbers import plain_number, whole_number
from econ.data import CASE_FILE
from econ.problems import AssumptionError
from econ.risk.outcomes import outcome_by_name
from econ.roofline import measurements
from econ.views import rounds_table
from econ.views.typed_input import parse_futures, parse_target

AMOUNT, FORCED, LIST = "round_pre_money.first", "cash", "output_list_price.pro"
MARKS = (",", "'", "’", " ", "\u00a0", "\u202f", "，", "")
REFUSED = (
    "1_234",
    "12,34",
    "1,23",
    "1,2345",
    "1'234,567",
    "1.234,5",
    "١٢٣٤",
    "12³",
    "½",
    "five",
    "",
    ",",
    "1,,234",
    "1 23",
    "- 1 234",
)


def wide(text):
    """The same text in full-width digits and marks."""
    return "".join(
        chr(ord(letter) + 0xFEE0) if letter in "0123456789,.-+%'" else letter for letter in text
    )


def _address(case, text, key=AMOUNT):
    parsed, notices = from_query(case, {key: text})
    return (
        None
        if notices
        else float(parsed.value(key))
        if key in dict(parsed.overrides)
        else "no change"
    )


def _file(case, text):
    with contextlib.suppress(AssumptionError):
        data = f'[scenario]\ncase = "{case.title}"\n[overrides]\n"{AMOUNT}" = """{text}"""\n'
        return float(from_toml(case, data)[0].value(AMOUNT))


def _text_box(case, text):
    with contextlib.suppress(AssumptionError):
        return float(case.scenario().with_overrides({AMOUNT: text}).value(AMOUNT))


def _shell(case, text):
    with contextlib.suppress(AssumptionError):
        options = shell.run_command.make_context("run", ["--set", f"{AMOUNT}={text}"]).params
        made, _ = shell.scenario(CASE_FILE, None, None, (), options["settings"])
        return float(made.value(AMOUNT))


def _shell_count(case, text):
    with contextlib.suppress(click.BadParameter):
        words = ["--out", "x", f"--draws={text}"]
        return float(shell.ensemble_command.make_context("ensemble", words).params["draws"])


def _cell(case, text):
    before = case.scenario()
    edits = rounds_table.read_edits(before, {"first": {"valuation": text}})
    return None if edits.problems else float(edits.changes[AMOUNT])


def _target(case, text):
    with contextlib.suppress(ValueError):
        return parse_target(
            text, case.scenario(), outcome_by_name(case.scenario(), "Cash after 24 months"), 1e9
        )


def _futures(case, text):
    with contextlib.suppress(ValueError):
        return float(parse_futures(text, "7")[0])


def _seed(case, text):
    with contextlib.suppress(ValueError):
        return float(parse_futures("7", text)[1])


def _measurement(case, text):
    problems = measurements._RowProblems()
    number = measurements._number(
        {"id": "x", "context_tokens": text},
        "context_tokens",
        measurements.DECODE,
        (0, 1e9),
        problems,
    )
    return None if problems.rows_of else number


ENTRIES = (
    _address,
    _file,
    _text_box,
    _shell,
    _shell_count,
    _cell,
    _target,
    _futures,
    _seed,
    _measurement,
)


@pytest.mark.parametrize("read_at", ENTRIES)
@pytest.mark.parametrize("mark", MARKS)
def test_a_grouped_number_is_read_at_every_entry(case, read_at, mark):
    for text in (f"1{mark}234", wide(f"1{mark}234"), f" 1{mark}234 "):
        assert read_at(case, text) == 1234.0, text


@pytest.mark.parametrize("read_at", ENTRIES)
@pytest.mark.parametrize("text", REFUSED)
def test_text_that_is_no_number_is_refused_at_every_entry(case, read_at, text):
    assert read_at(case, text) in (None, *["no change"] * (text == "")), text


@given(
    st.integers(0, 10**15),
    st.sampled_from([mark for mark in MARKS if mark]),
    st.sampled_from(["", "-", "−", "+"]),
)
def test_grouping_does_not_change_a_number(number, mark, sign):
    text = sign + f"{number:,}".replace(",", mark)
    expected = -number if sign in ("-", "−") else number
    for typed in (text, wide(text)):
        assert plain_number(typed, "x") == expected
        assert whole_number(typed) == expected


@given(st.integers(-(2**70), 2**70))
def test_a_whole_number_is_exact(number):
    assert whole_number(f"{number:,}") == whole_number(str(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [("１２％", 0.12), ("12 %", 0.12), ("0.12", 0.12), ("．５", 0.5), ("1,200 %", 12.0)],
)
def test_a_share_is_read_with_its_per_cent_sign(text, value):
    assert plain_number(text, "share") == pytest.approx(value)


@pytest.mark.parametrize("key", [LIST, FORCED])
def test_a_grouped_number_is_no_path(case, key):
    """Commas part the months of a path, too: one number is only a path where there are as many parts as months."""
    for text in ("1,000", "１，０００"):
        assert _address(case, text, key) == 1000.0
    path = ",".join(["20"] * case.months)
    assert from_query(case, {key: path})[1] == []
    assert "60 months" in from_query(case, {key: "20,21"})[1][0]


def test_full_width_dates_and_months_are_read(case):
    assert case.month_index(wide("2027-03")) == case.month_index("2027-03")
    edits = rounds_table.read_edits(case.scenario(), {"first": {"month": wide("2026-09-01")}})
    assert not edits.problems and edits.changes["round_month.first"] == case.month_index("2026-09")


@pytest.mark.parametrize(
    ("low", "high", "text", "value"),
    [(0.0, 1.0, "０．５", 0.5), (100, 5000, "1,200", 1200), (100, 5000, "１，２００", 1200)],
)
def test_page_parameters_of_an_address_are_read_the_same_way(low, high, text, value):
    parameter = page_parameters.number(min(page_parameters.NAMES), low, high, low)
    assert parameter.read(text) == value
    for wrong in ("1_200", "12,34"):
        with pytest.raises(ValueError, match="number"):
            parameter.read(wrong)


@pytest.mark.parametrize("value", [2.5, "2.5", "2.5 card", True, None, float("inf"), "1e400", ""])
def test_a_number_that_is_not_whole_is_refused_and_not_truncated(value):
    with pytest.raises(ValueError, match="must be a whole number"):
        whole_number(value)
