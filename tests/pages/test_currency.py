"""Every page in dollars: the same sentences, each amount divided by the exchange rate, and no yuan but in what is stated in yuan."""

import re

import numpy as np
import pytest
from support.app_driver import drawn, go, start
from support.figure_words import figure_words
from support.reading import as_read
from support.sampling import some_pages

from app.frame import navigation
from econ.words import say

# The page of assumptions states them in their own units.
PAGES = [path for path in navigation.PAGES if path != "pages/assumptions.py"]
AMOUNT = re.compile(r"([−-]?[\d.,]*\d) ?(?:(bn|k|M) )?(yuan|dollars)\b")
ESCAPE = re.compile(r"\\([^\w\s])")  # of Markdown


def open_in(root, currency):
    return start(root, **({"money-in": currency} if currency else {}))


@pytest.fixture(scope="module")
def both(root):
    """The app with money in yuan, and in dollars."""
    return open_in(root, ""), open_in(root, "dollar")


def texts(at):
    """The words of a page outside of the sidebar and its levers, in its order."""
    kinds = (at.main.markdown, at.main.caption, at.main.metric)
    shown = [ESCAPE.sub(r"\1", str(element.value)) for kind in kinds for element in kind]
    return [as_read(text) for text in (*shown, *figure_words(at))]


def rate(at):
    case = at.session_state["session"]
    return case.currency.yuan


@pytest.mark.parametrize("page", some_pages(PAGES, "words in dollars"))
def test_a_page_says_the_same_in_dollars(both, page):
    in_yuan, in_dollars = (go(at, page) for at in both)
    yuan_per_dollar = rate(in_dollars)
    assert rate(in_yuan) == 1.0 and yuan_per_dollar > 6.0
    checked = 0
    for before, after in zip(texts(in_yuan), texts(in_dollars), strict=True):
        amounts_before, amounts_after = AMOUNT.findall(before), AMOUNT.findall(after)
        assert len(amounts_before) == len(amounts_after), (before, after)
        for (first, _, unit), (second, _, currency) in zip(
            amounts_before, amounts_after, strict=True
        ):
            assert unit == "yuan", before
            if currency == "yuan":  # a number as it is stated
                assert first == second, (before, after)
                continue
            values = [number(text) for text in (first, second)]
            assert values[1] == pytest.approx(values[0] / yuan_per_dollar, rel=0.06, abs=0.06), (
                after
            )
            checked += 1
    assert checked or "yuan" not in " ".join(texts(in_yuan))


def number(text):
    return float(text.replace(",", "").replace("−", "-"))


@pytest.mark.parametrize("page", some_pages(PAGES, "figures in dollars"))
def test_a_figure_in_dollars_has_its_heights_divided_by_the_rate(both, page):
    in_yuan, in_dollars = (go(at, page) for at in both)
    specs = [
        [chart.proto.spec for chart in at.get("vega_lite_chart")] for at in (in_yuan, in_dollars)
    ]
    for before, after, spec_before, spec in zip(
        drawn(in_yuan), drawn(in_dollars), *specs, strict=True
    ):
        is_money = "yuan" in spec_before
        assert "yuan" not in spec and ("dollars" in spec) == is_money, spec
        if (
            is_money and say("cut-map-title", reference="") not in spec
        ):  # whose money is its colours and words
            assert heights(before) > 0.0
            assert heights(after) < heights(before), spec
        else:
            assert heights(after) == pytest.approx(heights(before), rel=1e-12)


def heights(frame):
    """The sum of all sizes that a figure draws."""
    numbers = frame.select_dtypes("number")
    return float(np.nansum(np.abs(numbers.to_numpy(float)))) if len(numbers.columns) else 0.0


def test_the_currency_is_kept_in_the_address_and_over_a_change_of_company(root):
    at = open_in(root, "dollar")
    assert at.session_state["session"].currency.name == "dollar"
    assert "dollars" in " ".join(texts(at)) and "bn yuan" not in " ".join(texts(at))
    other = open_in(root, "euro")
    assert other.session_state["session"].currency.name == "yuan"
    warnings = [ESCAPE.sub(r"\1", warning.value) for warning in other.warning]
    assert any("“money-in” cannot be “euro”" in text for text in warnings)


def test_the_editor_of_rounds_is_in_dollars_and_writes_yuan(both):
    in_yuan, in_dollars = (go(at, "pages/ownership.py") for at in both)
    before, after = (editor_of(at) for at in (in_yuan, in_dollars))
    assert "yuan" in before.proto.columns and "yuan" not in after.proto.columns
    assert after.proto.columns.count("bn dollars") == 2
    for column in ("money", "valuation"):
        values = [editor.value[column].astype(float).to_numpy() for editor in (before, after)]
        np.testing.assert_allclose(values[1] * rate(in_dollars), values[0], rtol=1e-5)


def editor_of(at):
    """The table of rounds on the page."""
    (editor,) = (frame for frame in at.dataframe if frame.proto.editing_mode)
    return editor
