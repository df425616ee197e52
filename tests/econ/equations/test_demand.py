"""Demand and rivals: the share of a class, its price index, and what follows from them, through the model itself."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.sampling import RUN_EXAMPLES

import econ
from econ import pricing
from econ.risk.draws import sobol_draws

PLAIN = {"cross_elasticity": 0.0, "app_diversion": 0.0, "promise_wait": 0.0, "peak_shift": 0.0}
STANDING_STILL = {"rival_pass_through": 0.0, "rival_progress": 0.0, "rival_price_decline": 0.0}
ALONE = PLAIN | STANDING_STILL | {"rival_match_share": 0.0, "release_gain": 0.0}


def desired(case, changes, overrides, tier="pro", month=0):
    """Demand at all hosts where our price has moved by each of some logarithms."""
    rows = {f"price_change.{tier}": np.array(changes)}
    name = "desired_demand"
    return econ.run(case.scenario(overrides=overrides), rows, [name])[f"{name}.{tier}"][:, month]


@pytest.mark.parametrize("elasticity", [-0.7, -1.0, -1.8, -2.9])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.5])
def test_at_launch_prices_the_response_is_the_assumed_elasticity(case, elasticity, share):
    given = ALONE | {
        "price_elasticity.pro": elasticity,
        "starting_share.pro": share,
        "usual_share": share,
        "market_elasticity": -0.4,
    }
    step = 1e-5
    above, below = desired(case, (step, -step), given)
    assert math.log(above / below) / (2 * step) == pytest.approx(elasticity, abs=1e-6)
    assert econ.run(case.scenario(overrides=given)).at("own_elasticity.pro", 0) == pytest.approx(
        elasticity
    )


@settings(max_examples=RUN_EXAMPLES)
@given(change=st.floats(-2.0, 1.5), elasticity=st.floats(-3.0, -0.5), share=st.floats(0.02, 0.9))
def test_p12_the_response_anywhere_is_that_of_the_published_form(case, change, elasticity, share):
    given = ALONE | {
        "price_elasticity.pro": elasticity,
        "starting_share.pro": share,
        "market_elasticity": -0.4,
    }
    step = 1e-5
    moves = {"price_change.pro": np.array([change, change + step, change - step])}
    o = econ.run(case.scenario(overrides=given), moves)
    substitution = -o.at("substitution.pro", 0)
    expected = pricing.own_elasticities(
        (share, 1 - share), (math.exp(change), 1.0), substitution, 0.4
    )[0]
    assert -o.at("own_elasticity.pro", 0) == pytest.approx(expected)
    _, above, below = o["desired_demand.pro"][:, 0]
    assert -math.log(above / below) / (2 * step) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("market", [-0.2, -0.6, -1.1])
def test_with_rivals_matching_fully_only_the_market_elasticity_remains(case, market):
    given = ALONE | {
        "rival_match_share": 1.0,
        "match_lag": 0,
        "market_elasticity": market,
        "price_elasticity.pro": -1.5,
    }
    at_launch, cut = desired(case, (0.0, math.log(0.25)), given, month=12)
    assert math.log(cut / at_launch) / math.log(0.25) == pytest.approx(market)


def test_an_elasticity_weaker_than_that_of_the_class_is_refused_in_words(case, root, tmp_path):
    weak = {"price_elasticity.pro": -0.8, "market_elasticity": -1.0}
    with pytest.raises(econ.AssumptionError, match="cannot both be true: users of one maker") as e:
        case.scenario(overrides=weak)
    [sentence] = e.value.problems
    assert "V4-Pro: «Price elasticity» −0.80 and «Market elasticity» −1.00" in sentence
    text = (root / "assumptions.toml").read_text("utf-8")
    stated = "base = -1.5\nlow = -2.2\nhigh = -1.0\n"
    assert text.count(stated) == 1
    file = tmp_path / "assumptions.toml"
    file.write_text(text.replace(stated, "base = -0.95\nlow = -2.2\nhigh = -0.9\n"), "utf-8")
    with pytest.raises(econ.AssumptionError, match="needs market_elasticity of at least"):
        econ.load(file)


def test_draws_of_one_makers_elasticity_are_never_weaker_than_those_of_the_class(case):
    rows = sobol_draws(case.scenario(), 512)
    for tier in case.elements["tier"]:
        assert np.all(rows[f"price_elasticity.{tier}"] <= rows["market_elasticity"])
    alone = sobol_draws(case.scenario(), 64, keys=["price_elasticity.flash"])
    assert np.all(alone["price_elasticity.flash"] <= case.scenario().value("market_elasticity"))


def test_a_larger_share_of_the_class_makes_demand_answer_its_price_less(case):
    rows = {"starting_share.pro": np.array([0.05, 0.15, 0.5, 0.9])}
    elasticity = -econ.run(case.scenario(overrides=ALONE), rows)["own_elasticity.pro"][:, 0]
    assert np.all(np.diff(elasticity) < 0.0) and elasticity[1] == pytest.approx(1.5)


def test_rivals_who_stand_still_change_something(case):
    """Users of one maker can turn to another: its demand is not that of the class alone."""
    moving = econ.run(case.scenario(overrides=PLAIN))
    standing = econ.run(case.scenario(overrides=PLAIN | STANDING_STILL))
    assert standing.at("market_share.pro", 36) > moving.at("market_share.pro", 36)
    assert standing["revenue"][0].sum() > moving["revenue"][0].sum()


def test_revenue_falls_with_a_cut_where_demand_is_inelastic(case):
    for elasticity, sign in ((-0.5, -1), (-1.6, 1)):
        given = ALONE | {
            "price_elasticity.pro": elasticity,
            "market_elasticity": -0.3,
            "cut_rule.pro": 0,
            "cut_month.pro": 0,
            "list_rule.pro": 0,
            "leakage_at_parity": 0.01,
            "adoption_speed": 1.0,
            "fill_rate.pro": 1.0,
        }
        none, deep = (
            econ.run(case.scenario(overrides=given | {"cut_depth.pro": depth}))
            for depth in (0.0, 0.3)
        )
        assert sign * (deep.at("api_revenue.pro", 24) - none.at("api_revenue.pro", 24)) > 0


def test_a_rivals_cut_takes_demand_and_triggers_the_planned_cut(case):
    given = {
        "cut_rule.pro": "when a rival cuts",
        **STANDING_STILL,
        "rival_cut_month": 9,
        "rival_cut_depth": 0.5,
    }
    calm, cut = (
        econ.run(case.scenario(overrides=given | {"rival_cut_depth": depth}))
        for depth in (0.0, 0.5)
    )
    assert not calm["cut_in_force.pro"].any()
    assert int(cut["cut_in_force.pro"][0].argmax()) == 9
    assert cut.at("market_share.pro", 9) < calm.at("market_share.pro", 9) or cut.at(
        "output_price.pro", 9
    ) < calm.at("output_price.pro", 9)


def test_a_promised_cut_delays_demand_until_it_comes(case):
    given = {"cut_rule.pro": 0, "cut_month.pro": 8, "promised_by": 8, "promise_wait": 0.2}
    given |= {"list_rule.pro": 0}
    promised, silent = (
        econ.run(case.scenario(overrides=given | {"cut_promised.pro": switch})) for switch in (1, 0)
    )
    waiting, usual = (
        o["target_demand.pro"][0] / (o["desired_demand.pro"][0] * o["own_share.pro"][0])
        for o in (promised, silent)
    )
    ratio = waiting / usual
    assert ratio[:8] == pytest.approx(1 - 0.2 * promised.at("cut_depth.pro", 0))
    assert ratio[8:] == pytest.approx(1.0)


def test_a_promise_that_is_broken_costs_users_and_nobody_waits_any_longer(case):
    given = {"cut_rule.pro": 0, "cut_month.pro": 30, "cut_promised.pro": 1, "list_rule.pro": 0}
    scenario = case.scenario(overrides=given | {"promised_by": 6, "fill_rate.pro": 1.0})
    o = econ.run(scenario)
    assert np.flatnonzero(o["promise_is_broken.pro"][0]).tolist() == list(range(7, 30))
    assert not o["held_back.pro"][0, 7:].any() and np.all(o["held_back.pro"][0, :7] > 0.0)
    goodwill = o["goodwill.pro"][0]
    assert np.all(np.diff(goodwill)[7:20] < 0.0) and np.all(np.diff(goodwill)[30:] >= 0.0)
    kept = econ.run(scenario.with_overrides({"cut_month.pro": 6}))
    assert not kept["promise_is_broken.pro"].any()
    assert kept["goodwill.pro"][0] == pytest.approx(np.ones(60))


def test_tokens_that_are_not_served_are_taken_elsewhere(case):
    """All tokens that users ask for by now are served here, refused here, or asked for elsewhere by those who left."""
    scarce = case.scenario(overrides={"delivery_delay.ascend_950dt": 24, "trend_growth": 0.15})
    drawn = econ.run(scarce)
    for tier in ("pro", "flash"):
        adopted, gone = drawn[f"adopted_demand.{tier}"], drawn[f"taken_elsewhere.{tier}"]
        left = adopted * (1.0 - drawn[f"goodwill.{tier}"])
        np.testing.assert_allclose(
            gone, left + drawn[f"unmet_demand.{tier}"], rtol=1e-12, atol=1e-12
        )
        np.testing.assert_allclose(gone + drawn[f"served_tokens.{tier}"], adopted, rtol=1e-12)
    assert drawn["taken_elsewhere.pro"].max() > 0.0


def test_a_broken_promise_costs_users_in_proportion_to_what_is_missing(case):
    given = {"cut_rule.pro": 0, "cut_month.pro": 6, "cut_promised.pro": 1, "promised_by": 6}
    given |= {"list_rule.pro": 0}  # no other step lowers the list
    rows = {"cut_depth.pro": np.array([0.0, 0.2, 0.6, 0.8])}
    left = econ.run(case.scenario(overrides=given), rows)["let_down.pro"][:, 20]
    missing = np.array([0.6, 0.4, 0.0, 0.0])
    assert left == pytest.approx(case.scenario().value("promise_churn") * missing)


@settings(max_examples=RUN_EXAMPLES)
@given(agents=st.floats(0.05, 0.9), hits=st.floats(0.1, 0.95))
def test_work_is_counted_in_money_so_that_a_mix_of_more_tokens_is_not_more_money(
    case, agents, hits
):
    o = econ.run(
        case.scenario(
            overrides={"workload_weight.pro.agent": agents, "workload_hit_share.agent": hits}
        )
    )
    spent = o["reference_demand.pro"][0] * o["reference_price.pro"][0] / 1000.0
    assert spent == pytest.approx(np.full(60, case.scenario().value("reference_spend.pro")))


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_agents_bring_more_tokens_and_no_less_money_than_chat(case, preset):
    """At the launch list the same spending buys more tokens where most of the input is cached.

    Over the plan it brings in more: hosts find less of their input in the cache, so that more of these users stay. In the first
    months it brings in less, because users begin with as many tokens, which are cheaper.
    """
    chat, agents = (
        econ.run(
            case.scenario(
                preset, {"workload_weight.pro.chat": 1 - w, "workload_weight.pro.agent": w}
            )
        )
        for w in (0.1, 0.8)
    )
    assert agents.at("reference_demand.pro", 0) > 1.5 * chat.at("reference_demand.pro", 0)
    spent = [o["reference_demand.pro"][0] * o["reference_price.pro"][0] for o in (chat, agents)]
    np.testing.assert_allclose(spent[1], spent[0], rtol=1e-12)
    assert np.all(agents["own_share.pro"] > chat["own_share.pro"])
    assert agents["api_revenue.pro"][0].sum() > chat["api_revenue.pro"][0].sum()


def test_cheaper_flash_takes_demand_from_pro(case):
    given = {"cross_elasticity": 0.3, "cut_rule.flash": 0, "cut_month.flash": 0}
    dear, cheap = (
        econ.run(case.scenario(overrides=given | {"cut_depth.flash": depth}))
        for depth in (0.0, 0.5)
    )
    parts = {tier: cheap.at(f"spend_share.{tier}", 0) for tier in case.elements["tier"]}
    assert sum(parts.values()) == pytest.approx(1.0)
    left = 1.0 / (parts["pro"] + parts["flash"] * 0.5**-0.3)
    assert left < 1.0
    assert cheap.at("desired_demand.pro", 0) == pytest.approx(
        dear.at("desired_demand.pro", 0) * left
    )


@pytest.mark.parametrize("change", [-2.0, -0.3, 0.0, 0.7])
def test_nobody_moves_between_tiers_whose_prices_fall_alike(case, change):
    tiers = case.elements["tier"]
    alike = {f"price_change.{tier}": change for tier in tiers}
    runs = [
        econ.run(case.scenario(overrides=alike | {"cross_elasticity": cross}))
        for cross in (0.0, 0.4)
    ]
    for tier in tiers:
        assert runs[1].at(f"preference.{tier}", 5) == pytest.approx(1.0, rel=1e-12)
        assert runs[1].at(f"desired_demand.{tier}", 5) == pytest.approx(
            runs[0].at(f"desired_demand.{tier}", 5)
        )


@settings(max_examples=RUN_EXAMPLES)
@given(st.lists(st.floats(-3.0, 1.0), min_size=2, max_size=2), st.floats(0.0, 2.0))
def test_what_a_tier_loses_to_another_arrives_there(case, changes, cross):
    """Whatever the prices of tiers, users who move between them spend what they would have spent."""
    tiers = list(case.elements["tier"])
    prices = {f"price_change.{tier}": move for tier, move in zip(tiers, changes, strict=True)}
    outlook = econ.run(case.scenario(overrides=prices | {"cross_elasticity": cross}))
    shares = [outlook[f"spend_share.{tier}"][0] for tier in tiers]
    moved = [outlook[f"preference.{tier}"][0] for tier in tiers]
    np.testing.assert_allclose(sum(shares), 1.0, rtol=1e-12)
    np.testing.assert_allclose(np.multiply(shares, moved).sum(axis=0), 1.0, rtol=1e-12)


def test_what_is_spent_on_all_tiers_does_not_depend_on_how_readily_users_move(case):
    """Once everybody has adapted, in every month of both presets: tokens that are wanted, at the list of their tier."""
    for preset in case.presets:
        scenario = case.scenario(preset)
        held = econ.run(scenario)
        paths = {
            f"price_change.{tier}": held[f"price_change.{tier}"][0]
            for tier in case.elements["tier"]
        }
        spent = []
        for cross in (0.0, 0.4, 2.0):
            changes = paths | {"cross_elasticity": cross}
            outlook = econ.run(case.scenario(preset, changes))
            spent.append(
                sum(
                    outlook[f"desired_demand.{tier}"][0]
                    * outlook[f"reference_price.{tier}"][0]
                    * np.exp(outlook[f"price_change.{tier}"][0])
                    for tier in case.elements["tier"]
                )
            )
        np.testing.assert_allclose(spent[1], spent[0], rtol=1e-12)
        np.testing.assert_allclose(spent[2], spent[0], rtol=1e-12)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_a_cheaper_tier_is_asked_for_more_however_readily_users_move(case, preset):
    crosses = np.array([0.0, 0.1, 0.4, 1.0, 2.0])
    outlook = econ.run(case.scenario(preset), {"cross_elasticity": crosses})
    for tier in case.elements["tier"]:
        assert np.all(outlook[f"own_elasticity.{tier}"] < 0.0), tier


@pytest.mark.parametrize("cross", [0.0, 0.3, 1.5])
def test_the_own_elasticity_is_the_slope_of_demand_in_its_price(case, cross):
    """Rivals and the other tier stand still: the closed form against a difference, at prices that have moved apart."""
    still = {
        "rival_match_share": 0.0,
        "cross_elasticity": cross,
        "price_change.pro": -1.2,
        "price_change.flash": -0.3,
    }
    step = 1e-5
    for tier in case.elements["tier"]:
        at = still[f"price_change.{tier}"]
        demands = [
            econ.run(case.scenario(overrides=still | {f"price_change.{tier}": at + move}))
            for move in (-step, 0.0, step)
        ]
        low, _, high = (np.log(o.at(f"desired_demand.{tier}", 12)) for o in demands)
        assert demands[1].at(f"own_elasticity.{tier}", 12) == pytest.approx(
            (high - low) / (2.0 * step), rel=1e-5
        )


def test_a_promise_is_kept_by_a_list_that_has_fallen_as_far_by_other_steps(case):
    for fall in (0.0, 0.4, 0.6, 0.9):
        change = math.log(1.0 - fall) if fall else 0.0
        outlook = econ.run(
            case.scenario(overrides={"cut_depth.pro": 0.0, "price_change.pro": change})
        )
        depth = outlook.at("promised_depth.pro", 20)
        assert outlook.at("promise_gap.pro", 20) == pytest.approx(max(depth - fall, 0.0), abs=1e-12)
        assert (outlook.at("let_down.pro", 20) == 0.0) == (fall >= depth)


def test_a_higher_api_price_moves_users_to_the_free_app(case):
    """By the app's own size: a tier that grows does not swell the app."""
    usual, dear = (
        econ.run(case.scenario(overrides={"app_diversion": 0.1, "price_change.pro": change}))
        for change in (0.0, math.log(2))
    )
    for month in (0, 59):
        more = dear.at("app_demand.pro", month) / usual.at("app_demand.pro", month)
        assert more == pytest.approx(2.0**0.1)


def test_the_share_of_cache_hits_falls_with_their_price(case):
    given = {"cache_response": 0.3}
    paths = ({"cached_list_price.pro": [1.0, *[price] * 59]} for price in (0.1, 1.0, 4.0))
    shares = [
        econ.run(case.scenario(overrides=given | path)).at("cache_hit_share.pro", 5)
        for path in paths
    ]
    assert shares[0] > shares[1] > shares[2]
    odds = [share / (1 - share) for share in shares]
    assert odds[0] / odds[1] == pytest.approx(10**0.3)


def test_a_peak_tariff_moves_load_and_makes_room(case, april):
    given = {"peak_share": 0.4, "peak_shift": 0.25, "load_factor": 0.8}
    flat, peak = (
        econ.run(case.scenario(overrides=given | {"peak_multiplier": [many] * 60}))
        for many in (1.0, 2.0)
    )
    assert peak.at("shifted_peak_share", 0) == pytest.approx(0.3)
    assert peak.at("peak_factor", 0) == pytest.approx(1.3)
    hours = april.at("peak_hours", 0)
    left = (0.3 / hours - 1.0) / (0.4 / hours - 1.0)  # of what the peak exceeds an even day by
    assert flat.at("usable_share", 0) == pytest.approx(0.8)
    assert peak.at("usable_share", 0) == pytest.approx(1.0 / (1.0 + 0.25 * left))
    assert peak.at("token_capacity.pro", 0) > flat.at("token_capacity.pro", 0)


def test_at_the_clearing_price_demand_equals_capacity(case, april):
    """At the surcharge that clears the fleet, paid demand is what the fleet has room for."""
    month = int(april["clearing_surcharge"][0].argmax())
    assert april.at("clearing_surcharge", month) > 0.0
    dearer = {t: april.at(f"clearing_multiple.{t}", month) for t in case.elements["tier"]}
    fits = sum(
        april.at(f"demand_load.{t}", month) * dearer[t] ** april.at(f"own_elasticity.{t}", month)
        for t in dearer
    )
    assert fits == pytest.approx(april.at("paid_room", month), rel=1e-6)


def test_prices_in_dollars(case, april):
    assert april.at("dollar_price.pro", 0) == pytest.approx(april.at("blended_price.pro", 0) / 6.82)
    assert april.at("rival_dollar_price.pro.gpt", 0) == pytest.approx(
        april.at("rival_price.pro.gpt", 0) / 6.82
    )


def test_shares_of_a_class_sum_to_one(case):
    rows = {"price_change.pro": np.linspace(-2, 2, 9)}
    o = econ.run(case.scenario("november-2026"), rows)
    lists = sum(o[f"rival_list_pull.pro.{rival}"] for rival in case.elements["competitor"])
    rivals = lists * o["common_pull.pro"] / o["market_pull.pro"]
    assert o["market_share.pro"] + rivals == pytest.approx(np.ones((9, 60)))


def test_the_share_of_flash_on_the_router_rises_as_was_reported(case):
    """The size is a told miss: the router's developers adapt faster than the market."""
    o = econ.run(case.scenario("november-2026"))
    first, last = case.reported["router_may"], case.reported["router"]
    assert first.quantity == last.quantity == "share_in_use.flash"
    months = [case.month_of(figure.month) for figure in (first, last)]
    then, now = (o.at("share_in_use.flash", month) for month in months)
    assert now > 2.0 * then and first.low < last.low


def test_subscriptions_earn_most_where_the_response_is_one(case):
    """The closed form: revenue of a price rises up to the usual one over the response, and falls from there."""
    prices = np.array([0.0, 10.0, 20.0, 25.0, 30.0, 60.0])
    for response in (1.0, 1.5):
        o = econ.run(
            case.scenario(
                overrides={
                    "subscription_elasticity": -response,
                    "usual_subscription_price": 20.0 * response,
                }
            ),
            {"subscription_price": prices},
        )
        revenue = o["subscription_revenue"][:, 0]
        assert revenue[0] == 0.0
        assert revenue.argmax() == 2


def test_fewer_pay_the_dearer_the_subscription_is_and_they_use_more(case):
    """Who takes up the usual price is of the world; nobody pays where the app is free, whatever they would have paid."""
    scenario = case.scenario(overrides={"app_take_up": 0.02})
    o = econ.run(scenario, {"subscription_price": np.array([0.0, 1.0, 30.0, 60.0, 1000.0])})
    paying = o["paying_share"][:, 0]
    assert paying[0] == 0.0 and paying[2] == pytest.approx(0.02)
    assert np.all(np.diff(paying[1:]) < 0.0)
    use = o["app_intensity"][:, 0]
    assert use[2] / use[0] == pytest.approx(1.0 + 0.02 * (scenario.value("subscriber_use") - 1.0))
