"""Fitting: the roofline's constants from published measurements, and how well they hold for points they have not seen."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from scipy.optimize import least_squares

from econ.assumptions import Case
from econ.calibration import DECODE, PREFILL, Points, predict
from econ.vocabulary import Array

SHARED = ("weight_efficiency", "gemm_efficiency", "attention_efficiency", "cache_efficiency", "link_efficiency",
          "vector_passes", "draft_layers", "prefill_efficiency", "untuned_penalty")
NETWORK = "overlap_share"  # one for all chips whose groups span nodes
LATENCY = "layer_latency"  # one for each chip that was measured
PULL = 0.1  # weight of a constant's distance, in logarithms, from the value in force: it decides what the points leave open
FOLDS = 5


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fit:
    """Constants by key, as in `assumptions.toml`; `overlap_share` stands for every chip whose group spans nodes."""

    constants: dict[str, float]

    def predict(self, case: Case, points: Points) -> Array:
        """What the fitted model says of each point."""
        given: dict[str, object] = {name: self.constants[name] for name in SHARED}
        latency = [self.constants.get(f"{LATENCY}.{chip}", case.values[f"{LATENCY}.{chip}"].base) for chip in points.chips]
        overlap = [self.constants[NETWORK] if _spans(case, chip) else case.values[f"{NETWORK}.{chip}"].base
                   for chip in points.chips]
        return predict(case.scenario(), points, given | {LATENCY: np.array(latency), NETWORK: np.array(overlap)})


def _spans(case, chip):
    return case.values[f"crosses_nodes.{chip}"].base > 0.5


def fit(case: Case, sets: Sequence[Points]) -> Fit:
    """The constants that make squared relative errors over all points smallest, starting from those in force.

    The limits of each constant are those of its assumption; a weak pull towards the value in force keeps what a set of
    points does not determine.
    """
    chips = dict.fromkeys(chip for points in sets if points.kind is DECODE for chip in points.chips)
    crossing = next(chip for chip in case.elements["chip"] if _spans(case, chip))
    keys = [*SHARED, f"{NETWORK}.{crossing}", *(f"{LATENCY}.{chip}" for chip in chips)]
    start = np.array([case.values[key].base for key in keys])
    low, high = np.array([case.assumption_of(key).limits for key in keys]).T
    low = np.maximum(low, start / 1000.0)
    names = [NETWORK if key.startswith(NETWORK) else key for key in keys]

    def residuals(x):
        trial = Fit(constants=dict(zip(names, x, strict=True)))
        with np.errstate(all="ignore"):
            misses = [np.log(trial.predict(case, points) / points.measured) for points in sets]
        return np.concatenate([*misses, PULL * np.log(x / start)])

    found = least_squares(residuals, np.clip(start, low, high), bounds=(low, high), x_scale=start)
    return Fit(constants=dict(zip(names, map(float, found.x), strict=True)))


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


__all__ = ["DECODE", "PREFILL", "Fit", "cross_validated", "fit", "without_platform"]
