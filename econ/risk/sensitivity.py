"""What matters: the tornado, Sobol indices, and the curve of an outcome under each lever.

The tornado and the curves move one thing at a time and hide what two do together; Sobol indices count that, and hold for
inputs that are independent of each other.
"""

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.scenario import Scenario
from econ.risk.draws import SEED, assumption_quantile, sobol_points
from econ.risk.outcomes import (
    Outcome,
    constant_keys,
    measure_one_at_a_time,
    measure_outcome,
    value_in_force,
)

TORNADO_CHANCES = np.array(
    [0.1, 0.15, 0.4, 0.6, 0.85, 0.9]
)  # where the tornado looks: its ends, and for turns between them
FAR_CHANCES = np.array(
    [0.01, 0.99]
)  # beyond the bar of a tornado, where a share of the variance looks as well
SMALLEST_TURN = 0.02  # of a swing: a turn smaller than this is not marked
CURVE_POINTS = 17  # of a curve
SOBOL_SETS = 8  # independent sets of base points; how far they differ gives the standard error
BASE_POINTS = 64  # of each set
BARS_WITH_INDICES = 8  # bars of the tornado whose inputs are looked at again
EFFECT_BASE_POINTS = 16  # futures in which each input is exchanged to see whether it does anything
RANKS_COMPARED, SMALLEST_RANK_GAP = (
    5,
    2,
)  # inputs by total effect that are compared with the tornado, and by how many places they must differ


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Tornado:
    """The swing of an outcome under each input alone, the largest first.

    `bars` has the columns key, label, unit, low and high (the tenth and ninetieth percentile of the input, in its unit),
    at_low and at_high (the outcome there), least and most (over all points tried, the base among them), swing (most less
    least, in the outcome's unit) and turns (whether the outcome rises and falls between the ends).
    """

    outcome: Outcome
    base: float
    bars: pd.DataFrame


def compute_tornado(scenario: Scenario, outcome: Outcome, keys: Sequence[str]) -> Tornado:
    """The tornado of some inputs, world or choices: their low, high and points between, one batch of runs."""
    inputs = np.array(
        [assumption_quantile(scenario, key, TORNADO_CHANCES) for key in keys]
    ).reshape(len(keys), len(TORNADO_CHANCES))
    base, found = measure_one_at_a_time(scenario, outcome, keys, inputs)
    with_base = np.column_stack([found, np.full(len(keys), base)])
    least, most = with_base.min(axis=1, initial=base), with_base.max(axis=1, initial=base)
    bars = pd.DataFrame(
        {
            "key": list(keys),
            "label": [scenario.case.label_of(key) for key in keys],
            "unit": [scenario.case.unit_of(key) for key in keys],
            "low": inputs[:, 0],
            "high": inputs[:, -1],
            "at_low": found[:, 0],
            "at_high": found[:, -1],
            "least": least,
            "most": most,
            "swing": most - least,
            "turns": _turns(np.insert(found, len(TORNADO_CHANCES) // 2, base, axis=1)),
        }
    )
    return Tornado(
        outcome=outcome,
        base=base,
        bars=bars.sort_values("swing", ascending=False, kind="stable", ignore_index=True),
    )


def _turns(values):
    """Whether each row rises and falls by more than a trifle."""
    ends = np.minimum.accumulate(values, axis=1), np.maximum.accumulate(values, axis=1)
    rise, fall = (values - ends[0]).max(axis=1), (ends[1] - values).max(axis=1)
    return np.minimum(rise, fall) > SMALLEST_TURN * np.maximum(rise, fall)


def keys_by_swing(
    scenario: Scenario, outcome: Outcome, keys: Sequence[str], most: int = 20
) -> tuple[str, ...]:
    """The inputs with the largest difference between their low and high ends, the largest first; none that does nothing."""
    keys = constant_keys(scenario, keys)
    inputs = np.array(
        [assumption_quantile(scenario, key, TORNADO_CHANCES[[0, -1]]) for key in keys]
    ).reshape(len(keys), 2)
    base, found = measure_one_at_a_time(scenario, outcome, keys, inputs)
    swing = np.maximum(found.max(axis=1, initial=base), base) - np.minimum(
        found.min(axis=1, initial=base), base
    )
    order = np.argsort(-swing, kind="stable")[:most]
    return tuple(keys[number] for number in order if swing[number] > 0.0)


def keys_by_elementary_effect(
    scenario: Scenario,
    wanted: Sequence[Outcome],
    keys: Sequence[str],
    most: int = 20,
    seed: int = SEED,
) -> tuple[str, ...]:
    """The inputs that move one of some outcomes most where the others are drawn as well: the foremost of each, the next of each.

    By mean squared elementary effects (Morris; radial, as Campolongo and others have them): an input that does something
    only together with others is found, which a bar of the tornado does not show.
    """
    keys = constant_keys(scenario, keys)
    first, second = (
        np.array(
            [
                assumption_quantile(scenario, key, chances)
                for key, chances in zip(keys, cube.T, strict=True)
            ]
        )
        for cube in np.split(sobol_points(EFFECT_BASE_POINTS, 2 * len(keys), seed), 2, axis=1)
    )
    changed = np.tile(first, (len(keys) + 1, 1, 1))  # the last is the base itself
    place = np.arange(len(keys))
    changed[place, place] = second
    rows = {key: changed[:, number].ravel() for number, key in enumerate(keys)}
    found = measure_outcome(scenario, wanted, rows).reshape(
        len(wanted), len(keys) + 1, EFFECT_BASE_POINTS
    )
    effect = ((found[:, :-1] - found[:, -1:]) ** 2).mean(axis=2)
    order = np.argsort(-effect, axis=1, kind="stable")
    foremost = dict.fromkeys(
        int(number)
        for place in order.T
        for each, number in enumerate(place)
        if effect[each, number] > 0.0
    )
    return tuple(keys[number] for number in foremost)[:most]


def explain_variance(
    scenario: Scenario, alone: Tornado, others: Sequence[Outcome], keys: Sequence[str]
) -> tuple[pd.DataFrame, "RankMismatch | None"]:
    """Sobol indices of the outcome of a tornado and of others, as `effects` has them, and where they part from the tornado.

    Of the first inputs of the tornado, and of those that do most where the others are drawn as well.
    """
    wanted = list({each.name: each for each in (alone.outcome, *others)}.values())
    foremost, several = tuple(alone.bars["key"]), keys_by_elementary_effect(scenario, wanted, keys)
    table = sobol_table(
        scenario, wanted, tuple(dict.fromkeys((*foremost[:BARS_WITH_INDICES], *several)))
    )
    bars = compute_tornado(scenario, alone.outcome, tuple(dict.fromkeys((*foremost, *several))))
    return table, find_rank_mismatch(scenario, bars, table)


def lever_grid(scenario: Scenario, key: str, count: int = CURVE_POINTS) -> Array:
    """Places along a lever, rising, shape (count,): a switch's options, or its whole slider with the present value among them."""
    assumption, value = scenario.case.assumption_of(key), value_in_force(scenario, key)
    if assumption.options:
        return np.minimum(np.arange(count, dtype=np.float64), len(assumption.options) - 1.0)
    low, high = assumption.span or assumption.limits
    grid = np.linspace(min(low, value), max(high, value), count)
    if assumption.stops:
        stops = sorted({*assumption.stops, value})
        grid = np.interp(np.linspace(0.0, len(stops) - 1.0, count), np.arange(len(stops)), stops)
    grid[np.abs(grid - value).argmin()] = value
    return grid


def response_curves(
    scenario: Scenario, outcome: Outcome, keys: Sequence[str], count: int = CURVE_POINTS
) -> pd.DataFrame:
    """The outcome along every lever alone: columns key, label, x (the lever, in its unit), y (the outcome), now (whether here).

    One batch of runs.
    """
    grid = np.array([lever_grid(scenario, key, count) for key in keys]).reshape(len(keys), count)
    _, found = measure_one_at_a_time(scenario, outcome, keys, grid)
    table = pd.DataFrame(
        {
            "key": np.repeat(keys, count),
            "label": np.repeat([scenario.case.label_of(key) for key in keys], count),
            "x": grid.ravel(),
            "y": found.ravel(),
        }
    )
    table["now"] = table["x"] == np.repeat([value_in_force(scenario, key) for key in keys], count)
    return table.drop_duplicates(["key", "x"], ignore_index=True)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class SobolIndices:
    """Sobol indices: shares of the variance that each input explains alone (`first`) and with all it does together (`total`).

    Each of shape (outcomes, inputs), with a standard error beside it; `variance` has the shape (outcomes,).
    """

    first: Array
    first_error: Array
    total: Array
    total_error: Array
    variance: Array


def estimate_indices(at_a: Array, at_b: Array, mixed: Array) -> tuple[Array, Array, Array]:
    """First-order (Saltelli) and total indices (Jansen), shape (inputs,), and the variance; nothing varies: zeros.

    `at_a` and `at_b` are values at two sets of points, shape (points,); `mixed` those at the first with one input at a
    time from the second, shape (inputs, points).
    """
    middle = np.concatenate([at_a, at_b, mixed.ravel()]).mean()
    variance = np.concatenate([at_a, at_b]).var()
    if variance <= (1e-12 * max(abs(middle), 1e-3)) ** 2:
        return np.zeros(len(mixed)), np.zeros(len(mixed)), np.zeros(())
    first = ((at_b - middle) * (mixed - at_a)).mean(axis=1) / variance
    total = ((at_a - mixed) ** 2).mean(axis=1) / (2.0 * variance)
    return first, total, variance


def sobol_indices(
    function: Callable[[Array], Array], inputs: int, count: int = BASE_POINTS, seed: int = SEED
) -> SobolIndices:
    """Sobol indices of a function of the unit cube: points of shape (points, inputs) to values (outcomes, points).

    `count` scrambled Sobol points in each of eight independent sets, count × 8 × (inputs + 2) values in one call.
    Raises `ValueError` for less than two points.
    """
    if count < 2:
        raise ValueError(f"indices need at least 2 base points, not {count}")
    parts = []
    for number in range(SOBOL_SETS):
        cube = sobol_points(count, 2 * inputs, seed + number)
        first, second = cube[:, :inputs], cube[:, inputs:]
        mixed = np.tile(first, (inputs, 1, 1))
        mixed[np.arange(inputs), :, np.arange(inputs)] = second.T
        parts += [first, second, mixed.reshape(-1, inputs)]
    values = np.atleast_2d(function(np.concatenate(parts)))
    values = values.reshape(len(values), SOBOL_SETS, inputs + 2, count)
    whole = values.swapaxes(1, 2).reshape(len(values), inputs + 2, -1)
    first, total, variance = zip(
        *(estimate_indices(one[0], one[1], one[2:]) for one in whole), strict=True
    )
    each = np.array(
        [[estimate_indices(one[0], one[1], one[2:])[:2] for one in sets] for sets in values]
    )
    error = each.std(axis=1, ddof=1) / np.sqrt(SOBOL_SETS)
    return SobolIndices(
        first=np.array(first),
        first_error=error[:, 0],
        total=np.array(total),
        total_error=error[:, 1],
        variance=np.array(variance),
    )


def sobol_table(
    scenario: Scenario,
    wanted: Sequence[Outcome],
    keys: Sequence[str],
    count: int = BASE_POINTS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Sobol indices of several outcomes, the inputs drawn from their distributions as if they were independent.

    Columns outcome, key, label, first, first_error, total, total_error (shares of the outcome's variance).
    """

    def function(chances):
        rows = {
            key: assumption_quantile(scenario, key, chances[:, number])
            for number, key in enumerate(keys)
        }
        return measure_outcome(scenario, wanted, rows)

    found = sobol_indices(function, len(keys), count, seed)
    labels = [scenario.case.label_of(key) for key in keys]
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "outcome": each.name,
                    "key": list(keys),
                    "label": labels,
                    "first": found.first[number],
                    "first_error": found.first_error[number],
                    "total": found.total[number],
                    "total_error": found.total_error[number],
                }
            )
            for number, each in enumerate(wanted)
        ],
        ignore_index=True,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class RankMismatch:
    """An input that explains more of the variance than its bar in the tornado lets one think.

    `bar` and `share` are its places among the inputs of both, from one; `swing` is the length of its bar and `far` that of a
    bar from its hundredth to its ninety-ninth percentile, in the outcome's unit; `ends` are the outcome at these two;
    `first` and `total` are its indices.
    """

    key: str
    bar: int
    share: int
    swing: float
    far: float
    ends: tuple[float, float]
    first: float
    total: float


def find_rank_mismatch(
    scenario: Scenario, found: Tornado, table: pd.DataFrame
) -> RankMismatch | None:
    """Of the inputs with the largest total effects the one that stands lowest in the tornado for it; None if all fit."""
    own = table[table["outcome"] == found.outcome.name].sort_values(
        "total", ascending=False, kind="stable", ignore_index=True
    )
    bars = found.bars.reset_index().set_index("key")
    places = [
        int(bars.loc[key, "index"]) - place
        for place, key in enumerate(own["key"].head(RANKS_COMPARED))
    ]
    if max(places, default=0) < SMALLEST_RANK_GAP:
        return None
    share = places.index(max(places))
    key, bar = own["key"][share], bars.loc[own["key"][share]]
    base, [ends] = measure_one_at_a_time(
        scenario, found.outcome, [key], assumption_quantile(scenario, key, FAR_CHANCES)[np.newaxis]
    )
    return RankMismatch(
        key=key,
        bar=int(bar["index"]) + 1,
        share=share + 1,
        swing=float(bar["swing"]),
        far=float(max(*ends, base) - min(*ends, base)),
        ends=(float(ends[0]), float(ends[1])),
        first=float(own["first"][share]),
        total=float(own["total"][share]),
    )
