"""Numbers that people type into the controls of pages: a target for an outcome, a number of futures, a seed.

Functions raise `ValueError` with sentences that say what is wrong.
"""

from econ.case.file.schema import number_text
from econ.case.scenario import Scenario
from econ.case.typed_numbers import plain_number, whole_number
from econ.problems import shown
from econ.risk.draws import MOST_DRAWS, SEED
from econ.risk.outcomes import Outcome
from econ.risk.survival import DEFAULT_FUTURES, MOST_FUTURES
from econ.units import LOWEST_SHARE, format_stated
from econ.words import Message, message, say, say_all

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
        raise ValueError(
            say("typed-target-no-number", example=example, typed=shown(text))
        ) from None
    low, high = _target_range(scenario, outcome, now)
    if not low <= value <= high:
        refusal = message(
            "typed-target-range",
            name=outcome.name,
            low=format_stated(low, unit),
            high=format_stated(high, unit),
            typed=format_stated(value, unit),
        )
        raise ValueError(say_all(refusal, *_hint(outcome)))
    return value


def _target_range(scenario: Scenario, outcome: Outcome, now: float) -> tuple[float, float]:
    """The lowest and the highest target that can be asked for."""
    if outcome.key == "runway":
        return 0.0, float(scenario.case.months)
    if outcome.unit == "share":
        return (LOWEST_SHARE if outcome.key == "gross_margin" else 0.0), 1.0
    most = FARTHEST_TARGET * max(abs(now), SMALLEST_SCALE)
    return (-most if outcome.unit == "bn yuan" else 0.0), most


def _hint(outcome: Outcome) -> list[Message]:
    if outcome.key == "runway":
        return [message("typed-target-beyond")]
    if outcome.unit == "share":
        return [message("typed-target-share", percent="65 %", fraction="0.65")]
    return []


def parse_futures(count: object, seed: object) -> tuple[int, int]:
    """The number of futures and the seed that were typed; raises `ValueError` for what a page cannot draw."""
    futures = _whole(count, "futures", DEFAULT_FUTURES)
    number = _whole(seed, "seed", SEED)
    if not 1 <= futures <= MOST_FUTURES:
        raise ValueError(
            say(
                "typed-futures-range",
                least=1,
                most=MOST_FUTURES,
                typed=_size(futures),
                limit=MOST_DRAWS,
            )
        )
    if not 0 <= number <= MOST_SEED:
        raise ValueError(
            say("typed-seed-range", least=0, most=f"{MOST_SEED:,}", typed=_size(number))
        )
    return futures, number


def _whole(value: object, what: str, example: int) -> int:
    text = str(value).strip()[:LONGEST_NUMBER]
    try:
        return whole_number(text)
    except ValueError:
        raise ValueError(
            say("typed-whole-number", what=what, example=str(example), typed=shown(text))
        ) from None


def _size(number: int) -> str:
    """A whole number, or how many digits it has if it is too long to read."""
    if abs(number) < LARGE_NUMBER:
        return f"{number:,}"
    return say("typed-long-number", count=len(str(abs(number))))
