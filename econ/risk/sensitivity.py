"""Sensitivity: the tornado, Sobol indices, and the response of an outcome to each lever.

The tornado and the response curves move one input at a time and do not show what two inputs do together. Sobol
indices count that too; they treat the inputs as independent of each other.
"""

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.scenario import Scenario
from econ.risk.draws import (
    SEED,
    assumption_quantile,
    nearest_possible,
    sobol_points,
    uncertain_keys,
)
from econ.risk.goal_seek import adjustable_choices
from econ.risk.outcomes import (
    Outcome,
    constant_keys,
    measure_one_at_a_time,
    measure_outcomes,
    number_in_force,
)

# Chances at which the tornado reads an input: the ends of its bar, and points between them that show where the outcome turns.
TORNADO_CHANCES = np.array([0.1, 0.15, 0.4, 0.6, 0.85, 0.9])
FAR_CHANCES = np.array([0.01, 0.99])  # beyond the ends of a bar; they count for the variance too
SMALLEST_TURN = 0.02  # of a swing: a smaller turn is not marked
CURVE_POINTS = 17
SOBOL_SETS = 8  # independent sets of base points, whose differences give the standard error
BASE_POINTS = 64  # in each set
BARS_WITH_INDICES = 8  # first bars of the tornado whose inputs get Sobol indices
EFFECT_BASE_POINTS = 32  # futures in which each input is exchanged to see what it does
RANKS_COMPARED = 5  # first inputs by total index that are compared with the tornado
SMALLEST_RANK_GAP = 2  # places between the two ranks; a smaller gap is not reported


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Tornado:
    """The swing of an outcome under each input alone, the largest first.

    `bars` has the columns key, label, unit, low and high (the tenth and ninetieth percentile of the input, in its
    unit), at_low and at_high (the outcome there), least and most (over all points tried and the base), swing (most
    less least, in the outcome's unit) and
    is_not_monotonic (whether the outcome both rises and falls between the ends).
    """

    outcome: Outcome
    base: float
    bars: pd.DataFrame


def ranged_inputs(scenario: Scenario, outcome: Outcome) -> tuple[str, ...]:
    """Return inputs that are ranked together: uncertain assumptions of the world, and ranged choices that bear on the outcome."""
    choices = (
        key
        for key in adjustable_choices(scenario, outcome)
        if scenario.belief(key).low < scenario.belief(key).high
    )
    return (*uncertain_keys(scenario), *choices)


def compute_tornado(scenario: Scenario, outcome: Outcome, keys: Sequence[str]) -> Tornado:
    """The tornado of some inputs, of the world or choices, in one batch of runs."""
    inputs = _quantiles(scenario, keys, TORNADO_CHANCES)
    base, measured = measure_one_at_a_time(scenario, outcome, keys, inputs)
    least, most = _defined_ends(measured, base)
    along_bar = np.insert(measured, len(TORNADO_CHANCES) // 2, base, axis=1)
    bars = pd.DataFrame(
        {
            "key": list(keys),
            "label": [scenario.case.label_of(key) for key in keys],
            "unit": [scenario.case.unit_of(key) for key in keys],
            "low": inputs[:, 0],
            "high": inputs[:, -1],
            "at_low": measured[:, 0],
            "at_high": measured[:, -1],
            "least": least,
            "most": most,
            "swing": most - least,
            "is_not_monotonic": _is_not_monotonic(along_bar),
        }
    )
    bars = bars.sort_values("swing", ascending=False, kind="stable", ignore_index=True)
    return Tornado(outcome=outcome, base=base, bars=bars)


def _defined_ends(measured, base):
    """The least and the most of each row and the base; values that are not defined are left out."""
    values = np.insert(measured, 0, base, axis=1)
    return np.fmin.reduce(values, axis=1), np.fmax.reduce(values, axis=1)


def _quantiles(scenario, keys, chances):
    """The values of each input at some chances, shape (keys, chances)."""
    values = [assumption_quantile(scenario, key, chances) for key in keys]
    return np.array(values).reshape(len(keys), len(chances))


def _is_not_monotonic(values):
    """Whether each row both rises and falls noticeably."""
    lowest_so_far = np.minimum.accumulate(values, axis=1)
    highest_so_far = np.maximum.accumulate(values, axis=1)
    rise = (values - lowest_so_far).max(axis=1)
    fall = (highest_so_far - values).max(axis=1)
    return np.minimum(rise, fall) > SMALLEST_TURN * np.maximum(rise, fall)


def keys_by_swing(
    scenario: Scenario, outcome: Outcome, keys: Sequence[str], most: int = 20
) -> tuple[str, ...]:
    """The inputs with the largest swing of the outcome between their low and high ends, largest first, if it is not zero."""
    keys = constant_keys(scenario, keys)
    inputs = _quantiles(scenario, keys, TORNADO_CHANCES[[0, -1]])
    base, measured = measure_one_at_a_time(scenario, outcome, keys, inputs)
    lowest, highest = _defined_ends(measured, base)
    swing = highest - lowest
    order = np.argsort(-swing, kind="stable")[:most]
    return tuple(keys[number] for number in order if swing[number] > 0.0)


def keys_by_elementary_effect(
    scenario: Scenario,
    outcomes: Sequence[Outcome],
    keys: Sequence[str],
    most: int = 20,
    seed: int = SEED,
) -> tuple[str, ...]:
    """The inputs with the largest effect on one of some outcomes when all other inputs are drawn as well.

    First come the inputs that rank first for an outcome, then those that rank second, and so on. The measure is the
    mean squared elementary effect (Morris, in the radial design of Campolongo and others). It finds inputs that act
    only together with others, which the tornado does not show.
    """
    keys = constant_keys(scenario, keys)
    cube = sobol_points(EFFECT_BASE_POINTS, 2 * len(keys), seed)
    base_chances, other_chances = np.split(cube, 2, axis=1)
    base_points = _values_at_chances(scenario, keys, base_chances)
    # One copy of the base points for each input, which is exchanged in it, and one more for the base itself.
    exchanged = np.tile(base_points, (len(keys) + 1, 1, 1))
    inputs = np.arange(len(keys))
    exchanged[inputs, inputs] = _values_at_chances(scenario, keys, other_chances)
    rows = {key: exchanged[:, number].ravel() for number, key in enumerate(keys)}
    measured = measure_outcomes(scenario, outcomes, rows).reshape(
        len(outcomes), len(keys) + 1, EFFECT_BASE_POINTS
    )
    squares = (measured[:, :-1] - measured[:, -1:]) ** 2
    is_defined = np.isfinite(squares)
    effects = np.where(is_defined, squares, 0.0).sum(axis=2) / np.maximum(is_defined.sum(axis=2), 1)
    rankings = np.argsort(-effects, axis=1, kind="stable")
    foremost = dict.fromkeys(
        int(number)
        for same_rank in rankings.T
        for outcome_number, number in enumerate(same_rank)
        if effects[outcome_number, number] > 0.0
    )
    return tuple(keys[number] for number in foremost)[:most]


def _values_at_chances(scenario, keys, chances):
    """The values of each input at chances of its own, given as (points, keys); shape (keys, points)."""
    columns = zip(keys, chances.T, strict=True)
    return np.array([assumption_quantile(scenario, key, column) for key, column in columns])


def explain_variance(
    scenario: Scenario, tornado: Tornado, others: Sequence[Outcome], keys: Sequence[str]
) -> tuple[pd.DataFrame, "RankMismatch | None"]:
    """Sobol indices of the outcome of a tornado and of other outcomes, and an input whose rank differs from the tornado's.

    The table is that of `sobol_table`, for the first inputs of the tornado that are among `keys` and those with the largest
    elementary effects.
    """
    outcomes = list({outcome.name: outcome for outcome in (tornado.outcome, *others)}.values())
    by_swing = tuple(key for key in tornado.bars["key"] if key in set(keys))
    by_effect = keys_by_elementary_effect(scenario, outcomes, keys)
    table = sobol_table(
        scenario, outcomes, tuple(dict.fromkeys((*by_swing[:BARS_WITH_INDICES], *by_effect)))
    )
    wide_tornado = compute_tornado(
        scenario, tornado.outcome, tuple(dict.fromkeys((*by_swing, *by_effect)))
    )
    return table, find_rank_mismatch(scenario, wide_tornado, table)


def lever_grid(scenario: Scenario, key: str, count: int = CURVE_POINTS) -> Array:
    """Places along a lever, rising, shape (count,): the options of a switch, or its slider with the present value among them."""
    assumption, value = scenario.case.assumption_of(key), number_in_force(scenario, key)
    if assumption.options:
        return np.minimum(np.arange(count, dtype=np.float64), len(assumption.options) - 1.0)
    low, high = assumption.span or assumption.limits
    grid = np.linspace(min(low, value), max(high, value), count)
    if assumption.stops:
        stops = sorted({*assumption.stops, value})
        grid = np.interp(np.linspace(0.0, len(stops) - 1.0, count), np.arange(len(stops)), stops)
    grid[np.abs(grid - value).argmin()] = value
    return nearest_possible(assumption, grid)


def response_curves(
    scenario: Scenario, outcome: Outcome, keys: Sequence[str], count: int = CURVE_POINTS
) -> pd.DataFrame:
    """The outcome along each lever, the others unchanged, in one batch of runs.

    Columns key, label, x (the lever, in its unit), y (the outcome) and now (whether x is the present value).
    """
    grid = np.array([lever_grid(scenario, key, count) for key in keys]).reshape(len(keys), count)
    _, measured = measure_one_at_a_time(scenario, outcome, keys, grid)
    table = pd.DataFrame(
        {
            "key": np.repeat(keys, count),
            "label": np.repeat([scenario.case.label_of(key) for key in keys], count),
            "x": grid.ravel(),
            "y": measured.ravel(),
        }
    )
    in_force = [number_in_force(scenario, key) for key in keys]
    table["now"] = table["x"] == np.repeat(in_force, count)
    return table.drop_duplicates(["key", "x"], ignore_index=True)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class SobolIndices:
    """Sobol indices: the share of the variance that each input explains alone (`first`) and with all interactions (`total`).

    Each has the shape (outcomes, inputs), and so do the standard errors; `variance` has the shape (outcomes,).
    """

    first: Array
    first_error: Array
    total: Array
    total_error: Array
    variance: Array


def estimate_indices(at_a: Array, at_b: Array, mixed: Array) -> tuple[Array, Array, Array]:
    """First-order (Saltelli) and total indices (Jansen), each of shape (inputs,), and the variance; all zero where the values do not vary.

    `at_a` and `at_b` are the values at two sets of points, shape (points,). `mixed` has the values at the first set
    with one input at a time from the second, shape (inputs, points). Points at which a value is not defined are left out;
    without any other, nothing is defined.
    """
    is_defined = np.isfinite(np.vstack([at_a, at_b, mixed])).all(axis=0)
    if not is_defined.any():
        return np.full(len(mixed), np.nan), np.full(len(mixed), np.nan), np.full((), np.nan)
    at_a, at_b, mixed = at_a[is_defined], at_b[is_defined], mixed[:, is_defined]
    mean = np.concatenate([at_a, at_b, mixed.ravel()]).mean()
    variance = np.concatenate([at_a, at_b]).var()
    if variance <= (1e-12 * max(abs(mean), 1e-3)) ** 2:
        return np.zeros(len(mixed)), np.zeros(len(mixed)), np.zeros(())
    first = ((at_b - mean) * (mixed - at_a)).mean(axis=1) / variance
    total = ((at_a - mixed) ** 2).mean(axis=1) / (2.0 * variance)
    return first, total, variance


def sobol_indices(
    function: Callable[[Array], Array], inputs: int, count: int = BASE_POINTS, seed: int = SEED
) -> SobolIndices:
    """Sobol indices of a function of the unit cube, from points (points, inputs) to values (outcomes, points).

    There are `count` scrambled Sobol points in each of eight independent sets; the function is called once, with
    count × 8 × (inputs + 2) points. Raises `ValueError` for fewer than two points.
    """
    if count < 2:
        raise ValueError(f"indices need at least 2 base points, not {count}")
    parts = []
    for number in range(SOBOL_SETS):
        cube = sobol_points(count, 2 * inputs, seed + number)
        at_a, at_b = cube[:, :inputs], cube[:, inputs:]
        mixed = np.tile(at_a, (inputs, 1, 1))
        mixed[np.arange(inputs), :, np.arange(inputs)] = at_b.T
        parts += [at_a, at_b, mixed.reshape(-1, inputs)]
    values = np.atleast_2d(function(np.concatenate(parts)))
    by_set = values.reshape(len(values), SOBOL_SETS, inputs + 2, count)
    pooled = by_set.swapaxes(1, 2).reshape(len(values), inputs + 2, -1)
    estimates = [estimate_indices(rows[0], rows[1], rows[2:]) for rows in pooled]
    first, total, variance = (np.array(part) for part in zip(*estimates, strict=True))
    errors = np.array([_standard_errors(sets) for sets in by_set])
    return SobolIndices(
        first=first,
        first_error=errors[:, 0],
        total=total,
        total_error=errors[:, 1],
        variance=variance,
    )


def _standard_errors(sets):
    """The standard errors of first-order and total indices of one outcome, from the estimates of each set, shape (2, inputs).

    Sets without a defined estimate are left out; fewer than two others leave the errors undefined.
    """
    estimates = np.array([estimate_indices(rows[0], rows[1], rows[2:])[:2] for rows in sets])
    defined = estimates[np.isfinite(estimates).all(axis=(1, 2))]
    if len(defined) < 2:
        return np.full(estimates.shape[1:], np.nan)
    return defined.std(axis=0, ddof=1) / np.sqrt(len(defined))


def sobol_table(
    scenario: Scenario,
    outcomes: Sequence[Outcome],
    keys: Sequence[str],
    count: int = BASE_POINTS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Sobol indices of several outcomes, with inputs drawn from their distributions as if they were independent.

    Columns outcome, key, label, first, first_error, total, total_error (shares of the outcome's variance).
    """

    def outcomes_at(chances):
        rows = {
            key: assumption_quantile(scenario, key, column)
            for key, column in zip(keys, chances.T, strict=True)
        }
        return measure_outcomes(scenario, outcomes, rows)

    indices = sobol_indices(outcomes_at, len(keys), count, seed)
    labels = [scenario.case.label_of(key) for key in keys]
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "outcome": outcome.name,
                    "key": list(keys),
                    "label": labels,
                    "first": indices.first[number],
                    "first_error": indices.first_error[number],
                    "total": indices.total[number],
                    "total_error": indices.total_error[number],
                }
            )
            for number, outcome in enumerate(outcomes)
        ],
        ignore_index=True,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class RankMismatch:
    """An input that explains more of the variance than its bar in the tornado suggests.

    `bar_rank` and `index_rank` are its ranks by swing and by total index, counted from one. `swing` is the length of
    its bar and `far_swing` that of a bar from its first to its ninety-ninth percentile, in the outcome's unit;
    `far_outcomes` are the outcomes at these two. `first` and `total` are its Sobol indices.
    """

    key: str
    bar_rank: int
    index_rank: int
    swing: float
    far_swing: float
    far_outcomes: tuple[float, float]
    first: float
    total: float


def find_rank_mismatch(
    scenario: Scenario, tornado: Tornado, table: pd.DataFrame
) -> RankMismatch | None:
    """The input with a large total index that ranks lowest in the tornado for it; None if all ranks are close or not defined."""
    indices = table[table["outcome"] == tornado.outcome.name].sort_values(
        "total", ascending=False, kind="stable", ignore_index=True
    )
    bars = tornado.bars.reset_index().set_index("key")
    rank_gaps = [
        int(bars.loc[key, "index"]) - rank
        for rank, key in enumerate(indices["key"].head(RANKS_COMPARED))
    ]
    if indices["total"].isna().any() or max(rank_gaps, default=0) < SMALLEST_RANK_GAP:
        return None
    rank = rank_gaps.index(max(rank_gaps))
    key = indices["key"][rank]
    bar = bars.loc[key]
    far_inputs = assumption_quantile(scenario, key, FAR_CHANCES)[np.newaxis]
    base, [far_outcomes] = measure_one_at_a_time(scenario, tornado.outcome, [key], far_inputs)
    low, high = far_outcomes.tolist()
    return RankMismatch(
        key=key,
        bar_rank=int(bar["index"]) + 1,
        index_rank=rank + 1,
        swing=float(bar["swing"]),
        far_swing=max(low, high, base) - min(low, high, base),
        far_outcomes=(low, high),
        first=float(indices["first"][rank]),
        total=float(indices["total"][rank]),
    )
