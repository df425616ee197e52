"""The parts of a case file that configure the pages: levers, story, events, published figures and verdicts."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from econ.case.calendar import month_number, month_start
from econ.case.file.retired import retirement
from econ.case.file.schema import (
    Assumption,
    CaseTable,
    Event,
    Reported,
    Source,
    Story,
    Verdict,
    read_table,
)
from econ.case.keys import key_problem
from econ.engine.model import Model
from econ.problems import Problems, hint, shown

FRONT = "front"  # the place of the levers that every page has
# Better where more (1) or less (-1): the figures of a file without a story, as far as its equations have them.
USUAL_HEADLINE = {"gross_margin": 0, "cash": 1, "runway": 1}

AnyRecord = Event | Reported | Verdict
Record = TypeVar("Record", Event, Reported, Verdict)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Names:
    """Names that a file has defined, to which its other parts may refer."""

    head: CaseTable | None
    elements: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, Source | None]
    assumptions: Mapping[str, Assumption]
    model: Model | None = None

    def check_keys(self, keys: Iterable[str], among: Mapping[str, Any], problems: Problems) -> None:
        """Report keys that name nothing."""
        checked = [key_problem(key, among, self.elements) for key in keys]
        problems.add(*(problem for problem in checked if problem))

    def check_levers(self, keys: Iterable[str], problems: Problems) -> None:
        """Report levers that name nothing, and those of assumptions that change with time."""
        checked = list(keys)
        self.check_keys(checked, self.assumptions, problems)
        for key in checked:
            assumption = self.assumptions.get(key.split(".")[0])
            if assumption and assumption.dated:
                problems.add(
                    f"«{shown(key)}» cannot be a lever: it changes with time, and a lever is one number"
                )

    def is_unfinished(self, key: str) -> bool:
        """Whether a table under a key names an element, and is not a value."""
        name, *elements = key.split(".")
        return name in self.assumptions and len(elements) < len(self.assumptions[name].per)


def read_levers(
    table: Mapping[str, Any], stages: tuple[str, ...], names: Names, problems: Problems
) -> dict[str, tuple[str, ...]]:
    """The levers of each place: the front, and the pages of the stages."""
    levers = {}
    for place, keys in table.items():
        at = problems.at(f"[levers] {shown(place)}")
        if place not in (FRONT, *stages):
            at.add(f"there is no such place{hint(place, (FRONT, *stages))}")
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            at.state("must be a list of names")
            continue
        names.check_levers(keys, at)
        at.add(*(f"«{shown(key)}» is there twice" for key in set(keys) if keys.count(key) > 1))
        levers[place] = tuple(keys)
    return levers


def check_replaced_levers(
    replacements: Mapping[str, str],
    levers: Mapping[str, tuple[str, ...]],
    names: Names,
    problems: Problems,
) -> None:
    """Report levers that a preset replaces, or replaces others by, and cannot."""
    shown_levers = [key for keys in levers.values() for key in keys]
    for lever, replacement in replacements.items():
        if lever not in shown_levers:
            problems.add(f"«{shown(lever)}» is no lever{hint(lever, shown_levers)}")
        names.check_levers([replacement], problems)
        if replacement in shown_levers:
            problems.add(f"«{shown(replacement)}» is a lever already")


def read_story(table: Mapping[str, Any], names: Names, problems: Problems) -> Story:
    """Return the story of the pages; a file without one gets its first elements and the end of its horizon."""
    at = problems.at("[story]")
    story = read_table(Story, table, at) if table else None
    if story is None:
        return _usual_story(names)
    for dimension, name in (
        ("tier", story.tier),
        ("platform", story.platform),
        ("platform", story.replaces),
        ("round", story.round),
        ("workload", story.workload),
        *(("platform", name) for name in story.platforms),
    ):
        if name not in names.elements[dimension]:
            near = hint(name, names.elements[dimension])
            at.add(f"there is no {dimension} «{shown(name)}»{near}")
    if names.model:
        names.check_keys(story.headline, names.model.quantities, problems.at("[story] headline"))
    for group, sets in (("uncertain", story.uncertain), ("pressures", story.pressures)):
        for name, keys in sets.items():
            names.check_keys(keys, names.assumptions, problems.at(f"[story] {group} «{name}»"))
    names.check_keys(story.turns_cut, names.assumptions, problems.at("[story] turns_cut"))
    if names.head:
        _check_months(story, names.head, at)
        if story.read < names.head.start:
            problems.add(f"[story] read: {story.read} lies before the beginning")
    return story


def _check_months(story: Story, head: CaseTable, problems: Problems) -> None:
    """Report months of the plan that lie outside the horizon or are not in order."""
    for field in ("compared_months", "scored_months"):
        months = getattr(story, field)
        in_order = list(months) == sorted(set(months))
        if not in_order or not all(0 <= month < head.months for month in months):
            stated = ", ".join(map(str, months))
            problems.add(
                f"«{field}» must be whole months of the plan from 0 to {head.months - 1}, each later than the one before, not {stated}"
            )


def _usual_story(names: Names) -> Story:
    """The story of a file that states none."""
    first = {dimension: next(iter(elements), "") for dimension, elements in names.elements.items()}
    platforms = tuple(names.elements["platform"])
    quantities = names.model.quantities if names.model else {}
    head = names.head
    return Story.model_construct(
        tier=first["tier"],
        platform=first["platform"],
        replaces=platforms[-1] if platforms else "",
        platforms=platforms,
        round=first["round"],
        workload=first["workload"],
        read=month_start(head.start, head.months - 1) if head else None,
        headline={name: sign for name, sign in USUAL_HEADLINE.items() if name in quantities},
        compared_months=(),
        scored_months=(),
        uncertain={},
        turns_cut=(),
        pressures={},
        promise=None,
        outcome=None,
        promise_came="",
        promise_note=None,
        cost_note=None,
    )


def read_records(
    kind: type[Record],
    tables: Iterable[tuple[str, dict[str, Any]]],
    group: str,
    names: Names,
    problems: Problems,
) -> dict[str, Record]:
    """Return events and published figures by name, in the order of the file."""
    records = {}
    for name, table in tables:
        at = problems.at(f"[{group}.{shown(name)}]")
        record = read_table(kind, table, at)
        if record is None:
            continue
        if record.source not in names.sources:
            near = hint(record.source, names.sources)
            at.add(f"there is no source «{shown(record.source)}»{near}")
        if isinstance(record, Reported):
            _check_reported(record, names, at)
        records[name] = record
    return records


def _check_reported(reported: Reported, names: Names, problems: Problems) -> None:
    """Report a published figure that is of no quantity, outside the horizon, or upside down."""
    place = problems.place
    if names.model:
        quantities = names.model.quantities
        names.check_keys([reported.quantity], quantities, problems.at(f"{place} quantity"))
        if reported.weight and reported.weight not in quantities:
            near = hint(reported.weight, quantities)
            problems.at(f"{place} weight").add(
                retirement(reported.weight)
                or f"there is no quantity «{shown(reported.weight)}»{near}"
            )
    head = names.head
    if head and not 0 <= month_number(head.start, reported.month) < head.months:
        problems.at(f"{place} month").add(
            f"{reported.month} is outside the horizon of {head.months} months"
        )
    if reported.low > reported.high:
        problems.add("low is above high")
