"""Fixtures and Hypothesis settings that all tests share."""

import dataclasses
import functools
import os

import hypothesis
import pytest
from support.paths import ROOT
from support.plans import SHORT_AT_THE_END
from support.sampling import BATCHES, EXAMPLES, FULL, POINTS
from support.strategies import box

import econ
from econ.decisions import price_cut
from econ.risk import survival

# What a run frees is kept for the next run: to get the same memory from the system again takes up to half of the processor time of a
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


# What takes long is begun first, so that no worker is left with it at the end.
LONGEST_FIRST = ("test_contributing.py", "browser", "app", "pages", "ensemble")


def pytest_collection_modifyitems(items):
    """Order the files by where they are; `--no-loadscope-reorder` keeps the order, instead of one by the number of tests."""

    def place(item):
        names = {item.path.name, item.path.parent.name}
        return next(
            (n for n, name in enumerate(LONGEST_FIRST) if name in names), len(LONGEST_FIRST)
        )

    items.sort(key=place)


FEW_DRAWS, FEW_FUTURES = 8, 256
ALL_FUTURES = "test_stress.py"  # the page that shows futures is opened with all of them


@pytest.fixture(scope="module", autouse=True)
def few_futures_on_pages(request):
    """Let pages draw few futures for maps, medians and chances; all of these are tested with all of them."""
    with pytest.MonkeyPatch.context() as patch:
        if request.path.parent.name in ("app", "pages") and not FULL:
            patch.setattr(price_cut, "MAP_DRAWS", FEW_DRAWS)
            patch.setattr(survival, "SPREAD_FUTURES", FEW_DRAWS)
            if request.path.name != ALL_FUTURES:
                draw_few_futures(patch)
        yield


def draw_few_futures(patch):
    """Let pages come to rest with few futures, in two steps as with all of them."""
    from app import futures

    usual = dataclasses.replace(futures.COUNT, default=str(FEW_FUTURES))
    steps = functools.partial(survival.sample_sizes, first=FEW_FUTURES // 4)
    patch.setattr(futures, "COUNT", usual)
    patch.setattr(survival, "DEFAULT_FUTURES", FEW_FUTURES)
    patch.setattr(survival, "sample_sizes", steps)


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
