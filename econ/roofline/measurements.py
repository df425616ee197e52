"""Points: published measurements in CSV files, read for the model, and what is wrong with a file said in a few lines."""

import csv
import dataclasses
import difflib
import functools
import io
from collections.abc import Mapping, Sequence

import numpy as np

from econ.arrays import Array
from econ.case.case import Case
from econ.case.typed_numbers import plain_number
from econ.data import DATA
from econ.problems import MOST_PROBLEMS, AssumptionError, hint, shown
from econ.roofline.publications import publication

# Names in the files → names in a case.
CHIP_NAMES, SHAPE_NAMES = publication("names")["chip"], publication("names")["shape"]
SIXTEEN_OR_EIGHT = {"bf16": 0.0, "f16": 0.0, "fp8": 1.0, "f8": 1.0}
EIGHT_OR_FOUR = {"f8": 0.0, "fp8": 0.0, "f4": 1.0, "fp4": 1.0}


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class MeasurementKind:
    """One kind of measurement: its file's columns, what they are in the model, and what is compared."""

    name: str
    columns: Mapping[str, str]  # column → assumption or computed quantity that takes its value
    words: Mapping[str, Mapping[str, float]]  # columns of words, and the numbers they stand for
    measured: str
    predicted: str  # the quantity
    card: bool  # whether the quantity is of a card, and the file of a rank
    unused: Mapping[str, Mapping[str, float]] = dataclasses.field(
        default_factory=dict
    )  # checked where a file has it, as words
    ordered: tuple[
        tuple[str, str], ...
    ] = ()  # pairs of columns of which the first is never above the second


DECODE = MeasurementKind(
    name="decode",
    columns={
        "ranks": "group_ranks",
        "attention_tp": "attention_split",
        "requests_per_rank": "batch_size",
        "context_tokens": "context_length",
        "tokens_verified_per_step": "verified_tokens",
        "tokens_accepted_per_step": "accepted_tokens",
        "kv_format": "cache_precision",
        "dense_bytes_per_param": "common_bytes",
        "expert_bytes_per_param": "expert_bytes",
        "expert_precision": "expert_precision",
    },
    words={"kv_format": SIXTEEN_OR_EIGHT, "expert_precision": EIGHT_OR_FOUR},
    measured="tpot_ms",
    predicted="tpot",
    card=False,
    unused={"attention_precision": SIXTEEN_OR_EIGHT},
    ordered=(("tokens_accepted_per_step", "tokens_verified_per_step"), ("attention_tp", "ranks")),
)
PREFILL = MeasurementKind(
    name="prefill",
    columns={
        "prompt_tokens": "context_length",
        "expert_precision": "expert_precision",
        "attention_precision": "prefill_precision",
        "stack": "untuned",
    },
    words={
        "expert_precision": EIGHT_OR_FOUR,
        "attention_precision": SIXTEEN_OR_EIGHT,
        "stack": {"tuned": 0.0, "default": 1.0},
    },
    measured="tokens_per_second_per_rank",
    predicted="prefill_throughput",
    card=True,
)
MEASUREMENT_KINDS = (DECODE, PREFILL)
OPTIONAL = (
    "source",
    "why",
)  # what a file may say besides, in words: who published a point, and why the model misses it
# What a number may be where it is no assumption, which has limits of its own.
MEASUREMENT_LIMITS = {
    "requests_per_rank": (1.0 / 64.0, 65_536.0),
    "tpot_ms": (0.01, 100_000.0),
    "tokens_per_second_per_rank": (0.1, 10_000_000.0),
}
NAMED = 3  # rows named in a problem before the rest is counted
ALIKE = (
    0.75  # how alike two names of columns are at least where one is taken for the other misspelt
)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class MeasurementSet:
    """Measurements ready for the model: one draw a point."""

    kind: MeasurementKind
    names: tuple[str, ...]
    chips: tuple[str, ...]
    shapes: tuple[str, ...]
    given: dict[str, Array]  # assumption or quantity → one number a point
    measured: Array
    sources: tuple[str, ...]
    reasons: tuple[str, ...]  # why the model misses a point, where the file says so
    notes: tuple[str, ...] = ()  # what was read and has no part in the prediction


@functools.lru_cache(maxsize=4)
def fitted_measurements(case: Case) -> tuple[MeasurementSet, ...]:
    """The published measurements the constants are fitted to, decode and prefill."""
    return tuple(_shipped(case, kind, kind.name) for kind in MEASUREMENT_KINDS)


@functools.lru_cache(maxsize=4)
def unseen_decode(case: Case) -> MeasurementSet:
    """Published decode points that were kept out of the fit."""
    return _shipped(case, DECODE, "unseen")


@functools.lru_cache(maxsize=4)
def unseen_prefill(case: Case) -> MeasurementSet:
    """Published prefill points that were kept out of the fit."""
    return _shipped(case, PREFILL, "unseen_prefill")


@functools.lru_cache(maxsize=4)
def decode_in_other_formats(case: Case) -> MeasurementSet:
    """Published decode points in formats of eight bits that the model does not tell apart; kept out of the fit."""
    return _shipped(case, DECODE, "other_formats")


def held_out_measurements(case: Case) -> tuple[tuple[MeasurementSet, ...], ...]:
    """The published measurements that were kept out of the fit, sets of decode and sets of prefill."""
    return (unseen_decode(case), decode_in_other_formats(case)), (unseen_prefill(case),)


def _shipped(case, kind, name):
    text = (DATA / f"{name}.csv").read_text("utf-8")
    return read_measurements(case, text, kind, f"{name}.csv", leave_out=True)


def _note(problems, row, sentence):
    """Keep what is wrong with a row: the same problem in many rows is one."""
    problems.setdefault(sentence, []).append(row["id"])


def _lines(problems, where):
    """One sentence a problem, at most so many."""
    told = [f"{where}: {sentence}, in {name_rows(rows)}" for sentence, rows in problems.items()]
    rest = len(told) - MOST_PROBLEMS
    return told if rest <= 0 else [*told[:MOST_PROBLEMS], f"{where}: and {rest} more problems"]


def name_rows(names: Sequence[str]) -> str:
    """Rows by name, in words: the first few, and how many there are besides."""
    told, rest = ", ".join(f"«{shown(name)}»" for name in names[:NAMED]), len(names) - NAMED
    return told + (f" and {rest} more row{'s' if rest > 1 else ''}" if rest > 0 else "")


def read_measurements(
    case: Case, text: str, kind: MeasurementKind, where: str, *, leave_out: bool = False
) -> MeasurementSet:
    """The points in a CSV file; `AssumptionError` lists every unknown column, chip, shape or number.

    With `leave_out`, points of a chip or a shape that the case does not have are counted in a note and are no problem.
    """
    rows, strangers = _rows(text, kind, where), 0
    if leave_out:
        ours = [row for row in rows if _is_ours(case, row)]
        rows, strangers = ours, len(rows) - len(ours)
    problems: dict[str, list[str]] = {}  # what is wrong → the rows in which it is
    chips = [_named(row, "platform", CHIP_NAMES, case.elements["chip"], problems) for row in rows]
    shapes = [_named(row, "model", SHAPE_NAMES, case.elements["shape"], problems) for row in rows]
    limits = {
        column: case.assumption_of(next(iter(case.places(target)))).limits
        if target in case.assumptions
        else MEASUREMENT_LIMITS[column]
        for column, target in kind.columns.items()
    } | {kind.measured: MEASUREMENT_LIMITS[kind.measured]}
    given = {
        target: np.array([_number(row, column, kind, limits[column], problems) for row in rows])
        for column, target in kind.columns.items()
    }
    measured = np.array(
        [_number(row, kind.measured, kind, limits[kind.measured], problems) for row in rows]
    )
    unused = {
        column: [_word(row, column, words, problems) for row in rows]
        for column, words in kind.unused.items()
        if rows and column in rows[0]
    }
    if not problems:
        for small, large in kind.ordered:
            few, many = given[kind.columns[small]], given[kind.columns[large]]
            for row, less, more in zip(rows, few, many, strict=True):
                if less > more:
                    _note(problems, row, f"{small} is above {large}")
    if problems:
        raise AssumptionError(_lines(problems, where))
    return MeasurementSet(
        kind=kind,
        names=tuple(row["id"] for row in rows),
        chips=tuple(chips),
        shapes=tuple(shapes),
        given=given,
        measured=measured,
        sources=tuple(row.get("source", "") for row in rows),
        reasons=tuple(row.get("why", "") for row in rows),
        notes=(*_unused(kind, unused, rows), *_left_out(kind, strangers)),
    )


def _unused(kind, unused, rows):
    """What is said of words that would matter and have no part in the model."""
    told = {
        column: [row["id"] for row, value in zip(rows, values, strict=True) if value]
        for column, values in unused.items()
    }
    return [
        f"{kind.name}: {column} is not used, sixteen bits are assumed, in {name_rows(found)}"
        for column, found in told.items()
        if found
    ]


def _is_ours(case, row):
    """Whether a point is of a chip and a shape that the case has."""
    chip = _named(row, "platform", CHIP_NAMES, case.elements["chip"], {})
    shape = _named(row, "model", SHAPE_NAMES, case.elements["shape"], {})
    return chip in case.elements["chip"] and shape in case.elements["shape"]


def _left_out(kind, count):
    """How many points are of nothing that the case has."""
    what = "one point is" if count == 1 else f"{count} points are"
    sentence = f"{kind.name}: {what} of a model or a chip that the case does not have, and left out"
    return [sentence] if count else []


def _rows(text, kind, where):
    """The rows of a file, a mapping of columns to text each, with a name; `AssumptionError` where its shape is wrong."""
    table = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=None), skipinitialspace=True
    )
    try:
        lines = [(table.line_num, [cell.strip() for cell in line]) for line in table]
    except csv.Error as error:
        raise AssumptionError([f"{where}: line {table.line_num} is not CSV: {error}"]) from None
    lines = [(number, line) for number, line in lines if line not in ([], [""])]
    head = [name.lower() for name in _without_blanks(lines[0][1], 0)] if lines else []
    lines = [(number, _without_blanks(line, len(head))) for number, line in lines[1:]]
    wrong = _heading(where, head, kind) or _lengths(where, head, lines)
    if wrong:
        raise AssumptionError(wrong)
    rows = [dict(zip(head, line, strict=True)) for _, line in lines]
    return [
        row | {"id": row["id"] or f"line {number}"}
        for row, (number, _) in zip(rows, lines, strict=True)
    ]


def _without_blanks(line, least):
    """A line without the blank cells at its end that spreadsheets leave, but never shorter than so many."""
    while len(line) > least and not line[-1]:
        line = line[:-1]
    return line


def _heading(where, have, kind):
    """What is wrong with a line of columns, one sentence each."""
    if not have:
        return [f"{where} is empty"]
    if len(have) == 1 and any(mark in have[0] for mark in ";\t"):
        return [
            f"{where} separates its columns by «{';' if ';' in have[0] else 'tab'}»; they must be separated by commas"
        ]
    for other in MEASUREMENT_KINDS:
        if other is not kind and other.measured in have and kind.measured not in have:
            return [f"{where} looks like a {other.name} file and was given as a {kind.name} file"]
    wanted = ("id", "platform", "model", *kind.columns, kind.measured)
    unknown = dict.fromkeys(name for name in have if name not in (*wanted, *kind.unused, *OPTIONAL))
    found, missing = [], []
    for name in wanted:
        if (
            name not in have
        ):  # one sentence for a column that is missing and the unknown one that is probably it
            near = difflib.get_close_matches(name, unknown, n=1, cutoff=ALIKE)
            missing += [] if near else [name]
            found += [
                f"{where} has no column «{name}»; is its column «{shown(one)}» that one?"
                for one in near
            ]
            unknown = {other: None for other in unknown if other not in near}
    if missing:
        found.append(f"{where} has no column {_named_of(missing, ', nor ')}")
    if len(missing) > len(wanted) / 2.0:  # another kind of file altogether
        return found
    found += [
        f"{where} has two columns «{shown(name)}»"
        for name in dict.fromkeys(have)
        if have.count(name) > 1
    ]
    if unknown:
        what, has = ("a column", "has") if len(unknown) == 1 else ("columns", "have")
        found.append(
            f"{where} has {what} {_named_of(list(unknown), ', ')}, which {has} no meaning there"
        )
    return found[:MOST_PROBLEMS]


def _named_of(names, joint):
    """Columns by name: the first, the next after a joint, and how many there are besides."""
    first, *others = [f"«{shown(name)}»" if name else "without a name" for name in names[:NAMED]]
    rest = len(names) - NAMED
    return (
        first
        + (joint + ", ".join(others) if others else "")
        + (f" and {rest} more" if rest > 0 else "")
    )


def _lengths(where, head, lines):
    """What is wrong with the lengths of the rows."""
    names = [
        (line[head.index("id")] if len(line) > head.index("id") else "") or f"line {number}"
        for number, line in lines
    ]
    for wrong, sentence in (
        (lambda line: len(line) > len(head), "the row is longer than the heading"),
        (lambda line: not any(line), "the row is empty"),
        (lambda line: len(line) < len(head), "the row is shorter than the heading"),
    ):
        found = [name for name, (_, line) in zip(names, lines, strict=True) if wrong(line)]
        if found:
            return [f"{where}: {sentence}, in {name_rows(found)}"]
    return [] if lines else [f"{where} has no row under its heading"]


def _named(row, column, names, known, problems):
    word = row[column]
    plain = {
        _plain(name): found
        for name, found in ({name: name for name in known} | dict(names)).items()
    }
    found = plain.get(_plain(word), "")
    if found not in known:
        _note(problems, row, f"there is no {column} «{shown(word)}»{hint(word, [*names, *known])}")
    return found


def _plain(name):
    """A name without what people write differently."""
    return "".join(letter for letter in (name or "").lower() if letter.isalnum())


def _word(row, column, words, problems):
    """The number a word of a row stands for."""
    text = row[column].lower()
    if text not in words:
        _note(
            problems, row, f"{column} must be one of {', '.join(words)}, not «{shown(row[column])}»"
        )
    return words.get(text, 0.0)


def _number(row, column, kind, limits, problems):
    if column in kind.words:
        return _word(row, column, kind.words[column], problems)
    try:
        number = plain_number(row[column], "x")
    except ValueError:
        number = float("nan")
    low, high = limits
    if not low <= number <= high:
        _note(
            problems,
            row,
            f"{column} must be a number between {low:,.4g} and {high:,.0f}, not «{shown(row[column])}»",
        )
    return number
