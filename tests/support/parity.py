"""Every number of the model in many scenarios, recorded and compared.

    python tests/support/parity.py record FILE.npz               the model of this checkout, and the scenarios it was run in
    python tests/support/parity.py compare FILE.npz              this checkout against a record: the worst difference of each quantity
    python tests/support/parity.py compare FILE.npz --within 1e-12

A record holds every quantity, element and month. Scenarios are kept with it, as overrides, so that both sides of a comparison
run the same ones. A difference is stated relative to the largest finite value of the path; numbers that are undefined or
infinite on one side must be so on the other.
"""

import argparse
import dataclasses
import json
import pathlib
import sys
from collections.abc import Callable, Iterator, Mapping

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

import econ
from econ.data import CASE_FILE

RANDOM_SCENARIOS = 20
SEED = 14
CHANGED = 0.3  # share of the assumptions that a random scenario changes
STRESSED = 0.3  # chance that a random scenario carries each of the stresses


@dataclasses.dataclass(frozen=True, kw_only=True)
class Difference:
    """Where two records differ most in one quantity; `size` is infinite where only one of them is a number."""

    scenario: str
    key: str
    month: int
    size: float


def named_scenarios(case) -> Iterator[dict]:
    """Each preset alone, under each stress and under all of them, as JSON can hold it."""
    for preset in case.presets:
        for stresses in ((), *((name,) for name in case.stresses), tuple(case.stresses)):
            yield {"preset": preset, "stresses": list(stresses), "overrides": {}}


def random_scenarios(case, count=RANDOM_SCENARIOS, seed=SEED) -> Iterator[dict]:
    """Scenarios with a third of the assumptions anywhere between their low and high; the same for the same seed."""
    generator = np.random.default_rng(seed)
    while count:
        preset = list(case.presets)[generator.integers(len(case.presets))]
        stresses = [name for name in case.stresses if generator.random() < STRESSED]
        overrides = {}
        for key in sorted(case.keys()):
            belief, place, changed = (
                case.belief(key, preset, stresses),
                generator.random(),
                generator.random() < CHANGED,
            )
            if changed and not case.assumption_of(key).dated:
                value = belief.low + (belief.high - belief.low) * place
                overrides[key] = (
                    float(round(value))
                    if case.assumption_of(key).unit == "switch"
                    else float(value)
                )
        try:
            case.scenario(preset, overrides, stresses)
        except econ.AssumptionError:
            continue  # two rounds in one month, for example
        count -= 1
        yield {"preset": preset, "stresses": stresses, "overrides": overrides}


def scenarios(case) -> list[dict]:
    """The scenarios of a record: named ones, then random ones."""
    return [*named_scenarios(case), *random_scenarios(case)]


def label(scenario: Mapping) -> str:
    """A scenario in a line."""
    changes = len(scenario["overrides"])
    return " + ".join([scenario["preset"], *scenario["stresses"]]) + (
        f", {changes} changes" if changes else ""
    )


def run_model(case, scenario: Mapping) -> dict[str, np.ndarray]:
    """Every computed quantity and element of one scenario: its path over the months."""
    outlook = econ.run(
        case.scenario(scenario["preset"], scenario["overrides"], scenario["stresses"])
    )
    return {
        key: np.array(outlook[key][0])
        for name in case.model.quantities
        for key in case.places(name)
    }


def record(case, which: list[dict], run: Callable = run_model) -> dict[str, np.ndarray]:
    """The paths of all quantities, stacked over scenarios: key → (scenarios, months)."""
    paths = [run(case, scenario) for scenario in which]
    return {key: np.stack([path[key] for path in paths]) for key in paths[0]}


def path_difference(
    expected: np.ndarray, actual: np.ndarray, scale: float | None = None
) -> np.ndarray:
    """How far each month is off, relative to the largest finite value of the expected path (or to `scale`).

    Equal bits, two undefined numbers and two infinities of one sign are zero; an undefined number or an infinity on one
    side alone is infinite.
    """
    finite = np.isfinite(expected) & np.isfinite(actual)
    same = (expected == actual) | (np.isnan(expected) & np.isnan(actual))
    if scale is None:
        scale = max(
            (float(np.max(np.abs(expected[finite]))) if finite.any() else 0.0), np.finfo(float).tiny
        )
    gap = np.abs(np.where(finite, expected, 0.0) - np.where(finite, actual, 0.0)) / scale
    return np.where(same, 0.0, np.where(finite, gap, np.inf))


def differences(
    expected: Mapping[str, np.ndarray],
    actual: Mapping[str, np.ndarray],
    which: list[dict],
    scales: Mapping[str, str] | None = None,
) -> list[Difference]:
    """The worst difference of each key that differs, largest first; keys on one side alone are not compared.

    `scales` measures a quantity that is a residue of cancellation (such as `balance_gap`) against the path of another.
    """
    worst = []
    for key in sorted(expected.keys() & actual.keys()):
        other = (scales or {}).get(key)
        sizes = np.stack(
            [
                path_difference(
                    before, now, float(np.max(np.abs(expected[other][row]))) if other else None
                )
                for row, (before, now) in enumerate(zip(expected[key], actual[key], strict=True))
            ]
        )
        if np.any(sizes > 0):
            row, month = np.unravel_index(np.argmax(sizes), sizes.shape)
            worst.append(
                Difference(
                    scenario=label(which[row]),
                    key=key,
                    month=int(month),
                    size=float(sizes[row, month]),
                )
            )
    return sorted(worst, key=lambda difference: -difference.size)


def save(path: str | pathlib.Path, which: list[dict], paths: Mapping[str, np.ndarray]) -> None:
    """Write a record."""
    np.savez_compressed(path, __scenarios__=np.array(json.dumps(which)), **paths)


def read(path: str | pathlib.Path) -> tuple[list[dict], dict[str, np.ndarray]]:
    """The scenarios and the paths of a record."""
    with np.load(path) as stored:
        return json.loads(str(stored["__scenarios__"])), {
            key: stored[key] for key in stored.files if key != "__scenarios__"
        }


def main(arguments: list[str] | None = None) -> int:
    """Record or compare; exit status 1 where a quantity differs by more than allowed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=("record", "compare"))
    parser.add_argument("file")
    parser.add_argument(
        "--within", type=float, default=0.0, help="largest difference allowed, relative to the path"
    )
    asked = parser.parse_args(arguments)
    case = econ.load(CASE_FILE)
    if asked.action == "record":
        which = scenarios(case)
        save(asked.file, which, record(case, which))
        print(f"{len(which)} scenarios recorded")
        return 0
    which, expected = read(asked.file)
    actual = record(case, which)
    missing, new = sorted(expected.keys() - actual.keys()), sorted(actual.keys() - expected.keys())
    for words, names in (("gone", missing), ("new", new)):
        if names:
            print(f"{words}: {', '.join(sorted({name.split('.')[0] for name in names}))}")
    worst = differences(expected, actual, which, {"balance_gap": "total_assets"})
    for difference in worst[:20]:
        print(
            f"{difference.key} in month {difference.month} of {difference.scenario}: {difference.size:.1e}"
        )
    print(
        f"{len(expected)} paths × {len(which)} scenarios: {len(worst)} differ, worst {worst[0].size if worst else 0:.1e}"
    )
    return int(bool(worst) and worst[0].size > asked.within)


if __name__ == "__main__":
    sys.exit(main())
