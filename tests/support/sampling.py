"""How much the tests try: all of it with ECON_FULL=1 (`make slow`), little with ECON_QUICK=1 (`make quick`), otherwise samples.

The choice depends on the name of the test alone, so that every run of a mode tries the same.
"""

import os
import random

from support.page_figures import LONG_PAGES
from support.paths import ROOT

FULL = bool(os.environ.get("ECON_FULL"))
QUICK = bool(os.environ.get("ECON_QUICK")) and not FULL
MODE = "full" if FULL else "quick" if QUICK else "usual"
# What Hypothesis tries of a law that does not ask for another number.
EXAMPLES = 8 if QUICK else 25
# And of a law whose example is a scenario of its own, which takes a run or more.
RUN_EXAMPLES = 25 if FULL else 4 if QUICK else 10
# How often a law is tried at points of the whole box, and at how many points at once: a run of many costs little more than of few.
BATCHES, POINTS = 16 if FULL else 1 if QUICK else 4, 400

# Futures with which pages come to rest in the browser.
BROWSER_FUTURES = 4096 if FULL else 512

# Of a test with many cases: how many are tried where each of them takes long, and how many of any other. None is all of them.
SWEEP = None if FULL else 2 if QUICK else 20
CASES = 3 if QUICK else None
# Of the pages that run many scenarios when they open: how many a test opens that goes through all pages.
LONG_PAGES_OPENED = len(LONG_PAGES) if FULL else 0 if QUICK else 2


# Tests that take more than a second and a half in the quick mode, which leaves them out. `--write-long-tests` adds to them, but none
# with the mark `every_case`: that is tried in every mode.
LONG_TESTS = ROOT / "tests" / "long_tests.txt"
LONG = frozenset(LONG_TESTS.read_text("utf-8").split()) if LONG_TESTS.exists() else frozenset()
LONG_SECONDS = 1.5


def places(name, count, most):
    """Return which of `count` cases are tried where at most `most` are, in their order and always the same for a name."""
    if most is None or most >= count:
        return list(range(count))
    return sorted(random.Random(name).sample(range(count), most))


def most_cases(item):
    """Return how many cases of the test of an item are tried; none says that all are."""
    if item.get_closest_marker("every_case"):
        return None
    if QUICK and function_of(item) in LONG:
        return 0
    return SWEEP if item.get_closest_marker("sweep") else CASES


def function_of(item):
    """Return the name of the function of an item, which all its cases share."""
    return item.nodeid.partition("[")[0]


def chosen_items(items, most=most_cases):
    """Return the items that are tried and those that are left out: of each test function as many cases as `most` says."""
    by_function = {}
    for item in items:
        by_function.setdefault(function_of(item), []).append(item)
    tried = {
        id(cases[place])
        for name, cases in by_function.items()
        for place in places(name, len(cases), most(cases[0]))
    }
    return [item for item in items if id(item) in tried], [
        item for item in items if id(item) not in tried
    ]


def sample(cases, count):
    """Return all cases where ECON_FULL=1 asks for them, and otherwise `count` that are always the same, in their order."""
    cases = list(cases)
    return [cases[place] for place in places(0, len(cases), None if FULL else count)]


def few(cases, count):
    """Return all cases, but with ECON_QUICK=1 only `count` that are always the same, in their order."""
    return sample(cases, count) if QUICK else list(cases)


def some_pages(paths, name):
    """Return all short pages, and of those that take long to open as many as the mode opens: always the same for a name."""
    paths = list(paths)
    long = [path for path in paths if path in LONG_PAGES]
    opened = {long[place] for place in places(name, len(long), LONG_PAGES_OPENED)}
    return [path for path in paths if path not in LONG_PAGES or path in opened]
