"""Fixtures and Hypothesis settings that all tests share."""

import collections
import dataclasses
import os

import hypothesis
import pytest
from support import few_draws
from support.paths import ROOT
from support.plans import SHORT_AT_THE_END
from support.sampling import (
    BATCHES,
    CASES,
    EXAMPLES,
    FULL,
    LONG,
    LONG_PAGES_OPENED,
    LONG_SECONDS,
    LONG_TESTS,
    MODE,
    POINTS,
    SWEEP,
    chosen_items,
)
from support.strategies import box

import econ
from econ.views import breaking_points

# Memory that a run frees is kept for the next run: to get the same memory from the system again takes up to half of the processor time of a
# long answer, on virtual machines above all. The C library reads this at the start of a process: of a worker, a server, a command.
KEEP_MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": str(2**33),
    "MALLOC_TOP_PAD_": str(2**26),
    "NUMPY_MADVISE_HUGEPAGE": "0",
}
os.environ.update(KEEP_MEMORY)

hypothesis.settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    max_examples=EXAMPLES,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
)
hypothesis.settings.load_profile("ci")


# Long tests are begun first, so that no worker is left with it at the end.
LONGEST_FIRST = ("test_contributing.py", "browser", "app", "pages", "ensemble")


def pytest_addoption(parser):
    """Add the option that measures which tests are long."""
    text = f"after a run with ECON_QUICK=1, list the tests that took more than {LONG_SECONDS:g} seconds in {LONG_TESTS.name}"
    parser.addoption("--write-long-tests", action="store_true", help=text)


SECONDS = collections.Counter()
ALL_CASES, TRIED_CASES = pytest.StashKey[int](), pytest.StashKey[int]()


def pytest_configure(config):
    """Register the marks by which a test asks for more or fewer of its cases."""
    config.addinivalue_line("markers", "every_case: all cases are tried, in every mode")
    config.addinivalue_line(
        "markers", "sweep: each of many cases takes long, so that a sample is tried"
    )


def pytest_report_header():
    """Say the mode at the head of a run."""
    cases, sweep = (most or "all" for most in (CASES, SWEEP))
    return (
        f"mode: {MODE}; cases of a test: {cases}; of a long sweep: {sweep}; long pages of a sweep of pages: {LONG_PAGES_OPENED}; "
        f"examples: {EXAMPLES}"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Keep the cases that the mode tries, and order the files by where they are; `--no-loadscope-reorder` keeps that order."""
    config.stash[ALL_CASES] = len(items)
    items[:], left_out = chosen_items(items)
    config.stash[TRIED_CASES] = len(items)
    if left_out:
        config.hook.pytest_deselected(items=left_out)

    def place(item):
        names = {item.path.name, item.path.parent.name}
        return next(
            (n for n, name in enumerate(LONGEST_FIRST) if name in names), len(LONGEST_FIRST)
        )

    items.sort(key=place)


def pytest_runtest_logreport(report):
    """Add up what each test takes that a mode may leave out, over its cases, with what it prepares."""
    if "every_case" not in report.keywords:
        SECONDS[report.nodeid.partition("[")[0]] += report.duration


def pytest_sessionfinish(session):
    """Let a worker hand over how many cases it has seen and tried; write which tests are long, where that is wanted."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["cases"] = [session.config.stash.get(key, 0) for key in (TRIED_CASES, ALL_CASES)]
    elif session.config.getoption("write_long_tests"):
        names = (name for name, seconds in SECONDS.items() if seconds > LONG_SECONDS)
        LONG_TESTS.write_text("".join(f"{name}\n" for name in sorted({*names, *LONG})), "utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Take from a worker what it has handed over: each worker has collected all."""
    handed = getattr(node, "workeroutput", {}).get("cases")
    if handed:
        node.config.stash[TRIED_CASES], node.config.stash[ALL_CASES] = handed


def pytest_terminal_summary(terminalreporter, config):
    """Say how many of all cases were tried."""
    tried, every = (config.stash.get(key, 0) for key in (TRIED_CASES, ALL_CASES))
    terminalreporter.write_line(f"mode: {MODE}; {tried:,} of {every:,} cases tried")


FEW_FUTURES = 256
ALL_FUTURES = "test_stress.py"  # the page that shows futures is opened with all of them


@pytest.fixture(scope="module", autouse=True)
def few_futures_on_pages(request):
    """Let pages draw few futures and search coarsely; what the model finds is tested in full."""
    with pytest.MonkeyPatch.context() as patch:
        if request.path.parent.name in ("app", "pages") and not FULL:
            few_draws.search_in_little(patch.setattr)
            if request.path.name != ALL_FUTURES:
                from app import futures

                usual = dataclasses.replace(futures.COUNT, default=str(FEW_FUTURES))
                patch.setattr(futures, "COUNT", usual)
                few_draws.draw_few_futures(patch.setattr, FEW_FUTURES)
        yield
    breaking_points.failures_alone.cache_clear()  # what was found coarsely is not for other tests


@pytest.fixture(scope="session")
def root():
    """Return the folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def case():
    """Return the shipped case."""
    return econ.load(ROOT / "assumptions.toml")


@pytest.fixture(scope="session")
def strained(case):
    """Return the April scenario with a smaller first round and more training: it holds for 48 months and not for 60."""
    return case.scenario(overrides=SHORT_AT_THE_END)


@pytest.fixture(scope="session")
def april(case):
    """Return the outlook of the April preset."""
    return econ.run(case.scenario("april-2026"))


@pytest.fixture(scope="session")
def november(case):
    """Return the outlook of the November preset."""
    return econ.run(case.scenario("november-2026"))


@pytest.fixture(scope="module", params=range(BATCHES))
def box_outlook(request, case):
    """The case at points of the whole box, run once for all laws of a module; each batch has other points."""
    return econ.run(case.scenario(), box(case, request.param, POINTS))


@pytest.fixture(scope="session")
def vague():
    """Return the shipped file with a range on one rival's price list, the only kind of path that is drawn."""
    text = (ROOT / "assumptions.toml").read_text("utf-8")
    sure = "rival_output_price = { base = 30 }\n"
    assert text.count(sure) == 1
    return text.replace(sure, "rival_output_price = { base = 30, low = 28, high = 31 }\n")
