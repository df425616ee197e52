"""Summary of the path of a scenario: cuts of the list, the landing of supply, demand refused, gross profit, and two runways."""

import dataclasses
import functools
import math

import numpy as np

from econ.arrays import Array
from econ.case.case import Case
from econ.case.file.options import CLOSED, REPORTED
from econ.case.scenario import Scenario
from econ.outlook import Outlook
from econ.units import NEXT_TO_NOTHING, UNDEFINED

PROFIT_MONTHS = 36  # from the beginning, over which gross profit is added up
# What `path_facts` reads of an outlook, and of the one without new money.
PATH_FACT_QUANTITIES = (
    "cash",
    "closing_chance",
    "demand",
    "gross_profit",
    "initial_output_list_price",
    "output_price",
    "paid_in",
    "round_status",
    "runway",
    "served_tokens",
)
CLOSED_MONEY_QUANTITIES = ("cash", "runway")


@dataclasses.dataclass(frozen=True, kw_only=True)
class NextCut:
    """The first fall of a list that is still to come. A fall that goes on for several months is one cut."""

    month: int  # in which it begins
    last: int  # in which it is complete
    before: float  # list price in the month before it, yuan/Mtok
    after: float  # list price once it is complete

    @property
    def share(self) -> float:
        """Its depth as a share of the price before."""
        return 1.0 - self.after / self.before


@dataclasses.dataclass(frozen=True, kw_only=True)
class ListFall:
    """The fall of the output list of the story's tier; off-peak prices in yuan/Mtok."""

    launch: float
    end: float  # in the last month of the plan
    next_cut: NextCut | None  # after the last month that the preset knows; None without one

    @property
    def share(self) -> float:
        """The fall from the launch list to the end; negative for a rise, not a number without a launch list."""
        return fall_from_launch(self.launch, self.end)


@dataclasses.dataclass(frozen=True, kw_only=True)
class RefusedDemand:
    """Paid tokens of all tiers that users ask for, and what is not served of them, in Ttok."""

    wanted: float
    refused: float
    worst_month: int
    worst_share: float  # in that month

    @property
    def share(self) -> float:
        """The refused share of all that is asked for; zero where nothing is asked for."""
        return self.refused / self.wanted if self.wanted != 0.0 else 0.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class OpenRound:
    """A round that has not closed and brings money within the plan."""

    name: str
    month: int
    amount: float  # bn yuan, paid in by the end of the plan
    chance: float | None  # of closing; None for a round that is assumed


@dataclasses.dataclass(frozen=True, kw_only=True)
class PathFacts:
    """Summary of the path of one draw; runways are months from the beginning, infinite where money outlasts the plan."""

    scenario: Scenario = dataclasses.field(repr=False, compare=False)
    list_fall: ListFall
    demand: RefusedDemand
    gross_profit: float  # bn yuan, in the first `profit_months`
    profit_months: int
    closed_runway: float  # no round counts that has not closed
    closed_cash_at_end: float  # bn yuan
    runway: float  # with the open rounds that the scenario counts
    cash_at_end: float  # bn yuan
    open_rounds: tuple[OpenRound, ...]

    @property
    def case(self) -> Case:
        """The case of the scenario."""
        return self.scenario.case


def landing_months(outlook: Outlook) -> Array:
    """The month in which supply lands in each draw, shape (draws,); infinite where it does not land within the horizon."""
    has_landed = outlook[f"supply_is_in.{outlook.case.story.tier}"] > 0.5
    return np.where(has_landed.any(axis=1), has_landed.argmax(axis=1), np.inf)


def month_money_ends(outlook: Outlook) -> int | None:
    """The month of the plan in which the money ends; None if it lasts beyond the horizon, or is not defined."""
    runway = float(outlook.at("runway", 0))
    return int(runway) if runway < outlook.case.months else None


def path_facts(outlook: Outlook, closed_money: Outlook, draw: int = 0) -> PathFacts:
    """Summarise the path of a draw; `closed_money` is the outlook of `decisions.default_alive`, with the same draws."""
    case = outlook.case
    last, months = case.months - 1, min(PROFIT_MONTHS, case.months)
    return PathFacts(
        scenario=outlook.scenario,
        list_fall=list_fall_of(outlook, draw),
        demand=_refused_demand(outlook, draw),
        gross_profit=float(profit_over(outlook["gross_profit"][draw], months)),
        profit_months=months,
        closed_runway=closed_money.at("runway", 0, draw),
        closed_cash_at_end=closed_money.at("cash", last, draw),
        runway=outlook.at("runway", 0, draw),
        cash_at_end=outlook.at("cash", last, draw),
        open_rounds=rounds_not_closed(outlook, draw),
    )


def fall_from_launch(launch: float, end: float) -> float:
    """The fall of a list as a share of its launch; not a number without a launch list."""
    return 1.0 - end / launch if launch > 0.0 else UNDEFINED


def profit_over(gross_profit: Array, months: int) -> Array:
    """Gross profit added up over the first months."""
    return gross_profit[:months].sum()


def refused_tokens(demand: Array, served_tokens: Array) -> Array:
    """Return tokens requested and not served, month by month."""
    return demand - served_tokens


def refused_over(demand: Array, served_tokens: Array) -> Array:
    """Return the share of requested tokens that is refused, summed over the months."""
    return refused_tokens(demand, served_tokens).sum()


def rounds_not_closed(outlook: Outlook, draw: int = 0) -> tuple[OpenRound, ...]:
    """The rounds that have not closed and bring money within the plan, in the order of time."""
    case, last, rounds = outlook.case, outlook.case.months - 1, []
    for name in case.elements.get("round", {}):
        status = outlook.at(f"round_status.{name}", 0, draw)
        paid_in = outlook[f"paid_in.{name}"][draw]
        if status == CLOSED or not paid_in[last] > 0.0:
            continue
        chance = outlook.at(f"closing_chance.{name}", 0, draw)
        rounds.append(
            OpenRound(
                name=name,
                month=int((paid_in > 0.0).argmax()),
                amount=float(paid_in[last]),
                chance=chance if status == REPORTED else None,
            )
        )
    return tuple(sorted(rounds, key=lambda open_round: open_round.month))


def list_fall_of(outlook: Outlook, draw: int = 0) -> ListFall:
    """The fall of the list from its launch, and its next cut."""
    tier = outlook.case.story.tier
    launch = outlook.at(f"initial_output_list_price.{tier}", 0, draw)
    path = outlook[f"output_price.{tier}"][draw]
    return ListFall(
        launch=launch,
        end=float(path[-1]),
        next_cut=find_next_cut(np.append(launch, path), outlook.scenario.months_over),
    )


def find_next_cut(prices: Array, known: int) -> NextCut | None:
    """Find the first fall of a list price after the known months; `prices` begins with the launch list."""
    falls = prices[1:] < prices[:-1] * (1.0 - NEXT_TO_NOTHING)
    ahead = np.flatnonzero(falls[known:])
    if not ahead.size:
        return None
    month = known + int(ahead[0])
    pause = np.flatnonzero(~falls[month:])
    after = month + int(pause[0]) if pause.size else len(falls)
    return NextCut(
        month=month, last=after - 1, before=float(prices[month]), after=float(prices[after])
    )


def _refused_demand(outlook: Outlook, draw: int) -> RefusedDemand:
    """Demand and what is refused of it, of all tiers and months."""
    wanted, served = (_of_all_tiers(outlook, name, draw) for name in ("demand", "served_tokens"))
    refused = refused_tokens(wanted, served)
    shares = np.divide(refused, wanted, out=np.zeros_like(refused), where=wanted != 0.0)
    is_known = not np.isnan(shares).any()
    worst = int(shares.argmax()) if is_known else 0
    return RefusedDemand(
        wanted=float(wanted.sum()),
        refused=float(refused_over(wanted, served)),
        worst_month=worst,
        worst_share=float(shares[worst]) if is_known else math.nan,
    )


def refused_by_month(outlook: Outlook, draw: int = 0) -> Array:
    """Paid tokens of all tiers that are refused, in Ttok, month by month."""
    paths = (_of_all_tiers(outlook, name, draw) for name in ("demand", "served_tokens"))
    return refused_tokens(*paths)


def _of_all_tiers(outlook: Outlook, name: str, draw: int) -> Array:
    """The path of a quantity summed over tiers."""
    paths = [outlook[f"{name}.{tier}"][draw] for tier in outlook.case.elements["tier"]]
    return functools.reduce(np.add, paths)
