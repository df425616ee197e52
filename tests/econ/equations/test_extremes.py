"""Wherever the assumptions are pushed: every number stays a number, and the laws of the trade hold."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.companies import CASES
from support.sampling import RUN_EXAMPLES, few
from support.strategies import base, box, changes, corners, without_value

import econ

NEVER = 60.0  # a planned month at the end of the horizon
STRESSES = tuple(CASES["deepseek"].stresses)
POINTS = 200
SLACK = 1e-9
# Every card can serve every tier, and has room to read prompts.
EVERYBODY_SERVES = {"can_serve": np.ones(POINTS), "prefill_chunk": np.full(POINTS, 1e4)}
# The list is held after the planned cut, cards are ordered by the plan, priority tiers are served first, and brakes are off.
AS_PLANNED = dict.fromkeys(
    ("list_rule.pro", "list_rule.flash", "order_rule", "service_rule", "brakes"), np.zeros(POINTS)
)


def elements(case, name):
    """The keys of a quantity, one for each of its elements."""
    keys = [name]
    for dimension in case.model.quantities[name].per:
        keys = [f"{key}.{element}" for key in keys for element in case.elements[dimension]]
    return keys


def not_numbers(outlook):
    """The numbers that are not finite: key → the draws in which it is not, in the order of the model.

    A cost that cannot be had has no value, and must not have one.
    """
    undefined = {}
    for name, quantity in outlook.case.model.quantities.items():
        for key in elements(outlook.case, name):
            fine = np.isfinite(outlook[key]) | (np.isposinf(outlook[key]) & quantity.may_be_beyond)
            fine = np.where(without_value(outlook.case, outlook, key), np.isnan(outlook[key]), fine)
            draws = np.flatnonzero(~fine.all(axis=1)).tolist()
            if draws:
                undefined[key] = draws
    return undefined


def pushed(rows, changes):
    """The same points with some rows replaced."""
    return {**rows, **changes}


def never_above(lower, upper):
    """Fail unless one path stays at or below the other; what is not a number is not below anything."""
    wrong = np.argwhere(~(lower <= upper + SLACK * np.abs(upper)))
    assert len(wrong) == 0, f"broken in {len(wrong)} places, first at {tuple(map(int, wrong[0]))}"


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_every_quantity_is_a_number_in_every_corner(case, preset):
    names, rows = corners(case)
    undefined = not_numbers(econ.run(case.scenario(preset), rows))
    assert not undefined, {
        key: [names[draw] for draw in draws[:3]] for key, draws in undefined.items()
    }


@pytest.mark.parametrize("seed", few(range(6), 2))
def test_every_quantity_is_a_number_at_random_points_of_the_box(case, seed):
    undefined = not_numbers(econ.run(case.scenario(), box(case, seed, POINTS)))
    assert not undefined, {
        key: f"{len(draws)} of {POINTS} draws, first {draws[0]}" for key, draws in undefined.items()
    }


@settings(max_examples=RUN_EXAMPLES)
@given(data=st.data())
def test_every_quantity_is_a_number_when_a_few_assumptions_are_extreme(case, data):
    assert not not_numbers(econ.run(case.scenario(overrides=data.draw(changes(case)))))


@pytest.mark.parametrize("stress", STRESSES)
@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_every_quantity_is_a_number_under_every_stress(case, preset, stress):
    assert not not_numbers(econ.run(case.scenario(preset, stresses=[stress])))


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_every_quantity_is_a_number_under_all_stresses_at_once(case, preset):
    assert not not_numbers(econ.run(case.scenario(preset, stresses=STRESSES)))


@pytest.mark.parametrize("seed", few(range(3), 1))
def test_later_supply_never_raises_served_tokens_while_no_card_retires(case, seed):
    """Demand is forced, the cut is out of the way, the list is held and orders are as planned.

    Cards outlive the horizon, for a card that came later also leaves later; there is power for every card, for scarce power is
    shared with cards that make more of it; research brings in no users, who would crowd others out, and the money that cards cost
    does not ration it; and every card can serve every tier, for a tier that more cards can serve takes a larger share of all.
    """
    rows = box(case, seed, POINTS)
    rows |= {"powered_share": np.ones(POINTS), "lead": np.zeros(POINTS), **EVERYBODY_SERVES}
    rows |= {"training_rule": np.zeros(POINTS)} | AS_PLANNED
    random = np.random.default_rng(seed)
    late = {}
    for platform in case.elements["platform"]:
        rows |= {f"service_life.{platform}": np.full(POINTS, 120.0)}
        delay = rows[f"delivery_delay.{platform}"]
        late[f"delivery_delay.{platform}"] = delay + (36.0 - delay) * random.random(POINTS)
    for tier, most in (("pro", 200.0), ("flash", 2000.0)):
        rows |= {
            f"cut_rule.{tier}": np.zeros(POINTS),
            f"cut_month.{tier}": np.full(POINTS, NEVER),
            f"demand.{tier}": most * random.random(POINTS),
        }
    early, later = (econ.run(case.scenario(), pushed(rows, change)) for change in ({}, late))
    for tier in case.elements["tier"]:
        never_above(later[f"served_tokens.{tier}"], early[f"served_tokens.{tier}"])
        never_above(later[f"served_app_tokens.{tier}"], early[f"served_app_tokens.{tier}"])


@pytest.mark.parametrize("seed", few(range(3), 1))
def test_more_power_never_lowers_served_tokens(case, seed):
    """Research brings in no users, who would crowd others out, and money does not ration it; every card can serve every tier.

    A tier that more cards can serve takes a larger share of all. The list is held and orders are as planned.
    """
    rows, random = box(case, seed, POINTS), np.random.default_rng(seed)
    rows |= {"lead": np.zeros(POINTS), "training_rule": np.zeros(POINTS), **EVERYBODY_SERVES}
    rows |= AS_PLANNED
    rows |= {f"cut_rule.{tier}": np.zeros(POINTS) for tier in case.elements["tier"]}
    rows |= {
        "demand.pro": 200.0 * random.random(POINTS),
        "demand.flash": 2000.0 * random.random(POINTS),
    }
    more = rows["leased_power"] + (5000.0 - rows["leased_power"]) * random.random(POINTS)
    dim, bright = (
        econ.run(case.scenario(), pushed(rows, change)) for change in ({}, {"leased_power": more})
    )
    for tier in case.elements["tier"]:
        never_above(dim[f"served_tokens.{tier}"], bright[f"served_tokens.{tier}"])


def test_in_the_shipped_case_later_ascend_cards_serve_less(case, april):
    forced = {
        f"demand.{tier}": april[f"demand.{tier}"][0].tolist() for tier in case.elements["tier"]
    }
    rows = {
        "delivery_delay.ascend_950dt": np.arange(0.0, 19.0),
        "service_life.ascend_950dt": np.full(19, 120.0),
    }
    o = econ.run(case.scenario(overrides=forced), rows)
    served = sum(o[f"served_tokens.{tier}"] for tier in case.elements["tier"])
    never_above(served[1:].sum(axis=1), served[:-1].sum(axis=1))
    # A month may have a trace more: other cards are ordered for the months of a delay that is known.
    assert np.all(served[1:] <= served[:-1] * (1.0 + 1e-4))
    assert served[12].sum() < 0.99 * served[0].sum()


@pytest.mark.parametrize("seed", few(range(3), 1))
def test_more_opening_cash_never_shortens_the_runway(case, seed):
    """With equal spending plans: none that is cut back where money is short."""
    rows = box(case, seed, POINTS) | {"training_rule": np.zeros(POINTS)} | AS_PLANNED
    more = rows["initial_cash"] + (500.0 - rows["initial_cash"]) * np.random.default_rng(
        seed
    ).random(POINTS)
    poorer, richer = (
        econ.run(case.scenario(), pushed(rows, change)) for change in ({}, {"initial_cash": more})
    )
    assert np.all(richer["runway"] >= poorer["runway"])
    never_above(poorer["cash"], richer["cash"])


@pytest.mark.parametrize("seed", few(range(3), 1))
def test_a_higher_electricity_price_never_lowers_the_cost_of_serving(case, seed):
    """Money does not ration research, and the cards are the same: dearer electricity moves orders to cards that need less of it.

    An hour of a card costs more wherever users are. A token does where no user is with a host: hosts pay for electricity too, and
    users who come back from them move hours and the mix.
    """
    rows = box(case, seed, POINTS) | AS_PLANNED | {"training_rule": np.zeros(POINTS)}
    without_hosts = {"leakage_at_parity": np.zeros(POINTS)}
    dear = rows["electricity_price"] + (5.0 - rows["electricity_price"]) * np.random.default_rng(
        seed
    ).random(POINTS)
    of_tokens = ("platform_serving_cost", "serving_cost", "input_cost", "blended_cost")
    for hosts, names in (
        ({}, ("card_hour_cost",)),
        (without_hosts, ("card_hour_cost", *of_tokens)),
    ):
        cheap, dearer = (
            econ.run(case.scenario(), pushed(rows | hosts, change))
            for change in ({}, {"electricity_price": dear})
        )
        for key in itertools.chain.from_iterable(elements(case, name) for name in names):
            defined = ~np.isnan(cheap[key])
            assert np.array_equal(defined, ~np.isnan(dearer[key])) and defined.any(), key
            never_above(cheap[key][defined], dearer[key][defined])


@pytest.mark.parametrize("tier", ["pro", "flash"])
@pytest.mark.parametrize("seed", few(range(3), 1))
def test_a_deeper_cut_never_lowers_target_demand(case, seed, tier):
    """The cut falls due by date or by supply, no demand waits for it, no review undoes it, and revenue buys no better model.

    A cut by the queue would wait for the demand that it creates; demand held back by a promise has a test of its own. Nobody moves
    between tiers: where nearly all users of a tier have left it for another, and demand is inelastic, a cheaper list makes them spend
    less, and there is less to move back with. That does not happen near either preset, which has a test of its own.
    """
    rows = box(case, seed, POINTS) | AS_PLANNED | {"cross_elasticity": np.zeros(POINTS)}
    rows |= {"lead": np.zeros(POINTS), "novelty": np.zeros(POINTS)}
    rows |= {"promise_wait": np.zeros(POINTS), "promise_churn": np.zeros(POINTS)}
    rows |= {
        f"cut_rule.{other}": np.minimum(rows[f"cut_rule.{other}"], 1.0)
        for other in case.elements["tier"]
    }
    depth = rows[f"cut_depth.{tier}"]
    deep = {
        f"cut_depth.{tier}": depth + (0.95 - depth) * np.random.default_rng(seed).random(POINTS)
    }
    shallow, deeper = (econ.run(case.scenario(), pushed(rows, change)) for change in ({}, deep))
    never_above(shallow[f"target_demand.{tier}"], deeper[f"target_demand.{tier}"])
    never_above(deeper[f"blended_price.{tier}"], shallow[f"blended_price.{tier}"])


@pytest.mark.parametrize("seed", few(range(3), 1))
def test_a_cut_of_depth_zero_has_no_effect_in_any_month(case, seed):
    rows = box(case, seed, POINTS)
    random = np.random.default_rng(seed)
    for tier in case.elements["tier"]:
        rows |= {f"cut_depth.{tier}": np.zeros(POINTS)}
    changes = {
        f"cut_rule.{tier}": random.integers(0, 3, POINTS).astype(float)
        for tier in case.elements["tier"]
    }
    changes |= {
        f"cut_month.{tier}": NEVER * random.random(POINTS) for tier in case.elements["tier"]
    }
    usual, with_changes = (
        econ.run(case.scenario(), pushed(rows, change)) for change in ({}, changes)
    )
    for name in case.model.quantities.keys() - {"cut_due", "cut_in_force"}:
        for key in elements(case, name):
            assert np.array_equal(usual[key], with_changes[key], equal_nan=True), key


@pytest.mark.parametrize("seed", few(range(3), 1))
def test_runway_is_the_month_in_which_cash_crosses_zero(case, seed):
    o = econ.run(case.scenario(), box(case, seed, POINTS))
    for cash, start, runway in zip(
        o["cash"], o["initial_cash"][:, 0], o["runway"][:, 0], strict=True
    ):
        broke = np.flatnonzero(cash < 0.0)
        if len(broke) == 0:
            assert runway == math.inf
            continue
        month = int(broke[0])
        opening = cash[month - 1] if month else start
        assert runway == pytest.approx(month + opening / (opening - cash[month]))


def test_money_that_never_runs_out_lasts_beyond_the_horizon(case):
    o = econ.run(
        case.scenario(overrides={"net_cash_flow": 0.0}),
        {"initial_cash": np.array([0.0, 1e-9, 500.0])},
    )
    assert np.all(np.isposinf(o["runway"]))
    gone = econ.run(
        case.scenario(overrides={"net_cash_flow": -1.0}),
        {"initial_cash": np.array([0.0, 59.5, 60.0])},
    )
    assert gone["runway"][:, 0].tolist() == [0.0, 59.5, math.inf]


def test_corners_lie_at_the_limits(case):
    """The batch of corners reaches both limits of every key, alone."""
    names, rows = corners(case)
    for number, key in enumerate(case.keys()):
        low, high = case.assumption_of(key).limits
        assert rows[key][2 * number : 2 * number + 2].tolist() == [low, high]
        others = np.delete(rows[key][:-2], [2 * number, 2 * number + 1])
        assert np.all(others == base(case, key)) and len(names) == len(rows[key])
