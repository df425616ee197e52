"""Training, releases and a value at the end: what research costs, what it earns, and that it is never free."""

import datetime

import numpy as np
import pytest
from support.plans import AS_PLANNED
from support.sampling import BATCHES
from support.strategies import box

import econ

LEAST = 1e-9


def test_training_less_is_not_free(case, april):
    """Half of the training saves cash and loses demand, releases and what the plan is worth."""
    less = econ.run(case.scenario(overrides={"training_ratio": 0.5}))
    last = case.months - 1
    assert less.at("outside_research_compute", 11) < april.at("outside_research_compute", 11)
    for key in ("capability", "releases", "revenue", "plan_value"):
        assert less.at(key, last) < april.at(key, last), key


def test_a_board_that_maximises_value_neither_stops_training_nor_trains_without_end(case):
    ratios = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 6.0])
    for preset in case.presets:
        worth = econ.run(case.scenario(preset), {"training_ratio": ratios})["plan_value"][:, -1]
        best = int(np.argmax(worth))
        assert 0 < best < len(ratios) - 1, (preset, worth)


def test_the_first_twelve_months_sum_to_the_budget(box_outlook):
    drawn = box_outlook
    first_year = drawn["frontier_research_compute"][:, :12].sum(axis=1)
    budget = drawn["frontier_compute_budget"][:, 0]
    np.testing.assert_allclose(first_year, budget, rtol=1e-9)


def test_growth_fades_by_half_each_half_life(case):
    changes = {
        "frontier_compute_growth": 1.0,
        "long_run_compute_growth": 0.2,
        "compute_growth_half_life": 10.0,
    }
    path = econ.run(case.scenario(overrides=changes))["frontier_growth_rate"][0]
    yearly = np.expm1(path * 12.0)
    np.testing.assert_allclose(yearly, 0.2 + 0.8 * 0.5 ** (np.arange(60) / 10.0), rtol=1e-12)


@pytest.mark.parametrize("seed", range(BATCHES))
def test_less_training_never_adds_research_releases_or_a_lead(case, seed):
    """Held whatever the rest of the box is, as long as neither money nor a brake rations it."""
    rows = box(case, seed, 100, fixed=("training_rule", "brakes"))
    less = np.append([0.0, 0.95], np.random.default_rng(seed).uniform(0.0, 0.95, 98))
    more = econ.run(case.scenario(), rows)
    fewer = econ.run(case.scenario(), rows | {"training_ratio": rows["training_ratio"] * less})
    for key in ("capability", "research_done", "releases", "lead"):
        allowed = LEAST * (1.0 + np.abs(more[key]))
        assert np.all(fewer[key] <= more[key] + allowed), key


def test_training_is_the_companys_own_and_what_it_rents(box_outlook):
    """Nothing is rented that own cards do; idle hours are used as far as the plan has training for them."""
    drawn = box_outlook
    own, rented = drawn["own_research_compute"], drawn["outside_research_compute"]
    planned, aside = drawn["planned_research_compute"], drawn["set_aside_training"]
    use = drawn["idle_use"]
    scale = LEAST * (1.0 + planned + own)
    level = drawn["training_rent"]
    assert np.all(rented <= level * np.maximum(planned - own, 0.0) + scale)
    assert np.all((use >= 0.0) & (use <= 1.0))
    assert np.all(np.where(aside >= planned, use, 0.0) == 0.0)
    assert np.all(own <= np.maximum(planned, aside) + scale)


def test_rented_training_costs_what_the_market_asks(case, april):
    """Rents that rise by half, a dearer dollar and scarcity each raise the bill, and not what is trained with."""
    month = 0  # before anything that the company decides has answered
    rented = april.at("outside_research_compute", month)
    for changes in (
        {"rent_level": 1.5},
        {"yuan_per_dollar": 10.0},
        {"rent_price.h800": 17.85},
        {"training_rent_multiple": 1.6},
    ):
        dearer = econ.run(case.scenario(overrides=changes))
        rent = dearer.at("training_rent", month)
        if "training_rent_multiple" not in changes:
            market = dearer.at("market_rent.h800", month) / april.at("market_rent.h800", month)
            assert rent == pytest.approx(market), changes
        assert rent > 1.2
        assert dearer.at("outside_research_compute", month) == pytest.approx(rented * rent)
        assert dearer.at("compute_pace", month) == pytest.approx(april.at("compute_pace", month))


def test_without_a_card_that_training_is_rented_on_its_rent_stays(case):
    none = {f"training_card_share.{p}": 0.0 for p in case.elements["platform"]}
    outlook = econ.run(case.scenario(overrides=none | {"rent_level": 3.0}))
    assert np.all(outlook["training_rent"] == 1.0)


def test_dark_cards_do_not_train(case):
    """Cards that no site can power, and for which no hall is rented, add nothing to research."""
    rows = {"leased_power": np.array([0.0, 200.0]), "site_power": np.zeros(2)}
    drawn = econ.run(case.scenario(overrides=AS_PLANNED), rows)
    assert np.all(drawn["own_research_compute"][0] == 0.0)
    assert np.all(drawn["own_research_compute"][1, :12] > 0.0)


def test_a_release_comes_out_in_the_month_in_which_its_research_is_done(case):
    """At the pace of the beginning there is one each `release_work` months, and a part of a month counts as that part."""
    drawn = econ.run(case.scenario(overrides={"capability": 1.0, "release_work": 4.25}))
    months = np.arange(1, case.months + 1)
    whole, since = np.divmod(months, 4.25)
    out = np.where((whole > 0.0) & (since < 1.0), whole - 1.0 + since, whole)
    np.testing.assert_allclose(drawn["releases"][0], out, rtol=1e-12, atol=1e-12)


def test_releases_are_continuous_in_the_pace_of_research(case):
    """A little more research never moves a release by a whole month, so that goal seek finds what it looks for."""
    pace = np.linspace(0.5, 1.5, 2001)
    drawn = econ.run(case.scenario(), {"capability": pace}, keep=["releases"])
    steps = np.diff(drawn["releases"], axis=0)
    assert np.all(steps >= -1e-12)
    assert steps.max() < 0.2


def test_a_lead_saturates_and_a_lag_does_not(case):
    gap = np.array([-3.0, -0.1, 0.0, 0.1, 3.0, 300.0])
    drawn = econ.run(case.scenario(overrides={"lead_limit": 0.7}), {"release_gap": gap})
    lead = drawn["lead"][:, 0]
    np.testing.assert_allclose(lead[:3], gap[:3], rtol=1e-15)
    assert 0.0 < lead[3] < gap[3] and lead[4] < lead[5] < 0.7


def test_novelty_wears_out_by_half_each_half_life_and_belongs_to_its_tier(case):
    out = (0.0,) * 10 + (1.0,) * 50
    steady = {"rival_pace_growth": 0.0}
    drawn = econ.run(
        case.scenario(overrides={"known_release.flash": out, "novelty_half_life": 5.0} | steady)
    )
    novelty = drawn["novelty.flash"][0]
    assert np.all(novelty[:10] == 0.0)
    np.testing.assert_allclose(novelty[10:], 0.5 ** (np.arange(50) / 5.0), rtol=1e-12)
    assert np.all(drawn["novelty.pro"] == 0.0)


def test_novelty_wears_out_with_the_research_of_rivals(case):
    """Half of what a release is worth is gone after as much research of rivals as they do in a half-life at the pace of the beginning."""
    out = {"known_release.flash": (0.0,) * 10 + (1.0,) * 50, "novelty_half_life": 5.0}
    slow, fast = (
        econ.run(case.scenario(overrides=out | {"rival_pace_growth": growth}))
        for growth in (0.0, 0.25)
    )
    for o in (slow, fast):
        since = o["rival_research_done"][0] - o.at("rival_research_done", 10)
        np.testing.assert_allclose(o["novelty.flash"][0, 10:], 0.5 ** (since[10:] / 5.0), rtol=1e-9)
    assert np.all(fast["novelty.flash"][0, 11:] < slow["novelty.flash"][0, 11:])


def test_a_known_release_moves_the_demand_of_its_tier_alone(case):
    alone = AS_PLANNED | {"cross_elasticity": 0.0}
    without = econ.run(case.scenario(overrides=alone))
    out = (0.0,) * 10 + (0.5,) * 50
    new = econ.run(case.scenario(overrides=alone | {"known_release.flash": out}))
    odds = [o["market_share.flash"][0] / (1.0 - o["market_share.flash"][0]) for o in (without, new)]
    assert odds[1][9] == odds[0][9] and odds[1][10] / odds[0][10] == pytest.approx(np.exp(0.5))
    assert new.at("class_demand.flash", 10) > without.at("class_demand.flash", 10)
    np.testing.assert_allclose(new["desired_demand.pro"], without["desired_demand.pro"], rtol=1e-12)


@pytest.mark.parametrize("factor", [0.8, 1.05, 2.0])
def test_the_throughput_of_a_version_counts_from_its_date_for_its_tier_here_and_at_hosts(
    case, factor
):
    """Tokens a card change by the factor, and what a token costs by its inverse; nothing before, and nothing of the other tier.

    Prices, users and cards are held, so that the mix and the fleet are the same.
    """
    date, tiers = 10, case.elements["tier"]
    held = AS_PLANNED | {f"demand.{tier}": 50.0 for tier in tiers} | {"idle_worth": 0.0}
    path = (1.0,) * date + (factor,) * (case.months - date)
    usual, new = (
        econ.run(case.scenario(overrides=held | {"version_throughput.flash": version}))
        for version in (1.0, path)
    )
    for key, power in (
        ("token_capacity", 1.0),
        ("blended_cost", -1.0),
        ("common_cost", -1.0),
        ("stack_mixed_throughput.ascend_950dt", 1.0),
        ("serving_cost", -1.0),
    ):
        for tier in tiers:
            change = new[f"{key}.{tier}"][0] / usual[f"{key}.{tier}"][0]
            expected = np.array(path) ** power if tier == "flash" else np.ones(case.months)
            np.testing.assert_allclose(change, expected, rtol=1e-9, err_msg=f"{key}.{tier}")


def test_novembers_release_has_its_throughput_from_its_date(case, november):
    """V4.1-Flash: more tokens a card and a release that counts for demand, from the same day."""
    date = case.month_of(datetime.date(2026, 9, 10))
    for key, before in (("version_throughput.flash", 1.0), ("known_release.flash", 0.0)):
        path = november[key][0]
        assert np.all(path[:date] == before) and np.all(path[date + 1 :] == path[-1]), key
        assert before < path[date] < path[-1], key  # for a part of its month
    assert np.all(november["version_throughput.pro"] == 1.0)


def test_what_a_month_finds_serves_from_the_next(case):
    slow, fast = econ.run(case.scenario(), {"capability": np.array([0.5, 2.0])})["algorithmic_gain"]
    assert slow[0] == fast[0] == 0.0 and slow[1] < fast[1]


def test_the_share_of_revenue_follows_last_months_revenue_with_a_floor(case):
    changes = {
        "training_rule": "share of revenue",
        "training_share": 1.0,
        "later_training_share": 1.0,
        "training_floor": 0.6,
    }
    drawn = econ.run(case.scenario(overrides=changes))
    planned, revenue = drawn["planned_research_compute"][0], drawn["revenue"][0]
    np.testing.assert_allclose(planned[1:], np.maximum(revenue[:-1], 0.05), rtol=1e-12)


def test_the_plan_is_worth_its_discounted_flows_and_a_multiple_of_its_last_year(case):
    """The closed form of a plan of constant flows: an annuity and a multiple."""
    drawn = econ.run(case.scenario(overrides={"terminal_multiple": 7.0, "capital_cost": 0.12}))
    monthly = 1.12 ** (1.0 / 12.0) - 1.0
    factor = (1.0 + monthly) ** -np.arange(60)
    options = drawn["share_based_pay"][0]
    last_year = (drawn["gross_profit_after_wear"][0] - options)[-12:].sum()
    # Money earns the same outside; options cost the other holders what they are worth.
    burn = drawn["net_burn"][0] + drawn["interest_income"][0] + options
    fleet = drawn.at("fleet_surplus", drawn.case.months - 1)
    value = -(burn * factor).sum() + (7.0 * last_year + fleet) * factor[-1]
    assert drawn.at("plan_value", 0) == pytest.approx(value, rel=1e-12)
    profit = (drawn["gross_profit_after_wear"][0] * factor).sum() + 7.0 * last_year * factor[-1]
    assert drawn.at("gross_profit_value", 0) == pytest.approx(profit, rel=1e-12)


def test_nothing_comes_after_a_plan_without_gross_profit(case):
    drawn = econ.run(case.scenario(overrides={"gross_profit_after_wear": -1.0}))
    assert drawn.at("terminal_value", 59) == 0.0


def test_research_falls_relative_to_revenue_as_the_company_grows(case):
    """Every laboratory with figures of several years shows it; the plan does in both presets."""
    for preset in case.presets:
        drawn = econ.run(case.scenario(preset))
        research, revenue = (
            drawn[key][0].reshape(5, 12).sum(axis=1) for key in ("research_compute", "revenue")
        )
        ratio = research / revenue
        assert ratio[0] > ratio[2] and ratio[1] > ratio[3], (preset, ratio)
