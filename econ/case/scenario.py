"""A scenario: a preset, the stresses on it and what was changed by hand; to and from an address, to and from a file."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import tomlkit

from econ.arrays import DIMENSIONS, Array
from econ.case.belief import Belief
from econ.case.contradictions import contradictions
from econ.case.file.presets import Preset
from econ.case.file.toml_file import read_toml
from econ.case.keys import flat_keys
from econ.case.library import named_in_words
from econ.case.typed_numbers import narrow, split_number
from econ.case.undefined import undefined_money
from econ.problems import MOST_PROBLEMS, AssumptionError, Problems, hint, shown
from econ.units import number_text

if TYPE_CHECKING:
    from econ.case.case import Case

AnyText = TypeVar("AnyText")
_TABLES = ("scenario", "overrides")
HEAD = ("company", "case", "preset", "stresses", "months")  # what [scenario] may say


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scenario:
    """Assumptions of one run of the model; made by `Case.scenario`, which checks them."""

    case: "Case" = dataclasses.field(repr=False)
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

    def with_horizon(self, months: int) -> "Scenario":
        """The same scenario over another horizon; a path set by hand is cut off, or goes on at its last value."""
        return dataclasses.replace(
            self,
            case=self.case.with_horizon(months),
            overrides=tuple((key, of_length(value, months)) for key, value in self.overrides),
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

    def option(self, key: str) -> str:
        """The name of the option of a switch that is in force."""
        return self.case.assumption_of(key).option_of(float(self.value(key)))

    def belief(self, key: str) -> Belief:
        """Return the belief about one key under the preset and the stresses, regardless of changes by hand."""
        return self.case.belief(key, self.preset, self.stresses)

    @property
    def months_over(self) -> int:
        """Return how many months of the horizon are over by the last day whose facts the preset knows."""
        return self.case.months_over(self.preset)

    @property
    def title(self) -> str:
        """The scenario for people: preset, stresses and the number of changes."""
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
        name = {"company": self.case.name} if self.case.name else {}
        document["scenario"] = {
            **name,  # by which a load finds the case; the title is for people
            "case": self.case.title,
            "preset": self.preset,
            "stresses": list(self.stresses),
        }
        if self.case.months != self.case.own_months:
            document["scenario"]["months"] = self.case.months
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
        """The label of a key, for readers of the file."""
        name = key.split(".")[0]
        if name in self.case.assumptions:
            return f"{self.case.label_of(key)}: {self.case.assumptions[name].meaning} Unit: {self.case.unit_of(key)}."
        sentence = " ".join(self.case.model.quantities[name].sentence.split())
        return f"{self.case.label_of(key)}, set by hand: {sentence} Unit: {self.case.unit_of(key)}."

    def _word(self, key, value):
        """The name of a switch's option; any other number as it is."""
        a = self.case.assumptions.get(key.split(".")[0])
        return a.option_of(value) if a and a.options else value


def of_length(value: float | tuple[float, ...], months: int) -> float | tuple[float, ...]:
    """A path over a number of months, cut off or continued at its last value; a single number as it is."""
    if not isinstance(value, tuple):
        return value
    return value[:months] + value[-1:] * (months - len(value))


def scenario_of(
    case: "Case", preset: str | None, overrides: Mapping[str, object], stresses: Iterable[str]
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
    impossible = contradictions(case, made.value, _touched(made))
    if impossible:
        raise AssumptionError(clash.sentence for clash in impossible)
    if any(
        key.split(".")[0] in case.model.quantities for key in clean
    ):  # no other change can leave money undefined
        _, sentence = undefined_money(made)
        if sentence:
            raise AssumptionError([sentence])
    return made


def _made(case, preset, stresses, clean):
    made = Scenario(case=case, preset=preset, stresses=stresses)
    kept = tuple((key, clean[key]) for key in sorted(clean) if _changes(made, key, clean[key]))
    return dataclasses.replace(made, overrides=kept)


def _touched(made):
    """The keys in which a scenario differs from what was checked with the file: a preset, alone or with one stress on it."""
    several = made.stresses if len(made.stresses) > 1 else ()
    stressed = (key for name in several for key in made.case.stresses[name].values)
    return {*dict(made.overrides), *stressed}


def largest_valid_scenario(
    case: "Case", preset: str | None, overrides: Mapping[str, object], stresses: Iterable[str] = ()
) -> tuple[Scenario, list[str]]:
    """The scenario with as many of the changes as are possible together, and a sentence for each that is left out."""
    known, ordered = case.named(preset, stresses)
    clean, problems = case.check(overrides)
    made = _made(case, known, ordered, clean)
    while impossible := contradictions(case, made.value, _touched(made)):
        key = next((key for key in impossible[0].keys if key in dict(made.overrides)), None)
        if key is None:  # each stress alone was checked with the file: it is the stresses together
            made = _made(case, known, (), dict(made.overrides))
            problems.append(f"{impossible[0].sentence}; the stresses are left out")
            continue
        made = made.without(key)
        problems.append(f"{impossible[0].sentence}; {case.label_of(key)} stays as it was")
    while any(key.split(".")[0] in case.model.quantities for key, _ in made.overrides):
        key, sentence = undefined_money(made)
        if not key:
            break
        made = made.without(key)
        problems.append(f"{sentence}; {case.label_of(key)} stays as it was")
    return made, problems


def _changes(scenario, key, value):
    """Whether an override differs from what it overrides; to force a computed quantity always does."""
    return key not in scenario.case.beliefs or bool(
        np.any(scenario.value(key) != np.asarray(value))
    )


def from_query(
    case: "Case", query: Mapping[str, Any], ignore: Iterable[str] = ()
) -> tuple[Scenario, list[str]]:
    """The scenario in an address, and a notice for each parameter that could not be used; it never raises."""
    ignored = set(ignore)
    parameters = {key: value for key, value in query.items() if key not in ignored}
    repeated = [repeated_parameter(key, value) for key, value in parameters.items()]
    notices = [notice for notice in repeated if notice][:MOST_PROBLEMS]
    given = {key: _last(value) for key, value in parameters.items()}
    preset, stresses = (
        name_from_title(given.pop("case", None), case.presets),
        given.pop("stress", None),
    )
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
    names = dict.fromkeys(name_from_title(word, case.stresses) for word in words)
    unknown = [name for name in names if name and name not in case.stresses]
    notices += [
        f"there is no stress «{shown(n)}»{hint(n, case.stresses)}" for n in unknown[:MOST_PROBLEMS]
    ]
    given, retired = case.without_retired(given)
    given = {key: parse_list(case, key, value) for key, value in given.items()}
    scenario, problems = largest_valid_scenario(
        case, preset, given, [name for name in names if name in case.stresses]
    )
    return scenario, [
        f"ignored in the address: {notice}" for notice in notices + retired + problems
    ]


def repeated_parameter(key: str, values: object) -> str:
    """Return the values left out of an address that gives a parameter several times; empty where it gives one value only."""
    texts = [shown(value) for value in values] if isinstance(values, list | tuple) else []
    if len(set(texts)) < 2:
        return ""
    left_out, times = "the first", "twice"
    if len(texts) > 2:
        left_out, times = "all but the last", f"{len(texts)} times"
    return f"{left_out} of «{shown(key)}», which is given {times}: «{texts[-1]}» holds"


def _last(value):
    """A parameter given several times counts as it was given last."""
    return value[-1] if isinstance(value, list | tuple) and value else value


def parse_list(case, key, value):
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


def from_toml(case: "Case", data: bytes | str) -> tuple[Scenario, list[str]]:
    """The scenario in a file written by `to_toml`, and a notice for each retired name in it, which is left out.

    `AssumptionError` lists everything that is wrong with the file.
    """
    raw = read_toml(data, "the scenario file")
    head = raw.get("scenario")
    if not isinstance(head, dict):
        raise AssumptionError(["this is not a scenario file: it has no table [scenario]"])
    problems = Problems()
    problems.add(*_unknown("there is no table «{}» in a scenario file", raw, _TABLES))
    problems.add(*_unknown("[scenario] has «{}», which has no meaning there", head, HEAD))
    problems.add(*_other_case(head, case))
    preset = head.get("preset", case.default_preset)
    if not isinstance(preset, str):
        problems.add(f"[scenario] preset must be a name, not «{shown(preset)}»")
        preset = None
    months = head.get("months", case.own_months)
    if months in case.horizons and not isinstance(months, bool):
        case = case.with_horizon(months)
    else:
        known = ", ".join(map(str, case.horizons))
        problems.add(f"[scenario] months must be one of {known}, not «{shown(months)}»")
    stresses = _kind(
        list, head.get("stresses", []), "[scenario] stresses must be a list of names", problems
    )
    overrides = _kind(dict, raw.get("overrides", {}), "[overrides] must be a table", problems)
    if not all(isinstance(name, str) for name in stresses):
        problems.add("[scenario] stresses must be a list of names")
        stresses = []
    changes = flat_keys(
        overrides, lambda key: key.count(".") < len(DIMENSIONS), problems.at("[overrides]")
    )
    changes, notices = case.without_retired(changes)
    try:
        scenario = scenario_of(case, preset, changes, stresses)
    except AssumptionError as error:
        problems.add(*error.problems)
    problems.raise_any()
    return scenario, notices


def _other_case(head, case):
    """Return the message that a scenario file is for another case: by its name if both have one, otherwise by its title."""
    name, title = head.get("company"), head.get("case")
    if name is None or not case.name:
        is_for_case = title == case.title
    else:
        words = (case.name, case.company, f"{case.company} ({case.name})")
        is_for_case = isinstance(name, str) and name.casefold() in map(str.casefold, words)
    if is_for_case:
        return []
    states_none = name is None and title is None
    other = (
        "does not say that it is for"
        if states_none
        else f"is for {named_in_words(title, name)}, not for"
    )
    return [f"this scenario file {other} {named_in_words(case.title, case.name or None)}"]


def _unknown(sentence, table, known):
    names = [name for name in table if name not in known]
    return [sentence.format(shown(name)) + hint(name, known) for name in names[:MOST_PROBLEMS]]


def _kind(kind, value, rule, problems):
    """The value if it is of this kind, otherwise an empty one and a problem."""
    if isinstance(value, kind):
        return value
    problems.add(f"{rule}, not «{shown(value)}»")
    return kind()


def name_from_title(text: AnyText, group: Mapping[str, Preset]) -> AnyText | str:
    """The name of a preset or stress that is called by its title; any other text as it is."""
    if isinstance(text, str) and text in group:
        return text
    return next((name for name, preset in group.items() if preset.title == text), text)
