"""Default alive: the same company with only the money it has and the money of rounds that have closed."""

import dataclasses
import functools

from econ.accounts.path_facts import PathFacts, path_facts, rounds_not_closed
from econ.case.file.options import NOT_COUNTED
from econ.case.rounds import open_rounds
from econ.case.scenario import Scenario
from econ.outlook import Outlook, run

DEFAULT_ALIVE_QUANTITIES = ("cash", "cash_headroom", "covenant_runway", "decision_runway", "runway")


def without_new_money(scenario: Scenario) -> Scenario:
    """The scenario in which open rounds do not count; later tranches of closed rounds are still paid."""
    return scenario.with_overrides(
        {f"round_status.{name}": NOT_COUNTED for name in open_rounds(scenario)}
    )


@functools.lru_cache(maxsize=128)
def default_alive_outlook(scenario: Scenario) -> Outlook:
    """The outlook without new money, with the quantities of `DEFAULT_ALIVE_QUANTITIES` only; shared, and never written to.

    It is a run of its own, so that interest, tax and the credit line follow the smaller balance. Undefined cash is no error.
    Sentences and figures of several pages ask for it, so the last scenarios are remembered.
    """
    rows = {f"round_status.{name}": [NOT_COUNTED] for name in open_rounds(scenario)}
    closed_money = run(scenario, rows, keep=DEFAULT_ALIVE_QUANTITIES)
    return dataclasses.replace(closed_money, scenario=without_new_money(scenario))


def closed_money_outlook(outlook: Outlook) -> Outlook:
    """The outlook without new money of a scenario that was run, in its first draw.

    Where no open round brings money it is the outlook itself, which needs no run.
    """
    return default_alive_outlook(outlook.scenario) if rounds_not_closed(outlook) else outlook


def path_facts_of(outlook: Outlook) -> PathFacts:
    """Return the path facts of an outlook, at the cost of one run, or of none where no open round brings money."""
    return path_facts(outlook, closed_money_outlook(outlook))


def closed_money_runway(scenario: Scenario) -> float:
    """The months that money in the bank and of closed rounds lasts; as `runway` counts them, infinite beyond the horizon."""
    return default_alive_outlook(scenario).at("runway", 0)
