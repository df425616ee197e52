"""A tile of a strip and the dialog that it opens begin with the same number; a trail of numbers keeps month and run."""

import re

import pytest
from support.app_driver import DELAY, go, headlines, sound, start
from support.reading import as_read
from support.sampling import some_pages

from app.frame.navigation import PAGES
from app.markdown import plain
from app.parts import number_dialog
from econ.case.calendar import month_start
from econ.decisions.closing_raise import closing_raise
from econ.decisions.default_alive import without_new_money
from econ.views.path_figures import PATH_KEYS, RUNWAY_FIGURES
from econ.views.sentences.funding_captions import closing_raise_sentences

PRESETS = ("April 2026", "November 2026")
VALUE = re.compile(r'<p class="value"><strong>(.*?)</strong> (.*?)</p>')
LINK = re.compile(rf"\(\?{number_dialog.NAME}=(.*?)\)$")


def tiles(at):
    """The number that each tile of the page opens, and what the tile shows."""
    return {LINK.search(metric.label)[1]: metric.value for metric in at.metric}


def opened(at, trail):
    """The number that the dialog of a trail begins with, and its period."""
    at.session_state["session"].number_open = trail
    sound(at.run())
    bodies = [block.proto.body for block in at.get("html") if 'class="value"' in block.proto.body]
    assert len(bodies) == 1, trail
    return VALUE.search(bodies[0]).groups()


@pytest.mark.parametrize("preset", PRESETS)
def test_a_dialog_begins_with_the_number_of_its_tile(root, preset):
    at = start(root, case=preset, **{DELAY: "6"})
    shown = {}
    for page in some_pages(PAGES, "numbers of the strips"):
        shown |= tiles(go(at, page))
    go(at, "pages/assumptions.py")
    assert set(PATH_KEYS) < set(shown) and len(shown) > 20
    for key, value in shown.items():
        assert opened(at, key)[0] == value, key


def month_of(at, trail):
    return as_read(opened(at, trail)[1])


def test_what_is_opened_on_the_way_keeps_the_month_and_the_run(root, case):
    at = start(root)
    assert month_of(at, "path.gross_profit,gross_profit@2029-03,revenue") == "in Mar 2029"
    assert (
        month_of(at, "gross_profit,revenue")
        == f"in {case.month_name(case.month_shown('april-2026'))}"
    )
    closed = month_of(at, "path.closed_runway,cash@2026-12~closed-money,revenue@2026-11")
    assert closed == "in Nov 2026, without the rounds that have not closed"
    other = month_of(at, "cash@2027-01~november-2026,revenue")
    assert other == "in Jan 2027, in the case November 2026 as it is in its file"
    assert opened(at, "cash@2026-12~closed-money")[0].startswith("−")


def test_closed_money_is_gone_in_the_month_of_its_tile(root, case):
    at = start(root)
    month = next(m for m in range(case.months) if case.month_name(m) == as_read(headlines(at)[3]))
    before, then = (
        opened(at, f"cash@{month_start(case.start, place):%Y-%m}~closed-money")[0]
        for place in (month - 1, month)
    )
    assert not before.startswith("−") and then.startswith("−")


@pytest.mark.parametrize(
    ("trail", "words"),
    [
        ("cash@1999-01", "outside the horizon"),
        ("cash@soon", "month is written like"),
        ("cash~no-such-case", "no preset"),
        ("path.nothing", "no number"),
    ],
)
def test_a_month_or_a_run_that_is_not_there_gets_a_sentence(root, trail, words):
    at = start(root, **{number_dialog.NAME: trail})
    assert any(words in warning.value for warning in at.warning)


def test_the_dialog_of_a_runway_says_what_must_be_raised(root, case):
    """In the words of *Funding runway*; the dialog of another figure of the path does not."""
    at = start(root, **{DELAY: "6"})
    scenario = case.scenario(overrides={DELAY: 6})
    bare = without_new_money(scenario)
    wanted = " ".join(closing_raise_sentences(case, closing_raise(bare)))
    for key in RUNWAY_FIGURES:
        opened(at, key)
        assert plain(wanted) in [text.value for text in at.markdown]
    opened(at, "path.gross_profit")
    assert plain(wanted) not in [text.value for text in at.markdown]
    go(at, "pages/funding_runway.py")
    assert plain(wanted) in [text.value for text in at.markdown]
