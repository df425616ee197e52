"""Theory of a price cut: the closed forms against maps whose demand and supply they describe."""

import numpy as np
import pytest
from support.cut_maps import NPV, PLAIN, SUPPLY, elastic, last, top

import econ
from econ import pricing
from econ.decisions import price_cut, price_cut_theory


@pytest.mark.parametrize(
    ("elasticity", "speed"), [(1.4, 0.25), (1.4, 0.4), (1.8, 0.25), (2.0, 0.25)]
)
def test_e14_with_a_certain_supply_date_the_best_month_has_the_lead_of_theory(
    case, monkeypatch, elasticity, speed
):
    """Capacity is just full at the launch price until month 24 and ample after."""
    monkeypatch.setattr(price_cut, "DEPTHS", (0.0, 0.75))
    overrides = (
        PLAIN
        | elastic(elasticity)
        | {
            "adoption_speed": 1.0 - np.exp(-speed),
            "token_capacity.pro": [40.0] * 24 + [1e6] * 36,
            "reference_demand.pro": 40.0,
            "initial_adopted_demand.pro": 40.0,
        }
    )
    scenario = case.scenario(overrides=overrides)
    values = last(price_cut.fill_cut_map(scenario, NPV, ("first_order.h20",), 2)).mean()[:, 1]
    monkeypatch.setattr(price_cut_theory, "DEPTHS", (0.0, 0.75))
    theory = price_cut_theory.apply_theory(scenario, np.full(2, 24.0)).table["lead"][0]
    assert theory == pytest.approx(24.0 - pricing.lead_time(elasticity, 0.75, speed) + 0.5)
    assert abs(top(values) - theory) <= 0.1 and abs(int(values.argmax()) - theory) <= 0.5


@pytest.mark.parametrize("elasticity", [1.1, 1.4, 2.0])
def test_e15_with_an_uncertain_date_the_best_fixed_month_is_that_of_the_newsvendor(
    case, monkeypatch, elasticity
):
    """Cards come at once and in plenty, after a delay with a gamma distribution; adoption takes no time."""
    delay = np.random.default_rng(3).gamma(3.0, 2.0, 256)
    for module in (price_cut, price_cut_theory):
        monkeypatch.setattr(
            module, "draws_on_own_sequence", lambda *_: {"delivery_delay.ascend_950dt": delay}
        )
        monkeypatch.setattr(module, "DEPTHS", (0.0, 0.75))
    platform = {
        "first_order": 1e6,
        "full_output": 5e5,
        "hbm_supply": 2e6,
        "share_of_output": 1.0,
        "ramp_length": 1.0,
        "commissioning_lag": 0.0,
        "first_delivery": 6,
    }
    overrides = (
        PLAIN
        | elastic(elasticity)
        | {
            "adoption_speed": 1.0,
            "powered_share": 1.0,
            "stack_mixed_throughput": 1000.0,
            "algorithmic_efficiency": 1.0,
            "opening_fleet_retirements": 0.0,
            "initial_fleet.h20": 0,
            "initial_fleet.ascend_910c": 0,
            "full_output.ascend_910c": 0,
            **{f"{name}.ascend_950dt": value for name, value in platform.items()},
        }
    )
    full = econ.run(case.scenario(overrides=overrides)).at("token_capacity.pro", 0)
    scenario = case.scenario(
        overrides=overrides | {"reference_demand.pro": full, "initial_adopted_demand.pro": full}
    )
    values = last(price_cut.fill_cut_map(scenario, NPV, ("",))).mean()[:, 1]
    promised = price_cut.promised_cut_values(scenario, ("",), [NPV])[NPV.name][1].mean()
    landed, rows, _ = price_cut_theory.supply_landing(scenario, ("",), len(delay))
    theory = price_cut_theory.apply_theory(scenario, landed, rows).table["date"][0]
    assert abs(top(values) - theory) <= 0.5 and abs(int(values.argmax()) - theory) <= 0.5
    late = 0.25 ** (1.0 - elasticity) - 1.0
    known = np.mean(
        0.75 * np.maximum(landed - theory, 0.0) + late * np.maximum(theory - landed, 0.0)
    )
    month = econ.run(scenario).at("api_revenue.pro", 0)
    # E16; the amount is discounted a little.
    assert (promised - values.max()) / month == pytest.approx(known, rel=0.12)


def test_e12_the_depth_that_supply_carries_is_the_closed_form(case):
    landed = [0.0] * 24 + [1.0] * 36
    overrides = (
        PLAIN
        | elastic(1.4)
        | {
            "token_capacity.pro": [40.0] * 24 + [120.0] * 36,
            "reference_demand.pro": 40.0,
            "initial_adopted_demand.pro": 40.0,
            "supply_is_in.pro": landed,
            "cut_promised.pro": 0,
        }
    )
    *_, depth = price_cut_theory.supply_landing(
        case.scenario(overrides=overrides), ("first_order.h20",), 2
    )
    assert depth == pytest.approx(pricing.depth_for_supply(3.0, 1.4), abs=1e-6)
    # On a list that was halved, the cut has the depth that is left.
    lower = {
        "input_list_price.pro": [12.0] + [6.0] * 59,
        "output_list_price.pro": [24.0] + [12.0] * 59,
        "cached_list_price.pro": [1.0] + [0.5] * 59,
    }
    *_, off_now = price_cut_theory.supply_landing(
        case.scenario(overrides=overrides | lower), ("first_order.h20",), 2
    )
    assert off_now == pytest.approx(1.0 - (1.0 - depth) / 0.5, abs=1e-6)


def test_marks_of_theory_do_not_depend_on_the_cut_of_the_scenario(case):
    """Theory reads the scenario without its cut, so scenarios that differ only by the cut have the same marks."""

    def advice(changes):
        base = price_cut.without_cut_choice(case.scenario(overrides=changes))
        return price_cut_theory.apply_theory(
            base, *price_cut_theory.supply_landing(base, SUPPLY, 8)
        )

    preset = advice({})
    deep = {"cut_depth.pro": 0.8, "cut_month.pro": 0, "cut_rule.pro": 0}
    for changes in (deep, {"cut_depth.pro": 0.0}, {"cut_promised.pro": 0}):
        clicked = advice(changes)
        assert (
            preset.table.equals(clicked.table)
            and preset.carried_depth == clicked.carried_depth
            and preset.matched_elasticities == clicked.matched_elasticities
        )
    base = case.scenario(overrides=deep)
    assert price_cut_theory.apply_theory(
        base, *price_cut_theory.supply_landing(base, SUPPLY, 8)
    ).table.equals(preset.table)


@pytest.mark.parametrize("uncertain", ["supply", "supply and demand"])
def test_theory_uses_the_values_of_each_future_at_its_landing_of_supply(case, uncertain):
    base, keys, count = (
        price_cut.without_cut_choice(case.scenario()),
        case.story.uncertain[uncertain],
        7,
    )
    landed, rows, carried = price_cut_theory.supply_landing(base, keys, count)
    theory = price_cut_theory.apply_theory(base, landed, rows, carried)
    measured = {key: [] for key in ("fill", "small")}
    for draw, month in enumerate(landed.astype(int)):
        values = {key: values[draw] for key, values in rows.items()}
        o = econ.run(price_cut.without_cut(base).with_overrides(values))
        measured["fill"].append(o.at("fill_rate.pro", month - 1))
        o = econ.run(o.scenario.with_overrides({"price_elasticity.pro": theory.elasticities[0]}))
        own, market, leakage = (
            o.at(f"{name}.pro", month) for name in ("own_elasticity", "class_elasticity", "leakage")
        )
        matched = -(market + (own - market) * (1.0 - o.at("rival_match_share", 0)))
        back = np.log(1.0 - leakage + leakage * 0.9 ** o.at("leakage_sensitivity", 0)) / -np.log(
            0.9
        )
        measured["small"].append(matched - back)
    assert theory.fill_rate == pytest.approx(
        np.median(measured["fill"])
    ) and theory.matched_elasticities[0] == pytest.approx(np.median(measured["small"]))


@pytest.mark.parametrize(("stay", "cost"), [(0.7, 0.0), (1.0, 0.1), (0.8, 0.05)])
def test_e14_with_slower_adoption_of_refused_users_or_a_cost_of_tokens(
    case, monkeypatch, stay, cost
):
    """Adoption is slower until supply lands; what a token costs is taken off revenue, as the model has no such cost."""
    for module in (price_cut, price_cut_theory):
        monkeypatch.setattr(module, "DEPTHS", (0.0, 0.75))
    speed, count = 0.25, 24
    overrides = (
        PLAIN
        | elastic(1.4)
        | {
            "adoption_speed": 1.0 - np.exp(-speed),
            "token_capacity.pro": [40.0] * count + [1e6] * 36,
            "reference_demand.pro": 40.0,
            "initial_adopted_demand.pro": 40.0,
            "throttled_adoption": stay,
            "adoption_pace.pro": [1.0 - np.exp(-speed * stay)] * count
            + [1.0 - np.exp(-speed)] * 36,
        }
    )
    scenario = case.scenario(overrides=overrides)
    uncut = econ.run(price_cut.without_cut(scenario))
    unit = cost * uncut.at("api_revenue.pro", 0) / uncut.at("served_tokens.pro", 0)

    def earned(values, scenario):
        left = (values["api_revenue"] - unit * values["served_tokens"])[:, 0, 0, 0, 0, 0]
        return np.einsum("msd,m->sd", left, (1.0 + 0.01 / 12.0) ** -np.arange(60.0))

    objective = price_cut.Objective(
        name="earned", unit="bn yuan", keep=("api_revenue", "served_tokens"), measure=earned
    )
    values = last(price_cut.fill_cut_map(scenario, objective, ("first_order.h20",), 2)).mean()[:, 1]
    theory = price_cut_theory.apply_theory(
        scenario, np.full(2, float(count)), cost_share=cost
    ).table["lead"][0]
    assert theory == pytest.approx(count - pricing.lead_time(1.4, 0.75, speed, stay, cost) + 0.5)
    assert abs(top(values) - theory) <= 0.5


@pytest.mark.parametrize("depth", [0.3, 0.5, 0.7])
def test_e12_the_best_depth_of_the_map_is_the_one_that_supply_carries(case, depth):
    """Supply grows at once to what just that cut fills, adoption takes no time, and tokens cost nothing."""
    elasticity, month = 1.6, 12
    full = 40.0 * pricing.supply_for_depth(depth, elasticity)
    overrides = (
        PLAIN
        | elastic(elasticity)
        | {
            "adoption_speed": 1.0,
            "token_capacity.pro": [40.0] * month + [full] * 48,
            "reference_demand.pro": 40.0,
            "initial_adopted_demand.pro": 40.0,
            "supply_is_in.pro": [0.0] * month + [1.0] * 48,
        }
    )
    scenario = case.scenario(overrides=overrides)
    values = last(price_cut.fill_cut_map(scenario, NPV, ("first_order.h20",), 2)).mean()
    best = np.unravel_index(values.argmax(), values.shape)
    assert price_cut.DEPTHS[best[1]] == depth and abs(best[0] - month) <= 1
    assert price_cut_theory.supply_landing(scenario, ("first_order.h20",), 2)[-1] == pytest.approx(
        depth, abs=1e-6
    )
