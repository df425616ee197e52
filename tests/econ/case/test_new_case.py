"""A company of your own, as the README describes it: its commands write a file that loads, and every page opens on it."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib

import pytest

import econ
from econ.case import library
from econ.case.library import FILE_NAME, new_case_path, shipped_cases
from econ.cli import main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder for cases instead of the project's own."""
    monkeypatch.setattr(library, "FOLDER", tmp_path / "cases")
    return tmp_path / "cases"


def commands(root):
    """The commands of the README's section, split into words."""
    section = (root / "README.md").read_text("utf-8").split("## Add your own company")[1]
    (block,) = re.findall(r"```sh\n(.*?)```", section.split("\n## ")[0], re.DOTALL)
    return [shlex.split(line) for line in block.strip().splitlines()]


def test_the_commands_of_the_readme_work_one_after_the_other(root, folder, capsys):
    *shell, app = commands(root)
    for python, module, econ_name, *words in shell:
        assert (python, module, econ_name) == ("python", "-m", "econ")
        moved = [word.replace("cases/", f"{folder}/") for word in words]
        assert main(moved) == 0, capsys.readouterr().err
    variable, path = app[0].split("=")
    environment = os.environ | {
        variable: path.replace("cases/", f"{folder}/"),
        "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}",
    }
    opened = subprocess.run(
        [sys.executable, "-m", "support.open_pages"],
        env=environment,
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(opened.stdout) == {}


def test_a_new_case_is_listed_and_extends_the_shipped_one(case, folder):
    assert main(["new-case", "acme"]) == 0
    new = econ.load(shipped_cases()["acme"].path)
    assert new.company == "acme" and len(new.elements["tier"]) == len(new.elements["round"]) == 1
    for dimension in ("chip", "shape", "competitor", "workload", "platform"):
        assert new.elements[dimension] == case.elements[dimension]
    assert all(new.beliefs[key] == case.beliefs[key] for key in new.beliefs if key in case.beliefs)
    text = shipped_cases()["acme"].path.read_text("utf-8")
    stated = tomllib.loads(text)["tier"]["main"]
    for name in stated.keys() - {"label", "shape"}:
        believed = case.beliefs[f"{name}.{case.story.tier}"]
        assert new.beliefs[f"{name}.main"].base == believed.first, name
    assert len(text.splitlines()) < 150 and case.title not in text


@pytest.mark.parametrize("name", ["Acme", "a b", "../x", "", "acme/..", "é"])
def test_a_name_that_cannot_be_a_folder_or_an_address_is_refused(folder, name, capsys):
    assert main(["new-case", name]) == 2
    assert "small letters" in capsys.readouterr().err
    assert not folder.exists()


def test_a_case_is_never_overwritten(folder, capsys):
    assert main(["new-case", "acme"]) == 0
    before = (folder / "acme" / FILE_NAME).read_text("utf-8")
    assert main(["new-case", "acme"]) == 2
    assert "there is a case «acme» already" in capsys.readouterr().err
    assert (folder / "acme" / FILE_NAME).read_text("utf-8") == before
    with pytest.raises(econ.AssumptionError, match="already"):
        new_case_path(next(iter(shipped_cases())))
