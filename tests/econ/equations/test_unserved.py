"""Demand that cannot be served: undefined costs, cards left out of a tier's mix, refused demand, and money that stays defined."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import box

import econ
from econ.case.library import shipped_cases
from econ.case.undefined import ALWAYS_DEFINED
from econ.engine.vocabulary import shared_fill

POINTS = 200
OUT_OF_REACH = {"latency_promise.chat": 1.0}  # ms a token: no platform keeps it


@pytest.mark.parametrize("name", list(shipped_cases()))
def test_every_platform_can_serve_every_tier_in_each_shipped_preset(name):
    case = econ.load(shipped_cases()[name].path)
    for preset in case.presets:
        can_serve = econ.run(case.scenario(preset), keep=["can_serve"]).values["can_serve"]
        assert (can_serve == 1.0).all(), preset


@pytest.mark.parametrize("seed", range(3))
def test_a_looser_target_and_a_smaller_batch_never_take_a_platform_out(case, seed):
    rows = box(case, seed, POINTS)
    random = np.random.default_rng(seed)
    for name, towards in (("latency_promise", 1.0), ("smallest_batch", -1.0)):
        ends = {}
        for key in rows:
            if key.split(".")[0] == name:
                low, high = case.assumption_of(key).limits
                first, second = np.geomspace(low, high, 1001)[
                    np.sort(random.integers(0, 1001, (2, POINTS)), axis=0)
                ][:: int(towards)]
                ends[key] = first, second
        before, after = (
            econ.run(
                case.scenario(),
                rows | {key: values[side] for key, values in ends.items()},
                keep=["can_serve"],
            ).values["can_serve"]
            for side in (0, 1)
        )
        assert (after >= before).all() and (after > before).any(), name


@pytest.mark.parametrize("seed", range(3))
def test_the_fleets_cost_lies_between_those_of_the_platforms_that_can_serve(case, seed):
    outlook = econ.run(case.scenario(), box(case, seed, POINTS))
    for tier in case.elements["tier"]:
        for fleet, platform in (
            ("serving_cost", "platform_serving_cost"),
            ("input_cost", "platform_input_cost"),
        ):
            costs = np.array([outlook[f"{platform}.{p}.{tier}"] for p in case.elements["platform"]])
            average = outlook[f"{fleet}.{tier}"]
            served = ~np.isnan(average)
            assert np.array_equal(served, ~np.isnan(costs).all(axis=0)) and served.any()
            least, most = np.fmin.reduce(costs), np.fmax.reduce(costs)
            assert (average[served] >= least[served] * (1.0 - 1e-9)).all()
            assert (average[served] <= most[served] * (1.0 + 1e-9)).all()


@pytest.mark.parametrize("seed", range(3))
def test_no_tier_is_served_beyond_the_cards_that_can_serve_it(case, seed):
    outlook = econ.run(case.scenario(), box(case, seed, POINTS))
    for tier in case.elements["tier"]:
        served = outlook[f"served_tokens.{tier}"] + outlook[f"served_app_tokens.{tier}"]
        assert (served <= outlook[f"token_capacity.{tier}"] * (1.0 + 1e-9) + 1e-12).all(), tier
    assert (outlook["utilisation"] <= 1.0 + 1e-9).all()


def test_a_tier_that_nobody_can_serve_is_refused_and_money_stays_defined(case):
    outlook = econ.run(case.scenario(overrides=OUT_OF_REACH))
    for tier in case.elements["tier"]:
        assert np.isnan(outlook[f"serving_cost.{tier}"]).all()
        assert np.isnan(outlook[f"marginal_serving_cost.{tier}"]).all()
        assert (outlook[f"token_capacity.{tier}"] == 0.0).all()
        assert (outlook[f"fill_rate.{tier}"] == 0.0).all()
        assert np.array_equal(outlook[f"unmet_demand.{tier}"], outlook[f"demand.{tier}"])
        assert (outlook[f"api_serving_cost.{tier}"] == 0.0).all()
    for name in ALWAYS_DEFINED:
        assert np.isfinite(outlook[name]).all()


def test_cards_that_cannot_serve_one_tier_serve_the_other(case):
    """A platform that can serve one tier alone leaves the other tier to the rest, and its own cards keep that tier served."""
    unable = {f"can_serve.{p}.pro": 0.0 for p in ("h800", "h20", "ascend_910c")}
    demand = {"demand.pro": 1e4, "demand.flash": 50.0, "serve_first.flash": 0.0}
    first = 0  # the month, before other cards come
    able = econ.run(case.scenario(overrides=demand))
    split = econ.run(case.scenario(overrides=demand | unable))
    assert able.at("fill_rate.flash", first) < 1.0  # crowded out by a tier that wants everything
    assert (
        split.at("token_capacity.pro", first) == 0.0 and split.at("fill_rate.flash", first) == 1.0
    )


def test_a_platform_that_cannot_serve_has_no_weight_in_the_average(case):
    unable = {"can_serve.ascend_910c.pro": 0.0}
    outlook = econ.run(case.scenario(overrides=unable))
    shares = [outlook.at(f"fleet_share.{p}.pro", 0) for p in case.elements["platform"]]
    assert outlook.at("fleet_share.ascend_910c.pro", 0) == 0.0 and sum(shares) == pytest.approx(1.0)
    assert np.isnan(outlook["platform_serving_cost.ascend_910c.pro"]).all()
    assert np.isfinite(outlook["platform_serving_cost.ascend_910c.flash"]).all()


@given(
    level=st.floats(0.0, 2.0),
    parts=st.lists(st.tuples(st.floats(0.0, 5.0), st.floats(0.0, 1.0)), min_size=2, max_size=2),
)
def test_a_level_is_shared_evenly_up_to_each_limit(level, parts):
    wanted, limits = (
        np.array(column).reshape(1, 2, 1, 1, 1, 1) for column in zip(*parts, strict=True)
    )
    with np.errstate(all="ignore"):
        fill = np.broadcast_to(shared_fill(level, wanted, limits, "tier"), wanted.shape)
    got = wanted * fill
    assert ((fill >= 0.0) & (fill <= 1.0)).all()
    assert (got <= np.minimum(wanted, limits) + 1e-9).all() and got.sum() <= level + 1e-9
    wishes = np.minimum(wanted, limits)
    assert got.sum() == pytest.approx(min(level, wishes.sum()), abs=1e-9)
    below = got < limits - 1e-9  # those that no limit holds get the same share
    shares = fill[below & (wanted > 0.0)]
    assert shares.size < 2 or np.ptp(shares) < 1e-9
