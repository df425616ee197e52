"""Skip work that cannot change the result.

Links that are inert in every draw are dropped, so that what they alone tied into a loop is computed for all months at once; and
equations that follow from inputs of the same month are evaluated once for each period in which no input changes. Results are
bit-identical to a plain run.
"""

import dataclasses
import functools
import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import numpy as np

from econ.arrays import AXES, Array
from econ.engine.evaluate import Forced, evaluate
from econ.engine.model import MONTH, Model
from econ.engine.quantity import Quantity

ZERO = "(zero)"  # the input that an inert link reads: no quantity or assumption can have this name
# Equations are evaluated once a period only where this saves more time than it costs: periods must have at least this many months
# on average, and a run at least this many draws.
FEWEST_MONTHS_A_PERIOD = 4
FEWEST_DRAWS = 64


@dataclasses.dataclass(frozen=True)
class InertLink:
    """A cause that cannot change its effect where `holds` is true of the inputs that its parameters name.

    Where it holds in all months and draws, the effect reads zero instead. `holds` reads inputs only, so it is right only as
    long as the equations of the quantities in `derived` are in force: where one of them is forced, the link is kept.
    """

    effect: str
    cause: str
    holds: Callable[..., Any]
    derived: tuple[str, ...] = ()

    @functools.cached_property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs that `holds` reads."""
        return tuple(inspect.signature(self.holds).parameters)


def evaluate_pruned(
    model: Model,
    links: Iterable[InertLink],
    inputs: Mapping[str, Array],
    months: int,
    sizes: tuple[int, ...],
    draws: int,
    forced: Forced | None = None,
    keep: Iterable[str] | None = None,
) -> dict[str, Array]:
    """The result of `evaluate`, bit for bit: the inputs, and all quantities or those of `keep`, by name.

    An array that is the same in every month may lack the axis of months.
    """
    forced = forced or {}
    kept = model.quantities.keys() if keep is None else model.quantities.keys() & set(keep)
    requested = {*model.inputs, *kept}
    model, given = without_inert_links(model, links, inputs, forced)
    period, given = _periods(given, months)
    first = np.flatnonzero(np.diff(period, prepend=-1))
    if draws >= FEWEST_DRAWS and 1 < len(first) <= months // FEWEST_MONTHS_A_PERIOD:
        early, model, empty = _split(model, frozenset(forced))
        inputs_by_period = {
            name: given[name][first] if given[name].ndim > AXES else given[name]
            for name in early.inputs
        }
        wanted = early.quantities.keys() & (model.inputs.keys() | kept)
        computed = evaluate(early, inputs_by_period, len(first), sizes, draws, keep=wanted)
        given |= {
            name: computed[name][period] if computed[name].ndim > AXES else computed[name]
            for name in wanted
        }
        given |= dict.fromkeys(empty, np.zeros((1,) * AXES))
    values = given | evaluate(
        model, given, months, sizes, draws, forced, kept & model.quantities.keys()
    )
    return {name: value for name, value in values.items() if name in requested}


def without_inert_links(
    model: Model,
    links: Iterable[InertLink],
    inputs: Mapping[str, Array],
    forced: Iterable[str] = (),
) -> tuple[Model, dict[str, Array]]:
    """The model without the links that are inert under these inputs and forced quantities, and the inputs that it needs."""
    forced = set(forced)
    inert = tuple(
        link
        for link in links
        if link.effect in model.quantities
        and inputs.keys() >= set(link.inputs)
        and not forced.intersection(link.derived)
        and np.all(link.holds(*(inputs[name] for name in link.inputs)))
    )
    return (
        (_cut(model, inert), {**inputs, ZERO: np.zeros((1,) * AXES)})
        if inert
        else (model, dict(inputs))
    )


@functools.lru_cache(maxsize=64)
def _cut(model: Model, links: tuple[InertLink, ...]) -> Model:
    """The model in which the effect of each link reads zero instead of its cause."""
    quantities = dict(model.quantities)
    for link in links:
        effect = quantities[link.effect]
        causes = tuple(ZERO if cause == link.cause else cause for cause in effect.causes)
        quantities[link.effect] = dataclasses.replace(effect, causes=causes)
    return Model(quantities, model.inputs | {ZERO: ()})


def _periods(inputs: Mapping[str, Array], months: int) -> tuple[Array, dict[str, Array]]:
    """The number of each month's period, within which no input changes, and the inputs; constant ones lose their axis of months."""
    given = {
        name: value[0] if value.ndim > AXES and (value[1:] == value[:1]).all() else value
        for name, value in inputs.items()
    }
    changes = np.zeros(months, dtype=np.intp)
    for value in given.values():
        if value.ndim > AXES:
            changes[1:] |= (value[1:] != value[:-1]).any(axis=tuple(range(1, value.ndim)))
    return np.cumsum(changes), given


@functools.lru_cache(maxsize=64)
def _split(model: Model, forced: frozenset[str]) -> tuple[Model, Model, set[str]]:
    """A model of the quantities that follow from inputs of the same month alone, and one of all others.

    Third, the first values that the second model needs as inputs of zero; see `empty_starts`.
    """
    early: dict[str, Quantity] = {}
    for order, _ in model.blocks:
        early |= {
            name: model.quantities[name]
            for name in order
            if name not in forced
            and all(
                time == "now" and (source in early or source in model.inputs)
                for time, source in model.wires[name].values()
            )
        }
    late = {name: q for name, q in model.quantities.items() if name not in early}
    wires = {wire for name in late for wire in model.wires[name].values()}
    empty = empty_starts(model, wires, early)
    return _part(model, early), _part(model, late, empty), empty


def _part(model: Model, quantities: Mapping[str, Quantity], more: Iterable[str] = ()) -> Model:
    """The model of some quantities, to which everything else that they read is an input."""
    read = (
        {source for name in quantities for _, source in model.wires[name].values()}
        - quantities.keys()
        - {MONTH}
    )
    return Model(quantities, {name: model.per(name) for name in read} | dict.fromkeys(more, ()))


def empty_starts(
    model: Model, wires: Iterable[tuple[str, str]], outside: Collection[str]
) -> set[str]:
    """The names of first values that a part of the model needs as inputs of zero.

    A stock that starts empty has no first value of its own. Where the part reads its value of last month and the stock is
    computed outside the part, the part cannot know that it starts at zero.
    """
    names = {
        f"initial_{source}" for time, source in wires if time == "opening" and source in outside
    }
    return names - model.quantities.keys() - model.inputs.keys()
