"""A server whose map of the cut waits half-filled: Python reads this file first where its folder is on PYTHONPATH.

A fast machine fills the map before a browser has looked at it twice, and a slow one before a button is pressed, so what is seen on
the way could not be tried. Here a map fills beyond its first cells only once the file exists that `MAP_GATE` names.
"""

import functools
import os
import pathlib
import time

from econ.decisions import price_cut

PAUSE = 0.15  # seconds between two looks for the file
FIRST_BATCHES = 8  # that are filled before
GATE = pathlib.Path(os.environ["MAP_GATE"])
price_cut.RUNS_AT_ONCE = 128  # so that there are many batches


def _held(fill):
    @functools.wraps(fill)
    def fill_and_wait(*arguments, **options):
        for batch, maps in enumerate(fill(*arguments, **options)):
            yield maps
            while batch >= FIRST_BATCHES and not GATE.exists():
                time.sleep(PAUSE)
                yield maps

    return fill_and_wait


price_cut.fill_cut_maps = _held(price_cut.fill_cut_maps)
