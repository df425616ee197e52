"""Outcomes: the numbers that a plan is judged by. Each is one finite number of a run."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from econ.arrays import Array
from econ.case.case import Case
from econ.case.scenario import Scenario
from econ.outlook import Outlook, run
from econ.problems import AssumptionError, hint, spelling
from econ.units import LOWEST_SHARE

CASH_AFTER = (24, 36)  # months after which cash is an outcome


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outcome:
    """One number of a run: a quantity in a month.

    A quantity that is the same in all months has no `month`. `better` is 1 where more is better, -1 where less is,
    and 0 where neither is.
    """

    name: str
    key: str
    unit: str
    month: int | None = None
    better: int = 1


def standard_outcomes(scenario: Scenario) -> tuple[Outcome, ...]:
    """The outcomes that the pages offer, for the tier of the case's story and the month that the pages show."""
    case = scenario.case
    tier, shown, last = case.story.tier, case.month_shown(scenario.preset), case.months - 1
    label = case.label("tier", tier)
    return (
        Outcome(name="Runway", key="runway", unit="month"),
        *_cash_outcomes(case),
        lowest_cash_within(scenario, case.months),
        Outcome(
            name=f"Output price of {label}",
            key=f"output_price.{tier}",
            unit="yuan/Mtok",
            month=shown,
            better=0,
        ),
        Outcome(
            name=f"Serving cost of {label}",
            key=f"serving_cost.{tier}",
            unit="yuan/Mtok",
            month=shown,
            better=-1,
        ),
        Outcome(
            name=f"Share of {label} demand served",
            key=f"fill_rate.{tier}",
            unit="share",
            month=shown,
        ),
        Outcome(name="Value of the plan", key="plan_value", unit="bn yuan"),
        Outcome(name="Gross margin", key="gross_margin", unit="share", month=shown),
        Outcome(name="Founder’s stake", key="founder_stake", unit="share", month=last),
    )


def outcomes_to_rank(scenario: Scenario) -> tuple[Outcome, ...]:
    """The standard outcomes, lowest cash first: it moves with any input of money, and a runway beyond the plan does not."""
    lowest = lowest_cash_within(scenario, scenario.case.months)
    return lowest, *(outcome for outcome in standard_outcomes(scenario) if outcome != lowest)


def _cash_outcomes(case):
    """Cash after each of `CASH_AFTER` months within the horizon, or at its end where all are beyond it."""
    ends = [months for months in CASH_AFTER if months <= case.months] or [case.months]
    return [
        Outcome(name=f"Cash after {months} months", key="cash", unit="bn yuan", month=months - 1)
        for months in ends
    ]


def latest_cash(scenario: Scenario) -> Outcome:
    """The latest cash among the standard outcomes."""
    return _cash_outcomes(scenario.case)[-1]


def outcome_by_name(scenario: Scenario, name: str) -> Outcome:
    """The standard outcome with this name; `AssumptionError` with the nearest name if it does not exist."""
    outcomes = standard_outcomes(scenario)
    by_name = {spelling(outcome.name): outcome for outcome in outcomes}
    if spelling(str(name)) not in by_name:
        near = hint(str(name), [outcome.name for outcome in outcomes])
        raise AssumptionError([f"there is no outcome «{name}»{near}"])
    return by_name[spelling(str(name))]


def lowest_cash_within(scenario: Scenario, months: int) -> Outcome:
    """The lowest cash within the first `months` months; it is below zero if money has run out by then."""
    outcome = Outcome(
        name=f"Lowest cash within {months} months",
        key="lowest_cash",
        unit="bn yuan",
        month=months - 1,
    )
    check_outcome(scenario, outcome)
    return outcome


def check_outcome(scenario: Scenario, outcome: Outcome) -> None:
    """Raise `AssumptionError` if the case does not have the quantity or the month of an outcome."""
    case, problems = scenario.case, []
    if case.name_of(outcome.key) not in case.model.quantities:
        problems.append(f"«{outcome.key}» is no computed quantity, so it is no outcome")
    if outcome.month is not None and not 0 <= outcome.month < case.months:
        problems.append(
            f"«{outcome.name}» is read in month {outcome.month}, "
            f"and the horizon has the months 0 to {case.months - 1}"
        )
    if problems:
        raise AssumptionError(problems)


def quantities_needed(outcomes: Iterable[Outcome]) -> list[str]:
    """The quantities that a run must keep so that these outcomes can be read."""
    return sorted({outcome.key for outcome in outcomes})


def read_outcome(outlook: Outlook, outcome: Outcome) -> Array:
    """The outcome in each draw, shape (draws,), in its unit and always finite; not a number where it is undefined.

    A time beyond the horizon, such as a runway, counts as the horizon: nothing is computed beyond it. A margin below minus
    one hundred per cent counts as that, because it falls without bound as revenue vanishes and would dominate every average.
    """
    values = outlook[outcome.key][:, -1 if outcome.month is None else outcome.month]
    if outcome.unit == "share":
        values = np.maximum(values, LOWEST_SHARE)
    return np.where(np.isposinf(values), float(outlook.case.months), values)


def is_beyond(case: Case, outcome: Outcome, value: float) -> bool:
    """Whether a value of an outcome stands for a runway beyond the horizon, which counts as the horizon."""
    return outcome.key == "runway" and value >= case.months


def measure_outcomes(
    scenario: Scenario, outcomes: Sequence[Outcome], rows: Mapping[str, ArrayLike]
) -> Array:
    """Several outcomes of every row of one batch, shape (outcomes, draws); `rows` is as in `run`."""
    for outcome in outcomes:
        check_outcome(scenario, outcome)
    outlook = run(scenario, rows, quantities_needed(outcomes))
    return np.array([read_outcome(outlook, outcome) for outcome in outcomes])


def measure_outcome(scenario: Scenario, outcome: Outcome, rows: Mapping[str, ArrayLike]) -> Array:
    """One outcome of every row of one batch, shape (draws,); `rows` is as in `run`."""
    return measure_outcomes(scenario, [outcome], rows)[0]


def scenario_outcome(
    scenario: Scenario, outcome: Outcome, changes: Mapping[str, float] | None = None
) -> float:
    """The outcome of the scenario itself, or with each key of `changes` at another number."""
    rows = {key: [value] for key, value in (changes or {}).items()}
    return float(measure_outcome(scenario, outcome, rows)[0])


def constant_keys(scenario: Scenario, keys: Iterable[str]) -> tuple[str, ...]:
    """Those of the keys whose assumption is one number throughout, so that it can be moved to another."""
    return tuple(key for key in keys if len(np.unique(scenario.value(key))) == 1)


def number_in_force(scenario: Scenario, key: str) -> float:
    """The number of an assumption in force; `ValueError` where it changes with time."""
    numbers = np.unique(scenario.value(key))
    if len(numbers) > 1:
        raise ValueError(f"«{key}» changes with time, so it has no one number that could be moved")
    return float(numbers[0])


def measure_one_at_a_time(
    scenario: Scenario, outcome: Outcome, keys: Sequence[str], values: ArrayLike
) -> tuple[float, Array]:
    """The outcome of the scenario, and the outcome with one key at a time at each of its values, in one batch.

    `values` and the second result have the shape (keys, points). A key may be listed more than once.
    """
    values = np.asarray(values, dtype=np.float64)
    count = values.shape[1]
    rows = {key: np.full(1 + values.size, number_in_force(scenario, key)) for key in keys}
    for number, key in enumerate(keys):
        rows[key][1 + number * count : 1 + (number + 1) * count] = values[number]
    measured = measure_outcome(scenario, outcome, rows)
    return float(measured[0]), measured[1:].reshape(values.shape)
