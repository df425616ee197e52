"""Run an ensemble into a folder: the blocks that are missing are computed as tasks until all are done."""

import functools
import pathlib
from collections.abc import Callable, Iterator

from econ.arrays import Array
from econ.ensemble.blocks import (
    PILOT_BLOCKS,
    EnsembleSpec,
    EnsembleSummary,
    counting_grid,
    evaluate_block,
    summarise_block,
    summarise_blocks,
)
from econ.ensemble.folder import EnsembleFolder, open_folder
from econ.ensemble.workers import BrokenExecutor, WorkerPool, completed_results
from econ.problems import AssumptionError

BLOCKS_PER_TASK = 4
MOST_FAILURES = 3  # times that processes are killed in a row before any task is done


def run_ensemble(
    spec: EnsembleSpec,
    path: pathlib.Path,
    pool: WorkerPool,
    blocks_per_task: int = BLOCKS_PER_TASK,
    report: Callable[[int, int], None] = lambda done, draws: None,
) -> bool:
    """Run what is missing of an ensemble and write its results into a folder; returns whether anything was missing.

    Killed at any time, it continues from its last checkpoint. The results are the same bit for bit for every pool and
    every number of blocks per task. `report` is called with the draws done and the draws of the ensemble. Raises
    `AssumptionError` for a folder, a worker or a scheduler that cannot be used.
    """
    if blocks_per_task < 1:
        raise AssumptionError([f"a chunk is at least one block, not {blocks_per_task:,}"])
    with open_folder(path, spec) as folder:
        if folder.finished:
            folder.delete_checkpoint()
            return False
        try:
            edges, total = _run_until_done(folder, pool, blocks_per_task, report)
        except RuntimeError as error:  # workers report their problems in one sentence
            raise AssumptionError([" ".join(str(error).split())]) from None
        folder.finish(edges, total)
        folder.delete_checkpoint()
    return True


def _run_until_done(folder, pool, blocks_per_task, report):
    """The grid and the sums of all blocks; tasks of processes that are killed are done again."""
    spec, checkpoint, failures = folder.spec, folder.checkpoint(), 0
    while True:
        done_before = checkpoint and checkpoint[1].blocks_done
        try:
            with pool.executor() as (executor, workers):
                for step in _steps(folder, executor, workers, checkpoint, blocks_per_task):
                    checkpoint = step
                    report(count_draws(spec, checkpoint[1]), spec.draws)
            return checkpoint
        except BrokenExecutor:
            done = checkpoint and checkpoint[1].blocks_done
            failures = failures + 1 if done == done_before else 0
            if failures == MOST_FAILURES:
                raise AssumptionError(
                    ["processes are killed as soon as they work: is there enough memory?"]
                ) from None


def _steps(
    folder: EnsembleFolder, executor, workers, checkpoint, blocks_per_task
) -> Iterator[tuple[Array, EnsembleSummary]]:
    """The grid and the sums after each step, which are also kept in the folder."""
    spec = folder.spec
    if checkpoint is None:
        checkpoint = _first_checkpoint(spec, executor, workers)
        folder.replace_checkpoint(*checkpoint)
    edges, total = checkpoint
    yield checkpoint
    tasks = (
        (spec, edges, numbers)
        for numbers in pending_chunks(spec, total.blocks_done, blocks_per_task)
    )
    for summaries in completed_results(executor, workers, summarise_blocks, tasks):
        total = functools.reduce(EnsembleSummary.merged, summaries, total)
        folder.replace_checkpoint(edges, total)
        yield edges, total


def _first_checkpoint(spec, executor, workers):
    """The grid made from the first blocks, and their sums."""
    tasks = ((spec, number) for number in range(min(PILOT_BLOCKS, spec.blocks)))
    results = completed_results(executor, workers, evaluate_block, tasks)
    pilot = sorted(
        (block for blocks in results for block in blocks), key=lambda block: block.number
    )
    edges = counting_grid(pilot)
    summaries = (summarise_block(block, edges) for block in pilot)
    return edges, functools.reduce(EnsembleSummary.merged, summaries)


def pending_chunks(spec: EnsembleSpec, blocks_done: int, size: int) -> Iterator[tuple[int, ...]]:
    """The numbers of the blocks that are not done, `size` at a time; `blocks_done` has one bit a block."""
    chunk = []
    for number in range(spec.blocks):
        if not blocks_done >> number & 1:
            chunk.append(number)
        if len(chunk) == size or (chunk and number == spec.blocks - 1):
            yield tuple(chunk)
            chunk = []


def count_draws(spec: EnsembleSpec, summary: EnsembleSummary) -> int:
    """The number of draws in the blocks of a summary."""
    has_last_block = summary.blocks_done >> (spec.blocks - 1) & 1
    missing_in_last_block = spec.blocks * spec.block - spec.draws
    return summary.blocks_done.bit_count() * spec.block - has_last_block * missing_in_last_block
