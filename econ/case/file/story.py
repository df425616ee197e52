"""What a file tells the pages: their levers, what they are about, and what became of it; what is wrong is collected."""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from econ.case import schema
from econ.case.calendar import month_number
from econ.case.keys import key_problem
from econ.case.schema import Assumption, CaseTable, read_table
from econ.engine.model import Model
from econ.problems import hint, shown

FRONT = "front"  # the place of the levers that every page has


@dataclasses.dataclass(frozen=True, kw_only=True)
class Known:
    """What a file has said by now: what is told may name it. What is wrong is added to the problems."""

    case: CaseTable | None
    elements: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, Any]
    assumptions: Mapping[str, Assumption]
    model: Model | None
    problems: list[str]

    def keys(self, where: str, keys, among: Mapping[str, Any]) -> None:
        """Complain of keys that name nothing."""
        found = [key_problem(key, among, self.elements) for key in keys]
        self.problems.extend(f"{where}: {problem}" for problem in found if problem)

    def within(self, where: str, day: datetime.date) -> None:
        """Complain of a day outside the horizon."""
        if self.case and not 0 <= month_number(self.case.start, day) < self.case.months:
            self.problems.append(
                f"{where}: {day} is outside the horizon of {self.case.months} months"
            )


def levers(
    raw: Mapping[str, Any], stages: tuple[str, ...], known: Known
) -> dict[str, tuple[str, ...]]:
    """The levers of each place: the front, and the pages of the stages."""
    found = {}
    for place, keys in raw.items():
        where = f"[levers] {shown(place)}"
        if place not in (FRONT, *stages):
            known.problems.append(f"{where}: there is no such place{hint(place, (FRONT, *stages))}")
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            known.problems.append(f"{where} must be a list of names")
            continue
        known.keys(where, keys, known.assumptions)
        known.problems.extend(
            f"{where}: «{shown(key)}» is there twice" for key in set(keys) if keys.count(key) > 1
        )
        found[place] = tuple(keys)
    return found


def in_place(
    where: str, instead: Mapping[str, str], levers: Mapping[str, tuple[str, ...]], known: Known
) -> None:
    """Complain of levers that a preset has in the place of others and cannot have."""
    there = [key for keys in levers.values() for key in keys]
    for of, other in instead.items():
        if of not in there:
            known.problems.append(f"{where}: «{shown(of)}» is no lever{hint(of, there)}")
        known.keys(where, [other], known.assumptions)
        if other in there:
            known.problems.append(f"{where}: «{shown(other)}» is a lever already")


def story(raw: Mapping[str, Any], known: Known) -> schema.Story | None:
    """What the pages are about; a file without it serves the shell and the notebook."""
    found = read_table(schema.Story, raw, "[story]", known.problems) if raw else None
    if found is None:
        return None
    for dimension, name in (
        ("tier", found.tier),
        ("platform", found.platform),
        ("platform", found.replaces),
        ("round", found.round),
        ("workload", found.workload),
        *(("platform", name) for name in found.platforms),
    ):
        if name not in known.elements[dimension]:
            near = hint(name, known.elements[dimension])
            known.problems.append(f"[story]: there is no {dimension} «{shown(name)}»{near}")
    if known.model:
        known.keys("[story] headline", found.headline, known.model.quantities)
    for group in ("uncertain", "pressures"):
        for name, keys in getattr(found, group).items():
            known.keys(f"[story] {group} «{name}»", keys, known.assumptions)
    if known.case and found.read < known.case.start:
        known.problems.append(f"[story] read: {found.read} lies before the beginning")
    return found


def record(kind: type, table: Mapping[str, Any], where: str, known: Known) -> Any:
    """Something that happened, or was published; nothing where it cannot be read."""
    one = read_table(kind, table, where, known.problems)
    if one is None:
        return None
    if one.source not in known.sources:
        known.problems.append(
            f"{where}: there is no source «{shown(one.source)}»{hint(one.source, known.sources)}"
        )
    if kind is schema.Reported and known.model:
        _reported(one, where, known)
    return one


def _reported(one, where, known):
    """Complain of a published figure that stands beside no quantity, outside the horizon, or upside down."""
    known.keys(f"{where} quantity", [one.quantity], known.model.quantities)
    if one.weight and one.weight not in known.model.quantities:
        near = hint(one.weight, known.model.quantities)
        known.problems.append(f"{where} weight: there is no quantity «{shown(one.weight)}»{near}")
    known.within(f"{where} month", one.month)
    if one.low > one.high:
        known.problems.append(f"{where}: low is above high")
