"""Pages that compute in little: for tests of how pages behave. Results of the model are tested with all draws, in tests/econ."""

import functools

import numpy as np

from econ.decisions import price_cut, raising
from econ.risk import exchange_rates, reverse_stress, root_search, survival
from econ.views import breaking_points


def search_in_little(put, draws=8):
    """Give pages few draws and coarse searches; `put` takes a module, a name and a value."""
    put(price_cut, "MAP_DRAWS", draws)
    put(survival, "SPREAD_FUTURES", draws)
    put(raising, "AMOUNTS_PER_PASS", 17)
    put(exchange_rates, "MOST_STEPS", 3)
    put(reverse_stress, "SEARCH_DEVIATIONS", np.linspace(0.0, 4.0, 3))
    put(reverse_stress, "SHARES_TO_LIMIT_BEYOND", np.array([0.5, 1.0]))
    put(reverse_stress, "FAILURE_TOLERANCE", 0.01)
    put(root_search, "RAY_WIDTHS", (1.0, 0.4))
    put(root_search, "POINTS_PER_RAY", 17)
    put(breaking_points, "MOST_JOINT_INPUTS", 16)
    put(breaking_points, "FUTURES", 1024)
    put(breaking_points, "FUTURES_OF_FEW_INPUTS", 256)


def draw_few_futures(put, count):
    """Let pages come to rest with `count` futures, in two steps as with all of them."""
    put(survival, "DEFAULT_FUTURES", count)
    steps = functools.partial(survival.sample_sizes, first=count // 4)
    put(survival, "sample_sizes", steps)
