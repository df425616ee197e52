"""Validation: whatever figures the page quotes, it says whose they are."""

import re

import pytest
from streamlit.testing.v1 import AppTest
from support.companies import CASES
from support.paths import ROOT

from econ.roofline.publications import publication

NAMES = [path.stem for path in (ROOT / "data").glob("*.toml")]
# Publications of one source; a set of measurements names the source of each point in its row.
PUBLICATIONS = [name for name in NAMES if "source" in publication(name) and name != "decode"]


@pytest.fixture(scope="module", params=CASES)
def page_texts(request):
    """The texts of the page for a company that ships, as they are read."""
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    at.query_params["company"] = request.param
    at.run().switch_page("pages/validation.py").run()
    assert not at.exception and not at.error
    texts = []
    for tab in [tab.label for tab in at.tabs]:
        at.session_state["ui_validation_tabs"] = tab
        at.run()
        assert not at.exception and not at.error, tab
        texts += [element.value for element in (*at.main.markdown, *at.main.caption)]
    return [re.sub(r"\\(\W)", r"\1", text) for text in texts]


def test_every_publication_that_is_shown_is_named(page_texts):
    assert len(PUBLICATIONS) == 3
    for name in PUBLICATIONS:
        if f"**{publication(name)['title']}**" in page_texts:
            assert any(publication(name)["source"] in text for text in page_texts), name


def test_no_sentence_quotes_a_report_without_its_name(page_texts):
    for text in page_texts:
        assert not re.search(r"\b[Tt]he report\b|\{\w+\}", text), text


@pytest.mark.parametrize("note", ["note", "overlap"])
def test_a_note_of_what_is_compared_begins_with_its_source(note):
    assert publication("compared")[note].startswith("The {source} gives ")


def test_what_is_left_out_is_quoted_with_its_publishers():
    left_out = publication("decode")["left_out"]
    for figure, publisher in (("5,700", "LMSYS and Ant Group"), ("3,072", "vLLM blog")):
        assert f"({publisher}: {figure}" in left_out
