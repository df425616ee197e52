"""A case file that extends another: what it takes over from that file, and what is its own.

    extends = "../../assumptions.toml"        # relative to the file that says so

Tables of the company (`OWN`) are never taken over; a company has its own tiers, rounds, presets and record. Sources, chips, model
shapes, rivals, workloads and the values of assumptions are taken over entry by entry. `[without]` leaves elements out, and
`inherits` in a preset takes over values of the preset of the same name.
"""

import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit

from econ.case.file.definitions import shipped_definitions
from econ.case.file.retired import retirement
from econ.case.file.toml_file import read_toml_file
from econ.problems import AssumptionError, Problems, hint, shown

OWN = (
    "case",
    "story",
    "levers",
    "tier",
    "round",
    "presets",
    "stresses",
    "events",
    "reported",
    "verdicts",
)
ELEMENTS = ("platform", "chip", "shape", "competitor", "workload")  # what can be left out
NUMBERS = {"base", "low", "high", "steps"}
ORIGIN = ("basis", "source", "held", "why")
EXTENDS, WITHOUT, INHERITS = "extends", "without", "inherits"

_Tables = dict[str, Any]


def complete_tables(
    tables: _Tables,
    path: pathlib.Path | None,
    definitions: Mapping[str, Mapping[str, Any]],
    problems: Problems,
) -> _Tables:
    """The tables of a file with what it takes over from the files it extends.

    `path` is the place of the file, None for a text that has none. Raises `AssumptionError` where a file it extends cannot be read;
    other problems are added to the collector.
    """
    return _complete(tables, () if path is None else (path.resolve(),), definitions, problems)


def standalone_text(path: pathlib.Path) -> str:
    """The text of a case file that needs no other file: the file as it is, or merged with those it extends."""
    text, tables = read_toml_file(path)
    if EXTENDS not in tables:
        return text
    problems = Problems()
    completed = complete_tables(tables, path, shipped_definitions(), problems)
    problems.raise_any()
    return tomlkit.dumps(completed)


def _complete(tables, line, definitions, problems):
    """The tables with those they extend; `line` holds the files that led here, the file of the tables last."""
    if EXTENDS not in tables:
        if WITHOUT in tables:
            problems.add(
                f"[{WITHOUT}] leaves out elements of the file that is extended, and «{EXTENDS}» names none"
            )
        for name, preset in _tables_of(tables.get("presets")):
            if INHERITS in preset:
                problems.add(
                    f"[presets.{shown(name)}] {INHERITS}: there is no file to inherit from; «{EXTENDS}» names one"
                )
        return {
            name: _without_inherits(table) if name == "presets" else table
            for name, table in tables.items()
            if name != WITHOUT
        }
    path = _extended_path(tables[EXTENDS], line)
    try:
        _, parent = read_toml_file(path)
    except AssumptionError as error:
        raise AssumptionError(
            f"{_place(line[-1])} extends {shown(tables[EXTENDS])}, and {problem}"
            for problem in error.problems
        ) from None
    parent = _complete(parent, (*line, path), definitions, problems)
    return _merged(tables, parent, definitions, problems)


def _extended_path(stated, line):
    """The file that is extended; an error where the path is wrong or files extend one another in a circle."""
    if not isinstance(stated, str) or not stated.strip() or not stated.isprintable():
        raise AssumptionError(
            [f"«{EXTENDS}» must be the path of a case file, not «{shown(stated)}»"]
        )
    if not line:
        raise AssumptionError(
            [f"«{EXTENDS}» is relative to a file, and this text is not one; load the file itself"]
        )
    path = (line[-1].parent / stated).resolve()
    if path in line:
        circle = " extends ".join(map(_place, (*line[line.index(path) :], path)))
        raise AssumptionError([f"files cannot extend one another in a circle: {circle}"])
    return path


def _place(path):
    """A file for people: case files have one name, so the folder is part of it."""
    return shown(f"{path.parent.name}/{path.name}")


def _tables_of(table: object) -> Iterator[tuple[str, _Tables]]:
    """Those entries of a table that are tables themselves."""
    yield from ((name, inner) for name, inner in _items(table) if isinstance(inner, dict))


def _items(table: object) -> list[tuple[str, Any]]:
    """The entries of a table; none of what is no table."""
    return list(table.items()) if isinstance(table, dict) else []


def _names(table: object) -> set[str]:
    return {name for name, _ in _items(table)}


def _merged(tables, parent, definitions, problems):
    """The tables of a file over the completed tables of the file it extends."""
    left_out = _left_out(tables.get(WITHOUT, {}), parent, problems)
    gone = {name for names in left_out.values() for name in names} | {
        name for group in ("tier", "round") for name in _names(parent.get(group))
    }
    merged = {name: table for name, table in tables.items() if name not in (EXTENDS, WITHOUT)}
    merged["sources"] = _over(parent.get("sources"), tables.get("sources"), lambda _, new: new)
    defaults = _restated_defaults(parent.get("assumptions"), tables.get("assumptions"))
    for group in ELEMENTS:
        inherited = {
            name: _inherited_element(element, gone, defaults)
            for name, element in _items(parent.get(group))
            if name not in left_out.get(group, ())
        }
        merged[group] = _over(inherited, tables.get(group), _merged_element)
    merged["assumptions"] = _over(
        parent.get("assumptions"), tables.get("assumptions"), _merged_entry
    )
    exists = _key_test(merged, definitions)
    merged["presets"] = _presets(tables, parent, exists, problems)
    merged["correlations"] = _correlations(tables, parent, exists)
    return merged


def _restated_defaults(parent, child):
    """The tables of those assumptions of the extended file whose numbers the file restates."""
    return {
        name: parent[name]
        for name, table in _tables_of(child)
        if table.keys() & NUMBERS and name in dict(_tables_of(parent))
    }


def _left_out(stated, parent, problems):
    """Return the elements of each dimension that are left out."""
    left_out: dict[str, list[str]] = {}
    if not isinstance(stated, dict):
        problems.add(f"[{WITHOUT}] must be a table, not «{shown(stated)}»")
        return left_out
    for group, names in stated.items():
        where = f"[{WITHOUT}] {shown(group)}"
        if group not in ELEMENTS:
            problems.add(f"{where}: nothing of this kind can be left out{hint(group, ELEMENTS)}")
        elif not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            problems.add(f"{where} must be a list of names")
        else:
            left_out[group] = names
            for name in set(names) - _names(parent.get(group)):
                near = hint(name, parent.get(group, {}))
                problems.add(f"{where}: there is no {group} «{shown(name)}» to leave out{near}")
    return left_out


def _over(parent, child, merge):
    """One table over another: `merge` makes one entry of two that have one name."""
    for table in (parent, child):
        if table is not None and not isinstance(table, dict):
            return table  # the reader reports what is wrong with it
    merged = dict(parent or {})
    for name, entry in (child or {}).items():
        merged[name] = merge(merged[name], entry) if name in merged else entry
    return merged


def _inherited_element(element, gone, defaults):
    """An element of the file that is extended, without what belongs to elements that are gone.

    Where an assumption's own numbers are restated, what the element leaves to the assumption about origins is written out first.
    """
    if not isinstance(element, dict):
        return element
    inherited = {}
    for name, entry in element.items():
        if name not in gone or not isinstance(entry, dict):
            explained = name in defaults and isinstance(entry, dict)
            inherited[name] = {**origin_of(entry, defaults[name]), **entry} if explained else entry
    return inherited


def origin_of(entry: Mapping[str, Any], default: Mapping[str, Any]) -> _Tables:
    """Return the fields of origin that an element's entry inherits from the assumption's table."""
    taken = {name: default[name] for name in ORIGIN if name in default}
    if entry.get("basis", default.get("basis")) != default.get("basis"):
        taken.pop("why", None)  # a reason belongs to the basis it was given for
    return taken


def _merged_element(parent, child):
    """An element: its facts entry by entry, and its sub-tables likewise."""
    return _over(parent, child, _merged_entry)


def _merged_entry(parent, child):
    """A value: new numbers replace the old ones and their origin; other fields replace what they restate."""
    if not isinstance(parent, dict) or not isinstance(child, dict):
        return child
    if child.keys() & NUMBERS:
        parent = {k: v for k, v in parent.items() if k not in NUMBERS and k not in ORIGIN}
    return {**parent, **child}


def _key_test(tables, definitions):
    """A function that says whether a key names a value of these tables."""

    def exists(key):
        name, *elements = key.split(".") if isinstance(key, str) else [""]
        assumption = definitions.get(name) or tables["assumptions"].get(name)
        if not isinstance(assumption, Mapping):
            return False
        per = assumption.get("per", [])
        return len(elements) == len(per) and all(
            element in _names(tables.get(dimension))
            for dimension, element in zip(per, elements, strict=True)
        )

    return exists


def _without_inherits(presets):
    if not isinstance(presets, dict):
        return presets
    return {
        name: {key: value for key, value in table.items() if key != INHERITS}
        if isinstance(table, dict)
        else table
        for name, table in presets.items()
    }


def _presets(tables, parent, exists, problems):
    """The presets of a file, with the values they take over from presets of the same name."""
    presets = _without_inherits(tables.get("presets", {}))
    for name, preset in _tables_of(tables.get("presets")):
        names = preset.get(INHERITS, [])
        where = f"[presets.{shown(name)}] {INHERITS}"
        if not isinstance(names, list) or not all(isinstance(text, str) for text in names):
            problems.add(f"{where} must be a list of names")
            continue
        other = parent.get("presets", {}).get(name) if names else {}
        if other is None:
            near = hint(name, parent.get("presets", {}))
            problems.add(f"{where}: the extended file has no preset «{shown(name)}»{near}")
            continue
        stated = dict(_flat(other.get("values", {})))
        for text in names:
            if not any(_named(key, text) for key in stated):
                near = hint(text, {key.split(".")[0] for key in stated})
                missing = f"that preset does not state «{shown(text)}»{near}"
                problems.add(f"{where}: {retirement(text) or missing}")
        taken = {
            key: value
            for key, value in stated.items()
            if exists(key) and any(_named(key, text) for text in names)
        }
        own = preset.get("values", {})
        if taken and isinstance(own, dict):
            own = dict(_flat(own))
            presets[name]["values"] = {**taken, **own}
    return presets


def _named(key, text):
    """Whether a text names a key, or the assumption it belongs to."""
    return text in (key, key.split(".")[0])


def _flat(values, before=""):
    """Each key with its dots, also where TOML made tables of them, and its value."""
    for name, value in _items(values):
        if isinstance(value, dict) and not value.keys() & {*NUMBERS, *ORIGIN}:
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _correlations(tables, parent, exists):
    """The correlations of a file, and those of the extended file that it does not restate and whose keys it has."""
    own = tables.get("correlations", [])
    if not isinstance(own, list) or not all(isinstance(table, dict) for table in own):
        return own
    pairs = [_pair(table) for table in own]
    inherited = [
        table
        for table in parent.get("correlations", [])
        if isinstance(table, dict) and all(map(exists, _pair(table)))
    ]
    known = [_pair(table) for table in inherited]
    return [
        *(table for table in inherited if _pair(table) not in pairs),
        *(table for table in own if table.get("rank") != 0 or _pair(table) not in known),
    ]


def _pair(table):
    return frozenset(key for key in (table.get("of"), table.get("with")) if isinstance(key, str))
