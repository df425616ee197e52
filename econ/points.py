"""Points: published measurements in CSV files, read for the model, and what is wrong with a file said in a few lines."""

import csv
import dataclasses
import functools
import io
import pathlib
from collections.abc import Mapping, Sequence

import numpy as np

from econ.assumptions import MOST_PROBLEMS, Case
from econ.schema import AssumptionError, hint, shown
from econ.vocabulary import Array

# What the files call chips and shapes; everything else is called as in the case. A rank of a 910C is one die of two.
CHIPS = {"910Cdie": "ascend_910c", "910C": "ascend_910c", "950DT": "ascend_950dt", "950PR": "ascend_950pr"}
SIXTEEN_OR_EIGHT = {"bf16": 0.0, "f16": 0.0, "fp8": 1.0, "f8": 1.0}
EIGHT_OR_FOUR = {"f8": 0.0, "fp8": 0.0, "f4": 1.0, "fp4": 1.0}
SHAPES = {"V4-Pro": "v4_pro", "V4-Flash": "v4_flash", "V3.2": "v3_2", "R1": "r1", "V3": "r1", "V3.1": "r1"}


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """One kind of measurement: its file's columns, what they are in the model, and what is compared."""

    name: str
    columns: Mapping[str, str]  # column → assumption or computed quantity that takes its value
    words: Mapping[str, Mapping[str, float]]  # columns of words, and the numbers they stand for
    measured: str
    predicted: str  # the quantity
    card: bool  # whether the quantity is of a card, and the file of a rank
    ordered: tuple[tuple[str, str], ...] = ()  # pairs of columns of which the first is never above the second


DECODE = Kind(
    name="decode",
    columns={"ranks": "group_ranks", "attention_tp": "attention_split", "requests_per_rank": "batch_size",
             "context_tokens": "context_length", "tokens_verified_per_step": "verified_tokens",
             "tokens_accepted_per_step": "accepted_tokens", "kv_format": "cache_precision",
             "dense_bytes_per_param": "common_bytes", "expert_bytes_per_param": "expert_bytes",
             "expert_precision": "expert_precision"},
    words={"kv_format": SIXTEEN_OR_EIGHT, "expert_precision": EIGHT_OR_FOUR},
    measured="tpot_ms", predicted="tpot", card=False,
    ordered=(("tokens_accepted_per_step", "tokens_verified_per_step"), ("attention_tp", "ranks")))
PREFILL = Kind(
    name="prefill",
    columns={"prompt_tokens": "context_length", "expert_precision": "expert_precision",
             "attention_precision": "prefill_precision", "stack": "untuned"},
    words={"expert_precision": EIGHT_OR_FOUR, "attention_precision": SIXTEEN_OR_EIGHT,
           "stack": {"tuned": 0.0, "default": 1.0}},
    measured="tokens_per_second_per_rank", predicted="prefill_throughput", card=True)
KINDS = (DECODE, PREFILL)
OPTIONAL = ("attention_precision", "source")  # what a file may say besides
DATA = pathlib.Path(__file__).parents[1] / "data"
# What a number may be where it is no assumption, which has limits of its own.
LIMITS = {"requests_per_rank": (1.0 / 64.0, 65_536.0), "tpot_ms": (0.01, 100_000.0),
          "tokens_per_second_per_rank": (0.1, 10_000_000.0)}
NAMED = 3  # rows named in a problem before the rest is counted


@dataclasses.dataclass(frozen=True, kw_only=True)
class Points:
    """Measurements ready for the model: one draw a point."""

    kind: Kind
    names: tuple[str, ...]
    chips: tuple[str, ...]
    shapes: tuple[str, ...]
    given: dict[str, Array]  # assumption or quantity → one number a point
    measured: Array
    sources: tuple[str, ...]


@functools.lru_cache(maxsize=4)
def shipped(case: Case) -> tuple[Points, ...]:
    """The published measurements that come with the project, decode and prefill."""
    return tuple(read_points(case, (DATA / f"{kind.name}.csv").read_text("utf-8"), kind, f"{kind.name}.csv") for kind in KINDS)


def unseen(case: Case) -> Points:
    """Published decode points that were kept out of the fit."""
    return read_points(case, (DATA / "unseen.csv").read_text("utf-8"), DECODE, "unseen.csv")


def _note(problems, row, sentence):
    """Keep what is wrong with a row: the same problem in many rows is one."""
    problems.setdefault(sentence, []).append(row["id"])


def _lines(problems, where):
    """One sentence a problem, at most so many."""
    told = [f"{where}: {sentence}, in {rows_of(rows)}" for sentence, rows in problems.items()]
    rest = len(told) - MOST_PROBLEMS
    return told if rest <= 0 else [*told[:MOST_PROBLEMS], f"{where}: and {rest} more problems"]


def rows_of(names: Sequence[str]) -> str:
    """Rows by name, in words: the first few, and how many there are besides."""
    told, rest = ", ".join(f"«{shown(name)}»" for name in names[:NAMED]), len(names) - NAMED
    return told + (f" and {rest} more row{'s' if rest > 1 else ''}" if rest > 0 else "")


def read_points(case: Case, text: str, kind: Kind, where: str) -> Points:
    """The points in a CSV file; `AssumptionError` lists every unknown column, chip, shape or number."""
    table = csv.DictReader(io.StringIO(text), skipinitialspace=True, restkey="", restval="")
    rows = [{**row, "id": (row.get("id") or "").strip() or f"line {table.line_num}"} for row in table]
    wrong = _heading(where, tuple(table.fieldnames or ()), kind) or _length(where, rows)
    if wrong:
        raise AssumptionError(wrong)
    problems: dict[str, list[str]] = {}  # what is wrong → the rows in which it is
    chips = [_named(row, "platform", CHIPS, case.elements["chip"], problems) for row in rows]
    shapes = [_named(row, "model", SHAPES, case.elements["shape"], problems) for row in rows]
    limits = {column: case.assumption_of(next(iter(case.places(target)))).limits if target in case.assumptions else
              LIMITS[column] for column, target in kind.columns.items()} | {kind.measured: LIMITS[kind.measured]}
    given = {target: np.array([_number(row, column, kind, limits[column], problems) for row in rows])
             for column, target in kind.columns.items()}
    measured = np.array([_number(row, kind.measured, kind, limits[kind.measured], problems) for row in rows])
    if not problems:
        for small, large in kind.ordered:
            few, many = given[kind.columns[small]], given[kind.columns[large]]
            for row, less, more in zip(rows, few, many, strict=True):
                if less > more:
                    _note(problems, row, f"{small} is above {large}")
    if problems:
        raise AssumptionError(_lines(problems, where))
    return Points(kind=kind, names=tuple(row["id"] for row in rows), chips=tuple(chips), shapes=tuple(shapes), given=given,
                  measured=measured, sources=tuple(row.get("source") or "" for row in rows))


def _heading(where, have, kind):
    """What is wrong with a line of columns, one sentence each."""
    if not any(name.strip() for name in have):
        return [f"{where} is empty"]
    if len(have) == 1 and any(mark in have[0] for mark in ";\t"):
        return [f"{where} separates its columns by «{';' if ';' in have[0] else 'tab'}»; they must be separated by commas"]
    for other in KINDS:
        if other is not kind and other.measured in have and kind.measured not in have:
            return [f"{where} looks like a {other.name} file and was given as a {kind.name} file"]
    wanted = ("id", "platform", "model", *kind.columns, kind.measured)
    twice = [name for name in dict.fromkeys(have) if have.count(name) > 1]
    found = [*(f"{where} has no column «{name}»{hint(name, have)}" for name in wanted if name not in have),
             *(f"{where} has two columns «{shown(name)}»" for name in twice),
             *(f"{where} has a column «{shown(name)}», which has no meaning there{hint(name, wanted)}"
               for name in have if name not in (*wanted, *OPTIONAL))]
    return found[:MOST_PROBLEMS]


def _length(where, rows):
    """What is wrong with the lengths of the rows."""
    long = [row["id"] for row in rows if "" in row]
    if long:
        return [f"{where}: the row is longer than the heading, in {rows_of(long)}"]
    blank = [row["id"] for row in rows if not any((text or "").strip() for name, text in row.items() if name != "id")]
    if blank:
        return [f"{where}: the row is empty, in {rows_of(blank)}"]
    return [] if rows else [f"{where} has no row under its heading"]


def _named(row, column, names, known, problems):
    word = row[column]
    plain = {_plain(name): found for name, found in ({name: name for name in known} | dict(names)).items()}
    found = plain.get(_plain(word), "")
    if found not in known:
        _note(problems, row, f"there is no {column} «{shown(word)}»{hint(word, [*names, *known])}")
    return found


def _plain(name):
    """A name without what people write differently."""
    return "".join(letter for letter in (name or "").lower() if letter.isalnum())


def _number(row, column, kind, limits, problems):
    text = (row[column] or "").strip()
    words = kind.words.get(column)
    if words is not None:
        text = text.lower()
        if text not in words:
            _note(problems, row, f"{column} must be one of {', '.join(words)}, not «{shown(text)}»")
        return words.get(text, 0.0)
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    low, high = limits
    if not low <= number <= high:
        _note(problems, row, f"{column} must be a number between {low:,.4g} and {high:,.0f}, not «{shown(text)}»")
    return number
