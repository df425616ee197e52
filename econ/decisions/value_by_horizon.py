"""Value of the plan by the month of its end, and the part of it that comes after the end."""

import dataclasses

from econ.case.case import HORIZONS
from econ.case.scenario import Scenario
from econ.outlook import run


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlanValue:
    """Value of the plan on one horizon of `months`, and the part of it that follows the horizon; bn yuan."""

    months: int
    value: float
    after: float


def value_by_horizon(scenario: Scenario) -> tuple[PlanValue, ...]:
    """The value of the plan on each horizon that can be chosen, and on the scenario's own, shortest first."""
    values = []
    for months in sorted({*HORIZONS, scenario.case.months}):
        outlook = run(
            scenario.with_horizon(months), keep=("plan_value", "value_after", "discount_factor")
        )
        after = outlook.at("value_after", months - 1) * outlook.at("discount_factor", months - 1)
        values.append(PlanValue(months=months, value=outlook.at("plan_value", 0), after=after))
    return tuple(values)
