"""A shorter way to the same numbers: where no cut waits for the queue, prices do not depend on who was served last month.

Then the loop from prices over demand and the queue back to prices is open, and prices of all months are computed at once.
"""

import dataclasses
import functools

import numpy as np

from econ.assumptions import Case
from econ.model import AXES, Model
from econ.vocabulary import Array

RULE, ASKS, ASKED = "cut_rule", "cut_due", "queue_is_gone"  # a rule, the quantity that follows it, and what it may look at
LOOKS = (1.5, 2.5)  # between these the rule looks at the queue
NOTHING = "no_queue"


def model_for(case: Case, given: dict[str, Array]) -> tuple[Model, dict[str, Array]]:
    """The model to run on these inputs, and the inputs with what it needs besides."""
    rule = given.get(RULE)
    if rule is None or ASKS not in case.model.quantities or ((rule >= LOOKS[0]) & (rule < LOOKS[1])).any():
        return case.model, given
    return _open(case), given | {NOTHING: np.zeros((1,) * AXES)}


@functools.lru_cache(maxsize=4)
def _open(case):
    """The model in which the rule reads zero instead of the queue."""
    asks = case.model.quantities[ASKS]
    deaf = dataclasses.replace(asks, causes=tuple(NOTHING if cause == ASKED else cause for cause in asks.causes))
    return Model(case.model.quantities | {ASKS: deaf}, case.model.inputs | {NOTHING: ()})
