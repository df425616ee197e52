"""Signs that surprise: what `docs/doubts.md` says of them is what the model gives, in both presets."""

import re

import numpy as np
import pytest
from support.paths import ROOT

import econ
from econ.risk import draws

TEXT = (ROOT / "docs" / "doubts.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([^=`]+)=([^`]+)` \| ([\d.]+) \| ([\d.]+) \|", TEXT, re.MULTILINE)
PRESETS = ("april-2026", "november-2026")
STRESSES = {
    ("memory-cut-off", "april-2026"): 0.7,
    ("h200-allowed", "april-2026"): -1.8,
    ("card-glut", "april-2026"): -3.5,
    ("card-glut", "november-2026"): 2.1,
    ("put-exercised", "april-2026"): 3.5,
}


def value(case, preset="april-2026", changes=(), stresses=()):
    scenario = case.scenario(preset, overrides=dict(changes), stresses=stresses)
    return econ.run(scenario).at("plan_value", 0)


def test_the_values_unchanged_are_those_of_the_case(case):
    assert len(ROWS) == sum(line.startswith("| `") for line in TEXT.splitlines())
    april, november = (f"{value(case, preset):.3g}" for preset in PRESETS)
    assert f"unchanged they are {april} in April and {november} in November" in TEXT


@pytest.mark.parametrize(("key", "changed", "april", "november"), ROWS)
def test_each_change_is_worth_what_is_stated(case, key, changed, april, november):
    for preset, stated in zip(PRESETS, (april, november), strict=True):
        worth = f"{value(case, preset, {key: float(changed)}):#.3g}".removesuffix(".")
        assert worth == stated, preset


def test_brakes_cost_a_plan_that_lasts_what_is_stated(case):
    tight = {"delivery_delay.ascend_950dt": 12, "round_amount.first": 20}
    runs = [econ.run(case.scenario(overrides=tight | {"brakes": on})) for on in (0, 1)]
    assert all(run.at("runway", 0) == float("inf") for run in runs)
    worth = [f"{run.at('plan_value', 0):.3g}" for run in runs]
    assert f"is worth {worth[0]} bn yuan without brakes and {worth[1]} with them" in TEXT


@pytest.mark.parametrize(("stress", "preset"), STRESSES)
def test_each_stress_moves_the_value_by_what_is_stated(case, stress, preset):
    moved = value(case, preset, stresses=(stress,)) - value(case, preset)
    stated = STRESSES[stress, preset]
    assert round(moved, 1) == stated and f"{abs(stated)}" in TEXT


FUTURES = 512


def test_the_chip_is_worth_in_the_futures_what_is_stated(case):
    """Three tenths of the mean of the futures or more, and less than a twentieth of the one run, where nothing surprises."""
    delay, share = "delivery_delay.ascend_950dt", "share_of_output.ascend_950dt"
    worth, year = [], []
    for preset in PRESETS:
        scenario = case.scenario(preset)
        rows = draws.sobol_draws(scenario, FUTURES)

        def mean(changes, rows=rows, scenario=scenario):
            changed = {key: np.full(FUTURES, number) for key, number in changes.items()}
            return econ.run(scenario, rows | changed, keep=("plan_value",))["plan_value"].mean()

        worth.append(mean({}) - mean({share: 0.0}))
        assert worth[-1] > 0.3 * mean({})
        year.append(mean({delay: 0.0}) - mean({delay: 12.0}))
        one_run = value(case, preset) - value(case, preset, {share: 0.0})
        assert 0.0 < one_run < 0.05 * value(case, preset)
    text = " ".join(TEXT.split())
    assert f"falls by {worth[0]:.0f} bn yuan in April without the chip" in text
    assert f"and by {worth[1]:.0f} in November" in text
    assert f"A year of delay costs {year[0]:.0f} and {year[1]:.0f}." in text
