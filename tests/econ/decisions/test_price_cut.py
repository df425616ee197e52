"""The map of cut months and depths: each cell is a run of the model, and under the conditions of theory the optimum is theory's."""

import functools
import re

import numpy as np
import pytest
from support.plans import AS_PLANNED
from support.reading import as_read

import econ
from econ import pricing
from econ.decisions import cut_alternatives, price_cut, price_cut_theory
from econ.explain import run_with_single_changes
from econ.paired_runs import PairedRuns
from econ.risk import draws
from econ.views import cut_map as cut_map_view
from econ.views import cut_verdict_words
from econ.views import price_cut as price_cut_view
from econ.views.cut_gains import AS_GOOD, STATISTICS, MapComparison
from econ.views.prices import affordable_cuts, price_list_table
from econ.views.sentences import answers, price_cut_words
from econ.views.sentences.price_captions import (
    cut_premise_caption,
    rule_after_cut_caption,
    scarcity_caption,
)

# Of all quantities: what maps evaluate in each cell and future, because training, demand, promises, orders and cash are one loop.
MOST_PAIRED = 0.41
SUPPLY = ("delivery_delay.ascend_950dt", "ramp_length.ascend_950dt")
NPV = price_cut.OBJECTIVES["Present value of gross profit"]
HELD = price_cut.RULES_AFTER_CUT["holds"]
# One tier whose demand has one elasticity; rivals do not react and nothing grows.
PLAIN = AS_PLANNED | {
    "app_demand": 0.0,
    "reference_demand.flash": 0.01,
    "initial_adopted_demand.flash": 0.01,
    "trend_growth": 0,
    "long_run_growth": 0,
    "rival_price_decline": 0,
    "rival_pass_through": 0,
    "rival_progress": 0,
    "rival_match_share": 0,
    "standing": 0.0,
    "cross_elasticity": 0,
    "app_diversion": 0,
    "own_share.pro": 1.0,
    "throttle_churn": 0,
    "promise_wait": 0,
    "promise_churn": 0,
    "token_capacity.flash": 1e9,
    "capital_cost": 0.01,
    "idle_worth": 0.0,
    "terminal_multiple": 0.0,
}


def last(maps):
    *_, whole = maps
    return whole


def compared(cut_map, statistic="average", plan=None, promised=None, list_rule=HELD):
    """Return a map compared with a plan; without one the plan is what not cutting is worth."""
    if plan is None:
        plan = cut_map.values[-1, :1]
    if promised is None:
        promised = cut_map.values[-1]
    return MapComparison(
        cut_map=cut_map,
        plan=plan,
        planned_cut=plan[0],
        promised=promised,
        statistic=statistic,
        list_rule=list_rule,
    )


def rows_of(outlook, cut_map, theory, statistic="average", **options):
    return cut_map_view.map_rows(outlook, compared(cut_map, statistic), 1.0, theory, **options)


@functools.cache
def whole_map(scenario, objective):
    """The whole map of a scenario over four futures of supply, drawn once for all tests; nobody writes to it."""
    return last(price_cut.fill_cut_map(scenario, objective, SUPPLY, 4))


@functools.cache
def all_maps(scenario, count):
    """The maps of all objectives, drawn at once: they equal those of each, as a test below asks."""
    return last(price_cut.fill_cut_maps(scenario, SUPPLY, price_cut.OBJECTIVES.values(), count))


def top(values):
    """The peak of a row of values, interpolated between its points."""
    best = int(values.argmax())
    before, at, after = values[best - 1 : best + 2]
    return best + 0.5 * (before - after) / (before - 2.0 * at + after)


def elastic(elasticity):
    """Demand of every tier that answers its own price as the class answers all prices."""
    own = {f"price_elasticity.{tier}": -elasticity for tier in ("pro", "flash")}
    return {"market_elasticity": -elasticity, **own}


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


def test_theory_has_no_marks_where_supply_never_lands(case):
    never = case.scenario(overrides={"supply_is_in.pro": 0.0})
    landed, rows, depth = price_cut_theory.supply_landing(never, SUPPLY, 4)
    assert np.isinf(landed).all() and np.isnan(depth)
    theory, o = price_cut_theory.apply_theory(never, landed, rows, depth), econ.run(never)
    assert theory.table[["lead", "date", "elastic_lead", "elastic_date"]].isna().all(axis=None)
    assert price_cut_view.alternatives_table(
        o, {}
    ).empty and "does not land" in price_cut_words.no_alternatives_sentence(o)
    whole = whole_map(never, NPV)
    words = [
        price_cut_words.theory_caption(o, theory),
        price_cut_words.theory_comparison(o, whole, "average", theory),
        price_cut_words.landing_caption(o, SUPPLY, theory),
    ]
    assert all("none of the futures" in text or "no future" in text for text in words)
    assert not any("nan" in text or "no month" in text for text in words)
    marks = set(rows_of(o, whole, theory, shows_theory=True)["kind"])
    assert not marks & {"theory-lead", "theory-date", "carried"}


def test_marks_of_theory_are_placed_as_cells_are(case, april):
    """A month of theory and a cell of the map are placed by the same rule."""
    whole = whole_map(case.scenario(), NPV)
    theory = price_cut_theory.apply_theory(case.scenario(), np.full(4, 12.0))
    theory.table.loc[4, ["lead", "date"]] = 12.0
    table = rows_of(april, whole, theory, shows_theory=True).set_index("kind")
    cell = table[table["cell"] == "12|5"]
    middle = cell["begin"].item() + (cell["end"].item() - cell["begin"].item()) / 2
    for kind in ("theory-lead", "theory-date"):
        mark = table.loc[[kind]]
        mark = mark[mark["depth"] == cell["depth"].item()]
        assert abs((mark["begin"].item() - middle).days) <= 1


def test_a_flat_map_has_no_best_cell_and_its_verdict_says_so(case):
    flat = case.scenario(stresses=["round-fails"])
    objective = price_cut.OBJECTIVES["Chance of running out"]
    whole = last(price_cut.fill_cut_map(flat, objective, SUPPLY, 4))
    o = econ.run(flat)
    promised = price_cut.promised_cut_values(flat, SUPPLY, [objective], 4)[objective.name]
    plan = price_cut.plan_in_futures(flat, SUPPLY, [objective], (), 4)[objective.name]
    held = compared(whole, plan=plan, promised=promised)
    verdict = as_read(cut_verdict_words.map_verdict(o, held))
    assert verdict.endswith("makes no difference here. Every month and depth comes to 100 %.")
    assert price_cut_words.best_choices_sentence(o, held) == ""
    theory = price_cut_theory.apply_theory(flat, np.full(4, 6.0))
    table = cut_map_view.map_rows(o, held, 1.0, theory)
    assert "ring" not in set(table["kind"])
    assert set(table.loc[table["kind"] == "cell", "step"]) == {str(AS_GOOD)}


@pytest.mark.parametrize("view", list(STATISTICS))
def test_the_verdict_names_the_cell_that_the_map_marks(case, april, view):
    whole = all_maps(case.scenario(), 16)[NPV.name]
    promised = price_cut.promised_cut_values(case.scenario(), SUPPLY, [NPV], 16)[NPV.name]
    theory = price_cut_theory.apply_theory(april.scenario, np.full(4, 6.0))
    table = rows_of(april, whole, theory, view).set_index("kind")
    held = compared(whole, view, promised=promised)
    words = as_read(price_cut_words.best_choices_sentence(april, held))
    depth = table.loc["ring", "depth"]
    assert (f"a cut of {depth * 100:.0f} % in" if depth else "not to cut at all") in words


def test_not_cutting_is_a_choice_with_the_same_value_in_every_month(case):
    whole = whole_map(case.scenario(), NPV).values
    assert price_cut.DEPTHS[0] == 0.0 and (whole[:, 0] == whole[:1, 0]).all()


def test_three_answers_cut_before_at_and_after_supply(case, april):
    table = price_cut_view.alternatives_table(
        april, cut_alternatives.alternative_risks(april.scenario, SUPPLY, 4)
    )
    months = table["cut in"].to_list()
    assert len(table) == 4 and len(set(months[:3])) == 3
    worth = table["gross profit worth today, bn yuan"]
    assert (
        worth.str.endswith("(best)").sum() == 1
        and worth.str.endswith(" less)").sum() == 3
        and worth.nunique() == 4
    )
    assert price_cut_view.alternatives_table(
        econ.run(price_cut.without_cut(april.scenario)), {}
    ).empty


@pytest.mark.parametrize(
    "changes",
    [
        {"price_elasticity.pro": -1.8},
        {"delivery_delay.ascend_950dt": 9, "cut_depth.pro": 0.5},
        {"cut_rule.pro": 0, "cut_month.pro": 30, "cut_depth.pro": 0.4, "cut_promised.pro": 0},
    ],
)
def test_answers_read_the_scenario_and_not_the_draws_of_its_single_changes(case, changes):
    scenario = case.scenario(overrides=changes)
    single_run, run_with_changes = econ.run(scenario), run_with_single_changes(scenario)
    assert run_with_changes.draws == len(changes) + 1
    risks = cut_alternatives.alternative_risks(scenario, SUPPLY, 4)
    for view in (
        lambda o: cut_alternatives.run_alternatives(o).frame(["cash", "revenue"], 3),
        lambda o: price_cut_view.alternatives_table(o, risks),
        lambda o: price_list_table(o, "pro", 20, 0.5, 0.2),
        lambda o: affordable_cuts(o, "pro", 20),
    ):
        assert view(single_run).equals(view(run_with_changes))
    for caption in (scarcity_caption, cut_premise_caption):
        assert caption(single_run, "pro", 20) == caption(run_with_changes, "pro", 20)
    assert (
        cut_alternatives.run_alternatives(run_with_changes).draws == 4
        and price_cut_view.alternatives_table(run_with_changes, risks)["cut in"].nunique() >= 3
    )


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


def test_what_a_promise_is_worth_is_told_by_whether_supply_comes_in_time(case, april):
    """The two parts are the whole difference between the promised cut and the same cut without a promise."""
    risks = cut_alternatives.alternative_risks(april.scenario, SUPPLY, 16)
    _, unannounced, _, announced = risks["worth"]
    worth, in_time = announced - unannounced, risks["lands"] <= april.scenario.value("promised_by")
    assert 0 < in_time.sum() < 16 and worth[in_time].mean() > 0.0 > worth[~in_time].mean()
    words = as_read(price_cut_words.promise_sentence(april, risks))
    brings, costs = (f"{abs(worth[part].mean()):.1f} bn yuan" for part in (in_time, ~in_time))
    assert f"by Dec 2026, the promise brings {brings}" in words
    assert f"later, the promise costs {costs}" in words
    silent = econ.run(case.scenario(overrides={"cut_promised.pro": 0}))
    assert price_cut_words.promise_sentence(silent, risks) == ""


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


def test_where_no_cut_pays_theory_has_no_marks_and_says_so(case):
    stiff = case.scenario(overrides=PLAIN | elastic(0.83))
    theory = price_cut_theory.apply_theory(stiff, np.full(4, 12.0))
    assert theory.table.iloc[:, 2:4].isna().all(axis=None)
    o = econ.run(stiff)
    assert (
        "With an elasticity of 0.83 after matching, theory would not cut at any date."
        in price_cut_words.theory_caption(o, theory)
    )
    whole = whole_map(stiff, NPV)
    kinds = set(rows_of(o, whole, theory, shows_theory=True)["kind"])
    assert not any(kind.startswith("theory") for kind in kinds)


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


def test_a_standard_error_too_small_to_write_is_stated_as_an_upper_bound(case, april):
    values = np.full((price_cut.CUT_MONTHS, len(price_cut.DEPTHS), 64), 100.0)
    values[5, 3] = 101.0
    cut_map = price_cut.CutMap(objective=NPV, values=values, done=True)
    held = compared(cut_map, plan=values[5, 3:4] + 0.5)
    words = price_cut_words.best_choices_sentence(april, held)
    assert (
        "0.5 bn yuan worse than the plan’s cut, with a standard error below 0.01 bn yuan."
        in as_read(words)
    )


@pytest.mark.parametrize(("first", "second"), [(108.02, 107.83), (31.41, 31.361), (3.0, 3.0)])
def test_two_choices_that_would_read_the_same_are_told_apart_by_their_difference(
    april, first, second
):
    values = np.full((price_cut.CUT_MONTHS, len(price_cut.DEPTHS), 8), second - 1.0)
    values[5, 3] = second
    cut_map = price_cut.CutMap(objective=NPV, values=values, done=True)
    held = compared(
        cut_map, plan=np.full((1, 8), second), promised=np.full(values.shape[1:], first)
    )
    words = price_cut_words.best_choices_sentence(april, held)
    stated = re.search(r"It is ([0-9.]+) bn yuan better than the plan’s cut", as_read(words))
    if first == second:
        assert not stated and "It comes to the same as the plan’s cut." in words
    else:
        assert float(stated[1]) == pytest.approx(first - second, rel=0.1)


@pytest.mark.parametrize("named", ["lead", "date"])
def test_a_best_cell_on_a_mark_of_theory_is_stated_for_either_mark(case, april, named):
    values = np.zeros((price_cut.CUT_MONTHS, len(price_cut.DEPTHS), 4))
    values[20, 5] = 1.0
    cut_map = price_cut.CutMap(objective=NPV, values=values, done=True)
    theory = price_cut_theory.apply_theory(case.scenario(), np.full(4, 8.0))
    theory.table.loc[4, ["lead", "date"]] = 10.0
    theory.table.loc[4, named] = 20.0
    sentence = as_read(price_cut_words.theory_comparison(april, cut_map, "average", theory))
    assert f"The {named} of theory is the same month." in sentence
    other, month = "date" if named == "lead" else "lead", case.month_name(10)
    assert f"The {other} of theory, {month}, is 10 months earlier." in sentence


def test_the_depth_that_supply_carries_is_on_the_map_at_any_depth(case, april):
    whole = whole_map(case.scenario(), NPV)
    for carried in (0.3, 0.95):
        theory = price_cut_theory.apply_theory(
            case.scenario(), np.full(4, 12.0), carried_depth=carried
        )
        table = rows_of(april, whole, theory, shows_theory=True).set_index("kind")
        top = table.loc["cell", "high"].max()
        assert table.loc["carried", "depth"] == min(carried, top)
        words = table.loc["carried", "tip"]
        assert words in set(table["tip"].drop("carried"))
        assert words.startswith("off the map" if carried > top else "dashed")


def test_what_a_click_set_can_be_undone_without_the_rest_of_the_scenario(case, april):
    before = case.scenario(overrides={"trend_growth": 0.05, "cut_depth.pro": 0.4})
    clicked = before.with_overrides(price_cut_view.cut_overrides(econ.run(before), "30|6", HELD))
    later = clicked.with_overrides({"trend_growth": 0.10})
    undone = price_cut.with_cut_choice_of(later, before)
    assert dict(undone.overrides) == {"trend_growth": 0.10, "cut_depth.pro": 0.4}
    assert price_cut.has_same_cut(later, clicked) and not price_cut.has_same_cut(later, before)
    november = case.scenario("november-2026", dict(clicked.overrides))
    assert not price_cut.has_same_cut(november, clicked), "the preset is another"


def test_a_click_is_stated_as_one_change_and_none_of_its_parts_as_without_effect(case, april):
    passes_on = price_cut.RULES_AFTER_CUT["passes on what cost saves"]
    for list_rule in (passes_on, HELD, april.scenario.value("list_rule.pro")):
        for cell, depth in (("11|6", "60 %"), ("11|4", "40 % instead of 60 %")):
            clicked = run_with_single_changes(
                april.scenario.with_overrides(price_cut_view.cut_overrides(april, cell, list_rule))
            )
            sentence = as_read(answers.timing(clicked, april, 11))
            assert sentence.startswith(
                f"The planned cut of V4-Pro is {depth}. It comes in Apr 2027 instead of Nov 2026."
            )
            assert "changes nothing here" not in answers.scenario_notes(clicked, april, 11)
    uncut = econ.run(april.scenario.with_overrides({"cut_depth.pro": 0.0}))
    assert (
        as_read(answers.timing(uncut, april, 11))
        == "No cut of V4-Pro is planned. The baseline cuts it by 60 % in Nov 2026."
    )


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("depth", [0, 6])
def test_the_scenario_of_a_click_is_worth_what_its_cell_is(case, preset, depth):
    outlook = econ.run(case.scenario(preset))
    drawn = last(
        price_cut.fill_cut_map(price_cut.with_list_rule(outlook.scenario, HELD), NPV, (), 1)
    )
    month = int(np.isfinite(drawn.values[:, depth, 0]).argmax()) + 8
    clicked = outlook.scenario.with_overrides(
        price_cut_view.cut_overrides(outlook, f"{month}|{depth}", HELD)
    )
    worth = price_cut.worth_of_plan(clicked, NPV)
    assert worth == pytest.approx(drawn.values[month, depth, 0], rel=1e-9)


def test_not_cutting_promises_nothing_and_sets_only_what_the_list_does_afterwards(case, april):
    cut = april.scenario.with_overrides(price_cut_view.cut_overrides(april, "30|6", HELD))
    uncut = cut.with_overrides(price_cut_view.cut_overrides(econ.run(cut), "30|0", HELD))
    assert dict(uncut.overrides) == {
        "cut_depth.pro": 0.0,
        "cut_promised.pro": 0.0,
        "list_rule.pro": HELD,
    }


def _map_of(values):
    return price_cut.CutMap(objective=NPV, values=values, done=True)


def test_a_cell_is_as_good_where_chance_explains_the_difference():
    """One that is worse in every future is not, however little; one that is as often better is."""
    generator = np.random.default_rng(2)
    values = np.full((36, len(price_cut.DEPTHS), 64), -10.0)
    values[0, 0] = generator.normal(size=64)
    values[1, 0] = values[0, 0] - 1e-6
    values[2, 0] = values[0, 0] - 0.001 + 0.1 * np.where(np.arange(64) % 2, 1.0, -1.0)
    good = _map_of(values).is_as_good()
    assert good[0, 0] and good[2, 0] and good.sum() == 2
    values[3:] = np.nan
    assert _map_of(values).is_as_good().sum() == 2
    assert not _map_of(np.full_like(values, np.nan)).is_as_good().any()


def test_a_map_says_how_many_cells_are_as_good_and_what_it_loses_not_to_cut(case, april):
    whole = last(price_cut.fill_cut_map(case.scenario(overrides=AS_PLANNED), NPV, SUPPLY, 16))
    good = int(whole.is_as_good().sum())
    words = price_cut_words.as_good_sentence(april, compared(whole, plan=whole.values[0, 6:7]))
    known = np.isfinite(whole.mean()).sum()
    if good > 1:
        assert words.startswith(f"{good} of {known} cells are as good as the best")
    else:
        assert words.startswith(f"No other of the {known} cells is as good as the best")
    assert "Not cutting at all is " in words and "than the plan’s cut." in words
    own_rule = april.at(f"list_rule.{case.story.tier}", 0)
    of_the_plan = compared(whole, plan=whole.values[0, 6:7], list_rule=own_rule)
    assert "than the plan." in price_cut_words.as_good_sentence(april, of_the_plan)
    assert price_cut_words.as_good_sentence(april, compared(whole, "regret")) == ""
    theory = price_cut_theory.apply_theory(case.scenario(), np.full(4, 12.0))
    ink = rows_of(april, whole, theory).query("kind == 'line' and weight < 2")
    assert (
        len(ink) >= 4
        and rows_of(april, whole, theory, "regret").query("kind == 'line' and weight < 2").empty
    )


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


@pytest.mark.parametrize(("best", "said"), [(103.5, "gains 3.5"), (98.0, "loses 2")])
def test_a_cut_is_told_what_it_gains_under_the_plans_own_rule(april, best, said):
    words = as_read(rule_after_cut_caption(april, "holds", NPV, (100.0, best)))
    assert f"The cut {said} bn yuan" in words and "savings are passed on" not in words
    passed_on = rule_after_cut_caption(april, "passes on what cost saves", NPV, (100.0, best))
    assert "5 times its last year" in passed_on
    assert "Under the plan’s rule" not in rule_after_cut_caption(april, "holds")


def test_a_planned_cut_that_does_not_wait_for_the_queue_says_so(case, april):
    tenfold = {"reference_spend.pro": 3.68, "reference_spend.flash": 2.6}
    crowded = econ.run(case.scenario(overrides=tenfold))
    month = int(crowded["cut_in_force.pro"][0].argmax())
    refused = 1.0 - crowded.at("fill_rate.pro", month - 1)
    words = as_read(price_cut_words.cut_rule_caption(crowded))
    of_tier = f"% of demand for {case.label('tier', 'pro')} is refused"
    stated = re.search(f"does not wait for the queue: ([0-9.]+) {of_tier}", words)[1]
    assert float(stated) / 100.0 == pytest.approx(refused, abs=0.005)
    served = econ.run(case.scenario(overrides={"cut_rule.pro": "on a date", "cut_month.pro": 20}))
    assert served.at("fill_rate.pro", 19) == 1.0
    for outlook in (served, econ.run(crowded.scenario.with_overrides({"cut_depth.pro": 0.0}))):
        assert "wait for the queue" not in price_cut_words.cut_rule_caption(outlook)


@pytest.mark.parametrize(
    "changes", [{}, {"reference_spend.pro": 3.68}, {"cut_rule.pro": 3}], ids=str
)
def test_the_share_of_demand_that_is_refused_is_said_to_be_of_the_tier_that_is_cut(
    case, april, changes
):
    outlook = econ.run(case.scenario(overrides=changes))
    cut = int(outlook["cut_in_force.pro"][0].argmax()) or case.months
    wanted, served = (outlook[f"{name}.pro"][0, :cut].sum() for name in ("demand", "served_tokens"))
    words = as_read(answers.timing(outlook, april, 11))
    stated = re.search("([0-9.]+) % of paid demand for V4-Pro is refused", words)[1]
    assert float(stated) / 100.0 == pytest.approx(1.0 - served / wanted, abs=0.006)
