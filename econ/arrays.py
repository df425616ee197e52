"""Layout of arrays: one axis per dimension, then the draws; arrays that depend on time have months as their first axis."""

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
