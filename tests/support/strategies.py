"""The whole input box: every assumption anywhere within its hard limits, the corners first.

A batch is a dict of rows for `econ.run`: key → one value a draw. Thousands of points cost one run. A point that
breaks a law is named by `point`, so that it can be typed into a scenario.
"""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from econ.case.contradictions import contradictions

EXTREME = 0.3  # chance that a value sits at one of its limits
PER_BATCH = 64


def base(case, key):
    """The default's value; of a path its first month."""
    return float(np.ravel(case.base_values(case.default_preset, ())[key])[0])


def whole(case, key):
    """Whether only whole numbers make sense."""
    return case.assumption_of(key).unit == "switch"


def box(case, seed, draws=PER_BATCH, fixed=()):
    """Random points of the box, often at a limit; keys that begin with a name in `fixed` keep the default."""
    generator = np.random.default_rng(seed)
    rows = {}
    for key in case.keys():
        low, high = case.assumption_of(key).limits
        place = generator.random(draws)
        edge = generator.random(draws)
        value = low + (high - low) * place
        value = np.where(edge < EXTREME / 2, low, np.where(edge > 1 - EXTREME / 2, high, value))
        if key.split(".")[0] not in fixed:
            rows[key] = np.round(value) if whole(case, key) else np.clip(value, low, high)
    return rows


def corners(case):
    """Each key alone at each of its limits, the others at the default; then everything low, everything high."""
    keys = list(case.keys())
    draws = 2 * len(keys) + 2
    rows = {key: np.full(draws, base(case, key)) for key in keys}
    names = []
    for number, key in enumerate(keys):
        for side, limit in enumerate(case.assumption_of(key).limits):
            rows[key][2 * number + side] = limit
            rows[key][side - 2] = limit
            names.append(f"{key} = {limit:g}")
    return [*names, "everything at its low limit", "everything at its high limit"], rows


@st.composite
def changes(draw, case, most=6, fixed=()):
    """A few changed keys, anywhere within their limits: a scenario's overrides; rounds that cannot stand together left out."""
    keys = sorted(key for key in case.keys() if key.split(".")[0] not in fixed)
    chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=most, unique=True))
    changed = {key: draw(values(case, key)) for key in chosen}
    assume(not contradictions(case, lambda key: changed.get(key, base(case, key))))
    return changed


def values(case, key):
    """Any value of one assumption, its limits and its base among the first tried."""
    low, high = case.assumption_of(key).limits
    if whole(case, key):
        return st.integers(int(low), int(high)).map(float)
    return st.sampled_from([low, high, base(case, key)]) | st.floats(
        low, high, allow_subnormal=False
    )


def point(rows, draw):
    """One point of a batch, to be typed into a scenario."""
    return {key: float(value[draw]) for key, value in rows.items()}


def only(rows, draw):
    """A batch of one point."""
    return {key: value[draw : draw + 1] for key, value in rows.items()}
