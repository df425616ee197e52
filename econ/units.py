"""The closed list of units, and how a number is written for people.

The month is the model's clock tick: a flow over a month is an amount, so "bn yuan" and "bn yuan/month"
have the same dimension and rates "per month" are plain numbers. Everything else has its own dimension, and
conversions between scales are named constants, so that running an equation on dimensions instead of numbers
finds both a wrong unit and a forgotten factor of a thousand.
"""

import dataclasses
import math


@dataclasses.dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit: its size in base units, its dimensions as exponents, and how many decimals people want."""

    name: str
    scale: float
    dimensions: tuple[tuple[str, int], ...]
    decimals: int


def _units(*rows):
    return {
        name: Unit(
            name=name, scale=scale, decimals=decimals, dimensions=tuple(sorted(dimensions.items()))
        )
        for name, scale, decimals, dimensions in rows
    }


YEAR = 12.0  # months, the clock tick
SECONDS = 3600.0  # in an hour, the unit of card time
UNITS = _units(
    ("share", 1, 1, {}),
    ("share/month", 1, 1, {}),
    ("share/year", 1 / YEAR, 1, {}),
    ("x", 1, 2, {}),
    ("x/year", 1 / YEAR, 2, {}),
    ("elasticity", 1, 2, {}),
    ("switch", 1, 0, {}),
    ("month", 1, 1, {}),
    ("month of plan", 1, 1, {}),
    ("year", YEAR, 1, {}),
    ("hour", 1, 0, {"hour": 1}),
    ("bn yuan", 1e9, 2, {"yuan": 1}),
    ("bn yuan/month", 1e9, 3, {"yuan": 1}),
    ("bn yuan/year", 1e9 / YEAR, 2, {"yuan": 1}),
    ("M yuan/person", 1e6, 2, {"yuan": 1, "person": -1}),
    ("M yuan/person/year", 1e6 / YEAR, 2, {"yuan": 1, "person": -1}),
    ("k yuan/card", 1e3, 1, {"yuan": 1, "card": -1}),
    ("yuan/card-hour", 1, 2, {"yuan": 1, "card": -1, "hour": -1}),
    ("yuan/user/month", 1, 1, {"yuan": 1, "user": -1}),
    ("yuan/Mtok", 1e-6, 2, {"yuan": 1, "token": -1}),
    ("yuan/kWh", 1e-3, 3, {"yuan": 1, "watt": -1, "hour": -1}),
    ("yuan/W", 1, 1, {"yuan": 1, "watt": -1}),
    ("yuan/dollar", 1, 2, {"yuan": 1, "dollar": -1}),
    ("dollar/Mtok", 1e-6, 3, {"dollar": 1, "token": -1}),
    ("Ttok", 1e12, 1, {"token": 1}),
    ("Ttok/month", 1e12, 2, {"token": 1}),
    ("ktok/user/month", 1e3, 0, {"token": 1, "user": -1}),
    ("tok/s/card", 3600, 0, {"token": 1, "hour": -1, "card": -1}),
    ("tok/s/kW", 3.6, 0, {"token": 1, "hour": -1, "watt": -1}),
    ("card-hour/Mtok", 1e-6, 4, {"card": 1, "hour": 1, "token": -1}),
    ("card", 1, 0, {"card": 1}),
    ("card/month", 1, 0, {"card": 1}),
    ("kW/card", 1e3, 2, {"watt": 1, "card": -1}),
    ("MW", 1e6, 0, {"watt": 1}),
    ("person", 1, 0, {"person": 1}),
    ("person/month", 1, 1, {"person": 1}),
    ("M users", 1e6, 0, {"user": 1}),
    ("bn parameters", 1e9, 1, {"parameter": 1}),
    ("byte/parameter", 1, 2, {"byte": 1, "parameter": -1}),
    ("TFLOP/s", 1e12 * SECONDS, 0, {"flop": 1, "hour": -1}),
    ("GFLOP", 1e9, 1, {"flop": 1}),
    ("GB", 1e9, 2, {"byte": 1}),
    ("TB/s", 1e12 * SECONDS, 2, {"byte": 1, "hour": -1}),
    ("GB/s", 1e9 * SECONDS, 0, {"byte": 1, "hour": -1}),
    ("byte/tok", 1, 0, {"byte": 1, "token": -1}),
    ("tok", 1, 0, {"token": 1}),
    ("ms", 1e-3 / SECONDS, 2, {"hour": 1}),
    ("ms/tok", 1e-3 / SECONDS, 2, {"hour": 1, "token": -1}),
    ("µs", 1e-6 / SECONDS, 0, {"hour": 1}),
    ("rank/card", 1, 0, {"card": -1}),
)

BEYOND = math.inf  # "not within the horizon": a value, not an error
BEYOND_WORDS = "beyond the horizon"
NOT_DEFINED = "not defined"  # what has no value: neither zero nor infinite
OUT_OF_REACH = "out of reach"  # what an infinite amount is called


class Constant(float):
    """A conversion factor that knows its unit; multiplying by it changes the scale and nothing else."""

    scale: float
    dimensions: tuple[tuple[str, int], ...]

    def __new__(
        cls, value: float, scale: float, dimensions: dict[str, int] | None = None
    ) -> "Constant":
        self = super().__new__(cls, value)
        self.scale = scale
        self.dimensions = tuple(sorted((dimensions or {}).items()))
        return self


HOURS_A_MONTH = Constant(365.25 * 24 / 12, 1.0, {"hour": 1})
SECONDS_AN_HOUR = Constant(3600.0, 1 / 3600)
MONTHS_A_YEAR = Constant(12.0, 1 / YEAR)
THOUSAND = Constant(1e3, 1e-3)
MILLION = Constant(1e6, 1e-6)
BILLION = Constant(1e9, 1e-9)
TOKEN = Constant(1.0, 1.0, {"token": 1})
CARD = Constant(1.0, 1.0, {"card": 1})
FLOP_A_PARAMETER = Constant(
    2.0, 1.0, {"flop": 1, "parameter": -1}
)  # a token multiplies and adds each parameter once
FLOP_A_PAIR = Constant(
    2.0, 1.0, {"flop": 1, "token": -1}
)  # and each number of a context entry it attends to
BYTES_A_NUMBER = Constant(2.0, 1.0, {"byte": 1})  # activations are kept in BF16
EXCHANGE_BYTES = Constant(
    3.0, 1.0, {"byte": 1}
)  # a number goes to an expert in FP8 and comes back in BF16
WATTS_A_MEGAWATT = Constant(1e6, 1e-6)

_COUNTED = ("month", "year", "hour", "card", "person")
_SHARES = ("share", "share/month", "share/year")
_WHOLE = ("x", "ms/tok")  # often whole numbers, and then written as such


_MANY = {"card": "cards", "person": "people"}


def bounds(unit: str) -> tuple[float, float]:
    """Between what any quantity of this unit lies: money and rates may be negative, what is counted may not."""
    if unit.startswith("share"):
        return -100.0, 100.0
    return (
        (-1e6, 1e6)
        if unit.startswith("bn yuan") or unit in ("x", "x/year", "elasticity")
        else (0.0, 1e12)
    )


def many(unit: str) -> str:
    """A unit as the heading of an axis: "cards/month" for "card/month"."""
    head, slash, rest = unit.partition("/")
    return _MANY.get(head, f"{head}s" if unit in _COUNTED else head) + slash + rest


def write(value: float, unit: str, *, with_unit: bool = True) -> str:
    """One number for people: `write(0.1429, "share")` is "14.3 %"; an infinite time is "beyond the horizon"."""
    if math.isnan(value):
        return NOT_DEFINED
    if math.isinf(value):
        words = BEYOND_WORDS if unit.startswith("month") else OUT_OF_REACH
        return words if value > 0 else "−" + words
    spec = UNITS[unit]
    if unit in _SHARES:
        text = _short(f"{value * 100:,.{spec.decimals}f}") + " %"
        suffix = unit.removeprefix("share").replace("/", " a ")
    else:
        text = f"{value:,.{_decimals(value, spec.decimals)}f}"
        text = _short(text) if unit in _COUNTED or unit == "month of plan" else text
        text = text.removesuffix(".00") if unit in _WHOLE else text
        suffix = "" if unit in ("switch", "elasticity") else unit if unit == "x" else " " + unit
        suffix = (
            " " + many(unit)
            if unit.partition("/")[0] in _MANY and unit not in _COUNTED and text != "1"
            else suffix
        )
        suffix += "s" if unit in _COUNTED and text != "1" else ""
    text = text.replace("-", "−") if float(value) < 0 else text
    if unit == "month of plan" and with_unit:
        return f"month {text}"
    return text + suffix if with_unit else text


def plainly(value: float, digits: int = 4) -> str:
    """A number with so many digits that count, never with an exponent: `plainly(26156.0)` is "26,156", `plainly(6.55)` "6.55"."""
    if not math.isfinite(value):
        return NOT_DEFINED if math.isnan(value) else write(value, "x")
    places = max(digits - 1 - math.floor(math.log10(abs(value) or 1.0)), 0)
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _short(text):
    """A number without a decimal that says nothing."""
    return text.removesuffix(".0")


def _decimals(value: float, decimals: int) -> int:
    """Three significant figures for small numbers, no more decimals than the unit wants for large ones."""
    size = abs(value)
    if decimals == 0 or size == 0 or size >= 100:
        return 0 if size >= 100 else decimals
    return max(decimals, min(6, 1 - math.floor(math.log10(size)))) if size < 0.1 else decimals
