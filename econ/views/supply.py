"""Tables of cards: everything that holds supply back, month by month, and what each of it costs."""

import pandas as pd

from econ.outlook import Outlook
from econ.units import format_value

TELLING = 0.5  # cards below which nothing is held back
WAITING, DARK = (
    "cards: the maker's ramp and our share of it",
    "power: the sites cannot run every card",
)  # stocks, no flows
COMES, NOT_DUE = "nothing: what is ordered comes", "the chip is not due yet"


def delivered(outlook: Outlook) -> dict[str, str]:
    """The platforms of which cards arrive within the horizon, by what they are called; that of the story first."""
    case = outlook.case
    found = [
        p
        for p in case.elements["platform"]
        if outlook[f"planned_allocation.{p}"][0].any() or outlook[f"deliveries.{p}"][0].any()
    ]
    return {
        p: case.label("platform", p) for p in sorted(found, key=lambda p: p != case.story.platform)
    }


def held_back(outlook: Outlook, platform: str, month: int) -> dict[str, float]:
    """Every cause that binds in a month, and how many cards it costs: a month where they are not delivered, else standing.

    A chip that is not due yet is no cause. What the maker's ramp and our share leave waiting are orders, where memory is not
    what is short; what is allocated and not ordered waits for orders; power holds back those that serve least for it.
    """

    def at(name):
        return outlook.at(f"{name}.{platform}", month)

    share = at("share_of_output")
    late = at("planned_allocation") - at("ramped_output") * share
    short = (at("ramped_output") - at("maker_output")) * share
    causes = {
        "late: the maker's ramp is behind the plan": late,
        "memory for the chip": short,
        WAITING: at("order_backlog")
        if short <= TELLING
        and at("deliveries") >= at("allocation")
        and at("planned_allocation") > 0.0
        else 0.0,
        "orders: more is allocated than is ordered": at("allocation") - at("deliveries"),
        DARK: at("fleet") * (1.0 - at("powered_share")),
    }
    return {cause: cards for cause, cards in causes.items() if cards > TELLING}


def bottlenecks(outlook: Outlook, platform: str) -> pd.DataFrame:
    """What holds supply of a platform back, span by span: all causes at once, with cards on the average of the span.

    Money is a warning beside them: orders go on when it is short, and runway says how long.
    """
    case = outlook.case
    causes = [held_back(outlook, platform, m) for m in range(case.months)]
    due = [outlook.at(f"planned_allocation.{platform}", m) > 0.0 for m in range(case.months)]
    poor = outlook["cash"][0] < outlook["minimum_cash"][0]
    states = [
        (tuple(one), bool(is_due), bool(money))
        for one, is_due, money in zip(causes, due, poor, strict=True)
    ]
    rows, first = [], 0
    for m in range(1, case.months + 1):
        if m == case.months or states[m] != states[first]:
            names, is_due, money = states[first]
            words = [f"{name} ({_cards(name, causes[first:m])})" for name in names] or [
                COMES if is_due else NOT_DUE
            ]
            rows.append(
                {
                    "months": f"{case.month_name(first)} to {case.month_name(m - 1)}",
                    "what holds supply back": "; ".join(words),
                    "money": "less in the bank than wanted" if money else "enough",
                }
            )
            first = m
    return pd.DataFrame(rows)


def _cards(name, span):
    """How many cards a cause costs, on the average of a span."""
    mean = sum(one[name] for one in span) / len(span)
    text = format_value(mean, "card")
    return text + {WAITING: " wait", DARK: " stand dark"}.get(name, " a month")


def supply_events(outlook: Outlook) -> tuple[tuple[int, str], ...]:
    """What is marked on a figure of cards, as (month, words): the month in which the awaited supply counts as landed."""
    landed = outlook[f"supply_is_in.{outlook.case.story.tier}"][0]
    return ((int(landed.argmax()), "supply has landed"),) if landed.any() else ()
