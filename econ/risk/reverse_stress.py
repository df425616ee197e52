"""What breaks it: how far each input can go alone before the plan fails, and the smallest shock of all of them together.

A plan holds while its outcome is on the right side of a limit: lowest cash at zero or above. Where it has failed already,
the same functions find what would save it. Alone, an input moves and the others stay; together, those that are declared to be
correlated are more likely to move as one.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtr

from econ.arrays import Array
from econ.case.correlations import mixing
from econ.case.scenario import Scenario
from econ.risk.draws import assumption_quantile
from econ.risk.outcomes import (
    Outcome,
    constant_keys,
    measure_one_at_a_time,
    measure_outcome,
    value_in_force,
)
from econ.risk.root_search import first_crossings, nearest_failure_point

FARTHEST_DEVIATION = (
    4.0  # standard deviations that are tried in steps; beyond, as far as the limits of an input
)
SEARCH_DEVIATIONS = np.linspace(0.0, FARTHEST_DEVIATION, 5)
SHARES_BEYOND_FARTHEST = np.array([0.25, 0.5, 1.0])  # of the way from there to the limit
FAILURE_TOLERANCE = 1e-6  # of a step: so near to the edge an input alone is told
SMALLEST_MOVE = 1e-6  # of a number, or of one: a smaller move is none
SMALLEST_DIVISOR = 1e-300  # in the place of a zero that is divided by
DEVIATION_SCALE = np.linspace(
    -8.0, 8.0, 6401
)  # standard deviations on which a distribution is read backwards


def margin_to_limit(values: Array, outcome: Outcome, limit: float) -> Array:
    """By how much the outcome keeps its limit, shape as `values`; below zero it does not."""
    if not np.isfinite(limit):
        raise ValueError(f"the limit of «{outcome.name}» must be a finite number, not {limit}")
    return (values - limit) * (-1.0 if outcome.better < 0 else 1.0)


def single_input_failures(
    scenario: Scenario, outcome: Outcome, keys: Sequence[str], limit: float = 0.0
) -> pd.DataFrame:
    """How far each input alone can go before the plan fails, or, where it has failed, must go to save it; the nearest first.

    Columns key, label, unit, now, value (just beyond, in the input's unit; not a number if not within its limits), change,
    deviations (standard deviations from the median, with their sign) and chance (of going at least so far: zero beyond
    what its distribution gives).
    """
    lines = [(key, side) for key in constant_keys(scenario, keys) for side in (-1.0, 1.0)]
    grid = np.array([_outward(scenario, key, side) for key, side in lines])
    grid = grid.reshape(len(lines), len(SEARCH_DEVIATIONS) + len(SHARES_BEYOND_FARTHEST))

    def gap(places, numbers):
        _, found = measure_one_at_a_time(
            scenario, outcome, [lines[number][0] for number in numbers], places
        )
        return margin_to_limit(found, outcome, limit)

    _, values = first_crossings(gap, grid, FAILURE_TOLERANCE)
    rows = [
        _line(scenario, key, side, value) for (key, side), value in zip(lines, values, strict=True)
    ]
    table = pd.DataFrame(
        rows, columns=["key", "label", "unit", "now", "value", "change", "deviations", "chance"]
    )
    table["distance"] = np.where(table["value"].isna(), np.inf, table["deviations"].abs())
    table = table.sort_values("distance", kind="stable").sort_values(
        "value", key=lambda v: v.isna(), kind="stable"
    )
    return table.drop_duplicates("key").drop(columns="distance").reset_index(drop=True)


def _outward(scenario, key, side):
    """Places from the present value outward to the limit."""
    low, high = scenario.case.assumption_of(key).limits
    places = np.array(assumption_quantile(scenario, key, ndtr(side * SEARCH_DEVIATIONS)))
    places[0] = value_in_force(scenario, key)
    limit = high if side > 0.0 else low
    return np.concatenate([places, places[-1] + (limit - places[-1]) * SHARES_BEYOND_FARTHEST])


def _line(scenario, key, side, value):
    case, here = scenario.case, value_in_force(scenario, key)
    away = np.nan if np.isnan(value) else deviations_from_median(scenario, key, value, side)
    chance = (
        0.0
        if np.isnan(value)
        else float(ndtr(-abs(away)))
        if away * side >= 0.0
        else float(ndtr(abs(away)))
    )
    return (key, case.label_of(key), case.unit_of(key), here, value, value - here, away, chance)


def deviations_from_median(scenario: Scenario, key: str, value: float, side: float) -> float:
    """How many standard deviations of its distribution a value lies from the median; infinite beyond what it gives.

    Where one value has many chances (a delay that is on time, a limit) the one nearest to the median counts.
    """
    values = assumption_quantile(scenario, key, ndtr(DEVIATION_SCALE)) * side
    scale = DEVIATION_SCALE if side > 0.0 else DEVIATION_SCALE[::-1]
    values = values if side > 0.0 else values[::-1]
    place = int(np.searchsorted(values, value * side))
    if place == len(scale):
        return side * np.inf
    if place == 0:
        return float(scale[0])
    before, after = values[place - 1], values[place]
    return float(
        scale[place - 1]
        + (scale[place] - scale[place - 1]) * (value * side - before) / (after - before)
    )


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Shock:
    """The nearest point, in standard deviations of all inputs together, at which the plan no longer does what it does now.

    `held` says whether the plan holds without a shock; `distance` is the reliability index, infinite if nothing within
    eight standard deviations changes it; `chance` is what it gives for a straight boundary: of failing where the plan
    holds, of being saved where it does not. `moves` has the columns key, label, unit, now, value, change, deviations and
    part (share of the squared distance), the largest first; `overrides` makes a scenario of it.
    """

    outcome: Outcome
    limit: float
    held: bool
    distance: float
    chance: float
    reached: float
    moves: pd.DataFrame
    overrides: dict[str, float]


def joint_failure(
    scenario: Scenario, outcome: Outcome, keys: Sequence[str], limit: float = 0.0
) -> Shock:
    """The smallest shock of several inputs at once that breaks the plan, or saves it where it is broken."""
    keys = constant_keys(scenario, keys)
    tied, matrix = mixing(scenario.case.correlations, keys)
    places = [keys.index(key) for key in tied]

    def scores(independent):
        mixed = np.array(independent)
        mixed[:, places] = independent[:, places] @ matrix.T
        return mixed

    def margins(independent):
        rows = {
            key: _moved(scenario, key, column)
            for key, column in zip(keys, scores(independent).T, strict=True)
        }
        return margin_to_limit(measure_outcome(scenario, outcome, rows), outcome, limit)

    held = bool(margin_to_limit(measure_outcome(scenario, outcome, {}), outcome, limit)[0] >= 0.0)
    point = (
        nearest_failure_point(margins, len(keys), ways=_own_ways(keys, places, matrix), rough=True)
        if keys
        else None
    )
    distance = np.inf if point is None else float(np.linalg.norm(point))
    away = scores((np.zeros(len(keys)) if point is None else point)[np.newaxis])[0]
    here = np.array([value_in_force(scenario, key) for key in keys])
    values = np.array(
        [float(_moved(scenario, key, away[[number]])[0]) for number, key in enumerate(keys)]
    )
    wide = np.array([np.ptp(scenario.case.assumption_of(key).limits) for key in keys])
    values = np.where(
        np.abs(values - here) <= SMALLEST_MOVE * np.minimum(wide, np.maximum(np.abs(here), 1.0)),
        here,
        values,
    )
    values = np.where(_idle(scenario, outcome, keys, values, here), here, values)
    away = np.where(values == here, 0.0, away)
    moves = pd.DataFrame(
        {
            "key": list(keys),
            "label": [scenario.case.label_of(key) for key in keys],
            "unit": [scenario.case.unit_of(key) for key in keys],
            "now": here,
            "value": values,
            "change": values - here,
            "deviations": away,
            "part": away**2 / max(float((away**2).sum()), SMALLEST_DIVISOR),
        }
    )
    overrides = {
        key: float(value)
        for key, value, was in zip(keys, values, here, strict=True)
        if value != was
    }
    reached = float(
        measure_outcome(scenario, outcome, {key: [value] for key, value in overrides.items()})[0]
    )
    return Shock(
        outcome=outcome,
        limit=limit,
        held=held,
        distance=distance,
        chance=float(ndtr(-distance)),
        reached=reached,
        moves=moves.sort_values("part", ascending=False, kind="stable", ignore_index=True),
        overrides=overrides,
    )


def _own_ways(keys, places, matrix):
    """The direction in which each input goes with what goes along with it, of length one, shape (keys, keys)."""
    ways = np.eye(len(keys))
    if places:
        ways[np.ix_(places, places)] = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return ways


def _idle(scenario, outcome, keys, values, here):
    """Which inputs of a shock do nothing in it: they moved only along with others, and have not come to where they count."""
    if not keys:
        return np.zeros(0, dtype=bool)
    rows = np.tile(values, (len(keys) + 1, 1))
    rows[np.arange(len(keys)), np.arange(len(keys))] = here
    found = measure_outcome(scenario, outcome, dict(zip(keys, rows.T, strict=True)))
    return found[:-1] == found[-1]


@dataclasses.dataclass(frozen=True, kw_only=True)
class SimulatedChance:
    """Of so many futures, drawn of so many inputs, the share in which the plan does not do what it does without a shock."""

    share: float
    count: int
    inputs: int


def simulated_chance(
    scenario: Scenario, shock: Shock, rows: Mapping[str, Array]
) -> SimulatedChance:
    """How often futures that were drawn (`rows`: key → one value a draw) do what the shock does to the plan."""
    holds = (
        margin_to_limit(measure_outcome(scenario, shock.outcome, rows), shock.outcome, shock.limit)
        >= 0.0
    )
    return SimulatedChance(
        share=float((holds != shock.held).mean()),
        count=len(next(iter(rows.values()))),
        inputs=len(rows),
    )


def _moved(scenario, key, deviated):
    """An input at so many standard deviations; exactly the present value at none."""
    return np.where(
        deviated == 0.0,
        value_in_force(scenario, key),
        assumption_quantile(scenario, key, ndtr(deviated)),
    )
