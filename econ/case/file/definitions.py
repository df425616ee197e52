"""What the assumptions of our equations are, apart from the values that a case file gives them."""

import functools
import tomllib
from collections.abc import Mapping
from typing import Any

from econ.case.file.schema import Assumption
from econ.data import PACKAGE
from econ.problems import Problems, hint, shown

DEFINITIONS = PACKAGE / "equations" / "inputs.toml"
FIELDS = tuple(name for name in Assumption.model_fields if name != "name")
# What a case file may word or scale for its own company; the equations rest on everything else.
RESTATABLE = ("label", "meaning", "words", "span", "step", "stops", "distribution")


@functools.cache
def shipped_definitions() -> dict[str, dict[str, Any]]:
    """The definitions in `econ/equations/inputs.toml`: assumption → field → what it is; not to be changed."""
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
        if definitions and isinstance(table, dict) and not table.keys() & set(FIELDS):
            near = hint(name, definitions)
            problems.add(f"[assumptions.{shown(name)}]: there is no such assumption{near}")
        else:
            completed[name] = table
    return completed


def _completed(name, table, definition, problems):
    """One assumption: its definition, and what the file says of it."""
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
