"""Fit the roofline's constants to published measurements, with standard errors and cross-validation.

SciPy takes longer to import than everything else: import this module where it is needed.
"""

import dataclasses
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from econ.arrays import Array
from econ.case.case import Case
from econ.case.file.options import ACROSS_NODES
from econ.roofline.measurements import DECODE, MeasurementSet
from econ.roofline.prediction import SHARED_CONSTANTS, predict, prediction_errors

NETWORK_CONSTANT = "overlap_share"  # one for all chips whose groups span nodes
LATENCY_CONSTANT = "layer_latency"  # one for each chip that was measured
_PULL = 0.1  # weight of the distance in logarithms from the start, which settles what the points leave open
_FOLDS = 5
_DETERMINED_ERROR = (
    0.5  # standard error, in logarithms, up to which the points determine a constant
)
_NORMAL_P90 = 1.2816  # standard errors from the median to the tenth and the ninetieth percentile
_RELATIVE_STEP = 1e-7  # of a constant, to measure its effect on the residuals
_RELATIVE_EDGE = 1e-3  # distance from a limit up to which a constant counts as being at the limit

_Group = TypeVar("_Group", bound=Hashable)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fit:
    """Fitted constants by key, as in `assumptions.toml`; `overlap_share` is that of every chip whose group spans nodes.

    `standard_errors` are in logarithms, from the curvature of the misses alone: infinite where no point determines the
    constant, `nan` where it is at a limit.
    """

    constants: dict[str, float]
    standard_errors: dict[str, float] = dataclasses.field(default_factory=dict)

    def is_determined(self, key: str) -> bool:
        """Whether the points determine this constant, or push it against its limit."""
        return self.is_at_limit(key) or self.standard_errors[key] <= _DETERMINED_ERROR

    def is_at_limit(self, key: str) -> bool:
        """Whether the fit ended at a limit of the assumption, where a standard error has no meaning."""
        return math.isnan(self.standard_errors[key])

    def percentile_range(self, key: str) -> tuple[float, float]:
        """The tenth and the ninetieth percentile of a constant that the points determine."""
        factor = math.exp(_NORMAL_P90 * self.standard_errors[key])
        return self.constants[key] / factor, self.constants[key] * factor

    def predict(self, case: Case, points: MeasurementSet) -> Array:
        """The predictions of the fitted model; shape (points,)."""
        trial = np.array([list(self.constants.values())])
        return _predict_trials(case, points, tuple(self.constants), trial)[0]


def _predict_trials(
    case: Case, points: MeasurementSet, names: Sequence[str], trials: Array
) -> Array:
    """Predictions under several sets of constants at once; shape (trials, points)."""
    point_count, trial_count = len(points.names), len(trials)
    repeated = _select(points, np.tile(np.arange(point_count), trial_count))
    values = dict(zip(names, trials.T, strict=True))
    given = {name: np.repeat(values[name], point_count) for name in SHARED_CONSTANTS}
    latency, overlap = np.empty((trial_count, point_count)), np.empty((trial_count, point_count))
    for number, chip in enumerate(points.chips):
        latency_key = f"{LATENCY_CONSTANT}.{chip}"
        latency[:, number] = values.get(latency_key, case.beliefs[latency_key].base)
        overlap[:, number] = (
            values[NETWORK_CONSTANT]
            if _spans_nodes(case, chip)
            else case.beliefs[f"{NETWORK_CONSTANT}.{chip}"].base
        )
    given |= {LATENCY_CONSTANT: latency.ravel(), NETWORK_CONSTANT: overlap.ravel()}
    return predict(case.scenario(), repeated, given).reshape(trial_count, point_count)


def _spans_nodes(case: Case, chip: str) -> bool:
    return case.beliefs[f"crosses_nodes.{chip}"].base == ACROSS_NODES


def network_key(case: Case) -> list[str]:
    """The key whose limits and base are those of the common overlap: the first chip whose group spans nodes, if any."""
    keys = [
        f"{NETWORK_CONSTANT}.{chip}" for chip in case.elements["chip"] if _spans_nodes(case, chip)
    ]
    return keys[:1]


def fit_constants(
    case: Case, sets: Sequence[MeasurementSet], start: Mapping[str, float] | None = None
) -> Fit:
    """The constants with the least squared relative errors over all points, from those in force or from `start`.

    The limits of each constant are those of its assumption. A weak pull towards the start keeps what the points do not
    determine, and is left out of the standard errors.
    """
    chips = dict.fromkeys(chip for points in sets if points.kind is DECODE for chip in points.chips)
    keys = [
        *SHARED_CONSTANTS,
        *network_key(case),
        *(f"{LATENCY_CONSTANT}.{chip}" for chip in chips),
    ]
    names = [NETWORK_CONSTANT if key.startswith(NETWORK_CONSTANT) else key for key in keys]
    initial = np.array(
        [
            (start or {}).get(name, case.beliefs[key].base)
            for name, key in zip(names, keys, strict=True)
        ]
    )
    low, high = np.array([case.assumption_of(key).limits for key in keys]).T
    low = np.maximum(low, initial / 1000.0)

    def residuals(trials):
        with np.errstate(all="ignore"):
            misses = [
                np.log(_predict_trials(case, points, names, trials) / points.measured)
                for points in sets
            ]
        return np.concatenate([*misses, _PULL * np.log(trials / initial)], axis=1)

    def slopes(constants):
        # All constants are moved in one run of the model, each away from its nearer limit.
        direction = np.where(constants < (low + high) / 2.0, 1.0, -1.0)
        steps = _RELATIVE_STEP * constants * direction
        rows = residuals(np.vstack([constants, constants + np.diag(steps)]))
        return ((rows[1:] - rows[0]) / steps[:, np.newaxis]).T

    def residuals_of_one(constants):
        return residuals(constants[np.newaxis])[0]

    solution = least_squares(
        residuals_of_one,
        np.clip(initial, low, high),
        slopes,
        bounds=(low, high),
        x_scale=initial,
    )
    constants = solution.x
    free = (constants > low * (1.0 + _RELATIVE_EDGE)) & (constants < high * (1.0 - _RELATIVE_EDGE))
    count = sum(len(points.names) for points in sets)
    jacobian, misses = np.asarray(solution.jac)[:count], np.asarray(solution.fun)[:count]
    errors = _standard_errors(jacobian * constants, misses, free)
    return Fit(
        constants=dict(zip(names, constants.tolist(), strict=True)),
        standard_errors=dict(zip(names, errors, strict=True)),
    )


def _standard_errors(slopes: Array, misses: Array, free: NDArray[np.bool_]) -> list[float]:
    """Standard errors in logarithms: infinite where no point depends on a constant, `nan` where its limit holds it."""
    variance = (misses**2).sum() / max(len(misses) - free.sum(), 1)
    _, sizes, directions = np.linalg.svd(slopes[:, free], full_matrices=True)
    sizes = np.concatenate([sizes, np.zeros(len(directions) - len(sizes))])
    flat = sizes <= sizes.max(initial=0.0) * 1e-6
    spread = variance * ((directions[~flat] / sizes[~flat, np.newaxis]) ** 2).sum(axis=0)
    undetermined = (directions[flat] ** 2).sum(axis=0) > 1e-6
    pushed = np.abs(slopes).max(axis=0) > np.abs(slopes).max() * 1e-6
    errors = np.where(pushed, math.nan, math.inf)
    errors[free] = np.where(undetermined, math.inf, np.sqrt(spread))
    return errors.tolist()


def cross_validated_errors(
    case: Case, decode: MeasurementSet, prefill: MeasurementSet, seed: int = 0
) -> Array:
    """Relative errors of decode points in five folds, each predicted by a fit to the other folds; shape (points,).

    Each fit starts from the constants in force and keeps those that its points do not determine.
    """
    order = np.random.default_rng(seed).permutation(len(decode.names))
    folds = [order[fold::_FOLDS] for fold in range(min(_FOLDS, len(order)))]
    return _held_out_errors(case, decode, prefill, folds)


def errors_without_platform(
    case: Case, points: MeasurementSet, others: MeasurementSet
) -> dict[str, Array]:
    """Relative errors of the points of each chip under a fit without them, by chip.

    A chip whose decode is not in the fit has the mean latency of the other chips, and its published peaks.
    """
    return _errors_by_group(case, points, others, points.chips)


def errors_without_model(
    case: Case, points: MeasurementSet, others: MeasurementSet
) -> dict[tuple[str, str], Array]:
    """Relative errors of the points of each model on each chip under a fit without them, by chip and shape."""
    pairs = tuple(zip(points.chips, points.shapes, strict=True))
    return _errors_by_group(case, points, others, pairs)


def _errors_by_group(
    case: Case, points: MeasurementSet, others: MeasurementSet, group_of_point: Sequence[_Group]
) -> dict[_Group, Array]:
    """Errors of the points of each group under a fit without them, by group."""
    rows_of = {
        group: np.array([row for row, own in enumerate(group_of_point) if own == group])
        for group in dict.fromkeys(group_of_point)
    }
    errors = _held_out_errors(case, points, others, rows_of.values())
    return {group: errors[rows] for group, rows in rows_of.items()}


def _held_out_errors(
    case: Case,
    points: MeasurementSet,
    others: MeasurementSet,
    groups: Iterable[NDArray[np.integer]],
) -> Array:
    """Errors of each group of points under a fit to all other points and to those of the other kind."""
    errors, all_rows = np.empty(len(points.names)), np.arange(len(points.names))
    for rows in groups:
        seen, held_out = _select(points, np.setdiff1d(all_rows, rows)), _select(points, rows)
        constants = fit_constants(case, [seen, others]).constants
        latencies = [value for key, value in constants.items() if key.startswith(LATENCY_CONSTANT)]
        if points.kind is DECODE and latencies:
            unseen_chips = set(held_out.chips) - set(seen.chips)
            mean_latency = float(np.mean(latencies))
            constants |= {f"{LATENCY_CONSTANT}.{chip}": mean_latency for chip in unseen_chips}
        predicted = Fit(constants=constants).predict(case, held_out)
        errors[rows] = prediction_errors(held_out, predicted)
    return errors


def _select(points: MeasurementSet, rows: NDArray[np.integer]) -> MeasurementSet:
    """The points of these rows."""
    return dataclasses.replace(
        points,
        names=tuple(points.names[row] for row in rows),
        chips=tuple(points.chips[row] for row in rows),
        shapes=tuple(points.shapes[row] for row in rows),
        given={name: values[rows] for name, values in points.given.items()},
        measured=points.measured[rows],
        sources=tuple(points.sources[row] for row in rows),
        reasons=tuple(points.reasons[row] for row in rows),
    )
