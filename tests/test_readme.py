"""All that the README and the pages it leads to show does what it says: commands, numbers, pictures, packages and links."""

import ast
import inspect
import re
import shlex

import numpy as np
import pytest
from support.paths import ROOT

import econ
from app.frame.navigation import PAGES, page_title, url_path
from econ import cli
from econ.case import library
from econ.case.calendar import month_start
from econ.decisions.default_alive import path_facts_of
from econ.equations import MODULES

README = (ROOT / "README.md").read_text("utf-8")
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PAGES_TEXT = (ROOT / "docs" / "pages.md").read_text("utf-8")
SHELL_TEXT = (ROOT / "docs" / "shell.md").read_text("utf-8")
# The texts that a stranger reads: the README, and those that it has given to pages of its own.
READ = {
    path: (ROOT / path).read_text("utf-8")
    for path in (
        "README.md",
        "docs/accuracy.md",
        "docs/companies.md",
        "docs/pages.md",
        "docs/performance.md",
        "docs/shell.md",
    )
}
# How a number of pages is written.
COUNTS = dict(
    enumerate(("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"), 12)
)
# Limits of a sentence; a name and a month count as one word and as no amount.
MOST_WORDS, MOST_AMOUNTS = 28, 2
NAMES = r"\bV\d[\w.]*(?:-\w+)?|\bAscend \d+\w*"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"


def blocks(text):
    """The blocks of code of a text: their languages and their lines."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


NOTEBOOK = "\n".join(
    text for language, text in blocks(SHELL_TEXT) if language == "python" and "econ" in text
)
EQUATION = next(text for _, text in blocks(GUIDE) if text.startswith("@quantity"))
SHELL = [
    line
    for _, text in [*blocks(README), *blocks(SHELL_TEXT), *blocks(READ["docs/companies.md"])]
    for line in text.splitlines()
    if "-m econ" in line
]
NEW_CASE = "cases/acme/assumptions.toml"
POINTS = {kind: str(ROOT / "data" / f"{kind}.csv") for kind in ("decode", "prefill")}


@pytest.fixture(scope="module")
def cells():
    """The value of each expression of the notebook, by its text, and the names it leaves behind."""
    names, values = {}, {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for statement in ast.parse(NOTEBOOK).body:
            source = ast.get_source_segment(NOTEBOOK, statement)
            if isinstance(statement, ast.Expr):
                values[source] = eval(source, names)
            else:
                exec(source, names)
    return values, names


def value(cells, beginning):
    """The value of the one expression that begins with a text."""
    (answer,) = (value for text, value in cells[0].items() if text.startswith(beginning))
    return answer


def test_the_notebook_runs_and_every_comment_is_true(cells):
    _, names = cells
    case, late = names["case"], names["late"]
    months = case.months
    assert late.value("delivery_delay.ascend_950dt") == 6
    cash = value(cells, 'outlook["cash"]')
    assert cash.shape == (1, months) and case.unit_of("cash") == "bn yuan"
    frame = value(cells, "outlook.frame")
    assert list(frame.columns) == ["cash", "revenue"] and len(frame) == months
    assert np.array_equal(frame["cash"], cash[0])

    runways = value(cells, "econ.run(late, {")
    assert runways.shape == (3,) and len(set(runways)) == 3
    forced = value(cells, "case.scenario(")
    assert np.all(names["econ"].run(forced)["fleet.ascend_950dt"] == 50_000)

    mean, bad, regret = value(cells, "whole.mean()")
    assert mean.shape == bad.shape == regret.shape
    assert np.all(bad <= mean) and np.min(regret) >= 0.0

    survival = value(cells, "survival.")
    assert survival.shape == (months + 1,) and survival[0] == 1.0
    assert np.all(np.diff(survival) <= 0.0) and survival[-1] > 0.0
    assert len(value(cells, "reverse_stress.")) == 2
    paid = value(cells, "finance.waterfall(")
    assert sum(paid.values()) == pytest.approx(200) and set(paid) == {"A", "Common"}


def test_a_number_in_a_comment_is_the_value_before_it(cells):
    stated = dict(re.findall(r"^(\w+\.\w+)\((?:[^()]*)\)  # ([0-9.]+) ", NOTEBOOK, re.MULTILINE))
    assert stated
    for name, number in stated.items():
        digits = len(number.partition(".")[2])
        assert f"{value(cells, name + '('):.{digits}f}" == number, name


def commands():
    """Each line of the shell, and once more with each option that its comment names."""
    for line in SHELL:
        command, _, comment = line.partition("#")
        yield command.strip()
        for option in re.findall(r"--[a-z]+", comment):
            yield f"{command.strip()} {option}"


@pytest.mark.parametrize("line", list(commands()))
def test_every_line_of_the_shell_works(line, capsys, tmp_path, monkeypatch):
    words = shlex.split(line)
    assert words[:3] == ["python", "-m", "econ"]
    if "ensemble" in words:  # the same, of fewer futures and in another place
        assert words[words.index("--draws") + 1] == "1000000"
        words[words.index("--draws") + 1] = "64"
        words[words.index("--out") + 1] = str(tmp_path / "futures")
    monkeypatch.setattr(library, "FOLDER", tmp_path / "cases")
    if NEW_CASE in words:
        assert cli.main(["new-case", "acme"]) == 0
        capsys.readouterr()
        words[words.index(NEW_CASE)] = str(tmp_path / NEW_CASE)
    for kind, path in POINTS.items():
        if f"--{kind}" in words:
            words[words.index(f"--{kind}") + 1] = path
    assert cli.main(words[3:]) == 0
    printed = capsys.readouterr()
    assert printed.out and "Traceback" not in printed.err
    if words[3] in ("run", "explain"):
        assert "cash" in printed.out


def test_every_command_of_the_shell_has_a_line():
    assert {line.split()[3] for line in SHELL} == set(cli.shell.commands)


def test_the_equation_is_the_one_in_the_code():
    (function,) = ast.parse(EQUATION).body
    (equation,) = (
        vars(module)[function.name] for module in MODULES if hasattr(module, function.name)
    )
    source = inspect.getsource(equation)
    assert ast.dump(ast.parse(source)) == ast.dump(ast.parse(EQUATION))


def test_every_target_of_make_is_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"(?:^|`)make (\w+)", "\n".join(READ.values()), re.MULTILINE))
    assert {"run", "test", "bench", "validate", "pictures"} <= named
    assert named <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("path", READ)
def test_every_folder_file_and_link_that_is_named_is_there(path):
    folders = r"`((?:econ|app|pages|tests|data|docs|bench|cases|words)/[\w./]*)`"
    named = {ROOT / name for name in re.findall(folders, READ[path])}
    links = re.findall(r"\]\((?!http)([^)#]+)[^)]*\)|(?:src|srcset)=\"([^\"]+)\"", READ[path])
    named |= {(ROOT / path).parent / (link or source) for link, source in links}
    assert not [name for name in named if not name.exists()]
    assert named or path not in ("README.md", "docs/pages.md")


def test_the_readme_leads_to_every_page_of_docs():
    names = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert names == set(re.findall(r"^- \[docs/(\S+)\]\(docs/\1\)", README, re.MULTILINE))


def test_the_pages_are_described_in_the_order_of_the_navigation():
    heads = re.findall(r"^## (.*)$", PAGES_TEXT, re.MULTILINE)
    assert heads[-len(PAGES) :] == [page_title(path) for path in PAGES]
    shown = re.findall(r"^!\[(.*)\]\(pictures/(\w+)-light\.png\)$", PAGES_TEXT, re.MULTILINE)
    assert shown == [(page_title(path), url_path(path)) for path in PAGES]


def test_the_number_of_pages_is_that_of_the_navigation():
    assert f"shows all {COUNTS[len(PAGES)]} pages" in README


def test_every_dependency_has_its_reason():
    section = README.split("## Dependencies\n")[1].split("\n## ")[0]
    reasons = re.findall(r"^- \*\*([\w.-]+)\*\*: \S", section, re.MULTILINE)
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    installed = {re.match(r"[\w.-]+", line).group() for line in lines if line[:1] not in "#"}
    assert len(reasons) == len(installed) and set(reasons) == installed


# ── The worked example ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def both_runs(case):
    """The April case on time, and with Ascend 950DT six months late."""
    return [
        econ.run(case.scenario("april-2026", {"delivery_delay.ascend_950dt": delay}))
        for delay in (0.0, 6.0)
    ]


def month_in_words(case, month):
    day = month_start(case.start, int(month))
    return f"{MONTHS.split('|')[day.month - 1]} {day.year}"


def test_the_worked_example_is_what_the_model_gives(case, both_runs):
    read = case.month_shown("april-2026")
    assert month_in_words(case, read) == "April 2027"
    assert month_in_words(case, case.months - 1) == "April 2031"
    columns = []
    for outlook in both_runs:
        prices = outlook["output_price.pro"][0]
        fall = int(np.argmax(prices < prices[0]))
        assert (f"{prices[0]:.2f}", f"{prices[fall]:.2f}") == ("24.00", "9.60")
        columns.append(
            [
                month_in_words(case, fall),
                f"{outlook['fill_rate.pro'].min() * 100:.1f} %",
                f"{outlook.at('serving_cost.pro', read):.2f}",
                month_in_words(case, path_facts_of(outlook).closed_runway),
                f"{outlook.at('cash', case.months - 1):.1f}",
            ]
        )
    table = README.split("| | On time | Six months late |\n|---|---|---|\n")[1].split("\n\n")[0]
    stated = [[cell.strip() for cell in row.split("|")[2:4]] for row in table.splitlines()]
    assert stated == [list(row) for row in zip(*columns, strict=True)]


def test_what_the_example_says_of_its_table_is_so(case, both_runs):
    on_time, late = both_runs
    facts = [path_facts_of(outlook) for outlook in both_runs]
    costs = [outlook.at("serving_cost.pro", 11) for outlook in both_runs]
    assert f"costs {costs[1] / costs[0]:.1f} times as much" in " ".join(README.split())
    assert late["fill_rate.pro"].min() < on_time["fill_rate.pro"].min()
    assert int(facts[1].closed_runway) - int(facts[0].closed_runway) == 2
    assert all(np.isinf(outlook.at("runway", 0)) for outlook in both_runs)
    last = case.months - 1
    less = on_time.at("cash", last) - late.at("cash", last)
    assert f"with {less:.1f} bn yuan less at the end" in " ".join(README.split())


# ── How sentences read ───────────────────────────────────────────────────────────────────────────────────────────


def sentences(text):
    """The sentences of a page, without code, tables, pictures, headings and what a link leads to."""
    text = re.sub(
        r"^```.*?^```$|^<picture>.*?^</picture>$|^\|.*?$|^#.*?$|^!.*?$",
        "\n\n",
        text,
        flags=re.S | re.M,
    )
    text = re.sub(r"`[^`]*`", "Code", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    for paragraph in re.split(r"\n\s*\n|\n(?=\d\. |- )", text):
        plain = " ".join(paragraph.split()).replace("*", "")
        yield from filter(
            None, re.split(r"(?<=[.?:]) (?=[A-Z0-9])", re.sub(r"^(\d\.|-) ", "", plain))
        )


@pytest.mark.parametrize("path", READ)
def test_sentences_are_short_and_plain(path):
    count = 0
    for sentence in sentences(READ[path]):
        count += 1
        assert not re.search(r"[;!«»]| [—–] ", sentence), sentence
        bare = re.sub(NAMES, "Name", sentence)
        bare = re.sub(rf"(?:\d\d? )?(?:{MONTHS}) 20\d\d", "Month", bare)
        assert len(bare.split()) <= MOST_WORDS, (len(bare.split()), sentence)
        if not sentence.startswith(
            ("It is 36, 60", "Versions:")
        ):  # lists of names and not of amounts
            assert len(re.findall(r"\d[\d,.]*", bare)) <= MOST_AMOUNTS, sentence
    assert count >= 10
