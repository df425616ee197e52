"""The map of months and depths in the browser: it fills, it is clicked, and a lever does not wait for it."""

import time

PATH = "/price_cut_timing"
CELLS = ".role-mark.mark-rect path"  # and not the gradient of the legend


def the_map(app):
    return app.page.locator('[data-testid="stVegaLiteChart"]', has_text="month of the cut").first


def test_a_click_on_a_cell_makes_it_the_scenario_and_leads_back(app):
    app.open(PATH)
    before = app.headlines()
    cells = the_map(app).locator(CELLS)
    app.expect(cells).to_have_count(2 * 36 * 9)
    cells.nth(36 * 9 + 36 * 6 + 30).click()  # of the layer that is clicked: a cut of 60 % in the thirty-first month
    app.until(lambda: app.query().get("cut_depth.pro") == "0.6" or "cut_month.pro" in app.query(), "the address carries the cell")
    assert app.query()["cut_month.pro"] == "30" and app.query()["cut_rule.pro"] in ("0", "on a date")
    assert app.rest().headlines() != before
    assert "if the" in app.page.locator("h4").first.inner_text().lower()
    app.go("API price").carries(**{"cut_month.pro": "30"})


def test_a_lever_moved_while_the_map_fills_is_answered_at_once(app):
    app.open(PATH)
    began = time.monotonic()
    for _ in range(3):
        app.press(times=1)
    app.until(lambda: app.query().get("delivery_delay.ascend_950dt") == "3", "the lever has moved")
    app.until(lambda: "6 Mar" in app.page.inner_text("body") or app.headlines(), "headlines follow")
    assert time.monotonic() - began < 5.0
    app.rest()
    app.expect(the_map(app).locator(CELLS)).to_have_count(2 * 36 * 9)


def test_the_views_and_objectives_are_kept_between_pages(app):
    app.open(PATH)
    app.page.get_by_text("regret", exact=True).click()
    app.rest()
    app.go("API price").go("Price-cut timing")
    assert the_map(app).inner_text().find("regret") >= 0


def test_the_same_cell_can_be_taken_again_after_a_reset_and_so_can_the_best_one(app):
    app.open(PATH)
    for _ in range(2):
        cells = the_map(app).locator(CELLS)
        app.expect(cells).to_have_count(2 * 36 * 9)
        cells.nth(36 * 9 + 36 * 6 + 30).click()
        app.until(lambda: app.query().get("cut_month.pro") == "30", "the address carries the cell")
        app.rest().page.get_by_role("button", name="Reset").click()
        app.until(lambda: "cut_month.pro" not in app.query(), "the case is as in the file")
        app.rest()
