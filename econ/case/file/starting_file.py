"""The file that a new company starts from: it extends the case that ships, states what no case takes over, and loads."""

import json
import pathlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from econ.case.belief import Belief
from econ.case.case import Case, load
from econ.case.file.definitions import shipped_definitions
from econ.case.file.inheritance import NUMBERS, complete_tables
from econ.case.file.toml_file import read_toml_file
from econ.problems import Problems
from econ.units import number_text

_TIER, _ROUND, _PRESET = "main", "next", "start"  # names of the first of each


def starting_text(name: str, extended: pathlib.Path, written_to: pathlib.Path) -> str:
    """The text of a case file for a company called `name`, in the folder `written_to`, that extends another file.

    It has one tier, one round and one preset. What nothing is known of yet is copied from the extended file's own tier and round,
    as a judgement that says so.
    """
    case, path = load(extended), _relative(extended, written_to)
    _, tables = read_toml_file(extended)
    tables = complete_tables(tables, extended, shipped_definitions(), Problems())
    elements = _elements(case, tables["assumptions"])
    return "\n".join([*_head(name, case, path), *_story(case), *elements, *_preset(case)])


def _relative(path: pathlib.Path, folder: pathlib.Path) -> str:
    """The path of a file as seen from a folder, with slashes; the whole path where they share nothing."""
    path, folder = path.resolve(), folder.resolve()
    shared = next((parent for parent in (folder, *folder.parents) if parent in path.parents), None)
    if shared is None or shared == shared.parent:
        return path.as_posix()
    steps = [".."] * len(folder.relative_to(shared).parts)
    return "/".join([*steps, *path.relative_to(shared).parts])


def _head(name: str, case: Case, path: str) -> Iterator[str]:
    title = json.dumps(name, ensure_ascii=False)
    yield f"# The case of {name}. It holds only what differs from the file it extends: chips, model shapes, rivals, workloads and the"
    yield "# values of assumptions are taken over from there. Tiers, rounds, presets, stresses, levers and the story are its own."
    yield "# `python -m econ list --assumptions` lists what can be stated, with unit, limits and the value in force."
    yield "# basis: disclosed (by the company), filing, reported (press), analyst, judgement (ours; `why` says why)."
    yield ""
    yield f"extends = {json.dumps(path)}"
    yield ""
    yield "# [without]                     # leave out what the company has nothing to do with: itself among the rivals, say"
    yield '# competitor = ["name"]'
    yield ""
    yield "[case]"
    yield f"title = {title}"
    yield f"company = {title}"
    yield 'summary = "From chips to runway."'
    yield f"start = {case.start}               # the first day of a month"
    yield f"months = {case.months}"
    yield f'preset = "{_PRESET}"'
    yield ""


def _story(case: Case) -> Iterator[str]:
    """[story] and [levers]: those of the extended file whose keys a file with other tiers and rounds has too."""
    story = case.story
    headline = {
        f"serving_cost.{_TIER}": -1,
        f"output_price.{_TIER}": 0,
        f"fill_rate.{_TIER}": 1,
        "gross_margin": 0,
        "runway": 1,
    }
    yield "[story]   # what the pages are about: the tier, the platform and the round in their sentences"
    yield f'tier = "{_TIER}"'
    yield f'platform = "{story.platform}"'
    yield f'replaces = "{story.replaces}"   # the platform it takes the place of'
    yield f"platforms = {json.dumps(story.platforms)}"
    yield f'round = "{_ROUND}"'
    yield f'workload = "{story.workload}"'
    yield f"read = {story.read}   # month in which figures are read unless somebody chooses another"
    yield "# The headline figures of every page: 1 where more is better, -1 where less is, 0 where neither."
    pairs = ", ".join(f'"{key}" = {sign}' for key, sign in headline.items())
    yield f"headline = {{ {pairs} }}"
    yield ""
    for heading, sets in (("uncertain", story.uncertain), ("pressures", story.pressures)):
        yield f"[story.{heading}]"
        for title, keys in sets.items():
            yield f"{json.dumps(title, ensure_ascii=False)} = {json.dumps(_kept(case, keys))}"
        yield ""
    yield "[levers]   # which assumptions have a slider, on every page (front) and on the page of a stage"
    for place, keys in case.levers.items():
        yield f"{place} = {json.dumps(_kept(case, keys))}"
    yield ""
    yield "# Sources of the extended file can be named; further ones are added like this one."
    yield "[sources.first]"
    yield 'title = "The first document about the company"'
    yield 'address = ""'
    yield f"date = {case.start}"
    yield ""


def _kept(case: Case, keys: Iterable[str]) -> list[str]:
    """The keys as a file with one tier and one round has them, each once."""
    renamed: dict[str, None] = {}
    for key in keys:
        name, *elements = key.split(".")
        dimensions = case.per(name)
        new = {"tier": _TIER, "round": _ROUND}
        parts = [new.get(d, element) for d, element in zip(dimensions, elements, strict=True)]
        renamed[".".join([name, *parts])] = None
    return list(renamed)


def _elements(case: Case, defaults: Mapping[str, Any]) -> Iterator[str]:
    """The tier and the round with everything that has no value in common, and what rivals and workloads are to the tier."""
    story = case.story
    shape = case.facts_of["shape"].get(story.tier)
    for dimension, new, old, label in (
        ("tier", _TIER, story.tier, "Main model"),
        ("round", _ROUND, story.round, "Next round"),
    ):
        yield f"[{dimension}.{new}]"
        yield f'label = "{label}"'
        if dimension == "tier" and shape:
            yield f'shape = "{shape}"   # one of the shapes of models; a new one is a table [shape.name]'
        for name in _without_default(case, defaults, (dimension,)):
            yield _entry(case, name, case.beliefs[f"{name}.{old}"])
        yield ""
    for other in ("workload", "competitor"):
        for element in case.elements[other]:
            entries = [
                _entry(case, name, case.beliefs[_key(case, name, element)])
                for name in _without_default(case, defaults, (other, "tier"))
            ]
            if entries:
                yield from (f"[{other}.{element}.{_TIER}]", *entries)
        yield ""


def _without_default(
    case: Case, defaults: Mapping[str, Any], dimensions: tuple[str, ...]
) -> Iterator[str]:
    """The assumptions per exactly these dimensions that have no value in common."""
    for name, assumption in case.assumptions.items():
        if set(assumption.per) == set(dimensions) and not defaults.get(name, {}).keys() & NUMBERS:
            yield name


def _key(case: Case, name: str, element: str) -> str:
    """The key of an assumption for one element and the extended file's tier."""
    elements = [case.story.tier if d == "tier" else element for d in case.assumptions[name].per]
    return ".".join([name, *elements])


def _entry(case: Case, name: str, belief: Belief) -> str:
    """One value, copied, as a line of the file."""
    numbers = {"base": belief.first}
    if not belief.steps and belief.low < belief.high:
        numbers |= {"low": belief.low, "high": belief.high}
    stated = ", ".join(f"{field} = {number_text(number)}" for field, number in numbers.items())
    unit = case.assumptions[name].unit
    return (
        f'{name} = {{ {stated}, basis = "judgement", source = "own", held = {case.start}, '
        f'why = "Copied to begin with; not known yet." }}   # {unit}'
    )


def _preset(case: Case) -> Iterator[str]:
    yield f"[presets.{_PRESET}]"
    yield 'title = "Start"'
    yield 'meaning = "What is known at the start."'
    yield f"known = {case.start}"
    yield "values = {}"
    yield ""
    yield "# A stress restates what a bad turn would change; it is chosen on every page."
    yield "[stresses.demand-halves]"
    yield 'title = "Half the demand"'
    yield 'meaning = "The market wants half as many tokens."'
    half = case.beliefs[f"reference_demand.{case.story.tier}"].base / 2.0
    yield f'values = {{ "reference_demand.{_TIER}" = {number_text(half)} }}'
    yield ""
