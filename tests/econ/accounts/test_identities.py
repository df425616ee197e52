"""The identities of the statements over the whole input box."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.sampling import RUN_EXAMPLES
from support.strategies import base, box, changes, only

import econ
from econ import outlook as outlook_module
from econ.arrays import AXES
from econ.case.model_inputs import model_inputs
from econ.engine.evaluate import evaluate
from econ.engine.vocabulary import total
from econ.units import THOUSAND, UNITS

TIGHT = 1e-9  # of the largest balance
BALANCES = (
    "cash",
    "total_assets",
    "total_liabilities",
    "equity",
    "cumulative_building_capex",
    "paid_in_capital",
    "retained_earnings",
)


@pytest.fixture(scope="module", params=range(8))
def o(case, request):
    """Outlooks at random points of the box, a batch a seed; the laws share them."""
    return econ.run(case.scenario(), box(case, request.param, 128))


def elements(case, name):
    """The keys of a quantity, one for each of its elements."""
    keys = [name]
    for dimension in case.model.quantities[name].per:
        keys = [f"{key}.{element}" for key in keys for element in case.elements[dimension]]
    return keys


def summed(outlook, name):
    """The sum of a quantity over its elements."""
    return sum(outlook[key] for key in elements(outlook.case, name))


def largest_balance(outlook):
    """The largest balance of each draw, as a column."""
    return np.max([np.abs(outlook[name]).max(axis=1) for name in BALANCES], axis=0)[:, None] + 1.0


def before(outlook, name, initial=None):
    """Last month's closing values; before the first month the input or quantity `initial`, or zero."""
    path = outlook[name]
    first = np.zeros((outlook.draws, 1)) if initial is None else outlook[initial][:, :1]
    return np.concatenate([first, path[:, :-1]], axis=1)


def agree(left, right, scale):
    """Fail unless two sides agree to the tolerance everywhere; `nan` never agrees."""
    everywhere(np.abs(left - right) <= TIGHT * scale)


def everywhere(true):
    """Fail with the first place (draw, month) where a law does not hold, and the number of such places."""
    wrong = np.argwhere(~true)
    assert len(wrong) == 0, f"broken in {len(wrong)} places, first at {tuple(map(int, wrong[0]))}"


def size(*paths):
    """The largest absolute value of each draw, as a column."""
    return np.max([np.abs(path).max(axis=1) for path in paths], axis=0)[:, None]


def test_cash_rolls_forward_by_the_three_cash_flows(o):
    flows = o["operating_cash_flow"] + o["investing_cash_flow"] + o["financing_cash_flow"]
    agree(o["cash"], before(o, "cash", "initial_cash") + flows, largest_balance(o))


def test_assets_equal_liabilities_and_equity(o):
    assets = sum(o[name] for name in ("cash", "receivables", "tax_credit", "net_building"))
    assets = assets + sum(
        summed(o, name) for name in ("supplier_deposits", "net_card_plant", "right_of_use_assets")
    )
    owed = sum(
        o[name]
        for name in (
            "payables",
            "prepaid_balance",
            "sales_tax_payable",
            "income_tax_payable",
            "lease_liability",
            "debt",
        )
    )
    owned = sum(o[name] for name in ("paid_in_capital", "option_reserve", "retained_earnings"))
    agree(assets, owed + owned, largest_balance(o))
    agree(o["balance_gap"], 0.0, largest_balance(o))


def test_plant_rolls_forward_and_is_never_negative(o):
    for platform in o.case.elements["platform"]:
        plant, start = f"net_card_plant.{platform}", f"initial_net_card_plant.{platform}"
        change = (
            o[f"card_capex.{platform}"]
            - o[f"card_depreciation.{platform}"]
            - o[f"card_write_offs.{platform}"]
        )
        scale = size(o[start], o[f"cumulative_card_capex.{platform}"])
        agree(o[plant], before(o, plant, start) + change, scale)
        everywhere(o[plant] >= -TIGHT * scale)
    change = o["building_capex"] - o["building_depreciation"]
    scale = size(o["cumulative_building_capex"])
    agree(o["net_building"], before(o, "net_building") + change, scale)
    everywhere(o["net_building"] >= -TIGHT * scale)


def test_depreciation_and_write_offs_over_a_life_add_up_to_the_cost(case):
    lives = np.random.default_rng(3).uniform(12.0, 24.0, (4, 256))
    rows = {"depreciation_life": 2.0 * lives[0] - 12.0}
    for platform in case.elements["platform"]:
        rows |= {
            f"service_life.{platform}": lives[1],
            f"remaining_life.{platform}": lives[2],
            f"commissioning_lag.{platform}": lives[3] - 12.0,
        }
    # Everything is bought in the first year.
    paid = [1.5] * 6 + [0.5] * 6 + [0.0] * (case.months - 12)
    o = econ.run(case.scenario(overrides={"card_capex": paid}), rows)
    for platform in case.elements["platform"]:
        spread = o[f"new_card_depreciation.{platform}"].sum(axis=1) + o[
            f"card_write_offs.{platform}"
        ].sum(axis=1)
        assert np.allclose(spread, sum(paid), rtol=TIGHT)
        opening = o[f"initial_net_card_plant.{platform}"][:, 0]
        assert np.allclose(
            o[f"opening_fleet_depreciation.{platform}"].sum(axis=1), opening, rtol=TIGHT
        )
        assert np.allclose(o[f"net_card_plant.{platform}"][:, -1], 0.0, atol=TIGHT * sum(paid))


def test_equity_rolls_forward_by_earnings_options_and_money_raised(o):
    change = o["net_income"] + o["share_based_pay"] + o["equity_raised"] - o["share_redemptions"]
    agree(o["equity"], before(o, "equity", "initial_paid_in_capital") + change, largest_balance(o))


def test_revenue_is_the_sum_of_its_parts_and_of_tokens_times_price(o):
    parts = [summed(o, f"{part}_revenue") for part in ("cached_input", "input", "output")]
    other = o["subscription_revenue"] + o["enterprise_revenue"] + o["breakage"]
    agree(o["revenue"], sum(parts) + other, size(o["revenue"]))
    for tier in o.case.elements["tier"]:
        sold = (
            o[f"served_tokens.{tier}"]
            * o[f"blended_price.{tier}"]
            * o["price_realisation"]
            / float(THOUSAND)
        )
        agree(o[f"api_revenue.{tier}"], sold, size(sold))


def test_served_tokens_stay_within_demand_and_capacity(o):
    """No tier is served beyond the cards that can serve it, and all together not beyond the fleet."""
    load = np.zeros((o.draws, o.case.months))
    for tier in o.case.elements["tier"]:
        capacity, tier_load = o[f"token_capacity.{tier}"], np.zeros_like(load)
        for served, wanted in (("served_tokens", "demand"), ("served_app_tokens", "app_demand")):
            tokens = o[f"{served}.{tier}"]
            everywhere(tokens >= 0.0)
            everywhere(tokens <= o[f"{wanted}.{tier}"] * (1.0 + TIGHT))
            everywhere(tokens[capacity == 0.0] == 0.0)
            tier_load = tier_load + np.where(
                capacity > 0.0, tokens / np.where(capacity > 0.0, capacity, 1.0), 0.0
            )
        everywhere(tier_load <= 1.0 + TIGHT)
        load = load + tier_load * o[f"able_share.{tier}"]
        unmet = o[f"demand.{tier}"] - o[f"served_tokens.{tier}"]
        agree(o[f"unmet_demand.{tier}"], unmet, size(o[f"demand.{tier}"]))
    everywhere(load <= 1.0 + TIGHT)
    everywhere(o["utilisation"] <= 1.0 + TIGHT)
    everywhere(o["clearing_surcharge"] >= 0.0)


def test_orders_and_fleet_roll_forward(o):
    for platform in o.case.elements["platform"]:
        backlog, fleet = f"order_backlog.{platform}", f"fleet.{platform}"
        orders, arrived = o[f"ordered_cards.{platform}"], o[f"deliveries.{platform}"]
        scale = size(
            o[f"first_order.{platform}"], o[f"initial_fleet.{platform}"], np.cumsum(orders, axis=1)
        )
        agree(
            o[backlog],
            before(o, backlog, f"initial_order_backlog.{platform}") + orders - arrived,
            scale,
        )
        everywhere(o[backlog] >= -TIGHT * scale)
        everywhere(arrived >= 0.0)
        left = o[f"retirements.{platform}"] + o[f"returned_cards.{platform}"]
        change = o[f"commissioning.{platform}"] - left
        agree(o[fleet], before(o, fleet, f"initial_fleet.{platform}") + change, scale)
        everywhere(o[fleet] >= 0.0)


def test_people_roll_forward(o):
    for people, hired, left in (
        ("core_researchers", "core_hiring", "core_leavers"),
        ("support_staff", "support_hiring", "support_leavers"),
    ):
        change = o[hired] - o[left]
        agree(o[people], before(o, people, f"initial_{people}") + change, size(o[people]))
        everywhere(o[people] >= 0.0)
    agree(
        o["headcount"],
        o["core_researchers"] + o["support_staff"] + o["sales_staff"],
        size(o["headcount"]),
    )


def test_losses_are_used_once_and_tax_is_never_negative(o):
    scale = largest_balance(o) + size(o["loss_pool"])
    losses = np.maximum(-o["taxable_profit"], 0.0)
    agree(
        o["loss_pool"],
        before(o, "loss_pool", "initial_loss_pool") + losses - o["losses_used"],
        scale,
    )
    everywhere(o["loss_pool"] >= 0.0)
    everywhere(o["income_tax"] >= 0.0)
    covered = before(o, "loss_pool", "initial_loss_pool") >= o["taxable_profit"]
    everywhere(o["income_tax"][covered] == 0.0)


def test_the_founders_stake_is_between_zero_and_one(o):
    stake = o["founder_stake"]
    everywhere(stake >= 0.0)
    everywhere(stake <= 1.0 + TIGHT)


def test_the_founders_stake_is_at_most_one_when_rounds_close_together(case):
    rows = {
        f"{name}.{round_name}": np.array([value])
        for round_name in case.elements["round"]
        for name, value in (
            ("round_amount", 500.0),
            ("round_pre_money", 100.0),
            ("round_month", 3.0),
            ("round_status", 2.0),
            ("founder_part", 1.0),
        )
    }
    together = econ.run(case.scenario(), rows)["founder_stake"]
    everywhere(together <= 1.0 + TIGHT)
    everywhere(together >= 0.0)


LAWS = [
    law
    for name, law in dict(globals()).items()
    if name.startswith("test_") and "(o)" in str(inspect.signature(law))
]


@settings(max_examples=RUN_EXAMPLES)
@given(data=st.data())
def test_every_identity_holds_when_a_few_assumptions_are_extreme(case, data):
    pushed = econ.run(case.scenario(overrides=data.draw(changes(case))))
    for law in LAWS:
        law(pushed)


def test_a_row_of_a_batch_equals_its_own_run_bit_for_bit(case, monkeypatch):
    chunk = 300  # the whole of a large batch would not fit in memory
    monkeypatch.setattr(outlook_module, "LARGEST_CHUNK", chunk)
    rows = box(case, seed=15, draws=chunk + 8)
    batch = econ.run(case.scenario(), rows)
    for draw in (0, 1, 254, chunk - 1, chunk, chunk + 7):
        alone = econ.run(case.scenario(), only(rows, draw))
        for name in case.model.quantities:
            for key in elements(case, name):
                assert np.array_equal(batch[key][draw], alone[key][0], equal_nan=True), (key, draw)


def test_restating_every_assumption_at_its_base_changes_nothing(case, april):
    rows = {key: np.array([base(case, key)]) for key in case.keys()}
    again = econ.run(case.scenario(overrides={key: value[0] for key, value in rows.items()}))
    through_rows = econ.run(case.scenario(), rows)
    for name in case.model.quantities:
        for key in elements(case, name):
            assert np.array_equal(again[key], april[key]), key
            assert np.array_equal(through_rows[key], april[key]), key


# The remainder of one, and the logarithm of a ratio near one, are as exact as one.
NEAR_ZERO = (
    "idle_share",
    "training_part",
    "open_fill_rate",
    "pass_on_move",
    "carried_move",
    "wanted_move",
    "list_move",
)


@pytest.mark.parametrize("times", [4.0, 7.3])
def test_scaling_all_money_scales_money_and_no_other_quantity(case, times):
    given_inputs, _, draws = model_inputs(case.scenario(), box(case, seed=16, draws=64))
    money = {
        name: dict(UNITS[a.unit].dimensions).get("yuan", 0) for name, a in case.assumptions.items()
    }
    scaled = {
        name: value * times ** money[name.removeprefix("initial_") if name not in money else name]
        for name, value in given_inputs.items()
    }
    before_it = evaluate(case.model, given_inputs, case.months, case.sizes, draws)
    after_it = evaluate(case.model, scaled, case.months, case.sizes, draws)
    balance = np.abs(before_it["total_assets"]).max(axis=0) + np.abs(before_it["equity"]).max(
        axis=0
    )
    for name, quantity in case.model.quantities.items():
        factor = times ** dict(UNITS[quantity.unit].dimensions).get("yuan", 0)
        wanted, actual = before_it[name] * factor, after_it[name]
        scale = np.abs(wanted).max(axis=0) if wanted.ndim > AXES else np.abs(wanted)
        scale = (
            np.maximum(scale, balance * factor) if quantity.unit.startswith("bn yuan") else scale
        )
        if (
            name == "token_room"
        ):  # what other loads leave of the capacity is as exact as those loads are
            loads = before_it["token_capacity"] * (1.0 + total(before_it["paid_load"], "tier"))
            scale = np.maximum(scale, loads.max(axis=0))
        if name in NEAR_ZERO:
            scale = np.maximum(scale, 1.0)
        with np.errstate(invalid="ignore"):  # what is beyond the horizon, or has no value, stays so
            same = (actual == wanted) | (np.isnan(actual) & np.isnan(wanted))
            scale = np.where(np.isnan(scale), np.abs(wanted), scale)
            assert np.all(same | (np.abs(actual - wanted) <= 1e-8 * scale)), name
