"""Tables of supply: the causes that hold cards back, month by month, with the number of cards that each costs."""

import math
from collections.abc import Sequence

import pandas as pd

from econ.accounts.path_facts import landing_months
from econ.case.calendar import month_start
from econ.outlook import Outlook
from econ.words import Amount, message, say, say_all

_FEWEST_CARDS = 0.5  # a cause that costs fewer cards does not bind
# Causes, as cases of the message that says them.
LATE_RAMP, MEMORY, DIES, NOT_ORDERED = "late", "memory", "dies", "not-ordered"
UNFILLED_ORDERS, UNPOWERED_CARDS, OBSOLETE_CARDS = "unfilled", "unpowered", "obsolete"
# These causes count cards at the end of a month; the others count cards that are missing in it.
_STOCKS = (UNFILLED_ORDERS, UNPOWERED_CARDS, OBSOLETE_CARDS)


def platforms_with_deliveries(outlook: Outlook) -> dict[str, str]:
    """The platforms of which cards arrive or are planned within the horizon, by key, with labels; that of the story first."""
    case = outlook.case
    platforms = [
        platform
        for platform in case.elements["platform"]
        if outlook[f"planned_allocation.{platform}"][0].any()
        or outlook[f"deliveries.{platform}"][0].any()
    ]
    platforms.sort(key=lambda platform: platform != case.story.platform)
    return {platform: case.label("platform", platform) for platform in platforms}


def binding_causes(outlook: Outlook, platform: str, month: int) -> dict[str, float]:
    """Every cause that holds cards back in a month, and how many: cards a month, or cards for the three stocks.

    A chip that is not due yet is no cause. The maker's ramp and the company's share are the cause of unfilled orders, if
    neither memory nor dies are short. Cards that are allocated and not ordered lack orders. Power runs out first for the platforms
    with the fewest tokens per kilowatt.
    """

    def at(name: str) -> float:
        return outlook.at(f"{name}.{platform}", month)

    company_share = at("share_of_output")
    behind_plan = at("planned_allocation") - at("ramped_output") * company_share
    not_made = (at("ramped_output") - at("maker_output")) * company_share
    is_short_of_memory = at("hbm_output") <= at("wafer_output")
    orders_are_unfilled = (
        not_made <= _FEWEST_CARDS
        and at("deliveries") >= at("allocation")
        and at("planned_allocation") > 0.0
    )
    causes = {
        LATE_RAMP: behind_plan,
        MEMORY: not_made if is_short_of_memory else 0.0,
        DIES: 0.0 if is_short_of_memory else not_made,
        UNFILLED_ORDERS: at("order_backlog") if orders_are_unfilled else 0.0,
        NOT_ORDERED: at("allocation") - at("deliveries"),
        UNPOWERED_CARDS: at("fleet") * (1.0 - at("share_with_power")),
        OBSOLETE_CARDS: at("fleet") * (at("share_with_power") - at("powered_share")),
    }
    return {cause: cards for cause, cards in causes.items() if cards > _FEWEST_CARDS}


def bottleneck_table(outlook: Outlook, platform: str) -> pd.DataFrame:
    """Table of bottlenecks of a platform's supply: one row a span of months in which the same causes bind.

    Cards are the average of the span. Money is a warning in a column of its own: orders go on when cash is below the
    minimum, and runway says how long.
    """
    case = outlook.case
    causes = [binding_causes(outlook, platform, month) for month in range(case.months)]
    is_due = outlook[f"planned_allocation.{platform}"][0] > 0.0
    below_minimum = outlook["cash"][0] < outlook["minimum_cash"][0]
    states = [
        (tuple(causes[month]), bool(is_due[month]), bool(below_minimum[month]))
        for month in range(case.months)
    ]
    rows, first = [], 0
    for month in range(1, case.months + 1):
        if month < case.months and states[month] == states[first]:
            continue
        binding, due, short_of_cash = states[first]
        sentences = [
            message("compute-cause", cause=cause, cards=_average_cards(cause, causes[first:month]))
            for cause in binding
        ]
        months = say(
            "compute-months",
            several=month - 1 > first,
            first=month_start(case.start, first),
            last=month_start(case.start, month - 1),
        )
        rows.append(
            {
                "months": months,
                say("compute-causes"): say_all(
                    *(sentences or [message("compute-no-cause", due=due)])
                ),
                "money": say("compute-money", short=short_of_cash),
            }
        )
        first = month
    return pd.DataFrame(rows)


def _average_cards(cause: str, causes_by_month: Sequence[dict[str, float]]) -> Amount:
    """Return the cards that a cause costs on the average of a span of months, with the unit."""
    average = sum(causes[cause] for causes in causes_by_month) / len(causes_by_month)
    return Amount(value=average, unit="card" if cause in _STOCKS else "card/month")


def supply_events(outlook: Outlook) -> tuple[tuple[int, str], ...]:
    """The mark of a figure of cards, as (month, text): the month in which supply lands."""
    landing = landing_months(outlook)[0]
    return ((int(landing), say("compute-landed")),) if math.isfinite(landing) else ()
