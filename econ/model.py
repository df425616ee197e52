"""The engine: named quantities, wired by their parameter names, evaluated over months and draws.

An equation is a plain function. Its name is the quantity, its parameters are its causes:

* `x` is this month's value, `opening_x` last month's (in month 0 the input or quantity `initial_x`),
  `past_x` all earlier months, `final_x` the value in the last month, and `month` the month's number.
* What feeds back on itself through time is stepped month by month; everything else is evaluated for all
  months in one call, and what does not depend on time once. The result is the same.
* Draws are the last axis. Row i of a batch equals the single run of row i, bit for bit.
"""

import dataclasses
import graphlib
import inspect
import itertools
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from econ.names import hint
from econ.units import UNITS
from econ.vocabulary import DIMENSIONS, Array, Past

TIMES = ("opening", "past", "final")
AXES = len(DIMENSIONS) + 1  # the dimensions and the draws; a path has the months in front


class ModelError(Exception):
    """What is wrong with the equations; collects every problem before it is raised."""

    def __init__(self, problems: Iterable[str]):
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quantity:
    """Something the model computes: its name, unit, dimensions, sentence, causes and equation."""

    name: str
    unit: str
    per: tuple[str, ...]
    sentence: str
    stage: str
    causes: tuple[str, ...]
    equation: Callable[..., Array]
    starts_empty: bool
    may_be_beyond: bool


def quantity(unit: str, *, per: str | tuple[str, ...] = (), starts_empty: bool = False, may_be_beyond: bool = False):
    """Declare an equation. `starts_empty`: zero before the first month; `may_be_beyond`: infinity is an answer."""
    dimensions = (per,) if isinstance(per, str) else per
    if unit not in UNITS:
        raise ModelError([f"«{unit}» is not a unit{hint(unit, UNITS)}"])

    def declare(function):
        function.quantity = Quantity(
            name=function.__name__,
            unit=unit,
            per=tuple(sorted(dimensions, key=DIMENSIONS.index)),
            sentence=inspect.getdoc(function) or "",
            stage=function.__module__.rsplit(".", 1)[-1],
            causes=tuple(inspect.signature(function).parameters),
            equation=function,
            starts_empty=starts_empty,
            may_be_beyond=may_be_beyond,
        )
        return function

    return declare


def collect(modules: Iterable) -> dict[str, Quantity]:
    """Every quantity declared in the modules, by name; two equations with one name are an error."""
    found, twice = {}, []
    for module in modules:
        for member in vars(module).values():
            declared = getattr(member, "quantity", None)
            if isinstance(declared, Quantity) and member.__module__ == module.__name__:
                if declared.name in found:
                    twice.append(f"two equations are called «{declared.name}»")
                found[declared.name] = declared
    if twice:
        raise ModelError(twice)
    return found


class Model:
    """Quantities wired to each other and to inputs; raises `ModelError` listing every loose or looping wire."""

    def __init__(self, quantities: Mapping[str, Quantity], inputs: Mapping[str, tuple[str, ...]]):
        self.quantities = dict(quantities)
        self.inputs = dict(inputs)
        problems = [f"«{name}» is an input and an equation" for name in self.inputs if name in self.quantities]
        self.wires = {name: self._wire(q, problems) for name, q in self.quantities.items()}
        used = {source for wires in self.wires.values() for _, source in wires.values()}
        problems += [f"the assumption «{name}» is used by no equation" for name in self.inputs if name not in used | {"month"}]
        if problems:
            raise ModelError(problems)
        self.blocks = self._blocks()

    def _wire(self, q, problems):
        """For each parameter: the time it is read at, and the name it is read from."""
        wires = {}
        known = self.quantities.keys() | self.inputs.keys() | {"month"}
        for cause in q.causes:
            time, _, rest = cause.partition("_")
            if cause in known:
                wires[cause] = ("now", cause)
            elif time in TIMES and rest in known:
                wires[cause] = (time, rest)
                if time == "opening":
                    self._wire_start(q, rest, wires, problems)
            else:
                problems.append(f"«{q.name}» needs «{cause}», which is nowhere{hint(cause, known)}")
        return wires

    def _wire_start(self, q, rest, wires, problems):
        start = f"initial_{rest}"
        if start in self.quantities or start in self.inputs:
            wires[f"({start})"] = ("now", start)
        elif rest not in self.quantities or not self.quantities[rest].starts_empty:
            problems.append(f"«{q.name}» needs «opening_{rest}», and there is no «{start}» to begin with")

    def causes(self, name: str) -> dict[str, tuple[str, str]]:
        """The wires of a quantity: parameter → (time, source); the starts of stocks in brackets."""
        return self.wires.get(name, {})

    def needed(self, names: Iterable[str]) -> set[str]:
        """The names and everything they depend on, at any time."""
        found, todo = set(), list(names)
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += [source for _, source in self.wires.get(name, {}).values()]
        return found

    def _blocks(self):
        """Groups, each just behind what it needs: what reaches itself through time is stepped, the rest is swept."""
        reach = {n: self.needed(s for _, s in w.values()) & self.wires.keys() for n, w in self.wires.items()}
        group = {n: tuple(m for m in self.wires if m == n or (m in reach[n] and n in reach[m])) for n in self.wires}
        blocks, taken = [], set()

        def take(names):
            taken.add(names)
            wires = {n: self.wires[n] for n in names}
            for source in [s for w in wires.values() for _, s in w.values() if s in group]:
                if group[source] not in taken:
                    take(group[source])
            if any(t == "final" and s in names for w in wires.values() for t, s in w.values()):
                raise ModelError([f"the last month is read inside its own loop: {', '.join(names)}"])
            same_month = {n: [s for t, s in w.values() if t == "now" and s in names] for n, w in wires.items()}
            try:
                order = tuple(graphlib.TopologicalSorter(same_month).static_order())
            except graphlib.CycleError as error:
                raise ModelError(["a loop within one month: " + " ← ".join(error.args[1])]) from None
            blocks.append((order, names[0] in reach[names[0]]))

        for names in dict.fromkeys(group.values()):
            if names not in taken:
                take(names)
        return tuple(blocks)

    def run(self, inputs: Mapping[str, Array], months: int, sizes: tuple[int, ...], draws: int,
            forced: Mapping[str, list] | None = None, keep: Iterable[str] | None = None) -> dict[str, Array]:
        """Evaluate; arrays are (dimensions…, draws), with the months in front where time matters.

        `forced` maps a computed quantity to [(index, values)]: its equation is cut for those elements.
        `keep` names what is wanted: only it and what it needs is evaluated.
        """
        kept = self.quantities.keys() if keep is None else set(keep)
        wanted = self.needed(kept) & self.quantities.keys()
        values = {**inputs, "month": np.arange(months, dtype=np.float64).reshape((months,) + (1,) * AXES)}
        run = _Run(self, values, months, sizes, draws, forced or {})
        with np.errstate(all="ignore"):
            for (order, reads_itself), done in zip(self.blocks, self._last_read(wanted), strict=True):
                names = [n for n in order if n in wanted]
                (run.step if reads_itself else run.sweep)(names)
                for name in done - kept:
                    del values[name]  # its memory is warm, and the next quantity takes it
        return values

    def _last_read(self, wanted):
        """For each block, the quantities nobody reads after it."""
        last = {}
        for number, (order, _) in enumerate(self.blocks):
            for name in wanted.intersection(order):
                last[name] = number
                last.update((source, number) for _, source in self.wires[name].values() if source in self.wires)
        done = [set() for _ in self.blocks]
        for name, number in last.items():
            done[number].add(name)
        return done


@dataclasses.dataclass
class _Run:
    """One evaluation in progress."""

    model: Model
    values: dict[str, Array]
    months: int
    sizes: tuple[int, ...]
    draws: int
    forced: Mapping[str, list]

    def shape(self, name):
        per = self.model.quantities[name].per
        return tuple(size if d in per else 1 for d, size in zip(DIMENSIONS, self.sizes, strict=True))

    def sweep(self, names):
        """All months (or, without time, the one value) of each quantity in a single call."""
        for name in names:
            wires = self.model.wires[name]
            read = [self._read_all(*wires[cause], wires) for cause in self.model.quantities[name].causes]
            result = np.asarray(self.model.quantities[name].equation(*read), dtype=np.float64)
            shape = result.shape[:max(0, result.ndim - AXES)] + self.shape(name) + result.shape[-1:]
            self.values[name] = self._force(name, self._fit(name, result, shape))

    def _read_all(self, time, source, wires):
        value = self.values[source]
        if time == "now":
            return value
        path = value if value.ndim > AXES else np.broadcast_to(value, (self.months, *value.shape))
        if time == "final":
            return path[-1]
        if time == "past":
            return Past(path, self.values["month"])
        start = self._start(source, wires)
        start = np.broadcast_to(start, np.broadcast_shapes(path.shape[1:], start.shape))
        return np.concatenate([start[np.newaxis], np.broadcast_to(path[:-1], (self.months - 1, *start.shape))])

    def _start(self, source, wires):
        start = f"initial_{source}"
        value = self.values[start] if f"({start})" in wires else np.zeros((1,) * AXES)
        return value[0] if value.ndim > AXES else value  # of a path forced on a beginning, its first month

    def step(self, names):
        """Month by month, for quantities that feed back on themselves."""
        paths, plan = {n: np.empty((self.months, *self.shape(n), self.draws)) for n in names}, []
        for name in names:
            q, wires = self.model.quantities[name], self.model.wires[name]
            reads = zip(*[self._reader(*wires[cause], wires, paths, self._single(name)) for cause in q.causes], strict=False)
            plan.append((name, q.equation, reads, paths[name].reshape(-1) if self._single(name) else paths[name]))
        for month in range(self.months):
            for name, equation, reads, rows in plan:
                result = equation(*next(reads))
                try:
                    rows[month] = result
                except ValueError:
                    raise self._spread(name, np.shape(result), rows[month].shape) from None
                if name in self.forced:
                    self._force(name, paths[name], month)
        self.values.update(paths)

    def _single(self, name):
        """Whether one number a month is all there is of a quantity and its causes: then plain arithmetic is quicker."""
        model, wires = self.model, self.model.wires[name].values()
        per = [model.quantities[s].per if s in model.quantities else model.inputs.get(s) for _, s in wires]
        return self.draws == 1 and not (model.quantities[name].per or any(per) or {"past", "final"} & dict(wires).keys())

    def _reader(self, time, source, wires, paths, single):
        """One cause, month after month; of a path that is being made, the places where it will stand."""
        path = paths.get(source, self.values.get(source))
        if path.ndim <= AXES and time in ("now", "final"):
            return itertools.repeat(path.reshape(-1)[0] if single else path)
        path = path if path.ndim > AXES else np.broadcast_to(path, (self.months, *path.shape))
        if time == "final":
            return itertools.repeat(path[-1])
        if time == "past":
            return (Past(path, np.float64(month)) for month in range(self.months))
        start = self._start(source, wires) if time == "opening" else path[0]
        path, start = (path.reshape(-1), start.reshape(-1)[0]) if single else (path, start)
        return path if time == "now" else itertools.chain([start], path)

    def _fit(self, name, result, shape):
        try:
            return np.ascontiguousarray(np.broadcast_to(result, shape))
        except ValueError:
            raise self._spread(name, np.shape(result), shape) from None

    def _spread(self, name, got, shape):
        return ModelError([f"«{name}» spreads over {got}, but it is declared {shape}: sum or weigh first"])

    def _force(self, name, path, month=None):
        """Put forced values in the place of computed ones."""
        for index, value in self.forced.get(name, ()):
            if month is not None:
                path[(month, *index)] = value[month] if value.ndim > 1 else value
                continue
            lead = (self.months,) if value.ndim > 1 or path.ndim > AXES else ()
            shape = lead + path.shape[-AXES:-1] + (max(path.shape[-1], value.shape[-1]),)
            path = np.array(np.broadcast_to(path, shape))
            path[(..., *index, slice(None))] = value
        return path
