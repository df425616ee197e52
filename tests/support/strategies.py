"""Points in the whole box of assumptions, each within its hard limits, with emphasis on the corners.

A batch is a dict of rows for `econ.run`: key → one value per draw, so thousands of points take a single run. `point` names the
point that breaks a law, so that it can be entered as a scenario.
"""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from econ.case.contradictions import contradictions
from econ.units import NEXT_TO_NOTHING

EXTREME = 0.3  # probability that a value is at one of its limits
IMPATIENT = 4  # one point in this number has latency targets anywhere in the box
PER_BATCH = 64


def base(case, key):
    """Return the value in the default preset; for a dated path, that of the first month."""
    return float(np.ravel(case.belief(key).path(case.start, case.months))[0])


def whole(case, key):
    """Return whether an assumption takes whole numbers only."""
    return case.assumption_of(key).takes_whole_numbers


def box(case, seed, draws=PER_BATCH, fixed=()):
    """Draw random points of the box, often at a limit; keys whose name is in `fixed` keep the default.

    Anywhere in the box hardly any platform keeps its latency targets, and a tier that nobody serves obeys most laws. So three
    points in four have targets that are easy to keep.
    """
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
    patient = np.arange(draws) % IMPATIENT > 0
    for key, value in rows.items():
        name, (low, high) = key.split(".")[0], case.assumption_of(key).limits
        if name in ("latency_promise", "smallest_batch"):
            rows[key] = np.where(patient, high if name == "latency_promise" else low, value)
    return rows


def without_value(case, outlook, key):
    """Return where a key that may be undefined should be: no platform of its own, or of its tier, can serve the tier.

    A margin of the company is undefined where it sells for next to nothing beside its cost.
    """
    name, *elements = key.split(".")
    if not case.model.quantities[name].may_be_undefined:
        return False
    if not elements:
        if name == "gross_margin":
            return outlook["revenue"] <= outlook["cost_of_revenue"] * NEXT_TO_NOTHING
        return outlook["token_revenue"] == 0.0
    tier = elements[-1]
    platforms = elements[:-1] or case.elements["platform"]
    able = [outlook[f"can_serve.{platform}.{tier}"] > 0.0 for platform in platforms]
    return ~np.any(able, axis=0)


def corners(case):
    """Return each key alone at each of its limits, the others at the default; then all keys low and all keys high."""
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


def changes(case, most=6, fixed=()):
    """Draw overrides of a few keys within their limits, without contradictory combinations."""
    keys = sorted(key for key in case.keys() if key.split(".")[0] not in fixed)

    @st.composite
    def overrides(draw):  # without the case, which Hypothesis would write out at length
        names = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=most, unique=True))
        changed = {key: draw(values(case, key)) for key in names}
        assume(not contradictions(case, lambda key: changed.get(key, base(case, key))))
        return changed

    return overrides()


def values(case, key):
    """Any value of one assumption; its limits and base are tried early."""
    low, high = case.assumption_of(key).limits
    if whole(case, key):
        return st.integers(int(low), int(high)).map(float)
    return st.sampled_from([low, high, base(case, key)]) | st.floats(
        low, high, allow_subnormal=False
    )


def point(rows, draw):
    """Return one point of a batch as overrides of a scenario."""
    return {key: float(value[draw]) for key, value in rows.items()}


def only(rows, draw):
    """Return a batch of one point."""
    return {key: value[draw : draw + 1] for key, value in rows.items()}
