"""Ensembles: results do not depend on chunks, workers or interruptions, and agree with their definitions."""

import contextlib
import io
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest
from pyarrow import parquet
from support.ensembles import LATE, TEXT, work
from support.paths import ROOT
from support.sampling import FULL

import econ
from econ import cli as shell
from econ.case.case import parse
from econ.ensemble.blocks import (
    PERCENTS,
    specify_ensemble,
)
from econ.ensemble.folder import CHECKPOINT, LOCK_FILE, MANIFEST, RESULTS, open_folder
from econ.ensemble.progress import Progress
from econ.ensemble.run import run_ensemble
from econ.ensemble.workers import TASKS_PER_WORKER, WorkerPool, completed_results
from econ.risk.draws import uncertain_keys

LINUX = pytest.mark.skipif(
    not pathlib.Path("/proc/self/stat").exists(), reason="processes are looked for in /proc"
)


def files(folder):
    """The bytes of everything an ensemble leaves."""
    return {name: (folder / name).read_bytes() for name in (*RESULTS, MANIFEST)}


@pytest.mark.parametrize(
    ("pool", "chunk"),
    [
        (WorkerPool(workers=2), 2),
        (WorkerPool(workers=3), 100),
        (WorkerPool(workers=2, processes=True), 1),
    ],
    ids=["threads", "few", "processes"],
)
def test_results_are_bitwise_equal_for_any_chunk_and_any_workers(
    case, whole, tmp_path, pool, chunk
):
    assert run_ensemble(work(case), tmp_path, pool, chunk)
    assert files(tmp_path) == files(whole)


def test_a_finished_ensemble_is_not_run_again(case, whole, tmp_path):
    before = {file.name: file.stat().st_mtime_ns for file in whole.iterdir()}
    assert not run_ensemble(work(case), whole, WorkerPool(workers=1))
    assert before == {file.name: file.stat().st_mtime_ns for file in whole.iterdir()}
    assert before.keys() == {*RESULTS, MANIFEST, LOCK_FILE}


class Stop(Exception):
    """Stops an ensemble in the middle."""


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_an_interrupted_ensemble_resumes_with_any_other_chunk(case, whole, tmp_path, steps):
    progress = []

    def report(done, draws):
        progress.append(done)
        if len(progress) == steps:
            raise Stop

    with pytest.raises(Stop):
        run_ensemble(work(case), tmp_path, WorkerPool(workers=1), 1, report)
    assert (tmp_path / CHECKPOINT).exists() and not (tmp_path / RESULTS[0]).exists()
    done_before_stop = progress[-1]
    assert run_ensemble(
        work(case), tmp_path, WorkerPool(workers=2), 3, lambda done, draws: progress.append(done)
    )
    assert progress[steps] == done_before_stop, "finished work is not done again"
    assert progress[-1] == 200 and files(tmp_path) == files(whole)


@LINUX
def test_an_ensemble_killed_by_a_signal_resumes_where_it_was(tmp_path):
    draws, uninterrupted, killed = 9_000, tmp_path / "alone", tmp_path / "killed"
    command = [
        sys.executable,
        "-m",
        "econ",
        "ensemble",
        "--draws",
        str(draws),
        "--chunk",
        "1",
        "--quantity",
        "cash",
        "--out",
    ]
    process = subprocess.Popen(
        [*command, str(killed), "--workers", "1", "--processes"],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 120
        while (
            not (killed / CHECKPOINT).exists() and process.poll() is None and time.monotonic() < end
        ):
            time.sleep(0.01)
        first, helpers = (killed / CHECKPOINT).stat().st_mtime_ns, list(children(process.pid))
        while (killed / CHECKPOINT).stat().st_mtime_ns == first and process.poll() is None:
            time.sleep(0.01)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert not (killed / RESULTS[0]).exists() and (killed / CHECKPOINT).exists()
    end = time.monotonic() + 30
    while any(running(folder) for folder in helpers) and time.monotonic() < end:
        time.sleep(0.01)
    assert helpers and not any(running(folder) for folder in helpers), (
        "its child processes are still running"
    )
    again = subprocess.run(
        [*command, str(killed)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not again.stderr.startswith("4,096 of"), "it started again from draw zero"
    subprocess.run([*command, str(uninterrupted)], cwd=ROOT, capture_output=True, check=True)
    assert files(killed) == files(uninterrupted)


@LINUX
def test_killed_worker_processes_do_not_change_the_result(case, whole, tmp_path):
    killed = []

    def kill_one(done, draws):
        if not killed:
            child = next(
                pid
                for pid in children(os.getpid())
                if b"spawn_main" in (pid / "cmdline").read_bytes()
            )
            killed.append(int(child.name))
            os.kill(killed[0], signal.SIGKILL)

    assert run_ensemble(work(case), tmp_path, WorkerPool(workers=1, processes=True), 1, kill_one)
    assert killed and files(tmp_path) == files(whole)


def children(parent):
    """The folders in /proc of the child processes."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                yield folder


def running(folder):
    """Whether a process is still running, and not a zombie."""
    with contextlib.suppress(OSError):
        return (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_an_overridden_path_is_drawn_and_written_as_a_path(vague, tmp_path):
    key, case = "rival_output_price.glm", parse(vague)
    scenario = case.scenario(overrides={key: [float(10 + month) for month in range(case.months)]})
    assert key in uncertain_keys(scenario)
    ensemble = specify_ensemble(scenario, vague, draws=5, seed=7, quantities=("cash",), block=4)
    run_ensemble(ensemble, tmp_path, WorkerPool(workers=1))
    worst = parquet.read_table(tmp_path / RESULTS[2]).to_pylist()[0]
    rows = {key: [worst[key]] for key in uncertain_keys(scenario)}
    assert econ.run(scenario, rows)["lowest_cash"][0, -1] == worst["lowest_cash"]


def test_without_uncertainty_every_future_is_the_single_run(case, tmp_path, monkeypatch):
    monkeypatch.setattr("econ.ensemble.blocks.sobol_draws", lambda scenario, count, seed, first: {})
    monkeypatch.setattr("econ.ensemble.folder.uncertain_keys", lambda scenario: ())
    run_ensemble(work(case, draws=70), tmp_path, WorkerPool(workers=1))
    table = parquet.read_table(tmp_path / RESULTS[0]).to_pandas().set_index(["quantity", "month"])
    single = econ.run(case.scenario(overrides=LATE))
    for key in ("cash", "revenue"):
        for column in (*(f"q{percent:02d}" for percent in PERCENTS), "least", "most", "mean"):
            assert table.loc[key][column].tolist() == single[key][0].tolist(), (key, column)
    assert (table["within"] == 0.0).all()


def test_memory_does_not_grow_with_the_number_of_draws(case, tmp_path):
    """Of what more draws compute, less than half is ever held; a few blocks wait to be summed up, more on a busy machine."""
    block, few, many = 64, 24, 136 if FULL else 72
    peaks = []
    for blocks in (1, few, many):  # the first run reads libraries, which stay
        made = work(case, draws=blocks * block, block=block, quantities=("cash",))
        tracemalloc.start()
        run_ensemble(made, tmp_path / str(blocks), WorkerPool(workers=1), blocks_per_task=1)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    computed = (many - few) * block * case.months * np.dtype(float).itemsize  # bytes of cash
    assert peaks[2] - peaks[1] < computed / 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": 8}, "its seed differs"),
        ({"draws": 199}, "its number of draws differs"),
        ({"scenario": '[scenario]\ncase = "DeepSeek V4"\n'}, "its scenario differs"),
        ({"quantities": ("cash",)}, "its list of quantities differs"),
        ({"assumptions": TEXT + "\n#"}, "file of assumptions differs"),
        ({"code": "other", "block": 64}, "its size of a block and version of the project differ"),
    ],
)
def test_another_ensemble_is_refused_in_one_sentence(case, whole, changes, said):
    before = files(whole)
    with pytest.raises(econ.AssumptionError, match=said) as refused:
        run_ensemble(work(case, **changes), whole, WorkerPool(workers=1))
    assert len(refused.value.problems) == 1 and files(whole) == before


def test_a_folder_without_results_can_be_used_for_another_ensemble(case, tmp_path):
    with pytest.raises(econ.AssumptionError, match="another version"):
        run_ensemble(work(case, code="other"), tmp_path, WorkerPool(workers=1))
    assert run_ensemble(work(case, draws=40), tmp_path, WorkerPool(workers=1))
    assert json.loads((tmp_path / MANIFEST).read_text())["draws"] == 40


@pytest.mark.parametrize("place", ["", "new", "new/deeper"])
def test_an_ensemble_that_fails_at_once_leaves_no_file(case, tmp_path, place):
    with pytest.raises(econ.AssumptionError, match="another version"):
        run_ensemble(work(case, code="other"), tmp_path / place, WorkerPool(workers=1))
    assert not any(tmp_path.iterdir())


def test_files_of_others_in_the_folder_are_kept(case, tmp_path):
    with pytest.raises(Stop), open_folder(tmp_path / "new", work(case)):  # noqa: PT012
        (tmp_path / "new" / "thesis.txt").write_text("somebody's")
        stop()
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("digest", "reason"), [("code", "another version"), ("arithmetic", "arithmetic of a worker")]
)
@pytest.mark.parametrize("processes", [False, True])
def test_a_worker_with_another_version_or_arithmetic_is_refused(
    case, tmp_path, digest, reason, processes
):
    with pytest.raises(econ.AssumptionError, match=reason):
        run_ensemble(
            work(case, **{digest: "other"}), tmp_path, WorkerPool(workers=1, processes=processes)
        )


def test_tasks_are_given_to_free_workers_and_fail_when_all_workers_are_gone(monkeypatch):
    handed, executor = [], ThreadPoolExecutor(2)
    monkeypatch.setattr("econ.ensemble.workers.PATIENCE_SECONDS", 0.01)

    def tasks():
        for number in range(20):
            handed.append(number)
            yield (number,)

    with executor:
        ended = 0
        for results in completed_results(executor, lambda: 2, lambda number: number, tasks()):
            ended += len(results)
            assert len(handed) <= ended + 2 * TASKS_PER_WORKER
        assert ended == 20
        hold = Event()
        with pytest.raises(RuntimeError, match="all workers have gone"):
            list(completed_results(executor, lambda: 0, lambda number: hold.wait(), [(1,)]))
        hold.set()


def test_two_commands_cannot_use_one_folder_at_once(case, tmp_path):
    def start_another(done, draws):
        with pytest.raises(econ.AssumptionError, match="another command is at work"):
            run_ensemble(work(case), tmp_path, WorkerPool(workers=1))

    assert run_ensemble(work(case), tmp_path, WorkerPool(workers=1), 100, start_another)


def test_an_unreadable_manifest_or_checkpoint_is_refused_with_a_reason(case, tmp_path):
    (tmp_path / MANIFEST).write_text("[1")
    with pytest.raises(econ.AssumptionError, match="cannot be read"):
        run_ensemble(work(case), tmp_path, WorkerPool(workers=1))
    (tmp_path / MANIFEST).unlink()
    with pytest.raises(Stop):
        run_ensemble(work(case), tmp_path, WorkerPool(workers=1), 1, lambda done, draws: stop())
    checkpoint = (tmp_path / CHECKPOINT).read_bytes()
    (tmp_path / CHECKPOINT).write_bytes(checkpoint[: len(checkpoint) // 2])
    with pytest.raises(econ.AssumptionError, match="remove the folder"):
        run_ensemble(work(case), tmp_path, WorkerPool(workers=1))


def stop():
    """Stop the ensemble."""
    raise Stop


BAD = [
    ("--draws 0", "at least one draw"),
    ("--draws -3", "at least one draw"),
    ("--draws 1000000000000", "at most 134,217,728"),
    ("--draws many", "must be a whole number, not «many»"),
    ("--draws 10 --seed -1", "not negative"),
    ("--draws 10 --quantity cahs", "the nearest is «cash»"),
    ("--draws 10 --quantity ,", "at least one quantity"),
    ("--draws 10 --workers 0", "1 to 1,024 workers"),
    ("--draws 10 --chunk 0", "at least one block"),
    ("--draws 10 --scheduler here", "is like tcp://host:8786"),
    ("--draws 10 --set cash", "KEY=VALUE"),
    ("--draws 10 --scheduler tcp://127.0.0.1:1 --processes", "brings its own workers"),
    ("--draws 10 --preset nobody", "no preset «nobody»"),
]


@pytest.mark.parametrize(("options", "reason"), BAD)
def test_invalid_input_gives_one_line_and_exit_status_two(capsys, tmp_path, options, reason):
    status = shell.main(["ensemble", *options.split(), "--out", str(tmp_path)])
    printed = capsys.readouterr()
    assert (
        status == 2 and not printed.out and reason in printed.err and printed.err.count("\n") == 1
    )
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("file", "cannot be written to: it is, or lies in, a file"),
        ("file/below", "cannot be written to: it is, or lies in, a file"),
        ("full", "holds other things"),
    ],
)
def test_an_unusable_folder_is_refused_with_a_reason(capsys, tmp_path, place, reason):
    (tmp_path / "file").write_text("somebody's")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("somebody's")
    assert shell.main(["ensemble", "--draws", "5", "--out", str(tmp_path / place)]) == 2
    error = capsys.readouterr().err
    assert reason in error and error.count("\n") == 1
    assert [file.name for file in (tmp_path / "full").iterdir()] == ["thesis.txt"]


def test_the_shell_reports_its_work_and_then_that_nothing_is_left_to_do(capsys, tmp_path):
    command = [
        "ensemble",
        "--draws",
        "50",
        "--seed",
        "3",
        "--stress",
        "price-war",
        "--out",
        str(tmp_path / "new"),
    ]
    assert shell.main(command) == 0
    first = capsys.readouterr()
    assert "50 draws" in first.out and "seed 3" in first.out and "50 of 50 draws" in first.err
    assert shell.main(command) == 0
    assert "nothing is left to do" in capsys.readouterr().out


@pytest.fixture(scope="module")
def of_all_quantities(tmp_path_factory):
    """The folder of an ensemble that the shell has made, of every quantity."""
    folder = tmp_path_factory.mktemp("all")
    assert shell.main(["ensemble", "--draws", "50", "--seed", "3", "--out", str(folder)]) == 0
    return folder


@pytest.mark.parametrize(
    "harm", [lambda file: file.unlink(), lambda file: file.write_bytes(file.read_bytes()[:100])]
)
@pytest.mark.parametrize("name", ["quantiles.parquet", "worst.parquet"])
def test_missing_or_truncated_results_are_computed_again_and_equal(
    capsys, tmp_path, of_all_quantities, name, harm
):
    shutil.copytree(of_all_quantities, tmp_path, dirs_exist_ok=True)
    command = ["ensemble", "--draws", "50", "--seed", "3", "--out", str(tmp_path)]
    whole = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    harm(tmp_path / name)
    assert (
        shell.main([*command[:3], "--seed", "4", *command[5:]]) == 2
        and "holds another ensemble" in capsys.readouterr().err
    )
    assert shell.main(command) == 0 and "nothing is left" not in capsys.readouterr().out
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == whole


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        return True


def test_progress_is_one_line_per_tenth_or_a_bar_on_a_terminal():
    plain, bar = io.StringIO(), Terminal()
    for stream in (plain, bar):
        progress = Progress(stream)
        for done in range(0, 1001):
            progress(done, 1000)
    assert len(plain.getvalue().splitlines()) == 11 and "left" in plain.getvalue()
    assert bar.getvalue().count("\r") == 1001 and bar.getvalue().count("\n") == 1
