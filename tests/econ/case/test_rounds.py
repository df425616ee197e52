"""Rounds: the money they bring and when, what it buys, what protects it, what is paid back, and what cannot be."""

import numpy as np
import pytest
from support.paths import ROOT

import econ
from econ.accounts.identities import LIGHT_FAILS, check_identities
from econ.case.case import parse
from econ.case.rounds import clashes
from econ.case.scenario import from_query, from_toml, largest_valid_scenario
from econ.views import rounds_table

ALONE = {"round_status.later": 0, "initial_founder_stake": 1.0, "round_month.first": 0}


def run(case, changes, preset="april-2026", stresses=()):
    return econ.run(case.scenario(preset, ALONE | changes, stresses))


def stake(outlook, name, month):
    """The share of the company that a round's class holds."""
    return outlook.at(f"round_shares.{name}", month) / outlook.at("shares_outstanding", month)


@pytest.mark.parametrize(
    ("basis", "share"), [("before the money", 1 / 7), ("after the money", 1 / 6)]
)
def test_50_at_300_before_or_after_the_money(case, basis, share):
    o = run(
        case,
        {"valuation_basis.first": basis, "round_amount.first": 50, "round_pre_money.first": 300},
    )
    assert o.at("new_money_share.first", 0) == pytest.approx(share) and stake(
        o, "first", 5
    ) == pytest.approx(share)
    assert o.at("founder_stake", 59) == pytest.approx(1 - share)


def test_k2_k3_a_pool_the_old_holders_bear_lowers_what_is_paid_for_their_shares(case):
    for pre, money, pool, effective, old in ((8, 2, 0.20, 6, 0.60), (300, 50, 0.10, 265, 0.75714)):
        o = run(
            case,
            {"round_pre_money.first": pre, "round_amount.first": money, "pool_top_up.first": pool},
        )
        assert o.at("effective_pre_money.first", 0) == pytest.approx(effective)
        assert o.at("pool_stake", 0) == pytest.approx(pool) and o.at(
            "founder_stake", 0
        ) == pytest.approx(old, abs=5e-6)
        assert o.at("share_price", 0) == pytest.approx(effective)  # for all shares of the beginning


def test_a_pool_borne_by_all_holders_is_as_large_and_dilutes_the_new_money_too(case):
    o = run(case, {"pool_top_up.first": 0.10, "pool_bearer.first": "everybody"})
    assert o.at("pool_stake", 0) == pytest.approx(0.10) and stake(o, "first", 0) == pytest.approx(
        0.9 * 50 / 350
    )
    assert o.at("effective_pre_money.first", 0) == 300


DOWN = {
    "round_status.later": 1,
    "round_amount.later": 40,
    "round_pre_money.later": 200,
    "round_month.later": 12,
}


@pytest.mark.parametrize(
    ("protection", "shares", "share"),
    [
        ("not at all", 50, 0.11905),
        ("weighted average", 53.846, 0.12704),
        ("full ratchet", 87.5, 0.19126),
    ],
)
def test_k13_a_round_at_a_lower_price(case, protection, shares, share):
    o = run(case, DOWN | {"anti_dilution.first": protection})
    assert 300 * o.at("round_shares.first", 12) == pytest.approx(shares, abs=5e-4)
    assert stake(o, "first", 12) == pytest.approx(share, abs=5e-6)
    assert 300 * o.at("round_shares.first", 11) == pytest.approx(50), (
        "nothing is adjusted before the lower round"
    )


@pytest.mark.parametrize("protection", ["weighted average", "full ratchet"])
def test_anti_dilution_has_no_effect_where_the_price_rises(case, protection):
    up = DOWN | {"round_pre_money.later": 400}
    plain, protected = (
        run(case, up | {"anti_dilution.first": kind}) for kind in ("not at all", protection)
    )
    assert protected["founder_stake"] == pytest.approx(plain["founder_stake"], rel=1e-12)


def test_a_pro_rata_right_taken_up_is_a_cheque_of_stake_times_raise(case):
    """14.2857 % of a round of 40 is 5.714, and not taken up at 500 before the money leaves 13.2275 %."""
    later = DOWN | {"round_pre_money.later": 500}
    taken, not_taken = (run(case, later | {"pro_rata_part.later": part}) for part in (1.0, 0.0))
    assert taken.at("pro_rata_cheque.later", 12) == pytest.approx(5.714, abs=5e-4)
    assert stake(not_taken, "first", 12) == pytest.approx(0.132275, abs=5e-7)
    assert taken["founder_stake"] == pytest.approx(not_taken["founder_stake"])


def test_a_second_tranche_is_cash_from_its_month(case):
    whole, parts = (
        run(case, {"closing_part.first": part, "tranche_lag.first": 7}) for part in (1.0, 0.4)
    )
    paid = parts["equity_raised"][0]
    assert np.flatnonzero(paid).tolist() == [0, 7] and paid[[0, 7]] == pytest.approx([20, 30])
    assert parts["undrawn_commitments"][0, :8].tolist() == pytest.approx([30.0] * 7 + [0.0])
    assert np.all(parts["cash"][0, :7] < whole["cash"][0, :7] - 29.9)
    assert parts["raised_so_far"][0, -1] == pytest.approx(50)
    assert stake(parts, "first", 0) == pytest.approx(20 / 320), "shares come with the money"
    assert stake(parts, "first", 7) == pytest.approx(1 / 7)


def test_a_tranche_tied_to_supply_is_paid_when_supply_lands_or_never(case):
    waits = {"closing_part.first": 0.5, "tranche_trigger.first": "when supply has landed"}
    o = run(case, waits)
    landed = int((o["awaited_cards"][0] >= o["supply_threshold"][0]).argmax())
    assert landed > 0 and np.flatnonzero(o["equity_raised"][0]).tolist() == [0, landed]
    never = run(case, waits | {"deliveries.ascend_950dt": 0.0})
    assert (
        never["undrawn_commitments"][0].tolist() == [25.0] * 60
        and never["raised_so_far"][0, -1] == 25.0
    )
    late = run(case, waits | {"delivery_delay.ascend_950dt": 9})
    assert np.flatnonzero(late["equity_raised"][0])[1] > landed


@pytest.fixture(scope="module")
def longer():
    """The case with a year more of horizon."""
    return parse(
        (ROOT / "assumptions.toml").read_text("utf-8").replace("months = 60", "months = 72", 1)
    )


def test_x1_a_redemption_after_five_years_at_eight_per_cent(longer):
    put = {
        "redemption_right.first": "exercised",
        "redemption_term.first": 60,
        "redemption_rate.first": 0.08,
    }
    o, kept = run(longer, put), run(longer, {})
    assert np.flatnonzero(o["share_redemptions"][0]).tolist() == [60]
    assert o.at("share_redemptions", 60) == pytest.approx(70.0)
    assert o.at("founder_stake", 60) == pytest.approx(1.0) and o.at("outside_stake", 60) == 0.0
    assert o["cash"][0, :60].tolist() == kept["cash"][0, :60].tolist()
    held = run(longer, put | {"redemption_right.first": "held"})
    assert held["cash"].tolist() == kept["cash"].tolist() and held.at(
        "redemption_claim.first", 60
    ) == pytest.approx(70.0)


def test_only_outside_investors_redeem_shares(case):
    o = run(
        case,
        {
            "redemption_right.first": "exercised",
            "redemption_term.first": 12,
            "founder_part.first": 0.4,
            "redemption_rate.first": 0.10,
        },
    )
    assert o.at("share_redemptions", 12) == pytest.approx(30 * 1.1)
    assert o.at("founder_stake", 12) == pytest.approx(1.0)


def test_a_tranche_due_after_a_redemption_only_adds_two_equal_flows(case):
    put = {
        "redemption_right.first": "exercised",
        "redemption_term.first": 12,
        "closing_part.first": 0.5,
    }
    late = run(case, put | {"tranche_lag.first": 20})
    assert late.at("equity_raised", 20) == late.at("share_redemptions", 20) == pytest.approx(25)
    assert late.at("outside_stake", 20) == 0.0 and late.at("undrawn_commitments", 15) == 0.0


@pytest.mark.parametrize("preset", ["april-2026", "november-2026"])
def test_every_identity_holds_with_redemptions_and_tranches(case, preset):
    parts = {
        "closing_part.first": 0.6,
        "closing_part.later": 0.3,
        "anti_dilution.first": 1,
        "pool_top_up.later": 0.05,
    }
    o = econ.run(case.scenario(preset, parts, ["put-exercised"]))
    assert o["share_redemptions"].sum() > 0.0
    assert LIGHT_FAILS not in set(check_identities(o)["light"])


def test_a_round_that_is_not_counted_has_no_effect_whatever_its_terms(case, april):
    rows = {
        f"{name}.third": np.array([high])
        for name, high in (
            ("round_amount", 500.0),
            ("pool_top_up", 0.5),
            ("redemption_right", 2.0),
            ("redemption_term", 1.0),
            ("anti_dilution", 2.0),
        )
    }
    o = econ.run(case.scenario(), rows)
    for name in (
        "cash",
        "founder_stake",
        "shares_outstanding",
        "undrawn_commitments",
        "share_redemptions",
    ):
        assert np.array_equal(o[name], april[name]), name


TOGETHER = {"round_status.third": 1, "round_month.third": 2}
CANNOT = {
    "two in a month": (TOGETHER, ("First round and Third round", "Jul 2026")),
    "nothing before the money": (
        {"valuation_basis.first": 1, "round_pre_money.first": 50},
        ("First round", "above the money"),
    ),
    "pool and money": (
        {"pool_top_up.first": 0.5, "round_pre_money.first": 50},
        ("First round", "below 100 %"),
    ),
}


@pytest.mark.parametrize("name", CANNOT)
def test_an_impossible_round_is_refused_in_one_sentence_in_a_scenario_and_in_a_file(case, name):
    changes, words = CANNOT[name]
    file = '[scenario]\ncase = "DeepSeek V4"\n[overrides]\n' + "".join(
        f'"{key}" = {value}\n' for key, value in changes.items()
    )
    for made in (lambda: case.scenario(overrides=changes), lambda: from_toml(case, file)):
        with pytest.raises(econ.AssumptionError) as refused:
            made()
        assert len(refused.value.problems) == 1 and all(
            word in refused.value.problems[0] for word in words
        )


@pytest.mark.parametrize("name", CANNOT)
def test_an_address_keeps_valid_rounds_and_names_the_others(case, name):
    changes, words = CANNOT[name]
    query = {key: str(value) for key, value in changes.items()} | {"load_factor": "0.6"}
    scenario, notices = from_query(case, query)
    assert len(notices) == 1 and all(word in notices[0] for word in words)
    assert (
        dict(scenario.overrides)["load_factor"] == 0.6 and len(scenario.overrides) == len(query) - 1
    )
    assert not clashes(case, scenario.value)


def test_a_change_that_conflicts_with_the_rounds_of_another_preset_is_left_out(case):
    """In April the second round is idle; in November it closes in the month somebody gave the first."""
    changes = {"round_month.first": 9, "load_factor": 0.6}
    assert not largest_valid_scenario(case, "april-2026", changes)[1]
    scenario, problems = largest_valid_scenario(case, "november-2026", changes)
    assert (
        len(problems) == 1
        and "Feb 2027" in problems[0]
        and dict(scenario.overrides) == {"load_factor": 0.6}
    )


def test_a_file_of_assumptions_with_two_rounds_in_a_month_is_refused(case):
    text = (ROOT / "assumptions.toml").read_text("utf-8")
    text = text.replace(
        '"round_month.later" = { base = 9, low = 7,', '"round_month.later" = { base = 1, low = 1,'
    )
    with pytest.raises(
        econ.AssumptionError, match=r"presets.november-2026.*First round and Second round"
    ):
        parse(text)


def test_a_round_in_a_fraction_of_a_month_is_refused_and_rounds_beyond_the_horizon_are_not(case):
    near = {"round_status.third": 1, "round_month.third": 1.5}
    with pytest.raises(econ.AssumptionError, match=r"must be a whole number, not 1\.5"):
        case.scenario(overrides=near)
    never = {
        f"round_{what}.{name}": value
        for name in ("third", "fourth")
        for what, value in (("status", 1), ("month", 60))
    }
    assert econ.run(case.scenario(overrides=never)).at("raised_so_far", 59) == 50


def test_another_round_is_another_table_in_the_file(root):
    """There may be any number: each closes in its own month, dilutes, and is in the table of rounds."""
    more = "".join(
        f'[round.more_{number}]\nlabel = "Round {number}"\n'
        + "".join(
            f'{name} = {{ base = {base}, basis = "judgement", source = "own", held = 2026-11-23, why = "One more." }}\n'
            for name, base in (
                ("round_amount", 10),
                ("round_pre_money", 900),
                ("round_month", number),
                ("round_status", 3),
            )
        )
        for number in range(11, 23)
    )
    case = parse((root / "assumptions.toml").read_text("utf-8") + more)
    o = econ.run(case.scenario())
    assert o.at("raised_so_far", 59) == pytest.approx(50.0 + 12 * 10.0)
    assert o.at("founder_stake", 59) == pytest.approx(0.843 * 6 / 7 * (900 / 910) ** 12)
    assert len(rounds_table.editable_table(case.scenario())) == 13
