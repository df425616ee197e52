"""How a table is set: numbers to the right, words to the left; a table may be without rows."""

import pandas as pd
import pytest
from support.app_driver import start

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
    for page, _ in PAGES:
        at.switch_page(page).run()
        for block in at.get("html"):
            assert "&lt;style" not in block.proto.body and "&lt;button" not in block.proto.body, (
                page
            )
