"""Raising: how much and when, the smallest raise that covers enough months, and what pressures do to cash and capability."""

import dataclasses

import numpy as np
import pandas as pd

from econ.arrays import Array, BoolArray
from econ.case.case import Case
from econ.case.file.options import NOT_COUNTED, SCENARIO
from econ.case.scenario import Scenario
from econ.explain import changed_assumptions
from econ.outlook import run

# Amounts of a map in bn yuan, for rounds of up to half of the largest amount. Smaller and larger rounds take a scale.
_RAISE_AMOUNTS = tuple(float(amount) for amount in range(0, 161, 10))
_AMOUNT_SCALES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
RAISE_MONTHS = 36  # months, from the first that is not known, in which the money may come
AMOUNTS_PER_PASS, MOST_PASSES = 33, 4  # each pass narrows the amount down to the space between two
AMOUNT_TOLERANCE = 0.01  # bn yuan


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class RaiseMap:
    """The outcome of raising each amount in each month; arrays have the shape (months, amounts) unless stated otherwise."""

    round: str
    first: int  # the month of the plan that is the first row
    amounts: tuple[float, ...]  # bn yuan, of the columns
    runway: Array  # months from the beginning; infinite beyond the horizon
    lowest_cash: Array  # bn yuan, from the first row's month to the horizon
    founder_stake: Array  # share, at the end
    lowest_headroom: Array  # least cash above the minimum in the months to be covered, from that of the money, bn yuan
    too_late: BoolArray  # whether cash is gone before the money comes, shape (months,)

    def sufficient_amounts(self) -> Array:
        """The amount from which the money lasts the months to be covered, for each month; not a number where no amount does.

        Between two amounts of the map it is interpolated, because cash is linear in the amount.
        """
        least = np.full(len(self.too_late), np.nan)
        is_sufficient = self.lowest_headroom >= 0.0
        for month in np.flatnonzero(~self.too_late & is_sufficient[:, -1]):
            first = int(is_sufficient[month].argmax())
            if first == 0:
                least[month] = self.amounts[0]
            else:
                around = slice(first - 1, first + 1)
                headroom = self.lowest_headroom[month, around]
                least[month] = np.interp(0.0, headroom, self.amounts[around])
        return least


def raise_amounts(case: Case) -> tuple[float, ...]:
    """The amounts of a map, in bn yuan: up to at least twice the largest round that a preset of the case plans."""
    largest = max(
        (
            float(case.scenario(preset).value(f"round_amount.{name}"))
            for preset in case.presets
            for name in case.elements["round"]
        ),
        default=0.0,
    )
    large_enough = (s for s in _AMOUNT_SCALES if s * _RAISE_AMOUNTS[-1] >= 2.0 * largest)
    scale = next(large_enough, _AMOUNT_SCALES[-1])
    return tuple(scale * amount for amount in _RAISE_AMOUNTS)


def cover_months(scenario: Scenario) -> int:
    """Whole months that a round should pay for."""
    return round(float(scenario.value("raising_cover")))


def counted_status(scenario: Scenario, name: str) -> float:
    """The status under which a round brings money: its own, or "scenario" if it does not count or is likelier to fail."""
    return float(_counted_statuses([scenario], name)[0])


def _counted_statuses(scenarios, name):
    """The status of `counted_status` in each of some scenarios of one preset, shape (scenarios,)."""
    statuses = np.array([float(scenario.value(f"round_status.{name}")) for scenario in scenarios])
    rows = {**_side_by_side(scenarios, 1), f"round_status.{name}": statuses}
    goes_through = run(scenarios[0], rows, keep=["round_goes_through"])
    closes = goes_through[f"round_goes_through.{name}"][:, 0] > 0.0
    return np.where((statuses != NOT_COUNTED) & closes, statuses, SCENARIO)


def _side_by_side(scenarios, count):
    """Rows that make `count` draws of each scenario from a run of the first; they have one preset and one set of overrides."""
    first = scenarios[0]
    changed = (changed_assumptions(scenario, first) for scenario in scenarios)
    return {
        key: np.repeat(
            np.stack(np.broadcast_arrays(*(scenario.value(key) for scenario in scenarios))),
            count,
            axis=0,
        )
        for key in dict.fromkeys(key for keys in changed for key in keys)
    }


def compute_raise_map(scenario: Scenario, name: str) -> RaiseMap:
    """Raise every amount of a round in every month that is not over, at the scenario's pre-money value."""
    first, columns = scenario.months_over, raise_amounts(scenario.case)
    row_months = np.arange(first, min(first + RAISE_MONTHS, scenario.case.months), dtype=np.float64)
    shape = len(row_months), len(columns)
    months = np.repeat(row_months, len(columns))
    amounts = np.tile(columns, len(row_months))
    rows = {
        f"round_amount.{name}": amounts,
        f"round_month.{name}": months,
        f"round_status.{name}": np.full(len(months), counted_status(scenario, name)),
    }
    outlook = run(scenario, rows, keep=["runway", "founder_stake", "cash", "cash_headroom"])
    cover = cover_months(scenario)
    lowest = np.array(
        [
            _lowest_before_and_after(outlook, draw, int(month), cover)
            for draw, month in enumerate(months)
        ]
    ).reshape(*shape, 2)
    return RaiseMap(
        round=name,
        first=first,
        amounts=columns,
        runway=outlook["runway"][:, -1].reshape(shape),
        founder_stake=outlook["founder_stake"][:, -1].reshape(shape),
        lowest_cash=outlook["cash"][:, first:].min(axis=1).reshape(shape),
        lowest_headroom=lowest[..., 1],
        too_late=lowest[:, -1, 0] < 0.0,
    )


def _lowest_before_and_after(outlook, draw, month, cover):
    """The lowest cash before the month of the money, and the lowest cash above the minimum in `cover` months from it."""
    before = outlook["cash"][draw, :month].min(initial=np.inf)
    after = outlook["cash_headroom"][draw, month : month + cover].min()
    return before, after


def smallest_raise(scenario: Scenario, name: str, cover: int | None = None) -> float:
    """The smallest amount of a round, in bn yuan, after which cash stays above its minimum for `cover` months, or those the scenario says.

    The months count from that of the round's money and end at the horizon at the latest. Zero where no money is needed;
    infinite where the largest amount allowed is too small, or cash is gone before the money comes; not a number where
    the money comes after the horizon. A larger raise never shortens the time that it pays for.
    """
    cover = cover_months(scenario) if cover is None else cover
    return float(_smallest_raises([scenario], name, cover)[0])


def _smallest_raises(scenarios, name, cover):
    """The amount of `smallest_raise` in each of some scenarios, which are run side by side, shape (scenarios,)."""
    case, least = scenarios[0].case, np.full(len(scenarios), np.nan)
    spans = {
        number: case.assumption_of(f"round_amount.{name}").limits
        for number, scenario in enumerate(scenarios)
        if scenario.value(f"round_month.{name}") < case.months
    }
    for _ in range(MOST_PASSES):
        if not spans:
            break
        tried = np.array([np.linspace(low, high, AMOUNTS_PER_PASS) for low, high in spans.values()])
        lowest = _lowest_cash_by_amount([scenarios[n] for n in spans], name, cover, tried)
        for number, amounts, is_enough in zip(list(spans), tried, lowest >= 0.0, strict=True):
            first = int(is_enough.argmax())
            least[number] = amounts[first] if is_enough[-1] else np.inf
            around = amounts[max(first - 1, 0)], amounts[first]
            if is_enough[-1] and around[1] - around[0] > AMOUNT_TOLERANCE:
                spans[number] = around
            else:
                del spans[number]
    return least


def _lowest_cash_by_amount(scenarios, name, cover, amounts):
    """The lowest of cash until the money comes and of cash above the minimum in the months it must cover, bn yuan.

    `amounts` has the amounts tried for each scenario. They and the result have the shape (scenarios, amounts).
    """
    count = amounts.shape[1]
    rows = _side_by_side(scenarios, count) | {
        f"round_amount.{name}": amounts.ravel(),
        f"round_status.{name}": np.repeat(_counted_statuses(scenarios, name), count),
    }
    outlook = run(scenarios[0], rows, keep=["cash", "cash_headroom"])
    months = np.repeat(
        [int(scenario.value(f"round_month.{name}")) for scenario in scenarios], count
    )
    return np.array(
        [
            min(_lowest_before_and_after(outlook, draw, month, cover))
            for draw, month in enumerate(months)
        ]
    ).reshape(amounts.shape)


def smallest_raise_by_stress(
    scenario: Scenario, name: str, cover: int | None = None
) -> pd.DataFrame:
    """The smallest raise under the scenario, and under each stress added to it that leaves the round unchanged.

    Columns stress, amount (bn yuan, as in `smallest_raise`), stake (the founder's share at the end after that raise; not
    a number without one) and idle (whether the stress does not change cash until the end of the months to be covered).
    """
    cover = cover_months(scenario) if cover is None else cover
    last = int(scenario.value(f"round_month.{name}")) + cover
    by_title = {"as it is": scenario} | _stressed_scenarios(scenario, name)
    scenarios = list(by_title.values())
    amounts = _smallest_raises(scenarios, name, cover)
    cash = run(scenario, _side_by_side(scenarios, 1), keep=["cash"])["cash"][:, :last]
    cash = np.broadcast_to(cash, (len(scenarios), cash.shape[1]))
    return pd.DataFrame(
        {
            "stress": list(by_title),
            "amount": amounts,
            "stake": _founder_stakes_after(scenarios, name, amounts),
            "idle": [False, *np.all(cash[1:] == cash[0], axis=1)],
        }
    )


def _stressed_scenarios(scenario, name):
    """The scenario under each stress added to it that leaves a round unchanged, by the title of the stress."""
    case = scenario.case
    return {
        stress.title: case.scenario(
            scenario.preset,
            dict(scenario.overrides),
            tuple(dict.fromkeys((*scenario.stresses, key))),
        )
        for key, stress in case.stresses.items()
        if f"round_status.{name}" not in stress.values
    }


def _founder_stakes_after(scenarios, name, amounts):
    """The founder's share at the end if a round raises an amount in each scenario; not a number where that is not finite."""
    rows = _side_by_side(scenarios, 1) | {
        f"round_amount.{name}": np.where(np.isfinite(amounts), amounts, 0.0),
        f"round_status.{name}": _counted_statuses(scenarios, name),
    }
    stakes = run(scenarios[0], rows, keep=["founder_stake"])["founder_stake"][:, -1]
    return np.where(np.isfinite(amounts), stakes, np.nan)


def pressure_effects(scenario: Scenario, name: str, months: dict[str, int]) -> pd.DataFrame:
    """Return effects of each lever of a pressure at the low and high end of its range, with all else as in the scenario.

    `months` has the month in which each quantity is read. One row for each lever and end, with the columns key, value,
    and for each quantity its change against the scenario, in its own unit.
    """
    ends = []
    for key in scenario.case.story.pressures[name]:
        belief = scenario.belief(key)
        ends += [
            (key, end)
            for end in (belief.low, belief.high)
            if end is not None and np.any(end != scenario.value(key))
        ]
    rows = {
        key: np.repeat(np.asarray(scenario.value(key))[np.newaxis], len(ends) + 1, axis=0)
        for key, _ in ends
    }
    for draw, (key, value) in enumerate(ends, start=1):
        rows[key][draw] = value
    outlook = run(scenario, rows, keep=months)
    table = pd.DataFrame(ends, columns=["key", "value"])
    for quantity, month in months.items():
        values = outlook[quantity][:, month]
        with np.errstate(invalid="ignore"):  # infinite less infinite, which `np.where` discards
            table[quantity] = np.where(values[1:] == values[0], 0.0, values[1:] - values[0])
    return table
