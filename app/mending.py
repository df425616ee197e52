"""What happens where a scenario cannot be run or a page cannot be drawn: the change that causes it is found and left out.

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
from econ.units import format_value

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
    logging.getLogger(__name__).error("%s could not be drawn", page, exc_info=error)
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
    return (
        f"«{page}» cannot be drawn, not even for the case as it is in the file: {search.reason}. "
        "Nothing of the scenario is lost; the other pages may work."
    )


def finish_search() -> str:
    """End the search after a page was drawn, and return a sentence about the change left out for it; empty if there was none."""
    current, now = session.current(), session.scenario()
    search, current.search = current.search, None
    current.last_drawn = now
    if search is None or search.given == now:
        return ""
    return (
        f"«{search.page}» cannot be drawn with {_difference(search.given, now)}: {search.reason}. "
        "This is left out, and everything else is kept."
    )


def _in_force() -> Scenario:
    """The scenario in force, or as much of it as is valid."""
    current = session.current()
    return largest_valid_scenario(
        session.case(), current.preset, current.fitted_overrides, current.stresses
    )[0]


def _reason(error):
    """What an exception says, in one line that is fit to be shown."""
    if isinstance(error, AssumptionError):
        return "; ".join(error.problems[:3])
    return f"the computation ended with «{shown(f'{type(error).__name__}: {error}')}»"


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
    """What is in one scenario and not in the other, in words."""
    case, kept = given.case, set(now.overrides)
    lost = [(key, value) for key, value in given.overrides if (key, value) not in kept]
    numbers = [f"{case.label_of(key)} at {_number(case, key, value)}" for key, value in lost]
    stresses = [
        f"the stress «{case.stresses[name].title}»"
        for name in given.stresses
        if name not in now.stresses
    ]
    words = [*numbers, *stresses]
    return (
        " and ".join(words)
        if len(words) <= 3
        else f"{', '.join(words[:3])} and {len(words) - 3} more changes"
    )


def _number(case, key, value):
    return (
        "a path of its own" if isinstance(value, tuple) else format_value(value, case.unit_of(key))
    )
