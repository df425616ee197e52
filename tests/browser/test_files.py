"""Editing an assumption and loading scenario files in a real browser; whatever is wrong, nothing is lost."""

import re

import pytest
from support.companies import CASES, COMPANIES

DELAY = "delivery_delay.ascend_950dt"
BAD = {
    "binary.toml": b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe" * 50,
    "empty.toml": b"",
    "comments.toml": b"# nothing but a comment\n" * 40_000,
    "prose.toml": b"Dear all,\nplease find attached\n",
    "page.toml": b"<html><script>alert(1)</script><a href='https://evil.example'>x</a></html>",
    "formula.toml": b'=HYPERLINK("https://evil.example","x")',
    "<b>name</b>.toml": b"[scenario]\ncase = '[click](https://evil.example)'\n",
    "other.toml": b"[scenario]\ncase = 'https://evil.example'\n[overrides]\n'www.evil.example' = 1\nload_factor = nan\n",
}


@pytest.fixture
def page(app):
    """The Assumptions page of a scenario with something to lose."""
    app.open("/assumptions", **{DELAY: 6, "load_factor": 0.6})
    app.kept = app.headlines()
    return app


def upload(app, name, data, mime="application/toml"):
    app.page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(
        {"name": name, "mimeType": mime, "buffer": data}
    )
    return app


def unharmed(app):
    """The scenario is as it was, and nothing that came from outside is alive."""
    app.rest().carries(**{DELAY: "6", "load_factor": "0.6"})
    assert app.headlines() == app.kept and app.outside == []
    live = app.page.locator('[data-testid="stAlert"] [data-testid="stMarkdownContainer"]').locator(
        "a, img, b, script"
    )
    assert live.evaluate_all("elements => elements.map(element => element.outerHTML)") == []


def test_a_file_that_is_no_scenario_gets_a_sentence_and_the_scenario_is_kept(page):
    alert = page.page.locator('[data-testid="stAlert"]').first
    for name, data in BAD.items():
        upload(page, name, data)
        page.expect(alert).to_contain_text(name)
        assert 10 < len(alert.inner_text()) < 500, name
        unharmed(page)
        page.page.get_by_role("button", name=re.compile("^Remove ")).click()
        page.rest()


def test_a_file_larger_than_the_limit_is_refused_before_it_is_sent(page):
    upload(page, "large.toml", b"# comment\n" * 120_000)
    page.expect(page.page.locator('[data-testid="stFileUploader"]')).to_contain_text(
        "must be 1.0MB or smaller"
    )
    unharmed(page)


def test_a_valid_file_after_an_invalid_one_is_loaded(page, case):
    upload(page, "bad.toml", b"a = [")
    page.expect(page.page.locator('[data-testid="stAlert"]').first).to_be_visible()
    page.page.get_by_role("button", name="Remove bad.toml").click()
    page.rest()
    saved = case.scenario("november-2026", {DELAY: 3, "load_factor": 0.7}, ("price-war",)).to_toml()
    upload(page, "good.toml", saved.encode())
    page.until(lambda: page.value() == 3, "the delay of the file")
    page.expect(page.page.locator('[data-testid="stToast"]')).to_contain_text("good.toml")
    page.until(
        lambda: set(page.query()) == {"case", "stress", DELAY, "load_factor"},
        "the address has the file's scenario",
    )
    loaded = page.headlines()
    page.page.reload()
    assert page.rest().headlines() == loaded


@pytest.mark.skipif(len(COMPANIES) < 2, reason="one company ships")
def test_a_file_of_another_company_opens_its_case(page):
    name = list(COMPANIES)[-1]
    changes = {DELAY: 3, "load_factor": 0.7}
    saved = CASES[name].scenario("november-2026", changes, ("price-war",)).to_toml()
    upload(page, "other.toml", saved.encode())
    page.until(lambda: page.value() == 3, "the delay of the file")
    page.until(
        lambda: set(page.query()) == {"company", "case", "stress", DELAY, "load_factor"},
        "the address has the file's company and scenario",
    )
    assert page.query()["load_factor"] == "0.7" and page.query()[DELAY] == "3"
    loaded = page.headlines()
    assert loaded != page.kept
    page.page.reload()
    assert page.rest().headlines() == loaded


def test_a_downloaded_scenario_loads_back(page, tabs, server):
    with page.page.expect_download() as waiting:
        page.keyed("ui_share").get_by_role("button").first.click()
        page.page.get_by_role("button", name="Scenario as TOML").click()
    data = waiting.value.path().read_bytes()
    other = tabs(server).open("/assumptions")
    upload(other, "scenario.toml", data)
    other.carries(**{DELAY: "6", "load_factor": "0.6"})
    assert other.headlines() == page.kept


def choose(app, label):
    """Choose the assumption to edit by its label."""
    box = app.keyed("ui_assumption").locator("input")
    box.click()
    box.fill(label)
    app.page.get_by_role("option", name=label, exact=True).click()
    return app.rest()


def enter(app, key, text):
    field = app.keyed(f"ui_value_{key}").locator("input")
    field.fill(text)
    field.press("Enter")
    return app


def test_an_assumption_is_edited_seen_in_the_address_and_restored(app, case):
    app.open("/assumptions")
    plain = app.headlines()
    choose(app, case.label_of("pue"))
    enter(app, "pue", "1.4").carries(pue="1.4")
    edited = app.headlines()
    assert edited != plain
    app.go("Overview").carries(pue="1.4")
    assert app.headlines() == edited
    choose(app.go("Assumptions"), case.label_of("pue"))
    app.page.get_by_role("button", name="Restore").click()
    app.carries()
    assert app.headlines() == plain


def test_an_invalid_value_gets_one_sentence_and_the_scenario_is_kept(page, case):
    choose(page, case.label_of("electricity_price"))
    alert = page.page.locator('[data-testid="stAlert"]')
    before = ""
    for text in ("nan", "-3", "lots", "<b>1</b>", "www.evil.example", "=1+1"):
        enter(page, "electricity_price", text)
        page.expect(alert).to_have_count(1)
        page.expect(alert).not_to_have_text(before)
        before = alert.inner_text()
        unharmed(page)
