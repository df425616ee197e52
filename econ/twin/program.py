"""A generated module with its layout, and how it is run: inputs are written into its memory, values read from there."""

import collections
import contextlib
import functools
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from econ.arrays import AXES, Array, IndexArray
from econ.engine.evaluate import Forced
from econ.engine.model import Model
from econ.twin.layout import CHANGED, Layout, MemoryPlace, Recurrence
from econ.twin.machine import Machine, close_at_exit, engine, wasmtime_library

SMALLEST_SHARE = 16  # draws that are worth a worker of their own
LARGEST_SHARE = 128  # draws whose inputs are put together at once


class Program:
    """A module that computes the quantities of a model, of one draw or of some at once."""

    def __init__(self, model: Model, layout: Layout, code: bytes, draws: int = 1) -> None:
        self.layout = layout
        self.bytes = code
        self._draws = draws
        self._inputs = tuple(model.inputs)
        names = (*model.inputs, *model.quantities)
        self._names = tuple(name for name in names if name in layout.places)
        self._idle = collections.deque[Machine]()  # each has a memory of its own
        close_at_exit(self)

    def run(self, given: Mapping[str, Array], forced: Forced) -> "Values":
        """The values of all names of one draw under these given and forced values.

        Raises `ModuleNotFoundError` where wasmtime is not installed.
        """
        with self.machine(given, forced) as machine:
            machine.run()
            return Values(self.layout, self._names, machine.numbers[:, 0].copy())

    def run_draws(
        self, given: Mapping[str, Array], forced: Forced, draws: int, keep: Sequence[str]
    ) -> dict[str, Array]:
        """The values of the quantities in `keep`, in arrays as the engine lays them out, draws last.

        A number given or forced with one column is the same in all draws.
        """
        pairs = self._places_and_values(given, forced)
        same = [(place, value) for place, value in pairs if value.shape[-1] == 1]
        varied = [(place, value) for place, value in pairs if value.shape[-1] > 1]
        wanted = [self.layout.places[name] for name in keep]
        places = [_numbers_at(self.layout, place) for place in wanted]
        given_at = _joined([_numbers_at(self.layout, place) for place, _ in varied])
        wanted_at = _joined(places)
        values = np.empty((len(wanted_at), draws))
        workers = max(1, min(os.cpu_count() or 1, draws // SMALLEST_SHARE))
        share = max(self._draws, min(LARGEST_SHARE, -(-draws // workers)))
        shares = iter(range(0, draws, share))  # each worker takes the next when it is free

        def run_shares() -> None:
            with self._machine(same) as machine:
                for start in shares:
                    until = min(start + share, draws)
                    tables = [
                        _table(self.layout, place, value[..., start:until])
                        for place, value in varied
                    ]
                    columns = np.concatenate(tables) if tables else np.empty((0, until - start))
                    for first in range(start, until, self._draws):
                        last = min(first + self._draws, until)
                        numbers = columns[:, first - start : last - start]
                        values[:, first:last] = machine.compute(given_at, numbers, wanted_at)

        self._translated  # noqa: B018 - before several workers want it
        # The interpreter is free while a module runs. This thread would only wait, so it takes shares too.
        others = [_pool().submit(run_shares) for _ in range(workers - 1)]
        run_shares()
        for other in others:
            other.result()
        parts = np.split(values, np.cumsum([len(place) for place in places])[:-1])
        return {
            name: _laid_out(self.layout, place, part)
            for name, place, part in zip(keep, wanted, parts, strict=True)
        }

    def _places_and_values(
        self, given: Mapping[str, Array], forced: Forced
    ) -> list[tuple[MemoryPlace, Array]]:
        """All that is given and each forced element with its place; of an element that is forced twice, the last value."""
        last = {
            (name, index): value for name, elements in forced.items() for index, value in elements
        }
        pairs = [
            *((self.layout.places[name], given[name]) for name in self.layout.given),
            *((place, last[element]) for element, place in self.layout.forced.items()),
        ]
        if any(recurrence == Recurrence.AT_CHANGES for (_, recurrence), _ in self.layout.blocks):
            # All inputs are read, because a given value may follow from any of them.
            inputs = [given[name] for name in self._inputs]
            pairs.append((CHANGED, _changed(self.layout.months, inputs)))
        return pairs

    def close(self) -> None:
        """Frees what wasmtime holds for the program."""
        while self._idle:
            self._idle.pop().store.close()
        module = self.__dict__.pop("_translated", None)
        if module is not None:
            module.close()

    def machine(
        self, given: Mapping[str, Array], forced: Forced
    ) -> contextlib.AbstractContextManager[Machine]:
        """A machine in which these values are written, and which nobody else uses meanwhile."""
        return self._machine(self._places_and_values(given, forced))

    @contextlib.contextmanager
    def _machine(self, values: Iterable[tuple[MemoryPlace, Array]]) -> Iterator[Machine]:
        try:
            machine = self._idle.pop()
        except IndexError:
            machine = Machine(self.layout, self._translated, self._draws)
        try:
            for place, value in values:
                machine.write(place, value)
            yield machine
        finally:
            self._idle.append(machine)

    @functools.cached_property
    def _translated(self) -> Any:
        return wasmtime_library().Module(engine(), self.bytes)


@functools.cache
def _pool() -> ThreadPoolExecutor:
    """The threads that share draws; their work asks for no more of them."""
    return ThreadPoolExecutor(os.cpu_count() or 1)


def _numbers_at(layout: Layout, place: MemoryPlace) -> IndexArray:
    """Return the addresses of the numbers of a place in memory: month after month, element after element."""
    elements = np.arange(place.start, place.start + place.count)
    if not place.timed:
        return elements
    rows = layout.static_size + layout.row_size * np.arange(1, layout.months + 1)
    return (rows[:, np.newaxis] + elements).reshape(-1)


def _joined(parts: Sequence[IndexArray]) -> IndexArray:
    return np.concatenate([np.empty(0, dtype=np.intp), *parts])


def _table(layout: Layout, place: MemoryPlace, value: Array) -> Array:
    """A value as a table: a line for each month and element, a column for each draw."""
    draws = value.shape[-1]
    months = layout.months if place.timed else 1
    by_month = value.reshape(-1, place.count, draws)
    return np.broadcast_to(by_month, (months, place.count, draws)).reshape(-1, draws)


def _changed(months: int, inputs: Iterable[Array]) -> Array:
    """One for each month in which an input differs from the month before in some draw, else zero; one for the first month."""
    changed = np.zeros((months, 1))
    changed[0] = 1.0
    for value in inputs:
        if value.ndim > AXES:
            bits = value.reshape(months, -1).view(np.int64)
            changed[1:, 0] += (bits[1:] != bits[:-1]).any(axis=1)
    return changed


def _laid_out(layout: Layout, place: MemoryPlace, table: Array) -> Array:
    """Such a table as the engine has it: (dimensions…, draws), with the months in front where they matter."""
    months = (layout.months,) if place.timed else ()
    return table.reshape(*months, *place.sizes, -1)


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
