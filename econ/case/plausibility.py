"""Slips: numbers so far from what is known that a unit or a decimal point is likelier wrong than they are right."""

from econ.case.scenario import Scenario
from econ.finance.arguments import number, numbers
from econ.units import format_value

FAR = 8.0  # times: a slip of a unit is one of ten or more, and what is known has a range of its own


def slipped(value: float, known) -> bool:
    """Whether a number is many times, or a small part of, each of the numbers known of the same thing: its history or range.

    The sign counts for nothing, nor does a known zero. `ValueError` for what is no number.
    """
    size, sizes = abs(number(value, "value")), abs(numbers(known, "what is known"))
    largest = float(sizes.max())
    smallest = float(sizes[sizes > 0.0].min()) if largest > 0.0 else 0.0
    return (
        size > 0.0
        and largest > 0.0
        and (size > FAR * largest or (size < smallest / FAR and not (sizes == 0.0).any()))
    )


def slips(scenario: Scenario) -> list[str]:
    """A sentence for each assumption changed by hand that is far from everything that is believed of it."""
    case, said = scenario.case, []
    for key, value in scenario.overrides:
        if (
            key not in case.values
            or not isinstance(value, int | float)
            or case.assumption_of(key).options
        ):
            continue
        believed, unit = (
            case.value(key, scenario.preset, scenario.stresses),
            case.assumption_of(key).unit,
        )
        if believed.low is None or believed.high is None or unit == "month of plan":
            continue
        if slipped(value, [believed.low, believed.high]):
            said.append(
                f"«{case.label_of(key)}» is {format_value(value, unit)}, and {format_value(believed.low, unit)} to "
                f"{format_value(believed.high, unit)} is likely: is the unit right?"
            )
    return said
