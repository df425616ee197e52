"""The shell's door: python -m econ run | list | explain | ensemble | validate | calibrate.

Bad input gets one clear line a problem, and exit status 2.
"""

import argparse
import csv
import json
import math
import pathlib
import sys

from econ import AssumptionError, ModelError, explain, load, run
from econ.case import belief
from econ.case.scenario import numbers_in
from econ.case.schema import shown
from econ.data import CASE_FILE
from econ.roofline import measurements as measurements_roofline
from econ.units import BEYOND_WORDS, NOT_DEFINED, format_plain, format_value


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, without the usage in front of them."""

    def error(self, message):
        self.exit(2, f"{self.prog}: {message}\n")


def parser() -> Parser:
    """The commands and their options."""
    ask = Parser(
        prog="python -m econ",
        description="Economics of a frontier-model company, from chips to runway.",
    )
    commands = ask.add_subparsers(dest="command", required=True, parser_class=Parser)
    runs = commands.add_parser("run", help="run a scenario and print quantities by month")
    runs.add_argument(
        "--quantity", default="cash,revenue,gross_margin,runway", metavar="NAME[,NAME…]"
    )
    runs.add_argument("--format", choices=("table", "csv", "json"), default="table")
    lists = commands.add_parser("list", help="quantities with units and sentences")
    lists.add_argument("--assumptions", action="store_true", help="the inputs instead")
    lists.add_argument("--scenarios", action="store_true", help="the presets and stresses instead")
    lists.add_argument("--format", choices=("table", "csv", "json"), default="table")
    explains = commands.add_parser(
        "explain", help="the formula of a quantity with its numbers and sources"
    )
    explains.add_argument("quantity")
    explains.add_argument("--month", metavar="YYYY-MM")
    ensembles = commands.add_parser(
        "ensemble", help="any number of futures, summed up in a folder; killed, it continues"
    )
    ensembles.add_argument(
        "--draws", type=whole_number, required=True, metavar="N", help="how many futures"
    )
    ensembles.add_argument(
        "--seed",
        type=whole_number,
        metavar="S",
        help="of the sequence; without it, that of the app",
    )
    ensembles.add_argument(
        "--out",
        type=pathlib.Path,
        required=True,
        metavar="DIR",
        help="a new folder, or one to continue",
    )
    ensembles.add_argument("--quantity", default="cash,revenue,net_burn", metavar="NAME[,NAME…]")
    ensembles.add_argument(
        "--chunk", type=whole_number, metavar="N", help="blocks of draws that make one task"
    )
    ensembles.add_argument(
        "--workers", type=whole_number, metavar="N", help="without it, one for each core"
    )
    ensembles.add_argument(
        "--processes", action="store_true", help="workers are processes, not threads"
    )
    ensembles.add_argument(
        "--scheduler", metavar="tcp://HOST:PORT", help="the workers of a Dask cluster instead"
    )
    validates = commands.add_parser("validate", help="the roofline against measurements")
    calibrates = commands.add_parser(
        "calibrate", help="fit the roofline's constants to measurements"
    )
    for command in (validates, calibrates):
        command.add_argument(
            "--decode",
            type=pathlib.Path,
            help="CSV of decode points; without any, the shipped ones",
        )
        command.add_argument(
            "--prefill",
            type=pathlib.Path,
            help="CSV of prefill points; without any, the shipped ones",
        )
        command.add_argument("--format", choices=("table", "csv", "json"), default="table")
    validates.add_argument(
        "--folds",
        action="store_true",
        help="cross-validate as well: decode in five folds, both by platform",
    )
    for command in (runs, lists, explains, ensembles, validates, calibrates):
        command.add_argument(
            "--file", type=pathlib.Path, default=CASE_FILE, help="another case than the one shipped"
        )
    for command in (runs, explains, ensembles):
        command.add_argument("--preset", help="a preset or a stress, by name or title")
        command.add_argument(
            "--stress", action="append", default=[], help="a stress on the preset; may be repeated"
        )
        command.add_argument(
            "--set", action="append", default=[], metavar="KEY=VALUE", dest="changes"
        )
    return ask


def whole_number(text: str) -> int:
    """A whole number as people write it."""
    try:
        return belief.whole_number(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def scenario(case, given):
    """The scenario the options ask for; `AssumptionError` with every problem at once."""
    changes, problems = {}, []
    for text in given.changes:
        key, equals, value = text.partition("=")
        if not equals:
            problems.append(f"--set takes KEY=VALUE, not «{text[:60]}»")
        elif key.strip() in changes:
            problems.append(f"--set names «{key.strip()[:60]}» twice")
        else:
            changes[key.strip()] = numbers_in(case, key.strip(), value)
    try:
        made = case.scenario(given.preset, changes, given.stress)
    except AssumptionError as error:
        problems += error.problems
    if problems:
        raise AssumptionError(problems)
    return made


def run_command(given) -> str:
    """The paths of the quantities asked for, as a table, CSV or JSON."""
    case = load(given.file)
    made = scenario(case, given)
    keys = list(dict.fromkeys(name.strip() for name in given.quantity.split(",") if name.strip()))
    outlook = run(made)
    frame = outlook.frame(keys)
    months = [f"{month:%Y-%m}" for month in frame.index]
    if given.format == "json":
        columns = {key: [_number(value) for value in frame[key]] for key in keys}
        units = {key: case.unit_of(key) for key in keys}
        return json.dumps(
            {"scenario": made.title, "months": months, "units": units, "quantities": columns},
            indent=1,
        )
    if given.format == "csv":
        heads = ["month", *(f"{key} [{case.unit_of(key)}]" for key in keys)]
        rows = [
            [month, *(_number(v) for v in row)]
            for month, row in zip(months, frame.to_numpy(), strict=True)
        ]
        return _csv(heads, rows)
    heads = ["month", *keys]
    rows = [
        [
            month,
            *(format_value(float(v), case.unit_of(key)) for key, v in zip(keys, row, strict=True)),
        ]
        for month, row in zip(months, frame.to_numpy(), strict=True)
    ]
    return made.title + "\n" + _table(heads, rows)


def list_command(given) -> str:
    """What the model computes, or what it assumes."""
    case = load(given.file)
    if given.scenarios:
        heads = ["name", "kind", "title", "meaning"]
        rows = [
            [p.name, kind, p.title, p.meaning]
            for kind, group in (("preset", case.presets), ("stress", case.stresses))
            for p in group.values()
        ]
    elif given.assumptions:
        heads = ["key", "unit", "base", "low", "high", "kind", "basis", "source", "meaning"]
        rows = [_assumption(case, key) for key in case.keys()]
    else:
        heads = ["quantity", "unit", "per", "stage", "sentence"]
        rows = [
            [q.name, q.unit, " ".join(q.per), q.stage, q.sentence]
            for q in case.model.quantities.values()
        ]
    if given.format == "json":
        return json.dumps(
            [dict(zip(heads, row, strict=True)) for row in rows], indent=1, ensure_ascii=False
        )
    return _csv(heads, rows) if given.format == "csv" else _table(heads, rows)


def _assumption(case, key):
    value, assumption = case.value(key), case.assumption_of(key)
    return [
        key,
        assumption.unit,
        value.base,
        value.low,
        value.high,
        assumption.kind,
        value.basis,
        case.sources[value.source].title,
        assumption.meaning,
    ]


def explain_command(given) -> str:
    """One number opened."""
    case = load(given.file)
    outlook = run(scenario(case, given))
    month = case.month_index(given.month) if given.month else case.read(outlook.scenario.preset)
    return explain.explain(outlook, given.quantity, month).text()


def ensemble_command(given) -> str:
    """What is in the folder when all draws are done."""
    from econ.ensemble import blocks  # SciPy takes longer to import than everything else
    from econ.ensemble import run as run_ensemble
    from econ.ensemble.progress import Progress
    from econ.ensemble.workers import WorkerPool
    from econ.risk.draws import SEED

    case = load(given.file)
    made, crew = (
        scenario(case, given),
        WorkerPool(workers=given.workers, processes=given.processes, scheduler=given.scheduler),
    )
    keys = list(dict.fromkeys(name.strip() for name in given.quantity.split(",") if name.strip()))
    seed = SEED if given.seed is None else given.seed
    work = blocks.specify_ensemble(
        made, _text(given.file), draws=given.draws, seed=seed, quantities=keys
    )
    chunk = run_ensemble.BLOCKS_PER_TASK if given.chunk is None else given.chunk
    fresh = run_ensemble.run_ensemble(work, given.out, crew, chunk, Progress(sys.stderr))
    what = "one draw" if given.draws == 1 else f"{given.draws:,} draws"
    there = f"{what} of «{made.title}», seed {seed}, summed up in {given.out}"
    return there if fresh else f"{there} already: nothing is left to do"


NO_POINTS = "no shipped measurement is of a model and a chip of this case; name files of your own with --decode and --prefill"


def _points(case, given):
    """The measurements asked for, by kind; the shipped ones where none are named."""
    named = {kind: getattr(given, kind.name) for kind in measurements_roofline.KINDS}
    if not any(named.values()):
        shipped = [one for one in measurements_roofline.shipped(case) if one.names]
        if not shipped:
            raise AssumptionError([NO_POINTS])
        return shipped
    found, problems = [], []
    for kind, path in named.items():
        try:
            found += (
                [measurements_roofline.read_points(case, _text(path), kind, shown(path.name))]
                if path
                else []
            )
        except AssumptionError as error:
            problems += error.problems
    if problems:
        raise AssumptionError(problems)
    return found


def _text(path):
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = (
            error.strerror.lower()
            if isinstance(error, OSError) and error.strerror
            else "it is not UTF-8 text"
        )
        raise AssumptionError([f"{shown(path.name or path)} cannot be read: {reason}"]) from None


def validate_command(given) -> str:
    """Each measurement beside what the model says, and how far off it is; for CSV the summary goes to standard error."""
    from econ.roofline import report

    case = load(given.file)
    sets = _points(case, given)
    told = report.compared(case.scenario(), sets)
    if given.folds:
        report.fold(case, sets, told)
    if given.format == "json":
        return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
    ends = report.ends(told)
    heads = ["kind", "id", "platform", "model", "measured", "predicted", "error", "source"]
    rows = [
        [kind, *(row[name] for name in heads[1:])]
        for kind, one in told.items()
        for row in one["rows"]
    ]
    if given.format == "csv":
        print("\n".join(ends), file=sys.stderr)
        return _csv(heads, rows)
    cells = [
        [*row[:4], format_plain(row[4]), format_plain(row[5]), f"{row[6]:+.1%}"] for row in rows
    ]
    return "\n".join([_table(heads[:-1], cells), "", *ends])


def calibrate_command(given) -> str:
    """Each constant in force and as the points want it, and whether they tell it at all; nothing is written."""
    from econ.roofline import report

    case = load(given.file)
    rows, ends = report.calibrated(case, _points(case, given))
    if given.format != "table":
        print("\n".join(ends), file=sys.stderr)
    if given.format == "json":
        return json.dumps(rows, indent=1, allow_nan=False)
    heads = list(rows[0])
    if given.format == "csv":
        return _csv(heads, [list(row.values()) for row in rows])
    cells = [
        [
            format_plain(cell) if isinstance(cell, float) else "" if cell is None else cell
            for cell in row.values()
        ]
        for row in rows
    ]
    return "\n".join([_table(heads, cells), "", *ends])


def _number(value):
    """A number for machines; one that is not defined or lies beyond the horizon is a word, as JSON and CSV have no such numbers."""
    if math.isnan(value):
        return NOT_DEFINED
    return float(value) if math.isfinite(value) else BEYOND_WORDS


def _csv(heads, rows):
    lines = []
    csv.writer(_Lines(lines), lineterminator="\n").writerows([heads, *rows])
    return "".join(lines).rstrip("\n")


class _Lines:
    """Something the csv module can write to."""

    def __init__(self, lines):
        self.write = lines.append


def _table(heads, rows):
    cells = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [min(max(len(row[i]) for row in cells), 60) for i in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    given = parser().parse_args(arguments)
    command = {
        "run": run_command,
        "list": list_command,
        "explain": explain_command,
        "ensemble": ensemble_command,
        "validate": validate_command,
        "calibrate": calibrate_command,
    }[given.command]
    try:
        print(command(given))
    except (AssumptionError, ModelError) as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            "stopped; an ensemble continues where it was when the command is repeated",
            file=sys.stderr,
        )
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has seen enough
    return 0
