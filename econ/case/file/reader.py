"""From the tables of a case file to the parts of a case. Problems are collected, and reading goes on."""

import dataclasses
import itertools
import re
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from econ.arrays import DIMENSIONS
from econ.case.belief import Belief
from econ.case.correlations import read_correlations
from econ.case.file import story
from econ.case.file.beliefs import read_belief
from econ.case.file.definitions import FIELDS, with_definitions
from econ.case.file.inheritance import EXTENDS, NUMBERS, WITHOUT, origin_of
from econ.case.file.presets import Preset, read_presets
from econ.case.file.retired import refuse_field, retirement
from econ.case.file.schema import (
    NAME,
    SLUG,
    Assumption,
    CaseTable,
    Entry,
    Event,
    Reported,
    Source,
    Verdict,
    assumption_rules,
    read_table,
)
from econ.case.keys import ADDRESS_WORDS, keys_of
from econ.engine.model import Model
from econ.engine.quantity import ModelError, collect
from econ.problems import Problems, hint, shown
from econ.units import UNITS

FACTS = {"chip": "platform", "shape": "tier"}  # tables of facts, and which elements go by them
ELEMENT_GROUPS = (*DIMENSIONS, *FACTS)
_TABLES = (
    "case",
    "story",
    "levers",
    "sources",
    "assumptions",
    "presets",
    "stresses",
    "events",
    "reported",
    "verdicts",
    *ELEMENT_GROUPS,
)
LISTS = ("correlations",)  # tables of which there are several under one name
RECORDS: dict[str, type[story.AnyRecord]] = {
    "events": Event,
    "reported": Reported,
    "verdicts": Verdict,
}
# Fields of an assumption that take the place of wrong ones, so that reading can go on.
STAND_IN = {
    "label": "-",
    "meaning": "-",
    "unit": "share",
    "kind": "world",
    "stage": "-",
    "limits": (-1e308, 1e308),
}
# Names with another meaning: the clock, what an element is called, and parameters of an address.
RESERVED = ("month", "label", *FACTS, *ADDRESS_WORDS, "embed", "embed_options")

Tables = dict[str, dict[str, Any]]
Elements = dict[str, dict[str, str]]


def read_parts(
    raw: Mapping[str, Any],
    modules: Iterable[ModuleType],
    definitions: Mapping[str, Mapping[str, Any]],
    problems: Problems,
) -> dict[str, Any]:
    """The parts of a case, by the names of its fields; where there are problems some of them are missing or wrong."""
    modules = tuple(modules)
    stages = tuple(module.__name__.rsplit(".", 1)[-1] for module in modules)
    tables = _tables(raw, problems)
    tables["assumptions"] = with_definitions(tables["assumptions"], definitions, problems)
    head = _head(tables["case"], problems)
    sources = _sources(tables["sources"], problems)
    elements = _elements(tables, problems)
    references = {
        fact: _references(tables, elements, fact, dimension, problems)
        for fact, dimension in FACTS.items()
    }
    assumptions = {
        name: _assumption(name, table, tables, stages, problems)
        for name, table in _named_tables(tables["assumptions"], "assumptions", NAME, problems)
    }
    beliefs = _beliefs(tables, assumptions, elements, sources, problems)
    names = story.Names(head=head, elements=elements, sources=sources, assumptions=assumptions)
    presets, stresses = (
        read_presets(_named_tables(tables[group], group, SLUG, problems), group, names, problems)
        for group in ("presets", "stresses")
    )
    model = _model(modules, assumptions, tables, problems)
    names = dataclasses.replace(names, model=model)
    levers = story.read_levers(tables["levers"], stages, names, problems)
    _check_presets(presets, levers, names, problems)
    _check_names(tables, assumptions, elements, head, problems)
    return {
        **_head_parts(head),
        "levers": levers,
        "elements": elements,
        "facts_of": references,
        "sources": sources,
        "assumptions": assumptions,
        "beliefs": beliefs,
        "presets": presets,
        "stresses": stresses,
        "model": model,
        "correlations": read_correlations(
            raw.get("correlations", []), beliefs, assumptions, problems
        ),
        "story": story.read_story(tables["story"], names, problems),
        **{
            group: story.read_records(
                kind, _named_tables(tables[group], group, NAME, problems), group, names, problems
            )
            for group, kind in RECORDS.items()
        },
    }


def _tables(raw: Mapping[str, Any], problems: Problems) -> Tables:
    """Every table a file may have; an empty one where it has none."""
    known = (*_TABLES, *LISTS)
    for name in raw:
        if name not in known:
            near = hint(name, (*known, EXTENDS, WITHOUT))
            problems.add(f"there is no table «{shown(name)}» in such a file{near}")
    return {name: _table(raw.get(name, {}), problems.at(f"[{name}]")) for name in _TABLES}


def _table(value: object, problems: Problems) -> dict[str, Any]:
    """The value if it is a table; an empty one and a problem otherwise."""
    if isinstance(value, dict):
        return value
    problems.state(f"must be a table, not «{shown(value)}»")
    return {}


def _named_tables(
    tables: dict[str, Any], group: str, pattern: str, problems: Problems
) -> list[tuple[str, dict[str, Any]]]:
    """The tables of a group whose names can be part of a key or an address."""
    return [
        (name, _table(table, problems.at(f"[{group}.{shown(name)}]")))
        for name, table in tables.items()
        if _name_is_sound(name, pattern, problems.at(f"[{group}.{shown(name)}]"))
    ]


def _name_is_sound(name: str, pattern: str, problems: Problems) -> bool:
    """Whether a name can be part of a key or an address."""
    if name in RESERVED:
        problems.add(f"the name «{shown(name)}» is reserved")
    elif not re.match(pattern, name):
        marks = "hyphens" if pattern == SLUG else "underscores, a letter first"
        problems.add(f"the name «{shown(name)}» must be small letters, digits and {marks}")
    else:
        return True
    return False


def _head(table: dict[str, Any], problems: Problems) -> CaseTable | None:
    head = read_table(CaseTable, table, problems.at("[case]"))
    if head and (head.start.day != 1 or not 1900 <= head.start.year <= 2200):
        problems.add(
            f"[case] start must be the first day of a month, from 1900 to 2200, not {head.start}"
        )
    return head


def _head_parts(head: CaseTable | None) -> dict[str, Any]:
    """Return the contents of [case], by the names of the fields of a case."""
    if head is None:
        return {}
    return {
        "title": head.title,
        "company": head.company or head.title,
        "summary": head.summary,
        "start": head.start,
        "months": head.months,
        "default_preset": head.preset,
    }


def _sources(tables: dict[str, Any], problems: Problems) -> dict[str, Source | None]:
    """The sources; a wrong one is kept as None, so that it is not reported as missing too."""
    return {
        name: read_table(Source, table, problems.at(f"[sources.{shown(name)}]"))
        for name, table in tables.items()
    }


def _elements(tables: Tables, problems: Problems) -> Elements:
    """The elements of each dimension and of each table of facts: name → label."""
    elements: Elements = {}
    for group in ELEMENT_GROUPS:
        elements[group] = {}
        for name in tables[group]:
            at = problems.at(f"[{group}.{shown(name)}]")
            label = _table(tables[group][name], at).get("label")
            if not isinstance(label, str) or not label.strip() or not label.isprintable():
                at.state("states no «label», a line of text")
                label = name
            if _name_is_sound(name, NAME, at):
                elements[group][name] = label
    return elements


def _references(
    tables: Tables, elements: Elements, fact: str, dimension: str, problems: Problems
) -> dict[str, str]:
    """Return the facts that each element uses: those it names, else those of its own name; empty where a file has no facts."""
    references = {}
    for name in elements[dimension]:
        table = tables[dimension][name]
        stated = table.get(fact, name) if isinstance(table, dict) else name
        if stated in elements[fact]:
            references[name] = stated
        elif tables[fact]:
            near = hint(stated, elements[fact])
            problems.add(f"[{dimension}.{name}] {fact}: there is no {fact} «{shown(stated)}»{near}")
    return references


def _assumption(
    name: str,
    table: dict[str, Any],
    tables: Tables,
    stages: tuple[str, ...],
    problems: Problems,
) -> Assumption:
    """Return an assumption, with substitutes for its wrong parts, so that reading can go on."""
    at = problems.at(f"[assumptions.{shown(name)}]")
    definition = {field: value for field, value in table.items() if field in FIELDS}
    for field in [name for name in table if name not in {*FIELDS, *Entry.model_fields}]:
        refuse_field([field], [*FIELDS, *Entry.model_fields], at)
    assumption = read_table(Assumption, {**definition, "name": name}, at)
    if assumption is None:
        sound = {field: value for field, value in definition.items() if _sound(name, field, value)}
        assumption = Assumption.model_validate(
            {**STAND_IN, "stage": stages[0], **sound, "name": name}
        )
    at.add(*assumption_rules(assumption, ELEMENT_GROUPS, stages))
    for group in assumption.per:
        if group in ELEMENT_GROUPS and not tables[group]:
            at.add(f"it is per {group}, and there is no {group}")
        if group in FACTS and len(assumption.per) > 1:
            at.add(f"what is per {group} is per nothing else")
    low, high = assumption.limits
    return assumption.model_copy(
        update={
            "limits": assumption.limits if low < high else STAND_IN["limits"],
            "unit": assumption.unit if assumption.unit in UNITS else STAND_IN["unit"],
            "per": tuple(group for group in ELEMENT_GROUPS if group in assumption.per),
        }
    )


def _sound(name: str, field: str, value: object) -> bool:
    """Whether one field of an assumption is in order by itself."""
    problems = Problems()
    read_table(Assumption, {**STAND_IN, "name": name, field: value}, problems)
    return not problems


def _beliefs(
    tables: Tables,
    assumptions: Mapping[str, Assumption],
    elements: Elements,
    sources: Mapping[str, Source | None],
    problems: Problems,
) -> dict[str, Belief]:
    """The belief of every key, in the order of the assumptions."""
    stated = _StatedEntries(tables=tables, assumptions=assumptions, problems=problems)
    beliefs: dict[str, Belief | None] = {}
    for name, assumption in assumptions.items():
        at = problems.at(f"[assumptions.{name}]")
        table = tables["assumptions"][name]
        fields = _table(table, Problems()).items()
        default = {field: value for field, value in fields if field in Entry.model_fields}
        if not default and not assumption.per:
            problems.add(_missing_table(assumption))
            continue
        has_default = bool(default.keys() & NUMBERS) or not assumption.per
        common = read_belief(default, assumption, sources, at) if has_default else None
        for key in keys_of(assumption, elements):
            if key in stated.entries:
                place, entry = stated.entries[key]
                filled = None if entry is None else {**origin_of(entry, default), **entry}
                beliefs[key] = read_belief(filled, assumption, sources, problems.at(place))
            elif has_default:
                beliefs[key] = common
            else:
                problems.add(_missing_value(assumption, key))
    return {key: belief for key, belief in beliefs.items() if belief is not None}


def _missing_table(assumption: Assumption) -> str:
    """The sentence for an assumption without any value in the file."""
    number = "base or steps" if assumption.dated else "base"
    return (
        f"there is no [assumptions.{assumption.name}] with a value: "
        f"state its {number} ({assumption.unit}), basis, source and held"
    )


def _missing_value(assumption: Assumption, key: str) -> str:
    """The sentence for a key without a value: in which table to state it."""
    name, *elements = key.split(".")
    table = ".".join([assumption.per[-1], *reversed(elements)])
    return (
        f"«{key}» has no value: state {name} ({assumption.unit}) in [{table}], "
        f"or one value for all in [assumptions.{name}]"
    )


class _StatedEntries:
    """Entries that elements state themselves: key → its place, and the entry, None where it is no table."""

    def __init__(
        self, *, tables: Tables, assumptions: Mapping[str, Assumption], problems: Problems
    ):
        self.entries: dict[str, tuple[str, dict[str, Any] | None]] = {}
        self._tables, self._assumptions, self._problems = tables, assumptions, problems
        for group in ELEMENT_GROUPS:
            for element, table in tables[group].items():
                if isinstance(table, dict):
                    self._read_element(group, element, table)

    def _read_element(self, group: str, element: str, table: dict[str, Any]) -> None:
        """The entries of one element, and of its sub-tables for elements of another dimension."""
        others = {
            name: dimension
            for dimension in DIMENSIONS
            if dimension != group
            for name in self._tables[dimension]
        }
        heading = f"[{group}.{shown(element)}]"
        for name, entry in table.items():
            if name in others:
                inner = f"[{group}.{shown(element)}.{shown(name)}]"
                place = {group: element, others[name]: name}
                for inner_name, inner_entry in _table(entry, self._problems.at(inner)).items():
                    self._read_entry(place, inner_name, inner_entry, inner)
            elif name != "label" and FACTS.get(name) != group:
                self._read_entry({group: element}, name, entry, heading, tuple(others))

    def _read_entry(
        self,
        place: Mapping[str, str],
        name: str,
        entry: object,
        heading: str,
        others: tuple[str, ...] = (),
    ) -> None:
        """One entry of an element: `place` names an element of each dimension that its table belongs to."""
        where = f"{heading} {shown(name)}"
        at = self._problems.at(where)
        if name not in self._assumptions:
            if name not in self._tables["assumptions"]:
                near = hint(name, [*self._assumptions, *others])
                at.add(retirement(name) or f"there is no such assumption{near}")
            return
        per = self._assumptions[name].per
        if set(per) != set(place):
            extent = "it is per " + " and ".join(per) if per else "it is one value for all"
            at.add(f"this assumption cannot be stated here, {extent}")
            return
        key = ".".join([name, *(place[dimension] for dimension in per)])
        if not isinstance(entry, dict):
            at.add(f"a value is a table such as {{ base = 1 }}, not «{shown(entry)}»")
        if key in self.entries:
            at.add(f"«{key}» is stated twice, here and in {self.entries[key][0]}")
        self.entries[key] = (where, entry if isinstance(entry, dict) else None)


def _model(
    modules: tuple[ModuleType, ...],
    assumptions: Mapping[str, Assumption],
    tables: Tables,
    problems: Problems,
) -> Model | None:
    """The equations wired to the assumptions, and to the first values of dated ones where an equation asks."""
    try:
        quantities = collect(modules)
        causes = {cause for quantity in quantities.values() for cause in quantity.causes}
        inputs = {
            name: tuple(FACTS.get(group, group) for group in assumption.per)
            for name, assumption in assumptions.items()
            if not assumption.criterion
        }
        for name, assumption in assumptions.items():
            start = f"initial_{name}"
            if assumption.dated and start in inputs:
                problems.add(
                    f"[assumptions.{start}] has no use: «{name}» is dated and has a first value"
                )
            elif assumption.dated and causes & {start, f"opening_{name}"}:
                inputs[start] = inputs[name]
        model = Model(quantities, inputs)
    except ModelError as error:
        problems.add(*error.problems)
        return None
    for name, quantity in quantities.items():
        if name in RESERVED:
            problems.add(f"an equation cannot be called «{name}»: the name is reserved")
        for dimension in quantity.per:
            if not tables[dimension]:
                problems.add(f"«{name}» is per {dimension}, and there is no {dimension}")
    return model


def _check_presets(
    presets: Mapping[str, Preset],
    levers: Mapping[str, tuple[str, ...]],
    names: story.Names,
    problems: Problems,
) -> None:
    """Report levers and settled keys of presets that name nothing, or what they cannot name."""
    for name, preset in presets.items():
        story.check_replaced_levers(
            preset.levers, levers, names, problems.at(f"[presets.{name}] levers")
        )
        names.check_keys(
            preset.settled, names.assumptions, problems.at(f"[presets.{name}] settled")
        )


def _check_names(
    tables: Tables,
    assumptions: Mapping[str, Assumption],
    elements: Elements,
    head: CaseTable | None,
    problems: Problems,
) -> None:
    """Report names that would be taken for one another."""
    for dimension, other in itertools.combinations(DIMENSIONS, 2):
        for name in elements[dimension].keys() & elements[other].keys():
            problems.add(f"«{name}» is the name of a {dimension} and of a {other}")
    for dimension in DIMENSIONS:
        for name in elements[dimension].keys() & assumptions.keys():
            problems.add(f"«{name}» is the name of an element and of an assumption")
    for name in tables["presets"].keys() & tables["stresses"].keys():
        problems.add(f"«{shown(name)}» is the name of a preset and of a stress")
    if head and head.preset not in tables["presets"]:
        near = hint(head.preset, tables["presets"])
        problems.add(f"[case] preset: there is no preset «{shown(head.preset)}»{near}")
