"""Exchange rates: what one more step of an input is worth in money, price, founder's stake and months of runway."""

import numpy as np
import pandas as pd

from econ.arrays import Array
from econ.case.file.options import NOT_COUNTED
from econ.case.rounds import open_rounds
from econ.case.scenario import Scenario
from econ.risk.outcomes import (
    Outcome,
    is_beyond,
    measure_outcome,
    measure_outcomes,
    number_in_force,
    outcome_by_name,
)
from econ.risk.root_search import first_crossings

RATE_HOLDS_WITHIN = 0.1  # of the first rate: the rate no longer holds where it differs by more
RATE_TOLERANCE = 1e-5  # of a step of the search grid
MOST_STEPS = 12  # steps of the input that are tried
LIST_PRICES = ("cached_list_price", "input_list_price", "output_list_price")
LARGEST_PRICE_RISE, LARGEST_PRICE_FALL = 1.0, -0.9  # of the list in force
SEARCH_SHARES = np.linspace(0.0, 1.0, 9)  # of the way to the largest change
FOLLOWS_FROM_STEP = "changes by"
COMPENSATES = "would undo it"
FOLLOWS_FROM_RAISE = "falls with that raise"


def exchange_rates(
    scenario: Scenario, key: str, wanted: Outcome, step: float = 1.0
) -> pd.DataFrame:
    """Return the worth of one more step of an input in an outcome (money), runway, list prices, money raised and stake.

    The change of list prices (all lists of all tiers by one factor) and the change of the raise are those that bring
    the outcome back to its value without the step, found by goal seek. The raise is that of a round that has not
    closed; the founder's stake is what that raise changes. Columns what, unit, how (changes by the step, would undo
    it, or falls with the raise), amount (for the first step, signed; not a number if no change brings the
    outcome back) and holds_to (the last value of the input at which the amount a step is within a tenth of the
    first). Raises `ValueError` for a step that is not above zero or that exceeds the input's limit.
    """
    if not (np.isfinite(step) and step > 0.0):
        raise ValueError(f"a step must be a finite number above zero, not {step}")
    case, in_force = scenario.case, number_in_force(scenario, key)
    high = case.assumption_of(key).limits[1]
    moved = in_force + step * np.arange(1.0, MOST_STEPS + 1.0)
    moved = moved[moved <= high]
    if not len(moved):
        raise ValueError(
            f"«{key}» is {in_force:g} and its limit {high:g}: it cannot go a step of {step:g} further"
        )
    stake = outcome_by_name(scenario, "Founder’s stake")
    runway = outcome_by_name(scenario, "Runway")
    base, base_runway, base_stake = measure_outcomes(scenario, [wanted, runway, stake], {})[:, 0]
    at_step, runway_at_step = measure_outcomes(scenario, [wanted, runway], {key: moved})

    prices = _compensation(
        scenario,
        key,
        moved,
        wanted,
        base,
        lambda changes: _list_price_rows(scenario, 1.0 + changes),
        (SEARCH_SHARES * LARGEST_PRICE_RISE, SEARCH_SHARES * LARGEST_PRICE_FALL),
    )
    money = f"round_amount.{_adjustable_round(scenario)}"
    amount = number_in_force(scenario, money)
    if key == money:  # the additional money itself is given back
        raised, amounts = in_force - moved, moved
    else:
        raised = _compensation(
            scenario,
            key,
            moved,
            wanted,
            base,
            lambda changes: {money: amount + changes},
            (SEARCH_SHARES * max(amount, 1.0), -SEARCH_SHARES * amount),
        )
        amounts = np.full(len(moved), amount)
    stake_rows = {key: moved, money: amounts + np.nan_to_num(raised)}
    stake_change = measure_outcome(scenario, stake, stake_rows) - base_stake

    rows = [
        (wanted.name, wanted.unit, FOLLOWS_FROM_STEP, at_step - base),
        (
            _runway_name(case, runway, (base_runway, runway_at_step[0])),
            runway.unit,
            FOLLOWS_FROM_STEP,
            runway_at_step - base_runway,
        ),
        ("List prices", "share", COMPENSATES, prices),
        (case.label_of(money), case.unit_of(money), COMPENSATES, raised),
        (
            stake.name,
            stake.unit,
            FOLLOWS_FROM_RAISE,
            np.where(np.isnan(raised), np.nan, stake_change),
        ),
    ]
    return pd.DataFrame(
        [
            {
                "what": what,
                "unit": unit,
                "how": how,
                "amount": float(changes[0]),
                "holds_to": _holds_to(moved, changes),
            }
            for what, unit, how, changes in rows
        ]
    )


def _runway_name(case, runway, months):
    """The name of the runway, which says so where one of some runways lasts beyond the horizon and counts only up to it."""
    is_cut_off = any(is_beyond(case, runway, length) for length in months)
    return f"{runway.name} up to the end of the plan" if is_cut_off else runway.name


def _adjustable_round(scenario):
    """The round whose raise can still change: the first open one that counts, else the first open one, else the story's."""
    rounds = open_rounds(scenario)
    counting = (name for name in rounds if scenario.value(f"round_status.{name}") != NOT_COUNTED)
    return next(counting, next(iter(rounds), scenario.case.story.round))


def _list_price_rows(scenario, factors):
    """Rows in which every list price is multiplied by a factor, one path a draw."""
    keys = [key for key in scenario.case.keys() if key.split(".")[0] in LIST_PRICES]
    months = np.ones(scenario.case.months)
    rows = {key: np.outer(factors, scenario.value(key) * months) for key in keys}
    return {
        key: np.clip(row, *scenario.case.assumption_of(key).limits) for key, row in rows.items()
    }


def _compensation(scenario, key, moved, wanted, base, rows_of, grids):
    """The smallest change that brings the outcome back after each move of the input, shape as `moved`.

    `rows_of` gives the rows for some changes, and each grid has the changes tried in one direction. Not a number where
    no change brings the outcome back, zero where the move does not change it.
    """
    lines = [(value, grid) for value in moved for grid in grids]
    values = np.array([value for value, _ in lines])

    def margin(changes, numbers):
        inputs = np.repeat(values[numbers], changes.shape[1])
        measured = measure_outcome(scenario, wanted, {**rows_of(changes.ravel()), key: inputs})
        return measured.reshape(changes.shape) - base

    _, after = first_crossings(margin, np.array([grid for _, grid in lines]), RATE_TOLERANCE)
    changes = after.reshape(len(moved), len(grids))
    smallest = np.where(np.isnan(changes), np.inf, np.abs(changes)).argmin(axis=1)
    is_changed = measure_outcome(scenario, wanted, {key: moved}) != base
    return np.where(is_changed, changes[np.arange(len(moved)), smallest], 0.0)


def _holds_to(moved: Array, amounts: Array) -> float:
    """The last value of the input at which the amount a step is within a tenth of the first; not a number without a first."""
    if not np.isfinite(amounts[0]):
        return float("nan")
    steps = np.arange(1, len(moved) + 1)
    holds = np.abs(amounts / steps - amounts[0]) <= RATE_HOLDS_WITHIN * abs(amounts[0])
    steps_held = len(moved) if holds.all() else int(holds.argmin())
    return float(moved[steps_held - 1])
