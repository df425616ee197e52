"""The case: every assumption with its values, sources, presets and stresses, and the model they feed."""

import dataclasses
import datetime
import functools
import itertools
import pathlib
import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

import numpy as np

from econ import equations
from econ.arrays import DIMENSIONS, Array
from econ.case.belief import Belief
from econ.case.calendar import month_label, month_number
from econ.case.contradictions import contradictions_of_file
from econ.case.file.definitions import shipped_definitions
from econ.case.file.inheritance import EXTENDS, complete_tables
from econ.case.file.presets import Preset
from econ.case.file.reader import read_parts
from econ.case.file.retired import retirement
from econ.case.file.schema import (
    HORIZON,
    Assumption,
    Correlation,
    Event,
    Reported,
    Source,
    Story,
    Verdict,
)
from econ.case.file.toml_file import read_toml, read_toml_file
from econ.case.keys import key_problem, label_of_name
from econ.case.library import name_in_address
from econ.case.scenario import Scenario, name_from_title, scenario_of
from econ.case.typed_numbers import forced_number, narrow, read_number, read_path
from econ.engine.model import Model
from econ.problems import MOST_PROBLEMS, AssumptionError, Problems, hint, shown

AnyValue = TypeVar("AnyValue")

HORIZONS = (36, 60, 84, 120)  # months, to choose from
# A scenario means the same in two cases that agree in these parts.
_IDENTITY = ("title", "start", "months", "elements", "beliefs", "presets", "stresses")


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """One company's story: what is assumed, by name, and the equations that follow from it."""

    title: str
    company: str
    summary: str
    start: datetime.date
    months: int
    default_preset: str
    levers: dict[str, tuple[str, ...]]
    elements: dict[str, dict[str, str]]
    # "chip": platform → its chip; "shape": tier → the shape of its model. Their facts are stated once and used by each.
    facts_of: dict[str, dict[str, str]]
    sources: dict[str, Source]
    assumptions: dict[str, Assumption]
    beliefs: dict[str, Belief]
    presets: dict[str, Preset]
    stresses: dict[str, Preset]
    model: Model
    story: Story
    correlations: tuple[Correlation, ...] = ()
    events: dict[str, Event] = dataclasses.field(default_factory=dict)
    reported: dict[str, Reported] = dataclasses.field(default_factory=dict)
    verdicts: dict[str, Verdict] = dataclasses.field(default_factory=dict)
    file_months: int | None = None  # the horizon of the file, where another was chosen
    name: str = ""  # in an address and in scenario files; a case that is read from a text has none
    extends: pathlib.Path | None = None  # the file that this one takes numbers over from

    def __eq__(self, other: object) -> bool:
        """Whether this is a case of the same company with the same beliefs and equations.

        Two cases are compared part by part once: those that are equal share a mark from then on, for a case never changes.
        """
        if not isinstance(other, Case):
            return False
        if self._mark is other._mark:
            return True
        is_equal = all(getattr(self, part) == getattr(other, part) for part in _IDENTITY) and (
            self.model.quantities == other.model.quantities
        )
        if is_equal:
            other.__dict__["_mark"] = self._mark
        return is_equal

    @functools.cached_property
    def _mark(self) -> object:
        return object()

    def __repr__(self) -> str:
        return f"<Case «{self.title}»>"  # all of its fields would be pages of text

    def __hash__(self) -> int:
        return hash((self.title, self.start, self.months))

    def month_shown(self, preset: str) -> int:
        """The month that pages show under a preset, within the horizon, unless the reader chooses another."""
        day = self.presets[preset].read or self.story.read
        return min(self.month_of(day), self.months - 1)

    def months_over(self, preset: str) -> int:
        """Return how many months of the horizon are over by the last day whose facts a preset knows; zero if it names no day."""
        known = self.presets[preset].known
        return min(max(self.month_of(known), 0), self.months - 1) if known else 0

    def levers_of(self, place: str, preset: str) -> tuple[str, ...]:
        """The levers of a place (the front, or a stage of the model) under a preset, which may replace some of them."""
        replacements = self.presets[preset].levers
        return tuple(replacements.get(key, key) for key in self.levers.get(place, ()))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of elements of each dimension."""
        return tuple(len(self.elements[dimension]) for dimension in DIMENSIONS)

    def keys(self) -> tuple[str, ...]:
        """Every key that has a value, in the order of the file."""
        return tuple(self.beliefs)

    def assumption_of(self, key: str) -> Assumption:
        """The assumption a key belongs to."""
        name = str(key).split(".")[0]
        if name not in self.assumptions:
            raise AssumptionError(
                [f"there is no assumption «{shown(key)}»{hint(name, self.assumptions)}"]
            )
        return self.assumptions[name]

    def per(self, name: str) -> tuple[str, ...]:
        """The dimensions of an assumption, a first value or a computed quantity."""
        if name in self._known:
            return self._known[name].per
        if name not in self.model.inputs:
            names = [*self.model.quantities, *self.model.inputs]
            raise AssumptionError([f"there is nothing called «{shown(name)}»{hint(name, names)}"])
        return self.model.inputs[name]

    def unit_of(self, key: str) -> str:
        """The unit of an assumption or a computed quantity."""
        name = str(key).split(".")[0]
        return (
            self.model.quantities[name].unit
            if name in self.model.quantities
            else self.assumption_of(name).unit
        )

    def label_of(self, key: str) -> str:
        """The label of a key: that of its assumption or quantity, and those of its elements. A number has no other name.

        An assumption may word its label with an element in it.
        """
        name, *elements = str(key).split(".")
        label = self.assumptions[name].label if name in self.assumptions else label_of_name(name)
        labels = [
            self.elements[d].get(e) or self._element_label(e)
            for d, e in zip(self.per(name), elements, strict=False)
        ]
        form = self.label_form_of(key)
        return form.replace("{}", " ".join(labels)) if form else " · ".join([label, *labels])

    def label_form_of(self, key: str) -> str:
        """The label of a key with {} instead of its element; empty where the elements follow the label."""
        name, *elements = str(key).split(".")
        form = self.assumptions[name].label_of_element if name in self.assumptions else None
        return form if form and elements else ""

    def _element_label(self, name):
        """The label of an element of any dimension: the model reads a fact of a chip at each platform that has the chip."""
        return next((names[name] for names in self.elements.values() if name in names), name)

    def label(self, dimension: str, name: str) -> str:
        """The label of an element of a dimension, such as a platform, a tier or a round."""
        return self.elements[dimension][name]

    def key_indices(self, name: str) -> dict[str, tuple[int, ...]]:
        """Every key of a name, and its index along each dimension (zero along dimensions it does not have)."""
        per = (
            self.model.quantities[name].per
            if name in self.model.quantities
            else self.model.inputs.get(name, ())  # a criterion is no input
        )
        along = [enumerate(self.elements[d]) if d in per else [(0, "")] for d in DIMENSIONS]
        indices = {}
        for numbered_elements in itertools.product(*along):
            key = ".".join([name, *(element for _, element in numbered_elements if element)])
            indices[key] = tuple(index for index, _ in numbered_elements)
        return indices

    def source_of(self, key: str) -> str:
        """The key under which the file states what the model reads as `key`: a fact of a platform is stated for its chip."""
        name, *elements = key.split(".")
        kind = (
            next((d for d in self._known[name].per if d in self.facts_of), None)
            if name in self._known
            else None
        )
        return f"{name}.{self.facts_of[kind].get(elements[0], elements[0])}" if kind else key

    def month_name(self, month: int) -> str:
        """The label of a month of the horizon: "Sep 2026"."""
        return month_label(self.start, int(month))

    def month_of(self, day: datetime.date) -> int:
        """The number of the month a day lies in; before the beginning it is negative."""
        return month_number(self.start, day)

    def month_index(self, text: str) -> int:
        """The number of a month written like "2027-03"; outside the horizon it is an error."""
        plain = narrow(text).strip() if isinstance(text, str) else ""
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", plain):
            raise AssumptionError([f"a month is written like 2027-03, not «{shown(text)}»"])
        year, month = map(int, plain.split("-"))
        index = self.month_of(datetime.date(max(year, 1), month, 1))
        if not 0 <= index < self.months:
            horizon = f"{self.month_name(0)} to {self.month_name(self.months - 1)}"
            raise AssumptionError([f"{plain} is outside the horizon, which runs from {horizon}"])
        return index

    def belief(self, key: str, preset: str | None = None, stresses: Iterable[str] = ()) -> Belief:
        """The belief of one key under a preset and stresses: the last of them that restates it counts."""
        if key not in self.beliefs:
            raise AssumptionError([key_problem(key, self.assumptions, self.elements)])
        preset, stresses = self.named(preset, stresses)
        value, settled = self.beliefs[key], key in self.presets[preset].settled
        for layer in (
            self.presets[preset],
            *(self.stresses[name] for name in stresses if not settled),
        ):
            restated = layer.values.get(key)
            if restated is not None:
                value = restated if isinstance(restated, Belief) else value.restated(restated)
        return value

    def base_values(
        self, preset: str | None = None, stresses: Iterable[str] = ()
    ) -> dict[str, float | Array]:
        """The number of every key under a preset and stresses; for a dated value its path."""
        preset, stresses = self.named(preset, stresses)
        return {
            key: self.belief(key, preset, stresses).path(self.start, self.months)
            for key in self.beliefs
        }

    def named(
        self, preset: str | None, stresses: Iterable[str] = ()
    ) -> tuple[str, tuple[str, ...]]:
        """The names of a preset and of stresses, checked; a stress given instead of a preset applies to the default preset.

        They may be given by name or by title.
        """
        names = [
            name_from_title(text, self.stresses)
            for text in ((stresses,) if isinstance(stresses, str) else stresses)
        ]
        name = self.default_preset if preset is None else name_from_title(preset, self.presets)
        name = name_from_title(name, self.stresses)
        if name in self.stresses:
            name, names = self.default_preset, [name, *names]
        problems = Problems()
        if name not in self.presets:
            known = [*self.presets, *self.stresses]
            near = hint(name, known) or f"; there are {', '.join(known)}"
            problems.add(f"there is no preset «{shown(name)}»{near}")
        for stress in names:
            if stress not in self.stresses:
                problems.add(f"there is no stress «{shown(stress)}»{hint(stress, self.stresses)}")
        problems.raise_any()
        return name, tuple(dict.fromkeys(names))

    @property
    def horizons(self) -> tuple[int, ...]:
        """The horizons to choose from, in months: that of the file and the usual ones."""
        return tuple(sorted({*HORIZONS, self.own_months}))

    @property
    def own_months(self) -> int:
        """The horizon of the file, in months."""
        return self.file_months or self.months

    def with_horizon(self, months: int) -> "Case":
        """The same case over another horizon; raises `ValueError` for one that is not possible."""
        fewest, most = HORIZON
        if not fewest <= months <= most:
            raise ValueError(f"a horizon has {fewest} to {most} months, not {months}")
        if months == self.months:
            return self
        return dataclasses.replace(self, months=months, file_months=self.own_months)

    def scenario(
        self,
        preset: str | None = None,
        overrides: Mapping[str, object] | None = None,
        stresses: Iterable[str] = (),
    ) -> Scenario:
        """A scenario: a preset, stresses on it, and overrides."""
        return scenario_of(self, preset, overrides or {}, stresses)

    @functools.cached_property
    def _known(self):
        return {**self.assumptions, **self.model.quantities}

    def name_of(self, key: str) -> str:
        """The assumption or computed quantity a key belongs to; of a computed quantity the bare name will do."""
        if key in self.model.quantities:
            return key
        problem = key_problem(key, self._known, self.elements)
        if problem:
            raise AssumptionError([problem])
        return key.split(".", maxsplit=1)[0]

    def without_retired(
        self, changes: Mapping[str, AnyValue]
    ) -> tuple[dict[str, AnyValue], list[str]]:
        """The changes without those of retired names, and a notice for each retired name: it is no longer part of the model.

        The changes may be of an earlier model. `check` refuses retired names as it refuses any name that it does not know.
        """
        retired = {
            key: sentence
            for key in changes
            if (sentence := retirement(key)) and key.split(".")[0] not in self._known
        }
        kept = {key: value for key, value in changes.items() if key not in retired}
        return kept, list(dict.fromkeys(retired.values()))

    def check(
        self, overrides: Mapping[str, object]
    ) -> tuple[dict[str, float | tuple[float, ...]], list[str]]:
        """The valid ones of a reader's changes, as numbers and paths, and a sentence for each of the others."""
        clean: dict[str, float | tuple[float, ...]] = {}
        problems: list[str] = []
        for key, value in overrides.items():
            if len(problems) >= MOST_PROBLEMS and shown(key).split(".")[0] not in self._known:
                # This problem is only counted: looking for the nearest of thousands of names takes minutes.
                problems.append("")
                continue
            try:
                clean[key] = self._read(self.name_of(key), value)
            except AssumptionError as error:
                problems += error.problems
            except ValueError as error:
                problems.append(f"«{key}» {error}")
        if len(problems) > MOST_PROBLEMS:
            problems[MOST_PROBLEMS:] = [
                f"and {len(problems) - MOST_PROBLEMS} more problems of this kind"
            ]
        return clean, problems

    def _read(self, name, value):
        """A number or a path for an assumption, or for a computed quantity that is to be forced."""
        a = self.assumptions.get(name)
        read = (
            functools.partial(read_number, assumption=a)
            if a
            else functools.partial(forced_number, quantity=self.model.quantities[name])
        )
        value = value.tolist() if isinstance(value, np.ndarray) else value
        if not isinstance(value, list | tuple):
            return read(value)
        if a and not a.dated:
            raise ValueError(
                f"must be one number, not {shown(value)}: it does not change with time"
            )
        path = read_path(value, self.months, read)
        return path if self.months > 1 else path[0]


def load(path: str | pathlib.Path) -> Case:
    """The case in a file and in those it extends; `AssumptionError` lists everything that is wrong with it."""
    path = pathlib.Path(path)
    _, tables = read_toml_file(path)
    return _case(tables, path, None)


def parse(text: str, where: str = "assumptions.toml", modules: Iterable | None = None) -> Case:
    """The case in a text; `modules` are the equations, if not our own: the text must then define every assumption."""
    return _case(read_toml(text, where), None, modules)


def _case(tables, path, modules):
    ours, problems = modules is None, Problems()
    definitions = shipped_definitions() if ours else {}
    completed = complete_tables(tables, path, definitions, problems)
    parts = read_parts(completed, equations.MODULES if ours else modules, definitions, problems)
    problems.raise_any()
    own_company = tables.get("case", {}).get("company") or ""
    case = Case(
        **parts,
        name=name_in_address(path, own_company) if path else "",
        extends=(path.parent / tables[EXTENDS]).resolve() if path and EXTENDS in tables else None,
    )
    impossible = contradictions_of_file(case)
    if impossible:
        raise AssumptionError(impossible)
    return case
