"""What the README shows does what it says: its notebook, its shell lines, its equation, its commands and its packages."""

import ast
import inspect
import re
import shlex

import numpy as np
import pytest
from support.paths import ROOT

from econ import cli
from econ.case import library
from econ.equations import MODULES

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
NOTEBOOK = "\n".join(text for language, text in BLOCKS if language == "python" and "econ" in text)
EQUATION = next(text for language, text in BLOCKS if text.startswith("@quantity"))
SHELL = [line for _, text in BLOCKS for line in text.splitlines() if "-m econ" in line]
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
    named = set(re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE))
    assert {"run", "test"} <= named
    assert named <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_every_folder_and_file_that_is_named_is_there():
    paths = re.findall(r"`((?:econ|app|pages|tests|data|docs|bench|cases)/[\w./]*)`", README)
    assert paths and not [path for path in paths if not (ROOT / path).exists()]


def test_every_dependency_has_its_reason():
    reasons = re.search(r"Dependencies: (.*?)\n\n", README, re.DOTALL).group(1)
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    installed = {re.match(r"[\w.-]+", line).group() for line in lines if line[:1] not in "#"}
    assert set(re.findall(r"\*\*([\w.-]+)\*\*", reasons)) == installed
