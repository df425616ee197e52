"""Keys: how the numbers of a case are named, and the names an address has for what is not one of them."""

import itertools
from collections.abc import Mapping
from typing import Any

from econ.schema import Assumption, hint, shown

# Parameters of an address that are not assumptions: of the frame, and of pages that ask something beside the scenario.
FRAME = ("case", "stress", "compare", "read")
ASKED = ("judge", "uncertain", "show", "tier", "mix", "hits", "output", "futures", "seed", "outcome", "question", "lasts", "save",
         "goal", "one_more", "exit_value", "exit_terms")


def keys_of(a: Assumption, elements: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The keys of an assumption or quantity: its name, or one for each element it is told apart by."""
    return [".".join((a.name, *place)) for place in itertools.product(*(elements[d] for d in a.per))]


def key_problem(key: object, known: Mapping[str, Any], elements: Mapping[str, Mapping[str, str]]) -> str:
    """What is wrong with a key, in a sentence; empty if it names one element of something known."""
    if not isinstance(key, str):
        return f"a key is text, not «{shown(key)}»"
    name, *places = key.split(".")
    if name not in known:
        names = known if not places else [k for item in known.values() for k in keys_of(item, elements)]
        return f"there is nothing called «{shown(key)}»{hint(key, names)}"
    per = known[name].per
    if places and not per:
        return f"«{shown(key)}»: it is the same for all, so write «{name}»"
    if len(places) != len(per):
        return f"«{shown(key)}» needs a {' and a '.join(per)}: {', '.join(keys_of(known[name], elements))}"
    for dimension, place in zip(per, places, strict=True):
        if place not in elements[dimension]:
            return f"«{shown(key)}»: there is no {dimension} «{shown(place)}»{hint(place, elements[dimension])}"
    return ""
