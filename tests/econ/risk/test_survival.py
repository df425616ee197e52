"""Stress: outcomes over many futures that know infinity, and agree with what can be computed otherwise."""

import dataclasses
import itertools
import math

import hypothesis.strategies as some
import numpy as np
import pytest
from hypothesis import given
from scipy.stats import norm

import econ
from econ import run
from econ.finance.runways import ZERO_CASH, runway
from econ.risk import draws, survival
from econ.risk.survival import FutureSet
from econ.views import futures as futures_view
from econ.views.sentences import stress_words
from econ.views.typed_input import as_sentence, parse_futures

COUNT = 64


@pytest.fixture(scope="module")
def found(case):
    """A few futures of the case as it is."""
    return survival.run_futures(case.scenario(), COUNT)


@pytest.fixture(scope="module")
def alone(case):
    """The one run of it."""
    return econ.run(case.scenario())


def with_runway(found, months):
    return dataclasses.replace(found, runway=np.asarray(months, dtype=float))


def test_without_spread_every_future_is_the_single_run(case, monkeypatch):
    monkeypatch.setattr(draws, "uncertain_keys", lambda scenario: ())
    alone, many = econ.run(case.scenario()), survival.run_futures(case.scenario(), 16)
    assert (many.runway == alone["runway"][0, 0]).all() and many.count == 16
    assert (many.fan == alone["cash"][0]).all() and (many.samples == alone["cash"][0]).all()
    lowest = min(alone["cash_headroom"][0].min(), alone["initial_cash_headroom"][0, 0])
    assert many.shortfall == pytest.approx(lowest, rel=1e-12)


def test_a_future_is_the_run_of_its_rows(case, found):
    rows = draws.sobol_draws(case.scenario(), COUNT)
    for draw in (0, 17, COUNT - 1):
        alone = econ.run(
            case.scenario(),
            {key: values[draw : draw + 1] for key, values in rows.items()},
            keep=survival.SURVIVAL_QUANTITIES,
        )
        assert found.runway[draw] == alone["runway"][0, 0]
        assert found.headroom[draw] == min(
            alone["cash_headroom"][0].min(), alone["initial_cash_headroom"][0, 0]
        )


def test_survival_begins_whole_never_rises_and_is_what_runways_say(found):
    share = found.survival
    assert share[0] == 1.0 and (np.diff(share) <= 0.0).all() and len(share) == found.case.months + 1
    assert share[-1] == pytest.approx((found.runway >= found.case.months).mean())


def test_worse_stresses_never_lengthen_survival(case, found):
    worse = survival.run_futures(case.scenario(stresses=["round-fails"]), COUNT)
    assert (worse.survival <= found.survival).all() and worse.shortfall < found.shortfall


@given(
    some.lists(some.floats(0.0, 60.0) | some.just(math.inf), min_size=1, max_size=40),
    some.lists(some.floats(0.0, 1.0), min_size=1, max_size=5),
)
def test_quantiles_are_drawn_values_never_not_a_number_and_as_rare_as_they_say(values, chances):
    values = np.array(values)
    for chance, value in zip(chances, survival.sample_quantiles(values, chances), strict=True):
        assert value in values
        assert (values <= value).mean() >= chance - 1e-9 and (
            values < value
        ).mean() <= chance + 1e-9


def test_quantiles_are_numpys_inverted_cdf_where_all_is_finite():
    values = np.random.default_rng(1).normal(size=(257, 3))
    chances = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0]
    assert np.array_equal(
        survival.sample_quantiles(values, chances),
        np.quantile(values, chances, axis=0, method="inverted_cdf"),
    )


def test_the_middle_of_runways_that_are_mostly_beyond_the_horizon_is_beyond_it(found, alone):
    mostly = with_runway(found, [3.0] * 4 + [math.inf] * 6)
    assert survival.sample_quantiles(mostly.runway, [0.1, 0.4, 0.5, 0.95]).tolist() == [
        3.0,
        3.0,
        math.inf,
        math.inf,
    ]
    assert "more than half" in stress_words.survival_answer(mostly, mostly, alone)


@given(some.integers(1, 400), some.floats(0.0, 1.0))
def test_the_band_holds_the_share_and_stays_between_none_and_all(count, share):
    share = round(share * count) / count
    low, high = survival.wilson_interval(share, count)
    assert 0.0 <= low <= share <= high <= 1.0
    wide, narrow = (np.ptp(survival.wilson_interval(share, size)) for size in (count, 4 * count))
    assert narrow < wide


def test_wilsons_band_ends_where_its_test_does():
    share, count = 0.3, 50
    for end in survival.wilson_interval(share, count):
        assert abs(share - end) == pytest.approx(
            survival.CONFIDENCE_SCORE * math.sqrt(end * (1.0 - end) / count), rel=1e-9
        )


@given(some.lists(some.floats(-100.0, 100.0), min_size=1, max_size=60), some.floats(0.01, 1.0))
def test_a_shortfall_is_never_above_the_quantile_or_the_mean_and_all_of_it_is_the_mean(
    values, worst
):
    values = np.array(values)
    found = survival.expected_shortfall(values, worst)
    assert values.min() - 1e-9 <= found <= values.mean() + 1e-9
    assert found <= survival.sample_quantiles(values, [worst])[0] + 1e-9
    assert survival.expected_shortfall(values, 1.0) == pytest.approx(values.mean(), abs=1e-9)


def test_a_shortfall_counts_the_last_future_in_part():
    assert survival.expected_shortfall(np.arange(10.0), 0.15) == pytest.approx(
        (0.0 * 1.0 + 1.0 * 0.5) / 1.5
    )


def test_dots_stand_for_equal_shares_and_keep_what_is_beyond():
    found = survival.quantile_dots(np.concatenate([np.arange(60.0), np.full(40, np.inf)]))
    assert (
        len(found) == survival.DOT_COUNT
        and np.isinf(found).sum() == 20
        and (np.diff(found[:30]) >= 0.0).all()
    )


def test_samples_end_where_the_fan_ends(found):
    assert found.samples[:, -1] == pytest.approx(found.fan[:, -1])
    assert (np.diff(found.fan, axis=0) >= 0.0).all()


@pytest.mark.parametrize(
    ("start", "drift", "spread", "months"),
    [(50.0, -1.0, 4.0, 48), (20.0, 0.2, 3.0, 60), (10.0, -0.5, 1.0, 24)],
)
def test_paths_of_cash_run_out_as_often_as_the_closed_form_says(start, drift, spread, months):
    scores = norm.ppf(np.random.default_rng(5).random((40_000, months)))
    cash = np.concatenate(
        [np.full((40_000, 1), start), start + np.cumsum(drift + spread * scores, axis=1)], axis=1
    )
    gone = 1.0 - survival.survival_curve(runway(ZERO_CASH, cash=cash), months)
    assert gone[-1] == pytest.approx(
        survival.first_passage_chance(start, drift, spread, months), abs=0.01
    )
    halfway = months // 2
    assert gone[halfway] == pytest.approx(
        survival.first_passage_chance(start, drift, spread, halfway), abs=0.01
    )


def test_the_band_of_independent_draws_and_the_spread_of_scrambles_agree_in_size(case):
    shares = [
        survival.run_futures(case.scenario(), 128, seed=seed).survival[48] for seed in range(8)
    ]
    low, high = survival.wilson_interval(np.mean(shares), 128)
    assert np.std(shares, ddof=1) < (high - low) / 2.0


@pytest.mark.parametrize("count", [1, 1000, 1024, 4096, 5000, 16384])
def test_looks_grow_fourfold_and_end_with_all(count):
    looks = survival.sample_sizes(count)
    assert looks[-1] == count and looks[0] == min(count, survival.FIRST_FUTURES)
    assert all(one < other <= 4 * one for one, other in itertools.pairwise(looks))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "every future"),
        (0.0, "no future"),
        (0.9999, "more than 99 of 100"),
        (0.0001, "fewer than 1 of 100"),
        (0.731, "73 of 100 futures"),
    ],
)
def test_shares_are_counted_of_a_hundred_and_never_rounded_to_none_or_all(share, words):
    assert words in stress_words.share_of_hundred(share)


def test_the_sentence_names_terms_where_the_answer_turns(found, alone):
    steep = with_runway(found, [20.0] * 30 + [40.0] * 70 + [math.inf] * 100)
    answer = stress_words.survival_answer(steep, steep, alone)
    assert "In every future cash lasts 18 months" in answer and "50 of 100 it lasts" in answer
    assert "baseline" not in answer
    better = with_runway(found, [math.inf] * 200)
    assert (
        "in every future cash lasts all 60 months"
        in stress_words.survival_answer(better, better, alone).lower()
    )
    assert "in the baseline" in stress_words.survival_answer(steep, better, alone)


def test_fewer_futures_than_a_hundred_are_counted_as_they_are(found, alone):
    few = with_runway(found, [20.0] * 8 + [math.inf] * 24)
    assert "in 24 of 32 it lasts all 60 months" in stress_words.survival_answer(few, few, alone)
    assert "In 8 of 32 futures cash runs out within 24 months" in stress_words.cash_out_answer(
        few, few, alone, 24
    )
    assert stress_words.share_of_hundred(0.5, 10_000) == "50 of 100 futures"
    assert stress_words.share_of_hundred(0.01, 32) == "fewer than 1 of 32 futures"


def test_an_answer_begins_with_the_premise_of_its_scenario(case, found):
    late = econ.run(
        case.scenario(overrides={"delivery_delay.ascend_950dt": 6.0}, stresses=["price-war"])
    )
    for answer in (
        stress_words.survival_answer(found, found, late),
        stress_words.cash_out_answer(found, found, late, 48),
        stress_words.runway_spread_answer(found, late, "nothing moves it"),
    ):
        assert answer.startswith(
            "Under «Price war» and if the delivery delay of Ascend 950DT is 6 months, "
        )


def test_the_one_run_and_the_median_are_compared_by_what_came_in_and_went_out(found, alone):
    comparison = stress_words.single_run_comparison(found, alone)
    middle = float(survival.sample_quantiles(found.runway, [0.5])[0])
    last, run = int(min(middle, alone.at("runway", 0))), alone["cash"][0]
    raised = [
        cash - (received - spent)
        for cash, received, spent in (
            (
                run[last],
                alone["revenue"][0, : last + 1].sum(),
                (alone["revenue"] + alone["net_burn"])[0, : last + 1].sum(),
            ),
            (run[0], alone["revenue"][0, 0], (alone["revenue"] + alone["net_burn"])[0, 0]),
        )
    ]
    assert raised[0] == pytest.approx(
        raised[1] + alone["equity_raised"][0, 1 : last + 1].sum(), abs=1e-6
    )
    for number in (alone["revenue"][0, : last + 1].sum(), found.received[last], found.spent[last]):
        assert f"{number:.2f}" in comparison
    same = with_runway(found, [alone.at("runway", 0)] * COUNT)
    assert stress_words.single_run_comparison(same, alone).endswith(
        "and so has the middle of the futures."
    )
    assert (
        "money until" in comparison
        and "the middle of the futures beyond"
        in stress_words.single_run_comparison(with_runway(found, [math.inf] * COUNT), alone)
    )


def test_what_comes_in_and_goes_out_is_the_mean_of_the_futures(case, found):
    every = econ.run(
        case.scenario(), draws.sobol_draws(case.scenario(), COUNT), keep=["revenue", "net_burn"]
    )
    assert found.received == pytest.approx(every["revenue"].cumsum(axis=1).mean(axis=0))
    assert found.spent - found.received == pytest.approx(
        every["net_burn"].cumsum(axis=1).mean(axis=0), abs=1e-9
    )


def test_whether_the_one_run_lasts_is_stated_beside_the_chance(found, alone):
    assert stress_words.cash_out_answer(found, found, alone, 48).endswith("it does not.")
    assert stress_words.cash_out_answer(found, found, alone, 60).endswith("it does.")


@pytest.mark.parametrize(
    ("count", "seed"),
    [
        ("0", "1"),
        ("-5", "1"),
        ("1000000000000", "1"),
        ("many", "1"),
        ("", "1"),
        ("1.5", "1"),
        ("nan", "1"),
        ("1e999", "1"),
        ("٣", "x"),
        ("64", "-1"),
        ("64", "now"),
        ("64", "9" * 400),
        (None, "1"),
    ],
)
def test_what_cannot_be_drawn_on_a_page_is_refused_in_a_sentence(count, seed):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  its words are judged below
        parse_futures(count, seed)
    said = as_sentence(refused.value)
    assert said.endswith(".") and len(said) < 200 and "Traceback" not in said


@pytest.mark.parametrize(
    ("typed", "read"),
    [("4096", 4096), (" 1,024 ", 1024), ("1e3", 1000), ("64.0", 64), (16384, 16384)],
)
def test_a_number_of_futures_may_be_written_as_people_do(typed, read):
    assert parse_futures(typed, "7") == (read, 7)


@pytest.mark.parametrize(
    "months", [[math.inf] * 50, [0.0] * 50, [59.99] * 50, list(np.linspace(0.0, 60.0, 50)), [30.0]]
)
def test_figures_draw_every_kind_of_future(found, months):
    one = with_runway(found, months)
    dots = futures_view.runway_dots_chart(one, found)
    table = dots.data.to_pandas()
    piled = table[table["kind"] == "dot"]
    assert len(piled) == survival.DOT_COUNT and not piled.duplicated(["month", "place"]).any()
    highest = dots.spec["layer"][2]["encoding"]["y"]["scale"]["domain"][1]
    assert piled["place"].max() <= highest
    curve = futures_view.survival_chart(one, found).data.to_pandas()
    assert len(curve) == found.case.months + 1
    assert (curve["low"] <= curve["share"]).all() and (curve["share"] <= curve["high"]).all()
    assert (curve["below"] <= curve["baseline"]).all() and (
        curve["baseline"] <= curve["above"]
    ).all()


def test_figures_carry_aggregates_and_a_few_futures_and_never_the_draws(case):
    few, many = (survival.run_futures(case.scenario(), count) for count in (32, 256))
    for figure in (
        futures_view.cash_fan_chart,
        futures_view.survival_chart,
        futures_view.runway_dots_chart,
    ):
        small, large = figure(few, few), figure(many, many)
        assert abs(large.data.num_rows - small.data.num_rows) <= 2
        assert large.sentence.endswith(".") and "nan" not in large.sentence


def test_the_money_axis_holds_the_fan_and_nothing(found):
    low, high = futures_view.cash_fan_chart(found, found).spec["layer"][5]["encoding"]["y"][
        "scale"
    ]["domain"]
    assert low <= min(found.fan.min(), found.samples.min(), 0.0) and high >= max(
        found.fan.max(), found.samples.max(), 0.0
    )


def test_the_fan_is_finite_in_every_month_and_each_future_is_whole(found):
    table = futures_view.cash_fan_chart(found, found).data.to_pandas()
    bands = table[table["series"].isna()]
    assert (
        len(bands) == found.case.months
        and np.isfinite(bands[["p0", "p1", "p2", "p3", "p4", "baseline"]]).all().all()
    )
    futures = table.dropna(subset=["series"]).groupby("series")["path"]
    assert (futures.count() == found.case.months).all() and len(futures) == len(
        survival.FAN_CHANCES
    )


def test_outcomes_are_frozen(found):
    assert isinstance(found, FutureSet)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.seed = 1


def test_a_reported_round_closes_in_as_many_futures_as_its_chance_and_more_often_where_demand_grows(
    case,
):
    """Money is hardest to find where it is needed most; what has closed, or is assumed, brings its money in every future."""
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


def test_a_round_likelier_not_to_close_brings_nothing_in_the_one_run(case):
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


def test_no_future_of_november_runs_dry_before_november(case):
    scenario = case.scenario("november-2026")
    known = case.month_of(case.presets["november-2026"].known)
    assert survival.run_futures(scenario, 4096).survival[known] > 0.99


def test_futures_say_how_often_an_open_round_closes(case):
    """And that those whose money is gone before it had little at the beginning is so."""
    april = case.scenario()
    rows = draws.sobol_draws(april, 512)
    found = survival.run_drawn_futures(april, rows, 512)
    early = found.runway < april.value("round_month.first")
    assert 0 < early.sum() < 100 and rows["initial_cash"][early].max() < np.median(
        rows["initial_cash"]
    )
    caption = stress_words.round_caption(found)
    assert "little at the beginning" in caption
    closes = round(100 * found.closing["first"])
    assert caption.endswith(
        f"The first round, which has not closed, closes in {closes} of 100 futures."
    )
    assumed = stress_words.round_caption(
        survival.run_futures(april.with_overrides({"round_status.first": 3.0}), COUNT)
    )
    assert assumed.endswith("Every future counts on the first round, which is assumed.")
    without = case.scenario(overrides={"round_status.first": 0.0})
    assert stress_words.round_caption(survival.run_futures(without, COUNT)) == ""
