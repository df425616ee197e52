"""Where something first crosses zero: along many lines at once, or nearest to the origin in many dimensions.

Functions are asked for whole batches of points, because a batch of runs costs little more than one run.
"""

import functools
from collections.abc import Callable

import numpy as np

from econ.arrays import Array

CROSSING_TOLERANCE = 1e-9  # of the distance between two places of a grid: as near as a crossing is found unless less is asked
POINTS_PER_BATCH = (
    200  # places that cost little more than one: so many are tried at once where lines are few
)
FEWEST_INNER_POINTS, MOST_INNER_POINTS = 7, 63  # places between two ends that are tried at once
STEP_SHARES = np.array(
    [1.0, 0.5, 0.25, 0.1, 0.03]
)  # shares of a step that are tried: kinks make the whole step go too far
SEARCH_RADIUS = 8.0  # from the origin: further is never looked at
SMALLEST_STEP = 2e-3  # a step shorter than this ends the search: the rays after it find the distance to the last digit
STARTING_AXES = 2  # axes from whose crossings a search begins, beside the origin
RAY_AXES = 6  # axes that cross first, between which and around which rays are tried
SHARES_BETWEEN_AXES = np.array([0.35, 0.65])  # of the way from one axis to another
RAYS_PER_LOOK, RAY_WIDTHS, RADIUS_SHRINKAGE = (
    96,
    (1.5, 1.0, 0.6, 0.4, 0.25, 0.15, 0.1),
    0.99,
)  # rays around a point, how wide, and how much nearer
RAYS_REFINED = 3  # of those that cross, whose distance is found
POINTS_PER_RAY = 33  # points along a ray before it is narrowed


def first_crossings(
    gap: Callable[[Array, Array], Array], grid: Array, fineness: float = CROSSING_TOLERANCE
) -> tuple[Array, Array]:
    """The last place before and the first place after the first change of sign on each line, shape (lines,).

    `grid` has the places tried on each line, from where it begins, shape (lines, points). `gap` gives a number for places
    on some lines: places of shape (lines asked, points) and the numbers of the lines. Not a number where nothing crosses.
    The two are at most `fineness` of a step of the grid apart; a fineness of one leaves them on the grid.
    """
    lines = np.arange(len(grid))
    found = gap(grid, lines) < 0.0
    crossed = found != found[:, :1]
    lines = np.flatnonzero(crossed.any(axis=1))
    first = crossed[lines].argmax(axis=1)
    before, after = grid[lines, first - 1], grid[lines, first]
    begins = found[lines, :1]
    parts = int(
        np.clip(POINTS_PER_BATCH // max(len(lines), 1), FEWEST_INNER_POINTS, MOST_INNER_POINTS)
    )
    shares = np.linspace(0.0, 1.0, parts + 2)
    rounds = int(np.ceil(-np.log(fineness) / np.log(parts + 1.0))) if len(lines) else 0
    for _ in range(rounds):
        places = before[:, np.newaxis] + (after - before)[:, np.newaxis] * shares
        places[:, -1] = after
        over = (gap(places[:, 1:-1], lines) < 0.0) != begins
        first = np.where(over.any(axis=1), over.argmax(axis=1), parts)
        before, after = (
            places[np.arange(len(lines)), first],
            places[np.arange(len(lines)), first + 1],
        )
    ends = np.full((2, len(grid)), np.nan)
    ends[:, lines] = before, after
    return ends[0], ends[1]


def nearest_failure_point(
    margin: Callable[[Array], Array],
    dimensions: int,
    step: float = 0.1,
    low: Array | float = -np.inf,
    high: Array | float = np.inf,
    rounds: int = 10,
    ways: Array | None = None,
    rough: bool = False,
) -> Array | None:
    """The point nearest to the origin at which `margin` has changed its sign, shape (dimensions,); None within reach of none.

    The first-order reliability method: steps of Hasofer, Lind, Rackwitz and Fiessler, shortened where the whole step does
    not pay, from the origin and from where the axes cross first, all in batches. Rays from the origin then find where
    exactly the sign changes: the point lies just beyond, and before it on its ray no change was seen. A boundary that is a
    step has no slope to follow: where it may be `rough`, rays between the first axes and around the best found are tried too.
    `margin` takes points of shape (points, dimensions); `low` and `high` bound each coordinate; `ways` has other axes than
    those of the coordinates, of length one, shape (axes, dimensions).
    """
    sign = 1.0 if margin(np.zeros((1, dimensions)))[0] >= 0.0 else -1.0
    bounded = functools.partial(np.clip, a_min=low, a_max=high)
    ways = np.eye(dimensions) if ways is None else ways
    axes = np.concatenate([ways, -ways])
    radii = _radii(margin, axes, bounded, fineness=0.2)
    near = np.argsort(radii, kind="stable")[:RAY_AXES]
    order = near[:STARTING_AXES]
    starts = [
        np.zeros(dimensions),
        *(bounded(axes[number] * radii[number]) for number in order if np.isfinite(radii[number])),
    ]
    points = np.array(starts)
    for _ in range(rounds):
        moved = _descend(margin, points, sign, step, bounded)
        still = np.abs(moved - points).max() < SMALLEST_STEP
        points = moved
        if still:
            break
    point = _first_end(
        margin,
        np.concatenate([points, axes[order], *([_between(axes[near])] if rough else [])]),
        bounded,
    )
    if point is None:
        return None
    point = _around(margin, point, axes[near], bounded) if rough else point
    plain = _without_idle(margin, point)
    return (
        point
        if np.array_equal(plain, point)
        else _first_end(margin, np.array([plain, point]), bounded)
    )


def _between(axes):
    """Rays between each two axes, at a third and at two thirds of the way."""
    pairs = [(one, other) for number, one in enumerate(axes) for other in axes[:number]]
    return np.array(
        [
            share * one + (1.0 - share) * other
            for one, other in pairs
            for share in SHARES_BETWEEN_AXES
        ]
    ).reshape(-1, axes.shape[1])


def _around(margin, point, axes, bounded):
    """The nearest point that rays around a point find, with each look closer to it; the point itself where none is nearer."""
    rng, sign = np.random.default_rng(RAYS_PER_LOOK), margin(point[np.newaxis])[0] < 0.0
    for width in RAY_WIDTHS:
        size = np.linalg.norm(point)
        towards = point / size + width * rng.standard_normal(
            (RAYS_PER_LOOK, len(axes))
        ) @ axes / np.sqrt(len(axes))
        rays = towards / np.linalg.norm(towards, axis=1, keepdims=True)
        tried = bounded(rays * size * RADIUS_SHRINKAGE)
        beyond = (margin(tried) < 0.0) == sign
        found = (
            _first_end(margin, tried[beyond][:RAYS_REFINED], bounded, fineness=0.01)
            if beyond.any()
            else None
        )
        if (
            found is not None and np.linalg.norm(found) < size
        ):  # what is thinner than the places along a ray is not seen again
            point = found
    end = _first_end(margin, point[np.newaxis], bounded)
    return point if end is None else end


def _first_end(margin, towards, bounded, fineness=1e-7):
    """Of rays towards some points, the nearest place just beyond a change of sign; None where there is none."""
    lengths = np.linalg.norm(towards, axis=1, keepdims=True)
    rays = (towards / np.where(lengths > 0.0, lengths, 1.0))[lengths[:, 0] > 0.0]
    radii = _radii(margin, rays, bounded, fineness)
    ends = bounded(rays * np.where(np.isfinite(radii), radii, 0.0)[:, np.newaxis])
    sizes = np.where(np.isfinite(radii), np.linalg.norm(ends, axis=1), np.inf)
    return ends[sizes.argmin()] if np.isfinite(sizes).any() else None


def _without_idle(margin, point):
    """The point with as many coordinates as possible back at zero, the smallest first, and still beyond the boundary."""
    order = np.argsort(np.abs(point), kind="stable")
    beyond = margin(point[np.newaxis])[0] < 0.0
    single = np.tile(point, (len(point), 1))
    np.fill_diagonal(single, 0.0)
    idle = (margin(single) < 0.0) == beyond
    fewer = np.array(
        [
            np.where(
                np.isin(np.arange(len(point)), [c for c in order[:number] if idle[c]]), 0.0, point
            )
            for number in range(len(point) + 1)
        ]
    )
    fine = (margin(fewer) < 0.0) == beyond
    return fewer[np.flatnonzero(fine & fewer.any(axis=1))[-1]]


def _radii(margin, rays, bounded, fineness):
    """How far along each ray the sign of the margin first changes, just beyond it; infinite where it does not."""

    def gap(places, lines):
        points = bounded(places[..., np.newaxis] * rays[lines][:, np.newaxis])
        return margin(points.reshape(-1, rays.shape[1])).reshape(places.shape)

    _, after = first_crossings(
        gap, np.tile(np.linspace(0.0, SEARCH_RADIUS, POINTS_PER_RAY), (len(rays), 1)), fineness
    )
    return np.where(np.isnan(after), np.inf, after)


def _descend(margin, points, sign, step, bounded):
    """One damped step from each point towards the nearest point of the boundary."""
    count, dimensions = points.shape
    moves = step * np.concatenate(
        [np.zeros((1, dimensions)), np.eye(dimensions), -np.eye(dimensions)]
    )
    tried = bounded(points[:, np.newaxis] + moves)
    values = sign * margin(tried.reshape(-1, dimensions)).reshape(count, -1)
    width = np.einsum("sdd->sd", tried[:, 1 : dimensions + 1] - tried[:, dimensions + 1 :])
    slope = (values[:, 1 : dimensions + 1] - values[:, dimensions + 1 :]) / np.where(
        width > 0.0, width, 1.0
    )
    steep = (slope**2).sum(axis=1, keepdims=True)
    flat = steep[:, 0] <= 0.0
    size = ((slope * points).sum(axis=1, keepdims=True) - values[:, :1]) / np.where(
        steep > 0.0, steep, 1.0
    )
    aim = size * slope
    far = np.linalg.norm(aim, axis=1, keepdims=True)
    aim = aim * np.minimum(1.0, SEARCH_RADIUS / np.where(far > 0.0, far, 1.0))
    tried = bounded(
        points[:, np.newaxis] + STEP_SHARES[:, np.newaxis] * (aim - points)[:, np.newaxis]
    )
    missed = np.abs(margin(tried.reshape(-1, dimensions))).reshape(count, -1)
    weight = (
        2.0
        * np.maximum(np.linalg.norm(points, axis=1), 1.0)
        / np.where(flat, 1.0, np.sqrt(steep[:, 0]))
    )
    merit = 0.5 * (tried**2).sum(axis=2) + weight[:, np.newaxis] * missed
    best = tried[np.arange(count), merit.argmin(axis=1)]
    return np.where(flat[:, np.newaxis], points, best)
