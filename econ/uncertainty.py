"""Uncertainty: what an assumption may be, as a distribution through its low, base and high, and draws of several at once.

Low and high are the tenth and ninetieth percentile, the base is the median. A distribution is two halves of a normal curve
on a scale that fits the unit: logarithms for what is positive, logits for shares, the number itself otherwise. A delay of
which the base is "on time" has half its chance there and a gamma tail behind it.
"""

from collections.abc import Sequence

import numpy as np
from scipy.special import gammaincinv, ndtri

from econ.scenario import Scenario
from econ.vocabulary import Array

TENTH = float(ndtri(0.9))  # standard deviations from the median to the ninetieth percentile
TAIL = 2.0  # shape of the gamma tail of a delay
EDGE = 1e-9  # how near to nothing or all a share may come on its scale
SEED = 20260424


def points(count: int, dimensions: int, seed: int = SEED) -> Array:
    """Scrambled Sobol points in the unit cube, shape (count, dimensions); a count that is a power of two is balanced best."""
    from scipy.stats import qmc  # it takes longer to import than everything else

    return qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed)).random(count)


def warm_up() -> None:
    """Load what `points` needs, so that the first draw does not wait for it."""
    import scipy.stats.qmc  # noqa: F401


def quantile(scenario: Scenario, key: str, chance: Array) -> Array:
    """The value of an assumption at each chance, shape as `chance`; an override moves the base and keeps the spread.

    What has no range is its base everywhere.
    """
    case = scenario.case
    assumption, believed = case.assumption_of(key), case.value(key, scenario.preset, scenario.stresses)
    low, base, high = believed.low, believed.base, believed.high
    now = float(scenario.value(key))
    if low is None or high is None or low == high:
        return np.full(np.shape(chance), now)
    if assumption.unit == "month" and low == base < high:
        late = np.maximum(2.0 * np.asarray(chance) - 1.0, 0.0)
        value = base + (high - base) * gammaincinv(TAIL, late) / gammaincinv(TAIL, 0.8)
    else:
        value = _through(low, base, high, ndtri(chance), assumption.unit)
    return np.clip(value + (now - base), *assumption.limits)


def _through(low, base, high, z, unit):
    """Two halves of a normal curve through three percentiles, on the scale of the unit."""
    if unit.startswith("share") and 0.0 <= low and high <= 1.0:
        scale, back = _logit, lambda x: 1.0 / (1.0 + np.exp(-x))
    elif low > 0.0:
        scale, back = np.log, np.exp
    else:
        scale = back = np.asarray
    middle = scale(base)
    spread = np.where(z < 0.0, middle - scale(low), scale(high) - middle)
    return back(middle + spread * z / TENTH)


def _logit(share):
    inside = np.clip(share, EDGE, 1.0 - EDGE)
    return np.log(inside / (1.0 - inside))


def draws(scenario: Scenario, keys: Sequence[str], count: int, seed: int = SEED) -> dict[str, Array]:
    """Values of several assumptions, one a draw, each shape (count,); the same seed and keys give the same chances."""
    chances = points(count, len(keys), seed)
    return {key: quantile(scenario, key, chances[:, column]) for column, key in enumerate(keys)}
