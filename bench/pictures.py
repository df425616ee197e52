"""`make pictures`: the first screen of every page, light and dark, as files of `docs/pictures/`.

`python bench/pictures.py raising ownership` makes those of some pages only.
"""

import io
import pathlib
import shutil
import sys
import urllib.parse

from PIL import Image
from repaint import FLAGS
from serving import ROOT, server

sys.path.insert(0, str(ROOT))
from app.frame.navigation import PAGES, page_title, url_path
from econ import equations

FOLDER = ROOT / "docs" / "pictures"
THEMES = ("light", "dark")
SCREEN = {"width": 1440, "height": 900}
# Others show the case unchanged. A link that states no version of the model gets a notice.
CHANGES = {
    "pages/overview.py": {"model": equations.MODEL_VERSION, "delivery_delay.ascend_950dt": 6}
}
PATIENCE = 600_000  # milliseconds until a page counts as never drawn
PALETTES = (256, 128, 96, 64, 48, 32)  # numbers of colours, tried until a file is small enough
MOST_BYTES = 120_000
LISTEN = """(() => {
    const Socket = window.WebSocket;
    window.lastWord = performance.now();
    window.WebSocket = class extends Socket {
        constructor(...how) {
            super(...how);
            this.addEventListener('message', () => { window.lastWord = performance.now(); });
        }
    };
})()"""
# Five figures of the whole path, a server that has nothing more to send, no stale or waiting element, and every figure drawn. The
# map of Price-cut timing fills in steps: once it is full, two of its layers have cells, and as many as each other.
DRAWN = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const all = (query, within = document) => [...within.querySelectorAll(query)];
    const figures = all('[data-testid="stVegaLiteChart"]').filter(figure => figure.offsetParent !== null);
    const map = figures.find(figure => figure.textContent.includes('What each cut is worth'));
    const cells = map ? all('.role-mark.mark-rect', map).map(layer => all('path', layer).length).filter(count => count) : [];
    return app?.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED'
        && all('.st-key-ui_headlines [data-testid="stMetricValue"]').length === 5
        && !all('[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stSpinner"]').length
        && figures.every(figure => figure.querySelector('svg, canvas'))
        && (!map || (cells.length === 2 && cells[0] === cells[1]))
        && document.fonts.status === 'loaded'
        && performance.now() - window.lastWord > 500;
}"""


def picture(path: str, theme: str) -> pathlib.Path:
    """The file of the picture of a page in a theme."""
    return FOLDER / f"{url_path(path)}-{theme}.png"


def _reduced(screen: bytes) -> bytes:
    """A screenshot as a PNG with a palette, with as many colours as the limit of a file allows."""
    whole = Image.open(io.BytesIO(screen)).convert("RGB")
    for colours in PALETTES:
        file = io.BytesIO()
        whole.quantize(colours, Image.Quantize.MAXCOVERAGE, 2, dither=Image.Dither.NONE).save(
            file, "PNG", optimize=True
        )
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()


def _screen(browser, host, path, theme):
    """The first screen of a page as a screenshot, without the bar for first visitors."""
    context = browser.new_context(viewport=SCREEN, color_scheme=theme)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(LISTEN)
    page = context.new_page()
    slug = "" if path == PAGES[0] else url_path(path)
    page.goto(f"http://{host}/{slug}?{urllib.parse.urlencode(CHANGES.get(path, {}))}")
    page.wait_for_function(DRAWN)
    dismiss = page.locator(".st-key-ui_first_off button")
    if dismiss.count():
        dismiss.click()
        dismiss.wait_for(state="detached")
        page.wait_for_function(DRAWN)
    screen = page.screenshot()
    context.close()
    return screen


def main() -> None:
    """Make every picture, and remove those of pages that are no more."""
    from playwright.sync_api import sync_playwright

    command = shutil.which("chromium") or shutil.which("chromium-browser")
    if command is None:
        sys.exit("there is no Chromium on this machine")
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = {picture(path, theme) for path in PAGES for theme in THEMES}
    for file in set(FOLDER.glob("*.png")) - wanted:
        file.unlink()
    with sync_playwright() as playwright, server() as (host, _):
        browser = playwright.chromium.launch(executable_path=command, args=FLAGS)
        for path in PAGES:
            if sys.argv[1:] and url_path(path) not in sys.argv[1:]:
                continue
            for theme in THEMES:
                file = picture(path, theme)
                file.write_bytes(_reduced(_screen(browser, host, path, theme)))
                print(
                    f"{page_title(path)}, {theme}: {file.stat().st_size / 1000:.0f} KB", flush=True
                )
        browser.close()


if __name__ == "__main__":
    main()
