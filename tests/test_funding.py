"""Runway under every name, the checks panel, and peers."""

import dataclasses

import numpy as np
import pytest
from strategies import box

import econ
from econ import checks, funding_tables
from econ.outlook import Outlook
from econ.runways import runway


@pytest.mark.parametrize("seed", range(3))
def test_the_models_runways_are_those_of_the_functions(case, seed):
    rows = box(case, seed, 100)
    o = econ.run(case.scenario(), rows)
    path = np.concatenate([o["initial_cash"][:, :1], o["cash"]], axis=1)
    headroom = np.concatenate([o["initial_cash_headroom"][:, :1], o["cash_headroom"]], axis=1)
    assert o["runway"][:, 0] == pytest.approx(runway("zero-cash", cash=path))
    assert o["covenant_runway"][:, 0] == pytest.approx(runway("covenant", cash=headroom))
    late = np.maximum(runway("covenant", cash=headroom) - rows["raising_lead"], 0.0)
    assert o["decision_runway"][:, 0] == pytest.approx(late)


def test_cash_without_new_equity_is_what_a_world_without_rounds_would_have(case):
    given = {"interest_rate": 0.0, "research_cash_cover": 0.0}
    given = {key: value for key, value in given.items() if key in case.values}
    none = econ.run(case.scenario(overrides=given | {"round_status.first": 0, "round_status.later": 0, "interest_income": 0.0}))
    some = econ.run(case.scenario(overrides=given | {"interest_income": 0.0}))
    assert some["own_cash"] == pytest.approx(none["cash"], abs=1e-9)


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
@pytest.mark.parametrize("stress", [(), ("price-war",), ("heavy-build",), ("round-fails",)])
def test_every_identity_holds_on_every_preset(case, preset, stress):
    lights = checks.checks(econ.run(case.scenario(preset, stresses=stress)))["light"]
    assert set(lights) == {checks.HOLDS, checks.TESTED}


def test_a_failing_identity_names_its_month_and_amount(case, april):
    wrong = np.array(april.values["cash"])
    wrong[7] += 0.5
    broken: Outlook = dataclasses.replace(april, values={**april.values, "cash": wrong})
    found = checks.checks(broken).set_index("what holds")
    failed = found.loc["Cash rolls forward by operations, plant and financing."]
    assert failed["light"] == checks.FAILS and failed["month"] in (case.month_name(7), case.month_name(8))
    assert failed["amount"] == "0.50 bn yuan"


def test_the_table_of_runways_agrees_with_the_headline(case, april):
    table = funding_tables.runways(april, 11).set_index("runway")["months"]
    assert table["Zero cash"].startswith(f"{april.at('runway', 0):.1f} months")
    assert table["Default alive"].startswith("no")


def test_peers_come_out_as_the_press_has_them():
    table = funding_tables.peers().set_index("company")
    assert table.loc["Zhipu", "static, months"] == "7.8" and table.loc["Zhipu", "loss-based, months"] == "8.7"
