"""The point of no return: the last month in which changing a choice still saves the plan.

A choice is a number that the company keeps to. A late change of it is a path: the present value before the month of
the change, the new value from then on. The engine takes a path for any input, so every equation sees the value of its
month: money already spent stays spent, a closed round cannot be made larger, and cards on order are still delivered. A
growth rate that changes applies to the level reached by then. A date can be moved only until the earlier of the old
date and the new one.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.model_inputs import model_inputs
from econ.case.scenario import Scenario
from econ.engine.evaluate import evaluate
from econ.outlook import LARGEST_CHUNK, Outlook
from econ.risk.outcomes import (
    Outcome,
    check_outcome,
    measure_one_at_a_time,
    number_in_force,
    quantities_needed,
    read_outcome,
)
from econ.risk.reverse_stress import margin_to_limit, plan_holds

CANDIDATE_VALUES = 9  # values of a choice, from its low to its high, among which the best is found


def outcome_if_changed_late(
    scenario: Scenario, outcome: Outcome, changes: Sequence[tuple[str, float, int]]
) -> Array:
    """The outcome if one choice takes another value from a month on, for each (key, value, month); shape (changes,).

    A change in month 0 equals the scenario with that value, and one after the horizon the scenario as it is. Raises
    `AssumptionError` for an unknown key, `ValueError` for a value that is not finite.
    """
    check_outcome(scenario, outcome)
    for key, value, _ in changes:
        scenario.case.belief(key)
        if not np.isfinite(value):
            raise ValueError(f"«{key}» must be a finite number, not {value}")
    parts = [
        _outcome_of_chunk(scenario, outcome, changes[first : first + LARGEST_CHUNK])
        for first in range(0, len(changes), LARGEST_CHUNK)
    ]
    return np.concatenate([*parts, np.empty(0)])


def _outcome_of_chunk(scenario, outcome, changes):
    case, count = scenario.case, len(changes)
    given, forced, _ = model_inputs(scenario)
    keys, numbers, months = zip(*changes, strict=True)
    values, since = np.array(numbers, dtype=np.float64), np.array(months, dtype=np.float64)
    for name in {key.split(".")[0] for key in keys} & given.keys():
        path = given[name] if given[name].ndim > len(case.sizes) + 1 else given[name][np.newaxis]
        path = np.array(np.broadcast_to(path, (case.months, *path.shape[1:-1], count)))
        for key, index in case.key_indices(name).items():
            changed = np.array([case.source_of(key) == changed_key for changed_key in keys])
            place = (slice(None), *index)
            before = path[place][:, changed]
            path[place][:, changed] = _path_after_change(
                scenario, key, before, values[changed], since[changed]
            )
        given[name] = path
    kept = {name.split(".")[0] for name in quantities_needed([outcome])}
    paths = evaluate(case.model, given, case.months, case.sizes, count, forced, kept)
    outlook = Outlook(scenario=scenario, values={name: paths[name] for name in kept}, draws=count)
    return read_outcome(outlook, outcome)


def _path_after_change(scenario, key, before, values, since):
    """The path of a choice that takes another value from a month on, shape (months, changes)."""
    case, (name, _, element) = scenario.case, key.partition(".")
    if case.unit_of(name) == "month of plan":
        return np.where(since <= np.minimum(before, values), values, before)
    if "round" in case.per(name):  # terms stay as they were signed when the round closed
        closes = number_in_force(scenario, f"round_month.{element}")
        return np.where(since <= closes, values, before)
    months = np.arange(case.months, dtype=np.float64)[:, np.newaxis]
    is_changed = months >= since
    if case.assumptions[name].compounds:
        # Equations raise the growth factor to the number of months: they need the average growth until each month.
        share_after = np.clip((months - since) / np.maximum(months, 1.0), 0.0, 1.0)
        log_growth = (1.0 - share_after) * np.log1p(before) + share_after * np.log1p(values)
        at_start = (since == 0.0) | (months == 0.0)
        return np.where(at_start, np.where(is_changed, values, before), np.expm1(log_growth))
    return np.where(is_changed, values, before)


def best_values(scenario: Scenario, outcome: Outcome, keys: Sequence[str]) -> dict[str, float]:
    """The value of each choice, between its low and high or among its options, with the best outcome if changed at once.

    A choice keeps its value if it has no range or if no other value is better.
    """
    candidates = {key: _candidates(scenario, key) for key in keys}
    grid = {key: values for key, values in candidates.items() if values.min() < values.max()}
    base, measured = measure_one_at_a_time(
        scenario,
        outcome,
        list(grid),
        np.array(list(grid.values())).reshape(len(grid), CANDIDATE_VALUES),
    )
    best = {key: number_in_force(scenario, key) for key in keys}
    for (key, values), outcomes in zip(grid.items(), measured, strict=True):
        gains = (outcomes - base) * (-1.0 if outcome.better < 0 else 1.0)
        if gains.max() > 0.0:
            best[key] = float(values[gains.argmax()])
    return best


def _candidates(scenario, key):
    """The values of a choice that are tried, shape (9,)."""
    options = scenario.case.assumption_of(key).options
    if options:
        return np.minimum(np.arange(CANDIDATE_VALUES, dtype=np.float64), len(options) - 1.0)
    belief = scenario.belief(key)
    values = np.linspace(belief.low, belief.high, CANDIDATE_VALUES)
    return np.round(values) if scenario.case.unit_of(key) == "month of plan" else values


def find_deadlines(
    scenario: Scenario,
    outcome: Outcome,
    keys: Sequence[str],
    limit: float = 0.0,
    values: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """For each choice the last month in which changing it still keeps the outcome at its limit; the most urgent first.

    Columns key, label, unit, now, value (that of `values`, or the best), reached (the outcome if changed at once, in
    the first month that the preset does not know yet), saves (whether that keeps the limit), last_month (not a number
    where the change does not save the plan) and held (whether the plan holds without a change; then no month is the
    last).
    """
    targets = {**best_values(scenario, outcome, keys), **(values or {})}
    first, months = scenario.months_over, scenario.case.months
    at_once = outcome_if_changed_late(
        scenario, outcome, [(key, targets[key], first) for key in keys]
    )
    held = plan_holds(scenario, outcome, limit)
    saves = margin_to_limit(at_once, outcome, limit) >= 0.0
    saving_keys = [key for key, saved in zip(keys, saves, strict=True) if saved and not held]
    late = outcome_if_changed_late(
        scenario,
        outcome,
        [(key, targets[key], month) for key in saving_keys for month in range(first, months)],
    )
    fails = margin_to_limit(late, outcome, limit) < 0.0
    last_months = {
        key: float(first + failing.argmax() - 1 if failing.any() else months - 1)
        for key, failing in zip(
            saving_keys, fails.reshape(len(saving_keys), months - first), strict=True
        )
    }
    case = scenario.case
    table = pd.DataFrame(
        {
            "key": list(keys),
            "label": [case.label_of(key) for key in keys],
            "unit": [case.unit_of(key) for key in keys],
            "now": [number_in_force(scenario, key) for key in keys],
            "value": [targets[key] for key in keys],
            "reached": at_once,
            "saves": saves,
            "last_month": [last_months.get(key, np.nan) for key in keys],
            "held": held,
        }
    )
    return table.sort_values("last_month", kind="stable", ignore_index=True)
