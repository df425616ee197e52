"""The figures of the Overview in the browser: kept nodes, words in their place, both themes, months read by pointer and by key."""

import itertools
import re

import pytest

import econ
from econ.decisions.default_alive import default_alive_outlook
from econ.views.overview import overview_panels

DELAY = "delivery_delay.ascend_950dt"
MOVED = {DELAY: "12", "trend_growth": "0.05", "round_amount.first": "20"}
STATES = ({}, {"case": "november-2026", DELAY: "6"}, MOVED)
TALLEST = 700  # pixels of the figures and what is beside them at 1440, so that the first screen holds them
READABLE = 4.5  # contrast that WCAG asks of text
PANEL = '[data-figure="{}"]'
# Every node of the figures gets a mark, which a node that takes its place does not have.
MARK = """() => document.querySelectorAll('.overview-plot svg, .overview-plot svg *, .overview-bars').forEach(
    (node, place) => { node.marked = place; })"""
KEPT = """() => [...document.querySelectorAll('.overview-plot svg, .overview-plot svg .overview-lines path, .overview-bars')]
    .every(node => node.marked !== undefined)"""
LINES = "() => [...document.querySelectorAll('.overview-lines path')].map(path => path.getAttribute('d'))"
# Words that are not inside their figure, that touch others, or that make the page scroll sideways.
MISPLACED = """() => {
    const wrong = [], inside = (word, frame) => word.left >= frame.left - 1 && word.right <= frame.right + 1
        && word.top >= frame.top - 1 && word.bottom <= frame.bottom + 1;
    for (const svg of document.querySelectorAll('.overview-plot svg')) {
        const frame = svg.getBoundingClientRect();
        const words = [...svg.querySelectorAll('text')].map(node => [node.textContent, node.getBoundingClientRect()]);
        words.forEach(([text, box], place) => {
            if (!inside(box, frame)) wrong.push(`outside: ${text}`);
            for (const [other, its] of words.slice(0, place))
                if (Math.min(box.right, its.right) - Math.max(box.left, its.left) > 2
                    && Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top) > 4) wrong.push(`${text} on ${other}`);
        });
    }
    for (const bars of document.querySelectorAll('.overview-bars')) for (const word of bars.querySelectorAll('th, span'))
        if (word.textContent && !inside(word.getBoundingClientRect(), bars.getBoundingClientRect()))
            wrong.push(`outside the bars: ${word.textContent}`);
    const main = document.querySelector('[data-testid="stMain"]');
    if (main.scrollWidth > main.clientWidth + 1) wrong.push('the page scrolls sideways');
    return wrong;
}"""
DRAWN_FOR_WIDTH = """() => [...document.querySelectorAll('.overview-plot')].every(plot =>
    Math.abs(plot.querySelector('svg').getBoundingClientRect().width - plot.clientWidth) <= 1)"""
# The contrast of each word of a figure with the page behind it.
CONTRASTS = """() => {
    const channels = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(
        part => colour.startsWith('color(') ? part : part / 255);
    const luminance = colour => channels(colour).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const behind = luminance(getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor);
    const contrast = colour => {
        const [low, high] = [luminance(colour), behind].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    return [
        ...[...document.querySelectorAll('.overview-plot svg text')].map(node => [node.textContent, contrast(getComputedStyle(node).fill)]),
        ...[...document.querySelectorAll('.overview-figure :is(a, p > *), .overview-unit, .overview-bars :is(th, span)')]
            .filter(node => node.textContent.trim()).map(node => [node.textContent, contrast(getComputedStyle(node).color)]),
    ];
}"""
TABLE = """figure => [...document.querySelectorAll(`[data-figure="${figure}"] .overview-unseen tr`)].map(
    row => [...row.children].map(cell => cell.textContent))"""
MONTHS_IN_TABLES = """count => [...document.querySelectorAll('.overview-unseen table')].every(
    table => table.rows.length === count + 1)"""


def plot(app, figure):
    return app.page.locator(f"{PANEL.format(figure)} .overview-plot svg")


def tip(app, figure):
    return app.page.locator(f"{PANEL.format(figure)} .overview-tip")


def ends_of_axis(app, figure):
    return app.page.locator(f"{PANEL.format(figure)} .overview-grid text").all_text_contents()


def number_of(text):
    """The number at the beginning of a text, with a true minus."""
    return float(re.match(r"−?[\d.,]+", text)[0].replace("−", "-").replace(",", ""))


@pytest.fixture(scope="module")
def drawn(case):
    """The panels of the moved scenario, as the model has them."""
    scenario = case.scenario("april-2026", {key: float(value) for key, value in MOVED.items()})
    outlook, baseline = econ.run(scenario), econ.run(scenario.baseline())
    return {
        panel.key: panel
        for panel in overview_panels(outlook, baseline, default_alive_outlook(scenario))
    }


@pytest.mark.parametrize("state", [{}, {DELAY: "3"}], ids=["the first move", "a later one"])
def test_nodes_survive_the_move_of_a_lever_and_another_theme_and_axes_stay(app, state):
    app.open("/", **state)
    before, axes = app.page.evaluate(LINES), ends_of_axis(app, "cash")
    app.page.evaluate(MARK)
    app.press(DELAY).until(lambda: app.page.evaluate(LINES) != before, "the lines should move")
    assert app.page.evaluate(KEPT)
    assert ends_of_axis(app, "cash") == axes
    line = plot(app, "cash").locator(".overview-lines path")
    light = line.evaluate("path => getComputedStyle(path).stroke")
    app.page.emulate_media(color_scheme="dark")
    app.until(
        lambda: line.evaluate("path => getComputedStyle(path).stroke") != light,
        "the line should be light on dark",
    )
    assert app.page.evaluate(KEPT), "another theme rebuilds nothing"
    app.page.emulate_media(color_scheme="light")


def test_on_a_phone_the_panels_are_under_each_other_and_as_wide_as_the_page(open_tab):
    phone = open_tab(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone.open("/", **MOVED)
    boxes = [box.bounding_box() for box in phone.page.locator(".overview-figure").all()]
    assert len(boxes) == 5
    for above, below in itertools.pairwise(boxes):
        assert below["y"] >= above["y"] + above["height"] and below["width"] == above["width"] > 340
    svg = plot(phone, "margin")
    svg.scroll_into_view_if_needed()
    svg.tap()
    phone.expect(tip(phone, "margin")).to_be_visible()
    box = tip(phone, "margin").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_of_figures_are_readable_in_both_themes(tabs, server, theme):
    app = tabs(server, color_scheme=theme).open("/", **MOVED)
    words = app.page.evaluate(CONTRASTS)
    assert len(words) > 60
    faint = [(text, round(contrast, 1)) for text, contrast in words if contrast < READABLE]
    assert not faint
    assert not [line for line in app.console if line.startswith("error")], app.console


@pytest.mark.parametrize("state", STATES, ids=["default", "november", "moved"])
def test_the_figures_fit_the_first_screen_and_words_are_inside_them_at_every_width(shown, state):
    app = shown.show("/", **state)
    box = app.page.locator(".st-key-ui_overview").bounding_box()
    assert box["height"] <= TALLEST
    panels = [app.page.locator(PANEL.format(key)).bounding_box() for key in ("supply", "margin")]
    assert panels[0]["y"] == panels[1]["y"], "the four panels are beside each other"
    side = app.page.locator(".st-key-ui_effects").bounding_box()
    cash = app.page.locator(PANEL.format("cash")).bounding_box()
    assert side["x"] >= cash["x"] + cash["width"] and abs(side["y"] - cash["y"]) < 2
    for width in (1440, 1280, 1024, 390):
        app.page.set_viewport_size({"width": width, "height": 900})
        app.when(DRAWN_FOR_WIDTH)
        app.rest()
        assert app.page.evaluate(MISPLACED) == [], width
    app.page.set_viewport_size({"width": 1440, "height": 900})
    app.when(DRAWN_FOR_WIDTH)


def test_arrow_keys_read_a_month_of_every_line(shown, case, drawn):
    app = shown.show("/", **MOVED)
    for key, panel in drawn.items():
        svg = plot(app, key)
        svg.focus()
        app.page.keyboard.press("Home")
        app.page.keyboard.press("ArrowRight")
        words = svg.get_attribute("aria-valuetext")
        assert (
            words.startswith(f"{case.month_name(1)}: ")
            and svg.get_attribute("aria-valuenow") == "1"
        )
        for series in (*panel.lines, *panel.areas):
            assert series.name in words and "baseline" in words
        app.page.keyboard.press("PageUp")
        assert svg.get_attribute("aria-valuetext").startswith(case.month_name(13))
        app.page.keyboard.press("End")
        assert svg.get_attribute("aria-valuenow") == str(case.months - 1)
        app.expect(tip(app, key)).to_be_visible()
        app.page.keyboard.press("Escape")
        app.expect(tip(app, key)).to_be_hidden()
        svg.blur()


def test_the_tooltip_of_a_month_lists_every_line_with_unit_and_baseline(shown, case, drawn):
    app = shown.show("/", **MOVED)
    for key, panel in drawn.items():
        plot(app, key).scroll_into_view_if_needed()
        box = plot(app, key).bounding_box()
        app.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5)
        app.expect(tip(app, key)).to_be_visible()
        head, *rows = [line.split("\t") for line in tip(app, key).inner_text().split("\n")]
        months = [case.month_name(month) for month in range(case.months)]
        month = months.index(head[0])
        scale = 100.0 if panel.is_share else 1.0
        assert [row[0] for row in rows] == [series.name for series in (*panel.lines, *panel.areas)]
        for row, series in zip(rows, (*panel.lines, *panel.areas), strict=True):
            assert row[1].endswith(f" {panel.unit}")
            shown = [number_of(text) for text in row[1:]]
            wanted = [series.values[month] * scale, series.before[month] * scale]
            assert shown == pytest.approx(wanted, abs=0.51 * 10.0**-panel.decimals)
    app.page.mouse.move(5, 5)
    app.expect(app.page.locator(".overview-tip:not([hidden])")).to_have_count(0)


def test_the_table_for_readers_of_the_screen_has_the_numbers_of_the_model(shown, case, drawn):
    app = shown.show("/", **MOVED)
    app.when(MONTHS_IN_TABLES, arg=case.months)
    for key, panel in drawn.items():
        head, *rows = app.page.evaluate(TABLE, key)
        columns = []
        for series in (*panel.lines, *panel.areas):
            columns.append(series.values)
            if (series.values != series.before).any():
                columns.append(series.before)
        assert len(head) == len(columns) + 1 and all(panel.unit in name for name in head[1:])
        scale = 100.0 if panel.is_share else 1.0
        for month, row in enumerate(rows):
            assert row[0] == case.month_name(month)
            shown = [number_of(text) for text in row[1:]]
            wanted = [column[month] * scale for column in columns]
            assert shown == pytest.approx(wanted, abs=0.51 * 10.0**-panel.decimals), (key, row[0])
        takeaway = app.page.locator(f"{PANEL.format(key)} .overview-unseen p")
        assert takeaway.text_content() == panel.takeaway


def test_a_title_opens_the_page_of_its_stage_and_keeps_the_scenario(app):
    app.open("/", **{DELAY: "3"})
    app.press(DELAY).until(lambda: app.query().get(DELAY) == "4", "the address carries the lever")
    app.page.locator(f"{PANEL.format('margin')} h2 a").click()
    app.expect(app.page).to_have_title(re.compile("^Funding runway"))
    app.carries(**{DELAY: "4"})
    assert app.value() == 4
    app.go("Overview")
    app.expect(app.page.locator(".overview-figure")).to_have_count(5)


def test_the_last_month_to_act_comes_after_the_figures(app):
    app.open("/", **MOVED)
    app.expect(app.page.get_by_text("saves the plan if done by")).to_have_count(1)
    app.press("trend_growth", "ArrowLeft").rest()
    app.expect(
        app.page.get_by_text(re.compile("saves the plan if done by|No lever of the company"))
    ).to_have_count(1)


def test_an_axis_that_changes_flashes_once_and_not_where_motion_is_reduced(tabs, server):
    app = tabs(server, reduced_motion="reduce").open("/")
    before = ends_of_axis(app, "supply")
    app.press("trend_growth", "End").until(
        lambda: ends_of_axis(app, "supply") != before, "the axis should grow"
    )
    grid = app.page.locator(f"{PANEL.format('supply')} .overview-grid")
    app.expect(grid).to_have_class(re.compile("overview-blink"))
    names = "grid => getComputedStyle(grid.querySelector('text')).animationName"
    assert grid.evaluate(names) == "none"
    app.page.emulate_media(reduced_motion="no-preference")
    assert grid.evaluate(names) == "overview-blink"
