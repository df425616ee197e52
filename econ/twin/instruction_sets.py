"""The two instruction sets that the generated code is written in: of one draw, and of two draws side by side.

All code is written in the names of the first. In the second, each number is a pair, one lane for each draw. Each instruction does
to a lane what its namesake does to a number, so a draw has the same bits in both.
"""

import dataclasses
from collections.abc import Mapping

from econ.twin.encoder import F64, I32, V128, Steps, instruction

LANE_BYTES = 8  # of a number in one draw
SHIFTS = ("i64.shl", "i64.shr_u")  # have how far they shift as an operand


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class InstructionSet:
    """Variant of the instructions: draws per number, types of numbers and conditions, and instructions with other names.

    Draws are computed in groups one after the other, each of as many draws as there are lanes.
    """

    lanes: int
    groups: int
    number: bytes
    condition: bytes
    names: Mapping[str, str]

    @property
    def draws(self) -> int:
        """The number of draws that a run computes."""
        return self.lanes * self.groups

    @property
    def group_bytes(self) -> int:
        """The bytes of a number in a group of draws."""
        return LANE_BYTES * self.lanes

    @property
    def number_bytes(self) -> int:
        """The bytes of a number in all draws of a run."""
        return LANE_BYTES * self.draws

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


# "f64.pmin" and "f64.pmax" are for a second operand that is a constant other than zero, and do the same in both sets.
ONE_DRAW = InstructionSet(
    lanes=1,
    groups=1,
    number=F64,
    condition=I32,
    names={"f64.pmin": "f64.min", "f64.pmax": "f64.max"},
)
PAIRS = InstructionSet(lanes=2, groups=4, number=V128, condition=V128, names=_in_lanes())
