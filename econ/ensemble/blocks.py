"""Blocks of an ensemble: futures are evaluated in blocks, and the sums of blocks can be merged in any order.

A block is a fixed piece of one scrambled Sobol sequence, whatever tasks, workers or restarts there are. Of a block only
whole numbers, exact sums and extremes are kept, so that a total does not depend on how blocks were grouped: counts on
a grid that is fixed beforehand, sums as fractions, and the worst futures by lowest cash and draw number. The grid is made
from the first blocks. It is fine around the reported quantiles and coarse between them. A quantile is off by at most
the width of its cell, which is reported with it.
"""

import dataclasses
import functools
import hashlib
import math
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaincinv, ndtr, ndtri

from econ.allocator import keep_freed_memory
from econ.arrays import Array, BoolArray
from econ.case.case import parse
from econ.case.file.definitions import DEFINITIONS
from econ.case.scenario import Scenario, from_toml
from econ.data import PACKAGE
from econ.outlook import run
from econ.problems import AssumptionError
from econ.risk.draws import check_draw_count, check_seed, sobol_draws

BLOCK_DRAWS = 2048  # draws that are evaluated and summed up together
PILOT_BLOCKS = 2  # blocks from which the grid is made
PERCENTS = (5, 25, 50, 75, 95)
FINE_GRID_MARGIN = 2  # percentage points on either side of a quantile in which the grid is fine
FINE_CELLS, COARSE_CELLS = 256, 256  # around each quantile, and over the whole range of the pilot
WORST_KEPT = 20  # futures that are kept with all their inputs
HEADLINE_QUANTITIES = ("out_of_cash", "lowest_cash", "runway")

Counts = NDArray[np.int64]


@dataclasses.dataclass(frozen=True, kw_only=True)
class EnsembleSpec:
    """An ensemble as a worker needs it: only texts and numbers, so that it runs wherever the project is installed."""

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
        """The number of blocks; the last one may be smaller."""
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
    """The specification of an ensemble; `assumptions` is the text of the scenario's case, `quantities` are keys like "cash".

    Raises `AssumptionError` or `ModelError` for a number of draws, a seed or a quantity that is not possible.
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
        outlook[key]  # raises `ModelError` for an unknown key
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
    """A digest of the whole package: two machines with one digest have the same equations."""
    digest = hashlib.sha256()
    for path in sorted([*PACKAGE.rglob("*.py"), DEFINITIONS]):
        name = path.relative_to(PACKAGE).as_posix()
        digest.update(name.encode() + b"\0" + path.read_text("utf-8").encode() + b"\0")
    return digest.hexdigest()


@functools.cache
def arithmetic_digest() -> str:
    """A digest of powers, percentiles and matrix factors as this machine computes them: processors may differ in the last bit."""
    x = np.geomspace(1e-3, 1e2, 4096)
    chance = np.linspace(1e-6, 1.0 - 1e-6, 4096)
    correlations = 0.9 ** abs(np.subtract.outer(np.arange(64.0), np.arange(64.0)))
    results = (
        np.exp(x),
        np.log(x),
        x**0.37,
        x**-1.7,
        ndtr(x - 4.0),
        ndtri(chance),
        gammaincinv(2.0, chance),
        betaincinv(2.0, 5.0, chance),
        np.linalg.cholesky(correlations),
    )
    return hashlib.sha256(b"".join(result.tobytes() for result in results)).hexdigest()


@functools.lru_cache(maxsize=2)
def scenario_from_texts(assumptions: str, scenario: str) -> Scenario:
    """The scenario of a case file and a scenario file, both given as text."""
    return from_toml(parse(assumptions), scenario)[0]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class DrawBlock:
    """The results of one block of futures; the draws are the last axis, except in `inputs`."""

    number: int
    first: int  # number of its first draw
    paths: Array  # (quantities, months, draws)
    out_of_cash: BoolArray  # (months, draws): whether money has run out by the end of the month
    lowest_cash: Array  # (draws,), bn yuan
    runway: Array  # (draws,), months
    inputs: Array  # (draws, numbers): all drawn assumptions in the order of `sobol_draws`, paths by month


def evaluate_block(spec: EnsembleSpec, number: int) -> DrawBlock:
    """Evaluate one block of futures; `RuntimeError`, one sentence, if this machine would compute something else."""
    _refuse_other_versions(spec)
    keep_freed_memory()  # a process that evaluates one block evaluates many
    scenario = scenario_from_texts(spec.assumptions, spec.scenario)
    first = number * spec.block
    count = min(spec.block, spec.draws - first)
    rows = sobol_draws(scenario, count, seed=spec.seed, first=first)
    outlook = run(scenario, rows, keep=(*spec.quantities, *HEADLINE_QUANTITIES))
    shape = count, scenario.case.months
    paths = np.stack([np.broadcast_to(outlook[key], shape).T for key in spec.quantities])
    undefined = np.argwhere(np.isnan(paths) | np.isneginf(paths))
    if len(undefined):
        quantity, month, draw = undefined[0]
        raise RuntimeError(
            f"«{spec.quantities[quantity]}» is not a number in month {month} of draw {first + draw}"
        )
    out_of_cash, lowest_cash, runway = (
        np.broadcast_to(outlook[name], shape) for name in HEADLINE_QUANTITIES
    )
    if np.isnan(runway).any():
        draw = first + int(np.isnan(runway[:, 0]).argmax())
        raise RuntimeError(f"cash is not a number in draw {draw}")
    columns = [row.reshape(count, -1) for row in rows.values()] or [np.empty((count, 0))]
    return DrawBlock(
        number=number,
        first=first,
        paths=paths,
        out_of_cash=out_of_cash.T > 0.5,
        lowest_cash=lowest_cash[:, -1],
        runway=runway[:, -1],
        inputs=np.concatenate(columns, axis=1),
    )


def _refuse_other_versions(spec):
    if spec.code != code_digest():
        raise RuntimeError(
            "a worker has another version of the project: give every machine the same files"
        )
    if spec.arithmetic != arithmetic_digest():
        raise RuntimeError(
            "the arithmetic of a worker differs in the last bits: give every machine the same versions of "
            "numpy and scipy and the same kind of processor"
        )


def percentile_rank(percent: int, draws: int) -> int:
    """The rank of a percentile among sorted draws, counted from one: the first that `percent` per cent do not exceed."""
    return max(1, -(-percent * draws // 100))


def counting_grid(pilot: Iterable[DrawBlock]) -> Array:
    """The edges of the cells in which draws are counted, rising, shape (quantities, months, edges)."""
    values = np.sort(np.concatenate([block.paths for block in pilot], axis=-1), axis=-1)
    return np.stack([[_edges(month_values) for month_values in months] for months in values])


def _edges(values):
    """Edges from sorted values; some may coincide, and no draw is ever counted between those."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return np.zeros(COARSE_CELLS + 1 + len(PERCENTS) * (FINE_CELLS + 1))
    edges = [np.linspace(finite[0], finite[-1], COARSE_CELLS + 1)]
    for percent in PERCENTS:
        around = max(percent - FINE_GRID_MARGIN, 0), min(percent + FINE_GRID_MARGIN, 100)
        low, high = (
            min(values[percentile_rank(end, len(values)) - 1], finite[-1]) for end in around
        )
        edges.append(np.linspace(low, high, FINE_CELLS + 1))
    return np.sort(np.concatenate(edges))


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class WorstFutures:
    """The futures with the lowest cash, the worst first; of two with the same cash the earlier draw."""

    draw: NDArray[np.int64]  # (futures,)
    lowest_cash: Array
    runway: Array
    inputs: Array  # (futures, numbers), as in `DrawBlock`

    def first(self, count: int) -> "WorstFutures":
        """The `count` worst of them."""
        order = np.lexsort((self.draw, self.lowest_cash))[:count]
        return WorstFutures(
            draw=self.draw[order],
            lowest_cash=self.lowest_cash[order],
            runway=self.runway[order],
            inputs=self.inputs[order],
        )

    def merged(self, other: "WorstFutures") -> "WorstFutures":
        """The worst futures of both."""
        return WorstFutures(
            draw=np.concatenate([self.draw, other.draw]),
            lowest_cash=np.concatenate([self.lowest_cash, other.lowest_cash]),
            runway=np.concatenate([self.runway, other.runway]),
            inputs=np.concatenate([self.inputs, other.inputs]),
        ).first(WORST_KEPT)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class EnsembleSummary:
    """The sums of some blocks; `merged` gives the same in any order and grouping."""

    blocks_done: int  # one bit a block
    counts: Counts  # (quantities, months, cells): finite draws in each cell of the grid
    beyond_horizon: Counts  # (quantities, months): draws without an end within the horizon
    sums: tuple[Fraction, ...]  # exact sums of finite draws, one for each quantity and month
    least: Array  # (quantities, months), of finite draws
    most: Array
    out_of_cash: Counts  # (months,): draws whose money has run out by the end of the month
    worst: WorstFutures

    def merged(self, other: "EnsembleSummary") -> "EnsembleSummary":
        """The sums of both; `ValueError` if a block would be counted twice."""
        if self.blocks_done & other.blocks_done:
            raise ValueError("a block would be counted twice")
        return EnsembleSummary(
            blocks_done=self.blocks_done | other.blocks_done,
            counts=self.counts + other.counts,
            beyond_horizon=self.beyond_horizon + other.beyond_horizon,
            sums=tuple(own + others for own, others in zip(self.sums, other.sums, strict=True)),
            least=np.minimum(self.least, other.least),
            most=np.maximum(self.most, other.most),
            out_of_cash=self.out_of_cash + other.out_of_cash,
            worst=self.worst.merged(other.worst),
        )


def summarise_block(block: DrawBlock, edges: Array) -> EnsembleSummary:
    """The sums of one block."""
    is_finite = np.isfinite(block.paths)
    cells = edges.shape[-1] + 1
    counts = np.empty((*edges.shape[:2], cells), dtype=np.int64)
    sums = []
    for place in np.ndindex(edges.shape[:2]):
        values = block.paths[place][is_finite[place]]
        cell_of_value = np.searchsorted(edges[place], values, side="right")
        counts[place] = np.bincount(cell_of_value, minlength=cells)
        sums.append(Fraction(math.fsum(values.tolist())))  # rounded once a block, then exact
    futures = WorstFutures(
        draw=block.first + np.arange(len(block.lowest_cash), dtype=np.int64),
        lowest_cash=block.lowest_cash,
        runway=block.runway,
        inputs=block.inputs,
    )
    return EnsembleSummary(
        blocks_done=1 << block.number,
        counts=counts,
        beyond_horizon=(~is_finite).sum(axis=-1),
        sums=tuple(sums),
        least=np.where(is_finite, block.paths, np.inf).min(axis=-1),
        most=np.where(is_finite, block.paths, -np.inf).max(axis=-1),
        out_of_cash=block.out_of_cash.sum(axis=-1),
        worst=futures.first(WORST_KEPT),
    )


def summarise_blocks(spec: EnsembleSpec, edges: Array, numbers: Iterable[int]) -> EnsembleSummary:
    """Evaluate several blocks and sum them up: the task of a worker."""
    return functools.reduce(
        EnsembleSummary.merged,
        (summarise_block(evaluate_block(spec, number), edges) for number in numbers),
    )


def counted_quantile(
    summary: EnsembleSummary, edges: Array, place: tuple[int, ...], percent: int
) -> tuple[float, float]:
    """A percentile at a (quantity, month) and by how much it may be off at most; infinite if it lies beyond the horizon."""
    counts = summary.counts[place]
    cumulative = np.cumsum(counts)
    finite = int(cumulative[-1])
    rank = percentile_rank(percent, finite + int(summary.beyond_horizon[place]))
    if rank > finite:
        return math.inf, 0.0
    cell = int(np.searchsorted(cumulative, rank))
    least, most = float(summary.least[place]), float(summary.most[place])
    low = max(least, edges[place][cell - 1]) if cell > 0 else least
    high = min(most, edges[place][cell]) if cell < edges.shape[-1] else most
    before = cumulative[cell] - counts[cell]
    share_of_cell = (rank - before - 0.5) / counts[cell]
    return float(low + (high - low) * share_of_cell), float(high - low)


def exact_mean(summary: EnsembleSummary, number: int) -> float | None:
    """The mean at the (quantity, month) with this number, rounded once; None if a draw lies beyond the horizon."""
    if summary.beyond_horizon.flat[number]:
        return None
    cells = summary.counts.reshape(summary.beyond_horizon.size, -1)[number]
    return float(summary.sums[number] / int(cells.sum()))
