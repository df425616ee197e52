"""Layout of the twin's memory: one array of doubles, first values that do not change with time, then a row for each month.

Row 0 holds what stocks begin with, and row t + 1 month t, so that last month is always the row above. A row begins with the
number of its month and with whether a dated input has changed since the month before.
"""

import dataclasses
import enum
import functools
import math
from collections.abc import Collection, Iterable, Mapping

from econ.arrays import DIMENSIONS, Array
from econ.engine.expression import Sizes
from econ.engine.model import MONTH, Model
from econ.twin.trees import sizes_of

ONE_ELEMENT = (1,) * len(DIMENSIONS)
# A quantity that is forced, the place of an element in it, and whether it is a path of months: what a module is made for.
ForcedElement = tuple[str, tuple[int, ...], bool]


class Recurrence(enum.IntEnum):
    """Times at which quantities are computed: before the months, in months in which a dated input has changed, or in all."""

    ONCE = 0
    AT_CHANGES = 1
    MONTHLY = 2


Block = tuple[int, Recurrence]  # the level of quantities, and when they are computed


@dataclasses.dataclass(frozen=True, kw_only=True)
class MemoryPlace:
    """Place of the elements of a name: from `start` on, in a row of months where `timed`, else in the static part.

    The `passing` part changes with time too, but lies in the static part: each month writes over the one before.
    """

    start: int
    timed: bool
    passing: bool = False
    sizes: Sizes
    # Each axis with several elements, and the number of doubles from one element to the next.
    strides: tuple[tuple[int, int], ...]

    def at(self, index: tuple[int, ...]) -> int:
        """The place of an element, counted from the beginning of its part."""
        place = self.start
        for axis, stride in self.strides:
            place += index[axis] * stride
        return place

    def element(self, index: tuple[int, ...]) -> "MemoryPlace":
        """The place of an element as one of its own."""
        return MemoryPlace(start=self.at(index), timed=self.timed, sizes=ONE_ELEMENT, strides=())

    @property
    def count(self) -> int:
        """The number of elements."""
        return math.prod(self.sizes)


CHANGED = MemoryPlace(start=1, timed=True, sizes=ONE_ELEMENT, strides=())
_BEFORE_NAMES = (
    2  # numbers of a row: its month, and whether a dated input has changed since the month before
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Layout:
    """The places of what is given, of forced elements and of quantities, and the order in which quantities are computed."""

    months: int
    static_size: int
    row_size: int
    given: tuple[str, ...]  # the names whose values are written before a run
    places: Mapping[str, MemoryPlace]
    forced: Mapping[tuple[str, tuple[int, ...]], MemoryPlace]
    blocks: tuple[tuple[Block, tuple[str, ...]], ...]

    @property
    def size(self) -> int:
        """The number of doubles of the whole array."""
        return self.static_size + (self.months + 1) * self.row_size

    def values(self, memory: Array, name: str) -> Array:
        """The values of a name as the engine lays them out: (dimensions…, 1), with the months in front where it is timed."""
        place = self.places[name]
        if not place.timed:
            return memory[place.start : place.start + place.count].reshape(*place.sizes, 1)
        rows = self.rows(memory)[1:, place.start : place.start + place.count]
        return rows.reshape(self.months, *place.sizes, 1)

    def rows(self, memory: Array) -> Array:
        """The rows of months in the whole array, with the beginnings in the first."""
        return memory[self.static_size : self.size].reshape(self.months + 1, self.row_size)


def layout_of(
    model: Model,
    sizes: Sizes,
    months: int,
    dated: Iterable[str] = (),
    forced: Iterable[ForcedElement] = (),
    computed: Collection[str] | None = None,
    kept: Collection[str] = (),
) -> Layout:
    """The layout of a model; `dated` names the inputs that have a number for each month.

    `computed` names the quantities that are computed, if not all are; what else these read is given, as inputs are. Of those,
    only the quantities in `kept` and those that are read in a later month have a number for each month afterwards.
    """
    forced = tuple(forced)
    timed = _timed(model, {*dated, *(name for name, _, is_path in forced if is_path)})
    levels = _levels(model, timed)
    static, rows = _Part(0, timed=False), _Part(_BEFORE_NAMES, timed=True)
    passing = set[str]()
    if computed is None:
        computed, given = model.quantities.keys(), list(model.inputs)
    else:
        given = _read_by(model, computed)
        passing = {*computed} & timed - _read_later(model, levels) - {*kept}
    places = {
        name: (rows if name in timed else static).take(sizes_of(model, name, sizes))
        for name in given
    }
    elements = {
        (name, index): (rows if is_path else static).take(ONE_ELEMENT)
        for name, index, is_path in forced
        if name in computed
    }
    rowed = {*computed} - passing  # is computed in each month, to be in each row
    seldom = _following_inputs(model, timed, rowed | {name for name, _, _ in forced})
    blocks: dict[Block, list[str]] = {}
    for name in (name for order, _ in model.blocks for name in order if name in computed):
        recurrence = Recurrence.MONTHLY if name in timed else Recurrence.ONCE
        if name in seldom and name in passing:
            recurrence = Recurrence.AT_CHANGES
        blocks.setdefault((levels[name], recurrence), []).append(name)
    for name in (name for _, names in sorted(blocks.items()) for name in names):
        has_rows = name in timed and name not in passing
        place = (rows if has_rows else static).take(sizes_of(model, name, sizes))
        places[name] = dataclasses.replace(place, passing=name in passing)
    return Layout(
        months=months,
        static_size=static.size,
        row_size=rows.size,
        given=tuple(given),
        places=places,
        forced=elements,
        blocks=tuple((block, tuple(names)) for block, names in sorted(blocks.items())),
    )


def _read_by(model: Model, names: Collection[str]) -> list[str]:
    """Return the causes of some quantities outside their own set."""
    sources = dict.fromkeys(
        source for name in names for _, source in model.wires[name].values() if source != MONTH
    )
    return [source for source in sources if source not in names]


def _following_inputs(model: Model, timed: set[str], without: set[str]) -> set[str]:
    """Return quantities that change only in months in which an input does: they follow from inputs of the same month alone.

    It does not read what is computed in each month in any case, which comes after it.
    """
    following = set[str]()
    for name in (name for order, _ in model.blocks for name in order):
        if name in timed - without and all(
            source not in timed | {MONTH}
            or (time == "now" and (source in following or source in model.inputs))
            for time, source in model.wires[name].values()
        ):
            following.add(name)
    return following


def _read_later(model: Model, levels: Mapping[str, int]) -> set[str]:
    """Return names read in a later month than they are computed in, or when the months are gone through again."""
    return {
        source
        for name, wires in model.wires.items()
        for time, source in wires.values()
        if time in ("opening", "past")
        or (time == "now" and levels.get(source) not in (None, levels[name]))
    }


class _Part:
    """The static part or a row of months while it is laid out."""

    def __init__(self, size: int, *, timed: bool) -> None:
        self.size = size
        self._timed = timed

    def take(self, sizes: Sizes) -> MemoryPlace:
        """The next place that is free."""
        strides = _strides(sizes)
        place = MemoryPlace(start=self.size, timed=self._timed, sizes=sizes, strides=strides)
        self.size += place.count
        return place


@functools.cache
def _strides(sizes: Sizes) -> tuple[tuple[int, int], ...]:
    strides, stride = [], 1
    for axis in reversed(range(len(sizes))):
        if sizes[axis] > 1:
            strides.append((axis, stride))
        stride *= sizes[axis]
    return tuple(strides)


def _timed(model: Model, paths: set[str]) -> set[str]:
    """The names that have a number for each month: given as paths, read in the past, or computed from such."""
    read_back = {
        source
        for wires in model.wires.values()
        for time, source in wires.values()
        if time in ("opening", "past")
    }
    timed = {MONTH, *paths, *read_back}
    for order, feeds_back in model.blocks:
        for name in order:
            wires = model.wires[name].values()
            if feeds_back or any(time != "final" and source in timed for time, source in wires):
                timed.add(name)
    return timed


def _levels(model: Model, timed: set[str]) -> dict[str, int]:
    """Return the number of passes over the months that a quantity needs first: one more for each last month that is read."""
    levels: dict[str, int] = {}
    for order, _ in model.blocks:
        level = max(
            (
                levels.get(source, 0) + (time == "final" and source in timed)
                for name in order
                for time, source in model.wires[name].values()
            ),
            default=0,
        )
        levels |= dict.fromkeys(order, level)
    return levels
