"""The code of all quantities in WebAssembly: each element of a quantity is an expression with constant places.

What several elements of a quantity have in common is computed once. Functions hold some kilobytes of code each, which engines
compile best. The exported function `run` goes through the static part and the months.
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
from econ.twin.encoder import F64, I32, Function, assembled, instruction, module
from econ.twin.functions import (
    EXP,
    LAGGED,
    LOG,
    Steps,
    exp_function,
    lagged_function,
    log_function,
)
from econ.twin.layout import NUMBER_BYTES, Layout, MemoryPlace

RUN = "run"  # the name of the exported function
_FUNCTION_BYTES = 4096  # of code, after which a new function begins
_ROW = instruction("local.get", 0)  # the parameter of each function: where the row above begins
_START = instruction("i32.const", 0)
_OPERATORS = {
    **{
        name: instruction(f"f64.{name}")
        for name in ("add", "sub", "mul", "div", "neg", "abs", "floor", "min", "max")
    },
    **{name: instruction(f"f64.{name}") for name in ("lt", "le", "gt", "ge", "eq")},
    "and": instruction("i32.and"),
    "select": instruction("select"),
    "exp": instruction("call", EXP),
    "log": instruction("call", LOG),
}
Index = tuple[int, ...]


def module_of(model: Model, layout: Layout, trees: Mapping[str, Expression]) -> bytes:
    """The module that computes the quantities of a model in this layout."""
    functions = [
        exp_function(),
        log_function(),
        lagged_function(layout.first_row_byte, layout.row_bytes),
    ]
    writer = _Writer(model, layout, trees)
    parts: list[tuple[bool, Iterator[Function]]] = [(False, writer.beginnings_of_inputs())]
    parts += [(timed, writer.quantities(names, timed=timed)) for (_, timed), names in layout.blocks]
    calls: list[tuple[bool, list[int]]] = []
    for timed, part in parts:
        written = list(part)
        calls.append((timed, [len(functions) + place for place in range(len(written))]))
        functions += written
    functions.append(_run_function(calls, layout))
    return module(functions, layout.size * NUMBER_BYTES)


def _run_function(calls: Iterable[tuple[bool, list[int]]], layout: Layout) -> Function:
    """Calls the functions of each part: once, or for each month with the place of the row above it."""
    last = layout.first_row_byte + layout.months * layout.row_bytes
    steps: Steps = []
    for timed, numbers in calls:
        row: Steps = [("local.get", 0)]
        called: Steps = [step for number in numbers for step in (*row, ("call", number))]
        if not timed:
            steps += called
            continue
        steps += [
            ("i32.const", layout.first_row_byte),
            ("local.set", 0),
            "loop",
            *called,
            *row,
            ("i32.const", layout.row_bytes),
            "i32.add",
            ("local.tee", 0),
            ("i32.const", last),
            "i32.lt_s",
            ("br_if", 0),
            "end",
        ]
    return Function(locals=(I32,), code=assembled(steps), exported=RUN)


class _Writer:
    """Writes the functions that compute quantities."""

    def __init__(self, model: Model, layout: Layout, trees: Mapping[str, Expression]) -> None:
        self._layout = layout
        self._trees = trees
        self._inputs = model.inputs
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

    def beginnings_of_inputs(self) -> Iterator[Function]:
        """The function that writes beginnings which are assumptions."""
        for name in self._begun_by.keys() & self._inputs.keys():
            self._write_beginning(name)
        yield self._finished()

    def quantities(self, names: Iterable[str], *, timed: bool) -> Iterator[Function]:
        """The functions that compute quantities one after the other, and the beginnings that follow from them."""
        for name in names:
            place = self._layout.places[name]
            self._written.clear()
            self._free = {
                kind: [number for number, own in enumerate(self._locals, 1) if own == kind]
                for kind in (F64, I32)
            }
            for index in itertools.product(*map(range, place.sizes)):
                self._chunks.append(_ROW if timed else _START)
                forced = self._layout.forced.get((name, index))
                if forced:
                    self._chunks.append(self._load(forced, "now", index))
                else:
                    self._write(self._trees[name], index)
                self._chunks.append(self._store(place, index))
            self._write_beginning(name)
            if sum(map(len, self._chunks)) > _FUNCTION_BYTES:
                yield self._finished()
        if self._chunks:
            yield self._finished()

    def _finished(self) -> Function:
        written = Function(takes=(I32,), locals=tuple(self._locals), code=b"".join(self._chunks))
        self._chunks, self._locals = [], []
        return written

    def _write_beginning(self, name: str) -> None:
        """Copies a first value into the row before the first month; of one that is forced to a path, that of the first month."""
        if name not in self._begun_by:
            return
        first, stock = self._layout.places[name], self._layout.places[self._begun_by[name]]
        for index in itertools.product(*map(range, stock.sizes)):
            byte = self._layout.first_row_byte + stock.at(index) * NUMBER_BYTES
            value = self._load(first, "now", index)
            if first.timed:
                kept = _START + instruction("f64.load", byte)
                value = kept + value + self._is_later() + instruction("select")
            self._chunks += [_START, value, instruction("f64.store", byte)]

    def _is_later(self) -> bytes:
        """The code of the condition that the month is not the first."""
        month = _ROW + instruction("f64.load", self._layout.row_bytes)
        return month + instruction("f64.const", 0.0) + instruction("f64.gt")

    def _store(self, place: MemoryPlace, index: Index) -> bytes:
        before = self._layout.row_bytes if place.timed else 0
        return instruction("f64.store", before + place.at(index) * NUMBER_BYTES)

    def _load(self, place: MemoryPlace, time: str, index: Index) -> bytes:
        """The code that reads an element at a time."""
        layout, byte = self._layout, place.at(index) * NUMBER_BYTES
        if not place.timed:
            return _START + instruction("f64.load", byte)
        if time == "final":
            last = layout.first_row_byte + layout.months * layout.row_bytes
            return _START + instruction("f64.load", last + byte)
        return _ROW + instruction("f64.load", byte + (layout.row_bytes if time == "now" else 0))

    def _read(self, node: Reading, index: Index) -> bytes:
        if node.source == MONTH:
            return _ROW + instruction("f64.load", self._layout.row_bytes)
        place = self._layout.places[node.source]
        if node.time != "before":
            return self._load(place, node.time, index)
        value = self._load(place, "opening", index)
        none = instruction("f64.const", 0.0)
        return value + none + self._is_later() + instruction("select")

    def _write(self, node: Expression, index: Index) -> None:
        """Appends the code of an expression for an element; what was written before is read from a local instead."""
        match node:
            case Number():
                self._chunks.append(_constant(node.value))
            case Reading():
                self._chunks.append(self._read(node, index))
            case Element():
                self._write(node.part, (*index[: node.axis], node.place, *index[node.axis + 1 :]))
            case Stack():
                self._write(node.parts[index[node.axis]], index)
            case Operation() | Delay():
                self._write_once(node, index)

    def _write_once(self, node: Operation | Delay, index: Index) -> None:
        key = (node, _picked(node.sizes)(index))
        written = self._written.get(key)
        if written is not None:
            self._chunks.append(self._local(node, written))
            return
        if isinstance(node, Delay):
            place = self._layout.places[node.source]
            byte = place.at(index) * NUMBER_BYTES
            self._chunks += [_ROW, instruction("i32.const", byte)]
            self._write(node.lag, index)
            self._chunks.append(instruction("call", LAGGED))
        else:
            first, *rest = node.parts
            for part in (*rest, first) if node.operator == "select" else node.parts:
                self._write(part, index)
            self._chunks.append(_OPERATORS[node.operator])
        self._written[key] = len(self._chunks)
        self._chunks.append(b"")  # room to keep it in a local, if it is read again

    def _local(self, node: Operation | Delay, written: int) -> bytes:
        """The code that reads what was written before at a place of the code, where it is kept from now on."""
        kept = self._chunks[written]
        if not kept:
            is_condition = isinstance(node, Operation) and node.operator in COMPARISONS
            kind = I32 if is_condition else F64
            if not self._free.setdefault(kind, []):
                self._locals.append(kind)
                self._free[kind].append(len(self._locals))
            kept = instruction("local.tee", self._free[kind].pop())
            self._chunks[written] = kept
        return instruction("local.get") + kept[1:]


@functools.lru_cache(maxsize=4096)
def _constant(value: float) -> bytes:
    return instruction("f64.const", value)


@functools.cache
def _picked(sizes: Sizes) -> Callable[[Index], Any]:
    """Picks of an index what an expression of these sizes differs by."""
    axes = [axis for axis, size in enumerate(sizes) if size > 1]
    return operator.itemgetter(*axes) if axes else lambda index: ()
