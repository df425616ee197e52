"""The address holds the scenario: after a reload, in another browser, after the back button, or with invalid parameters."""

import re

import pytest

DELAY = "delivery_delay.ascend_950dt"


def test_a_reload_keeps_everything(app):
    app.open("/inference_cost")
    app.press(times=7).press("load_factor", "ArrowLeft", times=4)
    app.carries(**{DELAY: "7", "load_factor": "0.78"})
    app.go("Overview")
    moved = app.headlines()
    app.page.reload()
    app.rest().carries(**{DELAY: "7", "load_factor": "0.78"})
    assert app.headlines() == moved and app.value() == 7
    app.go("Inference cost")
    assert app.value("load_factor") == 0.78


def test_a_copied_address_opens_the_same_in_another_browser(app, tabs, server):
    app.open("/", case="november-2026", stress="price-war", site_power=500, **{DELAY: 4})
    copied, url = app.headlines(), app.page.url
    other = tabs(server)
    other.page.goto(url)
    assert other.rest().headlines() == copied and other.value() == 4
    assert (
        "Price war" in other.keyed("stress").inner_text()
        and "November 2026" in other.keyed("case").inner_html()
    )


def test_the_link_the_app_shows_opens_the_same(app, tabs, server):
    app.open(
        "/funding_runway", case="november-2026", stress="price-war,ascend-late", load_factor=0.6
    )
    app.page.get_by_role("button", name="Share").click()
    shown = app.page.locator('[data-testid="stPopoverBody"] [data-testid="stCode"] code')
    link = shown.inner_text().strip()
    assert link.startswith(f"{server.address}/funding_runway?") and "load_factor=0.6" in link
    assert (
        shown.evaluate("""code => {
        getSelection().selectAllChildren(code);
        return getSelection().toString().trim();
    }""")
        == link
    )
    other = tabs(server)
    other.page.goto(link)
    assert other.rest().headlines() == app.headlines()


def figures(app):
    """The version of the model and its headline figures in the address bar."""
    parameters = app.address_parameters()
    return parameters.get("model"), parameters.get("headline")


def test_every_address_carries_the_model_and_the_figures_that_are_shown(app, tabs, server):
    app.open().until(lambda: all(figures(app)), "the address should carry the figures")
    version, plain = figures(app)
    app.press(times=3).carries(**{DELAY: "3"})
    app.until(lambda: figures(app)[1] not in (None, plain), "the figures should follow the lever")
    app.go("Inference cost").until(lambda: all(figures(app)), "they should stay on each page")
    other, moved = tabs(server).open("/", **{DELAY: 3}), figures(app)
    assert moved[0] == version
    other.until(lambda: figures(other) == moved, "another browser should show the same figures")


def test_a_link_of_another_model_gets_a_notice_once_that_can_be_closed(app):
    text = "2027-04,gross_margin:0.123,<b>x</b>:1"
    app.open("/", model="999", headline=text, **{DELAY: 7})
    notice = app.page.locator('[data-testid="stAlert"]', has_text="This link was made with")
    app.expect(notice).to_have_count(1)
    words = notice.inner_text()
    assert "was 12.3" in words and "This link was made" in words and "now." in words
    app.until(lambda: figures(app)[0] not in (None, "999"), "the address should be of this model")
    app.page.get_by_role("button", name="Close", exact=True).click()
    app.expect(notice).to_have_count(0)
    app.carries(**{DELAY: "7"})
    app.page.reload()
    app.rest().carries(**{DELAY: "7"})
    assert notice.count() == 0


def changed_on_one_page_and_left(app):
    """A lever of one page moved, and another page opened; the headline figures."""
    app.open()
    app.go("Inference cost")
    app.press("load_factor", "ArrowLeft", times=3).carries(load_factor="0.79")
    moved = app.headlines()
    app.go("Funding runway")
    return moved


def test_the_back_button_goes_back_one_page_and_keeps_the_scenario(app):
    moved = changed_on_one_page_and_left(app)
    app.page.go_back()
    app.page.wait_for_url("**/inference_cost*")
    assert app.rest().headlines() == moved and app.value("load_factor") == 0.79
    app.page.go_forward()
    app.page.wait_for_url("**/funding_runway*")
    assert app.rest().headlines() == moved


def test_each_press_of_the_back_button_goes_back_one_page(app):
    moved = changed_on_one_page_and_left(app)
    app.page.go_back()
    app.rest()
    app.page.go_back()
    app.expect(app.page).to_have_title(re.compile("^Overview"))
    assert app.rest().headlines() == moved


def test_the_case_may_be_named_by_key_or_title_and_stays_in_the_address(app):
    plain = app.open().headlines()
    for name in ("november-2026", "November 2026"):
        november = app.open("/", case=name).headlines()
        assert november != plain and alerts(app) == []
        assert "case" in app.query()
        app.page.reload()
        assert app.rest().headlines() == november
        app.go("API price")
        app.page.reload()
        assert app.rest().headlines() == november and "case" in app.query()


def test_stresses_in_the_address_survive_a_reload(app):
    plain = app.open().headlines()
    for names in ("price-war", "Price war", "price-war,ascend-late"):
        app.open("/", stress=names)
        stressed = app.headlines()
        assert stressed != plain and alerts(app) == []
        app.page.reload()
        assert app.rest().headlines() == stressed and "stress" in app.query()


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ("/", DELAY, 30),
        ("/inference_cost", "load_factor", 0.15),
        ("/assumptions", "load_factor", 0.15),
    ],
)
def test_a_value_outside_the_span_of_its_lever_but_inside_its_limits_survives_a_reload(
    app, path, key, value
):
    app.open(path, **{key: value})
    assert alerts(app) == []
    there = app.headlines()
    app.page.reload()
    app.rest().carries(**{key: str(value)})
    assert app.headlines() == there
    app.go("Compute supply").carries(**{key: str(value)})
    assert app.headlines() == there


def test_each_invalid_parameter_of_the_address_is_ignored_with_a_notice(app):
    plain = app.open().headlines()
    app.open(
        "/",
        nonsense=1,
        site_power="-5",
        load_factor="nan",
        electricity_price="1e999",
        **{DELAY: 99},
    )
    assert len(alerts(app)) == 5, alerts(app)
    assert app.headlines() == plain and app.value() == 0
    app.carries()


def test_valid_parameters_are_used_although_others_are_invalid(app):
    app.open("/funding_runway", nonsense="x", site_power=400, **{DELAY: 6, "load_factor": "many"})
    assert len(alerts(app)) == 2 and app.value() == 6 and app.value("site_power") == 400
    app.carries(**{DELAY: "6", "site_power": "400"})


def test_markup_links_and_formulas_in_the_address_stay_text(app):
    hostile = {
        "https://evil.example/a": "1",
        "www.evil.example": "1",
        "me@evil.example": "1",
        "[click](https://evil.example)": "1",
        "![i](https://evil.example/i.png)": "1",
        "<b>bold</b>": "1",
        "<img src=x onerror=alert(1)>": "1",
        "$x^2$": "1",
        ":red[x]": "1",
        ":material/home:": "1",
        "load_factor": '=HYPERLINK("https://evil.example")',
        "site_power": "`code`",
        "case": "www.evil.example",
    }
    app.open("/", **hostile)
    assert len(alerts(app)) == len(hostile)
    inside = '[data-testid="stAlert"] [data-testid="stMarkdownContainer"]'
    live = app.page.locator(inside).locator(
        "a, img, b, strong, em, code, script, .katex, span[style]"
    )
    assert live.evaluate_all("elements => elements.map(element => element.outerHTML)") == []
    assert app.outside == []


def alerts(app):
    """The words of the notices on the page."""
    return app.page.locator('[data-testid="stAlert"] li').all_inner_texts()


def test_an_overridden_lever_that_appears_on_a_page_stays_in_the_address_after_a_reload(
    app,
):
    """A control whose value is set by the app, not by hand, does not write it into the address by itself."""
    app.open("/ownership", **{"round_status.later": "3", "site_power": "130"})
    runway = app.headlines()
    app.go("Funding runway").carries(**{"round_status.later": "scenario", "site_power": "130"})
    app.page.reload()
    assert app.rest().headlines() == runway
    app.press("site_power", "ArrowLeft", times=4).carries(**{"round_status.later": "scenario"})
    app.go("Ownership").carries(**{"round_status.later": "3"})


def test_what_a_page_asks_stays_in_the_address_on_other_pages_and_after_a_reload(app):
    """One choice, several at once, and one in a tab that is closed on the way."""
    app.open("/inference_cost")
    app.page.get_by_text("cache hit", exact=True).first.click()
    app.carries(**{"cost-kind": "cache hit"})
    app.page.get_by_role("button", name="NVIDIA H100", exact=True).click()
    app.until(lambda: "cost-chips" in app.query(), "the chips are in the address")
    chips = app.query()["cost-chips"]
    assert chips.split(",")[-1] == "NVIDIA H100"
    wanted = {"cost-kind": "cache hit", "cost-chips": chips}
    app.go("Funding runway").carries(**wanted)
    app.page.get_by_role("tab", name="Statements").click()
    app.keyed("funding-statement").get_by_text("Balance sheet", exact=True).click()
    wanted["funding-statement"] = "Balance sheet"
    app.carries(**wanted)
    app.page.get_by_role("tab", name="Cash bridge").click()
    app.rest().carries(**wanted)
    app.go("Inference cost").carries(**wanted)
    app.page.reload()
    app.rest().carries(**wanted)
    chosen = app.keyed("ui_cost-chips").locator("button[data-selected]")
    assert "NVIDIA H100" in chosen.all_inner_texts()


def test_an_overridden_lever_that_leaves_a_page_stays_in_the_address(app):
    """Another pressure on Raising has other levers: what was moved before is carried."""
    app.open("/raising")
    app.press("site_power", times=4).carries(site_power="130")
    app.page.get_by_role("tab", name="The three pressures").click()
    app.rest().page.get_by_text("Talent", exact=True).click()
    app.rest().carries(site_power="130", **{"raising-pressure": "Talent"})
    app.page.get_by_text("Compute", exact=True).click()
    app.rest().carries(site_power="130")
    app.press("site_power", "ArrowLeft", times=4).carries()


def test_a_link_with_nothing_but_a_refused_value_opens_the_case_with_a_sentence(app):
    """Streamlit fills a lever from the address before the app reads it: what the case refuses takes no page down."""
    for path, key, value in (
        ("/", "price_elasticity.pro", "-0.7"),
        ("/inference_cost", "price_elasticity.pro", "-0.9"),
        ("/api_price", "market_elasticity", "-1.8"),
    ):
        app.open(path, **{key: value})
        app.expect(app.page.get_by_text("cannot both be true")).to_have_count(1)
        drawn = app.page.locator('[data-testid="stVegaLiteChart"], .overview-plot svg')
        app.expect(drawn.first).to_be_attached()
        assert app.page.get_by_text("cannot be drawn").count() == 0
        app.carries()
        assert app.value(key) != float(value)
