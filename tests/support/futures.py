"""How many futures tests of survival and of the record draw, and futures with other runways."""

import dataclasses

import numpy as np

COUNT = 64
RECORD_COUNT = 1024  # of the first view, beside the record


def with_runway(futures, months):
    return dataclasses.replace(futures, runway=np.asarray(months, dtype=float))
