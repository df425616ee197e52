"""Brakes: what stops at the reserve, and the month in which it would, whether brakes are on or off."""

import numpy as np
import pytest
from support.sampling import BATCHES, POINTS
from support.strategies import box

import econ

OFF, ON = 0.0, 1.0
SMALL_ROUND = {"round_amount.first": 20.0}  # with it, money is short


@pytest.fixture(scope="module", params=range(BATCHES))
def both_ways(request, case):
    """The case at points of the whole box with brakes off and on."""
    rows = box(case, request.param, POINTS)
    return {
        brakes: econ.run(case.scenario(), rows | {"brakes": np.full(POINTS, brakes)})
        for brakes in (OFF, ON)
    }


def test_the_plan_is_drawn_as_it_stands(case):
    for preset in case.presets:
        assert case.scenario(preset).value("brakes") == OFF


def test_with_brakes_training_slows_down_as_cash_falls_short_of_the_reserve(both_ways):
    o = both_ways[ON]
    before = np.column_stack([o["initial_cash"][:, 0], o["cash"][:, :-1]])
    rented, wanted = o["outside_research_compute"], o["wanted_outside_training"]
    enough, gone = before >= o["reserve"], (before <= 0.0) & (o["reserve"] > 0.0)
    assert np.array_equal(rented[enough], wanted[enough])
    assert not rented[gone & ~enough].any() and np.all(rented <= wanted)
    assert not o["order_money"][before <= o["kept_money"]].any()


def test_a_company_that_brakes_goes_on_where_it_earns(case):
    """Without a round and with brakes: what it earns buys cards, and it does not run down while money lies idle."""
    o = econ.run(case.scenario(overrides={"round_status.first": 0, "brakes": ON}))
    assert o["new_orders.ascend_950dt"][0, 24:].sum() > 0.0
    assert o["revenue"][0, -1] > o["revenue"][0, 12] and o["outside_research_compute"][0, -1] > 0.0


def test_without_brakes_the_plan_is_carried_out(both_ways):
    o = both_ways[OFF]
    assert np.array_equal(o["outside_research_compute"], o["wanted_outside_training"])
    assert not o["kept_money"].any()


@pytest.mark.parametrize("brakes", [OFF, ON])
def test_the_month_of_braking_is_the_first_in_which_cash_is_below_the_reserve(both_ways, brakes):
    o = both_ways[brakes]
    below = o["cash"] < o["reserve"]
    first = np.where(below.any(axis=1), below.argmax(axis=1), np.inf)
    assert np.array_equal(o["brake_month"][:, 0], first)


def test_a_board_that_brakes_keeps_money_where_the_plan_spends_it(case):
    plan, braked = (
        econ.run(case.scenario(overrides=SMALL_ROUND | {"brakes": switch})) for switch in (OFF, ON)
    )
    month = int(plan.at("brake_month", 0))
    assert month < case.months
    assert braked["cash"][0, month:].min() > plan["cash"][0, month:].min()
    assert braked["new_orders.ascend_950dt"][0].sum() < plan["new_orders.ascend_950dt"][0].sum()


def test_a_longer_reserve_is_touched_no_later(case):
    rows = {"reserve_period": np.array([0.0, 6.0, 12.0, 24.0, 36.0])}
    months = econ.run(case.scenario(overrides=SMALL_ROUND), rows)["brake_month"][:, 0]
    assert np.all(months[1:] <= months[:-1]) and np.isfinite(months[-1])
