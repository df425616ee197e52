"""The stress test in the browser: every control once, figures that are drawn, and bad input that loses nothing."""

from support.sampling import BROWSER_FUTURES

PATH = "/stress_test"
FIGURES = '[data-testid="stVegaLiteChart"]'
DOTS = ".role-mark.mark-symbol path"


def caption(app):
    """The caption of the futures; empty while a page is drawn again and has the old one too."""
    captions = app.page.locator('[data-testid="stCaptionContainer"]', has_text="futures of")
    return [*captions.all_inner_texts(), ""][0] if captions.count() < 2 else ""


def settled(app, count=f"{BROWSER_FUTURES:,}"):
    """Wait until `count` futures are drawn."""
    app.until(lambda: caption(app).startswith(f"{count} futures"), f"{count} futures are drawn")
    return app


def type_in(app, key, text):
    field = app.keyed(key).locator("input")
    field.fill(text)
    field.press("Enter")
    return app


def test_every_control_of_the_page_works(app):
    settled(app.open(PATH))
    figures = app.page.locator(FIGURES)
    app.expect(figures).to_have_count(3)
    app.expect(figures.nth(2).locator(DOTS)).to_have_count(50)
    calm = app.page.locator("h1", has_text="the money lasts").first.inner_text()
    for title in ("Price war", "The round does not close"):
        app.keyed("ui_stress_pills").get_by_text(title, exact=True).click()
        app.rest()
    app.until(
        lambda: "Price war" in app.page.url.replace("+", " "), "the address carries the stresses"
    )
    settled(app)
    assert (
        "In the baseline" in app.page.locator("h1", has_text="the money lasts").first.inner_text()
    )
    app.expect(app.keyed("stress").get_by_text("Price war", exact=True).first).to_be_visible()
    for title in ("Price war", "The round does not close"):
        app.keyed("ui_stress_pills").get_by_text(title, exact=True).click()
        app.rest()
    app.until(
        lambda: app.page.locator("h1", has_text="the money lasts").first.inner_text() == calm,
        "all is as before",
    )
    settled(type_in(app, "futures-count", "256"), "256")
    type_in(app, "futures-seed", "7").until(lambda: "seed 7" in caption(app), "the seed is shown")
    app.page.get_by_text("Open a number").first.click()
    app.rest().choose("ui_number_funding", "Runway")
    dialog = app.page.locator('[role="dialog"]')
    app.expect(dialog.locator("code", has_text="runway").first).to_be_visible()
    app.page.keyboard.press("Escape")
    app.expect(dialog).to_have_count(0)
    app.rest()
    app.go("Overview").go("Many futures")
    settled(app, "256")


def test_a_lever_updates_the_figures_in_place_and_the_console_stays_empty(app):
    settled(app.open(PATH))
    drawn = app.page.locator(f"{FIGURES} svg")
    app.expect(drawn).to_have_count(3)
    app.console.clear()
    before = app.page.locator(FIGURES).first.locator(".mark-line path").first.get_attribute("d")
    app.press(times=6).until(
        lambda: app.query().get("delivery_delay.ascend_950dt") == "6", "the lever has moved"
    )
    settled(app)
    app.until(
        lambda: (
            app.page.locator(FIGURES).first.locator(".mark-line path").first.get_attribute("d")
            != before
        ),
        "the fan follows",
    )
    assert app.console == [] and app.outside == []


def test_an_invalid_number_of_futures_gets_a_sentence_and_the_scenario_is_kept(app):
    settled(app.open(PATH, **{"delivery_delay.ascend_950dt": 6}))
    for typed in ("0", "1000000000000", "lots"):
        type_in(app, "futures-count", typed).rest()
        app.expect(app.page.locator('[data-testid="stAlert"]')).to_have_count(1)
        assert app.query()["delivery_delay.ascend_950dt"] == "6" and app.value() == 6.0
    settled(type_in(app, "futures-count", "512"), "512")
    app.expect(app.page.locator('[data-testid="stAlert"]')).to_have_count(0)
