"""The code of all quantities in WebAssembly: each element of a quantity is an expression with constant places.

Parts that several elements of a quantity have in common are computed once, and parts that are the same in all months before them. Functions
hold some kilobytes of code each, which engines compile best, and which a processor keeps near while a function goes through several
pairs of draws. The exported function `run` goes through the static part and the months; in a month in which no dated input has
changed, it passes over what follows from them alone.
"""

import functools
import itertools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from econ.engine.expression import (
    COMPARISONS,
    Delay,
    Element,
    Expression,
    Number,
    Operation,
    Reading,
    Sizes,
    Stack,
)
from econ.engine.model import MONTH, Model
from econ.twin.encoder import I32, Function, Steps, instruction, module
from econ.twin.functions import (
    EXP,
    LAGGED,
    LOG,
    exp_function,
    lagged_function,
    log_function,
)
from econ.twin.instruction_sets import ONE_DRAW, InstructionSet
from econ.twin.layout import CHANGED, Layout, MemoryPlace, Recurrence

RUN = "run"  # the name of the exported function
_FUNCTION_BYTES = 4096  # of code, after which a new function begins
# In each function: where the row above begins, which is its parameter, and the static part, for the draws that it is at.
_ROW, _START = instruction("local.get", 0), instruction("local.get", 1)
_FIRST_LOCAL = 2
_ARITHMETIC = ("add", "sub", "mul", "div", "neg", "abs", "floor", "min", "max")
Index = tuple[int, ...]


def module_of(
    model: Model,
    layout: Layout,
    trees: Mapping[str, Expression],
    instructions: InstructionSet = ONE_DRAW,
) -> bytes:
    """The module that computes the quantities of a model in this layout, in this instruction set."""
    row_bytes = layout.row_size * instructions.number_bytes
    first_row = layout.static_size * instructions.number_bytes
    functions = [
        exp_function(instructions),
        log_function(instructions),
        lagged_function(instructions, first_row, row_bytes),
    ]
    writer = _Writer(model, layout, trees, instructions)
    steps: Steps = []

    def calls(part: Iterable[Function]) -> Steps:
        """Adds functions to the module; gives the calls of them for the row in the first local."""
        first = len(functions)
        functions.extend(part)
        called = range(first, len(functions))
        return [step for number in called for step in (("local.get", 0), ("call", number))]

    steps += calls(writer.beginnings_of_given())
    for _, blocks in itertools.groupby(layout.blocks, key=lambda block: block[0][0]):
        in_month: Steps = []
        for (_, recurrence), names in blocks:
            written = list(writer.quantities(names, timed=recurrence != Recurrence.ONCE))
            steps += calls(writer.lifted())
            if recurrence == Recurrence.ONCE:
                steps += calls(written)
            elif recurrence == Recurrence.MONTHLY:
                in_month += calls(written)
            else:
                changed = row_bytes + instructions.number_bytes * CHANGED.start
                in_month += ["block", ("local.get", 0), ("f64.load", changed)]
                in_month += [("f64.const", 0.0), "f64.eq", ("br_if", 0), *calls(written), "end"]
        if in_month:
            last = first_row + layout.months * row_bytes
            steps += [("i32.const", first_row), ("local.set", 0), "loop", *in_month]
            steps += [("local.get", 0), ("i32.const", row_bytes), "i32.add", ("local.tee", 0)]
            steps += [("i32.const", last), "i32.lt_s", ("br_if", 0), "end"]
    functions.append(Function(locals=(I32,), code=ONE_DRAW.assembled(steps), exported=RUN))
    return module(functions, writer.size * instructions.number_bytes)


class _Writer:
    """Writes the functions that compute quantities."""

    def __init__(
        self,
        model: Model,
        layout: Layout,
        trees: Mapping[str, Expression],
        instructions: InstructionSet,
    ) -> None:
        self._layout = layout
        self._trees = trees
        self._set = instructions
        self._operators = {
            **{name: instructions.instruction(f"f64.{name}") for name in _ARITHMETIC},
            **{name: instructions.instruction(f"f64.{name}") for name in COMPARISONS[:-1]},
            "and": instructions.instruction("i32.and"),
            "select": instructions.instruction("select"),
            "exp": instruction("call", EXP),
            "log": instruction("call", LOG),
        }
        self._first_row = layout.static_size * instructions.number_bytes
        self._row_bytes = layout.row_size * instructions.number_bytes
        self.size = layout.size  # of the memory in numbers: what is lifted comes after the rows
        self._is_timed = False
        self._lifted: dict[tuple[Expression, Any], tuple[Expression, Index, int]] = {}
        self._same_in_all_months: dict[Expression, bool] = {}
        self._begun_by: dict[str, str] = {}  # the first value of a stock → the stock
        for wires in model.wires.values():
            for time, source in wires.values():
                first = f"initial_{source}"
                if time == "opening" and f"({first})" in wires:
                    self._begun_by[first] = source
        self._chunks: list[bytes] = []
        self._written: dict[tuple[Expression, Any], int] = {}  # → where a tee of it may stand
        self._locals: list[bytes] = []
        self._free: dict[bytes, list[int]] = {}

    def beginnings_of_given(self) -> Iterator[Function]:
        """The function that writes beginnings which are assumptions, or given as they are."""
        for name in self._layout.given:
            self._write_beginning(name)
        yield self._finished()

    def quantities(self, names: Iterable[str], *, timed: bool) -> Iterator[Function]:
        """The functions that compute quantities one after the other, and the beginnings that follow from them."""
        self._is_timed = timed
        for name in names:
            place = self._layout.places[name]
            self._begin_quantity()
            for index in itertools.product(*map(range, place.sizes)):
                self._chunks.append(_ROW if place.timed else _START)
                forced = self._layout.forced.get((name, index))
                if forced:
                    self._chunks.append(self._load(forced, "now", index))
                else:
                    self._write(self._trees[name], index)
                self._chunks.append(self._store(place, index))
            self._write_beginning(name)
            if self._is_long():
                yield self._finished()
        if self._chunks:
            yield self._finished()

    def lifted(self) -> Iterator[Function]:
        """The functions that compute what the quantities written last have in common in all months."""
        self._is_timed = False
        self._begin_quantity()
        for node, index, byte in self._lifted.values():
            self._chunks.append(_START)
            self._write(node, index)
            self._chunks.append(self._set.instruction("f64.store", byte))
            if self._is_long():
                yield self._finished()
                self._begin_quantity()
        self._lifted.clear()
        if self._chunks:
            yield self._finished()

    def _begin_quantity(self) -> None:
        """Forgets what was written before, so that its locals are free."""
        self._written.clear()
        self._free = {}
        for number, kind in enumerate(self._locals, _FIRST_LOCAL):
            self._free.setdefault(kind, []).append(number)

    def _is_long(self) -> bool:
        return sum(map(len, self._chunks)) > _FUNCTION_BYTES * self._set.lanes

    def _finished(self) -> Function:
        code = b"".join(self._chunks)
        if self._set.groups > 1:
            code = self._for_each_group(code)
        written = Function(takes=(I32,), locals=(I32, *self._locals), code=code)
        self._chunks, self._locals = [], []
        return written

    def _for_each_group(self, code: bytes) -> bytes:
        """The code, gone through for one group of draws after the other, whose numbers are next to each other."""
        size = self._set.group_bytes
        again: Steps = [("local.get", 0), ("i32.const", size), "i32.add", ("local.set", 0)]
        again += [("local.get", 1), ("i32.const", size), "i32.add", ("local.tee", 1)]
        again += [("i32.const", self._set.number_bytes), "i32.lt_s", ("br_if", 0), "end"]
        return instruction("loop") + code + self._set.assembled(again)

    def _write_beginning(self, name: str) -> None:
        """Copies a first value into the row before the first month; of one that is forced to a path, that of the first month."""
        if self._begun_by.get(name) not in self._layout.places:
            return
        first, stock = self._layout.places[name], self._layout.places[self._begun_by[name]]
        for index in itertools.product(*map(range, stock.sizes)):
            byte = self._first_row + stock.at(index) * self._set.number_bytes
            value = self._load(first, "now", index)
            if first.timed:
                kept = _START + self._set.instruction("f64.load", byte)
                value = kept + value + self._is_later() + self._operators["select"]
            self._chunks += [_START, value, self._set.instruction("f64.store", byte)]

    def _is_later(self) -> bytes:
        """The code of the condition that the month is not the first."""
        return self._month() + _constant(self._set, 0.0) + self._operators["gt"]

    def _month(self) -> bytes:
        """The code that reads the number of the month."""
        return _ROW + self._set.instruction("f64.load", self._row_bytes)

    def _store(self, place: MemoryPlace, index: Index) -> bytes:
        before = self._row_bytes if place.timed else 0
        byte = before + place.at(index) * self._set.number_bytes
        return self._set.instruction("f64.store", byte)

    def _load(self, place: MemoryPlace, time: str, index: Index) -> bytes:
        """The code that reads an element at a time."""
        byte = place.at(index) * self._set.number_bytes
        if not place.timed:
            return _START + self._set.instruction("f64.load", byte)
        if time == "final":
            last = self._first_row + self._layout.months * self._row_bytes
            return _START + self._set.instruction("f64.load", last + byte)
        above = self._row_bytes if time == "now" else 0
        return _ROW + self._set.instruction("f64.load", byte + above)

    def _read(self, node: Reading, index: Index) -> bytes:
        if node.source == MONTH:
            return self._month()
        place = self._layout.places[node.source]
        if node.time != "before":
            return self._load(place, node.time, index)
        value = self._load(place, "opening", index)
        none = _constant(self._set, 0.0)
        return value + none + self._is_later() + self._operators["select"]

    def _write(self, node: Expression, index: Index) -> None:
        """Appends the code of an expression for an element; what was written before is read from a local instead."""
        match node:
            case Number():
                self._chunks.append(_constant(self._set, node.value))
            case Reading():
                self._chunks.append(self._read(node, index))
            case Element():
                self._write(node.part, (*index[: node.axis], node.place, *index[node.axis + 1 :]))
            case Stack():
                self._write(node.parts[index[node.axis]], index)
            case Operation() if self._is_timed and self._is_to_be_lifted(node):
                self._write_lifted(node, index)
            case Operation() | Delay():
                self._write_once(node, index)

    def _is_to_be_lifted(self, node: Operation) -> bool:
        """Whether an operation is the same in all months; a condition is not kept in memory."""
        return node.operator not in COMPARISONS and self._is_same_in_all_months(node)

    def _is_same_in_all_months(self, node: Expression) -> bool:
        known = self._same_in_all_months.get(node)
        if known is None:
            match node:
                case Reading():
                    known = node.time == "final" or not self._changes(node.source)
                case Element():
                    known = self._is_same_in_all_months(node.part)
                case Operation() | Stack():
                    known = all(map(self._is_same_in_all_months, node.parts))
                case _:
                    known = isinstance(node, Number)
            self._same_in_all_months[node] = known
        return known

    def _changes(self, name: str) -> bool:
        """Whether a name changes from month to month."""
        if name == MONTH:
            return True
        place = self._layout.places[name]
        return place.timed or place.passing

    def _write_lifted(self, node: Operation, index: Index) -> None:
        """Appends the code that reads what is computed once before the months."""
        key = (node, _picked(node.sizes)(index))
        if key not in self._lifted:
            self._lifted[key] = (node, index, self.size * self._set.number_bytes)
            self.size += 1
        byte = self._lifted[key][-1]
        self._chunks.append(_START + self._set.instruction("f64.load", byte))

    def _write_once(self, node: Operation | Delay, index: Index) -> None:
        key = (node, _picked(node.sizes)(index))
        written = self._written.get(key)
        if written is not None:
            self._chunks.append(self._local(node, written))
            return
        if isinstance(node, Delay):
            place = self._layout.places[node.source]
            byte = place.at(index) * self._set.number_bytes
            self._chunks += [_ROW, _START, instruction("i32.const", byte), instruction("i32.add")]
            self._write(node.lag, index)
            self._chunks.append(instruction("call", LAGGED))
        else:
            self._write_operation(node, index)
        self._written[key] = len(self._chunks)
        self._chunks.append(b"")  # room to keep it in a local, if it is read again

    def _write_operation(self, node: Operation, index: Index) -> None:
        """Appends the code of an operation on its parts."""
        first, *rest = node.parts
        for part in (*rest, first) if node.operator == "select" else node.parts:
            self._write(part, index)
        self._chunks.append(self._operators[node.operator])

    def _local(self, node: Operation | Delay, written: int) -> bytes:
        """The code that reads what was written before at a place of the code, where it is kept from now on."""
        kept = self._chunks[written]
        if not kept:
            is_condition = isinstance(node, Operation) and node.operator in COMPARISONS
            kind = self._set.condition if is_condition else self._set.number
            if not self._free.setdefault(kind, []):
                self._locals.append(kind)
                self._free[kind].append(_FIRST_LOCAL + len(self._locals) - 1)
            kept = instruction("local.tee", self._free[kind].pop())
            self._chunks[written] = kept
        return instruction("local.get") + kept[1:]


@functools.lru_cache(maxsize=4096)
def _constant(instructions: InstructionSet, value: float) -> bytes:
    return instructions.instruction("f64.const", value)


@functools.cache
def _picked(sizes: Sizes) -> Callable[[Index], Any]:
    """Picks of an index what an expression of these sizes differs by."""
    axes = [axis for axis, size in enumerate(sizes) if size > 1]
    return operator.itemgetter(*axes) if axes else lambda index: ()
