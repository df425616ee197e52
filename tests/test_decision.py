"""The map of cut months and depths: it is the model's, and where theory's conditions hold it has theory's optimum."""

import numpy as np
import pandas as pd
import pytest

import econ
from econ import decision, decision_tables, pricing, uncertainty
from econ.prepared import Prepared

SUPPLY = ("delivery_delay.ascend_950dt", "ramp_length.ascend_950dt")
NPV = decision.OBJECTIVES["Present value of gross profit"]
# One tier whose demand answers with one elasticity, nobody else moves, and nothing grows.
PLAIN = {"app_demand": 0.0, "reference_demand.flash": 0.01, "initial_adopted_demand.flash": 0.01, "trend_growth": 0,
         "long_run_growth": 0, "rival_price_decline": 0, "rival_match_share": 0, "standing": 0.0, "cross_elasticity": 0,
         "app_diversion": 0, "own_share.pro": 1.0, "throttle_churn": 0, "promise_wait": 0, "token_capacity.flash": 1e9,
         "capital_cost": 0.01}


def last(maps):
    *_, whole = maps
    return whole


def top(values):
    """Where a row of values peaks, between its points."""
    best = int(values.argmax())
    before, at, after = values[best - 1:best + 2]
    return best + 0.5 * (before - after) / (before - 2.0 * at + after)


def elastic(elasticity):
    return {"market_elasticity": -elasticity, "price_elasticity.pro": -elasticity}


@pytest.mark.parametrize("name", list(decision.OBJECTIVES))
def test_a_cell_of_the_map_is_the_run_of_its_scenario(case, name):
    objective, count = decision.OBJECTIVES[name], 4
    whole = last(decision.surface(case.scenario(), objective, SUPPLY, count)).values
    rows = uncertainty.draws(case.scenario(), SUPPLY, count)
    for month, number in ((0, 0), (17, 3), (35, 8)):
        changes = {"cut_rule.pro": 0, "cut_month.pro": month, "cut_depth.pro": decision.DEPTHS[number], "cut_promised.pro": 0}
        o = econ.run(case.scenario(overrides=changes), rows)
        one = {name: o.values[name][..., np.newaxis, :] for name in objective.keep}
        expected = objective.value({k: np.broadcast_to(v, (*v.shape[:-1], count)) for k, v in one.items()}, case.scenario())[0]
        assert np.array_equal(whole[month, number], expected, equal_nan=True)


def test_what_is_prepared_is_what_is_run_whatever_the_choices_reach(case):
    rows = uncertainty.draws(case.scenario(), ("price_elasticity.pro", *SUPPLY), 8)
    chosen = {"round_amount.first": np.array([30.0, 50.0]), "load_factor": np.array([0.6, 0.8])}
    prepared = Prepared(case.scenario(stresses=["price-war"]), rows, chosen, ["cash", "gross_profit", "founder_stake", "fleet"])
    found = prepared.run(0, 2)
    for number in range(2):
        changes = {key: values[number] for key, values in chosen.items()}
        o = econ.run(case.scenario(overrides=changes, stresses=["price-war"]), rows)
        for name in ("cash", "gross_profit", "founder_stake", "fleet"):
            assert np.array_equal(found[name][..., number, :], np.broadcast_to(o.values[name], found[name][..., number, :].shape))


def test_the_map_fills_and_the_same_draws_give_the_same_map(case):
    maps = list(decision.surface(case.scenario(), NPV, SUPPLY, 4))
    assert np.isfinite(maps[-1].values).all()
    assert np.array_equal(last(decision.surface(case.scenario(), NPV, SUPPLY, 4)).values, maps[-1].values)


def test_without_uncertainty_every_draw_is_the_single_run(case):
    whole = last(decision.surface(case.scenario(), NPV, ("first_order.h20",), 4)).values
    assert (whole == whole[..., :1]).all()


@pytest.mark.parametrize("name", list(decision.OBJECTIVES))
def test_regret_is_never_negative_and_the_bad_case_is_no_better_than_the_average(case, name):
    objective = decision.OBJECTIVES[name]
    whole = last(decision.surface(case.scenario(), objective, SUPPLY, 16))
    assert np.nanmin(whole.regret()) >= -1e-12
    assert np.all(whole.bad() * objective.better <= whole.values.max(axis=-1) * objective.better + 1e-12)


@pytest.mark.parametrize(("elasticity", "speed"), [(1.4, 0.25), (1.4, 0.4), (1.8, 0.25), (2.0, 0.25)])
def test_e14_with_a_certain_supply_date_the_best_month_leads_it_as_theory_says(case, monkeypatch, elasticity, speed):
    """Capacity is just full at the launch price until month 24 and ample after."""
    monkeypatch.setattr(decision, "DEPTHS", (0.0, 0.75))
    decision._grid.cache_clear()
    given = PLAIN | elastic(elasticity) | {
        "adoption_speed": 1.0 - np.exp(-speed), "token_capacity.pro": [40.0] * 24 + [1e6] * 36, "reference_demand.pro": 40.0,
        "initial_adopted_demand.pro": 40.0}
    scenario = case.scenario(overrides=given)
    values = last(decision.surface(scenario, NPV, ("first_order.h20",), 2)).mean()[:, 1]
    decision._grid.cache_clear()
    said = decision.theory(econ.run(scenario), np.full(2, 24.0))["lead"][0]
    assert said == pytest.approx(24.0 - pricing.lead_time(elasticity, 0.75, speed) + 0.5)
    assert abs(top(values) - said) <= 0.1 and abs(int(values.argmax()) - said) <= 0.5


@pytest.mark.parametrize("elasticity", [1.1, 1.4, 2.0])
def test_e15_with_an_uncertain_date_the_best_fixed_month_is_the_newsvendors(case, monkeypatch, elasticity):
    """Cards come at once and in plenty, after a delay with a gamma distribution; adoption takes no time."""
    delay = np.random.default_rng(3).gamma(3.0, 2.0, 256)
    monkeypatch.setattr(decision, "draws", lambda *_: {"delivery_delay.ascend_950dt": delay})
    monkeypatch.setattr(decision, "DEPTHS", (0.0, 0.75))
    decision._grid.cache_clear()
    platform = {"first_order": 1e6, "full_output": 5e5, "hbm_supply": 2e6, "share_of_output": 1.0, "ramp_length": 1.0,
                "commissioning_lag": 0.0, "first_delivery": 6}
    given = PLAIN | elastic(elasticity) | {
        "adoption_speed": 1.0, "powered_share": 1.0, "mixed_throughput": 1000.0, "opening_fleet_retirements": 0.0,
        "initial_fleet.h20": 0, "initial_fleet.ascend_910c": 0, "full_output.ascend_910c": 0,
        **{f"{name}.ascend_950dt": value for name, value in platform.items()}}
    full = econ.run(case.scenario(overrides=given)).at("token_capacity.pro", 0)
    scenario = case.scenario(overrides=given | {"reference_demand.pro": full, "initial_adopted_demand.pro": full})
    values = last(decision.surface(scenario, NPV, ("",))).mean()[:, 1]
    promised = decision.contingent(scenario, NPV, ("",))[1].mean()
    decision._grid.cache_clear()
    landed = decision.landing(scenario, ("",))
    said = decision.theory(econ.run(scenario), landed)["date"][0]
    assert abs(top(values) - said) <= 0.5 and abs(int(values.argmax()) - said) <= 0.5
    late = 0.25 ** (1.0 - elasticity) - 1.0
    known = np.mean(0.75 * np.maximum(landed - said, 0.0) + late * np.maximum(said - landed, 0.0))
    month = econ.run(scenario).at("api_revenue.pro", 0)
    assert (promised - values.max()) / month == pytest.approx(known, rel=0.12)  # E16; discounted a little


def test_e12_is_the_depth_that_supply_carries(case):
    landed = [0.0] * 24 + [1.0] * 36
    given = PLAIN | elastic(1.4) | {"token_capacity.pro": [40.0] * 24 + [120.0] * 36, "reference_demand.pro": 40.0,
                                    "initial_adopted_demand.pro": 40.0, "supply_is_in.pro": landed, "cut_promised.pro": 0}
    assert decision.carried(case.scenario(overrides=given), ("first_order.h20",), 2) == pytest.approx(
        pricing.depth_for_supply(3.0, 1.4), abs=1e-6)


def test_where_supply_never_lands_it_carries_nothing_that_could_be_named(case):
    never = case.scenario(overrides={"supply_is_in.pro": 0.0})
    assert np.isnan(decision.carried(never, SUPPLY, 4))
    assert decision_tables.answers(econ.run(never))["answer"].str.contains("does not land").all()


def test_marks_of_theory_lie_where_the_best_cell_is_drawn(case, april):
    """A month of theory and a cell of the map are placed by the same rule."""
    whole = last(decision.surface(case.scenario(), NPV, SUPPLY, 4))
    said = pd.DataFrame([{"depth": 0.5, "lead": 12.0, "date": 12.0}])
    table = decision_tables.cells(april, whole, "average", said).set_index("kind")
    cell = table[table["cell"] == "12|5"]
    middle = cell["begin"].item() + (cell["end"].item() - cell["begin"].item()) / 2
    for kind in ("theory", "newsvendor"):
        assert abs((table.loc[kind, "begin"] - middle).days) <= 1 and table.loc[kind, "depth"] == cell["depth"].item()


def test_a_map_that_is_flat_has_no_best_cell_and_says_so(case):
    flat = case.scenario(stresses=["round-fails"])
    objective = decision.OBJECTIVES["Chance of running out"]
    whole = last(decision.surface(flat, objective, SUPPLY, 4))
    o = econ.run(flat)
    promised = decision.contingent(flat, objective, SUPPLY, 4)
    assert "every month and depth comes to the same: 100 %" in decision_tables.verdict(o, whole, promised, "average")
    assert "best" not in set(decision_tables.cells(o, whole, "average", decision.theory(o, np.full(4, 6.0)))["kind"])


@pytest.mark.parametrize("view", list(decision_tables.VIEWS))
def test_the_verdict_names_the_cell_that_the_map_marks(case, april, view):
    whole = last(decision.surface(case.scenario(), NPV, SUPPLY, 16))
    promised = decision.contingent(case.scenario(), NPV, SUPPLY, 16)
    table = decision_tables.cells(april, whole, view, decision.theory(april, np.full(4, 6.0))).set_index("kind")
    words = decision_tables.verdict(april, whole, promised, view)
    depth = table.loc["best", "depth"]
    assert (f"a cut of {depth:.0%} in" if depth else "not to cut at all") in words


def test_not_cutting_is_one_of_the_choices_and_the_same_in_every_month(case):
    whole = last(decision.surface(case.scenario(), NPV, SUPPLY, 4)).values
    assert decision.DEPTHS[0] == 0.0 and (whole[:, 0] == whole[:1, 0]).all()


def test_three_answers_cut_before_at_and_after_supply(case, april):
    table = decision_tables.answers(april)
    months = table["cut in"].to_list()
    assert len(table) == 4 and len(set(months[:3])) == 3
