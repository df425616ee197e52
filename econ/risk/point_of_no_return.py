"""The point of no return: the last month in which changing a choice still saves the plan.

A choice is a number that the company keeps to. That it is changed late is a path: the present value before the month, the
new one from it on. The engine takes a path for any input, so every equation sees what is in force in its month: money
already spent stays spent, a round that has closed cannot be made larger, and cards on order keep coming. Growth goes on at
the new rate from what has been reached. A date can be moved only while neither it nor the new one has passed.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.scenario import Scenario, inputs
from econ.engine.evaluate import evaluate
from econ.outlook import LARGEST_CHUNK, Outlook
from econ.risk.outcomes import (
    Outcome,
    check_outcome,
    measure_one_at_a_time,
    measure_outcome,
    quantities_needed,
    read_outcome,
    value_in_force,
)
from econ.risk.reverse_stress import margin_to_limit

ROUND_DIMENSION = "round"
CANDIDATE_VALUES = 9  # values of a choice between its low and its high, of which the best is taken


def outcome_if_changed_late(
    scenario: Scenario, wanted: Outcome, changes: Sequence[tuple[str, float, int]]
) -> Array:
    """The outcome if one choice takes another value from a month on, for each (key, value, month); shape (changes,).

    A change in month 0 is the scenario with that value, one after the horizon is the scenario as it is. Raises
    `AssumptionError` for a key that is not there, `ValueError` for a value that is not finite.
    """
    check_outcome(scenario, wanted)
    for key, value, _ in changes:
        scenario.case.belief(key)
        if not np.isfinite(value):
            raise ValueError(f"«{key}» must be a finite number, not {value}")
    parts = [
        _late(scenario, wanted, changes[first : first + LARGEST_CHUNK])
        for first in range(0, len(changes), LARGEST_CHUNK)
    ]
    return np.concatenate([*parts, np.empty(0)])


def _late(scenario, wanted, changes):
    case, model = scenario.case, scenario.case.model
    given, forced, _ = inputs(scenario)
    values, since = (
        np.array(column, dtype=np.float64) for column in list(zip(*changes, strict=True))[1:]
    )
    for name in {key.split(".")[0] for key, _, _ in changes}:
        lead = given[name] if given[name].ndim > len(case.sizes) + 1 else given[name][np.newaxis]
        path = np.array(np.broadcast_to(lead, (case.months, *lead.shape[1:-1], len(changes))))
        for key, index in case.places(name).items():
            own = np.array([case.source_of(key) == each for each, _, _ in changes])
            before = path[(slice(None), *index)][:, own]
            after = _switched(case, name, before, values[own], since[own])
            if (
                ROUND_DIMENSION in case.per(name) and case.unit_of(name) != "month of plan"
            ):  # terms that were signed stay as they are
                closes = value_in_force(scenario, f"{ROUND_DIMENSION}_month.{key.split('.')[1]}")
                after = np.where(since[own] <= closes, values[own], before)
            path[(slice(None), *index)][:, own] = after
        given[name] = path
    kept = {name.split(".")[0] for name in quantities_needed([wanted])}
    found = evaluate(model, given, case.months, case.sizes, len(changes), forced, kept)
    return read_outcome(
        Outlook(scenario=scenario, values={name: found[name] for name in kept}, draws=len(changes)),
        wanted,
    )


def _switched(case, name, before, values, since):
    """The path of a choice that takes another value from a month on, shape (months, changes)."""
    months = np.arange(case.months, dtype=np.float64)[:, np.newaxis]
    if case.unit_of(name) == "month of plan":
        return np.where(since <= np.minimum(before, values), values, before)
    if _compounds(
        case, name
    ):  # equations raise it to the months since the beginning: the average rate until then
        after = np.clip((months - since) / np.maximum(months, 1.0), 0.0, 1.0)
        grown = (1.0 - after) * np.log1p(before) + after * np.log1p(values)
        return np.where(
            (since == 0.0) | (months == 0.0),
            np.where(months >= since, values, before),
            np.expm1(grown),
        )
    return np.where(months >= since, values, before)


def _compounds(case, name):
    """Whether a choice is a growth that an equation counts from the beginning, itself or as a rate that follows from it alone."""
    reads = {quantity: set(wires.values()) for quantity, wires in case.model.wires.items()}
    rates = {("now", quantity) for quantity, read in reads.items() if read == {("now", name)}}
    return name.endswith("growth") and any(
        ("now", "month") in read and read & {("now", name), *rates} for read in reads.values()
    )


def best_values(scenario: Scenario, wanted: Outcome, keys: Sequence[str]) -> dict[str, float]:
    """The value of each choice, between its low and its high or among its options, that is best for the outcome at once.

    A choice without a range keeps its value, and so does one of which no value is better.
    """
    grid = {key: _possible(scenario, key) for key in keys}
    grid = {key: places for key, places in grid.items() if places.min() < places.max()}
    base, found = measure_one_at_a_time(
        scenario,
        wanted,
        list(grid),
        np.array(list(grid.values())).reshape(len(grid), CANDIDATE_VALUES),
    )
    best = {key: value_in_force(scenario, key) for key in keys}
    for (key, places), values in zip(grid.items(), found, strict=True):
        gains = (values - base) * (-1.0 if wanted.better < 0 else 1.0)
        if gains.max() > 0.0:
            best[key] = float(places[gains.argmax()])
    return best


def _possible(scenario, key):
    """Values of a choice that are tried, shape (9,)."""
    believed, options = (
        scenario.belief(key),
        scenario.case.assumption_of(key).options,
    )
    if options:
        return np.minimum(np.arange(CANDIDATE_VALUES, dtype=np.float64), len(options) - 1.0)
    places = np.linspace(believed.low, believed.high, CANDIDATE_VALUES)
    return np.round(places) if scenario.case.unit_of(key) == "month of plan" else places


def find_deadlines(
    scenario: Scenario,
    wanted: Outcome,
    keys: Sequence[str],
    limit: float = 0.0,
    values: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """For each choice the last month in which changing it still keeps the outcome at its limit; the most urgent first.

    Columns key, label, unit, now, value (what it is changed to: of `values`, or the best), reached (the outcome if changed
    at once, which is the first month that the preset does not know yet), saves (whether that keeps the limit), last (month; not a
    number where it does not), held (whether the plan holds without any change: then no month is the last).
    """
    values = {
        **best_values(scenario, wanted, keys),
        **{key: values[key] for key in keys if values and key in values},
    }
    first, months = scenario.now, scenario.case.months
    base, at_once = (
        measure_outcome(scenario, wanted, {})[0],
        outcome_if_changed_late(scenario, wanted, [(key, values[key], first) for key in keys]),
    )
    held = bool(margin_to_limit(base, wanted, limit) >= 0.0)
    saves = margin_to_limit(at_once, wanted, limit) >= 0.0
    savers = [key for key, saved in zip(keys, saves, strict=True) if saved and not held]
    found = outcome_if_changed_late(
        scenario,
        wanted,
        [(key, values[key], month) for key in savers for month in range(first, months)],
    )
    fails = margin_to_limit(found, wanted, limit).reshape(len(savers), months - first) < 0.0
    last = {
        key: float(first + row.argmax() - 1 if row.any() else months - 1)
        for key, row in zip(savers, fails, strict=True)
    }
    case = scenario.case
    table = pd.DataFrame(
        {
            "key": list(keys),
            "label": [case.label_of(key) for key in keys],
            "unit": [case.unit_of(key) for key in keys],
            "now": [value_in_force(scenario, key) for key in keys],
            "value": [values[key] for key in keys],
            "reached": at_once,
            "saves": saves,
            "last": [last.get(key, np.nan) for key in keys],
            "held": held,
        }
    )
    return table.sort_values("last", kind="stable", ignore_index=True)
