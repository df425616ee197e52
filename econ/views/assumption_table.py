"""The table of all assumptions, and values of assumptions as a table shows them."""

import functools

import numpy as np
import pandas as pd

from econ.case.case import Case, load
from econ.case.file.schema import Assumption
from econ.case.scenario import Scenario
from econ.units import format_stated
from econ.words import say


@functools.lru_cache(maxsize=8)
def numbers_taken_over(case: Case, preset: str) -> frozenset[str]:
    """The keys whose belief is that of the case that a case extends, under the same preset; none where it extends none."""
    if case.extends is None:
        return frozenset()
    other = load(case.extends)
    theirs = preset if preset in other.presets else other.default_preset
    known = set(other.keys())
    return frozenset(
        key
        for key in case.keys()
        if key in known and case.belief(key, preset) == other.belief(key, theirs)
    )


def inheritance_note(scenario: Scenario) -> str:
    """State how many numbers a case takes over from the one that it extends; empty for a case that takes over none."""
    keys = numbers_taken_over(scenario.case, scenario.preset)
    total = len(list(scenario.case.keys()))
    return say("assumptions-taken-over", count=len(keys), total=total) if keys else ""


def assumption_table(scenario: Scenario) -> pd.DataFrame:
    """Every assumption in force, one row a key: value, base, range, unit, basis, source and why.

    The names of its columns are for code; `assumption_heads` has the words of those that are of two.
    """
    case, overridden = scenario.case, dict(scenario.overrides)
    taken_over = numbers_taken_over(case, scenario.preset)
    without_overrides = case.scenario(scenario.preset, None, scenario.stresses)
    rows = []
    for key in case.keys():
        assumption = case.assumption_of(key)
        belief = scenario.belief(key)
        source = case.sources[belief.source]
        rows.append(
            {
                "key": key,
                "name": case.label_of(key),
                "stage": assumption.stage,
                "kind": assumption.kind,
                "in_force": format_for_table(scenario.value(key), assumption),
                "changed": key in overridden,
                "taken_over": key in taken_over,
                "base": format_for_table(without_overrides.value(key), assumption),
                "low": _bound(belief.low, assumption),
                "high": _bound(belief.high, assumption),
                "unit": assumption.unit,
                "basis": belief.basis,
                "held": belief.held,
                "source": source.title,
                "address": source.address or None,
                "why": belief.why,
                "meaning": assumption.meaning,
            }
        )
    return pd.DataFrame(rows)


def assumption_heads() -> dict[str, str]:
    """The heads of the columns of `assumption_table` whose names are not words already."""
    return {"in_force": say("head-in-force"), "taken_over": say("assumptions-head-taken-over")}


def value_in_force(scenario: Scenario, key: str) -> str:
    """The value of a key in a scenario, as a table shows it."""
    return format_for_table(scenario.value(key), scenario.case.assumption_of(key))


def believed_range(scenario: Scenario, key: str) -> str:
    """The range in which a key is believed to lie: "low to high", without the unit."""
    belief = scenario.belief(key)
    assumption = scenario.case.assumption_of(key)
    low, high = (_bound(end, assumption) for end in (belief.low, belief.high))
    return say("cell-range", low=low, high=high)


def format_for_table(value: float | np.ndarray, assumption: Assumption) -> str:
    """A value of an assumption: a number with its unit, a path by its first and last value, a switch by its option.

    A path that ends where it begins has the value farthest from them between.
    """
    if np.ndim(value):
        path = np.asarray(value)
        first, last = float(path[0]), float(path[-1])
        if first == last and len(set(path)) == 1:
            return format_stated(first, assumption.unit)
        begin = format_stated(first, assumption.unit, with_unit=False)
        if first == last:  # for a time it is something else
            farthest = float(path[np.abs(path - first).argmax()])
            begin = f"{begin} → {format_stated(farthest, assumption.unit, with_unit=False)}"
        return f"{begin} → {format_stated(last, assumption.unit)}"
    number = float(value)
    if assumption.options:
        return assumption.option_of(number)
    return format_stated(number, assumption.unit)


def _bound(value: float | None, assumption: Assumption) -> str:
    return "" if value is None else format_stated(float(value), assumption.unit, with_unit=False)
