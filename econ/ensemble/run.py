"""Run an ensemble into a folder: what is missing is worked at in chunks, by whoever there is, until nothing is missing."""

import functools
import pathlib
from collections.abc import Callable, Iterator

from econ.case.schema import AssumptionError
from econ.ensemble.blocks import PILOT, Summary, Work, evaluate, grid, summarise, summary_of
from econ.ensemble.folder import Folder, opened
from econ.ensemble.workers import BrokenExecutor, Crew, finished

CHUNK = 4  # blocks that make one task
PATIENCE = 3  # times that processes may be killed before anything is done


def run_ensemble(
    work: Work,
    folder: pathlib.Path,
    crew: Crew,
    chunk: int = CHUNK,
    tell: Callable[[int, int], None] = lambda done, draws: None,
) -> bool:
    """Run what is missing of an ensemble and write its results into the folder; whether anything was left to do.

    Killed at any time, it continues where it was. The results are the same bit for bit for every `chunk`, in blocks, and
    every crew. `tell` is called with the draws done and to do. Raises `AssumptionError` for a folder, a worker or a
    scheduler that cannot be used.
    """
    if chunk < 1:
        raise AssumptionError([f"a chunk is at least one block, not {chunk:,}"])
    with opened(folder, work) as place:
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
            with crew.at_work() as hands:
                for step in _steps(place, hands, kept, chunk):
                    kept = step
                    tell(draws_in(place.work, kept[1]), place.work.draws)
            return kept
        except BrokenExecutor:
            failures = failures + 1 if before == (kept and kept[1].done) else 0
            if failures == PATIENCE:
                raise AssumptionError(
                    ["processes are killed as soon as they work: is there enough memory?"]
                ) from None


def _steps(place: Folder, hands, kept, chunk) -> Iterator:
    """The grid and the total after each step, kept in the folder."""
    work = place.work
    if kept is None:
        kept = _beginning(work, hands)
        place.keep(*kept)
    edges, total = kept
    yield kept
    tasks = ((work, edges, numbers) for numbers in chunks(work, total.done, chunk))
    for parts in finished(*hands, summary_of, tasks):
        total = functools.reduce(Summary.merged, parts, total)
        place.keep(edges, total)
        yield edges, total


def _beginning(work, hands):
    """The grid of the first blocks, and what is kept of them."""
    tasks = ((work, number) for number in range(min(PILOT, work.blocks)))
    pilot = sorted(
        (block for blocks in finished(*hands, evaluate, tasks) for block in blocks),
        key=lambda block: block.number,
    )
    edges = grid(pilot)
    return edges, functools.reduce(Summary.merged, (summarise(block, edges) for block in pilot))


def chunks(work: Work, done: int, size: int) -> Iterator[tuple[int, ...]]:
    """The numbers of the blocks that are not done, `size` at a time; `done` has one bit a block."""
    some = []
    for number in range(work.blocks):
        if not done >> number & 1:
            some.append(number)
        if len(some) == size or (some and number == work.blocks - 1):
            yield tuple(some)
            some = []


def draws_in(work: Work, summary: Summary) -> int:
    """How many draws a summary is of."""
    last = summary.done >> (work.blocks - 1) & 1
    return summary.done.bit_count() * work.block - last * (work.blocks * work.block - work.draws)
