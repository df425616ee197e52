"""How far answers are off for so many draws, by the way of drawing: writes the table in docs/convergence.md.

.venv/bin/python bench/convergence.py            # a few minutes
"""

import argparse
import pathlib
import sys
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

MONTH = 48  # of the survival that is compared
COUNTS = (256, 1024, 4096)
TIMES = 8  # sets of draws of each kind, apart from each other
TRUTH = (16_384, 4)  # draws and scrambles of what is taken for the truth
NAMES = (
    f"cash lasts {MONTH} months, points",
    "5 % quantile of lowest headroom, bn yuan",
    "expected shortfall 5 %, bn yuan",
)
BEGIN = """# How many draws are enough

Root mean square error of {times} independent sets of draws against {scrambles} scrambles of {draws:,} Sobol points, for the
April case with {keys} uncertain assumptions: {truth}. Printed by `bench/convergence.py`, in {taken:.0f} s.

| draws | way of drawing | {heads} |
|---|---|---|---|---|
"""
END = """
Scrambled Sobol points are what the model draws with. An assumption with a lever stands in one of the first columns, which are the
most even; of hundreds of columns a few pairs far back are correlated by chance (up to .4 at 1,024 points and .2 at 4,096), as
those of any Sobol sequence are. Some of them matter: at 4,096 the demand at the launch list of V4-Pro and the fall of rivals'
list prices by .19. Rules in words, which search for pairs, are found on a Latin hypercube.
Each answer depends on many assumptions at once, on kinks and on whether a round closes, which is why the gain over plain Monte
Carlo is a factor and not a power, and why it is not there for every answer: so few points cannot be even in hundreds of columns,
and at 4,096 the 5 % quantile is no nearer with them. Each error, from eight sets, is itself known to about a quarter.
Wilson's band on the page is that of plain Monte Carlo, and so a little too wide.
"""


def ways(columns):
    """Ways of drawing: name → points in the unit cube for a number of draws and a seed."""
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
    """The three answers that are compared."""
    from econ.risk import survival
    from econ.risk.draws import draws_at_points

    found = survival.run_drawn_futures(scenario, draws_at_points(scenario, chances), len(chances))
    lasts = 100.0 * found.survival[MONTH]
    return (
        lasts,
        float(survival.sample_quantiles(found.headroom, [survival.SHORTFALL_SHARE])[0]),
        found.shortfall,
    )


def main():
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "docs" / "convergence.md")
    out, begun = parser.parse_args().out, time.perf_counter()
    import econ
    from econ.risk.draws import drawable_keys, uncertain_keys

    case = econ.load(ROOT / "assumptions.toml")
    scenario, kinds = case.scenario(), ways(len(drawable_keys(case)))
    draws, scrambles = TRUTH
    truth = np.mean(
        [
            answers(scenario, kinds["scrambled Sobol"](draws, 1000 + seed))
            for seed in range(scrambles)
        ],
        axis=0,
    )
    rows = []
    for count in COUNTS:
        for name, draw in kinds.items():
            off = np.array([answers(scenario, draw(count, seed)) for seed in range(TIMES)]) - truth
            cells = [
                f"{count:,}",
                name,
                *(f"{value:.2f}" for value in np.sqrt((off**2).mean(axis=0))),
            ]
            rows.append(f"| {' | '.join(cells)} |")
            print(rows[-1], flush=True)
    said = ", ".join(
        f"{name.split(',')[0]} {value:.2f}" for name, value in zip(NAMES, truth, strict=True)
    )
    begin = BEGIN.format(
        times=TIMES,
        scrambles=scrambles,
        draws=draws,
        keys=len(uncertain_keys(scenario)),
        truth=said,
        heads=" | ".join(NAMES),
        taken=time.perf_counter() - begun,
    )
    out.write_text(begin + "\n".join(rows) + "\n" + END, "utf-8")


if __name__ == "__main__":
    main()
