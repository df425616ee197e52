"""How it looks: light and dark, on a phone, with an empty console and no word to anybody else."""

import itertools
import re

import pytest
from support.page_figures import FIGURES

from app.frame import navigation

PAGES = tuple(title for _, title in navigation.PAGES)
DELAY = "delivery_delay.ascend_950dt"
LATE = {
    DELAY: 6
}  # one scenario for both themes and the phone: the server keeps what it has computed
PATHS = {title: navigation.url_path(path) for path, title in navigation.PAGES}
READ = '.overview-plot svg, [data-testid="stVegaLiteChart"] svg, [data-testid="stDataFrame"], .read table'
SEEN = """() => {
    const all = selector => [...document.querySelectorAll(selector)];
    const isCut = element => element.scrollWidth > element.clientWidth + 1;
    return {
        title: document.title,
        delay: document.querySelector('.st-key-delivery_delay-ascend_950dt input[type=range]')?.value,
        dialogs: all('[role="dialog"]').length,
        ranks: all('[data-testid="stMain"] :is(h1, h2, h3, h4, h5, h6)').map(element => Number(element.tagName[1])),
        wide: all('html, body, [data-testid="stMain"]').filter(isCut)
            .map(element => `${element.tagName} ${element.scrollWidth} > ${element.clientWidth}`),
        cut: all('[data-testid="stMetricValue"] > div').filter(isCut).map(element => element.innerText),
    };
}"""
MARKS = "svg .mark-line path, svg .mark-rect path, svg .mark-symbol path"
READABLE = 4.5  # contrast that WCAG asks of text
COLOURS = """element => {
    let behind = element;
    while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
    return [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor];
}"""


def luminance(colour):
    channels = [int(number) / 255 for number in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(locator):
    """How well a text can be read on what is behind it."""
    dark, light = sorted(luminance(colour) for colour in locator.evaluate(COLOURS))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_readable_in_both_themes(tabs, server, theme):
    app = tabs(server, color_scheme=theme).open("/", **LATE)
    background = app.page.locator('[data-testid="stApp"]').evaluate(
        "element => getComputedStyle(element).backgroundColor"
    )
    assert (luminance(background) < 0.2) == (theme == "dark"), background
    for title in PAGES:
        app.go(title)
        for name in ("stMetricValue", "stMetricLabel", "stMetricDelta", "stCaptionContainer"):
            for text in app.page.locator(f'[data-testid="{name}"]').all()[:8]:
                assert contrast(text) >= READABLE, (
                    f"{title}: {name} «{text.inner_text()}» has {contrast(text):.1f}"
                )
        assert contrast(app.page.locator("h1").first) >= READABLE
    assert not [line for line in app.console if line.startswith("error")], app.console


@pytest.fixture(scope="module")
def on_a_phone(open_tab):
    """Each page opened by its address on a phone, once for all tests: title → what there is to see."""
    phone = open_tab(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    seen = {}
    for title in PAGES:
        path = "/" if title == "Overview" else f"/{PATHS[title]}"
        phone.open(path, **LATE)
        phone.page.locator(READ).first.wait_for()
        phone.until(
            lambda title=title: phone.page.title().startswith(title), "the title is its own"
        )
        seen[title] = phone.page.evaluate(SEEN)
    return seen


@pytest.mark.parametrize("title", PAGES)
def test_every_page_has_its_own_address_title_and_first_heading(on_a_phone, title):
    page = on_a_phone[title]
    assert page["delay"] == "6" and page["dialogs"] == 0
    ranks = page["ranks"]
    assert ranks[0] == 1 and ranks.count(1) == 1, ranks
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(ranks)), ranks
    assert [page["title"] for page in on_a_phone.values()].count(page["title"]) == 1


@pytest.mark.parametrize("title", PAGES)
def test_a_phone_needs_no_sideways_scrolling(on_a_phone, title):
    assert on_a_phone[title]["wide"] == []
    assert on_a_phone[title]["cut"] == [], "a headline figure is cut off"


def test_headline_figures_are_not_cut_off_on_a_laptop(app):
    app.open("/", **{DELAY: 12})
    cut = app.page.locator(
        '[data-testid="stMetricValue"] > div, [data-testid="stMetricLabel"] p'
    ).evaluate_all(
        "elements => elements.filter(element => element.scrollWidth > element.clientWidth + 1).map(element => element.innerText)"
    )
    assert cut == []


def test_every_figure_is_drawn_the_console_stays_empty_and_no_other_server_is_contacted(app):
    app.open()
    there_and_back = itertools.cycle(("ArrowRight", "ArrowLeft"))  # so that there are two scenarios
    for path, title in navigation.PAGES:
        app.go(title)
        drawn = app.page.locator('[data-testid="stVegaLiteChart"]')
        app.expect(drawn).to_have_count(FIGURES[path])
        for number in range(FIGURES[path]):
            app.expect(drawn.nth(number).locator(MARKS).first).to_be_attached()
        # Streamlit itself draws every figure once before it has data, and Vega warns in the console; it must not warn later.
        app.console[:] = [line for line in app.console if "Infinite extent" not in line]
        app.press(DELAY, next(there_and_back)).rest()
    assert {line.split(" (http")[0] for line in app.console} == set()
    assert app.outside == []


def test_lines_run_across_their_figures(app):
    app.open("/compute_supply")
    lines = app.page.locator('[data-testid="stVegaLiteChart"] svg .mark-line path')
    app.until(lambda: lines.count() >= 5, "five figures should have lines")
    app.expect(app.page.locator('[data-testid="stVegaLiteChart"] svg')).to_have_count(5)
    widths = app.page.evaluate("""() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] svg')].map(svg =>
        Math.max(...[...svg.querySelectorAll('.mark-line path')].map(path => path.getBoundingClientRect().width))
        / svg.getBoundingClientRect().width)""")
    assert len(widths) == 5 and min(widths) > 0.5, widths
