"""The functions that the code of quantities calls: `exp`, `log` and a look back, written in the instructions of WebAssembly.

`exp` and `log` reduce their argument to a small one and sum a series there, with the rounding error of the reduction carried
along. Their results are within one unit in the last place, and the same on every processor.
"""

import decimal
import itertools
import math
import struct
from collections.abc import Sequence

from econ.twin.encoder import F64, I32, I64, Function, Steps
from econ.twin.instruction_sets import LANE_BYTES, InstructionSet

EXP, LOG, LAGGED = 0, 1, 2  # the numbers of the functions in a module
_PARTS = 13  # terms of the series of exp beyond the first: the next is below 4e-18 of the sum
_TERMS = 11  # terms of the series of log beyond the first, likewise
_BITS, _BIAS = 52, 1023  # of a double: those of its fraction, and what is added to its exponent
_SHIFT = 1.5 * 2.0**_BITS  # added to a number, it leaves the nearest whole one in the last bits
_SUBNORMAL = 2.0**-1022  # below it, doubles have fewer bits
_LIFT = 54  # by which power of two such numbers are multiplied
_RAISED = 1024  # is added to the exponent of a number, so that it is not negative
_LEAST, _MOST = -760.0, 720.0  # beyond, exp is zero or infinite
_DIGITS = 40
_LOW_BITS = 32  # of the fraction of the logarithm of two that its high part leaves out


def _halves_of_log_two() -> tuple[float, float]:
    """The logarithm of two as a double with few bits, whose multiples are exact, and the rest."""
    with decimal.localcontext() as context:
        context.prec = _DIGITS
        exact = decimal.Decimal(2).ln()
        high = math.floor(math.ldexp(math.log(2.0), _BITS + 1 - _LOW_BITS)) / 2.0 ** (
            _BITS + 1 - _LOW_BITS
        )
        return high, float(exact - decimal.Decimal(high))


_LOG_TWO, _LOG_TWO_REST = _halves_of_log_two()


def _get(name: int) -> tuple[str, int]:
    return ("local.get", name)


def _power_of_two() -> Steps:
    """Two to the power of the whole number on the stack, to which the bias has been added."""
    return [
        ("i64.shl", _BITS),
        "f64.reinterpret_i64",
    ]


def _series(coefficients: Sequence[float], powers: Sequence[int]) -> Steps:
    """The sum of coefficients times powers of a number, of which locals have the first, second, fourth and so on.

    It is summed by halves, which do not wait for each other.
    """
    if len(coefficients) == 1:
        return [("f64.const", coefficients[0])]
    level = (len(coefficients) - 1).bit_length() - 1
    low, high = coefficients[: 1 << level], coefficients[1 << level :]
    return [
        *_series(low, powers),
        *_series(high, powers),
        _get(powers[level]),
        "f64.mul",
        "f64.add",
    ]


def _powers(names: Sequence[int]) -> Steps:
    """Fills locals with the second, fourth and further powers of the first, each the square of the one before."""
    steps: Steps = []
    for name, square in itertools.pairwise(names):
        steps += [_get(name), _get(name), "f64.mul", ("local.set", square)]
    return steps


def exp_function(instructions: InstructionSet) -> Function:
    """The exponential of a number."""
    x, times, high, low, rest, second, fourth, eighth, whole = range(9)
    powers = (rest, second, fourth, eighth)
    coefficients = [1.0 / math.factorial(part) for part in range(2, _PARTS + 1)]
    steps: Steps = [
        _get(x),
        ("f64.const", _LEAST),
        "f64.pmax",
        ("f64.const", _MOST),
        "f64.pmin",
        ("local.tee", x),
        ("f64.const", 1.0 / math.log(2.0)),
        "f64.mul",
        ("f64.const", _SHIFT),
        "f64.add",
        ("local.tee", times),
        "i64.reinterpret_f64",
        ("i64.const", _bits(_SHIFT) - 2 * _BIAS),
        "i64.sub",
        ("local.set", whole),  # with twice the bias, so that each half of it has the bias once
        _get(times),
        ("f64.const", _SHIFT),
        "f64.sub",
        ("local.set", times),
        # what is left: a double, and what it lacks
        _get(x),
        _get(times),
        ("f64.const", _LOG_TWO),
        "f64.mul",
        "f64.sub",
        ("local.tee", high),
        _get(times),
        ("f64.const", _LOG_TWO_REST),
        "f64.mul",
        ("local.tee", low),
        "f64.sub",
        ("local.set", rest),
        *_powers(powers),
        # 1 + (rest + (rest² series + lack))
        ("f64.const", 1.0),
        _get(rest),
        _get(second),
        *_series(coefficients, powers),
        "f64.mul",
        _get(high),
        _get(rest),
        "f64.sub",
        _get(low),
        "f64.sub",
        "f64.add",
        "f64.add",
        "f64.add",
        # times two to the whole number, in two steps because either may be out of range
        _get(whole),
        ("i64.shr_u", 1),
        *_power_of_two(),
        "f64.mul",
        _get(whole),
        _get(whole),
        ("i64.shr_u", 1),
        "i64.sub",
        *_power_of_two(),
        "f64.mul",
    ]
    return _function(instructions, (F64,), (F64,) * 7 + (I64,), steps)


def log_function(instructions: InstructionSet) -> Function:
    """The natural logarithm of a number."""
    x, given, times, fraction, part, square, fourth, eighth, sixteenth, half, whole = range(11)
    powers = (square, fourth, eighth, sixteenth)
    coefficients = [2.0 / (2 * term + 1) for term in range(1, _TERMS + 1)]
    steps: Steps = [
        _get(x),
        ("local.tee", given),
        ("f64.const", 2.0**_LIFT),
        ("f64.const", 1.0),
        _get(given),
        ("f64.const", _SUBNORMAL),
        "f64.lt",
        "select",
        "f64.mul",
        "i64.reinterpret_f64",
        ("local.tee", whole),
        # the exponent for which the fraction is nearest to one
        _get(whole),
        ("i64.const", _bits(math.sqrt(0.5)) - (_RAISED << _BITS)),
        "i64.sub",
        ("i64.shr_u", _BITS),
        ("local.tee", whole),
        ("i64.shl", _BITS),
        "i64.sub",
        ("i64.const", _RAISED << _BITS),
        "i64.add",
        "f64.reinterpret_i64",
        ("f64.const", 1.0),
        "f64.sub",
        ("local.set", fraction),
        _get(whole),
        ("i64.const", _bits(_SHIFT)),
        "i64.add",
        "f64.reinterpret_i64",
        ("f64.const", _SHIFT + _RAISED),
        "f64.sub",
        ("f64.const", float(_LIFT)),
        ("f64.const", 0.0),
        _get(given),
        ("f64.const", _SUBNORMAL),
        "f64.lt",
        "select",
        "f64.sub",
        ("local.set", times),
        _get(fraction),
        _get(fraction),
        ("f64.const", 2.0),
        "f64.add",
        "f64.div",
        ("local.tee", part),
        _get(part),
        "f64.mul",
        ("local.set", square),
        *_powers(powers),
        _get(fraction),
        _get(fraction),
        "f64.mul",
        ("f64.const", 0.5),
        "f64.mul",
        ("local.set", half),
        # times log 2 - ((half - (part (half + square series) + times rest)) - fraction)
        _get(times),
        ("f64.const", _LOG_TWO),
        "f64.mul",
        _get(half),
        _get(part),
        _get(half),
        _get(square),
        *_series(coefficients, powers),
        "f64.mul",
        "f64.add",
        "f64.mul",
        _get(times),
        ("f64.const", _LOG_TWO_REST),
        "f64.mul",
        "f64.add",
        "f64.sub",
        _get(fraction),
        "f64.sub",
        "f64.sub",
        # where the number is not positive or infinite
        ("f64.const", math.inf),
        _get(given),
        ("f64.const", math.inf),
        "f64.lt",
        "select",
        ("f64.const", -math.inf),
        ("f64.const", math.nan),
        _get(given),
        ("f64.const", 0.0),
        "f64.eq",
        "select",
        _get(given),
        ("f64.const", 0.0),
        "f64.gt",
        "select",
    ]
    return _function(instructions, (F64,), (F64,) * 9 + (I64,), steps)


def lagged_function(instructions: InstructionSet, first_row: int, row_bytes: int) -> Function:
    """The value of a quantity some months ago, between months: of the row above the month, its place in a row in bytes, and the lag."""
    row, place, lag, month, weight, earlier, value = range(7)
    lanes = instructions.lanes
    first = first_row + row_bytes

    def place_in_month(lane: int) -> Steps:
        """The byte of the value in a whole month: of the number on the stack, or of a lane of several."""
        picked: Steps = (
            ["i32.trunc_sat_f64_s"]
            if lanes == 1
            else [
                "i32x4.trunc_sat_f64x2_s_zero",
                ("i32x4.extract_lane", lane),
            ]
        )
        return [*picked, ("i32.const", row_bytes), "i32.mul", _get(place), "i32.add"]

    def value_in(when: Steps) -> Steps:
        """The value in a month, which is zero before the first."""
        month_or_first: Steps = [*when, ("f64.const", 0.0), "f64.pmax"]
        if lanes == 1:
            read: Steps = [*month_or_first, *place_in_month(0), ("f64.load", first)]
        else:
            read = []
            for lane in range(lanes):
                read += [*month_or_first, *place_in_month(lane), _get(value)]
                read += [("v128.load64_lane", first + LANE_BYTES * lane, lane)]
                read += [("local.set", value)]
            read += [_get(value)]
        return [*read, ("f64.const", 0.0), *when, ("f64.const", 0.0), "f64.ge", "select"]

    steps: Steps = [
        _get(lag),
        "f64.ceil",
        ("local.tee", weight),
        _get(lag),
        "f64.sub",
        _get(row),
        ("f64.load", row_bytes),
        ("local.tee", month),
        _get(weight),
        "f64.sub",
        _get(month),
        "f64.min",
        ("local.set", earlier),
        ("local.set", weight),
        ("f64.const", 1.0),
        _get(weight),
        "f64.sub",
        *value_in([_get(earlier)]),
        "f64.mul",
        _get(weight),
        *value_in([_get(earlier), ("f64.const", 1.0), "f64.add", _get(month), "f64.min"]),
        "f64.mul",
        "f64.add",
    ]
    return _function(instructions, (I32, I32, F64), (F64,) * 4, steps)


def _function(
    instructions: InstructionSet, takes: tuple[bytes, ...], names: tuple[bytes, ...], steps: Steps
) -> Function:
    """A function of an instruction set that gives a number, with locals of these types, written in the names of one draw."""
    return Function(
        takes=tuple(map(instructions.local, takes)),
        gives=(instructions.number,),
        locals=tuple(map(instructions.local, names)),
        code=instructions.assembled(steps),
    )


def _bits(number: float) -> int:
    """The bits of a double as a whole number."""
    return int(struct.unpack("<q", struct.pack("<d", number))[0])
