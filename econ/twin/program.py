"""A generated module with its layout, and how it is run: inputs are written into its memory, values read from there."""

import ctypes
import functools
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from econ.arrays import Array
from econ.engine.model import Model
from econ.twin.layout import Layout, MemoryPlace
from econ.twin.wasm import RUN

NEEDS_WASMTIME = (
    "the generated model is run by wasmtime, which is not installed: pip install wasmtime"
)


class Program:
    """A module that computes the quantities of a model."""

    def __init__(self, model: Model, layout: Layout, code: bytes) -> None:
        self.layout = layout
        self.bytes = code
        self._names = (*model.inputs, *model.quantities)
        self._inputs = tuple(model.inputs)
        self._lock = threading.Lock()  # there is one memory

    def run(
        self,
        inputs: Mapping[str, Array],
        forced: Mapping[str, Sequence[tuple[tuple[int, ...], Array]]],
    ) -> "Values":
        """The values of all inputs and quantities under these inputs and forced values.

        Raises `ModuleNotFoundError` where wasmtime is not installed.
        """
        with self._lock:
            memory, run = self._machine
            for name in self._inputs:
                self._write(memory, self.layout.places[name], inputs[name])
            for name, elements in forced.items():
                for index, value in elements:
                    self._write(memory, self.layout.forced[name, index], value)
            run()
            return Values(self.layout, self._names, memory.copy())

    def _write(self, memory: Array, place: MemoryPlace, value: Array) -> None:
        """Writes a value, or one for each month, to its place."""
        until = place.start + place.count
        if place.timed:
            self.layout.rows(memory)[1:, place.start : until] = value.reshape(-1, place.count)
        else:
            memory[place.start : until] = value.reshape(-1)

    @functools.cached_property
    def _machine(self) -> tuple[Array, Any]:
        """The memory of the module as an array of doubles, and the function that computes all values in it."""
        try:
            import wasmtime
        except ModuleNotFoundError:
            raise ModuleNotFoundError(NEEDS_WASMTIME) from None
        store = wasmtime.Store()
        instance = wasmtime.Instance(store, wasmtime.Module(store.engine, self.bytes), [])
        exports: Any = instance.exports(store)
        address = ctypes.addressof(exports["memory"].data_ptr(store).contents)
        doubles = (ctypes.c_double * self.layout.size).from_address(address)
        memory: Array = np.ctypeslib.as_array(doubles)
        self.layout.rows(memory)[1:, 0] = np.arange(self.layout.months)
        return memory, functools.partial(exports[RUN], store)


class Values(Mapping[str, Array]):
    """The values of a run by name, laid out as the engine lays them out."""

    def __init__(self, layout: Layout, names: tuple[str, ...], memory: Array) -> None:
        self._layout = layout
        self._names = names
        self._memory = memory

    def __getitem__(self, name: str) -> Array:
        return self._layout.values(self._memory, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
