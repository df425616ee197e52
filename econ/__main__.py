"""The shell's door: python -m econ run | list | explain. Bad input gets one clear line a problem, and exit status 2."""

import argparse
import csv
import json
import math
import pathlib
import sys

from econ import AssumptionError, ModelError, explain, load, run
from econ.units import BEYOND_WORDS, write

FILE = pathlib.Path(__file__).parents[1] / "assumptions.toml"


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, without the usage in front of them."""

    def error(self, message):
        self.exit(2, f"{self.prog}: {message}\n")


def parser() -> Parser:
    """The commands and their options."""
    ask = Parser(prog="python -m econ", description="Economics of a frontier-model company, from chips to runway.")
    commands = ask.add_subparsers(dest="command", required=True, parser_class=Parser)
    runs = commands.add_parser("run", help="run a scenario and print quantities by month")
    runs.add_argument("--quantity", default="cash,revenue,gross_margin,runway", metavar="NAME[,NAME…]")
    runs.add_argument("--format", choices=("table", "csv", "json"), default="table")
    lists = commands.add_parser("list", help="quantities with units and sentences")
    lists.add_argument("--assumptions", action="store_true", help="the inputs instead")
    lists.add_argument("--scenarios", action="store_true", help="the presets and stresses instead")
    lists.add_argument("--format", choices=("table", "csv", "json"), default="table")
    explains = commands.add_parser("explain", help="the formula of a quantity with its numbers and sources")
    explains.add_argument("quantity")
    explains.add_argument("--month", metavar="YYYY-MM")
    for command in (runs, lists, explains):
        command.add_argument("--file", type=pathlib.Path, default=FILE, help="another case than the one shipped")
    for command in (runs, explains):
        command.add_argument("--preset", help="a preset or a stress")
        command.add_argument("--stress", action="append", default=[], help="a stress on the preset; may be repeated")
        command.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="changes")
    return ask


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
            changes[key.strip()] = value.split(",") if "," in value else value
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
        return json.dumps({"scenario": made.title, "months": months, "units": units, "quantities": columns}, indent=1)
    if given.format == "csv":
        heads = ["month", *(f"{key} [{case.unit_of(key)}]" for key in keys)]
        rows = [[month, *(_number(v) for v in row)] for month, row in zip(months, frame.to_numpy(), strict=True)]
        return _csv(heads, rows)
    heads = ["month", *keys]
    rows = [[month, *(write(float(v), case.unit_of(key)) for key, v in zip(keys, row, strict=True))]
            for month, row in zip(months, frame.to_numpy(), strict=True)]
    return made.title + "\n" + _table(heads, rows)


def list_command(given) -> str:
    """What the model computes, or what it assumes."""
    case = load(given.file)
    if given.scenarios:
        heads = ["name", "kind", "title", "meaning"]
        rows = [[p.name, kind, p.title, p.meaning]
                for kind, group in (("preset", case.presets), ("stress", case.stresses)) for p in group.values()]
    elif given.assumptions:
        heads = ["key", "unit", "base", "low", "high", "kind", "basis", "source", "meaning"]
        rows = [_assumption(case, key) for key in case.keys()]
    else:
        heads = ["quantity", "unit", "per", "stage", "sentence"]
        rows = [[q.name, q.unit, " ".join(q.per), q.stage, q.sentence] for q in case.model.quantities.values()]
    if given.format == "json":
        return json.dumps([dict(zip(heads, row, strict=True)) for row in rows], indent=1, ensure_ascii=False)
    return _csv(heads, rows) if given.format == "csv" else _table(heads, rows)


def _assumption(case, key):
    value, assumption = case.value(key), case.assumption_of(key)
    return [key, assumption.unit, value.base, value.low, value.high, assumption.kind, value.basis,
            case.sources[value.source].title, assumption.meaning]


def explain_command(given) -> str:
    """One number opened."""
    case = load(given.file)
    outlook = run(scenario(case, given))
    month = case.month_index(given.month) if given.month else case.read
    return explain.explain(outlook, given.quantity, month).text()


def _number(value):
    """A number for machines; what lies beyond the horizon is said in words, which JSON and CSV can carry."""
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
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
                     for row in cells)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    given = parser().parse_args(arguments)
    command = {"run": run_command, "list": list_command, "explain": explain_command}[given.command]
    try:
        print(command(given))
    except (AssumptionError, ModelError) as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has seen enough
    return 0


if __name__ == "__main__":
    sys.exit(main())
