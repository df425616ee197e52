"""The binary format of WebAssembly, as far as the twin needs it: numbers, instructions, functions, a module."""

import dataclasses
import itertools
import struct
from collections.abc import Iterable, Sequence

I32, I64, F64, V128 = b"\x7f", b"\x7e", b"\x7c", b"\x7b"  # the types of values
PAGE_BYTES = 65536  # of memory

INSTRUCTIONS = {
    "block": b"\x02\x40",
    "loop": b"\x03\x40",
    "end": b"\x0b",
    "br_if": b"\x0d",
    "call": b"\x10",
    "drop": b"\x1a",
    "select": b"\x1b",
    "local.get": b"\x20",
    "local.set": b"\x21",
    "local.tee": b"\x22",
    "i32.load": b"\x28\x02",
    "f64.load": b"\x2b\x03",
    "f64.store": b"\x39\x03",
    "i32.const": b"\x41",
    "i64.const": b"\x42",
    "f64.const": b"\x44",
    "i32.lt_s": b"\x48",
    "f64.eq": b"\x61",
    "f64.lt": b"\x63",
    "f64.gt": b"\x64",
    "f64.le": b"\x65",
    "f64.ge": b"\x66",
    "i32.add": b"\x6a",
    "i32.mul": b"\x6c",
    "i32.and": b"\x71",
    "i64.add": b"\x7c",
    "i64.sub": b"\x7d",
    "i64.shl": b"\x86",
    "i64.shr_u": b"\x88",
    "f64.abs": b"\x99",
    "f64.neg": b"\x9a",
    "f64.ceil": b"\x9b",
    "f64.floor": b"\x9c",
    "f64.add": b"\xa0",
    "f64.sub": b"\xa1",
    "f64.mul": b"\xa2",
    "f64.div": b"\xa3",
    "f64.min": b"\xa4",
    "f64.max": b"\xa5",
    "f64.convert_i32_s": b"\xb7",
    "i64.reinterpret_f64": b"\xbd",
    "f64.reinterpret_i64": b"\xbf",
    "i32.trunc_sat_f64_s": b"\xfc\x02",
    "v128.load": b"\xfd\x00\x04",
    "v128.store": b"\xfd\x0b\x04",
    "v128.const": b"\xfd\x0c",
    "f64x2.splat": b"\xfd\x14",
    "i32x4.extract_lane": b"\xfd\x1b",
    "f64x2.eq": b"\xfd\x47",
    "f64x2.lt": b"\xfd\x49",
    "f64x2.gt": b"\xfd\x4a",
    "f64x2.le": b"\xfd\x4b",
    "f64x2.ge": b"\xfd\x4c",
    "v128.and": b"\xfd\x4e",
    "v128.bitselect": b"\xfd\x52",
    "v128.load64_lane": b"\xfd\x57\x03",
    "f64x2.ceil": b"\xfd\x74",
    "f64x2.floor": b"\xfd\x75",
    "i64x2.shl": b"\xfd\xcb\x01",
    "i64x2.shr_u": b"\xfd\xcd\x01",
    "i64x2.add": b"\xfd\xce\x01",
    "i64x2.sub": b"\xfd\xd1\x01",
    "f64x2.abs": b"\xfd\xec\x01",
    "f64x2.neg": b"\xfd\xed\x01",
    "f64x2.add": b"\xfd\xf0\x01",
    "f64x2.sub": b"\xfd\xf1\x01",
    "f64x2.mul": b"\xfd\xf2\x01",
    "f64x2.div": b"\xfd\xf3\x01",
    "f64x2.min": b"\xfd\xf4\x01",
    "f64x2.max": b"\xfd\xf5\x01",
    "f64x2.pmin": b"\xfd\xf6\x01",
    "f64x2.pmax": b"\xfd\xf7\x01",
    "i32x4.trunc_sat_f64x2_s_zero": b"\xfd\xfc\x01",
}
# Instructions, each a name or a name with operands.
Steps = list[str | tuple[str, int | float] | tuple[str, int, int]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Function:
    """A function of a module: types of its parameters and results, of its other locals, its code, and a name if it is exported."""

    takes: tuple[bytes, ...] = ()
    gives: tuple[bytes, ...] = ()
    locals: tuple[bytes, ...] = ()
    code: bytes
    exported: str = ""


def unsigned(number: int) -> bytes:
    """A number that is not negative, in seven bits a byte."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def signed(number: int) -> bytes:
    """A number with its sign, in seven bits a byte."""
    out = bytearray()
    while not -0x40 <= number < 0x40:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number & 0x7F)
    return bytes(out)


def instruction(name: str, *operands: int | float) -> bytes:
    """An instruction with its operands: the number of a constant, one for each lane, or the offset of a load or store."""
    code = INSTRUCTIONS[name]
    for operand in operands:
        if name in ("f64.const", "v128.const"):
            code += struct.pack("<d" if isinstance(operand, float) else "<q", operand)
        elif name in ("i32.const", "i64.const"):
            code += signed(int(operand))
        else:
            code += unsigned(int(operand))
    return code


def module(functions: Sequence[Function], memory_bytes: int) -> bytes:
    """A module with these functions and a memory, both exported."""
    types = list(dict.fromkeys((function.takes, function.gives) for function in functions))
    signatures = [
        b"\x60" + _vector(function_takes) + _vector(function_gives)
        for function_takes, function_gives in types
    ]
    numbers = [unsigned(types.index((function.takes, function.gives))) for function in functions]
    exports = [_name("memory") + b"\x02" + unsigned(0)] + [
        _name(function.exported) + b"\x00" + unsigned(number)
        for number, function in enumerate(functions)
        if function.exported
    ]
    pages = -(-memory_bytes // PAGE_BYTES)
    sections = (
        (1, signatures),
        (3, numbers),
        (5, [b"\x00" + unsigned(pages)]),
        (7, exports),
        (10, [_body(function) for function in functions]),
    )
    return b"\x00asm\x01\x00\x00\x00" + b"".join(
        bytes([number]) + _sized(_vector(items)) for number, items in sections
    )


def _body(function: Function) -> bytes:
    groups = [
        unsigned(len(list(group))) + kind for kind, group in itertools.groupby(function.locals)
    ]
    return _sized(_vector(groups) + function.code + INSTRUCTIONS["end"])


def _vector(items: Iterable[bytes]) -> bytes:
    listed = list(items)
    return unsigned(len(listed)) + b"".join(listed)


def _sized(content: bytes) -> bytes:
    return unsigned(len(content)) + content


def _name(text: str) -> bytes:
    encoded = text.encode()
    return unsigned(len(encoded)) + encoded
