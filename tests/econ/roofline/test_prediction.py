"""The roofline against published measurements, and the laws it must obey whatever the constants."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plans import AS_PLANNED

import econ
from econ.roofline import curves, fit, prediction
from econ.roofline import measurements as files
from econ.roofline.prediction import evaluate_roofline
from econ.roofline.production_day import recomputed_figures

MILLION = 1_048_576.0


@pytest.fixture(scope="module")
def points(case, root):
    """The shipped measurements, by kind."""
    return {
        kind.name: files.read_measurements(
            case, (root / "data" / f"{kind.name}.csv").read_text("utf-8"), kind, kind.name
        )
        for kind in files.MEASUREMENT_KINDS
    }


@pytest.mark.parametrize(("name", "count"), [("decode", 40), ("prefill", 11)])
def test_measured_points_are_met_within_nine_per_cent_on_average(case, points, name, count):
    accuracy = prediction.measure_accuracy(
        points[name], prediction.predict(case.scenario(), points[name])
    )
    assert accuracy.count == count and accuracy.mean <= 0.09 and accuracy.median <= 0.08


def test_unseen_points_are_met_within_twelve_per_cent_on_average(case, points):
    for seed in range(3):
        assert (
            np.abs(
                fit.cross_validated_errors(case, points["decode"], points["prefill"], seed)
            ).mean()
            <= 0.12
        )


def test_the_constants_in_the_file_are_those_of_the_fit(case, points):
    fitted = fit.fit_constants(case, list(points.values()))
    for key, value in fitted.constants.items():
        name = "overlap_share.h800" if key == "overlap_share" else key
        assert value == pytest.approx(case.beliefs[name].base, rel=0.06), key


NEUTRAL = {
    "weight_efficiency": 0.5,
    "gemm_efficiency": 0.5,
    "attention_efficiency": 0.5,
    "cache_efficiency": 0.5,
    "link_efficiency": 0.5,
    "vector_passes": 10.0,
    "draft_layers": 8.0,
    "prefill_efficiency": 0.5,
    "overlap_share": 0.5,
    **{
        f"layer_latency.{chip}": 100.0
        for chip in ("h800", "h100", "ascend_950dt", "ascend_910c", "gb300")
    },
}


def test_determined_constants_are_found_from_any_start_and_others_are_not_called_fitted(
    case, points
):
    sets = list(points.values())
    fitted, refitted = fit.fit_constants(case, sets), fit.fit_constants(case, sets, NEUTRAL)
    for key, value in fitted.constants.items():
        name = "overlap_share.h800" if key == "overlap_share" else key
        believed = case.beliefs[name]
        if fitted.is_determined(key):
            assert (
                refitted.constants[key] == pytest.approx(value, rel=0.05)
                and believed.basis == "analyst"
            ), key
        else:
            assert (
                believed.basis == "judgement"
                and believed.low <= refitted.constants[key] <= believed.high
            ), key
    assert refitted.constants["layer_latency.h800"] > 2.0 * fitted.constants["layer_latency.h800"]


def test_the_range_of_a_fitted_constant_covers_its_standard_error(case, points):
    fitted = fit.fit_constants(case, list(points.values()))
    for key in fitted.constants:
        if fitted.is_determined(key) and not fitted.is_at_limit(key):
            assert (
                case.beliefs[key].low <= fitted.percentile_range(key)[0]
                and fitted.percentile_range(key)[1] <= case.beliefs[key].high
            ), key


def test_points_without_effect_on_a_constant_do_not_determine_it(case, points):
    fitted = fit.fit_constants(case, [points["prefill"]])
    assert fitted.is_determined("untuned_penalty") and not any(
        fitted.is_determined(key)
        for key in (
            "attention_efficiency",
            "cache_efficiency",
            "overlap_share",
        )
    )


def at_a_million(case, shape, *names):
    """Quantities of a shape with a context of a million tokens, kept in eight bits."""
    given = {"context_length": MILLION, "cache_precision": 1.0}
    return [
        float(evaluate_roofline(case.scenario(), ["ascend_950dt"], [shape], given, [name])[name][0])
        for name in names
    ]


@pytest.mark.parametrize(
    ("shape", "flop", "cache"), [("v4_pro", 0.27, 0.10), ("v4_flash", 0.10, 0.07)]
)
def test_v4_at_a_million_tokens_takes_the_published_share_of_v3_2(case, shape, flop, cache):
    now, before = (
        at_a_million(case, name, "token_flop", "stored_cache") for name in (shape, "v3_2")
    )
    assert now[0] / before[0] == pytest.approx(flop, abs=0.015)
    assert now[1] / before[1] == pytest.approx(cache, abs=0.015)


def test_at_five_thousand_tokens_the_saving_in_arithmetic_is_mostly_gone(case):
    given = {"context_length": 5000.0}
    flop = [
        evaluate_roofline(case.scenario(), ["ascend_950dt"], [shape], given, ["token_flop"])[
            "token_flop"
        ][0]
        for shape in ("v4_pro", "v3_2")
    ]
    assert flop[0] / flop[1] > 0.7


def test_throughput_is_batch_over_time_on_every_chip_and_shape(case):
    pairs = [(chip, shape) for chip in case.elements["chip"] for shape in case.elements["shape"]]
    chips, shapes = zip(*pairs, strict=True)
    values = evaluate_roofline(
        case.scenario(),
        chips,
        shapes,
        {"context_length": 8192.0},
        ["decode_throughput", "batch_size", "tpot"],
    )
    ranks = np.array([case.beliefs[f"ranks_per_card.{chip}"].base for chip in chips])
    assert np.allclose(
        values["decode_throughput"], values["batch_size"] / values["tpot"] * 1000.0 * ranks
    )


def cost_of(case, chip, shape, given):
    """Card time of an output token and of an input token."""
    values = evaluate_roofline(
        case.scenario(), [chip], [shape], given, ["decode_throughput", "prefill_throughput"]
    )
    return np.array([1.0 / values["decode_throughput"][0], 1.0 / values["prefill_throughput"][0]])


POINT = {
    "chip": st.sampled_from(["h800", "h20", "ascend_910c", "ascend_950dt", "gb300"]),
    "shape": st.sampled_from(["v4_pro", "v4_flash", "v3_2", "r1"]),
    "context": st.floats(1000.0, 1e6),
    "latency_target": st.floats(10.0, 200.0),
    "more": st.floats(1.0, 4.0),
}


@given(
    better=st.sampled_from(
        ["memory_bandwidth", "peak_bf16", "peak_fp8", "link_bandwidth", "memory"]
    ),
    **POINT,
)
def test_more_of_anything_never_raises_the_cost_of_a_token(
    case, better, chip, shape, context, latency_target, more
):
    given = {"context_length": context, "latency_promise": latency_target}
    base = case.beliefs[f"{better}.{chip}"].base
    dear, cheap = (
        cost_of(case, chip, shape, given | {better: base * factor}) for factor in (1.0, more)
    )
    assert np.all(cheap <= dear * (1.0 + 1e-9))


@given(**POINT)
def test_a_looser_latency_target_never_raises_the_cost_of_a_token(
    case, chip, shape, context, latency_target, more
):
    tight, loose = (
        cost_of(
            case,
            chip,
            shape,
            {"context_length": context, "latency_promise": latency_target * factor},
        )
        for factor in (1.0, more)
    )
    assert np.all(loose <= tight * (1.0 + 1e-9))


@given(**POINT)
def test_a_longer_context_never_lowers_the_cost_of_a_token(
    case, chip, shape, context, latency_target, more
):
    short, long = (
        cost_of(
            case,
            chip,
            shape,
            {"context_length": context * factor, "latency_promise": latency_target},
        )
        for factor in (1.0, more)
    )
    assert np.all(long >= short * (1.0 - 1e-9))


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@given(short=st.floats(1000.0, 1e6), more=st.floats(1.0, 100.0))
def test_a_longer_context_lowers_no_cost_of_any_tier_on_any_platform_or_the_fleet(
    case, preset, short, more
):
    """The fleet is given, because the cards switched off for lack of power may depend on the tokens they serve for it."""
    given_fleet = {**AS_PLANNED, "powered_share": 1.0, "capability": 1.0}
    scenario = case.scenario(preset, overrides=given_fleet)
    names = (
        "platform_serving_cost",
        "platform_input_cost",
        "platform_cached_cost",
        "serving_cost",
        "input_cost",
        "cached_input_cost",
    )
    rows = {
        f"context_length.{w}": np.array([short, min(short * more, 1e6)])
        for w in case.elements["workload"]
    }
    outlook = econ.run(scenario, rows, keep=names)
    for name in names:
        costs = np.broadcast_to(outlook.values[name], (*outlook.values[name].shape[:-1], 2))
        lost = np.isnan(costs[..., 1])  # a context too long for the target or the memory
        if name.startswith("platform"):
            assert not np.any(np.isnan(costs[..., 0]) & ~lost), name
            assert np.all(lost | (costs[..., 1] >= costs[..., 0] * (1.0 - 1e-9))), name
        elif not np.isnan(outlook.values["platform_serving_cost"]).any():
            assert np.all(costs[..., 1] >= costs[..., 0] * (1.0 - 1e-9)), name


def test_the_prefix_cache_per_token_is_the_memory_of_a_million_tokens_divided(case):
    """But for the window: about 5.5 KB each of V4-Pro, of R1 in sixteen bits 70 KB."""
    for shape, size in (("v4_pro", 5.5e3), ("r1", 70e3)):
        given = {"context_length": MILLION, "cache_precision": float(shape != "r1")}
        values = evaluate_roofline(
            case.scenario(), ["h800"], [shape], given, ["kept_bytes", "stored_cache"]
        )
        assert values["kept_bytes"][0] == pytest.approx(size, rel=0.1)
        assert values["kept_bytes"][0] * MILLION / 1e9 == pytest.approx(
            values["stored_cache"][0], rel=0.02
        )


@pytest.mark.parametrize("chip", ["h800", "ascend_950dt", "gb300"])
def test_dense_attention_costs_more_than_sparse_at_a_million_tokens(case, chip):
    costs = [
        cost_of(case, chip, shape, {"context_length": MILLION, "latency_promise": 1000.0})
        for shape in ("r1", "v3_2")
    ]
    assert np.all(costs[0] > costs[1])


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ({}, True),
        ({"prefill_efficiency": 0.6}, True),
        ({"layer_latency.gb300": 50.0}, True),
        ({"vector_passes": 10.0}, True),
        ({"delivery_delay.ascend_950dt": 7}, False),
        ({"card_price.h800": 300.0}, False),
    ],
)
def test_predictions_are_computed_again_only_if_their_inputs_change(case, points, change, read):
    changed, plain = case.scenario(overrides=change), case.scenario()
    assert (prediction.restrict_to_roofline(changed) != plain) == (read and bool(change))
    for measured in points.values():
        kept, computed = (
            prediction.predict(changed, measured),
            prediction.predict(changed, measured, {}),
        )
        assert np.array_equal(kept, computed)
        if not read:
            assert kept is prediction.predict(plain, measured)


def test_ten_thousand_operating_points_are_one_batch(case):
    count = 10_000
    given = {
        "context_length": np.geomspace(1e3, 1e6, count),
        "latency_promise": np.linspace(10.0, 100.0, count),
    }
    now, keep = case.scenario(), ["decode_throughput"]
    grid = evaluate_roofline(now, ["ascend_950dt"] * count, ["v4_pro"] * count, given, keep)[
        "decode_throughput"
    ]
    for row in (0, 4_321, count - 1):
        single = evaluate_roofline(
            now, ["ascend_950dt"], ["v4_pro"], {k: v[row] for k, v in given.items()}, keep
        )
        assert grid[row] == single["decode_throughput"][0]


def test_points_kept_out_of_the_fit_have_the_stated_errors(case):
    unseen = files.unseen_decode(case)
    errors = prediction.prediction_errors(unseen, prediction.predict(case.scenario(), unseen))
    assert not set(unseen.names) & set(files.fitted_measurements(case)[0].names)
    assert np.median(np.abs(errors)) <= 0.06 and np.abs(errors).max() == pytest.approx(
        0.371, abs=0.02
    )


def test_a_platform_left_out_is_met_within_its_range(case, points):
    """Two fifths are what a chip without points carries."""
    for chip, errors in fit.errors_without_platform(
        case, points["decode"], points["prefill"]
    ).items():
        assert np.abs(errors).mean() <= 0.20 and np.abs(errors).max() <= 0.45, chip


def test_within_a_node_ranks_exchange_over_the_faster_link(case):
    given = {"context_length": 4096.0, "batch_size": 32.0}
    inside, across = (
        evaluate_roofline(
            case.scenario(),
            ["h200"],
            ["r1"],
            given | {"group_ranks": ranks},
            ["exchange_bandwidth"],
        )
        for ranks in (8.0, 16.0)
    )
    assert inside["exchange_bandwidth"][0] == pytest.approx(9.0 * across["exchange_bandwidth"][0])


def test_the_production_day_comes_out_as_published(case):
    """Cost, revenue, margin and nodes from the published rates; the roofline of a card within a tenth."""
    for figure in recomputed_figures(case):
        assert abs(figure.error) <= (0.10 if figure.from_model else 0.005), figure


def test_the_context_lever_moves_cost_and_cash(case, april):
    long = econ.run(case.scenario(overrides={"context_length.chat": 1_000_000}))
    assert long.at("serving_cost.pro", 11) > 1.5 * april.at("serving_cost.pro", 11)
    assert long.at("cash", case.months - 1) < april.at("cash", case.months - 1)


def test_curves_fall_and_rise_as_they_should(case, april):
    for _, line in curves.cost_by_context(april, 11).groupby("series"):
        assert line["x"].is_monotonic_increasing and line["y"].is_monotonic_increasing
    for _, line in curves.throughput_by_speed(april, 11).groupby("series"):
        assert line.sort_values("x")["y"].is_monotonic_decreasing
        assert (line["low"] < line["y"]).all() and (line["y"] < line["high"]).all()


def test_curves_follow_the_error_of_the_roofline(case):
    """Where orders are as planned: those that answer demand move the part of power that is in halls."""
    planned = econ.run(case.scenario(overrides=AS_PLANNED))
    half = econ.run(case.scenario(overrides=AS_PLANNED | {"decode_error.ascend_950dt": 0.5}))
    assert curves.cost_by_context(half, 11)["y"].to_numpy() == pytest.approx(
        2.0 * curves.cost_by_context(planned, 11)["y"].to_numpy()
    )
    before, after = (
        curves.throughput_by_speed(outlook, 11).set_index("series").loc["Ascend 950DT"]
        for outlook in (planned, half)
    )
    assert after["y"].to_numpy() == pytest.approx(before["y"].to_numpy() / 2.0)
    assert (after["high"] / after["low"]).to_numpy() == pytest.approx(
        (before["high"] / before["low"]).to_numpy()
    )


@pytest.mark.parametrize("month", [0, 11, 40])
@pytest.mark.parametrize("context", [4_000.0, 60_000.0])
def test_the_cost_curve_of_the_mix_passes_through_the_cost_of_the_model(case, context, month):
    """The same number everywhere for the same thing: figure, table, chain."""
    outlook = econ.run(case.scenario(overrides={"context_length.chat": context}))
    point, line = (
        curves.cost_at_story_context(outlook, month).iloc[0],
        curves.cost_by_context(outlook, month),
    )
    drawn = line[(line["series"] == point["series"]) & (line["x"] == point["x"])]["y"].item()
    assert (
        drawn
        == pytest.approx(outlook.at("platform_serving_cost.ascend_950dt.pro", month))
        == point["y"]
    )


def test_the_operating_point_is_that_of_the_model(case, april):
    story = case.story
    for row in curves.operating_points(april, 11).itertuples():
        platform = next(p for p, label in case.elements["platform"].items() if label == row.series)
        # The tokens that a busy card makes for each token a second of the roofline.
        busy = april.at(f"output_throughput.{platform}.{story.tier}", 11) * sum(
            april.at(f"output_mix.{story.tier}.{w}", 11)
            / april.at(f"decode_throughput.{platform}.{story.tier}.{w}", 11)
            for w in case.elements["workload"]
        )
        assert row.y == pytest.approx(
            april.at(f"decode_throughput.{platform}.{story.tier}.{story.workload}", 0) * busy
        )


def test_the_frontier_is_drawn_at_the_context_in_force(case, april):
    long = econ.run(case.scenario(overrides={"context_length.chat": 1_000_000}))
    before, after = (
        curves.operating_points(outlook, 11).set_index("series")["y"] for outlook in (april, long)
    )
    assert (after < 0.8 * before.loc[after.index]).all()


def test_curves_are_not_computed_again_for_a_change_outside_the_roofline(case, april):
    curves.throughput_by_speed(april, 11)
    before = curves._frontier.cache_info()
    curves.throughput_by_speed(
        econ.run(case.scenario(overrides={"delivery_delay.ascend_950dt": 7})), 11
    )
    assert curves._frontier.cache_info().misses == before.misses


def test_curves_end_where_the_latency_target_is_missed_and_mark_what_exceeds_the_measured_batch(
    case, april
):
    strict = econ.run(case.scenario(overrides={"latency_promise.chat": 20.0}))
    table = curves.cost_by_context(strict, 11)
    longest = table["x"].max()
    dense, sparse = (table[table["series"] == name] for name in ("R1", curves.mix_label(case)))
    assert dense["x"].max() < longest == sparse["x"].max()
    assert set(dense["x"]) == {x for x in sparse["x"] if x <= dense["x"].max()}  # without a gap
    new = curves.throughput_by_speed(april, 11).query("series == 'Ascend 950DT'").sort_values("x")
    # Large batches are slow, and nobody measured them.
    assert not new["is_measured"].iloc[0] and new["is_measured"].iloc[-1]


def test_the_learning_curve_is_that_of_wright(case, april):
    line = curves.learning_curve(april).set_index("series").loc["Ascend 950DT"]
    price = case.beliefs["card_price.ascend_950dt"].base
    for column, rate in (("y", 0.05), ("low", 0.15), ("high", 0.0)):
        learned = price * (
            line["x"] / april.at("initial_industry_cards.ascend_950dt", 0)
        ) ** np.log2(1.0 - rate)
        made = line[column] - april.at("installation_cost.ascend_950dt", 0)
        assert made.to_numpy() == pytest.approx(learned.to_numpy())
