"""Uncertainty: what each assumption may be, and draws of all of them at once, correlated as the file declares.

Low and high are the tenth and ninetieth percentile, the base is the median. An assumption names its distribution, or its unit
does: logarithms for what is positive, logits for shares, the number itself otherwise. Choices and switches are never drawn.
Draw number i of a seed is the same future for every scenario, however many are drawn and in whatever pieces.
"""

import functools
import warnings
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri

from econ.arrays import Array
from econ.case.case import Case
from econ.case.contradictions import made_consistent
from econ.case.correlations import mixing
from econ.case.scenario import Scenario
from econ.problems import AssumptionError, hint, shown
from econ.risk.distributions import DISTRIBUTIONS, FITTED_ONE_BY_ONE, distribution_fits

SEED = 20260424
MOST_DRAWS = 2**27  # draws of one sequence: it would repeat itself after eight times as many
CACHED_DRAWS = 4096  # draws of which the scores are remembered, since every scenario wants the same
NUMBERS_IN_CACHE = 2**16  # numbers that a processor keeps near
ELASTICITY_DECIMALS = 9  # of an end of the range: digits beyond are rounding error
SMALLEST_CHANCE = (
    2.0**-31
)  # half the distance between two points of the sequence: nothing is drawn at a chance of zero


def sobol_points(count: int, dimensions: int, seed: int = SEED, first: int = 0) -> Array:
    """Scrambled Sobol points in the unit cube from number `first` on, shape (count, dimensions).

    A count that is a power of two, from a multiple of it on, is balanced best.
    """
    from scipy.stats import qmc  # it takes longer to import than everything else

    engine = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    if first:
        _skip(engine, first)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The balance properties", UserWarning)
        return engine.random(count)


def _skip(engine, first):
    """What `engine.fast_forward` does, point by point, at one go: a point is the sum of the directions in its Gray code."""
    code, number = (first - 1) ^ ((first - 1) >> 1), 0
    while code >> number:
        if code >> number & 1:
            engine._quasi ^= engine._sv[:, number]
        number += 1
    engine.num_generated = first


def load_sampler() -> None:
    """Load what `points` needs, so that the first draw does not wait for it."""
    import scipy.stats.qmc  # noqa: F401


@functools.lru_cache(maxsize=4)
def drawable_keys(case: Case) -> tuple[str, ...]:
    """Every key of the world that some preset or stress is not sure of, in the order of the columns of the sequence.

    Those with a lever come first, for the first columns are the most even. Facts of a chip or shape that no platform and
    no tier goes by move nothing and have no column.
    """
    read = {case.source_of(key) for name in case.model.inputs for key in case.places(name)}
    restated = [layer.values for layer in (*case.presets.values(), *case.stresses.values())]
    named = [
        key
        for preset in case.presets
        for place in case.levers
        for key in case.levers_of(place, preset)
    ]
    for keys in case.story.uncertain.values() if case.story else ():
        named += keys

    def unsure(key):
        layers = [case.beliefs[key], *(values[key] for values in restated if key in values)]
        believed = [value for value in layers if not isinstance(value, float)]
        believed += [
            value.restated(number)
            for number in layers
            if isinstance(number, float)
            for value in believed
        ]
        return any(value.low < value.high for value in believed)

    order = dict.fromkeys([*named, *case.beliefs])
    return tuple(key for key in order if key in read and can_be_drawn(case, key) and unsure(key))


def can_be_drawn(case: Case, key: str) -> bool:
    """Whether a key is how the world is, in a number: neither a choice of the company nor a switch."""
    assumption = case.assumption_of(key)
    return assumption.kind == "world" and assumption.unit != "switch"


def uncertain_keys(scenario: Scenario) -> tuple[str, ...]:
    """The keys that `futures` draws: of the world, with a range under the preset and the stresses of the scenario."""
    spreads = _spreads(scenario.case, scenario.preset, scenario.stresses)
    return tuple(key for key, (_, low, _, high) in spreads.items() if low < high)


def sobol_draws(
    scenario: Scenario,
    count: int,
    seed: int = SEED,
    first: int = 0,
    keys: Iterable[str] | None = None,
) -> dict[str, Array]:
    """Rows for `run`: a value a draw for every uncertain key, or only for `keys`, each shape (count,).

    These are the draws number `first` to before `first + count`; of a key set to a path by hand, shape (count, months).
    Raises `ValueError` for a number of draws that cannot be, `AssumptionError` for a key that is not drawn.
    """
    case, wanted = scenario.case, uncertain_keys(scenario) if keys is None else tuple(keys)
    places = {key: place for place, key in enumerate(drawable_keys(case))}
    check_draw_count(count, first)
    check_seed(seed)
    unknown = [key for key in wanted if key not in places]
    if unknown:
        raise AssumptionError(
            [f"«{shown(key)}» is not drawn: {_why_not(case, key, places)}" for key in unknown]
        )
    scores = normal_scores(case, count, seed, first)
    return _values(scenario, wanted, scores[[places[key] for key in wanted]])


def draws_at_points(scenario: Scenario, chances: Array) -> dict[str, Array]:
    """Rows for `run` at points of the unit cube somebody else has chosen, shape (draws, columns), as `futures` has at its own."""
    case = scenario.case
    scores = _tied(case, drawable_keys(case), chances)
    places = {key: place for place, key in enumerate(drawable_keys(case))}
    wanted = uncertain_keys(scenario)
    return _values(scenario, wanted, scores[[places[key] for key in wanted]])


def latin_hypercube_draws(scenario: Scenario, count: int, seed: int = SEED) -> dict[str, Array]:
    """Rows for `run` as `futures` has, on a Latin hypercube: each input even, any two of them as chance has it.

    Of hundreds of columns of a Sobol sequence some pairs are correlated. Answers over all futures do not feel it, but who
    searches for what goes together in them finds it.
    """
    from scipy.stats import qmc

    check_draw_count(count)
    check_seed(seed)
    return draws_at_points(
        scenario,
        qmc.LatinHypercube(
            len(drawable_keys(scenario.case)), rng=np.random.default_rng(seed)
        ).random(count),
    )


def _why_not(case, key, places):
    if key not in case.beliefs:
        return f"there is no such assumption{hint(key, places)}"
    return (
        "it has no range"
        if can_be_drawn(case, key)
        else "only how the world is can be, not a choice or a switch"
    )


def check_draw_count(count: int, first: int = 0) -> None:
    """Raise `ValueError`, a sentence, for a number of draws that is not one or more, or more than the sequence has."""
    whole = all(
        isinstance(number, int | np.integer) and not isinstance(number, bool)
        for number in (count, first)
    )
    if not whole:
        raise ValueError(f"a number of draws is a whole number, not «{shown(first or count)}»")
    if count < 1:
        raise ValueError(f"there must be at least one draw, not {count:,}")
    if first < 0:
        raise ValueError(f"draws are numbered from nothing on, not from {first:,}")
    if first + count > MOST_DRAWS:
        raise ValueError(f"there can be at most {MOST_DRAWS:,} draws, not {first + count:,}")


def check_seed(seed: int) -> None:
    """Raise `ValueError`, a sentence, for a seed that is not a whole number from nothing on."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise ValueError(f"a seed is a whole number that is not negative, not «{shown(seed)}»")


def normal_scores(case: Case, count: int, seed: int = SEED, first: int = 0) -> Array:
    """Correlated standard normal scores of every column, shape (columns, count), read-only."""
    return (_kept_scores if count <= CACHED_DRAWS else _scores)(
        case, int(count), int(seed), int(first)
    )


def _scores(case, count, seed, first):
    keys = drawable_keys(case)
    scores = _tied(case, keys, sobol_points(count, max(1, len(keys)), seed, first))
    scores.flags.writeable = False
    return scores


def _tied(case, keys, chances):
    """Normal scores of points in the unit cube, a row a key, correlated as the file declares."""
    scores = np.ascontiguousarray(ndtri(np.maximum(chances, SMALLEST_CHANCE)).T)
    _correlate(case, keys, scores)
    return scores


_kept_scores = functools.lru_cache(maxsize=6)(_scores)


def _correlate(case, keys, scores):
    """Mix the independent scores of the keys that are correlated; of every other key they stay as they are."""
    tied, matrix = mixing(case.correlations, keys)
    if tied:
        rows = [keys.index(key) for key in tied]
        scores[rows] = _weighted(matrix, scores[rows])


def _weighted(matrix, scores):
    """The product of a small matrix and scores, added up in one order: a draw is the same in whatever piece it comes."""
    return np.array(
        [
            sum(weight * row for weight, row in zip(weights, scores, strict=True) if weight)
            for weights in matrix
        ]
    )


@functools.lru_cache(maxsize=16)
def _spreads(case, preset, stresses):
    """Of each column: the name of its curve, and low, base and high."""
    spreads = {}
    for key in drawable_keys(case):
        believed = case.belief(key, preset, stresses)
        three = believed.low, believed.base, believed.high
        spreads[key] = _curve(case.assumption_of(key), *three), *three
    return spreads


def _curve(assumption, low, base, high):
    """The name of the curve through three percentiles: the one the assumption names, where it fits, or that of the unit."""
    named = assumption.distribution
    if named and distribution_fits(named, low, base, high):
        return named
    if assumption.unit == "month" and low == base < high:
        return "delay"
    if assumption.unit.startswith("share") and distribution_fits("logistic", low, base, high):
        return "logistic"
    return "logarithmic" if distribution_fits("logarithmic", low, base, high) else "linear"


def _values(scenario, keys, scores):
    """The value of each key at each of its scores, shape (keys, draws): one pass for as many keys of a curve as stay at hand."""
    spreads = _spreads(scenario.case, scenario.preset, scenario.stresses)
    by_curve = {}
    for place, key in enumerate(keys):
        by_curve.setdefault(spreads[key][0], []).append((place, key))
    values, together = {}, max(1, NUMBERS_IN_CACHE // scores.shape[1])
    for name, members in by_curve.items():
        size = 1 if name in FITTED_ONE_BY_ONE else together
        for first in range(0, len(members), size):
            places, some = zip(*members[first : first + size], strict=True)
            values |= zip(some, _drawn(scenario, name, some, scores[list(places)]), strict=True)
    return made_consistent(scenario.case, scenario.value, {key: values[key] for key in keys})


def _drawn(scenario, name, keys, scores):
    """The values of a few keys of one curve, inside their limits and around what was set by hand."""
    case, changed = scenario.case, dict(scenario.overrides)
    spreads = _spreads(case, scenario.preset, scenario.stresses)
    three = np.array([spreads[key][1:] for key in keys]).T[..., np.newaxis]
    drawn = DISTRIBUTIONS[name](
        scores, *(three.ravel().tolist() if name in FITTED_ONE_BY_ONE else three)
    )
    limits = [case.assumption_of(key).limits for key in keys]
    inside = np.clip(drawn, *np.array(limits).T[..., np.newaxis])
    return [
        _moved(name, row, spreads[key][2], changed[key], ends) if key in changed else usual
        for key, ends, row, usual in zip(keys, limits, drawn, inside, strict=True)
    ]


def _moved(curve, drawn, base, now, limits):
    """Draws around the number set by hand, inside the limits; around a path set by hand, a path a draw on another level.

    The spread is kept on the scale of the curve: as many times the number where it is logarithmic, in log-odds where it is
    logistic, and as it is elsewhere; so it stays on the right side of zero.
    """
    if not isinstance(now, tuple):
        if curve == "logarithmic" and now > 0.0:
            return np.clip(drawn * (now / base), *limits)
        if curve == "logistic" and 0.0 < min(now, base) <= max(now, base) < 1.0:
            return np.clip(
                expit(logit(np.clip(drawn, 0.0, 1.0)) + (logit(now) - logit(base))), *limits
            )
        return np.clip(drawn + (now - base), *limits)
    path = np.array(now)
    level = (
        np.outer(drawn / base, path)
        if base > 0.0 and path.min() >= 0.0
        else drawn[:, np.newaxis] - base + path
    )
    return np.clip(level, *limits)


def assumption_quantile(scenario: Scenario, key: str, chance: Array) -> Array:
    """The value of an assumption at each chance, shape as `chance`; an override moves the base and keeps the spread.

    What has no range is its base everywhere; of a key set to a path by hand, the months come behind the chances.
    """
    case, chance = scenario.case, np.asarray(chance, dtype=np.float64)
    believed = scenario.belief(key)
    if believed.low == believed.high:
        now = np.asarray(scenario.value(key), dtype=np.float64)
        return np.broadcast_to(now, (*chance.shape, *now.shape)).copy()
    assumption, three = case.assumption_of(key), (believed.low, believed.base, believed.high)
    curve, changed = _curve(assumption, *three), dict(scenario.overrides)
    drawn = DISTRIBUTIONS[curve](ndtri(chance.ravel()), *three)
    moved = _moved(curve, drawn, believed.base, changed.get(key, believed.base), assumption.limits)
    return moved.reshape(*chance.shape, *moved.shape[1:])


def draws_on_own_sequence(
    scenario: Scenario, keys: Sequence[str], count: int, seed: int = SEED
) -> dict[str, Array]:
    """Values of a few assumptions alone, one a draw, each shape (count,), on the few columns of a sequence of their own.

    Few columns are more even than many, which pays where hundreds of futures have to do; correlations hold as in `futures`.
    """
    scores = _tied(scenario.case, tuple(keys), sobol_points(count, len(keys), seed))
    rows = {
        key: assumption_quantile(scenario, key, ndtr(row))
        for key, row in zip(keys, scores, strict=True)
    }
    return made_consistent(scenario.case, scenario.value, rows)


def elasticity_range(scenario: Scenario, tier: str) -> tuple[float, float, float]:
    """The price elasticity of a tier: the value in force, its elastic end and its stiff end, all negative.

    One future in ten lies beyond each end. The ends move with the lever, as futures do, and stop at the limits.
    Where the elasticity was set to a path by hand, each is the average over the months.
    """
    quantiles = assumption_quantile(scenario, f"price_elasticity.{tier}", np.array([0.5, 0.1, 0.9]))
    now, elastic, stiff = np.round(
        quantiles.reshape(3, -1).mean(axis=1), ELASTICITY_DECIMALS
    ).tolist()
    return now, elastic, stiff
