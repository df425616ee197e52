"""Runway by every definition, the plan without new money, burn, and the checks panel."""

import dataclasses

import numpy as np
import pytest
from support.strategies import box

import econ
from econ import finance
from econ.accounts.identities import (
    LIGHT_FAILS,
    LIGHT_HOLDS,
    LIGHT_TESTED,
    check_identities,
    identity_failures,
)
from econ.decisions import default_alive
from econ.finance.runways import runway
from econ.outlook import Outlook

PRESETS = ("april-2026", "november-2026")


@pytest.mark.parametrize("seed", range(3))
def test_runways_of_the_model_equal_those_of_econ_finance(case, seed):
    rows = box(case, seed, 100)
    o = econ.run(case.scenario(), rows)
    path = np.concatenate([o["initial_cash"][:, :1], o["cash"]], axis=1)
    headroom = np.concatenate([o["initial_cash_headroom"][:, :1], o["cash_headroom"]], axis=1)
    liquid = np.concatenate([o["initial_liquidity"][:, :1], o["liquidity"]], axis=1)
    assert o["runway"][:, 0] == pytest.approx(runway("zero-cash", cash=path))
    assert o["covenant_runway"][:, 0] == pytest.approx(runway("covenant", cash=headroom))
    assert o["liquidity_runway"][:, 0] == pytest.approx(runway("liquidity", cash=liquid))
    late = np.maximum(runway("covenant", cash=headroom) - rows["raising_lead"], 0.0)
    assert o["decision_runway"][:, 0] == pytest.approx(late)


# ── Without new money, and burn ──────────────────────────────────────────────────────────────────────────────────


def test_without_new_money_closed_rounds_and_their_tranches_stay(case):
    closed = {"round_status.first": "closed", "closing_part.first": 0.5, "tranche_lag.first": 12}
    scenario = case.scenario(
        overrides=closed | {"round_status.later": "scenario", "round_status.third": "reported"}
    )
    wanted = econ.run(case.scenario(overrides=closed | {"round_status.later": "not counted"}))
    assert np.array_equal(default_alive.default_alive_outlook(scenario)["cash"], wanted["cash"])
    assert (
        np.any(econ.run(scenario)["cash"] > wanted["cash"]) and wanted["equity_raised"].sum() > 0.0
    )


def test_no_round_is_left_out_where_all_have_closed(case):
    scenario = case.scenario(overrides={"round_status.first": "closed"})
    assert np.array_equal(
        default_alive.default_alive_outlook(scenario)["cash"], econ.run(scenario)["cash"]
    )


def test_without_new_money_interest_follows_the_smaller_balance(case):
    """The amount missing without a round is its money and the interest on it, which compounds at the rate of deposits."""
    rich = {
        "initial_cash": 500.0,
        "high_technology_tax_rate": 0.0,
        "standard_tax_rate": 0.0,
        "deposit_rate": 0.06,
    }
    scenario = case.scenario(overrides=rich)
    o = econ.run(scenario)
    amount, since = (
        o.at("round_amount.first", 0),
        np.arange(case.months) - o.at("round_month.first", 0),
    )
    missing = o["cash"][0] - default_alive.default_alive_outlook(scenario)["cash"][0]
    assert missing == pytest.approx(
        np.where(since >= 0, amount * 1.005 ** np.maximum(since, 0), 0.0), rel=1e-9, abs=1e-8
    )


def test_gross_burn_less_receipts_is_net_burn(case, april, drained):
    for o in (april, drained):
        came = o["customer_receipts"] + o["interest_income"]
        gross = finance.gross_burn(
            came - o["operating_cash_flow"], -o["investing_cash_flow"], o["lease_principal"]
        )
        assert o["gross_burn"] == pytest.approx(gross)
        assert o["net_burn"] == pytest.approx(
            finance.net_burn(
                o["operating_cash_flow"], o["investing_cash_flow"], o["lease_principal"]
            )
        )
        # Money in the months in which customers pay it.
        top_ups = o["top_ups"] + o["subscription_revenue"] + o["enterprise_revenue"]
        start = np.concatenate([o["initial_receivables"][:, :1], o["receivables"][:, :-1]], axis=1)
        assert o["customer_receipts"] == pytest.approx(top_ups + start - o["receivables"])


# ── The panel, and what is missing ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("stress", [(), ("price-war",), ("heavy-build",), ("round-fails",)])
def test_every_identity_holds_on_every_preset(case, preset, stress):
    lights = check_identities(econ.run(case.scenario(preset, stresses=stress)))["light"]
    assert set(lights) == {LIGHT_HOLDS, LIGHT_TESTED}


def test_a_failing_identity_names_its_month_and_amount(case, april):
    wrong = np.array(april.values["cash"])
    wrong[7] += 0.5
    broken: Outlook = dataclasses.replace(april, values={**april.values, "cash": wrong})
    identities = check_identities(broken).set_index("what")
    failed = identities.loc["Cash rolls forward by operations, plant and financing."]
    assert failed["light"] == LIGHT_FAILS and failed["month"] in (
        case.month_name(7),
        case.month_name(8),
    )
    assert failed["amount"] == "0.50 bn yuan"
    stretches = identity_failures(broken)
    rolls = stretches[
        stretches["what should hold"] == "Cash rolls forward by operations, plant and financing."
    ]
    assert (
        rolls["months"].tolist() == [f"{case.month_name(7)} to {case.month_name(8)}"]
        and identity_failures(april).empty
    )


def test_a_funding_gap_is_a_liability_and_not_negative_cash(case, drained):
    for o in (econ.run(case.scenario(overrides={"training_ratio": 3.0})), drained):
        assert o["bank_balance"] == pytest.approx(np.maximum(o["cash"], 0.0)) and np.all(
            o["funding_gap"] >= 0.0
        )
        assert np.any(o["funding_gap"] > 0.0) and np.all(
            (o["funding_gap"] == 0.0) | (o["bank_balance"] == 0.0)
        )
        assert (
            np.abs(o["total_assets"] - o["total_liabilities"] - o["equity"]).max()
            < 1e-9 * np.abs(o["total_assets"]).max()
        )
