"""A shorter way to the same numbers: what says nothing in a batch is left out, and what repeats itself is computed once.

Where no cut waits for the queue, prices do not depend on who was served last month, and where no training waits for money,
what is spent on it does not depend on cash. What then feeds back on nothing is computed for all months at once. Where no cut
waits for rivals, nobody need look whether they have cut; where no rival's list changes, nobody need work out by how much; and
where no investor may give shares back, nobody need keep account of what they would get. Where rounds are paid at once nobody
waits for the rest, and where there is no credit line nothing is drawn. Lists are the same for months on end, and so is what
follows from them alone.
"""

import dataclasses
import functools
from collections.abc import Callable, Collection, Iterable, Mapping

import numpy as np

from econ.assumptions import Case
from econ.model import AXES, Model
from econ.vocabulary import Array

Forced = Mapping[str, list[tuple[tuple[int, ...], Array]]]

NOTHING = "nothing"
REPEATED = 4  # times, at least on average, that what is computed once stands in a path
WORTHWHILE = 64  # draws, at least, for which it is
LISTS = ("rival_cached_price", "rival_input_price", "rival_output_price")
UNDRAWN = (("credit_interest", "opening_debt"), ("credit_fee", "opening_debt"), ("debt_draws", "debt"),
           ("debt_draws", "opening_debt"), ("debt_repayments", "debt"), ("debt_repayments", "opening_debt"), ("cash", "debt"))


@dataclasses.dataclass(frozen=True)
class Opening:
    """A wire that says nothing under a rule: the quantity that asks, what it asks, the inputs of the rule, and the rule.

    `unless` names the quantities by which the rule comes to be true: where one is forced, it need not be.
    """

    asks: str
    asked: str
    inputs: tuple[str, ...]
    deaf: Callable[..., bool]
    unless: tuple[str, ...] = ()


def _as_at_first(*lists):
    """Whether each list is in every month what it was at the beginning; first the lists, then what they began with."""
    half = len(lists) // 2
    return all((now == first).all() for now, first in zip(lists[:half], lists[half:], strict=True))


OPENINGS = (
    Opening("cut_due", "queue_is_gone", ("cut_rule",), lambda rule: ((rule < 1.5) | (rule >= 2.5)).all()),
    Opening("cut_due", "rival_has_cut", ("cut_rule",), lambda rule: (rule < 2.5).all()),
    Opening("outside_research_compute", "opening_cash", ("research_cash_cover",), lambda cover: (cover == 0.0).all()),
    Opening("rival_list_pull", "rival_list_move", (*LISTS, *(f"initial_{name}" for name in LISTS)), _as_at_first,
            ("rival_list_move", "rival_price", "rival_reference_price")),
    *(Opening("redeemed_so_far", asked, ("redemption_right",), lambda right: (right < 1.5).all(), (asked,))
      for asked in ("redemption_claim", "redeemed")),
    *(Opening(asks, asked, ("credit_limit",), lambda limit: (limit == 0.0).all(), ("debt",)) for asks, asked in UNDRAWN),
    Opening("paid_in", "rest_is_due", ("closing_part",), lambda part: (part >= 1.0).all(), ("rest_is_due",)),
)


def evaluate(case: Case, given: Mapping[str, Array], draws: int, forced: Forced | None = None,
             keep: Iterable[str] | None = None) -> dict[str, Array]:
    """What `Model.run` of the whole model gives, bit for bit: the inputs, and the quantities or those of `keep`, by name.

    What is the same in every month may lack the months.
    """
    forced = forced or {}
    model, given = model_for(case, given, forced)
    kept = model.quantities.keys() if keep is None else model.quantities.keys() & set(keep)
    period, given = _periods(given, case.months)
    first = np.flatnonzero(np.diff(period, prepend=-1))
    if draws >= WORTHWHILE and 1 < len(first) <= case.months // REPEATED:
        early, model, empty = _halves(model, frozenset(forced))
        seldom = {name: given[name][first] if given[name].ndim > AXES else given[name] for name in early.inputs}
        wanted = early.quantities.keys() & (model.inputs.keys() | kept)
        found = early.run(seldom, len(first), case.sizes, draws, keep=wanted)
        given |= {name: found[name][period] if found[name].ndim > AXES else found[name] for name in wanted}
        given |= dict.fromkeys(empty, np.zeros((1,) * AXES))
    values = given | model.run(given, case.months, case.sizes, draws, forced, kept & model.quantities.keys())
    return {name: value for name, value in values.items() if name in case.model.inputs or name in kept}


def _periods(given, months):
    """Of each month the number of the period in which no input changes; and the inputs, without months where none does."""
    given = {name: value[0] if value.ndim > AXES and (value[1:] == value[:1]).all() else value for name, value in given.items()}
    changes = np.zeros(months, dtype=np.intp)
    for value in given.values():
        if value.ndim > AXES:
            changes[1:] |= (value[1:] != value[:-1]).any(axis=tuple(range(1, value.ndim)))
    return np.cumsum(changes), given


@functools.lru_cache(maxsize=64)
def _halves(model, forced):
    """The model of what follows from inputs of the same month alone, that of the rest, and its stocks that begin with nothing."""
    early = {}
    for order, _ in model.blocks:
        early |= {name: model.quantities[name] for name in order if name not in forced and all(
            time == "now" and (source in early or source in model.inputs) for time, source in model.wires[name].values())}
    late = {name: q for name, q in model.quantities.items() if name not in early}
    wires = {wire for name in late for wire in model.wires[name].values()}
    empty = empty_starts(model, wires, early)
    return _part(model, early), _part(model, late, empty), empty


def _part(model, quantities, more=()):
    """The model of some quantities, to which everything else that they read is an input."""
    read = {source for name in quantities for _, source in model.wires[name].values()} - quantities.keys() - {"month"}
    per = {name: model.quantities[name].per if name in model.quantities else model.inputs[name] for name in read}
    return Model(quantities, per | dict.fromkeys(more, ()))


def empty_starts(model: Model, wires: Iterable[tuple[str, str]], outside: Collection[str]) -> set[str]:
    """The beginnings, not stated anywhere, of stocks computed outside a part of a model that begin with nothing."""
    names = {f"initial_{source}" for time, source in wires if time == "opening" and source in outside}
    return names - model.quantities.keys() - model.inputs.keys()


def model_for(case: Case, given: Mapping[str, Array], forced: Iterable[str] = ()) -> tuple[Model, Mapping[str, Array]]:
    """The model to run on these inputs with these quantities forced, and the inputs with what it needs besides."""
    found = tuple(one for one in OPENINGS if one.asks in case.model.quantities and given.keys() >= set(one.inputs)
                  and not set(one.unless).intersection(forced) and one.deaf(*(given[name] for name in one.inputs)))
    return (_open(case, found), {**given, NOTHING: np.zeros((1,) * AXES)}) if found else (case.model, given)


@functools.lru_cache(maxsize=64)
def _open(case, openings):
    """The model in which each of these quantities reads zero instead of what it asks."""
    quantities = dict(case.model.quantities)
    for one in openings:
        asks = quantities[one.asks]
        quantities[one.asks] = dataclasses.replace(asks, causes=tuple(
            NOTHING if cause == one.asked else cause for cause in asks.causes))
    return Model(quantities, case.model.inputs | {NOTHING: ()})
