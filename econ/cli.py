"""The commands of the shell: python -m econ run | list | explain | years | ensemble | validate | calibrate | new-case | headlines.

Bad input gets one clear line a problem, and exit status 2.
"""

import csv
import io
import json
import math
import os
import pathlib
import sys

import click

from econ import AssumptionError, ModelError, equations, load, run
from econ.case import library, typed_numbers
from econ.case.file.inheritance import standalone_text
from econ.case.file.starting_file import starting_text
from econ.case.file.toml_file import read_toml_file
from econ.case.scenario import from_toml, parse_list
from econ.data import CASE_FILE
from econ.explain import explain_number
from econ.headlines import RECORD_FILE, record_current_version
from econ.problems import shown
from econ.roofline import measurements
from econ.units import BEYOND_WORDS, NOT_DEFINED, format_plain, format_value
from econ.words import say

NO_POINTS = (
    "no shipped measurement is of a model and a chip of this case; "
    "name files of your own with --decode and --prefill"
)
INTERRUPTED = 130  # the exit status of a command that Ctrl-C stopped
PATH = click.Path(path_type=pathlib.Path)
SETTINGS = {"help_option_names": ["-h", "--help"]}


def whole_number_option(text: str) -> int:
    """A whole number as people write it: the type of an option."""
    try:
        return typed_numbers.whole_number(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def quantities_option(text: str) -> list[str]:
    """The quantities that a comma-separated option names, each once: the type of an option."""
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise click.BadParameter(f"must name at least one quantity, not «{shown(text)}»")
    return names


def scenario(file, saved, preset, stresses, settings):
    """The scenario the options ask for, and the file of its case; `AssumptionError` with every problem at once.

    The `saved` file of a scenario names its case, unless `file` is that of a case; the other options change it. Settings of
    retired names are left out, with a notice for each name on standard error.
    """
    file, kept = _saved_scenario(file, saved) if saved else (file, load(file).scenario())
    case, changes, problems = kept.case, {}, []
    for text in settings:
        key, equals, value = text.partition("=")
        if not equals:
            problems.append(f"--set takes KEY=VALUE, not «{text[:60]}»")
        elif key.strip() in changes:
            problems.append(f"--set names «{key.strip()[:60]}» twice")
        else:
            changes[key.strip()] = parse_list(case, key.strip(), value)
    changes, notices = case.without_retired(changes)
    for notice in notices:
        print(f"ignored in --set: {notice}", file=sys.stderr)
    try:
        made = case.scenario(
            kept.preset if preset is None else preset,
            dict(kept.overrides) | changes,
            [*kept.stresses, *stresses],
        )
    except AssumptionError as error:
        problems += error.problems
    if problems:
        raise AssumptionError(problems)
    return made, file


def _saved_scenario(file, saved):
    """The file of the case of a scenario file and the scenario in it, with a notice for each retired name on standard error."""
    text, _ = read_toml_file(saved)
    if not _is_given("file"):
        cases = library.shipped_cases()
        file = cases[library.case_of_scenario_file(text, cases)].path
    kept, notices = from_toml(load(file), text)
    for notice in notices:
        print(f"ignored in {shown(saved.name)}: {notice}", file=sys.stderr)
    return file, kept


def _is_given(option):
    """Whether an option of the command is on the command line, and not its default."""
    source = click.get_current_context().get_parameter_source(option)
    return source is click.core.ParameterSource.COMMANDLINE


@click.group(no_args_is_help=False, context_settings=SETTINGS)
def shell() -> None:
    """Economics of a frontier-model company, from chips to runway."""


format_option = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table"
)
file_option = click.option(
    "--file", type=PATH, default=CASE_FILE, help="Another case than the one shipped."
)


def scenario_options(command):
    """Add the options that make a scenario of the case."""
    for option in (
        click.option("--set", "settings", multiple=True, metavar="KEY=VALUE"),
        click.option(
            "--stress",
            "stresses",
            multiple=True,
            metavar="NAME",
            help="A stress on the preset; may be repeated.",
        ),
        click.option("--preset", metavar="NAME", help="A preset or a stress, by name or title."),
        click.option(
            "--scenario",
            "saved",
            type=PATH,
            metavar="FILE",
            help="A saved scenario, of the case that it names; --preset, --stress and --set change it.",
        ),
    ):
        command = option(command)
    return command


def point_options(command):
    """Add the options that name files of measurements."""
    for kind in reversed(measurements.MEASUREMENT_KINDS):
        command = click.option(
            f"--{kind.name}",
            type=PATH,
            help=f"CSV of {kind.name} points; without any, the shipped ones.",
        )(command)
    return command


@shell.command("run", context_settings=SETTINGS)
@click.option(
    "--quantity",
    "keys",
    type=quantities_option,
    default="cash,revenue,gross_margin,runway",
    metavar="NAME[,NAME…]",
)
@format_option
@file_option
@scenario_options
def run_command(keys, form, file, saved, preset, stresses, settings) -> str:
    """Run a scenario and print quantities by month."""
    made, _ = scenario(file, saved, preset, stresses, settings)
    case = made.case
    frame = run(made).frame(keys)
    months = [f"{month:%Y-%m}" for month in frame.index]
    units = {key: case.unit_of(key) for key in keys}
    if form == "json":
        columns = {key: [_number(value) for value in frame[key]] for key in keys}
        return json.dumps(
            {"scenario": made.title, "months": months, "units": units, "quantities": columns},
            indent=1,
        )
    rows = list(zip(months, frame.to_numpy(), strict=True))
    if form == "csv":
        heads = ["month", *(f"{key} [{unit}]" for key, unit in units.items())]
        return _csv(heads, [[month, *map(_number, values)] for month, values in rows])
    cells = [
        [month, *map(format_value, map(float, values), units.values())] for month, values in rows
    ]
    return made.title + "\n" + _table(["month", *keys], cells)


@shell.command("list", context_settings=SETTINGS)
@click.option("--assumptions", is_flag=True, help="The inputs instead.")
@click.option("--scenarios", is_flag=True, help="The presets and stresses instead.")
@format_option
@file_option
def list_command(assumptions, scenarios, form, file) -> str:
    """Print quantities with units and sentences."""
    case = load(file)
    if scenarios:
        heads = ["name", "kind", "title", "meaning"]
        rows = [
            [preset.name, kind, preset.title, preset.meaning]
            for kind, group in (("preset", case.presets), ("stress", case.stresses))
            for preset in group.values()
        ]
    elif assumptions:
        heads = ["key", "unit", "base", "low", "high", "kind", "basis", "source", "meaning"]
        rows = [_assumption(case, key) for key in case.keys()]
    else:
        heads = ["quantity", "unit", "per", "stage", "sentence"]
        rows = [
            [
                quantity.name,
                quantity.unit,
                " ".join(quantity.per),
                quantity.stage,
                quantity.sentence,
            ]
            for quantity in case.model.quantities.values()
        ]
    if form == "json":
        return json.dumps(
            [dict(zip(heads, row, strict=True)) for row in rows], indent=1, ensure_ascii=False
        )
    return _csv(heads, rows) if form == "csv" else _table(heads, rows)


def _assumption(case, key):
    value, assumption = case.belief(key), case.assumption_of(key)
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


@shell.command("explain", context_settings=SETTINGS)
@click.argument("quantity")
@click.option("--month", metavar="YYYY-MM")
@file_option
@scenario_options
def explain_command(quantity, month, file, saved, preset, stresses, settings) -> str:
    """Print the formula of a quantity with its numbers and sources."""
    made, _ = scenario(file, saved, preset, stresses, settings)
    outlook, case = run(made), made.case
    index = case.month_index(month) if month else case.month_shown(made.preset)
    return explain_number(outlook, quantity, index).plain_text()


@shell.command("years", context_settings=SETTINGS)
@click.option("--public", is_flag=True, help="Only what others publish, beside the scenario.")
@click.option(
    "--futures",
    type=whole_number_option,
    default=0,
    metavar="N",
    help="Say what the middle of this many futures is, too.",
)
@format_option
@file_option
@scenario_options
def years_command(public, futures, form, file, saved, preset, stresses, settings) -> str:
    """Print a scenario year by year, and beside the figures that others publish.

    The forms csv and json have one of the two tables: that of the years, or with --public the other.
    """
    from econ.views import public_figures, years  # they need pandas

    made, _ = scenario(file, saved, preset, stresses, settings)
    outlook = run(made)
    table = public_figures.public_table(outlook) if public else years.year_table(outlook)
    rows = table.to_numpy().tolist()
    if form == "json":
        return json.dumps([dict(zip(table, row, strict=True)) for row in rows], indent=1)
    if form == "csv":
        return _csv(list(table), rows)
    parts = [made.title + "\n" + _table(list(table), rows)]
    if not public:
        beside = public_figures.public_table(outlook)
        parts.append(
            say("public-title", case=made.title)
            + "\n"
            + _table(list(beside), beside.to_numpy().tolist())
        )
    return "\n\n".join([*parts, "\n".join(public_figures.readings(outlook, futures))])


@shell.command("ensemble", context_settings=SETTINGS)
@click.option(
    "--draws", type=whole_number_option, required=True, metavar="N", help="How many futures."
)
@click.option(
    "--seed",
    type=whole_number_option,
    metavar="S",
    help="Seed of the sequence; without it, that of the app.",
)
@click.option(
    "--out", type=PATH, required=True, metavar="DIR", help="A new folder, or one to continue."
)
@click.option(
    "--quantity",
    "keys",
    type=quantities_option,
    default="cash,revenue,net_burn",
    metavar="NAME[,NAME…]",
)
@click.option(
    "--chunk", type=whole_number_option, metavar="N", help="Blocks of draws that make one task."
)
@click.option(
    "--workers", type=whole_number_option, metavar="N", help="Without it, one for each core."
)
@click.option("--processes", is_flag=True, help="Workers are processes, not threads.")
@click.option(
    "--scheduler", metavar="tcp://HOST:PORT", help="The workers of a Dask cluster instead."
)
@file_option
@scenario_options
def ensemble_command(
    draws,
    seed,
    out,
    keys,
    chunk,
    workers,
    processes,
    scheduler,
    file,
    saved,
    preset,
    stresses,
    settings,
) -> str:
    """Sum up any number of futures in a folder; killed, it continues."""
    from econ.ensemble import blocks  # SciPy takes longer to import than everything else
    from econ.ensemble import run as run_ensemble
    from econ.ensemble.progress import Progress
    from econ.ensemble.workers import WorkerPool
    from econ.risk.draws import SEED

    made, file = scenario(file, saved, preset, stresses, settings)
    pool = WorkerPool(workers=workers, processes=processes, scheduler=scheduler)
    seed = SEED if seed is None else seed
    work = blocks.specify_ensemble(
        made, standalone_text(file), draws=draws, seed=seed, quantities=keys
    )
    chunk = run_ensemble.BLOCKS_PER_TASK if chunk is None else chunk
    fresh = run_ensemble.run_ensemble(work, out, pool, chunk, Progress(sys.stderr))
    what = "one draw" if draws == 1 else f"{draws:,} draws"
    summary = f"{what} of «{made.title}», seed {seed}, summed up in {out}"
    return summary if fresh else f"{summary} already: nothing is left to do"


@shell.command("validate", context_settings=SETTINGS)
@point_options
@click.option(
    "--folds",
    is_flag=True,
    help="Cross-validate as well: decode in five folds, both by platform.",
)
@format_option
@file_option
def validate_command(decode, prefill, folds, form, file) -> str:
    """Compare the roofline with measurements; with CSV the summary goes to standard error."""
    from econ.roofline import report

    case = load(file)
    sets = _measurements(case, {"decode": decode, "prefill": prefill})
    comparison = report.compare_measurements(case.scenario(), sets)
    if folds:
        report.add_cross_validation(case, sets, comparison)
    if form == "json":
        return json.dumps(comparison, indent=1, ensure_ascii=False, allow_nan=False)
    summary = report.summary_lines(comparison)
    heads = ["kind", "id", "platform", "model", "measured", "predicted", "error", "source"]
    rows = [
        [kind, *(row[name] for name in heads[1:])]
        for kind, part in comparison.items()
        for row in part["rows"]
    ]
    if form == "csv":
        print("\n".join(summary), file=sys.stderr)
        return _csv(heads, rows)
    cells = [
        [*row[:4], format_plain(row[4]), format_plain(row[5]), f"{row[6]:+.1%}"] for row in rows
    ]
    return "\n".join([_table(heads[:-1], cells), "", *summary])


@shell.command("calibrate", context_settings=SETTINGS)
@point_options
@format_option
@file_option
def calibrate_command(decode, prefill, form, file) -> str:
    """Fit the roofline's constants to measurements, and print which of them the points determine."""
    from econ.roofline import report

    case = load(file)
    sets = _measurements(case, {"decode": decode, "prefill": prefill})
    rows, summary = report.calibration_rows(case, sets)
    if form != "table":
        print("\n".join(summary), file=sys.stderr)
    if form == "json":
        return json.dumps(rows, indent=1, allow_nan=False)
    heads = list(rows[0])
    if form == "csv":
        return _csv(heads, [list(row.values()) for row in rows])
    cells = [[_cell(value) for value in row.values()] for row in rows]
    return "\n".join([_table(heads, cells), "", *summary])


@shell.command("new-case")
@click.argument("name")
def new_case_command(name) -> str:
    """Write a file to start another company from; it extends the case that ships, and loads."""
    path = library.new_case_path(name)
    text = starting_text(name, CASE_FILE, path.parent)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    load(path)
    return (
        f"{path} is written and loads. Change what you know, then try it:\n"
        f"  python -m econ run --file {path}\n"
        f"The app offers it beside the cases that ship."
    )


@shell.command("headlines", context_settings=SETTINGS)
@click.option("--out", type=PATH, default=RECORD_FILE, help="Another file than the one that ships.")
@click.option(
    "--replace",
    is_flag=True,
    help="Replace what is recorded of this version: only while nobody has a link that was made with it.",
)
def headlines_command(out, replace) -> str:
    """Record the headline figures of each preset under this version of the model, for links made with it."""
    changes = record_current_version(out, replace=replace)
    version = f"version {equations.MODEL_VERSION} of the model"
    if not changes:
        return f"{out} has the figures of {version} already"
    return "\n".join([f"{version} is recorded in {out}:", *(f"  {change}" for change in changes)])


def _measurements(case, paths):
    """The measurements of the files given by kind; the shipped ones where no file is given."""
    if not any(paths.values()):
        shipped = [points for points in measurements.fitted_measurements(case) if points.names]
        if not shipped:
            raise AssumptionError([NO_POINTS])
        return shipped
    sets, problems = [], list[str]()
    for kind in measurements.MEASUREMENT_KINDS:
        path = paths[kind.name]
        try:
            if path:
                text = _text(path)
                sets.append(measurements.read_measurements(case, text, kind, shown(path.name)))
        except AssumptionError as error:
            problems += error.problems
    if problems:
        raise AssumptionError(problems)
    return sets


def _text(path):
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "it is not a file").lower()
    except UnicodeDecodeError:
        reason = "it is not UTF-8 text"
    raise AssumptionError([f"{shown(path.name or path)} cannot be read: {reason}"])


def _number(value):
    """A number for machines; a word where it is not defined or lies beyond the horizon."""
    if math.isnan(value):
        return NOT_DEFINED
    return float(value) if math.isfinite(value) else BEYOND_WORDS


def _cell(value):
    if value is None:
        return ""
    return format_plain(value) if isinstance(value, float) else value


def _csv(heads, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([heads, *rows])
    return text.getvalue().rstrip("\n")


def _table(heads, rows):
    cells = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [min(max(len(row[i]) for row in cells), 60) for i in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        with shell.make_context("python -m econ", words) as context:
            print(shell.invoke(context), flush=True)
    except click.exceptions.Exit as finished:  # the help was printed
        return finished.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "python -m econ"
        print(f"{command}: {error.format_message()} Try {command} --help", file=sys.stderr)
        return error.exit_code
    except (AssumptionError, ModelError) as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            "stopped; an ensemble continues where it was when the command is repeated",
            file=sys.stderr,
        )
        return INTERRUPTED
    except BrokenPipeError:  # the reader of the output has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
