"""Scores of the first view against the record: proper scores, naive forecasts, and the promise as an event."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from support.futures import RECORD_COUNT as COUNT

import econ
from econ.case.file.schema import PROMISE_OUTCOMES
from econ.risk import record_scores
from econ.risk.record_scores import (
    LAST_TREND,
    NAIVE_FORECASTS,
    NO_CHANGE,
    RecordFutures,
    brier_score,
    modelled_values,
    promise_rows,
    promise_states,
    record_futures,
    scores,
)
from econ.units import shown_step
from econ.views import record
from econ.views.sentences import evidence_words
from econ.words import Amount, amount_text

TIER = "pro"
CHANCES = ("promise_early_chance", "promise_late_chance", "promise_never_chance")
EARLY, ON_TIME, LATE, NEVER = range(len(PROMISE_OUTCOMES))


@pytest.fixture(scope="module")
def november(case):
    return econ.run(case.scenario("november-2026"))


@pytest.fixture(scope="module")
def futures(futures_of_record):
    """Return the futures beside the record, and not those of survival."""
    return futures_of_record


def number_score(drawn, published, points=(1.0, 1.0, 1.0), is_money=True):
    rows = {"trend_growth": np.arange(float(len(drawn)))}
    effects = {"revenue": dict.fromkeys(rows, math.inf)}
    none = RecordFutures(rows=rows, outlook=None, first_effects=effects)
    naive = dict(zip(NAIVE_FORECASTS, points, strict=True))
    return record_scores._number_score(
        none,
        "",
        "bn yuan",
        ("revenue", 0),
        (published, published),
        lambda _: np.array(drawn),
        naive,
        is_money,
    )


@given(value=st.floats(0.1, 10.0), forecast=st.floats(0.1, 10.0))
def test_a_certain_forecast_is_scored_by_its_distance_on_the_log_scale(value, forecast):
    score = number_score([forecast] * 8, value, (forecast,) * 3)
    distance = abs(np.log(forecast / value))
    assert score.score == pytest.approx(distance, abs=1e-9)
    assert list(score.naive.values()) == pytest.approx([distance] * 3)
    assert not any(score.score < other for other in score.naive.values()) or score.score < distance


def test_the_score_of_a_normal_forecast_is_its_closed_form():
    """CRPS of N(m, s) at x: s (z (2 Φ(z) − 1) + 2 φ(z) − 1/√π), by Gneiting and Raftery."""
    spread, value = 0.5, 0.3
    drawn = stats.norm.ppf((np.arange(4000) + 0.5) / 4000) * spread
    z = value / spread
    closed = spread * (
        z * (2.0 * stats.norm.cdf(z) - 1.0) + 2.0 * stats.norm.pdf(z) - 1.0 / np.sqrt(np.pi)
    )
    assert number_score(drawn, value, is_money=False).score == pytest.approx(closed, rel=5e-3)


def test_the_forecast_that_is_true_has_the_best_score_on_average():
    random = np.random.default_rng(4)
    outcomes = np.exp(random.normal(size=200))
    by_spread = [
        np.mean(
            [
                number_score(np.exp(spread * random.normal(size=200)), outcome).score
                for outcome in outcomes
            ]
        )
        for spread in (0.2, 1.0, 4.0)
    ]
    assert by_spread[1] < min(by_spread[0], by_spread[2])


@given(st.lists(st.floats(0.01, 1.0), min_size=4, max_size=4), st.integers(0, 3))
def test_the_brier_score_is_zero_for_the_certain_and_right_and_one_for_the_certain_and_wrong(
    weights, came
):
    chances = np.array(weights) / sum(weights)
    assert 0.0 <= brier_score(chances, came) <= 1.0
    assert brier_score(np.eye(4)[came], came) == 0.0
    assert brier_score(np.eye(4)[(came + 1) % 4], came) == 1.0


def test_what_becomes_of_the_promise_is_drawn_as_often_as_is_believed(case):
    """With supply that lands at once and on time, each state is drawn with its chance."""
    chances = dict(zip(CHANCES, (0.2, 0.3, 0.1), strict=True))
    scenario = case.scenario(overrides=chances)
    rows = promise_rows(scenario, 4096)
    by_date = rows[f"cut_rule.{TIER}"] == 0.0
    never = rows[f"cut_depth.{TIER}"] == 0.0
    due = scenario.value("promised_by")
    early = by_date & (rows[f"cut_month.{TIER}"] < due)
    assert np.mean(early) == pytest.approx(0.2, abs=0.03)
    assert np.mean(by_date & ~early) == pytest.approx(0.3, abs=0.03)
    assert np.mean(never) == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"cut_rule.pro": 0, "cut_month.pro": 2}, EARLY),
        ({"cut_rule.pro": 1, "delivery_delay.ascend_950dt": 0}, ON_TIME),
        ({"cut_rule.pro": 1, "delivery_delay.ascend_950dt": 12}, LATE),
        ({"cut_rule.pro": 0, "cut_month.pro": 20}, LATE),
        ({"cut_depth.pro": 0.0}, NEVER),
    ],
)
def test_a_cut_is_early_before_supply_on_time_by_the_promised_month_and_late_after_it(
    case, changes, state
):
    outlook = econ.run(case.scenario(overrides=changes))
    assert promise_states(outlook).tolist() == [state]


def test_where_no_cut_was_promised_no_promise_is_drawn(case):
    assert promise_rows(case.scenario(overrides={"cut_promised.pro": 0}), COUNT) == {}


def test_states_are_exclusive_and_exhaustive(futures):
    states = promise_states(futures.outlook)
    assert set(states) == set(range(len(PROMISE_OUTCOMES))) and len(states) == COUNT


def test_each_published_figure_the_list_and_the_promise_have_a_score(case, scored, november):
    names = [score.what for score in scored]
    assert names[: len(case.reported)] == [figure.what for figure in case.reported.values()]
    assert sum("List of" in name for name in names) == 3 and "promised cut" in names[-1]
    for score in scored:
        assert score.score >= 0.0 and {*score.naive, LAST_TREND} == set(NAIVE_FORECASTS)
        assert 0.0 <= score.percentile <= 100.0
    prices = [score for score in scored if "List of" in score.what]
    assert [score.low for score in prices] == [
        november.at("output_price.pro", month) for month in case.story.scored_months
    ]


def test_the_one_run_of_a_figure_is_that_of_the_page(case, april, november):
    figure = case.reported["half"]
    month = case.month_of(figure.month)
    both = [modelled_values(outlook, figure, month) for outlook in (april, november)]
    assert [value[0] for value in both] == [
        record.modelled_value(outlook, figure, month) for outlook in (april, november)
    ]
    opening = april.at("initial_revenue", 0)
    assert both[0][0] == pytest.approx(4.0 * opening + april["revenue"][0, : month + 1].sum())


def test_what_it_would_have_taken_is_what_the_nearest_futures_have_in_common(april):
    """A figure that only demand growth moves: the nearest futures have the growth that meets it, and nothing else stands out."""
    random = np.random.default_rng(1)
    count = 1000
    rows = {"trend_growth": random.random(count), "pay_growth": random.random(count)}
    effects = {"revenue": dict.fromkeys(rows, 0.0)}
    futures = RecordFutures(rows=rows, outlook=april, first_effects=effects)
    (departure,) = record_scores._departures(
        futures,
        np.abs(rows["trend_growth"] - 0.9),
        ("revenue", 3),
        lambda runs: runs["revenue"][:, 3],
    )
    assert departure.key == "trend_growth"
    assert departure.nearest == pytest.approx(0.9, abs=0.03)
    assert departure.believed == pytest.approx(0.5, abs=0.05)
    assert departure.effect > 0.0


def test_a_cause_that_is_named_moves_the_outcome_where_it_alone_is_as_believed(
    case, scored, futures
):
    """The chip that lands later learns nothing by November, and a fleet that is as believed sells less."""
    effects = {}
    for score in scored:
        named = record.causes_of(score)
        step = shown_step(score.low, score.unit)
        assert len(named) <= record.CAUSES_NAMED and all(abs(d.effect) >= step for d in named)
        effects |= {(score.what, departure.key): departure.effect for departure in score.took}
        words = record.what_it_took(case, [score])
        for departure in set(score.took) - set(named):
            assert f"{case.label_of(departure.key)} at" not in words
    (learning,) = (
        effect for (_, key), effect in effects.items() if key == "learning_rate.ascend_950dt"
    )
    assert abs(learning) < 0.001
    july = next(score for score in scored if "mid-July" in score.what and not score.is_event)
    fleet = next(d for d in july.took if d.key == "initial_fleet.ascend_910c")
    distances = np.abs(
        np.log(futures.outlook["revenue"][:, july.month] / (july.low * july.high) ** 0.5)
    )
    nearest = np.argsort(distances, kind="stable")[: int(record_scores.NEAREST * COUNT)]
    places = np.linspace(0, len(nearest) - 1, record_scores.FUTURES_UNDONE).round().astype(int)
    rows = {key: row[nearest[places]] for key, row in futures.rows.items()}
    believed = np.quantile(futures.rows[fleet.key], 0.5, method="nearest")
    undone = rows | {fleet.key: np.full(len(places), believed)}
    own, less = (
        econ.run(futures.outlook.scenario, drawn, keep=["revenue"])["revenue"][:, july.month].mean()
        for drawn in (rows, undone)
    )
    assert fleet.effect == pytest.approx(own - less) and fleet.effect > 0.0


def test_what_it_would_have_taken_leaves_out_what_has_no_effect_by_then(case, scored):
    """Lives of old cards are drawn together; one whose end lies beyond the published month is no explanation."""
    month_of_effect = record_futures(case, 64).first_effects
    for score in scored:
        for departure in score.took:
            assert any(first[departure.key] <= score.month for first in month_of_effect.values())
    revenue = month_of_effect["revenue"]
    assert revenue["trend_growth"] == 0.0
    assert revenue["service_life.h200"] > 5.0


def test_no_change_carries_on_the_month_before_the_plan_and_not_its_first(case, april, scored):
    """The first month of the plan is forecast already."""
    july = case.reported["july"]
    score = next(score for score in scored if score.what == july.what)
    value = np.sqrt(score.low * score.high)
    opening = april.at("initial_revenue", 0)
    assert score.naive[NO_CHANGE] == pytest.approx(abs(np.log(opening / value)), rel=1e-9)
    assert opening != april.at("revenue", 0)


def test_a_trend_that_nothing_is_known_of_is_absent_and_no_copy_of_no_change(case, scored):
    table = record.score_table(scored).set_index("what")
    trends = [score for score in scored if LAST_TREND in score.naive]
    assert 0 < len(trends) < len(scored)
    for score in trends:
        assert score.naive[LAST_TREND] != score.naive[NO_CHANGE], score.what
    for score in scored:
        is_absent = table.loc[score.what, LAST_TREND] == "no earlier figure"
        assert is_absent == (LAST_TREND not in score.naive)
    assert {score.unit for score in trends} <= {"bn yuan", "bn yuan/month", "share"}
    assert [score.what for score in trends if score.unit == "share"] == [scored[-1].what]
    words = evidence_words.score_sentence(scored)
    better = sum(score.score < score.naive[LAST_TREND] for score in trends)
    assert f"“last trend” in {better} of the {len(trends)} that have one" in words


def test_a_trend_over_several_months_grows_in_each_of_them(case, april):
    figure = case.reported["half"]
    month, growth = case.month_of(figure.month), april.at("growth_rate", 0)
    opening = april.at("initial_revenue", 0)
    by_hand = 4.0 * opening + sum(opening * math.exp(growth * (m + 1)) for m in range(month + 1))
    assert record_scores._trend(april, figure, month) == pytest.approx(by_hand)


def test_the_other_company_is_scored_by_what_it_has(root):
    other = econ.load(root / "cases" / "zhipu" / "assumptions.toml")
    then, now = (
        econ.run(other.scenario(preset))
        for preset in (other.default_preset, list(other.presets)[-1])
    )
    scored = scores(record_futures(other, 64), then, now)
    assert all("promised" not in score.what for score in scored)
    assert scored or not other.reported


def test_the_share_of_futures_that_meet_what_was_fitted_has_risen(case):
    """Of the November futures that were first drawn 4.6 per cent met both run-rates."""
    shares = record_scores.shares_meeting(case, 2048)
    assert 0.046 < shares.fitted < 1.0
    written = amount_text(Amount(value=shares.fitted, unit="share"))
    assert f" {written} of its futures" in evidence_words.fitted_sentence(case, shares)
    nothing = record_scores.SharesMeeting(fitted=math.nan, with_others=math.nan, others=())
    assert evidence_words.fitted_sentence(case, nothing) == ""
