"""The horizon: the months of a shorter plan are those of a longer one, and a scenario takes its horizon with it."""

import re

import numpy as np
import pytest
from support.paths import ROOT
from support.strategies import box

import econ
from econ.case.case import HORIZONS, parse
from econ.case.scenario import from_toml, of_length
from econ.decisions.long_runway import runway_on_longest_horizon

FIRST_YEAR = "final_frontier_first_year"  # it is over within every horizon
SHORT_OF_MONEY = {"round_amount.first": 20.0, "trend_growth": 0.04}


def reads_the_last_month(case, name):
    """Whether a quantity depends on the last month of the plan, itself or through a cause."""
    model, seen, names = case.model, set(), [name]
    while names:
        current = names.pop()
        if current.startswith("final_") and current != FIRST_YEAR:
            return True
        if current in model.quantities and current not in seen:
            seen.add(current)
            names += [
                re.sub("^(opening|past)_", "", cause) for cause in model.quantities[current].causes
            ]
    return False


def months_of(values, count):
    """The first months of an array that has all of them, or one for all."""
    return values[:count] if len(values) > 1 else values


@pytest.mark.parametrize("months", [36, 84, 120])
@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_the_months_that_two_horizons_share_are_the_same(case, preset, months):
    scenario = case.scenario(preset)
    rows = box(case, seed=months, draws=16)
    usual, other = (econ.run(s, rows) for s in (scenario, scenario.with_horizon(months)))
    shared = min(months, case.months)
    assert other["cash"].shape == (16, months)
    independent = [name for name in case.model.quantities if not reads_the_last_month(case, name)]
    assert {"cash", "fill_rate", "serving_cost"} <= set(independent)
    for name in independent:
        of_usual, of_other = (months_of(o.values[name], shared) for o in (usual, other))
        assert np.array_equal(of_usual, of_other, equal_nan=True), name


def test_another_horizon_is_the_file_with_another_number(case):
    text = (ROOT / "assumptions.toml").read_text("utf-8")
    file = parse(re.sub("(?m)^months = 60$", "months = 84", text))
    longer = case.with_horizon(84)
    assert longer == file and longer.own_months == 60 and file.own_months == 84
    for key in ("cash", "runway", "brake_month"):
        assert np.array_equal(
            econ.run(longer.scenario())[key], econ.run(file.scenario())[key], equal_nan=True
        )


def test_the_horizons_to_choose_from_hold_that_of_the_file(case):
    assert case.horizons == HORIZONS and case.with_horizon(84).horizons == HORIZONS
    assert case.with_horizon(60) is case
    with pytest.raises(ValueError, match="12 to 120 months, not 240"):
        case.with_horizon(240)


@pytest.mark.parametrize(
    ("months", "expected"), [(2, (1.0, 2.0)), (3, (1.0, 2.0, 3.0)), (5, (1.0, 2.0, 3.0, 3.0, 3.0))]
)
def test_a_path_is_cut_off_or_goes_on_at_its_last_value(months, expected):
    assert of_length((1.0, 2.0, 3.0), months) == expected
    assert of_length(7.0, months) == 7.0


def test_a_scenario_takes_its_changes_to_another_horizon(case):
    path = tuple(float(month) for month in range(case.months))
    scenario = case.scenario(overrides={"demand.pro": path, "trend_growth": 0.05})
    longer = scenario.with_horizon(84)
    assert longer.case.months == 84
    assert dict(longer.overrides)["demand.pro"] == path + (59.0,) * 24
    assert dict(longer.overrides)["trend_growth"] == 0.05


def test_a_scenario_file_carries_the_horizon_and_one_without_it_has_that_of_the_case(case):
    longer = case.scenario(overrides={"trend_growth": 0.05}).with_horizon(84)
    again, notices = from_toml(case, longer.to_toml())
    assert again == longer and not notices
    usual = case.scenario(overrides={"trend_growth": 0.05})
    assert "months" not in usual.to_toml()
    assert from_toml(case.with_horizon(120), usual.to_toml())[0] == usual
    for wrong in ("61", "true", '"84"'):
        with pytest.raises(econ.AssumptionError, match="months must be one of 36, 60, 84, 120"):
            from_toml(case, re.sub("months = 84", f"months = {wrong}", longer.to_toml()))


def test_a_runway_beyond_the_horizon_is_found_on_the_longest_one(case):
    """Money that lasts 60 months and ends within 120 is beyond the horizon of the first and not of the second."""
    poor = econ.run(case.scenario(overrides=SHORT_OF_MONEY))
    months = runway_on_longest_horizon(poor)
    over_120 = econ.run(poor.scenario.with_horizon(120))
    assert months == over_120.at("runway", 0)
    short = poor.scenario.with_horizon(36)
    assert runway_on_longest_horizon(econ.run(short)) == months
