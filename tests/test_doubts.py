"""Signs that surprise: what `docs/doubts.md` says of them is what the model gives."""

import re

import pytest
from support.paths import ROOT

import econ

TEXT = (ROOT / "docs" / "doubts.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([^=`]+)=([^`]+)` \| ([\d.]+) \|", TEXT, re.MULTILINE)
STRESSES = {"memory-cut-off": 0.5, "h200-allowed": -1.0, "put-exercised": 1.7}


def value(case, changes=(), stresses=()):
    return econ.run(case.scenario(overrides=dict(changes), stresses=stresses)).at("plan_value", 0)


def test_the_value_unchanged_is_that_of_the_case(case):
    assert len(ROWS) == 10
    assert f"unchanged it is {value(case):.3g}" in TEXT


@pytest.mark.parametrize(("key", "changed", "stated"), ROWS)
def test_each_change_is_worth_what_is_stated(case, key, changed, stated):
    assert f"{value(case, {key: float(changed)}):.3g}" == stated


@pytest.mark.parametrize("stress", STRESSES)
def test_each_stress_moves_the_value_by_what_is_stated(case, stress):
    moved = value(case, stresses=(stress,)) - value(case)
    assert round(moved, 1) == STRESSES[stress] and f"{abs(STRESSES[stress])}" in TEXT
