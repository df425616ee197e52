"""Runway under every name, default alive, burn, the checks panel, and peers."""

import dataclasses
import math

import numpy as np
import pytest
from support.reading import as_read
from support.strategies import box

import econ
from econ import finance, words
from econ.accounts.identities import (
    LIGHT_FAILS,
    LIGHT_HOLDS,
    LIGHT_TESTED,
    check_identities,
    identity_failures,
)
from econ.decisions import default_alive
from econ.finance.runways import RUNWAY_DEFINITIONS, runway
from econ.outlook import Outlook
from econ.units import format_value
from econ.views import funding, peers
from econ.views.sentences import answers
from econ.views.sentences.scenario_words import round_in_sentence
from econ.words import say

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


# ── Default alive ────────────────────────────────────────────────────────────────────────────────────────────────


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


@pytest.mark.parametrize("preset", PRESETS)
def test_the_table_states_whether_the_company_is_default_alive(case, preset):
    for changes in ({}, {"initial_cash": 500.0}):
        scenario = case.scenario(preset, changes)
        o, alone = econ.run(scenario), default_alive.default_alive_outlook(scenario)
        row = funding.runway_table(o, alone, 5).set_index("runway").loc["Default alive"]
        kept = finance.default_alive(
            np.concatenate([o["initial_cash"][0, :1], alone["cash"][0]]), o.at("minimum_cash", 0)
        )
        assert (row["ends in"] == "alive") == kept and (
            "below the minimum in" in row["definition"]
        ) == (not kept)
        left = [
            round_in_sentence(case, name)
            for name in case.elements["round"]
            if o.at(f"round_status.{name}", 0) in (1.0, 3.0)
        ]
        assert f"Left out: {words.join_list(left)}." in row["definition"]


def test_the_sentences_state_the_open_rounds_and_the_runway_without_them(case):
    def says(sentence, **changes):
        o = econ.run(
            case.scenario(
                overrides={key.replace("__", "."): value for key, value in changes.items()}
            )
        )
        return as_read(sentence(o, o, 11)), o

    two = {
        "round_amount__first": 10.0,
        "round_status__first": "closed",
        "round_amount__later": 20.0,
        "round_status__later": "reported",
        "training_ratio": 3.0,
    }
    words, o = says(answers.raising, **two)
    assert "Rounds bring 30 bn yuan by Apr 2031. 20 bn yuan of it has not closed." in words
    closed_months = default_alive.closed_money_runway(o.scenario)
    closed_end = answers.runway_month_label(case, closed_months)
    for answer in (answers.funding, answers.raising, answers.overview):
        words, _ = says(answer, **two)
        assert f"Money in the bank lasts until {as_read(closed_end)}." in words
        assert "With the open round, 75 % likely, it lasts " in words
        assert "With the open round, 85 % likely, it lasts " in says(answer)[0]
        for status in ("closed", "not counted"):
            words, o = says(answer, round_status__first=status)
            end = as_read(answers.runway_month_label(case, o.at("runway", 0)))
            until = end if end.startswith("beyond") else f"until {end}"
            assert f"Money in the bank lasts {until}." in words and "open round" not in words
    assert "No round brings money" in says(answers.raising, round_status__first="not counted")[0]


# ── The tables ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("month", [0, 2, 11, 40, 59])
def test_seven_runways_have_one_length_from_two_origins(case, april, drained, month):
    for o in (april, drained):
        ends = funding.runway_ends(o, default_alive.default_alive_outlook(o.scenario), month)
        assert list(ends) == list(RUNWAY_DEFINITIONS)
        table = funding.runway_table(o, default_alive.default_alive_outlook(o.scenario), month)
        assert [words.lower().split("-")[0] for words in table["runway"]] == [
            name.replace("-", " ") for name in RUNWAY_DEFINITIONS
        ]
        plain = table.replace(",", "", regex=True)  # without the commas of thousands
        for (_, begin, since, where, _), end in zip(
            plain.itertuples(index=False, name=None), ends.values(), strict=True
        ):
            if math.isinf(end):
                assert (begin, since) in (
                    ("no end", "no end"),
                    (f"> {case.months}", f"> {case.months - month - 1}"),
                )
                continue
            if begin == "–":
                assert (
                    o.at("cash", month) <= 0.0
                    and since in ("0", "no end")
                    and where == "no cash is left"
                )
                continue
            ahead = -float(since.removesuffix(" ago")) if since.endswith(" ago") else float(since)
            assert ahead == pytest.approx(
                float(begin) - month - 1.0, abs=0.11 if end < 100 else 0.6
            )
            assert (
                where in ("at once", "no cash is left")
                or case.month_name(min(int(end), 10**4)) in where
                or end >= case.months
            )


@pytest.mark.parametrize("month", [1, 11, 30])
def test_static_and_loss_based_runway_equal_the_quotient_by_hand(case, month):
    heavy = econ.run(case.scenario(overrides={"training_ratio": 3.0}))
    ends, first = (
        funding.runway_ends(heavy, default_alive.default_alive_outlook(heavy.scenario), month),
        max(month - 2, 0),
    )
    months = month + 1 - first
    burn = sum(heavy.at("net_burn", m) for m in range(first, month + 1)) / months
    loss = (
        -sum(
            heavy.at("net_income", m) + heavy.at("share_based_pay", m)
            for m in range(first, month + 1)
        )
        / months
    )
    assert ends["static"] - month - 1 == pytest.approx(heavy.at("cash", month) / burn)
    assert ends["loss"] - month - 1 == pytest.approx(heavy.at("cash", month) / loss)


def test_the_table_of_runways_agrees_with_the_headline(april, drained):
    from_start = say("funding-from-start", month=april.case.start)
    row, lasting = (
        funding.runway_table(o, default_alive.default_alive_outlook(o.scenario), 11)
        .set_index("runway")
        .loc["Zero cash"]
        for o in (drained, april)
    )
    assert row[from_start] == format_value(drained.at("runway", 0), "month", with_unit=False)
    assert april.case.month_name(int(drained.at("runway", 0))) == row["ends in"]
    assert lasting[from_start] == f"> {april.case.months}" and math.isinf(april.at("runway", 0))


def test_the_table_says_so_where_cash_never_runs_out(case):
    rich = case.scenario(
        overrides={"initial_cash": 500.0, "deposit_rate": 0.1, "frontier_compute_growth": 0.0}
    )
    table = funding.runway_table(
        econ.run(rich), default_alive.default_alive_outlook(rich), 11
    ).set_index("runway")["ends in"]
    assert (
        table["Static"] == "no burn"
        and table["Loss-based"] == "no loss"
        and table["Default alive"] == "alive"
    )
    gone = econ.run(case.scenario(stresses=["round-fails"]))
    spent = funding.runway_table(gone, gone, 11).set_index("runway")["ends in"]
    assert gone.at("cash", 11) < 0.0 and set(spent[["Static", "Loss-based"]]) == {"no cash is left"}
    assert set(table[["Zero cash", "Covenant", "Liquidity", "Decision"]]) == {"beyond the plan"}


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


def test_headroom_includes_the_credit_line(
    drained,
):
    words = funding.burn_measures(drained, 11).set_index("measure")["value"]
    path = drained["cash"][0] + drained["undrawn_credit"][0] - drained["minimum_cash"][0]
    assert as_read(words["Cash above the minimum"]).endswith(
        drained.case.month_name(int(path.argmin()))
    )
    assert as_read(words["Trough of cash"]).endswith(
        drained.case.month_name(int(drained["cash"][0].argmin()))
    )


def test_the_burn_multiple_is_burn_over_growth_of_the_run_rate(april):
    burn = sum(april.at("net_burn", month) for month in range(12))
    added = 12 * (april.at("revenue", 11) - april.at("initial_revenue", 0))
    shown = funding.burn_measures(april, 11).set_index("measure").loc["Burn multiple", "value"]
    assert shown == f"{burn / added:.2f}x"


# ── Peers ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_r1_r2_u5_runways_of_peers_equal_the_published_ones(april):
    table = peers.peer_table(april, 11).set_index(["company", "at the end of"])
    shown = [
        "static runway, net burn",
        "static runway, operations alone",
        "loss-based runway",
        "loss per unit of revenue",
    ]
    assert table.loc[("Zhipu", "2025-06-30"), shown].tolist() == ["7.8", "11.5", "8.7", "9.17"]
    assert table.loc[("MiniMax", "2025-09-30"), shown].tolist() == [
        "37.5",
        "not disclosed",
        "53.3",
        "3.48",
    ]
    assert table.loc[("MiniMax", "2026-06-30"), shown].tolist() == [
        "not disclosed",
        "not disclosed",
        "27.1",
        "2.51",
    ]


def test_the_scenario_and_its_peers_use_the_same_definitions(april):
    own = peers.peer_table(april, 11).iloc[0]
    ends = funding.runway_ends(april, default_alive.default_alive_outlook(april.scenario), 11)
    assert (
        own["static runway, net burn"] == f"{ends['static'] - 12:.1f}"
        and own["loss-based runway"] == f"{ends['loss'] - 12:.1f}"
    )


def test_a_peers_figure_that_is_ten_times_too_large_gets_a_warning(april, tmp_path, monkeypatch):
    wrong = tmp_path / "peers.csv"
    wrong.write_text(peers.PEERS.read_text("utf-8").replace("27.9", "279"), encoding="utf-8")
    monkeypatch.setattr(peers, "PEERS", wrong)
    assert (
        "is the unit right?"
        in peers.peer_table(april, 11)
        .set_index("at the end of")
        .loc["2025-09-30", "static runway, net burn"]
    )


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
