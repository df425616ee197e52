"""What may lie between low, base and high: distributions by name, each as a function of a standard normal score.

Low and high are the tenth and ninetieth percentile of every one of them. Arguments broadcast; scores have the draws last.
"""

import functools

import numpy as np
from scipy.special import betaincinv, gammaincinv, ndtr, ndtri

from econ.arrays import Array

P90_SCORE = float(ndtri(0.9))  # standard deviations from the median to the ninetieth percentile
DELAY_GAMMA_SHAPE = 2.0  # shape of the gamma tail of a delay
LOGIT_MARGIN = 1e-9  # how near to nothing or all a share may come on its scale
TABLE_SCORE_LIMIT = 6.5  # scores between which a table of a beta curve runs: beyond lies one draw in ten thousand million
TABLE_POINTS = 4097  # of such a table
PERT_WEIGHT = (
    4.0  # how much more the mode of a PERT curve counts for its mean than each of its ends
)


def split_normal(z: Array, low: Array, base: Array, high: Array) -> Array:
    """Two halves of a normal curve through three percentiles: the base is the median."""
    return base + np.where(z < 0.0, (base - low) / P90_SCORE, (high - base) / P90_SCORE) * z


def split_lognormal(z: Array, low: Array, base: Array, high: Array) -> Array:
    """Two halves of a normal curve of the logarithm, for what is positive and multiplies."""
    return np.exp(split_normal(z, np.log(low), np.log(base), np.log(high)))


def split_logit_normal(z: Array, low: Array, base: Array, high: Array) -> Array:
    """Two halves of a normal curve of the logit, for shares: never below nothing nor above all.

    A half that begins or ends at nothing or at all, where there is no logit, is one of the share itself, cut off there.
    """
    curved = 1.0 / (1.0 + np.exp(-split_normal(z, _logit(low), _logit(base), _logit(high))))
    end = np.where(z < 0.0, low, high)
    has_logit = (np.minimum(base, end) > LOGIT_MARGIN) & (
        np.maximum(base, end) < 1.0 - LOGIT_MARGIN
    )
    return np.where(has_logit, curved, np.clip(split_normal(z, low, base, high), 0.0, 1.0))


def _logit(share):
    inside = np.clip(share, LOGIT_MARGIN, 1.0 - LOGIT_MARGIN)
    return np.log(inside / (1.0 - inside))


def gamma_delay(z: Array, low: Array, base: Array, high: Array) -> Array:
    """A gamma tail above the median and half a normal curve below it.

    Where low is the base, as it is of a plan that cannot be beaten, half the chance is on time exactly.
    """
    late = gammaincinv(DELAY_GAMMA_SHAPE, np.maximum(2.0 * ndtr(z) - 1.0, 0.0)) / gammaincinv(
        DELAY_GAMMA_SHAPE, 2.0 * ndtr(P90_SCORE) - 1.0
    )
    return base + np.where(z < 0.0, (base - low) * z / P90_SCORE, (high - base) * late)


def beta(z: Array, low: float, base: float, high: float) -> Array:  # noqa: ARG001
    """A beta curve on the whole from nothing to all, through low and high; its median is near the base and not on it."""
    return _beta(z, *_beta_shapes(low, high))


def pert(z: Array, low: float, base: float, high: float) -> Array:
    """A PERT curve of which the base is the likeliest value, with its ends where low and high want them."""
    least, most = _pert_ends(low, base, high)
    return least + (most - least) * _beta(z, *pert_beta_shapes(least, base, most))


def pert_beta_shapes(least: float, mode: float, most: float) -> tuple[float, float]:
    """The two shapes of the beta curve that PERT lays between its ends."""
    span = most - least
    return 1.0 + PERT_WEIGHT * (mode - least) / span, 1.0 + PERT_WEIGHT * (most - mode) / span


def uniform(z: Array, low: Array, base: Array, high: Array) -> Array:
    """All values alike, an eighth of the way from low to high beyond either of them; the base lies in the middle."""
    return base + (ndtr(z) - 0.5) * (high - low) / (1.0 - 2.0 * ndtr(-P90_SCORE))


def _beta(z, first, second):
    """A beta variable at a score, from a table: the inverse itself takes a microsecond a draw."""
    return np.interp(z, _scores(), _beta_table(first, second))


@functools.cache
def _scores():
    return np.linspace(-TABLE_SCORE_LIMIT, TABLE_SCORE_LIMIT, TABLE_POINTS)


@functools.lru_cache(maxsize=64)
def _beta_table(first, second):
    return betaincinv(first, second, ndtr(_scores()))


@functools.lru_cache(maxsize=64)
def _beta_shapes(low, high):
    """The shapes of the beta curve of which low and high are the tenth and ninetieth percentile."""
    middle, spread = (low + high) / 2.0, (high - low) / (2.0 * P90_SCORE)
    size = (
        middle * (1.0 - middle) / spread**2 - 1.0
    )  # of a beta curve with this mean and standard deviation
    start = np.log([middle * size, (1.0 - middle) * size])
    return tuple(
        np.exp(
            _solved(lambda at: betaincinv(*np.exp(at), (0.1, 0.9)) - (low, high), start)
        ).tolist()
    )


@functools.lru_cache(maxsize=64)
def _pert_ends(low, mode, high):
    """The ends of the PERT curve of which low and high are the tenth and ninetieth percentile."""

    def ends(at):
        return mode - np.exp(at[0]), mode + np.exp(at[1])

    def missed(at):
        least, most = ends(at)
        return (
            least
            + (most - least) * betaincinv(*pert_beta_shapes(least, mode, most), (0.1, 0.9))
            - (low, high)
        )

    return tuple(
        float(end)
        for end in ends(_solved(missed, np.log([2.0 * (mode - low), 2.0 * (high - mode)])))
    )


def _solved(missed, start):
    from scipy.optimize import root

    found = root(missed, start, tol=1e-12)
    if not np.abs(found.fun).max() < 1e-8:
        raise ValueError("no such curve runs through this low and high")
    return found.x


DISTRIBUTIONS = {
    "linear": split_normal,
    "logarithmic": split_lognormal,
    "logistic": split_logit_normal,
    "delay": gamma_delay,
    "beta": beta,
    "pert": pert,
    "uniform": uniform,
}
FITTED_ONE_BY_ONE = ("beta", "pert")  # curves that are fitted to one low and high at a time


def distribution_fits(name: str, low: float, base: float, high: float) -> bool:
    """Whether a curve can run through these three; otherwise the scale of the unit has to do."""
    even = abs(low + high - 2.0 * base) <= LOGIT_MARGIN * (high - low)
    return {
        "beta": 0.0 < low < high < 1.0,
        "pert": low < base < high,
        "logarithmic": low > 0.0,
        "logistic": low >= 0.0 and high <= 1.0,
        "uniform": even,
    }.get(name, True)
