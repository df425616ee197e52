"""Workers of an ensemble: threads or processes of this machine, or the workers of a Dask cluster."""

import contextlib
import dataclasses
import importlib.util
import itertools
import logging
import multiprocessing
import os
import queue
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import TypeVar

from econ.problems import AssumptionError, shown

TASKS_PER_WORKER = 2  # running or waiting; more would only fill memory
MOST_WORKERS = 1024
PATIENCE_SECONDS = 10  # within which a scheduler and its first worker must answer
MOST_EMPTY_WAITS = 6  # times of that length in a row without a worker and without a result
TASK_RETRIES = 2  # for a task that failed on a worker of a cluster
SCHEDULER_ADDRESS = r"(tcp|tls|ws|wss|ucx)://[^\s/:]+:[0-9]{1,5}"

Result = TypeVar("Result")


@dataclasses.dataclass(frozen=True, kw_only=True)
class WorkerPool:
    """A number of workers of this machine, threads or processes, or the address of a scheduler that has workers."""

    workers: int | None = None
    processes: bool = False
    scheduler: str | None = None

    def __post_init__(self):
        problems = []
        if self.scheduler is not None and (self.processes or self.workers is not None):
            problems.append(
                "a scheduler brings its own workers: leave out --workers and --processes"
            )
        if self.scheduler is not None and not re.fullmatch(SCHEDULER_ADDRESS, self.scheduler):
            problems.append(
                f"a scheduler’s address is like tcp://host:8786, not «{shown(self.scheduler)}»"
            )
        if self.workers is not None and not 1 <= self.workers <= MOST_WORKERS:
            problems.append(f"there can be 1 to {MOST_WORKERS:,} workers, not {self.workers:,}")
        if problems:
            raise AssumptionError(problems)

    @contextlib.contextmanager
    def executor(self) -> Iterator[tuple[Executor, Callable[[], int]]]:
        """Yield an executor and a function that returns its current number of workers.

        Pending tasks are cancelled on exit.
        """
        if self.scheduler:
            with _cluster(self.scheduler) as cluster:
                yield cluster
            return
        count = self.workers or os.cpu_count() or 1
        executor: Executor
        if self.processes:
            # Processes are spawned, because a forked copy of a process with threads may hang.
            context = multiprocessing.get_context("spawn")
            executor = futures.ProcessPoolExecutor(count, context, _exit_with_parent)
        else:
            executor = futures.ThreadPoolExecutor(count)
        try:
            yield executor, lambda: count
        except futures.BrokenExecutor:
            if sys.version_info < (3, 11, 5):
                _stop_sending(executor)
            raise
        finally:
            executor.shutdown(cancel_futures=True)


def _stop_sending(executor):
    """Close the pipe of tasks to processes that have ended, because Python before 3.11.5 waits for ever to fill it.

    Later versions close it themselves, and a second close at the same moment fails.
    https://github.com/python/cpython/issues/94777
    """
    tasks = getattr(executor, "_call_queue", None)  # private; without it nothing is done
    if tasks is not None:
        tasks._reader.close()


def _exit_with_parent():
    """End this process when its parent is killed, because it would otherwise wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:  # as it is in every process that another has started
        threading.Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(process):
    """End this process once another has ended."""
    process.join()
    os._exit(1)


def _connect(make_client):
    """The client of a scheduler, or the error; a peer that accepts the connection and does not answer is not waited for."""
    answer: queue.SimpleQueue[object] = queue.SimpleQueue()

    def connect():
        try:
            answer.put(make_client())
        except Exception as error:  # a peer that is no scheduler can answer anything
            answer.put(error)

    threading.Thread(target=connect, daemon=True).start()
    try:
        return answer.get(timeout=2 * PATIENCE_SECONDS)
    except queue.Empty as error:
        return error


@contextlib.contextmanager
def _cluster(address):
    """The executor of a Dask cluster, and a function that returns the number of threads of its workers."""
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise AssumptionError(
            ["--scheduler needs Dask: python -m pip install -r requirements-cluster.txt"]
        ) from None
    # Its tracebacks are replaced by the sentences below.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    client = _connect(lambda: Client(address, timeout=PATIENCE_SECONDS, set_as_default=False))
    if isinstance(client, Exception):
        raise AssumptionError(
            [f"no scheduler answers at {address} within {PATIENCE_SECONDS} s"]
        ) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
        if None in client.run(importlib.util.find_spec, "econ").values():
            raise AssumptionError(
                [
                    "a worker does not find the project: start workers in its folder, with python -m dask worker"
                ]
            )
        yield (
            client.get_executor(pure=False, retries=TASK_RETRIES),
            lambda: sum(client.nthreads().values()),
        )
    except TimeoutError:
        raise AssumptionError([f"the scheduler at {address} has no workers: start some"]) from None
    except KilledWorker:
        raise AssumptionError(
            ["workers died again and again over one task: see their logs, then repeat the command"]
        ) from None
    except (CancelledError, OSError):
        raise AssumptionError(
            [f"the scheduler at {address} has gone away: repeat the command to continue"]
        ) from None
    finally:
        with contextlib.suppress(TimeoutError, OSError):
            client.close(timeout=PATIENCE_SECONDS)


def completed_results(
    executor: Executor,
    workers: Callable[[], int],
    function: Callable[..., Result],
    tasks: Iterable[tuple],
) -> Iterator[list[Result]]:
    """The results of a function for tasks (its arguments), as they complete, in no order; one list for each wait.

    Tasks are submitted as workers become free. Raises what a task raises, `BrokenExecutor` if a process was killed, and
    `RuntimeError`, one sentence, if all workers have been gone for a while.
    """
    tasks, empty_waits = iter(tasks), 0
    pending: set[Future[Result]] = set()
    while True:
        room = max(0, TASKS_PER_WORKER * max(1, workers()) - len(pending))
        pending |= {executor.submit(function, *task) for task in itertools.islice(tasks, room)}
        if not pending:
            return
        done, pending = futures.wait(pending, PATIENCE_SECONDS, futures.FIRST_COMPLETED)
        empty_waits = 0 if done or workers() else empty_waits + 1
        if empty_waits == MOST_EMPTY_WAITS:
            raise RuntimeError(
                "all workers have gone: start some, and repeat the command to continue"
            )
        if done:
            yield [future.result() for future in done]


__all__ = ["BrokenExecutor", "WorkerPool", "completed_results"]
