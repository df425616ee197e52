"""Default alive: the same company with only the money it has and the money of rounds that have closed."""

from econ.case.rounds import NOT_COUNTED, open_rounds
from econ.case.scenario import Scenario
from econ.outlook import Outlook, run

DEFAULT_ALIVE_QUANTITIES = ("cash", "cash_headroom", "covenant_runway", "decision_runway", "runway")


def without_new_money(scenario: Scenario) -> Scenario:
    """The scenario in which open rounds do not count; later tranches of closed rounds are still paid."""
    return scenario.with_overrides(
        {f"round_status.{name}": NOT_COUNTED for name in open_rounds(scenario)}
    )


def default_alive_outlook(scenario: Scenario) -> Outlook:
    """The outlook without new money, with the quantities of `DEFAULT_ALIVE_QUANTITIES` only.

    It is a run of its own, so that interest, tax and the credit line follow the smaller balance.
    """
    return run(without_new_money(scenario), keep=DEFAULT_ALIVE_QUANTITIES)
