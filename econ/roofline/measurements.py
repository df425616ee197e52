"""Read measurements from CSV files into numbers of the model; problems of a file are collected and listed together."""

import csv
import dataclasses
import difflib
import functools
import io
from collections.abc import Callable, Collection, Mapping, Sequence

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
_Row = dict[str, str]  # column → text of the cell


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class MeasurementKind:
    """One kind of measurement: the columns of its file, their meaning in the model, and the quantity that is compared."""

    name: str
    columns: Mapping[str, str]  # column → the assumption or quantity that takes its value
    words: Mapping[str, Mapping[str, float]]  # column of words → word → number
    measured: str  # the column of the measurement
    predicted: str  # the quantity that is compared with it
    card: bool  # whether the quantity is of a card, where the file has a rank
    # Optional columns of words that are checked and have no part in the prediction.
    unused: Mapping[str, Mapping[str, float]] = dataclasses.field(default_factory=dict)
    ordered: tuple[
        tuple[str, str], ...
    ] = ()  # pairs of columns; the first must not exceed the second


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
_OPTIONAL_COLUMNS = ("source", "why")  # who published a point, and why the model misses it
# Limits of numbers that are not assumptions; assumptions have limits of their own.
MEASUREMENT_LIMITS = {
    "requests_per_rank": (1.0 / 64.0, 65_536.0),
    "tpot_ms": (0.01, 100_000.0),
    "tokens_per_second_per_rank": (0.1, 10_000_000.0),
}
_ROWS_NAMED = 3  # in a problem, before the rest is counted
_MISSPELT_SIMILARITY = 0.75  # of two names of columns, from which on one is taken for the other


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class MeasurementSet:
    """Measurements as numbers of the model, with one draw a point."""

    kind: MeasurementKind
    names: tuple[str, ...]
    chips: tuple[str, ...]
    shapes: tuple[str, ...]
    given: dict[str, Array]  # assumption or quantity → one number a point
    measured: Array
    sources: tuple[str, ...]
    reasons: tuple[str, ...]  # why the model misses a point, where the file states it
    notes: tuple[str, ...] = ()  # about what was read and has no part in the prediction


@functools.lru_cache(maxsize=4)
def fitted_measurements(case: Case) -> tuple[MeasurementSet, ...]:
    """The published measurements to which the constants are fitted: decode and prefill."""
    return tuple(_published(case, kind, kind.name) for kind in MEASUREMENT_KINDS)


@functools.lru_cache(maxsize=4)
def unseen_decode(case: Case) -> MeasurementSet:
    """Published decode measurements that are kept out of the fit."""
    return _published(case, DECODE, "unseen")


@functools.lru_cache(maxsize=4)
def unseen_prefill(case: Case) -> MeasurementSet:
    """Published prefill measurements that are kept out of the fit."""
    return _published(case, PREFILL, "unseen_prefill")


@functools.lru_cache(maxsize=4)
def decode_in_other_formats(case: Case) -> MeasurementSet:
    """Published decode measurements in eight-bit formats that the model does not distinguish; kept out of the fit."""
    return _published(case, DECODE, "other_formats")


def held_out_measurements(case: Case) -> tuple[tuple[MeasurementSet, ...], ...]:
    """The published measurements that are kept out of the fit: sets of decode, and sets of prefill."""
    return (unseen_decode(case), decode_in_other_formats(case)), (unseen_prefill(case),)


def _published(case: Case, kind: MeasurementKind, name: str) -> MeasurementSet:
    text = (DATA / f"{name}.csv").read_text("utf-8")
    return read_measurements(case, text, kind, f"{name}.csv", leave_out=True)


class _RowProblems:
    """Problems of rows, with the rows in which each occurs."""

    def __init__(self) -> None:
        self.rows_of: dict[str, list[str]] = {}

    def add(self, row: _Row, problem: str) -> None:
        """Note a problem of a row; the same problem in many rows is listed once."""
        self.rows_of.setdefault(problem, []).append(row["id"])

    def sentences(self, where: str) -> list[str]:
        """One sentence a problem, up to `MOST_PROBLEMS`."""
        sentences = [
            f"{where}: {problem}, in {name_rows(rows)}" for problem, rows in self.rows_of.items()
        ]
        rest = len(sentences) - MOST_PROBLEMS
        if rest <= 0:
            return sentences
        return [*sentences[:MOST_PROBLEMS], f"{where}: and {rest} more problems"]


def name_rows(names: Sequence[str]) -> str:
    """The first few rows by name, and the number of all others."""
    first = ", ".join(f"«{shown(name)}»" for name in names[:_ROWS_NAMED])
    rest = len(names) - _ROWS_NAMED
    if rest <= 0:
        return first
    return f"{first} and {rest} more row{'s' if rest > 1 else ''}"


def read_measurements(
    case: Case, text: str, kind: MeasurementKind, where: str, *, leave_out: bool = False
) -> MeasurementSet:
    """The measurements in the text of a CSV file; `AssumptionError` lists every unknown column, chip, shape or number.

    With `leave_out`, points of a chip or a shape that the case does not have are counted in a note instead of refused.
    """
    rows, left_out = _rows(text, kind, where), 0
    if leave_out:
        known = [row for row in rows if _is_of_case(case, row)]
        rows, left_out = known, len(rows) - len(known)
    problems = _RowProblems()
    chips = [_element(row, "platform", CHIP_NAMES, case.elements["chip"], problems) for row in rows]
    shapes = [_element(row, "model", SHAPE_NAMES, case.elements["shape"], problems) for row in rows]
    limits = _limits(case, kind)
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
    if not problems.rows_of:
        _check_order(rows, kind, given, problems)
    if problems.rows_of:
        raise AssumptionError(problems.sentences(where))
    return MeasurementSet(
        kind=kind,
        names=tuple(row["id"] for row in rows),
        chips=tuple(chips),
        shapes=tuple(shapes),
        given=given,
        measured=measured,
        sources=tuple(row.get("source", "") for row in rows),
        reasons=tuple(row.get("why", "") for row in rows),
        notes=(*_notes_on_unused(kind, unused, rows), *_notes_on_left_out(kind, left_out)),
    )


def _limits(case: Case, kind: MeasurementKind) -> dict[str, tuple[float, float]]:
    """The limits of each column: those of its assumption, if it is one."""
    limits = {kind.measured: MEASUREMENT_LIMITS[kind.measured]}
    for column, target in kind.columns.items():
        if target in case.assumptions:
            limits[column] = case.assumption_of(next(iter(case.key_indices(target)))).limits
        else:
            limits[column] = MEASUREMENT_LIMITS[column]
    return limits


def _check_order(
    rows: list[_Row], kind: MeasurementKind, given: Mapping[str, Array], problems: _RowProblems
) -> None:
    """Note rows in which the first of two ordered columns exceeds the second."""
    for smaller, larger in kind.ordered:
        exceeds = given[kind.columns[smaller]] > given[kind.columns[larger]]
        for row, wrong in zip(rows, exceeds, strict=True):
            if wrong:
                problems.add(row, f"{smaller} is above {larger}")


def _notes_on_unused(
    kind: MeasurementKind, unused: Mapping[str, list[float]], rows: list[_Row]
) -> list[str]:
    """Notes on words that would matter and have no part in the model."""
    notes = []
    for column, values in unused.items():
        names = [row["id"] for row, value in zip(rows, values, strict=True) if value]
        if names:
            notes.append(
                f"{kind.name}: {column} is not used, sixteen bits are assumed, in {name_rows(names)}"
            )
    return notes


def _is_of_case(case: Case, row: _Row) -> bool:
    """Whether a point is of a chip and a shape that the case has."""
    ignored = _RowProblems()
    chip = _element(row, "platform", CHIP_NAMES, case.elements["chip"], ignored)
    shape = _element(row, "model", SHAPE_NAMES, case.elements["shape"], ignored)
    return chip in case.elements["chip"] and shape in case.elements["shape"]


def _notes_on_left_out(kind: MeasurementKind, count: int) -> list[str]:
    """A note with the number of points that are of no chip or shape of the case, if there are any."""
    if not count:
        return []
    points = "one point is" if count == 1 else f"{count} points are"
    return [f"{kind.name}: {points} of a model or a chip that the case does not have, and left out"]


def _rows(text: str, kind: MeasurementKind, where: str) -> list[_Row]:
    """The rows of a file, each with a name; `AssumptionError` where the file is not a table of this kind."""
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=None), skipinitialspace=True
    )
    try:
        lines = [(reader.line_num, [cell.strip() for cell in line]) for line in reader]
    except csv.Error as error:
        raise AssumptionError([f"{where}: line {reader.line_num} is not CSV: {error}"]) from None
    lines = [(number, line) for number, line in lines if line not in ([], [""])]
    columns = [name.lower() for name in _without_blank_end(lines[0][1], 0)] if lines else []
    lines = [(number, _without_blank_end(line, len(columns))) for number, line in lines[1:]]
    problems = _column_problems(where, columns, kind) or _length_problems(where, columns, lines)
    if problems:
        raise AssumptionError(problems)
    rows = []
    for number, line in lines:
        row = dict(zip(columns, line, strict=True))
        rows.append(row | {"id": row["id"] or f"line {number}"})
    return rows


def _without_blank_end(line: list[str], least: int) -> list[str]:
    """A line without the blank cells that spreadsheets leave at its end, but with at least some number of cells."""
    while len(line) > least and not line[-1]:
        line = line[:-1]
    return line


def _column_problems(where: str, columns: list[str], kind: MeasurementKind) -> list[str]:
    """The problems of a heading, one sentence each."""
    if not columns:
        return [f"{where} is empty"]
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t"):
        mark = ";" if ";" in columns[0] else "tab"
        return [f"{where} separates its columns by «{mark}»; they must be separated by commas"]
    for other in MEASUREMENT_KINDS:
        if other is not kind and other.measured in columns and kind.measured not in columns:
            return [f"{where} looks like a {other.name} file and was given as a {kind.name} file"]
    wanted = ("id", "platform", "model", *kind.columns, kind.measured)
    known = (*wanted, *kind.unused, *_OPTIONAL_COLUMNS)
    unknown = list(dict.fromkeys(name for name in columns if name not in known))
    problems, missing = [], []
    for name in wanted:
        if name in columns:
            continue
        # A missing column and the unknown one that is probably meant make one sentence.
        similar = difflib.get_close_matches(name, unknown, n=1, cutoff=_MISSPELT_SIMILARITY)
        if similar:
            problems.append(
                f"{where} has no column «{name}»; is its column «{shown(similar[0])}» that one?"
            )
            unknown.remove(similar[0])
        else:
            missing.append(name)
    if missing:
        problems.append(f"{where} has no column {_name_columns(missing, ', nor ')}")
    if len(missing) > len(wanted) / 2.0:  # another kind of file altogether
        return problems
    problems += [
        f"{where} has two columns «{shown(name)}»"
        for name in dict.fromkeys(columns)
        if columns.count(name) > 1
    ]
    if unknown:
        have = "has a column" if len(unknown) == 1 else "has columns"
        verb = "has" if len(unknown) == 1 else "have"
        problems.append(
            f"{where} {have} {_name_columns(unknown, ', ')}, which {verb} no meaning there"
        )
    return problems[:MOST_PROBLEMS]


def _name_columns(names: list[str], separator: str) -> str:
    """The first few columns by name, with a separator after the first, and the number of all others."""
    first, *others = [
        f"«{shown(name)}»" if name else "without a name" for name in names[:_ROWS_NAMED]
    ]
    text = first + separator + ", ".join(others) if others else first
    rest = len(names) - _ROWS_NAMED
    return f"{text} and {rest} more" if rest > 0 else text


def _length_problems(
    where: str, columns: list[str], lines: list[tuple[int, list[str]]]
) -> list[str]:
    """The problem of rows that do not have as many cells as the heading; of several, the first kind."""
    if not lines:
        return [f"{where} has no row under its heading"]
    place = columns.index("id")
    names = [
        (line[place] if len(line) > place else "") or f"line {number}" for number, line in lines
    ]
    checks: tuple[tuple[Callable[[list[str]], bool], str], ...] = (
        (lambda line: len(line) > len(columns), "the row is longer than the heading"),
        (lambda line: not any(line), "the row is empty"),
        (lambda line: len(line) < len(columns), "the row is shorter than the heading"),
    )
    for is_wrong, problem in checks:
        wrong = [name for name, (_, line) in zip(names, lines, strict=True) if is_wrong(line)]
        if wrong:
            return [f"{where}: {problem}, in {name_rows(wrong)}"]
    return []


def _element(
    row: _Row,
    column: str,
    aliases: Mapping[str, str],
    elements: Collection[str],
    problems: _RowProblems,
) -> str:
    """The chip or shape of the case that a cell names; spelling differences in case and marks are ignored."""
    names = {name: name for name in elements} | dict(aliases)
    by_spelling = {_letters_of(name): element for name, element in names.items()}
    element = by_spelling.get(_letters_of(row[column]), "")
    if element not in elements:
        nearest = hint(row[column], [*aliases, *elements])
        problems.add(row, f"there is no {column} «{shown(row[column])}»{nearest}")
    return element


def _letters_of(name: str | None) -> str:
    """The letters and digits of a name in lower case."""
    return "".join(letter for letter in (name or "").lower() if letter.isalnum())


def _word(row: _Row, column: str, words: Mapping[str, float], problems: _RowProblems) -> float:
    """The number for the word in a cell."""
    text = row[column].lower()
    if text not in words:
        problems.add(row, f"{column} must be one of {', '.join(words)}, not «{shown(row[column])}»")
    return words.get(text, 0.0)


def _number(
    row: _Row,
    column: str,
    kind: MeasurementKind,
    limits: tuple[float, float],
    problems: _RowProblems,
) -> float:
    """The number in a cell, or that for its word."""
    if column in kind.words:
        return _word(row, column, kind.words[column], problems)
    try:
        number = plain_number(row[column], "x")
    except ValueError:
        number = float("nan")
    low, high = limits
    if not low <= number <= high:
        problems.add(
            row,
            f"{column} must be a number between {low:,.4g} and {high:,.0f}, not «{shown(row[column])}»",
        )
    return number
