"""The generated model gives what the engine gives: every quantity, element and month, undefined and infinite values as such."""

import numpy as np
import pytest
from support.sampling import sample
from support.twin_parity import CASES, TWINS, disagreements, scenarios

import econ
from econ import twin
from econ.case.scenario import from_toml

MONTHS = 60


@pytest.mark.parametrize("name", CASES)
def test_the_generated_model_gives_what_the_engine_gives(name):
    assert not [
        line for scenario in scenarios(name) for line in disagreements(scenario, TWINS[name])
    ]


@pytest.mark.parametrize("months", sample([36, 84, 120], 1))
def test_it_does_so_over_any_horizon(case, months):
    assert not disagreements(case.with_horizon(months).scenario("november-2026"))


def rising(start):
    """A path that differs in each month."""
    return [start + month / 8.0 for month in range(MONTHS)]


# By kind: each is set by hand to a number, to a path, as a whole and in one element.
FORCED = {
    "a path computed for all months at once": {"growth_rate": rising(0.01)},
    "a number instead of a path": {"growth_rate": 0.02},
    "one element of a stock": {"fleet.h800": rising(100.0)},
    "a stock by its bare name": {"fleet": 5000.0},
    "money": {"cash": rising(20.0)},
    "an end": {"runway": 12.0},
    "what is read in the last month": {"out_of_cash": [0.0] * 20 + [1.0] * 40},
    "what does not change with time": {"annuity_factor": 30.0},
    "a path of what does not change with time": {"annuity_factor": rising(30.0)},
    "one element of that": {"reference_price.pro": rising(4.0)},
    "a beginning": {"initial_order_backlog.h800": 5.0},
    "a path of a beginning": {"initial_order_backlog.h800": rising(5.0)},
    "a beginning by its bare name": {"initial_order_backlog": 7.0},
    "what is read in the past": {"price_gap.pro": rising(-1.0), "deliveries.h20": 30.0},
    "a bare name and one of its elements": {"demand": 60.0, "demand.pro": rising(70.0)},
    "several beside changed assumptions": {
        "cash": 8.0,
        "fleet.h20": rising(9.0),
        "annuity_factor": 31.0,
        "delivery_delay.ascend_950dt": 4.5,
        "peak_hours": [month / 100.0 for month in range(MONTHS)],
    },
}


@pytest.mark.every_case
@pytest.mark.parametrize("kind", FORCED)
def test_a_forced_quantity_is_forced_in_both(case, kind):
    scenario = case.scenario(overrides=FORCED[kind])
    made = TWINS["deepseek"]
    assert not disagreements(scenario, made)
    values = made.run(scenario)
    for key, value in FORCED[kind].items():
        outlook = econ.Outlook(scenario=scenario, values=values, draws=1)
        elements = [key] if key in case.key_indices(key.split(".")[0]) else []
        for element in elements:
            assert np.array_equal(outlook[element][0], np.broadcast_to(value, MONTHS)), element


def test_a_number_forced_after_another_is_the_one_that_counts(case):
    made = twin.generate(case)
    cash = [made.run(case.scenario(overrides={"cash": money}))["cash"] for money in (5.0, 9.0)]
    assert [np.unique(path).tolist() for path in cash] == [[5.0], [9.0]]
    assert not disagreements(case.scenario(), made)


def test_a_scenario_file_of_a_user_gives_the_same_numbers(case):
    document = f"""
        [scenario]
        case = "{case.title}"
        preset = "november-2026"
        stresses = ["price-war", "ascend-late"]
        months = 84
        [overrides]
        peak_hours = {[month / 100.0 for month in range(84)]}
        "list_rule.pro" = "pass cost on"
        "delivery_delay.ascend_950dt" = 7.5
        "fill_rate.pro" = 0.8
    """
    scenario, _ = from_toml(case, document)
    assert not disagreements(scenario)
