"""A latency target that no platform, or not the story's, can keep: pages are drawn, and words tell that the cost is not defined."""

import pytest
from support.app_driver import go, overrides, start
from support.paths import ROOT

from app.frame import PAGES

NOBODY = {"latency_promise.chat": "1"}  # ms a token
NOT_THE_STORYS = {"latency_promise.chat": "12"}


@pytest.fixture(scope="module", params=[NOBODY, NOT_THE_STORYS], ids=["nobody", "not the story's"])
def opened(request):
    """The changes, and one session for all pages."""
    return request.param, start(ROOT, **request.param)


@pytest.mark.parametrize(("path", "title"), PAGES)
def test_every_page_is_drawn(opened, path, title):
    changes, app = opened
    go(app, path)
    assert not app.exception and not app.error, title
    assert overrides(app) == {key: float(value) for key, value in changes.items()}


def test_inference_cost_says_in_words_what_is_not_defined(opened):
    changes, app = opened
    go(app, "pages/inference_cost.py")
    words = " ".join(warning.value for warning in app.warning).replace("\\", "")  # of Markdown
    assert "Promises that cannot be kept" in words and "its cost is not defined" in words
    assert ("No platform can serve V4-Pro" in words) == (changes is NOBODY)
