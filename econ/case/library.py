"""The cases that ship with the project: `assumptions.toml` itself, and one folder each in `cases/`."""

import contextlib
import dataclasses
import pathlib
import re
import tomllib

from econ.case.file.schema import SLUG
from econ.data import CASE_FILE
from econ.problems import AssumptionError, shown

FILE_NAME = CASE_FILE.name
FOLDER = CASE_FILE.parent / "cases"
LONGEST_NAME = (
    60  # characters in the name of a new case: it names a folder, and the company in an address
)
MAIN = "main"  # name of the first case where its file cannot be read


@dataclasses.dataclass(frozen=True, kw_only=True)
class ShippedCase:
    """A case to choose: its name in an address, the company for people, the title, and the file."""

    name: str
    company: str
    title: str
    path: pathlib.Path


def shipped_cases(
    main: pathlib.Path = CASE_FILE, folder: pathlib.Path | None = None
) -> dict[str, ShippedCase]:
    """The cases by name, the main one first and those of the folder in alphabetical order.

    The main case is named after its company, any other after its own folder. A file that cannot be read is listed too, under
    the name of its folder, so that choosing it shows what is wrong with it. A company of two cases is shown with the
    name of the second.
    """
    company, title = _company_and_title(main)
    name = re.sub(r"[^a-z0-9]+", "-", company.casefold()).strip("-") or MAIN
    cases = {name: ShippedCase(name=name, company=company or name, title=title or name, path=main)}
    for path in sorted((folder or FOLDER).glob(f"*/{FILE_NAME}")):
        name = path.parent.name
        if name in cases:
            continue
        company, title = _company_and_title(path)
        company = company or title or name
        if company in {other.company for other in cases.values()}:
            company = f"{company} ({name})"
        cases[name] = ShippedCase(name=name, company=company, title=title or name, path=path)
    return cases


def case_file_times() -> dict[pathlib.Path, int]:
    """The files of the folder of cases, and when each was written last, in nanoseconds: one look into the folder."""
    times = {}
    for path in FOLDER.glob(f"*/{FILE_NAME}"):
        with contextlib.suppress(OSError):  # it was removed just now
            times[path] = path.stat().st_mtime_ns
    return times


def new_case_path(name: str) -> pathlib.Path:
    """Where the file of a new case goes; `AssumptionError` for a name that cannot be one or is taken."""
    if not re.match(SLUG, name):
        raise AssumptionError(
            [f"the name of a case is small letters, digits and hyphens, not «{shown(name)}»"]
        )
    if len(name) > LONGEST_NAME:
        raise AssumptionError(
            [f"the name of a case has at most {LONGEST_NAME} characters, not {len(name)}"]
        )
    path = FOLDER / name / FILE_NAME
    if name in shipped_cases() or path.exists():
        raise AssumptionError([f"there is a case «{name}» already"])
    return path


def _company_and_title(path):
    """The fields of the table [case] of a file; empty where it has none that can be read."""
    try:
        head = tomllib.loads(path.read_text("utf-8")).get("case", {})
    except (OSError, ValueError, RecursionError):
        return "", ""
    texts = [head.get(key, "") if isinstance(head, dict) else "" for key in ("company", "title")]
    return tuple(text if isinstance(text, str) and text.isprintable() else "" for text in texts)
