"""Rounds together: what cannot be of the rounds a scenario counts, in words."""

import dataclasses
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from econ.units import format_value

if TYPE_CHECKING:
    from econ.case.scenario import Scenario

READ = (
    "round_status",
    "round_amount",
    "round_pre_money",
    "round_month",
    "valuation_basis",
    "pool_top_up",
    "pool_bearer",
)
NOT_COUNTED, REPORTED, CLOSED, SCENARIO = 0.0, 1.0, 2.0, 3.0  # options of `round_status`
OF_TIME = (
    "round_month",
    "round_status",
    "round_amount",
)  # what decides it, the likeliest mistake first
OF_WORTH = (
    "valuation_basis",
    "pool_top_up",
    "pool_bearer",
    "round_pre_money",
    "round_amount",
    "round_status",
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Clash:
    """Something that cannot be: the sentence, and the keys that decide it, the likeliest mistake first."""

    sentence: str
    keys: tuple[str, ...]


def open_rounds(scenario: "Scenario") -> tuple[str, ...]:
    """The rounds whose money has not come, in the order of the file: those that can still be made larger or moved."""
    return tuple(
        name
        for name in scenario.case.elements["round"]
        if scenario.value(f"round_status.{name}") != CLOSED
    )


def clashes(case, value: Callable[[str], float]) -> list[Clash]:
    """What cannot be of the rounds that count in a case, with `value` the number in force of each key.

    Two rounds cannot close in one month, and the old holders must be left something. A case without rounds has none.
    """
    if not case.assumptions.keys() >= set(READ):
        return []
    counted = [
        name
        for name in case.elements["round"]
        if value(f"round_status.{name}") > 0.5 and value(f"round_amount.{name}") > 0.0
    ]
    months: dict[int, list[str]] = {}
    for name in counted:
        months.setdefault(math.ceil(value(f"round_month.{name}")), []).append(name)
    found = [
        _together(case, month, names)
        for month, names in sorted(months.items())
        if len(names) > 1 and month < case.months
    ]
    for name in counted:
        sentence = _worth(
            case.elements["round"][name],
            *(value(f"{key}.{name}") for key in READ[1:] if key != "round_month"),
        )
        if sentence:
            found.append(Clash(sentence=sentence, keys=tuple(f"{key}.{name}" for key in OF_WORTH)))
    return found


# Terms that only an exit or the way out of it brings to light.
AT_EXIT = (
    "preference_multiple",
    "participation",
    "cap_multiple",
    "seniority",
    "lock_up",
    "redemption_right",
    "redemption_term",
    "redemption_rate",
)
# Why a term of a round moves nothing, where another decides so: the term, the other, what the other then is, and the words.
IDLE = (
    *(
        (
            term,
            "round_status",
            lambda status: status != REPORTED,
            "only a round that is reported and not closed may fail to close",
        )
        for term in ("closing_chance", "investor_appetite")
    ),
    (
        "tranche_trigger",
        "closing_part",
        lambda part: part >= 1.0,
        "the whole round is paid at its closing",
    ),
    (
        "tranche_lag",
        "closing_part",
        lambda part: part >= 1.0,
        "the whole round is paid at its closing",
    ),
    (
        "tranche_lag",
        "tranche_trigger",
        lambda trigger: trigger > 0.5,
        "the rest waits for supply and not for a date",
    ),
    (
        "participation",
        "preference_multiple",
        lambda multiple: multiple == 0.0,
        "the round has no preference",
    ),
    (
        "seniority",
        "preference_multiple",
        lambda multiple: multiple == 0.0,
        "the round has no preference",
    ),
    (
        "cap_multiple",
        "preference_multiple",
        lambda multiple: multiple == 0.0,
        "the round has no preference",
    ),
    (
        "cap_multiple",
        "participation",
        lambda kind: kind < 1.5,
        "the round does not take part up to a cap",
    ),
    (
        "redemption_term",
        "redemption_right",
        lambda right: right < 0.5,
        "there is no right to give the shares back",
    ),
    (
        "redemption_rate",
        "redemption_right",
        lambda right: right < 0.5,
        "there is no right to give the shares back",
    ),
)


def idle(value: Callable[[str], float], key: str) -> str:
    """Why a term of a round moves nothing, with `value` the number in force of each key; empty where it does move something."""
    name, _, element = key.partition(".")
    return next(
        (
            words
            for term, other, so, words in IDLE
            if term == name and so(value(f"{other}.{element}"))
        ),
        "",
    )


def _together(case, month, names):
    labels = " and ".join(case.elements["round"][name] for name in names)
    return Clash(
        sentence=f"{labels} close in {case.month_name(month)}: only one round can close in a month, so move the other",
        keys=tuple(f"{key}.{name}" for key in OF_TIME for name in reversed(names)),
    )


def _worth(label, amount, worth, after, pool, everybody):
    """What is wrong with the money, the valuation and the pool of one round; empty if nothing is."""
    post = worth if after > 0.5 else worth + amount
    if post <= amount:
        return (
            f"{label}: {format_value(amount, 'bn yuan')} at {format_value(worth, 'bn yuan')} after the money leaves the old holders "
            "nothing; the valuation must be above the money"
        )
    if everybody < 0.5 and pool * post >= post - amount:
        return (
            f"{label}: an option pool of {format_value(pool, 'share')} and {format_value(amount / post, 'share')} of new money leave "
            "the old holders nothing; together they must be below 100 %"
        )
    return ""
