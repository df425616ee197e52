"""What runs a module by wasmtime: an instance with its memory as arrays of numbers, into which inputs are written."""

import atexit
import ctypes
import functools
import weakref
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from econ.arrays import Array
from econ.twin.encoder import PAGE_BYTES
from econ.twin.layout import Layout, MemoryPlace
from econ.twin.wasm import RUN, RUN_MANY, TABLE_BYTES

NEEDS_WASMTIME = (
    "the generated model is run by wasmtime, which is not installed: pip install wasmtime"
)
_MOST_RUNS = 32  # in one call, during which a thread cannot be interrupted
_MOST_NUMBERS = 65536  # that are copied for one call: what a processor keeps near
_ALIGNED = 16  # bytes


def wasmtime_library() -> Any:
    """The library that runs modules; raises `ModuleNotFoundError` where it is not installed."""
    try:
        import wasmtime
    except ModuleNotFoundError:
        raise ModuleNotFoundError(NEEDS_WASMTIME) from None
    return wasmtime


@functools.cache
def engine() -> Any:
    """What translates modules; all instances share it."""
    return wasmtime_library().Engine()


class _Closed(Protocol):
    def close(self) -> None:
        """Frees what it holds."""


_TO_CLOSE = weakref.WeakSet[_Closed]()


def close_at_exit(holder: _Closed) -> None:
    """Closes what holds instances while the library that runs them is still there: it does not survive the interpreter."""
    _TO_CLOSE.add(holder)


@atexit.register
def _close_all() -> None:
    for holder in list(_TO_CLOSE):
        holder.close()
    if engine.cache_info().currsize:
        engine().close()


class Machine:
    """An instance of a module: its memory, and the functions that compute all values in it, for one draw or many."""

    def __init__(self, layout: Layout, module: Any, lanes: int) -> None:
        self._layout = layout
        self._lanes = lanes
        self.store = wasmtime_library().Store(engine())
        exports = wasmtime_library().Instance(self.store, module, []).exports(self.store)
        self._memory = exports["memory"]
        self._own_bytes = self._memory.data_len(self.store)  # behind them are tables and batches
        self._take_memory()
        self._rows[1:, 0] = np.arange(layout.months)[:, np.newaxis]
        self.run = functools.partial(exports[RUN], self.store)
        self._run_many = functools.partial(exports[RUN_MANY], self.store)

    def _take_memory(self) -> None:
        """Makes arrays of the memory, whose address may have changed."""
        address = ctypes.addressof(self._memory.data_ptr(self.store).contents)
        size = self._memory.data_len(self.store)
        self._bytes = np.ctypeslib.as_array((ctypes.c_uint8 * size).from_address(address))
        layout = self._layout
        own = self._bytes[: layout.size * self._lanes * 8].view(np.float64)
        self.numbers: Array = own.reshape(layout.size, self._lanes)
        rows = self.numbers[layout.static_size :]
        self._rows = rows.reshape(layout.months + 1, layout.row_size, self._lanes)

    def write(self, place: MemoryPlace, value: Array) -> None:
        """Writes a value that is the same in all draws, or one for each month, to its place."""
        until = place.start + place.count
        if place.timed:
            self._rows[1:, place.start : until] = value.reshape(-1, place.count, 1)
        else:
            self.numbers[place.start : until] = value.reshape(-1, 1)

    def prepare(self, given: Sequence[MemoryPlace], wanted: Sequence[MemoryPlace]) -> "Batch":
        """Makes room for batches of draws: the numbers at `given` are written for each, and those at `wanted` are read."""
        tables = [_bytes_of(places, self._layout, self._lanes) for places in (given, wanted)]
        counts = [len(table) for table in tables]
        runs = max(1, min(_MOST_RUNS, _MOST_NUMBERS // sum(counts)))
        number = self._lanes * 8
        sizes = [TABLE_BYTES * count for count in counts]
        sizes += [number * runs * count for count in counts]
        starts = self._own_bytes + np.cumsum(
            [0, *(-(-size // _ALIGNED) * _ALIGNED for size in sizes)]
        )
        lacking = int(starts[-1]) - self._memory.data_len(self.store)
        if lacking > 0:
            self._memory.grow(self.store, -(-lacking // PAGE_BYTES))
            self._take_memory()
        parts = [
            self._bytes[start : start + size] for start, size in zip(starts, sizes, strict=False)
        ]
        for part, table in zip(parts, tables, strict=False):
            part.view(np.int32)[:] = table
        numbers = [
            part.view(np.float64).reshape(runs, count, self._lanes)
            for part, count in zip(parts[2:], counts, strict=True)
        ]
        places, wanted_places, first, wanted_first, _ = map(int, starts)
        addresses = [places, places + sizes[0], first]
        addresses += [wanted_places, wanted_places + sizes[1], wanted_first]
        return Batch(self._run_many, addresses, numbers[0], numbers[1])


class Batch:
    """Room in the memory of a machine for the numbers of several runs, before and after them."""

    def __init__(self, run: Any, addresses: list[int], given: Array, wanted: Array) -> None:
        self._run, self._addresses = run, addresses
        self._given, self._wanted = given, wanted
        self._lanes = given.shape[-1]
        self.draws = len(given) * self._lanes

    def compute(self, given: Array, wanted: Array) -> None:
        """Fills `wanted`, with a column for each draw, from `given`; no more columns than `draws`."""
        count = given.shape[-1]
        runs, alone = divmod(count, self._lanes)
        by_run = self._given.transpose(1, 0, 2)
        even = runs * self._lanes
        by_run[:, :runs] = given[:, :even].reshape(len(given), runs, self._lanes)
        if alone:  # what is left is computed in all lanes
            by_run[:, runs] = given[:, even:]
            runs += 1
        self._run(runs, *self._addresses)
        values = self._wanted[:runs].transpose(1, 0, 2).reshape(len(wanted), -1)
        wanted[:] = values[:, :count]


def _bytes_of(places: Sequence[MemoryPlace], layout: Layout, lanes: int) -> NDArray[np.int32]:
    """Where each number of these places lies: month after month, element after element."""
    months = layout.static_size + layout.row_size * np.arange(1, layout.months + 1)
    numbers = [
        (months[:, np.newaxis] if place.timed else np.zeros((1, 1), dtype=int))
        + np.arange(place.start, place.start + place.count)
        for place in places
    ]
    return (np.concatenate([part.reshape(-1) for part in numbers]) * lanes * 8).astype(np.int32)
