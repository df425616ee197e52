"""Assumptions that are searched for by words: their names, keys, meanings, units and stages."""

import collections
import functools
from collections.abc import Iterable

from econ.case.case import Case
from econ.problems import spelling


def matching_keys(case: Case, keys: Iterable[str], words: str) -> list[str]:
    """The keys in which every word occurs; none for no words.

    An assumption of that very name comes first, then those that have the words in their names. Of an assumption of many elements the
    first comes before the second of any other, so that a short list shows what there is.
    """
    typed = spelling(words)
    wanted, ranks = typed.split(), {}
    elements: collections.Counter[str] = collections.Counter()
    for key in keys if wanted else ():
        name, everything = _texts(case, key)
        if all(word in everything for word in wanted):
            assumption = key.partition(".")[0]
            missing = sum(word not in name for word in wanted)
            ranks[key] = (name != typed, missing, elements[assumption])
            elements[assumption] += 1
    return sorted(ranks, key=lambda key: ranks[key])


@functools.lru_cache(maxsize=4096)
def _texts(case, key):
    """The name of an assumption, and all that can be searched of it, in small letters."""
    assumption = case.assumption_of(key)
    name = spelling(case.label_of(key))
    others = (key, key.replace("_", " "), assumption.label, assumption.meaning)
    parts = (name, *others, assumption.unit, assumption.stage, *assumption.options)
    return name, spelling(" ".join(parts))
