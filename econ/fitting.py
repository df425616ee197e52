"""Fitting: the roofline's constants from published measurements, what the points leave open, and how well they hold unseen."""

import dataclasses
import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import least_squares

from econ.assumptions import Case
from econ.calibration import predict
from econ.points import DECODE, Points
from econ.vocabulary import Array

SHARED = ("weight_efficiency", "gemm_efficiency", "attention_efficiency", "cache_efficiency", "link_efficiency",
          "vector_passes", "draft_layers", "prefill_efficiency", "untuned_penalty")
NETWORK = "overlap_share"  # one for all chips whose groups span nodes
LATENCY = "layer_latency"  # one for each chip that was measured
PULL = 0.1  # weight of a constant's distance, in logarithms, from the value in force: it decides what the points leave open
FOLDS = 5
TOLD = 0.5  # standard error, in logarithms, up to which the points count as telling a constant
EIGHTY = 1.2816  # standard errors from the middle to the tenth and the ninetieth percentile
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

    def predict(self, case: Case, points: Points) -> Array:
        """What the fitted model says of each point."""
        given: dict[str, object] = {name: self.constants[name] for name in SHARED}
        latency = [self.constants.get(f"{LATENCY}.{chip}", case.values[f"{LATENCY}.{chip}"].base) for chip in points.chips]
        overlap = [self.constants[NETWORK] if _spans(case, chip) else case.values[f"{NETWORK}.{chip}"].base
                   for chip in points.chips]
        return predict(case.scenario(), points, given | {LATENCY: np.array(latency), NETWORK: np.array(overlap)})


def _spans(case, chip):
    return case.values[f"crosses_nodes.{chip}"].base > 0.5


def fit(case: Case, sets: Sequence[Points], start: Mapping[str, float] | None = None) -> Fit:
    """The constants that make squared relative errors over all points smallest, starting from those in force or from `start`.

    The limits of each constant are those of its assumption; a weak pull towards the start keeps what a set of points does
    not determine, and is left out of the standard errors.
    """
    chips = dict.fromkeys(chip for points in sets if points.kind is DECODE for chip in points.chips)
    crossing = next(chip for chip in case.elements["chip"] if _spans(case, chip))
    keys = [*SHARED, f"{NETWORK}.{crossing}", *(f"{LATENCY}.{chip}" for chip in chips)]
    names = [NETWORK if key.startswith(NETWORK) else key for key in keys]
    begin = np.array([(start or {}).get(name, case.values[key].base) for name, key in zip(names, keys, strict=True)])
    low, high = np.array([case.assumption_of(key).limits for key in keys]).T
    low = np.maximum(low, begin / 1000.0)

    def residuals(x):
        trial = Fit(constants=dict(zip(names, x, strict=True)))
        with np.errstate(all="ignore"):
            misses = [np.log(trial.predict(case, points) / points.measured) for points in sets]
        return np.concatenate([*misses, PULL * np.log(x / begin)])

    found = least_squares(residuals, np.clip(begin, low, high), bounds=(low, high), x_scale=begin)
    free = (found.x > low * (1.0 + EDGE)) & (found.x < high * (1.0 - EDGE))
    count = sum(len(points.names) for points in sets)
    error = _standard_errors(found.jac[:count] * found.x, found.fun[:count], free)
    return Fit(constants=dict(zip(names, map(float, found.x), strict=True)), error=dict(zip(names, error, strict=True)))


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


def cross_validated(case: Case, decode: Points, prefill: Points, seed: int = 0) -> Array:
    """Relative errors of decode points in five folds, each predicted by a fit that has not seen it; shape (points,).

    Each fit starts from the constants in force and keeps those its points do not determine.
    """
    order = np.random.default_rng(seed).permutation(len(decode.names))
    return _left_out(case, decode, prefill, [order[fold::FOLDS] for fold in range(FOLDS)])


def without_platform(case: Case, decode: Points, prefill: Points) -> dict[str, Array]:
    """Relative errors of the decode points of each chip under a fit that has seen none of them, by chip.

    Its latency is then the mean of the other chips'; what is known of a chip are its published peaks alone.
    """
    groups = {chip: np.array([n for n, name in enumerate(decode.chips) if name == chip]) for chip in dict.fromkeys(decode.chips)}
    errors = _left_out(case, decode, prefill, list(groups.values()))
    return {chip: errors[rows] for chip, rows in groups.items()}


def _left_out(case, decode, prefill, groups):
    """Errors of each group of points under a fit to all the others."""
    found, every = np.empty(len(decode.names)), np.arange(len(decode.names))
    for out in groups:
        rest, left = _some(decode, np.setdiff1d(every, out)), _some(decode, out)
        seen = fit(case, [rest, prefill])
        unknown = set(left.chips) - set(rest.chips)
        mean = float(np.mean([value for key, value in seen.constants.items() if key.startswith(LATENCY)]))
        guess = Fit(constants=seen.constants | {f"{LATENCY}.{chip}": mean for chip in unknown})
        found[out] = guess.predict(case, left) / left.measured - 1.0
    return found


def _some(points, rows):
    """Some of the points, by number."""
    return dataclasses.replace(
        points, names=tuple(points.names[i] for i in rows), chips=tuple(points.chips[i] for i in rows),
        shapes=tuple(points.shapes[i] for i in rows), given={name: values[rows] for name, values in points.given.items()},
        measured=points.measured[rows], sources=tuple(points.sources[i] for i in rows))
