"""Memory in prefill: chunks shrink with the room beside the weights, throughput with the chunks, and zero where nothing fits."""

import numpy as np
import pytest
from support.strategies import box

import econ

POINTS = 200
KEPT = (
    "prefill_throughput",
    "prefill_chunk",
    "prefill_weights",
    "prefill_token_time",
    "chunk_time",
)


def prefill(case, rows):
    """Return these quantities at points of the box, shape (platforms, tiers, workloads or 1, points)."""
    outlook = econ.run(case.scenario(), rows, keep=KEPT)
    return {name: _whole(outlook.values[name]) for name in KEPT}


def _whole(values):
    return np.broadcast_to(values, (*values.shape[:-1], POINTS))


@pytest.mark.parametrize("seed", range(3))
def test_more_memory_never_lowers_throughput(case, seed):
    rows = box(case, seed, POINTS)
    more = {
        key: values + (case.assumption_of(key).limits[1] - values) * 0.5
        for key, values in rows.items()
        if key.split(".")[0] == "memory"
    }
    before, after = prefill(case, rows), prefill(case, rows | more)
    slack = 1.0 - 1e-12
    assert (after["prefill_throughput"] >= before["prefill_throughput"] * slack).all()
    assert (after["prefill_throughput"] > before["prefill_throughput"]).any()


@pytest.mark.parametrize("seed", range(3))
def test_throughput_is_zero_exactly_where_no_chunk_fits(case, seed):
    at = prefill(case, box(case, seed, POINTS))
    without_room = np.broadcast_to(at["prefill_chunk"] == 0.0, at["prefill_throughput"].shape)
    assert np.array_equal(at["prefill_throughput"] == 0.0, without_room)
    assert 0.1 < without_room.mean() < 0.9


def test_a_chunk_as_long_as_its_fixed_time_halves_throughput(case):
    """Throughput relative to that without chunks is 1 / (1 + fixed time / own time): none of it at no room, all at endless room."""
    platform, tier, workload = "h800", case.story.tier, case.story.workload
    place = f"{platform}.{tier}"
    april = econ.run(case.scenario())
    fixed = april.at(f"chunk_time.{place}", 0)
    own = april.at(f"prefill_token_time.{place}.{workload}", 0)
    chunks = np.array([1e-9, 0.01, 0.5, 1.0, 2.0, 100.0, 1e9]) * fixed / own
    outlook = econ.run(
        case.scenario(), {"prefill_chunk": chunks}, keep=["prefill_throughput", "ranks_per_card"]
    )
    relative = outlook[f"prefill_throughput.{place}.{workload}"][:, 0] * own / 1000.0
    wanted = 1.0 / (1.0 + fixed / (own * chunks))
    assert relative == pytest.approx(wanted, rel=1e-9)
    assert wanted[3] == pytest.approx(0.5)


def test_a_prefill_group_too_small_for_the_model_makes_its_cost_undefined(case):
    chip = case.facts_of["chip"]["h800"]
    outlook = econ.run(
        case.scenario(), {f"prefill_ranks.{chip}": np.array([1.0, 8.0, 16.0, 32.0, 64.0])}
    )
    cost = outlook["platform_input_cost.h800.pro"][:, 0]
    fits = outlook["prefill_chunk.h800.pro"][:, 0] > 0.0
    assert np.array_equal(~np.isnan(cost), fits) and 0 < fits.sum() < len(fits)
    assert (np.diff(cost[fits]) < 0.0).all()  # more ranks leave more room
