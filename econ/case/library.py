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
    """A case to choose: its name in an address, the company, its label in the picker, the title, and the file."""

    name: str
    company: str
    title: str
    path: pathlib.Path
    label: str = ""


def shipped_cases(
    main: pathlib.Path = CASE_FILE, folder: pathlib.Path | None = None
) -> dict[str, ShippedCase]:
    """The cases by name, the main one first and those of the folder in alphabetical order.

    A case of the folder is named after its own folder, the main one after its company. A file that cannot be read is listed too,
    under the name of its folder, so that choosing it shows what is wrong with it.

    The label is the company, followed by the name where several cases have that company, or where another case has that name.
    """
    paths = {path.parent.name: path for path in sorted((folder or FOLDER).glob(f"*/{FILE_NAME}"))}
    own_folder = next((name for name, path in paths.items() if _is_same_file(path, main)), None)
    first = own_folder or _main_name(main, paths)
    files = {first: main} | {name: path for name, path in paths.items() if name != own_folder}
    cases = []
    for name, path in files.items():
        company, title = _company_and_title(path)
        company = company or (title if path != main else "") or name
        cases.append(ShippedCase(name=name, company=company, title=title or name, path=path))
    taken = [word for case in cases for word in {case.name.casefold(), case.company.casefold()}]
    return {
        case.name: dataclasses.replace(
            case,
            label=case.company
            if taken.count(case.company.casefold()) == 1
            else f"{case.company} ({case.name})",
        )
        for case in cases
    }


def cases_called(text: str, cases: dict[str, ShippedCase]) -> list[str]:
    """The names of the cases that a text may mean: by name or label, or in any letter case by name, label or company."""
    exact = [name for name, case in cases.items() if text == name]
    exact = exact or [name for name, case in cases.items() if text == case.label]
    return exact or [
        name
        for name, case in cases.items()
        if text.casefold() in (word.casefold() for word in (name, case.label, case.company))
    ]


def _is_same_file(path, other):
    return path.resolve() == other.resolve()


def _main_name(main, others):
    """The name of a main case that is in no folder of the others: after its company, with a word more where a folder has it."""
    company, _ = _company_and_title(main)
    name = re.sub(r"[^a-z0-9]+", "-", company.casefold()).strip("-") or MAIN
    while name in others:
        name = f"{name}-{MAIN}"
    return name


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
