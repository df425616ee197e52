"""Drive the app without a browser: start it, go to a page, move a lever; each step checks the frame of the page."""

import functools
import io
import re

import pyarrow as pa
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from econ import equations
from support.paths import ROOT

DELAY = "delivery_delay.ascend_950dt"
STRIPS = (5, 10)  # figures in strips: the page of a stage has those of one month too
# For each session that it tests, Streamlit reads the metadata of all installed packages, which takes longer than a page.
manifest_scanner.scan_component_manifests = functools.cache(
    manifest_scanner.scan_component_manifests
)


def new_app():
    """Return the app before its first run."""
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)


def start(root, **query):
    """Return the app after its first run, opened with these parameters in its address.

    An address with parameters is of the current version of the model, unless `model` says otherwise; None stands for no version.
    """
    at = new_app()
    of_version = {"model": equations.MODEL_VERSION} if query else {}
    for key, value in (of_version | query).items():
        if value is not None:
            at.query_params[key] = value
    return sound(at.run())


def sound(at):
    """Return the app after checking that it raised no exception and shows its frame."""
    assert not at.exception, [error.message for error in at.exception]
    assert len(at.metric) in STRIPS
    assert (
        at.sidebar.segmented_control(key="case")
        and at.sidebar.multiselect(key="stress") is not None
    )
    assert at.sidebar.slider[0].key == DELAY and len(at.sidebar.slider) >= 7
    return at


def go(at, page):
    return sound(at.switch_page(page).run())


def move(at, key, value):
    """Move a lever and write it in the address, as the browser would."""
    at.slider(key=key).set_value(value)
    at.query_params[key] = str(value)
    return sound(at.run())


def problems_by_page(pages):
    """Return what is wrong on each of some pages where something is, in a new session on the case that the app opens with."""
    at, wrong = new_app().run(), {}
    for page in pages:
        at.switch_page(page).run()
        problems = [error.message for error in at.exception] + [error.value for error in at.error]
        if problems or len(at.metric) not in STRIPS:
            wrong[page] = problems
    return wrong


def headlines(at):
    return [metric.value for metric in at.metric[:5]]  # those of the strip on every page


def overrides(at):
    return dict(at.session_state["session"].overrides)


def drawn(at):
    """Return the data of every figure, decoded as the browser would receive it."""
    return [
        pa.ipc.open_stream(io.BytesIO(chart.proto.data.data)).read_pandas()
        for chart in at.get("vega_lite_chart")
    ]


def live_links(markdown):
    """Return the openings of links and images that Markdown would render, ignoring escaped ones."""
    return re.findall(r"(?<!\\)\]\(|(?<!\\)\[", markdown)


def press(at, key):
    at.button(key=key).click()
    return sound(at.run())
