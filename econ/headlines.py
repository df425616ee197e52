"""Headline figures under a version of the model: as it gives them, as a link carries them, and as `data/headlines.toml` keeps them.

A version is raised with every change that moves a headline figure (`MODEL_VERSION` in `econ/equations/__init__.py`), and recorded
then: `python -m econ headlines`. A link of an earlier version can so be shown with its figures of that time.
"""

import dataclasses
import datetime
import math
import pathlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit

from econ import equations
from econ.case.calendar import month_start
from econ.case.case import Case, load
from econ.case.library import shipped_cases
from econ.data import DATA
from econ.outlook import Outlook, run
from econ.problems import AssumptionError
from econ.units import number_text

FIRST_VERSION = "1"  # of links that state none
RECORD_FILE = DATA / "headlines.toml"
RECORD_COMMAND = "python -m econ headlines"
HOW_TO_RAISE = f"raise MODEL_VERSION in econ/equations/__init__.py, then run `{RECORD_COMMAND}`"
PRECISION = 1e-8  # relative: figures are kept with nine significant digits
LONGEST_TEXT = 1_000  # characters in an address
MOST_FIGURES = 20  # in an address
LARGEST = 1e12  # size of a figure in its unit
_HEAD = f"""\
# The headline figures of each preset of the companies that ship, under each version of the model: version, title of the case, preset.
# `month` is the month that they are read in. Written by `{RECORD_COMMAND}`, which adds the current version.

"""
_MONTH = "month"  # no quantity can have this name
_NUMBER = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,20})?(e-[0-9]{1,3})?")
_WORDS = {"infinite": math.inf, "undefined": math.nan}
_VERSION = re.compile(r"[1-9][0-9]{0,5}")

# Version → title → preset → figures.
VersionRecord = dict[str, dict[str, dict[str, dict[str, Any]]]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class HeadlineFigures:
    """Headline figures: key → value in its unit, and the month of the horizon in which they are read."""

    month: int
    values: Mapping[str, float]


def headline_figures(
    outlook: Outlook, month: int, keys: Iterable[str] | None = None
) -> HeadlineFigures:
    """The headline figures of an outlook in a month; of other quantities, where `keys` names them."""
    wanted = outlook.case.story.headline if keys is None else keys
    return HeadlineFigures(month=month, values={key: outlook.at(key, month) for key in wanted})


def headline_text(case: Case, figures: HeadlineFigures) -> str:
    """Headline figures as an address carries them: "2027-04,gross_margin:0.651055517,runway:51.9323062"."""
    written = {key: _written(value) for key, value in figures.values.items()}
    pairs = [f"{key}:{text}" for key, text in written.items() if text]
    return ",".join([f"{month_start(case.start, figures.month):%Y-%m}", *pairs])


def figures_in_text(case: Case, text: str) -> HeadlineFigures | None:
    """The headline figures in an address; None where it has none that can be read.

    An address can hold anything. Figures of quantities that the model does not have are left out; a text with anything but numbers
    of a sensible size is not read at all.
    """
    if len(text) > LONGEST_TEXT:
        return None
    month, *pairs = text.split(",")
    if len(pairs) > MOST_FIGURES:
        return None
    values = {}
    for pair in pairs:
        key, _, written = pair.partition(":")
        value = _WORDS.get(written)
        if value is None:
            if not _NUMBER.fullmatch(written) or abs(float(written)) > LARGEST:
                return None
            value = float(written)
        values[key] = value
    try:
        return _of_case(case, case.month_index(month), values)
    except AssumptionError:
        return None


def recorded_figures(
    case: Case, version: str, preset: str, record: VersionRecord | None = None
) -> HeadlineFigures | None:
    """The headline figures of a preset under a version of the model; None where they are not recorded."""
    of_version = (read_record() if record is None else record).get(version, {})
    table = of_version.get(case.title, {}).get(preset)
    if table is None:
        return None
    values = {key: value for key, value in table.items() if key != _MONTH}
    return _of_case(case, case.month_of(table[_MONTH]), values)


def model_in_words(version: str) -> str:
    """Name a version other than the current one: "an earlier model", or "another model" where it is not known to be earlier."""
    current = equations.MODEL_VERSION
    is_earlier = bool(_VERSION.fullmatch(version)) and int(version) < int(current)
    return "an earlier model" if is_earlier else "another model"


def read_record(path: pathlib.Path = RECORD_FILE) -> VersionRecord:
    """The recorded headline figures of every version."""
    return tomllib.loads(path.read_text("utf-8"))


def current_figures() -> dict[str, dict[str, dict[str, Any]]]:
    """The headline figures of each preset of the companies that ship, as the model gives them: title → preset → figures."""
    cases = [load(shipped.path) for shipped in shipped_cases().values()]
    return {case.title: {preset: _table(case, preset) for preset in case.presets} for case in cases}


def differences(
    recorded: Mapping[str, Mapping[str, Any]], current: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """A sentence for each preset whose figures are recorded and are different now."""
    return [
        f"{title}, {preset}: {_figures_in_words(recorded[title][preset])} are recorded, and the model gives "
        f"{_figures_in_words(table)}"
        for title, presets in current.items()
        for preset, table in presets.items()
        if preset in recorded.get(title, {}) and not _same(recorded[title][preset], table)
    ]


def missing_presets(
    recorded: Mapping[str, Mapping[str, Any]], current: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """The presets that are not recorded, each with the title of its case."""
    return [
        f"{title}, {preset}"
        for title, presets in current.items()
        for preset in presets
        if preset not in recorded.get(title, {})
    ]


def record_current_version(path: pathlib.Path = RECORD_FILE, *, replace: bool = False) -> list[str]:
    """Add the headline figures of the current version to the record; returns the presets that were added or replaced.

    Raises `AssumptionError` where the version is recorded with other figures, unless they are to be replaced.
    """
    version, current = equations.MODEL_VERSION, current_figures()
    record = read_record(path) if path.exists() else {}
    recorded = record.get(version, {})
    changes, missing = differences(recorded, current), missing_presets(recorded, current)
    if changes and not replace:
        raise AssumptionError(
            [*changes, f"version {version} of the model is recorded: {HOW_TO_RAISE}"]
        )
    if changes or missing:
        record[version] = {
            title: {**recorded.get(title, {}), **current.get(title, {})}
            for title in [*recorded, *(title for title in current if title not in recorded)]
        }
        path.write_text(_HEAD + tomlkit.dumps(record), "utf-8")
    return [*changes, *missing]


def _of_case(case, month, values):
    """Those of some figures whose quantities the case has, if the month is within its horizon; None where there are none."""
    quantities = case.model.quantities
    known = {
        key: value
        for key, value in values.items()
        if (name := key.split(".")[0]) in quantities and key in case.key_indices(name)
    }
    if not known or not 0 <= month < case.months:
        return None
    return HeadlineFigures(month=month, values=known)


def _written(value):
    """A figure as an address carries it, with nine significant digits; empty for one that no address carries."""
    word = next((word for word, meant in _WORDS.items() if repr(meant) == repr(float(value))), "")
    return word or (number_text(_rounded(value)) if abs(value) <= LARGEST else "")


def _rounded(value):
    return float(f"{value:.9g}")


def _table(case, preset):
    """The headline figures of a preset as a table of the record."""
    figures = headline_figures(run(case.scenario(preset)), case.month_shown(preset))
    values = {key: _rounded(value) for key, value in figures.values.items()}
    return {_MONTH: month_start(case.start, figures.month), **values}


def _same(first, second):
    """Whether two tables of the record state the same."""
    return (
        first.keys() == second.keys()
        and first[_MONTH] == second[_MONTH]
        and all(_close(first[key], second[key]) for key in first if key != _MONTH)
    )


def _close(first, second):
    undefined = math.isnan(first) and math.isnan(second)
    return undefined or math.isclose(first, second, rel_tol=PRECISION)


def _figures_in_words(table):
    return ", ".join(
        f"{key} {value:%b %Y}" if isinstance(value, datetime.date) else f"{key} {value:.6g}"
        for key, value in table.items()
    )
