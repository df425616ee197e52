"""Reverse stress test: how far each input can go alone before the plan fails, and the smallest joint shock that breaks it.

A plan holds while its outcome is on the better side of a limit, for instance lowest cash at zero or above. Where the
plan has failed already, the same functions find what would save it. In the test of a single input the others stay as
they are; in a joint shock, inputs with a declared correlation are more likely to move together.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtr

from econ.arrays import Array
from econ.case.correlations import mixing
from econ.case.scenario import Scenario
from econ.risk.draws import assumption_quantile, nearest_possible
from econ.risk.outcomes import (
    Outcome,
    constant_keys,
    measure_one_at_a_time,
    measure_outcome,
    number_in_force,
    scenario_outcome,
)
from econ.risk.root_search import first_crossings, nearest_failure_point

# Values tried on a line: at these standard deviations, and then at shares of the way from the last of them to the limit.
SEARCH_DEVIATIONS = np.linspace(0.0, 4.0, 5)
SHARES_TO_LIMIT_BEYOND = np.array([0.25, 0.5, 1.0])
FAILURE_TOLERANCE = 1e-6  # of a step of the grid: how near to the limit a failure is found
SMALLEST_MOVE = 1e-9  # of the input's size: a smaller move in a joint shock counts as zero
SMALLEST_DIVISOR = 1e-300
# Standard deviations at which a distribution is tabulated to find the deviation of a value.
TABULATED_DEVIATIONS = np.linspace(-8.0, 8.0, 6401)


def margin_to_limit(values: Array, outcome: Outcome, limit: float) -> Array:
    """By how much an outcome keeps its limit, shape as `values`; negative where it misses the limit."""
    if not np.isfinite(limit):
        raise ValueError(f"the limit of «{outcome.name}» must be a finite number, not {limit}")
    return (values - limit) * (-1.0 if outcome.better < 0 else 1.0)


def plan_holds(scenario: Scenario, outcome: Outcome, limit: float = 0.0) -> bool:
    """Whether the outcome of the scenario keeps its limit."""
    value = np.array(scenario_outcome(scenario, outcome))
    return bool(margin_to_limit(value, outcome, limit) >= 0.0)


def single_input_failures(
    scenario: Scenario, outcome: Outcome, keys: Sequence[str], limit: float = 0.0
) -> pd.DataFrame:
    """Return the distance each input alone can move until the plan fails (or, if it has failed, is saved); the nearest first.

    Columns key, label, unit, now, value (just past the limit, in the input's unit; not a number if the input does not
    get there within its own limits), change, deviations (standard deviations from the median, signed) and chance (of
    going at least so far; zero for values that the distribution does not reach).
    """
    lines = [(key, side) for key in constant_keys(scenario, keys) for side in (-1.0, 1.0)]
    grid = np.array([_line_outward(scenario, key, side) for key, side in lines])
    grid = grid.reshape(len(lines), len(SEARCH_DEVIATIONS) + len(SHARES_TO_LIMIT_BEYOND))

    def possible(values, numbers):
        assumptions = [scenario.case.assumption_of(lines[number][0]) for number in numbers]
        rows = zip(assumptions, values, strict=True)
        return np.array([nearest_possible(*row) for row in rows]).reshape(values.shape)

    def margin(values, numbers):
        batch_keys = [lines[number][0] for number in numbers]
        _, measured = measure_one_at_a_time(
            scenario, outcome, batch_keys, possible(values, numbers)
        )
        return margin_to_limit(measured, outcome, limit)

    _, crossings = first_crossings(margin, grid, FAILURE_TOLERANCE)
    values = possible(crossings, range(len(lines)))
    table = pd.DataFrame(
        [
            _failure_row(scenario, key, side, value)
            for (key, side), value in zip(lines, values, strict=True)
        ],
        columns=["key", "label", "unit", "now", "value", "change", "deviations", "chance"],
    )
    table["distance"] = np.where(table["value"].isna(), np.inf, table["deviations"].abs())
    table = table.sort_values("distance", kind="stable")
    table = table.sort_values("value", key=lambda value: value.isna(), kind="stable")
    return table.drop_duplicates("key").drop(columns="distance").reset_index(drop=True)


def _line_outward(scenario, key, side):
    """Values of an input from the present one outward to its limit."""
    low, high = scenario.case.assumption_of(key).limits
    values = np.array(assumption_quantile(scenario, key, ndtr(side * SEARCH_DEVIATIONS)))
    values[0] = number_in_force(scenario, key)
    limit = high if side > 0.0 else low
    return np.concatenate([values, values[-1] + (limit - values[-1]) * SHARES_TO_LIMIT_BEYOND])


def _failure_row(scenario, key, side, value):
    case, in_force = scenario.case, number_in_force(scenario, key)
    deviations, chance = np.nan, 0.0
    if not np.isnan(value):
        deviations = deviations_from_median(scenario, key, value, side)
        is_outward = deviations * side >= 0.0
        chance = float(ndtr(-abs(deviations) if is_outward else abs(deviations)))
    label, unit = case.label_of(key), case.unit_of(key)
    return key, label, unit, in_force, value, value - in_force, deviations, chance


def deviations_from_median(scenario: Scenario, key: str, value: float, side: float) -> float:
    """Return the signed distance of a value from the median in standard deviations; infinite where it is never drawn.

    `side` is 1 for the upper and -1 for the lower tail. Where a value has a chance of its own (a delay that is on time,
    a limit), it has many deviations, and the one nearest to the median counts.
    """
    values = assumption_quantile(scenario, key, ndtr(TABULATED_DEVIATIONS)) * side
    scale = TABULATED_DEVIATIONS if side > 0.0 else TABULATED_DEVIATIONS[::-1]
    values = values if side > 0.0 else values[::-1]
    place = int(np.searchsorted(values, value * side))
    if place == len(scale):
        return side * np.inf
    if place == 0:
        return float(scale[0])
    before, after = values[place - 1], values[place]
    share = (value * side - before) / (after - before)
    return float(scale[place - 1] + (scale[place] - scale[place - 1]) * share)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Shock:
    """The nearest point, in standard deviations of all inputs together, at which the plan turns from holding to failing, or back.

    `held` says whether the plan holds without a shock. `distance` is the reliability index, infinite if no point within
    eight standard deviations changes the plan. `chance` is the probability that the index implies for a straight
    boundary: of failing where the plan holds, of being saved where it does not. `reached` is the outcome under the
    shock. `moves` has the columns key, label, unit, now, value, change, deviations and part (share of the squared
    distance), the largest first; `overrides` makes a scenario of it.
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
    """The smallest shock of several inputs at once that breaks the plan, or saves it where it has failed."""
    keys = constant_keys(scenario, keys)
    correlated, matrix = mixing(scenario.case.correlations, keys)
    correlated_columns = [keys.index(key) for key in correlated]

    def correlated_scores(independent):
        scores = np.array(independent)
        scores[:, correlated_columns] = independent[:, correlated_columns] @ matrix.T
        return scores

    def margin(independent):
        columns = zip(keys, correlated_scores(independent).T, strict=True)
        rows = {key: _values_at(scenario, key, scores) for key, scores in columns}
        return margin_to_limit(measure_outcome(scenario, outcome, rows), outcome, limit)

    held = plan_holds(scenario, outcome, limit)
    point, distance = np.zeros(len(keys)), np.inf
    if keys:
        axes = _axes_with_companions(keys, correlated_columns, matrix)
        nearest = nearest_failure_point(margin, len(keys), axes=axes, has_steps=True)
        if nearest is not None:
            point, distance = nearest, float(np.linalg.norm(nearest))
    scores = correlated_scores(point[np.newaxis])[0]
    in_force = np.array([number_in_force(scenario, key) for key in keys])
    values = np.array(
        [_values_at(scenario, key, scores[[number]]).item() for number, key in enumerate(keys)]
    )
    limit_widths = np.array([np.ptp(scenario.case.assumption_of(key).limits) for key in keys])
    size = np.minimum(limit_widths, np.maximum(np.abs(in_force), 1.0))
    values = np.where(np.abs(values - in_force) <= SMALLEST_MOVE * size, in_force, values)
    values = np.where(_without_effect(scenario, outcome, keys, values, in_force), in_force, values)
    scores = np.where(values == in_force, 0.0, scores)
    moves = pd.DataFrame(
        {
            "key": list(keys),
            "label": [scenario.case.label_of(key) for key in keys],
            "unit": [scenario.case.unit_of(key) for key in keys],
            "now": in_force,
            "value": values,
            "change": values - in_force,
            "deviations": scores,
            "part": scores**2 / max(float((scores**2).sum()), SMALLEST_DIVISOR),
        }
    )
    overrides = {
        key: float(value)
        for key, value, before in zip(keys, values, in_force, strict=True)
        if value != before
    }
    return Shock(
        outcome=outcome,
        limit=limit,
        held=held,
        distance=distance,
        chance=float(ndtr(-distance)),
        reached=scenario_outcome(scenario, outcome, overrides),
        moves=moves.sort_values("part", ascending=False, kind="stable", ignore_index=True),
        overrides=overrides,
    )


def _axes_with_companions(keys, correlated_columns, matrix):
    """For each input the direction in which it moves together with the inputs correlated with it, of length one."""
    axes = np.eye(len(keys))
    if correlated_columns:
        block = np.ix_(correlated_columns, correlated_columns)
        axes[block] = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return axes


def _without_effect(scenario, outcome, keys, values, in_force):
    """Return inputs of a shock that can go back without changing the outcome: they moved only along with correlated inputs."""
    if not keys:
        return np.zeros(0, dtype=bool)
    rows = np.tile(values, (len(keys) + 1, 1))
    rows[np.arange(len(keys)), np.arange(len(keys))] = in_force
    measured = measure_outcome(scenario, outcome, dict(zip(keys, rows.T, strict=True)))
    return measured[:-1] == measured[-1]


def _values_at(scenario, key, deviations):
    """The values of an input at some standard deviations; at zero exactly the present value."""
    values = assumption_quantile(scenario, key, ndtr(deviations))
    return np.where(deviations == 0.0, number_in_force(scenario, key), values)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SimulatedChance:
    """The share of drawn futures in which the plan does what it does under a shock, of `count` futures with `inputs` drawn inputs."""

    share: float
    count: int
    inputs: int


def simulated_chance(
    scenario: Scenario, shock: Shock, rows: Mapping[str, Array]
) -> SimulatedChance:
    """Return the share of drawn futures (`rows`: key → one value a draw) in which the plan breaks, or is saved, like the shock."""
    outcomes = measure_outcome(scenario, shock.outcome, rows)
    holds = margin_to_limit(outcomes, shock.outcome, shock.limit) >= 0.0
    return SimulatedChance(
        share=float((holds != shock.held).mean()),
        count=len(next(iter(rows.values()))),
        inputs=len(rows),
    )
