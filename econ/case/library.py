"""The cases that ship with the project: `assumptions.toml` itself, and one folder each in `cases/`."""

import contextlib
import dataclasses
import pathlib
import re
import tomllib

from econ.case.file.schema import SLUG
from econ.case.file.toml_file import read_toml
from econ.data import CASE_FILE
from econ.problems import AssumptionError, hint, shown

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
    own_folder = _own_folder(main, paths)
    first = own_folder or _main_name(_company_and_title(main)[0], paths)
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


def name_in_address(path: pathlib.Path, company: str) -> str:
    """The name that `shipped_cases` gives the case of a file: of its folder, or after its company if it is the main one."""
    paths = {other.parent.name: other for other in FOLDER.glob(f"*/{FILE_NAME}")}
    return _own_folder(path, paths) or _main_name(company, paths)


def _own_folder(path, others):
    """The folder among those of the others that a file is in; None for a main case outside them."""
    return next((name for name, other in others.items() if _is_same_file(path, other)), None)


def _is_same_file(path, other):
    return path.resolve() == other.resolve()


def _main_name(company, others):
    """The name of a main case that is in no folder of the others: after its company, with a word more where a folder has it."""
    name = re.sub(r"[^a-z0-9]+", "-", company.casefold()).strip("-") or MAIN
    while name in others:
        name = f"{name}-{MAIN}"
    return name


def named_in_words(title: object, name: object) -> str:
    """A case as a scenario file names it: its title for people, and its name in an address, if it states both."""
    if title is None or name is None:
        return f"«{shown(name if title is None else title)}»"
    return f"«{shown(title)}» ({shown(name)})"


def case_of_scenario_file(
    data: bytes | str, cases: dict[str, ShippedCase], current: str = ""
) -> str:
    """The name of the case that a scenario file is for; `AssumptionError`, one sentence, if it is not one of these.

    `company` in the file names it as an address does. A file without it is found by its title, as earlier versions wrote it;
    `current` is the case that is meant where several have that title, and where the file names none.
    """
    head = read_toml(data, "the scenario file").get("scenario")
    head = head if isinstance(head, dict) else {}
    name, title = head.get("company"), head.get("case")
    if name is None and title is None:
        return current or next(iter(cases))
    if name is None:
        called = [key for key, shipped in cases.items() if shipped.title == title]
    else:
        called = cases_called(name, cases) if isinstance(name, str) else []
    if current in called or len(called) == 1:
        return current if current in called else called[0]
    subject = f"this scenario file is for {named_in_words(title, name)}"
    if called:
        names = " or ".join(f'"{key}"' for key in called)
        ending = f"as several cases are called; write company = {names} into its table [scenario]"
    else:
        known = ", ".join(named_in_words(shipped.title, key) for key, shipped in cases.items())
        labels = (*cases, *(shipped.label for shipped in cases.values()))
        near = "" if name is None else hint(name, labels)
        ending = f"which is not among the cases here: {known}{near}"
    raise AssumptionError([f"{subject}, {ending}"])


def case_file_times() -> dict[pathlib.Path, int]:
    """The files of the folder of cases, and when each was written last, in nanoseconds: one look into the folder."""
    times = {}
    for path in FOLDER.glob(f"*/{FILE_NAME}"):
        with contextlib.suppress(OSError):  # it was removed just now
            times[path] = path.stat().st_mtime_ns
    return times


def new_case_path(name: str) -> pathlib.Path:
    """Return the path of a new case file; raise `AssumptionError` for a name that is invalid or taken."""
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
