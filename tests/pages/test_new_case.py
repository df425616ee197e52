"""A company of your own, as `docs/companies.md` describes it: its commands work one after the other, and every page opens on it."""

import re
import shlex

import pytest
from support.app_driver import problems_by_page

from app.frame.navigation import PAGES
from econ.case import library
from econ.cli import main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder for cases instead of the project's own."""
    monkeypatch.setattr(library, "FOLDER", tmp_path / "cases")
    return tmp_path / "cases"


def commands(root):
    """The commands of the page, split into words."""
    text = (root / "docs" / "companies.md").read_text("utf-8")
    (block,) = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [shlex.split(line) for line in block.strip().splitlines()]


def test_the_commands_of_the_page_work_one_after_the_other(root, folder, capsys, monkeypatch):
    *shell, app = commands(root)
    for python, module, econ_name, *words in shell:
        assert (python, module, econ_name) == ("python", "-m", "econ")
        moved = [word.replace("cases/", f"{folder}/") for word in words]
        assert main(moved) == 0, capsys.readouterr().err
    variable, path = app[0].split("=")
    monkeypatch.setenv(variable, path.replace("cases/", f"{folder}/"))
    assert problems_by_page(PAGES) == {}
