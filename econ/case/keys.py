"""Keys: how the numbers of a case are named, and the words of an address that are not keys."""

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from econ.case.file.retired import retirement
from econ.case.file.schema import Assumption
from econ.problems import Problems, hint, nearest, shown

# Parameters of an address that are not assumptions: the company, the preset, the stresses, and the version of the model with its
# headline figures. Those of pages have a hyphen.
ADDRESS_WORDS = ("company", "case", "stress", "model", "headline")
ABBREVIATIONS = ("api", "hbm")  # in names of quantities
FEW = 3  # names in a sentence that lists what there is


def label_of_name(name: str) -> str:
    """A name of the model as a label: "Serving cost" for `serving_cost`; abbreviations are in capitals."""
    words = [word.upper() if word in ABBREVIATIONS else word for word in name.split("_")]
    label = " ".join(words)
    return label[:1].upper() + label[1:]


def keys_of(a: Assumption, elements: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The keys of an assumption or quantity: its name, or one for each of its elements."""
    return [
        ".".join((a.name, *place)) for place in itertools.product(*(elements[d] for d in a.per))
    ]


def flat_keys(
    table: Mapping[str, Any], goes_on: Callable[[str], bool], problems: Problems
) -> dict[str, Any]:
    """Keys with their dots, also where somebody left out the quotes and TOML made tables of them.

    `goes_on` says whether a table under a key holds the rest of the key, and is not its value. To TOML a key in quotes and the
    same key without them are two: a key that is stated in both ways is a problem.
    """
    flat: dict[str, Any] = {}
    for key, value in _pairs(table, goes_on):
        if key in flat:
            problems.state(f"states «{shown(key)}» twice, in two spellings; keep one of them")
        flat[key] = value
    return flat


def _pairs(table, goes_on, before=""):
    """Each key with its dots, and its value; in the order of the file."""
    for name, value in table.items():
        if isinstance(value, Mapping) and goes_on(before + name):
            yield from _pairs(value, goes_on, f"{before}{name}.")
        else:
            yield before + name, value


def key_problem(
    key: object, known: Mapping[str, Any], elements: Mapping[str, Mapping[str, str]]
) -> str:
    """Return the problem of a key, in a sentence; empty if it names one element of a known name."""
    if not isinstance(key, str):
        return f"a key is text, not «{shown(key)}»"
    name, *elements_of_key = key.split(".")
    if name not in known:
        names = (
            known
            if not elements_of_key
            else [k for item in known.values() for k in keys_of(item, elements)]
        )
        return retirement(key) or f"there is nothing called «{shown(key)}»{hint(key, names)}"
    per = known[name].per
    if elements_of_key and not per:
        return f"«{shown(key)}»: it is the same for all, so write «{name}»"
    if len(elements_of_key) != len(per):
        fault = (
            f"needs a {' and a '.join(per)}"
            if len(elements_of_key) < len(per)
            else f"has more parts than the keys of «{name}»"
        )
        return (
            f"«{shown(key)}» {fault}: {_few(nearest(shown(key), keys_of(known[name], elements)))}"
        )
    for dimension, element in zip(per, elements_of_key, strict=True):
        if element not in elements[dimension]:
            return f"«{shown(key)}»: there is no {dimension} «{shown(element)}»{hint(element, elements[dimension])}"
    return ""


def _few(names):
    """The first three of some names, and how many more there are."""
    first = ", ".join(names[:FEW])
    return first + (f" and {len(names) - FEW} more" if len(names) > FEW else "")
