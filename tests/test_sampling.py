"""The cases that a mode of the tests tries: the same in every run, one of each short test in quick, and all of them in full."""

import ast
import dataclasses

import pytest
from support import sampling
from support.page_figures import FIGURES, LONG_PAGES
from support.paths import ROOT


@dataclasses.dataclass(frozen=True, eq=False)
class Item:
    """A case of a test, as far as the choice of cases reads it."""

    nodeid: str
    marks: tuple[str, ...] = ()

    def get_closest_marker(self, name):
        """Whether a mark is on the test."""
        return name in self.marks


def cases(name, count, *marks):
    return [Item(f"tests/test_it.py::{name}[{number}]", marks) for number in range(count)]


@pytest.fixture
def items():
    """A test without cases, one with many, one whose cases take long, two of which every case is tried, and a long one."""
    once = Item("tests/test_it.py::test_once")
    return [
        once,
        *cases("test_many", 40),
        *cases("test_sweep", 40, "sweep"),
        *cases("test_law", 40, "every_case"),
        *cases("test_rule", 40, "every_case"),
        *cases("test_search", 40),
    ]


def counts(items):
    """How many cases of each test there are."""
    names = [item.nodeid.partition("[")[0].partition("::")[2] for item in items]
    return {name: names.count(name) for name in dict.fromkeys(names)}


MODES = {  # cases of a test, and of a long sweep: what is tried of each test above; quick leaves the last out
    "full": ((None, None), (1, 40, 40, 40, 40, 40)),
    "usual": ((None, 20), (1, 40, 20, 40, 40, 40)),
    "quick": ((3, 2), (1, 3, 2, 40, 40)),
}


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_tries_its_number_of_cases_and_leaves_out_the_others(monkeypatch, items, mode):
    (few, sweep), wanted = MODES[mode]
    monkeypatch.setattr(sampling, "CASES", few)
    monkeypatch.setattr(sampling, "SWEEP", sweep)
    monkeypatch.setattr(sampling, "QUICK", mode == "quick")
    long = {f"tests/test_it.py::{name}" for name in ("test_rule", "test_search")}
    monkeypatch.setattr(sampling, "LONG", long)
    tried, left_out = sampling.chosen_items(items)
    assert tuple(counts(tried).values()) == wanted
    assert sorted([*tried, *left_out], key=items.index) == items
    assert tried == sorted(tried, key=items.index), "the order is kept"


def test_the_long_tests_are_there_and_are_few():
    files = {name.partition("::")[0] for name in sampling.LONG}
    functions = [
        f"{path}::{node.name}"
        for path in sorted({*files})
        for node in ast.parse((ROOT / path).read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    ]
    assert sampling.LONG and not sampling.LONG - {*functions}
    every = sum(
        text.count("\ndef test_")
        for text in (path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    )
    assert len(sampling.LONG) < 0.1 * every


def has_mark(node, name):
    """Whether a test, or what a module assigns to `pytestmark`, names a mark."""
    parts = node.decorator_list if isinstance(node, ast.FunctionDef) else [node.value]
    named = (part for marks in parts for part in ast.walk(marks))
    return any(isinstance(part, ast.Attribute) and part.attr == name for part in named)


def test_no_test_of_which_every_case_is_tried_is_left_out_in_quick_mode():
    tests, left_out_folders = [], {"browser", "ensemble"}  # of the quick mode, in the Makefile
    for path in (ROOT / "tests").rglob("test_*.py"):
        nodes = ast.parse(path.read_text("utf-8")).body
        of_module = [node for node in nodes if isinstance(node, ast.Assign)]
        whole = any(
            has_mark(node, "every_case")
            for node in of_module
            if getattr(node.targets[0], "id", "") == "pytestmark"
        )
        tests += [
            (path, node.name)
            for node in nodes
            if isinstance(node, ast.FunctionDef)
            and node.name.startswith("test_")
            and (whole or has_mark(node, "every_case"))
        ]
    assert len(tests) > 20
    names = {f"{path.relative_to(ROOT)}::{name}" for path, name in tests}
    assert not names & sampling.LONG
    assert not [path for path, _ in tests if path.parent.name in left_out_folders]


def test_the_choice_depends_on_the_name_alone(items):
    few = sampling.chosen_items(items, lambda item: 5)
    assert few == sampling.chosen_items(items, lambda item: 5)
    assert few[0][1:6] == sampling.chosen_items(items[1:41], lambda item: 5)[0]
    chosen = {name: tuple(sampling.places(name, 1000, 3)) for name in ("one", "two", "three")}
    assert len(set(chosen.values())) == 3


def test_a_sample_is_of_the_cases_and_never_empty():
    for count in (1, 2, 7, 100):
        for most in (1, 2, 7, 100, None):
            tried = sampling.places("any", count, most)
            assert len(tried) == min(count, most or count) and set(tried) <= set(range(count))
            assert tried == sorted(set(tried))


@pytest.mark.parametrize("opened", [0, 2, len(LONG_PAGES)])
def test_a_sweep_of_pages_opens_all_short_ones_and_as_many_long_ones_as_its_mode(
    monkeypatch, opened
):
    monkeypatch.setattr(sampling, "LONG_PAGES_OPENED", opened)
    pages = sampling.some_pages(FIGURES, "any")
    assert [page for page in FIGURES if page in pages] == pages
    assert set(FIGURES) - set(LONG_PAGES) <= set(pages)
    assert len(set(pages) & set(LONG_PAGES)) == opened


def test_the_run_says_its_mode_and_how_many_cases_it_tries(pytestconfig, request):
    plugin = next(
        plugin
        for plugin in pytestconfig.pluginmanager.get_plugins()
        if hasattr(plugin, "TRIED_CASES")
    )
    assert plugin.pytest_report_header().startswith(f"mode: {sampling.MODE}; ")
    every, tried = (
        pytestconfig.stash[getattr(plugin, name)] for name in ("ALL_CASES", "TRIED_CASES")
    )
    assert 0 < tried <= every and tried == len(request.session.items)
