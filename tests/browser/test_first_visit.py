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
    assert sections.all_inner_texts() == [
        navigation.section_title(section) for section in navigation.SECTIONS if section
    ]
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


def test_the_tour_moves_a_lever_takes_it_back_and_ends_with_an_open_number(app):
    app.open()
    before = app.headlines()
    app.keyed("ui_first_tour").locator("button").click()
    dialog = app.page.locator('[role="dialog"]')
    app.expect(dialog).to_contain_text("Step 1 of 4")
    app.keyed("ui_tour_1").locator("button").click()
    app.expect(dialog).to_contain_text("Step 2 of 4")
    app.until(lambda: app.value() > 0 and app.headlines() != before, "the lever has moved")
    app.keyed("ui_tour_2").locator("button").click()
    app.expect(dialog).to_contain_text("Step 3 of 4")
    app.rest().keyed("ui_tour_3").locator("button").click()
    app.expect(dialog).to_contain_text("Step 4 of 4")
    app.until(lambda: app.value() == 0 and app.headlines() == before, "all is as before")
    app.keyed("ui_tour_4").locator("button").click()
    app.expect(dialog.locator("code").first).to_be_visible()
    app.page.keyboard.press("Escape")
    app.expect(dialog).to_have_count(0)
    app.expect(app.keyed("ui_first_visit")).to_have_count(0)
    app.until(lambda: app.query() == {}, "the address is as before")
    assert not [line for line in app.console if line.startswith("error")], app.console
