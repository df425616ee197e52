"""The first visitor of a fresh server comes by a deep link."""

import itertools

import pytest

from app import frame

DELAY = "delivery_delay.ascend_950dt"
PAGES = tuple(title for _, title in frame.PAGES)
PATHS = ("/compute_supply", "/inference_cost", "/api_price", "/funding_runway", "/assumptions")


@pytest.mark.parametrize("path", ["/funding_runway", "/stress_test"])
def test_a_deep_link_to_a_fresh_server_opens_the_page_in_its_frame(start_server, tabs, path):
    first = tabs(start_server()).open(path, **{DELAY: 9, "load_factor": 0.6})
    assert first.page.locator('[role="dialog"]').count() == 0, first.page.locator(
        '[role="dialog"]'
    ).inner_text()
    assert first.page.locator('[data-testid="stTopNavLink"]').count() == 14
    assert first.value() == 9
    first.carries(**{DELAY: "9", "load_factor": "0.6"})
    deep = first.headlines()
    first.go("Inference cost")
    assert first.value("load_factor") == 0.6 and first.value() == 9 and first.headlines() == deep
    assert not [line for line in first.console if line.startswith("error")], first.console


@pytest.mark.parametrize("path", PATHS)
def test_every_page_can_be_opened_by_its_address(app, path):
    app.open(path, **{DELAY: 12})
    assert app.value() == 12
    assert app.page.locator('[role="dialog"]').count() == 0


def test_every_page_has_its_own_address_title_and_first_heading(app):
    titles = set()
    for title in PAGES:
        slug = title.lower().replace(" ", "_").replace("-", "_")
        app.open(f"/{slug}", **{DELAY: 3})
        assert app.value() == 3 and app.page.locator('[role="dialog"]').count() == 0, slug
        app.until(
            lambda title=title: app.page.title().startswith(title),
            f"the title should be that of {slug}",
        )
        titles.add(app.page.title())
        ranks = app.page.locator('[data-testid="stMain"] :is(h1, h2, h3, h4, h5, h6)').evaluate_all(
            "elements => elements.map(element => Number(element.tagName[1]))"
        )
        assert ranks[0] == 1 and ranks.count(1) == 1, (slug, ranks)
        assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(ranks)), (
            slug,
            ranks,
        )
    assert len(titles) == len(PAGES)


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
