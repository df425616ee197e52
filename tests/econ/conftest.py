"""Fixtures that tests of the model and tests of its views share."""

import numpy as np
import pytest
from support.cut_maps import HELD, SUPPLY
from support.futures import COUNT, RECORD_COUNT
from support.plans import AS_PLANNED, SHORT_OF_MONEY, leased
from support.undefined import NOTHING

import econ
from econ.decisions import rival_replies
from econ.decisions.closing_raise import closing_raise
from econ.decisions.default_alive import without_new_money
from econ.decisions.raising import compute_raise_map
from econ.risk import (
    outcomes,
    record_scores,
    reverse_stress,
    scenario_discovery,
    sensitivity,
    survival,
)
from econ.risk.draws import latin_hypercube_draws, uncertain_keys
from econ.views.breaking_points import FUTURES


@pytest.fixture(scope="module")
def closing(case):
    """Return the raise that closes the hole of the April preset without its first round."""
    return closing_raise(without_new_money(case.scenario()))


@pytest.fixture
def with_criterion(case):
    """The April scenario with another criterion."""

    def scenario(**criteria):
        return case.scenario(overrides=criteria)

    return scenario


@pytest.fixture(scope="module")
def raise_map(case):
    """With orders and prices as planned: a round that closes later orders fewer cards, and so may leave more cash."""
    return compute_raise_map(case.scenario(overrides=AS_PLANNED), "first")


@pytest.fixture(scope="module")
def replies(case, april):
    """The worth of each answer of rivals in the month of the planned cut."""
    month = rival_replies.planned_cut_month(april)
    return rival_replies.compute_rival_replies(april.scenario, month, HELD, SUPPLY, count=4)


@pytest.fixture(scope="module")
def drained(case):
    """A company that runs out of money early, under a line."""
    return econ.run(
        case.scenario(
            overrides={
                "round_amount.first": 10.0,
                "credit_limit": 2.0,
                "training_ratio": 2.0,
            }
        )
    )


@pytest.fixture(scope="module")
def short(case):
    """A plan whose cash runs out."""
    return econ.run(case.scenario(overrides=SHORT_OF_MONEY))


@pytest.fixture(scope="module")
def everything(case):
    """A company that leases half its cards, forfeits balances and lives on a line."""
    return econ.run(
        case.scenario(
            overrides=leased(case, 0.5)
            | {
                "credit_limit": 20.0,
                "breakage_rate": 0.02,
                "lease_term": 30.5,
                "round_amount.first": 20.0,
                "training_ratio": 2.0,
            }
        )
    )


@pytest.fixture(scope="module")
def lost(case):
    """A run whose cash is not defined: one row of a batch, for a scenario is refused."""
    return econ.run(case.scenario(), {NOTHING[0]: np.zeros(1)})


@pytest.fixture(scope="module")
def four_years(case):
    """Lowest cash over four years, which the April case survives."""
    return outcomes.lowest_cash_within(case.scenario(), 48)


@pytest.fixture(scope="module")
def front(case, four_years):
    """The inputs that move it most, one at a time."""
    return sensitivity.keys_by_swing(
        case.scenario(), four_years, uncertain_keys(case.scenario()), most=8
    )


@pytest.fixture(scope="module")
def shock(case, four_years, front):
    """The smallest joint shock to these inputs."""
    return reverse_stress.joint_failure(case.scenario(), four_years, front)


@pytest.fixture(scope="module")
def discovered(case):
    """Rules for cash over four years, on April's futures as the page *Breaking points* draws them."""
    scenario = case.scenario()
    outcome = outcomes.lowest_cash_within(scenario, 48)
    rows = latin_hypercube_draws(scenario, FUTURES)
    return scenario, outcome, rows, scenario_discovery.find_rules(scenario, outcome, rows)


@pytest.fixture(scope="module")
def spread(case):
    """The headline figures of a few futures of the case."""
    return survival.headline_spread(case.scenario(), COUNT)


@pytest.fixture(scope="module")
def futures(case):
    """A few futures of the case without changes."""
    return survival.run_futures(case.scenario(), COUNT)


@pytest.fixture(scope="module")
def single_run(case):
    """The single run of the case."""
    return econ.run(case.scenario())


@pytest.fixture(scope="module")
def strained_futures(strained):
    """A few futures of the scenario whose single run does not last to the horizon."""
    return survival.run_futures(strained, COUNT)


@pytest.fixture(scope="module")
def strained_run(strained):
    """The single run that does not last to the horizon."""
    return econ.run(strained)


@pytest.fixture(scope="module")
def futures_of_record(case):
    """Return the futures of the first view that the record is compared with."""
    return record_scores.record_futures(case, RECORD_COUNT)


@pytest.fixture(scope="module")
def scored(april, november, futures_of_record):
    """Return the scores of these futures against the record."""
    return record_scores.scores(futures_of_record, april, november)
