"""From the tables of `assumptions.toml` to the parts of a case; what is wrong is collected, and reading goes on."""

import dataclasses
import datetime
import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from econ.arrays import DIMENSIONS
from econ.case import schema
from econ.case.belief import Belief, read_number, value_from
from econ.case.correlations import correlations_from
from econ.case.file import story
from econ.case.file.definitions import FIELDS, with_definitions
from econ.case.file.inheritance import EXTENDS, NUMBERS, WITHOUT, origin_of
from econ.case.keys import ASKED, FRAME, flat_keys, key_problem, keys_of
from econ.case.schema import Assumption, Entry, PresetTable, Source, read_table
from econ.engine.model import Model
from econ.engine.quantity import ModelError, collect
from econ.problems import hint, shown
from econ.units import UNITS

FACTS = {
    "chip": "platform",
    "shape": "tier",
}  # tables of facts, and which elements refer to one of them by its name
TOLD_APART = (*DIMENSIONS, *FACTS)
TABLES = (
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
    *TOLD_APART,
)
LISTS = ("correlations",)  # tables of which there are several under one name
STAND_IN = {
    "label": "-",
    "meaning": "-",
    "unit": "share",
    "kind": "world",
    "stage": "-",
    "limits": (-1e308, 1e308),
}
RESERVED = (
    "month",
    "label",
    *FACTS,
    *FRAME,
    *ASKED,
    "embed",
    "embed_options",
)  # with the clock, and what an element is called


@dataclasses.dataclass(frozen=True, kw_only=True)
class Preset:
    """A named set of restated values: whole values, or numbers that take the place of the base."""

    name: str
    title: str
    meaning: str
    values: dict[str, float | Belief]
    read: datetime.date | None = None
    known: datetime.date | None = None
    levers: Mapping[str, str] = dataclasses.field(
        default_factory=dict
    )  # which lever stands in the place of which
    settled: tuple[str, ...] = ()  # what has happened, which no stress undoes


class Reading:
    """One reading of a file: its parts, filled in the order of the methods, and the problems found on the way."""

    def __init__(
        self,
        raw: Mapping[str, Any],
        modules: Iterable,
        definitions: Mapping[str, Mapping[str, Any]],
    ):
        known = (*TABLES, *LISTS)
        unknown = [name for name in raw if name not in known]
        self.problems = [
            f"there is no table «{shown(name)}» in such a file{hint(name, (*known, EXTENDS, WITHOUT))}"
            for name in unknown
        ]
        self.raw = {name: self._table(raw, name, f"[{name}]") for name in TABLES}
        self.raw["assumptions"] = with_definitions(
            self.raw["assumptions"], definitions, self.problems
        )
        self.modules = tuple(modules)
        self.stages = tuple(module.__name__.rsplit(".", 1)[-1] for module in self.modules)
        self.case = self._case()
        self.sources = self._sources()
        self.elements = self._elements()
        self.refers = {fact: self._refers(fact, dimension) for fact, dimension in FACTS.items()}
        self.assumptions, self.defaults = self._assumptions()
        self.values = self._values()
        self.correlations = correlations_from(
            raw.get("correlations", []), self.values, self.assumptions, self.problems
        )
        self.presets, self.stresses = self._presets("presets"), self._presets("stresses")
        self.model = self._model()
        self._tell()
        self._names()

    def _tell(self):
        """What the file tells the pages."""
        known = story.Known(
            case=self.case,
            elements=self.elements,
            sources=self.sources,
            assumptions=self.assumptions,
            model=self.model,
            problems=self.problems,
        )
        self.levers = story.levers(self.raw["levers"], self.stages, known)
        for name, preset in self.presets.items():
            story.in_place(f"[presets.{name}] levers", preset.levers, self.levers, known)
            known.keys(f"[presets.{name}] settled", preset.settled, self.assumptions)
        self.story = story.story(self.raw["story"], known)
        self.events, self.reported, self.verdicts = (
            self._record(*each, known)
            for each in (
                (schema.Event, "events"),
                (schema.Reported, "reported"),
                (schema.Verdict, "verdicts"),
            )
        )

    def _record(self, kind, place, known):
        """What happened, or was published: by name, in the order of the file."""
        found = {}
        for name in self.raw[place]:
            where = f"[{place}.{shown(name)}]"
            one = story.record(kind, self._table(self.raw[place], name, where), where, known)
            if one and self._named(name, where):
                found[name] = one
        return found

    def _table(self, raw, name, where):
        value = raw.get(name, {})
        if isinstance(value, dict):
            return value
        self.problems.append(f"{where} must be a table, not «{shown(value)}»")
        return {}

    def _case(self):
        case = read_table(schema.CaseTable, self.raw["case"], "[case]", self.problems)
        if case and (case.start.day != 1 or not 1900 <= case.start.year <= 2200):
            self.problems.append(
                f"[case] start must be the first day of a month, from 1900 to 2200, not {case.start}"
            )
        return case

    def _sources(self):
        sources = {}
        for name, table in self.raw["sources"].items():
            sources[name] = read_table(Source, table, f"[sources.{shown(name)}]", self.problems)
        return sources  # with the wrong ones, so that they are not also reported as missing

    def _named(self, name, where, pattern=schema.NAME):
        """Whether a name can be part of a key or an address."""
        if re.match(pattern, name) and name not in RESERVED:
            return True
        rule = (
            "is reserved"
            if name in RESERVED
            else "must be small letters, digits and "
            + ("hyphens" if pattern == schema.SLUG else "underscores, a letter first")
        )
        self.problems.append(f"{where}: the name «{shown(name)}» {rule}")
        return False

    def _elements(self):
        elements = {}
        for dimension in TOLD_APART:
            elements[dimension] = {}
            for name in self.raw[dimension]:
                where = f"[{dimension}.{shown(name)}]"
                label = self._table(self.raw[dimension], name, where).get("label")
                if not isinstance(label, str) or not label.strip() or not label.isprintable():
                    self.problems.append(f"{where} states no «label», a line of text")
                    label = name
                if self._named(name, where):
                    elements[dimension][name] = label
        return elements

    def _refers(self, fact, dimension):
        """Which facts each element goes by: those it names, else those of its own name; none where there are none."""
        refers = {}
        for name in self.elements[dimension]:
            named = (
                self.raw[dimension][name].get(fact, name)
                if isinstance(self.raw[dimension][name], dict)
                else name
            )
            if named in self.elements[fact]:
                refers[name] = named
            elif self.raw[fact]:
                near = hint(named, self.elements[fact])
                self.problems.append(
                    f"[{dimension}.{name}] {fact}: there is no {fact} «{shown(named)}»{near}"
                )
        return refers

    def _assumptions(self):
        """What each assumption is, and the value it has where an element states none."""
        assumptions, defaults = {}, {}
        for name in self.raw["assumptions"]:
            where = f"[assumptions.{shown(name)}]"
            raw = self._table(self.raw["assumptions"], name, where)
            about = {key: value for key, value in raw.items() if key not in Entry.model_fields}
            for key in [key for key in about if key not in FIELDS]:
                known = [*FIELDS, *Entry.model_fields]
                self.problems.append(
                    f"{where} has «{shown(key)}», which has no meaning there{hint(key, known)}"
                )
                del about[key]
            if self._named(name, where):
                assumptions[name] = self._assumption(name, about, where)
                defaults[name] = {
                    key: value for key, value in raw.items() if key in Entry.model_fields
                }
        return assumptions, defaults

    def _assumption(self, name, about, where):
        """The assumption; where it is wrong, with something in place of what is wrong, so that reading goes on."""
        a = read_table(Assumption, {**about, "name": name}, where, self.problems)
        if a is None:
            sound = {key: value for key, value in about.items() if _sound(name, key, value)}
            a = Assumption.model_validate(
                {**STAND_IN, "stage": self.stages[0], **sound, "name": name}
            )
        empty = [
            f"it is per {d}, and there is no {d}"
            for d in a.per
            if d in TOLD_APART and not self.raw[d]
        ]
        wrong = [*schema.assumption_rules(a, TOLD_APART, self.stages), *empty]
        wrong += [
            f"what is per {d} is per nothing else" for d in a.per if d in FACTS and len(a.per) > 1
        ]
        self.problems += [f"{where}: {problem}" for problem in wrong]
        sound = {
            "limits": a.limits if a.limits[0] < a.limits[1] else STAND_IN["limits"],
            "unit": a.unit if a.unit in UNITS else STAND_IN["unit"],
            "per": tuple(d for d in TOLD_APART if d in a.per),
        }
        return a.model_copy(update=sound)

    def _values(self):
        """The value of every key, in the order of the file."""
        stated, values = self._stated(), {}
        for name, a in self.assumptions.items():
            default, where = self.defaults[name], f"[assumptions.{name}]"
            has_default = bool(default.keys() & NUMBERS)
            common = self._value(default, a, where) if has_default or not a.per else None
            for key in keys_of(a, self.elements):
                if key in stated:
                    values[key] = self._value(_filled(stated[key][1], default), a, stated[key][0])
                elif has_default or not a.per:
                    values[key] = common
                else:
                    self.problems.append(f"«{key}» has no value, neither of its own nor in {where}")
        return {key: value for key, value in values.items() if value is not None}

    def _value(self, table, a, where):
        return value_from(table, a, self.sources, where, self.problems)

    def _stated(self):
        """What elements state themselves: key → where it stands, and the entry."""
        stated = {}
        for dimension, element in ((d, e) for d in TOLD_APART for e in self.raw[d]):
            table = self.raw[dimension][element]
            others = {e: d for d in DIMENSIONS if d != dimension for e in self.raw[d]}
            for name, entry in table.items() if isinstance(table, dict) else ():
                if name in others:
                    where = f"[{dimension}.{shown(element)}.{shown(name)}]"
                    place = {dimension: element, others[name]: name}
                    for deep, deep_entry in self._table(table, name, where).items():
                        self._state(stated, place, deep, deep_entry, where)
                elif name != "label" and FACTS.get(name) != dimension:
                    self._state(
                        stated,
                        {dimension: element},
                        name,
                        entry,
                        f"[{dimension}.{shown(element)}]",
                        others,
                    )
        return stated

    def _state(self, stated, place, name, entry, table, others=()):
        where = f"{table} {shown(name)}"
        if name not in self.assumptions:
            if name not in self.raw["assumptions"]:
                self.problems.append(
                    f"{where}: there is no such assumption{hint(name, [*self.assumptions, *others])}"
                )
            return
        per = self.assumptions[name].per
        if set(per) != set(place):
            told = "it is per " + " and ".join(per) if per else "it is one value for all"
            self.problems.append(f"{where}: this assumption cannot be stated here, {told}")
            return
        key = ".".join([name, *(place[d] for d in per)])
        if not isinstance(entry, dict):
            self.problems.append(
                f"{where}: a value is a table such as {{ base = 1 }}, not «{shown(entry)}»"
            )
        if key in stated:
            self.problems.append(f"{where}: «{key}» is stated twice, here and in {stated[key][0]}")
        stated[key] = (where, entry if isinstance(entry, dict) else None)

    def _presets(self, group):
        presets = {}
        for name, raw in self.raw[group].items():
            where = f"[{group}.{shown(name)}]"
            table = read_table(PresetTable, raw, where, self.problems)
            if self._named(name, where, schema.SLUG) and table:
                stated = flat_keys(table.values, where, self._goes_on, self.problems)
                values = {key: self._restated(key, value, where) for key, value in stated.items()}
                values = {key: value for key, value in values.items() if value is not None}
                presets[name] = Preset(
                    name=name,
                    title=table.title,
                    meaning=table.meaning,
                    values=values,
                    read=table.read,
                    known=table.known,
                    levers=table.levers,
                    settled=table.settled,
                )
                if table.read and self.case and table.read < self.case.start:
                    self.problems.append(f"{where} read: {table.read} lies before the beginning")
        return presets

    def _goes_on(self, key):
        """Whether a table under a key names an element, and is not a value."""
        name, *places = key.split(".")
        return name in self.assumptions and len(places) < len(self.assumptions[name].per)

    def _restated(self, key, value, where):
        """What a preset or stress puts in the place of a value; None and a problem if it is wrong."""
        problem = key_problem(key, self.assumptions, self.elements)
        if problem:
            self.problems.append(f"{where}: {problem}")
            return None
        a = self.assumptions[key.split(".")[0]]
        if isinstance(value, dict):
            return self._value(value, a, f"{where} {key}")
        try:
            if isinstance(value, str) and not a.options:
                raise ValueError(f"must be a number, not «{shown(value)}»")
            return read_number(value, a)
        except ValueError as error:
            self.problems.append(f"{where}: «{key}» {error}")
            return None

    def _model(self):
        """The equations wired to the assumptions, and to the first values of dated ones where an equation asks."""
        try:
            quantities = collect(self.modules)
            causes = {cause for q in quantities.values() for cause in q.causes}
            inputs = {
                name: tuple(FACTS.get(d, d) for d in a.per) for name, a in self.assumptions.items()
            }
            for name, a in self.assumptions.items():
                start = f"initial_{name}"
                if a.dated and start in inputs:
                    self.problems.append(
                        f"[assumptions.{start}] has no use: «{name}» is dated and has a first value"
                    )
                elif a.dated and causes & {start, f"opening_{name}"}:
                    inputs[start] = inputs[name]
            model = Model(quantities, inputs)
        except ModelError as error:
            self.problems += error.problems
            return None
        reserved = [name for name in quantities if name in RESERVED]
        self.problems += [
            f"an equation cannot be called «{name}»: the name is reserved" for name in reserved
        ]
        for q in quantities.values():
            self.problems += [
                f"«{q.name}» is per {d}, and there is no {d}" for d in q.per if not self.raw[d]
            ]
        return model

    def _names(self):
        """Names that would be taken for one another."""
        for one, other in itertools.combinations(DIMENSIONS, 2):
            for name in self.elements[one].keys() & self.elements[other].keys():
                self.problems.append(f"«{name}» is the name of a {one} and of a {other}")
        for name in [
            name for d in DIMENSIONS for name in self.elements[d] if name in self.assumptions
        ]:
            self.problems.append(f"«{name}» is the name of an element and of an assumption")
        for name in self.raw["presets"].keys() & self.raw["stresses"].keys():
            self.problems.append(f"«{shown(name)}» is the name of a preset and of a stress")
        if self.case and self.case.preset not in self.raw["presets"]:
            where = f"[case] preset: there is no preset «{shown(self.case.preset)}»"
            self.problems.append(where + hint(self.case.preset, self.raw["presets"]))


def _filled(entry, default):
    """An element's own entry, with what it leaves unsaid about its origin taken from the assumption's table."""
    return None if entry is None else {**origin_of(entry, default), **entry}


def _sound(name, key, value):
    """Whether one field of an assumption is in order by itself."""
    problems = []
    read_table(Assumption, {**STAND_IN, "name": name, key: value}, "", problems)
    return not problems
