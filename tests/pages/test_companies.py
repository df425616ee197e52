"""Every page works for every company that ships, and no sentence of a page speaks of another one."""

import html
import re

import pytest
from support.app_driver import STRIPS, drawn, new_app
from support.companies import CASES, foreign_names, others_names
from support.paths import ROOT
from support.sampling import few

from econ.views.public_figures import public_records
from econ.words import say

PAGES = sorted(path.name for path in (ROOT / "pages").glob("[a-z]*.py"))
STATES = [(name, preset) for name, case in CASES.items() for preset in few(case.presets, 1)]
TEXT_PARTS = ("value", "label", "body", "help", "options", "placeholder")
NOTHING_PUBLISHED = {"assumptions.py"}  # shows no measurement, and every reason and source
# Text that no reader should see: values of Python, and blanks that were never filled in.
WRONG_WORDS = re.compile(r"\bnan\b|^None$|[=:,] None\b|\{[a-z_]+\}|object at 0x")


@pytest.fixture(scope="module", params=STATES, ids=" ".join)
def opened(request):
    """The app on a company and a preset, and the name of the company."""
    name, preset = request.param
    at = new_app()
    at.query_params["company"], at.query_params["case"] = name, preset
    at.run()
    assert not at.exception and not at.error
    assert at.session_state["session"].company == name
    return at, name


def texts(at):
    """Every text of a page: of its elements, their labels and helps, and the cells of its tables."""
    for element in (*at.main, *at.sidebar):
        if getattr(element, "key", None) == "company":  # the picker, which names them all
            continue
        if element.type == "html":
            body = re.sub(r"(?s)<style>.*?</style>", "", element.proto.body)
            yield from html.unescape(re.sub(r"<[^>]*>", "\n", body)).split("\n")
            continue
        for part in TEXT_PARTS:
            value = getattr(element, part, None)
            if isinstance(value, str):
                yield re.sub(r"\\(\W)", r"\1", value)
            elif part == "options" and value:
                yield from map(str, value)


@pytest.mark.sweep
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_all_its_figures_and_names_only_its_company(opened, page):
    at, name = opened
    at.switch_page(f"pages/{page}").run()
    assert not at.exception, [error.message for error in at.exception]
    assert not at.error, [error.value for error in at.error]
    assert len(at.metric) in STRIPS
    assert all(len(data) for data in drawn(at)), "a figure is empty"
    for text in texts(at):
        assert not WRONG_WORDS.search(text), text
        assert not foreign_names(name, text, with_published=page not in NOTHING_PUBLISHED), text


def test_figures_that_others_publish_are_on_the_record_of_every_company(opened):
    at, name = opened
    at.switch_page("pages/record.py").run()
    at.session_state["ui_record_tabs"] = say("record-tab-published")
    at.run()
    assert not at.exception, [error.message for error in at.exception]
    shown = set(texts(at))
    preset = list(CASES[name].presets)[-1]
    title = say("public-title", case=CASES[name].scenario(preset).title)
    assert f"**{title}**" in shown
    assert {record["name"] for record in public_records()} <= shown
    for text in shown:
        assert not WRONG_WORDS.search(text), text
        assert not foreign_names(name, text, with_published=True), text


def test_the_other_companies_are_looked_for_by_company_tiers_and_rounds():
    for name, case in CASES.items():
        names = others_names(name)
        assert {other.company for other in CASES.values() if other is not case} <= names
        assert case.company not in names and len(names) > 3
