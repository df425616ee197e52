"""Problems: the error that collects them, and how somebody else's text and unknown names are shown in a sentence."""

import difflib
from collections.abc import Iterable, Mapping

import numpy as np

LONGEST_SHOWN = 60  # characters of a reader's text in a message
MOST_PROBLEMS = 50  # of one reader's input: more are counted and not spelled out
SIMILAR = 0.5  # of two names: below it a hint would only puzzle


class AssumptionError(ValueError):
    """Problems of a file, a scenario or a value, all collected before the error is raised."""

    def __init__(self, problems: Iterable[str]):
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(self.problems))


class Problems:
    """Problems found so far, a sentence each. `at(place)` adds to the same list and begins its sentences with the place."""

    def __init__(self, place: str = "", sentences: list[str] | None = None):
        self.place = place
        self._sentences: list[str] = [] if sentences is None else sentences

    def at(self, place: str) -> "Problems":
        """The same problems, seen from a place of the file."""
        return Problems(place, self._sentences)

    def add(self, *problems: str) -> None:
        """Add problems; each is put after the place and a colon."""
        self._sentences += [f"{self.place}: {text}" if self.place else text for text in problems]

    def state(self, predicate: str) -> None:
        """Add a sentence whose subject is the place."""
        self._sentences.append(f"{self.place} {predicate}")

    def __bool__(self) -> bool:
        return bool(self._sentences)

    def raise_any(self) -> None:
        """Raise an `AssumptionError` with every problem, if there is one."""
        if self._sentences:
            raise AssumptionError(self._sentences)


def shown(value: object, longest: int = LONGEST_SHOWN) -> str:
    """Somebody else's text made fit for a message: only characters that are printed, at most `longest` characters, sixty without it."""
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple | set | np.ndarray):
        return f"a list of {np.size(value) if isinstance(value, np.ndarray) else len(value)}"
    try:
        text = str(value)
    except ValueError:  # Python does not print integers of thousands of digits
        return "a number of thousands of digits"
    text = "".join(c for c in text[: 10 * longest] if c.isprintable())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def spelling(text: str) -> str:
    """A name as it is compared with what somebody typed: small letters, and an apostrophe as keyboards have it or as it is printed."""
    return text.strip().casefold().replace("’", "'")


def hint(name: object, names: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: the nearest known name, if one is near."""
    near = near_name(name, names)
    return f"; the nearest is «{near}»" if near else ""


def near_name(name: object, names: Iterable[str]) -> str:
    """The nearest known name, empty if none is near; letter case is ignored."""
    spellings = {known.casefold(): known for known in reversed(list(names))}
    near = difflib.get_close_matches(shown(name).casefold(), spellings, n=1, cutoff=SIMILAR)
    return spellings[near[0]] if near else ""


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """The names, the one most like `name` first."""
    return sorted(
        names,
        key=lambda other: -difflib.SequenceMatcher(None, name.casefold(), other.casefold()).ratio(),
    )
