"""A server whose map of the cut fills slowly: Python reads this file first where its folder is on PYTHONPATH.

A fast machine fills the map before a browser has looked at it twice, so what is seen on the way could not be tried.
"""

import functools
import time

from econ.decisions import price_cut

PAUSE = 0.15  # seconds after each batch of cells
price_cut.RUNS_AT_ONCE = 128  # so that there are many batches


def _slowed(fill):
    @functools.wraps(fill)
    def fill_slowly(*arguments, **options):
        for maps in fill(*arguments, **options):
            time.sleep(PAUSE)
            yield maps

    return fill_slowly


price_cut.fill_cut_maps = _slowed(price_cut.fill_cut_maps)
