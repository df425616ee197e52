"""Error of three answers by number of draws and sampling method: writes docs/convergence.md.

.venv/bin/python bench/convergence.py            # half a minute
"""

import argparse
import pathlib
import sys
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

MONTH = 48  # month at which survival is compared
COUNTS = (256, 1024, 4096)
TIMES = 8  # independent sets of draws per method and count
TRUTH = (16_384, 4)  # draws and scrambles of the reference answer
NAMES = (
    f"cash lasts {MONTH} months, points",
    "5 % quantile of lowest headroom, bn yuan",
    "expected shortfall 5 %, bn yuan",
)
BEGIN = """# How many draws are enough

Root mean square error of {times} independent sets of draws against {scrambles} scrambles of {draws:,} Sobol points, for the
April case with {keys} uncertain assumptions: {truth}. Printed by `bench/convergence.py`, in {taken:.0f} s.

| draws | sampling method | {heads} |
|---|---|---|---|---|
"""
END = """
The model draws with scrambled Sobol points. Assumptions with a lever take the first columns, which are the most even. Among
hundreds of columns, a few later pairs are correlated by chance, as in any Sobol sequence:

{correlations}

Rule search, which looks for pairs, therefore uses a Latin hypercube.

Each answer depends on many assumptions at once, on kinks and on whether a round closes. The gain over plain Monte Carlo is
therefore a constant factor rather than a faster rate of convergence, and differs by answer. At 4,096 points, the errors of survival
and of the 5 % quantile are a half and a quarter of those of plain Monte Carlo, and that of expected shortfall is three quarters. Each
error is estimated from eight sets and is itself uncertain by about a quarter. Expected shortfall is the mean of a long tail. At 4,096
points it is known to within about 5 bn yuan, a thirtieth of its size. The page *Many futures* shows Wilson's interval for plain Monte
Carlo, which is slightly too wide for these points.
"""


def sampling_methods(columns):
    """Sampling methods: name → function of a number of draws and a seed that returns points in the unit cube."""
    from scipy.stats import qmc

    from econ.risk.draws import sobol_points

    return {
        "Monte Carlo": lambda count, seed: np.random.default_rng(seed).random((count, columns)),
        "Latin hypercube": lambda count, seed: qmc.LatinHypercube(
            columns, rng=np.random.default_rng(seed)
        ).random(count),
        "scrambled Sobol": lambda count, seed: sobol_points(count, columns, seed),
    }


def answers(scenario, chances):
    """The three answers compared: survival in points, a quantile of lowest headroom, and expected shortfall."""
    from econ.risk import survival
    from econ.risk.draws import draws_at_points

    futures = survival.run_drawn_futures(scenario, draws_at_points(scenario, chances), len(chances))
    lasts = 100.0 * futures.survival[MONTH]
    return (
        lasts,
        float(survival.sample_quantiles(futures.headroom, [survival.SHORTFALL_SHARE])[0]),
        futures.shortfall,
    )


def chance_correlations(scenario, draw):
    """Rows of a table: the correlations between columns that scrambled Sobol points have by chance, by number of points.

    Only assumptions that are drawn count, and a correlation counts from 0.1 on.
    """
    from econ.risk.draws import drawable_keys, uncertain_keys

    drawable, drawn = drawable_keys(scenario.case), set(uncertain_keys(scenario))
    columns = [column for column, key in enumerate(drawable) if key in drawn]
    pairs = np.triu_indices(len(columns), 1)
    yield f"| points | pairs above 0.1 of {len(pairs[0]):,} | largest correlation | between |"
    yield "|---|---|---|---|"
    for count in COUNTS:
        correlations = np.corrcoef(draw(count, 0)[:, columns], rowvar=False)[pairs]
        largest = np.abs(correlations).argmax()
        between = " and ".join(f"`{drawable[columns[side[largest]]]}`" for side in pairs)
        cells = (
            f"{count:,}",
            f"{(np.abs(correlations) > 0.1).sum():,}",
            f"{correlations[largest]:.2f}",
            between,
        )
        yield f"| {' | '.join(cells)} |"


def main():
    """Measure the errors and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "docs" / "convergence.md")
    out, begun = parser.parse_args().out, time.perf_counter()
    import econ
    from econ.risk.draws import drawable_keys, uncertain_keys

    case = econ.load(ROOT / "assumptions.toml")
    scenario, methods = case.scenario(), sampling_methods(len(drawable_keys(case)))
    draws, scrambles = TRUTH
    truth = np.mean(
        [
            answers(scenario, methods["scrambled Sobol"](draws, 1000 + seed))
            for seed in range(scrambles)
        ],
        axis=0,
    )
    rows = []
    for count in COUNTS:
        for name, draw in methods.items():
            errors = (
                np.array([answers(scenario, draw(count, seed)) for seed in range(TIMES)]) - truth
            )
            cells = [
                f"{count:,}",
                name,
                *(f"{value:.2f}" for value in np.sqrt((errors**2).mean(axis=0))),
            ]
            rows.append(f"| {' | '.join(cells)} |")
            print(rows[-1], flush=True)
    reference = ", ".join(
        f"{name.split(',')[0]} {value:.2f}" for name, value in zip(NAMES, truth, strict=True)
    )
    begin = BEGIN.format(
        times=TIMES,
        scrambles=scrambles,
        draws=draws,
        keys=len(uncertain_keys(scenario)),
        truth=reference,
        heads=" | ".join(NAMES),
        taken=time.perf_counter() - begun,
    )
    correlations = "\n".join(chance_correlations(scenario, methods["scrambled Sobol"]))
    end = END.format(correlations=correlations)
    out.write_text(begin + "\n".join(rows) + "\n" + end, "utf-8")


if __name__ == "__main__":
    main()
