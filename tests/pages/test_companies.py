"""Every page works for every company that ships, and no sentence of a page speaks of another one."""

import functools
import html
import re
import tomllib

import pytest
from streamlit.testing.v1 import AppTest
from support.app_driver import drawn
from support.paths import ROOT

import econ
from econ.case.file.inheritance import standalone_text
from econ.case.library import shipped_cases

COMPANIES = shipped_cases()
CASES = {name: econ.load(shipped.path) for name, shipped in COMPANIES.items()}
PAGES = sorted(path.name for path in (ROOT / "pages").glob("[a-z]*.py"))
STATES = [(name, preset) for name, case in CASES.items() for preset in case.presets]
TEXT_PARTS = ("value", "label", "body", "help", "options", "placeholder")
# What no reader should see: values of Python, and blanks that were never filled in.
WRONG_WORDS = re.compile(r"\bnan\b|^None$|[=:,] None\b|\{[a-z_]+\}|object at 0x")


@pytest.fixture(scope="module", params=STATES, ids=" ".join)
def opened(request):
    """The app on a company and a preset, and the name of the company."""
    name, preset = request.param
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
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


def strings(value):
    """Every string in the tables of a file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


@functools.cache
def own_words(name):
    """What a company's file and the published data say, the longest first: it may name others."""
    words = set(strings(tomllib.loads(standalone_text(COMPANIES[name].path))))
    for path in (ROOT / "data").glob("*.toml"):
        words |= {
            part
            for text in strings(tomllib.loads(path.read_text("utf-8")))
            for part in re.split(r"\{\w+\}", text)
        }
    for path in (ROOT / "data").glob("*.csv"):
        words |= set(re.split(r'[,"\n]', path.read_text("utf-8")))
    return sorted((word for word in words if len(word) > 4), key=len, reverse=True)


def others_names(name):
    """The names of the other companies, and of tiers and rounds that only they have."""
    own = {label for group in CASES[name].elements.values() for label in group.values()}
    return {
        text
        for other, case in CASES.items()
        if other != name
        for text in (
            case.company,
            case.title,
            *case.elements["tier"].values(),
            *case.elements["round"].values(),
        )
        if text not in own
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_all_its_figures_and_speaks_of_its_company_only(opened, page):
    at, name = opened
    at.switch_page(f"pages/{page}").run()
    assert not at.exception, [error.message for error in at.exception]
    assert not at.error, [error.value for error in at.error]
    assert len(at.metric) == 5
    assert all(len(data) for data in drawn(at)), "a figure is empty"
    own, others = own_words(name), others_names(name)
    for text in texts(at):
        assert not WRONG_WORDS.search(text), text
        rest = text
        for word in own:
            rest = rest.replace(word, "") if word in rest else rest
        assert not [other for other in others if re.search(rf"\b{re.escape(other)}\b", rest)], text


def test_the_other_companies_are_looked_for_by_company_tiers_and_rounds():
    for name, case in CASES.items():
        names = others_names(name)
        assert {other.company for other in CASES.values() if other is not case} <= names
        assert case.company not in names and len(names) > 3
