"""Search for the first sign change of a function, the margin: on many lines at once, or nearest the origin in many dimensions.

Functions are called with whole batches of points, because a batch of runs costs little more than one run.
"""

import functools
from collections.abc import Callable

import numpy as np

from econ.arrays import Array, IndexArray

CROSSING_TOLERANCE = 1e-9  # of a step of the grid
# Points between two ends that are tried at once: as many as share a batch of this size, within two bounds.
POINTS_PER_BATCH = 200
FEWEST_INNER_POINTS, MOST_INNER_POINTS = 7, 63
SEARCH_RADIUS = 8.0  # from the origin
SMALLEST_STEP = (
    2e-3  # a shorter step ends the search; the rays after it find the distance to the last digit
)
# Shares of a step that are tried, because the whole step goes too far where the boundary has a kink.
STEP_SHARES = np.array([1.0, 0.5, 0.25, 0.1, 0.03])
STARTING_AXES = 2  # axes that cross first: the search begins at their crossings and at the origin
RAY_AXES = 6  # axes that cross first: rays are tried between them and around the point found
SHARES_BETWEEN_AXES = np.array([0.35, 0.65])  # of the way from one axis to another
# Rays around a point: how many in a look, how wide in each look, at which share of the point's distance.
RAYS_PER_LOOK, RAY_WIDTHS, RADIUS_SHARE = 96, (1.5, 1.0, 0.6, 0.4, 0.25, 0.15, 0.1), 0.99
RAY_SEED = 96
RAYS_REFINED = 3  # of the rays of a look that cross nearer: their distance is found
POINTS_PER_RAY = 33  # before the crossing on a ray is narrowed down


def first_crossings(
    margin: Callable[[Array, IndexArray], Array], grid: Array, tolerance: float = CROSSING_TOLERANCE
) -> tuple[Array, Array]:
    """The last position before and the first position after the first change of sign on each line, each of shape (lines,).

    `grid` has the positions tried on each line, from its beginning, shape (lines, points). `margin(positions, lines)`
    returns a number for each position on some lines, whose indices are `lines`; both have the shape (lines asked,
    points). The first call is for the whole grid. Both results are not a number for a line without a change of sign. They are at
    most `tolerance` of a step of the grid apart; a tolerance of one leaves them on the grid.
    """
    is_negative = margin(grid, np.arange(len(grid))) < 0.0
    has_changed = is_negative != is_negative[:, :1]
    lines = np.flatnonzero(has_changed.any(axis=1))
    first = has_changed[lines].argmax(axis=1)
    before, after = grid[lines, first - 1], grid[lines, first]
    starts_negative = is_negative[lines, :1]
    parts = int(
        np.clip(POINTS_PER_BATCH // max(len(lines), 1), FEWEST_INNER_POINTS, MOST_INNER_POINTS)
    )
    shares = np.linspace(0.0, 1.0, parts + 2)
    passes = int(np.ceil(-np.log(tolerance) / np.log(parts + 1.0))) if len(lines) else 0
    rows = np.arange(len(lines))
    for _ in range(passes):
        positions = before[:, np.newaxis] + (after - before)[:, np.newaxis] * shares
        positions[:, -1] = after
        has_changed = (margin(positions[:, 1:-1], lines) < 0.0) != starts_negative
        first = np.where(has_changed.any(axis=1), has_changed.argmax(axis=1), parts)
        before, after = positions[rows, first], positions[rows, first + 1]
    ends = np.full((2, len(grid)), np.nan)
    ends[:, lines] = before, after
    return ends[0], ends[1]


def nearest_failure_point(
    margin: Callable[[Array], Array],
    dimensions: int,
    step: float = 0.1,
    low: Array | float = -np.inf,
    high: Array | float = np.inf,
    passes: int = 10,
    axes: Array | None = None,
    has_steps: bool = False,
) -> Array | None:
    """The point nearest to the origin at which `margin` has changed its sign, shape (dimensions,); None if it is out of reach.

    This is the first-order reliability method: steps of Hasofer, Lind, Rackwitz and Fiessler, shortened where the
    whole step does not pay, from the origin and from the first crossings of the axes, all in batches. Rays from the
    origin then find exactly where the sign changes: the point lies just beyond, and no change was seen before it on
    its ray. A boundary that `has_steps` has no slope to follow there, so rays between the first axes and around the
    best point are tried as well. `margin` takes points of shape (points, dimensions); `low` and `high` bound each
    coordinate; `axes` are unit vectors to use instead of the coordinate axes, shape (axes, dimensions).
    """
    sign = 1.0 if margin(np.zeros((1, dimensions)))[0] >= 0.0 else -1.0
    bounded = functools.partial(np.clip, a_min=low, a_max=high)
    axes = np.eye(dimensions) if axes is None else axes
    directions = np.concatenate([axes, -axes])
    radii = _radii(margin, directions, bounded, tolerance=0.2)
    order = np.argsort(radii, kind="stable")
    ray_axes, start_order = directions[order[:RAY_AXES]], order[:STARTING_AXES]
    crossings = [
        bounded(directions[number] * radii[number])
        for number in start_order
        if np.isfinite(radii[number])
    ]
    points = np.array([np.zeros(dimensions), *crossings])
    for _ in range(passes):
        moved = _descend(margin, points, sign, step, bounded)
        largest_move = np.abs(moved - points).max()
        points = moved
        if largest_move < SMALLEST_STEP:
            break
    targets = [points, directions[start_order]]
    if has_steps:
        targets.append(_between(ray_axes))
    point = _nearest_on_rays(margin, np.concatenate(targets), bounded)
    if point is None:
        return None
    if has_steps:
        point = _nearest_around(margin, point, ray_axes, bounded)
    sparse_point = _without_needless_coordinates(margin, point)
    if np.array_equal(sparse_point, point):
        return point
    return _nearest_on_rays(margin, np.array([sparse_point, point]), bounded)


def _between(axes):
    """Rays between each two axes, at about a third and two thirds of the way."""
    pairs = [(axis, other) for number, axis in enumerate(axes) for other in axes[:number]]
    rays = [
        share * axis + (1.0 - share) * other
        for axis, other in pairs
        for share in SHARES_BETWEEN_AXES
    ]
    return np.array(rays).reshape(-1, axes.shape[1])


def _nearest_around(margin, point, axes, bounded):
    """The nearest crossing on random rays around a point, in looks that become narrower; the point itself if none is nearer."""
    rng, is_negative = np.random.default_rng(RAY_SEED), margin(point[np.newaxis])[0] < 0.0
    for width in RAY_WIDTHS:
        size = np.linalg.norm(point)
        noise = rng.standard_normal((RAYS_PER_LOOK, len(axes))) @ axes / np.sqrt(len(axes))
        towards = point / size + width * noise
        rays = towards / np.linalg.norm(towards, axis=1, keepdims=True)
        candidates = bounded(rays * size * RADIUS_SHARE)
        is_beyond = (margin(candidates) < 0.0) == is_negative
        if not is_beyond.any():
            continue
        nearer = _nearest_on_rays(
            margin, candidates[is_beyond][:RAYS_REFINED], bounded, tolerance=0.01
        )
        # A failure region thinner than the step between the points tried on a ray can be missed: then none is nearer.
        if nearer is not None and np.linalg.norm(nearer) < size:
            point = nearer
    nearest = _nearest_on_rays(margin, point[np.newaxis], bounded)
    return point if nearest is None else nearest


def _nearest_on_rays(margin, towards, bounded, tolerance=1e-7):
    """The nearest point just beyond a change of sign on rays towards some points; None without one."""
    lengths = np.linalg.norm(towards, axis=1, keepdims=True)
    rays = (towards / np.where(lengths > 0.0, lengths, 1.0))[lengths[:, 0] > 0.0]
    radii = _radii(margin, rays, bounded, tolerance)
    ends = bounded(rays * np.where(np.isfinite(radii), radii, 0.0)[:, np.newaxis])
    sizes = np.where(np.isfinite(radii), np.linalg.norm(ends, axis=1), np.inf)
    return ends[sizes.argmin()] if np.isfinite(sizes).any() else None


def _without_needless_coordinates(margin, point):
    """The point with as many coordinates at zero as possible, the smallest first, and still beyond the boundary."""
    order = np.argsort(np.abs(point), kind="stable")
    is_negative = margin(point[np.newaxis])[0] < 0.0
    without_one = np.tile(point, (len(point), 1))
    np.fill_diagonal(without_one, 0.0)
    is_needless = (margin(without_one) < 0.0) == is_negative
    sparser = np.tile(point, (len(point) + 1, 1))
    for number, coordinate in enumerate(order):
        if is_needless[coordinate]:
            sparser[number + 1 :, coordinate] = 0.0
    is_beyond = (margin(sparser) < 0.0) == is_negative
    return sparser[np.flatnonzero(is_beyond & sparser.any(axis=1))[-1]]


def _radii(margin, rays, bounded, tolerance):
    """Return the distance along each ray to just beyond the margin's first change of sign; infinite where it does not change."""

    def margin_on_rays(distances, lines):
        points = bounded(distances[..., np.newaxis] * rays[lines][:, np.newaxis])
        return margin(points.reshape(-1, rays.shape[1])).reshape(distances.shape)

    grid = np.tile(np.linspace(0.0, SEARCH_RADIUS, POINTS_PER_RAY), (len(rays), 1))
    _, after = first_crossings(margin_on_rays, grid, tolerance)
    return np.where(np.isnan(after), np.inf, after)


def _descend(margin, points, sign, step, bounded):
    """One damped step from each point towards the nearest point of the boundary."""
    count, dimensions = points.shape
    moves = step * np.concatenate(
        [np.zeros((1, dimensions)), np.eye(dimensions), -np.eye(dimensions)]
    )
    probes = bounded(points[:, np.newaxis] + moves)
    values = sign * margin(probes.reshape(-1, dimensions)).reshape(count, -1)
    width = np.einsum("sdd->sd", probes[:, 1 : dimensions + 1] - probes[:, dimensions + 1 :])
    rise = values[:, 1 : dimensions + 1] - values[:, dimensions + 1 :]
    slope = rise / np.where(width > 0.0, width, 1.0)
    steepness = (slope**2).sum(axis=1, keepdims=True)
    is_flat = steepness[:, 0] <= 0.0
    linear_margin = (slope * points).sum(axis=1, keepdims=True) - values[:, :1]
    aim = linear_margin / np.where(steepness > 0.0, steepness, 1.0) * slope
    distance = np.linalg.norm(aim, axis=1, keepdims=True)
    aim = aim * np.minimum(1.0, SEARCH_RADIUS / np.where(distance > 0.0, distance, 1.0))
    steps = STEP_SHARES[:, np.newaxis] * (aim - points)[:, np.newaxis]
    candidates = bounded(points[:, np.newaxis] + steps)
    missed_by = np.abs(margin(candidates.reshape(-1, dimensions))).reshape(count, -1)
    penalty = (
        2.0
        * np.maximum(np.linalg.norm(points, axis=1), 1.0)
        / np.where(is_flat, 1.0, np.sqrt(steepness[:, 0]))
    )
    merit = 0.5 * (candidates**2).sum(axis=2) + penalty[:, np.newaxis] * missed_by
    best = candidates[np.arange(count), merit.argmin(axis=1)]
    return np.where(is_flat[:, np.newaxis], points, best)
