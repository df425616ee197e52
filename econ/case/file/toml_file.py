"""TOML files: read as text and as tables, with one clear sentence for a file that cannot be read."""

import pathlib
import re
import tomllib
from typing import Any

from econ.data import CASE_FILE
from econ.problems import AssumptionError, shown

LONGEST_PATH = 1_000  # characters of a path that a message shows whole
LARGEST_FILE = 1  # MB, of 1,048,576 bytes
_MEGABYTE = 1024**2
# A key of more than thirty parts.
_DEEP = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){30}""")

_KEY = re.compile(
    r"""[ \t]*((?:[\w-]+|"[^"]*"|'[^']*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"]*"|'[^']*'))*)[ \t]*="""
)


def read_toml_file(path: pathlib.Path) -> tuple[str, dict[str, Any]]:
    """The text and the tables of a TOML file; an `AssumptionError` of one sentence where it cannot be read."""
    if path.is_dir():
        folder = shown(path, longest=LONGEST_PATH)
        file = shown(path / CASE_FILE.name, longest=LONGEST_PATH)
        raise AssumptionError(
            [f"{folder} cannot be read: it is a folder; name the file in it, {file}"]
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "no reason is given").lower()
        raise AssumptionError([f"{shown(path.name)} cannot be read: {reason}"]) from None
    tables = read_toml(data, path.name)
    return data.decode("utf-8").removeprefix("\ufeff"), tables


def read_toml(data: bytes | str, where: str) -> dict[str, Any]:
    """The tables of a TOML file, or an `AssumptionError` of one sentence saying why there are none."""
    where = shown(where)
    text = _decoded(data, where).removeprefix("\ufeff")
    if not text.strip():
        raise AssumptionError([f"{where} is empty"])
    try:
        if _DEEP.search(
            text
        ):  # the standard library takes hours over a key of a hundred thousand parts
            raise RecursionError
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, place = str(error).rpartition(" (at ")
        end = f"line {text.count(chr(10)) + 1}, column {len(text) - text.rfind(chr(10))}, the end"
        place = place.replace("end of document", end)
        problem = shown(what[:1].lower() + what[1:])
        key = _key_before(text, place) if what == "Cannot overwrite a value" else ""
        if key:
            problem = f"«{shown(key)}» is stated twice"
        raise AssumptionError([f"{where} is not TOML: {problem} (at {place}"]) from None
    except RecursionError:
        problem = "it is nested too deeply"
    except ValueError:
        problem = "it has a number of thousands of digits"
    raise AssumptionError([f"{where} cannot be read: {problem}"])


def _key_before(text, place):
    """The last key that has a value before a place such as "line 3, column 7)"; empty if no key comes before it."""
    line = re.match(r"line (\d+)", place)
    lines = text.split("\n")[: int(line[1])] if line else []
    keys = [_KEY.match(written) for written in lines]
    return next((key[1].replace('"', "").replace("'", "") for key in reversed(keys) if key), "")


def _decoded(data, where):
    """The text of a file, if it is of a size and a kind that can be read."""
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    limit = LARGEST_FILE * _MEGABYTE
    if len(raw) > limit:
        raise AssumptionError(
            [f"{where} has {len(raw):,} bytes; the limit is {LARGEST_FILE} MB ({limit:,} bytes)"]
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise AssumptionError(
            [f"{where} is not UTF-8 text: byte {error.start + 1} cannot be read"]
        ) from None
