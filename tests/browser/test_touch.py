"""A finger on a phone: to scroll is not to move a lever, and a lever moves by its handle."""

import itertools

import pytest
from support.sampling import sample

KEY = "target_margin"
SCROLLED = '[data-testid="stSidebarContent"]'  # what scrolls under the finger
STEPS, FAR = 25, 240  # of a swipe: touches, and pixels in all

# The lever in the middle of the screen, and still there ten frames later: figures above it push it down as they are drawn.
CALM = """async name => {
    const lever = document.querySelector(name), top = () => lever.getBoundingClientRect().top;
    lever.scrollIntoView({ block: 'center' });
    const before = top();
    for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame);
    return top() === before && before > 0 && before < innerHeight;
}"""


@pytest.fixture(scope="module")
def used_phone(open_tab):
    return open_tab(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


@pytest.fixture
def phone(used_phone):
    app = used_phone.show("/compute_supply")
    sidebar = app.page.locator('[data-testid="stExpandSidebarButton"]')
    if sidebar.is_visible():
        sidebar.click()
    app.expect(app.lever(KEY)).to_be_visible()
    app.when(CALM, arg=f".st-key-{KEY.replace('.', '-')}")
    return app


def swipe(app, x, y, right=0, down=0):
    """Put a finger down, move it and lift it, as Chromium hears of it from a screen."""
    screen = app.context.new_cdp_session(app.page)
    screen.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for step in range(1, STEPS + 1):
        place = {"x": x + right * step / STEPS, "y": y + down * step / STEPS}
        screen.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [place]})
        app.page.wait_for_timeout(16)  # a screen tells of a finger so often
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    return app.rest()


def handle(app):
    box = app.keyed(KEY).locator('[data-testid="stSliderThumbValue"]').locator("..").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def scrolled(app):
    return app.page.locator(SCROLLED).evaluate("element => element.scrollTop")


@pytest.mark.parametrize(
    ("place", "down"), sample(itertools.product(["the handle", 0.2, 0.5, 0.9], [-FAR, FAR]), 3)
)
def test_a_finger_that_scrolls_moves_no_lever_and_the_page_scrolls(phone, place, down):
    x, y = handle(phone)
    if place != "the handle":
        track = phone.keyed(KEY).locator('[role="group"]').bounding_box()
        x = track["x"] + track["width"] * place
    before, value = scrolled(phone), phone.value(KEY)
    swipe(phone, x, y, down=down)
    assert phone.value(KEY) == value and phone.query() == {}
    most = phone.page.locator(SCROLLED).evaluate(
        "element => element.scrollHeight - element.clientHeight"
    )
    assert scrolled(phone) != before or (most - before if down < 0 else before) < 1, (
        "the sidebar should scroll where it has room"
    )


def test_a_finger_moves_a_lever_by_its_handle(phone):
    value = phone.value(KEY)
    swipe(phone, *handle(phone), right=80)
    assert phone.value(KEY) > value
    phone.until(lambda: KEY in phone.query(), "the address should carry the lever")


def test_a_mouse_still_moves_a_lever_by_its_track(app):
    app.open("/compute_supply")
    track = app.keyed(KEY).locator('[role="group"]')
    track.scroll_into_view_if_needed()
    box, before = track.bounding_box(), app.value(KEY)
    track.click(position={"x": box["width"] * 0.9, "y": box["height"] / 2})
    app.until(lambda: app.value(KEY) > before, "the lever should follow the mouse")
