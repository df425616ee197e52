"""Goal seek: which value of a choice, alone or together with others, brings an outcome to a target."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from econ.case.rounds import open_rounds
from econ.case.scenario import Scenario
from econ.outlook import run
from econ.risk.outcomes import (
    Outcome,
    constant_keys,
    measure_one_at_a_time,
    measure_outcome,
    number_in_force,
    scenario_outcome,
)
from econ.risk.root_search import first_crossings, nearest_failure_point

# Values tried on a line: shares of the way from the present value to the end of the slider, and from there to the limit.
SHARES_TO_SLIDER_END = np.linspace(0.0, 1.0, 13)
SHARES_TO_LIMIT = np.array([0.25, 0.5, 1.0])
GOAL_TOLERANCE = 1e-6  # of a step of the grid: how near to the target a number is found
MOST_CHOICES_MOVED = 3  # choices in a joint solution: more is no advice that a person would take
MOST_CHOICES_SEARCHED = 15  # choices among which a joint solution is sought
NUDGE_SHARE = 0.1  # of a choice's range: its effect is measured with a move of this size
RANGE_LENGTH = 2.0  # length of a choice's range in the space in which a joint solution is sought
# Shares of a choice's range that are tried for the parts of a joint solution.
PARTS_TRIED = (0.05, 0.075, 0.1, 0.15, 0.2, 0.3)
ORDER_AT_THE_START = "first_order"  # cards on order when the story begins
ROUNDED_CANDIDATES = 3  # whole steps at or past a solution that are tried


def adjustable_choices(scenario: Scenario, outcome: Outcome) -> tuple[str, ...]:
    """The choices that affect an outcome, are one number throughout and can still be made, in the order of the file.

    Accounting policies, the terms of closed rounds, months in the past, orders that were not placed before the story
    begins and cards that cannot be ordered are left out.
    """
    case = scenario.case
    affecting = case.model.needed([outcome.key.split(".")[0]])
    closed_rounds = set(case.elements["round"]) - set(open_rounds(scenario))

    def can_be_adjusted(key):
        assumption, (name, _, element) = case.assumption_of(key), key.partition(".")
        is_closed = assumption.per == ("round",) and element in closed_rounds
        is_past = _is_month(scenario, key) and number_in_force(scenario, key) < scenario.months_over
        was_not_ordered = name == ORDER_AT_THE_START and number_in_force(scenario, key) == 0.0
        cannot_be_ordered = assumption.per == ("platform",) and not np.any(
            scenario.value(f"orderable.{element}")
        )
        return (
            assumption.kind == "choice"
            and not assumption.policy
            and name in affecting
            and not is_closed
            and not is_past
            and not was_not_ordered
            and not cannot_be_ordered
        )

    return tuple(key for key in constant_keys(scenario, case.keys()) if can_be_adjusted(key))


def _margin_to_target(values, target, base):
    """The distance to the target, negative as long as the outcome has not moved from its base value to the target.

    An outcome that is undefined, as a margin without revenue, is infinitely far from it.
    """
    side = -1.0 if base > target else 1.0
    return np.where(np.isnan(values), -np.inf, side * (values - target))


def _gap_to_target(values, target, base):
    """Return the shortfall of the outcome from the target; zero at the target and past it."""
    return np.maximum(-_margin_to_target(values, target, base), 0.0)


def _is_met(outcome, target, base):
    """Whether the outcome is at the target, or on its better side."""
    return base == target or (outcome.better != 0 and outcome.better * (base - target) > 0.0)


def _check_target(scenario, outcome, target):
    if not np.isfinite(target):
        raise ValueError(f"the target of «{outcome.name}» must be a finite number, not {target}")
    months = scenario.case.months
    if outcome.key == "runway" and target > months:
        raise ValueError(
            f"the plan ends after {months} months, so no runway of {target:g} is computed"
        )


def _is_whole(scenario, key):
    """Whether a choice can only be a whole number."""
    return scenario.case.assumption_of(key).takes_whole_numbers


def _is_month(scenario, key):
    """Whether a choice is a month of the plan, which can only be moved to a month that is not over."""
    return scenario.case.unit_of(key) == "month of plan"


def _limits(scenario, key):
    """The least and the most that a choice can be from now on."""
    low, high = scenario.case.assumption_of(key).limits
    return (max(low, scenario.months_over) if _is_month(scenario, key) else low), high


def _clipped(scenario, keys, values):
    """Values of some choices inside their limits, the choices in the first axis."""
    limits = [scenario.case.assumption_of(key).limits for key in keys]
    return np.array([np.clip(value, *ends) for value, ends in zip(values, limits, strict=True)])


def _line_outward(scenario, key, side):
    """Values of a choice from the present one outward to its limit, shape (16,); of a whole number every value on the way."""
    assumption, in_force = scenario.case.assumption_of(key), number_in_force(scenario, key)
    end_index = int(side > 0.0)
    limit = _limits(scenario, key)[end_index]
    if _is_whole(scenario, key):
        count = int(np.ceil(abs(limit - in_force)))
        nearest_whole = np.floor(in_force) if side > 0.0 else np.ceil(in_force)
        return np.array([in_force, *(nearest_whole + side * np.arange(1, count + 1))])
    slider_end = (assumption.span or assumption.limits)[end_index]
    if (slider_end - in_force) * side < 0.0:
        slider_end = in_force
    to_slider_end = in_force + (slider_end - in_force) * SHARES_TO_SLIDER_END
    to_limit = slider_end + (limit - slider_end) * SHARES_TO_LIMIT
    return np.clip(np.concatenate([to_slider_end, to_limit]), *assumption.limits)


def _grid_of(lines):
    """Lines of different length as one array: a shorter line repeats its last value."""
    longest = max(map(len, lines), default=1)
    padded = [np.concatenate([line, np.full(longest - len(line), line[-1])]) for line in lines]
    return np.array(padded).reshape(len(lines), longest)


def _range_width(scenario, key):
    """The range of a choice, in which moves are measured: high less low, else the slider's span, else its present size."""
    assumption = scenario.case.assumption_of(key)
    belief = scenario.belief(key)
    if belief.low < belief.high:
        return belief.high - belief.low
    low, high = assumption.span or (0.0, abs(number_in_force(scenario, key)))
    return high - low or assumption.limits[1] - assumption.limits[0]


def single_choice_solutions(
    scenario: Scenario, outcome: Outcome, target: float, keys: Sequence[str]
) -> pd.DataFrame:
    """For each choice the value nearest to the present one that alone brings the outcome to the target or past it.

    Columns key, label, unit, now, value (in the choice's unit; not a number if none within its limits does), move
    (share of the choice's range), reached (the outcome at the value, or the nearest to the target that the choice
    reaches) and reachable. The smallest move comes first, choices that do not reach the target last. Raises
    `ValueError` for a target that is not finite, or a runway beyond the horizon.
    """
    _check_target(scenario, outcome, target)
    case, base = scenario.case, scenario_outcome(scenario, outcome)
    reached = dict.fromkeys(keys, base)
    if _is_met(outcome, target, base):
        values = {key: number_in_force(scenario, key) for key in keys}
    else:
        values = {}
        for whole, tolerance in ((False, GOAL_TOLERANCE), (True, 1.0)):
            group = [key for key in keys if _is_whole(scenario, key) == whole]
            group_values, group_reached = _search(scenario, outcome, target, base, group, tolerance)
            values |= group_values
            reached |= group_reached
    reachable = [key for key in keys if np.isfinite(values[key])]
    if reachable:
        solutions = np.array([[values[key]] for key in reachable])
        _, measured = measure_one_at_a_time(scenario, outcome, reachable, solutions)
        reached |= dict(zip(reachable, measured[:, 0].tolist(), strict=True))
    in_force = {key: number_in_force(scenario, key) for key in keys}
    table = pd.DataFrame(
        [
            (
                key,
                case.label_of(key),
                case.unit_of(key),
                in_force[key],
                values[key],
                (values[key] - in_force[key]) / _range_width(scenario, key),
                reached[key],
                key in reachable,
            )
            for key in keys
        ],
        columns=["key", "label", "unit", "now", "value", "move", "reached", "reachable"],
    )
    table["size"] = table["move"].abs().fillna(np.inf)
    return table.sort_values("size", kind="stable", ignore_index=True).drop(columns="size")


def _search(scenario, outcome, target, base, keys, tolerance):
    """By key the nearest value that reaches the target (else not a number), and the outcome nearest to the target.

    Each choice is moved down and up.
    """
    lines = [(key, side) for key in keys for side in (-1.0, 1.0)]
    grid = _grid_of([_line_outward(scenario, key, side) for key, side in lines])
    measured_batches = []

    def margin(values, numbers):
        batch_keys = [lines[number][0] for number in numbers]
        _, measured = measure_one_at_a_time(scenario, outcome, batch_keys, values)
        measured_batches.append(measured)
        return _margin_to_target(measured, target, base)

    _, after = first_crossings(margin, grid, tolerance)
    whole_lines = measured_batches[0]  # the search begins with the whole grid
    values, reached = dict.fromkeys(keys, np.nan), dict.fromkeys(keys, base)
    for (key, _), value, on_line in zip(lines, after, whole_lines, strict=True):
        in_force = number_in_force(scenario, key)
        if np.isfinite(value) and not abs(values[key] - in_force) <= abs(value - in_force):
            values[key] = float(value)
        candidates = [reached[key], *on_line.tolist()]
        reached[key] = min(candidates, key=lambda candidate: abs(candidate - target))
    return values, reached


def rounded_to_steps(
    scenario: Scenario, outcome: Outcome, target: float, table: pd.DataFrame
) -> pd.DataFrame:
    """The table of `single_choice_solutions` with each value a whole number of its choice's steps from the present value.

    A rounded value is the first at or past the solution that reaches the target. Where none of the next steps does, it
    has three significant figures; at a limit it stays as it is.
    """
    base = scenario_outcome(scenario, outcome)
    moved = [
        (number, row["key"], row["now"], row["value"])
        for number, row in enumerate(table.to_dict("records"))
        if row["reachable"] and row["value"] != row["now"] and not _is_whole(scenario, row["key"])
    ]
    if not moved:
        return table
    keys = [key for _, key, *_ in moved]
    steps = [scenario.case.assumption_of(key).step for key in keys]
    candidates = [
        _steps_past(step, in_force, value)
        for step, (_, _, in_force, value) in zip(steps, moved, strict=True)
    ]
    candidates = _clipped(scenario, keys, candidates)
    _, measured = measure_one_at_a_time(scenario, outcome, keys, candidates)
    reaches, table = _margin_to_target(measured, target, base) >= 0.0, table.copy()
    for line, (number, key, in_force, _) in enumerate(moved):
        if reaches[line].any():
            first = int(reaches[line].argmax())
            value = candidates[line, first]
            move = (value - in_force) / _range_width(scenario, key)
            table.loc[number, ["value", "move", "reached"]] = value, move, measured[line, first]
    return table


def _steps_past(step, in_force, value):
    """The first whole steps from the present value that are at or past a value, then the first with three significant figures.

    The shape is (6,). A choice without a step has the latter alone.
    """
    third_figure = 10.0 ** (np.floor(np.log10(abs(value) or 1.0)) - 2.0)
    more, direction = np.arange(ROUNDED_CANDIDATES), np.sign(value - in_force)
    step = step or third_figure
    whole = in_force + direction * step * (np.ceil(abs(value - in_force) / step - 1e-9) + more)
    past = direction * np.ceil(direction * value / third_figure - 1e-9)
    return np.concatenate([whole, (past + direction * more) * third_figure])


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class JointSolution:
    """The smallest move of a few choices together that brings an outcome to a target.

    `reachable` is False where no move reaches the target; `is_smallest` is False where a move was found far from the
    present values, so that a smaller one may exist. `size` is the length of the move in ranges of the choices, and
    `reached` the outcome after it (or, out of reach, the nearest found). `moves` has the columns key, label, unit,
    now, value and move (share of the range), the largest first; `overrides` makes a scenario of it.
    """

    outcome: Outcome
    target: float
    reachable: bool
    is_smallest: bool
    size: float
    reached: float
    moves: pd.DataFrame
    overrides: dict[str, float]


def results_of_moves(scenario: Scenario, moves: Sequence[Mapping[str, float]]) -> pd.DataFrame:
    """Return results of the plan after each move alone: a row a move, "plan_value" and "lowest_cash" from now on, bn yuan."""
    keys = sorted({key for move in moves for key in move})
    now = {key: number_in_force(scenario, key) for key in keys}
    rows = {key: np.array([move.get(key, now[key]) for move in moves]) for key in keys}
    outlook = run(scenario, rows, keep=("plan_value", "cash"))
    results = {
        "plan_value": outlook["plan_value"][:, 0],
        "lowest_cash": outlook["cash"][:, scenario.months_over :].min(axis=1),
    }
    return pd.DataFrame(results, index=range(len(moves) if rows else 1)).reindex(
        range(len(moves)), method="ffill"
    )


def joint_solution(
    scenario: Scenario, outcome: Outcome, target: float, keys: Sequence[str]
) -> JointSolution:
    """A small joint move to a target of at most three choices that are numbers, each by a twentieth of its range or more.

    Raises `ValueError` for a target that is not finite, or a runway beyond the horizon.
    """
    _check_target(scenario, outcome, target)
    all_keys, keys = tuple(keys), tuple(key for key in keys if not _is_whole(scenario, key))
    base = scenario_outcome(scenario, outcome)
    is_smallest = is_met = _is_met(outcome, target, base)
    point = np.zeros(len(keys))
    if not is_met and keys:
        keys, point, is_smallest = _smallest_move(scenario, outcome, target, base, keys)
    reachable = is_smallest
    in_force = np.array([number_in_force(scenario, key) for key in keys])
    widths = np.array([_range_width(scenario, key) for key in keys])
    values = _clipped(scenario, keys, in_force + point / RANGE_LENGTH * widths)
    if not reachable:
        keys, values, reachable = _greedy_move(scenario, outcome, target, base, all_keys)
        in_force = np.array([number_in_force(scenario, key) for key in keys])
    if reachable and keys and not is_met:
        values = _without_needless_moves(scenario, outcome, target, base, keys, in_force, values)
        values, reachable = _with_large_parts(
            scenario, outcome, target, base, keys, in_force, values
        )
        if reachable:  # a larger part may do without another
            values = _without_needless_moves(
                scenario, outcome, target, base, keys, in_force, values
            )
            values = _or_one_smaller_move(scenario, outcome, target, keys, in_force, values)
    overrides = {
        key: float(value)
        for key, value, before in zip(keys, values, in_force, strict=True)
        if value != before
    }
    widths = np.array([_range_width(scenario, key) for key in keys])
    moves = pd.DataFrame(
        {
            "key": list(keys),
            "label": [scenario.case.label_of(key) for key in keys],
            "unit": [scenario.case.unit_of(key) for key in keys],
            "now": in_force,
            "value": values,
            "move": (values - in_force) / widths,
        }
    )
    return JointSolution(
        outcome=outcome,
        target=target,
        reachable=reachable,
        is_smallest=is_smallest,
        reached=scenario_outcome(scenario, outcome, overrides),
        size=float(np.linalg.norm(moves["move"].to_numpy(dtype=float))),
        moves=moves.sort_values("move", key=abs, ascending=False, kind="stable", ignore_index=True),
        overrides=overrides,
    )


def with_rounded_value(solution: JointSolution, table: pd.DataFrame) -> JointSolution:
    """A solution that moves one choice only, with that choice's value in the table of `rounded_to_steps`; others as they are."""
    if len(solution.overrides) != 1:
        return solution
    (key,) = solution.overrides
    row = table[table["key"] == key].iloc[0]
    if not row["reachable"] or abs(row["move"]) < PARTS_TRIED[0]:
        return solution
    moves = solution.moves.copy()
    moves.loc[moves["key"] == key, ["value", "move"]] = row["value"], row["move"]
    return dataclasses.replace(
        solution,
        moves=moves,
        overrides={key: float(row["value"])},
        reached=float(row["reached"]),
        size=abs(float(row["move"])),
    )


def _smallest_move(scenario, outcome, target, base, keys):
    """The smallest move of a few of the choices that reaches the target: the choices, the move and whether there is one."""
    keys = _most_effective(scenario, outcome, base, keys)
    point = _nearest_move(scenario, outcome, target, base, keys)
    if point is None:
        return keys, np.zeros(len(keys)), False
    largest = sorted(np.argsort(-np.abs(point), kind="stable")[:MOST_CHOICES_MOVED])
    few_keys = tuple(keys[number] for number in largest)
    few_point = _nearest_move(scenario, outcome, target, base, few_keys)
    if few_point is None:
        return keys, np.zeros(len(keys)), False
    return few_keys, few_point, True


def _most_effective(scenario, outcome, base, keys):
    """The choices whose nudge by a share of their range changes the outcome most, in their order."""
    nudges = [
        number_in_force(scenario, key)
        + np.array([-NUDGE_SHARE, NUDGE_SHARE]) * _range_width(scenario, key)
        for key in keys
    ]
    _, measured = measure_one_at_a_time(scenario, outcome, keys, _clipped(scenario, keys, nudges))
    order = np.argsort(-np.abs(measured - base).max(axis=1), kind="stable")
    return tuple(keys[number] for number in sorted(order[:MOST_CHOICES_SEARCHED]))


def _nearest_move(scenario, outcome, target, base, keys):
    """The shortest move to the target in the space where each range has the length `RANGE_LENGTH`; None if no move reaches it."""
    in_force = np.array([number_in_force(scenario, key) for key in keys])
    width = np.array([_range_width(scenario, key) for key in keys]) / RANGE_LENGTH
    low, high = np.array([scenario.case.assumption_of(key).limits for key in keys]).T

    def margin(points):
        values = np.clip(in_force + points * width, low, high)
        measured = measure_outcome(scenario, outcome, dict(zip(keys, values.T, strict=True)))
        return _margin_to_target(measured, target, base)

    return nearest_failure_point(
        margin, len(keys), low=(low - in_force) / width, high=(high - in_force) / width
    )


def _greedy_move(scenario, outcome, target, base, keys):
    """Choices moved one after the other, as long as each brings the outcome nearer to the target.

    Each choice goes to the nearest value at which it alone reaches the target, or else comes nearest to it. An outcome
    past the target has reached it. This search goes farther than `_nearest_move`. Returns the choices, their values and
    whether the target is reached.
    """
    lines = [_line_outward(scenario, key, side) for key in keys for side in (-1.0, 1.0)]
    grid = _grid_of(lines).reshape(len(keys), -1)
    in_force = np.array([[number_in_force(scenario, key)] for key in keys])
    widths = np.array([[_range_width(scenario, key)] for key in keys])
    _, measured = measure_one_at_a_time(scenario, outcome, keys, grid)
    gaps, sizes = _gap_to_target(measured, target, base), np.abs(grid - in_force) / widths
    best = np.arange(len(keys)), np.lexsort((sizes, gaps))[:, 0]
    best_values, order = grid[best], np.lexsort((sizes[best], gaps[best]))
    values: dict[str, float] = {}
    gap = _gap_to_target(base, target, base)
    for number in order[:MOST_CHOICES_SEARCHED]:
        candidate = {**values, keys[number]: best_values[number]}
        candidate_reached = scenario_outcome(scenario, outcome, candidate)
        candidate_gap = _gap_to_target(candidate_reached, target, base)
        if candidate_gap < gap:
            values, gap = candidate, candidate_gap
        if gap == 0.0 or len(values) == MOST_CHOICES_MOVED:
            break
    return tuple(values), np.array(list(values.values())), bool(gap == 0.0)


def _without_needless_moves(scenario, outcome, target, base, keys, in_force, values):
    """The move without the choices that it does not need to reach the target; the smallest moves are tried first."""
    widths = np.array([_range_width(scenario, key) for key in keys])
    for number in np.argsort(np.abs(values - in_force) / widths, kind="stable"):
        candidate = np.where(np.arange(len(keys)) == number, in_force, values)
        reached = scenario_outcome(scenario, outcome, dict(zip(keys, candidate, strict=True)))
        if values[number] != in_force[number] and _margin_to_target(reached, target, base) >= 0.0:
            values = candidate
    return values


def _or_one_smaller_move(scenario, outcome, target, keys, in_force, values):
    """The move, or that of one of its choices alone where this is smaller and reaches the target too."""
    moved = [
        key for key, value, before in zip(keys, values, in_force, strict=True) if value != before
    ]
    if len(moved) < 2:
        return values
    widths = np.array([_range_width(scenario, key) for key in keys])
    alone = single_choice_solutions(scenario, outcome, target, moved)
    alone = alone[alone["reachable"] & (alone["move"].abs() >= PARTS_TRIED[0])]
    if alone.empty or abs(alone["move"].iloc[0]) >= np.linalg.norm((values - in_force) / widths):
        return values
    return np.where([key == alone["key"].iloc[0] for key in keys], alone["value"].iloc[0], in_force)


def _with_large_parts(scenario, outcome, target, base, keys, in_force, values):
    """The move with each part at least the smallest that is proposed, and whether it reaches the target.

    Where more of a part does not reach the target, as where more money buys more cards, larger parts are tried.
    """
    widths = np.array([_range_width(scenario, key) for key in keys])
    moves = values - in_force
    for share in PARTS_TRIED:
        sizes = np.where(moves != 0.0, np.maximum(np.abs(moves), share * widths), 0.0)
        larger = _clipped(scenario, keys, in_force + np.sign(moves) * sizes)
        reached = scenario_outcome(scenario, outcome, dict(zip(keys, larger, strict=True)))
        if _margin_to_target(reached, target, base) >= 0.0:
            return larger, True
    return values, False
