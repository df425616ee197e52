"""Sentences of the stress test: shares of futures, months, the one run, and the spread of headline figures."""

import dataclasses
import math
import re

import numpy as np
import pytest
from support.futures import COUNT, with_runway
from support.reading import as_read, sentences_of

import econ
from econ.risk import draws, survival
from econ.risk.survival import Spread, headline_spread
from econ.views.sentences import stress_words
from econ.views.sentences.stress_words import one_sided_text, spread_caption
from econ.words import Amount, amount_text

TWO_LINES = 210  # characters of an answer at most


def test_the_caption_names_every_headline_figure_and_the_place_of_the_run(case, april, spread):
    caption = spread_caption(spread, april, 11)
    assert caption.startswith(f"These are medians of {COUNT} futures")
    for key in case.story.headline:
        assert case.label_of(key) in caption
    assert "percentile" in caption and "nan" not in caption and "inf" not in caption


def test_a_run_off_the_middle_has_its_limits_named_and_one_in_the_middle_none(april, spread):
    off = one_sided_text(spread, april)
    place = spread.placement("revenue", april.case.months - 1, april)
    assert abs(place.percentile - 50.0) > 10.0 and "refused" in off and "power" in off
    value = april.at("revenue", april.case.months - 1)
    paths = {"revenue": np.full((4, april.case.months), value)}
    middle = one_sided_text(Spread(scenario=april.scenario, count=4, paths=paths), april)
    assert "percentile 50" in middle and "refused" not in middle


@pytest.mark.parametrize(
    ("preset", "changes", "binding", "free"),
    [
        ("april-2026", {"order_rule": 0}, ["users are refused"], ["power", "money"]),
        ("april-2026", {"round_amount.first": 20}, ["too little money", "users are refused"], []),
        ("november-2026", {"site_power": 0, "colocation_growth": 0}, ["too little power"], []),
    ],
)
def test_the_caption_names_the_limits_that_bind_and_no_other(case, preset, changes, binding, free):
    scenario = case.scenario(preset, overrides=changes)
    words = as_read(one_sided_text(headline_spread(scenario, 64), econ.run(scenario)))
    assert all(limit in words for limit in binding) and words.index(binding[0]) > 0
    assert not any(limit in words for limit in free)
    as_shipped = case.scenario(preset)
    shipped = as_read(one_sided_text(headline_spread(as_shipped, 64), econ.run(as_shipped)))
    assert words.split("Of the months")[1] != shipped.split("Of the months")[1]


def test_an_undefined_figure_is_said_to_be_undefined(case):
    nowhere = case.scenario(overrides={"latency_promise.chat": 1.0})
    caption = spread_caption(headline_spread(nowhere, 16), econ.run(nowhere), 11)
    assert "not defined" in caption and "nan" not in caption


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


def test_whether_the_one_run_lasts_is_stated_beside_the_chance(strained_futures, strained_run):
    futures, single_run = strained_futures, strained_run
    assert stress_words.cash_out_answer(futures, futures, single_run, 48).endswith("it does not.")
    assert stress_words.cash_out_answer(futures, futures, single_run, 60).endswith("it does too.")


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
