"""Hosts, rivals and the exchange rate: their prices follow cost, and what they take is what the company loses."""

import numpy as np
import pytest

import econ

TIER = "pro"
CHIP = "ascend_950dt"


def test_hosts_charge_their_cost_of_months_ago_and_a_markup(case, april):
    lag = int(case.scenario().value("host_lag"))
    markup = case.scenario().value("host_markup")
    cost, price = april[f"host_cost.{TIER}"][0], april[f"host_price.{TIER}"][0]
    assert price[lag:] == pytest.approx(cost[:-lag] * (1.0 + markup))
    assert price[:lag] == pytest.approx(np.full(lag, cost[0] * (1.0 + markup)))


def test_a_host_with_the_companys_cards_hits_and_hours_pays_what_it_pays(case):
    """One kind of card for all, rented by all, and no hours of training: a host's cost is the company's."""
    only = "h800"
    alike = {"host_hit_loss": 0.0, "idle_worth": 0.0, f"rented_part.{only}": 1.0}
    for platform in case.elements["platform"]:
        for name in ("host_pull", "fleet_share"):
            alike[f"{name}.{platform}.{TIER}"] = float(platform == only)
    o = econ.run(case.scenario(overrides=alike))
    assert o[f"host_cost.{TIER}"][0] == pytest.approx(o[f"blended_cost.{TIER}"][0])


def test_cards_that_others_rent_do_not_depend_on_what_this_company_orders(case):
    share, order = f"share_of_output.{CHIP}", f"first_order.{CHIP}"
    rows = {share: np.array([0.05, 0.12, 0.25]), order: np.array([10000.0, 30000.0, 80000.0])}
    o = econ.run(case.scenario(), rows)
    for tier in case.elements["tier"]:
        cost = o[f"common_cost.{tier}"]
        assert np.array_equal(cost[0], cost[1]) and np.array_equal(cost[0], cost[2])


def test_a_late_chip_keeps_common_hardware_dear_for_longer(case):
    rows = {f"delivery_delay.{CHIP}": np.array([0.0, 6.0, 12.0, 24.0])}
    cost = econ.run(case.scenario(), rows)[f"common_cost.{TIER}"][:, : 3 * 12]
    assert np.all(np.diff(cost.mean(axis=1)) > 0.0)


def test_hosts_pay_for_a_token_no_less_than_on_the_cheapest_card_and_no_more_than_on_the_dearest(
    case, box_outlook
):
    o = box_outlook
    for tier in case.elements["tier"]:
        cost, cheapest = o[f"common_cost.{tier}"], o[f"cheapest_host_cost.{tier}"]
        on_each = np.array(
            [
                np.where(
                    o[f"market_share_of_cards.{p}.{tier}"] > 0.0,
                    o[f"market_token_cost.{p}.{tier}"],
                    0,
                )
                for p in case.elements["platform"]
            ]
        )
        served = np.isfinite(cost)
        assert np.array_equal(served, np.isfinite(cheapest))
        assert np.all(cost[served] >= cheapest[served] * (1.0 - 1e-9))
        assert np.all(cost[served] <= on_each.max(axis=0)[served] * (1.0 + 1e-9))


def test_rent_follows_the_price_of_a_card(case):
    """Of a rise of the card's price the part that pays for the card is in its rent, and other rents stand."""
    price, part = case.scenario().value(f"card_price.{CHIP}"), 0.4
    at = [
        econ.run(
            case.scenario(
                overrides={f"card_price.{CHIP}": times * price, "rent_capital_share": part}
            )
        )
        for times in (1.0, 2.0)
    ]
    once, twice = (o[f"market_rent.{CHIP}"][0] for o in at)
    learnt = at[0][f"new_card_price.{CHIP}"][0] / price
    assert twice / once == pytest.approx((1 + part * (2 * learnt - 1)) / (1 + part * (learnt - 1)))
    assert np.array_equal(at[0]["market_rent.h20"], at[1]["market_rent.h20"])


def test_rivals_answer_a_part_of_the_gap_between_our_price_and_theirs_and_never_pass_it(
    case, box_outlook
):
    o = box_outlook
    for tier in case.elements["tier"]:
        gap, answer = o[f"price_gap.{tier}"], o[f"matched_change.{tier}"]
        widest = np.maximum.accumulate(np.abs(gap), axis=1)
        assert np.all((answer <= 0.0) & (-answer <= o["rival_match_share"] * widest + 1e-9))


@pytest.mark.parametrize("ours", [-0.7, -0.5, 0.3])
def test_rivals_who_have_moved_as_far_as_we_or_further_have_nothing_to_match(case, ours):
    given = {f"price_change.{TIER}": ours, f"rivals_own_move.{TIER}": -0.7}
    assert not econ.run(case.scenario(overrides=given))[f"matched_change.{TIER}"].any()


def test_what_hosts_take_is_what_the_company_loses(case, box_outlook):
    o = box_outlook
    for tier in case.elements["tier"]:
        own, lost = o[f"own_share.{tier}"], o[f"leakage.{tier}"]
        assert np.all((own >= 0.0) & (own <= 1.0)) and own + lost == pytest.approx(
            np.ones(own.shape)
        )


def test_a_stronger_pull_takes_users_where_hosts_are_cheaper_and_brings_them_where_they_are_dearer(
    case,
):
    rows = {"leakage_sensitivity": np.array([0.3, 0.5, 1.1, 2.0, 3.0, 5.0])}
    for times, sign in ((1.5, -1.0), (1.0, 0.0), (0.7, 1.0)):
        lists = case.scenario(overrides={"blended_price.pro": 2.0 * times, "host_price.pro": 2.0})
        own = econ.run(lists, rows)["own_share.pro"][:, 12]
        assert np.all(np.sign(np.diff(own)) == sign)


@pytest.mark.parametrize(
    ("name", "sign"), [("host_markup", -1), ("host_hit_loss", -1), ("leakage_at_parity", 1)]
)
def test_dearer_hosts_take_fewer_users(case, name, sign):
    low, high = case.assumption_of(name).limits
    rows = {name: np.linspace(low + 0.01, min(high, 0.9), 5)}
    leakage = econ.run(case.scenario(), rows)[f"leakage.{TIER}"][:, 12]
    assert np.all(sign * np.diff(leakage) > 0.0)


def test_where_nobody_can_serve_nobody_hosts(case):
    o = econ.run(case.scenario(overrides={"latency_promise.chat": 1.0}))
    assert np.isnan(o[f"host_price.{TIER}"]).all()
    assert np.all(o[f"own_share.{TIER}"] == 1.0) and not o[f"rival_cost_move.{TIER}"][0, 0]
    assert np.isfinite(o["cash"]).all()


def test_rivals_pass_common_hardware_on_and_not_our_algorithms(case):
    """Better algorithms of our own lower our cost and leave rivals' where it was."""
    rows = {"algorithmic_progress": np.array([0.0, 0.03])}
    o = econ.run(case.scenario(), rows)
    own = o[f"blended_cost.{TIER}"][:, 24]
    rivals = o[f"rival_cost_move.{TIER}"][:, 24]
    assert own[1] < 0.8 * own[0]
    assert rivals[1] == pytest.approx(rivals[0], abs=0.1)


def test_own_progress_never_hurts_while_rivals_prices_stand(case):
    still = {f"rival_steady_move.{tier}": 0.0 for tier in case.elements["tier"]}
    rows = {"algorithmic_progress": np.array([0.0, 0.01, 0.02, 0.04])}
    profit = econ.run(case.scenario(overrides=still), rows)["gross_profit"].sum(axis=1)
    assert np.all(np.diff(profit) > 0.0)


def test_what_rivals_pass_on_begins_when_their_lists_end(case, november):
    start = int(november.scenario.value("pass_on_start"))
    assert start == case.month_of(case.presets["november-2026"].known)
    for tier in case.elements["tier"]:
        move = november[f"rival_steady_move.{tier}"][0]
        assert not move[: start + 1].any() and move[-1] < 0.0


def test_at_the_stated_rate_the_exchange_rate_does_nothing(case, april):
    for name in ("exchange_multiple", "revenue_exchange"):
        assert np.all(april[name] == 1.0)
    for dimension, name in (("platform", "card_exchange"), ("competitor", "rival_exchange")):
        for element in case.elements[dimension]:
            assert np.all(april[f"{name}.{element}"] == 1.0)


def test_a_dearer_dollar_moves_what_is_priced_in_dollars(case):
    at = {
        rate: econ.run(case.scenario(overrides={"yuan_per_dollar": rate})) for rate in (6.82, 7.502)
    }
    before, after = at.values()
    ratio = {
        key: after.at(key, 0) / before.at(key, 0)
        for key in (
            "rival_price.pro.gpt",
            "rival_price.pro.glm",
            "market_rent.h20",
            "installed_price.h20",
        )
    }
    assert ratio["rival_price.pro.gpt"] == pytest.approx(1.1)
    assert ratio["rival_price.pro.glm"] == 1.0
    assert ratio["market_rent.h20"] == pytest.approx(1.08)
    assert 1.0 < ratio["installed_price.h20"] < 1.08
    assert after.at("price_realisation", 0) == pytest.approx(
        1.03 * before.at("price_realisation", 0)
    )
    assert after.at("host_price.pro", 0) > before.at("host_price.pro", 0)
    assert after.at("market_share.pro", 0) > before.at("market_share.pro", 0)


def test_dearer_electricity_is_in_rents_and_in_what_hosts_charge(case):
    """A rented card's hour costs more by its electricity, and hosts who rent it ask more of their users."""
    price = case.scenario().value("electricity_price")
    usual, dear = (
        econ.run(case.scenario(overrides={"electricity_price": times * price}))
        for times in (1.0, 2.0)
    )
    added = dear[f"market_rent.{CHIP}"][0] - usual[f"market_rent.{CHIP}"][0]
    power = usual[f"power_hour_cost.{CHIP}"][0]
    level = case.scenario().value("rent_level")
    exchange = usual[f"card_exchange.{CHIP}"][0]
    assert added == pytest.approx(power * level * exchange, rel=1e-12)
    for tier in case.elements["tier"]:
        before, after = (o[f"host_price.{tier}"][0] for o in (usual, dear))
        assert np.all(after[np.isfinite(before)] > before[np.isfinite(before)])


def test_a_rent_stays_above_zero_whatever_cards_and_electricity_cost(case, box_outlook):
    o = box_outlook
    for platform in case.elements["platform"]:
        share, rest = (
            o[f"rent_power_share.{platform}"],
            1.0 - o["rent_capital_share"],
        )
        assert np.all((share >= 0.0) & (share <= rest))
        assert np.all(o[f"market_rent.{platform}"] > 0.0)


CHOICES = {"peak_multiplier": 2.0, "order_sharpness": 16.0}


@pytest.mark.parametrize("key", CHOICES)
@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_what_this_company_chooses_for_its_own_cards_does_not_change_what_hosts_pay(
    case, preset, key
):
    before, after = (
        econ.run(case.scenario(preset, changes), keep=["common_cost"])
        for changes in ({}, {key: CHOICES[key]})
    )
    for tier in case.elements["tier"]:
        assert np.array_equal(before[f"common_cost.{tier}"], after[f"common_cost.{tier}"])


def test_a_chip_that_is_delivered_when_the_story_begins_cannot_be_late(case):
    """Neither hosts nor rivals nor the fleet lose a card that has been sold for years."""
    scenario = case.scenario()
    sold = [
        platform
        for platform in case.elements["platform"]
        if not scenario.value(f"first_delivery.{platform}")
    ]
    assert sold
    late = econ.run(scenario.with_overrides({f"delivery_delay.{platform}": 5 for platform in sold}))
    usual = econ.run(scenario)
    for name in ("cash", "rival_cost_move.pro", "host_price.pro", "plan_value"):
        assert np.array_equal(late[name], usual[name])
