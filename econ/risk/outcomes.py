"""Outcomes: what a plan is judged by. Each is one number of a run, and always a finite one."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from econ.arrays import Array
from econ.case.scenario import Scenario
from econ.outlook import Outlook, run
from econ.problems import AssumptionError, hint

CASH_AFTER = (24, 36)  # months after which cash is looked at
OUTLAY_MONTHS = 12  # months whose outlay says how long the money left at the horizon would last
LOWEST_SHARE = -1.0
LEAST_OUTLAY = 1e-3  # bn yuan a month: below it no company spends anything worth dividing by


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outcome:
    """One number of a run: a quantity in a month (without one: as it is throughout), and which way is better (0: neither)."""

    name: str
    key: str
    unit: str
    month: int | None = None
    better: int = 1


def standard_outcomes(scenario: Scenario) -> tuple[Outcome, ...]:
    """What the pages judge a plan by, made from the story of the case; the months are those its figures are read in."""
    case = scenario.case
    tier, read, last = case.story.tier, case.read(scenario.preset), case.months - 1
    label = case.elements["tier"][tier]
    return (
        Outcome(name="Runway", key="runway", unit="month"),
        *_cash(case),
        lowest_cash_within(scenario, case.months),
        Outcome(
            name=f"Output price of {label}",
            key=f"output_price.{tier}",
            unit="yuan/Mtok",
            month=read,
            better=0,
        ),
        Outcome(
            name=f"Serving cost of {label}",
            key=f"serving_cost.{tier}",
            unit="yuan/Mtok",
            month=read,
            better=-1,
        ),
        Outcome(
            name=f"Share of {label} demand served",
            key=f"fill_rate.{tier}",
            unit="share",
            month=read,
        ),
        Outcome(name="Gross margin", key="gross_margin", unit="share", month=read),
        Outcome(name="Founder's stake", key="founder_stake", unit="share", month=last),
    )


def _cash(case):
    """Cash after as many years as the horizon has, or at its end where it is short."""
    fit = [months for months in CASH_AFTER if months <= case.months] or [case.months]
    return [
        Outcome(name=f"Cash after {months} months", key="cash", unit="bn yuan", month=months - 1)
        for months in fit
    ]


def latest_cash(scenario: Scenario) -> Outcome:
    """The latest cash that a plan is judged by."""
    return _cash(scenario.case)[-1]


def outcome_by_name(scenario: Scenario, name: str) -> Outcome:
    """The outcome of this name; `AssumptionError` with the nearest name if there is none."""
    known = {each.name: each for each in standard_outcomes(scenario)}
    if name not in known:
        raise AssumptionError([f"there is no outcome «{name}»{hint(str(name), known)}"])
    return known[name]


def lowest_cash_within(scenario: Scenario, months: int) -> Outcome:
    """The lowest cash within so many months from the beginning: below zero, the plan has run dry by then."""
    made = Outcome(
        name=f"Lowest cash within {months} months",
        key="lowest_cash",
        unit="bn yuan",
        month=months - 1,
    )
    check_outcome(scenario, made)
    return made


def check_outcome(scenario: Scenario, wanted: Outcome) -> None:
    """`AssumptionError` if the case has no such quantity or month."""
    case = scenario.case
    name = case.name_of(wanted.key)
    problems = (
        []
        if name in case.model.quantities
        else [f"«{wanted.key}» is no computed quantity, so it is no outcome"]
    )
    if wanted.month is not None and not 0 <= wanted.month < case.months:
        problems.append(
            f"«{wanted.name}» is read in month {wanted.month}, and the horizon has the months 0 to {case.months - 1}"
        )
    if problems:
        raise AssumptionError(problems)


def quantities_needed(wanted: Iterable[Outcome]) -> list[str]:
    """The quantities a run must keep so that these outcomes can be read."""
    names = {each.key for each in wanted}
    return sorted(names | ({"cash", "revenue", "net_burn"} if "runway" in names else set()))


def read_outcome(outlook: Outlook, wanted: Outcome) -> Array:
    """The outcome in each draw, shape (draws,), in its unit and always finite; not a number where it is undefined.

    A runway beyond the horizon counts as the horizon and as many months more as the cash left then would last without
    income, at the outlay of the last year. It joins the runway within the horizon without a step where cash runs out at
    the very end. Another time beyond the horizon counts as the horizon. A margin below minus one hundred per cent counts
    as that: it falls without end as revenue vanishes, and would drown every other future in an average.
    """
    values = outlook[wanted.key][:, -1 if wanted.month is None else wanted.month]
    if wanted.unit == "share":
        values = np.maximum(values, LOWEST_SHARE)
    if np.isfinite(values).all():
        return np.array(values)
    months = outlook.case.months
    if wanted.key != "runway":
        return np.where(np.isposinf(values), float(months), values)
    outlay = (outlook["revenue"] + outlook["net_burn"])[:, -OUTLAY_MONTHS:].mean(axis=1)
    left = np.maximum(outlook["cash"][:, -1], 0.0)
    return np.where(np.isinf(values), months + left / np.maximum(outlay, LEAST_OUTLAY), values)


def measure_outcome(
    scenario: Scenario, wanted: Outcome | Sequence[Outcome], rows: Mapping[str, Array]
) -> Array:
    """The outcome of every row of one batch, shape (draws,); of several outcomes (outcomes, draws)."""
    several = (wanted,) if isinstance(wanted, Outcome) else tuple(wanted)
    for each in several:
        check_outcome(scenario, each)
    outlook = run(scenario, rows, quantities_needed(several))
    values = np.array([read_outcome(outlook, each) for each in several])
    return values[0] if isinstance(wanted, Outcome) else values


def constant_keys(scenario: Scenario, keys: Iterable[str]) -> tuple[str, ...]:
    """Those of the keys that are one number all the time, which can be moved to another."""
    return tuple(key for key in keys if len(np.unique(scenario.value(key))) == 1)


def value_in_force(scenario: Scenario, key: str) -> float:
    """The number of an assumption in force; `ValueError` where it changes with time."""
    path = np.unique(scenario.value(key))
    if len(path) > 1:
        raise ValueError(f"«{key}» changes with time, so it has no one number that could be moved")
    return float(path[0])


def measure_one_at_a_time(
    scenario: Scenario, wanted: Outcome, keys: Sequence[str], values: Array
) -> tuple[float, Array]:
    """The outcome of the scenario, and with each key alone at each of its values, shape as `values`: (keys, points).

    One batch. A key may be listed more than once.
    """
    values = np.asarray(values, dtype=np.float64)
    count = values.shape[1]
    rows = {key: np.full(1 + values.size, value_in_force(scenario, key)) for key in keys}
    for number, key in enumerate(keys):
        rows[key][1 + number * count : 1 + (number + 1) * count] = values[number]
    found = measure_outcome(scenario, wanted, rows)
    return float(found[0]), found[1:].reshape(values.shape)
