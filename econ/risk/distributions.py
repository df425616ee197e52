"""Distributions through the low, base and high of an assumption, each as a function of a standard normal score.

Low and high are the tenth and ninetieth percentile of every distribution. Arguments broadcast, and the draws are
the last axis of the scores.
"""

import functools
from collections.abc import Callable

import numpy as np
from scipy.special import betaincinv, gammaincinv, ndtr, ndtri

from econ.arrays import Array

P90_SCORE = float(ndtri(0.9))  # standard deviations from the median to the ninetieth percentile
DELAY_GAMMA_SHAPE = 2.0
LOGIT_MARGIN = 1e-9  # a share comes no nearer to zero or one than this on the logit scale
UNIFORM_TOLERANCE = 1e-9  # of the range: how far from the middle the base of a uniform may lie
TABLE_SCORE_LIMIT = 6.5  # a table of a beta distribution ends here: one draw in 1e10 lies beyond
TABLE_POINTS = 4097
PERT_WEIGHT = 4.0  # weight of the mode in the mean of a PERT distribution; each end weighs one


def split_normal(z: Array, low: Array, base: Array, high: Array) -> Array:
    """A normal distribution with its own width on each side of the base, which is the median."""
    width = np.where(z < 0.0, (base - low) / P90_SCORE, (high - base) / P90_SCORE)
    return base + width * z


def split_lognormal(z: Array, low: Array, base: Array, high: Array) -> Array:
    """A split normal of the logarithm, for positive quantities that multiply."""
    return np.exp(split_normal(z, np.log(low), np.log(base), np.log(high)))


def split_logit_normal(z: Array, low: Array, base: Array, high: Array) -> Array:
    """A split normal of the logit, for shares: never below zero nor above one.

    The logit of zero and of one does not exist. A half that begins or ends there is a half of a split normal of
    the share itself, cut off at zero and one.
    """
    logit = split_normal(z, _logit(low), _logit(base), _logit(high))
    on_logit_scale = 1.0 / (1.0 + np.exp(-logit))
    end = np.where(z < 0.0, low, high)
    has_logit = (np.minimum(base, end) > LOGIT_MARGIN) & (
        np.maximum(base, end) < 1.0 - LOGIT_MARGIN
    )
    on_own_scale = np.clip(split_normal(z, low, base, high), 0.0, 1.0)
    return np.where(has_logit, on_logit_scale, on_own_scale)


def _logit(share):
    inside = np.clip(share, LOGIT_MARGIN, 1.0 - LOGIT_MARGIN)
    return np.log(inside / (1.0 - inside))


def gamma_delay(z: Array, low: Array, base: Array, high: Array) -> Array:
    """A gamma tail above the median and half of a normal distribution below it.

    Where low equals the base, as for a plan that cannot be early, half of the draws are exactly on time.
    """
    chance_of_less = np.maximum(2.0 * ndtr(z) - 1.0, 0.0)
    tail = gammaincinv(DELAY_GAMMA_SHAPE, chance_of_less)
    tail_at_high = gammaincinv(DELAY_GAMMA_SHAPE, float(2.0 * ndtr(P90_SCORE) - 1.0))
    return base + np.where(
        z < 0.0, (base - low) * z / P90_SCORE, (high - base) * (tail / tail_at_high)
    )


def beta(z: Array, low: float, base: float, high: float) -> Array:  # noqa: ARG001
    """A beta distribution on the interval from zero to one through low and high; its median is only near the base."""
    return _beta(z, *_beta_shapes(low, high))


def pert(z: Array, low: float, base: float, high: float) -> Array:
    """A PERT distribution with the base as its mode and its ends chosen so that it runs through low and high."""
    least, most = _pert_ends(low, base, high)
    return least + (most - least) * _beta(z, *pert_beta_shapes(least, base, most))


def pert_beta_shapes(least: float, mode: float, most: float) -> tuple[float, float]:
    """The two shape parameters of the beta distribution that PERT places between its ends."""
    span = most - least
    return 1.0 + PERT_WEIGHT * (mode - least) / span, 1.0 + PERT_WEIGHT * (most - mode) / span


def uniform(z: Array, low: Array, base: Array, high: Array) -> Array:
    """A uniform distribution around the base; it reaches an eighth of the range beyond low and beyond high."""
    return base + (ndtr(z) - 0.5) * (high - low) / (1.0 - 2.0 * ndtr(-P90_SCORE))


def _beta(z, first, second):
    """A beta variable at each score, from a table: the inverse itself takes a microsecond a draw."""
    return np.interp(z, _table_scores(), _beta_table(first, second))


@functools.cache
def _table_scores():
    return np.linspace(-TABLE_SCORE_LIMIT, TABLE_SCORE_LIMIT, TABLE_POINTS)


@functools.lru_cache(maxsize=64)
def _beta_table(first, second):
    return betaincinv(first, second, ndtr(_table_scores()))


@functools.lru_cache(maxsize=64)
def _beta_shapes(low, high):
    """The shape parameters of the beta distribution with this tenth and ninetieth percentile."""
    mean, deviation = (low + high) / 2.0, (high - low) / (2.0 * P90_SCORE)
    concentration = mean * (1.0 - mean) / deviation**2 - 1.0

    def error(log_shapes):
        first, second = np.exp(log_shapes)
        return betaincinv(first, second, (0.1, 0.9)) - (low, high)

    start = np.log([mean * concentration, (1.0 - mean) * concentration])
    return tuple(np.exp(_root(error, start)).tolist())


@functools.lru_cache(maxsize=64)
def _pert_ends(low, mode, high):
    """The ends of the PERT distribution with this mode, tenth and ninetieth percentile."""

    def ends(log_distances):
        return mode - np.exp(log_distances[0]), mode + np.exp(log_distances[1])

    def error(log_distances):
        least, most = ends(log_distances)
        quantiles = betaincinv(*pert_beta_shapes(least, mode, most), (0.1, 0.9))
        return least + (most - least) * quantiles - (low, high)

    start = np.log([2.0 * (mode - low), 2.0 * (high - mode)])
    least, most = ends(_root(error, start))
    return float(least), float(most)


def _root(error, start):
    from scipy.optimize import root

    solution = root(error, start, tol=1e-12)
    if not np.abs(solution.fun).max() < 1e-8:
        raise ValueError("no distribution of this kind has this low and high")
    return solution.x


DISTRIBUTIONS: dict[str, Callable[..., Array]] = {
    "linear": split_normal,
    "logarithmic": split_lognormal,
    "logistic": split_logit_normal,
    "delay": gamma_delay,
    "beta": beta,
    "pert": pert,
    "uniform": uniform,
}
FITTED_ONE_BY_ONE = ("beta", "pert")  # these are fitted to one low and high at a time


def distribution_fits(name: str, low: float, base: float, high: float) -> bool:
    """Whether a distribution can run through low, base and high; if not, the scale of the unit is used."""
    base_in_middle = abs(low + high - 2.0 * base) <= UNIFORM_TOLERANCE * (high - low)
    return {
        "beta": 0.0 < low < high < 1.0,
        "pert": low < base < high,
        "logarithmic": low > 0.0,
        "logistic": low >= 0.0 and high <= 1.0,
        "uniform": base_in_middle,
    }.get(name, True)
