"""The answer of the page Record: what is true of the price where the file has one preset, and where nothing has changed."""

import dataclasses

import pytest

import econ
from econ.case.file.starting_file import starting_text
from econ.case.library import shipped_cases
from econ.data import CASE_FILE
from econ.views.sentences.record_words import record_answer


@pytest.fixture(scope="module")
def new_case(tmp_path_factory):
    """A company that has just been written by the shell."""
    path = tmp_path_factory.mktemp("acme") / "assumptions.toml"
    path.write_text(starting_text("acme", CASE_FILE, path.parent), "utf-8")
    return econ.load(path)


def answer(case, **changes):
    outlook = econ.run(dataclasses.replace(case, **changes).scenario())
    return record_answer(outlook, outlook, 0)


def test_a_case_of_one_preset_compares_once_and_a_price_that_has_not_changed_is_the_same(new_case):
    month = new_case.month_name(new_case.months_over(new_case.default_preset))
    label = new_case.label("tier", new_case.story.tier)
    assert answer(new_case) == (
        f"{label} costs as much as on the launch list, in {month}, as known, peak and off-peak together. "
        "The file has nothing yet that happened."
    )


@pytest.mark.parametrize("name", list(shipped_cases()))
def test_a_case_of_two_presets_compares_on_the_mix_of_both(name):
    case = econ.load(shipped_cases()[name].path)
    sentence = answer(case)
    for preset in (case.default_preset, list(case.presets)[-1]):
        assert f"on the mix of {case.presets[preset].title}" in sentence
    assert "than the launch list does" in sentence and " 0.0 %" not in sentence
    assert "nothing yet" not in sentence


def test_one_preset_whose_price_has_changed_is_compared_once(case):
    last = list(case.presets)[-1]
    sentence = answer(case, presets={last: case.presets[last]}, default_preset=last)
    assert sentence.count("on the mix") == 0 and "than the launch list does" in sentence
