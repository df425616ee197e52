"""An ensemble on a Dask cluster: a real scheduler and two workers on this machine, one of them killed in the middle."""

import contextlib
import dataclasses
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from support.paths import ROOT

import econ
from econ import cli as shell
from econ.ensemble import blocks
from econ.ensemble.folder import MANIFEST, RESULTS
from econ.ensemble.run import run_ensemble
from econ.ensemble.workers import WorkerPool

Client = pytest.importorskip(
    "distributed", reason="Dask is not installed: requirements-cluster.txt"
).Client
HERE = "127.0.0.1"
SOON = 60  # seconds a busy machine may need to start a process
QUIET = {"DASK_DISTRIBUTED__DASHBOARD__LINK": "", "DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "1h"}


def free_port():
    """A free port."""
    with socket.socket() as sock:
        sock.bind((HERE, 0))
        return sock.getsockname()[1]


@contextlib.contextmanager
def started(*command, folder, place=ROOT):
    """A process of Dask's own command, started in the project's folder; at the end its process group is killed."""
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *command],
            cwd=place,
            stdout=log,
            stderr=log,
            env={**os.environ, **QUIET},
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def cluster(folder, workers, place=ROOT):
    """The address and the process of a local scheduler, and the processes of its workers."""
    address = f"tcp://{HERE}:{free_port()}"
    scheduler = (
        "scheduler",
        "--host",
        HERE,
        "--port",
        address.rpartition(":")[2],
        "--no-dashboard",
        "--no-jupyter",
    )
    worker = (
        "worker",
        address,
        "--host",
        HERE,
        "--nthreads",
        "1",
        "--no-dashboard",
        "--no-nanny",
        "--memory-limit",
        "0",
        "--local-directory",
        str(folder),
        "--death-timeout",
        str(SOON),
    )
    with contextlib.ExitStack() as stack:
        leader = stack.enter_context(started(*scheduler, folder=folder))
        worker_processes = [
            stack.enter_context(started(*worker, folder=folder, place=place))
            for _ in range(workers)
        ]
        with Client(address, timeout=SOON, set_as_default=False) as client:
            if workers:
                client.wait_for_workers(workers, timeout=SOON)
        yield address, leader, worker_processes


def work(case, draws=1_200):
    """An ensemble of many small blocks."""
    text = (ROOT / "assumptions.toml").read_text("utf-8")
    return blocks.specify_ensemble(
        case.scenario(), text, draws=draws, seed=5, quantities=("cash", "revenue"), block=64
    )


def files(folder):
    """The bytes of everything an ensemble leaves."""
    return {name: (folder / name).read_bytes() for name in (*RESULTS, MANIFEST)}


def test_a_killed_worker_does_not_change_the_result(case, tmp_path):
    progress, killed = [], []
    (tmp_path / "dask").mkdir()
    with cluster(tmp_path / "dask", 2) as (address, _, workers):

        def report(done, draws):
            progress.append(done)
            if done >= draws / 3 and not killed:
                killed.append(workers[0].pid)
                os.kill(workers[0].pid, signal.SIGKILL)
                workers[0].wait()

        assert run_ensemble(
            work(case), tmp_path / "cluster", WorkerPool(scheduler=address), 2, report
        )
        assert killed and workers[0].returncode == -signal.SIGKILL and workers[1].poll() is None
        assert progress[-1] == 1_200 and progress == sorted(set(progress))
        with pytest.raises(econ.AssumptionError, match="another version of the project"):
            run_ensemble(
                dataclasses.replace(work(case, 70), code="other"),
                tmp_path / "other",
                WorkerPool(scheduler=address),
            )
    assert run_ensemble(work(case), tmp_path / "here", WorkerPool(workers=2), 5)
    assert files(tmp_path / "cluster") == files(tmp_path / "here")


def test_an_ensemble_resumes_after_its_scheduler_is_killed(case, tmp_path, monkeypatch):
    (tmp_path / "dask").mkdir()
    progress = []
    with cluster(tmp_path / "dask", 1) as (address, leader, _):

        def report(done, draws):
            progress.append(done)
            if len(progress) == 3:
                os.kill(leader.pid, signal.SIGKILL)
                leader.wait()

        monkeypatch.setattr("econ.ensemble.workers.PATIENCE_SECONDS", 6)
        with pytest.raises(econ.AssumptionError, match="has gone away"):
            run_ensemble(
                work(case, 1_000), tmp_path / "cluster", WorkerPool(scheduler=address), 1, report
            )
    assert run_ensemble(work(case, 1_000), tmp_path / "cluster", WorkerPool(workers=1), 4)
    assert run_ensemble(work(case, 1_000), tmp_path / "here", WorkerPool(workers=1))
    assert files(tmp_path / "cluster") == files(tmp_path / "here")


def test_a_cluster_without_workers_or_without_the_project_is_refused_with_a_reason(
    case, tmp_path, monkeypatch
):
    (tmp_path / "dask").mkdir()
    with (
        cluster(tmp_path / "dask", 1, place=tmp_path) as (address, *_),
        pytest.raises(econ.AssumptionError, match="its folder"),
    ):
        run_ensemble(work(case, 70), tmp_path / "results", WorkerPool(scheduler=address))
    monkeypatch.setattr("econ.ensemble.workers.PATIENCE_SECONDS", 1)
    with (
        cluster(tmp_path / "dask", 0) as (address, *_),
        pytest.raises(econ.AssumptionError, match="has no workers"),
    ):
        run_ensemble(work(case, 70), tmp_path / "results", WorkerPool(scheduler=address))


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_server_that_is_no_scheduler_is_refused_without_waiting(
    capsys, tmp_path, monkeypatch, answer
):
    monkeypatch.setattr("econ.ensemble.workers.PATIENCE_SECONDS", 1)
    with socket.create_server((HERE, 0)) as server:
        threading.Thread(target=lambda: server.accept()[0].sendall(answer), daemon=True).start()
        started_at = time.monotonic()
        address = f"tcp://{HERE}:{server.getsockname()[1]}"
        assert (
            shell.main(
                [
                    "ensemble",
                    "--draws",
                    "10",
                    "--out",
                    str(tmp_path / "new"),
                    "--scheduler",
                    address,
                ]
            )
            == 2
        )
    assert time.monotonic() - started_at < 20 and "no scheduler answers" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_silent_scheduler_and_missing_packages_are_refused_with_a_reason(
    capsys, tmp_path, monkeypatch
):
    folder = tmp_path / "new" / "folder"
    command = [
        "ensemble",
        "--draws",
        "10",
        "--out",
        str(folder),
        "--scheduler",
        f"tcp://{HERE}:{free_port()}",
    ]
    monkeypatch.setattr("econ.ensemble.workers.PATIENCE_SECONDS", 1)
    started_at = time.monotonic()
    assert shell.main(command) == 2
    assert time.monotonic() - started_at < 20
    assert "no scheduler answers" in capsys.readouterr().err
    assert not any(tmp_path.iterdir()), "a failed start leaves no file"
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert shell.main(command) == 2
    assert "requirements-cluster.txt" in capsys.readouterr().err
