"""How long the money lasts, said one way everywhere."""

import dataclasses
import math

from econ.accounts.path_facts import PathFacts
from econ.views.path_figures import NO_OPEN_ROUND
from econ.views.short_numbers import money_lasts, short_share


@dataclasses.dataclass(frozen=True, kw_only=True)
class RunwaySentences:
    """Facts of runway in the words of strips, and the sentences made of them."""

    closed_until: str  # "Jan 2027", "beyond Apr 2031" or "not defined"
    open_until: str  # the same with the open rounds; "no open round" without one
    open_rounds: int
    chance: (
        float | None
    )  # that the open round closes; None without one, with several, or where it is assumed
    half_by: str  # when half of the futures are out of money; empty without futures
    sentences: tuple[
        str, ...
    ]  # on closed money; with open rounds, if any; on the futures, if known

    @property
    def text(self) -> str:
        """All sentences."""
        return " ".join(self.sentences)


def runway_sentences(facts: PathFacts, median_months: float | None = None) -> RunwaySentences:
    """How long the money lasts: in the bank, with open rounds, and in the middle of the futures.

    `median_months` is the median runway of the futures, infinite beyond the plan; None while it is not known.
    """
    case, rounds = facts.case, facts.open_rounds
    closed_until = money_lasts(case, facts.closed_runway)
    open_until = money_lasts(case, facts.runway) if rounds else NO_OPEN_ROUND
    chance = rounds[0].chance if len(rounds) == 1 else None
    half_by = "" if median_months is None else money_lasts(case, median_months)
    sentences = [_bank_sentence(facts, closed_until)]
    if rounds:
        sentences.append(_open_sentence(facts, closed_until, open_until, chance))
    if median_months is not None and not math.isnan(median_months):
        sentences.append(
            f"More than half of the futures last {half_by}."
            if math.isinf(median_months)
            else f"Half of the futures run out by {half_by}."
        )
    return RunwaySentences(
        closed_until=closed_until,
        open_until=open_until,
        open_rounds=len(rounds),
        chance=chance,
        half_by=half_by,
        sentences=tuple(sentences),
    )


def _bank_sentence(facts: PathFacts, until: str) -> str:
    if math.isnan(facts.closed_runway):
        return f"How long money in the bank lasts is {until}."
    return f"Money in the bank lasts {_until(until, facts.closed_runway)}."


def _open_sentence(
    facts: PathFacts, closed_until: str, open_until: str, chance: float | None
) -> str:
    """What open rounds add; where they add no month, that they do not."""
    subject, verb = "the open round", "is"
    if len(facts.open_rounds) > 1:
        subject, verb = f"the {len(facts.open_rounds)} open rounds", "are"
    if chance is not None:
        subject += f", {short_share(chance)} likely,"
    if math.isnan(facts.runway):
        return f"With {subject} it is {open_until}.".replace(",,", ",")
    if math.isinf(facts.closed_runway) and math.isinf(facts.runway):
        return f"{subject[0].upper()}{subject[1:]} {verb} not needed for that."
    if closed_until == open_until:
        does = "do" if len(facts.open_rounds) > 1 else "does"
        return f"{subject[0].upper()}{subject[1:]} {does} not change that."
    return f"With {subject} it lasts {_until(open_until, facts.runway)}."


def _until(label: str, months: float) -> str:
    return label if math.isinf(months) else f"until {label}"
