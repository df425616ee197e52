"""Rounds in the browser: one is added, changed in the table and removed; a reload and a copied address show the same."""

from support.plans import SHORT_OF_MONEY_QUERY
from support.reading import as_read

PATH = "/ownership"
MONEY = 3  # columns to the right of the name of a round
HIGH = 33  # pixels of a row
KEY = 100  # milliseconds from key to key: the table loses what is typed faster than a hand can


def look_at(app, tab):
    """Open a tab of the page."""
    app.page.get_by_role("tab", name=tab).click()
    return app.rest()


def payouts(app):
    """The words of the table of an exit, in its tab."""
    return look_at(app, "An exit").page.locator(".read", has_text="of its money").inner_text()


def matrix(app):
    """The words of the table of returns, in its tab."""
    look_at(app, "Returns")
    return app.page.locator(".read", has_text="year 8").inner_text()


def reach(app, grid, row, columns):
    """Open a cell of the table of rounds, `columns` columns to the right of the name, and return its text field.

    The table forgets a key that comes faster than it draws, so each key waits until the effect of the last one is seen.
    """
    grid.scroll_into_view_if_needed()
    grid.click(position={"x": 40, "y": HIGH * (row + 1.5)})
    for column in range(columns + 1):
        if column:
            app.page.keyboard.press("ArrowRight")
        app.expect(
            grid.locator(f'[id="glide-cell-{column}-{row}"][aria-selected="true"]')
        ).to_have_count(1)
    app.page.keyboard.press("Enter")
    return app.page.locator("[id^=gdg-overlay] :is(input, textarea)")


def confirm(app, text):
    """Leave a cell with the key of a user, once the table itself has taken what was typed."""
    app.expect(app.page.locator("[id^=gdg-overlay] .gdg-growing-entry > div").first).to_have_text(
        text
    )
    app.page.keyboard.press("Enter")
    return app.rest()


def write(app, row, columns, text):
    """Type into a cell of the table of rounds."""
    reach(app, app.page.locator(".stDataFrameGlideDataEditor").first, row, columns).fill(text)
    return confirm(app, text)


def money(app, row):
    """The money of a round, as the table states it for screen readers."""
    cells = (
        app.page.locator(".stDataFrameGlideDataEditor table tbody tr")
        .nth(row)
        .locator("td")
        .all_text_contents()
    )
    return cells[MONEY] if len(cells) > MONEY else ""


def add(app):
    app.page.get_by_role("button", name="Add a round").click()
    return app.rest()


def test_an_added_round_changes_dilution_runway_and_returns_and_is_kept_after_a_reload(
    app, tabs, server
):
    app.open(PATH, **SHORT_OF_MONEY_QUERY)
    sentence, runway, returned = (
        app.page.locator("h1").first.inner_text(),
        app.headlines()[4],
        matrix(app),
    )
    add(app).carries(**{"round_status.later": "3"}, **SHORT_OF_MONEY_QUERY)
    after = app.page.locator("h1").first.inner_text(), app.headlines()[4], matrix(app)
    assert after[0] != sentence and after[1] != runway and after[2] != returned
    app.page.reload()
    app.rest().carries(**{"round_status.later": "3"}, **SHORT_OF_MONEY_QUERY)
    assert (app.page.locator("h1").first.inner_text(), app.headlines()[4], matrix(app)) == after
    other = tabs(server)
    other.page.goto(app.page.url)
    assert other.rest().headlines() == app.headlines()
    app.page.get_by_role("button", name="Remove", exact=True).click()
    app.rest().carries(**SHORT_OF_MONEY_QUERY)
    assert app.headlines()[4] == runway and matrix(app) == returned


def test_a_changed_cell_is_kept_after_the_back_button(app):
    app.open(PATH)
    add(app)
    write(app, 1, MONEY, "90").carries(**{"round_status.later": "3", "round_amount.later": "90"})
    assert "140 bn yuan" in as_read(app.page.locator("h1").first.inner_text())
    app.go("Funding runway").page.go_back()
    app.page.wait_for_url("**/ownership*")
    app.carries(**{"round_status.later": "3", "round_amount.later": "90"})
    assert "140 bn yuan" in as_read(app.page.locator("h1").first.inner_text())


def test_an_invalid_cell_gets_a_sentence_blocks_nothing_and_can_be_corrected(
    app,
):
    app.open(PATH)
    add(app)
    before = app.headlines()
    write(app, 1, MONEY, "9000")
    alert = app.page.locator('[data-testid="stAlert"]')
    app.expect(alert).to_have_count(1)
    assert "must be between 0 and 500" in alert.inner_text() and app.headlines() == before
    app.carries(**{"round_status.later": "3"})
    later = {"round_status.later": "3", "round_pre_money.later": "600"}
    write(app, 1, MONEY + 1, "600").carries(**later)
    app.expect(alert).to_have_count(1)
    add(app).carries(**later, **{"round_status.third": "3"})
    app.expect(alert).to_have_count(1)
    app.until(lambda: money(app, 1) == "9000", "what waits outlives a round that is added")
    write(app, 1, MONEY, "60").carries(
        **later, **{"round_status.third": "3", "round_amount.later": "60"}
    )
    app.expect(alert).to_have_count(0)


def test_a_typed_cell_is_kept_when_a_round_is_added(app):
    app.open(PATH)
    typed = reach(app, app.page.locator(".stDataFrameGlideDataEditor").first, 0, MONEY)
    typed.fill("44")
    app.expect(typed).to_have_value("44")
    add(app).carries(**{"round_amount.first": "44", "round_status.later": "3"})
    app.until(
        lambda: [money(app, row) for row in (0, 1)] == ["44", "40"],
        "the table should show what was typed",
    )


def test_a_term_changed_beside_the_table_is_kept_after_another_round_another_page_and_a_reload(
    app,
):
    app.open(PATH)
    add(app)
    app.page.locator(".st-key-ui_rounds_terms summary").click()
    app.rest().choose("participation.first", "fully").carries(
        **{"round_status.later": "3", "participation.first": "fully"}
    )
    pays = payouts(app)
    app.choose("ui_rounds_termed", "Second round")
    app.choose("redemption_right.later", "exercised")
    both = {
        "round_status.later": "3",
        "participation.first": "1",
        "redemption_right.later": "exercised",
    }
    app.carries(**both)
    app.page.reload()
    app.rest()
    assert payouts(app) == pays
    app.go("Raising").page.go_back()
    app.page.wait_for_url("**/ownership*")
    app.until(
        lambda: app.query().keys() == both.keys(),
        "the address should carry both terms and the round",
    )


def test_a_refused_cell_leaves_the_address_unchanged(app):
    app.open(PATH)
    write(app, 0, MONEY, "60").carries(**{"round_amount.first": "60"})
    changed = {"round_amount.first": "60", "round_pre_money.first": "400"}
    write(app, 0, MONEY + 1, "400").carries(**changed)
    write(app, 0, MONEY + 3, "150")
    app.expect(app.page.locator('[data-testid="stAlert"]')).to_have_count(1)
    app.when("() => window.addressByHand.size === 0")  # all is carried
    app.carries(**changed)


def test_a_chosen_exit_is_kept_when_the_list_of_exits_grows(app):
    """A valuation of thousands makes larger exits of the slider; a small one that was asked for gives way in peace."""
    app.open(PATH, exit_value="30")
    app.until(
        lambda: "An exit at 30 bn yuan" in as_read(app.page.inner_text("body")),
        "the exit of the address is asked for",
    )
    write(app, 0, MONEY + 1, "5000").rest()
    app.until(lambda: "20,000" in matrix(app) or "10,000" in matrix(app), "the exits should grow")
    assert app.page.locator('[data-testid="stException"]').count() == 0
    app.page.reload()
    look_at(app.rest(), "An exit")
    assert app.page.locator(
        '[data-testid="stException"]'
    ).count() == 0 and "An exit at" in app.page.inner_text("body")


def test_half_a_billion_may_be_typed_without_a_leading_zero(app):
    app.open(PATH)
    for typed, carried in (
        (".5", "0.5"),
        ("9", "9"),  # the lever of the same number takes another form: of whole numbers
        ("200", "200"),  # and one that reaches further
        ("60.5", "60.5"),
        ("1,000", None),
        ("0,5", None),
    ):
        cell = reach(app, app.page.locator(".stDataFrameGlideDataEditor").first, 0, MONEY)
        cell.press("ControlOrMeta+a")
        cell.press_sequentially(typed, delay=KEY)
        confirm(app, typed)
        if carried:
            app.carries(**{"round_amount.first": carried})
            app.until(
                lambda wanted=carried: money(app, 0) == wanted,
                "the cell should show what is in force",
            )
        else:
            app.expect(app.page.locator('[data-testid="stAlert"]')).to_have_count(1)
            app.carries(**{"round_amount.first": "60.5"})
