"""Sentences about ownership: the rounds and what was typed about them, the option pool, dilution, redemption and lock-up."""

import datetime

from econ.accounts.exits import RoundReturns, redemption
from econ.accounts.ownership import (
    investors_label,
    investors_not_locked_up,
    option_pool_sizes,
    round_closings,
    stakes_at_closing_and_end,
)
from econ.case.calendar import month_start
from econ.case.case import Case
from econ.case.rounds import counted_rounds
from econ.case.scenario import Scenario
from econ.outlook import Outlook
from econ.problems import shown
from econ.words import Amount, message, say, say_all


def rounds_sentence(scenario: Scenario) -> str:
    """State how many rounds count and how much money they bring."""
    names = counted_rounds(scenario)
    if not names:
        return say("rounds-none-count")
    money = sum(float(scenario.value(f"round_amount.{name}")) for name in names)
    return say(
        "rounds-counted",
        count=len(names),
        total=len(scenario.case.elements["round"]),
        money=Amount(value=money, unit="bn yuan"),
    )


def refused_cell_sentence(problem: str, column: str, kept: str) -> str:
    """State what is wrong with a cell of the table of rounds, and the value that stays in force."""
    cell = message("rounds-cell-name", column=column)
    return say("rounds-cell-stays", problem=problem, cell=cell, kept=kept)


def cell_problem(case: Case, name: str, column: str, problem: object) -> str:
    """The round and the column of a cell, and what is wrong with it."""
    cell = message("rounds-cell-name", column=column)
    label = case.label("round", name)
    return say("rounds-cell-problem", round=label, cell=cell, problem=str(problem))


def per_cent_problem(low: float, high: float, typed: object) -> str:
    """State what a cell in per cent must be; the limits are shares."""
    return say(
        "rounds-cell-per-cent",
        low=Amount(value=low, unit="share", form="bare"),
        high=Amount(value=high, unit="share"),
        typed=shown(typed),
    )


def date_problem(typed: object) -> str:
    """State what a cell with a date must be."""
    return say("rounds-cell-date", typed=shown(typed))


def horizon_problem(case: Case, day: datetime.date) -> str:
    """Explain why a day outside the horizon cannot be taken; empty for one within it."""
    month = case.month_of(day)
    if month < 0:
        return say("rounds-cell-too-early", typed=day, first=case.start)
    if month >= case.months:
        return say("rounds-cell-too-late", typed=day, last=_last_month(case))
    return ""


def _last_month(case: Case) -> datetime.date:
    return month_start(case.start, case.months - 1)


def pool_sentence(outlook: Outlook) -> str:
    """Say that the founder's initial stake leaves no room for the whole option pool; empty where it does."""
    wanted, actual = option_pool_sizes(outlook)
    if actual == wanted:
        return ""
    return say(
        "ownership-pool",
        founder=_stake(outlook.at("initial_founder_stake", 0)),
        actual=_stake(actual),
        wanted=_stake(wanted),
    )


def _stake(share: float) -> Amount:
    return Amount(value=share, unit="share", decimals=1)


def dilution_sentence(outlook: Outlook, name: str) -> str:
    """The stake of a round's outside investors at closing and after all later rounds."""
    investors = investors_label(outlook, name)
    stakes = stakes_at_closing_and_end(outlook, name)
    if stakes is None:
        return say("ownership-no-shares", investors=investors)
    first, last = map(_stake, stakes)
    month = _last_month(outlook.case)
    return say("ownership-dilution", investors=investors, first=first, last=last, month=month)


def redemption_sentence(outlook: Outlook, name: str) -> str:
    """The claim of a round's redemption right, and the part of it that can be paid; empty without a right."""
    right = redemption(outlook, name)
    if right is None:
        return ""
    month = dict(round_closings(outlook))[name] + right.months
    parts = [
        message(
            "ownership-redemption",
            exercised=bool(right.exercised),
            investors=investors_label(outlook, name),
            month=month_start(outlook.case.start, month),
            claim=Amount(value=right.claim, unit="bn yuan"),
            multiple=Amount(value=right.claim_multiple, unit="x", form="bare"),
            rate=Amount(value=right.claim_rate, unit="share/year"),
        )
    ]
    beyond_plan = month >= outlook.case.months
    if right.shortfall:
        missing = Amount(value=right.shortfall, unit="bn yuan")
        parts.append(
            message("ownership-redemption-missing", beyond_plan=beyond_plan, missing=missing)
        )
    elif beyond_plan:
        parts.append(message("ownership-redemption-beyond"))
    if not right.exercised:
        parts.append(message("ownership-redemption-use"))
    return say_all(*parts)


def lock_up_sentence(outlook: Outlook, name: str) -> str:
    """The known investors of a closed round who are not locked up, with their money; empty without any."""
    free = [
        message("ownership-investor", name=investor, money=Amount(value=money, unit="bn yuan"))
        for investor, money in investors_not_locked_up(outlook, name)
    ]
    return say("ownership-not-locked-up", investors=free, count=len(free)) if free else ""


def returns_title(returns: RoundReturns) -> str:
    """The title of the table of a round's returns; it explains the grey cells where there are any."""
    locked_up, ended = (
        bool(cells.any(axis=None)) for cells in (returns.locked_up, returns.out_of_money)
    )
    grey = "both" if locked_up and ended else "locked-up" if locked_up else "out-of-money"
    what = say("ownership-returns-what", grey=grey if locked_up or ended else "none")
    return f"**{say('ownership-returns-title')}**: {what}"


def returns_caption(outlook: Outlook, name: str) -> str:
    """Dilution, redemption and lock-up of a round, as far as it has them."""
    sentences = (
        dilution_sentence(outlook, name),
        redemption_sentence(outlook, name),
        lock_up_sentence(outlook, name),
    )
    return say_all(*filter(None, sentences), message("if-assumptions-hold"))
