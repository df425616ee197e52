"""How a table is set: numbers to the right, words to the left; a table may be without rows. Its numbers open."""

import ast

import pandas as pd
import pytest
from support.app_driver import start
from support.paths import ROOT

from app import layout
from app.frame.navigation import PAGES
from econ.units import BEYOND_WORDS, NOT_DEFINED, OUT_OF_REACH


@pytest.mark.parametrize("missing", [NOT_DEFINED, BEYOND_WORDS, OUT_OF_REACH, "none"])
def test_a_missing_number_does_not_make_a_column_one_of_words(monkeypatch, missing):
    drawn = []
    monkeypatch.setattr(layout.st, "html", drawn.append)
    layout.table(pd.DataFrame({"numbers": ["1.5", missing, "−2 %"], "words": ["a", "b", missing]}))
    _, body = drawn[0].split("<tbody>")
    cells = [cell for cell in body.split("<td") if missing in cell]
    assert ['class="words' in cell for cell in cells] == [False, True]


def test_a_table_without_rows_shows_its_heads(monkeypatch):
    drawn = []
    monkeypatch.setattr(layout.st, "html", drawn.append)
    layout.table(pd.DataFrame({"numbers": [], "words": []}))
    assert "words" in drawn[0] and "<td" not in drawn[0]


def test_no_page_shows_code_of_a_style_sheet_or_of_an_element(root):
    at = start(root)
    for page in PAGES:
        at.switch_page(page).run()
        for block in at.get("html"):
            assert "&lt;style" not in block.proto.body and "&lt;button" not in block.proto.body, (
                page
            )


def test_a_cell_opens_its_number_and_an_empty_one_none(monkeypatch):
    drawn = []
    monkeypatch.setattr(layout.st, "html", drawn.append)
    rows = pd.DataFrame({"a": ["1", ""], "b": ["–", "2"]}, index=["x", "y"])
    cells = ("x", "a"), ("y", "a"), ("x", "b"), ("y", "b")
    layout.table(rows, numbers={cell: ".".join(cell) for cell in cells})
    opened = [number for number in ("x.a", "y.a", "x.b", "y.b") if f'"{number}"' in drawn[0]]
    assert opened == ["x.a", "y.b"]


# Tables that open no number and have no line below them, with the reason: each by the function that makes its rows.
OPEN_NOTHING = {
    "lists": "prices of others, each with its source",
    "price_history": "changes of the list, each with its source",
    "bottleneck_table": "sentences",
    "identities": "differences that are zero, and the lights are explained above",
    "identity_failures": "differences that should be zero",
    "maker_table": "averages over the platforms of a maker, and a caption says so",
    "named": "names of investors, each with its source",
    "registry": "shares in a registry, each with its source",
    "verdict_table": "words, each with its source",
    "event_table": "events, each with its source",
    "missed": "measurements beside predictions, each with its source",
    "short_measurement_table": "measurements beside predictions, each with its source",
    "cost_by_position_table": "published costs beside predictions, and the source is above",
    "context_slope_table": "published costs beside predictions, and the source is above",
    "production_day_table": "published figures beside computed ones, and the source is below",
    "claims": "published figures beside computed ones, each with its source",
    "compared": "arithmetic of two models, and a note is below",
    "gains": "ratios of two published measurements, and a note is below",
    "coverage_table": "counts of measurements, and a note is below",
}


def tables():
    """Each call that draws a table: where, the names in its rows, and whether it opens numbers or says where they come from."""
    for path in [*ROOT.glob("pages/*.py"), *ROOT.glob("app/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "layout.table",
                "layout.titled_table",
            ):
                names = {
                    part.id if isinstance(part, ast.Name) else part.attr
                    for part in ast.walk(node.args[-1])
                    if isinstance(part, ast.Name | ast.Attribute)
                }
                said_in = {keyword.arg for keyword in node.keywords}
                yield f"{path.name}:{node.lineno}", names, bool(said_in & {"numbers", "origin"})


def test_every_table_opens_numbers_or_says_why_it_does_not():
    drawn = list(tables())
    unexplained = {
        place: names
        for place, names, is_explained in drawn
        if not is_explained and not names & {*OPEN_NOTHING}
    }
    assert len(drawn) > 40 and not unexplained
    unneeded = {*OPEN_NOTHING} - set().union(
        *(names for _, names, is_explained in drawn if not is_explained)
    )
    assert not unneeded
