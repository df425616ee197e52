"""Calibration: the roofline against published measurements, and its constants fitted to them.

A point is evaluated by the very equations of the model, a draw a point: chips and shapes come from the case's tables, what
was measured with what from the columns of a CSV file.
"""

import csv
import dataclasses
import functools
import io
import pathlib
from collections.abc import Mapping, Sequence

import numpy as np

from econ.assumptions import MOST_PROBLEMS, Case
from econ.scenario import Scenario
from econ.schema import AssumptionError, hint, shown
from econ.vocabulary import DIMENSIONS, Array

# What the files call chips and shapes; everything else is called as in the case.
CHIPS = {"910Cdie": "ascend_910c", "950DT": "ascend_950dt", "950PR": "ascend_950pr"}
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


DECODE = Kind(
    name="decode",
    columns={"ranks": "group_ranks", "attention_tp": "attention_split", "requests_per_rank": "batch_size",
             "context_tokens": "context_length", "tokens_verified_per_step": "verified_tokens",
             "tokens_accepted_per_step": "accepted_tokens", "kv_format": "cache_precision",
             "dense_bytes_per_param": "common_bytes", "expert_bytes_per_param": "expert_bytes",
             "expert_precision": "expert_precision"},
    words={"kv_format": SIXTEEN_OR_EIGHT, "expert_precision": EIGHT_OR_FOUR},
    measured="tpot_ms", predicted="tpot", card=False)
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
LEAST, MOST = 1e-4, 1e9  # what a number in a file may be
FIXED = {"workload_hit_share": 0.0}  # nothing was cached when prefill was measured


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


def read_points(case: Case, text: str, kind: Kind, where: str) -> Points:
    """The points in a CSV file; `AssumptionError` lists every unknown column, chip, shape or number."""
    table = csv.DictReader(io.StringIO(text), skipinitialspace=True, restkey="", restval="")
    rows, wanted = list(table), ("id", "platform", "model", *kind.columns, kind.measured)
    problems = _heading(where, tuple(table.fieldnames or ()), wanted) or _length(where, rows)
    if problems:
        raise AssumptionError(problems)
    chips = [_named(row["platform"], CHIPS, case.elements["chip"], "platform", row["id"], problems) for row in rows]
    shapes = [_named(row["model"], SHAPES, case.elements["shape"], "model", row["id"], problems) for row in rows]
    given = {target: np.array([_number(row, column, kind, problems) for row in rows]) for column, target in kind.columns.items()}
    measured = np.array([_number(row, kind.measured, kind, problems) for row in rows])
    if not problems and kind is DECODE:
        problems = [f"«{shown(row['id'])}»: tokens_accepted_per_step is above tokens_verified_per_step" for row, more in zip(
            rows, given["accepted_tokens"] > given["verified_tokens"], strict=True) if more]
    if problems:
        raise AssumptionError(f"{where}: {problem}" for problem in _few(problems))
    return Points(kind=kind, names=tuple(row["id"] for row in rows), chips=tuple(chips), shapes=tuple(shapes), given=given,
                  measured=measured, sources=tuple(row.get("source") or "" for row in rows))


def _heading(where, have, wanted):
    """What is wrong with a line of columns, one sentence each."""
    if len(have) == 1 and any(mark in have[0] for mark in ";\t"):
        return [f"{where} separates its columns by «{';' if ';' in have[0] else 'tab'}»; they must be separated by commas"]
    twice = [name for name in dict.fromkeys(have) if have.count(name) > 1]
    return _few([*(f"{where} has no column «{name}»{hint(name, have)}" for name in wanted if name not in have),
                 *(f"{where} has two columns «{shown(name)}»" for name in twice),
                 *(f"{where} has a column «{shown(name)}», which has no meaning there{hint(name, wanted)}"
                   for name in have if name not in (*wanted, *OPTIONAL))])


def _length(where, rows):
    """What is wrong with the lengths of the rows."""
    return _few([f"«{shown(row['id'])}»: the row is longer than the heading" for row in rows if "" in row]) if rows else [
        f"{where} has no row under its heading"]


def _few(problems):
    """The first problems, and how many there are besides."""
    rest = len(problems) - MOST_PROBLEMS
    return problems if rest <= 0 else [*problems[:MOST_PROBLEMS], f"and {rest} more of the kind"]


def _named(word, names, known, what, row, problems):
    plain = {_plain(name): found for name, found in ({name: name for name in known} | dict(names)).items()}
    found = plain.get(_plain(word), "")
    if found not in known:
        problems.append(f"«{shown(row)}»: there is no {what} «{shown(word)}»{hint(word, [*names, *known])}")
    return found


def _plain(name):
    """A name without what people write differently."""
    return "".join(letter for letter in (name or "").lower() if letter.isalnum())


def _number(row, column, kind, problems):
    text = (row[column] or "").strip()
    words = kind.words.get(column)
    if words is not None:
        text = text.lower()
        if text not in words:
            problems.append(f"«{shown(row['id'])}»: {column} must be one of {', '.join(words)}, not «{shown(text)}»")
        return words.get(text, 0.0)
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not LEAST <= number <= MOST:
        problems.append(f"«{shown(row['id'])}»: {column} must be a number between {LEAST:g} and {MOST:,.0f}, not «{shown(text)}»")
    return number


def predict(scenario: Scenario, points: Points, constants: Mapping[str, Array] | None = None) -> Array:
    """What the model says of each point under a scenario's assumptions, in the unit of the measurement; shape (points,).

    `constants` takes the place of assumptions: name → one number, or one a point.
    """
    given = {**FIXED, **points.given, **(constants or {})}
    value = evaluate(scenario, points.chips, points.shapes, given, [points.kind.predicted])[points.kind.predicted]
    return value / _facts(scenario, "ranks_per_card", points.chips) if points.kind.card else value


def evaluate(scenario: Scenario, chips: Sequence[str], shapes: Sequence[str], given: Mapping[str, object],
             keep: Sequence[str]) -> dict[str, Array]:
    """The roofline at operating points: one chip and one shape a point, the rest from `given` or from the scenario.

    Returns each quantity of `keep`, shape (points,). `given` sets assumptions and forces quantities by their bare names.
    """
    model, many = scenario.case.model, len(chips)
    needed = model.needed(keep)
    inputs = {name: _input(scenario, name, chips, shapes, given, many) for name in model.inputs if name in needed}
    forced = {name: [((0,) * len(DIMENSIONS), np.broadcast_to(np.asarray(value, dtype=np.float64), (many,)))]
              for name, value in given.items() if name in model.quantities}
    values = model.run(inputs, 1, (1,) * len(DIMENSIONS), many, forced, keep)
    return {name: np.broadcast_to(values[name].reshape(-1), (many,)) for name in keep}


def _input(scenario, name, chips, shapes, given, many):
    """One input, a draw a point."""
    per = scenario.case.per(name)
    if name in given:
        values = np.broadcast_to(np.asarray(given[name], dtype=np.float64), (many,))
    elif per in (("chip",), ("shape",)):
        values = _facts(scenario, name, chips if per == ("chip",) else shapes)
    else:  # what is told apart otherwise is taken from the first element: the caller gives what matters
        values = np.full(many, scenario.value(next(iter(scenario.case.places(name)))))
    return values.reshape((1,) * len(DIMENSIONS) + (many,))


def _facts(scenario, name, elements):
    known = {element: scenario.value(f"{name}.{element}") for element in set(elements)}
    return np.array([known[element] for element in elements])


@dataclasses.dataclass(frozen=True, kw_only=True)
class Summary:
    """How well predictions meet measurements, as fractions."""

    count: int
    median: float
    mean: float
    worst: float
    worst_point: str


def errors(points: Points, predicted: Array) -> Array:
    """Relative error of each prediction: 0.1 is a tenth too much."""
    return predicted / points.measured - 1.0


def summary(points: Points, predicted: Array) -> Summary:
    """Median, mean and worst absolute error."""
    size = np.abs(errors(points, predicted))
    worst = int(size.argmax())
    return Summary(count=len(size), median=float(np.median(size)), mean=float(size.mean()), worst=float(size[worst]),
                   worst_point=points.names[worst])
