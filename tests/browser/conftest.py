"""A fresh server and a real browser; without a browser these tests skip, except where CI is set."""

import dataclasses
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from support.paths import ROOT
from support.sampling import BROWSER_FUTURES, FULL

from app.frame import navigation
from econ import equations

RUN_WITH_FEW_FUTURES = f"""
import sys
sys.path.insert(1, {str(ROOT / "tests")!r})
from streamlit.web import cli
from support import few_draws
few_draws.search_in_little(setattr, 16)
few_draws.draw_few_futures(setattr, {BROWSER_FUTURES})
sys.argv[0] = "streamlit"
cli.main()
"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
]
DELAY = "delivery_delay.ascend_950dt"
# Milliseconds after which a state is given up. These tests ask what is answered, and bench asks how fast: on a busy machine an answer
# has taken six times as long as on a free one, so that only an app that hangs is ended by this.
PATIENCE = 240_000
A_MOMENT = (
    5_000  # milliseconds: what has just been opened and is not there by then has closed again
)
LOOK = 100  # milliseconds between two looks for a state: a look with each frame keeps a processor busy while a page waits
QUIET = 400  # milliseconds without a hand moved or a word sent: what was asked has been answered
LISTEN = """(() => {
    const now = () => { window.lastWord = performance.now(); };
    now();
    window.lastSent = 0, window.lastHeard = 0, window.lastMoved = -9999;
    window.addEventListener('keydown', moved => {
        if (moved.target.type === 'range') window.lastMoved = performance.now();
    }, true);
    for (const hand of ['keydown', 'keyup', 'pointerup', 'input', 'change']) window.addEventListener(hand, now, true);
    const Socket = window.WebSocket, speak = Socket.prototype.send;
    Socket.prototype.send = function (...said) { now(); window.lastSent = window.lastWord; return speak.apply(this, said); };
    window.WebSocket = class extends Socket {
        constructor(...how) {
            super(...how);
            this.addEventListener('message', () => { now(); window.lastHeard = window.lastWord; });
        }
    };
})()"""
# The state that tests wait for. It is silence, because nothing else says that all is answered: the app ends a run and begins the next of
# its own accord while it draws more futures, asks again for what a widget has moved meanwhile, or writes the address, and between two
# such runs the page looks as it does after the last. Each run begins and ends with words over the socket, so that a page without a word
# for a while has had its last one. There are two exceptions. A busy server may begin its answer only after the silence, so a message must
# have come after the last one that was sent. And Streamlit sends what a key on a lever has moved only after a pause, and nothing at all
# where the key moves nothing, as at the end of a lever: after such a key a word that was sent is waited for, or two seconds.
AT_REST = f"""() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
    && document.querySelector('[data-testid="stApp"]').dataset.testConnectionState === 'CONNECTED'
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
    && [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')].every(
        figure => figure.offsetParent === null || figure.querySelector('svg, canvas'))
    && performance.now() - window.lastWord > {QUIET}
    && window.lastHeard > window.lastSent
    && (window.lastSent > window.lastMoved || performance.now() - window.lastMoved > 2000)"""
FIGURES = '.st-key-ui_headlines [data-testid="stMetricValue"]'  # of the strip on every page
HEALTH = "/_stcore/health"
# A deep link makes Streamlit look for itself under the page.
OWN_404 = re.compile(r"/_stcore/(health|host-config)$")


def _absent(reason):
    return pytest.fail(f"{reason}, and CI is set") if os.environ.get("CI") else pytest.skip(reason)


@dataclasses.dataclass(frozen=True)
class Server:
    """A running server of the app, and the folder of its log."""

    address: str
    process: subprocess.Popen
    log: pathlib.Path


@pytest.fixture(scope="session")
def start_server(tmp_path_factory):
    """Start a fresh server each time it is called; what was started is ended, and nothing else.

    Its maps and chances are of few futures, as in the other tests of pages; with full counts they are of all.
    """
    started = []

    def start(script="streamlit_app.py", **environment):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = tmp_path_factory.mktemp("server") / "log.txt"
        run = ["-m", "streamlit"] if FULL else ["-c", RUN_WITH_FEW_FUTURES]
        command = [sys.executable, *run, "run", script, "--server.port", str(port)]
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment},
            )
        started.append(process)
        address = f"http://localhost:{port}"
        for _ in range(600):
            assert process.poll() is None, log.read_text()
            try:
                with urllib.request.urlopen(address + HEALTH, timeout=2):
                    return Server(address, process, log)
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise AssertionError(f"the server did not come up:\n{log.read_text()}")

    yield start
    for process in started:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def server(start_server):
    """One server for all tests of a worker: sessions share nothing but caches."""
    return start_server()


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium of the system."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _absent("playwright is not installed")
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        _absent("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


class App:
    """The app in a tab of its own, with the actions of a user as methods."""

    def __init__(self, browser, address, **options):
        from playwright.sync_api import TimeoutError as Late
        from playwright.sync_api import expect

        self.expect, self.Late, self.address = expect, Late, address
        self.context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, **options}
        )
        self.context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self.context.add_init_script(LISTEN)
        self.page = self.context.new_page()
        self.left = None  # what was opened last, and the address that the tab then had
        self.console, self.outside = [], []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.console.append(f"error: {error}"))
        self.context.on("request", self._asked)

    def _heard(self, message):
        if not (OWN_404.search(message.location.get("url", "")) and "404" in message.text):
            self.console.append(
                f"{message.type}: {message.text} ({message.location.get('url', '')})"
            )

    def _asked(self, request):
        url = urllib.parse.urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.hostname != "localhost":
            self.outside.append(request.url)

    def open(self, path="/", **query):
        """Open an address and wait until the page has come to rest."""
        of_version = {"model": equations.MODEL_VERSION} if query else {}
        text = urllib.parse.urlencode(of_version | query)
        self.page.goto(self.address + path + ("?" + text if text else ""))
        self.rest()
        self.left = (path, query), self.page.url
        return self

    def show(self, path="/", **query):
        """Open an address, unless the tab shows it since a test before, which left it as it was. For tests that change nothing."""
        if self.left != ((path, query), self.page.url):
            self.forget().open(path, **query)
        self.console.clear()
        assert self.page.locator('[role="dialog"]').count() == 0
        return self.rest()

    def when(self, state, arg=None):
        """Wait until a function of the page says that a state is there."""
        self.page.wait_for_function(state, arg=arg, polling=LOOK)

    def rest(self):
        """Wait until nothing is asked, run or stale, five headline figures are shown and each figure is drawn."""
        try:
            self.expect(self.page.locator(FIGURES)).to_have_count(5, timeout=PATIENCE)
        except AssertionError as error:
            raise AssertionError(
                f"{error}\n{self.page.url}\n{self.page.inner_text('body')}\n{self.console}"
            ) from None
        self.when(AT_REST)
        assert self.page.locator('[data-testid="stException"]').count() == 0, self.page.inner_text(
            "body"
        )
        return self

    def go(self, title):
        """Open a page from the navigation at the top, by its section."""
        section = next(
            navigation.section_title(section)
            for section, paths in navigation.SECTIONS.items()
            if title in map(navigation.page_title, paths)
        )
        if section:
            self.page.locator('[data-testid="stTopNavSection"]', has_text=section).click()
            self.page.locator('[data-testid="stTopNavDropdownLink"]', has_text=title).click()
        else:
            self.page.locator('[data-testid="stTopNavLink"]', has_text=title).click()
        self.expect(self.page).to_have_title(re.compile(f"^{re.escape(title)} ·"))
        return self.rest()

    def keyed(self, key):
        return self.page.locator(".st-key-" + re.sub(r"[^A-Za-z0-9_-]", "-", key))

    def figure(self, title):
        """The chart below a title, which the page writes."""
        heading = f'.figure-title:has-text("{title}")'
        element = self.page.locator(f'[data-testid="stElementContainer"]:has({heading})').first
        return element.locator("xpath=following-sibling::*[1]")

    def lever(self, key=DELAY):
        """The handle of a lever."""
        return self.keyed(key).locator("input[type=range]")

    def unfold(self, key):
        """Open the levers of the page in the sidebar where a lever is among them."""
        if not self.lever(key).is_visible():
            self.keyed("ui_page_levers").locator("summary").click()
        self.expect(self.lever(key)).to_be_visible()
        return self

    def value(self, key=DELAY):
        return float(self.lever(key).input_value())

    def sent(self):
        """Wait until the last move of a lever has been sent to the server, and not for the answer."""
        self.when("() => window.lastSent > window.lastMoved")
        return self

    def press(self, key=DELAY, name="ArrowRight", times=1):
        """Move a lever with the keyboard, one step a press, without waiting in between."""
        self.unfold(key)
        self.lever(key).focus()
        for _ in range(times):
            self.page.keyboard.press(name)
        return self

    def choose(self, key, words):
        """Choose from a list by what it shows; a list may close again while the page is still being drawn."""
        option = self.page.get_by_role("option", name=words, exact=True)

        def chosen():
            try:
                self.keyed(key).locator("input").first.click()
                option.click(timeout=A_MOMENT)
            except self.Late:
                return False
            return True

        return self.until(chosen, f"the list «{key}» should offer «{words}»")

    def headlines(self):
        return self.page.locator(FIGURES).all_inner_texts()

    def address_parameters(self):
        """The parameters in the address bar."""
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.page.url).query))

    def query(self):
        """The parameters in the address bar without those that each address has: the version of the model and its headline."""
        parameters = self.address_parameters()
        return {key: text for key, text in parameters.items() if key not in ("model", "headline")}

    def until(self, wanted, what):
        """Wait until something holds; the last value seen is in the complaint."""
        deadline = time.monotonic() + PATIENCE / 1000
        while not (seen := wanted()) and time.monotonic() < deadline:
            self.page.wait_for_timeout(LOOK)
        assert seen, f"{what}: {self.page.url} {self.headlines()}"
        return self.rest()

    def carries(self, **parameters):
        """Wait until the address has these parameters, and no other."""
        return self.until(
            lambda: self.query() == parameters, f"the address should carry {parameters}"
        )

    def forget(self):
        """Leave the app, and forget what the browser keeps of it but for the code it has loaded."""
        self.page.goto(self.address + HEALTH)
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.context.clear_cookies()
        self.console.clear()
        self.outside.clear()
        self.left = None
        return self

    def close(self):
        self.context.close()


@pytest.fixture
def tabs(browser):
    """Open the app in a browser of its own: no cookies, no session, nothing remembered."""
    opened = []

    def tab(server, **options):
        opened.append(App(browser, server.address, **options))
        return opened[-1]

    yield tab
    for app in opened:
        app.close()


@pytest.fixture(scope="session")
def used_tab(browser, server):
    """A tab that tests use one after the other, so that the browser reads the code of the app once."""
    tab = App(browser, server.address)
    yield tab
    tab.close()


@pytest.fixture
def app(used_tab):
    """The app in one tab, nothing opened yet and nothing remembered."""
    return used_tab.forget()


@pytest.fixture
def shown(used_tab):
    """The app in the tab as the test before left it, for tests that show a page and leave it as it was."""
    return used_tab


@pytest.fixture(scope="module")
def open_tab(browser, server):
    """Open the app in a tab that the tests of a module share."""
    opened = []

    def tab(**options):
        opened.append(App(browser, server.address, **options))
        return opened[-1]

    yield tab
    for app in opened:
        app.close()
