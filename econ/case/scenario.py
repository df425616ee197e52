"""A scenario: a preset, the stresses on it and what was changed by hand; to and from an address, to and from a file."""

import dataclasses
import functools
import itertools
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import tomlkit

from econ.arrays import DIMENSIONS, Array
from econ.case.belief import Belief, narrow, split_number
from econ.case.case import MOST_PROBLEMS, Case, by_title
from econ.case.contradictions import contradictions
from econ.case.file.toml_file import read_toml
from econ.case.keys import flat_keys
from econ.case.schema import number_text
from econ.case.undefined import MONEY, origin
from econ.problems import AssumptionError, hint, shown

TABLES = ("scenario", "overrides")
HEAD = ("case", "preset", "stresses")  # what [scenario] may say


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scenario:
    """What is assumed in one run of the model; made by `Case.scenario`, which checks it."""

    case: Case = dataclasses.field(compare=False, repr=False)
    preset: str
    stresses: tuple[str, ...] = ()
    overrides: tuple[tuple[str, float | tuple[float, ...]], ...] = ()

    def with_overrides(self, changes: Mapping[str, object]) -> "Scenario":
        """The same scenario with further changes."""
        return scenario_of(
            self.case, self.preset, {**dict(self.overrides), **changes}, self.stresses
        )

    def without(self, key: str) -> "Scenario":
        """The same scenario with one change taken back."""
        return dataclasses.replace(
            self, overrides=tuple(pair for pair in self.overrides if pair[0] != key)
        )

    def baseline(self) -> "Scenario":
        """The preset as it is."""
        return dataclasses.replace(self, stresses=(), overrides=())

    def value(self, key: str) -> float | Array:
        """The number in force, or the path of one a month."""
        changed = dict(self.overrides).get(key)
        if changed is not None:
            return np.array(changed) if isinstance(changed, tuple) else changed
        return self.belief(key).path(self.case.start, self.case.months)

    def belief(self, key: str) -> Belief:
        """What is believed of one key under the preset and the stresses, whatever was changed by hand."""
        return self.case.belief(key, self.preset, self.stresses)

    @property
    def now(self) -> int:
        """How many months of the horizon are over by the last day that the preset knows of."""
        return self.case.now(self.preset)

    @property
    def title(self) -> str:
        """The scenario for people: "April 2026 + Ascend six months late + 2 changes"."""
        count = len(self.overrides)
        changes = [f"{count} change{'s' if count > 1 else ''}"] if count else []
        stresses = [self.case.stresses[name].title for name in self.stresses]
        return " + ".join([self.case.presets[self.preset].title, *stresses, *changes])

    def to_query(self) -> dict[str, str]:
        """The scenario as the parameters of an address."""
        query = {} if self.preset == self.case.default_preset else {"case": self.preset}
        if self.stresses:
            query["stress"] = ",".join(self.stresses)
        for key, value in self.overrides:
            query[key] = ",".join(map(number_text, value if isinstance(value, tuple) else (value,)))
        return query

    def to_toml(self) -> str:
        """The scenario as a file for people and for `from_toml`."""
        document = tomlkit.document()
        document["scenario"] = {
            "case": self.case.title,
            "preset": self.preset,
            "stresses": list(self.stresses),
        }
        table = tomlkit.table()
        for key, value in self.overrides:
            table.add(tomlkit.comment(self._comment(key)))
            table.add(
                tomlkit.key(key),
                list(value) if isinstance(value, tuple) else self._word(key, value),
            )
        document["overrides"] = table
        return tomlkit.dumps(document)

    def _comment(self, key):
        """What a key is, for whoever opens the file."""
        name = key.split(".")[0]
        if name in self.case.assumptions:
            return f"{self.case.label_of(key)}: {self.case.assumptions[name].meaning} Unit: {self.case.unit_of(key)}."
        sentence = " ".join(self.case.model.quantities[name].sentence.split())
        return f"{self.case.label_of(key)}, set by hand: {sentence} Unit: {self.case.unit_of(key)}."

    def _word(self, key, value):
        """The name of a switch's option; any other number as it is."""
        a = self.case.assumptions.get(key.split(".")[0])
        return a.options[int(value)] if a and a.options else value


def scenario_of(
    case: Case, preset: str | None, overrides: Mapping[str, object], stresses: Iterable[str]
) -> Scenario:
    """A checked scenario: an override that changes nothing is dropped; every problem is raised at once."""
    clean, problems = case.check(overrides)
    try:
        known, ordered = case.named(preset, stresses)
    except AssumptionError as error:
        raise AssumptionError([*error.problems, *problems]) from None
    if problems:
        raise AssumptionError(problems)
    made = _made(case, known, ordered, clean)
    found = contradictions(case, made.value, _touched(made))
    if found:
        raise AssumptionError(clash.sentence for clash in found)
    if any(
        key.split(".")[0] in case.model.quantities for key in clean
    ):  # no other change can leave money undefined
        _, sentence = undefined_money(case, made)
        if sentence:
            raise AssumptionError([sentence])
    return made


def _made(case, preset, stresses, clean):
    made = Scenario(case=case, preset=preset, stresses=stresses)
    kept = tuple((key, clean[key]) for key in sorted(clean) if _changes(made, key, clean[key]))
    return dataclasses.replace(made, overrides=kept)


def _touched(made):
    """The keys by which a scenario differs from what was checked with the file: a preset, alone or with one stress on it."""
    several = made.stresses if len(made.stresses) > 1 else ()
    stressed = (key for name in several for key in made.case.stresses[name].values)
    return {*dict(made.overrides), *stressed}


def possible(
    case: Case, preset: str | None, overrides: Mapping[str, object], stresses: Iterable[str] = ()
) -> tuple[Scenario, list[str]]:
    """The scenario with as many of the changes as can stand together, and a sentence for each that is left out."""
    known, ordered = case.named(preset, stresses)
    clean, problems = case.check(overrides)
    made = _made(case, known, ordered, clean)
    while found := contradictions(case, made.value, _touched(made)):
        key = next((key for key in found[0].keys if key in dict(made.overrides)), None)
        if key is None:  # each stress alone was checked with the file: it is the stresses together
            made = _made(case, known, (), dict(made.overrides))
            problems.append(f"{found[0].sentence}; the stresses are left out")
            continue
        made = made.without(key)
        problems.append(f"{found[0].sentence}; {case.label_of(key)} stays as it was")
    while any(key.split(".")[0] in case.model.quantities for key, _ in made.overrides):
        key, sentence = undefined_money(case, made)
        if not key:
            break
        made = made.without(key)
        problems.append(f"{sentence}; {case.label_of(key)} stays as it was")
    return made, problems


@functools.lru_cache(maxsize=256)
def undefined_money(case: Case, scenario: Scenario) -> tuple[str, str]:
    """The change that leaves cash undefined and a sentence about it, both empty where cash is defined.

    The sentence names the quantity that is undefined first. Without a change that leads to it the key is empty.
    """
    broken = origin(case, *inputs(scenario)[:2])
    if broken is None:
        return "", ""
    name, month = broken
    then = f"«{name}» is {{}}not defined in {case.month_name(month)}" + (
        f", and {MONEY} is not either" if name != MONEY else ""
    )
    needed, quantities = case.model.needed([name.split(".")[0]]), case.model.quantities
    reached = [key for key, _ in scenario.overrides if key.split(".")[0] in needed]
    reached.sort(
        key=lambda key: key.split(".")[0] not in quantities
    )  # what is forced is likelier to be the cause
    alone = (key for key in reached if origin(case, *inputs(scenario.without(key))[:2]) is None)
    key = next(alone, next(iter(reached), ""))
    if not key:
        return "", then.format("")
    value = dict(scenario.overrides)[key]
    what = "this path" if isinstance(value, tuple) else number_text(value)
    return (
        key,
        f"«{key}» cannot be {'forced to ' * (key.split('.')[0] in quantities)}{what}: {then.format('then ')}",
    )


def _changes(scenario, key, value):
    """Whether an override differs from what it overrides; to force a computed quantity always does."""
    return key not in scenario.case.beliefs or bool(
        np.any(scenario.value(key) != np.asarray(value))
    )


def from_query(
    case: Case, query: Mapping[str, Any], ignore: Iterable[str] = ()
) -> tuple[Scenario, list[str]]:
    """The scenario in an address, and a notice for each parameter that could not be used; it never raises."""
    ignored = set(ignore)
    given = {key: _last(value) for key, value in query.items() if key not in ignored}
    preset, stresses = by_title(given.pop("case", None), case.presets), given.pop("stress", None)
    notices = []
    if preset is not None and not (
        isinstance(preset, str) and (preset in case.presets or preset in case.stresses)
    ):
        notices.append(
            f"there is no preset «{shown(preset)}»{hint(preset, [*case.presets, *case.stresses])}"
        )
        preset = None
    words = (
        stresses.split(",") if isinstance(stresses, str) else [shown(stresses)] if stresses else []
    )
    names = dict.fromkeys(by_title(word, case.stresses) for word in words)
    unknown = [name for name in names if name and name not in case.stresses]
    notices += [
        f"there is no stress «{shown(n)}»{hint(n, case.stresses)}" for n in unknown[:MOST_PROBLEMS]
    ]
    given = {key: numbers_in(case, key, value) for key, value in given.items()}
    scenario, problems = possible(
        case, preset, given, [name for name in names if name in case.stresses]
    )
    return scenario, [f"ignored in the address: {notice}" for notice in notices + problems]


def _last(value):
    """A parameter given several times counts as it was given last."""
    return value[-1] if isinstance(value, list | tuple) and value else value


def numbers_in(case, key, value):
    """A text with commas is a path where a path can stand; one number whose thousands they group is that number."""
    name = key.split(".")[0] if isinstance(key, str) else ""
    may_be_path = name in case.model.quantities or (
        name in case.assumptions and case.assumptions[name].dated
    )
    if not may_be_path or not isinstance(value, str):
        return value
    values, parts = narrow(value).split(","), split_number(value)
    grouped = parts is not None and "," not in parts[1] and len(values) != case.months
    return value if grouped or len(values) == 1 else values


def from_toml(case: Case, data: bytes | str) -> Scenario:
    """The scenario in a file written by `to_toml`; `AssumptionError` lists everything that is wrong with it."""
    raw = read_toml(data, "the scenario file")
    head = raw.get("scenario")
    if not isinstance(head, dict):
        raise AssumptionError(["this is not a scenario file: it has no table [scenario]"])
    problems = _unknown("there is no table «{}» in a scenario file", raw, TABLES)
    problems += _unknown("[scenario] has «{}», which has no meaning there", head, HEAD)
    if head.get("case") != case.title:
        other = (
            f"is for «{shown(head['case'])}», not for"
            if "case" in head
            else "does not say that it is for"
        )
        problems.append(f"this scenario file {other} «{case.title}»")
    preset = head.get("preset", case.default_preset)
    if not isinstance(preset, str):
        problems.append(f"[scenario] preset must be a name, not «{shown(preset)}»")
        preset = None
    stresses = _kind(
        list, head.get("stresses", []), "[scenario] stresses must be a list of names", problems
    )
    overrides = _kind(dict, raw.get("overrides", {}), "[overrides] must be a table", problems)
    if not all(isinstance(name, str) for name in stresses):
        problems.append("[scenario] stresses must be a list of names")
        stresses = []
    changes = flat_keys(
        overrides, "[overrides]", lambda key: key.count(".") < len(DIMENSIONS), problems
    )
    try:
        scenario = scenario_of(case, preset, changes, stresses)
    except AssumptionError as error:
        problems += error.problems
    if problems:
        raise AssumptionError(problems)
    return scenario


def _unknown(sentence, table, known):
    names = [name for name in table if name not in known]
    return [sentence.format(shown(name)) + hint(name, known) for name in names[:MOST_PROBLEMS]]


def _kind(kind, value, rule, problems):
    """The value if it is of this kind, otherwise an empty one and a problem."""
    if isinstance(value, kind):
        return value
    problems.append(f"{rule}, not «{shown(value)}»")
    return kind()


def inputs(
    scenario: Scenario, rows: Mapping[str, Array] | None = None
) -> tuple[dict[str, Array], dict[str, list[tuple[tuple[int, ...], Array]]], int]:
    """What `Model.run` needs: the inputs, what is forced, and the number of draws.

    `rows` varies assumptions or computed quantities: for each key one value a draw, in the place of the scenario's own;
    for a dated assumption it may be a path a draw, shape (draws, months).
    """
    case = scenario.case
    rows, draws = _rows(case, rows or {})
    changed = {
        key: np.asarray(value, dtype=np.float64)[..., np.newaxis]
        for key, value in scenario.overrides
    }
    changed |= rows
    given = dict(_believed(case, scenario.preset, scenario.stresses))
    for name in {key.split(".")[0] for key in changed} & given.keys():
        given[name] = _with(case, name, given[name], changed)
    return given, _forced(case, changed), draws


@functools.lru_cache(maxsize=16)
def _believed(case, preset, stresses):
    """The inputs of a preset under stresses, as arrays of one draw; they are shared and must not be written to."""
    base = case.base_values(preset, stresses)
    given = {}
    for name in case.model.inputs:
        first = name not in case.assumptions
        lead = () if first or not case.assumptions[name].dated else (case.months,)
        array = np.empty((*lead, *_shape(case, name), 1))
        for key, index in case.places(
            name
        ).items():  # what a dated assumption begins with, or its path
            array[..., *index, 0] = (
                case.beliefs[key.removeprefix("initial_")].first
                if first
                else base[case.source_of(key)]
            )
        array.flags.writeable = False
        given[name] = array
    return given


def _shape(case, name):
    return tuple(
        size if d in case.model.inputs[name] else 1
        for d, size in zip(DIMENSIONS, case.sizes, strict=True)
    )


def _with(case, name, array, changed):
    """The array of one input with what was changed in it."""
    places = [(case.source_of(key), index) for key, index in case.places(name).items()]
    draws = max((changed[key].shape[-1] for key, _ in places if key in changed), default=1)
    array = np.array(np.broadcast_to(array, (*array.shape[:-1], draws)))
    for key, index in places:
        if key in changed:
            array[..., *index, :] = changed[key]
    return array


def _forced(case, changed):
    forced: dict[str, list] = {}
    for key, value in changed.items():
        name = key.split(".")[0]
        if name in case.model.quantities:
            places = case.places(name)
            indices = [places[key]] if key in places else places.values()
            forced.setdefault(name, []).extend((index, value) for index in indices)
    return forced


def _rows(case, rows):
    """The rows as arrays of one length, checked, and that length."""
    arrays = {key: _row(case, key, values) for key, values in rows.items()}
    for (one, first), (other, second) in itertools.pairwise(arrays.items()):
        if len(first) != len(second):
            raise ValueError(
                f"«{one}» has {len(first)} draws and «{other}» has {len(second)}: they must be as many"
            )
    count = max(map(len, arrays.values()), default=1)
    return {key: array.T if array.ndim > 1 else array for key, array in arrays.items()}, count


def _row(case, key, values):
    case.name_of(key)
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"«{key}» must have numbers, one a draw") from None
    name = key.split(".")[0]
    a_path = (
        name in case.assumptions
        and case.assumptions[name].dated
        and array.shape[1:] == (case.months,)
    )
    if not (array.ndim == 1 or a_path) or not len(array):
        raise ValueError(
            f"«{key}» must have one number a draw, at least one, not the shape {array.shape}"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"«{key}» must be finite in every draw")
    return array
