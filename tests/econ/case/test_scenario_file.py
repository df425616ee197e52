"""A saved scenario names its case: by the name that an address has, so that a load finds it again, and by its title for people."""

import shutil

import pytest
from support.companies import CASES, COMPANIES

import econ
from econ.case import library
from econ.case.file.starting_file import starting_text
from econ.case.library import case_of_scenario_file, shipped_cases
from econ.case.scenario import from_toml
from econ.data import CASE_FILE
from econ.problems import AssumptionError

CHANGE = {"initial_cash": 10.0}


def saved(name):
    """A scenario of a shipped case, and the text of its file."""
    scenario = CASES[name].scenario(overrides=CHANGE)
    return scenario, scenario.to_toml()


def of_an_earlier_version(text):
    """A file that names its case by the title alone."""
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("company = ")]
    assert len(kept) == len(lines) - 1
    return "".join(kept)


def only_problem(call):
    with pytest.raises(AssumptionError) as caught:
        call()
    (problem,) = caught.value.problems
    return problem


@pytest.fixture
def folder_of_cases(tmp_path, monkeypatch):
    """A folder of cases that the project takes for its own, and what puts a case into it."""
    monkeypatch.setattr(library, "FOLDER", tmp_path)

    def add(name, title):
        path = tmp_path / name / library.FILE_NAME
        path.parent.mkdir()
        text = starting_text("acme", CASE_FILE, path.parent)
        path.write_text(text.replace('title = "Acme"', f'title = "{title}"', 1), "utf-8")
        return path

    return add


@pytest.mark.parametrize("name", list(COMPANIES))
def test_a_file_names_its_case_as_an_address_does_and_by_its_title(name):
    scenario, text = saved(name)
    assert f'company = "{name}"' in text.splitlines()
    assert f'case = "{COMPANIES[name].title}"' in text.splitlines()
    assert case_of_scenario_file(text, COMPANIES) == name
    assert from_toml(CASES[name], text) == (scenario, [])


@pytest.mark.parametrize("name", list(COMPANIES))
def test_a_file_with_the_title_alone_still_loads(name):
    scenario, text = saved(name)
    old = of_an_earlier_version(text)
    for current in ("", *COMPANIES):
        assert case_of_scenario_file(old, COMPANIES, current) == name
    assert from_toml(CASES[name], old.encode()) == (scenario, [])


def test_a_case_with_another_title_is_found_by_its_name(folder_of_cases):
    path = folder_of_cases("acme", "Acme")
    text = econ.load(path).scenario(overrides=CHANGE).to_toml()
    path.write_text(path.read_text("utf-8").replace('title = "Acme"', 'title = "Acme 2"', 1))
    assert case_of_scenario_file(text, shipped_cases()) == "acme"
    scenario, notices = from_toml(econ.load(path), text)
    assert dict(scenario.overrides) == CHANGE and not notices


def test_two_cases_of_one_title_are_kept_apart(folder_of_cases):
    paths = {name: folder_of_cases(name, "Acme") for name in ("acme-late", "acme-soon")}
    cases = shipped_cases()
    for name, path in paths.items():
        text = econ.load(path).scenario(overrides=CHANGE).to_toml()
        for current in ("", *cases):
            assert case_of_scenario_file(text, cases, current) == name
        other = next(econ.load(paths[key]) for key in paths if key != name)
        problem = only_problem(lambda text=text, other=other: from_toml(other, text))
        assert f"is for «Acme» ({name}), not for «Acme» ({other.name})" in problem
        old = of_an_earlier_version(text)
        assert case_of_scenario_file(old, cases, name) == name
        assert 'company = "acme-late" or "acme-soon"' in only_problem(
            lambda old=old: case_of_scenario_file(old, cases)
        )


def test_a_file_of_a_case_that_does_not_ship_says_so_in_one_sentence(folder_of_cases):
    path = folder_of_cases("acme", "Acme V1")
    text = econ.load(path).scenario(overrides=CHANGE).to_toml()
    shutil.rmtree(path.parent)
    first = next(iter(COMPANIES.values()))
    known = f"which is not among the cases here: «{first.title}» ({first.name})"
    for current in ("", *COMPANIES):
        problem = only_problem(
            lambda current=current: case_of_scenario_file(text, COMPANIES, current)
        )
        assert problem.startswith(f"this scenario file is for «Acme V1» (acme), {known}")
    old = of_an_earlier_version(text)
    problem = only_problem(lambda: case_of_scenario_file(old, COMPANIES))
    assert problem.startswith(f"this scenario file is for «Acme V1», {known}")


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ('company = "{nearly}"', "the nearest is «{name}»"),
        ('company = ""', "is for «»"),
        ("company = 3", "is for «3»"),
        ('company = ["{name}"]', "is for «a list of 1»"),
        ("case = 3", "is for «3»"),
    ],
)
def test_a_name_that_is_none_gets_one_sentence(head, words):
    name = next(iter(COMPANIES))
    names = {"name": name, "nearly": name + "x"}
    text = f"[scenario]\n{head.format(**names)}\n"
    assert words.format(**names) in only_problem(lambda: case_of_scenario_file(text, COMPANIES))


def test_a_file_that_names_no_case_is_read_with_the_one_that_is_open():
    for text in ("[scenario]\n", "scenario = 3\n", "[case]\n"):
        assert case_of_scenario_file(text, COMPANIES) == next(iter(COMPANIES))
        for name in COMPANIES:
            assert case_of_scenario_file(text, COMPANIES, name) == name


@pytest.mark.parametrize("name", list(COMPANIES))
def test_a_file_written_by_hand_may_name_the_case_as_an_address_may(name):
    case, shipped = CASES[name], COMPANIES[name]
    for word in (name, name.upper(), shipped.label, shipped.company):
        text = f'[scenario]\ncompany = "{word}"\n'
        assert case_of_scenario_file(text, COMPANIES) == name
        assert from_toml(case, text) == (case.scenario(), [])


@pytest.mark.parametrize("name", list(COMPANIES))
def test_a_case_has_the_name_under_which_it_ships(name):
    assert CASES[name].name == name
