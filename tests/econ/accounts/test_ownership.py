"""Ownership: holders after each round, proceeds of an exit, and returns."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.exits import returns_table
from support.reading import as_read
from support.sampling import RUN_EXAMPLES
from support.strategies import box, values

import econ
from econ.accounts import exits
from econ.accounts.identities import LIGHT_FAILS, LIGHT_HOLDS, check_identities
from econ.accounts.ownership import (
    INITIAL_SHARES,
    NOT_LOCKED_UP,
    named_investors,
    ownership_stages,
    registry_check,
    round_closings,
    round_prices,
    stakes_table,
)
from econ.accounts.statements import statement_table
from econ.views import ownership as ownership_view
from econ.views import runway_gauge
from econ.views.sentences import ownership_words

BOTH = {"round_status.first": 1, "round_status.later": 1, "initial_founder_stake": 0.8}
STAKES = ("founder_stake", "outside_stake", "other_stake", "pool_stake")


def test_k1_the_first_round_sells_a_seventh(case):
    table = stakes_table(econ.run(case.scenario()))
    assert table.loc["First round investors", "First round"] == pytest.approx(50 / 350)
    assert table.loc["Founder", "First round"] == pytest.approx(0.843 * 300 / 350)


def test_outsiders_buy_30_of_50(case):
    table = stakes_table(econ.run(case.scenario(overrides={"founder_part.first": 0.4})))
    assert table.loc["First round investors", "First round"] == pytest.approx(0.085714, abs=5e-7)


@settings(max_examples=RUN_EXAMPLES)
@given(
    amounts=st.tuples(st.floats(1, 200), st.floats(1, 200)),
    pres=st.tuples(st.floats(50, 900), st.floats(50, 900)),
    pools=st.tuples(st.floats(0, 0.9), st.floats(0, 0.9)),
    parts=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_i13_shares_sum_to_one_price_times_shares_is_the_value_and_the_founder_is_the_models(
    case, amounts, pres, pools, parts
):
    """A pool is drawn as a part of what the new money leaves, for it may not take more."""
    given_ = dict(BOTH)
    for number, name in enumerate(("first", "later")):
        most = min(0.5, pres[number] / (pres[number] + amounts[number]))
        given_ |= {
            f"round_amount.{name}": amounts[number],
            f"round_pre_money.{name}": pres[number],
            f"pool_top_up.{name}": pools[number] * most,
            f"founder_part.{name}": parts[number],
        }
    o = econ.run(case.scenario(overrides=given_))
    table = stakes_table(o)
    assert table.sum().to_numpy() == pytest.approx(np.ones(3))
    assert table.loc["Founder"].iloc[-1] == pytest.approx(o.at("founder_stake", 59))
    for stage in ownership_stages(o)[1:]:
        assert stage.price * stage.total / 1000.0 == pytest.approx(stage.post_money)


@pytest.mark.parametrize("seed", range(4))
def test_stakes_are_never_negative_and_sum_to_one_anywhere_in_the_box(case, seed):
    o = econ.run(case.scenario(), box(case, seed, 200), keep=STAKES)
    assert min(o[name].min() for name in STAKES) >= 0.0
    assert sum(o[name] for name in STAKES) == pytest.approx(np.ones((200, case.months)), abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_price_times_shares_is_the_value_after_the_money_anywhere_in_the_box(case, seed):
    """Where one round closes in a month, wholly paid, priced above zero, and no other round's shares change."""
    simple = ("closing_part", "anti_dilution", "redemption_right", "pool_bearer")
    rows = box(case, seed, 200, fixed=simple)
    o, checked = econ.run(case.scenario(), rows), 0
    for name in case.elements["round"]:
        sold = (
            (o[f"round_closes.{name}"] > 0.5)
            & (o["rounds_closing"] == 1.0)
            & (o["share_price"] > 0.0)
        )
        worth = o["share_price"] * o["shares_outstanding"]
        assert worth[sold] == pytest.approx(o[f"post_money.{name}"][sold], rel=1e-9)
        checked += int(sold.sum())
    assert checked > 50


@settings(max_examples=RUN_EXAMPLES)
@given(data=st.data())
def test_the_table_of_holders_is_the_models_with_every_switch_on(case, data):
    terms = [name for name, a in case.assumptions.items() if a.per == ("round",)]
    changed = {
        f"{term}.{name}": data.draw(values(case, f"{term}.{name}"))
        for term in terms
        for name in ("first", "third")
    }
    changed |= {
        "round_status.first": 1,
        "round_status.third": 3,
        "round_status.later": 1,
        "pro_rata_part.later": 1,
    }
    try:
        scenario = case.scenario(overrides=changed)
    except econ.AssumptionError:  # rounds that exclude each other are refused with a reason
        return
    o = econ.run(scenario)
    for stage in ownership_stages(o)[1:]:
        assert stage.total / INITIAL_SHARES == pytest.approx(
            o.at("shares_outstanding", stage.month), rel=1e-9
        )
        assert stage.shares["Founder"] / stage.total == pytest.approx(
            o.at("founder_stake", stage.month), rel=1e-9
        )
        assert min(stage.shares.values()) >= -1e-9 * stage.total
    for terms_ in exits.PREFERENCE_TERMS:
        paid = exits.exit_proceeds(o, [0.0, 50.0, 5000.0], terms_)
        assert paid.sum(axis=1).to_list() == pytest.approx([0.0, 50.0, 5000.0])
    identities = check_identities(o)
    assert set(identities[identities["identity"].isin(["I13", "I14"])]["light"]) == {LIGHT_HOLDS}


@pytest.mark.parametrize(
    ("forced", "number"), [("shares_outstanding", 1.3), ("share_price", 400.0)]
)
def test_a_failed_price_identity_names_its_month_and_amount(case, forced, number):
    identities = check_identities(econ.run(case.scenario(overrides={forced: number})))
    row = identities[identities["what"].str.contains("price times all shares")].iloc[0]
    assert (
        row["light"] == LIGHT_FAILS
        and row["month"] == "Jul 2026"
        and row["amount"].endswith("bn yuan")
    )


def test_the_identity_of_exits_fails_if_proceeds_do_not_add_up(april, monkeypatch):
    monkeypatch.setattr(
        exits,
        "waterfall",
        lambda classes, worth: {share_class.name: worth * 0.4 for share_class in classes},
    )
    identities = check_identities(april)
    row = identities[identities["identity"] == "I14"].iloc[0]
    assert row["light"] == LIGHT_FAILS and row["month"] == "Jul 2026"


def test_investors_who_take_up_their_pro_rata_rights_keep_their_stake(case):
    o = econ.run(case.scenario(overrides=BOTH | {"pro_rata_part.later": 1.0}))
    table = stakes_table(o).loc["First round investors"]
    assert table["Second round"] == pytest.approx(table["First round"])
    none = stakes_table(econ.run(case.scenario(overrides=BOTH))).loc["First round investors"]
    assert none["Second round"] < none["First round"]


def test_later_tranches_and_redemptions_are_stages_of_their_own(case):
    o = econ.run(
        case.scenario(
            overrides=BOTH
            | {
                "closing_part.first": 0.5,
                "redemption_right.later": "exercised",
                "redemption_term.later": 12,
            }
        )
    )
    assert [stage.name for stage in ownership_stages(o)] == [
        "Beginning",
        "First round",
        "First round, the rest",
        "Second round",
        "Second round redeemed",
    ]
    assert stakes_table(o).loc["Second round investors", "Second round redeemed"] == 0.0


def test_k10_and_k12_through_the_model(case):
    """50 at 300 before, then 40 for 28 shares of 378: exits pay what the published table says."""
    o = econ.run(
        case.scenario(
            overrides=BOTH | {"round_amount.later": 40, "round_pre_money.later": 40 * 350 / 28}
        )
    )
    proceeds = exits.exit_proceeds(o, [200, 400, 540, 800])
    assert proceeds["First round"].to_list() == pytest.approx(
        [50, 51.429, 71.429, 105.820], abs=5e-4
    )
    assert proceeds["Second round"].to_list() == pytest.approx([40, 40, 40, 59.259], abs=5e-4)
    assert proceeds.sum(axis=1).to_list() == pytest.approx([200, 400, 540, 800])


def test_k14_returns_after_two_later_rounds(case):
    """One later round of 19 per cent dilutes as two of ten: 2.3143 times the money, 18.3 per cent a year over five."""
    post = 100 / 0.19
    o = econ.run(
        case.scenario(
            overrides=BOTH | {"round_amount.later": 100, "round_pre_money.later": post - 100}
        )
    )
    returns = exits.round_returns(o, "first", "none")
    table, grey = ownership_view.returns_table(returns), returns.locked_up
    assert table.loc["1,000", "year 5"] == "2.31x, +18 %"
    assert table.loc["1,000", "year 1"] == f"{1000 / 350:.2f}x, {1000 / 350 - 1:+.0%}".replace(
        "%", " %"
    ), "the later round is not there yet"
    assert grey.shape == table.shape and grey.iloc[0].to_list() == [True] * 4 + [False] * 4


def test_k11_zhipus_offering(case):
    """37.4195 million shares at 116.20 Hong Kong dollars; the first day closed at 131.5, which made 57.89 bn of the company."""
    # The units are bn shares, dollars, dollars and bn dollars.
    offered, price, close, worth = (37.4195e-3, 116.20, 131.5, 57.89)
    shares, money = worth / close, offered * price
    assert (1000 * shares, 1000 * money) == (
        pytest.approx(440.23, abs=5e-3),
        pytest.approx(4348.1, abs=0.05),
    )
    o = econ.run(
        case.scenario(
            overrides={
                "round_status.first": 1,
                "round_amount.first": money,
                "round_pre_money.first": (shares - offered) * price,
            }
        )
    )
    assert stakes_table(o).loc["First round investors", "First round"] == pytest.approx(
        0.0850, abs=5e-5
    )
    assert exits.exit_proceeds(o, [worth], "none")["First round"].iloc[0] / money == pytest.approx(
        1.1317, abs=5e-5
    )


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"founder_part.first": 0.4},
        {"closing_part.first": 0.5, "tranche_lag.first": 7},
        {"closing_part.first": 0.25, "tranche_lag.first": 36},
    ],
    ids=str,
)
def test_a_redemption_pays_the_model_amount_and_returns_its_rate(case, terms):
    o = econ.run(
        case.scenario(
            overrides={"redemption_right.first": "exercised", "redemption_term.first": 36} | terms
        )
    )
    right, closed = exits.redemption(o, "first"), dict(round_closings(o))["first"]
    come = o.at("equity_raised", closed + 36)  # what comes when the shares go has gone at once
    assert right.claim == pytest.approx(
        o.at("share_redemptions", closed + 36) - come * (1 - o.at("founder_part.first", 0))
    )
    cells = returns_table(o, "first").loc["100"].to_list()
    grey = exits.round_returns(o, "first").locked_up
    assert grey.iloc[0].to_list() == [True] * 2 + [False] * 6, "a put is no sale"
    missing = max(-o.at("cash", closed + 36), 0.0)
    assert right.shortfall == pytest.approx(min(missing, right.claim))
    assert right.paid_multiple == pytest.approx(
        right.claim_multiple * (1.0 - right.shortfall / right.claim)
    )
    rate = f"{round(100 * right.paid_rate) + 0.0:+.0f} %".replace("-", "−")
    wanted = f"{right.paid_multiple:.2f}x, {rate} {'part of a put' if missing else 'put'}"
    assert cells[2:] == [wanted] * 6 and "put" not in " ".join(cells[:2])


def test_money_paid_in_parts_earns_the_rate_at_which_it_was_paid(case):
    """Half now and half a year later, four times back at two years: the rate of the flows, worked out by hand."""
    o = econ.run(case.scenario(overrides={"closing_part.first": 0.5, "round_pre_money.first": 50}))
    growth = 100 * 0.5 / 25  # half of a company of a hundred, for twenty-five and twenty-five
    root = (-1 + np.sqrt(1 + 4 * growth)) / 2
    assert root == pytest.approx(1.0)  # no rate, and zero has no sign
    assert returns_table(o, "first", "none").loc["100", "year 2"] == "1.00x, 0 %"


@pytest.mark.parametrize("lag", range(6, 49, 6))
@pytest.mark.parametrize("terms", exits.PREFERENCE_TERMS)
def test_every_exit_has_a_multiple_whenever_the_second_tranche_is_paid(case, lag, terms):
    """A sale in the month of the last instalment may pay less than the instalment: then no rate of return exists."""
    o = econ.run(case.scenario(overrides={"closing_part.first": 0.5, "tranche_lag.first": lag}))
    cells = returns_table(o, "first", terms)
    multiples = cells.map(lambda cell: float(cell.split("x")[0]))
    assert (multiples > 0.0).all(axis=None)
    undefined = cells.map(lambda cell: cell.endswith("not defined"))
    assert undefined.any(axis=None) == (lag % 12 == 0 and terms == "none")


def test_participation_and_caps_of_the_scenario_reach_the_exit(case):
    terms = {
        kind: exits.exit_proceeds(
            econ.run(
                case.scenario(overrides={"participation.first": kind, "cap_multiple.first": 2})
            ),
            [20, 200, 600, 800],
        )["First round"].to_list()
        for kind in ("no", "fully", "up to a cap")
    }
    assert terms["no"] == pytest.approx([20, 50, 600 / 7, 800 / 7])
    assert terms["fully"] == pytest.approx([20, 50 + 150 / 7, 50 + 550 / 7, 50 + 750 / 7])
    assert terms["up to a cap"] == pytest.approx([20, 50 + 150 / 7, 100, 800 / 7])


def test_the_last_round_is_paid_first_unless_ranks_are_equal(case):
    for rank, wanted in (
        ("before earlier rounds", [0, 40]),
        ("with the others", [40 * 50 / 90, 40 * 40 / 90]),
    ):
        ranks = {f"seniority.{name}": rank for name in ("first", "later")}
        o = econ.run(case.scenario(overrides=BOTH | ranks | {"round_amount.later": 40}))
        assert exits.exit_proceeds(o, [40])[["First round", "Second round"]].to_numpy()[
            0
        ] == pytest.approx(wanted)


def test_the_split_of_one_exit_adds_up_and_the_table_of_rounds_names_lock_up_and_status(
    case, november
):
    assert round_prices(november)["status"].to_list() == [
        "closed",
        "reported, 75 % likely to close",
    ]
    assert round_prices(november)["locked up until"].to_list() == [
        "Jun 2031",
        "Feb 2032",
    ]
    assert list(exits.exit_split(november, 500.0, "as assumed")["class"]) == [
        "Common",
        "First round",
        "Second round",
    ]


@settings(max_examples=RUN_EXAMPLES)
@given(st.sampled_from([0.0, 0.5, 1.0, 6.0]), st.integers(0, 24))
def test_a_round_is_locked_up_until_a_month_after_its_own_or_not_at_all(case, lock_up, month):
    changes = {"lock_up.later": lock_up, "round_month.later": month, "round_status.later": 3.0}
    outlook = econ.run(case.scenario(None, changes))
    table = round_prices(outlook).set_index("round")
    end = table["locked up until"][case.label("round", "later")]
    milestones = {event.name for event in runway_gauge.milestones(outlook)}
    if lock_up:
        assert end == case.month_name(month + math.ceil(lock_up))
        assert "First lock-up ends" in milestones
    else:
        assert end == NOT_LOCKED_UP
    without = {f"lock_up.{name}": 0.0 for name in case.elements["round"]}
    sold_at_once = econ.run(case.scenario(None, changes | without))
    assert set(round_prices(sold_at_once)["locked up until"]) == {NOT_LOCKED_UP}
    assert "First lock-up ends" not in {
        event.name for event in runway_gauge.milestones(sold_at_once)
    }


def test_named_investors_and_the_rest_add_up_to_the_closed_round_and_registry_ratios_meet_its_value(
    april, november
):
    known = named_investors(november, "first").set_index("investor")["bn yuan"].astype(float)
    assert (
        known.sum() == pytest.approx(51)
        and known["Tencent"] == 10
        and known["Others, not named"] == 6
    )
    for outlook, name, who in (
        (april, "first", ["Tencent", "Alibaba"]),
        (november, "later", ["Tencent", "CATL"]),
    ):
        talks = named_investors(outlook, name)
        assert talks["investor"].to_list() == who and set(talks["bn yuan"]) == {"–"}, (
            "of an open round no amount is known"
        )
    assert registry_check(april, "first").empty, "the registry spoke in July"
    check = registry_check(november, "first")
    assert check["value after the money"].to_list() == ["352 bn yuan", "357 bn yuan", "351 bn yuan"]
    assert check["off by"].to_list() == ["+0.3 %", "+1.8 %", "0.0 %"]


def test_without_a_round_the_table_of_returns_is_empty(case):
    o = econ.run(case.scenario(stresses=["round-fails"]))
    assert list(stakes_table(o).columns) == ["Beginning"] and len(round_prices(o)) == 0
    assert [share_class.name for share_class in exits.share_classes(o)] == ["Common"]


def test_a_preference_never_lowers_the_proceeds_of_its_holders(case, april):
    none, once, both = (
        exits.exit_proceeds(april, exits.EXIT_VALUES, terms)["First round"]
        for terms in ("none", "as assumed", "participating")
    )
    assert (none <= once + 1e-9).all() and (once <= both + 1e-9).all()


def test_a_redemption_right_is_a_floor_under_every_exit_from_its_month(case):
    """At most the claim, at most what is there, never below the sale; the claim stands below the balance sheet and changes no number."""
    rich = {"round_amount.later": 60, "round_status.later": 3, "initial_cash": 200}
    terms = {"redemption_right.first": "held", "redemption_term.first": 36}
    without_right, with_right = (
        econ.run(case.scenario(overrides=changes)) for changes in (rich, rich | terms)
    )
    sale, floor = (
        returns_table(o, "first").map(lambda cell: float(cell.split("x")[0]))
        for o in (without_right, with_right)
    )
    first = exits.redemption(with_right, "first")
    assert (floor.iloc[:, :2] == sale.iloc[:, :2]).all(axis=None) and (floor >= sale).all(axis=None)
    assert floor.loc["100", "year 3"] == pytest.approx(
        max(first.paid_multiple, sale.loc["100", "year 3"]), abs=0.005
    )
    assert floor.loc["100", "year 8"] == pytest.approx(1.64, abs=0.005), (
        "interest goes on until the right is used"
    )
    assert (with_right["cash"] == without_right["cash"]).all() and (
        with_right["equity"] == without_right["equity"]
    ).all()
    balance, without = (statement_table(o, "Balance sheet") for o in (with_right, without_right))
    assert balance.index[-1].startswith("Memo") and not without.index[-1].startswith("Memo")
    assert (
        balance.iloc[-1, -1] == pytest.approx(with_right.at("redemption_claim.first", 59))
        and balance.iloc[-1, -1] > 60.0
    )


def test_the_stake_of_new_money_is_stated_where_a_pool_or_protection_dilutes_it(case):
    plain = econ.run(case.scenario(overrides={"round_amount.first": 50}))
    assert round_prices(plain)["new money buys"].to_list() == ["14.3 %"]
    pool = econ.run(
        case.scenario(overrides={"pool_top_up.first": 0.10, "pool_bearer.first": "everybody"})
    )
    assert round_prices(pool)["new money buys"].to_list() == ["14.3 %, and holds 12.9 %"]
    assert stakes_table(pool).loc["First round investors", "First round"] == pytest.approx(0.9 / 7)


def test_exit_values_cover_the_rounds_and_the_pool_is_limited_by_the_founders_stake(case):
    usual, grown = (
        econ.run(case.scenario(overrides={"round_pre_money.first": worth})) for worth in (300, 5000)
    )
    assert exits.exit_scale(usual) == 1.0 and exits.exit_scale(grown) * exits.EXIT_VALUES[
        -1
    ] >= 2.0 * grown.at("post_money.first", 0)
    best = returns_table(grown, "first").iloc[-1, 0]
    assert float(best.split("x")[0]) >= 1.9, "a round can double"
    full = econ.run(case.scenario(overrides={"initial_founder_stake": 0.95}))
    assert full.at("pool_stake", 0) == pytest.approx(0.05) and full.at(
        "other_stake", 0
    ) == pytest.approx(0.0)
    assert "leaves 5 % for the option pool" in as_read(ownership_words.pool_sentence(full))
    assert ownership_words.pool_sentence(usual) == ""
