"""Sentences about ownership: the rounds and what was typed about them, the option pool, dilution, redemption and lock-up."""

import datetime

from econ.accounts.exits import Redemption, redemption
from econ.accounts.ownership import (
    investors_label,
    investors_not_locked_up,
    option_pool_sizes,
    round_closings,
    stakes_at_closing_and_end,
)
from econ.case.case import Case
from econ.case.rounds import counted_rounds
from econ.case.scenario import Scenario
from econ.outlook import Outlook
from econ.problems import shown
from econ.units import format_value

EMPTY_CELL = "it is empty; a round that is not wanted is removed below"
NO_FREE_MONTH = "Every month of the horizon has a round."


def rounds_sentence(scenario: Scenario) -> str:
    """How many rounds count and how much money they bring."""
    names = counted_rounds(scenario)
    if not names:
        return "No round counts."
    money = sum(float(scenario.value(f"round_amount.{name}")) for name in names)
    all_rounds = scenario.case.elements["round"]
    return f"{len(names)} of {len(all_rounds)} rounds count; they bring {format_value(money, 'bn yuan')}."


def no_idle_round_sentence(count: int) -> str:
    """Why no round can be added: all of the file count."""
    return f"All {count} rounds of the file count; one more is one more table [round.…] in it."


def refused_cell_sentence(problem: str, column: str, kept: str) -> str:
    """What is wrong with a cell of the table of rounds, and the value that stays in force."""
    return f"{problem}; {column.partition(',')[0]} stays {kept}"


def cell_problem(case: Case, name: str, column: str, problem: object) -> str:
    """The round and the column of a cell, and what is wrong with it."""
    return f"{case.label('round', name)}, «{column}»: {problem}"


def per_cent_problem(low: float, high: float, typed: object) -> str:
    """What a cell in per cent must be; the limits are in per cent."""
    return f"it must be between {low:g} and {high:g} %, not {shown(typed)}"


def date_problem(typed: object) -> str:
    """What a cell with a date must be."""
    return f"it must be a date such as 2027-09-01, not «{shown(typed)}»"


def horizon_problem(case: Case, day: datetime.date) -> str:
    """Why a day outside the horizon cannot be taken; empty for one within it."""
    month = case.month_of(day)
    if month < 0:
        return f"{day:%B %Y} lies before the beginning, {case.month_name(0)}"
    if month >= case.months:
        end = case.month_name(case.months - 1)
        return f"{day:%B %Y} lies beyond the horizon, which ends in {end}"
    return ""


def pool_sentence(outlook: Outlook) -> str:
    """That the founder's initial stake leaves no room for the whole option pool; empty where it does."""
    wanted, actual = option_pool_sizes(outlook)
    if actual == wanted:
        return ""
    founder = format_value(outlook.at("initial_founder_stake", 0), "share")
    return (
        f"The founder's {founder} leave {format_value(actual, 'share')} for the option pool at the beginning, not "
        f"{format_value(wanted, 'share')}."
    )


def dilution_sentence(outlook: Outlook, name: str) -> str:
    """The stake of a round's outside investors at closing and after all later rounds."""
    investors = investors_label(outlook, name)
    stakes = stakes_at_closing_and_end(outlook, name)
    if stakes is None:
        return f"{investors} hold no shares: the founder puts in all of the money."
    first, last = (format_value(stake, "share") for stake in stakes)
    return f"{investors} hold {first} when it closes and {last} after all that this scenario counts later."


def redemption_sentence(outlook: Outlook, name: str) -> str:
    """The claim of a round's redemption right, and the part of it that can be paid; empty without a right."""
    right = redemption(outlook, name)
    if right is None:
        return ""
    month = dict(round_closings(outlook))[name] + right.months
    verb = "give" if right.exercised else "may give"
    sentence = (
        f"{investors_label(outlook, name)} {verb} their shares back in {outlook.case.month_name(month)} for "
        f"{format_value(right.claim, 'bn yuan')}: {right.claim_multiple:.2f} times their money, "
        f"{format_value(right.claim_rate, 'share')} a year, whatever the company is worth"
        f"{_shortfall_clause(right, beyond_horizon=month >= outlook.case.months)}."
    )
    if right.exercised:
        return sentence
    return f"{sentence} The table has them use it wherever that pays more than the exit."


def _shortfall_clause(right: Redemption, *, beyond_horizon: bool) -> str:
    """The end of the sentence about a claim that cannot be paid in full; empty where it is paid."""
    if not right.shortfall:
        return ", if it still has the money then" if beyond_horizon else ""
    when = " at the end of the horizon" if beyond_horizon else ""
    missing = format_value(right.shortfall, "bn yuan")
    return f", but {missing} of it cannot be paid{when}, and the table counts the rest"


def lock_up_sentence(outlook: Outlook, name: str) -> str:
    """The known investors of a closed round who are not locked up, with their money; empty without any."""
    free = [
        f"{investor} ({format_value(money, 'bn yuan')})"
        for investor, money in investors_not_locked_up(outlook, name)
    ]
    return f"Not locked up: {', '.join(free)}." if free else ""


def returns_title(some_are_locked_up: bool) -> str:
    """The title of the table of a round's returns; it explains the grey cells where there are any."""
    grey = "; grey while its outside investors are locked up" if some_are_locked_up else ""
    return (
        "**What it returns**: multiple of the money and rate a year, by exit value and years after the round closes"
        f"{grey}"
    )


def returns_caption(outlook: Outlook, name: str) -> str:
    """Dilution, redemption and lock-up of a round, as far as it has them."""
    sentences = (
        dilution_sentence(outlook, name),
        redemption_sentence(outlook, name),
        lock_up_sentence(outlook, name),
    )
    return " ".join(filter(None, sentences))
