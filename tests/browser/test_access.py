"""The frame without a mouse, on paper, on a phone and on a small screen."""

import re

import pytest
from support.reading import as_read

CHANGED = {
    "delivery_delay.ascend_950dt": 6,
    "trend_growth": 0.05,
    "round_amount.first": 30,
    "target_margin": 0.5,
    "training_ratio": 1.2,
    "leakage_sensitivity": 0.9,
    "price_elasticity.pro": -1.8,
}
LATE = {"delivery_delay.ascend_950dt": 6}
LATER_AND_SMALLER = {
    "delivery_delay.ascend_950dt": 12,
    "trend_growth": 0.05,
    "round_amount.first": 30,
}
SMALL_SCREEN, HIGHEST_OVERVIEW = {"width": 1280, "height": 800}, 970
PHONE = {"width": 390, "height": 844}
TABS = 70  # presses of the key, which reach the figures of a page
FOCUSED = """() => {
    const isRinged = element => {
        const look = getComputedStyle(element);
        return look.outlineStyle === 'solid' && parseFloat(look.outlineWidth) >= 2 && element.getClientRects().length > 0;
    };
    const control = document.activeElement, around = [];
    for (let element = control; element && around.length < 4; element = element.parentElement) around.push(element);
    const name = control.getAttribute('aria-label') || control.textContent.slice(0, 30);
    return [control.tagName, name, around.some(isRinged)];
}"""
# Controls that take a press on less than 24 pixels, along the lines through their middle. Links within a text are as high as its lines.
SMALL = """() => [...document.querySelectorAll('button, a[href], [data-testid="stSlider"] div:has(> div > input)')]
    .filter(control => control.checkVisibility({ visibilityProperty: true }) && control.getAttribute('tabindex') !== '-1'
        && control.dataset.testid !== 'stSkipToContent'
        && !control.closest('td, [data-testid="stCaptionContainer"], [data-testid="stElementToolbar"]'))
    .filter(control => {
        control.scrollIntoView({ block: 'center' });
        const box = control.getBoundingClientRect(), x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
        const reach = (right, down) => {
            let far = 0;
            while (far < 24 && control.contains(document.elementFromPoint(x + right * far, y + down * far))) far += 0.5;
            return far;
        };
        return box.width && (reach(-1, 0) + reach(1, 0) < 24 || reach(0, -1) + reach(0, 1) < 24);
    })
    .map(control => control.getAttribute('aria-label') || control.textContent.slice(0, 40))"""
ON_PAPER = """() => {
    const all = selector => [...document.querySelectorAll(selector)].filter(element => element.getClientRects().length > 0);
    const box = element => element.getBoundingClientRect();
    const touch = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const figures = all('[data-testid="stVegaLiteChart"] svg');
    const others = [...figures, ...all('.figure-title, .figure-unit, [data-testid="stCaptionContainer"], table')];
    return {
        beyond: all('.st-key-ui_chips button, .printed, h1').map(element => [box(element).right, element.textContent])
            .filter(([right]) => right > document.documentElement.clientWidth + 1),
        overlaps: figures.flatMap(figure => others.filter(other => other !== figure && touch(box(figure), box(other)))
            .map(other => other.textContent.slice(0, 40))),
        links: all('[data-testid="stPageLink"] a').map(link => link.textContent),
        printed: all('.printed').map(line => line.textContent),
        chips: all('.st-key-ui_chips button').length,
    };
}"""


@pytest.mark.parametrize("path", ["/", "/funding_runway"])
def test_what_has_the_focus_has_a_ring_and_no_heading_is_a_stop(app, path):
    app.open(path)
    stops = []
    for _ in range(TABS):
        app.page.keyboard.press("Tab")
        stops.append(app.page.evaluate(FOCUSED))
    controls = [stop for stop in stops if stop[0] not in ("MAIN", "BODY")]
    assert len(controls) > TABS / 2
    assert not [name for _, name, _ in controls if name == "Link to heading"]
    assert not [stop for stop in controls if not stop[2]]


@pytest.mark.parametrize("path", ["/", "/funding_runway"])
def test_what_can_be_pressed_is_24_pixels_large(app, path):
    app.open(path, **LATE)
    assert app.page.evaluate(SMALL) == []


@pytest.mark.parametrize("width", [1440, 900])
@pytest.mark.parametrize("path", ["/funding_runway", "/api_price"])
def test_a_sheet_says_what_is_assumed_and_nothing_on_it_overlaps(app, path, width):
    app.open(path, **CHANGED)
    size = app.page.viewport_size
    app.page.set_viewport_size({"width": width, "height": 900})
    app.rest().page.emulate_media(media="print")
    try:
        app.page.set_viewport_size({"width": 1047, "height": 718})  # of A4 without its margins
        sheet = app.page.evaluate(ON_PAPER)
    finally:
        app.page.emulate_media(media="screen")
        app.page.set_viewport_size(size)
    assert sheet["beyond"] == [] and sheet["overlaps"] == [] and sheet["links"] == []
    first, more = (as_read(line) for line in sheet["printed"])
    head = r"DeepSeek V4 · April 2026 · figures of Apr 2027 · as of \d{4}-\d\d-\d\d"
    assert re.fullmatch(head, first), first
    assert sheet["chips"] + more.count(" · ") + 1 == len(CHANGED)


def test_nothing_for_paper_only_is_on_the_screen(app):
    app.open("/", **CHANGED)
    assert app.page.locator(".printed").first.is_hidden()


def test_the_money_that_is_there_stands_first_on_a_phone(open_tab):
    phone = open_tab(viewport=PHONE, has_touch=True, is_mobile=True).open("/funding_runway")
    tiles = phone.page.locator('.st-key-ui_headlines [data-testid="stMetric"]')
    boxes = {tile.inner_text(): tile.bounding_box() for tile in tiles.all()}
    first = min(boxes, key=lambda words: boxes[words]["y"])
    assert first.startswith("Runway on closed money")
    assert boxes[first]["width"] > 0.8 * PHONE["width"]


@pytest.mark.parametrize("change", [{}, LATE, LATER_AND_SMALLER])
def test_the_overview_is_not_much_higher_than_a_small_screen(app, change):
    app.open("/", **change)
    size = app.page.viewport_size
    app.page.set_viewport_size(SMALL_SCREEN)
    height = app.rest().page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    app.page.set_viewport_size(size)
    assert height <= HIGHEST_OVERVIEW
