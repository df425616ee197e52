"""The dialog of one number, and undo and redo, in a real browser: opened, gone down, back, closed; by button and by keyboard."""

import re

import pytest
from support.companies import COMPANIES

DELAY = "delivery_delay.ascend_950dt"
NUMBER = "open-number"
OTHER_COMPANY = list(COMPANIES.values())[1].label
PROFIT, OPENED_PROFIT = "Gross profit, 36\N{NO-BREAK SPACE}months", "path.gross_profit"


class Dialog:
    """The dialog of a number in the app, with what a reader does in it."""

    def __init__(self, app):
        self.app, self.expect = app, app.expect
        self.box = app.page.locator('[role="dialog"]')
        self.title = self.box.locator("h3")

    def shows(self, label, trail):
        """Wait until the dialog shows a number, and the address has the way to it."""
        self.expect(self.title).to_have_text(label)
        self.app.until(lambda: self.address() == trail, f"the address should have {trail}")
        return self

    def address(self):
        return self.app.address_parameters().get(NUMBER)

    def down(self, label):
        """Open one of the inputs."""
        self.box.locator("table").get_by_role("button", name=label, exact=True).click()

    def escape(self):
        self.app.page.keyboard.press("Escape")
        return self.is_closed()

    def is_closed(self):
        """Wait until the dialog is gone and the address is clean, and stays so once all is answered."""
        self.expect(self.box).to_have_count(0)
        self.app.until(lambda: self.address() is None, "the address should be clean")
        self.expect(self.box).to_have_count(0)
        assert self.address() is None
        return self


@pytest.fixture
def dialog(used_tab):
    """The dialog in the tab that tests use one after the other."""
    return Dialog(used_tab)


def in_strip(app, place):
    return app.page.locator(".st-key-ui_headlines a").nth(place)


def test_a_figure_of_the_strip_opens_its_number_by_its_name_and_by_its_value(app, dialog):
    app.open("/", **{DELAY: 6})
    in_strip(app, 2).click()
    dialog.shows(PROFIT, OPENED_PROFIT)
    for part in ("Formula", "Its largest months", "What it feeds"):
        dialog.expect(dialog.box.get_by_role("heading", name=part, exact=True)).to_be_visible()
    graph = dialog.box.get_by_role("heading", name="What it comes from, three steps back")
    dialog.expect(graph).to_be_visible()
    dialog.expect(dialog.box.locator("pre")).to_have_text(
        "profit_over = gross_profit[:months].sum()"
    )
    dialog.expect(dialog.box.locator(".graph .column")).to_have_count(4)
    dialog.expect(dialog.box.locator(".value strong")).to_have_text(app.headlines()[2])
    dialog.escape()
    app.page.locator(".st-key-ui_headlines [data-testid=stMetricValue]").nth(2).click()
    dialog.shows(PROFIT, OPENED_PROFIT).escape()
    app.carries(**{DELAY: "6"})


def test_a_cell_of_a_statement_opens_its_number_over_the_year_of_its_column(app, dialog):
    app.open("/funding_runway")
    app.page.get_by_role("tab", name="Statements").click()
    cell = app.rest().page.locator('.ledger td [data-number^="revenue@"]').nth(1)
    head, key = (
        cell.locator("xpath=..").get_attribute("data-head"),
        cell.get_attribute("data-number"),
    )
    cell.click()
    dialog.shows("Revenue", key)
    first, last = head.split(" to ")
    dialog.expect(dialog.box.locator(".value")).to_contain_text(f"from {first} to {last}")
    dialog.box.locator("table button").last.click()
    dialog.expect(dialog.box.locator("nav li")).to_have_count(2)
    dialog.escape()


def test_the_list_of_quantities_opens_one(app, dialog):
    app.open("/funding_runway")
    app.page.locator('[class*="st-key-ui_open_"] summary').click()
    app.rest().choose("ui_number_funding", "Runway")
    dialog.shows("Runway", "runway").escape()


def test_an_address_opens_its_number_with_the_way_to_it_and_a_reload_keeps_it(app, dialog):
    app.open("/", **{NUMBER: "gross_profit,revenue", DELAY: 6})
    dialog.shows("Revenue", "gross_profit,revenue")
    dialog.expect(dialog.box.locator("nav li")).to_have_count(2)
    app.page.reload()
    app.rest()
    dialog.shows("Revenue", "gross_profit,revenue").escape()
    app.carries(**{DELAY: "6"})
    app.page.reload()
    app.rest()
    dialog.is_closed()


def test_an_address_of_no_number_says_so(app, dialog):
    app.open("/", **{NUMBER: "<b>no_such_number</b>"})
    dialog.expect(dialog.box.locator('[data-testid="stAlert"]')).to_contain_text("no number")
    dialog.escape()


def test_numbers_and_bars_of_the_overview_open_by_click_and_by_key(shown, dialog):
    app = shown.show()
    values = app.page.locator('[data-figure="cash"] .overview-values [role="button"]')
    for number in (values.first, values.last):
        shown, key = number.inner_text(), number.get_attribute("data-number")
        number.click()
        dialog.shows("Cash", key)
        dialog.expect(dialog.box.locator(".value strong")).to_contain_text(shown)
        dialog.escape()
    number.focus()
    app.page.keyboard.press("Enter")
    dialog.shows("Cash", key).escape()
    bar = app.page.locator(".overview-bars th button").first
    bar.click()
    dialog.expect(dialog.box.locator("dt", has_text="Source")).to_be_visible()
    dialog.escape()


def test_a_number_leads_down_to_its_causes_and_back(shown, dialog):
    app = shown.show()
    in_strip(app, 2).click()
    dialog.shows(PROFIT, OPENED_PROFIT)
    dialog.box.locator("table button").first.click()
    dialog.expect(dialog.title).to_have_text("Gross profit")
    dialog.down("Revenue")
    dialog.expect(dialog.title).to_have_text("Revenue")
    way = re.compile(r"path.gross_profit,gross_profit@\d{4}-\d\d,revenue")
    app.until(lambda: way.fullmatch(dialog.address() or ""), "the address should have the month")
    dialog.box.locator(".graph button", has_text=re.compile("^Breakage")).first.click()
    dialog.expect(dialog.box.locator("nav li")).to_have_count(4)
    dialog.box.locator("nav").get_by_role("button", name=PROFIT).click()
    dialog.shows(PROFIT, OPENED_PROFIT)
    dialog.expect(dialog.box.locator("nav")).to_have_count(0)
    dialog.escape()


def test_a_click_goes_on_from_the_number_that_is_shown_where_the_address_still_has_the_one_before(
    shown, dialog
):
    app = shown.show()
    in_strip(app, 2).click()
    dialog.shows(PROFIT, OPENED_PROFIT)
    before = app.page.url
    dialog.box.locator("table button").first.click()
    dialog.expect(dialog.title).to_have_text("Gross profit")
    app.until(lambda: dialog.address() != OPENED_PROFIT, "the address should follow")
    app.page.evaluate("url => window.history.replaceState(window.history.state, '', url)", before)
    dialog.down("Revenue")
    dialog.expect(dialog.title).to_have_text("Revenue")
    dialog.expect(dialog.box.locator("nav li")).to_have_count(3)
    dialog.escape()


@pytest.mark.parametrize("frames", range(0, 12, 3))
def test_escape_closes_also_what_has_not_come_yet(shown, dialog, frames):
    """The dialog of the number below is on its way when Escape is pressed, some frames of the browser after the click."""
    app = shown.show()
    in_strip(app, 2).click()
    dialog.shows(PROFIT, OPENED_PROFIT)
    dialog.box.locator("table button").first.click()
    for _ in range(frames):
        app.page.evaluate("() => new Promise(requestAnimationFrame)")
    dialog.escape()
    in_strip(app, 2).click()
    dialog.shows(PROFIT, OPENED_PROFIT).escape()


def test_escape_closes_where_nothing_has_the_focus(shown, dialog):
    app = shown.show()
    in_strip(app, 2).click()
    dialog.shows(PROFIT, OPENED_PROFIT)
    app.page.evaluate("document.activeElement.blur()")
    dialog.escape()


OPENERS = {
    "the name of a figure": ".st-key-ui_headlines a",
    "its value": '.st-key-ui_headlines [data-testid="stMetricValue"]',
    "a cell": '.read [data-number="runway"]',
}


def test_a_cell_of_a_table_opens_its_number(shown, dialog):
    app = shown.show("/funding_runway")
    cell = app.page.locator('.read [data-number="runway"]').first
    cell.click()
    dialog.shows("Runway", "runway").escape()


@pytest.mark.parametrize("opener", OPENERS)
def test_the_focus_goes_into_the_dialog_and_back_to_the_number(shown, dialog, opener):
    app = shown.show("/funding_runway")
    number = app.page.locator(OPENERS[opener]).first
    number.click()
    dialog.expect(dialog.title).to_be_visible()
    inside = "document.querySelector('[role=dialog]')?.contains(document.activeElement)"
    app.page.wait_for_function(inside)
    app.until(dialog.address, "the address should have the number")
    way = dialog.address()
    app.page.locator('[role="dialog"] table button').first.focus()
    app.page.keyboard.press("Enter")
    dialog.expect(dialog.box.locator("nav")).to_be_visible()
    app.page.wait_for_function(
        "document.activeElement === document.querySelector('[role=dialog] h3')"
    )
    app.page.keyboard.press("Shift+Tab")
    app.page.keyboard.press("Enter")
    dialog.expect(dialog.box.locator("nav")).to_have_count(0)
    app.until(lambda: dialog.address() == way, "the address should be that of the first number")
    dialog.escape()
    app.page.wait_for_function(
        "key => document.activeElement.matches(`[data-number='${key}'], a[href$='=${key}']`)",
        arg=way,
    )


def test_screen_readers_read_names_without_marks(shown):
    app = shown.show("/funding_runway")
    app.page.wait_for_function(
        r"() => ![...document.querySelectorAll('[aria-label]')].some("
        r"node => /\\[^\w\s]|\]\(|\*\*/.test(node.getAttribute('aria-label')))"
    )
    strip = app.page.locator(".st-key-ui_headlines, .st-key-ui_stage_figures")
    names = strip.locator("button[aria-label]").evaluate_all(
        "buttons => buttons.map(button => button.getAttribute('aria-label'))"
    )
    assert len(names) == 10 and all(name.startswith("Help for ") for name in names)


def test_a_click_for_another_tab_opens_the_number_there_with_the_scenario(app, dialog):
    app.open("/", **{DELAY: 6})
    with app.context.expect_page() as opened:
        in_strip(app, 2).click(modifiers=["Control"])
    url = opened.value.url
    opened.value.close()
    assert f"{NUMBER}={OPENED_PROFIT}" in url and f"{DELAY}=6" in url
    dialog.is_closed()


def test_undo_and_redo_by_button_and_by_keyboard(app):
    app.open().press(times=6).carries(**{DELAY: "6"})
    late = app.headlines()
    app.keyed("ui_undo").locator("button").first.click()
    app.carries()
    assert app.value() == 0 and app.headlines() != late
    app.keyed("ui_redo").locator("button").first.click()
    app.carries(**{DELAY: "6"})
    assert app.value() == 6 and app.headlines() == late
    app.page.locator("h1").click()
    app.page.keyboard.press("Control+z")
    app.carries()
    app.page.keyboard.press("Control+Shift+z")
    app.carries(**{DELAY: "6"})
    assert app.headlines() == late


def test_reset_and_another_company_are_undone_from_the_list(app):
    app.open("/", stress="price-war", **{DELAY: 6})
    opened, query = app.headlines(), app.query()
    app.page.get_by_role("button", name="Reset all").first.click()
    app.carries()
    app.choose("company", OTHER_COMPANY)
    app.until(lambda: app.query().get("company"), "the address should name the company")
    app.keyed("ui_history").locator("button").first.click()
    app.page.get_by_role("menuitem", name="As it was opened").click()
    app.until(lambda: app.query() == query, "the first state should be back")
    assert app.headlines() == opened


def test_the_keys_of_undo_take_back_a_choice_from_a_list(app):
    app.open()
    opened, query = app.headlines(), app.query()
    app.choose("company", OTHER_COMPANY)
    app.until(lambda: app.query().get("company"), "the address should name the company")
    app.page.keyboard.press("Control+z")
    app.until(lambda: app.query() == query, "the company should be back")
    assert app.headlines() == opened
    app.keyed("case").get_by_text("November 2026").click()
    app.until(lambda: app.query().get("case"), "the address should name the case")
    app.page.keyboard.press("Control+z")
    app.until(lambda: app.query() == query, "the case should be back")
    app.choose("stress", "Price war")
    app.until(lambda: app.query().get("stress"), "the address should name the stress")
    app.page.keyboard.press("Control+z")
    app.until(lambda: app.query() == query, "the stress should be gone")


def test_the_keys_of_undo_in_a_field_undo_what_is_typed_there(app):
    app.open("/assumptions", **{DELAY: 3})
    app.press(times=3).carries(**{DELAY: "6"})
    field = app.keyed("ui_search").locator("input")
    field.click()
    field.press_sequentially("rent")
    app.page.keyboard.press("Control+z")
    app.rest().carries(**{DELAY: "6"})
