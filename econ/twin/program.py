"""A generated module with its layout, and how it is run: inputs are written into its memory, values read from there."""

import atexit
import collections
import contextlib
import ctypes
import functools
import itertools
import os
import weakref
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from econ.arrays import Array
from econ.engine.evaluate import Forced
from econ.engine.model import Model
from econ.twin.layout import Layout, MemoryPlace
from econ.twin.wasm import RUN

NEEDS_WASMTIME = (
    "the generated model is run by wasmtime, which is not installed: pip install wasmtime"
)
SMALLEST_SHARE = 16  # draws that are worth a worker of their own


class Program:
    """A module that computes the quantities of a model."""

    def __init__(self, model: Model, layout: Layout, code: bytes) -> None:
        self.layout = layout
        self.bytes = code
        self._inputs = tuple(model.inputs)
        self._names = (*model.inputs, *model.quantities)
        self._idle = collections.deque[_Machine]()  # each has a memory of its own
        _PROGRAMS.add(self)

    def run(self, inputs: Mapping[str, Array], forced: Forced) -> "Values":
        """The values of all inputs and quantities of one draw under these inputs and forced values.

        Raises `ModuleNotFoundError` where wasmtime is not installed.
        """
        with self._machine() as machine:
            for place, value in self._given(inputs, forced):
                machine.write(place, value)
            machine.run()
            return Values(self.layout, self._names, machine.memory.copy())

    def run_draws(
        self, inputs: Mapping[str, Array], forced: Forced, draws: int, keep: Sequence[str]
    ) -> dict[str, Array]:
        """The values of the quantities in `keep`, in arrays as the engine lays them out, draws last.

        An input or a forced value with one column is the same in all draws.
        """
        given = self._given(inputs, forced)
        same = [(place, value) for place, value in given if value.shape[-1] == 1]
        varied = _Columns([pair for pair in given if pair[1].shape[-1] > 1], draws)
        wanted = _Wanted(self.layout, keep, draws)
        workers = max(1, min(os.cpu_count() or 1, draws // SMALLEST_SHARE))
        bounds = np.linspace(0, draws, workers + 1).astype(int)

        def run_share(first: int, last: int) -> None:
            with self._machine() as machine:
                for place, value in same:
                    machine.write(place, value)
                for draw in range(first, last):
                    varied.write(machine, draw)
                    machine.run()
                    wanted.read(machine, draw)

        # The interpreter is free while a module runs. The first share is for this thread, which would only wait.
        others = [
            _pool().submit(run_share, first, last)
            for first, last in itertools.pairwise(bounds[1:].tolist())
        ]
        run_share(0, int(bounds[1]))
        for other in others:
            other.result()
        return wanted.values()

    def _given(
        self, inputs: Mapping[str, Array], forced: Forced
    ) -> list[tuple[MemoryPlace, Array]]:
        """Each input and each forced element with its place; of an element that is forced twice, the last value."""
        last = {
            (name, index): value for name, elements in forced.items() for index, value in elements
        }
        return [
            *((self.layout.places[name], inputs[name]) for name in self._inputs),
            *((self.layout.forced[element], value) for element, value in last.items()),
        ]

    def close(self) -> None:
        """Frees what wasmtime holds for the program: it does not survive the end of the interpreter."""
        while self._idle:
            self._idle.pop().store.close()
        module = self.__dict__.pop("_translated", None)
        if module is not None:
            module.close()

    @contextlib.contextmanager
    def _machine(self) -> Iterator["_Machine"]:
        """A machine that nobody else uses meanwhile."""
        try:
            machine = self._idle.pop()
        except IndexError:
            machine = _Machine(self.layout, self._translated)
        try:
            yield machine
        finally:
            self._idle.append(machine)

    @functools.cached_property
    def _translated(self) -> Any:
        return _wasmtime().Module(_engine(), self.bytes)


@functools.cache
def _pool() -> ThreadPoolExecutor:
    """The threads that share draws; their work asks for no more of them."""
    return ThreadPoolExecutor(os.cpu_count() or 1)


def _wasmtime() -> Any:
    """The library that runs modules; raises `ModuleNotFoundError` where it is not installed."""
    try:
        import wasmtime
    except ModuleNotFoundError:
        raise ModuleNotFoundError(NEEDS_WASMTIME) from None
    return wasmtime


@functools.cache
def _engine() -> Any:
    """What translates modules; all instances share it."""
    return _wasmtime().Engine()


_PROGRAMS = weakref.WeakSet[Program]()


@atexit.register
def _close_programs() -> None:
    """Frees all programs while the library that runs them is still there."""
    for program in list(_PROGRAMS):
        program.close()
    if _engine.cache_info().currsize:
        _engine().close()


class _Machine:
    """An instance of a module: its memory as an array of doubles, and the function that computes all values in it."""

    def __init__(self, layout: Layout, module: Any) -> None:
        wasmtime = _wasmtime()
        self.store = wasmtime.Store(_engine())
        exports = wasmtime.Instance(self.store, module, []).exports(self.store)
        address = ctypes.addressof(exports["memory"].data_ptr(self.store).contents)
        doubles = (ctypes.c_double * layout.size).from_address(address)
        self.memory: Array = np.ctypeslib.as_array(doubles)
        self.rows = layout.rows(self.memory)
        self.rows[1:, 0] = np.arange(layout.months)
        self.run = functools.partial(exports[RUN], self.store)

    def write(self, place: MemoryPlace, value: Array) -> None:
        """Writes a value of one draw, or one for each month, to its place."""
        until = place.start + place.count
        if place.timed:
            self.rows[1:, place.start : until] = value.reshape(-1, place.count)
        else:
            self.memory[place.start : until] = value.reshape(-1)


class _Columns:
    """What differs from draw to draw: for each draw a line of numbers, and a table of months, and their places."""

    def __init__(self, given: Sequence[tuple[MemoryPlace, Array]], draws: int) -> None:
        static = [(place, value) for place, value in given if not place.timed]
        timed = [(place, value) for place, value in given if place.timed]
        self._static_places = _places(place for place, _ in static)
        self._timed_places = _places(place for place, _ in timed)
        self._static = _joined([value.reshape(-1, draws).T for _, value in static])
        self._timed = _joined(
            [np.moveaxis(value.reshape(-1, place.count, draws), -1, 0) for place, value in timed]
        )

    def write(self, machine: _Machine, draw: int) -> None:
        """Writes the numbers of a draw."""
        if len(self._static_places):
            machine.memory[self._static_places] = self._static[draw]
        if len(self._timed_places):
            machine.rows[1:, self._timed_places] = self._timed[draw]


class _Wanted:
    """The quantities that are kept of each draw."""

    def __init__(self, layout: Layout, names: Sequence[str], draws: int) -> None:
        self._places = {name: layout.places[name] for name in names}
        timed = [place for place in self._places.values() if place.timed]
        static = [place for place in self._places.values() if not place.timed]
        self._static_places, self._timed_places = _places(static), _places(timed)
        self._static = np.empty((draws, len(self._static_places)))
        self._timed = np.empty((draws, layout.months, len(self._timed_places)))

    def read(self, machine: _Machine, draw: int) -> None:
        """Keeps the values of a draw."""
        machine.memory.take(self._static_places, out=self._static[draw], mode="clip")
        machine.rows[1:].take(self._timed_places, axis=1, out=self._timed[draw], mode="clip")

    def values(self) -> dict[str, Array]:
        """All values by name: (dimensions…, draws), with the months in front where they matter."""
        values, static, timed = {}, 0, 0
        for name, place in self._places.items():
            if place.timed:
                part = self._timed[..., timed : timed + place.count]
                timed += place.count
            else:
                part = self._static[..., static : static + place.count]
                static += place.count
            draws_last = np.ascontiguousarray(np.moveaxis(part, 0, -1))
            values[name] = draws_last.reshape(*draws_last.shape[:-2], *place.sizes, len(part))
        return values


def _places(places: Iterator[MemoryPlace] | Sequence[MemoryPlace]) -> Any:
    """The places of all elements, one after the other."""
    return np.fromiter(
        itertools.chain.from_iterable(
            range(place.start, place.start + place.count) for place in places
        ),
        dtype=np.intp,
    )


def _joined(arrays: Sequence[Array]) -> Array:
    return np.concatenate(arrays, axis=-1) if arrays else np.empty(0)


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
