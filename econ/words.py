"""Texts for readers: messages in the files of `words/`, one folder a language, filled with the facts of a page.

A message is looked up by its id and filled with facts. Facts are numbers and names that are computed already: text, a whole number
that is counted, a month as a `datetime.date`, an `Amount` with its unit, another `Message`, or a list of these. Plurals, choices
between words, and the order of a sentence are the message's own. How to write one: `docs/words.md`.
"""

import contextlib
import contextvars
import dataclasses
import datetime
import functools
import math
import pathlib
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from babel import Locale
from babel.dates import format_skeleton
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from econ.data import WORDS
from econ.units import MINUS, UNITS, shown_currency, shown_factor

ENGLISH = "en"
MISSING = "none"  # the case of a choice in a message where a fact is None
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
SIGNIFICANT = 3  # digits of an amount, at most
POINTS = "points"  # the unit of a difference of two shares, which are fractions

# The locale of months and of lists. British lists have no comma before "and", but British months are shortened to "Sept".
_LOCALES = {ENGLISH: ("en", "en_GB")}
_PRICES = ("yuan/Mtok",)  # two decimals, as a price list has them
_MONEY = ("bn yuan", "bn yuan/month", "bn yuan/year")
_SHARES = ("share", "share/month", "share/year", POINTS)
_PER_CENT = 100.0
_WITH_A_DECIMAL = 10.0  # per cent below this have a decimal
_WITHOUT_DECIMALS = 100.0  # from here on
_TENTH = 0.1
_MOST_DECIMALS = 6
_CURRENCY = "currency"  # the variable that every message may take without being given it
_SHARED = "shared.ftl"  # the file whose messages those of every other file may refer to
_TERM = "term-"  # how the ids of the glossary begin
_MESSAGE_ID = re.compile(r"^([a-zA-Z][\w-]*) *=", re.MULTILINE)
_SPACES = re.compile(r"[ \n]+")  # and not those that keep a number and its unit on one line

_language: contextvars.ContextVar[str] = contextvars.ContextVar("language", default=ENGLISH)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Amount:
    """A number with its unit, written with three significant digits at most and in the words of the language.

    `form` is a shorter form of the unit, an attribute of its message in `units.ftl`; "bare" is the number alone. `decimals` are
    those to show at most, where the usual ones are not enough.
    """

    value: float
    unit: str
    form: str = ""
    decimals: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Message:
    """A message with its facts, as a fact of another one or to be said later; made by `message`."""

    name: str
    facts: "Facts"


Fact: TypeAlias = (
    str | int | bool | datetime.date | Amount | Message | Sequence["str | Amount | Message"] | None
)
Facts: TypeAlias = dict[str, Fact]


def message(message_id: str, **facts: Fact) -> Message:
    """A message that is put into words later, as a part of another one."""
    return Message(name=message_id, facts=facts)


def say(message_id: str, *, language: str | None = None, **facts: Fact) -> str:
    """A message in a language, without one in that of `speaking`; `LookupError` and `TypeError` for an unknown id and other facts."""
    spoken = language or _language.get()
    return _SPACES.sub(" ", _filled(message_id, facts, spoken)).strip(" ")


def say_all(*sentences: Message | str, language: str | None = None) -> str:
    """Sentences one after another, each with a message of its own or said already."""
    spoken = language or _language.get()
    between = _filled("between-sentences", {}, spoken)
    text = between.join(str(_written(sentence, spoken)) for sentence in sentences)
    return _SPACES.sub(" ", text).strip(" ")


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in a language within the block, in this thread only."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def languages() -> list[str]:
    """The languages that have a folder."""
    return sorted(path.name for path in WORDS.iterdir() if path.is_dir())


def message_ids(language: str = ENGLISH) -> dict[str, frozenset[str]]:
    """The ids of all messages of a language, and the variables of each."""
    paths = dict.fromkeys(_index(language).values())
    entries = {name: entry for path in paths for name, entry in _read_file(path, language).items()}
    return {name: entry.variables for name, entry in entries.items()}


def glossary(language: str | None = None, *, everyday: bool = True) -> dict[str, tuple[str, str]]:
    """The words of the field by name, in the order of the file: each as it is written, and what it means.

    Without `everyday`, those are left out whose meaning most readers know.
    """
    spoken = language or _language.get()
    path = WORDS / spoken / "glossary.ftl"
    names = [
        name for name in _read_file(path, spoken) if name.startswith(_TERM) and "." not in name
    ]
    return {
        name.removeprefix(_TERM): (
            _filled(name, {}, spoken),
            _filled(f"{name}.meaning", {}, spoken),
        )
        for name in names
        if everyday or f"{name}.everyday" not in _read_file(path, spoken)
    }


def unit_message_id(unit: str) -> str:
    """The id of the message with the words of a unit: "unit-bn-yuan-per-month"."""
    return "unit-" + unit.replace("/", "-per-").replace(" ", "-").replace("µ", "micro")


def join_list(words: Sequence[str], language: str | None = None, *, style: str = "standard") -> str:
    """Words in a row: "a, b and c"; "a, b or c" in the style "or"."""
    spoken = language or _language.get()
    return format_list(list(words), style=style, locale=_locale(spoken, lists=True))  # type: ignore[arg-type]  # Babel lists its styles as literals; ours is a plain text


def month_text(month: datetime.date, language: str | None = None) -> str:
    """A month of a year: "Sep 2026", with a space that does not break."""
    return _month_text(month, language or _language.get())


def amount_text(amount: Amount, language: str | None = None) -> str:
    """An amount with its unit: "2.78 yuan/Mtok"; of what is infinite or undefined, the words for it."""
    return _shown_amount(amount, language or _language.get())


def reads_as_zero(amount: Amount) -> bool:
    """Whether an amount is written as zero, so that it is neither more nor less than nothing."""
    bare = dataclasses.replace(amount, form="bare")
    return math.isfinite(amount.value) and not re.search(r"[1-9]", amount_text(bare))


# ── Facts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _filled(message_id: str, facts: Facts, language: str) -> str:
    """A message with its facts, with the spaces that it begins and ends with."""
    entry = _entry(message_id, language)
    if facts.keys() != entry.variables:
        wanted, given = (", ".join(sorted(names)) for names in (entry.variables, facts.keys()))
        raise TypeError(f"the message «{message_id}» takes {wanted or 'no facts'}, not {given}")
    written = {name: _written(fact, language) for name, fact in facts.items()}
    written[_CURRENCY] = shown_currency().name
    text, errors = entry.bundle.format_pattern(entry.pattern, written)
    if errors:
        raise errors[0]
    return str(text)


def _written(fact: Fact, language: str) -> str | int:
    """A fact as a message takes it: a text, or a number that decides a plural."""
    match fact:
        case bool():
            written: str | int = "yes" if fact else "no"
        case str() | int():
            written = fact
        case None:
            written = MISSING
        case Amount():
            written = _shown_amount(fact, language)
        case Message():
            written = _filled(fact.name, fact.facts, language)
        case datetime.date():
            written = _month_text(fact, language)
        case list() | tuple():
            written = join_list([str(_written(part, language)) for part in fact], language)
        case _:
            raise TypeError(f"a fact is a text, a whole number, a month or an amount, not {fact!r}")
    return written


@functools.lru_cache(maxsize=1024)
def _month_text(month: datetime.date, language: str) -> str:
    text = format_skeleton("yMMM", month, locale=_locale(language))
    return str(text).replace(" ", NO_BREAK_SPACE)


def _shown_amount(amount: Amount, language: str) -> str:
    """An amount in the reader's currency."""
    factor = shown_factor(amount.unit)
    if factor != 1.0:
        amount = dataclasses.replace(amount, value=amount.value * factor)
    return _amount_text(amount, language, shown_currency().name)


@functools.lru_cache(maxsize=8192)
def _amount_text(amount: Amount, language: str, currency: str) -> str:  # noqa: ARG001
    if not math.isfinite(amount.value):
        kind = "undefined" if math.isnan(amount.value) else "infinite"
        return say("no-number", language=language, kind=kind)
    number, count = _number_text(amount, language)
    if amount.form == "bare":
        return number
    name = unit_message_id(amount.unit) + (f".{amount.form}" if amount.form else "")
    facts: Facts = {"number": number, "count": count}
    wanted = _entry(name, language).variables
    return say(name, language=language, **{key: facts[key] for key in wanted})


def _number_text(amount: Amount, language: str) -> tuple[str, int]:
    """The digits of an amount, and the whole number that decides its plural: two for what is not whole."""
    value = amount.value * (_PER_CENT if amount.unit in _SHARES else 1.0)
    decimals = decimals_shown(amount) if amount.decimals is None else amount.decimals
    rounded = round(value, decimals or _places(value))
    digits = f"{abs(rounded):,.{decimals}f}"
    if amount.unit not in _PRICES and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    symbols = _locale(language).number_symbols["latn"]
    marks = {",": symbols["group"], ".": symbols["decimal"]}
    number = "".join(marks.get(sign, sign) for sign in digits)
    count = int(abs(rounded)) if rounded == int(rounded) else 2
    return (MINUS if rounded < 0.0 else "") + number, count


def _places(value: float) -> int:
    """The place to which a large number is rounded, as `round` takes it: zero or less."""
    return min(0, SIGNIFICANT - 1 - _magnitude(abs(value)))


def decimals_shown(amount: Amount) -> int:
    """The decimals that an amount has at most: those of its unit, and no more than three significant digits.

    Small numbers have two digits, whatever their unit. A share that is not whole never reads as one.
    """
    size, unit = abs(amount.value), amount.unit
    if unit in _SHARES:
        size *= _PER_CENT
        if size < _PER_CENT == round(size):
            return max(1, -_magnitude(_PER_CENT - size))
        usual = 1 if size < _WITH_A_DECIMAL else 0
    elif size >= _WITHOUT_DECIMALS:
        usual = 0
    elif unit in _PRICES:
        usual = UNITS[unit].decimals
    elif unit in _MONEY:
        usual = 1
    elif unit == "month":
        usual = 0 if size >= 1.0 else 1
    else:
        usual = min(UNITS[unit].decimals, max(0, SIGNIFICANT - 1 - _magnitude(size)))
    return _enough_decimals(size, usual)


def _enough_decimals(size: float, usual: int) -> int:
    """The usual decimals, and below a tenth as many as it takes to show two digits."""
    if size == 0.0 or size >= _TENTH:
        return usual
    return max(usual, min(_MOST_DECIMALS, 1 - _magnitude(size)))


def _magnitude(size: float) -> int:
    return math.floor(math.log10(size or 1.0))


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class _Entry:
    """A message that is ready to be filled, with the variables that it and the messages in it take."""

    bundle: FluentBundle
    pattern: Any  # of `fluent.runtime`, which has no type for a compiled one
    variables: frozenset[str]


class _References(Visitor):
    """The variables of a pattern, and the messages that it refers to."""

    def __init__(self, pattern: ftl.Pattern) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()
        self.visit(pattern)

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802
        self.messages.add(_with_attribute(node.id.name, node.attribute))


def _with_attribute(name: str, attribute: ftl.Identifier | None) -> str:
    return f"{name}.{attribute.name}" if attribute else name


@functools.cache
def _locale(language: str, *, lists: bool = False) -> Locale:
    months, of_lists = _LOCALES.get(language, (language, language))
    return Locale.parse((of_lists if lists else months).replace("-", "_"))


def _entry(message_id: str, language: str) -> _Entry:
    path = _index(language).get(message_id.partition(".")[0])
    entry = _read_file(path, language).get(message_id) if path else None
    if entry is None:
        raise LookupError(f"there is no message «{message_id}» in words/{language}")
    return entry


@functools.cache
def _index(language: str) -> dict[str, pathlib.Path]:
    """The file of each message of a language."""
    index: dict[str, pathlib.Path] = {}
    for path in sorted((WORDS / language).glob("*.ftl")):
        for name in _MESSAGE_ID.findall(path.read_text("utf-8")):
            if name in index:
                raise ValueError(
                    f"the message «{name}» is in {index[name].name} and again in {path.name}"
                )
            index[name] = path
    if not index:
        raise LookupError(f"there are no words in words/{language}")
    return index


@functools.cache
def _read_shared(path: pathlib.Path) -> Any:  # `fluent.runtime` has no type for it
    """The messages that those of every other file may refer to."""
    return FluentResource(path.read_text("utf-8"))


@functools.cache
def _read_file(path: pathlib.Path, language: str) -> dict[str, _Entry]:
    """The messages of a file by id, and by id, dot and attribute; read when the first of them is asked for, and never changed."""
    resource = FluentResource(path.read_text("utf-8"))
    bundle = FluentBundle([_locale(language).language], use_isolating=False)
    bundle.add_resource(resource)
    references: dict[str, _References] = {}
    items = list(resource.body)
    shared_file = path.with_name(_SHARED)
    if path != shared_file and shared_file.exists():
        bundle.add_resource(_read_shared(shared_file))
        items += _read_shared(shared_file).body
    for item in items:
        if isinstance(item, ftl.Junk):
            reason = item.annotations[0].message if item.annotations else "it cannot be read"
            raise ValueError(f"{path.name}: {reason}: {item.content}")
        if isinstance(item, ftl.Message):
            if item.value is not None:
                references[item.id.name] = _References(item.value)
            for attribute in item.attributes:
                name = _with_attribute(item.id.name, attribute.id)
                references[name] = _References(attribute.value)

    def variables(name: str) -> set[str]:
        inner = references[name]
        return inner.variables.union(*(variables(other) for other in inner.messages))

    entries = {}
    own = {item.id.name for item in resource.body if isinstance(item, ftl.Message)}
    for name in references:
        message_name, _, attribute_name = name.partition(".")
        if message_name not in own:
            continue
        compiled = bundle.get_message(message_name)
        pattern = compiled.attributes[attribute_name] if attribute_name else compiled.value
        wanted = frozenset(variables(name) - {_CURRENCY})
        entries[name] = _Entry(bundle=bundle, pattern=pattern, variables=wanted)
    return entries
