"""Survival: results over many futures, infinite runways included, against closed forms and single runs."""

import dataclasses
import itertools
import math

import hypothesis.strategies as some
import numpy as np
import pytest
from hypothesis import given
from scipy.stats import norm
from support.first_passage import first_passage_chance
from support.futures import COUNT, with_runway

import econ
from econ import run
from econ.finance.runways import ZERO_CASH, runway
from econ.risk import draws, survival
from econ.risk.survival import FutureSet
from econ.views.sentences import stress_words


def test_without_spread_every_future_is_the_single_run(case, monkeypatch):
    monkeypatch.setattr(draws, "uncertain_keys", lambda scenario: ())
    single_run, many = econ.run(case.scenario()), survival.run_futures(case.scenario(), 16)
    assert (many.runway == single_run["runway"][0, 0]).all() and many.count == 16
    assert (many.fan == single_run["cash"][0]).all() and (
        many.samples == single_run["cash"][0]
    ).all()
    lowest = min(single_run["cash_headroom"][0].min(), single_run["initial_cash_headroom"][0, 0])
    assert many.shortfall == pytest.approx(lowest, rel=1e-12)


def test_a_future_is_the_run_of_its_rows(case, futures):
    rows = draws.sobol_draws(case.scenario(), COUNT)
    for draw in (0, 17, COUNT - 1):
        run_of_row = econ.run(
            case.scenario(),
            {key: values[draw : draw + 1] for key, values in rows.items()},
            keep=survival.SURVIVAL_QUANTITIES,
        )
        assert futures.runway[draw] == run_of_row["runway"][0, 0]
        assert futures.headroom[draw] == min(
            run_of_row["cash_headroom"][0].min(), run_of_row["initial_cash_headroom"][0, 0]
        )


def test_survival_starts_at_one_never_rises_and_agrees_with_the_runways(futures):
    share = futures.survival
    assert (
        share[0] == 1.0 and (np.diff(share) <= 0.0).all() and len(share) == futures.case.months + 1
    )
    assert share[-1] == pytest.approx((futures.runway >= futures.case.months).mean())


def test_a_stress_that_only_harms_never_lengthens_survival(case, futures):
    worse = survival.run_futures(case.scenario(stresses=["round-fails"]), COUNT)
    assert (worse.survival <= futures.survival).all() and worse.shortfall < futures.shortfall


@given(
    some.lists(some.floats(0.0, 60.0) | some.just(math.inf), min_size=1, max_size=40),
    some.lists(some.floats(0.0, 1.0), min_size=1, max_size=5),
)
def test_a_quantile_is_a_value_of_the_sample_and_has_its_probability(values, chances):
    values = np.array(values)
    for chance, value in zip(chances, survival.sample_quantiles(values, chances), strict=True):
        assert value in values
        assert (values <= value).mean() >= chance - 1e-9 and (
            values < value
        ).mean() <= chance + 1e-9


def test_quantiles_of_finite_values_equal_the_inverted_cdf_of_numpy():
    values = np.random.default_rng(1).normal(size=(257, 3))
    chances = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0]
    assert np.array_equal(
        survival.sample_quantiles(values, chances),
        np.quantile(values, chances, axis=0, method="inverted_cdf"),
    )


def test_the_median_is_beyond_the_horizon_if_most_runways_are(futures):
    mostly = with_runway(futures, [3.0] * 4 + [math.inf] * 6)
    assert survival.sample_quantiles(mostly.runway, [0.1, 0.4, 0.5, 0.95]).tolist() == [
        3.0,
        3.0,
        math.inf,
        math.inf,
    ]
    assert math.isinf(mostly.median_runway)
    assert "more than half" in stress_words.runway_spread_answer(mostly, "x moves it")


@given(some.integers(1, 400), some.floats(0.0, 1.0))
def test_the_interval_contains_the_share_and_stays_between_zero_and_one(count, share):
    share = round(share * count) / count
    low, high = survival.wilson_interval(share, count)
    assert 0.0 <= low <= share <= high <= 1.0
    wide, narrow = (np.ptp(survival.wilson_interval(share, size)) for size in (count, 4 * count))
    assert narrow < wide


def test_the_ends_of_the_interval_are_where_the_score_test_rejects():
    share, count = 0.3, 50
    for end in survival.wilson_interval(share, count):
        assert abs(share - end) == pytest.approx(
            survival.CONFIDENCE_SCORE * math.sqrt(end * (1.0 - end) / count), rel=1e-9
        )


@given(some.lists(some.floats(-100.0, 100.0), min_size=1, max_size=60), some.floats(0.01, 1.0))
def test_expected_shortfall_is_at_most_the_quantile_and_the_mean_and_equals_the_mean_of_all(
    values, worst
):
    values = np.array(values)
    shortfall = survival.expected_shortfall(values, worst)
    assert values.min() - 1e-9 <= shortfall <= values.mean() + 1e-9
    assert shortfall <= survival.sample_quantiles(values, [worst])[0] + 1e-9
    assert survival.expected_shortfall(values, 1.0) == pytest.approx(values.mean(), abs=1e-9)


def test_expected_shortfall_weighs_the_last_future_in_part():
    assert survival.expected_shortfall(np.arange(10.0), 0.15) == pytest.approx(
        (0.0 * 1.0 + 1.0 * 0.5) / 1.5
    )


def test_each_dot_is_an_equal_share_and_infinite_runways_keep_theirs():
    dots = survival.quantile_dots(np.concatenate([np.arange(60.0), np.full(40, np.inf)]))
    assert (
        len(dots) == survival.DOT_COUNT
        and np.isinf(dots).sum() == 20
        and (np.diff(dots[:30]) >= 0.0).all()
    )


def test_sample_paths_end_at_the_quantiles_of_the_fan(futures):
    assert futures.samples[:, -1] == pytest.approx(futures.fan[:, -1])
    assert (np.diff(futures.fan, axis=0) >= 0.0).all()


@pytest.mark.parametrize(
    ("start", "drift", "spread", "months"),
    [(50.0, -1.0, 4.0, 48), (20.0, 0.2, 3.0, 60), (10.0, -0.5, 1.0, 24)],
)
def test_cash_runs_out_as_often_as_the_closed_form_of_first_passage(start, drift, spread, months):
    scores = norm.ppf(np.random.default_rng(5).random((40_000, months)))
    cash = np.concatenate(
        [np.full((40_000, 1), start), start + np.cumsum(drift + spread * scores, axis=1)], axis=1
    )
    gone = 1.0 - survival.survival_curve(runway(ZERO_CASH, cash=cash), months)
    assert gone[-1] == pytest.approx(first_passage_chance(start, drift, spread, months), abs=0.01)
    halfway = months // 2
    assert gone[halfway] == pytest.approx(
        first_passage_chance(start, drift, spread, halfway), abs=0.01
    )


def test_scrambles_spread_less_than_the_interval_of_independent_draws(case):
    shares = [
        survival.run_futures(case.scenario(), 128, seed=seed).survival[48] for seed in range(8)
    ]
    low, high = survival.wilson_interval(np.mean(shares), 128)
    assert np.std(shares, ddof=1) < (high - low) / 2.0


@pytest.mark.parametrize("count", [1, 1000, 1024, 4096, 5000, 16384])
def test_sample_sizes_grow_at_most_fourfold_and_end_with_all_futures(count):
    sizes = survival.sample_sizes(count)
    assert sizes[-1] == count and sizes[0] == min(count, survival.FIRST_FUTURES)
    assert all(earlier < later <= 4 * earlier for earlier, later in itertools.pairwise(sizes))


def test_receipts_and_spending_are_means_of_the_futures(case, futures):
    outlook = econ.run(
        case.scenario(), draws.sobol_draws(case.scenario(), COUNT), keep=["revenue", "net_burn"]
    )
    assert futures.received == pytest.approx(outlook["revenue"].cumsum(axis=1).mean(axis=0))
    assert futures.spent - futures.received == pytest.approx(
        outlook["net_burn"].cumsum(axis=1).mean(axis=0), abs=1e-9
    )


def test_futures_are_frozen(futures):
    assert isinstance(futures, FutureSet)
    with pytest.raises(dataclasses.FrozenInstanceError):
        futures.seed = 1


def test_a_reported_round_closes_with_its_probability_and_more_often_where_demand_grows(
    case,
):
    """Money is hardest to raise where it is needed most; a closed or assumed round brings its money in every future."""
    april, november = case.scenario(), case.scenario("november-2026")
    for scenario, name in ((april, "first"), (november, "later")):
        rows = draws.sobol_draws(scenario, 2048)
        closes = run(scenario, rows, keep=["round_counts"])[f"round_counts.{name}"][:, 0]
        assert abs(closes.mean() - rows[f"closing_chance.{name}"].mean()) < 3.0 * np.sqrt(
            0.25 / 2048
        )
        assert (
            rows["trend_growth"][closes > 0.5].mean()
            > 1.05 * rows["trend_growth"][closes < 0.5].mean()
        )
    sure = survival.run_futures(november, COUNT).closing
    assert sure["first"] == 1.0 and sure["later"] < 1.0 and sure["third"] == 0.0
    assumed = survival.run_futures(november.with_overrides({"round_status.later": 3.0}), COUNT)
    assert assumed.closing["later"] == 1.0
    assert assumed.survival.mean() > survival.run_futures(november, COUNT).survival.mean()


def test_a_round_that_will_probably_not_close_brings_nothing_in_the_single_run(case):
    april = case.scenario()
    for chance, closes in ((0.49, 0.0), (0.51, 1.0)):
        assert (
            run(april.with_overrides({"closing_chance.first": chance})).at("round_counts.first", 0)
            == closes
        )
    assert (
        run(april.with_overrides({"closing_chance.first": 0.0, "round_status.first": 2.0})).at(
            "round_counts.first", 0
        )
        == 1.0
    )


def test_no_future_of_the_november_case_runs_out_of_cash_before_november(case):
    scenario = case.scenario("november-2026")
    known = case.month_of(case.presets["november-2026"].known)
    assert survival.run_futures(scenario, 4096).survival[known] > 0.99


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_brakes_bring_more_futures_to_the_end_and_leave_less_missing_in_the_worst(case, preset):
    scenario = case.scenario(preset)
    assert not survival.has_brakes(scenario)
    braked = survival.with_brakes(scenario)
    assert survival.has_brakes(braked) and braked.preset == preset
    free, slowed = (survival.run_futures(entry, 128) for entry in (scenario, braked))
    assert slowed.shortfall > free.shortfall
    assert slowed.survival[-1] > free.survival[-1]
    assert stress_words.brakes_caption(slowed).count("With brakes on") == 1
    assert "Brakes are on" in stress_words.brakes_caption(None)
