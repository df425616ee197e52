"""How it looks: every page in both themes, at all widths, with an empty console and no word to anybody else."""

import contextlib
import itertools
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from support.page_figures import FIGURES
from support.sampling import FULL, sample

from app.frame import navigation

PAGES = tuple(navigation.page_title(path) for path in navigation.PAGES)
DELAY = "delivery_delay.ascend_950dt"
LATE = {DELAY: 6}  # the scenario of the phone: the server keeps what it has computed
PATH_OF = dict(zip(PAGES, navigation.PAGES, strict=True))
PATHS = {title: navigation.url_path(path) for title, path in PATH_OF.items()}
READ = '.overview-plot svg, [data-testid="stVegaLiteChart"] svg, [data-testid="stDataFrame"], .read table'
# The parts of a page that the tests look at, at the width that it has.
SEEN = """() => {
    const all = selector => [...document.querySelectorAll(selector)];
    const isCut = element => element.scrollWidth > element.clientWidth + 1;
    const main = document.querySelector('[data-testid="stMain"]');
    const isSeen = element => element.getClientRects().length > 0;
    const svgs = all('[data-testid="stVegaLiteChart"] svg, .overview-plot svg').filter(isSeen);
    const outside = [];
    for (const svg of svgs) {
        const frame = svg.getBoundingClientRect();
        for (const words of svg.querySelectorAll('text')) {
            const box = words.getBoundingClientRect();
            if (!words.textContent.trim() || !box.width) continue;
            const beyond = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom);
            if (beyond > 1) outside.push(`${words.textContent}: ${beyond.toFixed(1)} px beyond its figure`);
            if (words.textContent.endsWith('…')) outside.push(`${words.textContent} is shortened`);
        }
    }
    const answer = main.querySelector('h1');
    const sidebar = document.querySelector('[data-testid="stSidebarUserContent"]');
    // The levers of a page that is about them are unfolded: they are looked for and are no part of the front.
    const unfolded = all('.st-key-ui_page_levers details[open] > div').reduce((sum, part) => sum + part.offsetHeight, 0);
    // Lines of the header row and of the links to siblings, by the middle of what is in them; and whether the page's own is in sight.
    const middle = element => { const box = element.getBoundingClientRect(); return Math.round((box.top + box.bottom) / 2 / 8); };
    const lines = elements => new Set(elements.filter(isSeen).map(middle)).size;
    const row = document.querySelector('.st-key-ui_sub').getBoundingClientRect();
    const own = document.querySelector('.st-key-ui_sub strong')?.getBoundingClientRect() ?? row;
    return {
        title: document.title,
        header: [lines(all('.st-key-ui_head > *')), lines(all('.st-key-ui_sub a'))],
        isOwnSeen: own.left >= row.left - 1 && own.right <= row.right + 1,
        delay: document.querySelector('.st-key-delivery_delay-ascend_950dt input[type=range]')?.value,
        dialogs: all('[role="dialog"]').length,
        ranks: all('[data-testid="stMain"] :is(h1, h2, h3, h4, h5, h6)').map(element => Number(element.tagName[1])),
        wide: all('html, body, [data-testid="stMain"]').filter(isCut)
            .map(element => `${element.tagName} ${element.scrollWidth} > ${element.clientWidth}`),
        overdrawn: all('[data-testid="stVegaLiteChart"]')
            .filter(figure => figure.querySelector('svg')?.getBoundingClientRect().width > figure.clientWidth + 1)
            .map(figure => `a figure of ${figure.clientWidth} px is drawn wider`),
        cut: all('[data-testid="stMetricValue"] > div, [data-testid="stMetricLabel"] p').filter(isCut)
            .map(element => element.innerText),
        outside,
        lines: Math.round(answer.getBoundingClientRect().height / parseFloat(getComputedStyle(answer).lineHeight)),
        sidebar: sidebar ? sidebar.offsetHeight - unfolded : 0,
        levers: all('[data-testid="stSidebar"] [class*="lever_"]').filter(isSeen)
            .filter(lever => !lever.closest('.st-key-ui_page_levers')).length,
        figures: all('[data-testid="stVegaLiteChart"]').filter(isSeen).length,
        screens: main.scrollHeight / window.innerHeight,
        background: getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor,
    };
}"""
MARKS = "svg .mark-line path, svg .mark-rect path, svg .mark-symbol path"
WIDTHS, SCREEN, PHONE = (1440, 1280, 1024), 900, {"width": 390, "height": 844}
HEADER_LINES = 2
LINES_OF_ANSWER, LEVERS, FIGURES_AT_FIRST, SIDEBAR_PIXELS = 2, 7, 6, 600
SCREENS, PHONE_SCREENS = 4.0, 8.0  # the longest page, with its tabs and expanders as it opens
CHANGES = {
    "late": {DELAY: 12},
    "training": {"training_ratio": 2},
    "no round": {"round_status.first": 0},
    "late and cheap": {DELAY: 12, "target_margin": 0.5},
}
PRESETS = {"april": {}, "november": {"case": "november-2026"}}
# Every state in both themes; each is a tab that goes through all pages. The first two are always looked at.
FIRST = [("april", "unchanged", "light"), ("april", "unchanged", "dark")]
OTHERS = [
    (preset, change, theme)
    for preset, change, theme in itertools.product(
        PRESETS, ["unchanged", *CHANGES], ["light", "dark"]
    )
    if (preset, change, theme) not in FIRST
]
# What Streamlit draws, and no style or argument can change: the canvas of a table has no content for a screen reader but its own,
# and the grid under it is a table that axe cannot scroll.
NOT_OURS = ['[data-testid="stDataFrame"]']
SERIOUS = {"serious", "critical"}
FITTED = """() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')].every(
    figure => (figure.querySelector('svg')?.getBoundingClientRect().width ?? 0) <= figure.clientWidth + 1)
    && [...document.querySelectorAll('html, body, [data-testid="stMain"]')].every(
        element => element.scrollWidth <= element.clientWidth + 1)"""
SETTLING = 20_000  # milliseconds in which a page fits a new width; what does not fit then is a fault, which is named


def luminance(colour):
    channels = [int(number) / 255 for number in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def barriers(page):
    """Obstacles that axe-core sees: contrast, names, roles and order."""
    report = Axe().run(
        page,
        context={"exclude": [[selector] for selector in NOT_OURS]},
        options={"resultTypes": ["violations"]},
    )
    for rule in report.response["violations"]:
        if rule["impact"] in SERIOUS:
            for node in rule["nodes"]:
                yield f"{rule['id']}: {node['html'][:160]}"


def faults(seen, width):
    """Faults that nobody would show to a client, at one width."""
    if seen["ranks"].count(1) != 1:
        yield f"{seen['ranks'].count(1)} answers"
    if width >= WIDTHS[1] and seen["lines"] > LINES_OF_ANSWER:
        yield f"the answer has {seen['lines']} lines"
    if seen["sidebar"] > SIDEBAR_PIXELS:
        yield f"the sidebar is {seen['sidebar']} pixels high"
    if seen["levers"] > LEVERS:
        yield f"{seen['levers']} levers"
    if seen["figures"] > FIGURES_AT_FIRST:
        yield f"{seen['figures']} figures"
    if width == WIDTHS[0] and seen["screens"] > SCREENS:
        yield f"{seen['screens']:.1f} screens"
    if seen["header"][0] > HEADER_LINES or seen["header"][1] > 1 or not seen["isOwnSeen"]:
        yield f"the header row has {seen['header']} lines"
    yield from seen["outside"]
    yield from seen["wide"]
    yield from seen["overdrawn"]
    yield from (f"{text} is cut off" for text in seen["cut"])


def redraw_figures(app, path, key):
    """See each figure of a page drawn, and drawn again after a press of a key on a lever, without a word in the console."""
    drawn = app.page.locator('[data-testid="stVegaLiteChart"]')
    app.expect(drawn).to_have_count(FIGURES[path])
    for number in range(FIGURES[path]):
        app.expect(drawn.nth(number).locator(MARKS).first).to_be_attached()
    app.press(DELAY, key).rest()
    # Streamlit itself draws every figure once before it has data, of which Vega warns.
    assert not [line for line in app.console if "Infinite extent" not in line], path


@pytest.mark.parametrize(("preset", "change", "theme"), [*FIRST, *sample(OTHERS, 1)])
def test_every_page_can_be_shown_at_every_width(tabs, server, preset, change, theme):
    """Each page is opened once, in two clicks at most, and all is measured on it; no other server is contacted.

    The first state is looked at in full, and its figures are drawn again. In the dark all is as wide as in the light, and of other
    states some pages are opened.
    """
    app = tabs(server, color_scheme=theme).open("/", **PRESETS[preset], **CHANGES.get(change, {}))
    wrong, titles = [], []
    there_and_back = itertools.cycle(("ArrowRight", "ArrowLeft"))  # so that there are two scenarios
    for title in PAGES if change == "unchanged" else sample(PAGES, 6):
        if title != app.page.title().partition(" ·")[0]:
            app.go(title)
        for width in WIDTHS if FULL or theme == "light" else WIDTHS[:1]:
            app.page.set_viewport_size({"width": width, "height": SCREEN})
            app.rest()
            with contextlib.suppress(app.Late):
                app.page.wait_for_function(FITTED, timeout=SETTLING)
            seen = app.page.evaluate(SEEN)
            wrong += [f"{title} at {width}: {fault}" for fault in faults(seen, width)]
        app.page.set_viewport_size({"width": WIDTHS[0], "height": SCREEN})
        if change == "unchanged":
            wrong += [f"{title}: {barrier}" for barrier in barriers(app.rest().page)]
        if (preset, change, theme) == FIRST[0]:
            redraw_figures(app, PATH_OF[title], next(there_and_back))
        titles.append(seen["title"])
        assert (luminance(seen["background"]) < 0.2) == (theme == "dark"), seen["background"]
    assert len(set(titles)) == len(titles)
    assert not wrong, "\n".join(wrong)
    assert not [line for line in app.console if line.startswith("error")], app.console
    assert app.outside == []


@pytest.mark.parametrize("change", ["unchanged", "late"])
def test_the_overview_is_one_screen_and_one_sheet(app, change):
    app.open("/", **CHANGES.get(change, {}))
    assert app.page.evaluate(SEEN)["screens"] <= 1.0
    sheets = re.findall(rb"/Type\s*/Page\b", app.page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1


@pytest.fixture(scope="module")
def on_a_phone(open_tab):
    """Each page opened by its address on a phone, once for all tests: title → what there is to see."""
    phone = open_tab(viewport=PHONE, has_touch=True, is_mobile=True)
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
def test_a_page_on_a_phone_is_eight_screens_at_most_and_nothing_is_cut_off(on_a_phone, title):
    page = on_a_phone[title]
    assert page["wide"] == [] and page["cut"] == [] and page["outside"] == []
    assert page["screens"] <= PHONE_SCREENS
    assert page["header"][0] <= HEADER_LINES and page["header"][1] <= 1 and page["isOwnSeen"]


LETTERS = """() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] svg')]
    .filter(svg => svg.clientHeight > innerHeight / 2 || !document.querySelector('[aria-label^="Close fullscreen"]'))
    .flatMap(svg => [...svg.querySelectorAll('text')]).filter(words => words.textContent.trim())
    .map(words => parseFloat(getComputedStyle(words).fontSize))"""
PROJECTED_LETTERS = 16  # pixels, at least, of words on a projector; on a page they are smaller


def test_words_of_a_figure_that_fills_the_screen_can_be_read_from_afar(shown):
    """Also of the highest figure, which keeps its usual letters on the page."""
    for path in ("/what_matters", "/funding_runway"):
        app = shown.show(path)
        app.expect(app.page.locator(MARKS).first).to_be_attached()
        assert max(app.rest().page.evaluate(LETTERS)) < PROJECTED_LETTERS
        app.page.get_by_role("button", name=re.compile("^Fullscreen: ")).first.focus()
        app.page.keyboard.press("Enter")
        app.when(f"() => Math.min(...({LETTERS})()) >= {PROJECTED_LETTERS}")
        assert app.page.evaluate(SEEN)["outside"] == []
        app.page.get_by_role("button", name=re.compile("^Close fullscreen: ")).first.focus()
        app.page.keyboard.press("Enter")


def test_a_figure_that_fills_the_screen_has_its_title_its_unit_and_its_legend(shown):
    app = shown.show("/funding_runway")
    for title in ("Money in the bank", "What net burn is made of"):
        app.page.get_by_role("button", name=f"Fullscreen: {title}").first.focus()
        app.page.keyboard.press("Enter")
        close = app.page.get_by_role("button", name=f"Close fullscreen: {title}").first
        app.expect(close).to_be_visible()
        words = app.page.locator(f'.figure-title:has-text("{title}")').first
        app.when(
            """words => {
                const box = words.getBoundingClientRect();
                const top = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
                const frame = top?.closest('[data-testid="stFullScreenFrame"]')?.getBoundingClientRect();
                const plot = top?.closest('svg')?.getBoundingClientRect() ?? frame;
                return frame && frame.width >= innerWidth && box.height > 0 && box.bottom <= plot.top + 1;
            }""",
            words.element_handle(),
        )
        unit = words.locator("xpath=following-sibling::*[1]")
        assert unit.bounding_box()["y"] < words.bounding_box()["y"] + words.bounding_box()["height"]
        close.focus()
        app.page.keyboard.press("Enter")
        app.expect(close).to_have_count(0)


# Words of names of levers that have more than one line.
BROKEN_WORDS = """() => [...document.querySelectorAll('[class*="lever_"] label p')].flatMap(name => {
    const text = name.firstChild, range = document.createRange(), broken = [];
    for (const word of text.textContent.matchAll(/[^\\s·-]+/g)) {
        range.setStart(text, word.index), range.setEnd(text, word.index + word[0].length);
        if (range.getClientRects().length > 1) broken.push(word[0]);
    }
    return broken;
})"""
NARROW_SENTENCES = """() => [...document.querySelectorAll('.read .long')]
    .filter(cell => cell.tagName === 'TD' && cell.getBoundingClientRect().width < 200).map(cell => cell.innerText)"""


def test_no_word_in_the_name_of_a_lever_is_broken(app):
    app.open("/compute_supply")
    app.page.locator(".st-key-ui_page_levers summary").click()
    app.expect(app.page.locator(".st-key-ui_page_levers label p").first).to_be_visible()
    assert app.page.evaluate(BROKEN_WORDS) == []


def test_sentences_in_a_table_have_room_on_a_phone(open_tab):
    phone = open_tab(viewport=PHONE, has_touch=True, is_mobile=True)
    for path in ("/compute_supply", "/validation"):
        phone.open(path).page.locator(".read td.long").first.wait_for()
        assert phone.page.evaluate(NARROW_SENTENCES) == []


def test_lines_run_across_their_figures(app):
    app.open("/compute_supply")
    lines = app.page.locator('[data-testid="stVegaLiteChart"] svg .mark-line path')
    app.until(lambda: lines.count() >= 5, "five figures should have lines")
    app.expect(app.page.locator('[data-testid="stVegaLiteChart"] svg')).to_have_count(5)
    widths = app.page.evaluate("""() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] svg')].map(svg =>
        Math.max(...[...svg.querySelectorAll('.mark-line path')].map(path => path.getBoundingClientRect().width))
        / svg.getBoundingClientRect().width)""")
    assert len(widths) == 5 and min(widths) > 0.5, widths
