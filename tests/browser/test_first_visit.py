"""The first visitor of a fresh server comes by a deep link."""

import pytest

DELAY = "delivery_delay.ascend_950dt"
PATHS = ("/compute_supply", "/inference_cost", "/api_price", "/funding_runway", "/assumptions")


@pytest.mark.parametrize("path", ["/funding_runway", "/assumptions"])
def test_a_deep_link_to_a_fresh_server_opens_the_page_in_its_frame(start_server, tabs, path):
    first = tabs(start_server()).open(path, **{DELAY: 9, "load_factor": 0.6})
    assert first.page.locator('[role="dialog"]').count() == 0, first.page.locator(
        '[role="dialog"]'
    ).inner_text()
    assert first.page.locator('[data-testid="stTopNavLink"]').count() == 14
    assert first.value() == 9
    first.carries(**{DELAY: "9", "load_factor": "0.6"})
    deep = first.headlines()
    first.go("Inference cost")
    assert first.value("load_factor") == 0.6 and first.value() == 9 and first.headlines() == deep
    assert not [line for line in first.console if line.startswith("error")], first.console


@pytest.mark.parametrize("path", PATHS)
def test_every_page_can_be_opened_by_its_address(app, path):
    app.open(path, **{DELAY: 12})
    assert app.value() == 12
    assert app.page.locator('[role="dialog"]').count() == 0


def test_an_address_of_no_page_says_so_and_shows_the_overview(app):
    app.open("/no_such_page")
    assert "not found" in app.page.locator('[role="dialog"]').inner_text().lower()
