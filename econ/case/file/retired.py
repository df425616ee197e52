"""Names that the model had once, and what replaced them: `econ/equations/retired.toml`."""

import functools
import tomllib

from econ.data import PACKAGE

RETIRED = PACKAGE / "equations" / "retired.toml"


@functools.cache
def retired_names() -> dict[str, str]:
    """What replaced each assumption and quantity that is retired: name → the end of a sentence. All callers share it."""
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
