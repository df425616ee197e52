"""Run a module by wasmtime: an instance with its memory as arrays of numbers, into which inputs are written."""

import atexit
import ctypes
import functools
import weakref
from typing import Any, Protocol

import numpy as np

from econ.arrays import Array, IndexArray
from econ.twin.layout import Layout, MemoryPlace
from econ.twin.wasm import RUN

NEEDS_WASMTIME = (
    "the generated model is run by wasmtime, which is not installed: pip install wasmtime"
)


def wasmtime_library() -> Any:
    """The library that runs modules; raises `ModuleNotFoundError` where it is not installed."""
    try:
        import wasmtime
    except ModuleNotFoundError:
        raise ModuleNotFoundError(NEEDS_WASMTIME) from None
    return wasmtime


@functools.cache
def engine() -> Any:
    """Return the engine that translates modules; all instances share it."""
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
    """An instance of a module: its memory as an array of numbers, a column for each draw, and the function that computes all in it."""

    def __init__(self, layout: Layout, module: Any, draws: int) -> None:
        self.store = wasmtime_library().Store(engine())
        exports = wasmtime_library().Instance(self.store, module, []).exports(self.store)
        address = ctypes.addressof(exports["memory"].data_ptr(self.store).contents)
        doubles = (ctypes.c_double * (layout.size * draws)).from_address(address)
        self.numbers: Array = np.ctypeslib.as_array(doubles).reshape(layout.size, draws)
        rows = self.numbers[layout.static_size :]
        self._rows = rows.reshape(layout.months + 1, layout.row_size, draws)
        self._rows[1:, 0] = np.arange(layout.months)[:, np.newaxis]
        self.run = functools.partial(exports[RUN], self.store)

    def write(self, place: MemoryPlace, value: Array) -> None:
        """Writes a value, or one for each month, to its place; one column is for all draws."""
        until, columns = place.start + place.count, value.shape[-1]
        if place.timed:
            self._rows[1:, place.start : until] = value.reshape(-1, place.count, columns)
        else:
            self.numbers[place.start : until] = value.reshape(-1, columns)

    def compute(self, given: IndexArray, columns: Array, wanted: IndexArray) -> Array:
        """The numbers at `wanted` in draws that have these numbers at `given`; no more draws than the memory has columns."""
        count = columns.shape[1]
        self.numbers[given, :count] = columns
        self.run()
        values: Array = self.numbers[wanted, :count]
        return values
