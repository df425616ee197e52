"""The answer of the page Record: what is true of the price where the file has one preset, and where nothing has changed."""

import dataclasses

import pytest
from support.reading import as_read

import econ
from econ.case.file.starting_file import starting_text
from econ.case.library import shipped_cases
from econ.data import CASE_FILE
from econ.risk import record_scores
from econ.views.sentences import evidence_words
from econ.views.sentences.evidence_words import (
    compared_cases_caption,
    figure_legend,
    fleet_figure_title,
    price_on_mixes_caption,
    record_answer,
    token_mix_clause,
)
from econ.words import Amount, amount_text


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
    assert as_read(answer(new_case)) == (
        f"{label} costs as much as on the launch list in {month}. The file has nothing yet that happened."
    )
    caption = price_on_mixes_caption(new_case)
    assert as_read(caption) == "That is the price of peak and off-peak together."


@pytest.mark.parametrize("name", list(shipped_cases()))
def test_a_case_of_two_presets_compares_on_the_mix_of_both(name):
    case = econ.load(shipped_cases()[name].path)
    sentence, caption = answer(case), price_on_mixes_caption(case)
    for preset in (case.default_preset, list(case.presets)[-1]):
        assert f"n the token mix of {case.presets[preset].title}" in caption
    for words in (sentence, caption):
        assert words.count("than on the launch list") == 1 and " 0 %" not in as_read(words)
    assert "nothing yet" not in sentence and len(as_read(sentence)) <= 210  # two lines


def test_one_preset_whose_price_has_changed_is_compared_once(case):
    last = list(case.presets)[-1]
    last_only = {"presets": {last: case.presets[last]}, "default_preset": last}
    assert "than on the launch list" in answer(case, **last_only)
    assert "token mix" not in price_on_mixes_caption(dataclasses.replace(case, **last_only))


def compared(case):
    """The outlooks that the page compares: those of the default preset and of the last one."""
    last = list(case.presets)[-1]
    return (econ.run(case.scenario(preset)) for preset in (case.default_preset, last))


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_what_is_said_of_the_figures_follows_the_number_of_presets(case, kept):
    first, last = case.presets
    presets = {first: case.presets[first], last: case.presets[last]}
    if kept == 3:
        middle = dataclasses.replace(case.presets[first], name="middle", title="Middle")
        presets = {first: presets[first], "middle": middle, last: presets[last]}
    presets = dict(list(presets.items())[:kept])
    then, now = compared(dataclasses.replace(case, presets=presets, default_preset=first))
    titles = list(dict.fromkeys((presets[first].title, list(presets.values())[-1].title)))
    cases = "cases" if len(titles) == 2 else "case"
    assert f"show the {cases} {' and '.join(titles)} as" in compared_cases_caption(then, now)
    assert ("thin grey line" in figure_legend(then, now)) == (len(titles) == 2)
    assert ("grey" in fleet_figure_title(then, now)) == (len(titles) == 2)
    for title in titles:
        assert token_mix_clause(then, now).count(f"the token mix of {title},") == 1


def test_the_legend_names_the_end_of_knowledge_and_the_events_only_where_the_file_has_them(case):
    presets = {
        name: dataclasses.replace(preset, known=None) for name, preset in case.presets.items()
    }
    for words, without in (
        ("where knowledge ends", {"presets": presets}),
        ("what happened, below", {"events": {}}),
    ):
        assert words in figure_legend(*compared(case))
        assert words not in figure_legend(*compared(dataclasses.replace(case, **without)))


def test_the_share_that_meets_the_half_year_as_well_is_told_beside_it(case):
    """Both run-rates and the revenue of January to July, to within a tenth, are met by fewer futures."""
    shares = record_scores.shares_meeting(case, 2048)
    assert shares.others == (case.reported["half"].what,)
    assert 0.0 < shares.with_others < shares.fitted
    sentence = evidence_words.fitted_sentence(case, shares)
    assert amount_text(Amount(value=shares.with_others, unit="share")) in sentence
    assert case.reported["half"].what in sentence
