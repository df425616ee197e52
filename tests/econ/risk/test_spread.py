"""The spread of headline figures: medians and percentiles of the one run among its futures."""

import math

import numpy as np
import pytest
from support.futures import COUNT

import econ
from econ.risk.survival import Spread, median_of_runways, months_limited, run_futures
from econ.views.sentences.stress_words import one_sided_text


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
