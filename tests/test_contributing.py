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
from support.page_figures import LONG_PAGES
from support.paths import ROOT
from support.sampling import FULL, QUICK

from app.frame.navigation import PAGES, page_title
from econ.cli import shell

GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
# The files of the project that a recipe needs.
PARTS = (
    "assumptions.toml",
    "streamlit_app.py",
    "pyproject.toml",
    "econ",
    "app",
    "pages",
    "cases",
    "data",
    "words",
    ".streamlit",
    "static",
    "bench",
    "docs",
    "tests",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGES.md",
    "Makefile",
    "requirements.txt",
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEAD = re.compile(r"# (\S+), (a new file|at the end|(?:before|after|instead of|into the list) .+)")


def section(heading):
    """The text under a heading, as far as the next one of its rank or above."""
    rank = heading.split()[0]
    after = GUIDE.split(f"\n{heading}\n", 1)[1]
    code = [fence.span() for fence in FENCE.finditer(after)]
    heads = (head.start() for head in re.finditer(rf"^#{{2,{len(rank)}}} ", after, re.MULTILINE))
    outside = (at for at in heads if not any(start <= at < end for start, end in code))
    return after[: next(outside, len(after))]


RECIPES = re.findall(r"^### (.*)$", section("## Recipes"), re.MULTILINE)


def copy_of_project(folder):
    """A copy of what a recipe may change or run."""
    for part in PARTS:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)  # with the compiled modules, which take long to compile
        else:
            shutil.copy2(source, target)
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
    where, beginning = re.fullmatch(r"(before|after|instead of|into the list) (.+)", place).groups()
    first = only_line(lines, beginning)
    if where == "into the list":
        list_text, end, comment = lines[first].rpartition("]")
        assert "[" in list_text, lines[first]
        lines[first] = f"{list_text}, {body.strip()}{end}{comment}"
        path.write_text("".join(lines), "utf-8")
        return
    start, end = {
        "before": (first, first),
        "after": (first + 1, first + 1),
        "instead of": (first, first + 1),
    }[where]
    blank = "\n" if where == "before" and body.startswith("[") else ""
    path.write_text("".join([*lines[:start], body, blank, *lines[end:]]), "utf-8")


def run(folder, *words, **variables):
    """The output of a command in the copy; it must succeed."""
    environment = {name: value for name, value in os.environ.items() if name != "ECON_CASE"}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def look(folder, **wanted):
    """The facts that are wanted of the copy, from one process: it imports the project once."""
    path = folder / "answer.json"
    words = ("-m", "support.check_copy", json.dumps(wanted), str(path))
    run(folder, *words, PYTHONPATH=str(folder / "tests"))
    return json.loads(path.read_text("utf-8"))


def look_after(folder, lines, **wanted):
    """The output of commands of a recipe, by line, and what is wanted after them."""
    of_econ = [line for line in lines if line.startswith("python -m econ ")]
    answer = {"printed": []}
    if of_econ or wanted:
        answer = look(folder, commands=[shlex.split(line)[3:] for line in of_econ], **wanted)
    others = {line: run(folder, *shlex.split(line)[1:]) for line in lines if line not in of_econ}
    printed = dict(zip(of_econ, answer["printed"], strict=True)) | others
    return {line: printed[line] for line in lines}, answer.get("pages")


def put_stand_in_pictures(folder):
    """Give each page without pictures those of another page; `make pictures` needs Chromium, which is not everywhere."""
    pictures = folder / "docs" / "pictures"
    for page in (folder / "pages").glob("*.py"):
        for theme in ("light", "dark"):
            path = pictures / f"{page.stem}-{theme}.png"
            if not path.exists():
                shutil.copy2(pictures / f"overview-{theme}.png", path)


def follow(folder, recipe, **wanted):
    """Do what a recipe says, step by step; what each command printed, and what is wanted of the copy at the end."""
    printed, lines = {}, []
    for language, text in FENCE.findall(section(f"### {recipe}")):
        if language == "sh":
            lines += text.splitlines()
            if "make pictures" in lines:
                lines.remove("make pictures")
                put_stand_in_pictures(folder)
            assert all(line.startswith("python ") for line in lines)
            continue
        if lines:
            printed |= look_after(folder, lines)[0]
            lines = []
        apply_snippet(folder, text)
    last, pages = look_after(folder, lines, **wanted)
    return list((printed | last).values()), pages


@pytest.fixture
def copy(tmp_path):
    return copy_of_project(tmp_path / "project")


def values(table):
    """The numbers of a printed table by month: all cells behind the month."""
    rows = [line.split("  ") for line in table.splitlines() if re.match(r"20\d\d-", line)]
    return [[cell.strip() for cell in row[1:] if cell.strip()] for row in rows]


# The second is tried on an unedited company as well.
TESTS_OF_AN_EDITED_COMPANY = ["tests/econ/case/test_shipped_cases.py", "tests/test_companies.py"]
if not FULL:
    TESTS_OF_AN_EDITED_COMPANY.pop()
# Expressions that are looked at when a recipe has been followed.
WANTED = {
    "Add a chip": {
        "companies": True,
        "pages": ["compute_supply"],
        "tests": [
            "tests/econ/case/test_shipped_cases.py",
            "tests/test_companies.py",
            "-k",
            "fleet_leave_out or code_and_messages",
        ],
    },
    "Add a tier": {
        "companies": True,
        "pages": ["api_price", "compute_supply"],
        "tests": [
            "tests/econ/views/test_cost.py",
            "tests/test_companies.py",
            "-k",
            "does_not_fit or code_and_messages",
        ],
    },
    "Add a quantity": {
        "companies": True,
        "pages": ["compute_supply"],
        "code": "from econ.units import format_value as f; assert f(2.5, 'k cards') == '2.5 k cards'",
    },
    "Add an assumption": {
        "companies": True,
        "pages": ["compute_supply"],
        "tests": ["tests/econ/engine/test_wiring.py", "-k", "is_an_end"],
    },
    "Add a page": {
        "pages": ["power"],
        "code": "from support.page_figures import FIGURES; from app.frame.navigation import PAGES; "
        "assert set(FIGURES) == set(PAGES)",
        "tests": [
            "tests/test_house.py",
            "tests/test_readme.py",
            "tests/test_pictures.py",
            "tests/test_words.py",
            "tests/test_prose_in_code.py",
            "-k",
            "pages_holds or number_of_pages or are_described or picture or added_to_code",
        ],
    },
    "Add a company": {
        "pages": ["overview"],
        "query": {"company": "acme"},
        "tests": [*TESTS_OF_AN_EDITED_COMPANY, "-k", "acme"],
    },
}


def check_add_a_chip(printed, pages):
    run_table, explained = printed
    cards, cost = zip(*values(run_table), strict=True)
    assert cards[0] == "0 cards" and set(cards) != {"0 cards"}
    assert all("yuan/Mtok" in cell for cell in cost)
    assert "output_throughput.example_x1.pro" in explained
    (supply,) = pages
    assert "Example X1: from" in supply["figures"][0]
    assert "Example X1" in supply["choices"]["Deliveries of"]


def check_add_a_tier(printed, pages):
    (table,) = printed
    assert all(len(cells) == 4 for cells in values(table)) and values(table)
    price, supply = pages
    assert any("Example Mini" in options for options in price["choices"].values())
    assert any(
        text.startswith("Capacity if one tier") and "Example Mini" in text
        for text in supply["figures"]
    )


def check_add_a_quantity(printed, pages):
    listed, explained, dark, units = printed
    sentence = "Cards in service that the sites cannot power."
    assert sentence in listed and sentence in explained
    assert "fleet.h20" in explained and "share_with_power.h20" in explained
    assert any(cells != ["0 cards"] for cells in values(dark))
    assert "passed" in units
    (supply,) = pages
    assert any("unpowered" in sentence for sentence in supply["figures"])


def check_add_an_assumption(printed, pages):
    (explained,) = printed
    assert "grid_loss = 10 %" in explained and "changed here" in explained
    assert "grid_loss" in pages[0]["sliders"]


def check_add_a_page(printed, pages):
    (stages,) = printed
    assert "1 passed" in stages
    (page,) = pages
    (figure,) = page["figures"]
    assert figure.startswith("Power at the meter")
    assert page["text"][0].startswith("# In ") and "MW" in page["text"][0]


def check_add_a_company(printed, pages):
    written, table, listed = printed
    assert "cases/acme/assumptions.toml" in written
    assert all(len(cells) == 3 for cells in values(table)) and values(table)
    stated = dict(re.findall(r"^(\S+) +\S.*? +(\d+\.?\d*) ", listed, re.MULTILINE))
    assert {"initial_cash", "reference_spend.model_acme"} <= stated.keys()
    assert "Acme" in pages[0]["choices"]["Company"]


def test_a_new_company_that_nobody_has_edited_passes_the_tests_of_companies(copy):
    files = ("test_companies.py", "pages/test_companies.py", "app/test_company_picker.py")
    chosen = "acme or code_names or recognised or environment_variable or looked_for"
    if QUICK:
        long = " or ".join(path.removeprefix("pages/") for path in LONG_PAGES)
        chosen = f"({chosen}) and not ({long})"
    paths = [f"tests/{file}" for file in files]
    look(copy, commands=[["new-case", "acme"]], tests=[*paths, "-k", chosen])


@pytest.mark.sweep
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_does_what_it_promises(copy, recipe):
    check = globals()["check_" + recipe.lower().replace(" ", "_")]
    check(*follow(copy, recipe, **WANTED[recipe]))
    run(copy, "-m", "ruff", "check", "pages", "econ", "app")
    run(copy, "-m", "ruff", "format", "--check", "pages", "econ", "app")
    if FULL:  # in the usual mode: their full samples are tried on the project itself
        run(copy, "-m", "pytest", "-q", "-n", "0", *named_tests(recipe), ECON_FULL="")


def named_tests(recipe):
    """The paths of the tests that a recipe names in its last line."""
    last = section(f"### {recipe}").strip().splitlines()[-1]
    return re.fullmatch(r"Tests: `python -m pytest -n 0 (.+)`\.", last)[1].split()


def test_every_snippet_of_a_recipe_says_where_it_goes():
    assert len(RECIPES) == 6
    for recipe in RECIPES:
        for language, text in FENCE.findall(section(f"### {recipe}")):
            assert language == "sh" or HEAD.fullmatch(text.partition("\n")[0]), text


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_ends_with_the_tests_to_run(recipe):
    paths = named_tests(recipe)
    assert paths and not [path for path in paths if not (ROOT / path).exists()]


def test_documents_that_follow_the_company_are_there_with_their_commands_and_tests():
    text = section("## When a shipped company changes")
    rows = re.findall(r"^\| `(.+?)` \| (.+) \| (.*) \|$", text, re.MULTILINE)
    stated = {ROOT / path for path, _, _ in rows}
    assert not [path for path in stated if not path.exists()]
    paths = re.findall(r"(?:tests|bench)/[\w/]+\.py", text)
    assert paths and not [path for path in paths if not (ROOT / path).exists()]
    (line,) = (text for language, text in FENCE.findall(text) if "pytest" in text)
    checked = re.findall(r"`(tests/\S+)`", " ".join(tests for *_, tests in rows))
    assert set(line.split()[5:]) == set(checked) - {"tests/test_pictures.py"}
    commands = set(re.findall(r"python -m econ (\w+)", text))
    assert commands and commands <= set(shell.commands)


def test_the_stages_of_open_a_number_are_those_of_the_pages():
    rows = re.findall(r"^\| (.+) \| (`.+`) \|$", section("### Add a quantity"), re.MULTILINE)
    stated = {page: tuple(re.findall(r"`(\w+)`", stages)) for page, stages in rows}
    written = {}
    for path in PAGES:
        title = page_title(path)
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
    (tree,) = [text for _, text in FENCE.findall(section("## Map of the code"))]
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
    whole, inside = (contract for contract in contracts if contract["type"] == "layers")
    assert whole["layers"] == ["pages", "app", "econ"]
    assert inside["containers"] == ["econ"] and inside["exhaustive"]
    floors = [{"pages"}, {"app"}] + [
        {f"econ.{name}" for name in re.split(r"\s*[:|]\s*", layer) if name != "__main__"}
        for layer in inside["layers"]
    ]
    drawn = [
        set(re.findall(r"`((?:econ\.\w+)|app|pages)`", line))
        for line in re.findall(r"^\d+\. (.*)$", section("## Map of the code"), re.MULTILINE)
    ]
    assert drawn == [floor for floor in floors if floor]


def test_finance_and_pricing_may_import_nothing_of_the_model_but_arrays():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (forbidden,) = (
        contract["forbidden_modules"]
        for contract in contracts
        if contract.get("source_modules") == ["econ.finance", "econ.pricing"]
    )
    modules = {
        f"econ.{path.parent.name if path.name == '__init__.py' else path.stem}"
        for path in [*(ROOT / "econ").glob("*.py"), *(ROOT / "econ").glob("*/__init__.py")]
        if path != ROOT / "econ" / "__init__.py"
    }
    assert {*forbidden} == modules - {"econ.finance", "econ.pricing", "econ.arrays"}


def test_every_target_of_make_is_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"`make (\w+)`", GUIDE))
    assert {"run", "lint", "test"} <= named <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_the_readme_leads_here():
    assert "(CONTRIBUTING.md)" in (ROOT / "README.md").read_text("utf-8")
