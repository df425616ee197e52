"""Rounds in the browser: one is added, changed in the table and removed; a reload and a friend see the same."""

PATH = "/ownership"
MONEY, HIGH = 3, 33  # columns to the right of the name of a round, and how many pixels a row is high


def matrix(app):
    """The words of the table of returns."""
    return app.page.locator(".read", has_text="year 8").inner_text()


def write(app, row, columns, text):
    """Type into a cell of the table of rounds, so many columns to the right of the name."""
    grid = app.page.locator(".stDataFrameGlideDataEditor").first
    grid.scroll_into_view_if_needed()
    grid.click(position={"x": 40, "y": HIGH * (row + 1.5)})
    for _ in range(columns):
        app.page.keyboard.press("ArrowRight")
        app.page.wait_for_timeout(50)  # the table forgets keys that come faster than it draws
    app.page.keyboard.press("Enter")
    app.page.locator("[id^=gdg-overlay] input").fill(text)
    app.page.keyboard.press("Enter")
    return app.rest()


def add(app):
    app.page.get_by_role("button", name="Add a round").click()
    return app.rest()


def test_a_round_that_is_added_moves_dilution_runway_and_returns_and_outlives_a_reload(app, tabs, server):
    app.open(PATH)
    sentence, runway, returned = app.page.locator("h4").first.inner_text(), app.headlines()[4], matrix(app)
    add(app).carries(**{"round_status.later": "3"})
    after = app.page.locator("h4").first.inner_text(), app.headlines()[4], matrix(app)
    assert after[0] != sentence and after[1] != runway and after[2] != returned
    app.page.reload()
    app.rest().carries(**{"round_status.later": "3"})
    assert (app.page.locator("h4").first.inner_text(), app.headlines()[4], matrix(app)) == after
    other = tabs(server)
    other.page.goto(app.page.url)
    assert other.rest().headlines() == app.headlines()
    app.page.get_by_role("button", name="Remove", exact=True).click()
    app.rest().carries()
    assert app.headlines()[4] == runway and matrix(app) == returned


def test_a_cell_is_changed_and_the_back_button_loses_nothing(app):
    app.open(PATH)
    add(app)
    write(app, 1, MONEY, "90").carries(**{"round_status.later": "3", "round_amount.later": "90"})
    assert "140 bn yuan" in app.page.locator("h4").first.inner_text()
    app.go("Funding runway").page.go_back()
    app.page.wait_for_url("**/ownership*")
    assert app.rest().query() == {"round_status.later": "3", "round_amount.later": "90"}
    assert "140 bn yuan" in app.page.locator("h4").first.inner_text()


def test_what_cannot_be_typed_gets_a_sentence_and_is_put_right_in_the_same_cell(app):
    app.open(PATH)
    add(app)
    before = app.headlines()
    write(app, 1, MONEY, "9000")
    said = app.page.locator('[data-testid="stAlert"]')
    app.expect(said).to_have_count(1)
    assert "Second round must be between 0 and 500" in said.inner_text() and app.headlines() == before
    app.carries(**{"round_status.later": "3"})
    write(app, 1, MONEY, "60").carries(**{"round_status.later": "3", "round_amount.later": "60"})
    app.expect(said).to_have_count(0)
