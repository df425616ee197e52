"""A model too large for the memory of every chip: pages are drawn, and the change stays in force."""

import pytest
from support.app_driver import STRIPS, go, overrides, start
from support.figure_faults import all_faults
from support.paths import ROOT

from app.frame.navigation import PAGES

TOO_LARGE = {"active_parameters.v4_pro": "2000", "active_parameters.v4_flash": "2000"}


@pytest.fixture(scope="module")
def app():
    """One session for all pages."""
    return start(ROOT, **TOO_LARGE)


@pytest.mark.sweep
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_drawn(app, path):
    go(app, path)
    assert not app.exception and not app.error, path
    assert len(app.metric) in STRIPS
    assert overrides(app) == {key: float(value) for key, value in TOO_LARGE.items()}
    assert not all_faults(app)
