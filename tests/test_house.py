"""The house keeps its plan: few files in a folder, short files, nothing but pages in `pages/`."""

import ast
import pathlib
import tomllib

import pytest
from support.paths import ROOT

SOURCES = sorted([*ROOT.glob("econ/**/*.py"), *ROOT.glob("app/**/*.py"), *ROOT.glob("pages/*.py")])
STATEMENTS = 300  # in a file
AT_THE_TOP, IN_A_FOLDER = 14, 13  # Python files directly in `econ/`, and in each folder below it
MAY_HAVE_MORE = {"equations", "views"}


def statements(path: pathlib.Path) -> int:
    """How many statements a file has, at any depth."""
    return sum(isinstance(node, ast.stmt) for node in ast.walk(ast.parse(path.read_text("utf-8"))))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_enough_to_read(path):
    assert statements(path) <= STATEMENTS


def test_a_folder_can_be_taken_in_at_a_look():
    folders = {path.parent for path in ROOT.glob("econ/**/*.py")} | {ROOT / "app"}
    counts = {
        str(folder.relative_to(ROOT)): len(
            [p for p in folder.glob("*.py") if p.name != "__init__.py"]
        )
        for folder in folders
        if folder.name not in MAY_HAVE_MORE
    }
    assert len(list((ROOT / "econ").glob("*.py"))) <= AT_THE_TOP
    assert not {
        folder: count
        for folder, count in counts.items()
        if count > IN_A_FOLDER and folder != "econ"
    }


def test_pages_holds_pages_and_nothing_else(case):
    files = [
        path for path in (ROOT / "pages").rglob("*") if path.is_file() and path.suffix != ".pyc"
    ]
    assert {path.parent.name for path in files} == {"pages"}
    assert all(path.suffix == ".py" and "streamlit" in path.read_text("utf-8") for path in files)


def test_nothing_imports_a_page():
    for path in [*ROOT.glob("econ/**/*.py"), *ROOT.glob("app/**/*.py"), *ROOT.glob("pages/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else names
            assert not any(name.split(".")[0] in ("pages", "streamlit_app") for name in names), path


def test_modules_whose_types_are_not_checked_yet_are_there():
    """The list in pyproject.toml only shrinks: a module that is renamed or gone leaves no name in it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    unchecked = [
        name
        for override in settings["tool"]["mypy"]["overrides"]
        if override.get("ignore_errors")
        for name in override["module"]
    ]
    paths = [ROOT / name.replace(".", "/") for name in unchecked]
    gone = [
        str(path)
        for path in paths
        if not (path.with_suffix(".py").exists() or (path / "__init__.py").exists())
    ]
    assert not gone
