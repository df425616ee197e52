"""The definitions of the assumptions: meaning, unit and limits of each. Their values are in case files."""

import functools
import tomllib
from collections.abc import Mapping
from typing import Any

from econ.case.file.retired import retirement
from econ.case.file.schema import Assumption
from econ.data import PACKAGE
from econ.problems import Problems, hint, shown

DEFINITIONS = PACKAGE / "equations" / "inputs.toml"
FIELDS = tuple(name for name in Assumption.model_fields if name != "name")
# Fields of a definition that a case file may restate for its company: words and scales. The equations depend on the others.
RESTATABLE = (
    "label",
    "label_of_element",
    "meaning",
    "words",
    "span",
    "step",
    "stops",
    "distribution",
)


@functools.cache
def shipped_definitions() -> dict[str, dict[str, Any]]:
    """The definitions in `econ/equations/inputs.toml`: assumption → field → value. All callers share it: do not write to it."""
    return tomllib.loads(DEFINITIONS.read_text("utf-8"))


def with_definitions(
    tables: Mapping[str, Any], definitions: Mapping[str, Mapping[str, Any]], problems: Problems
) -> dict[str, Any]:
    """The tables [assumptions.x] of a file, each completed by its definition, in the order of the definitions.

    An assumption without a definition follows; its table must define it.
    """
    completed = {
        name: _completed(name, tables.get(name, {}), definition, problems)
        for name, definition in definitions.items()
    }
    for name, table in tables.items():
        if name in definitions:
            continue
        retired = retirement(name) if definitions else ""
        if retired:
            problems.add(f"[assumptions.{name}]: {retired}")
        elif definitions and isinstance(table, dict) and not table.keys() & set(FIELDS):
            near = hint(name, definitions)
            problems.add(f"[assumptions.{shown(name)}]: there is no such assumption{near}")
        else:
            completed[name] = table
    return completed


def _completed(name, table, definition, problems):
    """The definition of one assumption, with the fields that the file restates and the values that it states."""
    if not isinstance(table, dict):
        problems.add(f"[assumptions.{name}] must be a table, not «{shown(table)}»")
        return definition
    restated = {}
    for field, value in table.items():
        if field not in FIELDS or field in RESTATABLE:
            restated[field] = value
        elif value != definition.get(field):
            problems.add(
                f"[assumptions.{name}] {field}: the equations rest on it, so a case cannot change it"
            )
    return {**definition, **restated}
