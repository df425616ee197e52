"""Levers moved with the keyboard in a real browser."""

from support.plans import SHORT_OF_MONEY_QUERY

DELAY = "delivery_delay.ascend_950dt"
LATE = """(() => {
    const listen = WebSocket.prototype.addEventListener;
    WebSocket.prototype.addEventListener = function (kind, hear, ...how) {
        const late = kind === 'message' ? word => setTimeout(() => hear.call(this, word), 600) : hear;
        return listen.call(this, kind, late, ...how);
    };
})()"""


def test_a_lever_moved_on_one_page_changes_the_numbers_of_another(app, tabs, server):
    app.open(**SHORT_OF_MONEY_QUERY)
    before = app.headlines()
    app.press(times=12).carries(**{DELAY: "12"}, **SHORT_OF_MONEY_QUERY)
    app.until(
        lambda: all(
            earlier != other for earlier, other in zip(before, app.headlines(), strict=True)
        ),
        "all five change",
    )
    moved = app.headlines()
    other = tabs(server).open("/inference_cost")
    sentence = other.page.locator("h1").first.inner_text()
    app.go("Inference cost")
    assert app.page.locator("h1").first.inner_text() != sentence
    assert app.headlines() == moved and app.value() == 12


def test_none_of_twenty_fast_key_presses_is_lost(app):
    app.open("/inference_cost")
    start = app.value("load_factor")
    app.press("load_factor", "ArrowLeft", times=20)
    app.carries(load_factor=f"{start - 0.20:.2f}")
    assert abs(app.value("load_factor") - (start - 0.20)) < 1e-9
    once = app.headlines()
    assert app.open("/inference_cost", load_factor=f"{start - 0.20:.2f}").headlines() == once


def test_no_key_press_on_either_of_two_levers_is_lost(app):
    app.open()
    for _ in range(6):
        app.press()
        app.press("price_elasticity.pro", "ArrowLeft")
    app.until(lambda: app.value() == 6, "six months of delay")
    app.carries(**{DELAY: "6", "price_elasticity.pro": "-2.1"})


def test_no_key_press_is_lost_while_a_slow_browser_draws(tabs, server):
    app = tabs(server).open("/inference_cost")
    slow = app.context.new_cdp_session(app.page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    app.press(times=7).press("load_factor", "ArrowLeft", times=4)
    app.carries(**{DELAY: "7", "load_factor": "0.78"})
    assert app.value() == 7 and app.value("load_factor") == 0.78


def test_every_page_change_keeps_the_scenario_in_the_address(app):
    app.open("/inference_cost")
    app.press(times=4).press("load_factor", "ArrowLeft", times=2)
    wanted = {DELAY: "4", "load_factor": "0.8"}
    app.carries(**wanted)
    moved = app.headlines()
    for title in (
        "API price",
        "Funding runway",
        "Assumptions",
        "Overview",
        "Compute supply",
        "Inference cost",
    ):
        app.go(title).carries(**wanted)
        assert app.headlines() == moved
    assert app.value("load_factor") == 0.8 and app.value() == 4


def test_a_page_opened_while_the_lever_still_runs_has_its_value(app):
    app.open("/inference_cost")
    app.press("load_factor", "ArrowLeft", times=3)
    app.sent()
    app.go("Funding runway").carries(load_factor="0.79")
    app.go("Inference cost")
    assert app.value("load_factor") == 0.79


def test_the_panels_of_the_overview_open_their_pages_with_the_scenario(app):
    app.open()
    app.press(times=3).carries(**{DELAY: "3"})
    app.page.locator('[data-figure="price"] h2 a').click()
    app.page.wait_for_url("**/inference_cost*")
    app.rest().carries(**{DELAY: "3"})
    assert app.value() == 3


def test_one_lever_can_be_reset_to_its_base(app):
    app.open()
    before = app.headlines()
    app.press(times=5).press("training_ratio", times=2)
    app.until(lambda: len(app.query()) == 2, "two levers in the address")
    app.page.get_by_role("button", name="Back to 0 months").click()
    app.until(
        lambda: app.value() == 0 and list(app.query()) == ["training_ratio"],
        "the delay is back and nothing else",
    )
    app.page.get_by_role("button", name="Reset all").click()
    app.carries()
    assert app.headlines() == before


def test_switching_the_case_keeps_overrides_and_resets_the_rest(app, case):
    app.open()
    app.press(times=5).carries(**{DELAY: "5"})
    april = app.headlines()
    app.keyed("case").get_by_role("radio", name="November 2026").click()
    november = case.scenario("november-2026")
    app.until(
        lambda: app.value("trend_growth") == november.value("trend_growth"),
        "the new base",
    )
    assert app.value() == 5 and app.value("training_ratio") == november.value("training_ratio")
    assert app.headlines() != april
    assert set(app.query()) == {"case", DELAY}
    app.keyed("case").get_by_role("radio", name="April 2026").click()
    app.carries(**{DELAY: "5"})
    app.until(lambda: app.headlines() == april, "the figures of April")


def test_stresses_can_be_chosen_added_and_removed(app):
    app.open()
    plain = app.headlines()
    pick(app, "Price war")
    app.until(
        lambda: app.headlines() != plain and "stress" in app.query(), "a stress is felt and carried"
    )
    stressed = app.headlines()
    app.page.reload()
    app.rest()
    assert app.headlines() == stressed and "Price war" in app.keyed("stress").inner_text()
    pick(app, "Ascend six months late")
    app.until(lambda: app.value() == 6, "the stress moves its lever")
    app.go("Funding runway")
    both = app.headlines()
    assert both != stressed
    app.page.reload()
    assert app.rest().headlines() == both and app.value() == 6
    app.keyed("stress").get_by_label("Clear all").click()
    app.until(lambda: app.headlines() == plain, "without stresses all is as before")
    app.carries()


def pick(app, title):
    """Add a stress; its list stays open for more."""
    app.choose("stress", title).page.keyboard.press("Escape")
    app.rest()


def test_a_number_can_be_opened_on_every_page(app):
    app.open()
    dialog = app.page.locator('[role="dialog"]')
    for title in ("Overview", "Compute supply", "Inference cost", "API price", "Funding runway"):
        app.go(title)
        app.page.locator(".st-key-ui_headlines a").last.click()
        app.expect(dialog.locator("pre, code").first).to_be_visible()
        app.page.keyboard.press("Escape")
        app.expect(dialog).to_have_count(0)
        app.rest()


def test_a_longer_context_redraws_the_curves_and_moves_the_runway_of_another_page(app):
    app.open("/funding_runway", **SHORT_OF_MONEY_QUERY)
    before = app.headlines()
    app.open("/inference_cost", **{"context_length.chat": 8000}, **SHORT_OF_MONEY_QUERY)
    curve = app.figure("by context")
    mark = curve.locator(".mark-text text", has_text="Chat").first
    place = mark.get_attribute("transform")
    dot = curve.locator(".mark-symbol path").last
    charged = dot.get_attribute("transform")
    frontier = app.figure("by speed").locator(".mark-area path")
    drawn = frontier.evaluate_all("elements => elements.map(element => element.getAttribute('d'))")
    app.press("context_length.chat", "End")
    app.until(lambda: mark.get_attribute("transform") != place, "the mark of the context moves")
    app.until(
        lambda: dot.get_attribute("transform") != charged, "the dot moves along what is charged"
    )
    app.until(
        lambda: (
            frontier.evaluate_all("elements => elements.map(element => element.getAttribute('d'))")
            != drawn
        ),
        "the frontier is drawn at the context in force",
    )
    app.go("Funding runway")
    assert app.headlines()[4] != before[4]


def test_on_a_slow_connection_the_address_ends_at_the_value_of_the_lever(tabs, server):
    """Answers that come late are those of a moment before: they neither take the address back nor lose the line."""
    app = tabs(server)
    app.context.add_init_script(LATE)
    app.open("/inference_cost")
    for hundredths in range(81, 75, -1):
        app.press("load_factor", "ArrowLeft")
        written(app, f"{hundredths / 100:g}")
    app.carries(load_factor="0.76")
    for hundredths in range(77, 82):
        app.press("load_factor", "ArrowRight")
        written(app, f"{hundredths / 100:g}")
    app.press("load_factor", "ArrowRight").carries()


def written(app, value):
    """Wait until the browser has written a value of the lever; the answer comes later."""
    app.when("value => new URL(location.href).searchParams.get('load_factor') === value", arg=value)


def test_a_lever_is_added_by_its_name_with_the_keyboard_and_kept_after_a_reload(app):
    power = "power_per_card.ascend_950dt"
    app.open()
    app.page.get_by_role("button", name="Add a lever").press("Enter")
    box = app.page.get_by_test_id("stPopoverBody").get_by_role("searchbox")
    box.fill("power a card 950DT")
    box.press("Enter")
    app.keyed(f"ui_add_{power}").get_by_role("button").press("Enter")
    app.carries(**{"own-levers": power})
    app.page.keyboard.press("Escape")
    app.press(power, "ArrowLeft", times=3)
    moved = app.value(power)
    app.carries(**{power: f"{moved:g}", "own-levers": power})
    app.page.reload()
    app.until(lambda: app.value(power) == moved, "the lever and its value after a reload")
