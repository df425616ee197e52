"""The three pressures of the article: compute, talent and commercialisation reach both cash and capability."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plans import AS_PLANNED

import econ

LAST = 59


def outlook(case, **changes):
    return econ.run(
        case.scenario(overrides={key.replace("__", "."): value for key, value in changes.items()})
    )


def test_retention_pay_keeps_researchers_and_costs_its_stated_amount(case, april):
    paid = outlook(case, retention_pay=0.5)
    assert paid.at("core_researchers", LAST) > april.at("core_researchers", LAST)
    assert paid.at("capability", LAST) > april.at("capability", LAST)
    extra = 0.5 * paid.at("core_researchers", 0) * paid.at("cost_per_head", 0) / 12 / 1000
    more = (
        (paid.at("core_researchers", 0) - april.at("core_researchers", 0))
        * paid.at("cost_per_head", 0)
        / 12
        / 1000
    )
    assert paid.at("staff_cost", 0) - april.at("staff_cost", 0) == pytest.approx(extra + more)


def test_a_team_without_hiring_decays_at_its_leaving_rate(case):
    o = outlook(case, core_hiring=0, retention_response=0)
    left = 100 * np.exp(-0.05 * np.arange(1, 61) / 12)
    assert o["core_researchers"][0] == pytest.approx(left)


def test_offers_as_high_as_pay_leave_attrition_as_it_was(case):
    pay = {"cost_per_head": 2, "retention_pay": 2, "option_grants": 0, "pay_growth": 0.1}
    o = outlook(case, **pay, offered_pay=6, offer_growth=0.1)
    assert o["core_leaving_rate"][0] == pytest.approx(np.full(60, 0.05))


@given(
    st.floats(0.5, 20),
    st.floats(0, 1.5),
    st.sampled_from(("retention_pay", "cost_per_head", "option_grants", "pay_growth")),
    st.sampled_from(("offered_pay", "offer_growth")),
)
def test_more_pay_or_lower_offers_never_raise_attrition(case, offer, response, paid, offered):
    scenario = case.scenario(overrides={"offered_pay": offer, "retention_response": response})
    rows = {
        paid: np.array([0.0, 0.4, 0.4]) + scenario.value(paid),
        offered: np.array([0.0, 0.0, 0.4]) + scenario.value(offered),
    }
    rate = econ.run(scenario, rows, keep=["core_leaving_rate"])["core_leaving_rate"][:, -1]
    assert rate[1] <= rate[0] and rate[2] >= rate[1]
    assert response < 0.01 or (rate[1] < rate[0] and rate[2] > rate[1])


def test_training_less_than_rivals_saves_money_and_loses_demand(case, april):
    thrifty = outlook(case, training_ratio=0.5)
    assert thrifty.at("compute_pace", 0) < 1.0
    assert thrifty.at("capability", LAST) < april.at("capability", LAST)
    assert thrifty.at("demand.pro", LAST) < april.at("demand.pro", LAST)
    assert thrifty.at("algorithmic_efficiency", LAST) < april.at("algorithmic_efficiency", LAST)
    assert thrifty.at("cash", 12) > april.at("cash", 12)


def test_training_more_than_rivals_buys_less_and_less_capability(case):
    ratios = np.array([0.0, 1.0, 2.0, 3.0])
    capability = econ.run(case.scenario(), {"training_ratio": ratios})["capability"][:, LAST]
    gained = np.diff(capability)
    assert np.all(gained > 0.0) and np.all(np.diff(gained) < 0.0)


def test_contracts_approach_the_market_left_by_self_hosting(case):
    o = outlook(case, sales_staff=5000, contract_churn=0.0)
    room = o.at("enterprise_room", 0)
    assert room == pytest.approx(12 * 0.4)
    assert o["contract_value"].max() <= room and o.at("contract_value", LAST) == pytest.approx(
        room, rel=1e-6
    )
    thin = outlook(case, sales_staff=5000, self_hosting_share=0.9)
    assert thin.at("enterprise_revenue", LAST) < o.at("enterprise_revenue", LAST)


def test_few_sales_people_and_no_room_to_fill_reach_the_steady_state_of_churn(case):
    """Reaching a share r of what is left a month against a churn of c of what there is ends at r over r plus c of the room."""
    o = outlook(case, sales_staff=20, contract_churn=0.2, enterprise_market=500)
    room = 500 * 0.4
    reached = -np.expm1(-20 * 0.4 / 1000 / room)
    assert o.at("contract_value", LAST) == pytest.approx(room * reached / (0.2 + reached), rel=1e-5)


def test_companies_revenue_and_cost_reach_the_statements(case):
    """With orders as planned: cards that more money orders would have costs of their own."""
    none, some = (
        econ.run(case.scenario(overrides=AS_PLANNED | changes))
        for changes in ({}, {"sales_staff": 50.0})
    )
    gained = some["enterprise_revenue"] - some["enterprise_cost"]
    assert some["gross_profit"] - none["gross_profit"] == pytest.approx(gained)
    assert some["headcount"] - none["headcount"] == pytest.approx(np.full((1, 60), 50.0))
