"""The picker of companies: each has its own case, changes, address and files, and a file that is wrong says so."""

import re

import pytest
from support.app_driver import DELAY, drawn, go, headlines, new_app, overrides, sound, start
from support.sampling import some_pages

from app.frame import sidebar
from app.frame.navigation import PAGES
from app.parts import case_files
from econ.case import library
from econ.case.file.starting_file import starting_text
from econ.data import CASE_FILE

PRESETS = ("april-2026", "november-2026")
OTHER = "zhipu"


@pytest.fixture
def companies():
    return case_files.companies()


@pytest.fixture
def other_case(companies):
    return case_files.load_case(companies[OTHER].path)


@pytest.fixture
def empty_folder_of_cases(tmp_path, monkeypatch):
    """A folder of cases without a case, which the app takes for the one of the project."""
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    yield tmp_path
    case_files._companies.cache_clear()


@pytest.fixture
def wrong_second_case(empty_folder_of_cases):
    """A second company whose file cannot be used."""
    path = empty_folder_of_cases / "broken" / library.FILE_NAME
    path.parent.mkdir()
    path.write_text('extends = "nowhere.toml"\n[case]\ncompany = "Broken"\ntitle = "Broken"\n')
    return path


def words(blocks):
    """The words of the notices, without the marks that make them harmless."""
    return re.sub(r"\\(.)", r"\1", " ".join(block.value for block in blocks))


def pick(at, name):
    at.selectbox(key="company").select(name)
    return sound(at.run())


def link(at):
    """The parameters of the address that the popover shows."""
    (code,) = [block.value for block in at.code]
    return dict(pair.split("=") for pair in code.removeprefix("?").split("&") if "=" in pair)


def test_switching_drops_the_overrides_with_one_sentence_and_opens_the_default_preset(
    root, companies, other_case
):
    at = start(root, case="november-2026", stress="price-war", load_factor="0.6", **{DELAY: "7"})
    pick(at, OTHER)
    (name, before), (_, chosen) = next(iter(companies.items())), (OTHER, companies[OTHER])
    assert len(at.warning) == 1 and at.warning[0].value.count("\n") == 0
    assert before.company in words(at.warning) and chosen.company in words(at.warning)
    assert overrides(at) == {} and at.session_state["stress"] == []
    assert at.session_state["case"] == other_case.default_preset
    assert headlines(at) == headlines(start(root, company=OTHER))
    assert not sound(at.run()).warning
    pick(at, name)
    assert not at.warning, "there was nothing to drop"
    assert headlines(at) == headlines(start(root)) and at.slider(key=DELAY).value == 0


@pytest.mark.parametrize("page", some_pages(PAGES, "changed"))
def test_a_company_can_be_changed_on_every_page(root, page):
    at = go(start(root, company=OTHER, **{DELAY: "7"}), page)
    pick(at, next(iter(case_files.companies())))
    assert "cannot be drawn" not in words((*at.warning, *at.error))
    there = headlines(at)
    pick(at, OTHER)
    assert "cannot be drawn" not in words((*at.warning, *at.error))
    assert headlines(at) != there and overrides(at) == {}


def test_the_address_may_name_a_company_as_the_picker_does(root, companies, other_case):
    for text in (OTHER, companies[OTHER].company):
        at = start(root, company=text, case="November 2026")
        assert not at.warning and at.session_state["company"] == OTHER
        assert at.session_state["session"].company == OTHER
        assert at.session_state["case"] == "november-2026"


def test_a_company_is_known_in_any_letter_case(root, companies, other_case):
    for text in (OTHER.upper(), companies[OTHER].company.swapcase()):
        at = start(root, company=text, initial_cash="10")
        assert not at.info and not at.warning and overrides(at) == {"initial_cash": 10.0}
        assert at.selectbox(key="company").value == OTHER


@pytest.fixture
def two_cases_of_one_company(empty_folder_of_cases):
    """The labels of two cases of one company, by the names of their folders."""
    for name, title in (("acme-late", "Acme late"), ("acme-soon", "Acme soon")):
        path = empty_folder_of_cases / name / library.FILE_NAME
        path.parent.mkdir()
        text = starting_text("acme", CASE_FILE, path.parent)
        path.write_text(text.replace('title = "Acme"', f'title = "{title}"', 1), "utf-8")
    case_files._companies.cache_clear()
    return {name: f"Acme ({name})" for name in ("acme-late", "acme-soon")}


def test_two_cases_of_one_company_are_told_apart_in_the_picker_and_the_address(
    root, two_cases_of_one_company
):
    for name, label in two_cases_of_one_company.items():
        for text in (name, label):
            at = start(root, company=text)
            assert not at.warning and at.session_state["session"].company == name
            assert label in at.selectbox(key="company").options
            assert at.query_params["company"] in (label, [label])
    at = start(root, company="Acme", initial_cash="10")
    assert words(at.warning).count("ignored in the address") == 1
    assert "“Acme” has the cases “acme-late” and “acme-soon”, and an address names one" in words(
        at.warning
    )
    assert at.session_state["session"].company == next(iter(case_files.companies()))
    assert overrides(at) == {"initial_cash": 10.0}


def test_an_unknown_company_gets_a_sentence_and_the_first_is_opened(root):
    at = start(root, company="Zhipo", **{DELAY: "7"})
    assert len(at.warning) == 1
    assert (
        "no company “Zhipo”. The nearest is “zhipu”. The rest of the address is applied to DeepSeek"
        in words(at.warning)
    )
    assert headlines(at) == headlines(start(root, **{DELAY: "7"})) and overrides(at) == {DELAY: 7.0}


@pytest.mark.parametrize("company", [None, OTHER])
def test_the_link_of_the_popover_opens_the_same(root, company):
    query = {} if company is None else {"company": company}
    at = start(root, case="november-2026", stress="price-war", **query, **{DELAY: "7"})
    again = start(root, **link(at))
    assert not again.warning and headlines(again) == headlines(at)
    assert link(again) == link(at) and ("company" in link(at)) == (company is not None)
    assert again.session_state["company"] == at.session_state["company"]


def test_the_first_company_is_that_of_the_environment_variable(root, companies, monkeypatch):
    folders_of_cases = sorted(path.parent.name for path in library.case_file_times())
    monkeypatch.setenv("ECON_CASE", str(companies[OTHER].path))
    case_files._companies.cache_clear()
    at = start(root)
    assert at.session_state["company"] == OTHER
    assert list(case_files.companies()) == list(dict.fromkeys([OTHER, *folders_of_cases]))
    monkeypatch.delenv("ECON_CASE")
    case_files._companies.cache_clear()
    assert headlines(at) == headlines(start(root, company=OTHER))


def test_choosing_an_unusable_file_gives_a_sentence_and_keeps_the_scenario(root, wrong_second_case):
    at = start(root, **{DELAY: "7"})
    before = headlines(at)
    pick(at, "broken")
    assert "case of Broken cannot be opened" in words(at.warning)
    assert "nowhere.toml" in words(at.warning) and "ended with" not in words(at.warning)
    assert at.session_state["company"] == at.session_state["session"].company != "broken"
    assert headlines(at) == before and overrides(at) == {DELAY: 7.0}
    assert not sound(at.run()).warning
    assert overrides(at) == {DELAY: 7.0}


def test_an_address_of_an_unusable_file_gives_a_sentence_with_its_name(root, wrong_second_case):
    at = new_app()
    at.query_params["company"] = "broken"
    at.run()
    assert not at.exception and "broken/assumptions.toml cannot be used" in words(at.error)
    assert "nowhere.toml" in words(at.error)
    picker = at.sidebar.selectbox(key=sidebar.OTHER_COMPANY)
    assert picker.value == "broken"
    first = next(iter(case_files.companies()))
    picker.select(first)
    sound(at.run())
    assert at.session_state["session"].company == first and not at.error
    assert "company" not in at.query_params


def test_another_company_can_be_chosen_where_the_first_is_unusable(
    root, empty_folder_of_cases, monkeypatch
):
    wrong = empty_folder_of_cases / "wrong.toml"
    wrong.write_text('[case]\ncompany = "Wrong"\n')
    monkeypatch.setenv("ECON_CASE", str(wrong))
    path = empty_folder_of_cases / "acme" / library.FILE_NAME
    path.parent.mkdir()
    path.write_text(starting_text("acme", CASE_FILE, path.parent), "utf-8")
    at = new_app().run()
    assert not at.exception and "cannot be used" in words(at.error)
    at.sidebar.selectbox(key=sidebar.OTHER_COMPANY).select("acme")
    at.run()
    assert not at.exception and not at.error
    assert at.session_state["session"].company == "acme"


def test_a_case_that_is_added_while_the_app_runs_is_offered_until_it_is_removed(
    root, empty_folder_of_cases
):
    at = start(root, **{DELAY: "7"})
    assert not [box for box in at.sidebar.selectbox if box.key == "company"]
    path = empty_folder_of_cases / "acme" / library.FILE_NAME
    path.parent.mkdir()
    sound(at.run())  # the folder is there before the file
    path.write_text(starting_text("acme", CASE_FILE, path.parent), "utf-8")
    sound(at.run())
    assert overrides(at) == {DELAY: 7.0} and not at.warning
    pick(at, "acme")
    assert at.session_state["session"].company == "acme"
    path.unlink()
    sound(at.run())
    assert at.session_state["session"].company == next(iter(case_files.companies())) != "acme"


def load(at, text):
    at.file_uploader(key="ui_upload").set_value(("late.toml", text.encode(), "application/toml"))
    return sound(at.run())


def test_a_scenario_file_opens_the_company_that_it_names(root, case, other_case):
    mine = case.scenario(overrides={DELAY: 7, "initial_cash": 9})
    yours = other_case.scenario("november-2026", {DELAY: 5}, ["price-war"])
    at = go(start(root, **{DELAY: "3", "load_factor": "0.6"}), "pages/assumptions.py")
    for scenario, company in ((yours, OTHER), (mine, next(iter(case_files.companies())))):
        load(at, scenario.to_toml())
        assert not at.error and not at.warning
        label = case_files.companies()[company].label
        assert f"late.toml is a scenario of {label}, whose case is open now" in words(at.info)
        assert at.session_state["company"] == at.session_state["session"].company == company
        assert overrides(at) == dict(scenario.overrides)
        assert at.session_state["case"] == scenario.preset
        assert at.session_state["stress"] == list(scenario.stresses)
        assert at.slider(key=DELAY).value == scenario.value(DELAY)
        assert headlines(at) == headlines(start(root, company=company, **scenario.to_query()))


def test_a_scenario_file_of_an_earlier_version_opens_its_company_too(root, other_case):
    scenario = other_case.scenario(overrides={DELAY: 5})
    text = scenario.to_toml().replace(f'company = "{OTHER}"\n', "")
    assert "company" not in text
    at = load(go(start(root), "pages/assumptions.py"), text)
    assert at.session_state["company"] == OTHER and overrides(at) == {DELAY: 5.0}
    load(at, other_case.scenario().to_toml())
    assert overrides(at) == {} and not at.info, "the case is open already"


def test_a_scenario_file_of_a_case_that_does_not_ship_changes_nothing(root, case):
    at = go(start(root, stress="price-war", **{DELAY: "7"}), "pages/assumptions.py")
    before = headlines(at)
    own = case.scenario(overrides={DELAY: 5}).to_toml()
    load(at, own.replace(f'"{case.name}"', '"acme"').replace(f'"{case.title}"', '"Acme V1"'))
    assert len(at.error) == 1 and at.error[0].value.count("\n") == 0
    assert "late.toml: this scenario file is for «Acme V1» (acme), which is not among" in words(
        at.error
    )
    assert overrides(at) == {DELAY: 7.0} and at.session_state["stress"] == ["price-war"]
    assert at.session_state["company"] == case.name and headlines(at) == before


def test_a_scenario_file_of_a_case_that_cannot_be_used_changes_nothing(root, wrong_second_case):
    at = go(start(root, **{DELAY: "7"}), "pages/assumptions.py")
    load(at, '[scenario]\ncompany = "broken"\n')
    assert "nowhere.toml" in words(at.error) and "ended with" not in words(at.error)
    assert overrides(at) == {DELAY: 7.0} and at.session_state["company"] != "broken"


@pytest.mark.parametrize("preset", PRESETS)
def test_every_page_opens_for_the_second_company(root, preset):
    at = start(root, company=OTHER, case=preset)
    for page in some_pages(PAGES, preset):
        go(at, page)
        assert at.session_state["company"] == OTHER and at.session_state["case"] == preset
        notices = words((*at.warning, *at.error))
        assert "cannot be drawn" not in notices and "ignored" not in notices, (page, notices)
        for chart, data in zip(at.get("vega_lite_chart"), drawn(at), strict=True):
            assert len(data), (page, chart.proto.alt)
