"""Beliefs as a case file states them: a base with its range, or steps by date, each with its origin."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from econ.case.belief import Belief, Step
from econ.case.file.schema import Assumption, Entry, StepEntry, read_table
from econ.case.typed_numbers import limits_problem
from econ.problems import Problems, hint, shown
from econ.units import number_text


def read_belief(
    table: Mapping[str, Any] | None,
    assumption: Assumption,
    sources: Iterable[str],
    problems: Problems,
) -> Belief | None:
    """A belief from its table in the file; None where it is wrong, with a sentence for each thing that is."""
    entry = None if table is None else read_table(Entry, table, problems)
    if entry is None:
        problems.add(*dict.fromkeys(_unknown_sources(table or {}, sources)))
        return None
    steps = None if entry.steps is None else tuple(_step(step, entry) for step in entry.steps)
    wrong = [
        *(_base_problems(entry) if steps is None else _step_problems(entry, assumption)),
        *_base_missing(entry, assumption),
        *_origin_problems(entry, steps, sources),
        *_limit_problems(entry, assumption),
    ]
    problems.add(*dict.fromkeys(wrong))
    return None if wrong else _belief(entry, steps)


def _belief(entry: Entry, steps: tuple[Step, ...] | None) -> Belief:
    """The belief of an entry in which nothing is wrong."""
    if steps:
        last = steps[-1]
        return Belief(
            base=last.value,
            low=last.value,
            high=last.value,
            basis=last.basis,
            source=last.source,
            held=last.start,
            why=last.note,
            steps=steps,
        )
    assert entry.base is not None and entry.basis and entry.source and entry.held
    return Belief(
        base=entry.base,
        low=entry.base if entry.low is None else entry.low,
        high=entry.base if entry.high is None else entry.high,
        basis=entry.basis,
        source=entry.source,
        held=entry.held,
        why=entry.why or "",
    )


def _step(step: StepEntry, entry: Entry) -> Step:
    """A step, with what it leaves unsaid about its origin taken from its entry."""
    return Step(
        start=step.from_,
        value=step.value,
        basis=step.basis or entry.basis or "",
        source=step.source or entry.source or "",
        note=step.note or entry.why or "",
    )


def _base_missing(entry: Entry, assumption: Assumption) -> Iterator[str]:
    if entry.base is None and entry.steps is None:
        yield "states no «base»" + (" and no «steps»" if assumption.dated else "")


def _base_problems(entry: Entry) -> Iterator[str]:
    """A base that does not lie within its range."""
    if entry.base is None:
        return
    low = entry.base if entry.low is None else entry.low
    high = entry.base if entry.high is None else entry.high
    if not low <= entry.base <= high:
        numbers = (
            f"low {number_text(low)}, base {number_text(entry.base)}, high {number_text(high)}"
        )
        yield f"low ≤ base ≤ high does not hold: {numbers}"


def _step_problems(entry: Entry, assumption: Assumption) -> Iterator[str]:
    """Steps where there can be none, beside a base, or out of order."""
    if not assumption.dated:
        yield "has «steps», and the assumption is not dated; state dated = true or a base"
    if {entry.base, entry.low, entry.high} != {None}:
        yield "has «steps» and a base, low or high; state one or the other"
    if not entry.steps:
        yield "«steps» must hold at least one step"
    for step, following in itertools.pairwise(entry.steps or ()):
        if following.from_ <= step.from_:
            yield f"steps must be in ascending order, and {following.from_} follows {step.from_}"


def _origin_problems(
    entry: Entry, steps: tuple[Step, ...] | None, sources: Iterable[str]
) -> Iterator[str]:
    """Return problems with the stated origin of an entry or of its steps."""
    origins: list[tuple[str | None, str | None, str | None]]
    if steps is None:
        origins = [(entry.basis, entry.source, entry.why)]
        if entry.held is None:
            yield "states no «held», the date since when it has been held"
    else:
        origins = [(step.basis, step.source, step.note) for step in steps]
    for basis, source, why in origins:
        if not basis:
            yield "states no «basis»"
        if not source:
            yield "states no «source»"
        elif source not in sources:
            yield _no_source(source, sources)
        if basis == "judgement" and not (why or "").strip():
            yield "states no «why», which a judgement needs"


def _unknown_sources(table: Mapping[str, Any], sources: Iterable[str]) -> Iterator[str]:
    """Sources that an entry or its steps name and that there are not, also where something else is wrong with the entry."""
    steps = table.get("steps")
    for origin in (table, *(steps if isinstance(steps, list) else ())):
        source = origin.get("source") if isinstance(origin, dict) else None
        if isinstance(source, str) and source not in sources:
            yield _no_source(source, sources)


def _no_source(source: str, sources: Iterable[str]) -> str:
    return f"there is no source «{shown(source)}»{hint(source, sources)}"


def _limit_problems(entry: Entry, assumption: Assumption) -> Iterator[str]:
    """Sentences about numbers that the assumption cannot have."""
    if entry.steps is not None:
        numbers = [(f"value from {step.from_}", step.value) for step in entry.steps]
    else:
        stated = (("base", entry.base), ("low", entry.low), ("high", entry.high))
        numbers = [(name, number) for name, number in stated if number is not None]
    for name, number in numbers:
        problem = limits_problem(number, assumption)
        if problem:
            yield f"{name} {problem}"
