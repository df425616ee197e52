"""Hosts, rivals and the exchange rate: their prices follow cost, and what they take is what the company loses."""

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from support import strategies

import econ

SEEDS = st.integers(0, 2**32 - 1)
TIER = "pro"


def test_hosts_charge_their_cost_of_months_ago_and_a_markup(case, april):
    lag = int(case.scenario().value("host_lag"))
    markup = case.scenario().value("host_markup")
    cost, price = april[f"host_cost.{TIER}"][0], april[f"host_price.{TIER}"][0]
    assert price[lag:] == pytest.approx(cost[:-lag] * (1.0 + markup))
    assert price[:lag] == pytest.approx(np.full(lag, cost[0] * (1.0 + markup)))


def test_a_host_with_the_companys_hits_and_hours_pays_what_it_pays(case):
    """All cards rented and no hours of training: the rent multiple is one, and nothing is lost in the cache."""
    rented = {
        f"{name}.{platform}": value
        for platform in case.elements["platform"]
        for name, value in (("rented_share", 1.0),)
    }
    o = econ.run(case.scenario(overrides=rented | {"host_hit_loss": 0.0, "idle_worth": 0.0}))
    assert o[f"host_rent_multiple.{TIER}"][0] == pytest.approx(np.ones(case.months))
    assert o[f"host_cost.{TIER}"][0] == pytest.approx(o[f"blended_cost.{TIER}"][0])


@hypothesis.given(seed=SEEDS)
def test_what_hosts_take_is_what_the_company_loses(case, seed):
    o = econ.run(case.scenario(), strategies.box(case, seed))
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
