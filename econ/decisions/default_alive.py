"""Default alive: the same company with no money but what it has and what rounds that have closed still pay."""

from econ.case.rounds import NOT_COUNTED, open_rounds
from econ.case.scenario import Scenario
from econ.outlook import Outlook, run

DEFAULT_ALIVE_QUANTITIES = ("cash", "cash_headroom", "covenant_runway", "decision_runway", "runway")


def without_new_money(scenario: Scenario) -> Scenario:
    """The scenario in which no round counts that has not closed; later parts of those that have closed still come."""
    return scenario.with_overrides(
        {f"round_status.{name}": NOT_COUNTED for name in open_rounds(scenario)}
    )


def default_alive_outlook(scenario: Scenario) -> Outlook:
    """The outlook without new money: a run of its own, so that interest, tax and the line follow the smaller balance.

    It has the quantities of `KEPT` and no others.
    """
    return run(without_new_money(scenario), keep=DEFAULT_ALIVE_QUANTITIES)
