"""Raising: how much and when, the smallest raise that keeps cash long enough, and what pressures do to cash and capability."""

import dataclasses

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.rounds import SCENARIO
from econ.case.scenario import Scenario
from econ.outlook import run

RAISE_AMOUNTS = tuple(float(amount) for amount in range(0, 161, 10))  # bn yuan
RAISE_MONTHS = 36  # months, from what is known on, in which the money may come
AMOUNTS_PER_PASS, MOST_PASSES = (
    33,
    4,
)  # amounts tried at a time, and how often the space between two of them is tried again
AMOUNT_TOLERANCE = 0.01  # bn yuan: nobody raises more exactly
COVER_MONTHS = 18  # months of cash that investors want to see after a round


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class RaiseMap:
    """What raising each amount in each month comes to; every array has the shape (months, amounts)."""

    round: str
    first: int  # the month of the plan with which the months begin
    runway: Array  # months from the beginning; infinite beyond the horizon
    lowest_cash: Array  # bn yuan, from the first of the months to the horizon
    founder_stake: Array  # share, at the end
    spare: Array  # bn yuan: the least cash above the minimum in the `COVER` months from the one in which the money comes
    too_late: Array  # whether cash is gone before the money comes, shape (months,)

    def enough(self) -> Array:
        """The amount from which on the money lasts `COVER` months, for each month; not a number where none of them does.

        Between two amounts of the map on a straight line, as cash follows the amount on one.
        """
        least = np.full(len(self.too_late), np.nan)
        for month in np.flatnonzero(~self.too_late & (self.spare[:, -1] >= 0.0)):
            first = int((self.spare[month] >= 0.0).argmax())
            least[month] = (
                RAISE_AMOUNTS[first]
                if first == 0
                else np.interp(
                    0.0,
                    self.spare[month, first - 1 : first + 1],
                    RAISE_AMOUNTS[first - 1 : first + 1],
                )
            )
        return least


def counted_status(scenario: Scenario, name: str) -> float:
    """The status of a round that brings money: its own, or "scenario" where it is not counted or likelier not to close."""
    status = float(scenario.value(f"round_status.{name}"))
    goes = run(scenario, keep=["round_goes_through"]).at(f"round_goes_through.{name}", 0)
    return status if status and goes else SCENARIO


def compute_raise_map(scenario: Scenario, name: str) -> RaiseMap:
    """Every amount of a round in every month that is ahead, the value of the company before the money as the scenario has it."""
    first = scenario.now
    ahead = np.arange(first, min(first + RAISE_MONTHS, scenario.case.months), dtype=np.float64)
    months, amounts = (grid.ravel() for grid in np.meshgrid(ahead, RAISE_AMOUNTS, indexing="ij"))
    rows = {
        f"round_amount.{name}": amounts,
        f"round_month.{name}": months,
        f"round_status.{name}": np.full(len(months), counted_status(scenario, name)),
    }
    found = run(scenario, rows, keep=["runway", "founder_stake", "cash", "cash_headroom"])
    shape = (len(ahead), len(RAISE_AMOUNTS))
    at_the_end = {each: found[each][:, -1].reshape(shape) for each in ("runway", "founder_stake")}
    lowest = found["cash"][:, first:].min(axis=1).reshape(shape)
    before, spare = (
        np.array(each).reshape(shape)
        for each in zip(
            *(_lowest(found, draw, int(month), COVER_MONTHS) for draw, month in enumerate(months)),
            strict=True,
        )
    )
    return RaiseMap(
        round=name,
        first=first,
        **at_the_end,
        lowest_cash=lowest,
        spare=spare,
        too_late=before[:, -1] < 0.0,
    )


def _lowest(found, draw, first, cover):
    """The lowest cash before a month, and the lowest above the minimum in the months from it on that money must cover."""
    return found["cash"][draw, :first].min(initial=np.inf), found["cash_headroom"][
        draw, first : first + cover
    ].min()


def smallest_raise(scenario: Scenario, name: str, cover: int = COVER_MONTHS) -> float:
    """The smallest amount of a round, in bn yuan, after which cash stays above its minimum for `cover` months.

    The months count from the one in which the round's money comes, and end at the horizon at the latest. Zero where no
    money is needed; infinite where the largest amount allowed does not do, or cash is gone before the money comes; not a
    number where the money comes after the horizon. More money never shortens what it pays for.
    """
    if scenario.value(f"round_month.{name}") >= scenario.case.months:
        return float("nan")
    low, high = scenario.case.assumption_of(f"round_amount.{name}").limits
    for _ in range(MOST_PASSES):
        amounts = np.linspace(low, high, AMOUNTS_PER_PASS)
        enough = _headroom(scenario, name, cover, amounts) >= 0.0
        if not enough[-1]:
            return float("inf")
        first = int(enough.argmax())
        if first == 0:
            return float(amounts[0])
        low, high = amounts[first - 1], amounts[first]
        if high - low <= AMOUNT_TOLERANCE:
            break
    return float(high)


def _headroom(scenario, name, cover, amounts):
    """The lowest cash until the money comes, or above the minimum in the months that it must cover, for each amount."""
    rows = {
        f"round_amount.{name}": amounts,
        f"round_status.{name}": np.full(len(amounts), counted_status(scenario, name)),
    }
    first = int(scenario.value(f"round_month.{name}"))
    found = run(scenario, rows, keep=["cash", "cash_headroom"])
    return np.array([min(_lowest(found, draw, first, cover)) for draw in range(len(amounts))])


def smallest_raise_by_stress(
    scenario: Scenario, name: str, cover: int = COVER_MONTHS
) -> pd.DataFrame:
    """The smallest raise under the scenario itself and under each stress on top of it that leaves the round as it is.

    Columns: stress, amount (bn yuan, as `smallest_raise` has it), stake (what it leaves the founder at the end, not a number
    where no amount does), idle (whether the stress moves no cash in the months that the raise must cover, or before them).
    """
    case, rows, calm = scenario.case, [], None
    last = int(scenario.value(f"round_month.{name}")) + cover
    apart = [
        stress
        for stress, layer in case.stresses.items()
        if f"round_status.{name}" not in layer.values
    ]
    for stress in ("", *apart):
        stresses = dict.fromkeys((*scenario.stresses, *([stress] if stress else [])))
        tried = case.scenario(scenario.preset, dict(scenario.overrides), tuple(stresses))
        amount = smallest_raise(tried, name, cover)
        stake = float("nan")
        if np.isfinite(amount):
            raised = {
                f"round_amount.{name}": [amount],
                f"round_status.{name}": [counted_status(tried, name)],
            }
            stake = float(run(tried, raised, keep=["founder_stake"])["founder_stake"][0, -1])
        path = run(tried, keep=["cash"])["cash"][0, :last]
        calm = path if calm is None else calm
        rows.append(
            {
                "stress": case.stresses[stress].title if stress else "as it is",
                "amount": amount,
                "stake": stake,
                "idle": bool(stress) and np.array_equal(path, calm),
            }
        )
    return pd.DataFrame(rows)


def pressure_effects(scenario: Scenario, name: str, outcomes: dict[str, int]) -> pd.DataFrame:
    """What each lever of a pressure does at the low and at the high end of its range, all else as the scenario has it.

    `outcomes` says in which month each quantity is read. One row a lever and end with the columns key, value, and for
    each quantity its change against the scenario in its own unit.
    """
    case = scenario.case
    tries = []
    for key in case.story.pressures[name]:
        believed = scenario.belief(key)
        tries += [
            (key, end)
            for end in (believed.low, believed.high)
            if end is not None and np.any(end != scenario.value(key))
        ]
    rows = {
        key: np.repeat(np.asarray(scenario.value(key))[np.newaxis], len(tries) + 1, axis=0)
        for key, _ in tries
    }
    for draw, (key, value) in enumerate(tries, start=1):
        rows[key][draw] = value
    found = run(scenario, rows, keep=outcomes)
    table = pd.DataFrame(tries, columns=["key", "value"])
    for each, month in outcomes.items():
        path = found[each][:, month]
        with np.errstate(invalid="ignore"):  # beyond the horizon before and after is no change
            table[each] = np.where(path[1:] == path[0], 0.0, path[1:] - path[0])
    return table
