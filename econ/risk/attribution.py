"""Attribution of a quantity's change between two months to factors, by Shapley values."""

import itertools
import math
from collections.abc import Iterable, Mapping

import numpy as np

from econ.outlook import Outlook, run


def attribute_change(
    outlook: Outlook, key: str, factors: Mapping[str, tuple[str, ...]], month: int
) -> dict[str, float]:
    """Return the contribution of each factor to the change of a quantity from the first month to `month`, in its unit.

    A factor is a group of computed quantities. Each factor is held at its first or its later value in every
    combination, and its part is its average effect over the orders in which the factors could have changed
    (Shapley). The parts and the residual, "everything else", add up to the change.
    """
    case = outlook.case
    groups = [
        [key for name in names for key in case.key_indices(name)] for names in factors.values()
    ]
    states = list(itertools.product((0, 1), repeat=len(groups)))
    rows = {
        key: np.array([outlook.at(key, month if state[number] else 0) for state in states])
        for number, group in enumerate(groups)
        for key in group
    }
    assert all(place.split(".")[0] in case.model.quantities for place in rows), (
        "factors are computed quantities"
    )
    values = run(outlook.scenario, rows, keep=[key])[key][:, month]
    parts = shapley_values(dict(zip(states, values, strict=True)), factors)
    change = outlook.at(key, month) - outlook.at(key, 0)
    return {**parts, "everything else": change - sum(parts.values())}


def shapley_values(
    values: Mapping[tuple[int, ...], float], factors: Iterable[str]
) -> dict[str, float]:
    """The average effect of each factor over all orders in which the factors could have changed.

    `values` has a value for each combination of factors before (0) or after (1) their change. The effects add
    up to the difference between all factors after and all factors before.
    """
    names = tuple(factors)
    orders = math.factorial(len(names))
    weights = [
        math.factorial(changed) * math.factorial(len(names) - changed - 1) / orders
        for changed in range(len(names))
    ]
    parts = dict.fromkeys(names, 0.0)
    for state, value in values.items():
        for number, name in enumerate(names):
            if not state[number]:
                after = values[(*state[:number], 1, *state[number + 1 :])]
                parts[name] += weights[sum(state)] * float(after - value)
    return parts
