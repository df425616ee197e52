"""Distributions through low, base and high, and draws of several assumptions."""

import numpy as np
import pytest

from econ import uncertainty
from econ.uncertainty import quantile


@pytest.mark.parametrize("key", ["card_price.ascend_950dt", "share_of_output.ascend_950dt", "price_elasticity.pro",
                                 "trend_growth", "ramp_length.ascend_950dt", "load_factor"])
def test_percentiles_are_those_of_the_file(case, key):
    believed = case.value(key)
    found = quantile(case.scenario(), key, np.array([0.1, 0.5, 0.9]))
    assert found == pytest.approx([believed.low, believed.base, believed.high])


def test_a_delay_is_on_time_half_the_time_and_has_a_long_tail(case):
    chances = np.linspace(0.001, 0.999, 999)
    late = quantile(case.scenario(), "delivery_delay.ascend_950dt", chances)
    assert (late[:499] == 0.0).all() and late[500:].min() > 0.0
    assert np.interp(0.9, chances, late) == pytest.approx(case.value("delivery_delay.ascend_950dt").high, rel=1e-3)
    assert late[-1] > 2.0 * np.interp(0.9, chances, late)


def test_an_override_moves_the_base_and_keeps_the_spread(case):
    chances = np.array([0.1, 0.5, 0.9])
    moved = case.scenario(overrides={"card_price.ascend_950dt": 90})
    assert quantile(moved, "card_price.ascend_950dt", chances) - quantile(
        case.scenario(), "card_price.ascend_950dt", chances) == pytest.approx([20.0, 20.0, 20.0])


def test_draws_stay_within_limits_rise_with_chance_and_repeat(case):
    keys = [key for key in case.keys() if case.value(key).low is not None and np.ndim(case.scenario().value(key)) == 0]
    for key in keys:
        values = quantile(case.scenario(), key, np.linspace(0.001, 0.999, 101))
        low, high = case.assumption_of(key).limits
        assert (values >= low).all() and (values <= high).all() and (np.diff(values) >= -1e-12).all(), key
    one, two = (uncertainty.draws(case.scenario(), keys[:5], 64, seed) for seed in (1, 1))
    assert all(np.array_equal(one[key], two[key]) for key in one)


def test_without_a_range_every_draw_is_the_base(case):
    assert (quantile(case.scenario(), "first_order.h20", np.array([0.01, 0.99])) == case.value("first_order.h20").base).all()
