"""Closed forms of pricing: published cases, and the same answers by search and simulation."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from econ import pricing

MIX = {"hit_share": 342 / 608, "output_share": 168 / 776}  # DeepSeek's own published mix of tokens


@pytest.mark.parametrize(
    ("hit", "miss", "output", "blended"),
    [
        (1, 12, 24, 9.750),
        (0.1, 12, 24, 9.353),
        (0.025, 3, 6, 2.338),
        (0.05, 6, 12, 4.677),
        (0.2, 1, 2, 0.864),
        (0.02, 1, 2, 0.785),
    ],
)
def test_u2_blended_prices(hit, miss, output, blended):
    assert pricing.blended_price(hit, miss, output, **MIX) == pytest.approx(blended, abs=5e-4)


def test_p1_lerner():
    assert pricing.lerner_price(2.0, 1.5) == 6.0


def test_p1_below_one_no_price_is_the_best():
    with pytest.raises(ValueError, match="no price is the best"):
        pricing.lerner_price(2.0, 1.0)


def test_p2_limited_capacity():
    limited = pricing.capacity_price(2.0, 1.5, 100.0, 6.0, 20.0)
    assert (limited.price, limited.shadow_price) == pytest.approx((17.5441, 3.8480), abs=5e-5)
    assert pricing.capacity_price(2.0, 1.5, 100.0, 6.0, 200.0) == pricing.ConstrainedPrice(
        price=6.0, shadow_price=0.0
    )


@given(cost=st.floats(0.1, 10), e=st.floats(1.05, 4), capacity=st.floats(1, 500))
def test_p2_no_other_price_earns_more(cost, e, capacity):
    def loss(price):
        return -(price - cost) * min(100.0 * (price / 6.0) ** -e, capacity)

    best = pricing.capacity_price(cost, e, 100.0, 6.0, capacity)
    other = minimize_scalar(
        lambda x: loss(math.exp(x)),
        bounds=(math.log(cost), math.log(best.price * 50)),
        method="bounded",
    )
    assert loss(best.price) <= other.fun + 1e-9 * abs(other.fun)


@pytest.mark.parametrize(("elasticity", "multiple"), [(1.1, 4.595), (1.4, 6.964), (2.0, 16.0)])
def test_p3_supply_and_depth_are_each_others_inverse(elasticity, multiple):
    assert pricing.supply_for_depth(0.75, elasticity) == pytest.approx(multiple, abs=5e-4)
    assert pricing.depth_for_supply(
        pricing.supply_for_depth(0.75, elasticity), elasticity
    ) == pytest.approx(0.75)


@pytest.mark.parametrize(("elasticity", "depth"), [(1.1, 0.63), (1.4, 0.54), (2.0, 0.42)])
def test_p3_three_times_the_supply(elasticity, depth):
    assert pricing.depth_for_supply(3.0, elasticity) == pytest.approx(depth, abs=0.005)


@pytest.mark.parametrize(
    ("depth", "margin", "extra"), [(0.2, 0.6, 0.5), (0.75, 0.9, 5.0), (0.6, 0.6, math.inf)]
)
def test_p4_break_even_volume(depth, margin, extra):
    assert pricing.break_even_volume(depth, margin) == pytest.approx(extra)


@pytest.mark.parametrize(("depth", "margin"), [(0.2, 0.6), (0.75, 0.9), (0.1, 0.95)])
def test_p4_at_the_break_even_elasticity_a_cut_earns_what_was_earned_before(depth, margin):
    elasticity = pricing.break_even_elasticity(depth, margin)
    volume = (1.0 - depth) ** -elasticity
    assert (margin - depth) * volume == pytest.approx(margin)
    assert math.isinf(pricing.break_even_elasticity(0.6, 0.6))


def test_p5_logit():
    best = pricing.logit_price(3.0, 0.5, 2.0)
    assert (best.price, best.share) == pytest.approx((6.0, 0.5), abs=1e-12)


def test_p6_two_tiers_on_one_pool():
    pool = pricing.pool_prices((2, 0.4), (1.4, 1.8), (10, 60), (9.75, 0.864), (1, 0.28), 15)
    assert pool.shadow_price == pytest.approx(1.00238, abs=5e-6)
    assert pool.prices == pytest.approx((10.5083, 1.53150), abs=5e-5)


def test_p6_one_tier_is_the_capacity_price():
    alone, pool = (
        pricing.capacity_price(2.0, 1.5, 100.0, 6.0, 20.0),
        pricing.pool_prices((2,), (1.5,), (100,), (6,), (1,), 20),
    )
    assert (pool.prices[0], pool.shadow_price) == pytest.approx((alone.price, alone.shadow_price))


def test_e11_at_equal_elasticities_a_double_peak_price_says_that_the_pool_is_worth_the_cost():
    assert pricing.lerner_price(2.0 + 2.0, 1.4) == pytest.approx(
        2.0 * pricing.lerner_price(2.0, 1.4)
    )


LEAD = [
    (1.4, 0.75, 0.25, 1.0, 0.0, 4.947),
    (1.4, 0.75, 0.25, 1.0, 0.1, 1.710),
    (1.4, 0.75, 0.25, 0.7, 0.0, 4.049),
    (1.4, 0.75, 0.25, 0.5, 0.0, 0.0),
    (2.0, 0.5, 0.25, 1.0, 0.2, 3.779),
]


@pytest.mark.parametrize(("e", "d", "speed", "stay", "cost", "months"), LEAD)
def test_p7_lead_time(e, d, speed, stay, cost, months):
    assert pricing.lead_time(e, d, speed, stay, cost) == pytest.approx(months, abs=5e-4)


@pytest.mark.parametrize(("e", "d", "speed", "stay", "cost", "months"), LEAD)
def test_p7_no_other_month_of_cutting_earns_more_in_a_simulation(e, d, speed, stay, cost, months):
    """Time runs in small steps: demand adopts towards its target, slower while users are refused; supply comes at zero."""
    step = 0.01
    after = np.arange(0.0, 120.0, step)

    def earned(early):
        # Logarithm of what is still to be adopted at zero.
        gap = -e * math.log(1.0 - d) * math.exp(-stay * speed * early)
        demand = (1.0 - d) ** -e * np.exp(-gap * np.exp(-speed * after))
        return float(((1.0 - d - cost) * demand).sum() * step - d * early)

    lead = pricing.lead_time(e, d, speed, stay, cost)
    assert (
        earned(lead)
        >= max(earned(max(lead + shift, 0.0)) for shift in (-1.0, -0.25, 0.25, 1.0)) - 1e-9
    )


@pytest.mark.parametrize(
    ("e", "d", "cost", "chance"),
    [
        (1.4, 0.75, 0.0, 0.503),
        (1.1, 0.75, 0.0, 0.835),
        (2.0, 0.75, 0.0, 0.20),
        (1.4, 0.75, 0.1, 0.838),
    ],
)
def test_e15_newsvendor(e, d, cost, chance):
    assert pricing.critical_landing_chance(e, d, cost) == pytest.approx(chance, abs=6e-4)


def test_e15_the_expected_loss_is_least_where_it_says():
    landed = np.random.default_rng(1).gamma(3.0, 2.0, 200_000)
    late = (1 - 0.75) * (1 - 0.75) ** -1.4 - 1.0
    dates = np.quantile(landed, [0.40, 0.503, 0.60])
    loss = [
        np.mean(0.75 * np.maximum(landed - date, 0.0) + late * np.maximum(date - landed, 0.0))
        for date in dates
    ]
    assert loss[1] == min(loss)
    assert loss[1] == pytest.approx(1.97, abs=0.02)  # E16: what knowing the date would be worth


def test_p10_learning():
    price = pricing.learning_price(2.0, 0.2, 5, 10.0)
    assert price == pytest.approx(0.857590, abs=5e-7)


@pytest.mark.parametrize(("volatility", "multiple"), [(0.2, 2.0), (0.4, 3.7320508)])
def test_p11_waiting(volatility, multiple):
    assert pricing.waiting_multiple(volatility, 0.04, 0.04) == pytest.approx(multiple, abs=5e-8)


def test_p12_elasticities_of_three_providers():
    elasticities = pricing.own_elasticities((1, 2, 0.5), (2, 3, 5), 3.0, 1.2)
    assert elasticities == pytest.approx((1.8920, 2.3434, 2.9645), abs=5e-5)


@given(st.lists(st.floats(0.1, 10), min_size=2, max_size=4), st.floats(1.2, 6), st.floats(0.1, 1.2))
def test_p12_is_the_derivative_of_demand(prices, substitution, market):
    def demand(changed):
        attraction = np.array(changed) ** -substitution
        index = attraction.sum() ** (-1.0 / substitution)
        return index**-market * attraction[0] / attraction.sum()

    assume(max(prices) / min(prices) < 20)
    step = 1e-5
    up, down = ([prices[0] * math.exp(sign * step), *prices[1:]] for sign in (1, -1))
    slope = -(math.log(demand(up)) - math.log(demand(down))) / (2 * step)
    assert pricing.own_elasticities([1.0] * len(prices), prices, substitution, market)[
        0
    ] == pytest.approx(slope, abs=1e-5)
