"""Record every number of the model in many scenarios, and compare records.

    python tests/support/parity.py record FILE.npz               record this checkout and the scenarios of the record
    python tests/support/parity.py compare FILE.npz              compare this checkout with a record: worst difference of each quantity
    python tests/support/parity.py compare FILE.npz --within 1e-12

A record holds every quantity, element and month. It stores its scenarios as overrides, so that both sides of a comparison run
the same ones. A difference is that of a month relative to the largest finite value of the whole path on either side, so that a
number near zero is compared with what its path comes to. A number that is undefined or infinite on one side must be the same on
the other.
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
CHANGED = 0.3  # share of assumptions that a random scenario changes
STRESSED = 0.3  # probability of each stress in a random scenario


@dataclasses.dataclass(frozen=True, kw_only=True)
class Difference:
    """Largest difference between two records in one quantity; `size` is infinite where only one of them is finite."""

    scenario: str
    key: str
    month: int
    size: float


def named_scenarios(case) -> Iterator[dict]:
    """Yield each preset without stress, under each stress and under all stresses, as values that JSON can hold."""
    for preset in case.presets:
        for stresses in ((), *((name,) for name in case.stresses), tuple(case.stresses)):
            yield {"preset": preset, "stresses": list(stresses), "overrides": {}}


def random_scenarios(case, count=RANDOM_SCENARIOS, seed=SEED) -> Iterator[dict]:
    """Yield scenarios with about a third of the assumptions drawn between low and high, determined by the seed."""
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
                    if case.assumption_of(key).takes_whole_numbers
                    else float(value)
                )
        try:
            case.scenario(preset, overrides, stresses)
        except econ.AssumptionError:
            continue  # two rounds in one month, for example
        count -= 1
        yield {"preset": preset, "stresses": stresses, "overrides": overrides}


def scenarios(case) -> list[dict]:
    """Return the scenarios of a record: named ones, then random ones."""
    return [*named_scenarios(case), *random_scenarios(case)]


def label(scenario: Mapping) -> str:
    """Describe a scenario in one line."""
    changes = len(scenario["overrides"])
    return " + ".join([scenario["preset"], *scenario["stresses"]]) + (
        f", {changes} changes" if changes else ""
    )


def run_model(case, scenario: Mapping) -> dict[str, np.ndarray]:
    """Return the path of every computed quantity and element of one scenario."""
    outlook = econ.run(
        case.scenario(scenario["preset"], scenario["overrides"], scenario["stresses"])
    )
    return {
        key: np.array(outlook[key][0])
        for name in case.model.quantities
        for key in case.key_indices(name)
    }


def record(case, which: list[dict], run: Callable = run_model) -> dict[str, np.ndarray]:
    """Return the paths of all quantities, stacked over scenarios: key → (scenarios, months)."""
    paths = [run(case, scenario) for scenario in which]
    return {key: np.stack([path[key] for path in paths]) for key in paths[0]}


def path_difference(
    expected: np.ndarray, actual: np.ndarray, scale: float | None = None
) -> np.ndarray:
    """Return the difference of each month, relative to the largest finite value of either path or to `scale`.

    The difference is zero for equal numbers, two undefined numbers and two infinities of one sign; it is infinite where only
    one side is finite.
    """
    finite = np.isfinite(expected) & np.isfinite(actual)
    same = (expected == actual) | (np.isnan(expected) & np.isnan(actual))
    before, now = np.where(finite, expected, 0.0), np.where(finite, actual, 0.0)
    if scale is None:
        scale = max(np.max(np.abs([before, now]), initial=0.0), np.finfo(float).tiny)
    gap = np.abs(before - now) / scale
    return np.where(same, 0.0, np.where(finite, gap, np.inf))


def differences(
    expected: Mapping[str, np.ndarray],
    actual: Mapping[str, np.ndarray],
    which: list[dict],
    scales: Mapping[str, str] | None = None,
) -> list[Difference]:
    """Return the worst difference of each key that differs, largest first; keys present on one side only are not compared.

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
    """Write a record to a file."""
    np.savez_compressed(path, __scenarios__=np.array(json.dumps(which)), **paths)


def read(path: str | pathlib.Path) -> tuple[list[dict], dict[str, np.ndarray]]:
    """Read the scenarios and paths of a record."""
    with np.load(path) as stored:
        return json.loads(str(stored["__scenarios__"])), {
            key: stored[key] for key in stored.files if key != "__scenarios__"
        }


def main(arguments: list[str] | None = None) -> int:
    """Record or compare; return exit status 1 if a quantity differs by more than allowed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=("record", "compare"))
    parser.add_argument("file")
    parser.add_argument(
        "--within", type=float, default=0.0, help="largest difference allowed, relative to the path"
    )
    options = parser.parse_args(arguments)
    case = econ.load(CASE_FILE)
    if options.action == "record":
        which = scenarios(case)
        save(options.file, which, record(case, which))
        print(f"{len(which)} scenarios recorded")
        return 0
    which, expected = read(options.file)
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
    return int(bool(worst) and worst[0].size > options.within)


if __name__ == "__main__":
    sys.exit(main())
