"""A latency target that no platform, or not the story's, can keep: pages are drawn, and words tell that the cost is not defined.

An undefined value is not drawn at zero in any figure: a line has a gap, a bar is missing, and words stand in its place.
"""

import re

import pytest
from support.app_driver import go, overrides, sound, start
from support.figure_faults import NO_FIGURE, all_faults, charts_of, plain
from support.paths import ROOT

from app.frame.navigation import PAGES

NOBODY = {"latency_promise.chat": "1"}  # ms a token
NOT_THE_STORYS = {"latency_promise.chat": "12"}
NEARLY_NOBODY = {"latency_promise.chat": "7.5"}  # one chip, and not at the high end of its latency


@pytest.fixture(scope="module", params=[NOBODY, NOT_THE_STORYS], ids=["nobody", "not the story's"])
def opened(request):
    """The changes, and one session for all pages."""
    return request.param, start(ROOT, **request.param)


@pytest.mark.sweep
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_drawn(opened, path):
    changes, app = opened
    go(app, path)
    assert not app.exception and not app.error, path
    assert overrides(app) == {key: float(value) for key, value in changes.items()}
    assert not all_faults(app)


@pytest.mark.parametrize("tab", ["Context and speed", "Over time", "What changed it"])
def test_every_tab_of_inference_cost_is_drawn(opened, tab):
    _, app = opened
    go(app, "pages/inference_cost.py")
    app.session_state["ui_cost_tabs"] = tab
    assert not all_faults(sound(app.run()))


@pytest.mark.parametrize("changes", [NOBODY, NEARLY_NOBODY], ids=["nobody", "nearly nobody"])
@pytest.mark.parametrize("outcome", ["Serving cost of V4-Pro", "Gross margin"])
def test_figures_of_an_outcome_that_is_not_always_defined(outcome, changes):
    app = go(start(ROOT, **changes, **{"matters-outcome": outcome}), "pages/what_matters.py")
    assert app.selectbox(key="matters-outcome").value == outcome and not all_faults(app)
    if changes is NOBODY:
        app.session_state["ui_matters_more"] = (
            True  # the other levers are drawn when they are asked for
        )
        sound(app.run())
        assert not list(charts_of(app))
        words = [plain(caption.value) for caption in app.caption]
        assert words.count(NO_FIGURE) == 1 + len(app.sidebar.slider)


def test_inference_cost_says_in_words_what_is_not_defined(opened):
    changes, app = opened
    go(app, "pages/inference_cost.py")
    words = " ".join(warning.value for warning in app.warning).replace("\\", "")  # of Markdown
    assert "too slow for Chat with V4-Pro" in words and "Its cost is not defined" in words
    assert ("No platform can serve V4-Pro" in words) == (changes is NOBODY)


def test_inference_cost_has_words_in_the_place_of_what_is_not_defined(opened):
    changes, app = opened
    go(app, "pages/inference_cost.py")
    by_title = {title: (data, caption) for title, _, data, _, caption in charts_of(app)}
    markdown = " ".join(plain(block.value) for block in app.markdown)
    costs, caption = by_title["Cost of V4-Pro output by platform"]
    bars = next((title for title in by_title if title.startswith("Where the cost")), None)
    assert costs["before"].notna().all()
    assert "cannot serve V4-Pro. The cost there is not defined" in markdown
    if changes is NOBODY:
        assert costs["value"].isna().all() and caption == NO_FIGURE
        assert bars is None and "**Where the cost of output goes" in markdown
        return
    missing = set(costs.loc[costs["value"].isna(), "series"])
    assert missing and set(costs["series"]) - missing
    for data, words in (by_title[bars], (costs.dropna(subset="value"), caption)):
        head, _, names = words.rstrip(".").partition(": ")
        assert (
            head == "Not defined, and so not drawn" and set(re.split(", | and ", names)) == missing
        )
        assert not missing & set(data["platform" if data is by_title[bars][0] else "series"])
