"""Ranges: how far a cost may be off because the roofline is, and a number written with its range."""

from econ.case.scenario import Scenario
from econ.outlook import Outlook
from econ.units import format_value

# What the cost of a token of each kind is inversely proportional to and nobody knows: its range is that of the cost. The
# roofline's error while reading cancels out of a cache hit, which waits for the store that holds the cache.
OUTPUT, INPUT, HIT = "output", "uncached input", "cache hit"
UNCERTAIN_FACTORS = {OUTPUT: "decode_error", INPUT: "prefill_error", HIT: "cache_bandwidth"}


def scaled_range(scenario: Scenario, key: str) -> tuple[float, float, float]:
    """Low, value in force and high of an assumption; the range keeps its width, relatively, when the value is moved."""
    believed, now = (
        scenario.belief(key),
        float(scenario.value(key)),
    )
    return now * believed.low / believed.base, now, now * believed.high / believed.base


def cost_range_factors(outlook: Outlook, kind: str, platform: str) -> tuple[float, float]:
    """What the cost of a token of a kind on a platform is multiplied by at the ends of its range."""
    least, now, most = scaled_range(
        outlook.scenario, f"{UNCERTAIN_FACTORS[kind]}.{outlook.case.refers['chip'][platform]}"
    )
    return now / most, now / least


def format_range(value: float, factors: tuple[float, float], unit: str) -> str:
    """A number with its range: "1.00 (0.74 to 1.54)"."""
    low, high = (format_value(value * factor, unit, with_unit=False) for factor in factors)
    return f"{format_value(value, unit, with_unit=False)} ({low} to {high})"
