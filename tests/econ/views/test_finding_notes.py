"""Notes beside findings: other horizons, figures of an earlier model, and an outcome among its futures."""

import numpy as np
import pytest
from support.reading import as_read

import econ
from econ.case.case import HORIZONS
from econ.decisions.value_by_horizon import value_by_horizon
from econ.headlines import HeadlineFigures
from econ.risk.outcomes import Outcome, standard_outcomes
from econ.risk.survival import Spread, headline_spread
from econ.views.sentences import answers, finding_notes
from econ.views.sentences.finding_notes import horizon_note, outcome_in_futures
from econ.words import Amount, amount_text


def test_the_value_of_the_plan_is_told_for_every_horizon_with_what_comes_after_it(case):
    scenario = case.scenario(overrides={"terminal_multiple": 4.0})
    values = value_by_horizon(scenario)
    assert [value.months for value in values] == list(HORIZONS)
    nothing = value_by_horizon(scenario.with_overrides({"terminal_multiple": 0.0}))
    for value, without in zip(values, nothing, strict=True):
        before_the_end = value.value - value.after
        assert before_the_end == pytest.approx(without.value - without.after, rel=1e-12)
        assert value.after > without.after, "the fleet alone, without the business"
    note = as_read(horizon_note(values, scenario))
    own = next(value for value in values if value.months == case.months)
    worth, rest = (
        as_read(amount_text(Amount(value=value, unit="bn yuan")))
        for value in (own.value, own.value - own.after)
    )
    assert f"Over 60 months it is {worth}." in note and "4 times the gross profit" in note
    assert f"Without it the plan is worth {rest}." in note


def test_a_notice_has_every_figure_that_differs_the_runway_first(case, april):
    values = {"gross_margin": 0.5, "fill_rate.pro": april.at("fill_rate.pro", 20), "runway": 51.9}
    then = HeadlineFigures(month=20, values=values)
    sentence = finding_notes.figures_then_and_now(april, "an earlier model", then)
    margin = answers.headline_value(case, "gross_margin", april.at("gross_margin", 20))
    assert as_read(sentence) == (
        "This link was made with an earlier model. "
        f"These figures of {case.month_name(20)} had other values then. "
        f"{case.label_of('runway')} was 51.9 months and is > 60 months now. "
        f"Gross margin was 50 % and is {margin} now."
    )
    same = HeadlineFigures(month=20, values={"runway": april.at("runway", 20)})
    assert as_read(finding_notes.figures_then_and_now(april, "an earlier model", same)) == (
        "This link was made with an earlier model. Its figures are the same now."
    )


def test_without_recorded_figures_the_notice_says_so_and_no_more(april):
    sentence = finding_notes.figures_then_and_now(april, "another model", None)
    assert as_read(sentence) == (
        "This link was made with another model. The figures of that time were not recorded in the link."
    )


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
