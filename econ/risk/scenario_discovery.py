"""Rules in words: in which futures the plan breaks, as a few bounds on at most three inputs.

The patient rule induction method of Friedman and Fisher (1999): a box around everything is peeled a little at a time where
that helps most, pasted where it was peeled too far, and what does not hold on futures kept apart is dropped again.
"""

import dataclasses
from collections.abc import Mapping

import numpy as np

from econ.arrays import Array
from econ.case.scenario import Scenario
from econ.risk.draws import SEED
from econ.risk.outcomes import Outcome, measure_outcome, value_in_force
from econ.risk.reverse_stress import margin_to_limit

PEEL_SHARE = 0.06  # share of what is in the box that a step takes away
ERRORS_TO_SUSPECT = 4.0  # standard errors by which an input must differ between bad futures and the others before it is bounded
SMALLEST_BOX = 0.03  # share of all futures: no box is smaller
MOST_BOUNDED_INPUTS, MOST_RULES = 3, 3
MOST_FAILURE_RULES = 2  # rules for when the plan breaks, where there are some for when it holds
SMALLEST_COVERAGE = 0.05  # of all bad futures: a rule that covers less is not told
SMALLEST_LIFT = 1.5  # times the share of bad futures among those left, or as many times fewer of the others: else a rule is not told
ERRORS_TO_KEEP_BOUND = (
    2.0  # standard errors by which a bound must raise the density on futures kept apart
)
MOST_TYPICAL_INPUTS = 8  # inputs of a typical bad future
SIGNIFICANT_FIGURES = 4  # significant figures of its values, so that they can be read aloud


@dataclasses.dataclass(frozen=True, kw_only=True)
class PrimBox:
    """Bounds on a few inputs: column → (low, high), infinite where there is none.

    `coverage` is the share of all bad points inside, `density` the share of bad points among those inside, `mass` the share
    of all points inside, `base` the share of bad points among all: counted on points that did not help to find it.
    """

    bounds: dict[int, tuple[float, float]]
    coverage: float
    density: float
    mass: float
    base: float

    def inside(self, values: Array) -> Array:
        """Which points lie in the box; `values` of shape (points, inputs)."""
        return _inside(self.bounds, values)


def _inside(bounds, values):
    within = np.ones(len(values), dtype=bool)
    for column, (low, high) in bounds.items():
        within &= (values[:, column] >= low) & (values[:, column] <= high)
    return within


def find_boxes(values: Array, bad: Array, seed: int = SEED) -> tuple[PrimBox, ...]:
    """At most three boxes in which points are bad more often than elsewhere, the first found first; often one, or none.

    `values` has the shape (points, inputs), `bad` (points,). Half of the points find a box, the other half judges it.
    """
    order = np.random.default_rng(seed).permutation(len(values))
    find, judge = order[::2], order[1::2]
    left = np.ones(len(values), dtype=bool)
    found: list[PrimBox] = []
    while len(found) < MOST_RULES and len(judge):
        some, other = find[left[find]], judge[left[judge]]
        bounds = _bounds(values[some], bad[some]) if 0 < bad[some].sum() < len(some) else {}
        bounds = _pruned(bounds, values[other], bad[other])
        box, new = (
            _judged(bounds, values[judge], bad[judge]),
            _judged(bounds, values[other], bad[other]),
        )
        if (
            not bounds
            or new.coverage * bad[other].sum() < SMALLEST_COVERAGE * bad[judge].sum()
            or not _tells(new)
        ):
            break
        if any(_holds(bounds, earlier.bounds) for earlier in found):
            break  # what is left of it tells no more than the rule it is around
        found.append(box)
        left &= ~box.inside(values)
    return tuple(found)


def _tells(box):
    """Whether points are bad so much more often in a box, or fine so much more seldom, that it is worth telling."""
    return (
        box.density >= SMALLEST_LIFT * box.base
        or 1.0 - box.density <= (1.0 - box.base) / SMALLEST_LIFT
    )


def _holds(bounds, inner):
    """Whether one box lies around another."""
    return all(
        column in inner and low <= inner[column][0] and inner[column][1] <= high
        for column, (low, high) in bounds.items()
    )


def _judged(bounds, values, bad):
    inside = _inside(bounds, values)
    hits = (bad & inside).sum()
    return PrimBox(
        bounds=bounds,
        coverage=float(hits / max(bad.sum(), 1)),
        density=float(hits / max(inside.sum(), 1)),
        mass=float(inside.sum() / max(len(inside), 1)),
        base=float(bad.sum() / max(len(bad), 1)),
    )


def _score(inside, bad):
    """How surprising it is that so many of those inside are bad, in standard errors but for a factor."""
    return np.sqrt(inside.sum()) * (bad[inside].mean() - bad.mean()) if inside.any() else 0.0


def _bounds(values, bad):
    """The best box on the way of peeling, pasted."""
    bounds: dict[int, tuple[float, float]] = {}
    best, best_score = {}, 0.0
    inside = np.ones(len(values), dtype=bool)
    while inside.sum() > SMALLEST_BOX * len(values) and not bad[inside].all():
        column, low, high = _peel(values, bad, inside, bounds)
        if column is None:
            break
        bounds[column] = (low, high)
        inside &= (values[:, column] >= low) & (values[:, column] <= high)
        score = _score(inside, bad)
        if score > best_score:
            best, best_score = dict(bounds), score
    return _pasted(best, best_score, values, bad)


def _peel(values, bad, inside, bounds):
    """The input, and its bounds, with which a peel raises the share of bad points most for each point it takes away."""
    columns = (
        list(bounds)
        if len(bounds) >= MOST_BOUNDED_INPUTS
        else _suspects(values[inside], bad[inside], bounds)
    )
    here, worst = bad[inside], (0.0, None, 0.0, 0.0)
    for column in columns:
        x = values[inside, column]
        low, high = bounds.get(column, (-np.inf, np.inf))
        for side in (1.0, -1.0):
            kept = x * side > max(
                np.quantile(x * side, PEEL_SHARE, method="inverted_cdf"), (x * side).min()
            )
            if not kept.any():
                continue
            gain = (here[kept].mean() - here.mean()) / (1.0 - kept.mean())
            if gain > worst[0]:
                edge = float((x[kept] * side).min() * side)
                worst = (gain, column, edge, high) if side > 0.0 else (gain, column, low, edge)
    return worst[1:]


def _suspects(values, bad, bounds):
    """Inputs bounded already, and those whose place or distance from the middle surely differs in bad futures."""
    count = bad.sum()
    if not 0 < count < len(bad):
        return list(bounds)
    ranks = values.argsort(axis=0).argsort(axis=0) / len(values) - 0.5
    ranks[:, np.ptp(values, axis=0) == 0.0] = 0.0
    differs = np.zeros(values.shape[1])
    for each in (ranks, ranks**2):
        error = np.maximum(each.std(axis=0), 1e-12) * np.sqrt(
            1.0 / count + 1.0 / (len(bad) - count)
        )
        differs = np.maximum(
            differs, np.abs(each[bad].mean(axis=0) - each[~bad].mean(axis=0)) / error
        )
    return [int(column) for column in np.flatnonzero(differs > ERRORS_TO_SUSPECT)] + [
        c for c in bounds if differs[c] <= ERRORS_TO_SUSPECT
    ]


def _pasted(bounds, score, values, bad):
    """The box with each bound moved out again for as long as that does not make it worse."""
    bounds = dict(bounds)
    for column, side in [(column, side) for column in bounds for side in (0, 1)]:
        others = {c: ends for c, ends in bounds.items() if c != column}
        reach = values[_inside(others, values), column]
        while np.isfinite(bounds[column][side]):
            outside = (
                reach[reach < bounds[column][0]] if side == 0 else reach[reach > bounds[column][1]]
            )
            if not len(outside):
                break
            step = max(int(PEEL_SHARE * _inside(bounds, values).sum()), 1)
            ordered = np.sort(outside)[::-1] if side == 0 else np.sort(outside)
            ends = list(bounds[column])
            ends[side] = float(ordered[min(step, len(ordered)) - 1])
            tried = {**bounds, column: tuple(ends)}
            better = _score(_inside(tried, values), bad)
            if better < score:
                break
            bounds, score = tried, better
    return bounds


def _pruned(bounds, values, bad):
    """The bounds without those that do not earn their place on points that did not help to find them."""
    for column in list(bounds):
        without = {c: ends for c, ends in bounds.items() if c != column}
        all_of_it, rest = _judged(bounds, values, bad), _judged(without, values, bad)
        error = np.sqrt(rest.density * (1.0 - rest.density) / max(all_of_it.mass * len(bad), 1.0))
        if all_of_it.density - rest.density <= ERRORS_TO_KEEP_BOUND * error:
            bounds = without
    return bounds


@dataclasses.dataclass(frozen=True, kw_only=True)
class ScenarioRule:
    """In which futures the plan breaks, or holds: key → (low, high), in the input's unit, infinite where there is no bound.

    A rule without any bound stands for all futures in which it breaks, where nothing tells them from the others.
    `coverage`: share of all such futures that the rule is right about; `density`: share of those within its bounds that are
    such; `mass`: share of all futures within its bounds; `base`: share of all that are such.
    `typical` is a typical such future as overrides of the scenario: the bounded inputs and those that moved the outcome most.
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

    Where it misses it more often than not, the last are for when it keeps it. Where nothing tells the futures apart the
    one rule has no bounds, and there is none where the limit is always kept; inputs that are paths are not bounded.
    Raises `ValueError` for fewer than two draws.
    """
    keys = tuple(key for key, values in rows.items() if np.ndim(values) == 1)
    if not keys or len(rows[keys[0]]) < 2:
        raise ValueError("rules are found on draws: there must be at least two")
    values = np.column_stack([rows[key] for key in keys])
    bad = margin_to_limit(measure_outcome(scenario, outcome, rows), outcome, limit) < 0.0
    breaking = find_boxes(values, bad, seed) or ((_judged({}, values, bad),) if bad.any() else ())
    holding = find_boxes(values, ~bad, seed) if bad.mean() > 0.5 else ()
    told = [(True, box) for box in (breaking[:MOST_FAILURE_RULES] if holding else breaking)] + [
        (False, box) for box in holding
    ]
    return tuple(
        ScenarioRule(
            breaks=breaks,
            bounds={keys[column]: ends for column, ends in box.bounds.items()},
            coverage=box.coverage,
            density=box.density,
            mass=box.mass,
            base=box.base,
            typical=_typical(
                _harm(scenario, outcome, limit, keys, breaks),
                scenario,
                keys,
                values,
                (bad if breaks else ~bad) & box.inside(values),
                box,
            ),
        )
        for breaks, box in told[:MOST_RULES]
    )


def _harm(scenario, outcome, limit, keys, breaks):
    """What says of points whether the plan breaks there, or holds: below zero where it does."""
    return lambda points: (
        (1.0 if breaks else -1.0) * _margins(scenario, outcome, limit, keys, points)
    )


def _typical(harm, scenario, keys, values, which, box):
    """The future nearest to the median of those found, as the fewest of its inputs that still do the same to the plan.

    The bounded inputs come first, then those that do most alone; `harm` is below zero where the plan does as they do.
    """
    inside, bounded = values[which], list(box.bounds)
    scale = np.where(values.std(axis=0) > 0.0, values.std(axis=0), 1.0)
    far = np.abs(inside - np.median(inside, axis=0)) / scale
    chosen = inside[(far.mean(axis=1) + far[:, bounded].max(axis=1, initial=0.0)).argmin()]
    chosen = np.array(
        [_rounded(scenario, key, value) for key, value in zip(keys, chosen, strict=True)]
    )
    here = np.array([value_in_force(scenario, key) for key in keys])
    single = np.tile(here, (len(keys), 1))
    np.fill_diagonal(single, chosen)
    alone = harm(single)
    alone[bounded] = -np.inf
    order = np.argsort(alone, kind="stable")
    added = np.tile(here, (len(keys), 1))
    for number, column in enumerate(order):
        added[number:, column] = chosen[column]
    least = max(len(bounded), 1)
    does = (harm(added) < 0.0)[least - 1 :]
    enough = least + int(does.argmax()) if does.any() else MOST_TYPICAL_INPUTS
    return {
        keys[column]: float(chosen[column])
        for column in order[:enough]
        if chosen[column] != here[column]
    }


def _margins(scenario, outcome, limit, keys, points):
    return margin_to_limit(
        measure_outcome(scenario, outcome, dict(zip(keys, points.T, strict=True))), outcome, limit
    )


def _rounded(scenario, key, value):
    return float(
        np.clip(float(f"{value:.{SIGNIFICANT_FIGURES}g}"), *scenario.case.assumption_of(key).limits)
    )
