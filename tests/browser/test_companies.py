"""The picker of companies, and what the browser's back button does to it and to what a page asks."""

DELAY = "delivery_delay.ascend_950dt"
SECOND = "Zhipu"


def alerts(app):
    """The lines of notices."""
    return app.page.locator('[data-testid="stAlert"] li').all_inner_texts()


def open_company(app):
    """The company that the picker shows."""
    return app.keyed("company").locator("input").first.input_value()


def test_another_company_is_opened_kept_after_a_reload_and_left_again(app, tabs, server):
    app.open()
    first, name = app.headlines(), open_company(app)
    app.press(times=3).carries(**{DELAY: "3"})
    app.choose("company", SECOND)
    app.carries(company=SECOND)
    assert len(alerts(app)) == 1 and name in alerts(app)[0] and SECOND in alerts(app)[0]
    second = app.headlines()
    assert second != first and app.value() == 0
    app.press(times=2).carries(company=SECOND, **{DELAY: "2"})
    moved = app.headlines()
    app.page.reload()
    assert app.rest().headlines() == moved and app.value() == 2
    app.go("API price").carries(company=SECOND, **{DELAY: "2"})
    assert app.headlines() == moved
    assert tabs(server).open("/api_price", company="zhipu", **{DELAY: 2}).headlines() == moved
    app.choose("company", name)
    app.carries()
    assert app.headlines() == first and app.value() == 0


def test_the_back_button_opens_the_company_and_the_overrides_of_the_address(app):
    app.open("/", **{DELAY: 4})
    first, name = app.headlines(), open_company(app)
    app.go("Funding runway").choose("company", SECOND).carries(company=SECOND)
    app.press(times=2).carries(company=SECOND, **{DELAY: "2"})
    second = app.headlines()
    app.page.go_back()
    app.until(lambda: open_company(app) == name, "the company of the address is open")
    app.carries(**{DELAY: "4"})
    assert app.headlines() == first and app.value() == 4
    app.page.go_forward()
    app.until(lambda: open_company(app) == SECOND, "the company of the later address is open")
    app.carries(company=SECOND, **{DELAY: "2"})
    assert app.headlines() == second and app.value() == 2


def test_the_back_button_keeps_the_parameters_of_a_page(app):
    app.open("/api_price")
    app.go("Overview").go("API price")
    app.page.get_by_text("V4-Flash", exact=True).first.click()
    app.carries(**{"price-tier": "V4-Flash"})
    flash = app.page.locator("h1").first.inner_text()
    app.go("Funding runway").carries(**{"price-tier": "V4-Flash"})
    for _ in range(3):
        app.page.go_back()
        app.rest()
    app.carries(**{"price-tier": "V4-Flash"})
    assert app.page.url.split("?")[0].endswith("/api_price")
    assert app.page.locator("h1").first.inner_text() == flash
    app.expect(app.keyed("price-tier").get_by_role("radio", name="V4-Flash")).to_be_checked()


def test_an_invalid_page_parameter_is_named_and_removed_from_the_address(app):
    app.open("/api_price", **{"price-tier": "V5", "price-hits": "lots", "load_factor": "0.6"})
    assert len(alerts(app)) == 2, alerts(app)
    assert all("ignored in the address" in line for line in alerts(app))
    app.carries(load_factor="0.6")
