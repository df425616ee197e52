"""Another company's file: pages and commands work with the published measurements and records that it has."""

import json
import re

import pytest
from support.app_driver import problems_by_page
from support.sampling import some_pages

import econ
from app.frame.navigation import PAGES
from app.parts import case_files
from econ.cli import main
from econ.roofline.measurements import fitted_measurements


def renamed(text, *names):
    """The file with shapes or chips called otherwise throughout: ours are then unknown to it."""
    for number, name in enumerate(names):
        text = re.sub(rf"\b{name}\b", f"x{number}", text)
    return text


def without(text, *groups):
    """The file without the tables of some groups."""
    for group in groups:
        text = re.sub(rf"(?ms)^\[{group}\.[^\n]*\n.*?(?=^\[|\Z)", "", text)
    return text


SHAPES, HOPPER = ("v4_pro", "v4_flash", "v3_2", "r1"), ("h800", "h100", "h200", "h20")
FILES = {  # what is called otherwise, and what is not there
    "one shape": (("v4_pro",), ("verdicts",)),
    "no shape and no record": (SHAPES, ("verdicts", "events", "reported")),
    "no chip that spans nodes": (HOPPER, ()),
}


@pytest.fixture(params=FILES)
def other(request, root, case, tmp_path):
    """The file of another company, and how many measurements of each kind are of its shapes and chips."""
    strange, missing = FILES[request.param]
    path = tmp_path / "other.toml"
    text = (root / "assumptions.toml").read_text("utf-8")
    path.write_text(without(renamed(text, *strange), *missing), "utf-8")
    return path, tuple(
        sum(
            not {chip, shape} & set(strange)
            for chip, shape in zip(points.chips, points.shapes, strict=True)
        )
        for points in fitted_measurements(case)
    )


def test_measurements_of_shapes_and_chips_of_the_case_are_read_and_others_counted(other):
    path, counts = other
    points = fitted_measurements(econ.load(path))
    assert tuple(len(measured.names) for measured in points) == counts
    for measured in points:
        assert any("left out" in note for note in measured.notes)


def test_the_shell_validates_and_calibrates_on_what_is_known(other, capsys):
    path, counts = other
    for command in ("validate", "calibrate"):
        status, captured = main([command, "--file", str(path)]), capsys.readouterr()
        if any(counts):
            assert status == 0 and "nan" not in captured.out
        else:
            assert status == 2 and "no shipped measurement" in captured.err
    if any(counts):
        main(["validate", "--file", str(path), "--format", "json"])
        tables = json.loads(capsys.readouterr().out)
        assert tuple(len(table["rows"]) for table in tables.values()) == counts


def test_every_page_opens(other, monkeypatch):
    path, counts = other
    monkeypatch.setenv("ECON_CASE", str(path))
    assert problems_by_page(some_pages(PAGES, str(counts))) == {}
    assert next(shipped.path for shipped in case_files.companies().values()) == path
