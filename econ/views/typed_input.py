"""What people type into the controls of pages: a target for an outcome, a number of futures, a seed.

Functions raise `ValueError` with a clause that says what is wrong; `as_sentence` makes a sentence of it.
"""

from econ.case.file.schema import number_text
from econ.case.scenario import Scenario
from econ.case.typed_numbers import plain_number, whole_number
from econ.problems import shown
from econ.risk.draws import MOST_DRAWS, SEED
from econ.risk.outcomes import Outcome
from econ.risk.survival import DEFAULT_FUTURES, MOST_FUTURES
from econ.units import LOWEST_SHARE, format_value

SUGGESTED_IMPROVEMENT = 0.1  # relative to the present value
FARTHEST_TARGET = 100.0  # times the present value: nobody asks for more
SMALLEST_SCALE = 1.0  # in the outcome's unit, for values close to zero
LONGEST_NUMBER = 400  # characters
LARGE_NUMBER = 10**20  # from which on a number is described by how many digits it has
MOST_SEED = 2**63 - 1


def suggested_target(scenario: Scenario, outcome: Outcome, now: float) -> str:
    """A target to begin with, as people type it: the horizon for runway, otherwise a tenth better than `now` and possible."""
    if outcome.key == "runway":
        return number_text(scenario.case.months)
    better = now + abs(now) * SUGGESTED_IMPROVEMENT * (outcome.better or 1)
    if outcome.unit == "share":
        return f"{min(better, (now + 1.0) / 2.0):.1%}".replace("%", " %")
    return number_text(round(better, 3))


def parse_target(text: object, scenario: Scenario, outcome: Outcome, now: float) -> float:
    """The target that was typed, in the outcome's unit; a share may be typed as 0.65 or as 65 %.

    Raises `ValueError` for what is no number, or lies outside what the outcome can be.
    """
    unit = outcome.unit
    try:
        value = plain_number(text, unit)
    except ValueError:
        example = suggested_target(scenario, outcome, now)
        raise ValueError(f"a target is a number such as {example}, not «{shown(text)}»") from None
    low, high = _target_range(scenario, outcome, now)
    if not low <= value <= high:
        raise ValueError(
            f"{outcome.name} can be asked to lie between {format_value(low, unit)} and {format_value(high, unit)}, "
            f"not at {format_value(value, unit)}{_hint(outcome)}"
        )
    return value


def _target_range(scenario: Scenario, outcome: Outcome, now: float) -> tuple[float, float]:
    """The lowest and the highest target that can be asked for."""
    if outcome.key == "runway":
        return 0.0, float(scenario.case.months)
    if outcome.unit == "share":
        return (LOWEST_SHARE if outcome.key == "gross_margin" else 0.0), 1.0
    most = FARTHEST_TARGET * max(abs(now), SMALLEST_SCALE)
    return (-most if outcome.unit == "bn yuan" else 0.0), most


def _hint(outcome: Outcome) -> str:
    if outcome.key == "runway":
        return ": beyond the horizon no month is computed"
    return ": write 65 % or 0.65" if outcome.unit == "share" else ""


def parse_futures(count: object, seed: object) -> tuple[int, int]:
    """The number of futures and the seed that were typed; raises `ValueError` for what a page cannot draw."""
    futures = _whole(count, "a number of futures", DEFAULT_FUTURES)
    number = _whole(seed, "a seed", SEED)
    if not 1 <= futures <= MOST_FUTURES:
        raise ValueError(
            f"this page draws from 1 to {MOST_FUTURES:,} futures, not {_size(futures)}; `python -m econ ensemble` "
            f"draws up to {MOST_DRAWS:,}"
        )
    if not 0 <= number <= MOST_SEED:
        raise ValueError(f"a seed is a whole number from 0 to {MOST_SEED:,}, not {_size(number)}")
    return futures, number


def _whole(value: object, name: str, example: int) -> int:
    text = str(value).strip()[:LONGEST_NUMBER]
    try:
        return whole_number(text)
    except ValueError:
        raise ValueError(
            f"{name} is a whole number such as {example}, not «{shown(text)}»"
        ) from None


def _size(number: int) -> str:
    """A whole number, or how many digits it has if it is too long to read."""
    if abs(number) < LARGE_NUMBER:
        return f"{number:,}"
    return f"one of {len(str(abs(number)))} digits"


def as_sentence(error: Exception) -> str:
    """What is wrong, as a sentence."""
    text = str(error)
    return text[0].upper() + text[1:] + "."
