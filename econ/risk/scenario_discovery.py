"""Scenario discovery: in which futures the plan breaks, as rules with bounds on at most three inputs.

The patient rule induction method (PRIM) of Friedman and Fisher (1999): a box around all points is peeled in small steps
where that raises the share of bad points most, and pasted where a peel went too far. Bounds that do not hold on
points kept apart from the search are dropped.
"""

import dataclasses
from collections.abc import Mapping

import numpy as np

from econ.arrays import Array, BoolArray
from econ.case.scenario import Scenario
from econ.risk.draws import SEED
from econ.risk.outcomes import Outcome, measure_outcome, number_in_force
from econ.risk.reverse_stress import margin_to_limit

PEEL_SHARE = 0.06  # share of the points in the box that one peel removes
# Standard errors: how far an input must differ in bad points before it is bounded, and how far a bound must raise the
# share of bad points on other points to be kept.
ERRORS_TO_SUSPECT = 4.0
ERRORS_TO_KEEP_BOUND = 2.0
SMALLEST_BOX = 0.03  # share of all points
SMALLEST_COVERAGE = 0.05  # share of all bad points: a rule that covers less is not reported
# A rule is reported if its share of bad points is this many times that of all points, or its share of good points
# this many times smaller.
SMALLEST_LIFT = 1.5
MOST_BOUNDED_INPUTS, MOST_RULES = 3, 3
MOST_FAILURE_RULES = 2  # where there are also rules for futures in which the plan holds
MOST_TYPICAL_INPUTS = 8  # inputs of a typical future that are reported
MOST_CANDIDATES = 24  # futures near the median that are tried for one with so few inputs
SIGNIFICANT_FIGURES = 4  # of a value in a typical future

Bounds = dict[int, tuple[float, float]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class PrimBox:
    """Bounds on a few inputs: column → (low, high), infinite on a side without a bound.

    `coverage` is the share of all bad points that lie inside, `density` the share of bad points among those inside,
    `mass` the share of all points inside, and `base` the share of bad points among all. They are counted on points
    that were not used to find the box.
    """

    bounds: Bounds
    coverage: float
    density: float
    mass: float
    base: float

    def inside(self, values: Array) -> BoolArray:
        """Mark points that lie in the box; `values` has the shape (points, inputs)."""
        return _inside(self.bounds, values)


def _inside(bounds, values):
    inside = np.ones(len(values), dtype=bool)
    for column, (low, high) in bounds.items():
        inside &= (values[:, column] >= low) & (values[:, column] <= high)
    return inside


def find_boxes(values: Array, bad: BoolArray, seed: int = SEED) -> tuple[PrimBox, ...]:
    """At most three boxes in which points are bad more often than elsewhere, in the order found; often one or none.

    `values` has the shape (points, inputs), `bad` (points,). Half of the points find a box, the other half judges it;
    where the first half finds none that holds on the second, the second finds one for the first to judge.
    """
    order = np.random.default_rng(seed).permutation(len(values))
    halves = order[::2], order[1::2]
    uncovered = np.ones(len(values), dtype=bool)
    boxes: list[PrimBox] = []
    while len(boxes) < MOST_RULES and len(halves[1]):
        box = _box_found(*halves, values, bad, uncovered, boxes) or _box_found(
            *halves[::-1], values, bad, uncovered, boxes
        )
        if box is None:
            break
        boxes.append(box)
        uncovered &= ~box.inside(values)
    return tuple(boxes)


def _box_found(finding, judging, values, bad, uncovered, boxes):
    """The next box that one half of the points finds and the other confirms; None if no box is worth reporting."""
    find, judge = finding[uncovered[finding]], judging[uncovered[judging]]
    bounds = _peeled_bounds(values[find], bad[find]) if 0 < bad[find].sum() < len(find) else {}
    bounds = _without_unproved_bounds(bounds, values[judge], bad[judge])
    among_uncovered = _judged(bounds, values[judge], bad[judge])
    newly_covered = among_uncovered.coverage * bad[judge].sum()
    if (
        not bounds
        or newly_covered < SMALLEST_COVERAGE * bad[judging].sum()
        or not _is_informative(among_uncovered)
        # The points that it adds to an earlier box are no more often bad than others.
        or any(_encloses(bounds, earlier.bounds) for earlier in boxes)
    ):
        return None
    return _judged(bounds, values[judging], bad[judging])


def _is_informative(box):
    """Whether points in a box are bad so much more often, or good so much less often, that it is worth reporting."""
    return (
        box.density >= SMALLEST_LIFT * box.base
        or 1.0 - box.density <= (1.0 - box.base) / SMALLEST_LIFT
    )


def _encloses(bounds, inner):
    """Whether one box lies around another."""
    return all(
        column in inner and low <= inner[column][0] and inner[column][1] <= high
        for column, (low, high) in bounds.items()
    )


def _judged(bounds, values, bad):
    """A box with its shares counted on these points."""
    inside = _inside(bounds, values)
    bad_inside = (bad & inside).sum()
    return PrimBox(
        bounds=bounds,
        coverage=float(bad_inside / max(bad.sum(), 1)),
        density=float(bad_inside / max(inside.sum(), 1)),
        mass=float(inside.sum() / max(len(inside), 1)),
        base=float(bad.sum() / max(len(bad), 1)),
    )


def _score(inside, bad):
    """Return the excess of the share of bad points inside over that of all points, in standard errors up to a factor."""
    return np.sqrt(inside.sum()) * (bad[inside].mean() - bad.mean()) if inside.any() else 0.0


def _peeled_bounds(values: Array, bad: BoolArray) -> Bounds:
    """The bounds with the best score on the way of peeling, pasted."""
    bounds: Bounds = {}
    best_bounds, best_score = bounds, 0.0
    inside = np.ones(len(values), dtype=bool)
    while inside.sum() > SMALLEST_BOX * len(values) and not bad[inside].all():
        column, low, high = _best_peel(values, bad, inside, bounds)
        if column is None:
            break
        bounds = {**bounds, column: (low, high)}
        inside &= (values[:, column] >= low) & (values[:, column] <= high)
        score = _score(inside, bad)
        if score > best_score:
            best_bounds, best_score = bounds, score
    return _pasted(best_bounds, best_score, values, bad)


def _best_peel(values, bad, inside, bounds):
    """The input and its new bounds whose peel raises the share of bad points most per point removed; None if no peel does."""
    columns = list(bounds)
    if len(bounds) < MOST_BOUNDED_INPUTS:
        columns = _suspects(values[inside], bad[inside], bounds)
    bad_inside = bad[inside]
    best_gain, best_peel = 0.0, (None, 0.0, 0.0)
    for column in columns:
        low, high = bounds.get(column, (-np.inf, np.inf))
        for side in (1.0, -1.0):
            outward = values[inside, column] * side
            threshold = np.quantile(outward, PEEL_SHARE, method="inverted_cdf")
            kept = outward > max(threshold, outward.min())
            if not kept.any():
                continue
            gain = (bad_inside[kept].mean() - bad_inside.mean()) / (1.0 - kept.mean())
            if gain > best_gain:
                edge = float(outward[kept].min() * side)
                best_peel = (column, edge, high) if side > 0.0 else (column, low, edge)
                best_gain = gain
    return best_peel


def _suspects(values, bad, bounds):
    """Inputs that are bounded already, and inputs whose rank, or distance from the middle rank, clearly differs in bad points."""
    count = bad.sum()
    if not 0 < count < len(bad):
        return list(bounds)
    ranks = values.argsort(axis=0).argsort(axis=0) / len(values) - 0.5
    ranks[:, np.ptp(values, axis=0) == 0.0] = 0.0
    errors_apart = np.zeros(values.shape[1])
    for measure in (ranks, ranks**2):
        deviation = np.maximum(measure.std(axis=0), 1e-12)
        error = deviation * np.sqrt(1.0 / count + 1.0 / (len(bad) - count))
        difference = np.abs(measure[bad].mean(axis=0) - measure[~bad].mean(axis=0))
        errors_apart = np.maximum(errors_apart, difference / error)
    suspects = [int(column) for column in np.flatnonzero(errors_apart > ERRORS_TO_SUSPECT)]
    return suspects + [column for column in bounds if errors_apart[column] <= ERRORS_TO_SUSPECT]


def _pasted(bounds, score, values, bad):
    """The box with each bound moved out again as long as the score does not fall."""
    bounds = dict(bounds)
    for column, side in [(column, side) for column in bounds for side in (0, 1)]:
        others = {other: ends for other, ends in bounds.items() if other != column}
        reachable = values[_inside(others, values), column]
        while np.isfinite(bounds[column][side]):
            if side == 0:
                outward = np.sort(reachable[reachable < bounds[column][0]])[::-1]
            else:
                outward = np.sort(reachable[reachable > bounds[column][1]])
            if not len(outward):
                break
            step = max(int(PEEL_SHARE * _inside(bounds, values).sum()), 1)
            ends = list(bounds[column])
            ends[side] = float(outward[min(step, len(outward)) - 1])
            wider = {**bounds, column: tuple(ends)}
            wider_score = _score(_inside(wider, values), bad)
            if wider_score < score:
                break
            bounds, score = wider, wider_score
    return bounds


def _without_unproved_bounds(bounds, values, bad):
    """The bounds that raise the share of bad points significantly on points that were not used to find them."""
    for column in list(bounds):
        fewer_bounds = {other: ends for other, ends in bounds.items() if other != column}
        with_bound, without = _judged(bounds, values, bad), _judged(fewer_bounds, values, bad)
        variance = without.density * (1.0 - without.density)
        error = np.sqrt(variance / max(with_bound.mass * len(bad), 1.0))
        if with_bound.density - without.density <= ERRORS_TO_KEEP_BOUND * error:
            bounds = fewer_bounds
    return bounds


@dataclasses.dataclass(frozen=True, kw_only=True)
class ScenarioRule:
    """In which futures the plan breaks, or holds: key → (low, high), in the input's unit, infinite on a side without a bound.

    A rule without bounds is for all futures in which the plan breaks, where no few inputs distinguish them. `coverage`
    is the share of all such futures that lie within the bounds, `density` the share of such futures among those within
    the bounds, `mass` the share of all futures within the bounds, and `base` the share of such futures among all.
    `typical` is one such future as overrides of the scenario: the bounded inputs and those that moved the outcome most.
    """

    breaks: bool
    bounds: dict[str, tuple[float, float]]
    coverage: float
    density: float
    mass: float
    base: float
    typical: dict[str, float]


def find_rules(
    scenario: Scenario,
    outcome: Outcome,
    rows: Mapping[str, Array],
    limit: float = 0.0,
    seed: int = SEED,
) -> tuple[ScenarioRule, ...]:
    """At most three rules for when the outcome misses its limit, found on draws (`rows`: key → one value a draw).

    Where it misses the limit in more than half of the draws, the last rules are for when it keeps it. Where no few
    inputs distinguish the futures, the one rule has no bounds; there is no rule where the limit is always kept. Inputs
    whose draws are paths are not bounded. Raises `ValueError` for fewer than two draws.
    """
    keys = tuple(key for key, values in rows.items() if np.ndim(values) == 1)
    if not keys or len(rows[keys[0]]) < 2:
        raise ValueError("rules are found on draws: there must be at least two")
    values = np.column_stack([rows[key] for key in keys])

    def margins(draws):
        return margin_to_limit(measure_outcome(scenario, outcome, draws), outcome, limit)

    def margins_at(points):
        return margins(dict(zip(keys, points.T, strict=True)))

    breaks = margins(rows) < 0.0
    breaking = find_boxes(values, breaks, seed)
    if not breaking and breaks.any():
        breaking = (_judged({}, values, breaks),)
    holding = find_boxes(values, ~breaks, seed) if breaks.mean() > 0.5 else ()
    if holding:
        breaking = breaking[:MOST_FAILURE_RULES]
    kinds = [(True, box) for box in breaking] + [(False, box) for box in holding]
    rules = []
    for is_breaking, box in kinds[:MOST_RULES]:
        typical = _typical_future(
            scenario,
            keys,
            values,
            (breaks if is_breaking else ~breaks) & box.inside(values),
            list(box.bounds),
            lambda points, sign=1.0 if is_breaking else -1.0: sign * margins_at(points),
        )
        rules.append(
            ScenarioRule(
                breaks=is_breaking,
                bounds={keys[column]: ends for column, ends in box.bounds.items()},
                coverage=box.coverage,
                density=box.density,
                mass=box.mass,
                base=box.base,
                typical=typical,
            )
        )
    return tuple(rules)


def _typical_future(scenario, keys, values, is_such, bounded, harm):
    """A future near the median of those of a rule, with the fewest of its inputs that still have its effect.

    The nearest one that a few inputs make is taken; where none of those tried is, the one with the fewest. `harm` is
    negative where the plan does what the rule says. Returns key → value for the inputs that differ from the scenario.
    """
    such = values[is_such]
    scale = np.where(values.std(axis=0) > 0.0, values.std(axis=0), 1.0)
    distances = np.abs(such - np.median(such, axis=0)) / scale
    distance = distances.mean(axis=1) + distances[:, bounded].max(axis=1, initial=0.0)
    in_force = np.array([number_in_force(scenario, key) for key in keys])
    fewest = None
    for candidate in such[np.argsort(distance, kind="stable")[:MOST_CANDIDATES]]:
        future = np.array(
            [_rounded(scenario, key, value) for key, value in zip(keys, candidate, strict=True)]
        )
        changed = _fewest_changes(keys, future, in_force, bounded, harm)
        if fewest is None or len(changed) < len(fewest):
            fewest = changed
        if len(fewest) <= MOST_TYPICAL_INPUTS:
            break
    return fewest


def _fewest_changes(keys, future, in_force, bounded, harm):
    """The inputs of a future that have its effect: the bounded ones first, then those that do most alone."""
    one_changed = np.tile(in_force, (len(keys), 1))
    np.fill_diagonal(one_changed, future)
    harm_alone = harm(one_changed)
    harm_alone[bounded] = -np.inf
    order = np.argsort(harm_alone, kind="stable")
    more_changed = np.tile(in_force, (len(keys), 1))
    for number, column in enumerate(order):
        more_changed[number:, column] = future[column]
    least = max(len(bounded), 1)
    has_effect = (harm(more_changed) < 0.0)[least - 1 :]
    count = least + int(has_effect.argmax()) if has_effect.any() else len(keys)
    return {
        keys[column]: float(future[column])
        for column in order[:count]
        if future[column] != in_force[column]
    }


def _rounded(scenario, key, value):
    """A value with few significant figures, inside the limits of its input."""
    limits = scenario.case.assumption_of(key).limits
    return float(np.clip(float(f"{value:.{SIGNIFICANT_FIGURES}g}"), *limits))
