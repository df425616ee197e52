"""The first visitor of a fresh server comes by a deep link."""

import pytest

from app.frame import navigation

DELAY = "delivery_delay.ascend_950dt"


@pytest.mark.parametrize("path", ["/funding_runway", "/stress_test"])
def test_a_deep_link_to_a_fresh_server_opens_the_page_in_its_frame(start_server, tabs, path):
    first = tabs(start_server()).open(path, **{DELAY: 9, "load_factor": 0.6})
    assert first.page.locator('[role="dialog"]').count() == 0, first.page.locator(
        '[role="dialog"]'
    ).inner_text()
    sections = first.page.locator('[data-testid="stTopNavSection"]')
    assert sections.all_inner_texts() == [name for name in navigation.SECTIONS if name]
    assert first.value() == 9
    first.carries(**{DELAY: "9", "load_factor": "0.6"})
    deep = first.headlines()
    first.go("Inference cost")
    assert first.value("load_factor") == 0.6 and first.value() == 9 and first.headlines() == deep
    assert not [line for line in first.console if line.startswith("error")], first.console


@pytest.mark.parametrize("path", ["/stress_test", "/what_matters"])
def test_the_problems_of_an_unusable_file_are_shown_to_the_first_visitor(
    start_server, tabs, tmp_path, path
):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[case]\ntitle = 1\n")
    app = tabs(start_server(ECON_CASE=str(wrong)))
    app.page.goto(app.address + path)
    app.expect(app.page.locator('[data-testid="stAlert"]')).to_contain_text(
        "wrong.toml cannot be used"
    )
    assert app.page.locator('[data-testid="stException"]').count() == 0


def test_an_unknown_page_address_gets_a_notice_and_the_overview(app):
    app.open("/no_such_page")
    assert "not found" in app.page.locator('[role="dialog"]').inner_text().lower()
