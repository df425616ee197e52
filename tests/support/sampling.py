"""How much the slow tests try: all cases of a law with ECON_FULL=1, fewer examples with ECON_QUICK=1, otherwise a few cases of each."""

import os
import random

from support.page_figures import LONG_PAGES

FULL = bool(os.environ.get("ECON_FULL"))
QUICK = bool(os.environ.get("ECON_QUICK")) and not FULL
# What Hypothesis tries of a law that does not ask for another number.
EXAMPLES = 8 if QUICK else 25
# And of a law whose example is a scenario of its own, which takes a run or more.
RUN_EXAMPLES = 25 if FULL else 4 if QUICK else 10
# How often a law is tried at points of the whole box, and at how many points at once: a run of many costs little more than of few.
BATCHES, POINTS = 16 if FULL else 1 if QUICK else 4, 400

# Futures with which pages come to rest in the browser.
BROWSER_FUTURES = 4096 if FULL else 1024


def sample(cases, count):
    """Return all cases where ECON_FULL=1 asks for them, and otherwise `count` that are always the same, in their order."""
    cases = list(cases)
    if FULL or count >= len(cases):
        return cases
    return [cases[place] for place in sorted(random.Random(0).sample(range(len(cases)), count))]


def few(cases, count):
    """Return all cases, but with ECON_QUICK=1 only `count` that are always the same, in their order."""
    return sample(cases, count) if QUICK else list(cases)


def short_pages(paths):
    """Return all of these pages, but with ECON_QUICK=1 only those that need no more than a few runs to open."""
    return [path for path in paths if not QUICK or path not in LONG_PAGES]
