"""Survival: results over many futures, infinite runways included, against closed forms and single runs."""

import dataclasses
import itertools
import math
import re

import hypothesis.strategies as some
import numpy as np
import pytest
from hypothesis import given
from scipy.stats import norm
from support.first_passage import first_passage_chance
from support.futures import COUNT, with_runway
from support.reading import as_read, sentences_of

import econ
from econ import run
from econ.finance.runways import ZERO_CASH, runway
from econ.risk import draws, survival
from econ.risk.survival import FutureSet
from econ.views import futures as futures_view
from econ.views.sentences import stress_words
from econ.views.typed_input import parse_futures
from econ.words import Amount, amount_text

TWO_LINES = 210  # characters of an answer at most


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


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "every future"),
        (0.0, "no future"),
        (0.9999, "more than 99 of 100 futures"),
        (0.0001, "fewer than 1 of 100 futures"),
        (0.731, "73 of 100 futures"),
    ],
)
def test_a_share_is_stated_per_hundred_and_never_rounded_to_none_or_all(share, words):
    assert words == stress_words.share_of_hundred(share)


def test_the_sentence_names_the_months_at_which_the_answer_changes(futures):
    steep = with_runway(futures, [20.0] * 30 + [40.0] * 70 + [math.inf] * 100)
    answer = as_read(stress_words.survival_answer(steep, steep))
    assert answer == (
        "In every future the money lasts to the end of Oct 2027. "
        "In 50 of 100 futures it lasts to the end of Oct 2029."
    )
    assert "baseline" not in answer
    better = with_runway(futures, [math.inf] * 200)
    assert as_read(stress_words.survival_answer(better, better)) == (
        "In every future the money lasts to the end of the plan in Apr 2031."
    )
    answer = stress_words.survival_answer(steep, better)
    assert answer.count("In the baseline it does in every future.") == 1
    worse = with_runway(futures, [5.0] * 40 + [40.0] * 60 + [math.inf] * 100)
    first = with_runway(futures, [5.0] * 20 + [40.0] * 60 + [math.inf] * 120)
    assert as_read(stress_words.survival_answer(worse, first)).endswith(
        "In the baseline these are 90 and 60."
    )
    for number, words in ((0, "100"), (1, "more than 99"), (399, "fewer than 1"), (400, "none")):
        rare = with_runway(futures, [5.0] * number + [math.inf] * (400 - number))
        answer = as_read(stress_words.survival_answer(worse, rare))
        assert answer.endswith(f"In the baseline these are {words} and {words}.")
        assert len(answer) <= TWO_LINES


def test_fewer_than_a_hundred_futures_are_stated_as_counts(futures, single_run):
    few = with_runway(futures, [20.0] * 8 + [math.inf] * 24)
    assert "In 24 of 32 futures it lasts to the end of the plan" in stress_words.survival_answer(
        few, few
    )
    assert "In 8 of 32 futures cash runs out by the end of Apr 2028." in as_read(
        stress_words.cash_out_answer(few, few, single_run, 24)
    )
    assert stress_words.share_of_hundred(0.5, 10_000) == "50 of 100 futures"
    assert stress_words.share_of_hundred(0.01, 32) == "fewer than 1 of 32 futures"


def test_eight_futures_in_ten_run_out_in_a_span_that_may_be_open(futures):
    def span(months):
        return as_read(
            stress_words.runway_spread_answer(with_runway(futures, months), "x moves it")
        )

    early, late, beyond = [14.0] * 2, [26.0] * 6, [math.inf] * 2
    assert "Eight in ten run out between Jul 2027 and Jul 2028. X moves it." in span(
        early + late + late
    )
    assert "Eight in ten run out in the same month, Jul 2028." in span(late)
    assert "A tenth run out by Jul 2027, and at least a tenth have money beyond Apr 2031." in span(
        early + late + beyond
    )
    assert "Nine in ten futures have money beyond Apr 2031." in span(beyond)


def test_what_is_said_of_futures_is_short_and_never_lists_the_changes(case, strained_futures):
    late = econ.run(
        case.scenario(overrides={"delivery_delay.ascend_950dt": 6.0}, stresses=["price-war"])
    )
    few = dataclasses.replace(strained_futures, undefined=3)
    for now in (few, with_runway(few, [20.0] * 30 + [math.inf] * 34)):
        texts = [
            stress_words.survival_answer(now, strained_futures),
            stress_words.cash_out_answer(now, with_runway(now, [9.0]), late, 48),
            stress_words.runway_spread_answer(now, "nothing moves it"),
            stress_words.single_run_comparison(now, late),
            stress_words.round_caption(now),
            stress_words.shortfall_caption(now, strained_futures),
            stress_words.brakes_caption(now),
            stress_words.futures_caption(now),
        ]
        for sentence in (sentence for text in texts for sentence in sentences_of(text)):
            read = re.sub(r"\b[A-Z][a-z]{2} \d{4}\b", "Month", sentence)
            assert len(read.split()) <= 28 and len(re.findall(r"\d[\d,.]*", read)) <= 2, sentence
            assert "delay" not in sentence and "Price war" not in sentence


def test_the_one_run_and_the_median_are_compared_by_what_came_in_and_went_out(
    strained, strained_futures, strained_run
):
    futures, single_run = strained_futures, strained_run
    comparison = stress_words.single_run_comparison(futures, single_run)
    middle = float(survival.sample_quantiles(futures.runway, [0.5])[0])
    last, run = int(min(middle, single_run.at("runway", 0))), single_run["cash"][0]
    raised = [
        cash - (received - spent)
        for cash, received, spent in (
            (
                run[last],
                single_run["revenue"][0, : last + 1].sum(),
                (single_run["revenue"] + single_run["net_burn"])[0, : last + 1].sum(),
            ),
            (
                run[0],
                single_run["revenue"][0, 0],
                (single_run["revenue"] + single_run["net_burn"])[0, 0],
            ),
        )
    ]
    assert raised[0] == pytest.approx(
        raised[1] + single_run["equity_raised"][0, 1 : last + 1].sum(), abs=1e-6
    )
    apart = {
        "take in": futures.received[last] - single_run["revenue"][0, : last + 1].sum(),
        "raise": futures.raised[last] - single_run["raised_so_far"][0, last],
        "spend": futures.spent[last]
        - (single_run["revenue"] + single_run["net_burn"])[0, : last + 1].sum(),
    }
    what = max(apart, key=lambda name: abs(apart[name]))
    size = amount_text(Amount(value=abs(apart[what]), unit="bn yuan"))
    way = "more" if apart[what] > 0.0 else "less"
    assert f"the futures {what} {size} {way} on average. That is most of" in comparison
    lasts = f"the money lasts until {strained.case.month_name(int(single_run.at('runway', 0)))}."
    assert lasts in as_read(comparison)
    same = with_runway(futures, [single_run.at("runway", 0)] * COUNT)
    assert as_read(stress_words.single_run_comparison(same, single_run)).endswith(
        f"{lasts} In the median future it lasts as long, to within a month."
    )
    beyond = stress_words.single_run_comparison(
        with_runway(futures, [math.inf] * COUNT), single_run
    )
    assert "In the median future it lasts beyond Apr 2031." in as_read(beyond)


def test_receipts_and_spending_are_means_of_the_futures(case, futures):
    outlook = econ.run(
        case.scenario(), draws.sobol_draws(case.scenario(), COUNT), keep=["revenue", "net_burn"]
    )
    assert futures.received == pytest.approx(outlook["revenue"].cumsum(axis=1).mean(axis=0))
    assert futures.spent - futures.received == pytest.approx(
        outlook["net_burn"].cumsum(axis=1).mean(axis=0), abs=1e-9
    )


def test_whether_the_one_run_lasts_is_stated_beside_the_chance(strained_futures, strained_run):
    futures, single_run = strained_futures, strained_run
    assert stress_words.cash_out_answer(futures, futures, single_run, 48).endswith("it does not.")
    assert stress_words.cash_out_answer(futures, futures, single_run, 60).endswith("it does too.")


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
def test_an_invalid_number_of_futures_is_refused_in_one_sentence(count, seed):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  the message is checked below
        parse_futures(count, seed)
    sentence = str(refused.value)
    assert (
        sentence[0].isupper()
        and sentence.endswith(".")
        and len(sentence) < 200
        and "Traceback" not in sentence
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [("4096", 4096), (" 1,024 ", 1024), ("1e3", 1000), ("64.0", 64), (16384, 16384)],
)
def test_a_number_of_futures_may_be_written_in_any_usual_form(typed, read):
    assert parse_futures(typed, "7") == (read, 7)


@pytest.mark.parametrize(
    "months", [[math.inf] * 50, [0.0] * 50, [59.99] * 50, list(np.linspace(0.0, 60.0, 50)), [30.0]]
)
def test_the_figures_can_draw_any_distribution_of_runways(futures, months):
    changed = with_runway(futures, months)
    dots = futures_view.runway_dots_chart(changed, futures)
    table = dots.data.to_pandas()
    piled = table[table["kind"] == "dot"]
    assert len(piled) == survival.DOT_COUNT and not piled.duplicated(["month", "place"]).any()
    highest = dots.spec["layer"][2]["encoding"]["y"]["scale"]["domain"][1]
    assert piled["place"].max() <= highest
    curve = futures_view.survival_chart(changed, futures).data.to_pandas()
    assert len(curve) == futures.case.months + 1
    assert (curve["low"] <= curve["share"]).all() and (curve["share"] <= curve["high"]).all()
    assert (curve["below"] <= curve["baseline"]).all() and (
        curve["baseline"] <= curve["above"]
    ).all()


def test_the_data_of_a_figure_do_not_grow_with_the_number_of_futures(case):
    few, many = (survival.run_futures(case.scenario(), count) for count in (32, 256))
    for figure in (
        futures_view.cash_fan_chart,
        futures_view.survival_chart,
        futures_view.runway_dots_chart,
    ):
        small, large = figure(few, few), figure(many, many)
        assert abs(large.data.num_rows - small.data.num_rows) <= 2
        assert large.sentence.endswith(".") and "nan" not in large.sentence


def test_the_money_axis_covers_the_fan_and_zero(futures):
    low, high = futures_view.cash_fan_chart(futures, futures).spec["layer"][5]["encoding"]["y"][
        "scale"
    ]["domain"]
    assert low <= min(futures.fan.min(), futures.samples.min(), 0.0) and high >= max(
        futures.fan.max(), futures.samples.max(), 0.0
    )


def test_the_fan_is_finite_and_each_sample_path_has_every_month(futures):
    table = futures_view.cash_fan_chart(futures, futures).data.to_pandas()
    bands = table[table["series"].isna()]
    assert (
        len(bands) == futures.case.months
        and np.isfinite(bands[["p0", "p1", "p2", "p3", "p4", "baseline"]]).all().all()
    )
    paths = table.dropna(subset=["series"]).groupby("series")["path"]
    assert (paths.count() == futures.case.months).all() and len(paths) == len(survival.FAN_CHANCES)


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


def test_the_sentence_states_how_often_an_open_round_closes(case):
    """It also says that futures which run out before the round began with little cash, and they did."""
    april = case.scenario()
    rows = draws.sobol_draws(april, 512)
    futures = survival.run_drawn_futures(april, rows, 512)
    early = futures.runway < april.value("round_month.first")
    assert 0 < early.sum() < 100 and rows["initial_cash"][early].max() < np.median(
        rows["initial_cash"]
    )
    caption = stress_words.round_caption(futures)
    assert "begin with little cash" in caption
    closes = round(100 * futures.closing["first"])
    assert caption.endswith(
        f"Its chance of closing is drawn too. It closes in {closes} of 100 futures."
    )
    assumed = stress_words.round_caption(
        survival.run_futures(april.with_overrides({"round_status.first": 3.0}), COUNT)
    )
    assert assumed.endswith("The first round is only assumed, and every future counts on it.")
    without = case.scenario(overrides={"round_status.first": 0.0})
    assert stress_words.round_caption(survival.run_futures(without, COUNT)) == ""


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
