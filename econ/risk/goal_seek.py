"""What would fix it: the value of a choice that brings an outcome where it is wanted, alone or with others."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pandas as pd

from econ.case.rounds import open_rounds
from econ.case.scenario import Scenario
from econ.risk.outcomes import (
    Outcome,
    constant_keys,
    measure_one_at_a_time,
    measure_outcome,
    value_in_force,
)
from econ.risk.root_search import first_crossings, nearest_failure_point

SHARES_TO_SLIDER_END = np.linspace(
    0.0, 1.0, 13
)  # of the way from the present value to the end of a slider
SHARES_TO_LIMIT = np.array([0.25, 0.5, 1.0])  # and from there to the limit
MOST_CHOICES_MOVED, MOST_CHOICES_SEARCHED = (
    5,
    15,
)  # choices of a joint move, and those it is found among
RANGE_LENGTH = 2.0  # length of a choice's range where the nearest move is looked for
NUDGE_SHARE = 0.1  # of a range, to see what moves the outcome
ROUNDED_CANDIDATES = 3  # steps past a value that was found
GOAL_TOLERANCE = 1e-6  # of a step: so near to the target a number is found


def adjustable_choices(scenario: Scenario, wanted: Outcome) -> tuple[str, ...]:
    """The choices that reach an outcome and are one number all the time, in the order of the file.

    No policy of the books is one, nor what has happened: a round that has closed, and a month that is over.
    """
    case = scenario.case
    reached, settled = (
        case.model.needed([wanted.key.split(".")[0]]),
        set(case.elements["round"]) - set(open_rounds(scenario)),
    )

    def fixes(key):
        assumption, (stem, _, element) = case.assumption_of(key), key.partition(".")
        closed = assumption.per == ("round",) and element in settled
        over = _is_month(scenario, key) and value_in_force(scenario, key) < scenario.now
        return (
            assumption.kind == "choice"
            and not assumption.policy
            and stem in reached
            and not closed
            and not over
        )

    return tuple(key for key in constant_keys(scenario, case.keys()) if fixes(key))


def _shortfall(values, target, base):
    """Below zero as long as the outcome has not reached the target from where it is now."""
    side = -1.0 if base > target else 1.0
    return side * (values - target)


def _needs_nothing(wanted, target, base):
    """Whether the outcome is at the target, or on its better side."""
    return base == target or (wanted.better != 0 and wanted.better * (base - target) > 0.0)


def _check_target(wanted, target):
    if not np.isfinite(target):
        raise ValueError(f"the target of «{wanted.name}» must be a finite number, not {target}")


def _whole(scenario, key):
    """Whether only whole numbers make sense."""
    return scenario.case.unit_of(key) in ("switch", "month of plan")


def _is_month(scenario, key):
    """Whether a choice is a month of the plan, which can only be one that is ahead."""
    return scenario.case.unit_of(key) == "month of plan"


def _limits(scenario, key):
    """The least and the most a choice can be from now on."""
    low, high = scenario.case.assumption_of(key).limits
    return (max(low, scenario.now) if _is_month(scenario, key) else low), high


def _outward(scenario, key, side):
    """Places from the present value outward, shape (16,); to the limit for what is a number, one by one for what is whole."""
    assumption, here = scenario.case.assumption_of(key), value_in_force(scenario, key)
    place = int(side > 0.0)
    limit = _limits(scenario, key)[place]
    if _whole(scenario, key):
        count = int(np.ceil(abs(limit - here)))
        edge = np.floor(here) if side > 0.0 else np.ceil(here)
        return np.array([here, *(edge + side * np.arange(1, count + 1))])
    end = (assumption.span or assumption.limits)[place]
    end = here if (end - here) * side < 0.0 else end
    return np.clip(
        np.concatenate(
            [here + (end - here) * SHARES_TO_SLIDER_END, end + (limit - end) * SHARES_TO_LIMIT]
        ),
        *assumption.limits,
    )


def _padded(rows):
    """Rows of one length: the last place of a shorter one is repeated."""
    longest = max(map(len, rows), default=1)
    return np.array(
        [np.concatenate([row, np.full(longest - len(row), row[-1])]) for row in rows]
    ).reshape(len(rows), longest)


def single_choice_solutions(
    scenario: Scenario, wanted: Outcome, target: float, keys: Sequence[str]
) -> pd.DataFrame:
    """For each choice the value nearest to the present one that alone brings the outcome to the target or past it.

    Columns key, label, unit, now, value (the choice's unit; not a number if not within its limits), move (share of the
    choice's range), reached (the outcome there, or the nearest to the target that it can reach), found. The smallest move
    comes first, what cannot do it last. Raises `ValueError` for a target that is not finite.
    """
    _check_target(wanted, target)
    case, base = scenario.case, float(measure_outcome(scenario, wanted, {})[0])
    values, nearest_reached = dict.fromkeys(keys, np.nan), dict.fromkeys(keys, base)
    if _needs_nothing(wanted, target, base):
        values = {key: value_in_force(scenario, key) for key in keys}
    else:
        for whole in (False, True):
            lines = [
                (key, side)
                for key in keys
                if _whole(scenario, key) == whole
                for side in (-1.0, 1.0)
            ]
            _seek(
                scenario,
                wanted,
                target,
                base,
                lines,
                1.0 if whole else GOAL_TOLERANCE,
                values,
                nearest_reached,
            )
    found = [key for key in keys if np.isfinite(values[key])]
    if found:
        _, reached = measure_one_at_a_time(
            scenario, wanted, found, np.array([[values[key]] for key in found])
        )
        nearest_reached |= dict(zip(found, map(float, reached[:, 0]), strict=True))
    table = pd.DataFrame(
        [
            (
                key,
                case.label_of(key),
                case.unit_of(key),
                value_in_force(scenario, key),
                values[key],
                (values[key] - value_in_force(scenario, key)) / _width(scenario, key),
                nearest_reached[key],
                key in found,
            )
            for key in keys
        ],
        columns=["key", "label", "unit", "now", "value", "move", "reached", "found"],
    )
    table["size"] = table["move"].abs().fillna(np.inf)
    return table.sort_values("size", kind="stable", ignore_index=True).drop(columns="size")


def rounded_to_steps(
    scenario: Scenario, wanted: Outcome, target: float, table: pd.DataFrame
) -> pd.DataFrame:
    """What `alone` found, in numbers that can be read aloud: each value a whole step of its choice farther, so that it reaches.

    Where the next steps do not reach, as on the edge of what is possible, the value stays as it was found.
    """
    base, limits = (
        float(measure_outcome(scenario, wanted, {})[0]),
        {key: scenario.case.assumption_of(key).limits for key in table["key"]},
    )
    moved = [
        (number, row["key"], row["now"], row["value"])
        for number, row in enumerate(table.to_dict("records"))
        if row["found"] and row["value"] != row["now"] and not _whole(scenario, row["key"])
    ]
    if not moved:
        return table
    places = np.array(
        [
            np.clip(_steps(scenario.case.assumption_of(key).step, here, value), *limits[key])
            for _, key, here, value in moved
        ]
    )
    _, reached = measure_one_at_a_time(scenario, wanted, [key for _, key, *_ in moved], places)
    enough, table = _shortfall(reached, target, base) >= 0.0, table.copy()
    for (number, key, here, _), place, found, outcome in zip(
        moved, places, enough, reached, strict=True
    ):
        if found.any():
            first = int(found.argmax())
            table.loc[number, ["value", "move", "reached"]] = (
                place[first],
                (place[first] - here) / _width(scenario, key),
                outcome[first],
            )
    return table


def _steps(step, here, value):
    """The first whole steps of a choice, or of three figures, at or past a value, from where the choice stands, shape (3,)."""
    step = step or 10.0 ** (np.floor(np.log10(abs(value) or 1.0)) - 2.0)
    count = np.ceil(abs(value - here) / step - 1e-9) + np.arange(ROUNDED_CANDIDATES)
    return here + np.sign(value - here) * step * count


def _width(scenario, key):
    """The range of a choice, in which moves are told: low to high, or without one its slider, or as much as it is now."""
    assumption, believed = (
        scenario.case.assumption_of(key),
        scenario.belief(key),
    )
    if believed.low < believed.high:
        return believed.high - believed.low
    low, high = assumption.span or (0.0, abs(value_in_force(scenario, key)))
    return high - low or assumption.limits[1] - assumption.limits[0]


def _seek(scenario, wanted, target, base, lines, fineness, values, nearest_reached):
    """Fill in the nearest value on each line, and the nearest outcome where there is none."""

    def gap(places, numbers):
        _, found = measure_one_at_a_time(
            scenario, wanted, [lines[number][0] for number in numbers], places
        )
        if places.shape == grid.shape:  # the first look, along whole lines
            for (key, _), row in zip(lines, found, strict=True):
                nearest_reached[key] = float(
                    min([nearest_reached[key], *row], key=lambda value: abs(value - target))
                )
        return _shortfall(found, target, base)

    grid = _padded([_outward(scenario, key, side) for key, side in lines])
    _, after = first_crossings(gap, grid, fineness)
    for (key, _), value in zip(lines, after, strict=True):
        here = value_in_force(scenario, key)
        if np.isfinite(value) and not abs(values[key] - here) <= abs(value - here):
            values[key] = float(value)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class JointSolution:
    """The smallest move of a few choices together that reaches a target; `found` is False where it is out of reach.

    `least` is False where a move was found but may not be the smallest: it is far from where the choices stand. `size` is its
    length in ranges of the choices, `reached` the outcome there (or, out of reach, the nearest found). `moves` has the columns
    key, label, unit, now, value and move (share of the range), the largest first; `overrides` makes a scenario of it.
    """

    outcome: Outcome
    target: float
    found: bool
    least: bool
    size: float
    reached: float
    moves: pd.DataFrame
    overrides: dict[str, float]


def joint_solution(
    scenario: Scenario, wanted: Outcome, target: float, keys: Sequence[str]
) -> JointSolution:
    """The smallest joint move of choices that are numbers, each counted in its own range, to a target; five at most move.

    Raises `ValueError` for a target that is not finite.
    """
    _check_target(wanted, target)
    every, keys = tuple(keys), tuple(key for key in keys if not _whole(scenario, key))
    base = float(measure_outcome(scenario, wanted, {})[0])
    point = np.zeros(len(keys))
    found = _needs_nothing(wanted, target, base)
    if not found and keys:
        keys = _movers(scenario, wanted, base, keys)
        point = np.zeros(len(keys))
        first = _nearest(scenario, wanted, target, base, keys)
        if first is not None:
            largest = tuple(
                keys[number]
                for number in sorted(np.argsort(-np.abs(first), kind="stable")[:MOST_CHOICES_MOVED])
            )
            again = _nearest(scenario, wanted, target, base, largest)
            keys, point, found = (keys, first, True) if again is None else (largest, again, True)
    here = np.array([value_in_force(scenario, key) for key in keys])
    values = here + point / RANGE_LENGTH * np.array([_width(scenario, key) for key in keys])
    values = np.array(
        [
            np.clip(value, *scenario.case.assumption_of(key).limits)
            for key, value in zip(keys, values, strict=True)
        ]
    )
    least = found
    if not found:
        keys, values, found = _as_near_as_possible(scenario, wanted, target, base, every)
        here = np.array([value_in_force(scenario, key) for key in keys])
    if found and keys:
        values = _without_idle(scenario, wanted, target, base, keys, here, values)
    overrides = {
        key: float(value)
        for key, value, was in zip(keys, values, here, strict=True)
        if value != was
    }
    reached = float(
        measure_outcome(scenario, wanted, {key: [value] for key, value in overrides.items()})[0]
    )
    moves = pd.DataFrame(
        {
            "key": list(keys),
            "label": [scenario.case.label_of(key) for key in keys],
            "unit": [scenario.case.unit_of(key) for key in keys],
            "now": here,
            "value": values,
            "move": [
                (value - was) / _width(scenario, key)
                for key, value, was in zip(keys, values, here, strict=True)
            ],
        }
    )
    return JointSolution(
        outcome=wanted,
        target=target,
        found=found,
        least=least,
        reached=reached,
        size=float(np.linalg.norm(moves["move"].to_numpy(dtype=float))),
        moves=moves.sort_values("move", key=abs, ascending=False, kind="stable", ignore_index=True),
        overrides=overrides,
    )


def with_rounded_value(move: JointSolution, table: pd.DataFrame) -> JointSolution:
    """A move of one choice alone, by the number that `aloud` has for it; every other as it is."""
    if len(move.overrides) != 1:
        return move
    (key,) = move.overrides
    row = table[table["key"] == key].iloc[0]
    if not row["found"]:
        return move
    moves = move.moves.copy()
    moves.loc[moves["key"] == key, ["value", "move"]] = row["value"], row["move"]
    return dataclasses.replace(
        move,
        moves=moves,
        overrides={key: float(row["value"])},
        reached=float(row["reached"]),
        size=abs(float(row["move"])),
    )


def _without_idle(scenario, wanted, target, base, keys, here, values):
    """The move without the parts that are not needed to reach the target, the smallest tried first."""
    sizes = [
        abs(value - was) / _width(scenario, key)
        for key, value, was in zip(keys, values, here, strict=True)
    ]
    for number in np.argsort(sizes, kind="stable"):
        tried = np.where(np.arange(len(keys)) == number, here, values)
        reached = float(
            measure_outcome(
                scenario, wanted, {key: [value] for key, value in zip(keys, tried, strict=True)}
            )[0]
        )
        if values[number] != here[number] and _shortfall(reached, target, base) >= 0.0:
            values = tried
    return values


def _movers(scenario, wanted, base, keys):
    """The choices that move the outcome most for their range."""
    limits = [scenario.case.assumption_of(key).limits for key in keys]
    near = np.array(
        [
            np.clip(
                value_in_force(scenario, key)
                + np.array([-NUDGE_SHARE, NUDGE_SHARE]) * _width(scenario, key),
                *ends,
            )
            for key, ends in zip(keys, limits, strict=True)
        ]
    )
    _, found = measure_one_at_a_time(scenario, wanted, keys, near)
    order = np.argsort(-np.abs(found - base).max(axis=1), kind="stable")[:MOST_CHOICES_SEARCHED]
    return tuple(keys[number] for number in sorted(order))


def _nearest(scenario, wanted, target, base, keys):
    """The nearest move in ranges of the choices; None if there is none."""
    here = np.array([value_in_force(scenario, key) for key in keys])
    width = np.array([_width(scenario, key) for key in keys]) / RANGE_LENGTH
    limits = np.array([scenario.case.assumption_of(key).limits for key in keys])

    def gaps(points):
        rows = np.clip(here + points * width, limits[:, 0], limits[:, 1])
        return _shortfall(
            measure_outcome(scenario, wanted, dict(zip(keys, rows.T, strict=True))), target, base
        )

    return nearest_failure_point(
        gaps, len(keys), low=(limits[:, 0] - here) / width, high=(limits[:, 1] - here) / width
    )


def _as_near_as_possible(scenario, wanted, target, base, keys):
    """Choices put one after the other where each alone comes nearest to the target, as long as each brings it nearer still.

    Gives the choices, their values and whether the target is reached: further than the search for the nearest move went.
    """
    lines = [(key, side) for key in keys for side in (-1.0, 1.0)]
    grid = _padded([_outward(scenario, key, side) for key, side in lines]).reshape(len(keys), -1)
    _, found = measure_one_at_a_time(scenario, wanted, keys, grid)
    gaps = np.abs(found - target)
    ends = grid[np.arange(len(keys)), gaps.argmin(axis=1)]
    values, reached = {}, base
    for number in np.argsort(gaps.min(axis=1, initial=abs(base - target)), kind="stable")[
        :MOST_CHOICES_SEARCHED
    ]:
        tried = {**values, keys[number]: ends[number]}
        there = float(
            measure_outcome(scenario, wanted, {key: [value] for key, value in tried.items()})[0]
        )
        if abs(there - target) < abs(reached - target):
            values, reached = tried, there
        if _shortfall(reached, target, base) >= 0.0:
            break
    return tuple(values), np.array(list(values.values())), _shortfall(reached, target, base) >= 0.0
