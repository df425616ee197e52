"""What stands beside a finding: how its inputs were chosen, what is left out, what was drawn, and where a button has led."""

import numpy as np

from econ.outlook import Outlook
from econ.risk.outcomes import Outcome
from econ.risk.reverse_stress import Shock, SimulatedChance
from econ.units import format_value
from econ.views.sentences.findings import changed, keeps, misses, part

SEVERAL = 6  # changes that are named where a button has led
EXCHANGED = (
    "Looked at are the first of the tornado and the inputs that do most where all others are drawn as well, which finds "
    "what acts only together with others; what the rest would add is not in these shares."
)


def chosen(count: int, of: int, outcome: Outcome) -> str:
    """How the inputs that are looked at were chosen, and what was left out."""
    if count == of:
        return f"All {of} uncertain assumptions of the world were tried."
    name = outcome.name[:1].lower() + outcome.name[1:]
    which = "is the one that moves" if count == 1 else f"are the {count} that move"
    return (
        f"All {of} uncertain assumptions of the world were moved from low to high, one at a time; looked at {which} "
        f"{name} most, and the other {of - count} are left out."
    )


def moved_together(count: int, of: int, outcome: Outcome) -> str:
    """How the inputs that are moved together were chosen, and what was left out."""
    if count == of:
        return f"All {of} uncertain assumptions of the world were moved together."
    name = outcome.name[:1].lower() + outcome.name[1:]
    return (
        f"Moved together are {count} of {of} uncertain assumptions of the world: those that alone come soonest to the edge "
        f"and those that move {name} most; the other {of - count} are left out."
    )


def listed(shown: int, of: int, what: str) -> str:
    """How much of a table is shown; empty where it is all."""
    return f" Of {of} {what} the first {shown} are listed." if shown < of else ""


def drawn(shock: Shock, few: SimulatedChance, every: SimulatedChance) -> str:
    """The chance a reliability index stands for, beside that of futures that were drawn: of its inputs, and of all there are."""
    event = misses(shock.outcome, shock.limit) if shock.held else keeps(shock.outcome, shock.limit)
    straight, alone, whole = (
        format_value(share, "share") for share in (shock.chance, few.share, every.share)
    )
    return (
        f"Of futures drawn of all {every.inputs} inputs {event} in {whole} ({every.count:,} drawn), of these {few.inputs} "
        f"alone in {alone} ({few.count:,}); the distance itself would stand for {straight} were the boundary straight, so "
        "take it for the direction and the draws for the chance."
    )


def _far(scenario, key, before, after):
    """How far a number has moved, in its range; what has none comes first."""
    believed = scenario.belief(key)
    return (
        abs(after - before) / (believed.high - believed.low)
        if believed.high > believed.low
        else np.inf
    )


def arrival(before: Outlook, now: Outlook) -> str:
    """Where a button has led: what is different now, and what has become of the runway."""
    there, was = dict(now.scenario.overrides), dict(before.scenario.overrides)
    ends = {
        key: [float(np.ravel(one.scenario.value(key))[0]) for one in (before, now)]
        for key in {**there, **was}
        if there.get(key) != was.get(key)
    }
    moved = sorted(ends, key=lambda key: -_far(now.scenario, key, *ends[key]))
    words = part([changed(now.case, key, *ends[key]) for key in moved[:SEVERAL]])
    more = f"; and {len(moved) - SEVERAL} more" if len(moved) > SEVERAL else ""
    runways = [format_value(one.at("runway", 0), "month") for one in (now, before)]
    return (
        f"You are now in that future, and every page shows it: {words}{more}. Its runway is {runways[0]}; where you came "
        f"from it was {runways[1]}. The button takes you back; so do the levers, one by one."
    )
