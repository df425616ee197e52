"""The cases that ship: each can be chosen by its name, and loads."""

import pytest

import econ
from econ.case.library import FILE_NAME, shipped_cases


def case_file(folder, text):
    """A case file of this text in a folder of its own."""
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_text(text, "utf-8")


@pytest.mark.parametrize("shipped", shipped_cases().values(), ids=lambda shipped: shipped.name)
def test_every_shipped_case_loads_and_agrees_with_its_entry(shipped):
    case = econ.load(shipped.path)
    assert (case.company, case.title) == (shipped.company, shipped.title)


def test_the_main_case_comes_first_and_is_named_after_its_company(case):
    first = next(iter(shipped_cases().values()))
    assert first.path.samefile("assumptions.toml")
    assert first.name == case.company.casefold()


def test_a_folder_with_a_file_is_a_case_even_if_the_file_is_wrong(tmp_path):
    case_file(tmp_path / "second", '[case]\ntitle = "Second"\ncompany = "Second & Co"\n')
    case_file(tmp_path / "broken", "[case\n")
    case_file(tmp_path / "odd", "case = 1\n")
    (tmp_path / "no-file").mkdir()
    cases = shipped_cases(folder=tmp_path)
    assert list(cases)[1:] == ["broken", "odd", "second"]
    assert [cases[name].company for name in list(cases)[1:]] == ["broken", "odd", "Second & Co"]


def test_a_missing_main_file_is_listed_too(tmp_path):
    (missing,) = shipped_cases(tmp_path / "none.toml", tmp_path).values()
    assert missing.company == missing.name and missing.path == tmp_path / "none.toml"


def test_no_two_cases_are_shown_under_one_name(tmp_path):
    text = '[case]\ntitle = "Of one company"\ncompany = "Second & Co"\n'
    case_file(tmp_path / "late", text)
    case_file(tmp_path / "soon", text)
    labels = [shipped.company for shipped in shipped_cases(folder=tmp_path).values()]
    assert len(set(labels)) == len(labels) == 3 and "Second & Co (soon)" in labels
