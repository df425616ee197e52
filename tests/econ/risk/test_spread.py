"""The spread of headline figures: medians and percentiles of the one run among its futures."""

import math

import numpy as np
import pytest
from support.futures import COUNT
from support.reading import as_read

import econ
from econ.risk.outcomes import Outcome, standard_outcomes
from econ.risk.survival import (
    Spread,
    headline_spread,
    median_of_runways,
    months_limited,
    run_futures,
)
from econ.views.sentences.finding_notes import outcome_in_futures
from econ.views.sentences.stress_words import one_sided_text, spread_caption
from econ.words import Amount, amount_text


def drawn(april, values):
    paths = {"gross_margin": np.repeat(np.array(values)[:, None], april.case.months, axis=1)}
    return Spread(scenario=april.scenario, count=len(values), paths=paths)


@pytest.mark.parametrize(
    ("others", "percentile", "equal"),
    [
        ([-1.0, -1.0, -1.0, 1.0], 75.0, 0.0),
        ([1.0, 1.0], 0.0, 0.0),
        ([0.0, 0.0, 0.0, 0.0], 50.0, 1.0),
        ([-1.0, 0.0, 0.0, 1.0], 50.0, 0.5),
    ],
)
def test_a_percentile_counts_lower_futures_and_half_of_the_equal_ones(
    april, others, percentile, equal
):
    """`others` are the futures less the one run."""
    value = april.at("gross_margin", 11)
    place = drawn(april, [value + other for other in others]).placement("gross_margin", 11, april)
    assert place.percentile == pytest.approx(percentile) and place.equal == equal
    assert place.value == value and place.undefined == 0


def test_futures_without_the_figure_are_left_out_and_counted(april):
    value = april.at("gross_margin", 11)
    place = drawn(april, [math.nan, value + 1.0, math.nan, value - 1.0]).placement(
        "gross_margin", 11, april
    )
    assert place.undefined == 2 and place.percentile == 50.0
    nowhere = drawn(april, [math.nan]).placement("gross_margin", 11, april)
    assert math.isnan(nowhere.median)


def test_the_run_on_every_base_lies_where_its_draws_say(case, april, spread):
    for key in case.story.headline:
        paths, value = spread.paths[key], april.at(key, 20)
        place = spread.placement(key, 20, april)
        assert place.below == np.mean(paths[:, 20] < value)
        assert np.mean(paths[:, 20] <= place.median) >= 0.5 >= np.mean(paths[:, 20] < place.median)


def test_survival_is_that_of_the_stress_test_on_the_same_draws(case, spread):
    assert np.array_equal(spread.survival(), run_futures(case.scenario(), COUNT).survival)


def test_the_median_runway_is_that_of_the_futures_whose_cash_is_defined(april):
    def median(months):
        paths = {"runway": np.repeat(np.array(months)[:, None], april.case.months, axis=1)}
        spread = Spread(scenario=april.scenario, count=len(months), paths=paths)
        return median_of_runways(spread.runways)

    assert median([3.0, math.nan, 5.0, 40.0]) == 5.0
    assert median([3.0, math.inf, math.inf]) == math.inf
    assert math.isnan(median([math.nan]))


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


def test_a_limit_binds_in_the_months_in_which_it_changes_what_happens(case):
    """By hand on the one run: users that go away, orders below what is required or paid for, and a lead above nothing."""
    scenario = case.scenario("november-2026")
    outlook, tiers = econ.run(scenario), case.elements["tier"]
    wanted, served = (
        sum(outlook[f"{name}.{tier}"][0] for tier in tiers) for name in ("demand", "served_tokens")
    )
    limits = months_limited(outlook)
    assert limits["refused"] == np.mean(1.0 - served / wanted > 0.01)
    assert limits["copied"] == np.mean(outlook["lead"][0] < outlook["release_gap"][0])
    richer = econ.run(scenario.with_overrides({"initial_cash": 500.0}))
    assert limits["no-money"] > 0.0 == months_limited(richer)["no-money"]
    assert limits["no-power"] > 0.0
    nothing = Spread(scenario=scenario, count=4, paths={"revenue": np.zeros((4, case.months))})
    assert "No limit on users, orders or a lead over rivals binds" in one_sided_text(
        nothing, outlook
    )


def test_an_undefined_figure_is_said_to_be_undefined(case):
    nowhere = case.scenario(overrides={"latency_promise.chat": 1.0})
    caption = spread_caption(headline_spread(nowhere, 16), econ.run(nowhere), 11)
    assert "not defined" in caption and "nan" not in caption


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_every_outcome_is_told_beside_its_median_and_range_over_the_futures(case, preset):
    scenario = case.scenario(preset)
    spread, outlook = headline_spread(scenario, 64), econ.run(scenario)
    for outcome in standard_outcomes(scenario):
        month = case.months - 1 if outcome.month is None else outcome.month
        place = spread.placement(outcome.key, month, outlook)
        drawn = spread.paths[outcome.key][:, month]
        assert place.low <= place.median <= place.high
        assert np.mean(drawn[~np.isnan(drawn)] < place.low) <= 0.1
        words = as_read(outcome_in_futures(spread, outcome, outlook))
        assert f"percentile {round(place.percentile)}." in words and "64 futures" in words
        value = as_read(amount_text(Amount(value=place.value, unit=outcome.unit)))
        assert f"{outcome.name} is {value} in this scenario" in words


def test_undefined_futures_are_counted(case, april):
    price = Outcome(name="Price", key="output_price.pro", unit="yuan/Mtok", month=3)
    paths = {"output_price.pro": np.full((3, case.months), np.nan)}
    paths["output_price.pro"][0] = 9.0
    spread = Spread(scenario=april.scenario, count=3, paths=paths)
    assert "undefined in 2 of the futures" in outcome_in_futures(spread, price, april)
