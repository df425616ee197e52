"""The shell: three formats of the same numbers, one line a problem, and quiet ends."""

import csv
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import types

import numpy as np
import pytest
from support.companies import CASES, COMPANIES

import econ
from econ import cli, equations
from econ.data import CASE_FILE
from econ.engine.quantity import quantity
from econ.explain import explain_number
from econ.units import BEYOND_WORDS

SCENARIO = ["--preset", "april-2026", "--stress", "ascend-late", "--set", "trend_growth=0.05"]
LISTS = [[], ["--assumptions"], ["--scenarios"]]


@pytest.fixture
def shell(capsys):
    """Run a command line: its exit status, standard output and standard error."""

    def run(*words):
        status = cli.main(list(words))
        return status, *capsys.readouterr()

    return run


def _rows(text):
    return list(csv.reader(io.StringIO(text)))


def _as_text(value):
    return "" if value is None else str(value)


def test_every_format_of_a_run_holds_the_numbers_of_the_library(shell, case):
    keys = ["cash", "runway", "fleet.ascend_950dt"]
    made = case.scenario("april-2026", {"trend_growth": 0.05}, ["ascend-late"])
    frame = econ.run(made).frame(keys)
    words = ["run", *SCENARIO, "--quantity", ",".join([*keys, "cash", ""])]

    printed = json.loads(shell(*words, "--format", "json")[1], parse_constant=pytest.fail)
    assert printed["scenario"] == made.title and list(printed["quantities"]) == keys
    assert printed["units"] == {key: case.unit_of(key) for key in keys}
    for key in keys:
        read = [np.inf if value == BEYOND_WORDS else value for value in printed["quantities"][key]]
        assert np.array_equal(read, frame[key])

    heads, *rows = _rows(shell(*words, "--format", "csv")[1])
    assert heads == ["month", *(f"{key} [{case.unit_of(key)}]" for key in keys)]
    assert [row[0] for row in rows] == printed["months"]
    columns = zip(*(row[1:] for row in rows), strict=True)
    assert [list(column) for column in columns] == [
        [str(value) for value in printed["quantities"][key]] for key in keys
    ]

    title, heads, *lines = shell(*words)[1].splitlines()
    assert title == made.title and heads.split() == ["month", *keys]
    assert [line.split()[0] for line in lines] == printed["months"]


@pytest.mark.parametrize("options", LISTS)
def test_every_format_of_a_list_has_the_same_cells(shell, options):
    printed = json.loads(shell("list", *options, "--format", "json")[1])
    heads, *rows = _rows(shell("list", *options, "--format", "csv")[1])
    assert rows == [[_as_text(value) for value in row.values()] for row in printed]
    assert all(list(row) == heads for row in printed)
    lines = shell("list", *options)[1].splitlines()
    assert [line.split()[0] for line in lines] == [heads[0], *(row[0] for row in rows)]


def test_lists_leave_nothing_out(shell, case):
    names = [
        {row[0] for row in _rows(shell("list", *options, "--format", "csv")[1])[1:]}
        for options in LISTS
    ]
    assert names == [
        set(case.model.quantities),
        set(case.keys()),
        {*case.presets, *case.stresses},
    ]


def test_a_number_is_explained_as_the_library_explains_it(shell, case):
    made = case.scenario("april-2026", {"trend_growth": 0.05}, ["ascend-late"])
    text = explain_number(econ.run(made), "cash", case.month_index("2027-03")).plain_text()
    words = ["explain", "cash", *SCENARIO]
    assert shell(*words, "--month", "2027-03") == (0, text + "\n", "")
    assert shell(*words)[1] != text + "\n", "without a month, the one at which the case is read"


def test_every_assumption_is_explained_by_its_name_in_the_file(case):
    scenario = case.scenario("november-2026")
    outlook = econ.run(scenario)
    for key in case.keys():
        explanation = explain_number(outlook, key, 3)
        (cause,) = explanation.causes
        assert explanation.key == cause.key == key and cause.basis and cause.source
        assert outlook.at(key, 3) == np.broadcast_to(scenario.value(key), case.months)[3]


def test_every_input_is_explained_by_its_name_in_equations(case, april):
    keys = [key for name in case.model.inputs for key in case.key_indices(name)]
    first_values = [key for key in keys if case.source_of(key) not in case.beliefs]
    assert first_values
    assert all(explain_number(april, key, 0).causes[0].source for key in keys)


@pytest.mark.parametrize(
    ("key", "value"),
    [("active_parameters.v4_pro", "45"), ("active_parameters.r1", "45"), ("accepted_risk", "0.25")],
)
def test_explain_states_inputs_read_under_another_name_or_by_no_equation(shell, key, value):
    changed = ["--set", f"{key}={value}"]
    status, out, err = shell("explain", key, *changed)
    assert (status, err) == (0, "") and out.startswith(f"{key} in ")
    assert out.endswith("[changed here]\n")
    rows = _rows(shell("run", "--quantity", key, *changed, "--format", "csv")[1])
    assert {float(row[1]) for row in rows[1:]} == {float(value)}


@pytest.mark.parametrize("words", [["run"], ["explain", "cash"], ["list"], ["validate"]])
def test_another_file_is_another_case(shell, tmp_path, words, root):
    other = tmp_path / "other.toml"
    text = (root / "assumptions.toml").read_text("utf-8")
    assert shell(*words, "--file", str(other))[0] == 2
    other.write_text("\ufeff" + text, "utf-8")  # as some editors write it
    assert shell(*words, "--file", str(other)) == shell(*words)


@pytest.mark.parametrize("name", list(COMPANIES))
@pytest.mark.parametrize(
    "words",
    [["run", "--quantity", "cash,revenue", "--format", "csv"], ["explain", "cash"], ["years"]],
)
def test_a_saved_scenario_is_run_on_the_case_that_it_names(shell, tmp_path, words, name):
    case, path = CASES[name], str(COMPANIES[name].path)
    saved = tmp_path / "late.toml"
    made = case.with_horizon(36).scenario("november-2026", {"initial_cash": 9}, ["price-war"])
    saved.write_text(made.to_toml(), "utf-8")
    options = ["--preset", "november-2026", "--stress", "price-war", "--set", "initial_cash=9"]
    status, out, err = shell(*words, "--scenario", str(saved))
    assert (status, err) == (0, "")
    assert shell(*words, "--scenario", str(saved), "--file", path)[1] == out
    if words[0] == "run":
        long = shell(*words, "--file", path, *options)[1].splitlines()
        assert out.splitlines() == long[: 1 + 36], "over the horizon of the file"
    changed = shell(*words, "--scenario", str(saved), "--set", "initial_cash=10")[1]
    saved.write_text(made.with_overrides({"initial_cash": 10}).to_toml(), "utf-8")
    assert changed == shell(*words, "--scenario", str(saved))[1] != out
    if len(COMPANIES) > 1:
        other = next(shipped for shipped in COMPANIES.values() if shipped.name != name)
        status, out, err = shell(*words, "--scenario", str(saved), "--file", str(other.path))
        assert (status, out, err.count("\n")) == (2, "", 1) and f"({name}), not for" in err


def test_an_ensemble_of_a_saved_scenario_is_of_the_case_that_it_names(shell, tmp_path):
    name = list(COMPANIES)[-1]
    saved, folder = tmp_path / "late.toml", str(tmp_path / "futures")
    saved.write_text(CASES[name].scenario(overrides={"initial_cash": 9}).to_toml(), "utf-8")
    words = ["ensemble", "--draws", "64", "--out", folder, "--workers", "1"]
    assert shell(*words, "--scenario", str(saved))[0] == 0
    same = ["--file", str(COMPANIES[name].path), "--set", "initial_cash=9"]
    status, out, _ = shell(*words, *same)
    assert status == 0 and "nothing is left to do" in out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[scenario]\ncompany = "acme"\n', "is for «acme», which is not among the cases here"),
        ('[scenario]\ncase = "Acme"\n', "is for «Acme», which is not among the cases here"),
        ("[scenario\n", "late.toml is not TOML"),
        ("[case]\n", "not a scenario file"),
        (None, "late.toml cannot be read: no such file"),
    ],
)
def test_a_saved_scenario_that_cannot_be_run_gets_one_line(shell, tmp_path, text, words):
    saved = tmp_path / "late.toml"
    if text is not None:
        saved.write_text(text, "utf-8")
    status, out, err = shell("run", "--scenario", str(saved))
    assert (status, out, err.count("\n")) == (2, "", 1) and words in err


FOLDER_OF_CASE = CASE_FILE.parent / "cases" / "zhipu"
CASE_OF_FOLDER = FOLDER_OF_CASE / CASE_FILE.name
BAD = [  # a command line, and what each line of its answer names
    ([], ["command"]),
    (["nonsense"], ["nonsense"]),
    (["run", "--nonsense"], ["--nonsense"]),
    (["run", "--format", "xml"], ["'table', 'csv', 'json'"]),
    (["run", "--preset", "nowhere"], ["april-2026"]),
    (["run", "--set", "cash"], ["KEY=VALUE"]),
    (["run", "--set", "trend_growth=0.1", "--set", "trend_growth=0.2"], ["twice"]),
    (
        ["run", "--set", "cash", "--set", "initial_csh=3", "--set", "trend_growth=x"],
        ["KEY=VALUE", "«initial_cash»", "«x»"],
    ),
    (["run", "--quantity", "cahs"], ["«cash»"]),
    (["run", "--quantity", ","], ["'--quantity': must name at least one quantity, not «,»"]),
    (["run", "--quantity", ""], ["at least one quantity"]),
    (["run", "--file", "/no/such/file.toml"], ["file.toml cannot be read: no such file"]),
    (
        ["run", "--file", str(FOLDER_OF_CASE)],
        [f"{FOLDER_OF_CASE} cannot be read: it is a folder; name the file in it, {CASE_OF_FOLDER}"],
    ),
    (["list", "extra"], ["extra"]),
    (["explain"], ["QUANTITY"]),
    (["explain", "cahs"], ["«cash»"]),
    (["explain", "raising_cvoer"], ["«raising_cover»"]),
    (["explain", "cash", "--month", "x"], ["2027-03"]),
    (["explain", "cash", "--month", "2099-01"], ["horizon"]),
    (["validate", "--decode", "/no/a.csv", "--prefill", "/no/b.csv"], ["a.csv", "b.csv"]),
    (["calibrate", "--decode", "/no/a.csv"], ["a.csv"]),
    (["ensemble", "--draws", "5"], ["--out"]),
    (["ensemble", "--draws", "5.5", "--out", "x"], ["whole number, not «5.5»"]),
    (["ensemble", "--draws", "5", "--out", "x", "--quantity", " ,"], ["at least one quantity"]),
]


@pytest.mark.parametrize(("words", "named"), BAD, ids=lambda words: " ".join(words)[:40] or "none")
def test_invalid_input_gives_one_line_per_problem_and_exit_status_two(shell, words, named):
    status, out, err = shell(*words)
    assert (status, out) == (2, "")
    lines = err.splitlines()
    assert len(lines) == len(named)
    assert all(name in line for name, line in zip(named, lines, strict=True))


def test_a_mistyped_unit_of_an_equation_is_one_line(shell, monkeypatch):
    @quantity("crad")
    def spare_cards(fleet):
        """Cards kept aside."""
        return fleet

    module = types.ModuleType("spare")
    spare_cards.__module__, module.spare_cards = "spare", spare_cards
    monkeypatch.setattr(equations, "MODULES", (*equations.MODULES, module))
    sentence = "«spare_cards» is declared in «crad», which is not a unit; the nearest is «card»"
    assert shell("run") == (2, "", sentence + "; all units are in econ/units.py\n")


@pytest.mark.parametrize("path", ["a folder", "binary"])
def test_a_file_that_is_no_text_gives_one_line(shell, tmp_path, path):
    (tmp_path / "a folder").mkdir()
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for words in (["run", "--file"], ["validate", "--decode"]):
        status, out, err = shell(*words, str(tmp_path / path))
        whole = str(tmp_path / path)
        assert (status, out) == (2, "") and err.startswith((path, whole)) and err.count("\n") == 1


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_names_every_command_and_option(shell, word):
    status, out, err = shell(word)
    assert (status, err) == (0, "")
    assert all(f"\n  {name} " in out for name in cli.shell.commands)
    for name, command in cli.shell.commands.items():
        status, out, err = shell(name, word)
        assert (status, err) == (0, "") and out.startswith(f"Usage: python -m econ {name} ")
        assert all(
            option in out for param in command.params for option in param.opts if "-" in option
        )


def test_a_command_that_is_interrupted_ends_with_status_130(shell, monkeypatch):
    def interrupted(scenario):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupted)
    status, out, err = shell("run")
    assert (status, out) == (130, "") and "stopped" in err and err.count("\n") == 1


@pytest.fixture
def ctrl_c():
    """Ctrl-C as in a terminal: it is ignored, for the commands too, where a shell runs the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _started(root, *words, **options):
    command = [sys.executable, "-m", "econ", *words]
    return subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


@pytest.mark.parametrize("words", [["list", "--assumptions"], ["explain", "cash"]])
def test_a_closed_pipe_is_no_error(root, words):
    read_end, write_end = os.pipe()
    os.close(read_end)  # nobody reads: long and short outputs meet it at different places
    command = [sys.executable, "-m", "econ", *words]
    buffered = {**os.environ, "PYTHONUNBUFFERED": ""}  # or the end of the process writes nothing
    done = subprocess.run(
        command, cwd=root, env=buffered, stdout=write_end, stderr=subprocess.PIPE, check=False
    )
    os.close(write_end)
    assert (done.returncode, done.stderr) == (0, b"")


def test_ctrl_c_ends_an_ensemble_with_one_line(root, tmp_path, ctrl_c):
    words = ["--draws", "10000000", "--workers", "1", "--chunk", "1"]
    process = _started(root, "ensemble", *words, "--out", str(tmp_path / "futures"))
    try:
        process.stderr.read(1)  # the first sign of progress
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()  # an ensemble that goes on would compute for hours
    assert process.returncode == 130 and not out
    assert err.splitlines()[-1].startswith("stopped; an ensemble continues")
    assert "Traceback" not in err and pathlib.Path(tmp_path / "futures").exists()
