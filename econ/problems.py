"""Names: what somebody who wrote an unknown one may have meant."""

import difflib
from collections.abc import Iterable

SIMILAR = 0.5  # of two names: below it a hint would only puzzle


def hint(name: str, names: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: the nearest one there is, if one is near; letter case counts for nothing."""
    spelt = {name.casefold(): name for name in reversed(list(names))}
    near = difflib.get_close_matches(name.casefold(), spelt, n=1, cutoff=SIMILAR)
    return f"; the nearest is «{spelt[near[0]]}»" if near else ""


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """The names, the one most like `name` first."""
    return sorted(
        names,
        key=lambda other: -difflib.SequenceMatcher(None, name.casefold(), other.casefold()).ratio(),
    )
