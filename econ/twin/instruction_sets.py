"""The two instruction sets that the generated code is written in: of one draw, and of two draws side by side.

All code is written in the names of the first. In the second, each number is a pair, one lane for each draw. Each instruction does
to a lane what its namesake does to a number, so a draw has the same bits in both.
"""

import dataclasses
from collections.abc import Mapping

from econ.twin.encoder import F64, I32, V128, Steps, instruction

SHIFTS = ("i64.shl", "i64.shr_u")  # have how far they shift as an operand


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class InstructionSet:
    """How many draws a number has, the types of numbers and conditions, and the instructions that have another name."""

    lanes: int
    number: bytes
    condition: bytes
    names: Mapping[str, str]

    @property
    def number_bytes(self) -> int:
        """The bytes of a number."""
        return 8 * self.lanes

    def instruction(self, name: str, *operands: int | float) -> bytes:
        """The instruction that does in this set what `name` does to one draw."""
        if name in SHIFTS:
            distance = instruction("i64.const" if self.lanes == 1 else "i32.const", *operands)
            return distance + instruction(self.names.get(name, name))
        if name in ("f64.const", "i64.const") and self.lanes > 1:
            return instruction("v128.const", *operands * self.lanes)
        known = self.names.get(name, name)
        return instruction(known, *operands) if known else b""

    def assembled(self, text: Steps) -> bytes:
        """The code of a sequence of instructions."""
        return b"".join(
            self.instruction(step) if isinstance(step, str) else self.instruction(*step)
            for step in text
        )

    def local(self, kind: bytes) -> bytes:
        """The type of a local of this set that has this type in the first."""
        return kind if self.lanes == 1 or kind == I32 else V128


def _in_lanes() -> dict[str, str]:
    """The instructions of the second set by their names in the first."""
    on_numbers = ("add", "sub", "mul", "div", "neg", "abs", "floor", "ceil", "min", "max")
    comparisons = ("eq", "lt", "le", "gt", "ge")
    return {
        **{f"f64.{name}": f"f64x2.{name}" for name in (*on_numbers, *comparisons)},
        **{f"i64.{name}": f"i64x2.{name}" for name in ("add", "sub", "shl", "shr_u")},
        "f64.pmin": "f64x2.pmin",
        "f64.pmax": "f64x2.pmax",
        "f64.load": "v128.load",
        "f64.store": "v128.store",
        "select": "v128.bitselect",
        "i32.and": "v128.and",
        "i64.reinterpret_f64": "",
        "f64.reinterpret_i64": "",
    }


# "f64.pmin" and "f64.pmax" compare with a constant that is not zero. Their first operand may be undefined; the result is then so.
ONE_DRAW = InstructionSet(
    lanes=1, number=F64, condition=I32, names={"f64.pmin": "f64.min", "f64.pmax": "f64.max"}
)
TWO_DRAWS = InstructionSet(lanes=2, number=V128, condition=V128, names=_in_lanes())
