"""Recovery where a scenario cannot be run or a page cannot be drawn: the change that causes it is found and left out.

Each candidate, the scenario without one of its changes, is drawn in a run of its own; the first that can be drawn stays in force.
Where not even the case unchanged can be drawn, the scenario stays as it is and a sentence says that the page is at fault.
"""

import dataclasses
import itertools
import logging

import streamlit as st

from app import session
from econ import AssumptionError
from econ.case.scenario import Scenario, largest_valid_scenario
from econ.problems import shown
from econ.units import format_stated
from econ.words import message, say

NAMED_CHANGES = 3  # in a sentence before the rest is counted
MOST_CHANGES_TRIED = 12  # one by one; if more are needed, all are left out together


@dataclasses.dataclass(frozen=True, kw_only=True)
class Search:
    """The scenario that could not be shown, the page, what was wrong, and the candidates not tried yet."""

    given: Scenario
    page: str
    reason: str
    candidates: tuple[Scenario, ...]


def apply_next_candidate() -> None:
    """Put the next candidate in force, before any widget is drawn."""
    current = session.current()
    candidate, current.candidate = current.candidate, None
    if candidate is not None:
        session.replace(candidate)


def try_next_candidate(error: Exception, page: str) -> str:
    """After an exception, begin a run of the next candidate; if none is left, return a sentence about the page."""
    current = session.current()
    logging.getLogger(__name__).error("cannot draw %s", page, exc_info=error)
    search = current.search
    if search is None or search.page != page:
        given = _in_force()
        search = Search(
            given=given, page=page, reason=_reason(error), candidates=tuple(_candidates(given))
        )
    if search.candidates:
        current.search = dataclasses.replace(search, candidates=search.candidates[1:])
        current.candidate = search.candidates[0]
        st.rerun()
    current.search = None
    if search.given != _in_force():
        current.candidate = search.given
    return say("frame-page-fails", page=page, reason=search.reason)


def finish_search() -> str:
    """End the search after a page was drawn, and return a sentence about the change left out for it; empty if there was none."""
    current, now = session.current(), session.scenario()
    search, current.search = current.search, None
    current.last_drawn = now
    if search is None or search.given == now:
        return ""
    return say(
        "frame-left-out",
        page=search.page,
        changes=_difference(search.given, now),
        reason=search.reason,
    )


def _in_force() -> Scenario:
    """The scenario in force, or as much of it as is valid."""
    current = session.current()
    return largest_valid_scenario(
        session.case(), current.preset, current.fitted_overrides, current.stresses
    )[0]


def _reason(error):
    """Return the message of an exception, in one line that is fit to be shown."""
    if isinstance(error, AssumptionError):
        return ". ".join(error.problems[:3])
    return say("frame-computation-ended", error=shown(f"{type(error).__name__}: {error}"))


def _candidates(given):
    """Scenarios with less in them, the smallest loss first: a change made since a page was last drawn is the likeliest cause."""
    last = session.current().last_drawn
    known = set(last.overrides) if last else set()
    changes = sorted(given.overrides, key=lambda change: change in known)[:MOST_CHANGES_TRIED]
    stresses = [
        tuple(other for other in given.stresses if other != name) for name in given.stresses
    ]
    fewer_stresses = [dataclasses.replace(given, stresses=kept) for kept in stresses]
    others = [last] if last and last.preset == given.preset else []
    everything = [dataclasses.replace(given, overrides=()), given.baseline()]
    tried = []
    for candidate in itertools.chain(
        (given.without(key) for key, _ in changes), fewer_stresses, others, everything
    ):
        if candidate != given and candidate not in tried and _is_valid(candidate):
            tried.append(candidate)
    return tried


def _is_valid(candidate):
    """Whether a scenario keeps the rules of the case, such as that two rounds cannot close in one month."""
    try:
        session.case().scenario(candidate.preset, dict(candidate.overrides), candidate.stresses)
    except AssumptionError:
        return False
    return True


def _difference(given, now):
    """List the changes that are in one scenario and not in the other, as parts of a sentence."""
    case, kept = given.case, set(now.overrides)
    lost = [(key, value) for key, value in given.overrides if (key, value) not in kept]
    numbers = [
        message("frame-change", name=case.label_of(key), value=_number(case, key, value))
        for key, value in lost
    ]
    stresses = [
        message("frame-stress", title=case.stresses[name].title)
        for name in given.stresses
        if name not in now.stresses
    ]
    changes = [*numbers, *stresses]
    rest = len(changes) - NAMED_CHANGES
    if rest <= 0:
        return changes
    return [*changes[:NAMED_CHANGES], message("frame-more-changes", count=rest)]


def _number(case, key, value):
    if isinstance(value, tuple):
        return say("frame-own-path")
    return format_stated(value, case.unit_of(key))
