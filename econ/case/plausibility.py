"""Warn of numbers set by hand that are so far from their likely range that a wrong unit or decimal point is probable."""

from econ.case.scenario import Scenario
from econ.finance.unit_slips import is_far_from
from econ.units import format_value
from econ.words import say

_TIMES_BEYOND_RANGE = 8.0  # a slip of a unit is ten or more, and the likely range is wide already


def unit_warnings(scenario: Scenario) -> list[str]:
    """A sentence for each number set by hand that is many times, or a small part of, its likely range."""
    case, warnings = scenario.case, []
    for key, value in scenario.overrides:
        if key not in case.beliefs or not isinstance(value, int | float):
            continue
        assumption = case.assumption_of(key)
        belief = scenario.belief(key)
        low, high, unit = belief.low, belief.high, assumption.unit
        if assumption.options or unit == "month of plan" or low is None or high is None:
            continue
        if is_far_from(value, [low, high], _TIMES_BEYOND_RANGE):
            value_text, low_text, high_text = (
                format_value(number, unit) for number in (value, low, high)
            )
            warnings.append(
                say(
                    "unit-looks-wrong",
                    name=case.label_of(key),
                    value=value_text,
                    low=low_text,
                    high=high_text,
                )
            )
    return warnings
