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
    """Something that cannot be: the sentence, and the keys that decide it, the likeliest mistake first.

    `in_file` is the sentence in the words of a case file, where that differs.
    """

    sentence: str
    keys: tuple[str, ...]
    in_file: str = ""


def open_rounds(scenario: "Scenario") -> tuple[str, ...]:
    """The rounds whose money has not come, in the order of the file: those that can still be made larger or moved."""
    return tuple(
        name
        for name in scenario.case.elements["round"]
        if scenario.value(f"round_status.{name}") != CLOSED
    )


def counted_rounds(scenario: "Scenario") -> list[str]:
    """The rounds that count, in the order of time."""
    names = [
        name
        for name in scenario.case.elements["round"]
        if scenario.value(f"round_status.{name}") != NOT_COUNTED
    ]
    return sorted(names, key=lambda name: float(scenario.value(f"round_month.{name}")))


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
    problems = [
        _together(case, month, names)
        for month, names in sorted(months.items())
        if len(names) > 1 and month < case.months
    ]
    for name in counted:
        sentence = _worth(
            case.label("round", name),
            *(value(f"{key}.{name}") for key in READ[1:] if key != "round_month"),
        )
        if sentence:
            problems.append(
                Clash(sentence=sentence, keys=tuple(f"{key}.{name}" for key in OF_WORTH))
            )
    return problems


def _together(case, month, names):
    labels = " and ".join(case.label("round", name) for name in names)
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
