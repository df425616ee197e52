"""A shorter way to the same numbers: loops that are open where no scenario of a batch closes them.

Where no cut waits for the queue, prices do not depend on who was served last month, and where no training waits for money,
what is spent on it does not depend on cash. What then feeds back on nothing is computed for all months at once. Where no cut
waits for rivals, nobody need look whether they have cut.
"""

import dataclasses
import functools
from collections.abc import Callable, Mapping

import numpy as np

from econ.assumptions import Case
from econ.model import AXES, Model
from econ.vocabulary import Array

NOTHING = "nothing"


@dataclasses.dataclass(frozen=True)
class Opening:
    """A wire that says nothing under a rule: the quantity that asks, what it asks, the rule's input, and whether it is deaf."""

    asks: str
    asked: str
    rule: str
    deaf: Callable[[Array], Array]


OPENINGS = (
    Opening("cut_due", "queue_is_gone", "cut_rule", lambda rule: (rule < 1.5) | (rule >= 2.5)),
    Opening("cut_due", "rival_has_cut", "cut_rule", lambda rule: rule < 2.5),
    Opening("outside_research_compute", "opening_cash", "research_cash_cover", lambda cover: cover == 0.0),
)


def model_for(case: Case, given: Mapping[str, Array]) -> tuple[Model, Mapping[str, Array]]:
    """The model to run on these inputs, and the inputs with what it needs besides."""
    found = tuple(one for one in OPENINGS if one.asks in case.model.quantities and one.rule in given
                  and one.deaf(given[one.rule]).all())
    return (_open(case, found), {**given, NOTHING: np.zeros((1,) * AXES)}) if found else (case.model, given)


@functools.lru_cache(maxsize=16)
def _open(case, openings):
    """The model in which each of these quantities reads zero instead of what it asks."""
    quantities = dict(case.model.quantities)
    for one in openings:
        asks = quantities[one.asks]
        quantities[one.asks] = dataclasses.replace(asks, causes=tuple(
            NOTHING if cause == one.asked else cause for cause in asks.causes))
    return Model(quantities, case.model.inputs | {NOTHING: ()})
