"""Value after the plan: the business, and a fleet that is newer or older than one that is renewed evenly."""

import numpy as np
import pytest

import econ
from econ.decisions.value_by_horizon import value_by_horizon
from econ.risk.draws import sobol_draws

FUTURES = 512


def test_a_fleet_counts_at_its_book_value_less_that_of_a_half_worn_one_for_the_same_work(
    case, box_outlook
):
    o = box_outlook
    platforms = case.elements["platform"]
    booked = sum(o[f"net_card_plant.{p}"] + o[f"right_of_use_assets.{p}"] for p in platforms)
    expected = booked + o["early_depreciation"] - o["lease_liability"] - o["half_worn_fleet"]
    assert o["fleet_surplus"] == pytest.approx(expected, rel=1e-9, abs=1e-9)
    prices = np.stack(
        [
            o[f"cards_for_all.{p}"] * o[f"installed_price.{p}"] / 1e6 * o[f"is_offered.{p}"]
            for p in platforms
        ]
    )
    cheapest = np.where(prices > 0.0, prices, np.inf).min(axis=0)
    cheapest = np.where(np.isfinite(cheapest), cheapest, 0.0)
    assert o["cheapest_fleet"] == pytest.approx(cheapest, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_an_accounting_life_changes_the_books_and_not_the_value(case, preset):
    """Leased cards included; tax has a life of its own."""
    for shares in ({}, {"leased_share.ascend_950dt": 0.5}):
        scenario = case.scenario(preset, shares)
        o = econ.run(scenario, {"depreciation_life": np.array([12.0, 24.0, 48.0, 90.0])})
        assert np.ptp(o["gross_profit"].sum(axis=1)) > 1.0
        for name in ("plan_value", "gross_profit_value", "value_after", "cash"):
            assert np.ptp(o[name][:, -1]) <= 1e-9 * np.abs(o[name]).max(), name


def test_where_the_books_follow_service_the_gross_profit_is_that_of_the_books(case):
    """A card that is depreciated over the months until it is retired wears as the books say."""
    same = {}
    for platform in case.elements["platform"]:
        same |= {f"service_life.{platform}": 48.0, f"commissioning_lag.{platform}": 2.0}
    o = econ.run(case.scenario(overrides=same | {"depreciation_life": 50.0}))
    np.testing.assert_allclose(o["gross_profit_after_wear"], o["gross_profit"], rtol=1e-9)
    np.testing.assert_allclose(o["early_depreciation"], 0.0, atol=1e-9)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_a_firm_that_runs_out_of_money_gains_nothing_over_the_futures(case, preset):
    """Redeemed shares take the money for cards, and the old fleet that is left counts for less; two standard errors are allowed."""
    values = []
    for stresses in ([], ["put-exercised"]):
        scenario = case.scenario(preset, stresses=stresses)
        outlook = econ.run(scenario, sobol_draws(scenario, FUTURES), keep=("plan_value",))
        values.append(outlook["plan_value"][:, -1])
    gain = values[1] - values[0]
    assert gain.mean() < 2.0 * gain.std() / np.sqrt(FUTURES)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_a_longer_plan_of_a_growing_firm_is_worth_more(case, preset):
    """Rivals' pace fades as the growth of the frontier does, so that the years after the fifth are not lost to them alone."""
    values = [entry.value for entry in value_by_horizon(case.scenario(preset))]
    assert values == sorted(values)


def test_rivals_pace_grows_as_was_said_and_then_fades(case):
    """The closed form: growth of the first month as stated, and half of it after the half-life of training's growth."""
    scenario = case.scenario()
    half_life = int(scenario.value("compute_growth_half_life"))
    o = econ.run(scenario)
    growth = np.diff(np.log(o["rival_pace"][0]))
    assert growth[half_life] == pytest.approx(growth[0] / 2.0, rel=1e-9)
    rate = o["rival_pace_rate"][0]
    fade = np.log(2.0) / half_life
    assert growth[0] == pytest.approx(np.ravel(rate)[0] * (1.0 - np.exp(-fade)) / fade, rel=1e-9)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_users_whom_no_card_serves_do_not_age_the_fleet(case, preset):
    """A fleet for the same work costs the same, whatever demand is refused beyond it; cards are ordered as planned here."""
    tiers = case.elements["tier"]
    planned = case.scenario(preset, {"order_rule": 0.0})
    demand = {
        f"expected_paid_demand.{tier}": np.array([1e6, 1e7, 1e8]) * share
        for tier, share in zip(tiers, np.linspace(0.3, 0.7, len(tiers)), strict=True)
    }
    o = econ.run(planned, demand | {f"app_demand.{tier}": np.zeros(3) for tier in tiers})
    assert np.all(o["served_part"][:, 24:] < 1.0) and np.all(o["half_worn_fleet"][:, -1] > 0.0)
    np.testing.assert_allclose(
        o["half_worn_fleet"][1:, 24:], o["half_worn_fleet"][:1, 24:].repeat(2, 0), rtol=1e-9
    )


def test_no_future_of_much_business_is_worth_less_than_none(case):
    """Over the futures of November a company with a large gross profit in its last year has a value above its debts."""
    scenario = case.scenario("november-2026")
    outlook = econ.run(
        scenario,
        sobol_draws(scenario, 4 * FUTURES),
        keep=("plan_value", "value_after", "yearly_gross_profit"),
    )
    richest = outlook["yearly_gross_profit"][:, -1] > np.quantile(
        outlook["yearly_gross_profit"][:, -1], 0.9
    )
    assert np.all(outlook["value_after"][richest, -1] > 0.0)
