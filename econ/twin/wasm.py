"""The code of all quantities in WebAssembly: each element of a quantity is an expression with constant places.

What several elements of a quantity have in common is computed once, and what is the same in all months before the months. Functions
hold some kilobytes of code each, which engines compile best. The exported function `run` goes through the static part and the
months, and `run many` does so for draw after draw.
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
from econ.twin.layout import Layout, MemoryPlace

RUN, RUN_MANY = "run", "run many"  # the names of the exported functions
TABLE_BYTES = 4  # of an entry of the tables that `run many` reads
_FUNCTION_BYTES = 4096  # of code, after which a new function begins
_ROW = instruction("local.get", 0)  # the parameter of each function: where the row above begins
_START = instruction("i32.const", 0)
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
    calls: list[tuple[bool, list[int]]] = []

    def add(part: Iterable[Function], *, timed: bool) -> None:
        first = len(functions)
        functions.extend(part)
        calls.append((timed, list(range(first, len(functions)))))

    add(writer.beginnings_of_given(), timed=False)
    for (_, timed), names in layout.blocks:
        written = list(writer.quantities(names, timed=timed))
        add(writer.lifted(), timed=False)
        add(written, timed=timed)
    functions.append(_run_function(calls, first_row, row_bytes, layout.months))
    functions.append(_run_many_function(len(functions) - 1, instructions))
    return module(functions, writer.size * instructions.number_bytes)


def _run_function(
    calls: Iterable[tuple[bool, list[int]]], first_row: int, row_bytes: int, months: int
) -> Function:
    """Calls the functions of each part: once, or for each month with the place of the row above it."""
    steps: Steps = []
    for timed, numbers in calls:
        row: Steps = [("local.get", 0)]
        called: Steps = [step for number in numbers for step in (*row, ("call", number))]
        if not timed:
            steps += called
            continue
        steps += [
            ("i32.const", first_row),
            ("local.set", 0),
            "loop",
            *called,
            *row,
            ("i32.const", row_bytes),
            "i32.add",
            ("local.tee", 0),
            ("i32.const", first_row + months * row_bytes),
            "i32.lt_s",
            ("br_if", 0),
            "end",
        ]
    return Function(locals=(I32,), code=ONE_DRAW.assembled(steps), exported=RUN)


def _run_many_function(run: int, instructions: InstructionSet) -> Function:
    """Runs one draw after the other, or one pair after the other.

    The parameters are how many, then where a table of places and its end are, and where the numbers are that are copied to these
    places before a run; and the same of what is copied from its places after a run.
    """
    runs, places, end, given, wanted_places, wanted_end, wanted, entry = range(8)

    def step_on(name: int, size: int) -> Steps:
        return [("local.get", name), ("i32.const", size), "i32.add", ("local.tee", name)]

    def for_each(first: int, last: int, copy: Steps) -> Steps:
        begin: Steps = [("local.get", first), ("local.set", entry), "loop"]
        again: Steps = [*step_on(entry, TABLE_BYTES), ("local.get", last), "i32.lt_s"]
        return [*begin, *copy, *again, ("br_if", 0), "end"]

    place: Steps = [("local.get", entry), ("i32.load", 0)]
    size = instructions.number_bytes
    put: Steps = [*place, ("local.get", given), ("f64.load", 0), ("f64.store", 0)]
    put += [*step_on(given, size), "drop"]
    take: Steps = [("local.get", wanted), *place, ("f64.load", 0), ("f64.store", 0)]
    take += [*step_on(wanted, size), "drop"]
    steps: Steps = ["loop", *for_each(places, end, put), ("call", run)]
    steps += [*for_each(wanted_places, wanted_end, take), ("i32.const", 0)]
    steps += [*step_on(runs, -1), "i32.lt_s", ("br_if", 0), "end"]
    code = instructions.assembled(steps)
    return Function(takes=(I32,) * entry, locals=(I32,), code=code, exported=RUN_MANY)


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
                self._chunks.append(_ROW if timed else _START)
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
        for number, kind in enumerate(self._locals, 1):
            self._free.setdefault(kind, []).append(number)

    def _is_long(self) -> bool:
        return sum(map(len, self._chunks)) > _FUNCTION_BYTES * self._set.lanes

    def _finished(self) -> Function:
        written = Function(takes=(I32,), locals=tuple(self._locals), code=b"".join(self._chunks))
        self._chunks, self._locals = [], []
        return written

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
                    has_one_value = node.source != MONTH and (
                        node.time == "final" or not self._layout.places[node.source].timed
                    )
                    known = has_one_value
                case Element():
                    known = self._is_same_in_all_months(node.part)
                case Operation() | Stack():
                    known = all(map(self._is_same_in_all_months, node.parts))
                case _:
                    known = isinstance(node, Number)
            self._same_in_all_months[node] = known
        return known

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
            self._chunks += [_ROW, instruction("i32.const", byte)]
            self._write(node.lag, index)
            self._chunks.append(instruction("call", LAGGED))
        else:
            first, *rest = node.parts
            for part in (*rest, first) if node.operator == "select" else node.parts:
                self._write(part, index)
            self._chunks.append(self._operators[node.operator])
        self._written[key] = len(self._chunks)
        self._chunks.append(b"")  # room to keep it in a local, if it is read again

    def _local(self, node: Operation | Delay, written: int) -> bytes:
        """The code that reads what was written before at a place of the code, where it is kept from now on."""
        kept = self._chunks[written]
        if not kept:
            is_condition = isinstance(node, Operation) and node.operator in COMPARISONS
            kind = self._set.condition if is_condition else self._set.number
            if not self._free.setdefault(kind, []):
                self._locals.append(kind)
                self._free[kind].append(len(self._locals))
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
