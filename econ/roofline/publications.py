"""Publications beside the measurements: titles, sources, notes and settings in `data/*.toml`, one file for each."""

import functools
import tomllib
from typing import Any

from econ.data import DATA


@functools.cache
def publication(name: str) -> dict[str, Any]:
    """The tables of `data/NAME.toml`: title, source and notes, and how what was published was set up; not to be changed."""
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def settings(name: str, part: str) -> dict[str, float]:
    """The settings in one part of a publication: assumption or computed quantity → number."""
    return {key: float(stated["value"]) for key, stated in publication(name)[part].items()}


def note_of(name: str, note: str) -> str:
    """A note of a publication, in which `{source}` stands for the name of its source."""
    tables = publication(name)
    return tables[note].replace("{source}", tables["source"])


def source_sentence(name: str) -> str:
    """Whose published figures a table or figure quotes."""
    return f"Published: {publication(name)['source']}."
