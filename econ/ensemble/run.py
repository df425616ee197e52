"""Run an ensemble into a folder: what is missing is worked at in chunks, by whoever there is, until nothing is missing."""

import functools
import pathlib
from collections.abc import Callable, Iterator

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

BLOCKS_PER_TASK = 4  # blocks that make one task
MOST_FAILURES = 3  # times that processes may be killed before anything is done


def run_ensemble(
    work: EnsembleSpec,
    folder: pathlib.Path,
    crew: WorkerPool,
    chunk: int = BLOCKS_PER_TASK,
    tell: Callable[[int, int], None] = lambda done, draws: None,
) -> bool:
    """Run what is missing of an ensemble and write its results into the folder; whether anything was left to do.

    Killed at any time, it continues where it was. The results are the same bit for bit for every `chunk`, in blocks, and
    every crew. `tell` is called with the draws done and to do. Raises `AssumptionError` for a folder, a worker or a
    scheduler that cannot be used.
    """
    if chunk < 1:
        raise AssumptionError([f"a chunk is at least one block, not {chunk:,}"])
    with open_folder(folder, work) as place:
        if place.finished:
            place.clear()
            return False
        try:
            edges, total = _persist(place, crew, chunk, tell)
        except RuntimeError as error:  # what a worker has to say is one sentence
            raise AssumptionError([" ".join(str(error).split())]) from None
        place.finish(edges, total)
        place.clear()
    return True


def _persist(place, crew, chunk, tell):
    """Work until every block is done, also if processes are killed meanwhile: what they had in hand is done again."""
    kept, failures = place.checkpoint(), 0
    while True:
        before = kept and kept[1].done
        try:
            with crew.executor() as hands:
                for step in _steps(place, hands, kept, chunk):
                    kept = step
                    tell(count_draws(place.work, kept[1]), place.work.draws)
            return kept
        except BrokenExecutor:
            failures = failures + 1 if before == (kept and kept[1].done) else 0
            if failures == MOST_FAILURES:
                raise AssumptionError(
                    ["processes are killed as soon as they work: is there enough memory?"]
                ) from None


def _steps(place: EnsembleFolder, hands, kept, chunk) -> Iterator:
    """The grid and the total after each step, kept in the folder."""
    work = place.work
    if kept is None:
        kept = _beginning(work, hands)
        place.keep(*kept)
    edges, total = kept
    yield kept
    tasks = ((work, edges, numbers) for numbers in pending_chunks(work, total.done, chunk))
    for parts in completed_results(*hands, summarise_blocks, tasks):
        total = functools.reduce(EnsembleSummary.merged, parts, total)
        place.keep(edges, total)
        yield edges, total


def _beginning(work, hands):
    """The grid of the first blocks, and what is kept of them."""
    tasks = ((work, number) for number in range(min(PILOT_BLOCKS, work.blocks)))
    pilot = sorted(
        (block for blocks in completed_results(*hands, evaluate_block, tasks) for block in blocks),
        key=lambda block: block.number,
    )
    edges = counting_grid(pilot)
    return edges, functools.reduce(
        EnsembleSummary.merged, (summarise_block(block, edges) for block in pilot)
    )


def pending_chunks(work: EnsembleSpec, done: int, size: int) -> Iterator[tuple[int, ...]]:
    """The numbers of the blocks that are not done, `size` at a time; `done` has one bit a block."""
    some = []
    for number in range(work.blocks):
        if not done >> number & 1:
            some.append(number)
        if len(some) == size or (some and number == work.blocks - 1):
            yield tuple(some)
            some = []


def count_draws(work: EnsembleSpec, summary: EnsembleSummary) -> int:
    """How many draws a summary is of."""
    last = summary.done >> (work.blocks - 1) & 1
    return summary.done.bit_count() * work.block - last * (work.blocks * work.block - work.draws)
