"""Ranges of costs from the error ranges of the roofline, and a number written with its range."""

import math

from econ.case.scenario import Scenario
from econ.outlook import Outlook
from econ.units import NOT_DEFINED, format_value

OUTPUT, INPUT, CACHE_HIT = "output", "uncached input", "cache hit"
# The uncertain assumption to which the cost of each kind of token is inversely proportional. The error of prefill cancels
# out of a cache hit, which waits for the store that holds the cache.
UNCERTAIN_FACTORS = {OUTPUT: "decode_error", INPUT: "prefill_error", CACHE_HIT: "cache_bandwidth"}


def scaled_range(scenario: Scenario, key: str) -> tuple[float, float, float]:
    """Low, value in force and high of an assumption; a value that is moved keeps the relative width of its range."""
    belief, value = scenario.belief(key), float(scenario.value(key))
    return value * belief.low / belief.base, value, value * belief.high / belief.base


def cost_range_factors(outlook: Outlook, kind: str, platform: str) -> tuple[float, float]:
    """The factors on the cost of a kind of token on a platform at the low and the high end of its range."""
    chip = outlook.case.facts_of["chip"][platform]
    low, value, high = scaled_range(outlook.scenario, f"{UNCERTAIN_FACTORS[kind]}.{chip}")
    return value / high, value / low


def format_range(value: float, factors: tuple[float, float], unit: str) -> str:
    """A number with its range: "1.00 (0.74 to 1.54)"; "not defined" for a number without a value."""
    if math.isnan(value):
        return NOT_DEFINED
    low, high = (format_value(value * factor, unit, with_unit=False) for factor in factors)
    return f"{format_value(value, unit, with_unit=False)} ({low} to {high})"
