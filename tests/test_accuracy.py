"""How right it is: what the README and `docs/accuracy.md` say of errors, identities and futures is what the model gives."""

import collections
import re

import numpy as np
import pytest
from support.paths import ROOT
from support.reading import as_read

import econ
from econ.accounts.identities import IDENTITIES
from econ.risk import survival
from econ.risk.outcomes import outcome_by_name
from econ.roofline import error_ranges, fit, measurements, prediction
from econ.roofline.production_day import recomputed_figures
from econ.views import validation

README, PAGE = (
    " ".join((ROOT / path).read_text("utf-8").split()) for path in ("README.md", "docs/accuracy.md")
)
FUTURES = 1_024  # a quarter of those of the page, which says a share within two in a hundred


def sizes(case, points):
    """The sizes of the errors at some points, in per cent."""
    errors = prediction.prediction_errors(points, prediction.predict(case.scenario(), points))
    return np.abs(errors) * 100.0


@pytest.fixture(scope="module")
def fitted(case):
    """The measurements in the fit: of decode and of prefill."""
    return measurements.fitted_measurements(case)


def test_errors_of_the_points_in_the_fit(case, fitted):
    decode, prefill = (sizes(case, points) for points in fitted)
    assert f"{len(decode) + len(prefill)} published points" in README
    for text in (README, PAGE):
        assert f"fitted to the {len(decode) + len(prefill)} published points" in PAGE
        assert f"{decode.mean():.1f} %" in text and f"{prefill.mean():.1f} %" in text
        assert f"{decode.max():.0f} %" in text
    means = f"{decode.mean():.1f} % for decode and {prefill.mean():.1f} % for prefill"
    assert means in README
    row = "| {}, in the fit | {} | {:.1f} % | {:.0f} % |"
    assert row.format("decode", len(decode), decode.mean(), decode.max()) in PAGE
    assert row.format("prefill", len(prefill), prefill.mean(), prefill.max()) in PAGE


def test_errors_of_points_and_platforms_left_out_of_the_fit(case, fitted):
    unseen = np.abs(fit.cross_validated_errors(case, *fitted)).mean() * 100.0
    assert f"| decode, unseen in five folds | {len(fitted[0].names)} | {unseen:.1f} % |" in PAGE
    decode = [
        np.abs(errors).mean() * 100.0
        for errors in fit.errors_without_platform(case, *fitted).values()
    ]
    assert f"for decode is {min(decode):.0f} to {max(decode):.0f} %" in PAGE


def test_errors_of_points_that_are_not_used_in_the_fit(case):
    files = (
        measurements.unseen_decode,
        measurements.decode_in_other_formats,
        measurements.unseen_prefill,
    )
    errors = np.concatenate([sizes(case, points(case)) for points in files])
    half, worst = f"{np.median(errors):.1f} %", f"{errors.max():.0f} %"
    assert f"further {len(errors)} published points" in PAGE
    assert f"an error of at most {half}" in PAGE and f"vLLM kernels, has {worst}" in PAGE
    outside = (
        f"Of {len(errors)} points outside the fit, half are within {half}. One is {worst} off."
    )
    assert outside in README


def test_the_production_day_and_the_largest_miss_of_a_claim(case):
    figures = recomputed_figures(case)
    assert all(abs(figure.error) < 0.0015 for figure in figures if not figure.from_model)
    output, uncached = (-figure.error * 100.0 for figure in figures if figure.from_model)
    assert f"{output:.0f} % less output and {uncached:.0f} % less input" in PAGE
    table = validation.claim_table(case.scenario())
    pairs = table[["published", "computed"]].replace("not defined", np.nan)
    ratios = pairs["computed"].map(number) / pairs["published"].map(number)
    assert round(float(np.nanmax(np.maximum(ratios, 1.0 / ratios)))) == 6


def number(cell):
    """The number of a cell, without separators."""
    return float(str(cell).replace(",", ""))


def test_a_token_of_both_models_beside_the_older_one(case):
    table = validation.predecessor_table(case)
    rows = table[table["context, tokens"] == "1,048,576"].set_index("model")
    for model, published in (("V4-Pro", (27, 10)), ("V4-Flash", (10, 7))):
        own = [
            as_read(rows.loc[model, name]).removesuffix(" %") for name in ("arithmetic", "cache")
        ]
        assert f"| {model} | {own[0]} | {published[0]} | {own[1]} | {published[1]} |" in PAGE


def test_ranges_of_costs(case, april):
    widths = {
        f"±{round((case.beliefs[key].high - 1.0) * 100)} %"
        for key in case.beliefs
        if key.startswith(("decode_error.", "prefill_error."))
    }
    assert widths and all(f"| {width} |" in PAGE for width in widths)
    key = "platform_serving_cost.ascend_950dt.pro"
    factors = error_ranges.cost_range_factors(april, error_ranges.OUTPUT, "ascend_950dt")
    cost, low, high = (f"{april.at(key, 11) * factor:.2f}" for factor in (1.0, *factors))
    assert f"cost {cost} yuan in April 2027. The range is {low} to {high} yuan." in PAGE


def test_the_number_of_identities_and_of_judgements(case):
    assert "Thirty-seven identities" in PAGE and len(IDENTITIES) == 37
    bases = collections.Counter(
        case.belief(key, "april-2026").basis for key in case.keys() if key in case.beliefs
    )
    assert f"{bases['judgement']} of {bases.total():,} stated values" in README


def test_what_became_of_the_promise_is_what_the_case_says(case):
    assert f"The actual {case.story.outcome.removeprefix('the ')}." in README
    judged = {
        case.belief(f"{name}.pro", "april-2026").basis
        for name in ("reference_spend", "initial_adopted_demand")
    }
    assert judged == {"judgement"}


def test_how_long_cash_lasts_in_many_futures(case):
    futures = survival.run_futures(case.scenario("april-2026"), FUTURES)
    shares = 100.0 * futures.survival
    for months, stated, end in ((36, 73, "April 2029"), (60, 51, "April 2031")):
        assert abs(shares[months] - stated) <= 2.0
        assert re.search(rf"In {stated} of 100 .{{0,60}} {end}\.", PAGE)
        assert case.month_name(months - 1) == f"{end[:3]}{end[-5:]}"
    assert "In 51 of 100 on *Many futures* cash lasts until April 2031." in README
    failing = 100.0 * (1.0 - futures.closing[case.story.round])
    assert abs(failing - 18) <= 1.0 and "In 18 of 100 futures the reported round" in PAGE


def test_the_value_of_the_plan_and_its_median(case):
    scenario = case.scenario("april-2026")
    outcome = outcome_by_name(scenario, "Value of the plan")
    spread = survival.headline_spread(scenario)
    place = spread.placement(outcome.key, case.months - 1, econ.run(scenario))
    value, median = (
        f"{amount:.1f} bn yuan".replace("-", "−") for amount in (place.value, place.median)
    )
    assert f"the value of the plan at {value}" in README
    assert f"the median of {spread.count} futures is far lower, at {median}" in README
    assert f"The value of the plan is {value} in the one run." in PAGE
    rest = f"it is {median}. The one run is at percentile {place.percentile:.0f}."
    assert f"In the median of {spread.count} futures {rest}" in PAGE
