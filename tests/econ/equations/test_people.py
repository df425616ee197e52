"""People: what a team is worth, what keeps it, and what it costs."""

import numpy as np
import pytest
from support.companies import CASES

import econ


@pytest.fixture(scope="module", params=CASES)
def company(request):
    """Each case that ships."""
    return CASES[request.param]


def levels(case, key, count=5):
    """Evenly spaced values of an assumption over its range."""
    belief = case.beliefs[key]
    return np.linspace(belief.low, belief.high, count)


def test_a_larger_team_at_the_start_never_makes_the_plan_worth_less(company):
    """The pay of the additional people included; their options come out of the same grant."""
    teams = levels(company, "initial_core_researchers")
    for preset in company.presets:
        o = econ.run(company.scenario(preset), {"initial_core_researchers": teams})
        assert np.all(np.diff(o["capability"], axis=0) > 0.0)
        assert np.all(np.diff(o["staff_cost"], axis=0) > 0.0)
        assert np.all(np.diff(o["plan_value"][:, -1]) > 0.0), preset


def test_the_reference_team_works_at_the_pace_of_one(company):
    """Where talent has all weight, a team of twice the size works at twice the pace."""
    reference = company.beliefs["reference_researchers"].base
    o = econ.run(
        company.scenario(overrides={"talent_weight": 1.0, "time_without_support": 0.0}),
        {"core_researchers": np.array([1.0, 2.0]) * reference},
    )
    np.testing.assert_allclose(o["talent_index"][:, -1], [1.0, 2.0], rtol=1e-12)


def test_each_case_begins_with_its_reference_team(company):
    team, reference = (
        company.beliefs[key] for key in ("initial_core_researchers", "reference_researchers")
    )
    for name in ("base", "low", "high"):
        assert getattr(team, name) == getattr(reference, name)


def test_options_of_researchers_do_not_depend_on_other_staff(company):
    """The same grant is divided among the same researchers, however many other people the company has."""
    o = econ.run(
        company.scenario(overrides={"core_researchers": 200.0}),
        {
            "initial_support_staff": np.array([0.0, 300.0]),
            "support_attrition": np.array([0.0, 0.5]),
        },
    )
    share = company.beliefs["core_option_share"].base
    granted = o["share_based_pay"] * 12.0 * share
    for draw in (0, 1):
        np.testing.assert_allclose(
            o["options_per_researcher"][draw, 1:] * 200.0 / 1000.0, granted[0, 1:], rtol=1e-12
        )


def test_too_few_other_staff_cost_pace_and_value(company):
    """They cost pay; far below what researchers need, the time that researchers lose costs more."""
    for preset in company.presets:
        needed = company.beliefs["support_ratio"].base
        staff = company.beliefs["initial_core_researchers"].base * needed
        o = econ.run(
            company.scenario(preset, {"support_attrition": 0.0}),
            {
                "initial_support_staff": np.array([0.0, staff]),
                "support_hiring": [0.0, 10.0 * needed],
            },
        )
        assert np.all(o["capability"][0] < o["capability"][1])
        assert o["plan_value"][0, -1] < o["plan_value"][1, -1], preset


def test_a_researcher_without_other_staff_keeps_the_time_that_is_stated(company):
    """The closed form: none of it is lost at the ratio and above, and in proportion to what is missing below."""
    needed = company.beliefs["support_ratio"].base
    o = econ.run(
        company.scenario(overrides={"core_researchers": 100.0, "time_without_support": 0.4}),
        {"support_staff": np.array([0.0, 0.5, 1.0, 2.0]) * needed * 100.0},
    )
    np.testing.assert_allclose(o["research_time"][:, -1], [60.0, 80.0, 100.0, 100.0], rtol=1e-12)


def test_options_that_keep_nobody_cost_the_plan_what_they_are_worth(company):
    """Without an answer of leavers and without tax, a grant changes no cash; holders bear its present value and its multiple."""
    untaxed = {"high_technology_tax_rate": 0.0, "standard_tax_rate": 0.0, "retention_response": 0.0}
    for preset in company.presets:
        o = econ.run(company.scenario(preset, untaxed), {"option_grants": np.array([0.5, 4.0])})
        np.testing.assert_allclose(o["cash"][1], o["cash"][0], rtol=1e-9)
        granted = o["share_based_pay"][1] - o["share_based_pay"][0]
        factor = np.broadcast_to(o["discount_factor"][0], granted.shape)
        multiple = company.scenario(preset).value("terminal_multiple")
        cost = (granted * factor).sum() + multiple * granted[-12:].sum() * factor[-1]
        values = o["plan_value"][:, -1]
        assert values[1] - values[0] == pytest.approx(-cost, rel=1e-9)


def test_options_are_in_net_income_once_and_added_back_once_in_cash_flow(company):
    """Net income falls by a grant, and cash from operations does not."""
    untaxed = {"high_technology_tax_rate": 0.0, "standard_tax_rate": 0.0, "retention_response": 0.0}
    o = econ.run(company.scenario(overrides=untaxed), {"option_grants": np.array([0.5, 4.0])})
    granted = np.full(o["cash"][0].shape, 3.5 / 12.0)
    np.testing.assert_allclose(o["net_income"][0] - o["net_income"][1], granted, rtol=1e-9)
    for name in ("operating_cash_flow", "adjusted_net_income", "equity"):
        np.testing.assert_allclose(o[name][1], o[name][0], rtol=1e-9, atol=1e-9)
