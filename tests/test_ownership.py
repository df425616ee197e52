"""Who holds what after each round, and what an exit pays and returns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import econ
from econ import ownership

BOTH = {"round_status.first": 1, "round_status.later": 1, "initial_founder_stake": 0.8}


def test_k1_the_first_round_sells_a_seventh(case):
    table = ownership.holders(econ.run(case.scenario()))
    assert table.loc["First round investors", "First round"] == pytest.approx(50 / 350)
    assert table.loc["Founder", "First round"] == pytest.approx(0.843 * 300 / 350)


def test_k3_a_pool_of_a_tenth_is_borne_by_the_old_holders(case):
    """Of the post-money value a tenth: before the money the pool is what makes it so."""
    pool = 0.10 / (1 - 50 / 350)
    o = econ.run(case.scenario(overrides={"initial_founder_stake": 1.0, "pool_top_up.first": pool}))
    table = ownership.holders(o)["First round"]
    assert table["Option pool"] == pytest.approx(0.10) and table["Founder"] == pytest.approx(0.75714, abs=5e-6)


def test_outsiders_buy_30_of_50(case):
    table = ownership.holders(econ.run(case.scenario(overrides={"founder_part.first": 0.4})))
    assert table.loc["First round investors", "First round"] == pytest.approx(0.085714, abs=5e-7)


@given(amounts=st.tuples(st.floats(1, 200), st.floats(1, 200)), pres=st.tuples(st.floats(50, 900), st.floats(50, 900)),
       pools=st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)), parts=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_i13_shares_sum_to_one_price_times_shares_is_the_value_and_the_founder_is_the_models(case, amounts, pres, pools, parts):
    given_ = dict(BOTH)
    for number, name in enumerate(("first", "later")):
        given_ |= {f"round_amount.{name}": amounts[number], f"round_pre_money.{name}": pres[number],
                   f"pool_top_up.{name}": pools[number], f"founder_part.{name}": parts[number]}
    o = econ.run(case.scenario(overrides=given_))
    table = ownership.holders(o)
    assert table.sum().to_numpy() == pytest.approx(np.ones(3))
    assert table.loc["Founder"].iloc[-1] == pytest.approx(o.at("founder_stake", 59))
    for stage in ownership.stages(o)[1:]:
        assert stage.price * stage.total / 1000.0 == pytest.approx(stage.post_money)


def test_k10_and_k12_through_the_model(case):
    """50 at 300 before, then 40 for 28 shares of 378: exits pay what the published table says."""
    o = econ.run(case.scenario(overrides=BOTH | {"round_amount.later": 40, "round_pre_money.later": 40 * 350 / 28}))
    found = ownership.exits(o, [200, 400, 540, 800])
    assert found["First round"].to_list() == pytest.approx([50, 51.429, 71.429, 105.820], abs=5e-4)
    assert found["Later round"].to_list() == pytest.approx([40, 40, 40, 59.259], abs=5e-4)
    assert found.sum(axis=1).to_list() == pytest.approx([200, 400, 540, 800])


def test_k14_returns_after_two_later_rounds(case):
    """One later round of 19 per cent dilutes as two of ten: 2.3143 times the money, 18.3 per cent a year over five."""
    post = 100 / 0.19
    o = econ.run(case.scenario(overrides=BOTH | {"round_amount.later": 100, "round_pre_money.later": post - 100}))
    table = ownership.returns(o, "first", "none")
    assert table.loc["1,000", "year 5"] == "2.31x, +18%"
    assert table.loc["1,000", "year 4"].startswith("(")  # locked up


def test_without_a_round_there_is_nothing_to_return(case):
    o = econ.run(case.scenario(stresses=["round-fails"]))
    assert list(ownership.holders(o).columns) == ["Beginning"] and len(ownership.prices(o)) == 0
    assert [one.name for one in ownership.classes(o)] == ["Common"]


def test_a_preference_never_hurts_those_who_have_it(case, april):
    none, once, both = (ownership.exits(april, ownership.EXITS, terms)["First round"]
                        for terms in ("none", "as assumed", "participating"))
    assert (none <= once + 1e-9).all() and (once <= both + 1e-9).all()
