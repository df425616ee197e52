"""How arrays are laid out: one axis for each dimension, then the draws; what depends on time has the months in front."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IndexArray = NDArray[np.intp]
DIMENSIONS = ("platform", "tier", "workload", "competitor", "round")
AXES = len(DIMENSIONS) + 1  # the dimensions and the draws; a path has the months in front


def axis_of(dimension: str) -> int:
    """The axis of a dimension, counted from the end."""
    return DIMENSIONS.index(dimension) - AXES
