"""Why a lever has no effect at present, in a sentence."""

from econ.case.scenario import Scenario
from econ.views.inert_levers import inert_rule

REASONS = {
    "closing is certain": "only a round that is reported and not closed may fail to close",
    "paid at closing": "the whole round is paid at its closing",
    "tranche waits for supply": "the rest waits for supply and not for a date",
    "no preference": "the round has no preference",
    "participation has no cap": "the round does not take part up to a cap",
    "no redemption right": "there is no right to give the shares back",
    "no sales staff": "nobody sells to companies until «{decided_by}» is above zero",
    "no subscribers": "nobody pays for the app until «{decided_by}» is above zero",
}


def inert_reason(scenario: Scenario, key: str) -> str:
    """Why a lever has no effect at present, without a full stop; empty if it has one, or if the reason is not known."""
    rule = inert_rule(scenario, key)
    if rule is None:
        return ""
    if rule.reason != "cut follows a rule":
        return REASONS[rule.reason]
    cut_rule, tier = scenario.case.assumption_of("cut_rule"), key.partition(".")[2]
    option = cut_rule.options[int(scenario.value(f"cut_rule.{tier}"))]
    return f"the cut comes {option}. Set «{cut_rule.label}» to «{cut_rule.options[0]}» on Price-cut timing, or click its map"


def inert_note(scenario: Scenario, key: str) -> str:
    """A sentence that says why a lever has no effect at present; empty if it has one, or if the reason is not known."""
    reason = inert_reason(scenario, key)
    return f"No effect: {reason}." if reason else ""
