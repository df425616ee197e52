"""Compare the generated model with the engine: every quantity, element and month of a scenario."""

import numpy as np

import econ
from econ import twin
from econ.arrays import AXES
from econ.units import NEXT_TO_NOTHING
from support import parity
from support.companies import CASES
from support.sampling import FULL, sample

WITHIN = 1e-9  # of the largest value of a path
# Residues of a subtraction are compared with what was subtracted.
RESIDUES = {"balance_gap": "total_assets"}
TWINS = {name: twin.generate(case) for name, case in CASES.items()}
RANDOM = 50 if FULL else 3
NAMED = 6  # of the scenarios with a name, unless all are tried


def scenarios(name):
    """Return the scenarios of a company in which the two are compared."""
    case = CASES[name]
    named = sample(parity.named_scenarios(case), NAMED)
    which = [*named, *parity.random_scenarios(case, RANDOM)]
    return [case.scenario(s["preset"], s["overrides"], s["stresses"]) for s in which]


def paths(array, months):
    """Return an array of the engine as (months, elements)."""
    array = array if array.ndim > AXES else array[np.newaxis]
    return np.broadcast_to(array, (months, *array.shape[1:])).reshape(months, -1)


def disagreements(scenario, made=None):
    """Return a line for each quantity in which the twin is further from the engine than allowed, or finite where that is not."""
    outlook = econ.run(scenario, generated=False)
    values = (made or twin.generate(scenario.case)).run(scenario)
    assert values.keys() == outlook.values.keys()
    lines, months = [], scenario.case.months
    for name, expected in outlook.values.items():
        before, now = paths(expected, months), paths(values[name], months)
        assert before.shape == now.shape, name
        beside = paths(outlook.values[RESIDUES.get(name, name)], months)
        sizes = np.max(np.where(np.isfinite(beside), np.abs(beside), 0.0), axis=0)
        scale = np.maximum(sizes, NEXT_TO_NOTHING)
        worst = np.max(parity.path_difference(before, now, scale))
        if worst > WITHIN:
            lines.append(f"{name}: {worst:.1e} in {scenario.title}")
    return lines
