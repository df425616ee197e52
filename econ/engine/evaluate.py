"""Evaluate a model over months and draws.

Quantities that depend on their own earlier values are evaluated month by month, all others for all months in one call, and
those that do not depend on time once. The result is the same. Draws are the last axis: row i of a batch equals the single run of
row i, bit for bit.
"""

import dataclasses
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from econ.arrays import AXES, DIMENSIONS, Array, axis_of
from econ.engine.model import MONTH, Model, Wires
from econ.engine.quantity import ModelError
from econ.engine.vocabulary import Past

# quantity → [(index of the element, values)]
Forced = Mapping[str, Sequence[tuple[tuple[int, ...], Array]]]


def evaluate(
    model: Model,
    inputs: Mapping[str, Array],
    months: int,
    sizes: tuple[int, ...],
    draws: int,
    forced: Forced | None = None,
    keep: Iterable[str] | None = None,
) -> dict[str, Array]:
    """Inputs and quantities by name; arrays are (dimensions…, draws), with the months in front where time matters.

    `forced` maps a computed quantity to [(index, values)]: those elements take the values instead of the equation's.
    `keep` names the quantities that are wanted: only they and their causes are evaluated.
    """
    kept = model.quantities.keys() if keep is None else set(keep)
    wanted = model.needed(kept) & model.quantities.keys()
    values = {**inputs, MONTH: np.arange(months, dtype=np.float64).reshape((months,) + (1,) * AXES)}
    evaluation = _Evaluation(model, values, months, sizes, draws, forced or {})
    with np.errstate(all="ignore"):
        for (order, feeds_back), finished in zip(
            model.blocks, _last_read(model, wanted), strict=True
        ):
            names = [name for name in order if name in wanted]
            (evaluation.step if feeds_back else evaluation.sweep)(names)
            for name in finished - kept:
                del values[name]  # free it now: the next array reuses cached memory
    return values


def _last_read(model: Model, wanted: Collection[str]) -> list[set[str]]:
    """For each block, the quantities that no later block reads."""
    last: dict[str, int] = {}
    for number, (order, _) in enumerate(model.blocks):
        for name in set(order).intersection(wanted):
            last[name] = number
            last.update(
                (source, number)
                for _, source in model.wires[name].values()
                if source in model.wires
            )
    finished: list[set[str]] = [set() for _ in model.blocks]
    for name, number in last.items():
        finished[number].add(name)
    return finished


@dataclasses.dataclass
class _Evaluation:
    """One evaluation in progress."""

    model: Model
    values: dict[str, Array]
    months: int
    sizes: tuple[int, ...]
    draws: int
    forced: Forced

    def shape(self, name: str) -> tuple[int, ...]:
        per = self.model.quantities[name].per
        return tuple(
            size if d in per else 1 for d, size in zip(DIMENSIONS, self.sizes, strict=True)
        )

    def sweep(self, names: Iterable[str]) -> None:
        """All months (or, without time, the one value) of each quantity in a single call."""
        for name in names:
            wires = self.model.wires[name]
            read = [
                self._read_all(*wires[cause], wires) for cause in self.model.quantities[name].causes
            ]
            result = np.asarray(self.model.quantities[name].equation(*read), dtype=np.float64)
            shape = (
                result.shape[: max(0, result.ndim - AXES)] + self.shape(name) + result.shape[-1:]
            )
            self.values[name] = self._force(name, self._fit(name, result, shape))

    def _read_all(self, time: str, source: str, wires: Wires) -> Array | Past:
        value = self.values[source]
        if time == "now":
            return value
        path = self._path(value)
        if time == "final":
            last: Array = path[-1]
            return last
        if time == "past":
            return Past(path, self.values[MONTH])
        start = self._start(source, wires)
        start = np.broadcast_to(start, np.broadcast_shapes(path.shape[1:], start.shape))
        return np.concatenate(
            [start[np.newaxis], np.broadcast_to(path[:-1], (self.months - 1, *start.shape))]
        )

    def _path(self, value: Array) -> Array:
        return value if value.ndim > AXES else np.broadcast_to(value, (self.months, *value.shape))

    def _start(self, source: str, wires: Wires) -> Array:
        start = f"initial_{source}"
        value = self.values[start] if f"({start})" in wires else np.zeros((1,) * AXES)
        # A path that is forced on a first value has its first month read.
        return value[0] if value.ndim > AXES else value

    def step(self, names: Iterable[str]) -> None:
        """Month by month, for quantities that feed back on themselves."""
        names = list(names)
        paths, plan = (
            {name: np.empty((self.months, *self.shape(name), self.draws)) for name in names},
            [],
        )
        for name in names:
            q, wires, single = (
                self.model.quantities[name],
                self.model.wires[name],
                self._single(name),
            )
            reads = zip(
                *[self._reader(*wires[cause], wires, paths, single) for cause in q.causes],
                strict=False,
            )
            plan.append(
                (name, q.equation, reads, paths[name].reshape(-1) if single else paths[name])
            )
        for month in range(self.months):
            for name, equation, reads, rows in plan:
                result = equation(*next(reads))
                try:
                    rows[month] = result
                except ValueError:
                    raise _undeclared_dimension(name, np.shape(result), rows[month].shape) from None
                if name in self.forced:
                    self._force_month(name, paths[name], month)
        self.values.update(paths)

    def _single(self, name: str) -> bool:
        """Whether a quantity and its causes are each one number a month: arithmetic on numbers is then faster than on arrays."""
        wires = self.model.wires[name].values()
        per = [self.model.per(source) for _, source in wires]
        times = {time for time, _ in wires}
        return self.draws == 1 and not (
            self.model.quantities[name].per or any(per) or {"past", "final"} & times
        )

    def _reader(
        self, time: str, source: str, wires: Wires, paths: Mapping[str, Array], single: bool
    ) -> Iterable[Any]:
        """The value of one cause, month after month; for a quantity of this step, views of the array that the step fills."""
        value = paths[source] if source in paths else self.values[source]
        if value.ndim <= AXES and time in ("now", "final"):
            return itertools.repeat(value.reshape(-1)[0] if single else value)
        path = self._path(value)
        if time == "final":
            return itertools.repeat(path[-1])
        if time == "past":
            return self._pasts(path)
        start = self._start(source, wires) if time == "opening" else path[0]
        path, start = (path.reshape(-1), start.reshape(-1)[0]) if single else (path, start)
        return path if time == "now" else itertools.chain([start], path)

    def _pasts(self, path: Array) -> Iterator[Past]:
        return (Past(path, np.float64(month)) for month in range(self.months))

    def _fit(self, name: str, result: Array, shape: tuple[int, ...]) -> Array:
        try:
            return np.ascontiguousarray(np.broadcast_to(result, shape))
        except ValueError:
            raise _undeclared_dimension(name, np.shape(result), shape) from None

    def _force(self, name: str, path: Array) -> Array:
        """The path with forced values instead of computed ones."""
        for index, value in self.forced.get(name, ()):
            lead = (self.months,) if value.ndim > 1 or path.ndim > AXES else ()
            shape = lead + path.shape[-AXES:-1] + (max(path.shape[-1], value.shape[-1]),)
            path = np.array(np.broadcast_to(path, shape))
            place: Any = (..., *index, slice(None))
            path[place] = value
        return path

    def _force_month(self, name: str, path: Array, month: int) -> None:
        """Replace the computed values of one month by the forced ones."""
        for index, value in self.forced[name]:
            path[(month, *index)] = value[month] if value.ndim > 1 else value


def _undeclared_dimension(name: str, got: tuple[int, ...], shape: tuple[int, ...]) -> ModelError:
    """The error for a result with more elements than are declared: by dimension, if it is one."""
    by = [d for d in DIMENSIONS if len(got) >= -axis_of(d) and got[axis_of(d)] > shape[axis_of(d)]]
    if not by:
        return ModelError([f"«{name}» has the shape {got}, but it is declared {shape}"])
    dimensions = " and ".join(by)
    return ModelError(
        [
            f"«{name}» differs by {dimensions}, but its declaration does not state that: add it to «per», "
            f"or bring the elements together with a word such as «total»"
        ]
    )
