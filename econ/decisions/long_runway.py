"""Runway beyond the horizon: the same scenario on the longest horizon that there is."""

import math

from econ.case.file.schema import HORIZON
from econ.case.scenario import Scenario
from econ.outlook import Outlook, run


def longest(scenario: Scenario) -> Scenario:
    """The scenario on the longest horizon; a path set by hand goes on at its last value."""
    return scenario.with_horizon(HORIZON[-1])


def runway_on_longest_horizon(outlook: Outlook) -> float:
    """Months until the money is gone, computed on the longest horizon where it outlasts that of the outlook.

    Infinite where it outlasts the longest horizon too; not a number where cash is undefined.
    """
    months = outlook.at("runway", 0)
    if not math.isinf(months) or outlook.case.months >= HORIZON[-1]:
        return months
    return run(longest(outlook.scenario), keep=("runway",)).at("runway", 0)
