"""Targets: what may be asked of an outcome, as somebody typed it, and what a page asks for at first."""

from econ.case.belief import plain_number
from econ.case.scenario import Scenario
from econ.case.schema import number_text
from econ.problems import shown
from econ.risk.outcomes import LOWEST_SHARE, Outcome
from econ.units import format_value

TENTH = 0.1  # by how much better an outcome is asked for at first
TIMES = 100.0  # what it is now: nobody means more
LEAST = 1.0  # of an amount that is next to nothing now


def first(scenario: Scenario, wanted: Outcome, now: float) -> str:
    """A target worth asking for, as it is typed: the horizon for runway, else a tenth better than it is and still possible."""
    if wanted.key == "runway":
        return number_text(scenario.case.months)
    better = now + abs(now) * TENTH * (wanted.better or 1)
    if wanted.unit == "share":
        return f"{min(better, (now + 1.0) / 2.0):.1%}".replace("%", " %")
    return number_text(round(better, 3))


def typed(text: object, scenario: Scenario, wanted: Outcome, now: float) -> float:
    """The target somebody typed, in the outcome's unit; `ValueError`, a sentence, for what is no number or cannot be.

    A share may be typed as 0.65 or as 65 %.
    """
    try:
        value = plain_number(text, wanted.unit)
    except ValueError:
        raise ValueError(
            f"a target is a number such as {first(scenario, wanted, now)}, not «{shown(text)}»"
        ) from None
    low, high = _bounds(scenario, wanted, now)
    if not low <= value <= high:
        raise ValueError(
            f"{wanted.name} can be asked to lie between {format_value(low, wanted.unit)} and {format_value(high, wanted.unit)}, "
            f"not at {format_value(value, wanted.unit)}{_why(wanted)}"
        )
    return value


def _bounds(scenario, wanted, now):
    """Between what a target makes sense."""
    if wanted.key == "runway":
        return 0.0, float(scenario.case.months)
    if wanted.unit == "share":
        return (LOWEST_SHARE if wanted.key == "gross_margin" else 0.0), 1.0
    most = TIMES * max(abs(now), LEAST)
    return (-most if wanted.unit == "bn yuan" else 0.0), most


def _why(wanted):
    if wanted.key == "runway":
        return ": beyond the horizon no month is computed"
    return ": write 65 % or 0.65" if wanted.unit == "share" else ""
