"""Presets and stresses: named sets of restated beliefs."""

import dataclasses
import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from econ.case.belief import Belief
from econ.case.file.beliefs import read_belief
from econ.case.file.schema import PresetTable, read_table
from econ.case.file.story import Names
from econ.case.keys import flat_keys, key_problem
from econ.case.typed_numbers import read_number
from econ.problems import Problems, shown


@dataclasses.dataclass(frozen=True, kw_only=True)
class Preset:
    """A named set of restated beliefs: whole ones, or numbers that replace the base."""

    name: str
    title: str
    meaning: str
    values: dict[str, float | Belief]
    read: datetime.date | None = None
    known: datetime.date | None = None
    levers: Mapping[str, str] = dataclasses.field(default_factory=dict)  # lever → its replacement
    settled: tuple[str, ...] = ()  # what has happened, which no stress undoes


def read_presets(
    tables: Iterable[tuple[str, dict[str, Any]]], group: str, names: Names, problems: Problems
) -> dict[str, Preset]:
    """The presets, or the stresses, by name."""
    presets = {}
    for name, raw in tables:
        at = problems.at(f"[{group}.{shown(name)}]")
        table = read_table(PresetTable, raw, at)
        if table is None:
            continue
        stated = flat_keys(table.values, names.is_unfinished, at)
        values = {key: _restated(key, value, names, at) for key, value in stated.items()}
        presets[name] = Preset(
            name=name,
            title=table.title,
            meaning=table.meaning,
            values={key: value for key, value in values.items() if value is not None},
            read=table.read,
            known=table.known,
            levers=table.levers,
            settled=table.settled,
        )
        if table.read and names.head and table.read < names.head.start:
            problems.add(f"{at.place} read: {table.read} lies before the beginning")
    return presets


def _restated(key: str, value: object, names: Names, problems: Problems) -> float | Belief | None:
    """Return the value that a preset or a stress states for one key; None and a problem where it is wrong."""
    problem = key_problem(key, names.assumptions, names.elements)
    if problem:
        problems.add(problem)
        return None
    assumption = names.assumptions[key.split(".", maxsplit=1)[0]]
    if isinstance(value, dict):
        return read_belief(value, assumption, names.sources, problems.at(f"{problems.place} {key}"))
    try:
        if isinstance(value, str) and not assumption.options:
            raise ValueError(f"must be a number, not «{shown(value)}»")
        return read_number(value, assumption)
    except ValueError as error:
        problems.add(f"«{key}» {error}")
        return None
