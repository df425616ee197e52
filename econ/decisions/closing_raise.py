"""The raise that closes the hole in a plan: how much, when, at what price, and how much of the company it sells."""

import dataclasses
import math

from econ.accounts.ownership import round_closings
from econ.accounts.valuation import hole_in_the_plan
from econ.case.file.options import NOT_COUNTED, SCENARIO
from econ.case.scenario import Scenario
from econ.decisions.raising import smallest_raise
from econ.outlook import Outlook, run


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClosingRaise:
    """The smallest raise after which cash stays above its minimum to the end of the plan, in the last month that is in time.

    The price is that of the last round that has closed by then, after its money, or that asked in the story's round. Beside it
    is the value of the plan in that month, by the multiple of gross profit that the case assumes.
    """

    amount: float  # bn yuan; infinite where no amount allowed is enough, not a number where cash is undefined
    is_searched: bool  # whether the plan was run with it; else it is what is missing without it
    month: int
    begin: int  # the month in which the raise must begin; negative before the plan
    lead: int  # months that a raise takes
    first_possible: int  # the first month that is not over
    priced_as: str  # the round whose price it has
    pre_money: float  # bn yuan
    plan_value: float  # bn yuan
    multiple: float  # of the last year's gross profit that the value of the plan is

    @property
    def share_sold(self) -> float:
        """The share of the company sold at the price of the round."""
        return _share_sold(self.amount, self.pre_money)

    @property
    def share_sold_at_plan_value(self) -> float:
        """The share of the company sold at the value of the plan; the whole where the plan is worth nothing."""
        return _share_sold(self.amount, self.plan_value)


def closing_raise(scenario: Scenario) -> ClosingRaise | None:
    """The raise that closes the hole in the plan of a scenario; None where no money is missing.

    Give it the scenario of `default_alive.without_new_money` for the hole without rounds that have not closed.
    """
    outlook = run(scenario)
    hole = hole_in_the_plan(outlook)
    if hole.amount == 0.0:
        return None
    known = scenario.months_over
    is_below = outlook["cash_headroom"][0][known:] < 0.0
    month = known + int(is_below.argmax()) if is_below.any() else hole.month
    taken = {closing for _, closing in round_closings(outlook)}
    free_months = [earlier for earlier in range(month, known - 1, -1) if earlier not in taken]
    month = free_months[0] if free_months else month
    slot = _unused_round(scenario)
    amount, is_searched = hole.amount, False
    if slot and free_months and not math.isnan(hole.amount):
        amount, is_searched = _searched_amount(scenario, slot, month), True
    priced_as, pre_money = _price(outlook, month)
    lead = round(float(scenario.value("raising_lead")))
    return ClosingRaise(
        amount=amount,
        is_searched=is_searched,
        month=month,
        begin=month - lead,
        lead=lead,
        first_possible=known,
        priced_as=priced_as,
        pre_money=pre_money,
        plan_value=outlook.at("terminal_value", month),
        multiple=outlook.at("terminal_multiple", month),
    )


def with_closing_raise(scenario: Scenario) -> Scenario | None:
    """The scenario with the raise that closes its hole, in a round that does not count yet; None without such a raise.

    There is no such raise where no money is missing, no round or month is left, or no amount allowed is enough.
    """
    raised = closing_raise(scenario)
    if raised is None or not raised.is_searched or not math.isfinite(raised.amount):
        return None
    slot = _unused_round(scenario)
    low, high = scenario.case.assumptions["round_pre_money"].limits
    return _with_round(scenario, slot, raised.month).with_overrides(
        {
            f"round_amount.{slot}": raised.amount,
            f"round_pre_money.{slot}": min(max(raised.pre_money, low), high),
        }
    )


def _unused_round(scenario: Scenario) -> str:
    """The last round of the case that is not counted and is not the story's; empty where all are."""
    case = scenario.case
    return next(
        (
            name
            for name in reversed(list(case.elements["round"]))
            if name != case.story.round and scenario.value(f"round_status.{name}") == NOT_COUNTED
        ),
        "",
    )


def _searched_amount(scenario: Scenario, name: str, month: int) -> float:
    """The smallest amount of a round that pays at once in a month and keeps cash above its minimum from then on."""
    return smallest_raise(_with_round(scenario, name, month), name, scenario.case.months - month)


def _with_round(scenario: Scenario, name: str, month: int) -> Scenario:
    """The scenario with a round that closes in a month, is paid at once, and has no terms."""
    return scenario.with_overrides(
        {
            f"round_status.{name}": SCENARIO,
            f"round_month.{name}": month,
            f"valuation_basis.{name}": "before the money",
            f"pool_top_up.{name}": 0.0,
            f"closing_part.{name}": 1.0,
            f"redemption_right.{name}": "none",
        }
    )


def _price(outlook: Outlook, month: int) -> tuple[str, float]:
    """The round whose price a raise in a month has, and the valuation before the money in bn yuan."""
    closed = [name for name, closing in round_closings(outlook) if closing < month]
    if closed:
        return closed[-1], outlook.at(f"post_money.{closed[-1]}", 0)
    quoted_round = outlook.case.story.round
    return quoted_round, outlook.at(f"pre_money.{quoted_round}", 0)


def _share_sold(amount: float, pre_money: float) -> float:
    if not math.isfinite(amount):
        return math.nan
    return amount / (pre_money + amount) if amount > 0.0 else 0.0
