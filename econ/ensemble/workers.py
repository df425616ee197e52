"""Who does the work of an ensemble: threads or processes of this machine, or the workers of a Dask cluster."""

import contextlib
import dataclasses
import importlib.util
import itertools
import logging
import multiprocessing
import os
import queue
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures import BrokenExecutor, CancelledError, Executor

from econ.problems import AssumptionError, shown

TASKS_PER_WORKER = 2  # tasks a worker has in hand or waiting: more would only fill memory
MOST_WORKERS = 1024
PATIENCE_SECONDS = 10  # seconds until a scheduler, or its first worker, must have answered
MOST_EMPTY_WAITS = 6  # times that nobody ended a task within this patience, and nobody was there to
TASK_RETRIES = 2  # of a task that failed on one worker of a cluster
SCHEDULER_ADDRESS = r"(tcp|tls|ws|wss|ucx)://[^\s/:]+:[0-9]{1,5}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class WorkerPool:
    """How many workers of this machine, threads or processes; or the address of a scheduler and its workers."""

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
                f"a scheduler's address is like tcp://host:8786, not «{shown(self.scheduler)}»"
            )
        if self.workers is not None and not 1 <= self.workers <= MOST_WORKERS:
            problems.append(f"there can be 1 to {MOST_WORKERS:,} workers, not {self.workers:,}")
        if problems:
            raise AssumptionError(problems)

    @contextlib.contextmanager
    def executor(self) -> Iterator[tuple[Executor, Callable[[], int]]]:
        """An executor, and how many workers it has now; nothing it was given is left waiting at the end."""
        if self.scheduler:
            with _cluster(self.scheduler) as both:
                yield both
            return
        count = self.workers or os.cpu_count() or 1
        if self.processes:  # started afresh: a copy of a process with threads may hang
            pool = futures.ProcessPoolExecutor(
                count, multiprocessing.get_context("spawn"), _leave_with_parent
            )
        else:
            pool = futures.ThreadPoolExecutor(count)
        try:
            yield pool, lambda: count
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_with_parent():
    """End this process when the one that started it has been killed, and would otherwise leave it waiting for ever."""

    def watch():
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _asked(connect):
    """A client of a scheduler, or the error; whoever takes the connection and says nothing a scheduler says is not waited for."""
    answer = queue.SimpleQueue()

    def ask():
        try:
            answer.put(connect())
        except (
            Exception
        ) as error:  # a stranger's answer can be read as anything, and be too large for the memory
            answer.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        return answer.get(timeout=2 * PATIENCE_SECONDS)
    except queue.Empty as error:
        return error


@contextlib.contextmanager
def _cluster(address):
    """The executor of a Dask cluster, and how many threads its workers have."""
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise AssumptionError(
            ["--scheduler needs Dask: python -m pip install -r requirements-cluster.txt"]
        ) from None
    logging.getLogger("distributed.client").setLevel(
        logging.CRITICAL
    )  # what it reports with a traceback is said below
    client = _asked(lambda: Client(address, timeout=PATIENCE_SECONDS, set_as_default=False))
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
    executor: Executor, workers: Callable[[], int], function: Callable, tasks: Iterable[tuple]
) -> Iterator[list]:
    """What the function gives for each task, as they end, in no order: lists of those that ended together.

    Tasks are handed out as workers become free. Raises what a task raised, `BrokenExecutor` where a process was killed, and
    `RuntimeError` in one sentence when all workers have been gone for a while.
    """
    tasks, waiting, alone = iter(tasks), set(), 0
    while True:
        room = TASKS_PER_WORKER * max(1, workers()) - len(waiting)
        waiting |= {
            executor.submit(function, *task) for task in itertools.islice(tasks, max(0, room))
        }
        if not waiting:
            return
        done, waiting = futures.wait(waiting, PATIENCE_SECONDS, futures.FIRST_COMPLETED)
        alone = 0 if done or workers() else alone + 1
        if alone == MOST_EMPTY_WAITS:
            raise RuntimeError(
                "all workers have gone: start some, and repeat the command to continue"
            )
        if done:
            yield [future.result() for future in done]


__all__ = ["BrokenExecutor", "WorkerPool", "completed_results"]
