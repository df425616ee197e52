"""The map of cut months and depths: each cell is a run of the model, and under the conditions of theory the optimum is theory's."""

import numpy as np
import pytest
from support.cut_maps import HELD, NPV, SUPPLY, all_maps, last, rows_of, whole_map

import econ
from econ.decisions import cut_alternatives, price_cut, price_cut_theory
from econ.paired_runs import PairedRuns
from econ.risk import draws
from econ.views import price_cut as price_cut_view

# Of all quantities: what maps evaluate in each cell and future, because training, demand, promises, orders and cash are one loop.
MOST_PAIRED = 0.41


@pytest.mark.parametrize("name", list(price_cut.OBJECTIVES))
def test_a_cell_of_the_map_is_the_run_of_its_scenario(case, name):
    objective, count = price_cut.OBJECTIVES[name], 4
    whole = whole_map(case.scenario(), objective).values
    rows = draws.draws_on_own_sequence(case.scenario(), SUPPLY, count)
    for month, number in ((0, 0), (17, 3), (35, 8)):
        changes = {
            "cut_rule.pro": 0,
            "cut_month.pro": month,
            "cut_depth.pro": price_cut.DEPTHS[number],
            "cut_promised.pro": 0,
        }
        o = econ.run(case.scenario(overrides=changes), rows)
        paths = {name: o.values[name][..., np.newaxis, :] for name in objective.keep}
        expected = objective.measure(
            {k: np.broadcast_to(v, (*v.shape[:-1], count)) for k, v in paths.items()},
            case.scenario(),
        )[0]
        assert np.array_equal(whole[month, number], expected, equal_nan=True)


def test_paired_runs_equal_single_runs_for_any_choices(case):
    rows = draws.draws_on_own_sequence(case.scenario(), ("price_elasticity.pro", *SUPPLY), 8)
    chosen = {"round_amount.first": np.array([30.0, 50.0]), "load_factor": np.array([0.6, 0.8])}
    prepared = PairedRuns(
        case.scenario(stresses=["price-war"]),
        rows,
        chosen,
        ["cash", "gross_profit", "founder_stake", "fleet"],
    )
    paths = prepared.run(0, 2)
    for number in range(2):
        changes = {key: values[number] for key, values in chosen.items()}
        o = econ.run(case.scenario(overrides=changes, stresses=["price-war"]), rows)
        for name in ("cash", "gross_profit", "founder_stake", "fleet"):
            assert np.array_equal(
                paths[name][..., number, :],
                np.broadcast_to(o.values[name], paths[name][..., number, :].shape),
            )


def test_the_map_fills_completely_and_the_same_draws_give_the_same_map(case):
    maps = list(price_cut.fill_cut_map(case.scenario(), NPV, SUPPLY, 4))
    assert np.isfinite(maps[-1].values).all()
    assert np.array_equal(
        whole_map(case.scenario(), NPV).values,
        maps[-1].values,
    )


def test_without_uncertainty_every_draw_is_the_single_run(case):
    whole = last(price_cut.fill_cut_map(case.scenario(), NPV, ("first_order.h20",), 4)).values
    assert (whole == whole[..., :1]).all()


@pytest.mark.parametrize("name", list(price_cut.OBJECTIVES))
def test_regret_is_never_negative_and_the_bad_case_is_no_better_than_the_average(case, name):
    objective = price_cut.OBJECTIVES[name]
    whole = all_maps(case.scenario(), 16)[name]
    assert np.nanmin(whole.regret()) >= -1e-12
    assert np.all(
        whole.bad_case() * objective.better <= whole.values.max(axis=-1) * objective.better + 1e-12
    )


def test_not_cutting_is_a_choice_with_the_same_value_in_every_month(case):
    whole = whole_map(case.scenario(), NPV).values
    assert price_cut.DEPTHS[0] == 0.0 and (whole[:, 0] == whole[:1, 0]).all()


def test_the_four_answers_over_futures_are_the_runs_of_each_future(case):
    rows = draws.draws_on_own_sequence(case.scenario(), SUPPLY, 4)
    risks = cut_alternatives.alternative_risks(case.scenario(), SUPPLY, 4)
    landed, *_ = price_cut_theory.supply_landing(case.scenario(), SUPPLY, 4)
    for draw, month in enumerate(landed):
        future = case.scenario(
            overrides={key: values[draw] for key, values in rows.items()}
            | {"cut_rule.pro": 0, "cut_promised.pro": 0, "cut_month.pro": max(month - 3.0, 0.0)}
        )
        worth = NPV.measure(
            {name: econ.run(future).values[name][..., np.newaxis, :] for name in NPV.keep}, future
        )
        assert risks["worth"][0, draw] == pytest.approx(worth.item(), rel=1e-9)


def test_past_months_are_not_offered(case, november):
    scenario = november.scenario
    whole = whole_map(scenario, NPV)
    first = price_cut.first_cut_month(scenario)
    assert (
        first
        == case.month_of(case.presets["november-2026"].known)
        > 0
        == price_cut.first_cut_month(case.scenario())
    )
    assert np.isnan(whole.values[:first]).all() and np.isfinite(whole.values[first:]).all()
    table = rows_of(november, whole, price_cut_theory.apply_theory(scenario, np.full(4, 20.0)))
    assert (table["kind"] == "empty").sum() == first * len(price_cut.DEPTHS)
    assert (table.loc[table["kind"] == "empty", "cell"] == "").all()
    begins = table.loc[table["kind"].isin(["cell", "ring", "line"]), "begin"]
    assert (begins >= table.loc[table["kind"] == "cell", "begin"].min()).all()


def test_maps_of_all_objectives_at_once_equal_those_of_each(case):
    maps = all_maps(case.scenario(), 4)
    for name, objective in price_cut.OBJECTIVES.items():
        single = whole_map(case.scenario(), objective)
        assert np.array_equal(maps[name].values, single.values, equal_nan=True)


def test_a_map_evaluates_few_quantities_in_each_cell_and_future(case, monkeypatch):
    """A law of work and not of seconds: what the cut or the draws alone move is evaluated once a cell, or once a future."""
    prepared = []

    class Counted(PairedRuns):
        def __init__(self, *given):
            super().__init__(*given)
            prepared.append(self)

    monkeypatch.setattr(price_cut, "PairedRuns", Counted)
    next(price_cut.fill_cut_maps(case.scenario(), SUPPLY, price_cut.OBJECTIVES.values(), 4))
    (runs,) = prepared
    assert len(runs.model.quantities) <= MOST_PAIRED * len(case.model.quantities)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("name", [NPV.name, "Tokens served", "Runway"])
def test_the_plan_as_it_stands_has_its_own_rules_on_the_futures_of_the_map(case, preset, name):
    """In each future the plan is the run of the scenario, and a plan made by a click is the cell that was clicked."""
    scenario, objective = case.scenario(preset), price_cut.OBJECTIVES[name]
    [plan] = price_cut.plan_in_futures(scenario, SUPPLY, [objective], (), 4)[name]
    rows = draws.draws_on_own_sequence(scenario, SUPPLY, 4, draws.SEED)
    for future in range(4):
        changed = scenario.with_overrides({key: float(row[future]) for key, row in rows.items()})
        assert plan[future] == pytest.approx(price_cut.worth_of_plan(changed, objective))
    month = price_cut.first_cut_month(scenario) + 3
    base = price_cut.with_list_rule(scenario, HELD)
    cell = price_cut_view.cut_overrides(econ.run(scenario), f"{month}|6", HELD)
    clicked = scenario.with_overrides(cell)
    [made] = price_cut.plan_in_futures(clicked, SUPPLY, [objective], (), 4)[name]
    assert made == pytest.approx(whole_map(base, objective).values[month, 6])


def test_a_plan_on_another_date_keeps_its_depth_and_its_own_rule_of_reviews(case):
    scenario = case.scenario()
    values = price_cut.plan_in_futures(scenario, SUPPLY, [NPV], (4, 9), 4)[NPV.name]
    assert values.shape == (3, 4)
    for place, month in enumerate((4, 9), start=1):
        dated = scenario.with_overrides(
            {"cut_rule.pro": 0.0, "cut_month.pro": float(month), "cut_promised.pro": 0.0}
        )
        [alone] = price_cut.plan_in_futures(dated, SUPPLY, [NPV], (), 4)[NPV.name]
        assert values[place] == pytest.approx(alone)


def test_a_map_of_cash_gives_every_objective_and_one_without_cash_skips_the_statements():
    assert set(price_cut.objectives_at_no_cost(price_cut.OBJECTIVES["Runway"])) == set(
        price_cut.OBJECTIVES.values()
    )
    beside = price_cut.objectives_at_no_cost(price_cut.NPV)
    assert price_cut.NPV in beside and not any(
        {"cash", "runway"} & set(objective.keep) for objective in beside
    )


def test_under_the_plans_own_rule_no_cut_and_a_cell_are_those_of_a_map_with_that_rule(case):
    rule = case.scenario().value("list_rule.pro")
    cell = (12, 6)
    no_cut, best = price_cut.values_under_own_rule(case.scenario(), NPV, SUPPLY, cell, 4)
    base = price_cut.with_list_rule(case.scenario(), rule)
    *_, whole = price_cut.fill_cut_map(base, NPV, SUPPLY, 4)
    means = whole.mean()
    assert no_cut == pytest.approx(means[12, 0]) and best == pytest.approx(means[cell])
