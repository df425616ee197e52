"""The closed form of the first passage of cash that follows a Brownian motion, against which futures are checked."""

import math

from scipy.special import ndtr

# A barrier that is monitored once a step acts like a continuous one this many standard deviations of a step farther
# away (Broadie, Glasserman and Kou).
BARRIER_SHIFT = 0.5826


def first_passage_chance(
    start: float, drift: float, spread: float, months: float, monitored: bool = True
) -> float:
    """The chance that cash which follows a Brownian motion falls below zero within `months` months.

    `start` is the cash at the beginning, `drift` its mean change a month and `spread` the standard deviation of the
    change, in one unit of money. With `monitored` cash is checked once a month, as in the model.
    """
    height = start + (BARRIER_SHIFT * spread if monitored else 0.0)
    scale = spread * math.sqrt(months)
    return float(
        ndtr((-height - drift * months) / scale)
        + math.exp(-2.0 * drift * height / spread**2) * ndtr((-height + drift * months) / scale)
    )
