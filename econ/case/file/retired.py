"""Names that the model had once, and what replaced them: `econ/equations/retired.toml`."""

import functools
import tomllib
from collections.abc import Iterable, Sequence

from econ.data import PACKAGE
from econ.problems import Problems, hint, shown

RETIRED = PACKAGE / "equations" / "retired.toml"


@functools.cache
def retired_names() -> dict[str, str]:
    """Return the replacements of retired assumptions and quantities: name → the end of a sentence. All callers share it."""
    return {
        name: table["replaced"] for name, table in tomllib.loads(RETIRED.read_text("utf-8")).items()
    }


def retirement(key: object) -> str:
    """The sentence about a key that the model does not know, if its name is retired; otherwise an empty text.

    The name is written without its elements, so all keys of a name have one sentence.
    """
    name = key.split(".")[0] if isinstance(key, str) else ""
    replaced = retired_names().get(name)
    return f"«{name}» is no longer part of the model; {replaced}" if replaced else ""


def refuse_field(place: Sequence[str], known: Iterable[str], problems: Problems) -> None:
    """Add the sentence about a field that a table cannot have: what replaced it if it is retired, or the nearest of those it can."""
    retired = retirement(place[-1])
    if retired:
        problems.add(retired)
    else:
        field, near = " ".join(map(shown, place)), hint(place[-1], known)
        problems.state(f"has «{field}», which has no meaning there{near}")
