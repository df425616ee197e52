"""Ensembles: any number of futures in blocks of draws, each block summed up alone, and sums that can be merged in any order.

A block is a fixed piece of one scrambled Sobol sequence, whatever a chunk, a worker or a restart is. What is kept of it
is whole numbers, exact sums and extremes, so that a total does not depend on how the blocks were grouped: counts on a grid
known beforehand, sums as fractions, the worst futures by lowest cash and number of the draw. The grid comes from the
first blocks. It is fine around the quantiles that are told and coarse between them; a quantile is off by the width of its
cell at most, and the width is told beside it.
"""

import dataclasses
import functools
import hashlib
import math
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
from scipy.special import betaincinv, gammaincinv, ndtr, ndtri

from econ.allocator import keep_freed_memory
from econ.arrays import Array
from econ.case.case import parse
from econ.case.file.definitions import DEFINITIONS
from econ.case.scenario import Scenario, from_toml
from econ.data import PACKAGE
from econ.outlook import run
from econ.problems import AssumptionError
from econ.risk.draws import check_draw_count, check_seed, sobol_draws

BLOCK_DRAWS = 2048  # draws evaluated and summed up together
PILOT_BLOCKS = 2  # blocks the grid is made from
PERCENTS = (5, 25, 50, 75, 95)
FINE_GRID_MARGIN = 2  # percentage points on either side of a quantile in which the grid is fine
FINE_CELLS, COARSE_CELLS = (
    256,
    256,
)  # cells around each quantile, and from the least to the most of the pilot
WORST_KEPT = 20  # futures kept with everything that was drawn for them
HEADLINE_QUANTITIES = ("out_of_cash", "lowest_cash", "runway")


@dataclasses.dataclass(frozen=True, kw_only=True)
class EnsembleSpec:
    """An ensemble as a worker needs it: texts and numbers only, so that it runs wherever the project is installed."""

    assumptions: str
    scenario: str
    seed: int
    draws: int
    quantities: tuple[str, ...]
    code: str
    arithmetic: str
    block: int = BLOCK_DRAWS

    @property
    def blocks(self) -> int:
        """How many blocks there are; the last may be smaller."""
        return -(-self.draws // self.block)


def specify_ensemble(
    scenario: Scenario,
    assumptions: str,
    *,
    draws: int,
    seed: int,
    quantities: Iterable[str],
    block: int = BLOCK_DRAWS,
) -> EnsembleSpec:
    """The work of an ensemble; `assumptions` is the text of the scenario's case, `quantities` are keys like "cash".

    Raises `AssumptionError` or `ModelError` for a number of draws, a seed or a quantity that cannot be.
    """
    quantities = tuple(quantities)
    try:
        check_draw_count(draws)
        check_seed(seed)
    except ValueError as error:
        raise AssumptionError([str(error)]) from None
    if not quantities:
        raise AssumptionError(["an ensemble needs at least one quantity"])
    outlook = run(scenario)
    for key in quantities:
        outlook[key]  # it says what there is instead
    return EnsembleSpec(
        assumptions=assumptions,
        scenario=scenario.to_toml(),
        seed=seed,
        draws=draws,
        quantities=quantities,
        code=code_digest(),
        arithmetic=arithmetic_digest(),
        block=block,
    )


@functools.cache
def code_digest() -> str:
    """A digest of the whole package: two machines with one digest believe the same."""
    digest = hashlib.sha256()
    for path in sorted([*PACKAGE.rglob("*.py"), DEFINITIONS]):
        digest.update(
            path.relative_to(PACKAGE).as_posix().encode()
            + b"\0"
            + path.read_text("utf-8").encode()
            + b"\0"
        )
    return digest.hexdigest()


@functools.cache
def arithmetic_digest() -> str:
    """A digest of what powers, percentiles and factors of matrices come to here: processors may differ in the last bit."""
    x = np.geomspace(1e-3, 1e2, 4096)
    chance = np.linspace(1e-6, 1.0 - 1e-6, 4096)
    near = 0.9 ** abs(np.subtract.outer(np.arange(64.0), np.arange(64.0)))
    results = (
        np.exp(x),
        np.log(x),
        x**0.37,
        x**-1.7,
        ndtr(x - 4.0),
        ndtri(chance),
        gammaincinv(2.0, chance),
        betaincinv(2.0, 5.0, chance),
        np.linalg.cholesky(near),
    )
    return hashlib.sha256(b"".join(result.tobytes() for result in results)).hexdigest()


@functools.lru_cache(maxsize=2)
def scenario_from_texts(assumptions: str, scenario: str) -> Scenario:
    """The scenario two texts say."""
    return from_toml(parse(assumptions), scenario)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class DrawBlock:
    """What is looked at of one block of futures, the draws last but in `drawn`."""

    number: int
    first: int
    paths: Array  # (quantities, months, draws)
    out: Array  # (months, draws): whether money has run out by the end of the month
    lowest: Array  # (draws,), bn yuan
    runway: Array  # (draws,), months
    drawn: Array  # (draws, numbers): every assumption in the order of `futures`, a path laid out by months


def evaluate_block(work: EnsembleSpec, number: int) -> DrawBlock:
    """One block of futures; `RuntimeError` in one sentence where this machine would compute something else."""
    _refuse_others(work)
    keep_freed_memory()  # whoever evaluates blocks evaluates many
    scenario = scenario_from_texts(work.assumptions, work.scenario)
    first = number * work.block
    count = min(work.block, work.draws - first)
    rows = sobol_draws(scenario, count, seed=work.seed, first=first)
    outlook = run(scenario, rows, keep=(*work.quantities, *HEADLINE_QUANTITIES))
    wide = (count, scenario.case.months)
    paths = np.stack([np.broadcast_to(outlook[key], wide).T for key in work.quantities])
    wrong = np.argwhere(np.isnan(paths) | np.isneginf(paths))
    if len(wrong):
        quantity, month, draw = wrong[0]
        raise RuntimeError(
            f"«{work.quantities[quantity]}» is not a number in month {month} of draw {first + draw}"
        )
    out, lowest, runway = (np.broadcast_to(outlook[name], wide) for name in HEADLINE_QUANTITIES)
    if np.isnan(runway).any():
        draw = first + int(np.isnan(runway[:, 0]).argmax())
        raise RuntimeError(f"cash is not a number in draw {draw}")
    drawn = np.concatenate(
        [row.reshape(count, -1) for row in rows.values()] or [np.empty((count, 0))], axis=1
    )
    return DrawBlock(
        number=number,
        first=first,
        paths=paths,
        out=out.T > 0.5,
        lowest=lowest[:, -1],
        runway=runway[:, -1],
        drawn=drawn,
    )


def _refuse_others(work):
    if work.code != code_digest():
        raise RuntimeError(
            "a worker has another version of the project: give every machine the same files"
        )
    if work.arithmetic != arithmetic_digest():
        raise RuntimeError(
            "the arithmetic of a worker differs in the last bits: give every machine the same versions of "
            "numpy and scipy and the same kind of processor"
        )


def percentile_rank(percent: int, draws: int) -> int:
    """The place of a percentile among sorted draws, counted from one: the first that so many per cent do not exceed."""
    return max(1, -(-percent * draws // 100))


def counting_grid(pilot: Iterable[DrawBlock]) -> Array:
    """The edges of the cells in which draws are counted, shape (quantities, months, edges), rising."""
    values = np.sort(np.concatenate([block.paths for block in pilot], axis=-1), axis=-1)
    return np.stack([[_edges(path) for path in paths] for paths in values])


def _edges(values):
    """Edges from sorted values; some may coincide, and between those nothing is ever counted."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return np.zeros(COARSE_CELLS + 1 + len(PERCENTS) * (FINE_CELLS + 1))
    ends = [
        (max(percent - FINE_GRID_MARGIN, 0), min(percent + FINE_GRID_MARGIN, 100))
        for percent in PERCENTS
    ]
    at = [
        [min(values[percentile_rank(end, len(values)) - 1], finite[-1]) for end in pair]
        for pair in ends
    ]
    cells = [
        np.linspace(finite[0], finite[-1], COARSE_CELLS + 1),
        *(np.linspace(*pair, FINE_CELLS + 1) for pair in at),
    ]
    return np.sort(np.concatenate(cells))


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class WorstFutures:
    """The futures with the lowest cash, worst first; of two alike the earlier draw."""

    draw: Array  # (futures,), whole numbers
    lowest: Array
    runway: Array
    drawn: Array  # (futures, numbers), as in `Block`

    def first(self, count: int) -> "WorstFutures":
        """The `count` worst of them."""
        order = np.lexsort((self.draw, self.lowest))[:count]
        return WorstFutures(
            draw=self.draw[order],
            lowest=self.lowest[order],
            runway=self.runway[order],
            drawn=self.drawn[order],
        )

    def merged(self, other: "WorstFutures") -> "WorstFutures":
        """The worst of both."""
        both = {
            name: np.concatenate([getattr(self, name), getattr(other, name)])
            for name in ("draw", "lowest", "runway", "drawn")
        }
        return WorstFutures(**both).first(WORST_KEPT)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class EnsembleSummary:
    """What is kept of some blocks; `merged` in any order and grouping gives the same."""

    done: int  # one bit a block
    counts: Array  # (quantities, months, cells): finite draws in each cell of the grid
    beyond: Array  # (quantities, months): draws without an end within the horizon
    sums: tuple[Fraction, ...]  # of finite draws, exactly; one a quantity and month
    least: Array  # (quantities, months), of finite draws
    most: Array
    out: Array  # (months,): draws whose money has run out by the end of the month
    worst: WorstFutures

    def merged(self, other: "EnsembleSummary") -> "EnsembleSummary":
        """Both together; `ValueError` if a block would be counted twice."""
        if self.done & other.done:
            raise ValueError("a block would be counted twice")
        return EnsembleSummary(
            done=self.done | other.done,
            counts=self.counts + other.counts,
            beyond=self.beyond + other.beyond,
            sums=tuple(one + two for one, two in zip(self.sums, other.sums, strict=True)),
            least=np.minimum(self.least, other.least),
            most=np.maximum(self.most, other.most),
            out=self.out + other.out,
            worst=self.worst.merged(other.worst),
        )


def summarise_block(block: DrawBlock, edges: Array) -> EnsembleSummary:
    """What is kept of one block."""
    finite = np.isfinite(block.paths)
    cells = edges.shape[-1] + 1
    counts = np.empty((*edges.shape[:2], cells), dtype=np.int64)
    sums = []
    for place in np.ndindex(edges.shape[:2]):
        values = block.paths[place][finite[place]]
        counts[place] = np.bincount(
            np.searchsorted(edges[place], values, side="right"), minlength=cells
        )
        sums.append(Fraction(math.fsum(values.tolist())))  # rounded once a block, and never again
    draws = block.first + np.arange(len(block.lowest))
    worst = WorstFutures(
        draw=draws, lowest=block.lowest, runway=block.runway, drawn=block.drawn
    ).first(WORST_KEPT)
    return EnsembleSummary(
        done=1 << block.number,
        counts=counts,
        beyond=(~finite).sum(axis=-1),
        sums=tuple(sums),
        least=np.where(finite, block.paths, np.inf).min(axis=-1),
        most=np.where(finite, block.paths, -np.inf).max(axis=-1),
        out=block.out.sum(axis=-1),
        worst=worst,
    )


def summarise_blocks(work: EnsembleSpec, edges: Array, numbers: Iterable[int]) -> EnsembleSummary:
    """What is kept of several blocks: the task of a worker."""
    return functools.reduce(
        EnsembleSummary.merged,
        (summarise_block(evaluate_block(work, number), edges) for number in numbers),
    )


def counted_quantile(
    summary: EnsembleSummary, edges: Array, place: tuple[int, int], percent: int
) -> tuple[float, float]:
    """A percentile of one quantity in one month, and how far off it is at most; infinite if it lies beyond the horizon."""
    counts = np.cumsum(summary.counts[place])
    finite = int(counts[-1])
    wanted = percentile_rank(percent, finite + int(summary.beyond[place]))
    if wanted > finite:
        return math.inf, 0.0
    cell = int(np.searchsorted(counts, wanted))
    least, most = float(summary.least[place]), float(summary.most[place])
    low = max(least, edges[place][cell - 1]) if cell > 0 else least
    high = min(most, edges[place][cell]) if cell < edges.shape[-1] else most
    before = counts[cell] - summary.counts[place][cell]
    part = (wanted - before - 0.5) / summary.counts[place][cell]
    return float(low + (high - low) * part), float(high - low)


def exact_mean(summary: EnsembleSummary, number: int) -> float | None:
    """The mean of the quantity and month with this number, rounded once; none where a draw lies beyond the horizon."""
    if summary.beyond.flat[number]:
        return None
    return float(
        summary.sums[number] / int(summary.counts.reshape(summary.beyond.size, -1)[number].sum())
    )
