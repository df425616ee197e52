"""Headline figures of each version of the model: as recorded, and as links carry them."""

import dataclasses
import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.companies import CASES

import econ
from econ import equations, headlines
from econ.cli import main
from econ.data import CASE_FILE
from econ.headlines import HeadlineFigures, figures_in_text, headline_figures, headline_text
from econ.problems import AssumptionError
from econ.views.sentences import answers

CASE = econ.load(CASE_FILE)
OLDER = "0"  # a version before the first one, for tests
KEYS = tuple(CASE.story.headline)
FIGURES = st.builds(
    HeadlineFigures,
    month=st.integers(0, CASE.months - 1),
    values=st.dictionaries(
        st.sampled_from(KEYS),
        st.floats(-headlines.LARGEST, headlines.LARGEST) | st.just(math.inf) | st.just(math.nan),
        min_size=1,
    ),
)


@pytest.fixture(scope="module")
def current():
    """The figures of the current version, as the model gives them."""
    return headlines.current_figures()


def test_the_current_version_is_recorded_as_the_model_gives_it(current):
    recorded = headlines.read_record().get(equations.MODEL_VERSION, {})
    moved = headlines.differences(recorded, current)
    assert not moved, "\n".join(["headline figures moved:", *moved, headlines.HOW_TO_RAISE])
    missing = headlines.missing_presets(recorded, current)
    assert not missing, f"not recorded, so run `{headlines.RECORD_COMMAND}`: {'; '.join(missing)}"


def test_every_version_up_to_the_current_one_is_recorded_in_order():
    versions = list(headlines.read_record())
    assert versions == [str(number) for number in range(1, int(equations.MODEL_VERSION) + 1)]


def test_the_recorded_figures_are_those_that_pages_begin_with():
    for case in CASES.values():
        for preset in case.presets:
            outlook, month = econ.run(case.scenario(preset)), case.month_shown(preset)
            then = headlines.recorded_figures(case, equations.MODEL_VERSION, preset)
            assert then.month == month and list(then.values) == list(case.story.headline)
            for key, value in then.values.items():
                assert answers.headline_value(case, key, value) == answers.headline_value(
                    case, key, outlook.at(key, month)
                )


def test_what_is_not_recorded_has_no_figures():
    assert headlines.recorded_figures(CASE, "999", CASE.default_preset) is None
    assert headlines.recorded_figures(CASE, equations.MODEL_VERSION, "no-such-preset") is None
    other = dataclasses.replace(CASE, title="Another company")
    assert headlines.recorded_figures(other, equations.MODEL_VERSION, CASE.default_preset) is None


def test_recorded_quantities_that_the_model_no_longer_has_are_left_out(current):
    table = current[CASE.title][CASE.default_preset]
    record = {OLDER: {CASE.title: {CASE.default_preset: {**table, "restlessness": 3.0}}}}
    then = headlines.recorded_figures(CASE, OLDER, CASE.default_preset, record)
    assert list(then.values) == list(KEYS)
    only = {OLDER: {CASE.title: {CASE.default_preset: {"month": table["month"], "zeal": 3.0}}}}
    assert headlines.recorded_figures(CASE, OLDER, CASE.default_preset, only) is None


def test_the_command_adds_the_current_version_and_keeps_the_others(tmp_path, monkeypatch, current):
    path = tmp_path / "headlines.toml"
    monkeypatch.setattr(headlines, "current_figures", lambda: current)
    assert main(["headlines", "--out", str(path)]) == 0
    first = headlines.read_record(path)
    assert list(first) == [equations.MODEL_VERSION]
    assert not headlines.differences(first[equations.MODEL_VERSION], current)
    monkeypatch.setattr(equations, "MODEL_VERSION", "1000")
    assert main(["headlines", "--out", str(path)]) == 0
    second = headlines.read_record(path)
    assert list(second) == [*first, "1000"] and second["1000"] == next(iter(first.values()))
    before = path.read_bytes()
    assert headlines.record_current_version(path) == [] and path.read_bytes() == before


def test_a_recorded_version_is_replaced_only_where_that_is_asked_for(
    tmp_path, monkeypatch, current, capsys
):
    path = tmp_path / "headlines.toml"
    monkeypatch.setattr(headlines, "current_figures", lambda: current)
    headlines.record_current_version(path)
    before, (title, preset) = path.read_bytes(), (CASE.title, CASE.default_preset)
    moved = {**current[title][preset], "gross_margin": 0.123}
    new = {**current, title: {**current[title], preset: moved}}
    monkeypatch.setattr(headlines, "current_figures", lambda: new)
    with pytest.raises(AssumptionError) as refused:
        headlines.record_current_version(path)
    sentence, advice = refused.value.problems
    assert title in sentence and preset in sentence and "gross_margin 0.123" in sentence
    assert headlines.HOW_TO_RAISE in advice and path.read_bytes() == before
    assert main(["headlines", "--out", str(path)]) == 2
    assert headlines.RECORD_COMMAND in capsys.readouterr().err
    assert main(["headlines", "--out", str(path), "--replace"]) == 0
    assert headlines.read_record(path)[equations.MODEL_VERSION][title][preset] == moved


def test_a_new_preset_is_added_to_the_version_that_is_recorded(tmp_path, monkeypatch, current):
    path = tmp_path / "headlines.toml"
    monkeypatch.setattr(headlines, "current_figures", lambda: current)
    headlines.record_current_version(path)
    title = CASE.title
    table = current[title][CASE.default_preset]
    new = {**current, title: {**current[title], "may-2027": table}, "New": {"first": table}}
    monkeypatch.setattr(headlines, "current_figures", lambda: new)
    assert headlines.record_current_version(path) == [f"{title}, may-2027", "New, first"]
    assert not headlines.missing_presets(headlines.read_record(path)[equations.MODEL_VERSION], new)


@given(FIGURES)
def test_an_address_gives_the_figures_back(figures):
    back = figures_in_text(CASE, headline_text(CASE, figures))
    assert back.month == figures.month and back.values.keys() == figures.values.keys()
    for key, value in figures.values.items():
        assert back.values[key] == pytest.approx(value, rel=headlines.PRECISION, abs=0, nan_ok=True)


def test_the_figures_of_a_run_pass_through_an_address(april, november):
    for outlook in (april, november):
        figures = headline_figures(outlook, 12)
        text = headline_text(CASE, figures)
        assert text.isascii() and not set(text) & set(string.whitespace + "&=+#%?<>")
        assert figures_in_text(CASE, text).values == pytest.approx(figures.values, rel=1e-8)


TAMPERED = (
    "",
    "2027-04",
    "2027-04,",
    "1.5,2,3",
    "gross_margin:0.5",
    "2199-01,gross_margin:0.5",
    "2027-13,gross_margin:0.5",
    "2027-04,gross_margin:nan",
    "2027-04,gross_margin:inf",
    "2027-04,gross_margin:1e999",
    "2027-04,gross_margin:1e13",
    "2027-04,gross_margin:" + "9" * 300,
    "2027-04,gross_margin:０.５",
    "2027-04,gross_margin:0x1",
    "2027-04,gross_margin: 0.5",
    "2027-04,gross_margin:0.5,runway:<b>52</b>",
    "2027-04,gross_margin:0.5,<b>x</b>:<script>alert(1)</script>",
    "2027-04,no_such_quantity:0.5",
    "2027-04,fill_rate:0.5",
    "2027-04,fill_rate.no_such_tier:0.5",
    "2027-04,initial_cash:0.5",
    "2027-04," + ",".join(["gross_margin:0.5"] * (headlines.MOST_FIGURES + 1)),
    "2027-04,gross_margin:0.5" + " " * headlines.LONGEST_TEXT,
)


@pytest.mark.parametrize("text", TAMPERED, ids=range(len(TAMPERED)))
def test_a_text_that_holds_no_figures_is_not_read(text):
    assert figures_in_text(CASE, text) is None


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from([*KEYS, ":", ",", "2027-04", "1", "-", "e", "nan", "<b>"])).map(
        "".join
    )
)
def test_no_text_raises_and_what_is_read_is_of_the_case(text):
    figures = figures_in_text(CASE, text)
    if figures is not None:
        assert 0 <= figures.month < CASE.months
        assert all(CASE.name_of(key) for key in figures.values)


def test_an_unknown_quantity_in_an_address_is_left_out():
    text = "2027-04,restlessness:3,gross_margin:0.5,<b>:1"
    assert figures_in_text(CASE, text).values == {"gross_margin": 0.5}


def test_a_version_is_earlier_only_where_its_number_is_lower(monkeypatch):
    monkeypatch.setattr(equations, "MODEL_VERSION", "3")
    for version in ("1", "2"):
        assert headlines.model_in_words(version) == "an earlier model"
    for version in ("4", "03", "0", "-1", "1.5", "nan", "", "<b>", "２", "9" * 5000):
        assert headlines.model_in_words(version) == "another model"
