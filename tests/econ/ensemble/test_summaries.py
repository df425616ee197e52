"""Summaries of an ensemble: exact counts and means, quantiles within their error, merged in any order."""

import dataclasses
import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from support.ensembles import LATE, PATHS, SMALL, work

import econ
from econ.ensemble.blocks import (
    COARSE_CELLS,
    PERCENTS,
    PILOT_BLOCKS,
    DrawBlock,
    EnsembleSummary,
    counted_quantile,
    counting_grid,
    exact_mean,
    percentile_rank,
    summarise_block,
)
from econ.ensemble.folder import RESULTS
from econ.ensemble.run import pending_chunks
from econ.risk.draws import sobol_draws, uncertain_keys


@pytest.fixture(scope="module")
def drawn(case):
    """All draws of that ensemble at once."""
    scenario = case.scenario(overrides=LATE)
    rows = sobol_draws(scenario, 200, seed=7)
    return rows, econ.run(scenario, rows, keep=(*PATHS, "out_of_cash", "lowest_cash"))


def test_counts_means_and_extremes_are_exact_and_quantiles_within_their_stated_error(whole, drawn):
    table = parquet.read_table(whole / RESULTS[0]).to_pandas()
    assert table.groupby("quantity").size().to_dict() == dict.fromkeys(PATHS, 60)
    spanned = []
    for (key, month), row in table.set_index(["quantity", "month"]).iterrows():
        values = np.sort(drawn[1][key][:, month])
        finite = values[np.isfinite(values)]
        assert (row["least"], row["most"], row["beyond"]) == (
            finite[0],
            finite[-1],
            len(values) - len(finite),
        )
        if len(finite) < len(values):
            assert math.isnan(row["mean"])
        else:
            assert row["mean"] == pytest.approx(
                math.fsum(values) / len(values), rel=1e-15, abs=2.0**-50 * np.abs(values).max()
            )
        for percent in PERCENTS:
            exact = values[percentile_rank(percent, len(values)) - 1]
            quantile = row[f"q{percent:02d}"]
            assert quantile == exact or abs(quantile - exact) <= row["within"], (
                key,
                month,
                percent,
            )
        pilot = drawn[1][key][: PILOT_BLOCKS * SMALL, month]
        pilot = pilot[np.isfinite(pilot)]
        spanned.append(
            all(
                pilot.min() <= values[percentile_rank(percent, len(values)) - 1] < pilot.max()
                for percent in PERCENTS
            )
        )
        if spanned[
            -1
        ]:  # a small pilot does not always reach the outer quantiles; the row then states a larger error
            assert row["within"] <= (finite[-1] - finite[0]) / COARSE_CELLS * (1.0 + 1e-9)
        quantiles = [row[f"q{percent:02d}"] for percent in PERCENTS]
        assert quantiles == sorted(quantiles)
    assert np.mean(spanned) > 0.5


def test_survival_counts_every_future_once(whole, drawn):
    table = parquet.read_table(whole / RESULTS[1]).to_pandas()
    assert table["out"].tolist() == (drawn[1]["out_of_cash"] > 0.5).sum(axis=0).tolist()
    assert (
        table["out"].is_monotonic_increasing
        and table["out"].iloc[-1] == np.isfinite(drawn[1]["runway"][:, 0]).sum()
    )
    assert ((table["low"] <= table["alive"]) & (table["alive"] <= table["high"])).all()
    assert table["alive"].tolist() == [1.0 - out / 200 for out in table["out"]]


def test_the_worst_futures_can_be_run_again(case, whole, drawn):
    table = parquet.read_table(whole / RESULTS[2]).to_pandas()
    lowest = drawn[1]["lowest_cash"][:, -1]
    assert table["draw"].tolist() == np.lexsort((np.arange(200), lowest))[: len(table)].tolist()
    scenario = case.scenario(overrides=LATE)
    worst = table.iloc[0]
    again = econ.run(scenario, {key: [worst[key]] for key in uncertain_keys(scenario)})
    assert again["lowest_cash"][0, -1] == worst["lowest_cash"] == lowest.min()
    assert again["runway"][0, -1] == worst["runway"]


FLOATS = st.one_of(
    st.floats(-1e9, 1e9), st.just(math.inf), st.sampled_from([0.0, 1.0, -1.0, 1e-300])
)


VALUES = st.lists(FLOATS, min_size=1, max_size=60)


def blocks_of(values, size):
    """Values as blocks of one quantity and one month."""
    for number, first in enumerate(range(0, len(values), size)):
        part = np.array(values[first : first + size])
        yield DrawBlock(
            number=number,
            first=first,
            paths=part[None, None, :],
            out_of_cash=part[None, :] < 0.0,
            lowest_cash=np.round(part, -8),
            runway=part,
            inputs=part[:, None],
        )


def same(first, second):
    """Whether two summaries are the same to the bit."""
    pairs = [
        (getattr(first, field.name), getattr(second, field.name))
        for field in dataclasses.fields(EnsembleSummary)
        if field.name != "worst"
    ]
    pairs += [
        (getattr(first.worst, name), getattr(second.worst, name))
        for name in ("draw", "lowest_cash", "runway", "inputs")
    ]
    return all(np.array_equal(a, b, equal_nan=isinstance(a, np.ndarray)) for a, b in pairs)


@given(values=VALUES, size=st.integers(1, 9), pilot=st.integers(1, 3), seed=st.integers(0, 99))
@settings(max_examples=100)
def test_summaries_merge_in_any_order_and_quantiles_stay_within_their_error(
    values, size, pilot, seed
):
    blocks = list(blocks_of(values, size))
    edges = counting_grid(blocks[:pilot])
    parts = [summarise_block(block, edges) for block in blocks]
    straight = parts[0]
    for part in parts[1:]:
        straight = straight.merged(part)
    mixed, order = list(parts), random.Random(seed)
    while len(mixed) > 1:
        order.shuffle(mixed)
        mixed.append(mixed.pop().merged(mixed.pop()))
    assert same(straight, mixed[0])
    assert straight.counts.sum() + straight.beyond_horizon.sum() == len(values)
    ordered = sorted(values)
    for percent in PERCENTS:
        exact = ordered[percentile_rank(percent, len(values)) - 1]
        quantile, width = counted_quantile(straight, edges, (0, 0), percent)
        assert quantile == exact or abs(quantile - exact) <= width
    if math.inf in values:
        assert exact_mean(straight, 0) is None
    else:
        rounded = sum(math.ulp(math.fsum(block.paths.ravel())) for block in blocks) / len(values)
        exact = math.fsum(values) / len(values)
        assert abs(exact_mean(straight, 0) - exact) <= rounded + 2.0 * math.ulp(exact)


def test_a_block_is_never_counted_twice():
    [block] = blocks_of([1.0, 2.0], 2)
    part = summarise_block(block, counting_grid([block]))
    with pytest.raises(ValueError, match="counted twice"):
        part.merged(part)


def test_the_grid_is_finer_than_the_standard_error_of_quantiles():
    values = np.random.default_rng(4).lognormal(0.0, 2.0, 8 * 2048)
    blocks = list(blocks_of(values.tolist(), 2048))
    edges = counting_grid(blocks[:2])
    total = summarise_block(blocks[0], edges)
    for block in blocks[1:]:
        total = total.merged(summarise_block(block, edges))
    ordered = np.sort(values)
    for percent in PERCENTS:
        quantile, width = counted_quantile(total, edges, (0, 0), percent)
        at = percentile_rank(percent, len(values))
        chance = math.sqrt(at * (1.0 - at / len(values)))  # the standard error of a rank
        assert (
            np.searchsorted(ordered, quantile + width) - np.searchsorted(ordered, quantile - width)
            < chance
        )


@given(blocks=st.integers(1, 40), size=st.integers(1, 9), done=st.integers(0, 2**40 - 1))
def test_chunks_are_what_is_missing_each_once(case, blocks, size, done):
    made = work(case, draws=blocks * SMALL - 3)
    chunks = list(pending_chunks(made, done, size))
    assert list(itertools.chain(*chunks)) == [
        number for number in range(blocks) if not done >> number & 1
    ]
    assert all(len(some) == size for some in chunks[:-1])
