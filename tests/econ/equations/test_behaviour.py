"""Answers of users, researchers and the board when something goes wrong."""

import numpy as np
import pytest
from support.plans import AS_PLANNED
from support.sampling import few, sample

import econ
from econ.explain import changed_assumptions, effects_of_single_changes, run_with_single_changes
from econ.risk.attribution import attribute_change
from econ.views import cost, supply
from econ.views.inert_levers import inert_changes
from econ.views.overview import change_effect_table
from econ.views.sentences import answers
from econ.words import message, say_all

PRO = "pro"


def test_refused_users_lower_demand_for_years(case):
    """The list is held and cards are ordered by the plan, so that neither answers what is refused."""
    planned = {"order_rule": 0, "list_rule.pro": 0, "list_rule.flash": 0}
    april, late = (
        econ.run(case.scenario(overrides=planned | {"delivery_delay.ascend_950dt": months}))
        for months in (0, 15)
    )
    served_again = int(np.flatnonzero(late[f"fill_rate.{PRO}"][0] < 1.0).max()) + 1
    assert served_again < case.months - 24
    missing = 1.0 - late[f"demand.{PRO}"][0] / april[f"demand.{PRO}"][0]
    assert missing[served_again + 12] > 0.1
    assert np.all(np.diff(late[f"goodwill.{PRO}"][0][served_again:]) >= 0.0)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_each_quarter_of_delay_costs_gross_profit_of_three_years(case, preset):
    delays = np.arange(0.0, 19.0, 3.0)
    runs = econ.run(case.scenario(preset), {"delivery_delay.ascend_950dt": delays})
    assert np.all(np.diff(runs["gross_profit"][:, :36].sum(axis=1)) < 0.0)


def test_goodwill_is_a_share_and_stays_one_with_full_service(case):
    full = econ.run(case.scenario(overrides={f"fill_rate.{PRO}": 1.0}))
    assert np.all(full[f"goodwill.{PRO}"] == 1.0)
    rows = {"throttle_churn": np.linspace(0.0, 0.9, 5), "win_back_rate": np.linspace(1.0, 0.0, 5)}
    worst = econ.run(case.scenario(overrides={f"fill_rate.{PRO}": 0.0}), rows)[f"goodwill.{PRO}"]
    assert np.all(np.diff(worst, axis=0) <= 0.0) and np.all((worst > 0.0) & (worst <= 1.0))


def test_goodwill_settles_where_leaving_and_returning_balance(case):
    """With nobody served, goodwill g solves g = s + r (1 - s), s = g (1 - c): it is r / (1 - (1 - c) (1 - r))."""
    churn, back = 0.2, 0.1
    forced = {f"fill_rate.{PRO}": 0.0, "throttle_churn": churn, "win_back_rate": back}
    settled = econ.run(case.scenario(overrides=forced)).at(f"goodwill.{PRO}", case.months - 1)
    assert settled == pytest.approx(back / (1.0 - (1.0 - churn) * (1.0 - back)), rel=1e-6)


def test_reserved_capacity_is_served_whatever_the_priority(case):
    overrides = {
        "demand.pro": 500.0,
        "demand.flash": 9000.0,
        "reserved_share.pro": 0.3,
        "serve_first.flash": 1,
        "app_protection": 0.0,
    }
    o = econ.run(case.scenario(overrides=overrides))
    capacity = o["token_capacity.pro"][0]
    assert np.all(o["served_tokens.pro"][0] >= np.minimum(500.0, 0.3 * capacity) * (1.0 - 1e-12))
    without = econ.run(case.scenario(overrides=overrides | {"reserved_share.pro": 0.0}))
    assert np.any(without["served_tokens.pro"][0] == 0.0)


def test_a_larger_order_does_not_delay_the_cut(case, april):
    heavy = econ.run(case.scenario(stresses=["heavy-build"]))
    assert np.all(heavy["cut_in_force.pro"] >= april["cut_in_force.pro"])


def test_rented_training_that_follows_cash_never_exceeds_its_cover(case, april):
    months = 60
    follows = {"training_rule": "what cash covers", "research_cash_cover": months}
    o = econ.run(case.scenario(overrides=follows))
    opening = np.concatenate([[april.at("initial_cash", 0)], o["cash"][0, :-1]])
    rented = o["outside_research_compute"][0]
    wanted = o["planned_research_compute"][0] - o["own_research_compute"][0]
    assert np.all(rented <= wanted + 1e-12) and np.any(rented < wanted - 1e-6)
    assert np.all(rented * months <= np.maximum(opening, 0.0) * (1.0 + 1e-12))


def test_losing_researchers_costs_demand_efficiency_and_cash(case, april):
    drained = econ.run(case.scenario(stresses=["talent-drain"]))
    last = case.months - 1
    assert drained.at("demand.flash", last) < 0.7 * april.at("demand.flash", last)
    assert drained.at("algorithmic_efficiency", last) < april.at("algorithmic_efficiency", last)
    assert drained.at("cash", last) < april.at("cash", last)


def test_single_changes_are_run_with_the_scenario_and_each_equals_its_own_run(case, april):
    scenario = case.scenario(
        overrides={"delivery_delay.ascend_950dt": 6, "load_factor": 0.5}, stresses=["price-war"]
    )
    apart, whole = run_with_single_changes(scenario), econ.run(scenario)
    changed = changed_assumptions(scenario, scenario.baseline())
    assert apart.scenario == scenario and apart.draws == len(changed) + 1 == 5
    for name in case.model.quantities:
        for key in case.key_indices(name):
            assert np.array_equal(apart[key][0], whole[key][0])
    months = {"revenue": 11, "cash": 59}
    assert effects_of_single_changes(apart, april, months) == effects_of_single_changes(
        whole, april, months
    )


def dated(case):
    """Every key whose value may change with time."""
    return [key for key in case.keys() if case.assumption_of(key).dated]


def within(case, key, value):
    """The value, or the nearest that the assumption allows."""
    return float(np.clip(value, *case.assumption_of(key).limits))


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_an_override_of_a_dated_value_is_run_as_a_single_change(case, preset):
    baseline, months = econ.run(case.scenario(preset)), {"revenue": 11, "cash": case.months - 1}
    for number, key in few(sample(enumerate(dated(case)), 8), 4):
        level = within(case, key, 0.9 * case.belief(key, preset).base)
        path = np.linspace(level, within(case, key, 2.0 * level), case.months).tolist()
        scenario = case.scenario(preset, {key: path if number % 2 else level, "load_factor": 0.5})
        apart, whole = run_with_single_changes(scenario), econ.run(scenario)
        changed = changed_assumptions(scenario, scenario.baseline())
        assert changed == [name for name in case.keys() if name in dict(scenario.overrides)]
        for draw, single_change in enumerate(
            [scenario, *(case.scenario(preset, {k: scenario.value(k)}) for k in changed)]
        ):
            single_run = whole if draw == 0 else econ.run(single_change, keep=months)
            assert all(np.array_equal(apart[name][draw], single_run[name][0]) for name in months), (
                key,
                draw,
            )
        for name in case.model.quantities:
            assert all(
                np.array_equal(apart[element][0], whole[element][0])
                for element in case.key_indices(name)
            ), (key, name)
        assert effects_of_single_changes(apart, baseline, months) == effects_of_single_changes(
            whole, baseline, months
        )
        assert len(change_effect_table(apart, baseline, 11)) == len(changed) + 1
        assert answers.overview(apart, baseline, 11)
        inert = [
            message("change-without-effect", name=case.label_of(key))
            for key in inert_changes(apart, baseline)
        ]
        notes = answers.scenario_notes(whole, baseline, 11)
        assert answers.scenario_notes(apart, baseline, 11) == say_all(*inert, notes)


@pytest.mark.parametrize("overrides", [{}, {"cash": 5.0}])
def test_changes_that_cannot_be_separated_are_run_once(case, overrides):
    assert run_with_single_changes(case.scenario(overrides=overrides)).draws == 1


def test_the_attribution_of_a_change_in_cost_sums_to_the_change(april):
    parts = attribute_change(april, "serving_cost.pro", cost.COST_FACTORS, 11)
    assert sum(parts.values()) == pytest.approx(
        april.at("serving_cost.pro", 11) - april.at("serving_cost.pro", 0)
    )
    assert abs(parts["everything else"]) < 1e-9 and parts["algorithms"] < 0.0


def test_renting_and_owning_cost_the_same_at_the_break_even(case):
    o = econ.run(case.scenario(overrides={"rent_price.h20": 5.0}))
    assert o.at("rent_break_even.h20", 0) * 5.0 == pytest.approx(o.at("owned_hour_cost.h20", 0))


def test_cards_without_power_are_switched_off_and_power_is_named_as_the_bottleneck(case):
    april = econ.run(case.scenario(overrides=AS_PLANNED))
    dim = econ.run(case.scenario(overrides={**AS_PLANNED, "leased_power": 30}))
    assert (dim["power_drawn"] <= dim["power_limit"] * (1.0 + 1e-12)).all()
    assert dim["fleet.h800"] == pytest.approx(april["fleet.h800"])
    assert dim.at("serving_fleet.h800", 0) < april.at("serving_fleet.h800", 0)
    assert dim.at("fill_rate.pro", 4) < april.at("fill_rate.pro", 4)
    assert (
        supply.bottleneck_table(dim, "ascend_950dt")["what holds supply back"]
        .str.contains("no power for")
        .any()
    )


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("power", [20, 60, 110])
def test_more_cards_never_lower_the_capacity_of_the_fleet(case, preset, power):
    """If power is short, the cards with the fewest tokens per kilowatt are switched off first."""
    for platform in case.elements["platform"]:
        rows = {f"initial_fleet.{platform}": np.linspace(0.0, 90000.0, 31)}
        o = econ.run(case.scenario(preset, {**AS_PLANNED, "leased_power": power}), rows)
        served = sum(
            o[f"serving_fleet.{p}"]
            * sum(o[f"stack_mixed_throughput.{p}.{t}"] for t in case.elements["tier"])
            for p in case.elements["platform"]
        )
        assert (np.diff(served, axis=0) >= -1e-9 * served[:-1]).all()


def test_more_cards_never_lower_the_capacity_of_a_tier_where_power_is_enough(case):
    """Otherwise the cards with the fewest tokens of all tiers per kilowatt are switched off, and one may be the best for one tier."""
    for platform in case.elements["platform"]:
        base = case.belief(f"initial_fleet.{platform}").base or 10000.0
        rows = {f"initial_fleet.{platform}": np.linspace(0.3, 3.0, 28) * base}
        o = econ.run(case.scenario(overrides={**AS_PLANNED, "leased_power": 1000}), rows)
        for tier in case.elements["tier"]:
            assert (np.diff(o[f"token_capacity.{tier}"], axis=0) >= -1e-9).all()


def test_cards_with_the_fewest_tokens_per_kilowatt_are_switched_off_first(case):
    o = econ.run(case.scenario(overrides={"leased_power": 30}))
    for month in (0, 12, 30):
        order = sorted(case.elements["platform"], key=lambda p: -o.at(f"power_yield.{p}", month))
        powered = [
            o.at(f"share_with_power.{p}", month) for p in order if o.at(f"fleet.{p}", month) > 0.0
        ]
        assert (
            powered == sorted(powered, reverse=True)
            and sum(0.0 < share < 1.0 for share in powered) <= 1
        )
