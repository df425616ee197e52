"""The file that a new company starts from: it extends the case that ships, states what no case takes over, and loads."""

import dataclasses
import functools
import json
import pathlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from econ.case.belief import Belief
from econ.case.case import Case, load
from econ.case.file.definitions import shipped_definitions
from econ.case.file.inheritance import ELEMENTS, NUMBERS, complete_tables
from econ.case.file.toml_file import read_toml_file
from econ.case.library import shipped_cases
from econ.problems import Problems
from econ.units import number_text

_ROUND, _PRESET = "next", "start"  # names of the first of each
# Numbers that every company starts with, and the cards that it orders. The extended file's numbers are copied even where their reasons and
# sources name no company.
# Elements that may be of another company: texts about them may name it.
_FOREIGN = ("shape", "competitor")
_COPIED = "Copied to begin with; not known yet."


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Extended:
    """The case that is extended, its tables, and the name of the new company's tier."""

    case: Case
    tables: Mapping[str, Any]
    tier: str

    def names_its_company(self, table: Mapping[str, Any]) -> bool:
        """Whether the reasons and sources of a value are about the extended file's company, or another that ships."""
        origins = [table, *table.get("steps", ())]
        texts = [str(origin.get(field, "")) for origin in origins for field in ("why", "note")]
        sources = [self.case.sources.get(origin.get("source", "")) for origin in origins]
        texts += [source.title for source in sources if source]
        return any(self._names.search(text) for text in texts)

    @functools.cached_property
    def _names(self) -> re.Pattern[str]:
        labels = [*self.case.elements["tier"].values(), *self.case.elements["shape"].values()]
        models = {word for label in labels for word in re.split("[- ]", label)}
        names = {shipped.company for shipped in shipped_cases().values()} | {self.case.company}
        names |= {word for word in models if re.search(r"[A-Z].*\d", word)}
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names)))})(?!\w)")


def starting_text(name: str, extended: pathlib.Path, written_to: pathlib.Path) -> str:
    """The text of a case file for a company called `name`, in the folder `written_to`, that extends another file.

    It has one tier, one round and one preset. A number of which nothing is known yet is copied as a judgement that says so: the values of
    the extended file's own tier and round, and everything whose reason or source is about its company. The tier is named after the new
    company, with a word before it, so that no rival, platform or word of the code has its name.
    """
    path = _relative(extended, written_to)
    _, tables = read_toml_file(extended)
    tables = complete_tables(tables, extended, shipped_definitions(), Problems())
    parent = _Extended(case=load(extended), tables=tables, tier=f"model_{name.replace('-', '_')}")
    return "\n".join(
        [
            *_head(name, parent.case, path),
            *_story(parent),
            *_elements(name, parent),
            *_own_numbers(parent),
            *_preset(parent),
        ]
    )


def company_title(name: str) -> str:
    """The name of a case as the name of a company: words instead of hyphens, and a capital letter at its beginning."""
    return name.replace("-", " ").capitalize()


def _relative(path: pathlib.Path, folder: pathlib.Path) -> str:
    """The path of a file as seen from a folder, with slashes; the whole path where they share nothing."""
    path, folder = path.resolve(), folder.resolve()
    shared = next((parent for parent in (folder, *folder.parents) if parent in path.parents), None)
    if shared is None or shared == shared.parent:
        return path.as_posix()
    steps = [".."] * len(folder.relative_to(shared).parts)
    return "/".join([*steps, *path.relative_to(shared).parts])


def _head(name: str, case: Case, path: str) -> Iterator[str]:
    title = company_title(name)
    yield f"# The case of {title}. It holds only what differs from the file it extends: chips, model shapes, rivals, workloads and the"
    yield "# values of assumptions are taken over from there. Tiers, rounds, presets, stresses, levers and the story are its own."
    yield "# `python -m econ list --assumptions` lists what can be stated, with unit, limits and the value in force."
    yield "# basis: disclosed (by the company), filing, reported (press), analyst, judgement (ours; `why` says why)."
    yield f"extends = {_quoted(path)}"
    yield "# [without]   # leave out what the company has nothing to do with: itself among the rivals, say; delete its lines below too"
    yield '# competitor = ["name"]'
    yield ""
    yield "[case]"
    yield f"title = {_quoted(title)}"
    yield f"company = {_quoted(title)}"
    yield 'summary = "From chips to runway."'
    yield f"start = {case.start}               # the first day of a month"
    yield f"months = {case.months}"
    yield f'preset = "{_PRESET}"'
    yield ""


def _story(parent: _Extended) -> Iterator[str]:
    """[story] and [levers]: those of the extended file whose keys a file with other tiers and rounds has too."""
    case, tier = parent.case, parent.tier
    story = case.story
    headline = {
        f"serving_cost.{tier}": -1,
        f"output_price.{tier}": 0,
        f"fill_rate.{tier}": 1,
        "gross_margin": 0,
        "runway": 1,
    }
    yield "[story]   # what the pages are about: the tier, the platform and the round in their sentences"
    yield f"question = {json.dumps(story.question or '')}   # what the pages answer"
    yield f'tier = "{tier}"'
    yield f'platform = "{story.platform}"'
    yield f'replaces = "{story.replaces}"   # the platform it takes the place of'
    yield f"platforms = {json.dumps(story.platforms)}"
    yield f'round = "{_ROUND}"'
    yield f'workload = "{story.workload}"'
    yield f"read = {story.read}   # month in which figures are read unless somebody chooses another"
    pairs = ", ".join(f'"{key}" = {sign}' for key, sign in headline.items())
    yield f"headline = {{ {pairs} }}   # figures of every page: 1 where more is better, -1 where less is, 0 where neither"
    yield f"compared_months = {json.dumps(story.compared_months)}   # of the plan, from 0: where promised and known prices are compared"
    yield f"scored_months = {json.dumps(story.scored_months)}   # those whose list is scored; the list changes in no month of either"
    turns_cut = json.dumps(_kept(case, story.turns_cut, tier))
    yield f"turns_cut = {turns_cut}   # beliefs that may turn the answer about the cut"
    yield ""
    for heading, sets in (("uncertain", story.uncertain), ("pressures", story.pressures)):
        yield f"[story.{heading}]"
        for title, keys in sets.items():
            yield f"{_quoted(title)} = {json.dumps(_kept(case, keys, tier))}"
    yield ""
    yield "[levers]   # which assumptions have a slider, on every page (front) and on the page of a stage"
    for place, keys in case.levers.items():
        yield f"{place} = {json.dumps(_kept(case, keys, tier))}"
    yield ""
    yield "# Sources of the extended file can be named; further ones are added like this one."
    yield "[sources.first]"
    yield 'title = "The first document about the company"'
    yield 'address = ""'
    yield f"date = {case.start}"
    yield ""


def _kept(case: Case, keys: Iterable[str], tier: str) -> list[str]:
    """The keys as a file with one tier and one round has them, each once."""
    renamed: dict[str, None] = {}
    for key in keys:
        name, *elements = key.split(".")
        dimensions = case.per(name)
        new = {"tier": tier, "round": _ROUND}
        parts = [new.get(d, element) for d, element in zip(dimensions, elements, strict=True)]
        renamed[".".join([name, *parts])] = None
    return list(renamed)


def _elements(name: str, parent: _Extended) -> Iterator[str]:
    """The tier and the round with everything that has no value in common, and what rivals and workloads are to the tier."""
    case = parent.case
    story, defaults = case.story, parent.tables["assumptions"]
    shape = case.facts_of["shape"].get(story.tier)
    for dimension, new, old, label in (
        ("tier", parent.tier, story.tier, f"{company_title(name)} model"),
        ("round", _ROUND, story.round, "Next round"),
    ):
        yield f"[{dimension}.{new}]"
        yield f'label = "{label}"'
        if dimension == "tier" and shape:
            yield f'shape = "{shape}"   # one of the shapes of models; a new one is a table [shape.name]'
        for assumption in _without_default(case, defaults, (dimension,)):
            yield _entry(case, assumption, case.beliefs[f"{assumption}.{old}"])
        if dimension == "tier":
            yield "# The weight of each workload and each rival in the tier."
            for other in ("workload", "competitor"):
                for element in case.elements[other]:
                    for assumption in _without_default(case, defaults, (other, "tier")):
                        belief = case.beliefs[_key(case, assumption, element)]
                        yield f"{element}.{_entry(case, assumption, belief)}"
        yield ""


def _own_numbers(parent: _Extended) -> Iterator[str]:
    """Return numbers of the extended file about its own company, restated as judgements, so that no source is taken over."""
    case, tables = parent.case, parent.tables
    copied = {
        (group, element): [
            name
            for name, entry in tables[group][element].items()
            if isinstance(entry, dict) and name in case.assumptions
            if case.assumptions[name].of_company or parent.names_its_company(entry)
        ]
        for group in ELEMENTS
        if group not in _FOREIGN
        for element in case.elements[group]
    }
    defaults = list(_own_defaults(parent, copied))
    yield "# What the extended file says of its own company, copied. A line that is deleted brings back that number and its source."
    yield "[assumptions]"
    yield "# What the company has and decides: replace this first, and the fleet and orders of each platform below."
    yield from (line for name, line in defaults if case.assumptions[name].of_company)
    yield "# What was reported of that company, or measured of its models."
    yield from (line for name, line in defaults if not case.assumptions[name].of_company)
    yield ""
    for (group, element), names in copied.items():
        if names:
            yield f"[{group}.{element}]"
            yield from (_entry(case, name, case.beliefs[f"{name}.{element}"]) for name in names)
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


def _own_defaults(
    parent: _Extended, copied: Mapping[tuple[str, str], list[str]]
) -> Iterator[tuple[str, str]]:
    """Name and line of each assumption whose value for all is about the extended file's company; `copied`: names by element."""
    case, tables = parent.case, parent.tables
    definitions = shipped_definitions()
    for name, table in tables["assumptions"].items():
        if set(case.per(name)) & set(_FOREIGN):
            continue
        fields = []
        if "meaning" in table:  # the definition's own: the extended file's may be about its company
            fields.append(f"meaning = {_quoted(definitions[name]['meaning'])}")
        if case.assumptions[name].of_company or parent.names_its_company(table):
            kept = [
                tables[group][element][name]
                for (group, element), names in copied.items()
                if name in tables[group][element] and name not in names
            ]
            fields += [] if any(map(_leaves_its_origin, kept)) else _numbers(table)
            fields += _origin(case)
        if fields:
            line = f"{name} = {{ {', '.join(fields)} }}   # {case.assumptions[name].unit}"
            yield name, line


def _leaves_its_origin(entry: Mapping[str, Any]) -> bool:
    """Whether an element's entry takes part of its origin from the assumption's table, which then keeps its numbers too."""
    return not {"source", "why"} <= entry.keys()


def _numbers(table: Mapping[str, Any]) -> list[str]:
    """The numbers of a value in a table, as fields of a line: the first of a dated one."""
    if "steps" in table:
        return [f"base = {number_text(table['steps'][0]['value'])}"]
    return [
        f"{field} = {number_text(table[field])}"
        for field in ("base", "low", "high")
        if field in table
    ]


def _origin(case: Case) -> list[str]:
    """Return the origin of a copied number, as fields of a line."""
    return ['basis = "judgement"', 'source = "own"', f"held = {case.start}", f'why = "{_COPIED}"']


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _entry(case: Case, name: str, belief: Belief) -> str:
    """One value, copied, as a line of the file."""
    numbers = {"base": belief.first}
    if not belief.steps and belief.low < belief.high:
        numbers |= {"low": belief.low, "high": belief.high}
    fields = [*_numbers(numbers), *_origin(case)]
    return f"{name} = {{ {', '.join(fields)} }}   # {case.assumptions[name].unit}"


def _preset(parent: _Extended) -> Iterator[str]:
    case = parent.case
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
    half = case.beliefs[f"reference_spend.{case.story.tier}"].base / 2.0
    yield f'values = {{ "reference_spend.{parent.tier}" = {number_text(half)} }}   # half of the base above'
    yield ""
