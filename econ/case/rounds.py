"""Contradictions between the funding rounds of a scenario, each with a sentence that explains it."""

import dataclasses
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from econ.case.file.options import AFTER_THE_MONEY, CLOSED, NOT_COUNTED, OLD_HOLDERS
from econ.units import format_value

if TYPE_CHECKING:
    from econ.case.scenario import Scenario

DECIDING_TERMS = (
    "round_status",
    "round_amount",
    "round_pre_money",
    "round_month",
    "valuation_basis",
    "pool_top_up",
    "pool_bearer",
)
# The assumptions that decide the month of a round and what it leaves to the old holders, the likeliest mistake first.
TIMING_TERMS = ("round_month", "round_status", "round_amount")
VALUATION_TERMS = (
    "valuation_basis",
    "pool_top_up",
    "pool_bearer",
    "round_pre_money",
    "round_amount",
    "round_status",
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Clash:
    """A contradiction: a sentence about it, and the keys that decide it, the likeliest mistake first.

    `in_file` is the sentence in the words of a case file, where that differs.
    """

    sentence: str
    keys: tuple[str, ...]
    in_file: str = ""


def open_rounds(scenario: "Scenario") -> tuple[str, ...]:
    """The rounds that have not closed, in the order of the file: those that can still be made larger or moved."""
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
    """The contradictions between the rounds that count in a case; `value` gives the number in force of a key.

    Two rounds cannot close in one month, and the old holders must be left something. A case without rounds has none.
    """
    if not case.assumptions.keys() >= set(DECIDING_TERMS):
        return []
    counted = [
        name
        for name in case.elements["round"]
        if value(f"round_status.{name}") != NOT_COUNTED and value(f"round_amount.{name}") > 0.0
    ]
    months: dict[int, list[str]] = {}
    for name in counted:
        months.setdefault(math.ceil(value(f"round_month.{name}")), []).append(name)
    problems = [
        _same_month(case, month, names)
        for month, names in sorted(months.items())
        if len(names) > 1 and month < case.months
    ]
    for name in counted:
        sentence = _valuation_problem(
            case.label("round", name),
            *(value(f"{key}.{name}") for key in DECIDING_TERMS[1:] if key != "round_month"),
        )
        if sentence:
            problems.append(
                Clash(sentence=sentence, keys=tuple(f"{key}.{name}" for key in VALUATION_TERMS))
            )
    return problems


def _same_month(case, month, names):
    """The clash of rounds that close in one month."""
    labels = " and ".join(case.label("round", name) for name in names)
    return Clash(
        sentence=f"{labels} close in {case.month_name(month)}: only one round can close in a month, so move the other",
        keys=tuple(f"{key}.{name}" for key in TIMING_TERMS for name in reversed(names)),
    )


def _valuation_problem(label, amount, worth, basis, pool, bearer):
    """A sentence if the money and the option pool of a round leave the old holders nothing; else empty."""
    post = worth if basis == AFTER_THE_MONEY else worth + amount
    if post <= amount:
        return (
            f"{label}: {format_value(amount, 'bn yuan')} at {format_value(worth, 'bn yuan')} after the money leaves the old holders "
            "nothing; the valuation must be above the money"
        )
    if bearer == OLD_HOLDERS and pool * post >= post - amount:
        return (
            f"{label}: an option pool of {format_value(pool, 'share')} and {format_value(amount / post, 'share')} of new money leave "
            "the old holders nothing; together they must be below 100 %"
        )
    return ""
