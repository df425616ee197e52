"""The closed list of units, the conversion constants, and the format of a number in each unit.

The model's time step is a month and is dimensionless: "bn yuan" and "bn yuan/month" have the same dimension, and a rate
per month is a plain number. All other dimensions are kept apart. Conversions between scales are named constants, so that
running an equation on units instead of numbers finds a wrong unit as well as a missing factor of a thousand.
"""

import contextlib
import contextvars
import dataclasses
import math
from collections.abc import Callable, Iterator


@dataclasses.dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit: its size in base units, its dimensions as exponents, and the number of decimals to show."""

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


# The base units of time: month, and hour for card time.
_MONTHS_A_YEAR, _SECONDS_AN_HOUR = 12.0, 3600.0
UNITS = _units(
    ("share", 1, 1, {}),
    ("share/month", 1, 1, {}),
    ("share/year", 1 / _MONTHS_A_YEAR, 1, {}),
    ("x", 1, 2, {}),
    ("x/year", 1 / _MONTHS_A_YEAR, 2, {}),
    ("elasticity", 1, 2, {}),
    ("switch", 1, 0, {}),
    ("month", 1, 1, {}),
    ("month of plan", 1, 1, {}),
    ("year", _MONTHS_A_YEAR, 1, {}),
    ("hour", 1, 0, {"hour": 1}),
    ("bn yuan", 1e9, 2, {"yuan": 1}),
    ("bn yuan/month", 1e9, 3, {"yuan": 1}),
    ("bn yuan/year", 1e9 / _MONTHS_A_YEAR, 2, {"yuan": 1}),
    ("M yuan/person", 1e6, 2, {"yuan": 1, "person": -1}),
    ("M yuan/person/year", 1e6 / _MONTHS_A_YEAR, 2, {"yuan": 1, "person": -1}),
    ("k yuan/card", 1e3, 1, {"yuan": 1, "card": -1}),
    ("yuan/card-hour", 1, 2, {"yuan": 1, "card": -1, "hour": -1}),
    ("yuan/user/month", 1, 1, {"yuan": 1, "user": -1}),
    ("yuan/Mtok", 1e-6, 2, {"yuan": 1, "token": -1}),
    ("yuan/kWh", 1e-3, 3, {"yuan": 1, "watt": -1, "hour": -1}),
    ("yuan/kW/month", 1e-3, 0, {"yuan": 1, "watt": -1}),
    ("yuan/W", 1, 1, {"yuan": 1, "watt": -1}),
    ("yuan/dollar", 1, 2, {"yuan": 1, "dollar": -1}),
    ("dollar/Mtok", 1e-6, 3, {"dollar": 1, "token": -1}),
    ("Ttok", 1e12, 1, {"token": 1}),
    ("Ttok/month", 1e12, 2, {"token": 1}),
    ("Ttok/card/month", 1e12, 5, {"token": 1, "card": -1}),
    ("ktok/user/month", 1e3, 0, {"token": 1, "user": -1}),
    ("tok/s/card", 3600, 0, {"token": 1, "hour": -1, "card": -1}),
    ("tok/s/kW", 3.6, 0, {"token": 1, "hour": -1, "watt": -1}),
    ("card-hour/Mtok", 1e-6, 4, {"card": 1, "hour": 1, "token": -1}),
    ("card", 1, 0, {"card": 1}),
    ("card/month", 1, 0, {"card": 1}),
    ("kW/card", 1e3, 2, {"watt": 1, "card": -1}),
    ("wafer/month", 1, 0, {"wafer": 1}),
    ("card/wafer", 1, 0, {"card": 1, "wafer": -1}),
    ("MW", 1e6, 0, {"watt": 1}),
    ("person", 1, 0, {"person": 1}),
    ("person/month", 1, 1, {"person": 1}),
    ("M users", 1e6, 0, {"user": 1}),
    ("bn parameters", 1e9, 1, {"parameter": 1}),
    ("byte/parameter", 1, 2, {"byte": 1, "parameter": -1}),
    ("TFLOP/s", 1e12 * _SECONDS_AN_HOUR, 0, {"flop": 1, "hour": -1}),
    ("GFLOP", 1e9, 1, {"flop": 1}),
    ("GB", 1e9, 2, {"byte": 1}),
    ("TB/s", 1e12 * _SECONDS_AN_HOUR, 2, {"byte": 1, "hour": -1}),
    ("GB/s", 1e9 * _SECONDS_AN_HOUR, 0, {"byte": 1, "hour": -1}),
    ("byte/tok", 1, 0, {"byte": 1, "token": -1}),
    ("tok", 1, 0, {"token": 1}),
    ("ms", 1e-3 / _SECONDS_AN_HOUR, 2, {"hour": 1}),
    ("ms/tok", 1e-3 / _SECONDS_AN_HOUR, 2, {"hour": 1, "token": -1}),
    ("µs", 1e-6 / _SECONDS_AN_HOUR, 0, {"hour": 1}),
    ("rank/card", 1, 0, {"card": -1}),
)

# Months to something that does not happen within the horizon: a value, not an error.
BEYOND = math.inf
# The value of a quantity without one, neither zero nor infinite: the cost of a token that cannot be had.
UNDEFINED = math.nan
BEYOND_WORDS = "beyond the plan"
NOT_DEFINED = "not defined"  # the words for a number without a value, neither zero nor infinite
OUT_OF_REACH = "out of reach"  # the words for an infinite amount
# A margin falls without bound as revenue vanishes: below this, outcomes count it as this and figures leave it out.
LOWEST_SHARE = -1.0


UNITS_ARE_IN = "all units are in econ/units.py"  # the end of a sentence about an unknown unit


class Constant(float):
    """A conversion factor with a unit; multiplying by it changes the scale of a number and not its meaning."""

    scale: float
    dimensions: tuple[tuple[str, int], ...]

    def __new__(
        cls, value: float, scale: float, dimensions: dict[str, int] | None = None
    ) -> "Constant":
        """A number that carries its scale and its dimensions."""
        self = super().__new__(cls, value)
        self.scale = scale
        self.dimensions = tuple(sorted((dimensions or {}).items()))
        return self


HOURS_A_MONTH = Constant(365.25 * 24 / 12, 1.0, {"hour": 1})
SECONDS_AN_HOUR = Constant(3600.0, 1 / 3600)
MONTHS_A_YEAR = Constant(12.0, 1 / _MONTHS_A_YEAR)
# As a number of months, where months are counted.
A_MONTH = Constant(1.0, 1.0)
A_YEAR = Constant(12.0, 1.0)
THOUSAND = Constant(1e3, 1e-3)
MILLION = Constant(1e6, 1e-6)
BILLION = Constant(1e9, 1e-9)
TOKEN = Constant(1.0, 1.0, {"token": 1})
CARD = Constant(1.0, 1.0, {"card": 1})
# Fewer cards than this are what rounding leaves of a fleet that is gone.
LEFT_BY_ROUNDING = Constant(1e-6, 1.0, {"card": 1})
# A half, as of the value of a fleet that is renewed evenly and written down in a straight line.
HALF = Constant(0.5, 1.0)
# Less than this beside another amount is nothing: no margin is read from such revenue.
NEXT_TO_NOTHING = Constant(1e-6, 1.0)
# The scale of a logistic distribution whose standard deviation is one.
LOGISTIC_SCALE = Constant(math.sqrt(3.0) / math.pi, 1.0)
# The highest probability for which a quantile is taken: that of certainty is infinite.
ALMOST_CERTAIN = Constant(0.999, 1.0)
# Each token costs one multiplication and one addition for each parameter.
FLOP_A_PARAMETER = Constant(2.0, 1.0, {"flop": 1, "parameter": -1})
# The same holds for each number of each context entry that the token attends to.
FLOP_A_PAIR = Constant(2.0, 1.0, {"flop": 1, "token": -1})
BYTES_A_NUMBER = Constant(2.0, 1.0, {"byte": 1})  # activations are kept in BF16
# A number is sent to an expert in FP8 and returned in BF16.
EXCHANGE_BYTES = Constant(3.0, 1.0, {"byte": 1})

MINUS = "−"
_LARGEST_SHARE = 100.0  # of a share that is no part of a whole
_COUNTED_UNITS = ("month", "year", "hour", "card", "person")
_SHARE_UNITS = ("share", "share/month", "share/year")
_OFTEN_WHOLE_UNITS = ("x", "ms/tok")  # two zero decimals are not shown
MOST_DECIMALS = 6
_LIST_PRICES = ("yuan/Mtok",)  # two decimals, as a price list has them
_PLURALS = {"card": "cards", "person": "people"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Currency:
    """Currency shown to readers, with its price in yuan. The model itself counts in yuan."""

    name: str
    yuan: float


YUAN, DOLLAR = "yuan", "dollar"
IN_YUAN = Currency(name=YUAN, yuan=1.0)
_WORDS_OF_CURRENCY = {YUAN: YUAN, DOLLAR: "dollars"}
_currency_in_block: contextvars.ContextVar[Currency | None] = contextvars.ContextVar(
    "currency", default=None
)
_readers: list[Callable[[], Currency]] = []


def read_currency_from(reader: Callable[[], Currency]) -> None:
    """Let a function say what currency the reader of this moment has chosen, as that of a session."""
    _readers[:] = [reader]


@contextlib.contextmanager
def showing(currency: Currency) -> Iterator[None]:
    """Show money in a currency within the block, in this thread only."""
    token = _currency_in_block.set(currency)
    try:
        yield
    finally:
        _currency_in_block.reset(token)


def shown_currency() -> Currency:
    """The currency that money is shown in now."""
    in_block = _currency_in_block.get()
    if in_block is not None:
        return in_block
    return _readers[0]() if _readers else IN_YUAN


def is_money(unit: str) -> bool:
    """Whether a unit counts yuan, so that its numbers are shown in the reader's currency; an exchange rate does not."""
    return YUAN in unit and DOLLAR not in unit


def shown_factor(unit: str) -> float:
    """Return the factor by which a number of the model in this unit is multiplied for display: one, or dollars per yuan."""
    return 1.0 / shown_currency().yuan if is_money(unit) else 1.0


def shown_unit(unit: str) -> str:
    """A unit in the reader's currency: "bn dollars/month" for "bn yuan/month"."""
    return unit.replace(YUAN, _WORDS_OF_CURRENCY[shown_currency().name]) if is_money(unit) else unit


def unit_bounds(unit: str, *, signed: bool = False, above_one: bool = False) -> tuple[float, float]:
    """The least and the largest number that a quantity of this unit can be.

    Only a `signed` one may be below zero. A switch is at most one, and so is a share, unless it may be `above_one`.
    """
    largest = 1e12
    if unit == "switch" or (unit == "share" and not above_one):
        largest = 1.0
    elif unit.startswith("share"):
        largest = _LARGEST_SHARE
    elif unit.startswith("bn yuan") or unit in ("x", "x/year", "elasticity"):
        largest = 1e6
    return (-max(largest, _LARGEST_SHARE) if signed else 0.0), largest


def plural_unit(unit: str) -> str:
    """The plural of a unit, as in the title of an axis: "cards/month" for "card/month"."""
    head, slash, rest = unit.partition("/")
    return _PLURALS.get(head, f"{head}s" if unit in _COUNTED_UNITS else head) + slash + rest


def format_value(
    value: float, unit: str, *, with_unit: bool = True, beside: float | None = None
) -> str:
    """A number in its unit for people: `format_value(0.1429, "share")` is "14.3 %"; money is in the reader's currency.

    An infinite time is "beyond the plan", another infinite amount "out of reach", `nan` "not defined".
    It has the decimals of the number `beside`, where that is given.
    """
    factor = shown_factor(unit)
    beside = None if beside is None else beside * factor
    return format_stated(value * factor, unit, shown_unit(unit), with_unit=with_unit, beside=beside)


def format_on_path(value: float, unit: str, largest: float) -> str:
    """A number of a path whose largest size is `largest`: as many decimals as give that one three digits; zero is "0".

    So numbers of one path are written alike. A share and a list price are as `format_value` has them.
    """
    if not math.isfinite(value) or unit in (*_SHARE_UNITS, *_LIST_PRICES):
        return format_value(value, unit)
    shown, size = value * shown_factor(unit), abs(largest * shown_factor(unit))
    places = 0
    if UNITS[unit].decimals and 0.0 < size < 100.0:
        most = UNITS[unit].decimals if unit in _COUNTED_UNITS else MOST_DECIMALS
        places = min(2 - math.floor(math.log10(size)), most)
    number = signed_text(shown, f",.{places}f") if shown else "0"
    if unit in (*_COUNTED_UNITS, *_OFTEN_WHOLE_UNITS):
        number = number.removesuffix(f".{'0' * places}")
    return number + _suffix(unit, shown_unit(unit), singular=number == "1")


def shown_step(value: float, unit: str) -> float:
    """The step of the last digit in which `format_value` writes a number, in its unit: 0.1 for 63.7 bn yuan."""
    factor = shown_factor(unit)
    in_per_cent = 2 if unit in _SHARE_UNITS else 0
    return 10.0 ** -(_shown_decimals(value * factor, unit) + in_per_cent) / factor


def format_or_zero(value: float, unit: str) -> str:
    """A number in its unit; zero has no decimals."""
    return format_value(value, unit) if value else format_on_path(0.0, unit, 0.0)


def format_stated(
    value: float,
    unit: str,
    unit_words: str = "",
    *,
    with_unit: bool = True,
    beside: float | None = None,
) -> str:
    """A number in the unit that it is stated in, as `format_value` has it; `unit_words` are other words for the unit.

    It has the decimals of the number `beside`, where that is given.
    """
    if math.isnan(value):
        return NOT_DEFINED
    if math.isinf(value):
        words = BEYOND_WORDS if unit.startswith("month") else OUT_OF_REACH
        return words if value > 0 else MINUS + words
    sized = value if beside is None else beside
    if unit in _SHARE_UNITS:
        places = _shown_decimals(sized, unit)
        number = _without_zero_decimal(signed_text(value * 100, f",.{places}f")) + " %"
        suffix = unit.removeprefix("share").replace("/", " a ")
    else:
        number = signed_text(value, f",.{_shown_decimals(sized, unit)}f")
        if unit in _COUNTED_UNITS or unit == "month of plan":
            number = _without_zero_decimal(number)
        elif unit in _OFTEN_WHOLE_UNITS:
            number = number.removesuffix(".00").removesuffix(".0")
        suffix = _suffix(unit, unit_words or unit, singular=number == "1")
    if not with_unit:
        return number
    return f"month {number}" if unit == "month of plan" else number + suffix


def signed_text(value: float, form: str) -> str:
    """A number in a format of Python, with a true minus; what is written as zero has no sign."""
    text = format(value, form).replace("-", MINUS)
    if math.isfinite(value) and not any(digit in text for digit in "123456789"):
        return text.lstrip("+" + MINUS)
    return text


def per_cent(share: float, decimals: int = 0, sign: str = "") -> str:
    """A share in per cent with some decimals: "84 %", or "+84 %" with the sign "+"."""
    return signed_text(share * 100.0, f"{sign},.{decimals}f") + " %"


def number_text(value: float) -> str:
    """A number in the fewest digits that read back as the same number."""
    return repr(float(value) + 0.0).removesuffix(".0")  # no zero is negative


def format_plain(value: float, digits: int = 4) -> str:
    """A number to a number of significant digits, without an exponent: `format_plain(26156.0)` is "26,156"."""
    if not math.isfinite(value):
        return NOT_DEFINED if math.isnan(value) else format_value(value, "x")
    places = max(digits - 1 - math.floor(math.log10(abs(value) or 1.0)), 0)
    number = f"{value + 0.0:,.{places}f}"  # no zero is negative
    return number.rstrip("0").rstrip(".") if "." in number else number


def _suffix(unit: str, unit_words: str, *, singular: bool) -> str:
    """A unit as it follows a number, with the space before it."""
    if unit in ("switch", "elasticity"):
        return ""
    if unit == "x":
        return unit
    counted = unit in _COUNTED_UNITS or unit.partition("/")[0] in _PLURALS
    if singular or not counted:
        return " " + unit_words
    return f" {unit}s" if unit in _COUNTED_UNITS else " " + plural_unit(unit)


def _without_zero_decimal(number: str) -> str:
    return number.removesuffix(".0")


def _shown_decimals(value: float, unit: str) -> int:
    """The decimals of a unit, but no more than three significant figures, and enough for three of them below 0.1.

    A price is written to the hundredth up to 100. The decimals of a share are those of its per cent.
    """
    decimals, size = UNITS[unit].decimals, abs(value)
    if unit in _SHARE_UNITS:
        return 0 if size >= 1.0 else decimals
    if size >= 100:
        return 0
    if size >= 10 and unit not in _LIST_PRICES:
        return min(decimals, 1)
    if decimals == 0 or size == 0 or size >= 0.1:
        return decimals
    return max(decimals, min(MOST_DECIMALS, 1 - math.floor(math.log10(size))))
