"""Exchange rates: what one more step of an input is worth in money, in price, in a founder's stake, in months of runway."""

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.rounds import open_rounds
from econ.case.scenario import Scenario
from econ.risk.outcomes import Outcome, measure_outcome, outcome_by_name, value_in_force
from econ.risk.root_search import first_crossings

RATE_HOLDS_WITHIN = 0.1  # a rate that is this far from the first no longer holds
RATE_TOLERANCE = 1e-5  # of a step of what is sought
MOST_STEPS = 12  # steps tried, from one to a dozen
LIST_PRICES = ("cached_list_price", "input_list_price", "output_list_price")
LARGEST_PRICE_RISE, LARGEST_PRICE_FALL = (
    1.0,
    -0.9,
)  # of the list as it is: prices are looked for up to its double and down to a tenth
FOLLOWS_FROM_STEP, COMPENSATES, FOLLOWS_FROM_RAISE = (
    "follows",
    "makes up for it",
    "follows from the money raised",
)
SEARCH_SHARES = np.linspace(0.0, 1.0, 9)  # to there; of the round, to twice its money and to none


def exchange_rates(
    scenario: Scenario, key: str, wanted: Outcome, step: float = 1.0
) -> pd.DataFrame:
    """What one more step of an input is worth: in the outcome (money), in price, in money raised, in stake, in runway.

    Price (of all lists alike, every tier) and the raise are what would bring the outcome back to where it is without the
    step, found by goal seek; the raise is that of a round that has not closed, and the founder's stake what it changes of
    it. Columns what, unit, how (what follows from the step, and what would make up for it), amount (of the first step, with
    its sign; not a number if nothing brings it back) and holds_to (the value of the input up to which the amount a step stays
    within a tenth of the first). Raises `ValueError` for a step that is not above zero or leaves the limits.
    """
    if not (np.isfinite(step) and step > 0.0):
        raise ValueError(f"a step must be a finite number above zero, not {step}")
    case, here = scenario.case, value_in_force(scenario, key)
    high = case.assumption_of(key).limits[1]
    moved = here + step * np.arange(1, MOST_STEPS + 1)
    moved = moved[moved <= high]
    if not len(moved):
        raise ValueError(
            f"«{key}» is {here:g} and its limit {high:g}: it cannot go a step of {step:g} further"
        )
    stake, runway = (
        outcome_by_name(scenario, "Founder's stake"),
        outcome_by_name(scenario, "Runway"),
    )
    money = f"round_amount.{_raised_with(scenario)}"
    base = measure_outcome(scenario, [wanted, runway, stake], {})[:, 0]
    worse = measure_outcome(scenario, [wanted, runway], {key: moved})
    amount = value_in_force(scenario, money)
    prices, raised = (
        _back(scenario, key, moved, wanted, base[0], rows, ways)
        for rows, ways in (
            (
                lambda places: _priced(scenario, 1.0 + places),
                (SEARCH_SHARES * LARGEST_PRICE_RISE, SEARCH_SHARES * LARGEST_PRICE_FALL),
            ),
            (
                lambda places: {money: amount + places},
                (SEARCH_SHARES * max(amount, 1.0), -SEARCH_SHARES * amount),
            ),
        )
    )
    if key == money:  # what was raised more is given back
        raised, amount = here - moved, moved
    stakes = (
        measure_outcome(scenario, stake, {key: moved, money: amount + np.nan_to_num(raised)})
        - base[2]
    )
    rows = [
        (wanted.name, wanted.unit, FOLLOWS_FROM_STEP, worse[0] - base[0]),
        (_counted(case, runway.name, base[1]), runway.unit, FOLLOWS_FROM_STEP, worse[1] - base[1]),
        ("List prices", "share", COMPENSATES, prices),
        (case.label_of(money), case.unit_of(money), COMPENSATES, raised),
        (stake.name, stake.unit, FOLLOWS_FROM_RAISE, np.where(np.isnan(raised), np.nan, stakes)),
    ]
    return pd.DataFrame(
        [
            {
                "what": what,
                "unit": unit,
                "how": how,
                "amount": float(amounts[0]),
                "holds_to": _holds_to(moved, amounts),
            }
            for what, unit, how, amounts in rows
        ]
    )


def _counted(case, name, months):
    """What a runway is called that is longer than the horizon."""
    return name if months <= case.months else f"{name} past the horizon, by cash left over outlay"


def _raised_with(scenario):
    """The round that can still be made larger: the first open one that counts, or the first open one, or that of the story."""
    ahead = open_rounds(scenario)
    counting = (name for name in ahead if scenario.value(f"round_status.{name}") > 0.5)
    return next(counting, next(iter(ahead), scenario.case.story.round))


def _priced(scenario, factors):
    """Rows in which every list price is multiplied, a path a draw."""
    keys = [key for key in scenario.case.keys() if key.split(".")[0] in LIST_PRICES]
    months = np.ones(scenario.case.months)
    rows = {key: np.outer(factors, scenario.value(key) * months) for key in keys}
    return {
        key: np.clip(row, *scenario.case.assumption_of(key).limits) for key, row in rows.items()
    }


def _back(scenario, key, moved, wanted, base, rows, grids):
    """The smallest change that brings the outcome back after each move of the input; not a number where none does."""
    lines = [(number, grid) for number in range(len(moved)) for grid in grids]

    def gap(places, numbers):
        inputs = np.repeat(moved[[lines[number][0] for number in numbers]], places.shape[1])
        found = measure_outcome(scenario, wanted, {**rows(places.ravel()), key: inputs})
        return found.reshape(places.shape) - base

    _, after = first_crossings(gap, np.array([grid for _, grid in lines]), RATE_TOLERANCE)
    changes = after.reshape(len(moved), len(grids))
    nearer = np.where(np.isnan(changes), np.inf, np.abs(changes)).argmin(axis=1)
    lost = measure_outcome(scenario, wanted, {key: moved}) != base
    return np.where(lost, changes[np.arange(len(moved)), nearer], 0.0)


def _holds_to(moved: Array, amounts: Array) -> float:
    """How far the amount a step stays within a tenth of the first; not a number where there is no first."""
    if not np.isfinite(amounts[0]):
        return float("nan")
    steps = np.arange(1, len(moved) + 1)
    holds = np.abs(amounts / steps - amounts[0]) <= RATE_HOLDS_WITHIN * abs(amounts[0])
    return float(moved[(len(moved) if holds.all() else int(holds.argmin())) - 1])
