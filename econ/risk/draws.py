"""Draws of all uncertain assumptions at once, correlated as the case file declares.

Low and high are the tenth and ninetieth percentile, the base is the median. The distribution is the one that the
assumption names, or the default of its unit: split lognormal for positive quantities, split logit-normal for shares,
split normal otherwise. A draw that counts something is rounded to whole numbers. Choices and switches are never drawn. Draw
number i of a seed is the same future for every scenario, however many are drawn and however they are split into batches.
"""

import functools
import threading
import warnings
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit, ndtr, ndtri

from econ.arrays import Array
from econ.case.case import Case
from econ.case.contradictions import made_consistent, made_whole
from econ.case.correlations import mixing
from econ.case.file.schema import Assumption
from econ.case.scenario import Scenario
from econ.problems import AssumptionError, hint, shown
from econ.risk.distributions import DISTRIBUTIONS, FITTED_ONE_BY_ONE, distribution_fits

SEED = 20260424
MOST_DRAWS = 2**27  # of one seed; the sequence would repeat itself after eight times as many
CACHED_DRAWS = 4096  # the scores of so few draws are cached, since every scenario uses the same
NUMBERS_IN_CACHE = 2**16  # numbers that fit in the cache of a processor
SKIPPED_AT_ONCE = 2**20  # points; a skip holds the interpreter
ELASTICITY_DECIMALS = 9  # of an end of the range: digits beyond are rounding error
# Half the distance between two points of the sequence, so that no point has a chance of zero.
SMALLEST_CHANCE = 2.0**-31

_last_engine = threading.local()


def sobol_points(count: int, dimensions: int, seed: int = SEED, first: int = 0) -> Array:
    """Scrambled Sobol points in the unit cube from number `first` on, shape (count, dimensions).

    Points are balanced best if `count` is a power of two and `first` a multiple of it. A thread that asks for later
    and later points pays for each of them once; going back restarts the sequence, which takes up to ten seconds
    at the end of the longest sequence of the shipped case.
    """
    engine = _engine_at(first, dimensions, seed)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The balance properties", UserWarning)
        return engine.random(count)


def _engine_at(first, dimensions, seed):
    """An engine whose next point is number `first`: the last one of this thread if it is not past it, else a new one."""
    from scipy.stats import qmc  # it takes longer to import than everything else

    identity = dimensions, seed
    engine = getattr(_last_engine, "engine", None)
    if (
        not first
        or engine is None
        or _last_engine.identity != identity
        or engine.num_generated > first
    ):
        engine = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    while engine.num_generated < first:
        engine.fast_forward(min(first - engine.num_generated, SKIPPED_AT_ONCE))
    if first:
        _last_engine.engine, _last_engine.identity = engine, identity
    return engine


def load_sampler() -> None:
    """Import what `sobol_points` needs, so that the first draw does not wait for it."""
    import scipy.stats.qmc  # noqa: F401


@functools.lru_cache(maxsize=4)
def drawable_keys(case: Case) -> tuple[str, ...]:
    """Every assumption about the world with a range under some preset or stress, in the order of the sequence's columns.

    Assumptions with a lever come first, because the first columns are the most even. Facts of a chip or model shape
    that no platform and no tier uses change no quantity and have no column.
    """
    used = {case.source_of(key) for name in case.model.inputs for key in case.key_indices(name)}
    restated = [layer.values for layer in (*case.presets.values(), *case.stresses.values())]
    with_lever = [
        key
        for preset in case.presets
        for place in case.levers
        for key in case.levers_of(place, preset)
    ]
    for keys in case.story.uncertain.values() if case.story else ():
        with_lever += keys

    def has_range(key):
        layers = [case.beliefs[key], *(values[key] for values in restated if key in values)]
        beliefs = [layer for layer in layers if not isinstance(layer, float)]
        numbers = [layer for layer in layers if isinstance(layer, float)]
        beliefs += [belief.restated(number) for number in numbers for belief in beliefs]
        return any(belief.low < belief.high for belief in beliefs)

    order = dict.fromkeys([*with_lever, *case.beliefs])
    return tuple(key for key in order if key in used and can_be_drawn(case, key) and has_range(key))


def can_be_drawn(case: Case, key: str) -> bool:
    """Whether a key is a number about the world: neither a choice of the company nor a switch."""
    assumption = case.assumption_of(key)
    return assumption.kind == "world" and assumption.unit != "switch"


def uncertain_keys(scenario: Scenario) -> tuple[str, ...]:
    """The keys that `sobol_draws` draws: of the world, with a range under the preset and stresses of the scenario."""
    spreads = _spreads(scenario.case, scenario.preset, scenario.stresses)
    return tuple(key for key, (_, low, _, high) in spreads.items() if low < high)


def sobol_draws(
    scenario: Scenario,
    count: int,
    seed: int = SEED,
    first: int = 0,
    keys: Iterable[str] | None = None,
) -> dict[str, Array]:
    """Rows for `run`: one value a draw for every uncertain key, or only for `keys`, each of shape (count,).

    The draws are those from number `first` to before `first + count`. A key set to a path by hand has the shape
    (count, months). Raises `ValueError` for a number of draws or a seed that is not possible, `AssumptionError` for
    a key that is not drawn.
    """
    case, wanted = scenario.case, uncertain_keys(scenario) if keys is None else tuple(keys)
    column_of = {key: column for column, key in enumerate(drawable_keys(case))}
    check_draw_count(count, first)
    check_seed(seed)
    unknown = [key for key in wanted if key not in column_of]
    if unknown:
        raise AssumptionError(
            [f"«{shown(key)}» is not drawn: {_why_not_drawn(case, key)}" for key in unknown]
        )
    scores = normal_scores(case, count, seed, first)
    return _values(scenario, wanted, scores[[column_of[key] for key in wanted]])


def draws_at_points(scenario: Scenario, chances: Array) -> dict[str, Array]:
    """Rows for `run` at given points of the unit cube, shape (draws, columns), in the columns of `sobol_draws`."""
    keys = drawable_keys(scenario.case)
    scores = _correlated_scores(scenario.case, keys, chances)
    column_of = {key: column for column, key in enumerate(keys)}
    wanted = uncertain_keys(scenario)
    return _values(scenario, wanted, scores[[column_of[key] for key in wanted]])


def latin_hypercube_draws(scenario: Scenario, count: int, seed: int = SEED) -> dict[str, Array]:
    """Draw all uncertain assumptions on a Latin hypercube, as rows for `run`.

    Among hundreds of columns of a Sobol sequence some pairs are correlated by chance. Averages over all futures do not
    suffer from that, but a search for inputs that act together would find those pairs. On a Latin hypercube no pair
    is correlated more than in random draws.
    """
    from scipy.stats import qmc

    check_draw_count(count)
    check_seed(seed)
    columns = len(drawable_keys(scenario.case))
    hypercube = qmc.LatinHypercube(columns, rng=np.random.default_rng(seed))
    return draws_at_points(scenario, hypercube.random(count))


def _why_not_drawn(case, key):
    if key not in case.beliefs:
        return f"there is no such assumption{hint(key, drawable_keys(case))}"
    if can_be_drawn(case, key):
        return "it has no range"
    return "only how the world is can be, not a choice or a switch"


def check_draw_count(count: int, first: int = 0) -> None:
    """Raise `ValueError`, a sentence, unless draws `first` to before `first + count` are in the sequence."""
    for number in (count, first):
        if isinstance(number, bool) or not isinstance(number, int | np.integer):
            raise ValueError(f"a number of draws is a whole number, not «{shown(number)}»")
    if count < 1:
        raise ValueError(f"there must be at least one draw, not {count:,}")
    if first < 0:
        raise ValueError(f"draws are numbered from zero on, not from {first:,}")
    if first + count > MOST_DRAWS:
        raise ValueError(f"there can be at most {MOST_DRAWS:,} draws, not {first + count:,}")


def check_seed(seed: int) -> None:
    """Raise `ValueError`, a sentence, for a seed that is not a whole number of at least zero."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise ValueError(f"a seed is a whole number that is not negative, not «{shown(seed)}»")


def normal_scores(case: Case, count: int, seed: int = SEED, first: int = 0) -> Array:
    """Correlated standard normal scores of every column, shape (columns, count), read-only."""
    scores = _cached_scores if count <= CACHED_DRAWS else _scores
    return scores(case, int(count), int(seed), int(first))


def _scores(case, count, seed, first):
    keys = drawable_keys(case)
    points = sobol_points(count, max(1, len(keys)), seed, first)
    scores = _correlated_scores(case, keys, points)
    scores.flags.writeable = False
    return scores


_cached_scores = functools.lru_cache(maxsize=6)(_scores)


def _correlated_scores(case, keys, chances):
    """Normal scores of points in the unit cube, one row a key, correlated as the case file declares.

    The scores of keys without a declared correlation are those of the points.
    """
    scores = np.ascontiguousarray(ndtri(np.maximum(chances, SMALLEST_CHANCE)).T)
    correlated, matrix = mixing(case.correlations, keys)
    if correlated:
        rows = [keys.index(key) for key in correlated]
        scores[rows] = _product(matrix, scores[rows])
    return scores


def _product(matrix, scores):
    """The product of a small matrix and the scores, added up in one order, so that a draw does not depend on its batch."""

    def combined(weights):
        terms = zip(weights, scores, strict=True)
        return sum(weight * row for weight, row in terms if weight)

    return np.array([combined(weights) for weights in matrix])


@functools.lru_cache(maxsize=16)
def _spreads(case, preset, stresses):
    """For each column the name of its distribution, and its low, base and high."""
    spreads = {}
    for key in drawable_keys(case):
        belief = case.belief(key, preset, stresses)
        percentiles = belief.low, belief.base, belief.high
        spreads[key] = _distribution_name(case.assumption_of(key), *percentiles), *percentiles
    return spreads


def _distribution_name(assumption, low, base, high):
    """The distribution that the assumption names, if it can run through low, base and high; else the unit's default."""
    stated = assumption.distribution
    if stated and distribution_fits(stated, low, base, high):
        return stated
    if assumption.unit == "month" and low == base < high:
        return "delay"
    if assumption.unit.startswith("share") and distribution_fits("logistic", low, base, high):
        return "logistic"
    return "logarithmic" if distribution_fits("logarithmic", low, base, high) else "linear"


def _values(scenario, keys, scores):
    """Draws of each key at its scores, by key.

    Keys of one distribution are computed together, as many as fit in the cache of a processor.
    """
    spreads = _spreads(scenario.case, scenario.preset, scenario.stresses)
    members_of: dict[str, list[tuple[int, str]]] = {}
    for row, key in enumerate(keys):
        members_of.setdefault(spreads[key][0], []).append((row, key))
    values: dict[str, Array] = {}
    keys_in_cache = max(1, NUMBERS_IN_CACHE // scores.shape[1])
    for name, members in members_of.items():
        size = 1 if name in FITTED_ONE_BY_ONE else keys_in_cache
        for first in range(0, len(members), size):
            rows, batch = zip(*members[first : first + size], strict=True)
            drawn = _values_of_one_distribution(scenario, name, batch, scores[list(rows)])
            values |= zip(batch, drawn, strict=True)
    return _without_contradictions(scenario, {key: values[key] for key in keys})


def _without_contradictions(scenario, rows):
    """The draws as they can be: without contradictions, and whole where they count something."""
    case = scenario.case
    return made_whole(case, made_consistent(case, scenario.value, rows))


def _values_of_one_distribution(scenario, name, keys, scores):
    """Draws of keys with one distribution, inside their limits and around values set by hand."""
    case, overrides = scenario.case, dict(scenario.overrides)
    spreads = _spreads(case, scenario.preset, scenario.stresses)
    percentiles = np.array([spreads[key][1:] for key in keys]).T[..., np.newaxis]
    is_fitted = name in FITTED_ONE_BY_ONE
    drawn = DISTRIBUTIONS[name](
        scores, *(percentiles.ravel().tolist() if is_fitted else percentiles)
    )
    assumptions = [case.assumption_of(key) for key in keys]
    limits = [assumption.limits for assumption in assumptions]
    inside = np.clip(drawn, *np.array(limits).T[..., np.newaxis])
    return [
        nearest_possible(
            assumptions[row],
            _around_override(name, drawn[row], spreads[key][2], overrides[key], limits[row])
            if key in overrides
            else inside[row],
        )
        for row, key in enumerate(keys)
    ]


def nearest_possible(assumption: Assumption, values: Array) -> Array:
    """The values, rounded to whole numbers where the assumption counts something."""
    return np.round(values) if assumption.takes_whole_numbers else values


def _around_override(name, drawn, base, override, limits):
    """Draws around the number set by hand, inside the limits; around a path set by hand, one path a draw.

    The spread is kept on the scale of the distribution: as a factor for a logarithmic one, in log-odds for a logistic
    one and as a difference elsewhere. A positive quantity therefore stays positive.
    """
    if not isinstance(override, tuple):
        if name == "logarithmic" and override > 0.0:
            return np.clip(drawn * (override / base), *limits)
        if name == "logistic" and 0.0 < min(override, base) <= max(override, base) < 1.0:
            log_odds = logit(np.clip(drawn, 0.0, 1.0)) + (logit(override) - logit(base))
            return np.clip(expit(log_odds), *limits)
        return np.clip(drawn + (override - base), *limits)
    path = np.array(override)
    paths = (
        np.outer(drawn / base, path)
        if base > 0.0 and path.min() >= 0.0
        else drawn[:, np.newaxis] - base + path
    )
    return np.clip(paths, *limits)


def assumption_quantile(scenario: Scenario, key: str, chance: ArrayLike) -> Array:
    """The value of an assumption at each chance, shape as `chance`; an override moves the base and keeps the spread.

    An assumption without a range has its base at every chance. A key set to a path by hand has the shape of
    `chance` followed by the months.
    """
    case, chances = scenario.case, np.asarray(chance, dtype=np.float64)
    belief = scenario.belief(key)
    if belief.low == belief.high:
        value = np.asarray(scenario.value(key), dtype=np.float64)
        return np.broadcast_to(value, (*chances.shape, *value.shape)).copy()
    assumption = case.assumption_of(key)
    percentiles = belief.low, belief.base, belief.high
    name = _distribution_name(assumption, *percentiles)
    drawn = DISTRIBUTIONS[name](ndtri(chances.ravel()), *percentiles)
    override = dict(scenario.overrides).get(key, belief.base)
    values = nearest_possible(
        assumption, _around_override(name, drawn, belief.base, override, assumption.limits)
    )
    return values.reshape(*chances.shape, *values.shape[1:])


def draws_on_own_sequence(
    scenario: Scenario,
    keys: Sequence[str],
    count: int,
    seed: int = SEED,
    held: Collection[str] = (),
) -> dict[str, Array]:
    """Draw a few assumptions on a Sobol sequence with a column for each of them only, each of shape (count,).

    A sequence of few columns is more even than one of many, which matters for a few hundred futures. Correlations hold
    as in `sobol_draws`. Keys that are `held` stay as they are in the scenario and keep their columns, so that the others
    are drawn as without them.
    """
    points = _points_of_own_sequence(scenario.case, tuple(keys), count, seed)
    scores = _correlated_scores(scenario.case, tuple(keys), points)
    rows = {
        key: assumption_quantile(scenario, key, ndtr(row))
        for key, row in zip(keys, scores, strict=True)
        if key not in held
    }
    return _without_contradictions(scenario, rows)


def _points_of_own_sequence(case, keys, count, seed):
    """Points for some keys; those of a set of the story keep their points where further keys follow the set.

    Columns of a sequence are scrambled one by one. So columns of two scramblings, each in its place, are one sequence.
    """
    sets = case.story.uncertain.values() if case.story else ()
    own = max((len(kept) for kept in sets if keys[: len(kept)] == kept), default=len(keys))
    points = sobol_points(count, own, seed)
    if own == len(keys):
        return points
    further = sobol_points(count, len(keys), seed + 1)[:, own:]
    return np.hstack([points, further])


def elasticity_range(scenario: Scenario, tier: str) -> tuple[float, float, float]:
    """The price elasticity of a tier: the value in force, its elastic end and its stiff end, all negative.

    One future in ten lies beyond each end. The ends move with the lever, as futures do, and stop at the limits.
    Where the elasticity was set to a path by hand, each is the average over the months.
    """
    quantiles = assumption_quantile(scenario, f"price_elasticity.{tier}", (0.5, 0.1, 0.9))
    now, elastic, stiff = np.round(
        quantiles.reshape(3, -1).mean(axis=1), ELASTICITY_DECIMALS
    ).tolist()
    return now, elastic, stiff
