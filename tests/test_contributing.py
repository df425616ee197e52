"""CONTRIBUTING.md is true: its map, its walk, its commands; and each recipe, as written, does what it promises."""

import ast
import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib

import pytest
from support.paths import ROOT

from app.frame import PAGES

GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PARTS = (
    "assumptions.toml",
    "streamlit_app.py",
    "pyproject.toml",
    "econ",
    "app",
    "pages",
    "cases",
    "data",
    ".streamlit",
    "tests/conftest.py",
    "tests/support",
    "tests/econ/case",
    "tests/econ/engine",
    "tests/test_house.py",
    "tests/test_companies.py",
    "tests/pages/test_companies.py",
    "tests/app/test_company_picker.py",
)  # what a recipe needs of the project
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEAD = re.compile(r"# (\S+), (a new file|at the end|(?:before|after|instead of) .+)")


def section(heading):
    """The text under a heading, as far as the next one of its rank or above."""
    rank = heading.split()[0]
    after = GUIDE.split(f"\n{heading}\n", 1)[1]
    return re.split(rf"^#{{2,{len(rank)}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


RECIPES = re.findall(r"^### (.*)$", section("## Recipes"), re.MULTILINE)


def copy_of_project(folder):
    """A copy of what a recipe may change or run."""
    for part in PARTS:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy(source, target)
    return folder


def only_line(lines, beginning):
    """The number of the one line that begins with a text, spaces in front apart."""
    (number,) = (n for n, line in enumerate(lines) if line.lstrip().startswith(beginning))
    return number


def apply_snippet(folder, text):
    """Put a snippet where its first line says."""
    head, _, body = text.partition("\n")
    name, place = HEAD.fullmatch(head).groups()
    path = folder / name
    if place == "a new file":
        assert not path.exists() and path.parent.is_dir()
        path.write_text(body, "utf-8")
        return
    before = path.read_text("utf-8")
    if place == "at the end":
        gap = "\n\n" if path.suffix == ".py" else "\n"
        path.write_text(f"{before}{gap}{body}", "utf-8")
        return
    lines = before.splitlines(keepends=True)
    where, beginning = re.fullmatch(r"(before|after|instead of) (.+)", place).groups()
    first = only_line(lines, beginning)
    start, end = {
        "before": (first, first),
        "after": (first + 1, first + 1),
        "instead of": (first, first + 1),
    }[where]
    blank = "\n" if where == "before" and body.startswith("[") else ""
    path.write_text("".join([*lines[:start], body, blank, *lines[end:]]), "utf-8")


def run(folder, *words):
    """What a command prints in the copy; it must succeed."""
    environment = {name: value for name, value in os.environ.items() if name != "ECON_CASE"}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def follow(folder, recipe):
    """Do what a recipe says, step by step; command → what it printed."""
    printed = {}
    for language, text in FENCE.findall(section(f"### {recipe}")):
        if language != "sh":
            apply_snippet(folder, text)
            continue
        for line in text.splitlines():
            python, *words = shlex.split(line)
            assert python == "python"
            printed[line] = run(folder, *words)
    return printed


OPEN_PAGE = """
import json, sys
from streamlit.testing.v1 import AppTest

page, query = sys.argv[1], json.loads(sys.argv[2])
at = AppTest.from_file("streamlit_app.py", default_timeout=120)
for key, value in query.items():
    at.query_params[key] = value
at.run()
at.switch_page(f"pages/{page}.py").run()
problems = [error.message for error in at.exception] + [error.value for error in at.error]
assert not problems, problems
assert len(at.metric) == 5
print(json.dumps({
    "figures": [chart.proto.alt for chart in at.get("vega_lite_chart")],
    "sliders": [slider.key for slider in at.slider],
    "choices": {box.label: list(box.options) for box in [*at.selectbox, *at.radio]},
    "text": [text.value for text in at.markdown],
}))
"""


def opened(folder, page, **query):
    """What a page of the copy shows."""
    return json.loads(run(folder, "-c", OPEN_PAGE, page, json.dumps(query)))


@pytest.fixture
def copy(tmp_path):
    return copy_of_project(tmp_path / "project")


def values(table):
    """The numbers of a printed table by month: all cells behind the month."""
    rows = [line.split("  ") for line in table.splitlines() if re.match(r"20\d\d-", line)]
    return [[cell.strip() for cell in row[1:] if cell.strip()] for row in rows]


SOUND = """
import pathlib
import econ
from econ.engine.unit_check import check

for path in ["assumptions.toml", *pathlib.Path("cases").glob("*/assumptions.toml")]:
    case = econ.load(path)
    econ.run(case.scenario())
    units = {name: case.unit_of(name) for name in [*case.assumptions, *case.model.quantities]}
    units |= {n: units[n.removeprefix("initial_")] for n in case.model.inputs if n not in units}
    wrong = [check(quantity, case.model, units) for quantity in case.model.quantities.values()]
    assert not any(wrong), [problem for problem in wrong if problem]
"""


def every_company_is_sound(copy):
    """Each case loads with what the recipe added, runs, and has sound units."""
    run(copy, "-c", SOUND)


def check_add_a_chip(copy, printed):
    run_line, explain_line = printed
    cards, cost = zip(*values(printed[run_line]), strict=True)
    assert cards[0] == "0 cards" and set(cards) != {"0 cards"}
    assert all("yuan/Mtok" in cell for cell in cost)
    assert "output_throughput.x1.pro" in printed[explain_line]
    supply = opened(copy, "compute_supply")
    assert "Example X1 from" in supply["figures"][0]
    assert "Example X1" in supply["choices"]["Deliveries of"]
    every_company_is_sound(copy)


def check_add_a_tier(copy, printed):
    (table,) = printed.values()
    assert all(len(cells) == 4 for cells in values(table)) and values(table)
    assert any(
        "Example Mini" in options for options in opened(copy, "api_price")["choices"].values()
    )
    titles = opened(copy, "compute_supply")["figures"]
    assert any(
        text.startswith("Capacity if one tier") and "Example Mini" in text for text in titles
    )
    every_company_is_sound(copy)


def check_add_a_quantity(copy, printed):
    listed, explained, dark, units = printed.values()
    sentence = "Cards in service that the sites cannot power."
    assert sentence in listed and sentence in explained
    assert "fleet.h20" in explained and "powered_share.h20" in explained
    assert any(cells != ["0 cards"] for cells in values(dark))
    assert "passed" in units
    figures = opened(copy, "compute_supply")["figures"]
    assert any("without power" in sentence for sentence in figures)
    shown = run(copy, "-c", "from econ.units import format_value as f; print(f(2.5, 'k cards'))")
    assert shown == "2.5 k cards\n"
    every_company_is_sound(copy)


def check_add_an_assumption(copy, printed):
    (explained,) = printed.values()
    assert "grid_loss = 10 %" in explained and "changed here" in explained
    assert "grid_loss" in opened(copy, "compute_supply")["sliders"]
    every_company_is_sound(copy)
    run(copy, "-m", "pytest", "-n", "0", "tests/econ/engine", "-k", "is_an_end")


def check_add_a_page(copy, printed):
    page = opened(copy, "power")
    (figure,) = page["figures"]
    assert figure.startswith("Power at the meter")
    assert page["text"][0].startswith("# In ") and "MW" in page["text"][0]
    listed = "from support.page_figures import FIGURES; from app.frame import PAGES; "
    run(
        copy,
        "-c",
        f"import sys; sys.path.insert(0, 'tests'); {listed}assert set(FIGURES) == {{p for p, _ in PAGES}}",
    )
    run(copy, "-m", "pytest", "-n", "0", "tests/test_house.py", "-k", "pages_holds")
    run(copy, "-m", "ruff", "check", "pages", "econ", "app")
    run(copy, "-m", "ruff", "format", "--check", "pages", "econ", "app")


def check_add_a_company(copy, printed):
    written, table, listed = printed.values()
    assert "cases/acme/assumptions.toml" in written
    assert all(len(cells) == 3 for cells in values(table)) and values(table)
    stated = dict(re.findall(r"^(\S+) +\S.*? +(\d+\.?\d*) ", listed, re.MULTILINE))
    assert {"initial_cash", "reference_demand.model_acme"} <= stated.keys()
    page = opened(copy, "overview", company="acme")
    assert "acme" in page["choices"]["Company"]
    run(copy, "-m", "pytest", "-n", "0", "tests/econ/case/test_shipped_cases.py", "-k", "acme")
    run(copy, "-m", "pytest", "-n", "0", "tests/test_companies.py", "-k", "acme")


def test_a_new_company_that_nobody_has_edited_passes_the_tests_of_companies(copy):
    run(copy, "-m", "econ", "new-case", "acme")
    files = ("test_companies.py", "pages/test_companies.py", "app/test_company_picker.py")
    chosen = "acme or code_names or recognised or environment_variable or looked_for"
    paths = [f"tests/{file}" for file in files]
    assert "passed" in run(copy, "-m", "pytest", "-n", "0", *paths, "-k", chosen)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_does_what_it_promises(copy, recipe):
    check = globals()["check_" + recipe.lower().replace(" ", "_")]
    check(copy, follow(copy, recipe))
    run(copy, "-m", "ruff", "check", "econ/equations")
    run(copy, "-m", "ruff", "format", "--check", "econ/equations")


def test_every_snippet_of_a_recipe_says_where_it_goes():
    assert len(RECIPES) == 6
    for recipe in RECIPES:
        for language, text in FENCE.findall(section(f"### {recipe}")):
            assert language == "sh" or HEAD.fullmatch(text.partition("\n")[0]), text


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_ends_with_the_tests_to_run(recipe):
    last = section(f"### {recipe}").split("\n## ")[0].strip().splitlines()[-1]
    paths = re.fullmatch(r"Tests: `python -m pytest -n 0 (.+)`\.", last)[1].split()
    assert paths and not [path for path in paths if not (ROOT / path).exists()]


def test_the_stages_of_open_a_number_are_those_of_the_pages():
    rows = re.findall(r"^\| (.+) \| (`.+`) \|$", section("### Add a quantity"), re.MULTILINE)
    stated = {page: tuple(re.findall(r"`(\w+)`", stages)) for page, stages in rows}
    written = {}
    for path, title in PAGES:
        page = (ROOT / path).read_text("utf-8")
        stages = re.search(r"open_a_number\(\s*view,\s*(\([^)]*\))", page)
        if stages:
            written[title] = ast.literal_eval(stages[1])
    assert stated == written


def test_the_path_of_one_number_is_true(monkeypatch):
    monkeypatch.chdir(ROOT)
    walk = section("## The path of one number")
    test = doctest.DocTestParser().get_doctest(walk, {}, "walk", "CONTRIBUTING.md", 0)
    assert len(test.examples) >= 10
    report = []
    doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert not report, "".join(report)
    for path in re.findall(r"`((?:econ|app|pages)/\S+?)`", GUIDE):
        assert (ROOT / path).exists(), path


def drawn_tree():
    """The folders and files of the map: path → depth of its line."""
    (tree,) = [text for _, text in FENCE.findall(section("## The map"))]
    above, paths = [], []
    for line in tree.splitlines():
        name = line.split()[0]
        depth = (len(line) - len(line.lstrip())) // 2
        above = [*above[:depth], name]
        paths.append("".join(above).rstrip("/"))
    return paths


def test_the_map_has_every_folder():
    paths = drawn_tree()
    missing = [path for path in paths if not (ROOT / path).exists()]
    assert not missing
    packages = {
        str(path.parent.relative_to(ROOT))
        for top in ("econ", "app")
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert not packages - set(paths)


def test_the_order_of_imports_is_the_enforced_one():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    floors = [set(re.split(r"\s*:\s*", layer)) - {"econ.__main__"} for layer in layers]
    drawn = [
        set(re.findall(r"`((?:econ\.\w+)|app)`", line))
        for line in re.findall(r"^\d+\. (.*)$", section("## The map"), re.MULTILINE)
    ]
    assert drawn == [floor for floor in floors if floor]


def test_every_target_of_make_is_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"`make (\w+)`", GUIDE))
    assert {"run", "lint", "test"} <= named <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_the_readme_leads_here():
    assert "(CONTRIBUTING.md)" in (ROOT / "README.md").read_text("utf-8")
