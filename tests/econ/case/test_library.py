"""The cases that ship: each can be chosen by its name, and loads."""

import pytest

import econ
from econ.case.library import FILE_NAME, cases_called, shipped_cases


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


def labels(cases):
    return [shipped.label for shipped in cases.values()]


def test_cases_of_one_company_are_shown_with_their_names_and_called_by_them(tmp_path):
    text = '[case]\ntitle = "Of one company"\ncompany = "{}"\n'
    for name, company in (("late", "Second & Co"), ("soon", "SECOND & Co"), ("alone", "Third")):
        case_file(tmp_path / name, text.format(company))
    cases = shipped_cases(folder=tmp_path)
    assert labels(cases)[1:] == ["Third", "Second & Co (late)", "SECOND & Co (soon)"]
    for name, shipped in cases.items():
        for word in (name, name.upper(), shipped.label, shipped.label.swapcase()):
            assert cases_called(word, cases) == [name]
    assert cases_called("second & co", cases) == ["late", "soon"]
    assert cases_called("fourth", cases) == []


def test_a_folder_is_the_identity_of_its_case_whatever_company_another_case_has(tmp_path):
    case_file(tmp_path / "acme", '[case]\ntitle = "One"\ncompany = "Other"\n')
    case_file(tmp_path / "other", '[case]\ntitle = "Two"\ncompany = "acme"\n')
    cases = shipped_cases(folder=tmp_path)
    assert labels(cases)[1:] == ["Other (acme)", "acme (other)"]
    for name, shipped in cases.items():
        assert cases_called(name, cases) == cases_called(shipped.label, cases) == [name]


def test_a_folder_called_like_the_main_case_is_listed_beside_it(tmp_path, case):
    name = case.company.casefold()
    case_file(tmp_path / name, f'[case]\ntitle = "Again"\ncompany = "{case.company}"\n')
    cases = shipped_cases(folder=tmp_path)
    assert list(cases) == [f"{name}-main", name]
    assert labels(cases) == [f"{case.company} ({name}-main)", f"{case.company} ({name})"]
    assert cases_called(name, cases) == [name]


def test_a_case_of_the_folder_that_is_the_main_one_is_listed_once_under_its_name(tmp_path):
    case_file(tmp_path / "acme", '[case]\ntitle = "One"\ncompany = "Acme & Co"\n')
    cases = shipped_cases(tmp_path / "acme" / FILE_NAME, tmp_path)
    assert list(cases) == ["acme"] and labels(cases) == ["Acme & Co"]
