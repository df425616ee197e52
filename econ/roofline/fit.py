"""Fitting: the roofline's constants from published measurements, what the points leave open, and how well they hold unseen."""

import dataclasses
import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import least_squares

from econ.arrays import Array
from econ.case.case import Case
from econ.roofline.measurements import DECODE, MeasurementSet
from econ.roofline.prediction import SHARED_CONSTANTS, predict

NETWORK_CONSTANT = "overlap_share"  # one for all chips whose groups span nodes
LATENCY_CONSTANT = "layer_latency"  # one for each chip that was measured
PULL = 0.1  # weight of a constant's distance, in logarithms, from the value in force: it decides what the points leave open
FOLDS = 5
TOLD = 0.5  # standard error, in logarithms, up to which the points count as telling a constant
EIGHTY = 1.2816  # standard errors from the middle to the tenth and the ninetieth percentile
STEP = 1e-7  # how far a constant is moved, relatively, to see what it does
EDGE = 1e-3  # how near to a limit, relatively, counts as at it


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fit:
    """Constants by key, as in `assumptions.toml`; `overlap_share` stands for every chip whose group spans nodes.

    `error` is the standard error of each in logarithms, from the curvature of the misses alone: infinite where no point
    tells it, not a number where a constant stands at its limit.
    """

    constants: dict[str, float]
    error: dict[str, float] = dataclasses.field(default_factory=dict)

    def told(self, key: str) -> bool:
        """Whether the points tell this constant, or push it against its limit."""
        return self.at_limit(key) or self.error[key] <= TOLD

    def at_limit(self, key: str) -> bool:
        """Whether the fit stopped at a limit of the assumption, where its error has no meaning."""
        return math.isnan(self.error[key])

    def span(self, key: str) -> tuple[float, float]:
        """The tenth and the ninetieth percentile that the curvature gives a constant the points tell."""
        factor = math.exp(EIGHTY * self.error[key])
        return self.constants[key] / factor, self.constants[key] * factor

    def predict(self, case: Case, points: MeasurementSet) -> Array:
        """What the fitted model says of each point."""
        return _predicted(
            case, points, tuple(self.constants), np.array([list(self.constants.values())])
        )[0]


def _predicted(case, points, names, trials):
    """What the model says of each point under several sets of constants at once; shape (trials, points)."""
    each, many = len(points.names), len(trials)
    tiled, told = (
        _some(points, np.tile(np.arange(each), many)),
        dict(zip(names, trials.T, strict=True)),
    )
    given: dict[str, object] = {name: np.repeat(told[name], each) for name in SHARED_CONSTANTS}
    latency, overlap = np.empty((many, each)), np.empty((many, each))
    for number, chip in enumerate(points.chips):
        latency[:, number] = told.get(
            f"{LATENCY_CONSTANT}.{chip}", case.beliefs[f"{LATENCY_CONSTANT}.{chip}"].base
        )
        overlap[:, number] = (
            told[NETWORK_CONSTANT]
            if _spans(case, chip)
            else case.beliefs[f"{NETWORK_CONSTANT}.{chip}"].base
        )
    given |= {LATENCY_CONSTANT: latency.ravel(), NETWORK_CONSTANT: overlap.ravel()}
    return predict(case.scenario(), tiled, given).reshape(many, each)


def _spans(case, chip):
    return case.beliefs[f"crosses_nodes.{chip}"].base > 0.5


def network_key(case: Case) -> list[str]:
    """The key that stands for the overlap of all chips whose groups span nodes: that of the first; none without any."""
    return [f"{NETWORK_CONSTANT}.{chip}" for chip in case.elements["chip"] if _spans(case, chip)][
        :1
    ]


def fit_constants(
    case: Case, sets: Sequence[MeasurementSet], start: Mapping[str, float] | None = None
) -> Fit:
    """The constants that make squared relative errors over all points smallest, starting from those in force or from `start`.

    The limits of each constant are those of its assumption; a weak pull towards the start keeps what a set of points does
    not determine, and is left out of the standard errors.
    """
    chips = dict.fromkeys(chip for points in sets if points.kind is DECODE for chip in points.chips)
    keys = [
        *SHARED_CONSTANTS,
        *network_key(case),
        *(f"{LATENCY_CONSTANT}.{chip}" for chip in chips),
    ]
    names = [NETWORK_CONSTANT if key.startswith(NETWORK_CONSTANT) else key for key in keys]
    begin = np.array(
        [
            (start or {}).get(name, case.beliefs[key].base)
            for name, key in zip(names, keys, strict=True)
        ]
    )
    low, high = np.array([case.assumption_of(key).limits for key in keys]).T
    low = np.maximum(low, begin / 1000.0)

    def residuals(trials):
        with np.errstate(all="ignore"):
            misses = [
                np.log(_predicted(case, points, names, trials) / points.measured) for points in sets
            ]
        return np.concatenate([*misses, PULL * np.log(trials / begin)], axis=1)

    def slopes(
        x,
    ):  # all constants are moved in one run of the model, each away from its nearer limit
        steps = STEP * x * np.where(x < (low + high) / 2.0, 1.0, -1.0)
        rows = residuals(np.vstack([x, x + np.diag(steps)]))
        return ((rows[1:] - rows[0]) / steps[:, np.newaxis]).T

    found = least_squares(
        lambda x: residuals(x[np.newaxis])[0],
        np.clip(begin, low, high),
        slopes,
        bounds=(low, high),
        x_scale=begin,
    )
    free = (found.x > low * (1.0 + EDGE)) & (found.x < high * (1.0 - EDGE))
    count = sum(len(points.names) for points in sets)
    error = _standard_errors(found.jac[:count] * found.x, found.fun[:count], free)
    return Fit(
        constants=dict(zip(names, map(float, found.x), strict=True)),
        error=dict(zip(names, error, strict=True)),
    )


def _standard_errors(slopes, misses, free):
    """Of each constant, in logarithms: infinite where no point answers to it, not a number where it is kept by its limit."""
    variance = (misses**2).sum() / max(len(misses) - free.sum(), 1)
    _, sizes, directions = np.linalg.svd(slopes[:, free], full_matrices=True)
    sizes = np.concatenate([sizes, np.zeros(len(directions) - len(sizes))])
    flat = sizes <= sizes.max(initial=0.0) * 1e-6
    spread = variance * ((directions[~flat] / sizes[~flat, np.newaxis]) ** 2).sum(axis=0)
    unseen = (directions[flat] ** 2).sum(axis=0) > 1e-6
    pushed = np.abs(slopes).max(axis=0) > np.abs(slopes).max() * 1e-6
    errors = np.where(pushed, math.nan, math.inf)
    errors[free] = np.where(unseen, math.inf, np.sqrt(spread))
    return map(float, errors)


def cross_validated_errors(
    case: Case, decode: MeasurementSet, prefill: MeasurementSet, seed: int = 0
) -> Array:
    """Relative errors of decode points in five folds, each predicted by a fit that has not seen it; shape (points,).

    Each fit starts from the constants in force and keeps those its points do not determine.
    """
    order = np.random.default_rng(seed).permutation(len(decode.names))
    folds = [order[fold::FOLDS] for fold in range(min(FOLDS, len(order)))]
    return _left_out(case, decode, prefill, folds)


def errors_without_platform(
    case: Case, points: MeasurementSet, others: MeasurementSet
) -> dict[str, Array]:
    """Relative errors of the points of each chip under a fit that has seen none of them, by chip; of one kind of points.

    What a fit takes of a chip it has not seen decode is the mean of the other chips' latencies, and its published peaks.
    """
    return _without(case, points, others, points.chips)


def errors_without_model(
    case: Case, points: MeasurementSet, others: MeasurementSet
) -> dict[tuple[str, str], Array]:
    """Relative errors of the points of each model on each chip under a fit that has seen none of them, by chip and shape."""
    return _without(case, points, others, tuple(zip(points.chips, points.shapes, strict=True)))


def _without(case, points, others, keys):
    """Errors of the points of each key under a fit to all the others, by key."""
    groups = {
        key: np.array([n for n, own in enumerate(keys) if own == key])
        for key in dict.fromkeys(keys)
    }
    errors = _left_out(case, points, others, list(groups.values()))
    return {key: errors[rows] for key, rows in groups.items()}


def _left_out(case, points, others, groups):
    """Errors of each group of points under a fit to the rest of them and to the points of the other kind."""
    found, every = np.empty(len(points.names)), np.arange(len(points.names))
    for out in groups:
        rest, left = _some(points, np.setdiff1d(every, out)), _some(points, out)
        seen = fit_constants(case, [rest, others])
        unknown = set(left.chips) - set(rest.chips) if points.kind is DECODE else ()
        latencies = [
            value for key, value in seen.constants.items() if key.startswith(LATENCY_CONSTANT)
        ]
        guesses = {
            f"{LATENCY_CONSTANT}.{chip}": float(np.mean(latencies)) for chip in unknown if latencies
        }
        guess = Fit(constants=seen.constants | guesses)
        found[out] = guess.predict(case, left) / left.measured - 1.0
    return found


def _some(points, rows):
    """Some of the points, by number."""
    return dataclasses.replace(
        points,
        names=tuple(points.names[i] for i in rows),
        chips=tuple(points.chips[i] for i in rows),
        shapes=tuple(points.shapes[i] for i in rows),
        given={name: values[rows] for name, values in points.given.items()},
        measured=points.measured[rows],
        sources=tuple(points.sources[i] for i in rows),
        reasons=tuple(points.reasons[i] for i in rows),
    )
