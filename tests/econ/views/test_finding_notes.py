"""Notes beside findings: other horizons, figures of an earlier model, and an outcome among its futures."""

import pytest
from support.reading import as_read

from econ.case.case import HORIZONS
from econ.decisions.value_by_horizon import value_by_horizon
from econ.views.sentences.finding_notes import horizon_note
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
