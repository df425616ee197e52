"""Sensitivity: Sobol indices against closed forms and SALib, the tornado and response curves against single runs."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.analyze import sobol as oracle
from support.goals import SIX
from support.sampling import RUN_EXAMPLES
from support.strategies import changes
from support.tiny_case import MODULES, equations, tiny

import econ
from econ.engine.vocabulary import total
from econ.problems import AssumptionError
from econ.risk import outcomes, sensitivity
from econ.risk.draws import assumption_quantile, uncertain_keys
from econ.risk.outcomes import Outcome
from econ.risk.sensitivity import compute_tornado, ranged_inputs
from econ.views.sensitivity import CHOICE_MARK, tornado_chart
from econ.views.sentences.finding_notes import tornado_inputs_note
from econ.views.sentences.findings import rank_finding, tornado_finding

END = Outcome(name="Cash at the end", key="cash", unit="bn yuan", month=11)
FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)  # of the Ishigami function


def ishigami(cube):
    """The Ishigami function, a standard test of sensitivity analysis, on the unit cube."""
    x = np.pi * (2.0 * cube - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def humped(opening_cash, price, growth, rivalry):
    """Cash with a maximum where growth is 8 per cent."""
    return opening_cash + 0.0 * total(price * rivalry, "tier") - (growth - 0.08) ** 2


def test_s1_ishigami():
    indices = sensitivity.sobol_indices(ishigami, 3, count=2048)
    assert indices.first[0] == pytest.approx(FIRST, abs=0.005)
    assert indices.total[0] == pytest.approx(TOTAL, abs=0.005)
    assert indices.variance[0] == pytest.approx(13.8446, rel=0.005)


def test_errors_of_the_indices_lie_within_five_standard_errors():
    indices = sensitivity.sobol_indices(ishigami, 3, count=256)
    for values, errors, truth in (
        (indices.first, indices.first_error, FIRST),
        (indices.total, indices.total_error, TOTAL),
    ):
        assert (errors[0] > 0.0).all() and (errors[0] < 0.05).all()
        assert (np.abs(values[0] - truth) <= 5.0 * errors[0] + 1e-4).all()


def test_estimates_equal_those_of_salib():
    generator = np.random.default_rng(1)
    a, b = generator.random((2, 512, 3))
    mixed = np.tile(a, (3, 1, 1))
    for number in range(3):
        mixed[number, :, number] = b[:, number]
    at_a, at_b = ishigami(a), ishigami(b)
    at_mixed = np.array([ishigami(points) for points in mixed])
    first, total, _ = sensitivity.estimate_indices(at_a, at_b, at_mixed)
    values = np.column_stack([at_a, *at_mixed, at_b]).ravel()
    problem = {"num_vars": 3, "names": ["x", "y", "z"], "bounds": [[0.0, 1.0]] * 3}
    salib = oracle.analyze(problem, values, calc_second_order=False, num_resamples=2)
    assert first == pytest.approx(salib["S1"], abs=1e-12) and total == pytest.approx(
        salib["ST"], abs=1e-12
    )


@pytest.mark.parametrize("weights", [(1.0, 2.0, 3.0), (5.0, 0.0, 1.0)])
def test_first_and_total_indices_of_a_sum_are_shares_of_its_variance(weights):
    indices = sensitivity.sobol_indices(lambda cube: cube @ np.array(weights), 3, count=512)
    shares = np.square(weights) / np.square(weights).sum()
    assert indices.first[0] == pytest.approx(shares, abs=0.01) and indices.total[
        0
    ] == pytest.approx(shares, abs=0.01)


def test_indices_of_several_outcomes_equal_those_of_each_alone():
    both = sensitivity.sobol_indices(
        lambda cube: np.array([ishigami(cube), cube[:, 1]]), 3, count=64
    )
    assert np.array_equal(both.total[0], sensitivity.sobol_indices(ishigami, 3, count=64).total[0])
    assert both.total[1] == pytest.approx([0.0, 1.0, 0.0], abs=0.01)


def test_effects_are_zero_where_nothing_varies(case):
    indices = sensitivity.sobol_indices(lambda cube: np.full(len(cube), 3.3), 2, count=16)
    for values in (indices.first, indices.first_error, indices.total, indices.total_error):
        assert (values == 0.0).all()
    constant = ("first_order.h20",)  # a choice without a range
    bars = sensitivity.compute_tornado(
        case.scenario(), outcomes.outcome_by_name(case.scenario(), "Runway"), constant
    ).bars
    assert (bars["swing"] == 0.0).all() and not bars["is_not_monotonic"].any()
    table = sensitivity.sobol_table(
        case.scenario(), [outcomes.outcome_by_name(case.scenario(), "Runway")], constant, count=2
    )
    assert (table[["first", "total", "first_error", "total_error"]] == 0.0).all(axis=None)


def test_a_seed_determines_the_indices_and_all_of_them_are_finite(case):
    scenario = case.scenario()
    measures = [
        outcomes.outcome_by_name(scenario, name)
        for name in ("Runway", "Gross margin", "Serving cost of V4-Pro")
    ]
    table, again = (sensitivity.sobol_table(scenario, measures, SIX, count=16) for _ in range(2))
    pd.testing.assert_frame_equal(table, again)
    assert len(table) == 18 and np.isfinite(table.select_dtypes("number")).all(axis=None)
    assert (
        table.loc[
            (table["key"] == "pay_growth") & (table["outcome"] == "Serving cost of V4-Pro"), "total"
        ].item()
        < 1e-6
    ), "pay moves cash, and cash a few orders of cards"


def test_the_tornado_of_a_linear_outcome_is_its_slope_times_the_range():
    case = tiny()
    scenario = case.scenario()
    slope = (float(econ.run(scenario)["cash"][0, -1]) - 10.0) / 0.08
    tornado = sensitivity.compute_tornado(scenario, END, ["delivery_delay.new", "growth"])
    first = tornado.bars.iloc[0]
    assert first["key"] == "growth" and (tornado.bars["swing"].diff().dropna() <= 0.0).all()
    assert (first["low"], first["high"]) == pytest.approx((0.03, 0.15))
    assert (first["at_low"], tornado.base, first["at_high"]) == pytest.approx(
        tuple(10.0 + slope * g for g in (0.03, 0.08, 0.15))
    )
    assert first["swing"] == pytest.approx(slope * 0.12) and not first["is_not_monotonic"]
    assert tornado.bars.iloc[1]["swing"] == 0.0  # a delay of cards that nothing else reads


def test_a_bar_is_marked_where_the_outcome_is_not_monotonic():
    case = tiny(
        modules=(
            MODULES[0],
            equations(
                "price",
                **{
                    name: (getattr(MODULES[1], name), q.unit, q.per)
                    for name in ("price", "rivalry")
                    for q in [getattr(MODULES[1], name).quantity]
                },
                cash=(humped, "bn yuan", ()),
            ),
        )
    )
    bar = sensitivity.compute_tornado(case.scenario(), END, ["growth"]).bars.iloc[0]
    assert bar["is_not_monotonic"] and bar["most"] > max(bar["at_low"], bar["at_high"])
    assert "rises and falls along growth" in tornado_finding(
        sensitivity.compute_tornado(case.scenario(), END, ["growth"]), case.scenario()
    )


def test_each_end_of_a_bar_is_a_run_and_the_largest_bars_come_first(strained):
    scenario = strained
    runway = outcomes.outcome_by_name(scenario, "Runway")
    tornado = sensitivity.compute_tornado(scenario, runway, SIX)
    for _, bar in tornado.bars.iterrows():
        for end in ("low", "high"):
            result = outcomes.measure_outcome(
                scenario.with_overrides({bar["key"]: bar[end]}), runway, {}
            )[0]
            assert bar[f"at_{end}"] == result
    assert sensitivity.keys_by_swing(scenario, runway, SIX, most=3) == tuple(
        tornado.bars["key"].head(3)
    )


def test_keys_by_swing_contain_every_input_with_an_effect_and_no_other(case):
    scenario = case.scenario()
    founder = outcomes.outcome_by_name(scenario, "Founder’s stake")
    matter = sensitivity.keys_by_swing(scenario, founder, uncertain_keys(scenario))
    assert set(matter) == {"initial_founder_stake", "investor_appetite.first"}, (
        "a round that does not close dilutes nobody"
    )
    assert sensitivity.keys_by_swing(scenario, founder, ["round_amount.first", "trend_growth"]) == (
        "round_amount.first",
    )


def test_a_response_curve_passes_through_the_scenario_and_each_point_is_a_run(case):
    scenario = case.scenario(overrides={"cut_depth.pro": 0.333})
    cash = outcomes.outcome_by_name(scenario, "Cash after 36 months")
    keys = ("cut_depth.pro", "round_amount.first", "cut_rule.pro")
    table = sensitivity.response_curves(scenario, cash, keys)
    for key in keys:
        curve = table[table["key"] == key]
        current = curve[curve["now"]]
        assert (
            current["x"].item() == scenario.value(key)
            and current["y"].item() == outcomes.measure_outcome(scenario, cash, {})[0]
        )
        assert curve["x"].is_monotonic_increasing and curve["x"].is_unique
        point = curve.iloc[len(curve) // 3]
        assert (
            point["y"]
            == outcomes.measure_outcome(scenario.with_overrides({key: point["x"]}), cash, {})[0]
        )
    assert table.loc[table["key"] == "cut_rule.pro", "x"].to_list() == [0.0, 1.0, 2.0, 3.0]
    assert table.loc[table["key"] == "round_amount.first", "y"].is_monotonic_increasing


def test_the_measure_of_runway_is_continuous_up_to_the_horizon_and_counts_as_it_beyond(
    case, strained
):
    """Cards are ordered as planned: orders that more money brings forward may shorten the runway.

    Training is half more than rivals’, so that cash falls in every month: where it stands still, a little money adds months.
    """
    scenario = strained.with_overrides({"order_rule": "as planned", "training_ratio": 1.5})
    runway = outcomes.outcome_by_name(scenario, "Runway")
    money = np.linspace(5.0, 60.0, 1101)
    counted = outcomes.measure_outcome(scenario, runway, {"initial_cash": money})
    outlook = econ.run(scenario, {"initial_cash": money}, keep=["runway", "lowest_cash"])
    within = np.isfinite(outlook["runway"][:, 0])
    assert within.any() and not within.all() and np.isfinite(counted).all()
    assert np.array_equal(counted[within], outlook["runway"][within, 0])
    assert (counted[~within] == case.months).all()
    rises = np.diff(counted)
    assert (rises[within[1:]] > 0.0).all() and (rises >= 0.0).all() and rises.max() < 0.5


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_every_outcome_is_finite_under_every_stress(case, preset):
    for stress in case.stresses:
        scenario = case.scenario(preset, stresses=[stress])
        values = outcomes.measure_outcomes(
            scenario, outcomes.standard_outcomes(scenario), {"trend_growth": [-0.2, 0.0, 0.3]}
        )
        assert np.isfinite(values).all()


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_the_first_outcome_to_rank_is_moved_by_inputs_though_the_runway_is_not(case, preset):
    scenario = case.scenario(preset)
    ranked = outcomes.outcomes_to_rank(scenario)
    assert sorted(o.name for o in ranked) == sorted(
        o.name for o in outcomes.standard_outcomes(scenario)
    )
    keys = ["trend_growth", "target_margin", "training_ratio"]
    assert (compute_tornado(scenario, ranked[0], keys).bars["swing"] > 0.0).any()


@settings(max_examples=RUN_EXAMPLES)
@given(data=st.data())
def test_the_tornado_is_finite_in_any_scenario(case, data):
    scenario = case.scenario(overrides=data.draw(changes(case)))
    keys = outcomes.constant_keys(scenario, SIX)
    for name in ("Runway", "Gross margin"):
        tornado = sensitivity.compute_tornado(
            scenario, outcomes.outcome_by_name(scenario, name), keys
        )
        assert np.isfinite(tornado.bars.select_dtypes("number")).all(axis=None)
        assert (tornado.bars["least"] <= tornado.base).all() and (
            tornado.bars["most"] >= tornado.base
        ).all()
        assert tornado_finding(tornado, scenario)


def test_invalid_input_is_refused_with_a_reason(case):
    scenario = case.scenario()
    with pytest.raises(AssumptionError, match=r"no outcome «Runwai».*nearest is «Runway»"):
        outcomes.outcome_by_name(scenario, "Runwai")
    with pytest.raises(AssumptionError, match="months 0 to 59"):
        outcomes.lowest_cash_within(scenario, 61)
    with pytest.raises(AssumptionError, match="nearest is «revenue»"):
        outcomes.measure_outcome(scenario, Outcome(name="x", key="revenu", unit="bn yuan"), {})
    with pytest.raises(AssumptionError, match="no computed quantity"):
        outcomes.measure_outcome(scenario, Outcome(name="x", key="trend_growth", unit="share"), {})
    with pytest.raises(ValueError, match="at least 2 base points, not 0"):
        sensitivity.sobol_table(
            scenario, [outcomes.outcome_by_name(scenario, "Runway")], SIX, count=0
        )
    path = scenario.with_overrides({"output_list_price.pro": [24.0] * 30 + [12.0] * 30})
    with pytest.raises(ValueError, match="changes with time"):
        sensitivity.response_curves(
            path, outcomes.outcome_by_name(path, "Runway"), ["output_list_price.pro"]
        )


def test_the_bar_runs_from_low_to_high_of_the_case_file(case):
    scenario = case.scenario()
    bar = sensitivity.compute_tornado(
        scenario, outcomes.outcome_by_name(scenario, "Runway"), ["trend_growth"]
    ).bars.iloc[0]
    believed = case.belief("trend_growth")
    assert (bar["low"], bar["high"]) == pytest.approx((believed.low, believed.high))
    assert bar["low"] == assumption_quantile(scenario, "trend_growth", np.array([0.1]))[0]


def test_an_input_with_different_ranks_in_tornado_and_indices_is_found_with_the_reason(case):
    scenario = case.scenario()
    runway = outcomes.outcome_by_name(scenario, "Runway")
    tornado = sensitivity.compute_tornado(
        scenario,
        runway,
        ["trend_growth", "reference_spend.pro", "market_elasticity", "initial_cash"],
    )
    order = tornado.bars["key"].tolist()
    last = order[-1]

    def table(keys, first, total):
        return pd.DataFrame({"outcome": "Runway", "key": keys, "first": first, "total": total})

    agreeing = table(order, [0.4, 0.3, 0.2, 0.1], [0.4, 0.3, 0.2, 0.1])
    assert sensitivity.find_rank_mismatch(scenario, tornado, agreeing) is None
    assert "much alike" in rank_finding(None, runway, scenario)
    mismatch_found = sensitivity.find_rank_mismatch(
        scenario, tornado, table(order, [0.2, 0.1, 0.1, 0.1], [0.2, 0.15, 0.1, 0.6])
    )
    assert (mismatch_found.key, mismatch_found.bar_rank, mismatch_found.index_rank) == (last, 4, 1)
    ends = outcomes.measure_one_at_a_time(
        scenario,
        runway,
        [last],
        assumption_quantile(scenario, last, np.array([0.01, 0.99]))[np.newaxis],
    )[1][0]
    assert mismatch_found.far_outcomes == pytest.approx(tuple(ends))
    for swing, total_index, reason in (
        (1e-9, 0.1, "what counts lies beyond"),
        (1e9, 0.6, "together with others"),
        (1e9, 0.1, "every future"),
    ):
        mismatch = dataclasses.replace(mismatch_found, swing=swing, total=total_index)
        words = rank_finding(mismatch, runway, scenario)
        assert reason in words and "number 1 here and number 4 in the tornado" in words


def test_an_input_that_acts_only_through_interactions_is_found(case):
    """Neither a late delay nor a late first delivery alone holds up the cut by Apr 2027; both do."""
    scenario, both = case.scenario(), ("first_delivery.ascend_950dt", "delivery_delay.ascend_950dt")
    price = outcomes.outcome_by_name(scenario, "Output price of V4-Pro")
    late = outcomes.measure_outcome(
        scenario, price, {both[0]: np.array([3, 6, 3, 6]), both[1]: np.array([0, 0, 4, 4])}
    )
    assert late[0] == late[1] == late[2] < late[3]
    assert both[0] not in sensitivity.keys_by_swing(scenario, price, uncertain_keys(scenario))
    effects = sensitivity.keys_by_elementary_effect(scenario, [price], uncertain_keys(scenario))
    assert set(both) <= set(effects[:5]) and "option_pool" not in effects
    table = sensitivity.sobol_table(scenario, [price], effects[:8], count=16).set_index("key")
    assert (table.loc[list(both), "total"] > table.loc[list(both), "first"] + 0.1).all()


def test_no_input_explains_an_outcome_that_does_not_vary(case):
    scenario = case.scenario()
    founder = outcomes.outcome_by_name(scenario, "Founder’s stake")
    assert (
        sensitivity.keys_by_elementary_effect(
            scenario, [founder], ["trend_growth", "adoption_speed"]
        )
        == ()
    )


def test_the_world_and_choices_are_ranked_together_and_only_the_world_explains_uncertainty(case):
    scenario = case.scenario()
    wanted = outcomes.outcome_by_name(scenario, "Cash after 36 months")
    inputs = ranged_inputs(scenario, wanted)
    kinds = {case.assumption_of(key).kind for key in inputs}
    assert kinds == {"world", "choice"} and len(set(inputs)) == len(inputs)
    tornado = compute_tornado(scenario, wanted, ("trend_growth", "training_ratio"))
    assert set(tornado.bars["key"]) == {"trend_growth", "training_ratio"}
    assert tornado.bars["swing"].min() > 0.0
    drawn = tornado_chart(tornado, scenario).data.column("what").to_pylist()
    (marked,) = {name for name in drawn if CHOICE_MARK in name}
    assert marked.startswith(case.label_of("training_ratio") + CHOICE_MARK)
    assert "choices with a range" in tornado_inputs_note(2, 9, wanted, 3)
