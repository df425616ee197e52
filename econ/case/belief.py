"""A value: what is believed, how sure one is, and where it is from; and how a number is read from what people type."""

import contextlib
import dataclasses
import datetime
import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from econ.arrays import Array
from econ.case.calendar import month_start
from econ.case.schema import Assumption, Entry, is_number, number_text, read_table
from econ.problems import hint, shown
from econ.units import plural_unit, unit_bounds

BARE = ("switch", "elasticity")  # units that are not written
_GROUPED = r"[0-9]{1,3}(?P<mark>[,'’ ])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?:\.[0-9]*)?"  # by one mark throughout
_NUMBER = re.compile(
    rf"(?P<number>[+-]?(?:{_GROUPED}|[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?) *(?P<unit>.*)",
    re.DOTALL,
)
_WIDE = {
    number: number - 0xFEE0 for number in range(0xFF01, 0xFF5F)
}  # what East Asian keyboards write, and its narrow form
_PLAIN = {**_WIDE, ord("−"): "-", **dict.fromkeys(map(ord, "\u00a0\u2009\u202f\u3000"), " ")}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Step:
    """A value from a date on, with its source."""

    start: datetime.date
    value: float
    basis: str
    source: str
    note: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Belief:
    """What is believed of one thing: base, low (p10), high (p90), and on what basis.

    Of a dated value `steps` holds the path; base, basis and source are then those of its last step.
    """

    base: float
    low: float
    high: float
    basis: str
    source: str
    held: datetime.date
    why: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def first(self) -> float:
        """The value to begin with: that of the first step, or the base."""
        return self.steps[0].value if self.steps else self.base

    def restated(self, base: float) -> "Belief":
        """The same belief around another base: the spread stays, widened where it must be to include it."""
        low, high = (base, base) if self.steps else (min(self.low, base), max(self.high, base))
        return dataclasses.replace(self, base=base, low=low, high=high, steps=())

    def path(self, start: datetime.date, months: int) -> float | Array:
        """The base, or for a dated value its mean over each calendar month, weighted by days."""
        if not self.steps:
            return self.base
        ends = np.array(
            [month_start(start, m).toordinal() for m in range(months + 1)], dtype=np.float64
        )
        dates = [-math.inf, *(step.start.toordinal() for step in self.steps[1:]), math.inf]
        path = np.zeros(months)
        for step, since, until in zip(self.steps, dates[:-1], dates[1:], strict=True):
            days = np.minimum(ends[1:], until) - np.maximum(ends[:-1], since)
            path += np.clip(days, 0.0, None) / np.diff(ends) * step.value
        return path


def value_from(
    table: Mapping[str, Any] | None,
    a: Assumption,
    sources: Iterable[str],
    where: str,
    problems: list[str],
) -> Belief | None:
    """A value from its table in the file; None, and sentences added to the problems, if it is wrong."""
    entry = None if table is None else read_table(Entry, table, where, problems)
    if entry is None:
        return None
    read = _from_base if entry.steps is None else _from_steps
    wrong: list[str] = []
    values = read(entry, a, wrong)
    for facts in values.steps or (values,):
        wrong += _origin_problems(facts, sources)
    limited = [(name, limits_problem(number, a)) for name, number in _numbers(values)]
    wrong += [f"{name} {problem}" for name, problem in limited if problem]
    problems += [f"{where}: {problem}" for problem in dict.fromkeys(wrong)]
    return None if wrong else values


def _from_base(entry, a, wrong):
    if entry.base is None:
        wrong.append("states no «base»" + (" and no «steps»" if a.dated else ""))
    base = entry.base if entry.base is not None else a.limits[0]
    low = base if entry.low is None else entry.low
    high = base if entry.high is None else entry.high
    if entry.base is not None and not low <= base <= high:
        numbers = f"low {number_text(low)}, base {number_text(base)}, high {number_text(high)}"
        wrong.append(f"low ≤ base ≤ high does not hold: {numbers}")
    return Belief(
        base=base,
        low=low,
        high=high,
        basis=entry.basis,
        source=entry.source,
        held=entry.held,
        why=entry.why or "",
    )


def _from_steps(entry, a, wrong):
    if not a.dated:
        wrong.append("has «steps», and the assumption is not dated; state dated = true or a base")
    if {entry.base, entry.low, entry.high} != {None}:
        wrong.append("has «steps» and a base, low or high; state one or the other")
    if not entry.steps:
        wrong.append("«steps» must hold at least one step")
    for one, other in itertools.pairwise(entry.steps):
        if other.from_ <= one.from_:
            wrong.append(f"steps must be in ascending order, and {other.from_} follows {one.from_}")
    steps = tuple(
        Step(
            start=s.from_,
            value=s.value,
            basis=s.basis or entry.basis,
            source=s.source or entry.source,
            note=s.note or entry.why or "",
        )
        for s in entry.steps
    )
    last = (
        steps[-1]
        if steps
        else Step(start=datetime.date.min, value=a.limits[0], basis="", source="", note="")
    )
    return Belief(
        base=last.value,
        low=last.value,
        high=last.value,
        basis=last.basis,
        source=last.source,
        held=last.start,
        why=last.note,
        steps=steps,
    )


def _numbers(value):
    if value.steps:
        return [(f"value from {step.start}", step.value) for step in value.steps]
    return [("base", value.base), ("low", value.low), ("high", value.high)]


def _origin_problems(facts, sources):
    """What is missing or wrong about where a value or a step is from."""
    if facts.basis is None:
        yield "states no «basis»"
    if facts.source is None:
        yield "states no «source»"
    elif facts.source not in sources:
        yield f"there is no source «{shown(facts.source)}»{hint(facts.source, sources)}"
    if isinstance(facts, Belief) and facts.held is None:
        yield "states no «held», the date since when it has been held"
    if (
        facts.basis == "judgement"
        and not (facts.why if isinstance(facts, Belief) else facts.note).strip()
    ):
        yield "states no «why», which a judgement needs"


def read_number(value: object, a: Assumption) -> float:
    """A number for this assumption, from a number, a text such as "6 month" or an option's name.

    Raises `ValueError` with the end of a sentence: what the value must be.
    """
    if isinstance(value, str) and a.options:
        names = [option.casefold() for option in a.options]
        if value.strip().casefold() in names:
            return float(names.index(value.strip().casefold()))
        if split_number(value) is None:
            raise ValueError(f"must be one of {_options(a)}, not «{shown(value)}»")
    try:
        number = plain_number(value, a.unit)
    except ValueError as error:
        raise ValueError(f"{error}; it is {limits_text(a)}") from None
    problem = limits_problem(number, a)
    if problem:
        raise ValueError(problem)
    return number


def limits_problem(number: float, a: Assumption) -> str:
    """What a number must be and is not; empty if it can stand for the assumption."""
    if a.options and number not in range(len(a.options)):
        return f"must be one of {_options(a)}, not {number_text(number)}"
    if not a.limits[0] <= number <= a.limits[1]:
        return f"must be {limits_text(a)}, not {number_text(number)}"
    return (
        f"must be a whole number, not {number_text(number)}"
        if a.unit == "switch" and number % 1
        else ""
    )


def narrow(text: str) -> str:
    """A text with the digits, marks and spaces that a number may be typed with in their plain form."""
    return text.translate(_PLAIN)


def split_number(text: str) -> tuple[str, str] | None:
    """A number as somebody typed it, in digits that Python reads, and what stands behind it; None where it begins with none.

    Digits may be full-width, and thousands grouped by a comma, an apostrophe or a space: "1,000", "1'000 card", "１，０００".
    """
    parts = _NUMBER.fullmatch(narrow(text).strip())
    return parts and (re.sub("[,'’ ]", "", parts["number"]), parts["unit"].strip())


def plain_number(value: object, unit: str) -> float:
    """A finite number from a number or a text, whose unit, if it names one, must be this one."""
    if is_number(value):
        return float(value) + 0.0  # there is one zero, without a sign
    parts = split_number(value) if isinstance(value, str) else None
    number, suffix = (float(parts[0]) + 0.0, parts[1]) if parts else (math.nan, "")
    if not math.isfinite(number):
        raise ValueError(f"must be a finite number, not «{shown(value)}»")
    is_share = unit.split("/", maxsplit=1)[0] == "share"
    if is_share and suffix in (
        "%",
        unit.replace("share", "%"),
        unit.replace("share", "%").replace("/", " a "),
    ):
        return number / 100.0
    if suffix not in ("", unit, plural_unit(unit)):
        wanted = (
            "a plain number" if unit in BARE else f"a number in {unit}{' or %' if is_share else ''}"
        )
        raise ValueError(f"must be {wanted}, written like 1234.5, not «{shown(value)}»")
    return number


def whole_number(value: object) -> int:
    """A whole number of any size from a number or a text, exactly; `ValueError` for anything else."""
    parts = (
        split_number(value) if isinstance(value, str) else (value, "") if is_number(value) else None
    )
    if parts and not parts[1]:
        for read in (int, float):
            with contextlib.suppress(ValueError, OverflowError):
                number = read(parts[0])
                if number == int(number):
                    return int(number)
    raise ValueError(f"must be a whole number, not «{shown(value)}»")


def forced_number(value: object, unit: str) -> float:
    """A number to put in the place of a computed one: within what anything of this unit can be."""
    number = plain_number(value, unit)
    low, high = unit_bounds(unit)
    if not low <= number <= high:
        raise ValueError(
            f"must be between {number_text(low)} and {number_text(high)} ({unit}), not {number_text(number)}"
        )
    return number


def read_path(values: Sequence, months: int, read: Callable[[object], float]) -> tuple[float, ...]:
    """One number a month; `read` reads each of them."""
    if len(values) != months:
        raise ValueError(
            f"must be one number for each of the {months} months, not a list of {len(values)}"
        )
    path = []
    for month, value in enumerate(values):
        try:
            path.append(read(value))
        except ValueError as error:
            raise ValueError(f"{error} (in month {month})") from None
    return tuple(path)


def limits_text(a: Assumption) -> str:
    """The limits in words, with their unit."""
    unit = "" if a.unit in BARE else f" ({a.unit})"
    return f"between {number_text(a.limits[0])} and {number_text(a.limits[1])}{unit}"


def _options(a):
    return ", ".join(f"«{option}» ({number})" for number, option in enumerate(a.options))
