"""Questions of the page Breaking points, each answered by a sentence, a table and scenarios to go to."""

import dataclasses
from collections.abc import Callable

import pandas as pd

from econ import deadline, discovery, exchange, finding_tables, findings, outcomes, reverse, seek, sensitivity
from econ.scenario import Scenario
from econ.uncertainty import futures, uncertain_keys

DRAWS = 4096  # futures on which rules are found
LOOKED_AT = 40  # inputs that matter most, of which the breaking point is sought
TENTH = 0.1  # by how much better an outcome is asked for at first
NO_RULE = "No rule tells the futures apart: the plan breaks in none of them, in all, or without a pattern in a few inputs."


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """What was found: a sentence, a table to read (empty where there is nothing to list), and scenarios it leads to.

    `offers` has the words of a button and the overrides that make the scenario.
    """

    sentence: str
    table: pd.DataFrame
    offers: tuple[tuple[str, dict[str, float]], ...] = ()


def _suspects(scenario, months):
    return sensitivity.which_matter(scenario, outcomes.lowest_cash(scenario, months), uncertain_keys(scenario), LOOKED_AT)


def one_alone(scenario: Scenario, months: int) -> Answer:
    """How far each input alone can go before cash runs out within so many months."""
    wanted = outcomes.lowest_cash(scenario, months)
    table = reverse.alone(scenario, wanted, _suspects(scenario, months))
    held = bool(outcomes.measure(scenario, wanted, {})[0] >= 0.0)
    sentence = findings.shocks(table, wanted, scenario, held=held)
    return Answer(sentence=sentence, table=finding_tables.shocks(table, scenario, held))


def several_together(scenario: Scenario, months: int) -> Answer:
    """The nearest future in which cash runs out within so many months, or in which it does not where it does now."""
    shock = reverse.together(scenario, outcomes.lowest_cash(scenario, months), _suspects(scenario, months))
    offers = (("Go to this future", dict(shock.overrides)),) if shock.overrides else ()
    return Answer(sentence=findings.shock(shock, scenario), table=finding_tables.moves(shock.moves, scenario), offers=offers)


def in_words(scenario: Scenario, months: int) -> Answer:
    """Two or three rules for when cash runs out within so many months, found on thousands of futures."""
    wanted = outcomes.lowest_cash(scenario, months)
    found = discovery.rules(scenario, wanted, futures(scenario, DRAWS))
    sentence = " ".join(findings.rule(rule, wanted, scenario) for rule in found) or NO_RULE
    offers = tuple((f"Go to a typical one of rule {number}", dict(rule.typical)) for number, rule in enumerate(found, start=1))
    return Answer(sentence=sentence, table=finding_tables.rules(found, scenario), offers=offers)


def too_late(scenario: Scenario, months: int) -> Answer:
    """The last month in which each choice still keeps cash above zero for so many months."""
    wanted = outcomes.lowest_cash(scenario, months)
    table = deadline.deadlines(scenario, wanted, seek.choices(scenario, wanted))
    return Answer(sentence=findings.deadlines(table, wanted, scenario), table=finding_tables.deadlines(table, scenario, wanted))


def would_fix(scenario: Scenario, name: str, target: float) -> Answer:
    """Which choice alone, and which smallest move of several, brings an outcome to a target."""
    wanted = outcomes.outcome(scenario, name)
    choices = seek.choices(scenario, wanted)
    table, move = seek.alone(scenario, wanted, target, choices), seek.together(scenario, wanted, target, choices)
    if move.found and not move.overrides:
        return Answer(sentence=findings.move(move, scenario), table=pd.DataFrame())
    offers = (("Make the joint move", dict(move.overrides)),) if move.found else ()
    return Answer(sentence=f"{findings.goal(table, wanted, target, scenario)} {findings.move(move, scenario)}",
                  table=finding_tables.goals(table, scenario, wanted, target), offers=offers)


def asked(scenario: Scenario, wanted: outcomes.Outcome, now: float) -> float:
    """A target worth asking for, from which a page begins: the horizon for runway, else a tenth better than it is."""
    if wanted.key == "runway":
        return float(scenario.case.months)
    return round(now + abs(now) * TENTH * (wanted.better or 1), 3)


def is_worth(scenario: Scenario, key: str) -> Answer:
    """What one more step of a lever is worth in money, price, stake and months."""
    step = scenario.case.assumption_of(key).step or 1.0
    if outcomes.now(scenario, key) + step > scenario.case.assumption_of(key).limits[1]:
        return Answer(sentence=f"{scenario.case.label_of(key)} is at its limit: there is no further step.", table=pd.DataFrame())
    table = exchange.exchange_rates(scenario, key, outcomes.outcome(scenario, "Cash after 36 months"), step)
    return Answer(sentence=findings.rates(table, key, scenario, step), table=finding_tables.rates(table, key, scenario))


# What is asked of the months that money must last, in the words of the page.
OF_MONTHS: dict[str, Callable[[Scenario, int], Answer]] = {
    "one thing alone": one_alone, "several together": several_together, "rules in words": in_words,
    "point of no return": too_late}
FIX, WORTH = "what would fix it", "exchange rates"
QUESTIONS = (*OF_MONTHS, FIX, WORTH)
