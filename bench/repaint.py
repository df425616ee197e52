"""Time from the release of a key until every figure is repainted, in a real browser, compared with an empty page."""

import io
import json
import math
import pathlib
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator

import pyarrow as pa
from serving import ROOT, server
from streamlit.testing.v1 import AppTest
from timing import Row, Stopwatch, format_ratio, milliseconds

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
]
LEVER = "delivery_delay.ascend_950dt"
PATIENCE = 20_000  # milliseconds until a move counts as never repainted
# The map of Price-cut timing is measured in `runs.py`.
PAGES = {
    "Overview": "overview",
    "Compute supply": "compute_supply",
    "Inference cost": "inference_cost",
    "API price": "api_price",
    "Funding runway": "funding_runway",
    "Record": "record",
    "Validation": "validation",
    "Assumptions": "assumptions",
}
EMPTY = """
import json, pathlib
import pandas as pd
import streamlit as st
page = st.query_params.get("page", "overview")
@st.cache_resource
def figures(page):
    folder = pathlib.Path(__file__).parent / page
    return [(json.loads(f.read_text()), pd.read_pickle(f.with_suffix(".pkl"))) for f in sorted(folder.glob("*.json"))]
n = st.slider("n", 0, 18, 0, key="delivery_delay.ascend_950dt")
for number, (spec, data) in enumerate(figures(page)):
    height = next((c for c in ("value", "y", "predicted") if c in data), None)
    moved = data if height is None else data.assign(**{height: data[height] * (1 + n / 100)})
    st.vega_lite_chart(moved, spec, key=f"c{number}", width="stretch")
st.metric("n", n)
"""
WATCH = """() => {
    const drawn = '[data-testid="stVegaLiteChart"] svg, .overview-plot svg, [data-testid="stMetricValue"]';
    window.released = 0; window.painted = 0;
    addEventListener('keyup', () => { window.released = performance.now(); window.painted = 0; }, true);
    new MutationObserver(changes => {
        if (changes.some(change => {
            const place = change.target.nodeType === 1 ? change.target : change.target.parentElement;
            return place && place.closest(drawn);
        })) requestAnimationFrame(() => { window.painted = performance.now(); });
    }).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true,
                               attributeFilter: ['d', 'transform', 'x', 'y', 'x2', 'y2', 'width', 'height']});
}"""
SETTLED = """() => window.painted > window.released && performance.now() - window.painted > 300
    && !document.querySelector('[data-stale="true"]')
    && document.querySelector('[data-testid="stApp"]').dataset.testScriptState === 'notRunning'"""


def _empty_app(folder):
    """Write the empty app: the figures of each of our pages, with their specifications and data, without the model."""
    (folder / ".streamlit").mkdir()
    shutil.copy(ROOT / ".streamlit" / "config.toml", folder / ".streamlit")
    (folder / "empty.py").write_text(EMPTY)
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    counts = {}
    for name in PAGES.values():
        app.switch_page(f"pages/{name}.py").run()
        (folder / name).mkdir()
        charts = app.get("vega_lite_chart")
        counts[name] = len(charts)
        for number, chart in enumerate(charts):
            (folder / name / f"{number}.json").write_text(json.dumps(json.loads(chart.proto.spec)))
            data = pa.ipc.open_stream(io.BytesIO(chart.proto.data.data)).read_pandas()
            data.to_pickle(folder / name / f"{number}.pkl")
    return counts


def _moves(context, address, stopwatch):
    """Seconds from each move of the lever until all figures are repainted; a move that is never repainted is the last."""
    from playwright.sync_api import TimeoutError as NotSettledError

    page = context.new_page()
    page.goto(address)
    lever = page.locator(f".st-key-{LEVER.replace('.', '-')} input[type=range]")
    lever.wait_for()
    page.locator('[data-testid="stMetricValue"]').first.wait_for()
    page.wait_for_function(
        "document.querySelector('[data-testid=\"stApp\"]').dataset.testScriptState === 'notRunning'"
    )
    page.wait_for_timeout(1000)
    page.evaluate(WATCH)
    lever.focus()
    seconds, begun = list[float](), time.perf_counter()
    while stopwatch.goes_on(len(seconds) - 1, begun):  # the first move warms up
        page.keyboard.press("ArrowRight")
        try:
            page.wait_for_function(SETTLED, timeout=PATIENCE)
        except NotSettledError:
            seconds.append(math.inf)
            break
        seconds.append(page.evaluate("window.painted - window.released") / 1000)
    page.close()
    return seconds[1:]


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Rows of the table: start-up, and each page compared with the empty one, each as soon as it is measured."""
    path = next(
        (
            command
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (command := shutil.which(name))
        ),
        None,
    )
    if path is None:
        yield Row(
            "page settled after a lever's release",
            "not measured: there is no Chromium on this machine",
        )
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = pathlib.Path(name)
        counts = _empty_app(folder)
        with server() as (host, started), server(folder, "empty.py") as (empty, _):
            yield Row("start-up of the server to the first health check", f"{started:.1f} s", "1")
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            for number, (title, slug) in enumerate(PAGES.items()):
                ours = "" if slug == "overview" else slug
                # A scenario of its own for each page, so that no page finds what another has computed.
                address = f"http://{host}/{ours}?round_pre_money.first={305 + 5 * number}"
                own = _moves(context, address, stopwatch)
                bare = []
                if counts[slug] and own:
                    bare = _moves(context, f"http://{empty}/?page={slug}", stopwatch)
                yield repaint_row(f"{title} repainted, {counts[slug]} figures", own, bare)
            browser.close()


def repaint_row(what, own, bare):
    """The row of a page, from the seconds of each move there and on the empty page."""
    what = f"lever released → {what}"
    waited, alone = (statistics.median(moves or [math.inf]) for moves in (own, bare))
    if waited == math.inf:
        return Row(what, f"not repainted within {PATIENCE / 1000:.0f} s")
    ratio = aim = ""
    if alone < math.inf:
        ratio = f"{format_ratio(waited / alone)} × the empty page ({milliseconds(alone)})"
        aim = "≤ 200 ms, ≤ 1.5×"
    return Row(what, milliseconds(waited), str(len(own)), ratio=ratio, aim=aim)
