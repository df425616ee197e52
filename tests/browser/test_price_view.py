"""The page of prices in the browser: its tier and mix of tokens are in the address, and levers say where they lead back to."""

from support.reading import as_read

PATH = "/api_price"


def test_tier_and_mix_are_in_the_address_and_kept_after_a_reload_and_another_page(app):
    app.open(PATH)
    app.page.get_by_text("V4-Flash", exact=True).first.click()
    app.until(lambda: app.query().get("price-tier") == "V4-Flash", "the tier is in the address")
    assert "V4-Flash output tokens are listed" in app.page.locator("h1").first.inner_text()
    app.page.get_by_text("My own mix of tokens").click()
    app.until(lambda: "price-mix" in app.query(), "the mix is in the address")
    app.press("price-hits", "ArrowLeft", times=5).until(
        lambda: app.query().get("price-hits") == "0.85", "so is the share of hits"
    )
    app.page.reload()
    app.rest()
    for _ in range(2):
        body = as_read(app.page.inner_text("body"))
        assert "85 % of input cached" in body and "V4-Flash list price" in body
        app.go("Price-cut timing").go("API price")


def test_a_lever_of_options_names_its_base_option(app):
    app.open(PATH, **{"cut_rule.pro": "on a date"})
    app.keyed("ui_page_levers").locator("summary").click()
    app.expect(app.page.get_by_role("button", name="Back to “when supply lands”")).to_have_count(1)


def test_invalid_view_parameters_of_the_address_are_ignored(app):
    app.open(PATH, tier="<b>none</b>", mix="true", hits="nonsense", output="9")
    assert "V4-Pro output tokens are listed" in app.page.locator("h1").first.inner_text()
    assert "90 % of input cached" in as_read(app.page.inner_text("body"))
